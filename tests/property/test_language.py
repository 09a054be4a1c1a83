"""Laws of the language: reading is total; order of files and keys means nothing."""

import random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baesc.ground.source import Source
from baesc.language.config import Config, load_config
from baesc.language.json_schema import spec_schema
from baesc.language.load import load
from baesc.language.reader import decode
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order
from baesc.messages.render import render, render_json
from baesc.passes.normalize import normalize
from baesc.proof.spec_fields import Spec
from baesc.proof.specs import as_yaml, valid_specs

CONFIG = Config("example", "Example")
KEYS = (
    "entity", "fields", "relations", "unique", "indexes", "rules", "permissions", "display", "to",
    "kind", "via", "type", "values", "default", "min", "max", "name", "label", "was", "required",
    "project", "output", "ports", "features", "check", "computed", "accept",
)  # fmt: skip
WORDS = (
    "Student", "string(10)? unique", "enum(a, b)", "decimal(3,2", "many_to_many A via B", "A",
    "<<", "*a",
    "&a x", "!!str", "- ", "? ", "today", "1e400", "0x", ".inf", "\t", "{", "]", "# x", "---",
    "|", "a: b", "a == 1", "count(x for x in A)", "A(a=1)", "a.b < today",
)  # fmt: skip


def compiled(*sources: Source) -> tuple[Any, tuple[Diagnostic, ...]]:
    specs, found = load(sources)
    system, more = normalize(specs, CONFIG)
    return system, in_order([*found, *more])


def check_total(content: bytes) -> None:
    source = decode("a.yaml", content)
    system, found = compiled(source)
    assert (system is None) == has_errors(found)
    assert all(one.span is None or one.span.line >= 1 for one in found)
    assert render(found, [source]).count("[BAE1") >= len(found)
    assert render_json(found).isascii()
    config, faults = load_config(source, {})
    assert (config is None) == has_errors(faults)


@given(st.binary(max_size=300))
def test_load_is_total_on_bytes(content: bytes) -> None:
    check_total(content)


@given(st.text(max_size=300))
def test_load_is_total_on_text(text: str) -> None:
    check_total(text.encode("utf-8", "surrogatepass"))


@given(st.lists(st.sampled_from([*KEYS, *WORDS, ": ", ":\n  ", "\n", ", ", "}", "[", '"', "'"])))
def test_load_is_total_on_almost_yaml(parts: list[str]) -> None:
    check_total("".join(parts).encode())


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(WORDS),
    st.text(max_size=8),
    st.dates(),
)  # fmt: skip
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=6),
    ),
    max_leaves=20,
)


@given(
    st.lists(st.one_of(_ANY, st.dictionaries(st.sampled_from(KEYS), _ANY, max_size=8)), max_size=3)
)
def test_load_is_total_on_any_yaml(documents: list[Any]) -> None:
    check_total(yaml.safe_dump_all(documents, allow_unicode=True).encode("utf-8", "surrogatepass"))


@given(valid_specs(), st.randoms(use_true_random=False), st.data())
def test_load_is_total_on_damaged_specs(
    specs: list[Spec], chance: random.Random, data: st.DataObject
) -> None:
    text = as_yaml(specs)
    at = chance.randrange(len(text))
    cut = data.draw(st.integers(0, 3))
    damaged = (
        text[:at] + data.draw(st.sampled_from(["", ":", "?", "(", "x", "\n"])) + text[at + cut :]
    )
    check_total(damaged.encode())


@given(valid_specs())
def test_valid_specs_have_no_fault(specs: list[Spec]) -> None:
    system, found = compiled(Source("a.yaml", as_yaml(specs)))
    assert found == ()
    assert [entity.name for entity in system.entities] == sorted(one["entity"] for one in specs)


def shuffled_keys(node: Any, chance: random.Random, ordered: bool = False) -> Any:
    """Return a spec with its keys in another order, but for fields, relations and values."""
    if isinstance(node, list):
        return [shuffled_keys(item, chance) for item in node]
    if not isinstance(node, dict):
        return node
    keys = list(node)
    if not ordered:
        chance.shuffle(keys)
    in_order_keys = ("fields", "relations", "values")
    return {key: shuffled_keys(node[key], chance, key in in_order_keys) for key in keys}


@given(valid_specs(), st.randoms(use_true_random=False))
def test_order_of_files_and_keys_means_nothing(specs: list[Spec], chance: random.Random) -> None:
    expected, _ = compiled(Source("a.yaml", as_yaml(specs)))
    paths = [f"{number}.yaml" for number in range(len(specs))]
    chance.shuffle(paths)
    sources = [
        Source(path, "# moved\n\n" + as_yaml([shuffled_keys(spec, chance)]))
        for path, spec in zip(paths, specs, strict=True)
    ]
    chance.shuffle(sources)
    found, faults = compiled(*sources)
    assert faults == ()
    assert found == expected


@given(valid_specs())
def test_editors_accept_what_the_compiler_accepts(specs: list[Spec]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(spec_schema())
    for spec in specs:
        assert list(validator.iter_errors(spec)) == []
