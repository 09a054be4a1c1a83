"""Rows that tests store as they are, as Python code: a function an entity, and groups of rows."""

from decimal import Decimal
from typing import NamedTuple

from baesc.knowledge.computed_methods import in_writing_order, method_name
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.sample_rows import draft_of, unique_sets
from baesc.knowledge.sample_script import typed
from baesc.knowledge.shapes import Shape, Shapes
from baesc.knowledge.stored_cases import Filled, Group, groups_of, links_of
from baesc.knowledge.typed_code import code_of
from baesc.language.expressions.boundary import NOW
from baesc.language.ir import Entity, Field

# Far beyond what sequences give out while the tests run.
FAR = 1_000_000
_ROOM = 8


class Factory(NamedTuple):
    """A function that makes a row of its id: its class, and the arguments beside the id.

    `computed` are the attributes that are computed when a row is written, in their order, and
    the methods that do it.
    """

    name: str
    cls: str
    arguments: tuple[tuple[str, str], ...]
    computed: tuple[tuple[str, str], ...]


def factory_of(shapes: Shapes, entity: Entity, imports: Imports) -> Factory:
    """Return the function that makes rows of an entity: usual values, and references by id."""
    shape = shapes.by_name[entity.name]
    imports.add("app.models", shape.named.cls)
    first = draft_of(shapes).rows[entity.name][0]
    unique = _unique(entity)
    arguments: list[tuple[str, str]] = []
    for field, attribute in shape.columns:
        if field.name in unique:
            code = code_of_nth(entity, field, imports)
        elif first[field.name].is_moving:
            code = _moving(field, first[field.name].code, imports)
        else:
            code = code_of(shape, field, typed(field, first[field.name], NOW), imports)
        if code and code != "None":
            arguments.append((attribute, code))
    arguments += [(one.attribute, "n") for one in shape.references if one.relation.required]
    computed = tuple(
        (attribute, method_name(shape, field, attribute))
        for field, attribute in in_writing_order(shape)
    )
    return Factory(f"{entity.singular}_row", shape.named.cls, tuple(arguments), computed)


def _unique(entity: Entity) -> frozenset[str]:
    return frozenset(name for names in unique_sets(entity) for name in names)


def _moving(field: Field, code: str, imports: Imports) -> str:
    """Return the code of a moving value without its way to JSON."""
    if "timedelta(" in code:
        imports.add("datetime", "timedelta")
    if field.type == "date":
        imports.add("app.fields", "today")
        return (
            code.removesuffix(".isoformat()").removeprefix("(").removesuffix(")")
            if (code.startswith("("))
            else "today()"
        )
    imports.add("app.database.base", "utc_now")
    return code.removeprefix('f"{').partition(":%Y")[0]


def code_of_nth(entity: Entity, field: Field, imports: Imports) -> str:
    """Return code of a value that differs for each `n`; empty where none is simple."""
    longest = field.max_length or 10_000
    match field.type:
        case "string" | "text" if field.pattern is None:
            word = field.label if field.label.isprintable() else "Value"
            fits = len(word) + 1 + _ROOM <= longest and (field.min_length or 1) <= len(word)
            plain = word.replace("{", "(").replace("}", ")")
            return f"f{quote(plain + ' {n}')}" if fits else ""
        case "email" if longest >= len(entity.singular) + 20 and entity.singular.isascii():
            return f'f"{entity.singular}{{n}}@example.com"'
        case "url" if longest >= 40:
            return 'f"https://example.com/{n}"'
        case "uuid":
            imports.add("uuid", "UUID")
            return "UUID(int=n)"
    if field.minimum is not None or field.maximum is not None:
        return ""
    match field.type:
        case "integer":
            return "n"
        case "float":
            return "float(n)"
        case "decimal" if (field.precision or 0) - (field.scale or 0) >= _ROOM:
            imports.add("decimal", "Decimal")
            return "Decimal(n)"
        case "date":
            imports.add("datetime", "date", "timedelta")
            return "date(2000, 1, 1) + timedelta(days=n)"
        case "datetime":
            imports.add("datetime", "UTC", "datetime", "timedelta")
            return "datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=n)"
        case _:
            return ""


class RowsCode(NamedTuple):
    """Groups of rows as arguments of `Rows`, and pairs of ids as arguments of `Links`."""

    rows: tuple[str, ...]
    entities: tuple[str, ...]


def code_of_rows(shapes: Shapes, case: Filled, imports: Imports, first: int = 0) -> RowsCode:
    """Return the rows of a case as code; ids are counted from `first`."""
    groups = groups_of(shapes, case)
    made = [_group(shapes, one, imports, first) for one in _explicit(shapes, case, groups)]
    for (name, relation), pairs in links_of(shapes, case).items():
        shape = shapes.by_name[name]
        held = next(one for one in shape.sets if one.relation.name == relation)
        link = held.relation.link
        if link is None:
            continue
        imports.add("tests.samples", "Links")
        imports.add(f"app.models.{shape.named.module}", held.variable)
        listed = ", ".join(f"({first + one}, {first + two})" for one, two in pairs)
        made.append(f"Links({held.variable}, [{listed}])")
    return RowsCode(tuple(made), tuple(dict.fromkeys(one.entity for one in groups)))


def _explicit(shapes: Shapes, case: Filled, groups: tuple[Group, ...]) -> list[Group]:
    """Return the groups with the unique values for which there is no code in `n`."""
    found: list[Group] = []
    for group in groups:
        entity = shapes.system.entity(group.entity)
        said = {name for name, _ in group.values}
        missing = [
            field
            for field in entity.fields
            if field.name in _unique(entity)
            and field.computed is None
            and field.name not in said
            and not code_of_nth(entity, field, Imports())
        ]
        if not missing:
            found.append(group)
            continue
        for number in group.ids:
            content = case.world.rows[group.entity][number]
            more = tuple((field.name, content[field.name]) for field in missing)
            found.append(Group(group.entity, (number,), (*group.values, *more)))
    return found


def _group(shapes: Shapes, group: Group, imports: Imports, first: int) -> str:
    shape = shapes.by_name[group.entity]
    make = f"{shape.named.singular}_row"
    imports.add("tests.samples", "Rows")
    imports.add(f"tests.samples.{shape.named.module}", make)
    numbers = [first + one for one in group.ids]
    ids = _listed(numbers)
    if not group.values:
        return f"Rows({make}, {ids})"
    pairs = ", ".join(
        f"{quote(attribute)}: {code}"
        for attribute, code in (_value(shape, one, imports, first) for one in group.values)
    )
    return f"Rows({make}, {ids}, {{{pairs}}})"


def _listed(numbers: list[int]) -> str:
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"range({numbers[0]}, {numbers[-1] + 1})"
    return f"[{', '.join(map(str, numbers))}]"


def _value(shape: Shape, pair: tuple[str, object], imports: Imports, first: int) -> tuple[str, str]:
    name, value = pair
    for one in shape.references:
        if one.relation.name == name:
            return one.attribute, "None" if value is None else str(first + int(str(value)))
    field = next((each for each in shape.entity.fields if each.name == name), None)
    attributes = {each.name: attribute for each, attribute in shape.columns}
    # An integer as it is: a decimal of whole value keeps its kind.
    made = Decimal(value) if field and field.type == "decimal" and isinstance(value, int) else value
    return attributes.get(name, name), code_of(shape, field, made, imports)
