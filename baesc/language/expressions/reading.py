"""From syntax to meaning: names are resolved and types are checked, with all faults of one text."""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from baesc.ground.source import Span
from baesc.language import faults as language_faults
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection, joined, named
from baesc.language.expressions.arithmetic import SIGNS, combined
from baesc.language.expressions.calling import read_call
from baesc.language.expressions.comparing import read_comparison
from baesc.language.expressions.constants import read_constant
from baesc.language.expressions.grammar import Text, parse
from baesc.language.expressions.names import (
    CONSTANTS,
    OWN_COLUMNS,
    WORDS,
    Scope,
    meant,
    type_of,
    way_of,
)
from baesc.language.expressions.narrowing import NOTHING, Facts, when_not_true, when_true
from baesc.language.expressions.tree import (
    NUMBERS,
    Attribute,
    Conditional,
    Constant,
    Each,
    Junction,
    Made,
    Negative,
    Node,
    Not,
    Related,
    This,
    Type,
)
from baesc.language.expressions.unparsing import unparse
from baesc.language.ir import Field, Inverse, Relation
from baesc.messages.diagnostic import Diagnostic

_FOREIGN: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("`lambda`", ""),
    ast.Subscript: ("an index in brackets", ""),
    ast.JoinedStr: ("an f-string", "join texts with `+`"),
    ast.NamedExpr: ("`:=`", "write `==` to compare"),
    ast.ListComp: ("a list of rows", "write `count(x for x in ...)`, without brackets"),
    ast.SetComp: ("a set of rows", "write `count(x for x in ...)`, without braces"),
    ast.GeneratorExp: ("`for` on its own", "write `count(x for x in ...)`"),
    ast.Tuple: ("a list on its own", "lists stand after `in`"),
    ast.List: ("a list on its own", "lists stand after `in`"),
    ast.Set: ("a set on its own", "lists stand after `in`"),
    ast.Dict: ("a map", ""),
    ast.Starred: ("`*`", ""),
}


def read(written: str, span: Span, scope: Scope) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return what a text means in a scope, None with a fault; total on any text.

    `span` is where the whole text was written; a text on one line has faults at their columns.
    """
    text = Text(written, span)
    tree, fault = parse(text)
    if tree is None:
        return None, () if fault is None else (fault,)
    reader = Reader(text, scope)
    node = reader.read(tree)
    return (None if reader.found else node), tuple(reader.found)


class Reader:
    """Reads one text; a method returns None for what was reported."""

    def __init__(self, text: Text, scope: Scope) -> None:
        self.text, self.scope = text, scope
        self.found: list[Diagnostic] = []
        self.rows: dict[str, Each] = {}
        self.facts: Facts = NOTHING

    def read(self, node: ast.expr) -> Node | None:
        """Return the meaning of a part."""
        reading = _READINGS.get(type(node))
        try:
            if reading is None:
                what, advice = _FOREIGN.get(type(node), (f"`{type(node).__name__}`", ""))
                raise Objection(faults.not_in_expressions(self.text.place(node), what, advice))
            made = reading(self, node)
        except Objection as objection:
            self.found.append(objection.fault)
            return None
        if made is None or not made.type.nullable:
            return made
        # Inside `x if x is not None else y`, x is there.
        if ("present", unparse(made)) in self.facts:
            return replace(made, type=replace(made.type, nullable=False))
        return made

    def all(self, nodes: list[ast.expr]) -> list[Node] | None:
        """Return the meaning of parts, None when one was reported."""
        made = [self.read(one) for one in nodes]
        sound = [one for one in made if one is not None]
        return sound if len(sound) == len(made) else None

    def knowing(self, facts: Facts, node: ast.expr) -> Node | None:
        """Return the meaning of a part where more is known."""
        before, self.facts = self.facts, self.facts | facts
        made = self.read(node)
        self.facts = before
        return made

    def constant(self, node: ast.Constant) -> Node:
        """Return a value that was written."""
        return read_constant(self.text, node)

    def name(self, node: ast.Name) -> Node | None:
        """Return what a bare name stands for."""
        span, name = self.text.place(node), node.id
        if name in self.rows:
            return replace(self.rows[name], span=span)
        row = This(Type("row", entity=self.scope.entity), span)
        if name == "self":
            return row
        if name == "today":
            return Made("today", Type("date"), span)
        if name == "now":
            return Made("now", Type("datetime"), span)
        if name in CONSTANTS:
            kind = Type("null", nullable=True) if name == "null" else Type("boolean")
            return Constant(CONSTANTS[name], kind, span)
        if meant(name) in self.scope.members(self.scope.entity):
            return self._member(row, name, span)
        if self.scope.may_have(self.scope.entity, meant(name)):
            return None
        if name in self.scope.entities:
            advice = f"write `count(x for x in {name} if ...)`"
            raise Objection(faults.unknown_name(span, name, (), advice))
        members = self.scope.members(self.scope.entity)
        known = (*self.rows, *sorted(members, key=lambda one: one in OWN_COLUMNS), *WORDS)
        raise Objection(faults.unknown_name(span, name, known, self._advice(name)))

    def _advice(self, name: str) -> str:
        column = name.removesuffix("_id")
        members = self.scope.members(self.scope.entity)
        if column != name and isinstance(members.get(column), Relation):
            return f"write `{column}` for the row, and `{column}.id` for its id"
        return ""

    def attribute(self, node: ast.Attribute) -> Node | None:
        """Return a member of a row."""
        row = self.read(node.value)
        if row is None:
            return None
        end = self.text.offset(node.end_col_offset or 0)
        span = self.text.part(end - len(node.attr), len(node.attr))
        if row.type.kind == "rows":
            message = f"{named(row.type)} have no `{language_faults.shown(node.attr)}` of their own"
            advice = f"write `max(x.{node.attr} for x in {self.text.source(node.value)})`, say"
            raise Objection(faults.mismatch(span, message, advice))
        if row.type.kind != "row":
            advice = "only rows have members; functions are written `lower(name)`"
            message = f"{named(row.type)} has no `{language_faults.shown(node.attr)}`"
            raise Objection(faults.mismatch(span, message, advice))
        return self._member(row, node.attr, span, self.text.place(node))

    def _member(
        self, row: Node, written: str, span: Span, whole: Span | None = None
    ) -> Node | None:
        entity, name = row.type.entity, meant(written)
        members = self.scope.members(entity)
        if name not in members:
            if self.scope.may_have(entity, name):
                return None
            raise Objection(language_faults.unknown_member(span, written, entity, members))
        member, place = members[name], whole or span
        if isinstance(member, Relation | Inverse):
            way, end = way_of(member, entity, self.scope)
            if end.kind == "row":
                end = replace(end, nullable=end.nullable or row.type.nullable)
            return Related(row, name, way, end, place)
        kind = type_of(member) if isinstance(member, Field) else Type(member)
        return Attribute(
            row, name, replace(kind, nullable=kind.nullable or row.type.nullable), place
        )

    def unary(self, node: ast.UnaryOp) -> Node | None:
        """Return `not a` or `-a`."""
        part, span = self.read(node.operand), self.text.place(node)
        if part is None:
            return None
        if isinstance(node.op, ast.Not):
            self.condition(part)
            return Not(part, Type("boolean", part.type.nullable), span)
        if isinstance(node.op, ast.USub):
            if part.type.kind not in NUMBERS | {"duration"}:
                raise Objection(
                    faults.mismatch(span, f"`-` needs a number, not {named(part.type)}")
                )
            return Negative(part, part.type, span)
        sign = "+" if isinstance(node.op, ast.UAdd) else "~"
        raise Objection(faults.not_in_expressions(span, f"`{sign}` before a value", "leave it out"))

    def condition(self, node: Node) -> None:
        """Raise Objection unless a part is true or false."""
        if node.type.kind != "boolean":
            advice = "compare it with something"
            if node.type.kind in ("row", "text"):
                advice = "write `... is not None`"
            message = f"a condition is needed here, and this is {named(node.type)}"
            raise Objection(faults.mismatch(node.span, message, advice))

    def arithmetic(self, node: ast.BinOp) -> Node | None:
        """Return two values made into one."""
        parts, span = self.all([node.left, node.right]), self.text.place(node)
        sign = SIGNS.get(type(node.op))
        if sign is None:
            raise Objection(faults.not_in_expressions(span, "this sign", "see the table of signs"))
        return None if parts is None else combined(sign, parts[0], parts[1], span, self.facts)

    def junction(self, node: ast.BoolOp) -> Node | None:
        """Return conditions joined by `and` or `or`; each knows what those before it say."""
        word, learn = ("and", when_true) if isinstance(node.op, ast.And) else ("or", when_not_true)
        parts: list[Node] = []
        known, sound = NOTHING, True
        for one in node.values:
            part = self.knowing(known, one)
            if part is None or not self._is_condition(part):
                sound = False
                continue
            known = known | learn(part)
            is_same = isinstance(part, Junction) and part.word == word
            parts += part.parts if is_same and isinstance(part, Junction) else [part]
        if not sound:
            return None
        nullable = any(one.type.nullable for one in parts)
        kind = Type("boolean", nullable)
        return Junction(word, tuple(parts), kind, self.text.place(node))  # type: ignore[arg-type]

    def _is_condition(self, node: Node) -> bool:
        try:
            self.condition(node)
        except Objection as objection:
            self.found.append(objection.fault)
            return False
        return True

    def conditional(self, node: ast.IfExp) -> Node | None:
        """Return `a if b else c`."""
        test = self.read(node.test)
        is_sound = test is not None and self._is_condition(test)
        then = self.knowing(when_true(test) if test is not None else NOTHING, node.body)
        other = self.knowing(when_not_true(test) if test is not None else NOTHING, node.orelse)
        if test is None or then is None or other is None or not is_sound:
            return None
        span = self.text.place(node)
        parts, kind = joined([then, other], span)
        if kind.kind == "rows":
            raise Objection(faults.mismatch(span, "`if` chooses between values, not between rows"))
        return Conditional(test, parts[0], parts[1], kind, span)

    def comparison(self, node: ast.Compare) -> Node | None:
        """Return a comparison, a membership or a test for `None`."""
        return read_comparison(self, node)

    def call(self, node: ast.Call) -> Node | None:
        """Return the value of a function or an aggregate."""
        return read_call(self, node)


_READINGS: dict[type[ast.expr], Callable[[Reader, Any], Node | None]] = {
    ast.Constant: Reader.constant,
    ast.Name: Reader.name,
    ast.Attribute: Reader.attribute,
    ast.UnaryOp: Reader.unary,
    ast.BinOp: Reader.arithmetic,
    ast.BoolOp: Reader.junction,
    ast.IfExp: Reader.conditional,
    ast.Compare: Reader.comparison,
    ast.Call: Reader.call,
}
