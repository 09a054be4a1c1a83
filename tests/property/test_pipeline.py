"""Laws of the whole compiler, on random projects and on random text."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baesc.cli.main import run
from baesc.messages.codes import CODES
from baesc.proof.spec_fields import Spec
from baesc.proof.specs import as_yaml, valid_specs
from tests.cli import tree
from tests.e2e.serving import python

OUT = "managed_system"
SLOW = settings(
    max_examples=int(os.environ.get("SLOW_EXAMPLES", "2")),
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
NORMAL = settings(SLOW, max_examples=4 * SLOW.max_examples)


@contextlib.contextmanager
def project(spec: bytes, settings_file: bytes = b"project: random\n") -> Iterator[Path]:
    """Make a project of one spec file and work in it."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        root = Path(folder)
        (root / "specs").mkdir()
        (root / "baes.yaml").write_bytes(settings_file)
        (root / "specs" / "all.yaml").write_bytes(spec)
        yield root


def codes(printed: str) -> set[str]:
    return {code for code in CODES if f"[{code}]" in printed}


def check_no_fault(spec: bytes, settings_file: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with project(spec, settings_file):
        code = run(["check"])
    printed = capfd.readouterr()
    assert code in {0, 1}, printed
    assert "Traceback" not in printed.err
    assert "BAE901" not in printed.err
    assert (code == 1) == ("error[" in printed.err)


@NORMAL
@given(spec=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_text_gets_an_answer(spec: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    check_no_fault(spec, b"project: random\n", capfd)


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["entity", "fields", "type"]), inner
        )
    ),
    max_leaves=8,
)


@NORMAL
@given(value=YAML, other=YAML)
def test_any_yaml_gets_an_answer(
    value: object, other: object, capfd: pytest.CaptureFixture[str]
) -> None:
    text = yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace")
    check_no_fault(text, b"project: random\n", capfd)
    spec = {"entity": "Thing", "fields": value, "relations": other}
    check_no_fault(yaml.safe_dump(spec).encode(), b"project: random\n", capfd)
    check_no_fault(b"entity: A\nfields: {name: string}\n", text, capfd)


@NORMAL
@given(specs=valid_specs())
def test_a_valid_spec_builds_and_a_second_build_does_nothing(
    specs: list[Spec], capfd: pytest.CaptureFixture[str]
) -> None:
    with project(as_yaml(specs).encode()) as root:
        code = run(["build"])
        printed = capfd.readouterr()
        assert code == 0, printed.err
        before = tree(root / OUT)
        assert run(["build"]) == 0
        assert " 0 made, " in capfd.readouterr().out
        assert tree(root / OUT) == before


@pytest.mark.slow
@SLOW
@given(specs=valid_specs(), auth=st.sampled_from(["none", "api_key"]))
def test_a_valid_spec_makes_an_application_that_passes_its_own_tests(
    specs: list[Spec], auth: str, capfd: pytest.CaptureFixture[str]
) -> None:
    settings_file = f"project: random\nauth: {auth}\n".encode()
    with project(as_yaml(specs).encode(), settings_file) as root:
        assert run(["build"]) == 0, capfd.readouterr().err
        app = root / OUT
        for linter in (
            ["ruff", "check", "--no-cache", "."],
            ["flake8", "--max-line-length", "88", "."],
        ):
            done = python(app, "-m", *linter)
            assert done.returncode == 0, done.stdout + done.stderr
        done = python(app, "-m", "pytest", "-p", "no:cacheprovider")
        assert done.returncode == 0, as_yaml(specs) + done.stdout[-6000:] + done.stderr
