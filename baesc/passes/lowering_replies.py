"""What a model has said about numbered sentences: one expression a number, read kindly."""

import re

from baesc.language.expressions.faults import not_an_expression
from baesc.language.ir import NOWHERE
from baesc.messages.diagnostic import Diagnostic

_LINE = re.compile(
    r"^\s*(?:[-*]\s+)?(?:\*\*|`)?(\d{1,3})(?:\*\*)?(?:\s+(?:rule|value)\b[^:]*)?\s*[:.)]\s*"
    r"(?:\*\*)?\s*(.*?)\s*$"
)


def answers_in(reply: str, numbers: tuple[int, ...]) -> dict[int, tuple[str, Diagnostic | None]]:
    """Return the expression that a reply has for each number, or what is wrong with it."""
    lines = [one for one in reply.splitlines() if one.strip() and not one.strip().startswith("```")]
    found: dict[int, list[str]] = {}
    for line in lines:
        match = _LINE.match(line)
        if match:
            found.setdefault(int(match[1]), []).append(_bare(match[2]))
    if not found and len(numbers) == 1 and len(lines) == 1:
        found[numbers[0]] = [_bare(lines[0])]
    made: dict[int, tuple[str, Diagnostic | None]] = {}
    for number in numbers:
        given = list(dict.fromkeys(found.get(number, ())))
        problem = None
        if not given or not given[0]:
            problem = "there is no answer to this number"
        elif len(given) > 1:
            problem = "there are several answers to this number"
        fault = None if problem is None else not_an_expression(NOWHERE, problem, _FORM)
        made[number] = (given[0] if given else "", fault)
    return made


_FORM = "answer one line: the number, a colon, one expression"


def _bare(text: str) -> str:
    """Return an expression without the quotes that Markdown puts around code."""
    stripped = text.strip()
    while len(stripped) > 1 and stripped[0] == stripped[-1] == "`":
        stripped = stripped[1:-1].strip()
    return stripped
