"""Holes: functions of a generated file whose bodies no template can say."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from baesc.ground.source import Span
from baesc.language.ir import NOWHERE, Case, Plain


class Value(NamedTuple):
    """A value with a name: its type in a spec, and what is said of it.

    `choices` are those of an enum; `places` is the scale of a decimal.
    """

    name: str
    key: str
    type: str
    annotation: str
    optional: bool
    choices: tuple[str, ...] = ()
    places: int = 0
    default: Plain = None


class ValueClass(NamedTuple):
    """A class of the file whose attributes are values."""

    name: str
    doc: str
    values: tuple[Value, ...]
    kind: Literal["row", "result", "changes"]


class Parameter(NamedTuple):
    """A parameter of a hole's function; `of` names the class of rows, if it is one or many."""

    name: str
    annotation: str
    of: str = ""
    many: bool = False
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """All that is fixed about one hole.

    `name` is that of its question, `function` the one whose body is missing. The first parameter
    is positional, the others are given by name. `classes` are those of the file that it may use,
    `returns` the annotation of its result: a class of them, unless `result` is the value that it
    is. `refuses` tells whether it may raise `Refused`.
    """

    name: str
    function: str
    text: str
    parameters: tuple[Parameter, ...]
    returns: str
    classes: tuple[ValueClass, ...]
    refuses: bool = True
    cases: tuple[Case, ...] = ()
    result: Value | None = None
    origin: Span = field(default=NOWHERE, compare=False)

    @property
    def canonical(self) -> tuple[object, ...]:
        """Return all that an answer depends on, as plain values for a digest."""
        cases = [
            (one.row, one.rows, one.takes, one.gives, one.changes, one.refuses)
            for one in self.cases
        ]
        return (
            self.name, self.function, self.text, self.parameters, self.returns, self.classes,
            self.refuses, cases, *([self.result] if self.result is not None else []),
        )  # fmt: skip

    def class_named(self, name: str) -> ValueClass:
        """Return a class by its name."""
        return next(one for one in self.classes if one.name == name)

    def head(self, marks: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the lines of the signature, one parameter each; `marks` follow them."""
        lines = [f"def {self.function}("]
        for at, one in enumerate(self.parameters):
            if at == 1:
                lines.append("    *,")
            mark = marks[at] if at < len(marks) else ""
            lines.append(f"    {one.name}: {one.annotation},{mark}")
        return (*lines, f") -> {self.returns}:")

    @property
    def signature(self) -> str:
        """Return the signature on one line."""
        names = [f"{one.name}: {one.annotation}" for one in self.parameters]
        inner = ", ".join([*names[:1], *(["*"] if len(names) > 1 else []), *names[1:]])
        return f"def {self.function}({inner}) -> {self.returns}:"
