"""`baesc run`: both servers, their ports, their end."""

import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.cli import EXAMPLES, baesc, build, environment
from tests.e2e.serving import free_port

PATIENCE = 60


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("run") / "project"
    skipped = shutil.ignore_patterns("managed_system", ".baesc")
    shutil.copytree(EXAMPLES / "academic", root, ignore=skipped)
    build(root)
    return root


def start(project: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "baesc", "run", *arguments],
        cwd=project,
        env=environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def said_until(process: "subprocess.Popen[str]", end: str) -> str:
    """Return what a process says up to a line."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if end in line:
            return said
    raise AssertionError(said)


def stop(process: "subprocess.Popen[str]", end: signal.Signals) -> None:
    process.send_signal(end)
    process.communicate(timeout=PATIENCE)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_both_answer_and_both_end(project: Path, end: signal.Signals) -> None:
    api, ui = free_port(), free_port()
    process = start(project, "--api-port", str(api), "--ui-port", str(ui))
    try:
        said = said_until(process, "Stop with Ctrl-C")
        assert f"http://127.0.0.1:{api}/api/docs" in said
        assert httpx2.get(f"http://127.0.0.1:{api}/api/health").json() == {"status": "ok"}
        assert httpx2.get(f"http://127.0.0.1:{api}/api/students").status_code == 401
        assert "<title>" in httpx2.get(f"http://127.0.0.1:{ui}/").text
        key = (project / "managed_system" / ".env").read_text().strip().split("=", 1)[1]
        found = httpx2.get(f"http://127.0.0.1:{api}/api/students", headers={"X-API-Key": key})
        assert found.json() == {"items": [], "total": 0}
        mode = stat.S_IMODE((project / "managed_system" / ".env").stat().st_mode)
        assert mode == 0o600
    finally:
        stop(process, end)
    deadline = time.monotonic() + PATIENCE
    while not (is_free(api) and is_free(ui)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert is_free(api)
    assert is_free(ui)


@pytest.mark.parametrize("option", ["--api-port", "--ui-port"])
def test_a_taken_port_is_a_clear_error_and_its_owner_stays(project: Path, option: str) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        other = "--ui-port" if option == "--api-port" else "--api-port"
        done = baesc("run", option, str(port), other, str(free_port()), cwd=project)
        assert done.returncode == 1
        assert f"port {port} is taken" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert not is_free(port)


def test_the_api_alone(project: Path) -> None:
    api = free_port()
    process = start(project, "--api-port", str(api), "--no-ui")
    try:
        assert "Pages" not in said_until(process, "Stop with Ctrl-C")
        assert httpx2.get(f"http://127.0.0.1:{api}/api/health").is_success
    finally:
        stop(process, signal.SIGINT)


def test_the_applications_own_tests_and_their_exit_code(project: Path) -> None:
    done = baesc("test", "-k", "test_health", cwd=project)
    assert done.returncode == 0
    assert "1 passed" in done.stdout
    broken = project / "managed_system" / "tests" / "test_mine.py"
    broken.write_text("def test_mine():\n    assert False\n")
    failed = baesc("test", "-k", "test_mine", cwd=project)
    broken.unlink()
    assert failed.returncode == 1
