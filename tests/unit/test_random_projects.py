"""Random projects: the seed alone says which ones."""

import importlib
from pathlib import Path

import pytest

from baesc.proof.valid import draw_specs


def test_another_seed_draws_another_project() -> None:
    drawn = [str(draw_specs(seed, 1)) for seed in range(4)]
    assert len(set(drawn)) == 4


def test_a_seed_draws_the_same_whatever_modules_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = draw_specs(7, 20)
    (tmp_path / "loaded_since.py").write_text(f"NUMBERS = {list(range(-500, 500))}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("loaded_since")
    assert draw_specs(7, 20) == before


def test_as_many_are_drawn_as_were_asked_for() -> None:
    assert len(draw_specs(3, 10)) == 10
