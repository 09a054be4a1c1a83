"""One `ruff format` for all the Python of a build."""

import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

SETTINGS = 'line-length = 88\ntarget-version = "py311"\n'
SUFFIX = ".py"


class FormatError(Exception):
    """The formatter could not be run; the message is its own."""


def formatter_name() -> str:
    """Return what the formatted text depends on besides the text: tool, version, settings."""
    return f"ruff {version('ruff')} {SETTINGS}"


def format_all(texts: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Return the texts by path, the Python ones formatted.

    A text that does not parse comes back as it was: judging it is the verifier's part.
    `scratch` is a folder on the same disk, where a temporary folder is made and removed.
    """
    python = [path for path in texts if path.endswith(SUFFIX)]
    result = dict(texts)
    if not python:
        return result
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scratch, prefix="format-") as folder:
        root = Path(folder)
        settings = root / "ruff.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        # Flat names: making a folder for each subject costs more than formatting it.
        drafts = {path: root / f"{number}{SUFFIX}" for number, path in enumerate(python)}
        for path, draft in drafts.items():
            draft.write_bytes(texts[path].encode("utf-8", "surrogatepass"))
        _run(["format", "--no-cache", "--quiet", "--config", str(settings), str(root)])
        for path, draft in drafts.items():
            result[path] = draft.read_bytes().decode("utf-8", "surrogatepass")
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
