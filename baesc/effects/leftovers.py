"""A temporary folder that goes with its process, even when that is killed."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

_made: dict[int, Path] = {}
_kept_open: list[int] = []


def own_folder() -> Path:
    """Return the temporary folder of this process; it is removed when the process has ended."""
    mine = os.getpid()
    # What a parent made before this process was forked is not this one's.
    if mine not in _made:
        _made[mine] = Path(mkdtemp(prefix="baesc-"))
        _kept_open.append(_watched(_made[mine]))
    return _made[mine]


def _watched(folder: Path) -> int:
    """Have a child remove the folder as soon as nobody holds the returned end of a pipe."""
    end, held = os.pipe()
    if os.fork() == 0:
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            close_all_but(end)
            os.read(end, 1)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(0)
    os.close(end)
    return held


def close_all_but(kept: int) -> None:
    """Close every file but one; standard input and output lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    for one in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 - numbers, no paths
        if one > 2 and one != kept:
            with suppress(OSError):
                os.close(one)
