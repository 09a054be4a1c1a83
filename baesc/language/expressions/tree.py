"""What an expression means: frozen nodes with their types, names resolved.

Two expressions are equal when they mean the same; where they were written is outside of it.
Values are plain, in the form of the IR: a decimal, a date and a time are canonical texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from baesc.ground.source import Span

NOWHERE = Span("", 0, 0, 0, 0)

Kind = Literal[
    "integer", "decimal", "float", "text", "boolean", "date", "time", "datetime", "duration",
    "period", "enum", "uuid", "json", "null", "row", "rows",
]  # fmt: skip
Plain = str | int | float | bool | None
NUMBERS = frozenset({"integer", "decimal", "float"})
ORDERED = NUMBERS | {"text", "date", "time", "datetime", "duration"}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression; `entity` is that of rows, `values` those of an enum."""

    kind: Kind
    nullable: bool = False
    entity: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How rows are found from a row, over `relation` of the entity `source`.

    `ahead`: the row names the other one. `held`: it holds their ids. `back`: rows of `source`
    name it. `holders`: rows of `source` hold its id. `through`: rows of `source` name it with
    `relation` and the others with `other`.
    """

    kind: Literal["ahead", "held", "back", "holders", "through"]
    source: str
    relation: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that was written."""

    value: Plain
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Made:
    """`today` or `now`, in UTC; one moment for the whole expression."""

    word: Literal["today", "now"]
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class This:
    """The row that the expression is about."""

    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Each:
    """The row that an aggregate looks at."""

    name: str
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of an entity."""

    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a row; null where the row is."""

    row: "Node"
    name: str
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Related:
    """The row or the rows at the other end of a relation."""

    row: "Node"
    name: str
    way: Way
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """A number or duration with the other sign."""

    part: "Node"
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two values made into one by `+`, `-`, `*`, `/`, `//` or `%`."""

    sign: str
    left: "Node"
    right: "Node"
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b`, or `a < b <= c` with more in `rest`; signs are those of Python."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether a value is one of some."""

    value: "Node"
    items: tuple["Node", ...]
    negated: bool
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Containment:
    """Whether a text has another one inside."""

    part: "Node"
    whole: "Node"
    negated: bool
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Absence:
    """Whether there is no value, or with `negated` whether there is one."""

    value: "Node"
    negated: bool
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Node"
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by `and` or `or`."""

    word: Literal["and", "or"]
    parts: tuple["Node", ...]
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """One value where the condition is true, the other one elsewhere."""

    test: "Node"
    then: "Node"
    otherwise: "Node"
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table in `functions`."""

    name: str
    arguments: tuple["Node", ...]
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value made of many rows: of `element` in each row where `condition` is true.

    `count(rows)` has no `each`; `count` has no `element`.
    """

    name: str
    rows: "Node"
    each: Each | None
    element: "Node | None"
    condition: "Node | None"
    type: Type
    span: Span = field(default=NOWHERE, compare=False)


Node: TypeAlias = (
    Constant | Made | This | Each | Table | Attribute | Related | Negative | Arithmetic | Comparison
    | Membership | Containment | Absence | Not | Junction | Conditional | Call | Aggregate
)  # fmt: skip


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes right inside of one, in the order of the text."""
    match node:
        case Attribute(row=row) | Related(row=row):
            return (row,)
        case Negative(part=part) | Not(part=part):
            return (part,)
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Comparison(first=first, rest=rest):
            return (first, *(one for _, one in rest))
        case Membership(value=value, items=items):
            return (value, *items)
        case Containment(part=part, whole=whole):
            return (part, whole)
        case Absence(value=value):
            return (value,)
        case Junction(parts=parts):
            return parts
        case Conditional(test=test, then=then, otherwise=otherwise):
            return (then, test, otherwise)
        case Call(arguments=arguments):
            return arguments
        case Aggregate(rows=rows, element=element, condition=condition):
            return tuple(one for one in (element, rows, condition) if one is not None)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside of it, in the order of the text."""
    yield node
    for part in parts_of(node):
        yield from walk(part)
