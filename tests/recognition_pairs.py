"""Pairs of requests that say the same, or do not, as they were written before the normalizer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent / "recognition"


@dataclass(frozen=True)
class Pair:
    """Two requests; `language` is `both` where each is in another."""

    one: str
    other: str
    same: bool
    language: str
    about: str


def pairs(name: str = "pairs.yaml") -> tuple[Pair, ...]:
    """Return the pairs of a file."""
    return tuple(_pairs(yaml.safe_load((FOLDER / name).read_text("utf-8"))))


def _pairs(groups: list[dict[str, object]]) -> Iterator[Pair]:
    for group in groups:
        for one, other in group["pairs"]:  # type: ignore[attr-defined]
            yield Pair(one, other, bool(group["same"]), str(group["language"]), str(group["about"]))
