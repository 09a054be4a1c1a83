"""Measure migrations of a large table, each beside the SQL that somebody would write by hand."""

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests.cli import build, environment  # noqa: E402

ROWS = 1_000_000
SPEC = """\
entity: Reading
fields:
  sensor: string(20) index
  value: {type: integer, min: 0}
  taken_on: date
  note: text?
"""
# A table made anew by hand keeps its rows, its counter of ids, its index and its checks.
BY_HAND_ANEW = """
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE fresh (
    id INTEGER NOT NULL CONSTRAINT pk_readings PRIMARY KEY AUTOINCREMENT,
    sensor VARCHAR(20) NOT NULL, value {type} NOT NULL, taken_on DATE NOT NULL, note TEXT,
    created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
    CONSTRAINT ck_readings_value_range CHECK (value >= 0)
);
INSERT INTO fresh (id, sensor, value, taken_on, note, created_at, updated_at)
    SELECT id, sensor, {value}, taken_on, note, created_at, updated_at FROM readings;
DROP TABLE readings;
ALTER TABLE fresh RENAME TO readings;
CREATE INDEX ix_readings_sensor ON readings (sensor);
COMMIT;
"""
RUN = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the spec, and the SQL that does the same."""

    name: str
    before: str
    after: str
    by_hand: str


CHANGES = (
    Change(
        "a column, optional", "  note: text?\n", "  note: text?\n  unit: string(10)?\n",
        "ALTER TABLE readings ADD COLUMN unit VARCHAR(10);",
    ),
    Change(
        "a column, required, with a default", "  note: text?\n",
        "  note: text?\n  unit: {type: string(10), default: mm}\n",
        "ALTER TABLE readings ADD COLUMN unit VARCHAR(10) NOT NULL DEFAULT 'mm';",
    ),
    Change(
        "a column renamed", "  note: text?\n", "  remark: {type: text?, was: note}\n",
        "ALTER TABLE readings RENAME COLUMN note TO remark;",
    ),
    Change(
        "a column of another type", "{type: integer, min: 0}", "{type: 'decimal(12,2)', min: 0}",
        BY_HAND_ANEW.format(type="NUMERIC(12, 2)", value="value"),
    ),
)  # fmt: skip


def section(rows: int = ROWS, rounds: int = 3) -> str:
    """Return the table of all changes, as Markdown."""
    lines = [
        f"## Migrations of {rows:,} rows on SQLite",
        "",
        "`python migrate.py up` beside SQL by hand in Python's `sqlite3`, both as whole processes.",
        "",
        "| change | migrate | peak memory | by hand | peak memory | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory(prefix="baesc-bench-") as folder:
        root = Path(folder) / "project"
        _prepare(root, rows)
        for one in CHANGES:
            lines.append(_measured(root, one, rounds))
            print(f"measured {one.name}", file=sys.stderr)
    return "\n".join(lines)


def _prepare(root: Path, rows: int) -> None:
    (root / "specs").mkdir(parents=True)
    (root / "baes.yaml").write_text("project: readings\nspecs: [specs/*.yaml]\n")
    (root / "specs" / "reading.yaml").write_text(SPEC)
    build(root)
    app = root / "managed_system"
    _run([sys.executable, "migrate.py", "up"], app)
    moment = "2026-01-01 00:00:00.000000"
    made = (
        (f"s{number % 997}", number, f"2026-01-{number % 28 + 1:02}", f"n{number}", moment, moment)
        for number in range(rows)
    )
    with closing(sqlite3.connect(app / "readings.db")) as opened:
        opened.executemany(
            "INSERT INTO readings (sensor, value, taken_on, note, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            made,
        )
        opened.commit()


def _measured(root: Path, change: Change, rounds: int) -> str:
    spec = root / "specs" / "reading.yaml"
    spec.write_text(SPEC.replace(change.before, change.after))
    build(root)
    app = root / "managed_system"
    file = app / "readings.db"
    kept = root / "kept.db"
    shutil.copy(file, kept)
    figures: list[list[tuple[float, int]]] = [[], []]
    commands = (
        [sys.executable, "migrate.py", "up"],
        [sys.executable, "-c", RUN, str(file), change.by_hand],
    )
    for _ in range(rounds):
        for found, command in zip(figures, commands, strict=True):
            found.append(_run(command, app))
            for left in app.glob("readings.db*"):
                left.unlink()
            shutil.copy(kept, file)
    spec.write_text(SPEC)
    build(root)
    (ours, ours_peak), (theirs, theirs_peak) = (
        (statistics.median(one for one, _ in found), max(peak for _, peak in found))
        for found in figures
    )
    return (
        f"| {change.name} | {ours:.2f} s | {ours_peak} MiB | {theirs:.2f} s | {theirs_peak} MiB "
        f"| {ours / theirs:.1f} |"
    )


def _run(command: list[str], cwd: Path) -> tuple[float, int]:
    """Return seconds and peak memory in MiB."""
    start = perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return perf_counter() - start, usage.ru_maxrss // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    print(section(given.rows))
