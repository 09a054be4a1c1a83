"""Running baesc as people do: as a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = REPOSITORY / "examples"


def environment(**more: str) -> dict[str, str]:
    """Return an environment without switches, colours or paths of the machine's own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ENABLE_", "PYTEST", "COV", "DATABASE_URL", "API_", "OPENAI_"))
    }
    return {**kept, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", **more}


def baesc(
    *arguments: str, cwd: Path, timeout: float = 120, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of baesc to its end."""
    return subprocess.run(
        [sys.executable, "-m", "baesc", *arguments],
        cwd=cwd,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def build(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build, and expect no error."""
    done = baesc("build", *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr + done.stdout
    return done


def report(cwd: Path, *arguments: str) -> dict[str, Any]:
    """Build with these options and return the JSON report, whatever it says."""
    done = baesc("build", "--format", "json", *arguments, cwd=cwd)
    assert done.returncode in {0, 1}, done.stderr + done.stdout
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def would_run(cwd: Path) -> dict[str, str]:
    """Return the paths that a build would make, with the reasons."""
    actions = report(cwd, "--dry-run")["actions"]
    return {one["path"]: one["reason"] for one in actions if one["state"] == "stale"}


def keys(cwd: Path) -> dict[str, str]:
    """Return the digest of the view of every artifact."""
    done = baesc("build", "--emit", "plan", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return {one["path"]: one["facets"]["view"] for one in json.loads(done.stdout)["actions"]}


def tree(root: Path) -> dict[str, bytes]:
    """Return the contents of all files below a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
