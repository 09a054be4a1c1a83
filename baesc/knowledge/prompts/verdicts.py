"""The question about a file that rules could not decide."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from baesc.ground.secrets import without_keys
from baesc.language.faults import shown
from baesc.records.question import Message

PREFIX = """\
You judge one generated file of a business application, by the rules below alone. A checker could \
not decide them; all other rules hold. Answer with one line and nothing else: `approve`, or \
`reject LINE: reason` with the number of the first line that is wrong."""
# Lines around one that a rule was unsure about.
_AROUND = 12
_LONGEST_REASON = 300
_ANSWER = re.compile(r"(?P<approve>approve)|reject (?P<line>[0-9]{1,6}): (?P<reason>\S[^\n]*)")


class Said(NamedTuple):
    """What a judge said: nothing wrong, or a line and why; `fault` if it is not an answer."""

    line: int = 0
    reason: str = ""
    fault: str = ""


def asked(
    path: str, text: str, rules: Iterable[str], lines: Sequence[int], spec: str
) -> tuple[Message, ...]:
    """Return the conversation about a file; without lines all of it is shown."""
    parts = [f"File: {path}", "Rules:", *(f"- {one}" for one in rules)]
    if spec:
        parts += ["Spec, as JSON:", spec]
    parts += ["Lines:", *_shown(text, lines)]
    return (Message("system", PREFIX), Message("user", "\n".join(parts)))


def asked_again(fault: str) -> Message:
    """Return the turn that asks for an answer in the right form."""
    return Message("user", f"{fault}. Answer `approve`, or `reject LINE: reason`.")


def _shown(text: str, lines: Sequence[int]) -> list[str]:
    """Return numbered lines: those around the ones in question, or all."""
    whole = text.split("\n")
    wanted = {
        number
        for line in lines
        for number in range(max(1, line - _AROUND), min(len(whole), line + _AROUND) + 1)
    } or set(range(1, len(whole) + 1))
    shown: list[str] = []
    last = 0
    for number in sorted(wanted):
        if number > last + 1:
            shown.append("...")
        shown.append(f"{number}: {whole[number - 1]}")
        last = number
    return shown


def read(answer: str, text: str) -> Said:
    """Return what an answer says, strictly."""
    match = _ANSWER.fullmatch(answer.strip().strip("`").strip())
    if match is None:
        return Said(fault="That is not one line of the form that was asked for")
    if match["approve"]:
        return Said()
    line, reason = int(match["line"]), match["reason"].strip()
    if not 1 <= line <= text.count("\n") + 1 or not reason.isprintable():
        return Said(fault=f"The file has no line {line}, or the reason is not readable")
    return Said(line, shown(without_keys(reason), _LONGEST_REASON))
