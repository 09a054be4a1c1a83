"""What goes wrong around a build: said in a line, as JSON too, and never as a traceback."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, baesc, build, environment, report, tree, would_run

OUT = "managed_system"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop") / "shop"
    baesc("init", "shop", cwd=root.parent)
    build(root)
    return root


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Path:
    """Return a copy with spaces and accents in its path."""
    root = tmp_path / "my shöp"
    shutil.copytree(built, root)
    return root


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


def lengthen(root: Path) -> None:
    path = root / "specs" / "category.yaml"
    path.write_text(path.read_text().replace("string(60)", "string(61)"))


def test_the_record_of_a_copied_project_is_not_its_own(shop: Path) -> None:
    lengthen(shop)
    assert "up to date" not in build(shop).stdout
    assert "String(61)" in (shop / OUT / "app/models/category.py").read_text()
    assert "up to date" in build(shop).stdout


def test_another_output_folder_is_said_once(shop: Path) -> None:
    build(shop)
    before = tree(shop / OUT)
    add(shop / "baes.yaml", "output: elsewhere\n")
    assert "warning[BAE513]" in build(shop).stderr
    assert tree(shop / "elsewhere") == before
    assert tree(shop / OUT) == before
    assert build(shop).stderr == ""


def no_project(root: Path) -> None:
    (root / "baes.yaml").unlink()


def bad_spec(root: Path) -> None:
    add(root / "specs/category.yaml", "nonsense: 1\n")


def bad_project(root: Path) -> None:
    add(root / "baes.yaml", "nonsense: 1\n")


def no_spec(root: Path) -> None:
    shutil.rmtree(root / "specs")


def no_templates(root: Path) -> None:
    add(root / "baes.yaml", "templates: mine\n")


def bad_rules(root: Path) -> None:
    add(root / "baes.yaml", "rules: mine\n")
    add(root / "mine/a.yaml", "nonsense: 1\n")


TROUBLES: dict[Callable[[Path], None], str] = {
    no_project: "BAE503",
    bad_spec: "BAE110",
    bad_project: "BAE110",
    no_spec: "BAE501",
    no_templates: "BAE502",
    bad_rules: "BAE410",
}


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_failures_are_json_too(shop: Path, command: str, trouble: Callable[[Path], None]) -> None:
    trouble(shop)
    done = baesc(command, "--format", "json", cwd=shop)
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"], done.stderr) == (1, False, "")
    assert [one["code"] for one in found["diagnostics"]] == [TROUBLES[trouble]]


@pytest.mark.parametrize("name", [".baesc", f"{OUT}", f"{OUT}/app"])
def test_a_file_where_a_folder_belongs(shop: Path, name: str) -> None:
    shutil.rmtree(shop / name)
    (shop / name).write_text("mine")
    done = baesc("build", cwd=shop)
    assert done.returncode == 1
    assert f"error[BAE502]: cannot use `{name}`" in done.stderr
    assert (shop / name).read_text() == "mine"
    found = json.loads(baesc("build", "--format", "json", cwd=shop).stdout)
    assert [one["code"] for one in found["diagnostics"]] == ["BAE502"]


def test_a_folder_where_a_file_belongs(shop: Path) -> None:
    place = shop / OUT / "app" / "main.py"
    place.unlink()
    place.mkdir()
    assert "BAE510" in baesc("build", cwd=shop).stderr
    forced = baesc("build", "--force", cwd=shop)
    assert f"error[BAE502]: cannot use `{OUT}/app/main.py`" in forced.stderr
    assert "build again when that is mended" in forced.stdout
    place.rmdir()
    build(shop)
    assert place.is_file()


@pytest.mark.parametrize("name", [b"a\nimport os.yaml", b"caf\xe9.yaml", b"\x1b[31m.yaml"])
def test_a_spec_whose_name_cannot_be_shown(shop: Path, name: bytes) -> None:
    specs = os.fsencode(shop / "specs")
    os.rename(specs + b"/category.yaml", specs + b"/" + name)  # noqa: PTH104 - names of bytes
    done = baesc("build", cwd=shop)
    # That `Category` is unknown now is no second fault.
    assert re.findall(r"error\[(\w+)\]", done.stderr) == ["BAE502"]
    assert "rename the file" in done.stderr
    assert done.stderr.isprintable() or "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{% if %}", "BAE205"),
        ("{{ v.name | nonsense }}", "BAE205"),
        ("{{ v.nonsense }}", "BAE206"),
        ("{{ 1 / 0 }}", "BAE206"),
        ('{% include "nonsense.j2" %}', "BAE204"),
    ],
)
def test_a_fault_in_a_template_is_one_error_at_its_line(shop: Path, line: str, code: str) -> None:
    source = (REPOSITORY / "templates/model/entity.j2").read_text()
    number = source.count("\n") + 1
    add(shop / "mine/model/entity.j2", f"{source}{line}\n")
    add(shop / "baes.yaml", "templates: mine\n")
    done = baesc("build", cwd=shop)
    assert done.returncode == 1
    assert done.stderr.startswith(f"mine/model/entity.j2:{number}:1: error[{code}]")
    assert f"{number} | {line}" in done.stderr
    assert f"failed: 1 error; {OUT} is as it was" in done.stdout


def test_templates_that_are_switched_off_are_one_error(shop: Path) -> None:
    shutil.rmtree(shop / ".baesc")
    for command in ("build", "check"):
        done = baesc(command, cwd=shop, ENABLE_TEMPLATES="false")
        assert done.returncode == 1
        assert done.stderr.count("error[") == 1
        assert "error[BAE301]: templates are switched off" in done.stderr


def test_a_cache_that_is_switched_off_is_not_used(shop: Path) -> None:
    build(shop)
    for _ in range(2):
        done = baesc("build", cwd=shop, ENABLE_RECOGNITION_CACHE="false")
        assert re.search(r"(\d+) artifacts in managed_system: \1 made", done.stdout)
    assert would_run(shop) == {}
    assert report(shop)["figures"]["made"] == 0


def test_exit_codes_of_the_tests_are_those_of_pytest(shop: Path) -> None:
    build(shop)
    assert baesc("test", "-k", "nothing_has_this_name", cwd=shop).returncode == 5
    broken = shop / OUT / "tests" / "test_mine.py"
    broken.write_text("def test_mine() -> None:\n    raise ValueError\n")
    assert baesc("test", "tests/test_mine.py", cwd=shop).returncode == 1


def test_a_reader_that_goes_away_is_no_fault(shop: Path) -> None:
    for number in range(40):
        add(shop / f"specs/more{number}.yaml", f"entity: More{number}\nfields: {{name: string}}\n")
    command = f"{sys.executable} -m baesc build --emit plan | head -1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=shop,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_progress_stays_on_one_line_of_a_terminal_and_is_wiped(shop: Path) -> None:
    shutil.rmtree(shop / ".baesc")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "baesc", "build"],
        cwd=shop,
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait() == 0
    before, _, after = said.decode().partition("built ")
    assert re.search(r"\r(codegen|verify) \S+", before)
    assert re.search(r"\r +\r$", before)
    assert "\n" not in before
    assert "artifacts in managed_system" in after
