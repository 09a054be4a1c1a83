"""Operations on spec files, as tests write them."""

from collections.abc import Iterable
from typing import Any

from baesc.evolution.snapshot import snapshot_of
from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.passes.normalize import normalize
from baesc.recognition.editing import Edits, edited
from baesc.recognition.operations import Operation

PROJECT = Source("baes.yaml", "project: shop\nspecs: [specs/*.yaml]  # all of them\n")
CONFIG = Config("shop", "Shop")


def operation(op: Any, entity: str, name: str = "", **more: Any) -> Operation:
    """Return an operation; what is no attribute of one is a setting."""
    known = {key: more.pop(key) for key in ("to", "type", "kind") if key in more}
    return Operation(op, entity, name, settings=tuple(sorted(more.items())), **known)


def sources(texts: dict[str, str] | str) -> list[Source]:
    """Return spec files by path; a text alone is `specs/a.yaml`."""
    texts = {"specs/a.yaml": texts} if isinstance(texts, str) else texts
    return [Source(path, text) for path, text in texts.items()]


def meaning(files: Iterable[Source]) -> System | None:
    """Return what spec files mean, None where something is wrong with them."""
    specs, _ = load(files)
    return normalize(specs, CONFIG)[0]


def done(
    texts: dict[str, str] | str,
    *operations: Operation,
    built: bool = False,
    config: Config = CONFIG,
    project: Source = PROJECT,
) -> Edits:
    """Do operations on spec files, which were built before or not."""
    files = sources(texts)
    snapshot = None
    if built:
        system = meaning(files)
        assert system is not None
        snapshot = snapshot_of(system)
    return edited(files, operations, project, config, snapshot)


def text_after(texts: dict[str, str] | str, *operations: Operation, built: bool = False) -> str:
    """Return the new text of the only file that changes."""
    edits = done(texts, *operations, built=built)
    assert not edits.problems, edits.problems
    ((_, text),) = edits.texts
    return text
