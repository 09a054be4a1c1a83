"""How the API changes where no snapshot tells: computed fields, rules, endpoints in words.

What they were is read from the generated code of the last build, which is committed too.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from baesc.evolution.clients import ApiChange, Kind
from baesc.evolution.matching import Matched, Matching
from baesc.knowledge.body_types import out_type
from baesc.knowledge.imports import Imports
from baesc.knowledge.shapes import Shape, ids_name, shape_of
from baesc.knowledge.targets.endpoints import ENDPOINT_ROUTES, endpoint_routes_view
from baesc.knowledge.targets.rules import rules_path
from baesc.knowledge.targets.schemas import SCHEMAS, BodyField
from baesc.language.ir import Entity, Field, System


class _Slot(NamedTuple):
    """A field of a class of bodies."""

    annotation: str
    required: bool


class _Route(NamedTuple):
    """One endpoint: its fields by name, or None where it takes none or answers the row."""

    takes: Mapping[str, _Slot]
    gives: Mapping[str, _Slot] | None


_Routes = Mapping[tuple[str, str], _Route]


def paths_of(old: System) -> tuple[str, ...]:
    """Return the paths of the generated files that `coded_changes` reads."""
    return tuple(path for one in old.entities for path in _paths(one))


def coded_changes(
    old: System, new: System, matching: Matching, texts: Mapping[str, str]
) -> tuple[ApiChange, ...]:
    """Return what changes of computed fields, rules and endpoints, by the texts of files.

    An entity whose files are not there, or are no Python, is left out.
    """
    classes = {one.old.name: shape_of(old, one.old).named.cls for one in matching.matched}
    found: list[ApiChange] = []
    for pair in matching.matched:
        bodies, routes, rules = (_tree(texts.get(path)) for path in _paths(pair.old))
        if bodies is None:
            continue
        shape, place = shape_of(new, pair.new), (pair.new.name, f"/api/{pair.new.path}")
        known = _slots(bodies).get(f"{classes[pair.old.name]}Out", {})
        found += _computed(pair, shape, known, place)
        found += _endpoints(routes, new, pair.new, place)
        found += _rules(rules, pair.new, place)
    return tuple(found)


def _paths(entity: Entity) -> tuple[str, str, str]:
    return SCHEMAS.path(entity), ENDPOINT_ROUTES.path(entity), rules_path(entity)


def _tree(text: str | None) -> ast.Module | None:
    try:
        return ast.parse(text) if text is not None else None
    except (SyntaxError, ValueError):
        return None


def _slots(tree: ast.Module) -> dict[str, dict[str, _Slot]]:
    """Return the fields of all classes, by the names that clients know."""
    found: dict[str, dict[str, _Slot]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            lines = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            found[node.name] = dict(map(_slot, lines))
    return found


def _slot(line: ast.AnnAssign) -> tuple[str, _Slot]:
    name, required = ast.unparse(line.target), line.value is None
    if isinstance(line.value, ast.Call):
        required = not line.value.args
        for word in line.value.keywords:
            if word.arg in ("alias", "serialization_alias") and isinstance(
                word.value, ast.Constant
            ):
                name = str(word.value.value)
    return name, _Slot(ast.unparse(line.annotation), required)


def _made(fields: tuple[BodyField, ...]) -> dict[str, _Slot]:
    lines = "\n".join(f"    {one.attribute}: {one.annotation}{one.value}" for one in fields)
    return _slots(ast.parse(f"class Body:\n{lines or '    pass'}"))["Body"]


def _computed(
    pair: Matched, shape: Shape, known: Mapping[str, _Slot], place: tuple[str, str]
) -> Iterator[ApiChange]:
    stored = {one.name for one in pair.old.fields if one.computed is None}
    stored |= {
        name for one in pair.old.relations for name in (one.name, one.column or "", ids_name(one))
    }
    before = {name: slot for name, slot in known.items() if name not in stored}
    after = {field.name: _Slot(_type(shape, field), required=True) for field, _ in shape.computed}
    yield from _answers(before, after, place)


def _type(shape: Shape, field: Field) -> str:
    kind = out_type(shape, field, Imports()) + ("" if field.required else " | None")
    return ast.unparse(ast.parse(kind, mode="eval"))


def _answers(
    before: Mapping[str, _Slot], after: Mapping[str, _Slot], place: tuple[str, str]
) -> Iterator[ApiChange]:
    for name in before.keys() - after.keys():
        yield ApiChange("answer field removed", *place, name)
    for name, slot in after.items():
        if name not in before:
            yield ApiChange("answer field added", *place, name)
        elif _plain(slot.annotation) != _plain(before[name].annotation):
            yield ApiChange("answer type changed", *place, name)


def _plain(annotation: str) -> str:
    """Return an annotation as it is whether it may be null first or last."""
    return " | ".join(sorted(annotation.split(" | ")))


def _endpoints(
    tree: ast.Module | None, system: System, entity: Entity, place: tuple[str, str]
) -> Iterator[ApiChange]:
    before = _read(tree) if tree is not None else {}
    after = _new(system, entity) if entity.endpoints else {}
    for method, path in before.keys() - after.keys():
        yield ApiChange("endpoint removed", place[0], place[1] + path, detail=method.upper())
    for (method, path), route in after.items():
        here = (place[0], place[1] + path)
        old = before.get((method, path))
        if old is None:
            yield ApiChange("endpoint added", *here, detail=method.upper())
            continue
        yield from _bodies(old.takes, route.takes, here)
        if (old.gives is None) != (route.gives is None):
            yield ApiChange("answer type changed", *here, detail="answers with something else")
        else:
            yield from _answers(old.gives or {}, route.gives or {}, here)


def _bodies(
    before: Mapping[str, _Slot], after: Mapping[str, _Slot], place: tuple[str, str]
) -> Iterator[ApiChange]:
    for name in before.keys() - after.keys():
        yield ApiChange("field removed", *place, name)
    for name, slot in after.items():
        if name not in before:
            kind: Kind = "required field added" if slot.required else "optional field added"
            yield ApiChange(kind, *place, name)
        elif _plain(slot.annotation) != _plain(before[name].annotation):
            yield ApiChange("limits changed", *place, name)


def _read(tree: ast.Module) -> _Routes:
    """Return the endpoints of a generated file."""
    classes = _slots(tree)
    found: dict[tuple[str, str], _Route] = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        bodies = [ast.unparse(one.annotation) for one in node.args.args if one.annotation]
        takes = next((classes[one] for one in bodies if one in classes), {})
        gives = classes.get(ast.unparse(node.returns)) if node.returns else None
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                path = call.args[0]
                if isinstance(path, ast.Constant):
                    found[call.func.attr, str(path.value)] = _Route(takes, gives)
    return found


def _new(system: System, entity: Entity) -> _Routes:
    view = endpoint_routes_view(system, entity)
    classes = {one.name: _made(one.fields) for one in view.bodies}
    return {
        (one.method, one.path): _Route(classes.get(one.body, {}), classes.get(one.out))
        for one in view.routes
    }


def _rules(tree: ast.Module | None, entity: Entity, place: tuple[str, str]) -> Iterator[ApiChange]:
    """Compare rules by their messages, which are all that clients see of them."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)] if tree else []
    before = {
        str(one.args[2].value)
        for one in calls
        if ast.unparse(one.func).endswith("Rule")
        and len(one.args) > 2
        and isinstance(one.args[2], ast.Constant)
    }
    after = {one.message for one in entity.rules}
    for message in sorted(before - after):
        yield ApiChange("rule removed", *place, detail=message)
    for message in sorted(after - before):
        yield ApiChange("rule added", *place, detail=message)
