"""The commands, as people type them."""

import json
import re
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, baesc, build

COMMANDS = [
    "build", "check", "clean", "completion", "explain", "graph", "init", "plan", "rules",
    "run", "schema", "test",
]  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("init")
    done = baesc("init", "shop", cwd=root)
    assert done.returncode == 0
    assert "Next: cd shop && baesc build" in done.stdout
    build(root / "shop")
    return root / "shop"


def test_help_names_every_command() -> None:
    text = baesc("--help", cwd=REPOSITORY).stdout
    assert re.findall(r"^  ([a-z]+)  ", text, flags=re.MULTILINE)
    assert {word for word in COMMANDS if f"  {word} " in text} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    done = baesc(command, "--help", cwd=REPOSITORY)
    assert done.returncode == 0
    assert f"baesc {command}" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["build", "--jobs", "none"], ["explain"], ["-C", "nowhere", "build"]],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    done = baesc(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_outside_a_project_there_is_advice(tmp_path: Path) -> None:
    for command in ("build", "check", "plan", "graph", "run", "test", "clean"):
        done = baesc(command, cwd=tmp_path)
        assert done.returncode == 1
        assert "error[BAE503]" in done.stderr


def test_init_never_overwrites_a_project(shop: Path) -> None:
    before = (shop / "baes.yaml").read_text()
    done = baesc("init", "shop", cwd=shop.parent)
    assert done.returncode == 1
    assert "error[BAE504]" in done.stderr
    assert (shop / "baes.yaml").read_text() == before


def test_a_project_is_found_from_below_and_by_option(shop: Path) -> None:
    said = "artifacts are up to date"
    assert said in baesc("build", cwd=shop / "specs").stdout
    assert said in baesc("-C", "shop", "build", cwd=shop.parent).stdout


def test_explain_a_code() -> None:
    done = baesc("explain", "BAE105", cwd=REPOSITORY)
    assert done.stdout.startswith("# BAE105")
    assert baesc("explain", "105", cwd=REPOSITORY).stdout == done.stdout
    wrong = baesc("explain", "BAE199", cwd=REPOSITORY)
    assert wrong.returncode == 1
    assert "error[BAE506]" in wrong.stderr


def test_explain_a_path(shop: Path) -> None:
    done = baesc("explain", "managed_system/app/models/product.py", cwd=shop)
    assert done.returncode == 0
    assert "target    model of Product" in done.stdout
    assert "from      specs/product.yaml" in done.stdout
    assert "state     fresh" in done.stdout
    assert "verdict   approved" in done.stdout
    near = baesc("explain", "app/models/produkt.py", cwd=shop)
    assert near.returncode == 1
    assert "did you mean `app/models/product.py`?" in near.stderr
    view = baesc("explain", "--view", "app/models/product.py", cwd=shop)
    assert "Product" in json.dumps(json.loads(view.stdout))


@pytest.mark.parametrize("kind", ["artifacts", "entities"])
def test_graph(shop: Path, kind: str) -> None:
    forms = {
        form: baesc("graph", "--format", form, "--of", kind, cwd=shop).stdout
        for form in ("dot", "mermaid", "json")
    }
    found = json.loads(forms["json"])
    assert forms["dot"].count(" -> ") == len(found["edges"]) > 0
    assert len(re.findall(r"-->", forms["mermaid"])) == len(found["edges"])
    names = {node["name"] for node in found["nodes"]}
    assert all({edge["from"], edge["to"]} <= names for edge in found["edges"])


def test_emit(shop: Path) -> None:
    system = json.loads(baesc("build", "--emit", "ir", cwd=shop).stdout)
    assert [entity["name"] for entity in system["entities"]] == ["Category", "Product"]
    plan = json.loads(baesc("build", "--emit", "plan", cwd=shop).stdout)
    assert {"path", "key", "facets", "after"} <= set(plan["actions"][0])
    routes = json.loads(baesc("build", "--emit", "routes", cwd=shop).stdout)
    assert len(routes["fresh"]) == len(plan["actions"])


@pytest.mark.parametrize("name", ["normalize", "lookup", "eligibility", "codegen"])
def test_stop_after_writes_nothing(tmp_path: Path, name: str) -> None:
    baesc("init", cwd=tmp_path)
    done = baesc("build", "--stop-after", name, cwd=tmp_path)
    assert done.returncode == 0
    assert f"stopped after {name}" in done.stdout
    assert not (tmp_path / "managed_system").exists()


def test_dry_run_tells_what_would_run_and_writes_nothing(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    done = baesc("build", "--dry-run", cwd=tmp_path)
    assert re.search(r"^make +managed_system/app/main.py +\(new\)$", done.stdout, re.MULTILINE)
    assert not (tmp_path / "managed_system").exists()
    assert not (tmp_path / ".baesc").exists()


def test_what_no_template_supports_is_an_error_at_its_line(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    spec = tmp_path / "specs" / "product.yaml"
    spec.write_text(spec.read_text() + "permissions: {read: [any]}\n")
    done = baesc("build", cwd=tmp_path)
    assert done.returncode == 1
    assert "error[BAE301]" in done.stderr
    assert "specs/product.yaml:13" in done.stderr
    assert done.stderr.count("error[") == 1
    assert not (tmp_path / "managed_system").exists()
    partly = baesc("build", "--keep-going", cwd=tmp_path)
    assert partly.returncode == 1
    assert (tmp_path / "managed_system/app/models/category.py").exists()
    assert not (tmp_path / "managed_system/app/models/product.py").exists()


def test_a_rejected_artifact_never_reaches_the_folder(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    overlay = tmp_path / "mine" / "routes"
    overlay.mkdir(parents=True)
    template = (REPOSITORY / "templates/routes/entity.j2").read_text()
    assert "status_code=201" in template
    (overlay / "entity.j2").write_text(template.replace("status_code=201, ", ""))
    with (tmp_path / "baes.yaml").open("a") as file:
        file.write("templates: mine\n")
    done = baesc("build", cwd=tmp_path)
    assert done.returncode == 1
    assert "error[BAE401]" in done.stderr
    assert not (tmp_path / "managed_system").exists()
    baesc("build", "--keep-going", cwd=tmp_path)
    assert (tmp_path / "managed_system/app/models/product.py").exists()
    assert not list((tmp_path / "managed_system/app/routes").glob("product*"))


def test_check_as_json(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    assert json.loads(baesc("check", "--format", "json", cwd=tmp_path).stdout)["ok"] is True
    (tmp_path / "specs" / "category.yaml").write_text("entity: Category\nfields: {name: strng}\n")
    done = baesc("check", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["diagnostics"]
    assert (problem["code"], problem["line"], problem["column"]) == ("BAE105", 2, 16)


def test_all_problems_of_a_run_are_told_at_once(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    (tmp_path / "specs" / "category.yaml").write_text(
        "entity: Category\nfields: {name: strng}\nrelations: {parent: Categroy}\n"
    )
    spec = tmp_path / "specs" / "product.yaml"
    spec.write_text(spec.read_text().replace("min: 0", "min: 9, max: 3"))
    found = baesc("check", cwd=tmp_path).stderr
    assert re.findall(r"^(\S+?):\d+:\d+: error\[(\w+)\]", found, flags=re.MULTILINE) == [
        ("specs/category.yaml", "BAE105"),
        ("specs/category.yaml", "BAE140"),
        ("specs/product.yaml", "BAE132"),
    ]


def test_clean(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    build(tmp_path)
    mine = tmp_path / "managed_system" / "app" / "main.py"
    mine.write_text("mine")
    done = baesc("clean", "--cache", cwd=tmp_path)
    assert "kept managed_system/app/main.py" in done.stdout
    left = [path for path in (tmp_path / "managed_system").rglob("*") if path.is_file()]
    assert left == [mine]
    assert not (tmp_path / ".baesc").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    assert "_BAESC_COMPLETE" in baesc("completion", shell, cwd=REPOSITORY).stdout
