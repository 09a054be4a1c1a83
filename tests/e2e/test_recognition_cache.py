"""The cache of recognitions with real files, threads and processes, and what goes wrong there."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import pytest

from baesc.effects import recognitions_rows
from baesc.effects.recognitions import RecognitionCache
from baesc.recognition.admission import admits, words_in
from baesc.recognition.normal import canonical
from baesc.recognition.operations import Operation, Recognition
from baesc.recognition.written import ACTIONS
from tests.cli import REPOSITORY, environment
from tests.recognition_pairs import pairs
from tests.recognized import CONTEXT, recognition, removal, request
from tests.recognized import canonical as canonical_of

COUNT = 40


def keep(cache: RecognitionCache, number: int) -> None:
    cache.keep(request(number), canonical_of(number), CONTEXT, recognition(number))


def is_known(cache: RecognitionCache, number: int) -> bool:
    """Tell whether an entry is found; what is found is right."""
    found = cache.find(request(number), canonical_of(number), CONTEXT)
    assert found is None or found.recognition == recognition(number)
    return found is not None


def known(cache: RecognitionCache, count: int) -> int:
    return sum(is_known(cache, number) for number in range(count))


def caching(path: Path, *arguments: object, **options: object) -> subprocess.Popen[str]:
    script = REPOSITORY / "tests" / "e2e" / "caching.py"
    return subprocess.Popen(
        [sys.executable, str(script), str(path), *map(str, arguments)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,  # type: ignore[call-overload]
    )


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a file with entries."""
    path = tmp_path_factory.mktemp("filled") / "recognitions.db"
    with RecognitionCache(path) as cache:
        for number in range(COUNT):
            keep(cache, number)
    assert [one.name for one in path.parent.iterdir()] == ["recognitions.db"]
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, content: bytes) -> Path:
    found = tmp_path / "recognitions.db"
    found.write_bytes(content)
    return found


def test_what_is_kept_is_found_at_once_and_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "new" / "recognitions.db"
    with RecognitionCache(path) as cache:
        assert not is_known(cache, 1)
        keep(cache, 1)
        assert (found := cache.find(request(1), "", CONTEXT)) is not None
        assert (found.tier, found.kind) == ("memory", "exact")
    with RecognitionCache(path) as cache:
        for tier in ("disk", "memory"):
            assert (found := cache.find(request(1), "", CONTEXT)) is not None
            assert (found.tier, found.kind) == (tier, "exact")
        assert cache.find(request(1), canonical_of(1), "another context") is None
        assert cache.problem is None


def test_another_text_finds_what_comes_to_the_same(path: Path) -> None:
    with RecognitionCache(path) as cache:
        for tier in ("disk", "memory"):
            found = cache.find("Please create Student, name1!", canonical_of(1), CONTEXT)
            assert found is not None
            assert (found.tier, found.kind, found.recognition) == (
                tier, "canonical", recognition(1),
            )  # fmt: skip
        assert cache.find("Create Student", "", CONTEXT) is None


def test_what_takes_values_away_is_only_found_by_its_own_text(tmp_path: Path) -> None:
    said: list[tuple[str, dict[str, object]]] = []
    path = tmp_path / "recognitions.db"
    with RecognitionCache(path, tell=lambda *one: said.append(one)) as cache:  # type: ignore[arg-type]
        cache.keep("Delete Student", "delete student", CONTEXT, removal())
        for one in (cache, RecognitionCache(path, read_only=True)):
            assert one.find("Delete Student!", "delete student", CONTEXT) is None
        found = cache.find("Delete Student", "delete student", CONTEXT)
        assert found is not None
        assert found.recognition == removal()
    assert ("cache_miss", {"reason": "destructive"}) in said
    with RecognitionCache(path) as cache:
        assert cache.find("Delete Student!", "delete student", CONTEXT) is None
        assert cache.find("Delete Student", "delete student", CONTEXT) is not None


def test_a_hit_whose_words_are_not_in_the_request_is_refused(tmp_path: Path) -> None:
    said: list[object] = []
    with RecognitionCache(tmp_path / "a.db", tell=lambda *one: said.append(one)) as cache:
        cache.keep("x", "same", CONTEXT, recognition())
        for text in ("x", "Delete the student", "Create a teacher"):
            assert cache.find(text, "same", CONTEXT) is None
        assert said == [("cache_miss", {"reason": "other_words"})] * 3
        assert cache.find("create students", "same", CONTEXT) is not None
        assert cache.find("y", "same", CONTEXT, words={"create", "student"}) is not None
        assert cache.find("create students", "same", CONTEXT, words={"student"}) is None


@pytest.mark.parametrize("is_evicted", [False, True])
def test_requests_that_come_to_the_same_but_mean_different_things(
    tmp_path: Path, is_evicted: bool
) -> None:
    with RecognitionCache(tmp_path / "a.db") as cache:
        cache.keep("Create Student A", "same", CONTEXT, recognition(1))
        for number in range(120 if is_evicted else 0):
            keep(cache, number)
        cache.flush()
        cache.keep("Create Student B", "same", CONTEXT, recognition(2))
        assert cache.find("Create Student C", "same", CONTEXT) is None
        first = cache.find("Create Student A", "same", CONTEXT)
        assert first is not None
        assert first.recognition == recognition(1)


def test_entries_about_an_entity_go_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "recognitions.db"
    said: list[object] = []
    with RecognitionCache(path, tell=lambda *one: said.append(one)) as cache:
        keep(cache, 1)
        cache.flush()
        cache.keep("Create Course", "course", CONTEXT, recognition(2, "Course"))
        cache.invalidate("Student")
        assert not is_known(cache, 1)
        keep(cache, 3)
    assert ("cache_cleanup", {"count": 1, "tier": "disk"}) in said
    with RecognitionCache(path) as cache:
        assert [is_known(cache, number) for number in (1, 3)] == [False, True]
        assert cache.find("Create Course", "course", CONTEXT) is not None
        cache.invalidate("Student")
    with RecognitionCache(path) as cache:
        assert not is_known(cache, 3)


def test_what_is_invalid_is_not_found_where_it_cannot_be_removed(path: Path) -> None:
    with RecognitionCache(path, read_only=True) as cache:
        assert is_known(cache, 1)
        cache.invalidate("Student")
        assert not is_known(cache, 1)
        assert cache.find("Make Student name1", canonical_of(1), CONTEXT) is None
        keep(cache, 1)
        assert is_known(cache, 1)


def test_entries_leave_a_month_after_their_last_use(path: Path) -> None:
    day = 24 * 3600
    with sqlite3.connect(path) as conn:
        (start,) = conn.execute("SELECT max(used) FROM recognitions").fetchone()
    conn.close()
    with RecognitionCache(path, clock=lambda: start + 29 * day) as cache:
        assert is_known(cache, 1)
    said: list[object] = []
    later = start + 31 * day
    with RecognitionCache(path, clock=lambda: later, tell=lambda *one: said.append(one)) as cache:
        assert is_known(cache, 1)
        assert not is_known(cache, 2)
    assert ("cache_cleanup", {"count": COUNT - 1, "tier": "disk"}) in said
    with RecognitionCache(path, clock=lambda: start) as cache:
        assert known(cache, COUNT) == 1


def test_the_file_holds_so_many_entries_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognitions_rows.forget_old, "__defaults__", (30,))
    path = tmp_path / "recognitions.db"
    times = iter(range(1000, 9000))
    with RecognitionCache(path, clock=lambda: next(times)) as cache:
        for number in range(50):
            keep(cache, number)
            if number % 20 == 0:
                cache.flush()
    with RecognitionCache(path, clock=lambda: 5000) as cache:
        assert [is_known(cache, number) for number in range(50)] == [False] * 20 + [True] * 30


def test_pairs_of_requests_are_not_mixed_up(tmp_path: Path) -> None:
    hits = Counter[bool]()
    with RecognitionCache(tmp_path / "recognitions.db") as cache:
        for number, pair in enumerate(pairs()):
            one, other = canonical(pair.one).text, canonical(pair.other).text
            words = words_in(pair.one, one)
            action = next(name for name in ACTIONS if admits(said(name, number), words))
            cache.keep(pair.one, one, str(number), said(action, number))
            if cache.find(pair.other, other, str(number)) is not None:
                hits[pair.same] += 1
    assert hits[False] == 0
    assert hits[True] >= 0.9 * sum(pair.same for pair in pairs())


def said(action: str, number: int) -> Recognition:
    """Return what is understood, about nothing in particular."""
    return Recognition(action, (), (Operation("create_entity", f"E{number}"),), "en", 1.0)


def test_hits_take_no_time(path: Path) -> None:
    def median(work: Callable[[], object], count: int) -> float:
        """Return the best median of three, as others use this machine too."""
        found = []
        for _ in range(3):
            spans = []
            for _ in range(count):
                start = perf_counter()
                work()
                spans.append(perf_counter() - start)
            found.append(statistics.median(spans))
        return min(found)

    def cold() -> None:
        with RecognitionCache(path, read_only=True) as cache:
            assert is_known(cache, 1)

    with RecognitionCache(path) as cache:
        assert median(lambda: is_known(cache, 1), 1000) < 0.000_05
    assert median(cold, 20) < 0.010


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_leaves_the_cache_to_its_parent(path: Path) -> None:
    with RecognitionCache(path) as cache:
        keep(cache, COUNT)
        child = os.fork()
        if child == 0:
            cache.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    with RecognitionCache(path) as cache:
        assert known(cache, COUNT + 1) == COUNT + 1
        assert cache.problem is None


def test_fifty_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "recognitions.db"
    with RecognitionCache(path) as cache:

        def work(thread: int) -> int:
            numbers = range(thread * 10, thread * 10 + 10)
            for number in numbers:
                keep(cache, number)
                is_known(cache, random.randrange(500))
            return sum(is_known(cache, number) for number in numbers)

        with ThreadPoolExecutor(50) as pool:
            assert sum(pool.map(work, range(50))) == 500
        assert known(cache, 500) == 500
    with RecognitionCache(path) as cache:
        assert known(cache, 500) == 500
        assert cache.problem is None


def test_four_processes_of_fifty_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "recognitions.db"
    running = [caching(path, "keep", first, 100) for first in (0, 100, 200, 300)]
    assert [one.communicate(timeout=60)[0] for one in running] == [""] * 4
    with RecognitionCache(path) as cache:
        assert known(cache, 400) == 400
        assert cache.problem is None


def test_what_a_process_leaves_at_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "recognitions.db"
    done = caching(path, "leave", 0, 3)
    assert (done.communicate(timeout=60)[0], done.returncode) == ("", 0)
    with RecognitionCache(path) as cache:
        assert known(cache, 3) == 3


def test_a_process_that_is_killed_leaves_what_it_has_written(tmp_path: Path) -> None:
    path = tmp_path / "recognitions.db"
    chance = random.Random(7)
    for first in range(0, 4000, 1000):
        running = caching(path, "pour", first, 1000)
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(chance.randrange(1, 40))]
        running.send_signal(signal.SIGKILL)
        lines += running.communicate()[0].splitlines(keepends=True)
        written = [int(line) for line in lines if line.endswith("\n")]
        with RecognitionCache(path) as cache:
            assert all(is_known(cache, number) for number in written)
            assert cache.problem is None
            keep(cache, first)
        with sqlite3.connect(path) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        conn.close()


def outlived(path: Path) -> str:
    """Use a file, and again; return the code of the one warning, if there is one."""
    with RecognitionCache(path) as cache:
        known(cache, COUNT)
        keep(cache, COUNT)
        assert is_known(cache, COUNT)
    with RecognitionCache(path) as again:
        if cache.problem is None or cache.problem.code == "BAE512":
            assert again.problem is None
            assert is_known(again, COUNT)
    return cache.problem.code if cache.problem else ""


def test_flipped_bits_are_survived(tmp_path: Path, content: bytes) -> None:
    chance = random.Random(7)
    places = [*range(0, 100, 3), *(chance.randrange(len(content)) for _ in range(200))]
    path = tmp_path / "recognitions.db"
    codes = set()
    for place in places:
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8) if place % 2 else 0xFF
        for one in tmp_path.iterdir():
            one.unlink()
        path.write_bytes(flipped)
        codes.add(outlived(path))
    assert codes == {"", "BAE512", "BAE514"}


@pytest.mark.parametrize("part", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_set_aside(path: Path, part: float) -> None:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    cut = path.read_bytes()
    assert outlived(path) == "BAE512"
    assert path.with_name("recognitions.db.broken").read_bytes() == cut


def changed(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as conn:
        for one in statements:
            conn.execute(one)
    conn.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recognitions SET content = replace(content, 'name1', 'name2')",
        "UPDATE recognitions SET content = '[1, 2]'",
        "UPDATE recognitions SET content = 7, created = 'x'",
        "UPDATE recognitions SET context = x'00ff'",
        "UPDATE recognitions SET seal = NULL",
        "DROP TABLE mentions",
        "ALTER TABLE recognitions RENAME COLUMN seal TO steal",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 1",
    ],
)
def test_a_file_with_something_else_in_it_is_set_aside(path: Path, statement: str) -> None:
    changed(path, statement)
    assert outlived(path) == "BAE512"
    assert path.with_name("recognitions.db.broken").exists()


def test_a_garbled_use_is_no_matter(path: Path) -> None:
    changed(path, "UPDATE recognitions SET hits = 'x', used = used + 0.5")
    assert outlived(path) == ""


def test_damage_found_while_it_is_used_is_one_warning(path: Path) -> None:
    with RecognitionCache(path) as cache:
        assert is_known(cache, 1)
        changed(path, "UPDATE recognitions SET content = '{}'")
        assert is_known(cache, 1)
        assert not is_known(cache, 2)
        keep(cache, 2)
        cache.flush()
        assert is_known(cache, 1)
    assert cache.problem is not None
    assert cache.problem.code == "BAE512"
    with RecognitionCache(path) as cache:
        assert [is_known(cache, number) for number in (1, 2)] == [False, True]


def test_damage_found_by_many_threads_is_one_warning(path: Path) -> None:
    with RecognitionCache(path) as cache:
        changed(path, "UPDATE recognitions SET content = '{}'")

        def work(thread: int) -> None:
            for number in range(COUNT):
                keep(cache, COUNT + thread)
                assert not is_known(cache, (number + thread) % COUNT)
                cache.flush()

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(work, range(20)))
    assert cache.problem is not None
    assert cache.problem.code == "BAE512"
    with RecognitionCache(path) as cache:
        assert [is_known(cache, number) for number in range(COUNT + 20)] == [
            number >= COUNT for number in range(COUNT + 20)
        ]
        assert cache.problem is None


def test_a_folder_that_is_taken_away_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "state" / "recognitions.db"
    with RecognitionCache(path) as cache:
        keep(cache, 1)
        cache.flush()
        shutil.rmtree(path.parent)
        keep(cache, 2)
    assert cache.problem is None
    with RecognitionCache(path) as cache:
        assert is_known(cache, 2)


def test_a_file_of_a_newer_baesc_is_left_alone(path: Path) -> None:
    changed(path, "PRAGMA user_version = 3")
    before = path.read_bytes()
    with RecognitionCache(path) as cache:
        assert not is_known(cache, 1)
        keep(cache, 1)
        assert is_known(cache, 1)
    assert cache.problem is not None
    assert (cache.problem.code, "newer baesc" in cache.problem.message) == ("BAE514", True)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["recognitions.db"]


def first_version(path: Path) -> None:
    """Bring a file back to the first version of its schema."""
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with sqlite3.connect(path) as conn:
        found = [f'DROP INDEX "{name}"' for (name,) in conn.execute(indexes)]
    conn.close()
    column = "ALTER TABLE recognitions DROP COLUMN seal"
    changed(path, *found, "DROP TABLE mentions", column, "PRAGMA user_version = 1")


def test_a_file_of_the_first_version_is_brought_up_to_date(path: Path) -> None:
    first_version(path)
    changed(path, "UPDATE recognitions SET content = 'x' WHERE content LIKE '%name7%'")
    with RecognitionCache(path, read_only=True) as cache:
        assert known(cache, COUNT) == 0
        assert cache.problem is None
    with RecognitionCache(path) as cache:
        assert known(cache, COUNT) == COUNT - 1
        cache.invalidate("Student")
    assert cache.problem is None
    with RecognitionCache(path) as cache:
        assert known(cache, COUNT) == 0
    with sqlite3.connect(path) as conn:
        plan = conn.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM recognitions WHERE canonical = '' ORDER BY used"
        ).fetchall()
    conn.close()
    assert [row[3] for row in plan] == [
        "SEARCH recognitions USING INDEX idx_recognitions_canonical_used (canonical=?)"
    ]


def test_a_file_that_another_program_holds_is_one_warning(path: Path) -> None:
    changed(path, "PRAGMA journal_mode = DELETE")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with RecognitionCache(path, wait=0.05) as cache:
            assert known(cache, COUNT) == 0
            keep(cache, 1)
            assert is_known(cache, 1)
    finally:
        holder.close()
    assert cache.problem is not None
    assert (cache.problem.code, cache.problem.severity) == ("BAE514", "warning")
    with RecognitionCache(path) as cache:
        assert known(cache, COUNT) == COUNT


def test_a_file_that_another_program_writes_can_be_read(path: Path) -> None:
    with RecognitionCache(path, wait=0.05) as cache:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        keep(cache, COUNT)
        cache.flush()
        assert known(cache, COUNT + 1) == COUNT + 1
        holder.close()
    assert cache.problem is not None
    assert cache.problem.message == (
        "the cache of recognitions cannot be written: database is locked"
    )
    assert not list(path.parent.glob("*.broken"))


def test_looking_makes_and_changes_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "none" / "recognitions.db"
    with RecognitionCache(path, read_only=True) as cache:
        keep(cache, 1)
        assert is_known(cache, 1)
    assert not path.parent.exists()
    path.parent.mkdir()
    for found in (content, b"garbage" * 1000):
        path.write_bytes(found)
        with RecognitionCache(path, read_only=True) as cache:
            assert is_known(cache, 1) == (found == content)
            keep(cache, COUNT)
        assert path.read_bytes() == found


def without_rights() -> list[str]:
    """Return how to start a program that may not write what it is not allowed to."""
    if os.geteuid() != 0:
        return []
    if (found := shutil.which("setpriv")) is None:
        pytest.skip("nobody is denied anything here")
    return [found, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


@pytest.mark.parametrize("has_file", [True, False])
def test_a_folder_that_cannot_be_written_is_one_warning(path: Path, has_file: bool) -> None:
    if not has_file:
        path.unlink()
    script = REPOSITORY / "tests" / "e2e" / "caching.py"
    path.parent.chmod(0o555)
    try:
        done = subprocess.run(
            [*without_rights(), sys.executable, str(script), str(path), "keep", "0", "60"],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        path.parent.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("BAE514 the cache of recognitions cannot be written: ")
    assert [one.name for one in path.parent.iterdir()] == ["recognitions.db"] * has_file


def test_a_full_disk_is_one_warning(path: Path) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, path.stat().st_size))

    running = caching(path, "keep", COUNT, 400, preexec_fn=limit)
    said = running.communicate(timeout=60)[0]
    assert said.count("\n") == 1, said
    assert said.startswith("BAE514 the cache of recognitions cannot be written: ")
    with RecognitionCache(path) as cache:
        assert known(cache, COUNT) == COUNT
        assert cache.problem is None


@pytest.mark.parametrize("spoil", [Path.mkdir, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_one_warning(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = tmp_path / "recognitions.db"
    spoil(path)
    with RecognitionCache(path) as cache:
        keep(cache, 1)
        assert is_known(cache, 1)
    assert cache.problem is not None
    assert cache.problem.severity == "warning"


def test_texts_of_all_kinds_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "recognitions.db"
    texts = ["Crie Student \udcff", "create student \0 x", "create student\n" * 10_000, "çreate ☃"]
    for is_first in (True, False):
        with RecognitionCache(path) as cache:
            for number, text in enumerate(texts):
                if is_first:
                    cache.keep(text, text, CONTEXT, recognition(number))
                words = {"create", "student"}
                found = cache.find(text, "", CONTEXT, words)
                assert found is not None
                assert found.recognition == recognition(number)
        assert cache.problem is None
