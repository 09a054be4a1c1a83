"""Pieces of Python source, with what is known where they are true or there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from baesc.language.expressions.functions import PRECEDENCE

IF, OR, AND, NOT, COMPARE = (PRECEDENCE[one] for one in ("if", "or", "and", "not", "compare"))
SUM, PRODUCT, NEGATIVE = PRECEDENCE["+"], PRECEDENCE["*"], PRECEDENCE["negative"]
ATOM = 9
# Keys of guards that were passed: what they say is known.
Facts = frozenset[str]
NOTHING: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Guard:
    """A test that a value needs before it can be read: `gpa is not None`."""

    key: str
    there: str
    missing: str


@dataclass(frozen=True, slots=True)
class Value:
    """Source of a value; it is null where one of the guards fails.

    With `maybe` it can be None even where all guards hold. `enum` is the class of an enum value.
    """

    text: str
    level: int = ATOM
    guards: tuple[Guard, ...] = ()
    maybe: bool = False
    enum: str = ""

    def above(self, least: int) -> str:
        """Return the source, in parentheses where it binds less tightly."""
        return self.text if self.level >= least else f"({self.text})"


@dataclass(frozen=True, slots=True)
class Truth:
    """Source of a condition that is true or false, and the facts where it is either."""

    text: str
    level: int = COMPARE
    when_true: Facts = NOTHING
    when_false: Facts = NOTHING

    def above(self, least: int) -> str:
        """Return the source, in parentheses where it binds less tightly."""
        return self.text if self.level >= least else f"({self.text})"


TRUE, FALSE = Truth("True", ATOM), Truth("False", ATOM)


def none_guard(name: str) -> Guard:
    """Return the test of a name that may hold None."""
    return Guard(name, f"{name} is not None", f"{name} is None")


def guards_of(*values: Value) -> tuple[Guard, ...]:
    """Return the guards of several values, each once."""
    return tuple({one.key: one for value in values for one in value.guards}.values())


def unknown(guards: Iterable[Guard], facts: Facts) -> tuple[Guard, ...]:
    """Return the guards that are not known to hold."""
    return tuple(one for one in guards if one.key not in facts)


def there(guard: Guard) -> Truth:
    """Return the test that holds where a value is there."""
    return Truth(guard.there, when_true=frozenset({guard.key}))


def missing(guard: Guard) -> Truth:
    """Return the test that holds where a value is not there."""
    return Truth(guard.missing, when_false=frozenset({guard.key}))


def all_true(parts: Iterable[Truth]) -> Truth:
    """Join conditions by `and`."""
    return _joined(tuple(parts), "and", AND, TRUE, FALSE)


def any_true(parts: Iterable[Truth]) -> Truth:
    """Join conditions by `or`."""
    return _joined(tuple(parts), "or", OR, FALSE, TRUE)


def _joined(parts: tuple[Truth, ...], word: str, level: int, neutral: Truth, end: Truth) -> Truth:
    kept: dict[str, Truth] = {}
    for one in parts:
        if one.text == end.text:
            return end
        if one.text != neutral.text:
            kept.setdefault(one.text, one)
    if len(kept) < 2:
        return next(iter(kept.values()), neutral)
    # People read `(a and b) or c` more easily, and linters ask for it.
    text = f" {word} ".join(
        one.text if one.level == level else one.above(NOT) for one in kept.values()
    )
    if word == "and":
        return Truth(text, level, when_true=NOTHING.union(*(one.when_true for one in parts)))
    return Truth(text, level, when_false=NOTHING.union(*(one.when_false for one in parts)))


def refused(truth: Truth) -> Truth:
    """Return the opposite of a condition."""
    if truth.text in ("True", "False"):
        return FALSE if truth.text == "True" else TRUE
    return Truth(f"not {truth.above(NOT)}", NOT, truth.when_false, truth.when_true)


def optional(value: Value) -> Value:
    """Return source that is None where the value is null."""
    if not value.guards:
        return value
    if len(value.guards) == 1 and value.guards[0].key == value.text:
        return Value(value.text, value.level, maybe=True, enum=value.enum)
    tests = all_true(map(there, value.guards))
    return Value(f"{value.above(OR)} if {tests.above(OR)} else None", IF, maybe=True)


def as_text(value: Value) -> Value:
    """Return a member of an enumeration as its text."""
    if not value.enum:
        return value
    return replace(value, text=f"{value.above(ATOM)}.value", level=ATOM, enum="")


def chosen(test: Truth, then: Value, other: Value) -> Value:
    """Return source of one of two values."""
    if test.text in ("True", "False"):
        return then if test.text == "True" else other
    maybe = bool(then.guards or other.guards or then.maybe or other.maybe)
    first, second = optional(then), optional(other)
    text = f"{first.above(OR)} if {test.above(OR)} else {second.above(IF)}"
    return Value(text, IF, maybe=maybe, enum=then.enum or other.enum)
