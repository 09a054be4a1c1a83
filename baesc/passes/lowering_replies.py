"""What a model has said about numbered sentences: one expression a number, read kindly."""

import re

from baesc.language.expressions.faults import not_an_expression
from baesc.language.ir import NOWHERE
from baesc.messages.diagnostic import Diagnostic

_LINE = re.compile(
    r"^\s*(?:[-*]\s+)?(?:\*\*|`)?(\d{1,3})(?:\*\*)?(?:\s+(?:rule|value)\b[^:]*)?\s*[:.)]\s*"
    r"(?:\*\*)?\s*(.*?)\s*$"
)
# How a line ends, or the next one starts, where an answer goes on: whoever wraps a line does so at
# a sign, a word of the language, or in brackets.
_WORD = r"(?:and|or|not|in|is|if|else|for)"
_OPEN_END = re.compile(rf"(?:^|[-+*/%<>=!,(\[.\\]|\b{_WORD})$")
_GOING_ON = re.compile(rf"[-+*/%<>=!,.()\[\]]|{_WORD}\b")


def answers_in(reply: str, numbers: tuple[int, ...]) -> dict[int, tuple[str, Diagnostic | None]]:
    """Return the expression that a reply has for each number, or what is wrong with it."""
    lines = [one for one in reply.splitlines() if one.strip() and not one.strip().startswith("```")]
    found: dict[int, list[str]] = {}
    last: list[str] = []
    for line in lines:
        match = _LINE.match(line)
        if match:
            last = found.setdefault(int(match[1]), [])
            last.append(_bare(match[2]))
        elif last and _goes_on(last[-1], line):
            # What is cut off could pass for an answer that says less.
            begun = last[-1].removesuffix("\\").rstrip()
            last[-1] = _bare(f"{begun} {line.strip()}")
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


def _goes_on(answer: str, line: str) -> bool:
    """Tell whether a line belongs to the answer that the lines above it have begun."""
    is_open = answer.startswith("`") or any(
        answer.count(start) > answer.count(end) for start, end in ("()", "[]")
    )
    return is_open or bool(_OPEN_END.search(answer) or _GOING_ON.match(line.strip()))


def _bare(text: str) -> str:
    """Return an expression without the quotes that Markdown puts around code."""
    stripped = text.strip()
    while len(stripped) > 1 and stripped[0] == stripped[-1] == "`":
        stripped = stripped[1:-1].strip()
    return stripped
