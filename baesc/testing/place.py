"""Where tests run: the folder from which their project is looked for. Loads nothing."""

from pathlib import Path

_CHOSEN: list[Path] = []


def settle(folder: Path) -> None:
    """Look for the project from this folder upwards from now on."""
    _CHOSEN[:] = [folder]


def start() -> Path:
    """Return where to look for the project: the folder that was set, else the current one."""
    return _CHOSEN[0] if _CHOSEN else Path.cwd()
