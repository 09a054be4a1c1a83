"""The wheel has all that it needs: it works without the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, environment


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the installed wheel and nothing else of baesc."""
    root = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(root)]
    subprocess.run([*wheel, str(REPOSITORY)], check=True, capture_output=True)
    (built,) = root.glob("*.whl")
    target = ["--no-deps", "--no-index", "--target", str(root / "site"), str(built)]
    subprocess.run([*pip, "install", *target], check=True, capture_output=True)
    return root / "site"


def test_builds_a_project_anywhere(site: Path, tmp_path: Path) -> None:
    env = {**environment(), "PYTHONPATH": str(site), "HOME": str(tmp_path)}

    def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "baesc", *arguments]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=True)

    where = [sys.executable, "-c", "import baesc; print(baesc.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(site)
    run("init", "shop", cwd=tmp_path)
    run("build", cwd=tmp_path / "shop")
    assert "up to date" in run("build", cwd=tmp_path / "shop").stdout
    assert (tmp_path / "shop" / "managed_system" / "app" / "main.py").exists()
    assert "BAE105" in run("explain", "BAE105", cwd=tmp_path).stdout


def test_carries_templates_rules_and_standards(site: Path) -> None:
    packaged = site / "baesc" / "packaged"
    for kind in ("templates", "rules", "standards"):
        shipped = {path.relative_to(packaged / kind) for path in (packaged / kind).rglob("*")}
        ours = {
            path.relative_to(REPOSITORY / kind)
            for path in (REPOSITORY / kind).rglob("*")
            if "__pycache__" not in path.parts
        }
        assert shipped == ours != set()


def test_carries_the_words_of_wordnet_and_their_licence(site: Path, tmp_path: Path) -> None:
    script = (
        "from baesc.recognition.normal import singular_noun; print(singular_noun('wolves', 'en'))"
    )
    env = {**environment(), "PYTHONPATH": str(site)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "wolf\n"
    beside = site / "baesc" / "recognition" / "wordnet"
    (listed,) = site.glob("baesc-*.dist-info/licenses")
    for name in ("LICENSE", "COPYRIGHT"):
        text = (beside / name).read_text()
        assert "WordNet" in text
        assert (listed / "baesc" / "recognition" / "wordnet" / name).read_text() == text
    assert "MIT License" in (listed / "LICENSE").read_text()
