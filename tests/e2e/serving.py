"""Booting generated applications."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.cli import environment


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(app: Path, module: str = "app.main", **environ: str) -> Iterator[httpx2.Client]:
    """Start the API of an application with uvicorn and yield a client of it."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"{module}:app", "--port", str(port)]
    env = {**environment(), "API_KEY": "test", "PYTHONPATH": "", **environ}
    log = app.parent / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=app, env=env, stdout=out, stderr=out)
        try:
            base = f"http://127.0.0.1:{port}/api"
            with httpx2.Client(
                base_url=base, headers={"X-API-Key": "test"}, timeout=20, trust_env=False
            ) as client:
                wait_for(client, process, log)
                yield client
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(client: httpx2.Client, process: "subprocess.Popen[Any]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if client.get("/health").is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


def python(
    app: Path, *arguments: str, timeout: float = 300, given: str | None = None, **environ: str
) -> "subprocess.CompletedProcess[str]":
    """Run Python in the folder of an application; `given` is what it reads."""
    env = {**environment(), "PYTHONPATH": "", "PATH": os.environ["PATH"], **environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=app,
        env=env,
        input=given,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
