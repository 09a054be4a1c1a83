"""Values that code computes: their examples in canonical values."""

from dataclasses import replace
from typing import TYPE_CHECKING

from baesc.ground.source import Span
from baesc.language import hole_faults as faults
from baesc.language.ir import Case, Field, Plain
from baesc.language.specs import FieldSpec
from baesc.passes.drafts import Draft, EntityDraft
from baesc.passes.normalize_endpoints import CaseReader, canonical_value, references

if TYPE_CHECKING:
    from baesc.language.spec import ValueCaseForm

_WHERE = ("computed", "examples")


def with_cases(draft: Draft, entity: EntityDraft) -> tuple[Field, ...]:
    """Return the fields of an entity, those that code computes with their examples."""
    specs = {one.name: one for one in entity.spec.fields}
    return tuple(
        replace(one, cases=_cases(draft, entity, one, specs[one.name])) if one.logic else one
        for one in entity.fields
    )


def _cases(draft: Draft, entity: EntityDraft, field: Field, spec: FieldSpec) -> tuple[Case, ...]:
    given = spec.form.computed
    examples = given.examples if given is not None else []
    return tuple(_case(draft, entity, field, spec, at) for at, _ in enumerate(examples))


def _case(draft: Draft, entity: EntityDraft, field: Field, spec: FieldSpec, at: int) -> Case:
    known = {one.name: one for one in entity.fields if one.computed is None}
    known |= references(entity)
    form: ValueCaseForm = spec.form.computed.examples[at]  # type: ignore[union-attr]
    row = CaseReader(spec.places, at, draft.found, _WHERE).pairs("row", form.row, known, must=())
    span = spec.places.at(*_WHERE, at)
    value = _value(draft, field, form, spec.places.at(*_WHERE, at, "value"))
    return Case(row=row, gives=((field.name, value),), origin=span)


def _value(draft: Draft, field: Field, form: "ValueCaseForm", span: Span) -> Plain:
    try:
        return canonical_value(replace(field, computed=None), form.value)
    except ValueError as error:
        draft.found.append(faults.unfit_example(span, f"`value` of an example must be {error}", ""))
        return None
