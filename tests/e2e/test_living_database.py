"""The six steps of the benchmark in one folder, on one database that lives through all of them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import EXAMPLES, baesc, environment
from tests.e2e.serving import served
from tests.postgresql import postgresql

STEPS = EXAMPLES / "academic-steps"
Row = dict[str, Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Return where the rows are: in the usual file, or on a server."""
    if request.param == "sqlite":
        yield {}
        return
    with postgresql() as url:
        yield {"DATABASE_URL": url}


def test_rows_of_all_steps_live_on(tmp_path: Path, environ: dict[str, str]) -> None:
    shutil.copy(STEPS / "1" / "baes.yaml", tmp_path)
    kept: dict[str, list[Row]] = {}
    for step in range(1, 7):
        shutil.copytree(STEPS / str(step) / "specs", tmp_path / "specs", dirs_exist_ok=True)
        done = baesc("build", cwd=tmp_path, **environ)
        assert done.returncode == 0, done.stderr
        app = tmp_path / "managed_system"
        assert len(list((app / "migrations" / "versions").glob("*.py"))) == step
        if environ:
            _migrate(app, environ)
        with served(app, **environ) as api:
            for path, rows in kept.items():
                found = api.get(f"/{path}").json()["items"]
                assert len(found) == len(rows)
                for one, row in zip(found, rows, strict=True):
                    assert {name: one[name] for name in row} == row
                    assert step != 2 or one["email"] == "unknown@example.com"
            _add(api, step)
            paths = [path for path in ("students", "courses", "teachers") if _is_there(api, path)]
            kept = {path: api.get(f"/{path}").json()["items"] for path in paths}
    assert kept["students"][0]["courses"] == [{"id": 1, "name": "Logic"}]
    assert kept["courses"][0]["teacher"] == {"id": 1, "name": "Bo"}
    assert {path: len(rows) for path, rows in kept.items()} == {
        "students": 4, "courses": 2, "teachers": 1,
    }  # fmt: skip


def _migrate(app: Path, environ: dict[str, str]) -> None:
    env = {**environment(), "PYTHONPATH": "", **environ}
    subprocess.run([sys.executable, "migrate.py", "up"], cwd=app, env=env, check=True)


def _is_there(api: Any, path: str) -> bool:
    return bool(api.get(f"/{path}").status_code == 200)


def _add(api: Any, step: int) -> None:
    """Store what a step makes possible."""
    added = {
        1: [("students", {"name": "Ann"}), ("students", {"name": "Zoë 'x' %s"})],
        2: [("students", {"name": "Cy", "email": "cy@example.com"})],
        3: [("courses", {"name": "Logic", "level": "first"}),
            ("courses", {"name": "Ethics", "level": "second"})],
        4: [("students", {"name": "Di", "email": "di@example.com", "course_ids": [1, 2]})],
        5: [("teachers", {"name": "Bo", "email": "bo@example.com"})],
    }  # fmt: skip
    for path, body in added.get(step, []):
        assert api.post(f"/{path}", json=body).status_code == 201
    if step == 4:
        assert api.patch("/students/1", json={"course_ids": [1]}).status_code == 200
    if step == 6:
        assert api.patch("/courses/1", json={"teacher_id": 1}).status_code == 200
