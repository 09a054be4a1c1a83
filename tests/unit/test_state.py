"""The record of the last build: trusted only while nothing that it names has changed."""

import os
import time
from pathlib import Path

import pytest

from baesc.effects.stamps import stamp
from baesc.effects.state import known_outputs, up_to_date, write_state

SAID = "all is well"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("specs/a.yaml", "out/a.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("old")
        os.utime(path, (1, 1))
    time.sleep(0.03)
    record(tmp_path)
    return tmp_path


def record(root: Path) -> None:
    inputs = [str(root / "specs/a.yaml"), str(root / "specs")]
    found = stamp(root / "out/a.py")
    assert found is not None
    write_state(
        root,
        inputs={path: stamp(path) for path in inputs},
        read_at_ns=time.time_ns(),
        outputs={"a.py": (found, "digest")},
        output_root=str(root / "out"),
        environ={"ENABLE_TEMPLATES": None},
        said=SAID,
    )


def test_nothing_changed(project: Path) -> None:
    assert up_to_date(project) == SAID


@pytest.mark.parametrize("name", ["specs/a.yaml", "out/a.py"])
def test_a_changed_or_missing_file_is_seen(project: Path, name: str) -> None:
    (project / name).write_text("new")
    assert up_to_date(project) == ""
    (project / name).unlink()
    assert up_to_date(project) == ""


def test_a_change_that_keeps_size_and_time_is_seen(project: Path) -> None:
    path = project / "specs/a.yaml"
    path.write_text("NEW")
    os.utime(path, (1, 1))
    assert up_to_date(project) == ""


def test_a_new_file_in_a_folder_of_specs_is_seen(project: Path) -> None:
    (project / "specs/b.yaml").write_text("new")
    assert up_to_date(project) == ""


def test_a_switch_in_the_environment_is_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENABLE_TEMPLATES", "false")
    assert up_to_date(project) == ""


def test_a_file_that_was_changed_just_before_is_not_trusted(project: Path) -> None:
    (project / "specs/a.yaml").write_text("new")
    record(project)
    assert up_to_date(project) == ""


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xe9\x01\x00\x00\x00"])
def test_a_broken_record_is_no_record(project: Path, content: bytes) -> None:
    (project / "state").write_bytes(content)
    assert up_to_date(project) == ""


def test_a_record_that_was_copied_is_not_trusted(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "state").write_bytes((project / "state").read_bytes())
    assert up_to_date(project) == SAID
    assert up_to_date(other) == ""
    assert known_outputs(other, project / "out") == {}


def test_stamps_of_another_output_folder_are_not_used(project: Path) -> None:
    assert list(known_outputs(project, project / "out")) == ["a.py"]
    assert known_outputs(project, project / "elsewhere") == {}
