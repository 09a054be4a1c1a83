"""`baesc rules list`, `show` and `verify`, as people type them."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli import REPOSITORY, baesc, build, environment

BARE = "try:\n    sorted([])\nexcept:\n    raise\n"
LOST = "try:\n    sorted([])\nexcept OSError as fault:\n    raise OSError('no')\n"
RULE = """\
- id: own.no-print
  files: ["app/**/*.py", "**/*.py"]
  scope: any
  for: call
  where: {name: print}
  forbid: true
  message: "`print` in {function}: log it"
  standard: The application logs.
  severity: advisory
  ok: ["log.info('started')"]
  bad: ["print('started')  # <-"]
- id: own.status
  files: ["src/**/*.py"]
  scope: any
  for: route
  require: {status: 201}
  message: "{method} answers {status}"
  standard: Routes answer 201.
  ok: ["@app.post('/', status_code=201)\\ndef f(): ..."]
  bad: ["@app.post('/', status_code=200)  # <-\\ndef f(): ..."]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built project with rules of its own."""
    root = tmp_path_factory.mktemp("rules") / "shop"
    assert baesc("init", "shop", cwd=root.parent).returncode == 0
    (root / "house").mkdir()
    (root / "house" / "logging.yaml").write_text(RULE)
    settings = root / "baes.yaml"
    settings.write_text(settings.read_text() + "rules: house\n")
    build(root)
    return root


def verify(cwd: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = baesc("rules", "verify", "--format", "json", *arguments, cwd=cwd)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, json.loads(done.stdout)


def found(report: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    keys = ("path", "line", "rule", "severity")
    return [tuple(one[key] for key in keys) for one in report["findings"]]  # type: ignore[misc]


def test_list_has_every_rule_and_an_area_alone(tmp_path: Path) -> None:
    rows = json.loads(baesc("rules", "list", "--format", "json", cwd=tmp_path).stdout)
    assert len(rows) > 100
    assert {"id", "area", "alias", "severity", "scope", "message"} <= set(rows[0])
    assert {one["area"] for one in rows} == {"backend", "database", "frontend", "test"}
    text = baesc("rules", "list", "--area", "database", cwd=tmp_path).stdout
    listed = re.findall(r"^    (\S+)", text, re.MULTILINE)
    assert sorted(listed) == sorted(one["id"] for one in rows if one["area"] == "database")
    assert "database_primary_key" in text
    wrong = baesc("rules", "list", "--area", "databse", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean `database`?" in wrong.stderr


def test_list_in_a_project_has_its_own_rules(shop: Path) -> None:
    text = baesc("rules", "list", "--area", "own", cwd=shop / "specs").stdout
    assert re.search(r"own\.no-print +advisory +any +`print` in \{function\}: log it", text)
    assert "own.no-print" not in baesc("rules", "list", cwd=shop.parent).stdout


def test_show_tells_where_a_rule_stands_and_what_it_asks(shop: Path) -> None:
    text = baesc("rules", "show", "own.no-print", cwd=shop).stdout
    assert "house/logging.yaml:1" in text
    assert "  for: call\n  where: {name: print}\n  forbid: true\n" in text
    assert "print('started')  # <-" in text
    assert "The application logs." in text
    shown = json.loads(baesc("rules", "show", "--format", "json", "own.status", cwd=shop).stdout)
    assert shown["asks"] == {"for": "for: route", "require": "require: {status: 201}"}
    assert shown["bad"][0]["lines"] == [1]


def test_show_of_every_shipped_rule_quotes_its_demand(tmp_path: Path) -> None:
    done = baesc("rules", "show", "*", "--format", "json", cwd=tmp_path)
    demands = {"require", "forbid", "exists", "none", "count"}
    for one in json.loads(done.stdout):
        assert demands & set(one["asks"]), one["id"]
        assert one["ok"], one["id"]
        assert one["bad"], one["id"]
        path, _, line = one["place"].rpartition(":")
        assert one["id"] in Path(path).read_text().split("\n")[int(line) - 1]


def test_show_takes_contract_rules_and_hints_at_near_names(tmp_path: Path) -> None:
    text = baesc("rules", "show", "test_cleanup", cwd=tmp_path).stdout
    assert text.count("part of     test_cleanup") > 1
    wrong = baesc("rules", "show", "be.no-bare-exept", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "error[BAE440]: there is no rule `be.no-bare-exept`" in wrong.stderr
    assert "did you mean `be.no-bare-except`?" in wrong.stderr


def test_verify_shows_the_users_own_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BARE)
    done = baesc("rules", "verify", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.py:3:1: error[BAE441]" in done.stdout
    assert "3 | except:\n  | ^^^^^^^\n" in done.stdout
    assert re.search(r"1 file judged by \d+ rules: 1 error$", done.stdout.strip())
    (tmp_path / "a.py").write_text("x = 1\n")
    clean = baesc("rules", "verify", ".", cwd=tmp_path)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert clean.stdout.strip().endswith("clean")
    assert baesc("rules", "verify", "--quiet", ".", cwd=tmp_path).stdout == ""


def test_verify_of_wrong_usage(tmp_path: Path) -> None:
    assert baesc("rules", "verify", cwd=tmp_path).returncode == 2
    assert baesc("rules", "verify", "nowhere", cwd=tmp_path).returncode == 2
    assert baesc("rules", "verify", "--fix", "-", cwd=tmp_path).returncode == 2
    wrong = baesc("rules", "verify", "--rules", "be.nothing", ".", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "error[BAE440]" in wrong.stderr


def test_verify_takes_some_rules_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BARE + LOST)
    code, report = verify(tmp_path, ".", "--rules", "py.cause-kept,db.*")
    assert (code, found(report)) == (1, [("a.py", 8, "py.cause-kept", "error")])
    assert verify(tmp_path, ".", "--area", "database")[0] == 0


def test_walks_folders_but_not_what_tools_made(tmp_path: Path) -> None:
    for path in (
        "z.py", "app/b.py", "app/deep/er/a.py", "notes.txt", "x.sql",
        ".venv/lib/v.py", "node_modules/n.py", "app/__pycache__/c.py", ".git/g.py", "build/b.py",
        "mine/pyvenv.cfg", "mine/lib/m.py", "x.egg-info/e.py",
    ):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(BARE if path.endswith(".py") else "")
    _, report = verify(tmp_path, ".")
    assert [one["path"] for one in report["findings"]] == ["app/b.py", "app/deep/er/a.py", "z.py"]
    assert (report["files"], report["nothing_to_judge"]) == (3, 1)
    # What is named is judged, wherever it lies, and once.
    _, report = verify(tmp_path, "build", "build/b.py", "./build/../build/b.py")
    assert [one["path"] for one in report["findings"]] == ["build/b.py"]


def test_links_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text(BARE)
    (tmp_path / "app" / "again").symlink_to("..")
    (tmp_path / "app" / "self.py").symlink_to("self.py")
    (tmp_path / "app" / "same.py").symlink_to("a.py")
    _, report = verify(tmp_path, ".")
    assert [one["path"] for one in report["findings"]] == ["app/a.py"]
    (tmp_path / "link").symlink_to("app")
    assert len(verify(tmp_path, "link")[1]["findings"]) == 1


def test_files_that_cannot_be_judged_are_diagnostics(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"name = 'caf\xe9'\n")
    (tmp_path / "huge.sql").write_bytes(b"-- x\n" * 500_000)
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "zero.py").write_bytes(b"x = 1\0\n")
    (tmp_path / "notes.txt").write_text("hello")
    os.mkfifo(tmp_path / "pipe.py")
    code, report = verify(tmp_path, ".", "notes.txt", "pipe.py")
    assert code == 1
    problems = {one["message"]: one["code"] for one in report["diagnostics"]}
    assert problems.pop("the file is not UTF-8 text") == "BAE101"
    assert problems.pop("the file is larger than 2 MiB") == "BAE103"
    assert len(problems) == 2
    assert set(problems.values()) == {"BAE502"}
    assert {(one["path"], one["code"]) for one in report["findings"]} == {
        ("broken.py", "BAE443"),
        ("zero.py", "BAE443"),
    }


def test_awkward_files_have_a_verdict(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "mark.py").write_bytes(
        b"\xef\xbb\xbfx = 1\r\ntry:\r\n    y()\r\nexcept:\r\n    raise"
    )
    (tmp_path / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000)
    (tmp_path / "many.py").write_text("".join(f"def f{n}(): ...\n" for n in range(10_000)))
    (tmp_path / "bad\udcffname.py").write_text(BARE)
    code, report = verify(tmp_path, ".")
    assert code == 1
    lines = {(one["path"], one["line"]) for one in report["findings"]}
    assert ("mark.py", 4) in lines
    assert ("bad\udcffname.py", 3) in lines
    assert not {path for path, _ in lines} & {"empty.py", "many.py"}
    assert baesc("rules", "verify", ".", cwd=tmp_path).returncode == 1


def test_sql_of_other_databases_is_followed_or_noted(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE a (id SERIAL PRIMARY KEY, tags text[], at timestamptz DEFAULT now());\n"
        "INSERT INTO a (id) VALUES (1);\n"
    )
    (tmp_path / "b.sql").write_text("CREATE TABLE b (name TEXT);\n")
    (tmp_path / "c.sql").write_text("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$;\n")
    code, report = verify(tmp_path, ".")
    assert code == 1
    assert [one[:1] + one[2:] for one in found(report)] == [
        ("b.sql", "db.primary-key", "error"),
        ("c.sql", "parse", "note"),
    ]
    assert verify(tmp_path, "a.sql", "c.sql", "--min-severity", "warning")[0] == 0


def test_severities_and_what_is_left_out(shop: Path, tmp_path: Path) -> None:
    code = "from shop import CODE, app\n@app.post('/', status_code=CODE)\ndef f(): ...\n"
    code += "print(1)\n" + BARE
    (shop / "mine.py").write_text(code)
    try:
        every = verify(shop, "mine.py")[1]
        assert found(every) == [
            ("mine.py", 2, "own.status", "note"),
            ("mine.py", 4, "own.no-print", "warning"),
            ("mine.py", 7, "be.no-bare-except", "error"),
        ]
        assert every["counts"] == {"error": 1, "warning": 1, "note": 1}
        some = verify(shop, "mine.py", "--min-severity", "warning")[1]
        assert found(some) == found(every)[1:]
        assert found(verify(shop, "mine.py", "--min-severity", "error")[1]) == found(every)[2:]
        text = baesc("rules", "verify", "mine.py", cwd=shop).stdout
        assert "note[BAE442]" in text
        assert "warning[BAE441]" in text
        assert text.strip().endswith("1 error, 1 warning, 1 note")
    finally:
        (shop / "mine.py").unlink()


def test_comments_suppress_with_a_reason_and_are_counted(tmp_path: Path) -> None:
    allowed = BARE.replace("except:", "except:  # baesc: allow be.no-bare-except -- the last stop")
    (tmp_path / "a.py").write_text(allowed)
    code, report = verify(tmp_path, ".")
    assert (code, report["findings"]) == (0, [])
    assert [(one["rule"], one["reason"]) for one in report["suppressed"]] == [
        ("be.no-bare-except", "the last stop")
    ]
    text = baesc("rules", "verify", ".", cwd=tmp_path).stdout
    assert "the last stop" in text
    assert "1 suppressed" in text
    (tmp_path / "a.py").write_text(allowed.replace(" -- the last stop", ""))
    code, report = verify(tmp_path, ".")
    assert code == 1
    assert {one["code"] for one in report["findings"]} == {"BAE441", "BAE424"}
    (tmp_path / "a.py").write_text("x = 1  # baesc: allow be.no-bare-except -- gone by now\n")
    assert [one["code"] for one in verify(tmp_path, ".")[1]["findings"]] == ["BAE423"]


def test_a_generated_file_is_judged_by_all_rules_and_the_spec(shop: Path) -> None:
    assert verify(shop, "managed_system")[0] == 0
    path = shop / "managed_system" / "app" / "routes" / "product_routes.py"
    text = path.read_text()
    excuse = "status_code=200,  # baesc: allow be.post-201 -- an artifact must not excuse itself\n"
    changed = re.sub(r"status_code=201, ?", excuse, text, count=1)
    assert changed != text
    path.write_text(changed)
    try:
        code, report = verify(shop, "managed_system/app/routes/product_routes.py")
        assert code == 1
        assert report["suppressed"] == []
        assert any("201" in one["message"] for one in report["findings"])
        # From elsewhere it is code like any other.
        other = baesc("rules", "verify", "--format", "json", str(path), cwd=shop.parent)
        assert not any("201" in one["message"] for one in json.loads(other.stdout)["findings"])
    finally:
        path.write_text(text)


def test_fix_mends_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(("# kept\n" + LOST).replace("\n", "\r\n").encode())
    path.chmod(0o754)
    before = path.read_bytes()
    shown = baesc("rules", "verify", "--diff", ".", cwd=tmp_path)
    assert shown.returncode == 1
    assert "-    raise OSError('no')\n+    raise OSError('no') from fault\n" in shown.stdout
    assert "could be mended with --fix" in shown.stdout
    assert path.read_bytes() == before
    done = baesc("rules", "verify", "--fix", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 mended" in done.stdout
    assert path.read_bytes() == before.replace(b"OSError('no')", b"OSError('no') from fault")
    assert stat.S_IMODE(path.stat().st_mode) == 0o754
    assert [one.name for one in tmp_path.iterdir()] == ["a.py"]
    assert "from fault" not in baesc("rules", "verify", "--fix", "--diff", ".", cwd=tmp_path).stdout


def test_a_file_that_cannot_be_written_stays(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "a.py").write_text(LOST)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from baesc.effects import foreign\n"
        "code = foreign.read_code(Path('app/a.py'), Path.cwd())\n"
        "Path('app/a.py').write_text('changed = True\\n')\n"
        "print(foreign.rewrite(code, 'x = 1\\n').message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert "`app/a.py` was changed in the meantime" in done.stdout
    assert (folder / "a.py").read_text() == "changed = True\n"
    assert [one.name for one in folder.iterdir()] == ["a.py"]


def test_standard_input_is_judged_under_a_name(tmp_path: Path) -> None:
    def piped(text: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "baesc", "rules", "verify", "-", *arguments],
            cwd=tmp_path, env=environment(), input=text, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    assert "src/a.py:3:1: error[BAE441]" in piped(BARE, "--stdin-path", "src/a.py").stdout
    assert "db.primary-key" in piped("CREATE TABLE t (a TEXT)", "--stdin-path", "x.sql").stdout
    assert piped("x = 1\n").returncode == 0
    assert "from fault" in piped(LOST, "--diff").stdout


def test_sarif_is_one_log(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BARE)
    done = baesc("rules", "verify", "--format", "sarif", ".", cwd=tmp_path)
    assert done.returncode == 1
    (run,) = json.loads(done.stdout)["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["be.no-bare-except"]
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{tmp_path.as_uri()}/"


def test_a_fault_in_own_rules_is_shown_in_place_of_a_verdict(shop: Path) -> None:
    wrong = shop / "house" / "wrong.yaml"
    wrong.write_text(RULE.replace("own.", "wrong.").replace("for: call", "for: cal"))
    try:
        for command in (["list"], ["show", "own.status"], ["verify", "."]):
            done = baesc("rules", *command, cwd=shop)
            assert done.returncode == 1
            assert "house/wrong.yaml:4:8: error[BAE411]: unknown fact `cal`" in done.stderr
    finally:
        wrong.unlink()


def test_nothing_to_judge_is_said(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text("x = 1\n")
    done = baesc("rules", "verify", "app", "docs", cwd=tmp_path)
    assert done.returncode == 1
    assert "error[BAE444]: there is no Python or SQL file to judge in `docs`" in done.stderr
    assert "clean" not in done.stdout
    assert "nothing found, but see the errors" in done.stdout
    assert baesc("rules", "verify", "docs", cwd=tmp_path).stdout == ""


def test_files_without_code_are_not_called_clean(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").write_text("# nothing yet\n\n  # (or ever)\n")
    (tmp_path / "c.sql").write_text("-- none -- yet\n/* of\nthem */;\n")
    done = baesc("rules", "verify", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "3 files with nothing to judge")
    (tmp_path / "d.py").write_text("x = 1\n")
    text = baesc("rules", "verify", ".", cwd=tmp_path).stdout
    assert re.search(r"^1 file judged by \d+ rules: clean; 3 files with nothing to judge$", text)
    # A comment that excuses nothing is told even where there is nothing else.
    (tmp_path / "b.py").write_text("# baesc: allow be.no-bare-except -- gone by now\n")
    assert [one["code"] for one in verify(tmp_path, "b.py")[1]["findings"]] == ["BAE423"]


def test_broken_specs_leave_the_rules_for_applications_out_and_it_is_said(shop: Path) -> None:
    spec = shop / "specs" / "wrong.yaml"
    spec.write_text("entity: Wrong\nfields: {a: nonsense}\n")
    try:
        done = baesc("rules", "verify", "managed_system/app/main.py", cwd=shop)
        assert done.returncode == 1
        assert "specs/wrong.yaml" in done.stderr
        assert "clean" not in done.stdout
        assert "1 file without the rules for applications" in done.stdout
        report = verify(shop, "managed_system/app/main.py")[1]
        assert report["without_application_rules"] == 1
    finally:
        spec.unlink()


def test_the_repository_stays_light() -> None:
    done = baesc("rules", "--help", cwd=REPOSITORY)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("list", "show", "verify"))
