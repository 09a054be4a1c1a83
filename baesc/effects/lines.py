"""Files of JSON lines that grow by whole lines, and never beyond twice their limit.

Imports nothing that the interpreter does not load by itself: the shortest build goes through here.
"""

import os

LIMIT = 2_000_000


def append(path: str, lines: str, *, create: bool = True, limit: int = LIMIT) -> None:
    """Append lines that end in a line break, all in one write; raises OSError.

    A file that has reached its limit is put aside first, in place of the one put aside before.
    """
    flags = os.O_WRONLY | os.O_APPEND | (os.O_CREAT if create else 0)
    file = os.open(path, flags, 0o644)
    try:
        if os.fstat(file).st_size + len(lines) > limit:
            os.replace(path, older(path))  # noqa: PTH105 - pathlib takes 7 ms to import
            os.close(file)
            file = os.open(path, flags | os.O_CREAT, 0o644)
        os.write(file, lines.encode())
    finally:
        os.close(file)


def older(path: str) -> str:
    """Return where the lines before those of a file are."""
    stem, ending = os.path.splitext(path)  # noqa: PTH122
    return f"{stem}.1{ending}"


def read_lines(path: str) -> list[str]:
    """Return all lines that are kept, the oldest first; there may be none."""
    found: list[str] = []
    for one in (older(path), path):
        try:
            with open(one, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                found += file.read().splitlines()
        except FileNotFoundError:
            continue
    return found
