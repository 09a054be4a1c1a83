"""Trials: the calls that the sandbox makes of a function, and whether what came of them is right.

Values travel as JSON with a mark of their type: `["D", "3.50"]` is a decimal, `["p", 5]` plain.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from baesc.language.ir import Case, Plain
from baesc.records.contract import Contract, Parameter, Value, ValueClass

TODAY = "2026-01-15"
_MARKS = {"decimal": "D", "date": "d", "time": "t", "datetime": "m", "uuid": "u"}


class Trial(NamedTuple):
    """One call: its arguments, and the example that says what comes of it, if there is one."""

    arguments: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]
    case: Case | None
    says: str


def trials_of(contract: Contract) -> tuple[Trial, ...]:
    """Return the calls that try a function: its examples, and rows at the edges of types."""
    found = [
        _trial(contract, one, one, f"example {at}") for at, one in enumerate(contract.cases, 1)
    ]
    first = contract.parameters[0]
    empty = tuple((one.key, None) for one in contract.class_named(first.of).values if one.optional)
    takes = [one.value for one in contract.parameters if one.value is not None]
    nothing = tuple((one.key, None) for one in takes if one.optional)
    probes = [Case(rows=((),)), Case(row=empty, rows=(), takes=nothing)]
    probes += [Case(one.row, one.rows, nothing) for one in contract.cases if nothing][:4]
    found += [_trial(contract, one, None, "a row of plain values") for one in probes]
    return tuple(found)


def _trial(contract: Contract, given: Case, case: Case | None, says: str) -> Trial:
    first, *others = contract.parameters
    of = contract.class_named(first.of)
    if first.many:
        argument: Any = ["l", [_row(of, one) for one in given.rows]]
    else:
        argument = _row(of, given.row)
    named = tuple((one.name, _argument(one, dict(given.takes))) for one in others)
    return Trial((argument,), named, case, says)


def _argument(parameter: Parameter, takes: Mapping[str, Plain]) -> Any:
    value = parameter.value
    if value is None:
        return ["d", TODAY]
    return marked(value, takes.get(value.key, value.default))


def _row(of: ValueClass, given: Iterable[tuple[str, Plain]]) -> Any:
    values = dict(given)
    pairs = [[one.name, marked(one, values.get(one.key, one.default))] for one in of.values]
    return ["n", of.name, pairs]


def marked(value: Value, plain: Plain) -> Any:
    """Return a canonical value with the mark of its type."""
    if plain is None:
        return ["p", None]
    return [_MARKS.get(value.type, "p"), plain]


def outcome_fault(contract: Contract, trial: Trial, outcome: Any) -> str:
    """Return what is wrong with what came of a call, or nothing."""
    if not isinstance(outcome, dict):
        return "the sandbox gave no outcome"
    said = f"{trial.says}: "
    if "raised" in outcome:
        return f"{said}raises {outcome['raised']}"
    if "refused" in outcome:
        return _refusal_fault(trial, str(outcome["refused"]), said)
    fault = _type_fault(contract, outcome.get("value"))
    if fault:
        return f"{said}{fault}"
    if trial.case is None:
        return ""
    if trial.case.refuses is not None:
        return f"{said}must refuse with `{trial.case.refuses}`, and gives an answer"
    fault = _value_fault(contract, trial.case, outcome["value"])
    return f"{said}{fault}" if fault else ""


def _refusal_fault(trial: Trial, message: str, said: str) -> str:
    if not message.strip() or len(message) > 500 or not message.isprintable():
        return f"{said}refuses without a readable message on one line"
    if trial.case is None:
        return ""
    if trial.case.refuses is None:
        return f"{said}must not refuse, and does: {message}"
    if trial.case.refuses.strip().lower() not in message.lower():
        return f"{said}must refuse with `{trial.case.refuses}`, and says `{message}`"
    return ""


def _type_fault(contract: Contract, value: Any) -> str:
    """Return why a result is not of its annotated type."""
    if contract.result is not None:
        return _plain_fault(contract.result, value)
    returns = contract.class_named(contract.returns)
    if returns.kind == "changes":
        return _changes_fault(contract, returns, value)
    if not (isinstance(value, list) and value[:2] == ["n", returns.name]):
        return f"must return a `{returns.name}`, and returns {shown(value)}"
    parts = dict(value[2])
    for one in returns.values:
        if one.name not in parts or not is_of(one, parts[one.name]):
            found = shown(parts.get(one.name))
            return f"`{returns.name}.{one.name}` must be `{one.annotation}`, and is {found}"
        if fault := _places_fault(one, parts[one.name]):
            return fault
    changes = next((one for one in contract.classes if one.kind == "changes"), None)
    return "" if changes is None else _changes_fault(contract, changes, parts.get("changes"))


def _plain_fault(result: Value, value: Any) -> str:
    """Return why a result is not the plain value that is promised."""
    if not is_of(result, value):
        return f"must return a `{result.annotation}`, and returns {shown(value)}"
    return _places_fault(result, value)


def _places_fault(result: Value, value: Any) -> str:
    """Return why a decimal has more digits than its place can hold."""
    if result.type == "decimal" and value[1] is not None:
        exponent = Decimal(value[1]).normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > result.places:
            return f"returns {shown(value)}, and `{result.key}` has {result.places} decimal places"
    return ""


def _changes_fault(contract: Contract, changes: ValueClass, value: Any) -> str:
    if not (isinstance(value, list) and value[0] == "k"):
        return f"the changes must be a `{changes.name}`, and are {shown(value)}"
    known = {one.key: one for one in changes.values}
    for key, one in value[1]:
        if key not in known:
            return f"`{contract.function}` must not change `{key}`"
        if not is_of(known[key], one):
            return f"`{key}` must become `{known[key].annotation}`, and becomes {shown(one)}"
        if fault := _places_fault(known[key], one):
            return fault
    return ""


def _value_fault(contract: Contract, case: Case, value: Any) -> str:
    """Return where a result of the right type differs from its example."""
    if contract.result is not None:
        promised = marked(contract.result, dict(case.gives).get(contract.result.key))
        if plain(value) == plain(promised):
            return ""
        return f"should return {shown(promised)}, and returns {shown(value)}"
    returns = contract.class_named(contract.returns)
    changes = next((one for one in contract.classes if one.kind == "changes"), None)
    found = value
    if returns.kind == "result":
        parts = dict(value[2])
        wanted = dict(case.gives)
        for one in returns.values:
            if plain(parts[one.name]) != plain(marked(one, wanted.get(one.key))):
                should, is_now = shown(marked(one, wanted.get(one.key))), shown(parts[one.name])
                return f"`{one.key}` should be {should}, and is {is_now}"
        found = parts.get("changes")
    if changes is None:
        return ""
    made = {key: plain(one) for key, one in found[1]}
    known = {one.key: one for one in changes.values}
    should_change = {key: plain(marked(known[key], one)) for key, one in case.changes}
    row = dict(case.row)
    for key in sorted(made.keys() | should_change.keys()):
        before = plain(marked(known[key], row.get(key, known[key].default)))
        if made.get(key, before) != should_change.get(key, before):
            return f"`{key}` should {_becomes(should_change, key)}, and does {_becomes(made, key)}"
    return ""


def _becomes(changes: Mapping[str, object], key: str) -> str:
    return f"become {changes[key]!r}" if key in changes else "not change"


def is_of(value: Value, found: Any) -> bool:
    """Tell whether a marked value is of the type of a value."""
    if not (isinstance(found, list) and len(found) == 2):
        return False
    mark, content = found
    if mark == "p" and content is None:
        return value.optional
    if value.type in _MARKS:
        return bool(mark == _MARKS[value.type])
    if mark != "p":
        return False
    if value.choices:
        return content in value.choices
    if value.type == "boolean":
        return isinstance(content, bool)
    if value.type == "integer":
        return type(content) is int
    if value.type == "float":
        return type(content) in (int, float)
    return isinstance(content, str)


def plain(found: Any) -> object:
    """Return a marked value in a form that is equal for equal values."""
    mark, content = found
    if content is None:
        return None
    reads: Mapping[str, Any] = {
        "D": Decimal, "d": date.fromisoformat, "t": time.fromisoformat, "m": _moment, "u": UUID,
    }  # fmt: skip
    if mark not in reads:
        return content
    try:
        made: object = reads[mark](content)
    except (ValueError, InvalidOperation):
        return content
    return made


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found


def shown(found: Any) -> str:
    """Return a marked value as people read it."""
    if not isinstance(found, list) or not found:
        return "nothing"
    if found[0] == "n":
        return f"a `{found[1]}`"
    if found[0] == "k":
        return "a dict"
    if found[0] in ("l", "o"):
        return "a list" if found[0] == "l" else f"a `{found[1]}`"
    return f"`{found[1]!r}`" if len(repr(found[1])) <= 80 else "a long text"


def calls_of(contract: Contract, trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return the calls as the sandbox takes them."""
    return [
        {"function": contract.function, "arguments": one.arguments, "named": dict(one.named)}
        for one in trials
    ]
