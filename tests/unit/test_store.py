"""The build store: what is kept is found, what is broken is set aside."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from baesc.effects.store import VERSION, SqliteStore
from baesc.ground.digest import digest_text
from baesc.records.action import Action, Artifact, Trace
from baesc.records.verdict import Edit, Finding, Fix, Verdict


def artifact(path: str, text: str) -> Artifact:
    facets = (("view", "v"), ("template", "t"))
    action = Action("model", "A", path, "model.j2", (), (), (), facets, f"key of {path}")
    return Artifact(action, text, digest_text(text))


def test_finds_what_it_kept_after_it_was_closed(tmp_path: Path) -> None:
    one = artifact("a.py", "text\n")
    trace = Trace("a.py", one.action.key, one.digest, one.action.facets, "[]")
    fix = Fix("call", 3, "open", (Edit("set_keyword", "timeout", "5"), Edit("chain")))
    finding = Finding("r", 3, "m", decisive=True, sure=False)
    excused = Finding("r", 4, "m", reason="why", excused_at="rules/own.yaml:2")
    verdict = Verdict(
        "a.py", "confident_rejection", (replace(finding, fix=fix),), 5, basis="text",
        excused=(excused,), seconds=0.25,
    )  # fmt: skip
    with SqliteStore(tmp_path / "store.db") as store:
        store.keep([one], [trace], {"v": verdict}, [])
    with SqliteStore(tmp_path / "store.db") as store:
        assert store.digests() == {one.action.key: one.digest}
        assert store.texts([one.digest, "unknown"]) == {one.digest: "text\n"}
        assert store.trace_keys() == {"a.py": one.action.key}
        assert store.traces(["a.py", "b.py"]) == {"a.py": trace}
        assert store.verdicts(["v", "w"]) == {"v": verdict}
        found = store.verdicts(["v"])["v"]
        assert (found.findings[0].fix, found.seconds, found.suppressed) == (fix, 0.25, 1)
        store.keep([], [], {}, ["a.py"])
        assert store.trace_keys() == {}
        store.forget([one.action.key])
        assert store.digests() == {}
        assert store.texts([one.digest]) == {}


def test_rows_that_cannot_be_read_are_as_good_as_none(tmp_path: Path) -> None:
    one = artifact("a.py", "text\n")
    trace = Trace("a.py", one.action.key, one.digest, one.action.facets, "[]")
    verdict = Verdict("a.py", "confident_approval", (), 5)
    with SqliteStore(tmp_path / "store.db") as store:
        store.keep([one], [trace], {"v": verdict}, [])
    conn = sqlite3.connect(tmp_path / "store.db")
    for garbage in ("{", "[7]", "7", "[[1, 2, 3]]"):
        with conn:
            conn.execute("UPDATE traces SET facets = ?, view = '[]'", [garbage])
            conn.execute("UPDATE verdicts SET findings = ?", [garbage])
        with SqliteStore(tmp_path / "store.db") as store:
            assert store.traces(["a.py"]) == {}
            assert store.verdicts(["v"]) == {}
            assert store.digests() == {one.action.key: one.digest}
    with conn:
        conn.execute("UPDATE traces SET facets = '[]', view = '{'")
    conn.close()
    with SqliteStore(tmp_path / "store.db") as store:
        assert store.traces(["a.py"]) == {}


def test_forgets_what_it_is_told(tmp_path: Path) -> None:
    one = artifact("a.py", "text\n")
    with SqliteStore(tmp_path / "store.db") as store:
        store.keep([one], [], {}, [])
        assert (store.forget_old(0), store.leave_out(["unknown"])) == (0, 0)
        assert store.leave_out([one.action.key]) == 1
        assert (store.digests(), store.texts([one.digest])) == ({}, {one.digest: "text\n"})
        store.keep([one], [], {}, [])
        assert store.forget_old(1 << 40) == 1
        store.keep([one], [], {}, [])
        assert store.forget_all() == 1
        assert (store.digests(), store.texts([one.digest])) == ({}, {})


def test_asks_for_many_at_once(tmp_path: Path) -> None:
    many = [artifact(f"{number}.py", str(number)) for number in range(1200)]
    with SqliteStore(tmp_path / "store.db") as store:
        store.keep(many, [], {}, [])
        assert len(store.texts(one.digest for one in many)) == 1200


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + b"x" * 4000]
)
def test_sets_a_broken_file_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with SqliteStore(path) as store:
        assert store.digests() == {}
        assert (store.set_aside is None) == (content == b"")


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_sets_a_file_of_another_version_aside(tmp_path: Path, version: int) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as conn:
        conn.execute(f"PRAGMA user_version = {version}")
    conn.close()
    with SqliteStore(path) as store:
        assert store.digests() == {}
        assert store.set_aside == tmp_path / "store.db.broken"


def test_sets_a_file_without_its_tables_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SqliteStore(path):
        pass
    with sqlite3.connect(path) as conn:
        conn.execute("DROP TABLE traces")
    conn.close()
    with SqliteStore(path) as store:
        assert store.trace_keys() == {}
        assert store.set_aside is not None


def test_a_file_that_cannot_be_opened_just_now_stays(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SqliteStore(path) as store:
        store.keep([artifact("a.py", "text\n")], [], {}, [])
    before = path.read_bytes()
    (tmp_path / "store.db-wal").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        SqliteStore(path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.broken"))


def test_looking_into_a_store_makes_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SqliteStore(path, read_only=True) as store:
        assert store.digests() == {}
    assert not path.exists()
    path.write_bytes(b"no database at all")
    with SqliteStore(path, read_only=True) as store:
        assert store.digests() == {}
    assert path.read_bytes() == b"no database at all"
    path.unlink()
    one = artifact("a.py", "text\n")
    with SqliteStore(path) as store:
        store.keep([one], [], {}, [])
    with SqliteStore(path, read_only=True) as store:
        assert store.digests() == {one.action.key: one.digest}
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store.forget([one.action.key])
