"""Which values the tests of an entity may send: those that its rules accept when they are sent."""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from baesc.knowledge.sample_rows import draft_of, has_rules
from baesc.knowledge.sample_script import MOMENTS, Script, from_json, typed
from baesc.knowledge.sample_values import Value
from baesc.knowledge.sample_world import Content, RuleBrokenError
from baesc.knowledge.shapes import Shapes, ids_name
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.reads import reach_of
from baesc.language.ir import Entity, Field, Relation, Rule

MISSING_ID = 2**31 - 1


class Acceptance:
    """Tells what the rules accept of what the contract of an entity does."""

    def __init__(self, shapes: Shapes, entity: Entity) -> None:
        self.shapes, self.entity = shapes, entity
        self.is_free = not has_rules(shapes.system) and not any(
            field.stored for one in shapes.system.entities for field in one.fields
        )
        self.fields = {one.name: one for one in entity.fields if one.computed is None}
        self.relations = _by_body_name(entity)

    def change(self, pairs: Mapping[str, Value]) -> tuple[str, ...]:
        """Return which of some values the first row accepts, all of them together."""
        kept: dict[str, Value] = {}
        for name, value in pairs.items():
            more = {**kept, name: value}
            if self._accepts(lambda script, new=more: self._changed(script, new)):  # type: ignore[misc]
                kept = more
        return tuple(kept)

    def cleared(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of some fields and relations can be emptied together in the first row."""
        return self.change(dict.fromkeys(names, Value("None", "null")))

    def takes(self, name: str, code: str) -> bool:
        """Tell whether the first row accepts a value, written as Python, in one field."""
        return bool(self.change({name: _as_value(code)}))

    def stores(self, name: str, plain: str) -> bool:
        """Tell whether the first body is accepted with another value."""
        value = Value("", "", plain=plain)

        def act(script: Script) -> None:
            body = script.body(self.entity.name, 1)
            made = typed(self.fields[name], value, script.world.now)
            script.world.store(self.entity.name, {**body, name: made})

        return self._accepts(act)

    def needed(self, required: Iterable[str]) -> tuple[str, ...]:
        """Return what a body must hold, beside what is required, for the rules to accept it."""
        wanted = tuple(required)
        kept = [name for name in (*self.fields, *self.relations) if name not in wanted]
        if self.is_free or self._accepts(lambda script: self._least(script, wanted)):
            return ()
        for name in list(kept):
            fewer = [one for one in kept if one != name]
            if self._accepts(lambda script, some=fewer: self._least(script, (*wanted, *some))):  # type: ignore[misc]
                kept = fewer
        return tuple(kept)

    def refers(self, relation: Relation) -> bool:
        """Tell whether the first row accepts another row in a relation, and that this one goes."""

        def act(script: Script) -> None:
            world, name = script.world, self.entity.name
            row = script.made(name, 1)
            target = script.made(relation.target, 2)
            if relation.target == name:
                world.change(name, row, {relation.name: row})
            world.change(name, row, {relation.name: target})
            if relation.target == name:
                world.change(name, target, {relation.name: row})
            world.remove(relation.target, target)

        return self._accepts(act)

    def holds_many(self, relation: Relation) -> bool:
        """Tell whether the first row accepts two related rows, one and none."""

        def act(script: Script) -> None:
            row = script.made(self.entity.name, 1)
            ids = sorted(script.made(relation.target, n) for n in (1, 2))
            for some in (ids, ids[:1], []):
                script.world.change(self.entity.name, row, {relation.name: frozenset(some)})

        return self._accepts(act)

    def reaches_database(self, values: Mapping[str, Any], n: int) -> bool:
        """Tell whether no rule of the body itself refuses the n-th one with other values.

        Values are those of the first row where they are `...`.
        """
        if self.is_free:
            return True
        for now in MOMENTS:
            script = Script(self.shapes.system, draft_of(self.shapes), now)
            number = script.made(self.entity.name, 1)
            first = script.world.rows[self.entity.name][number]
            body = script.body(self.entity.name, n)
            for name, value in values.items():
                relation = self.relations.get(name)
                key = relation.name if relation is not None else name
                body[key] = first.get(key) if value is ... else value
            if self._breaks_own(script, body):
                return False
        return True

    def _breaks_own(self, script: Script, body: Content) -> bool:
        try:
            script.world.store(self.entity.name, body)
        except RuleBrokenError:
            last = script.world.last[self.entity.name]
            return any(
                self._is_of_row(rule) and script.world.breaks(rule, self.entity.name, last)
                for rule in self.entity.rules
            )
        return False

    def _is_of_row(self, rule: Rule) -> bool:
        if rule.expression is None:
            return False
        return reach_of(inlined(rule.expression, self.shapes.system)) == "row"

    def _accepts(self, act: Callable[[Script], None]) -> bool:
        if self.is_free:
            return True
        for now in MOMENTS:
            script = Script(self.shapes.system, draft_of(self.shapes), now)
            try:
                act(script)
            except RuleBrokenError:
                return False
            if not script.world.fits():
                return False
        return True

    def _changed(self, script: Script, values: Mapping[str, Value]) -> None:
        row = script.made(self.entity.name, 1)
        content: Content = {}
        for name, value in values.items():
            if name in self.fields:
                content[name] = typed(self.fields[name], value, script.world.now)
            else:
                content[self.relations[name].name] = None
        script.world.change(self.entity.name, row, content)

    def _least(self, script: Script, names: tuple[str, ...]) -> None:
        """Store the first row with some values alone, then give them to a whole one."""
        body = script.body(self.entity.name, 1)
        content: Content = {name: _default(one, script) for name, one in self.fields.items()}
        for relation in self.relations.values():
            content[relation.name] = None if relation.column else frozenset()
        for name in names:
            relation_of = self.relations.get(name)
            key = relation_of.name if relation_of is not None else name
            content[key] = body.get(key, content[key])
        other = Script(script.system, script.draft, script.world.now)
        script.world.store(self.entity.name, content)
        row = other.made(self.entity.name, 1)
        other.world.change(self.entity.name, row, content)


def _by_body_name(entity: Entity) -> dict[str, Relation]:
    return {
        one.column or ids_name(one): one
        for one in entity.relations
        if one.column is not None or one.via is None
    }


def _default(field: Field, script: Script) -> Any:
    """Return what a new row holds that says nothing of a field."""
    default = field.default
    if default is None:
        return None
    now = script.world.now
    if default.kind == "value":
        return default.value if field.type == "json" else from_json(field, default.value)
    if default.kind == "random":
        return "00000000-0000-4000-8000-00000000000a"
    return now if field.type == "datetime" else now.date()


def _as_value(code: str) -> Value:
    """Return the value that a test has written as Python."""
    if "today()" in code:
        return Value(code, "today", is_moving=True)
    tree = ast.parse(code, mode="eval").body
    if isinstance(tree, ast.BinOp):
        return Value(code, code, plain=ast.literal_eval(tree.left) * ast.literal_eval(tree.right))
    return Value(code, code, plain=ast.literal_eval(tree))
