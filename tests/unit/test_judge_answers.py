"""What is taken from the answer of a judge: one line of one form, which goes into the lockfile."""

import pytest

from baesc.knowledge.prompts.verdicts import read
from tests.model_server import KEY

TEXT = "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("answer", "line", "reason"),
    [
        ("approve", 0, ""),
        (" `approve`\n", 0, ""),
        ("reject 2: it is two", 2, "it is two"),
        (f"reject 2: the key is {KEY}, as sent", 2, "the key is [key], as sent"),
        ("reject 2: see Authorization: Bearer abc", 2, "see Authorization: Bearer [key]"),
        ("reject 2: " + "x" * 5000, 2, "x" * 300 + "..."),
    ],
)
def test_a_reason_is_short_and_without_secrets(answer: str, line: int, reason: str) -> None:
    said = read(answer, TEXT)
    assert (said.line, said.reason, said.fault) == (line, reason, "")
    # It is read again from the lockfile, and says the same then.
    if line:
        assert read(f"reject {line}: {reason}", TEXT) == said


@pytest.mark.parametrize(
    "answer",
    [
        "", "Approve", "approve all", "reject", "reject 2", "reject 2:", "reject 9: no such line",
        "reject 0: nothing", "reject 2: one\nand more", "approve\nreject 2: no",
        "reject 2: \x1b[2J", "reject 2: a\u202eb", "reject 2: a\u2028b",
    ],
)  # fmt: skip
def test_anything_else_is_no_answer(answer: str) -> None:
    assert read(answer, TEXT).fault
