"""Whether an application with a changed file behaves as the original one: both are asked the same.

The first look at a project boots it and keeps its answers; each changed file is then booted in a
child that is forked from here, where the libraries of applications are loaded already.
"""

import gc
import json
import os
import select
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from types import CodeType
from typing import NoReturn

from baesc.effects.lanes import follow_parent
from baesc.effects.leftovers import close_all_but, own_folder
from baesc.effects.served import look, tables
from baesc.knowledge.targets import ENTITY_TARGETS
from baesc.language.ir import System
from baesc.proof.probes import today
from baesc.proof.projects import Project
from baesc.proof.requests import requests_of

LIMIT = 15.0
# The first time also loads what the application uses.
FIRST_LIMIT = 60.0
MEMORY = 2 * 2**30
LARGEST_FILE = 64 * 2**20
LIBRARIES = (
    "fastapi.responses", "fastapi.security", "pydantic_settings", "anyio._backends._asyncio",
    "sqlalchemy.orm", "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.dialects.postgresql",
)  # fmt: skip


class _Original:
    """A project, the code of its files, and its answers, with each entity in focus or none."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.codes = {
            path: compile(text, path, "exec", dont_inherit=True)
            for path, text in project.texts.items()
            if path.startswith("app/") and path.endswith(".py")
        }
        self.can_run = sys.platform.startswith("linux") and _are_loaded()
        self._answers: dict[tuple[str, date], tuple[str, ...]] = {}

    def answers(self, focus: str) -> tuple[str, ...]:
        """Return all answers; none when the application could not be looked at."""
        # Requests hold days before and after the present one.
        key = (focus, today())
        if key not in self._answers:
            told = b""
            if self.can_run:
                told = _told_by_child(_Look(self.project.system, self.codes, focus), FIRST_LIMIT)
            self._answers[key] = tuple(json.loads(told or b"[]"))
        return self._answers[key]


# Kept for this process and those that are forked from it.
_last: list[_Original] = []


def behaves(project: Project, path: str, text: str, seconds: float = LIMIT) -> bool | None:
    """Tell whether the application answers alike with this text at a path below `app`.

    None when that could not be seen: the libraries of applications are not installed, or this is
    not Linux. An application that does not start, or not answer in time, does not behave.
    """
    if path.endswith(".sql"):
        right = _tables_of(project.texts[path])
        return None if right is None else _tables_of(text) == right
    if not _last or _last[0].project is not project:
        _last[:] = [_Original(project)]
    focus = _subject_of(project.system, path)
    answers = _last[0].answers(focus)
    if path not in _last[0].codes or not answers:
        return None
    try:
        code = compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    look_at = _Look(project.system, {**_last[0].codes, path: code}, focus, answers)
    return _told_by_child(look_at, seconds) == b"true"


def _subject_of(system: System, path: str) -> str:
    """Return the entity that a file is about; empty for files that all share."""
    for target in ENTITY_TARGETS:
        for entity in system.entities:
            if target.path(entity) == path:
                return entity.name
    return ""


def _are_loaded() -> bool:
    """Load what applications use; a child that is forked later has it at once."""
    try:
        for name in LIBRARIES:
            import_module(name)
    except ImportError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Look:
    """What a child does: boot an application, and compare its answers when some are given."""

    system: System
    codes: dict[str, CodeType]
    focus: str
    answers: tuple[str, ...] = ()

    def __call__(self, folder: Path) -> object:
        """Return all answers, or whether they are the given ones."""
        found: list[str] = []

        def see(answer: str) -> bool:
            found.append(answer)
            return not self.answers or self.answers[len(found) - 1 : len(found)] == (answer,)

        finished = look(self.codes, requests_of(self.system, self.focus), folder, see)
        return finished and len(found) == len(self.answers) if self.answers else found


def _told_by_child(does: Callable[[Path], object], seconds: float) -> bytes:
    """Return what a child tells as JSON; nothing when it ends otherwise, or not in time."""
    folder = Path(mkdtemp(dir=own_folder()))
    end, told = os.pipe()
    parent, child = os.getpid(), os.fork()
    if not child:
        _be_child(does, folder, told, parent, seconds)
    os.close(told)
    try:
        return _read(end, seconds)
    finally:
        os.close(end)
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        shutil.rmtree(folder, ignore_errors=True)


def _read(end: int, seconds: float) -> bytes:
    deadline, told = monotonic() + seconds, b""
    while select.select([end], [], [], max(0.0, deadline - monotonic()))[0]:
        chunk = os.read(end, 1 << 20)
        if not chunk:
            return told
        told += chunk
    return b""


def _be_child(
    does: Callable[[Path], object], folder: Path, told: int, parent: int, seconds: float
) -> NoReturn:
    """Look, tell, and end without whatever else this process was to do."""
    try:
        os.setsid()
        follow_parent(parent)
        close_all_but(told)
        _limit(seconds)
        gc.disable()
        found = json.dumps(does(folder)).encode()
        with os.fdopen(told, "wb") as pipe:
            pipe.write(found)
    finally:
        os._exit(0)


def _limit(seconds: float) -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _tables_of(script: str) -> list[str] | None:
    """Return what the tables are that a script makes; None when it does not run."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.executescript(script)
        except sqlite3.Error:
            return None
        return list(tables(connection))
