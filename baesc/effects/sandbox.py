"""Runs functions that a model wrote in a process that can do nothing but compute."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from baesc.records.ports import TrialRun

PROGRAM = Path(__file__).with_name("sandboxed.py")
MOST_OUTPUT = 1_000_000


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A place to run code, with its limits."""

    seconds: int = 5
    megabytes: int = 256

    @property
    def is_there(self) -> bool:
        """Tell whether this system can hold a process to limits."""
        return os.name == "posix"

    def run(
        self, files: Mapping[str, str], module: str, calls: Sequence[Mapping[str, Any]]
    ) -> TrialRun:
        """Make calls of a module's functions, in a fresh process and an empty folder.

        `files` is all there is to import, by path.
        """
        if not self.is_there:
            return TrialRun((), "this system has no limits for processes")
        with TemporaryDirectory(prefix="baesc-") as folder:
            for path, text in files.items():
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
            task = {
                "folder": folder, "module": module, "calls": list(calls),
                "seconds": self.seconds, "megabytes": self.megabytes,
            }  # fmt: skip
            return self._run(json.dumps(task), folder, len(calls))

    def _run(self, task: str, folder: str, count: int) -> TrialRun:
        command = [sys.executable, "-I", "-S", "-B", str(PROGRAM)]
        with subprocess.Popen(
            command, cwd=folder, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True, close_fds=True,
        ) as process:  # fmt: skip
            try:
                output, _ = process.communicate(task.encode(), timeout=self.seconds + 1)
            except subprocess.TimeoutExpired:
                return self._stopped(process, f"took more than {self.seconds} s")
            finally:
                self._kill(process)
        lines = _lines(output[:MOST_OUTPUT])
        if lines and "violation" in lines[-1]:
            fault = f"tried something that code on trial must not do: {lines[-1]['violation']}"
            return TrialRun(tuple(lines[:-1]), fault)
        if len(lines) == count and process.returncode == 0:
            return TrialRun(tuple(lines), "")
        return TrialRun(tuple(lines[:count]), _ended(process.returncode, self))

    def _stopped(self, process: "subprocess.Popen[bytes]", fault: str) -> TrialRun:
        self._kill(process)
        output, _ = process.communicate()
        return TrialRun(tuple(_lines(output[:MOST_OUTPUT])), fault)

    def _kill(self, process: "subprocess.Popen[bytes]") -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _lines(output: bytes) -> list[dict[str, Any]]:
    found = []
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            made = json.loads(line)
        except ValueError:
            break
        if not isinstance(made, dict):
            break
        found.append(made)
    return found


def _ended(code: int, sandbox: Sandbox) -> str:
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return f"took more than {sandbox.seconds} s of computing"
    if -code in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        return f"crashed, or needed more than {sandbox.megabytes} MB"
    return f"ended early, or needed more than {sandbox.megabytes} MB"
