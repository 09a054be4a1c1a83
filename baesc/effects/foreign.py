"""Code that baesc did not make: finding it below folders, reading it, mending it in place."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from baesc.effects.project import relative, unreadable
from baesc.ground.source import Source, Span
from baesc.knowledge.code_faults import nothing_there
from baesc.language.faults import not_utf8, too_much
from baesc.messages.diagnostic import Diagnostic

SUFFIXES = (".py", ".sql")
SIZE_LIMIT = 2 * 1024 * 1024
# Folders that hold what tools made or installed; hidden ones are left out as well.
SKIPPED = frozenset({
    "__pycache__", "node_modules", "site-packages", "venv", "build", "dist", "_build",
})  # fmt: skip
# Whatever its name, a folder with this file is a virtual environment.
ENVIRONMENT_MARK = "pyvenv.cfg"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Code:
    """A file as it was read: its text with plain line breaks, under the path to show."""

    source: Source
    place: Path | None = None
    content: bytes = field(default=b"", repr=False)

    def encoded(self, text: str) -> bytes:
        """Return another text for this file, with the line breaks and the mark that it had."""
        returns = self.content.count(b"\r\n")
        if returns and returns == self.content.count(b"\n"):
            text = text.replace("\n", "\r\n")
        mark = _BOM if self.content.startswith(_BOM) else b""
        return mark + text.encode("utf-8", "surrogateescape")


def find_code(paths: Iterable[Path], here: Path) -> tuple[list[Path], list[Diagnostic]]:
    """Return the files that paths name, each once: files as they are, folders with all below.

    Links to folders are followed where they are named, never inside a folder.
    """
    found: dict[Path, Path] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        if path.is_dir():
            before = len(problems)
            files = tuple(_below(path, here, problems))
            if not files and len(problems) == before:
                problems.append(nothing_there(shown_path(path, here)))
        elif path.suffix not in SUFFIXES:
            problems.append(_refused(path, here, "rules are about Python and SQL files"))
            continue
        else:
            files = (path,)
        for one in files:
            found.setdefault(real_place(one), one)
    return list(found.values()), problems


def read_code(place: Path, here: Path) -> Code | Diagnostic:
    """Return a file, or why it cannot be judged; never raises on account of a file."""
    shown = shown_path(place, here)
    try:
        if not place.is_file():
            return _refused(place, here, "it is not a file" if place.exists() else "it is gone")
        if place.stat().st_size > SIZE_LIMIT:
            return too_much(Span(shown), f"the file is larger than {SIZE_LIMIT >> 20} MiB")
        content = place.read_bytes()
    except OSError as exc:
        return unreadable(shown, exc)
    return code_of(shown, content, place)


def code_of(shown: str, content: bytes, place: Path | None = None) -> Code | Diagnostic:
    """Return bytes as a file of code, or what is wrong with them."""
    if len(content) > SIZE_LIMIT:
        return too_much(Span(shown), f"the file is larger than {SIZE_LIMIT >> 20} MiB")
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as exc:
        before = content[: exc.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return not_utf8(Span(shown, line, column, line, column + 1), "the file is not UTF-8 text")
    return Code(Source(shown, text.replace("\r\n", "\n").replace("\r", "\n")), place, content)


def rewrite(code: Code, text: str) -> Diagnostic | None:
    """Write another text in place of a file, whole or not at all; return why it was not done.

    A file that somebody changed since it was read is left alone. Its mode stays.
    """
    assert code.place is not None  # noqa: S101 - what stands nowhere is not rewritten
    place = real_place(code.place)
    draft = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        if place.read_bytes() != code.content:
            message = f"`{code.source.path}` was changed in the meantime"
            return Diagnostic("BAE502", message, help="run the command again")
        try:
            draft.write_bytes(code.encoded(text))
            shutil.copymode(place, draft)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as exc:
        return unreadable(code.source.path, exc)
    return None


def real_place(path: Path) -> Path:
    """Return where a path leads in the end; total, where `Path.resolve` raises on a circle."""
    return Path(os.path.realpath(path))


def shown_path(place: Path, here: Path) -> str:
    """Return how to name a file: from `here` where it lies below, else as it was given."""
    if place.is_absolute() and not place.is_relative_to(here):
        return place.as_posix()
    near = relative(here / place, here)
    return Path(near).as_posix()


def _below(folder: Path, here: Path, problems: list[Diagnostic]) -> Iterator[Path]:
    """Yield the code below a folder, in order; keeps a stack of its own, for any depth."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                names = sorted(entries, key=lambda entry: entry.name)
        except OSError as exc:
            problems.append(unreadable(shown_path(place, here), exc))
            continue
        if place != folder and any(entry.name == ENVIRONMENT_MARK for entry in names):
            continue
        for entry in names:
            if entry.name.endswith(SUFFIXES) and _is_file(entry):
                yield Path(entry.path)
        waiting += [Path(entry.path) for entry in reversed(names) if _is_entered(entry)]


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _is_entered(entry: "os.DirEntry[str]") -> bool:
    hidden = entry.name.startswith(".") or entry.name in SKIPPED or entry.name.endswith(".egg-info")
    return not hidden and entry.is_dir(follow_symlinks=False)


def _refused(path: Path, here: Path, why: str) -> Diagnostic:
    message = f"cannot use `{shown_path(path, here)}`: {why}"
    return Diagnostic("BAE502", message, help="name a folder, or a `.py` or `.sql` file")
