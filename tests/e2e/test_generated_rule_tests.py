"""The generated tests of rules pass, and fail as soon as somebody changes what a rule says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import build, environment
from tests.ruled import SCHOOL

# A process for each change takes its time: all of them are made on demand.
ON_DEMAND = pytest.mark.skipif(
    int(os.environ.get("SLOW_EXAMPLES", "5")) <= 5, reason="SLOW_EXAMPLES=6 makes all changes"
)
# What somebody does to a file, whose tests must notice it.
FEW = {
    "edge": ("app/rules/student.py", r"birth_date <= ", "birth_date < "),
    "unlisted": ("app/rules/student.py", r"    RowRule\(\n.*?\n    \),\n", ""),
    "set edge": ("app/rules/enrollment.py", r"_count <= 3", "_count < 3"),
}
MORE = {
    "set unlisted": ("app/rules/enrollment.py", r"    SetRule\(\n.*?\n    \),\n(?=    SetR)", ""),
    "constant": ("app/rules/student.py", r"add_years\(today, -16\)", "add_years(today, -17)"),
    "null": ("app/rules/student.py", r"gpa is not None and gpa < 2", "gpa is None or gpa < 2"),
    "other value": ("app/rules/student.py", r"StudentStatus\.SUSPENDED", "StudentStatus.ACTIVE"),
    "sum": ("app/rules/student.py", r"sum\(credits_\)", "len(credits_)"),
    "always": ("app/rules/student.py", r"return birth_date.*", "return True"),
    "never": ("app/rules/enrollment.py", r"return ends_on.*", "return False"),
    "moment": ("app/rules/enrollment.py", r"timedelta\(days=200\)", "timedelta(days=201)"),
    "condition": ("app/rules/enrollment.py", r", Enrollment\.term == row\.term", ""),
    "related": ("app/rules/enrollment.py", r"course\.is_open and ", ""),
    "message": ("app/rules/enrollment.py", r'"A term ends soon\."', '"A term ends late."'),
    "field": ("app/rules/enrollment.py", r'reads=\("course_id", "credits"\)', 'reads=("credits",)'),
    "method": ("app/models/student.py", r"\.upper\(\)", ".lower()"),
    "property": ("app/models/student.py", r"return sum\(.*?\)\n", "return 1\n"),
}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the school, once."""
    root = tmp_path_factory.mktemp("school")
    (root / "specs").mkdir()
    (root / "specs" / "all.yaml").write_text(SCHOOL, "utf-8")
    (root / "baes.yaml").write_text("project: school\n", "utf-8")
    build(root)
    return root / "managed_system"


def run_tests(app: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Run tests of the application."""
    paths = [f"tests/{name}" for name in names]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *paths]
    return subprocess.run(
        command, cwd=app, env=environment(), capture_output=True, text=True, check=False
    )


def of_rules(app: Path) -> list[str]:
    return sorted(path.name for path in (app / "tests").glob("test_*_rules.py"))


def test_rules_are_tested(school: Path) -> None:
    assert of_rules(school) == [
        f"test_{one}_rules.py" for one in ("course", "enrollment", "student")
    ]
    done = run_tests(school, *of_rules(school))
    assert done.returncode == 0, done.stdout + done.stderr


@ON_DEMAND
def test_all_tests_pass_under_rules(school: Path) -> None:
    done = run_tests(school, "")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        *(pytest.param(*edit, id=name) for name, edit in FEW.items()),
        *(pytest.param(*edit, id=name, marks=ON_DEMAND) for name, edit in MORE.items()),
    ],
)
def test_a_changed_rule_fails_its_tests(
    school: Path, tmp_path: Path, path: str, old: str, new: str
) -> None:
    app = tmp_path / "app"
    shutil.copytree(school, app, ignore=shutil.ignore_patterns("__pycache__"))
    before = (app / path).read_text("utf-8")
    after = re.sub(old, new, before, count=1, flags=re.DOTALL if r"\n" in old else 0)
    assert after != before
    (app / path).write_text(after, "utf-8")
    done = run_tests(app, f"test_{Path(path).stem}_rules.py")
    assert done.returncode == 1, done.stdout + done.stderr
