"""Conditions on facts: small, total, and of three values, for a text may leave a value open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from baesc.knowledge.facts.kinds import UNKNOWN, Fact, Facts

Truth = bool | None
AttributeType = Literal["text", "number", "truth", "texts", "numbers"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute of the fact that a rule is about, inside a text: `${entity}Out`.

    `whole` means that the value stands alone and keeps its type.
    """

    parts: tuple[str | int, ...]
    whole: bool

    def of(self, bound: Fact) -> Any:
        """Return the value, for the fact that a rule is about."""
        if self.whole:
            return bound[self.parts[0]]  # type: ignore[index]
        return "".join(str(bound[one]) if isinstance(one, int) else one for one in self.parts)


Operand = Scalar | Reference


@dataclass(frozen=True, slots=True)
class Condition:
    """What one attribute must satisfy; `index` is its place in the fact."""

    attribute: str
    index: int
    operator: str
    operands: tuple[Operand, ...]
    _moves: bool = field(init=False, compare=False, repr=False)
    _test: Callable[[Any, Sequence[Any]], bool] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        moves = any(isinstance(one, Reference) for one in self.operands)
        object.__setattr__(self, "_moves", moves)
        object.__setattr__(self, "_test", OPERATORS[self.operator].test)

    def holds(self, fact: Fact, bound: Fact) -> Truth:
        """Tell whether it holds; None when the fact leaves the value open."""
        value = fact[self.index]
        if value is UNKNOWN:
            return None
        if not self._moves:
            return self._test(value, self.operands)
        wanted = [one.of(bound) if isinstance(one, Reference) else one for one in self.operands]
        if UNKNOWN in wanted:
            return None
        return self._test(value, wanted)


@dataclass(frozen=True, slots=True)
class Operator:
    """A comparison, the types of attributes that it is for, and what it means."""

    test: Callable[[Any, Sequence[Any]], bool]
    types: frozenset[str]
    doc: str


_ONE = frozenset({"text", "number", "truth"})
_MANY = frozenset({"texts", "numbers"})
_TEXT = frozenset({"text"})


def _same(value: Any, wanted: Sequence[Any]) -> bool:
    return set(value) == set(wanted[0] if len(wanted) == 1 and _is_many(wanted[0]) else wanted)


def _is_many(value: object) -> bool:
    return isinstance(value, tuple)


def _flat(wanted: Sequence[Any]) -> Sequence[Any]:
    """Return operands with those of a reference to a list in its place."""
    if len(wanted) == 1 and _is_many(wanted[0]):
        return wanted[0]  # type: ignore[no-any-return]
    return wanted


OPERATORS: dict[str, Operator] = {
    "is": Operator(
        lambda value, wanted: value in wanted, _ONE, "equal to the value, or to one of the list"
    ),
    "not": Operator(lambda value, wanted: value not in wanted, _ONE, "equal to none of them"),
    "starts": Operator(
        lambda value, wanted: value.startswith((*wanted,)), _TEXT, "starts with one of them"
    ),
    "ends": Operator(
        lambda value, wanted: value.endswith((*wanted,)), _TEXT, "ends with one of them"
    ),
    "contains": Operator(
        lambda value, wanted: any(one in value for one in wanted), _TEXT, "contains one of them"
    ),
    "has": Operator(
        lambda value, wanted: all(one in value for one in _flat(wanted)),
        _MANY,
        "holds all of them",
    ),
    "has_any": Operator(
        lambda value, wanted: any(one in value for one in _flat(wanted)),
        _MANY,
        "holds one of them",
    ),
    "lacks": Operator(
        lambda value, wanted: all(one not in value for one in _flat(wanted)),
        _MANY | _TEXT,
        "holds none of them",
    ),
    "same": Operator(_same, _MANY, "holds exactly these, in any order"),
    "min": Operator(
        lambda value, wanted: value is not None and value >= wanted[0],
        frozenset({"number"}),
        "at least",
    ),
    "max": Operator(
        lambda value, wanted: value is not None and value <= wanted[0],
        frozenset({"number"}),
        "at most",
    ),
}


@dataclass(frozen=True, slots=True)
class Selector:
    """Facts of one kind that satisfy one of several lists of conditions."""

    kind: str
    where: tuple[tuple[Condition, ...], ...] = ((),)

    def holds(self, fact: Fact, bound: Fact) -> Truth:
        """Tell whether a fact of this kind is selected; None when that is open."""
        result: Truth = False
        for part in self.where:
            truth: Truth = True
            for one in part:
                holds = one.holds(fact, bound)
                if holds is False:
                    truth = False
                    break
                if holds is None:
                    truth = None
            if truth:
                return True
            if truth is None:
                result = None
        return result


class FactBase:
    """The facts of one artifact and of its spec, indexed when a join first asks for it."""

    __slots__ = ("_indexes", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._indexes: dict[tuple[str, tuple[int, ...]], dict[Any, list[Fact]]] = {}

    def also(self, kind: str, facts: list[Fact]) -> "FactBase":
        """Return the same facts with others of one kind."""
        return FactBase({**self.facts, kind: facts})

    def of(self, kind: str) -> list[Fact]:
        """Return all facts of a kind, in the order of the text."""
        return self.facts.get(kind, [])

    def matching(self, selector: Selector, bound: Fact) -> tuple[list[Fact], bool]:
        """Return the facts that are selected for sure, and whether others may be."""
        sure = []
        open_ = False
        for fact in self._candidates(selector, bound):
            truth = selector.holds(fact, bound)
            if truth:
                sure.append(fact)
            elif truth is None:
                open_ = True
        return sure, open_

    def some(self, selector: Selector, bound: Fact) -> Truth:
        """Tell whether any fact is selected; None when that is open."""
        result: Truth = False
        for fact in self._candidates(selector, bound):
            truth = selector.holds(fact, bound)
            if truth:
                return True
            if truth is None:
                result = None
        return result

    def _candidates(self, selector: Selector, bound: Fact) -> list[Fact]:
        facts = self.of(selector.kind)
        # An index would cost more than it saves.
        if len(facts) < 4 or len(selector.where) != 1:
            return facts
        equal = [
            (one.index, one.operands[0])
            for one in selector.where[0]
            if one.operator == "is" and len(one.operands) == 1
        ]
        wanted = tuple(
            operand.of(bound) if isinstance(operand, Reference) else operand for _, operand in equal
        )
        if not equal or UNKNOWN in wanted:
            return facts
        places = tuple(index for index, _ in equal)
        index = self._indexes.get((selector.kind, places))
        if index is None:
            index = self._indexes[selector.kind, places] = _indexed(facts, places)
        return [*index.get(wanted, ()), *index.get(UNKNOWN, ())]


def _indexed(facts: list[Fact], places: tuple[int, ...]) -> dict[Any, list[Fact]]:
    index: dict[Any, list[Fact]] = {}
    for fact in facts:
        values: Any = tuple(fact[place] for place in places)
        index.setdefault(UNKNOWN if UNKNOWN in values else values, []).append(fact)
    return index
