"""Globs of paths: `*` stays inside a folder, `**/` is any folders or none, `!` leaves out."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import PurePosixPath


def is_among(path: str, globs: Iterable[str]) -> bool:
    """Tell whether some glob matches the path, and none of those with `!`."""
    wanted = False
    for one in globs:
        if one.startswith("!"):
            if matches(one[1:], path):
                return False
        else:
            wanted = wanted or matches(one, path)
    return wanted


def matches(glob: str, path: str) -> bool:
    """Tell whether one glob, without `!`, matches the whole path."""
    return _pattern(glob).fullmatch(path) is not None


def suffixes(globs: Iterable[str]) -> frozenset[str]:
    """Return the endings of the files that globs are about: `.py`, `.sql`."""
    return frozenset(PurePosixPath(one).suffix for one in globs if not one.startswith("!"))


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*)", glob)
    by_part = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(by_part.get(part, re.escape(part)) for part in parts))
