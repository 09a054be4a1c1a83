"""What the parts of the compiler need of each other."""

from typing import Protocol

from baesc.knowledge.compiling.pieces import Facts, Guard, Truth, Value
from baesc.language.expressions.tree import Aggregate, Attribute, Each, Node
from baesc.language.ir import System


class Rows(Protocol):
    """How the rows are reached that an expression reads."""

    def attribute(self, c: "Compiling", node: Attribute, facts: Facts) -> Value:
        """Return the value of a field."""

    def row_id(self, c: "Compiling", node: Node, facts: Facts) -> Value:
        """Return the id of a row, null where there is no row."""

    def instance(self, c: "Compiling", node: Node, facts: Facts) -> Value:
        """Return a row."""

    def rows_of(self, c: "Compiling", node: Aggregate, facts: Facts) -> "Found":
        """Return the rows that an aggregate is over."""


class Found(Protocol):
    """Rows for an aggregate; some of its conditions may be met by the query already."""

    @property
    def each(self) -> str:
        """The local name of a row."""

    @property
    def left(self) -> tuple[Node, ...]:
        """The conditions that are left for Python."""

    @property
    def guards(self) -> tuple[Guard, ...]:
        """What must be there for rows to be found."""

    def rows(self) -> str:
        """Return source of the rows, once all that is read of each has been compiled."""

    def count(self) -> str:
        """Return source of their number, empty where rows must be looked at."""

    def column(self, element: Node) -> str:
        """Return source of one column of them, empty where rows must be looked at."""


class Compiling(Protocol):
    """One expression on its way to Python.

    `facts` are the keys of guards that hold where the source will stand.
    """

    enum_hint: str
    own_module: str

    @property
    def system(self) -> System:
        """The system whose rows are read."""

    @property
    def rows(self) -> Rows:
        """How rows are reached."""

    def is_opened(self, node: Node) -> bool:
        """Tell whether more than the id of a row is read."""

    def value(self, node: Node, facts: Facts) -> Value:
        """Return source of a value."""

    def settled(self, node: Node, facts: Facts) -> Value:
        """Return source of a value that is never None where its guards hold."""

    def truth(self, node: Node, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
        """Return a condition: whether the value is `positive`; `lenient` where it is null."""

    def some(self, node: Aggregate, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
        """Return whether `any` or `all` is `positive`; `lenient` where it is null."""

    def use(self, module: str, name: str) -> str:
        """Import a name and return it."""

    def helper(self, name: str) -> str:
        """Import a function of `app.values` and return its name."""

    def name(self, wanted: str) -> str:
        """Return a new local name."""

    def say(self, statement: str) -> None:
        """Add a statement before the expression."""

    def bound(self, source: str, wanted: str) -> str:
        """Return the local name of a value that is computed by a statement of its own."""

    def each_name(self, each: Each) -> str:
        """Return the local name of a row of an aggregate."""
