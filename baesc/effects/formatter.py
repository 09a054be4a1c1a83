"""One `ruff format` for all the Python of a build."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from baesc.ground.digest import digest_text

SETTINGS = 'line-length = 88\ntarget-version = "py311"\n'
SUFFIX = ".py"
# Linux keeps files here in memory: making thousands of them on a disk costs more than formatting.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - made with mkdtemp, readable by nobody else


class FormatError(Exception):
    """The formatter could not be run; the message is its own."""


def formatter_name() -> str:
    """Return what the formatted text depends on besides the text: tool, version, settings."""
    return f"ruff {version('ruff')} {SETTINGS}"


def format_all(texts: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Return the texts by path, the Python ones formatted.

    A text that does not parse comes back as it was: judging it is the verifier's part.
    `scratch` is the project's own folder for what is temporary; one project formats once at a time.
    Raises FormatError, or OSError where the drafts cannot be written.
    """
    python = [path for path in texts if path.endswith(SUFFIX)]
    if not python:
        return dict(texts)
    in_memory, prefix = _in_memory(scratch)
    if in_memory:
        # It is small in some containers; the disk has the last word.
        with suppress(OSError, FormatError):
            return _formatted(texts, python, IN_MEMORY, prefix)
    scratch.mkdir(parents=True, exist_ok=True)
    return _formatted(texts, python, scratch, "format-")


def sweep_drafts(scratch: Path) -> None:
    """Remove what formatting left that was killed."""
    in_memory, prefix = _in_memory(scratch)
    left = [*scratch.glob("format-*"), *(IN_MEMORY.glob(f"{prefix}*") if in_memory else ())]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory(scratch: Path) -> tuple[bool, str]:
    """Tell whether there is a folder in memory, and how this project's drafts are named in it."""
    usable = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK | os.X_OK)
    return usable, f"baesc-{digest_text(str(scratch.absolute()))[:16]}-"


def _formatted(
    texts: Mapping[str, str], python: list[str], place: Path, prefix: str
) -> dict[str, str]:
    result = dict(texts)
    with TemporaryDirectory(dir=place, prefix=prefix, ignore_cleanup_errors=True) as folder:
        settings = f"{folder}/ruff.toml"
        Path(settings).write_text(SETTINGS, encoding="utf-8")
        # Flat names: making a folder for each subject costs more than formatting it.
        drafts = {path: f"{folder}/{number}{SUFFIX}" for number, path in enumerate(python)}
        for path, draft in drafts.items():
            with open(draft, "wb") as file:  # noqa: PTH123 - thousands of files
                file.write(texts[path].encode("utf-8", "surrogatepass"))
        _run(["format", "--no-cache", "--quiet", "--config", settings, folder])
        for path, draft in drafts.items():
            with open(draft, "rb") as file:  # noqa: PTH123
                result[path] = file.read().decode("utf-8", "surrogatepass")
    return result


def _run(arguments: list[str]) -> None:
    from ruff import find_ruff_bin

    try:
        done = subprocess.run(  # noqa: PLW1510 - exit 2 also means "some file does not parse"
            [find_ruff_bin(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    except OSError as exc:
        raise FormatError(str(exc)) from exc
    if done.returncode not in {0, 2} or "Failed to load" in done.stderr:
        raise FormatError(done.stderr.strip() or f"ruff ended with {done.returncode}")
