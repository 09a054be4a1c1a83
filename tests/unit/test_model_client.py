"""Every fault of a model's server, through the real SDK: tries, waits, and what is told."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baesc.effects.model.access import access_of
from baesc.effects.model.client import OpenAICompleter, model_of
from baesc.effects.model.limits import Stop
from baesc.effects.model.replies import Replies, Said
from baesc.ground.source import Source
from baesc.language.config import ModelSettings, load_config
from baesc.messages.codes import CODES
from baesc.records.question import Message, NoReply, Reply, Usage
from tests import model_server as server
from tests.model_server import KEY, ModelServer, Script, Step

NAME = "Student.rules.at_least_16"
QUESTION = (Message("system", "Answer in one line."), Message("user", "at least 16"))
# Long enough for all waits, which a false clock makes short.
PATIENT = ModelSettings(timeout_seconds=600)


class FalseClock:
    """Passes time in no time, and remembers how much."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> float:
        return sum(self.waits)

    def date(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def pause(self, seconds: float, stop: Stop) -> None:
        stop.check()
        self.waits.append(seconds)


@dataclass
class Asker:
    """A client, its clock and the server that it asks."""

    completer: OpenAICompleter
    clock: FalseClock
    served: ModelServer
    state: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def ask(self, text: str = "at least 16", name: str = NAME) -> Reply | NoReply:
        return self.completer.complete([name], (*QUESTION[:1], Message("user", text)))


@contextmanager
def asking(
    script: Script, state: Path, settings: ModelSettings = PATIENT, **environ: str
) -> Iterator[Asker]:
    with ModelServer(script) as served:
        clock = FalseClock()
        around = {**served.environ, **environ}
        completer = OpenAICompleter(
            access_of(settings, around), settings, Replies(state), clock=clock, chance=lambda: 0.0
        )
        yield Asker(completer, clock, served, state, around)


def test_an_answer_is_the_text_with_what_it_cost(tmp_path: Path) -> None:
    with asking([server.say("age >= 16", tokens_in=90, tokens_out=7, cached=64)], tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, Reply)
    assert reply.text == "age >= 16"
    assert reply.usage == Usage(tokens_in=90, tokens_out=7, cached=64, calls=1)
    (asked,) = one.served.requests
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.messages == [{"role": one.role, "content": one.content} for one in QUESTION]
    assert asked.body == {
        "model": "scripted",
        "messages": asked.messages,
        "max_completion_tokens": 4096,
        "temperature": 0.0,
    }


GOOD = server.say("age >= 16", tokens_in=50, tokens_out=5)
MENDS: dict[str, tuple[list[Step], list[float]]] = {
    "reset": ([server.reset()], [1]),
    "two resets": ([server.reset(), server.reset()], [1, 2]),
    "truncated": ([server.truncated()], [1]),
    "broken JSON": ([server.garbage()], [1]),
    "no JSON": ([server.garbage(b"age >= 16")], [1]),
    "null": ([server.garbage(b"null")], [1]),
    "a list": ([server.garbage(b"[]")], [1]),
    "deep JSON": ([server.garbage(b"[" * 100_000)], [1]),
    "not UTF-8": ([server.garbage(b'{"choices": "\xff"}')], [1]),
    "empty body": ([server.garbage(b"")], [1]),
    "HTML": ([server.html()], [1]),
    "no choices": ([server.no_choices()], [1]),
    "null choices": ([server.no_choices(None)], [1]),
    "choices of text": ([server.changed(choices="age >= 16")], [1]),
    "null choice": ([server.no_choices([None])], [1]),
    "choice without message": ([server.no_choices([{}])], [1]),
    "null content": ([server.null_content()], [1]),
    "content of a number": ([server.no_choices([{"message": {"content": 16}}])], [1]),
    "500": ([server.fail(500)], [1]),
    "502 of a proxy": ([server.html(502)], [1]),
    "503 and when to come back": ([server.fail(503, retry_after="7")], [7]),
    "503 that asks for less": ([server.fail(503, retry_after="0")], [1]),
    "529": ([server.fail(529, kind="overloaded_error")], [1]),
    "408": ([server.fail(408)], [1]),
    "error with 200": ([server.garbage(b'{"error": {"message": "busy"}}')], [1]),
    "rate limit with 200": ([server.garbage(b'{"error": {"code": 429}}')] * 2, [1, 16]),
    "429": ([server.rate_limit()], [1]),
    "429 repeated": ([server.rate_limit()] * 3, [1, 16, 32]),
    "429 in seconds": ([server.rate_limit(retry_after="2")], [2]),
    "429 in parts of a second": ([server.rate_limit(retry_after_ms="250")], [0.25]),
    "429 with a date": ([server.rate_limit(retry_after="Thu, 01 Jan 2026 00:00:09 GMT")], [9]),
    "429 with a date that is over": (
        [server.rate_limit(retry_after="Wed, 31 Dec 2025 23:59:00 GMT")],
        [0],
    ),
    "429 with nonsense": ([server.rate_limit(retry_after="soon")], [1]),
    "429 with less than nothing": ([server.rate_limit(retry_after="-5")], [1]),
    "429 with nan": ([server.rate_limit(retry_after="nan")], [1]),
    "429 at the cap": ([server.rate_limit(retry_after="120")], [120]),
    "a fault and a limit": ([server.fail(500), server.rate_limit(), server.fail(500)], [1, 1, 2]),
}


@pytest.mark.parametrize("fault", MENDS)
def test_what_passes_is_tried_again(fault: str, tmp_path: Path) -> None:
    steps, waits = MENDS[fault]
    with asking([*steps, GOOD], tmp_path) as one:
        reply = one.ask()
        assert isinstance(reply, Reply), reply
        assert reply.text == "age >= 16"
        assert one.clock.waits == waits
        assert reply.usage.retries == len(steps)
        assert len(one.served.requests) == len(steps) + 1
        # The answer is kept, and what went wrong is not.
        assert one.ask() == Reply("age >= 16", Usage())
    assert one.served.surplus == 0


ENDS: dict[str, tuple[list[Step], str, str, list[float]]] = {
    "reset": ([server.reset()] * 3, "BAE332", "in 3 tries: Connection reset by peer", [1, 2]),
    "HTML": ([server.html()] * 3, "BAE340", "in 3 tries: a web page", [1, 2]),
    "broken JSON": ([server.garbage()] * 3, "BAE340", "text that is no JSON", [1, 2]),
    "empty choices": ([server.no_choices()] * 3, "BAE340", "without choices", [1, 2]),
    "flood": ([server.garbage(b" " * 5_000_000)] * 3, "BAE340", "more than 4194304", [1, 2]),
    "500": ([server.fail(500)] * 3, "BAE342", "failed with 500 in 3 tries", [1, 2]),
    "529": ([server.fail(529)] * 3, "BAE342", "failed with 529", [1, 2]),
    "429": ([server.rate_limit()] * 4, "BAE334", "in 4 tries", [1, 16, 32]),
    "429 for an hour": (
        [server.rate_limit(retry_after="3600")],
        "BAE334",
        "it asks to wait 3600 seconds",
        [],
    ),
    "429 for ever": ([server.rate_limit(retry_after="1e300")], "BAE334", "to wait 1e+300", []),
    "quota": ([server.no_quota()], "BAE335", "exceeded your current quota", []),
    "402": ([server.fail(402, "Insufficient balance")], "BAE335", "Insufficient balance", []),
    "401": ([server.wrong_key()], "BAE336", "refuses the key in OPENAI_API_KEY (401)", []),
    "403": ([server.forbidden()], "BAE336", "(403)", []),
    "404": ([server.no_such_model()], "BAE337", "there is no model `scripted` at http", []),
    "404 as a page": ([server.html(404)], "BAE337", "(404)", []),
    "redirect": (
        [server.redirect("http://127.0.0.1:1/v1")],
        "BAE337",
        "only points to http://127.0.0.1:1/v1",
        [],
    ),
    "refusal": ([server.refuse("No, sorry.")], "BAE338", 'it said "No, sorry."', []),
    "content filter": ([server.filtered()], "BAE338", "would not answer", []),
    "filter with 400": (
        [server.fail(400, "flagged", code="content_filter")],
        "BAE338",
        'it said "flagged"',
        [],
    ),
    "cut off": ([server.cut_off()], "BAE339", "not over after 4096 tokens", []),
    "cut off with nothing": ([server.cut_off("")], "BAE339", "not over after 4096 tokens", []),
    "too long": ([server.too_long()], "BAE343", "too long for the model", []),
    "400": ([server.fail(400, "no `stop` here")], "BAE343", "no `stop` here", []),
    "422": ([Step(422, b'{"detail": [{"msg": "extra"}]}')], "BAE343", "extra", []),
}


@pytest.mark.parametrize("fault", ENDS)
def test_what_does_not_pass_ends_with_one_diagnostic(fault: str, tmp_path: Path) -> None:
    steps, code, words, waits = ENDS[fault]
    with asking(steps, tmp_path) as one:
        reply = one.ask()
        assert isinstance(reply, NoReply), reply
        assert (reply.fault.code, reply.fault.severity) == (code, "error")
        assert words in reply.fault.message
        assert reply.fault.message.startswith(f"no answer about `{NAME}`: ")
        assert reply.fault.help
        assert one.clock.waits == waits
        assert len(one.served.requests) == len(steps)
    assert one.served.surplus == 0


def test_time_is_one_for_a_whole_question_whatever_is_sent_now_and_then(tmp_path: Path) -> None:
    hurried = replace(PATIENT, timeout_seconds=1)
    for step in (server.hang(), server.drip(), server.drip(headers=True)):
        with asking([step], tmp_path, hurried) as one:
            started = time.monotonic()
            reply = one.ask()
            assert 0.9 < time.monotonic() - started < 4
            assert isinstance(reply, NoReply)
            assert reply.fault.code == "BAE333"
            assert len(one.served.requests) == 1


def test_nobody_waits_for_longer_than_the_question_has(tmp_path: Path) -> None:
    minute = replace(PATIENT, timeout_seconds=60)
    steps = [server.rate_limit(retry_after="50"), server.rate_limit(retry_after="10")]
    with asking(steps, tmp_path, minute) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert reply.fault.code == "BAE334"
    assert one.clock.waits == [50]


def test_those_who_failed_together_do_not_come_back_together(tmp_path: Path) -> None:
    chances = iter([0.0, 1.0, 0.5])
    steps = [server.fail(500), server.fail(500), server.rate_limit(retry_after="8"), GOOD]
    with asking(steps, tmp_path) as one:
        one.completer._chance = lambda: next(chances)
        assert isinstance(one.ask(), Reply)
    # Up to a quarter earlier, but never before the server allows it.
    assert one.clock.waits == [1, 1.5, 9]


def test_options_that_a_server_does_not_know_are_said_otherwise_once_for_all(
    tmp_path: Path,
) -> None:
    steps = [
        server.unsupported("max_completion_tokens"),
        server.unsupported("temperature", is_value=True),
        GOOD,
        GOOD,
    ]
    with asking(steps, tmp_path) as one:
        reply = one.ask()
        assert isinstance(reply, Reply)
        assert reply.usage == Usage(50, 5, calls=1)
        one.ask("another question")
    options = [
        {name for name in asked.body if name not in {"model", "messages"}}
        for asked in one.served.requests
    ]
    first, second, last = (
        {"max_completion_tokens", "temperature"}, {"max_tokens", "temperature"}, {"max_tokens"},
    )  # fmt: skip
    assert options == [first, second, last, last]
    assert one.clock.waits == []


def test_an_option_that_is_refused_in_every_form_ends(tmp_path: Path) -> None:
    steps = [server.unsupported("max_completion_tokens"), server.unsupported("max_tokens")]
    with asking(steps, tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert reply.fault.code == "BAE343"
    assert one.served.surplus == 0


def test_usage_that_is_not_told_is_counted_here(tmp_path: Path) -> None:
    with asking([server.without_usage("age >= 16")], tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, Reply)
    assert reply.usage.calls == 1
    assert 10 < reply.usage.tokens_in < 30
    assert 0 < reply.usage.tokens_out < 10


@pytest.mark.parametrize("usage", [{"prompt_tokens": -1}, {"prompt_tokens": "9"}, [], "many", True])
def test_usage_that_makes_no_sense_is_counted_here(usage: object, tmp_path: Path) -> None:
    with asking([server.changed(usage=usage)], tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, Reply)
    assert reply.usage.tokens_in > 10


def test_text_in_parts_is_one_text(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": "age "}, {"type": "image"}, {"type": "text", "text": ">= 16"}]
    step = server.no_choices([{"message": {"content": parts}, "finish_reason": "stop"}])
    with asking([step], tmp_path) as one:
        assert one.ask().text == "age >= 16"  # type: ignore[union-attr]


def test_half_a_character_is_no_reason_to_fail(tmp_path: Path) -> None:
    body = json.dumps(server.completion("age \ud800", 1, 1)).encode()
    with asking([server.garbage(body)], tmp_path) as one:
        assert one.ask().text == "age \ufffd"  # type: ignore[union-attr]
        assert one.ask().text == "age \ufffd"  # type: ignore[union-attr]


# What has been said is there again.


def test_what_was_answered_is_never_paid_for_again(tmp_path: Path) -> None:
    steps = [server.say("a"), server.say("b"), server.fail(401)]
    with asking(steps, tmp_path) as one:
        assert [one.ask(text).text for text in "12"] == ["a", "b"]  # type: ignore[union-attr]
        failed = one.ask("3")
        assert isinstance(failed, NoReply)
        assert failed.is_final
        assert [one.ask(text).usage for text in "12"] == [Usage(), Usage()]
    with asking([server.say("c")], tmp_path) as later:
        replies = [later.ask(text) for text in "123"]
        assert [one.text for one in replies] == ["a", "b", "c"]  # type: ignore[union-attr]
        assert later.served.questions == ["3"]


@pytest.mark.parametrize("step", [server.refuse(), server.filtered("half"), server.cut_off()])
def test_being_told_nothing_is_not_paid_for_again(step: Step, tmp_path: Path) -> None:
    with asking([step], tmp_path) as one:
        first, second = one.ask(), one.ask()
    assert isinstance(first, NoReply)
    assert isinstance(second, NoReply)
    assert first.fault == second.fault
    assert not first.is_final
    assert (first.usage.calls, second.usage) == (1, Usage())
    assert "NAME" not in first.fault.help


def test_an_answer_that_was_cut_off_is_asked_for_again_where_it_may_be_longer(
    tmp_path: Path,
) -> None:
    with asking([server.cut_off()], tmp_path) as one:
        assert isinstance(one.ask(), NoReply)
    longer = replace(PATIENT, max_tokens_per_request=5000)
    with asking([GOOD], tmp_path, longer) as one:
        assert isinstance(one.ask(), Reply)


def test_another_model_or_temperature_is_another_question(tmp_path: Path) -> None:
    warmer = replace(PATIENT, temperature=0.5)
    for settings, environ in ((PATIENT, {}), (warmer, {}), (PATIENT, {"OPENAI_MODEL": "other"})):
        with asking([GOOD], tmp_path, settings, **environ) as one:
            one.ask()
            assert len(one.served.requests) == 1


def test_replies_are_forgotten_by_the_names_of_their_questions(tmp_path: Path) -> None:
    with asking([GOOD, GOOD, GOOD], tmp_path) as one:
        one.ask("1", "A.rules.x")
        one.ask("2", "B.rules.y")
        assert Replies(tmp_path).names() == {"A.rules.x", "B.rules.y"}
        assert Replies(tmp_path).forget(["A.rules.x", "C.rules.z"]) == 1
        assert one.ask("1", "A.rules.x").usage.calls == 1
        assert one.ask("2", "B.rules.y").usage.calls == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"version": 1, "said": {}}', b"\xff" * 9])
def test_a_reply_that_cannot_be_read_is_asked_for_again(damage: bytes, tmp_path: Path) -> None:
    with asking([GOOD, GOOD], tmp_path) as one:
        one.ask()
        (path,) = (tmp_path / "replies").iterdir()
        path.write_bytes(damage)
        assert one.ask().usage.calls == 1
        assert one.ask().usage.calls == 0


def test_old_replies_do_not_pile_up(tmp_path: Path) -> None:
    folder = tmp_path / "replies"
    said = Said("age >= 16")
    Replies(tmp_path).keep("old", ["a"], "m", said)
    Replies(tmp_path).keep("recent", ["a"], "m", said)
    now, day = time.time(), 86_400
    os.utime(folder / "old.json", (now - 91 * day, now - 91 * day))
    os.utime(folder / "recent.json", (now - 89 * day, now - 89 * day))
    Replies(tmp_path).keep("new", ["b"], "m", said)
    assert sorted(path.stem for path in folder.iterdir()) == ["new", "recent"]
    # And not beyond a size: the newest stay.
    size = (folder / "new.json").stat().st_size
    replies = Replies(tmp_path, most_bytes=2 * size)
    replies.keep("newer", ["c"], "m", said)
    assert sorted(path.stem for path in folder.iterdir()) == ["new", "newer"]
    assert replies.get("newer") == said


def test_a_reply_of_another_form_is_asked_for_again(tmp_path: Path) -> None:
    with asking([GOOD, GOOD], tmp_path) as one:
        one.ask()
        (path,) = (tmp_path / "replies").iterdir()
        path.write_text(path.read_text().replace('"version": 1', '"version": 2'))
        assert one.ask().usage.calls == 1


# When nothing more is asked.


@pytest.mark.parametrize(
    "steps",
    [
        [server.no_quota()],
        [server.wrong_key()],
        [server.no_such_model()],
        [server.rate_limit()] * 4,
    ],
)
def test_after_a_final_fault_nobody_is_asked_any_more(steps: list[Step], tmp_path: Path) -> None:
    with asking(steps, tmp_path) as one:
        first, second = one.ask("1"), one.ask("2", "Student.rules.other")
    assert isinstance(first, NoReply)
    assert isinstance(second, NoReply)
    assert first.is_final
    assert second.is_final
    assert first.fault.code == second.fault.code
    assert "`Student.rules.other`" in second.fault.message
    assert one.served.surplus == 0


def test_a_server_that_answers_nobody_is_given_up(tmp_path: Path) -> None:
    with asking([server.fail(400)] * 3, tmp_path) as one:
        replies = [one.ask(text) for text in "1234"]
    assert [reply.is_final for reply in replies] == [False, False, True, True]  # type: ignore[union-attr]
    assert one.served.surplus == 0


def test_a_server_that_answers_somebody_is_not_given_up(tmp_path: Path) -> None:
    steps = [server.fail(400), server.fail(400), GOOD, *[server.fail(400)] * 4, GOOD]
    with asking(steps, tmp_path) as one:
        replies = [one.ask(text) for text in "12345678"]
    assert [isinstance(reply, Reply) for reply in replies] == [step == GOOD for step in steps]


def test_one_question_that_fails_does_not_end_the_others(tmp_path: Path) -> None:
    with asking([server.say("a"), *[server.fail(500)] * 3, server.say("c")], tmp_path) as one:
        replies = [one.ask(text) for text in "123"]
    assert [type(reply).__name__ for reply in replies] == ["Reply", "NoReply", "Reply"]


def test_a_budget_ends_a_build_with_all_that_was_paid_for(tmp_path: Path) -> None:
    # 250 are set aside for each question, and 100 spent.
    tight = replace(PATIENT, max_tokens_per_request=230, max_tokens_per_build=400)
    steps = [server.say(text, tokens_in=60, tokens_out=40) for text in "abcdef"]
    with asking(steps, tmp_path, tight) as one:
        replies = [one.ask(text) for text in "123"]
        assert [type(reply).__name__ for reply in replies] == ["Reply", "Reply", "NoReply"]
        last = replies[-1]
        assert isinstance(last, NoReply)
        assert last.is_final
        assert last.fault.code == "BAE341"
        assert "200 of 400 tokens of this build are spent" in last.fault.message
        assert len(one.served.requests) == 2
    with asking(steps[2:], tmp_path, tight) as later:
        assert [later.ask(text).usage.calls for text in "123"] == [0, 0, 1]


def test_what_was_cut_short_counts_towards_the_budget(tmp_path: Path) -> None:
    tight = replace(PATIENT, max_tokens_per_request=100, max_tokens_per_build=140)
    with asking([server.truncated()] * 3, tmp_path, tight) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert reply.fault.code in {"BAE332", "BAE341"}


def test_without_a_budget_nothing_is_asked(tmp_path: Path) -> None:
    with asking([], tmp_path, replace(PATIENT, max_tokens_per_build=0)) as one:
        assert one.ask().fault.code == "BAE341"  # type: ignore[union-attr]
    assert one.served.surplus == 0


def test_no_more_are_asked_at_once_than_allowed(tmp_path: Path) -> None:
    guard, three = threading.Lock(), threading.Barrier(3)
    now, most = 0, 0

    def answer(messages: list[dict[str, str]]) -> str:
        nonlocal now, most
        with guard:
            now += 1
            most = max(most, now)
        three.wait(20)
        with guard:
            now -= 1
        return messages[-1]["content"]

    with asking(answer, tmp_path, replace(PATIENT, max_parallel=3)) as one:
        said = side_by_side([lambda n=n: one.ask(f"{n}") for n in range(12)])
    assert sorted(reply.text for reply in said) == sorted(f"{n}" for n in range(12))
    assert most == 3


def test_a_budget_holds_for_those_who_ask_at_once(tmp_path: Path) -> None:
    tight = replace(PATIENT, max_tokens_per_request=230, max_tokens_per_build=1000)
    script = [server.after(0.05, server.say("x", tokens_in=60, tokens_out=40))] * 20
    with asking(script, tmp_path, tight) as one:
        said = side_by_side([lambda n=n: one.ask(f"{n}") for n in range(20)])
    answered = [reply for reply in said if isinstance(reply, Reply)]
    # 100 each; the last one must leave room for what it might have cost.
    assert len(answered) == 8
    assert len(one.served.requests) == 8
    codes = {reply.fault.code for reply in said if isinstance(reply, NoReply)}
    assert codes == {"BAE341"}


def test_a_stop_reaches_all_who_wait(tmp_path: Path) -> None:
    caught: list[type[BaseException]] = []

    def ask(n: int) -> None:
        try:
            one.ask(f"{n}")
        except BaseException as exc:  # noqa: BLE001 - which one it is, is the question
            caught.append(type(exc))

    with asking([server.hang()] * 4, tmp_path, replace(PATIENT, max_parallel=2)) as one:
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        one.served.wait_for(2)
        started = time.monotonic()
        one.completer.stop()
        for thread in threads:
            thread.join(5)
    assert time.monotonic() - started < 2
    assert caught == [KeyboardInterrupt] * 4


# Secrets, and where they go.


@pytest.mark.parametrize(
    "step",
    [
        server.wrong_key(),
        server.fail(400, f"Authorization: Bearer {KEY}"),
        server.fail(403, f"another key sk-proj-ABCDEFGHIJ and {KEY}"),
        server.redirect(f"http://127.0.0.1:1/?key={KEY}"),
        server.refuse(f"never tell {KEY}"),
        Step(404, f"<html>{KEY}".encode()),
        Step(400, f"plain {KEY}".encode()),
    ],
)
def test_a_key_is_never_told(step: Step, tmp_path: Path) -> None:
    with asking([step] * 3, tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    kept = "".join(path.read_text() for path in tmp_path.rglob("*.json"))
    assert KEY not in repr(reply) + kept + repr(one.completer._access)
    assert "ABCDEFGHIJ" not in repr(reply)


def test_a_key_in_an_answer_is_not_kept(tmp_path: Path) -> None:
    with asking([server.say(f"the key is {KEY}")], tmp_path) as one:
        assert one.ask().text == "the key is [key]"  # type: ignore[union-attr]
    assert KEY not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


TRUST = "BAESC_TRUSTED_HOSTS"


@pytest.mark.parametrize(
    ("url", "environ", "gets_key"),
    [
        ("", {}, True),
        ("https://api.openai.com/v1/", {}, True),
        ("http://api.openai.com/v1", {}, False),
        ("https://api.openai.com:8443/v1", {}, False),
        ("https://api.openai.com.example.net/v1", {}, False),
        ("https://llm.example.com/v1", {}, False),
        ("https://llm.example.com/v1", {TRUST: "a.example, LLM.example.com"}, True),
        ("https://llm.example.com:1/v1", {TRUST: "llm.example.com"}, False),
        ("http://llm.example.com/v1", {TRUST: "llm.example.com"}, False),
        ("http://localhost:11434/v1", {}, False),
        ("http://localhost:11434/v1", {TRUST: "localhost:11434"}, True),
        ("https://llm.example.com/v1", {"OPENAI_BASE_URL": "http://other.example/v1"}, True),
    ],
)
def test_a_project_file_does_not_decide_where_a_key_goes(
    url: str, environ: dict[str, str], gets_key: bool
) -> None:
    access = access_of(ModelSettings(base_url=url), {"OPENAI_API_KEY": KEY, **environ})
    assert access.key == (KEY if gets_key else "")
    assert access.is_strange is not gets_key


def test_a_stranger_gets_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {
        "OPENAI_API_KEY": KEY, "OPENAI_ORG_ID": "org-mine", "OPENAI_PROJECT_ID": "project-mine",
        "OPENAI_CUSTOM_HEADERS": f"X-Gateway: {KEY}\nAuthorization: Bearer {KEY}",
        "OPENAI_ADMIN_KEY": KEY, "OPENAI_BASE_URL": "",
    }  # fmt: skip
    for name, value in mine.items():
        monkeypatch.setenv(name, value)
    with ModelServer([GOOD, server.wrong_key()]) as served:
        settings = replace(PATIENT, model="small", base_url=served.url)
        completer = model_of(settings, mine, tmp_path)
        assert isinstance(completer.complete([NAME], QUESTION), Reply)
        reply = completer.complete([NAME], QUESTION[1:])
        told = " ".join(f"{name}: {one}" for name, one in served.requests[0].headers.items())
        host = served.url.split("/")[2]
    assert KEY not in told
    assert "mine" not in told
    assert isinstance(reply, NoReply)
    assert (reply.fault.code, reply.is_final) == ("BAE346", True)
    assert f"`{TRUST}={host}`" in reply.fault.help


def test_only_a_variable_for_keys_may_be_named() -> None:
    for name in ("HOME", "AWS_SECRET_ACCESS_KEY", "PATH_API_KEY_ID", "my_API_KEY"):
        text = f"project: shop\nmodel: {{model: m, api_key_env: {name}}}\n"
        config, (problem,) = load_config(Source("baes.yaml", text), {})
        assert config is None
        assert (problem.code, problem.span and problem.span.line) == ("BAE347", 2)
    text = "project: shop\nmodel: {model: m, api_key_env: MISTRAL_API_KEY}\n"
    assert load_config(Source("baes.yaml", text), {})[1] == ()


def test_headers_of_the_environment_are_as_secret_as_the_key(tmp_path: Path) -> None:
    secret = "gateway-0123456789"
    steps = [server.say(f"it is {secret}"), server.fail(400, f"wrong header {secret}")]
    headers = f"X-Gateway: {secret}\nAuthorization: Token {secret}-too"
    with asking(steps, tmp_path, OPENAI_CUSTOM_HEADERS=headers) as one:
        said, fault = one.ask(), one.ask("another")
    kept = "".join(path.read_text() for path in tmp_path.rglob("*.json"))
    assert secret not in repr(said) + repr(fault) + kept + repr(one.completer._access)


def test_a_word_that_is_used_as_a_key_stays_in_answers(tmp_path: Path) -> None:
    with asking([server.say("a test of test")], tmp_path, OPENAI_API_KEY="test") as one:
        assert one.ask().text == "a test of test"  # type: ignore[union-attr]


def test_control_characters_of_a_server_do_not_reach_the_terminal(tmp_path: Path) -> None:
    with asking([server.fail(400, "a\x1b[2Jb\nc" + "x" * 9999)], tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert reply.fault.message.isprintable()
    assert len(reply.fault.message) < 400


# Settings.


def test_the_environment_decides_before_the_project_file() -> None:
    url, mine = "https://a.example/v1", "MY_API_KEY"
    settings = ModelSettings(model="mine", base_url=url, api_key_env=mine)
    environ = {"OPENAI_MODEL": "other", "OPENAI_BASE_URL": "https://b.example/v1", mine: "k"}
    one, two = access_of(settings, environ), access_of(settings, {"OPENAI_API_KEY": "unused"})
    assert (one.model, one.base_url, one.key) == ("other", "https://b.example/v1", "k")
    assert (two.model, two.base_url, two.key) == ("mine", "https://a.example/v1", "")


BAD_SETTINGS: dict[str, tuple[dict[str, str], str]] = {
    "no key": ({"OPENAI_BASE_URL": "", "OPENAI_API_KEY": ""}, "BAE330"),
    "key with a line break": ({"OPENAI_API_KEY": "sk-abc\ndef"}, "BAE336"),
    "key with letters of its own": ({"OPENAI_API_KEY": "clé-secrète"}, "BAE336"),
    "a model with a line break": ({"OPENAI_MODEL": "small\nlarge"}, "BAE337"),
    "no address": ({"OPENAI_BASE_URL": "localhost:8080/v1"}, "BAE331"),
    "a file": ({"OPENAI_BASE_URL": "file:///etc/passwd"}, "BAE331"),
    "no host": ({"OPENAI_BASE_URL": "https:///v1"}, "BAE331"),
    "no port": ({"OPENAI_BASE_URL": "http://localhost:99999/v1"}, "BAE331"),
    "half an address": ({"OPENAI_BASE_URL": "http://[::1/v1"}, "BAE331"),
    "a password": ({"OPENAI_BASE_URL": "https://me:secret@localhost/v1"}, "BAE331"),
    "a query": ({"OPENAI_BASE_URL": "http://localhost/v1?api-version=1"}, "BAE331"),
    "too far": ({"OPENAI_BASE_URL": "http://localhost/v1/chat/completions"}, "BAE331"),
}


@pytest.mark.parametrize("fault", BAD_SETTINGS)
def test_settings_that_cannot_work_are_told_before_anything_is_sent(
    fault: str, tmp_path: Path
) -> None:
    environ, code = BAD_SETTINGS[fault]
    with asking([], tmp_path, **environ) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert (reply.fault.code, reply.is_final) == (code, True)
    assert "secret" not in repr(reply)
    assert one.served.surplus == 0


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("localhost/v1", 2),
        ("https://me:secret@localhost/v1", None),
        ("https://localhost/v1?a=b", 2),
    ],
)
def test_an_address_in_the_project_file_is_checked_there(url: str, place: int | None) -> None:
    text = f'project: shop\nmodel: {{model: small, base_url: "{url}"}}\n'
    config, (problem,) = load_config(Source("baes.yaml", text), {})
    assert config is None
    assert problem.code == "BAE331"
    # The line with a password in it is not shown.
    assert (problem.span and problem.span.line) == place
    assert "secret" not in repr(problem)


def test_a_server_without_keys_needs_none(tmp_path: Path) -> None:
    with asking([GOOD], tmp_path, OPENAI_API_KEY="") as one:
        assert isinstance(one.ask(), Reply)


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("http://localhost:11434/v1", False),
        ("http://127.0.0.1:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("https://llm.example.com/v1", False),
        ("http://llm.example.com/v1", True),
        ("http://10.0.0.7/v1", True),
    ],
)
def test_a_key_in_the_clear_is_warned_of(url: str, is_told: bool, tmp_path: Path) -> None:
    environ = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": "m"}
    warnings = access_of(ModelSettings(), environ).warnings
    assert [one.code for one in warnings] == (["BAE345"] if is_told else [])


def test_ipv6(tmp_path: Path) -> None:
    with ModelServer([GOOD], host="::1") as served:
        completer = model_of(PATIENT, served.environ, tmp_path)
        assert isinstance(completer.complete([NAME], QUESTION), Reply)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://nowhere.invalid/v1"])
def test_nobody_there(url: str, tmp_path: Path) -> None:
    with asking([], tmp_path, OPENAI_BASE_URL=url) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert (reply.fault.code, reply.is_final) == ("BAE332", True)
    assert one.clock.waits == [1, 2]


def test_a_server_that_speaks_no_tls(tmp_path: Path) -> None:
    with ModelServer([]) as other:
        url = other.url.replace("http://", "https://")
        with asking([], tmp_path, OPENAI_BASE_URL=url) as one:
            reply = one.ask()
    assert isinstance(reply, NoReply)
    assert reply.fault.code == "BAE332"
    assert "SSL" in reply.fault.message


def test_proxies_of_the_environment_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking([GOOD], tmp_path, OPENAI_BASE_URL="http://llm.example.com/v1") as one:
        monkeypatch.setenv("HTTP_PROXY", one.served.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert one.completer.warnings == ()
        assert isinstance(one.ask(), Reply)
        assert [told.code for told in one.completer.warnings] == ["BAE345"]
        assert one.served.requests[0].path == "http://llm.example.com/v1/chat/completions"


def test_a_proxy_that_makes_no_sense_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://nowhere:1")
    with asking([], tmp_path, OPENAI_BASE_URL="http://llm.example.com/v1") as one:
        assert one.ask().fault.code == "BAE332"  # type: ignore[union-attr]


def test_a_library_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    with asking([], tmp_path) as one:
        reply = one.ask()
    assert isinstance(reply, NoReply)
    assert (reply.fault.code, reply.is_final) == ("BAE344", True)


def test_every_code_of_the_client_is_asked_for_here() -> None:
    codes = {code for code in CODES if "BAE330" <= code < "BAE350"}
    here = Path(__file__).read_text()
    assert {code for code in codes if f'"{code}"' not in here} == set()


def side_by_side(works: list[Callable[[], Any]]) -> list[Any]:
    said: list[Any] = []
    threads = [threading.Thread(target=lambda work=work: said.append(work())) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
