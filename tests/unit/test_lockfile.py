"""baes.lock: what is written is read again, and whatever else stands there is told with a place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.effects.lockfile import LockFile
from baesc.ground.source import Source
from baesc.knowledge.lockfile import KINDS, LOCK_FILE, Locked, keepable, read_lock, sealed, written
from baesc.records.question import Entry, Question, Rejected, Usage

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60).filter(keepable)
LINES = st.lists(TEXTS, max_size=4).map("\n".join)
HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
ENTRIES = st.builds(
    Entry,
    name=st.from_regex(r"[A-Z][a-z]{0,5}\.rules\.[a-z_]{1,9}", fullmatch=True),
    kind=st.sampled_from(KINDS),
    key=HEX,
    model=st.text("abc-/:0.9", min_size=1, max_size=9),
    answer=LINES,
    says=TEXTS,
    checks=st.lists(st.sampled_from(["types", "anchors", "2 examples"]), unique=True).map(tuple),
    usage=st.builds(Usage, st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9)),
)


@given(st.lists(ENTRIES, max_size=5, unique_by=lambda one: one.name))
def test_what_is_written_is_read_again(entries: list[Entry]) -> None:
    text = written(map(sealed, entries))
    locked, found = read_lock(Source(LOCK_FILE, text))
    assert found == ()
    assert [one.entry for one in locked] == sorted(entries, key=lambda one: one.name)
    assert not any(one.is_edited for one in locked)
    assert written(locked) == text


@given(st.text(max_size=200))
def test_any_text_is_read_or_told_of(text: str) -> None:
    locked, found = read_lock(Source(LOCK_FILE, text))
    assert not (locked and found)
    assert all(one.span is not None and one.span.path == LOCK_FILE for one in found)


def entry(name: str = "Student.rules.one", answer: str = "a < 5", **more: object) -> Entry:
    return Entry(name, "rule", "k" * 32, "m", answer, **more)  # type: ignore[arg-type]


def question(name: str = "Student.rules.one", key: str = "k" * 32) -> Question:
    return Question("rule", name, key, ())


def test_bodies_are_blocks_that_diff_line_by_line() -> None:
    text = written([sealed(entry(answer="def f():\n    return 1\n"))])
    assert "    answer: |\n      def f():\n          return 1\n" in text


def test_a_change_by_hand_is_seen() -> None:
    text = written([sealed(entry())])
    (locked,), _ = read_lock(Source(LOCK_FILE, text.replace("a < 5", "a < 6")))
    assert locked.is_edited
    line = text.split("\n")[locked.place.line - 1]
    assert line[locked.place.column - 1 :] == "a < 5"


def on_disk(root: Path) -> tuple[Locked, ...]:
    locked, found = read_lock(Source(LOCK_FILE, (root / LOCK_FILE).read_text("utf-8")))
    assert found == ()
    return locked


def test_an_answer_is_on_disk_at_once_and_only_for_its_question(tmp_path: Path) -> None:
    lock = LockFile(tmp_path, tmp_path / ".baesc")
    lock.keep(entry())
    again = LockFile(tmp_path, tmp_path / ".baesc", on_disk(tmp_path))
    assert again.known(question()) == entry()
    assert again.known(question(key="other")) is None
    assert again.known(question("Student.rules.two")) is None
    assert again.unused() == ()
    assert LockFile(tmp_path, tmp_path, on_disk(tmp_path)).unused() == ("Student.rules.one",)


def test_what_somebody_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    lock = LockFile(tmp_path, tmp_path)
    lock.keep(entry("A.rules.one"))
    LockFile(tmp_path, tmp_path, on_disk(tmp_path)).keep(entry("B.rules.one"))
    lock.keep(entry("C.rules.one"))
    names = [one.entry.name for one in on_disk(tmp_path)]
    assert names == ["A.rules.one", "B.rules.one", "C.rules.one"]
    (tmp_path / LOCK_FILE).write_text("<<<<<<< HEAD\n")
    lock.keep(entry("D.rules.one"))
    assert (tmp_path / LOCK_FILE).read_text() == "<<<<<<< HEAD\n"
    assert lock.known(question("D.rules.one")) is not None


def test_a_frozen_lockfile_is_left_alone(tmp_path: Path) -> None:
    lock = LockFile(tmp_path, tmp_path, read_only=True)
    lock.keep(entry())
    lock.reject(question(), Rejected("m", 3, "a"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("answer", ["a\x07b", "a\rb", "x" * 2**20])
def test_what_no_file_can_hold_is_not_pinned(tmp_path: Path, answer: str) -> None:
    LockFile(tmp_path, tmp_path).keep(entry(answer=answer))
    assert not (tmp_path / LOCK_FILE).exists()


def test_rejections_belong_to_a_question_and_a_model(tmp_path: Path) -> None:
    lock = LockFile(tmp_path, tmp_path)
    lock.reject(question(), Rejected("m", 3, "a < 6"))
    assert lock.rejected(question(), "m") == Rejected("m", 3, "a < 6")
    assert lock.rejected(question(), "another") is None
    assert lock.rejected(question(key="other"), "m") is None
    for broken in (b"", b"[]", b'{"Student.rules.one": 1}', b"\xff"):
        (tmp_path / "rejected.json").write_bytes(broken)
        assert lock.rejected(question(), "m") is None
