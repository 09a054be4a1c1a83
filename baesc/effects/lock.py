"""One build at a time in a project."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def project_lock(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a project; wait for another build and say so.

    The operating system frees the lock when its holder ends, in whatever way.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("waiting for another build of this project to end")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def alone(place: Path) -> Iterator[bool]:
    """Hold a lock for as long as a session lasts; False if somebody else holds it."""
    from filelock import FileLock, Timeout

    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
