"""What a build says of what it asked: summary, JSON, and events of the log."""

import json

import pytest

from baesc.build.clock import Laps
from baesc.cli.building import Built
from baesc.cli.console import Console
from baesc.cli.events import events_of
from baesc.cli.figures import figures_of
from baesc.cli.reporting import as_json, tell
from baesc.records.accounts import Accounts
from baesc.records.question import Usage


def built() -> Built:
    accounts = Accounts()
    accounts.asked(["A.rules.x", "A.rules.y"], "rule", Usage(300, 40, 256, 1, 1), 1.5,
                   accepted=["A.rules.x"])  # fmt: skip
    accounts.asked(["A.rules.y"], "rule", Usage(), 0.0, accepted=["A.rules.y"])
    accounts.asked(["A.endpoints.z"], "hole", Usage(90, 0, 0, 1), 0.5, fault="BAE331",
                   path="app/logic/a.py")  # fmt: skip
    accounts.pinned("B.rules.x", "rule")
    accounts.patched("app/logic/b.py", "hole", 1900)
    return Built((), accounts=accounts.rows())


def test_the_summary_says_what_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    tell(built(), figures_of(built(), Laps()), "out", Console())
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("tokens: 430")
    assert lines[2] == (
        "  asked 3 questions, 1 of them in vain, in 2 calls and 1 retry: "
        "390 tokens in (256 cached), 40 out, 2.00 s"
    )
    assert lines[3] == ("  1 answer from baes.lock; 1 kept reply; 1 patch saved 1,900 tokens")


def test_json_has_every_question() -> None:
    found = json.loads(as_json(built(), figures_of(built(), Laps())))
    assert [one["name"] for one in found["questions"]] == [
        "A.rules.x", "A.rules.y", "A.endpoints.z",
    ]  # fmt: skip
    assert [one["accepted"] for one in found["questions"]] == [True, True, False]
    assert found["questions"][0]["usage"]["tokens_in"] == 150
    assert found["figures"]["asked"]["saved"] == 1900
    assert found["figures"]["tokens"] == 430


def test_the_log_names_questions_and_no_texts() -> None:
    events = list(events_of(built(), figures_of(built(), Laps())))
    assert [(one.name, one.level) for one in events] == [
        ("llm_asked", "info"),
        ("reply_hit", "info"),
        ("llm_failed", "error"),
        ("lock_hit", "info"),
        ("artifact_patched", "info"),
        ("build_finished", "info"),
    ]
    assert events[0].values["accepted"] == ["A.rules.x"]
    assert events[2].values["code"] == "BAE331"
