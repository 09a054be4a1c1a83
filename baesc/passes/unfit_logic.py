"""What cannot be said of a value that code computes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from baesc.language.hole_faults import no_logic
from baesc.language.specs import FieldSpec
from baesc.messages.diagnostic import Diagnostic

if TYPE_CHECKING:
    from baesc.language.spec import ComputedForm

# Keys that ask for a column, or limit what people fill in.
_NOT_WITH_LOGIC = (
    "default", "unique", "index", "stored", "min", "max", "min_length", "pattern",
)  # fmt: skip


def logic_faults(spec: FieldSpec, form: "ComputedForm") -> Iterator[Diagnostic]:
    """Yield what does not go together with `logic`, or is missing it."""
    places = spec.places
    if form.logic is None:
        if form.examples:
            message = "only a computed field with `logic` has `examples`"
            advice = "write rows with their value under `accept`"
            yield no_logic(places.key("computed", "examples"), message, advice)
        return
    for key in _NOT_WITH_LOGIC:
        if getattr(spec.form, key) not in (None, False):
            message = f"code computes `{spec.name}` when it is read, so it has no `{key}`"
            yield no_logic(places.key(key), message, f"leave `{key}` out")
    if form.accept:
        message = "a computed field with `logic` has `examples` instead of `accept`"
        advice = "write `examples: [{row: {...}, value: ...}]`"
        yield no_logic(places.key("computed", "accept"), message, advice)
    if spec.form.type in ("enum", "json"):
        message = f"code computes no {spec.form.type}"
        yield no_logic(places.at("type"), message, "make it a string")
