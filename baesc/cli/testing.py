"""What a run of the application's own tests came to."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from baesc.build.metrics import Record
from baesc.cli.log import moment
from baesc.cli.recording import keep
from baesc.cli.request import request_id

RESULTS = "tests.xml"
# What pytest says of the whole run, in the first element that counts.
_SUITE = re.compile(r"<testsuite [^>]*>")
_COUNT = re.compile(r'\b(tests|errors|failures|skipped|time)="([0-9.]+)"')


def forget_results(state: Path) -> list[str]:
    """Remove the results of the last run; return the arguments that make pytest keep new ones.

    There are none where nothing can be kept: pytest would fail in the end.
    """
    if not os.access(state if state.is_dir() else state.parent, os.W_OK):
        return []
    (state / RESULTS).unlink(missing_ok=True)
    return [f"--junit-xml={state / RESULTS}"]


def record_tests(state: Path) -> None:
    """Keep what the tests came to, if any ran; a disk that refuses it stops nothing."""
    with suppress(OSError):
        found = record_of_tests((state / RESULTS).read_text("utf-8", "replace"))
        if found is not None:
            keep(state, found)


def record_of_tests(results: str) -> Record | None:
    """Return what is kept of a run of tests, None if none ran."""
    suite = _SUITE.search(results)
    counts = {name: float(value) for name, value in _COUNT.findall(suite[0] if suite else "")}
    failed = int(counts.get("errors", 0) + counts.get("failures", 0))
    passed = int(counts.get("tests", 0) - failed - counts.get("skipped", 0))
    if passed + failed <= 0:
        return None
    return Record(
        kind="test",
        at=moment(time.time()),
        ok=not failed,
        request_id=request_id(),
        passed=max(passed, 0),
        failed=failed,
        seconds=counts.get("time", 0.0),
    )
