"""Reading a project from disk: what it says, and what a later build must look at again."""

import glob
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from errno import ENOENT
from pathlib import Path

from baesc.effects.files import folders_below
from baesc.effects.stamps import Stamp, stamp
from baesc.ground.digest import digest, digest_bytes
from baesc.ground.source import Source
from baesc.language.reader import decode
from baesc.messages.diagnostic import Diagnostic

PROJECT_FILE = "baes.yaml"
PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = PACKAGE / "packaged"


@dataclass(slots=True)
class Watched:
    """Files and folders that were looked at, with their stamps from just before."""

    read_at_ns: int = field(default_factory=time.time_ns)
    stamps: dict[str, Stamp | None] = field(default_factory=dict)

    def look(self, path: Path) -> None:
        """Remember what a path is now; a folder stands for the names in it."""
        key = str(path)
        if key not in self.stamps:
            self.stamps[key] = stamp(key)

    def read(self, path: Path) -> bytes:
        """Read a file; raises OSError."""
        self.look(path)
        return path.read_bytes()


def read_sources(
    root: Path, patterns: Iterable[str], watched: Watched
) -> tuple[tuple[Source, ...], tuple[Diagnostic, ...]]:
    """Read all files that the patterns name, each once, in the order of their paths."""
    sources: dict[str, Source] = {}
    found: list[Diagnostic] = []
    for pattern in patterns:
        for folder in _listed_folders(root, pattern):
            watched.look(folder)
        matches = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - plain `**`
        files = [name for name in matches if (root / name).is_file()]
        if not files:
            found.append(
                Diagnostic(
                    "BAE501",
                    f"no spec file matches `{pattern}`",
                    help=f"put one there, or change `specs` in {PROJECT_FILE}",
                )
            )
        for name in files:
            path = Path(name).as_posix()
            watched.look((root / name).parent)
            if path in sources:
                continue
            if not path.isprintable():
                found.append(_unprintable(path))
                continue
            try:
                sources[path] = decode(path, watched.read(root / name))
            except OSError as exc:
                found.append(unreadable(path, exc))
    return tuple(sources[path] for path in sorted(sources)), tuple(found)


def _unprintable(path: str) -> Diagnostic:
    """Refuse a name that neither diagnostics nor the header of a generated file can show."""
    shown = path.encode("unicode_escape", "surrogatepass").decode()
    message = f"the name of `{shown}` has characters that cannot be shown"
    return Diagnostic("BAE502", message, help="rename the file")


def unreadable(path: str, fault: OSError) -> Diagnostic:
    """Say that the system does not let a file be read or written."""
    return Diagnostic(
        "BAE502", f"cannot use `{path}`: {fault.strerror or fault}", help="check what stands there"
    )


def read_overlays(
    root: Path, kind: str, overlay: str, suffix: str, watched: Watched
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of `templates` or `rules` by name: the project's own, then baesc's.

    Raises OSError, also where the project's own folder is missing.
    """
    if overlay and not (root / overlay).is_dir():
        watched.look(root / overlay)
        raise NotADirectoryError(ENOENT, f"there is no such folder of {kind}", overlay)
    own = dict(_texts(root / overlay, suffix, watched)) if overlay else {}
    return own, dict(_texts(shipped(kind), suffix, watched))


def shipped(kind: str) -> Path:
    """Return a folder that comes with baesc: in the package, or beside it in a checkout."""
    packaged = SHIPPED / kind
    return packaged if packaged.is_dir() else PACKAGE.parent / kind


def tool_digest(formatter: str, watched: Watched) -> str:
    """Return the digest of baesc's own code and of the formatter."""
    modules = sorted(PACKAGE.rglob("*.py"))
    return digest([formatter, *(digest_bytes(watched.read(path)) for path in modules)])


def _texts(folder: Path, suffix: str, watched: Watched) -> Iterator[tuple[str, str]]:
    for place in folders_below(folder):
        watched.look(place)
        for path in sorted(place.glob(f"*{suffix}")) if place.is_dir() else ():
            text = watched.read(path).decode("utf-8", "replace")
            yield path.relative_to(folder).as_posix(), text


def _listed_folders(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the folders whose lists of names decide what a pattern matches."""
    parts = Path(pattern).parts
    fixed = 0
    while fixed < len(parts) - 1 and not glob.has_magic(parts[fixed]):
        fixed += 1
    base = root.joinpath(*parts[:fixed])
    if fixed == len(parts) - 1:
        yield base
    else:
        yield from folders_below(base)


def relative(path: Path, root: Path) -> str:
    """Return how to name a path to somebody who stands in `root`."""
    return os.path.relpath(path, root)
