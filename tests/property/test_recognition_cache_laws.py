"""Laws of recognitions as JSON: all of them survive it, and nothing else is taken for one."""

import json
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from baesc.recognition.caching import Entry
from baesc.recognition.operations import (
    Language,
    Operation,
    OperationKind,
    Recognition,
    RelationKind,
)
from baesc.recognition.written import (
    ACTIONS,
    content_of,
    entry_from,
    entry_of_line,
    line_of,
    plain,
    recognition_from,
)

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
OPERATIONS = st.builds(
    Operation,
    st.sampled_from(get_args(OperationKind)),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from(["", *get_args(RelationKind)]),
    st.lists(st.tuples(TEXTS, VALUES), max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
)
RECOGNITIONS = st.builds(
    Recognition,
    st.sampled_from(ACTIONS),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(OPERATIONS, min_size=1, max_size=3).map(tuple),
    st.sampled_from(get_args(Language)),
    st.floats(0, 1),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.sampled_from(["grammar", "model"]),
)
ENTRIES = st.builds(Entry, TEXTS, TEXTS, TEXTS, RECOGNITIONS, st.integers(0, 1 << 40))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(VALUES, st.just(float("nan"))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


def typed(value: object) -> object:
    """Return a value in which 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {key: typed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [typed(one) for one in value]
    return type(value), repr(value)


@given(ENTRIES)
def test_entries_survive_json(entry: Entry) -> None:
    content = content_of(entry)
    assert content.isascii()
    found = entry_from(entry.context, content, entry.created)
    assert found == entry
    assert found is not None
    assert typed(plain(found.recognition)) == typed(plain(entry.recognition))
    assert content_of(found) == content


@given(ENTRIES, st.integers(0, 1 << 40), st.integers(0, 99))
def test_entries_survive_lines(entry: Entry, used: int, hits: int) -> None:
    line = line_of(entry, used, hits)
    assert "\n" not in line
    assert entry_of_line(line) == (entry, used, hits)
    # Another program may have put the keys in another order.
    assert entry_of_line(json.dumps(json.loads(line), sort_keys=True)) == (entry, used, hits)


@given(ENTRIES, st.data())
def test_a_value_of_another_type_is_none(entry: Entry, data: st.DataObject) -> None:
    found: Any = json.loads(json.dumps(plain(entry.recognition)))
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key in value if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            if isinstance(value[key], dict | list):
                walk(value[key])

    walk(found)
    holder, key = data.draw(st.sampled_from(places))
    if data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(JSON)
    read = recognition_from(found)
    # What is read says all that is there, and nothing else.
    assert read is None or typed(plain(read)) == typed(
        {**found, "operations": [{**one} for one in found["operations"]]}
    )


@given(st.one_of(TEXTS, JSON.map(json.dumps)))
def test_other_texts_are_no_entries(text: str) -> None:
    assert entry_from("", text, 0) is None
    assert isinstance(entry_of_line(text), str)
