"""Any allowed change of any schema keeps what was stored, and ends where a new one begins.

`EVOLUTION_EXAMPLES=5000` tries more of them.
"""

import os
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baesc.evolution.evolve import downgrade_of
from baesc.evolution.matching import Matching, match
from baesc.evolution.planning import plan_migration
from baesc.evolution.revision import revision_text
from baesc.language.ir import Entity, Field, System
from tests.migrating import Revisions, rows, schema, sqlite, system_of, upgrade_of

EXAMPLES = int(os.environ.get("EVOLUTION_EXAMPLES", "500"))
TYPES = (
    "string(40)", "string(100)", "text", "integer", "float", "decimal(5,2)", "boolean", "date",
    "time", "datetime", "email", "url", "uuid", "enum(a, b, c)", "enum(a, b)", "json",
)  # fmt: skip
WIDER = {
    "string(40)": ("string(100)", "text"),
    "integer": ("float", "decimal(12,1)", "string(20)", "text"),
    "decimal(5,2)": ("decimal(6,2)", "float", "string(30)"),
    "boolean": ("integer", "string(9)"),
    "date": ("datetime", "text"),
    "email": ("text", "string(254)"),
    "url": ("text",),
    "uuid": ("string(36)", "text"),
    "enum(a, b)": ("enum(a, b, c)", "string(40)"),
}
FILLED: tuple[dict[str, Any], ...] = (
    {"type": "integer", "default": 7},
    {"type": "string(9)", "default": "it's: 5%"},
    {"type": "boolean", "default": True},
    {"type": "decimal(9,4)", "default": 1.5},
    {"type": "enum(x, y)", "default": "y"},
    {"type": "date", "default": "today"},
    {"type": "datetime", "default": "now"},
)
UNBOUND = ("json", "text", "boolean", "enum(a, b, c)", "enum(a, b)")
NOW = "2026-01-01 00:00:00.000000"
COUNT = 5
Spec = dict[str, Any]


def new_specs(draw: Random) -> Spec:
    names = ["Ant", "Bee", "Cat", "Dog"][: draw.randint(1, 4)]
    return {name: _entity(draw, name, names) for name in names}


def _entity(draw: Random, name: str, names: list[str]) -> Spec:
    fields: Spec = {}
    for at in range(draw.randint(1, 5)):
        kind = draw.choice(TYPES)
        field: Spec = {"type": kind + draw.choice(("", "", "?"))}
        if kind not in UNBOUND:
            field |= draw.choice(({}, {}, {"unique": True}, {"index": True}))
        if kind == "integer":
            field |= draw.choice(({}, {"min": 0, "max": 100}))
        fields[f"f{at}"] = field
    relations: Spec = {}
    for at in range(draw.randint(0, 2)):
        target = draw.choice(names)
        kind = draw.choice(("many_to_one", "many_to_one", "many_to_many", "one_to_one"))
        relations[f"r{at}"] = {"to": target, "kind": kind, "inverse": f"{name.lower()}_r{at}s"}
        if kind != "many_to_many":
            earlier = names.index(target) < names.index(name)
            relations[f"r{at}"]["required"] = earlier and draw.random() < 0.5
    return {"fields": fields, "relations": relations}


def changed(draw: Random, specs: Spec) -> Spec:
    """Return other specs, by a few of the changes that need no word."""
    found: Spec = yaml.safe_load(yaml.safe_dump(specs))
    for at in range(draw.randint(1, 5)):
        name = draw.choice(sorted(found))
        entity = found[name]
        if entity.get("new"):
            continue
        draw.choice((_add, _drop, _rename, _widen, _loosen, _relate, _link, _reorder))(
            draw, found, entity, at
        )
        if draw.random() < 0.2 and "was" not in entity:
            _rename_entity(found, name)
        elif draw.random() < 0.1 and len(found) > 1:
            _drop_entity(found, name)
        elif draw.random() < 0.1:
            target = draw.choice(sorted(found))
            relation = {"to": target, "required": False, "inverse": f"new{at}s"}
            found[f"New{at}"] = {
                "fields": {"name": {"type": "string(20)"}},
                "relations": {"it": relation},
                "new": True,
            }
    return found


def _add(draw: Random, _specs: Spec, entity: Spec, at: int) -> None:
    optional: Spec = {"type": f"{draw.choice(TYPES)}?"}
    entity["fields"][f"n{at}"] = draw.choice((optional, dict(draw.choice(FILLED))))


def _drop(draw: Random, _specs: Spec, entity: Spec, _at: int) -> None:
    kind = draw.choice(("fields", "relations"))
    if len(entity[kind]) > (kind == "fields"):
        del entity[kind][draw.choice(sorted(entity[kind]))]


def _rename(draw: Random, _specs: Spec, entity: Spec, at: int) -> None:
    kind = draw.choice(("fields", "relations"))
    old = [name for name, one in entity[kind].items() if name[0] in "fr" and "was" not in one]
    if old:
        name = draw.choice(old)
        entity[kind] = {
            (f"m{at}" if one == name else one): ({**said, "was": one} if one == name else said)
            for one, said in entity[kind].items()
        }


def _widen(draw: Random, _specs: Spec, entity: Spec, _at: int) -> None:
    field = entity["fields"][draw.choice(sorted(entity["fields"]))]
    kind, mark = field["type"].rstrip("?"), "?" if field["type"].endswith("?") else ""
    if kind in WIDER and "min" not in field and "default" not in field:
        field["type"] = draw.choice(WIDER[kind]) + mark
        if field["type"].startswith("text"):
            field.pop("unique", None)
            field.pop("index", None)


def _loosen(draw: Random, _specs: Spec, entity: Spec, _at: int) -> None:
    field = entity["fields"][draw.choice(sorted(entity["fields"]))]
    for name in draw.choice((("unique",), ("min", "max"), ("index",))):
        field.pop(name, None)
    if "default" not in field:
        field["type"] = field["type"].rstrip("?") + "?"


def _relate(draw: Random, specs: Spec, entity: Spec, at: int) -> None:
    kind = draw.choice(("many_to_one", "many_to_many", "one_to_one"))
    target = draw.choice(sorted(specs))
    relation = {"to": target, "kind": kind, "inverse": f"other{at}s"}
    entity["relations"][f"q{at}"] = relation | (
        {} if kind == "many_to_many" else {"required": False}
    )


def _link(draw: Random, _specs: Spec, entity: Spec, _at: int) -> None:
    for one in entity["relations"].values():
        if one.get("kind") == "many_to_one":
            choice = draw.choice(("many", "cascade", "same"))
            if choice == "many":
                one.update(kind="many_to_many")
                one.pop("required")
                one.pop("on_delete", None)
            elif choice == "cascade":
                one["on_delete"] = "cascade"


def _reorder(_draw: Random, _specs: Spec, entity: Spec, _at: int) -> None:
    entity["fields"] = dict(reversed(entity["fields"].items()))


def _rename_entity(specs: Spec, name: str) -> None:
    specs[f"{name}x"] = {**specs.pop(name), "was": name}
    for entity in specs.values():
        for one in entity["relations"].values():
            if one["to"] == name:
                one["to"] = f"{name}x"


def _drop_entity(specs: Spec, name: str) -> None:
    del specs[name]
    for entity in specs.values():
        entity["relations"] = {
            key: one for key, one in entity["relations"].items() if one["to"] != name
        }


def text_of(specs: Spec) -> str:
    documents = [
        yaml.safe_dump({"entity": name} | {key: one for key, one in said.items() if key != "new"})
        for name, said in specs.items()
    ]
    return "---\n".join(documents)


def fill(engine: sa.Engine, system: System, draw: Random) -> None:
    with engine.begin() as connection:
        for entity in system.entities:
            for number in range(1, COUNT + 1):
                values = {one.name: value_of(draw, one, number) for one in entity.fields}
                for one in entity.relations:
                    if one.column is not None:
                        values[one.column] = number
                values |= {"created_at": NOW, "updated_at": NOW}
                names = ", ".join(values)
                marks = ", ".join(f":{name}" for name in values)
                connection.execute(
                    sa.text(f"INSERT INTO {entity.table} ({names}) VALUES ({marks})"), values
                )
            for one in entity.relations:
                if one.link is not None:
                    for pair in ((1, 1), (1, 2), (3, 2)):
                        connection.exec_driver_sql(
                            f"INSERT INTO {one.link.table} VALUES (?, ?)", pair
                        )


def value_of(draw: Random, field: Field, number: int) -> Any:
    if not field.required and draw.random() < 0.3:
        return None
    if field.type == "enum":
        return draw.choice(field.choices).value
    return {
        "string": f"s'{number}", "text": f"té:{number} %s", "integer": number,
        "float": number + 0.5, "decimal": number + 0.25, "boolean": number % 2,
        "date": f"2020-01-{number:02}", "time": f"10:00:{number:02}.000000",
        "datetime": f"2020-01-{number:02} 10:00:00.000000", "email": f"a{number}@x.y",
        "url": f"http://x/{number}", "uuid": f"{number:032x}", "json": '{"a": 1}',
    }[field.type]  # fmt: skip


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_no_change_loses_anything(draw: Random) -> None:
    specs = new_specs(draw)
    old, new = system_of(text_of(specs)), system_of(text_of(changed(draw, specs)))
    assume(old is not None and new is not None)
    assert old is not None
    assert new is not None
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, sqlite() as engine, sqlite() as fresh:
        _change(Revisions(Path(folder)), engine, fresh, old, new, draw)


def _change(
    revisions: Revisions, engine: sa.Engine, fresh: sa.Engine, old: System, new: System,
    draw: Random,
) -> None:  # fmt: skip
    matching = match(old, new)
    first = upgrade_of(None, old)
    revisions.apply(engine, first)
    fill(engine, old, draw)
    before = {one.name: rows(engine, one.table) for one in old.entities}
    revisions.apply(engine, upgrade_of(old, new))
    revisions.apply(fresh, upgrade_of(None, new))
    assert schema(engine) == schema(fresh)
    for pair in matching.matched:
        _same_values(pair.old, before[pair.old.name], rows(engine, pair.new.table), matching)
    back, _ = downgrade_of(old, new, matching)
    if back is not None:
        migration = plan_migration(new, old, matching.reversed(), {})
        revisions.apply(engine, revision_text("Back", "3", "2", migration, None, ""))
        with sqlite() as other:
            revisions.apply(other, first)
            assert schema(engine) == schema(other)
        for one in old.entities:
            if matching.new_name(one.name) is not None:
                assert rows(engine, one.table).keys() == before[one.name].keys()


def _same_values(
    old: Entity, before: dict[int, Any], after: dict[int, Any], matching: Matching
) -> None:
    assert before.keys() == after.keys()
    pair = next(one for one in matching.matched if one.old.name == old.name)
    names = [(one.name, other.name) for one, other in pair.fields if one.type == other.type]
    names += [
        (one.column, other.column) for one, other in pair.relations if one.column and other.column
    ]
    for number, row in before.items():
        assert [row[one] for one, _ in names] == [after[number][other] for _, other in names]
