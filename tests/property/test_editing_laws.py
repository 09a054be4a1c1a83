"""Edits of specs: what a request is not about stays as it is, to the byte."""

import re
from random import Random
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from baesc.ground.source import Source
from baesc.language.load import load
from baesc.language.nodes import plain
from baesc.language.reader import read
from baesc.language.writing import dump
from baesc.proof.specs import FIELDS, valid_specs
from baesc.recognition.editing_text import flow
from baesc.recognition.operations import Operation
from tests.editing import done, meaning, operation, sources

Spec = dict[str, Any]
TYPES = ("string", "string(100)", "integer", "decimal(10,2)", "date", "boolean", "enum(no, on, x)",
         "text", "email", "json")  # fmt: skip
_SECTIONS = ("fields:", "relations:")
KINDS = ("many_to_one", "one_to_one", "many_to_many")


def laid_out(specs: list[Spec], draw: Random) -> str:
    """Return specs as people lay them out: comments, blank lines, maps on one line."""
    documents = []
    for spec in specs:
        parts = [
            f"{key}: {flow(value)}\n"
            if isinstance(value, dict) and draw.random() < 0.3
            else dump([{key: value}])
            for key, value in spec.items()
        ]
        documents.append("".join(parts))
    lines = "---\n".join(documents).splitlines()
    said = values("\n".join(lines))
    for number in range(draw.randint(0, 12)):
        at = draw.randrange(len(lines) + 1)
        before = list(lines)
        if draw.random() < 0.6 or at == len(lines):
            lines.insert(at, draw.choice((f"# remark {number}", "", f"    # inner {number}")))
        else:
            lines[at] += f"  # end {number}"
        if values("\n".join(lines)) != said:
            lines = before
    text = "\n".join(lines) + draw.choice(("\n", "", "\n\n"))
    return text.replace("\n", "\r\n") if draw.random() < 0.2 else text


def values(text: str) -> list[object]:
    return [plain(one) for one in read(Source("a", text)).documents]


def request(specs: list[Spec], draw: Random) -> Operation:
    """Return a change of some entity."""
    spec = draw.choice(specs)
    entity, relations = spec["entity"], spec.get("relations", {})
    name = draw.choice(list(spec["fields"]))
    new = draw.choice(FIELDS)
    flags = {"required": draw.random() < 0.5, "unique": draw.random() < 0.3}
    more = draw.choice(({}, {"label": draw.choice(("On", "no", "a: b", "# c", "Zoë 'x' \"y\""))}))
    choices = [
        operation("create_entity", "BrandNew"),
        operation("rename_entity", entity, to="BrandNew"),
        operation("remove_entity", entity),
        operation("add_field", entity, new, type=draw.choice(TYPES), **flags, **more),
        operation("remove_field", entity, name),
        operation("rename_field", entity, name, to=new),
        operation("change_field", entity, name, **flags, **more),
        operation("change_field", entity, name, type=draw.choice(TYPES)),
        operation("add_relation", entity, new, to=draw.choice(specs)["entity"],
                  kind=draw.choice(KINDS), required=False),
    ]  # fmt: skip
    if relations:
        link = draw.choice(list(relations))
        choices += [
            operation("remove_relation", entity, link),
            operation("rename_relation", entity, link, to=new),
        ]
    return draw.choice(choices)


def forms(text: str) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return the fields and the relations of entities, without words on changes."""
    said = {"was", "backfill", "on_conflict"}
    return {
        one.name: (
            {each.name: each.form.model_dump(exclude=said) for each in one.fields},
            {each.name: each.form.model_dump(exclude=said) for each in one.relations},
        )
        for one in load([Source("a", text)])[0].entities
    }


def others(text: str, one: Operation) -> list[str]:
    """Return the lines of a text that an edit is not about, in their order."""
    names = {one.name or one.entity} | ({one.entity} if one.op.endswith("entity") else set())
    lines, kept = text.splitlines(), []
    end = 0
    for number, line in enumerate(lines):
        if one.name and re.match(rf" *['\"]?{one.name}['\"]?:", line):
            end = max(end, end_of_block(lines, number))
        if number < end and one.op.startswith(("remove", "change")):
            continue
        is_map = line.startswith(("fields: {", "relations: {"))
        is_key = one.op.startswith("remove") and line.split("#")[0].strip() in _SECTIONS
        # A relation may be seen from its other end under another name.
        is_inverse = not one.op.endswith("field") and ("check: " in line or "computed: " in line)
        if not (is_map or is_key or is_inverse or any(name in line for name in names)):
            kept.append(line)
    return kept


def end_of_block(lines: list[str], start: int) -> int:
    """Return where the lines of an entry end that starts on a line."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number].lstrip()
        if line and not line.startswith("#"):
            if len(lines[number]) - len(line) <= indent:
                break
            end = number + 1
    return end


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(specs=valid_specs(3), draw=st.randoms(use_true_random=True), built=st.booleans())
def test_edits_change_what_they_are_about(specs: list[Spec], draw: Random, built: bool) -> None:
    text = laid_out(specs, draw)
    one = request(specs, draw)
    edits = done(text, one, built=built)
    event(f"{one.op}: {'refused' if edits.problems else 'done'}")
    assert [each for each in edits.problems if each.code == "BAE901"] == []
    if edits.problems:
        assert edits.texts == ()
        assert edits.removed == ()
        return
    texts = {"specs/a.yaml": text} | dict(edits.texts)
    after = texts["specs/a.yaml"]
    specs_after = {path: text for path, text in texts.items() if path.startswith("specs/")}
    assert meaning(sources(specs_after)) is not None
    if one.op != "remove_entity":
        rest = iter(after.splitlines())
        # Every other line is there still, in the same order.
        assert [line for line in others(text, one) if line not in rest] == [], one
    assert ("\r\n" in after) == ("\r\n" in text)
    before, now = forms(text), {}
    for each in specs_after.values():
        now |= forms(each)
    assert set(now) == expected_entities(set(before), one)
    check_members(before, now, one)


def expected_entities(before: set[str], one: Operation) -> set[str]:
    gone = {one.entity} if one.op in ("remove_entity", "rename_entity") else set()
    made = {"create_entity": {one.entity}, "rename_entity": {one.to}}
    return (before - gone) | made.get(one.op, set())


def check_members(before: Any, now: Any, one: Operation) -> None:
    """Expect the members of the entity to be as asked for, and all others as they were."""
    for name in set(before) & set(now) - {one.entity}:
        if not one.op.startswith("rename"):
            assert now[name] == before[name]
        assert [list(each) for each in now[name]] == [list(each) for each in before[name]]
    if one.op.endswith("entity"):
        return
    section = 1 if "relation" in one.op else 0
    old, new = before[one.entity], now[one.entity]
    names = list(old[section])
    expected = {
        "add": [*names, one.name],
        "remove": [each for each in names if each != one.name],
        "rename": [one.to if each == one.name else each for each in names],
        "change": names,
    }[one.op.split("_")[0]]
    assert list(new[section]) == expected
    assert list(new[1 - section]) == list(old[1 - section])
    if one.op.startswith("rename"):
        return
    rest = [each for each in names if each != one.name]
    assert [new[section][each] for each in rest] == [old[section][each] for each in rest]
    if one.op.startswith(("add", "change")):
        for key, value in one.settings:
            assert new[section][one.name][key] == value or one.kind == "many_to_many"
