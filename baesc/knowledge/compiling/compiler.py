"""An expression on its way to Python: names, imports, statements, and what each part becomes."""

from baesc.knowledge.compiling.aggregates import aggregate, some
from baesc.knowledge.compiling.calls import call
from baesc.knowledge.compiling.compiling import Rows
from baesc.knowledge.compiling.literals import constant, widened
from baesc.knowledge.compiling.names import free_rows
from baesc.knowledge.compiling.pieces import (
    NOTHING,
    Facts,
    Guard,
    Truth,
    Value,
    as_text,
    chosen,
    none_guard,
    optional,
    unknown,
)
from baesc.knowledge.compiling.signs import arithmetic, negative
from baesc.knowledge.compiling.truths import truth_of, value_of
from baesc.knowledge.compiling.words import RESERVED, VALUES
from baesc.knowledge.python_names import attribute_name, free_name
from baesc.language.expressions.tree import (
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Conditional,
    Constant,
    Each,
    Made,
    Negative,
    Node,
    Related,
    This,
    walk,
)
from baesc.language.expressions.unparsing import unparse
from baesc.language.ir import System

_NEVER = Value("None", guards=(Guard("None", "False", "True"),))


class Compiler:
    """One expression on its way to Python; `taken` are names that it may not use."""

    def __init__(
        self,
        system: System,
        rows: Rows,
        taken: frozenset[str],
    ) -> None:
        self.system, self.rows = system, rows
        self.enum_hint = self.own_module = ""
        self._opened: frozenset[str] = frozenset()
        self.imports: dict[tuple[str, str], None] = {}
        self.statements: list[str] = []
        self.moments: set[str] = set()
        self._taken = set(taken | RESERVED)
        self._names: dict[Node, str] = {}
        self._bound: dict[str, str] = {}
        self._each: dict[str, str] = {}

    def look_at(self, whole: Node) -> None:
        """Note of which rows the expression reads more than ids."""
        self._opened = frozenset(
            unparse(one.row)
            for one in walk(whole)
            if isinstance(one, Attribute | Related)
            and isinstance(one.row, Related)
            and (isinstance(one, Related) or one.name != "id")
        )

    def is_opened(self, node: Node) -> bool:
        """Tell whether more than the id of a row is read."""
        return unparse(node) in self._opened

    def use(self, module: str, name: str) -> str:
        """Import a name and return it."""
        self.imports[module, name] = None
        return name

    def helper(self, name: str) -> str:
        """Import a function of `app.values` and return its name."""
        return self.use(VALUES, name)

    def name(self, wanted: str) -> str:
        """Return a new local name."""
        plain = attribute_name(wanted)
        found, number = free_name(plain, (), "_"), 2
        while found in self._taken:
            found, number = f"{plain}_{number}", number + 1
        self._taken.add(found)
        return found

    def say(self, statement: str) -> None:
        """Add a statement before the expression."""
        self.statements.append(statement)

    def bound(self, source: str, wanted: str) -> str:
        """Return the local name of a value that is computed by a statement of its own."""
        if source not in self._bound:
            name = self.name(wanted)
            self.say(f"{name} = {source}")
            self._bound[source] = name
        return self._bound[source]

    def each_name(self, each: Each) -> str:
        """Return the local name of a row of an aggregate."""
        if each.name not in self._each:
            self._each[each.name] = self.name(each.name)
        return self._each[each.name]

    def truth(self, node: Node, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
        """Return a condition: whether the value is `positive`; `lenient` where it is null."""
        return truth_of(self, node, facts, positive=positive, lenient=lenient)

    def some(self, node: Aggregate, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
        """Return whether `any` or `all` is `positive`; `lenient` where it is null."""
        return some(self, node, facts, positive=positive, lenient=lenient)

    def settled(self, node: Node, facts: Facts) -> Value:
        """Return source of a value that is never None where its guards hold."""
        made = self.value(node, facts)
        if not made.maybe:
            return made
        if made.text == "None":
            return _NEVER
        if not free_rows(node):
            source = optional(self.value(node, NOTHING)).text
            name = self.bound(source, told(node))
            guards = unknown((none_guard(name),), facts)
            return Value(name, guards=guards, enum=made.enum)
        # Inside a comprehension there is no place for a statement.
        if node not in self._names:
            self._names[node] = self.name(told(node))
        name = self._names[node]
        if name in facts:
            return Value(name, enum=made.enum)
        first = f"({name} := {made.text})"
        guard = Guard(name, f"{first} is not None", f"{first} is None")
        return Value(name, guards=(*made.guards, guard), enum=made.enum)

    def value(self, node: Node, facts: Facts) -> Value:
        """Return source of a value."""
        match node:
            case Constant():
                return constant(self, node)
            case Made(word=word):
                self.moments.add(word)
                return Value(word)
            case Attribute():
                return self.rows.attribute(self, node, facts)
            case Arithmetic():
                return arithmetic(self, node, facts)
            case Negative():
                return negative(self, node, facts)
            case Call():
                return call(self, node, facts)
            case Conditional():
                return self._conditional(node, facts)
            case Aggregate() if node.name not in ("any", "all"):
                return aggregate(self, node, facts)
            case This() | Each() | Related():
                return self.rows.instance(self, node, facts)
            case _:
                return value_of(self, node, facts)

    def _conditional(self, node: Conditional, facts: Facts) -> Value:
        test = self.truth(node.test, facts, positive=True, lenient=False)
        then = self._branch(node.then, facts | test.when_true, node)
        other = self._branch(node.otherwise, facts | test.when_false, node)
        if then.enum == other.enum or node.type.kind != "enum":
            return chosen(test, then, other)
        # Members of two enumerations go together as their texts.
        outer, self.enum_hint = self.enum_hint, ""
        then = as_text(self._branch(node.then, facts | test.when_true, node))
        other = as_text(self._branch(node.otherwise, facts | test.when_false, node))
        self.enum_hint = outer
        return chosen(test, then, other)

    def _branch(self, node: Node, facts: Facts, whole: Conditional) -> Value:
        made = self.value(node, facts)
        kind = whole.type.kind
        if made.maybe and node.type.kind not in (kind, "null"):
            made = self.settled(node, facts)
        return widened(self, node, made, kind)


def told(node: Node) -> str:
    """Return a word for a value that gets a name of its own."""
    match node:
        case Arithmetic(sign=sign):
            if node.type.kind in ("date", "datetime"):
                return "moment" if node.type.kind == "datetime" else "day"
            return {"/": "quotient", "*": "product", "-": "difference"}.get(sign, "amount")
        case Aggregate(name=name, element=element):
            read = element.name if isinstance(element, Attribute) else "value"
            word = {"sum": "total", "min": "least", "max": "greatest", "avg": "average"}
            return f"{word.get(name, name)}_{read}"
        case Related(name=name) | Attribute(name=name):
            return name
        case _:
            return "value"
