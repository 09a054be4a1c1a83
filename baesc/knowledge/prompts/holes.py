"""The questions about functions whose bodies no template can say."""

from collections.abc import Iterable

from baesc.knowledge.filters import one_line
from baesc.knowledge.holes.case_code import named_text, outcome_text, row_text
from baesc.language.ir import Case
from baesc.records.contract import Contract, Value, ValueClass
from baesc.records.question import Message

# The static part comes first, so that servers can cache it.
PREFIX = """\
Write the Python 3.11 function of a business application that the contract describes. Answer with \
one ```python block that holds the function, and nothing else.
It is pure: it reads its arguments and returns a value. `raise Refused("...")` says no, in a \
sentence for people.
At hand: date, datetime, time, timedelta, UTC, Decimal, ROUND_HALF_UP and others, math, re, and \
builtins such as len, sum, sorted. Not allowed: imports, I/O, the clock, while, with, classes, \
inner functions, str.format, names with a leading `_`. Other errors than Refused must not arise.
Typed for mypy --strict; lines of at most 84 characters; no docstring."""


def asked(contract: Contract) -> tuple[Message, ...]:
    """Return the conversation that asks for one function."""
    return (Message("system", PREFIX), Message("user", described(contract)))


def asked_again(contract: Contract, faults: Iterable[str]) -> Message:
    """Return the turn that tells what is wrong with an answer."""
    lines = [f"- {one}" for one in faults]
    again = f"Answer with the whole of `{contract.function}` again."
    return Message("user", "\n".join(["That is not right:", *lines, again]))


def asked_whole(
    contracts: Iterable[Contract], faults: Iterable[str], last: str
) -> tuple[Message, ...]:
    """Return the conversation that asks for all functions of a file anew."""
    listed = tuple(contracts)
    names = ", ".join(f"`{one.function}`" for one in listed)
    parts = [described(one) for one in listed]
    parts.append("An earlier answer was refused:\n" + "\n".join(f"- {one}" for one in faults))
    if last:
        parts.append(f"It was:\n```python\n{last.rstrip()}\n```")
    parts.append(f"Answer with one block that holds {names}.")
    return (Message("system", PREFIX), Message("user", "\n\n".join(parts)))


def described(contract: Contract) -> str:
    """Return a contract as a prompt says it."""
    changes = "".join(f", changes {one.name}" for one in contract.classes if one.kind == "changes")
    lines = [_class(one) + (changes if one.kind == "result" else "") for one in contract.classes]
    lines += [contract.signature, one_line(contract.text)]
    if not contract.refuses:
        lines.append("It always returns a value: it raises nothing.")
    if contract.result is not None and contract.result.type == "decimal":
        lines.append(f"At most {contract.result.places} digits after the point.")
    lines += [_case(contract, one) for one in contract.cases]
    return "\n".join(lines)


def _class(one: ValueClass) -> str:
    values = ", ".join(_value(value, one.kind) for value in one.values)
    if one.kind == "changes":
        return f"{one.name}: TypedDict, total=False: {values}"
    if one.kind == "result":
        return f"{one.name}: dataclass, by keywords: {values}"
    return f"{one.name}: {values}"


def _value(value: Value, kind: str) -> str:
    more = f" ({'|'.join(value.choices)})" if value.choices else ""
    if value.type == "decimal" and kind != "row":
        more = f" (at most {value.places} digits after the point)"
    return f"{value.name} {value.annotation}{more}"


def _case(contract: Contract, case: Case) -> str:
    first = contract.parameters[0]
    of = contract.class_named(first.of)
    row = (
        f"[{', '.join(row_text(of, one) for one in case.rows)}]"
        if first.many
        else row_text(of, case.row)
    )
    given = ", ".join([row, *named_text(contract, case)])
    if case.refuses is not None:
        return f"Example: {given} -> Refused with {case.refuses!r} in its text"
    return f"Example: {given} -> {outcome_text(contract, case)}"
