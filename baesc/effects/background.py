"""Servers in the background: started, found again by a later command, and ended, only if ours.

A number of a running program alone is not enough to end it by: the system gives numbers again. It
is ours if it also began when ours did.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
# The servers' own starter gives each of its two servers 10 seconds.
PATIENCE = 25.0
GRACE = 5.0
STEP = 0.05


@dataclass(frozen=True, slots=True)
class Running:
    """A program: its number, and a mark of when it began; no mark where that can't be told."""

    pid: int
    mark: str


def start(command: list[str], folder: Path, log: Path) -> "subprocess.Popen[bytes]":
    """Start a command apart from this terminal, so that Ctrl-C here does not reach it."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def running(pid: int) -> Running:
    """Return a program with the mark of its beginning; an empty one if it has ended."""
    if (PROC / "self" / "stat").exists():
        return Running(pid, _mark_in_proc(pid))
    return Running(pid, _said_by_ps("-o", "lstart=", "-p", str(pid)).strip())


def is_running(one: Running) -> bool:
    """Tell whether a program that was started goes on, and is no other of the same number."""
    _reap(one.pid)
    return bool(one.mark) and running(one.pid) == one


def with_children(pid: int) -> tuple[Running, ...]:
    """Return a program and all that it has started, those that were started last at the end."""
    parents = dict(_parents())
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return tuple(one for one in map(running, found) if one.mark)


def end(programs: Iterable[Running], patience: float = PATIENCE) -> int:
    """End programs in order, the starter first, which ends its own; return how many went on.

    Those that go on after being asked are killed.
    """
    listed = tuple(programs)
    ours = [one for one in listed if is_running(one)]
    if ours:
        _signal(ours[0], signal.SIGTERM)
        _wait(ours if ours[0] == listed[0] else ours[:1], patience)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        left = [one for one in ours if is_running(one)]
        for one in left:
            _signal(one, sign)
        _wait(left, min(patience, GRACE))
    return len(ours)


def _wait(programs: Iterable[Running], seconds: float) -> None:
    until = time.monotonic() + seconds
    for one in programs:
        while is_running(one) and time.monotonic() < until:
            time.sleep(STEP)


def _signal(one: Running, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(one.pid, sign)


def _reap(pid: int) -> None:
    """Let go of a program of this very process that has ended."""
    with suppress(ChildProcessError, AttributeError):
        os.waitpid(pid, os.WNOHANG)


def _mark_in_proc(pid: int) -> str:
    fields = _stat(pid)
    if not fields or fields[0] in ("Z", "X"):
        return ""
    with suppress(OSError):
        return f"{(PROC / 'sys/kernel/random/boot_id').read_text().strip()} {fields[19]}"
    return ""


def _stat(pid: int) -> list[str]:
    """Return what the system tells of a program behind its name, which may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parents() -> list[tuple[int, int]]:
    if (PROC / "self" / "stat").exists():
        pids = [int(one.name) for one in PROC.iterdir() if one.name.isdigit()]
        return [(pid, int(fields[1])) for pid in pids if (fields := _stat(pid))]
    lines = _said_by_ps("-A", "-o", "pid=,ppid=").split("\n")
    return [(int(one[0]), int(one[1])) for line in lines if len(one := line.split()) == 2]


def _said_by_ps(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["ps", *arguments],  # noqa: S607 - where it lies differs from system to system
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
