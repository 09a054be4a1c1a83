"""The output folder: what is written, kept, refused and removed, also after a crash."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from baesc.effects import output as module
from baesc.effects.output import SUMS, Changes, OutputFolder
from baesc.ground.digest import digest_text


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "out", tmp_path / "journal")


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: digest_text(text) for path, text in texts.items()}


def land(folder: OutputFolder, texts: Mapping[str, str]) -> Changes:
    wanted = digests(texts)
    changes = folder.compare(wanted, wanted, {})
    if not changes.edited:
        folder.land(changes, texts, wanted, wanted)
    return changes


def test_writes_what_is_missing_and_nothing_twice(folder: OutputFolder) -> None:
    assert land(folder, {"a.py": "1", "b/c.py": "2"}).write == ("a.py", "b/c.py")
    assert (folder.root / "b/c.py").read_text() == "2"
    assert land(folder, {"a.py": "1", "b/c.py": "2"}).write == ()


def test_overwrites_its_own_but_not_what_somebody_changed(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1", "b.py": "1"})
    (folder.root / "a.py").write_text("mine")
    changes = land(folder, {"a.py": "2", "b.py": "2"})
    assert changes.edited == ("a.py",)
    assert changes.write == ("b.py",)
    assert (folder.root / "a.py").read_text() == "mine"


def test_a_file_that_is_already_as_wanted_is_no_edit(folder: OutputFolder) -> None:
    (folder.root).mkdir()
    (folder.root / "a.py").write_text("1")
    assert land(folder, {"a.py": "1"}) == Changes((), (), (), (), digests({"a.py": "1"}))


def test_a_foreign_file_is_refused(folder: OutputFolder) -> None:
    (folder.root).mkdir()
    (folder.root / "a.py").write_text("not ours")
    assert land(folder, {"a.py": "1"}).edited == ("a.py",)


def test_removes_what_nothing_makes_any_more_and_its_empty_folders(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1", "b/c/d.py": "2"})
    assert land(folder, {"a.py": "1"}).remove == ("b/c/d.py",)
    assert sorted(path.name for path in folder.root.iterdir()) == [SUMS, "a.py"]


def test_a_changed_file_that_nothing_makes_any_more_stays(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1", "b.py": "2"})
    (folder.root / "b.py").write_text("mine")
    assert land(folder, {"a.py": "1"}).left == ("b.py",)
    assert (folder.root / "b.py").read_text() == "mine"


def test_what_could_not_be_made_stays_as_it_is(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1", "b.py": "2"})
    wanted = digests({"a.py": "3"})
    changes = folder.compare(wanted, ("a.py", "b.py"), {})
    folder.land(changes, {"a.py": "3"}, wanted, ("a.py", "b.py"))
    assert (folder.root / "b.py").read_text() == "2"
    assert land(folder, {"a.py": "3", "b.py": "4"}).write == ("b.py",)


def test_a_crash_at_any_write_leaves_whole_files_that_are_still_ours(
    folder: OutputFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{letter}.py" for letter in "abcd"]
    old, new = dict.fromkeys(names, "old"), dict.fromkeys(names, "new")
    write = module.write_whole
    for crash_at in range(len(names) + 3):
        land(folder, old)
        left = iter([True] * crash_at)

        def crashing(path: Path, content: bytes, left: object = left) -> None:
            if not next(left, False):  # type: ignore[call-overload]
                raise KeyboardInterrupt
            write(path, content)

        monkeypatch.setattr(module, "write_whole", crashing)
        if crash_at < len(names) + 2:
            with pytest.raises(KeyboardInterrupt):
                land(folder, new)
        else:
            land(folder, new)
        monkeypatch.setattr(module, "write_whole", write)
        assert {(folder.root / name).read_text() for name in names} <= {"old", "new"}
        assert land(folder, new).edited == ()
        assert {(folder.root / name).read_text() for name in names} == {"new"}


def test_sums_from_elsewhere_cannot_reach_out_of_the_folder(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1"})
    victim = folder.root.parent / "victim"
    victim.write_text("1")
    sums = folder.root / SUMS
    sums.write_text(sums.read_text() + f"{digest_text('1')}  ../victim\n")
    land(folder, {"a.py": "1"})
    assert victim.exists()


def test_clean_removes_what_is_ours_alone(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1", "b.py": "2"})
    (folder.root / "b.py").write_text("mine")
    (folder.root / "own.py").write_text("own")
    assert folder.clean() == (("a.py",), ("b.py",))
    assert sorted(path.name for path in folder.root.iterdir()) == ["b.py", "own.py"]


def test_a_change_after_a_file_was_read_or_written_is_noticed(folder: OutputFolder) -> None:
    texts = {"old.py": "1", "new.py": "2"}
    wanted = digests(texts)
    land(folder, {"old.py": "1"})
    changes = folder.compare(wanted, wanted, {})
    (folder.root / "old.py").write_text("mine, since")
    stamps = {**changes.stamps, **folder.land(changes, texts, wanted, wanted)}
    (folder.root / "new.py").write_text("mine, since")
    known = {path: (one, wanted[path]) for path, one in stamps.items()}
    assert sorted(known) == ["new.py", "old.py"]
    later = digests({"old.py": "3", "new.py": "4"})
    assert folder.compare(later, later, known).edited == ("new.py", "old.py")


def test_what_is_known_is_not_read_again(folder: OutputFolder) -> None:
    land(folder, {"a.py": "1"})
    changes = folder.compare(digests({"a.py": "1"}), ["a.py"], {})
    known = {"a.py": (changes.stamps["a.py"], "known digest")}
    assert folder.compare({"a.py": "known digest"}, ["a.py"], known).present == {
        "a.py": "known digest"
    }
