"""Code that people wrote, judged by the rules for any code: each fault found, nothing else."""

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from baesc.knowledge.facts.spec import Promise
from baesc.passes.verify import verify
from tests.cli import baesc
from tests.verified import loaded

HEADS = {
    "api": """\
        import os, sqlite3, traceback, logging
        import requests
        from fastapi import FastAPI, HTTPException, Depends
        from fastapi.responses import JSONResponse
        from sqlalchemy import delete, select, text, update
        from sqlalchemy.orm import Session
        from shop import User, engine, get_db
        log = logging.getLogger(__name__)
        app = FastAPI()
        """,
    "page": """\
        import traceback, logging
        import pandas as pd
        import requests, sqlite3
        import streamlit as st
        log = logging.getLogger(__name__)
        conn = sqlite3.connect("shop.db", check_same_thread=False)
        """,
    "test": "from shop import client\n",
    "sql": "",
}
NAMES = {"api": "shop_api.py", "page": "shop_page.py", "test": "test_shop.py", "sql": "shop.sql"}

SNIPPETS = yaml.safe_load(Path(__file__).with_name("foreign_code.yaml").read_text())
BAD = [(one["in"], one["code"], one["rule"]) for one in SNIPPETS["bad"]]
GOOD = [(one["in"], one["code"]) for one in SNIPPETS["good"]]


def source(where: str, code: str) -> str:
    return f"{dedent(HEADS[where])}\n{code}\n"


def found(where: str, code: str) -> list[str]:
    text = source(where, code)
    verdict = verify(NAMES[where], text, Promise({}, ""), loaded().rules, anywhere=True)
    return [one.rule for one in verdict.findings]


@pytest.mark.parametrize(("where", "code", "rule"), BAD)
def test_a_fault_is_found(where: str, code: str, rule: str) -> None:
    assert rule in found(where, code)


@pytest.mark.parametrize(("where", "code"), GOOD)
def test_sound_code_is_left_alone(where: str, code: str) -> None:
    assert found(where, code) == []


@pytest.mark.parametrize("where", HEADS)
def test_what_surrounds_the_examples_is_sound(where: str) -> None:
    assert found(where, "SELECT 1;" if where == "sql" else "") == []


def test_the_command_finds_faults_in_a_folder(tmp_path: Path) -> None:
    chosen = {where: (code, rule) for where, code, rule in reversed(BAD)}
    for where, (code, _) in chosen.items():
        (tmp_path / NAMES[where]).write_text(source(where, code))
    done = baesc("rules", "verify", ".", cwd=tmp_path)
    assert done.returncode == 1
    for where, (_, rule) in chosen.items():
        told = [line for line in done.stdout.splitlines() if line.startswith(NAMES[where])]
        assert any(rule in line for line in told), (where, rule)
