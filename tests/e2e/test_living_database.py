"""The six steps of the benchmark in one folder, on one database that lives through all of them."""

import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.cli import EXAMPLES, baesc, environment
from tests.e2e.serving import served
from tests.postgresql import postgresql, programs

STEPS = EXAMPLES / "academic-steps"
Row = dict[str, Any]


def test_rows_of_all_steps_live_on(tmp_path: Path) -> None:
    """In the usual file, and on a server where there is one."""
    with ExitStack() as stack:
        places: list[dict[str, str]] = [{}]
        if programs() is not None:
            places.append({"DATABASE_URL": stack.enter_context(postgresql())})
        kept: list[dict[str, list[Row]]] = [{} for _ in places]
        shutil.copy(STEPS / "1" / "baes.yaml", tmp_path)
        for step in range(1, 7):
            shutil.copytree(STEPS / str(step) / "specs", tmp_path / "specs", dirs_exist_ok=True)
            done = baesc("build", cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            app = tmp_path / "managed_system"
            assert len(list((app / "migrations" / "versions").glob("*.py"))) == step
            for number, environ in enumerate(places):
                kept[number] = _lived(app, environ, step, kept[number])
    for rows in kept:
        assert rows["students"][0]["courses"] == [{"id": 1, "name": "Logic"}]
        assert rows["courses"][0]["teacher"] == {"id": 1, "name": "Bo"}
        assert {path: len(found) for path, found in rows.items()} == {
            "students": 4, "courses": 2, "teachers": 1,
        }  # fmt: skip


def _lived(
    app: Path, environ: dict[str, str], step: int, kept: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Look at the rows of the step before, add those of this one, and return all."""
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
        return {path: api.get(f"/{path}").json()["items"] for path in paths}


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
