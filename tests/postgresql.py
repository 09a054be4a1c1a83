"""A PostgreSQL server for tests, in a folder of its own, where its programs are installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.e2e.serving import free_port


def programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, if there is one."""
    found = shutil.which("pg_ctl")
    if found is not None:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return versions[-1].parent if versions else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server and yield the URL of an empty database; skip where there is none."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    data = Path(mkdtemp(prefix="baesc-pg-"))
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(folder / program), *arguments],
            user=user,
            cwd=data,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    port = free_port()
    cluster = data / "cluster"
    try:
        run("initdb", "-D", str(cluster), "-U", "test", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-p {port} -h 127.0.0.1 -k {data} -c fsync=off -c max_connections=120"
        run("pg_ctl", "-D", str(cluster), "-w", "-o", options, "-l", str(data / "log"), "start")
        try:
            yield f"postgresql+psycopg://test@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(cluster), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(data, ignore_errors=True)
