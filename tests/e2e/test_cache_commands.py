"""`baesc cache` over both caches, and what a command leaves in metrics and log."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baesc.cli.console import Console
from baesc.cli.main import run
from baesc.cli.opening import open_here
from baesc.cli.remembering import remembered
from baesc.effects import recognitions_file
from baesc.effects.recognitions import RecognitionCache
from tests.cli import baesc, build
from tests.recognized import CONTEXT, canonical, recognition, removal, request

COUNT = 5
Printed = Callable[..., tuple[str, str]]
Cache = Callable[..., Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop") / "shop"
    baesc("init", "shop", cwd=root.parent)
    build(root)
    with RecognitionCache(root / ".baesc" / "recognitions.db") as cache:
        for number in range(COUNT):
            cache.keep(request(number), canonical(number), CONTEXT, recognition(number))
        cache.keep("Delete Category", "delete category", CONTEXT, removal("Category"))
        for number in (0, 0, 99):
            cache.find(request(number), canonical(number), CONTEXT)
    with RecognitionCache(root / ".baesc" / "recognitions.db") as cache:
        cache.find("Make me Student name1", canonical(1), CONTEXT)
    return root


@pytest.fixture
def shop(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a copy of the project, without what was generated."""
    root = tmp_path / "shop"
    shutil.copytree(built, root, ignore=shutil.ignore_patterns("managed_system"))
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Run commands in this process: it is their work that counts, and there is a lot of it."""

    def of(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert run([*arguments]) == code
        return capsys.readouterr()

    return of


@pytest.fixture
def cache(printed: Printed) -> Callable[..., Any]:
    """Return what `baesc cache` prints as JSON."""

    def of(*arguments: str, code: int = 0) -> Any:
        out, err = printed("cache", *arguments, "--format", "json", code=code)
        assert err == ""
        return json.loads(out)

    return of


def changed(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as conn:
        for one in statements:
            conn.execute(one)
    conn.close()


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["diagnostics"]]


def test_stats_tell_of_both_caches_and_both_tiers(
    shop: Path, cache: Cache, printed: Printed
) -> None:
    found = cache("stats")
    asked, made = found["recognitions"], found["builds"]
    assert (asked["entries"], asked["hits"], asked["looked_up"]) == (COUNT + 1, 3, 4)
    assert asked["memory"] == {"hits": {"exact": 2}, "hit_rate": 50.0}
    assert asked["disk"] == {"hits": {"canonical": 1}, "hit_rate": 50.0}
    assert asked["misses"] == {"unknown": 1}
    assert (made["artifacts"], made["hit_rate"]) == (made["texts"], 0.0)
    assert min(asked["bytes"], made["bytes"]) > 10_000
    text = printed("cache", "stats")[0]
    assert "memory       50.0 %  2 hits of 4 look-ups (2 exact)" in text
    assert "disk         50.0 %  1 hit of 2 look-ups (1 canonical)" in text


def test_without_a_cache_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Cache, printed: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "BAE503" in printed("cache", "stats", code=1)[1]
    printed("init")
    assert cache("stats")["recognitions"]["entries"] == 0
    assert cache("verify") == {"ok": True, "diagnostics": []}
    assert cache("clean") == {"recognitions": 0, "artifacts": 0, "diagnostics": []}
    assert printed("cache", "export", "-")[0] == ""
    assert not (tmp_path / ".baesc").exists()


def test_cleaning_takes_what_is_old(shop: Path, cache: Cache) -> None:
    month = 31 * 24 * 3600
    changed(
        shop / ".baesc/recognitions.db",
        f"UPDATE recognitions SET used = used - {month} WHERE content LIKE '%name3%'",
    )
    changed(
        shop / ".baesc/store.db",
        "INSERT INTO artifacts VALUES ('old', 'digest', 7)",
        f"UPDATE artifacts SET made = made - {month}",
    )
    assert cache("clean") == {"recognitions": 1, "artifacts": 1, "diagnostics": []}
    assert cache("clean")["recognitions"] == 0
    log = [json.loads(line) for line in (shop / ".baesc/log.jsonl").read_text().splitlines()]
    assert [(one["cache"], one["count"]) for one in log if one["event"] == "cache_cleanup"] == [
        ("recognitions", 1), ("builds", 1),
    ]  # fmt: skip
    assert cache("verify")["ok"]


def test_clearing_asks_first_and_makes_the_next_build_work(
    shop: Path, cache: Cache, printed: Printed
) -> None:
    assert "error[BAE517]" in printed("cache", "clear", code=1)[1]
    before = cache("stats")
    assert before["recognitions"]["entries"] == COUNT + 1
    gone = cache("clear", "--yes")
    assert (gone["recognitions"], gone["artifacts"]) == (COUNT + 1, before["builds"]["artifacts"])
    after = cache("stats")
    assert (after["recognitions"]["entries"], after["recognitions"]["looked_up"]) == (0, 0)
    assert after["builds"]["artifacts"] == 0
    assert cache("verify")["ok"]
    assert f"{gone['artifacts']} made, 0 reused" in printed("build")[0]


def test_an_entity_is_invalidated_in_both(shop: Path, cache: Cache, printed: Printed) -> None:
    found = cache("invalidate", "Category")
    assert found["recognitions"] == 1
    actions = json.loads(printed("build", "--dry-run", "--format", "json")[0])["actions"]
    stale = [one["path"] for one in actions if one["state"] == "stale"]
    assert len(stale) == found["artifacts"] > 0
    assert all("categor" in path for path in stale)
    assert cache("invalidate", "Student")["recognitions"] == COUNT
    assert cache("invalidate", "Nobody")["recognitions"] == 0


def test_a_change_of_the_schema_takes_the_entries_of_its_entities(
    shop: Path, cache: Cache, printed: Printed
) -> None:
    printed("build")
    spec = shop / "specs/category.yaml"
    spec.write_text(spec.read_text().replace("string(60)", "string(61)"))
    printed("build")
    lines = [json.loads(line) for line in printed("cache", "export", "-")[0].splitlines()]
    entities = {tuple(one["content"]["recognition"]["entities"]) for one in lines}
    assert entities == {("Student",)}
    assert cache("verify")["ok"]


def test_entries_travel_to_another_project(
    shop: Path, monkeypatch: pytest.MonkeyPatch, cache: Cache, printed: Printed
) -> None:
    assert printed("cache", "export", "known.jsonl")[0] == f"exported {COUNT + 1} to known.jsonl\n"
    lines = (shop / "known.jsonl").read_text()
    assert printed("cache", "export", "-")[0] == lines
    other = shop.with_name("other")
    printed("init", str(other))
    monkeypatch.chdir(other)
    for new in (COUNT + 1, 0):
        found = cache("import", "../shop/known.jsonl")
        assert (found["imported"], found["known"]) == (new, COUNT + 1 - new)
    assert printed("cache", "export", "-")[0] == lines
    with RecognitionCache(other / ".baesc" / "recognitions.db") as known:
        assert known.find(request(1), "", CONTEXT) is not None


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda line: line[:-5], "it is not JSON"),
        (lambda line: line and "[1]", "it is no entry"),
        (lambda line: line and '{"a": 1}', "it is no entry"),
        (lambda line: line.replace('"recognition_entry":1', '"recognition_entry":2'), "form is 2"),
        (lambda line: line.replace("name2", "name3"), "changed after it was written"),
        (lambda line: line.replace('"create"', '"remove"'), "changed after it was written"),
        (lambda line: line.replace('"hits":', '"hints":'), "not those of an entry: hints, hits"),
        (lambda line: line.replace('"hits":0', '"hits":true'), "no whole numbers"),
        (lambda line: line.replace('["Student"]', "7"), "its content is no recognition"),
        (lambda line: line.replace("0.75", "NaN"), "its content is no recognition"),
        (lambda line: line.replace('"context":"context"', '"context":7'), "is no text"),
    ],
)
def test_a_line_that_no_cache_wrote_is_refused_with_all_of_its_file(
    shop: Path, printed: Printed, spoil: Callable[[str], str], why: str
) -> None:
    lines = printed("cache", "export", "-")[0].splitlines()
    at = next(i for i, line in enumerate(lines) if '"name2"' in line)
    lines[at] = spoil(lines[at])
    (shop / "in.jsonl").write_text("\n".join([*lines, "\n"]))
    (shop / ".baesc/recognitions.db").unlink()
    out, err = printed("cache", "import", "in.jsonl", code=1)
    assert out == ""
    assert f"in.jsonl:{at + 1}:1: error[BAE516]: this line cannot be imported: " in err
    assert why in err
    assert not (shop / ".baesc/recognitions.db").exists()


@pytest.mark.parametrize(
    ("file", "statement", "said"),
    [
        ("recognitions.db", "UPDATE recognitions SET content = '{}' WHERE content LIKE '%name2%'",
         "it is not as it was written"),
        ("recognitions.db", "DELETE FROM mentions WHERE entity = 'Category'",
         "its entities are not listed as they are"),
        ("recognitions.db", "DELETE FROM recognitions WHERE content LIKE '%name2%'",
         "its entities are listed, but it is gone"),
        ("recognitions.db", "PRAGMA user_version = 9", "it cannot be used: "),
        ("store.db", "UPDATE texts SET text = text || 'x' WHERE text LIKE '%class Category%'",
         "it does not have its digest"),
        ("store.db", "DELETE FROM texts WHERE text LIKE '%class Category(%'", "it has no text"),
        ("store.db", "UPDATE traces SET facets = '{'", "it cannot be read"),
        ("store.db", "UPDATE verdicts SET findings = '[7]'", "it cannot be read"),
        ("store.db", "PRAGMA user_version = 1", "is not that of this baesc"),
    ],
)  # fmt: skip
def test_verify_finds_what_was_not_written_so(
    shop: Path, cache: Cache, file: str, statement: str, said: str
) -> None:
    changed(shop / ".baesc" / file, statement)
    found = cache("verify", code=1)
    assert not found["ok"]
    assert set(codes(found)) == {"BAE515"}
    assert {one["path"] for one in found["diagnostics"]} == {f".baesc/{file}"}
    assert any(said in one["message"] for one in found["diagnostics"])
    cache("clear", "--yes")
    assert cache("verify")["ok"]


@pytest.mark.parametrize("file", ["recognitions.db", "store.db"])
def test_verify_finds_a_file_that_is_no_cache(shop: Path, cache: Cache, file: str) -> None:
    (shop / ".baesc" / file).write_bytes(b"garbage" * 1000)
    assert codes(cache("verify", code=1)) == ["BAE515"]
    assert cache("stats")["builds"]["artifacts"] >= 0
    assert (shop / ".baesc" / file).read_bytes() == b"garbage" * 1000


def test_what_cannot_be_read_is_not_exported(shop: Path, printed: Printed) -> None:
    (shop / "known.jsonl").write_text("mine\n")
    changed(shop / ".baesc/recognitions.db", "PRAGMA user_version = 9")
    out, err = printed("cache", "export", "known.jsonl", code=1)
    assert (out, err.count("error[BAE514]")) == ("", 1)
    assert (shop / "known.jsonl").read_text() == "mine\n"
    printed("cache", "clear", "--yes")
    assert not (shop / ".baesc/recognitions.db").exists()


def test_what_cannot_be_done_is_an_error(
    shop: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognitions_file, "WAIT_TO_WRITE", 0.1)
    holder = sqlite3.connect(shop / ".baesc/recognitions.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        found = cache("invalidate", "Student", code=1)
    finally:
        holder.close()
    assert codes(found) == ["BAE514"]
    assert cache("stats")["recognitions"]["entries"] == COUNT + 1


def test_a_command_leaves_events_and_rates(shop: Path, printed: Printed) -> None:
    with remembered(open_here(), Console()) as known:
        assert known is not None
        for number in (1, 1, 1, 99):
            known.find(request(number), canonical(number), CONTEXT)
        known.keep(request(99), canonical(99), CONTEXT, recognition(99))
    log = [json.loads(line) for line in (shop / ".baesc/log.jsonl").read_text().splitlines()]
    mine = [one for one in log if one.get("cache") == "recognitions"]
    assert [(one["event"], one.get("tier"), one.get("kind")) for one in mine] == [
        ("cache_hit", "disk", "exact"),
        ("cache_hit", "memory", "exact"),
        ("cache_hit", "memory", "exact"),
        ("cache_miss", None, None),
        ("cache_write", "disk", None),
    ]
    found = json.loads(printed("metrics", "--json")[0])
    assert found["metrics"]["memory_hit_rate"] == 50.0
    assert found["metrics"]["disk_hit_rate"] == 50.0
    assert (found["counts"]["memory_hits"], found["counts"]["misses"]) == (2, 1)
    assert found["counts"]["builds"] == 1


def test_the_cache_can_be_switched_off(
    shop: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
) -> None:
    monkeypatch.setenv("ENABLE_RECOGNITION_CACHE", "false")
    with remembered(open_here(), Console()) as known:
        assert known is None
    assert "switched off" in printed("cache", "stats")[0]


def test_a_bad_file_is_told_once(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / ".baesc/recognitions.db").write_bytes(b"garbage" * 1000)
    for expected in (1, 0):
        with remembered(open_here(), Console()) as known:
            assert known is not None
            known.find(request(1), canonical(1), CONTEXT)
            known.keep(request(1), canonical(1), CONTEXT, recognition(1))
        assert capsys.readouterr().err.count("warning[BAE512]") == expected
