"""Regexes that take more than linear time in a matcher that backtracks, or that RE2 refuses."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

# RE2 repeats nothing more often, nested repeats multiplied.
MOST_REPEATS = 1000
# A counted repeat behaves like its first few rounds.
_ROUNDS = 3
_MOST_STATES = 400
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_REFUSED = {
    "GROUPREF": "a backreference",
    "GROUPREF_EXISTS": "a condition on a group",
    "ASSERT": "a lookaround",
    "ASSERT_NOT": "a lookaround",
    "ATOMIC_GROUP": "an atomic group",
    "POSSESSIVE_REPEAT": "a possessive repeat",
}


def regex_faults(pattern: str) -> tuple[str, ...]:
    """Return what makes a regex slow or unfit for RE2; nothing for one that is neither."""
    parser: Any = import_module("re._parser")
    try:
        with warnings.catch_warnings():
            # `[[` means the same in all of today's libraries.
            warnings.simplefilter("ignore", FutureWarning)
            parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as exc:
        return (f"no regex: {exc}",)
    found: dict[str, None] = {}
    for what in _refused(parsed):
        found[f"{what}, which matchers of linear time do not have"] = None
    for times in _too_often(parsed, 1):
        found[f"a repeat of {times} times; at most {MOST_REPEATS} are fine"] = None
    case = bool(parsed.state.flags & re.IGNORECASE)
    machine = _Machine(ignore_case=case, dot_all=bool(parsed.state.flags & re.DOTALL))
    start = machine.state()
    end = machine.state()
    machine.add(parsed, start, end)
    if len(machine.steps) > _MOST_STATES:
        if _nested(parsed, inside=False):
            found["repeats inside repeats, too many to tell whether they overlap"] = None
    elif machine.is_ambiguous():
        found["repeats that can share a text in exponentially many ways"] = None
    elif overlapping := next(_overlapping(parsed), ""):
        found[f"repeats side by side that take the same text ({overlapping})"] = None
    return tuple(found)


def _named(op: Any) -> str:
    return str(op)


def _inner(op: str, value: Any) -> list[Any]:
    """Return the sequences inside a node."""
    if op in _REPEATS:
        return [value[2]]
    if op == "SUBPATTERN":
        return [value[3]]
    if op == "BRANCH":
        return list(value[1])
    if op in {"ASSERT", "ASSERT_NOT"}:
        return [value[1]]
    if op == "ATOMIC_GROUP":
        return [value]
    return []


def _refused(parsed: Any) -> Iterator[str]:
    for op, value in parsed:
        name = _named(op)
        if name in _REFUSED:
            yield _REFUSED[name]
        for inner in _inner(name, value):
            yield from _refused(inner)


def _unbounded(most: int) -> bool:
    return most >= int(import_module("re._constants").MAXREPEAT)


def _too_often(parsed: Any, outer: int) -> Iterator[int]:
    for op, value in parsed:
        name = _named(op)
        times = outer
        if name in _REPEATS:
            least, most, _ = value
            times = outer * max(least if _unbounded(most) else most, 1)
            if times > MOST_REPEATS:
                yield times
                continue
        for inner in _inner(name, value):
            yield from _too_often(inner, times)


def _nested(parsed: Any, *, inside: bool) -> bool:
    for op, value in parsed:
        name = _named(op)
        repeats = name in _REPEATS and _unbounded(value[1])
        if repeats and inside:
            return True
        if any(_nested(inner, inside=inside or repeats) for inner in _inner(name, value)):
            return True
    return False


def _overlapping(parsed: Any) -> Iterator[str]:
    """Find unbounded repeats of one character each with nothing between that must be there."""
    open_: list[frozenset[int]] = []
    for op, value in parsed:
        name = _named(op)
        for inner in _inner(name, value):
            yield from _overlapping(inner)
        if name in _REPEATS:
            least, most, body = value
            taken = _one_character(body)
            if taken is not None and _unbounded(most):
                for before in open_:
                    if both := before & taken:
                        yield repr(chr(max(both, key=lambda one: (32 < one < 127, -one))))
                open_ = [*open_, taken] if not least else [taken]
                continue
            if least:
                open_ = []
        elif name != "AT":
            open_ = []


def _one_character(body: Any) -> frozenset[int] | None:
    if len(body) != 1:
        return None
    op, value = body[0]
    return _characters(_named(op), value, ignore_case=False, dot_all=False)


# One letter, digit or sign of each sort stands for its like.
_SAMPLE = "".join(map(chr, range(128))) + "éßλд中\u00a0\u2028"


def _characters(op: str, value: Any, *, ignore_case: bool, dot_all: bool) -> frozenset[int] | None:
    """Return the characters of the sample that a node takes; None if it is not one character."""
    if op == "LITERAL":
        found = {value}
    elif op == "NOT_LITERAL":
        found = {ord(one) for one in _SAMPLE} - {value}
    elif op == "ANY":
        found = {ord(one) for one in _SAMPLE if dot_all or one != "\n"}
    elif op == "IN":
        found = _set(value)
    else:
        return None
    if ignore_case:
        texts = [chr(one) for one in found]
        found = {
            ord(two) for one in texts for two in (one, one.lower(), one.upper()) if len(two) == 1
        }
    return frozenset(found)


def _set(items: Any) -> set[int]:
    found: set[int] = set()
    negated = False
    for op, value in items:
        name = _named(op)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.add(value)
        elif name == "RANGE":
            low, high = value
            found |= {low, high, *(ord(one) for one in _SAMPLE if low <= ord(one) <= high)}
        elif name == "CATEGORY":
            found |= {ord(one) for one in _SAMPLE if _is_in(_named(value), one)}
    return {ord(one) for one in _SAMPLE} - found if negated else found


def _is_in(category: str, character: str) -> bool:
    holds = {
        "DIGIT": character.isdecimal(),
        "SPACE": character.isspace(),
        "WORD": character.isalnum() or character == "_",
    }
    name = category.removeprefix("CATEGORY_")
    return not holds[name[4:]] if name.startswith("NOT_") else holds.get(name, False)


@dataclass(slots=True)
class _Machine:
    """States with steps by characters, and steps that take none."""

    ignore_case: bool
    dot_all: bool
    steps: list[list[tuple[frozenset[int], int]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        self.steps.append([])
        self.free.append([])
        return len(self.steps) - 1

    def add(self, parsed: Any, start: int, end: int) -> None:
        """Add a sequence between two states."""
        # A state of its own, so that two empty alternatives are two ways.
        here = self.state()
        self.free[start].append(here)
        for op, value in parsed:
            after = self.state()
            self.node(_named(op), value, here, after)
            here = after
            if len(self.steps) > _MOST_STATES:
                break
        self.free[here].append(end)

    def node(self, name: str, value: Any, start: int, end: int) -> None:
        taken = _characters(name, value, ignore_case=self.ignore_case, dot_all=self.dot_all)
        if taken is not None:
            self.steps[start].append((taken, end))
        elif name in _REPEATS:
            least, most, body = value
            self.repeat(least, most, body, start, end)
        elif name in {"SUBPATTERN", "BRANCH", "ATOMIC_GROUP"}:
            for inner in _inner(name, value):
                self.add(inner, start, end)
        else:
            self.free[start].append(end)

    def repeat(self, least: int, most: int, body: Any, start: int, end: int) -> None:
        here = start
        for _ in range(min(least, _ROUNDS)):
            after = self.state()
            self.add(body, here, after)
            here = after
        if _unbounded(most):
            first, last = self.state(), self.state()
            self.free[here] += [first, end]
            self.add(body, first, last)
            self.free[last] += [first, end]
            return
        for _ in range(min(most - least, _ROUNDS)):
            after = self.state()
            self.free[here].append(end)
            self.add(body, here, after)
            here = after
        self.free[here].append(end)

    def is_ambiguous(self) -> bool:
        """Tell whether some state comes back to itself by one text in two ways."""
        edges = [self.moves(state) for state in range(len(self.steps))]
        return any(self.comes_back_twice(state, edges) for state in range(len(self.steps)))

    def moves(self, state: int) -> list[tuple[frozenset[int], int, int]]:
        """Return the steps out of a state, by which path of free steps they begin."""
        found = []
        stack: list[tuple[int, tuple[int, ...]]] = [(state, (state,))]
        seen = 0
        while stack and seen < _MOST_STATES:
            here, path = stack.pop()
            seen += 1
            found += [(taken, after, hash(path)) for taken, after in self.steps[here]]
            stack += [(one, (*path, one)) for one in self.free[here] if one not in path]
        return found

    def comes_back_twice(
        self, start: int, edges: list[list[tuple[frozenset[int], int, int]]]
    ) -> bool:
        begun = [(start, start, False)]
        seen = set(begun)
        while begun:
            left, right, split = begun.pop()
            for taken, to_left, by_left in edges[left]:
                for other, to_right, by_right in edges[right]:
                    if not taken & other:
                        continue
                    apart = split or to_left != to_right or by_left != by_right
                    if apart and to_left == to_right == start:
                        return True
                    found = (to_left, to_right, apart)
                    if found not in seen:
                        seen.add(found)
                        begun.append(found)
        return False
