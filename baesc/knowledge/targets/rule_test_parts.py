"""What the template of tests of rules reads."""

import builtins
from typing import NamedTuple

# What pytest or the test itself calls so.
_TAKEN = frozenset({"holds", "request"})
# A name that is passed on takes a line with itself twice, and nothing could break it.
_LONGEST_ARGUMENT = 36


class RowTest(NamedTuple):
    """Cases of a rule that takes values; `passed` are its arguments as code."""

    name: str
    doc: str
    parameters: tuple[tuple[str, str], ...]
    passed: tuple[str, ...]
    cases: tuple[tuple[tuple[str, ...], str], ...]


class SetTest(NamedTuple):
    """Cases of a rule that looks at stored rows: rows, whether it holds, and a name."""

    name: str
    doc: str
    passed: tuple[str, ...]
    cases: tuple[tuple[tuple[str, ...], str, str], ...]


class BrokenValues(NamedTuple):
    """Values that break a rule: pairs of a name and code, and what the answer says."""

    name: str
    values: tuple[tuple[str, str], ...]
    field: str
    message: str


class BrokenRows(NamedTuple):
    """A body that breaks a rule beside stored rows; `field` is empty where any may be told."""

    name: str
    rows: tuple[str, ...]
    path: str
    body: tuple[tuple[str, str], ...]
    field: str
    message: str


class ComputedTest(NamedTuple):
    """Values of a computed field: rows, the value in the answer, and a name.

    `module` is where the time is asked for, or empty.
    """

    name: str
    field: str
    doc: str
    module: str
    cases: tuple[tuple[tuple[str, ...], str, str], ...]


class RuleTestsView(NamedTuple):
    """What the template of tests of rules reads."""

    title: str
    imports: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    cls: str
    path: str
    singular: str
    links: bool
    row_tests: tuple[RowTest, ...]
    set_tests: tuple[SetTest, ...]
    computed_tests: tuple[ComputedTest, ...]
    broken_values: tuple[BrokenValues, ...]
    broken_rows: tuple[BrokenRows, ...]


def spelled_argument(attribute: str, number: int) -> str:
    """Return what a test calls a value."""
    if len(attribute) > _LONGEST_ARGUMENT:
        return f"value_{number}"
    taken = attribute in _TAKEN or hasattr(builtins, attribute)
    return f"{attribute}_value" if taken else attribute
