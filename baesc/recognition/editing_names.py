"""The names in expressions and what they stand for, so that they can be given other ones."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baesc.ground.source import Span
from baesc.language.expressions.grammar import Text, parse
from baesc.language.expressions.names import Scope, meant, way_of
from baesc.language.ir import Inverse, Relation
from baesc.recognition.editing_layout import NAME


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, counted among all of its names: an entity, or a member of one."""

    index: int
    entity: str
    member: str = ""


def names_in(written: str, scope: Scope) -> tuple[Named, ...]:
    """Return the entities and members that an expression or an example names; total."""
    text = Text(written, Span(""))
    tree, _ = parse(text)
    return () if tree is None else tuple(_Finder(text, scope).found(tree))


class _Finder:
    def __init__(self, text: Text, scope: Scope) -> None:
        self.text, self.scope = text, scope
        self.starts = {one.start(): at for at, one in enumerate(NAME.finditer(text.flat))}
        self.marked: list[Named] = []

    def found(self, tree: ast.expr) -> Iterator[Named]:
        """Yield the names in the order of the text."""
        self.visit(tree, {})
        yield from sorted(set(self.marked), key=lambda one: one.index)

    def mark(self, start: int, entity: str, member: str = "") -> None:
        index = self.starts.get(start)
        if index is not None:
            self.marked.append(Named(index, entity, member))

    def visit(self, node: ast.AST, rows: Mapping[str, str]) -> str:
        """Mark what is inside of a node; return the entity of the row or rows that it is."""
        match node:
            case ast.Name():
                return self.name(node, rows)
            case ast.Attribute():
                owner = self.visit(node.value, rows)
                end = self.text.offset(node.end_col_offset or 0)
                return self.member(owner, node.attr, end - len(node.attr)) if owner else ""
            case ast.GeneratorExp():
                return self.rows_of(node, rows)
            case ast.Call(func=ast.Name(id=name)) if name in self.scope.entities:
                self.example(node, name, rows)
                return name
        inner = [self.visit(one, rows) for one in ast.iter_child_nodes(node)]
        # Either way of a condition is a row of the same entity; so is each row of a list.
        is_row = isinstance(node, ast.IfExp | ast.List | ast.BinOp)
        return next(filter(None, inner[-1:]), "") if is_row else ""

    def name(self, node: ast.Name, rows: Mapping[str, str]) -> str:
        if node.id in rows:
            return rows[node.id]
        if node.id == "self":
            return self.scope.entity
        start = self.text.offset(node.col_offset)
        if meant(node.id) in self.scope.members(self.scope.entity):
            return self.member(self.scope.entity, node.id, start)
        if node.id in self.scope.entities:
            self.mark(start, node.id)
            return node.id
        return ""

    def member(self, owner: str, written: str, start: int) -> str:
        name = meant(written)
        found = self.scope.members(owner).get(name)
        if found is None:
            return ""
        self.mark(start, owner, name)
        if isinstance(found, Relation | Inverse):
            return way_of(found, owner, self.scope)[1].entity
        return ""

    def rows_of(self, node: ast.GeneratorExp, rows: Mapping[str, str]) -> str:
        inner = dict(rows)
        for one in node.generators:
            entity = self.visit(one.iter, inner)
            if isinstance(one.target, ast.Name):
                inner[one.target.id] = entity
            for condition in one.ifs:
                self.visit(condition, inner)
        self.visit(node.elt, inner)
        return ""

    def example(self, node: ast.Call, entity: str, rows: Mapping[str, str]) -> None:
        """Mark a row that is written out: `Student(name='x', advisor=Teacher(name='y'))`."""
        self.mark(self.text.offset(node.func.col_offset), entity)
        for one in node.keywords:
            start = self.text.offset(one.col_offset)
            if one.arg in self.scope.entities:
                self.mark(start, one.arg or "")
            elif one.arg is not None:
                self.member(entity, one.arg, start)
            self.visit(one.value, rows)
