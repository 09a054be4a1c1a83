"""Transforms: the columns of their files, what an import makes, and examples."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from baesc.ground.names import label
from baesc.ground.source import Span
from baesc.language import hole_faults as faults
from baesc.language.ir import Case, Field, Transform
from baesc.language.specs import TransformSpec
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.drafts import Draft, EntityDraft
from baesc.passes.normalize_endpoints import (
    OWN_VERBS,
    CaseReader,
    readable,
    references,
    travelling,
)

if TYPE_CHECKING:
    from baesc.language.spec import LineForm


def transforms_of(draft: Draft, entity: EntityDraft) -> tuple[Transform, ...]:
    """Return the transforms of an entity that have no fault."""
    made = (_TransformMaker(draft, entity, spec).make() for spec in entity.spec.transforms)
    return tuple(one for one in made if one is not None)


class _TransformMaker:
    """Makes one transform, and collects what is wrong with it."""

    def __init__(self, draft: Draft, entity: EntityDraft, spec: TransformSpec) -> None:
        self.entity, self.spec, self.form = entity, spec, spec.form
        self.whole_draft = draft
        self.found: list[Diagnostic] = []

    def make(self) -> Transform | None:
        """Return the transform, or None when it has a fault."""
        form = self.form
        self._name()
        columns = travelling(self.spec.columns, self.found)
        if not self.spec.columns:
            message, advice = f"`{self.spec.name}` has no columns", "add `columns: {name: string}`"
            self._refuse(self.spec.span, message, advice)
        makes = self._makes()
        cases: tuple[Case, ...] = ()
        if not self.found:
            cases = tuple(
                self._case(at, one, columns, makes) for at, one in enumerate(form.examples)
            )
        self.whole_draft.found += self.found
        if self.found:
            return None
        return Transform(
            name=self.spec.name,
            text=form.text.strip(),
            label=form.label or label(self.spec.name),
            direction=form.direction,
            columns=columns,
            makes=makes,
            cases=cases,
            origin=self.spec.span,
        )

    def _name(self) -> None:
        name, taken = self.spec.name, ""
        if name in OWN_VERBS:
            taken = f"every entity has an operation `{name}` already"
        elif any(one.logic and one.name == name for one in self.entity.fields):
            taken = f"code computes a field `{name}` already"
        elif any(one.name == name for one in self.entity.spec.endpoints):
            taken = f"{self.entity.name} has an endpoint `{name}` already"
        if taken:
            self.found.append(faults.taken(self.spec.span, taken, "choose another name"))

    def _makes(self) -> tuple[Field, ...]:
        """Return the fields of a row that an import makes."""
        form, places = self.form, self.spec.places
        if form.direction == "export":
            if form.makes:
                advice = "leave `makes` out, or use `direction: import`"
                self._refuse(places.key("makes"), "an export makes no rows", advice)
            return ()
        known = {one.name: one for one in self.entity.fields if one.computed is None}
        known |= references(self.entity)
        needed = [one.name for one in known.values() if one.required and one.default is None]
        if form.makes:
            self._named(known, needed)
        elif not needed and not self.entity.unsound:
            advice = "name what it makes: `makes: [...]`"
            self._refuse(self.spec.span, f"no field of {self.entity.name} is required", advice)
        made = [known[name] for name in form.makes or needed if name in known]
        for one in made:
            if one.type == "json":
                message = f"`{one.name}` is json: code needs to know what is in it"
                span = self.spec.span
                if form.makes:
                    span = places.at("makes", form.makes.index(one.name))
                self.found.append(faults.unfit_value(span, message, "an import leaves it out"))
        return tuple(made)

    def _named(self, known: Collection[str], needed: Iterable[str]) -> None:
        """Check the names of what an import makes."""
        names, places, entity = self.form.makes, self.spec.places, self.entity.name
        for at, name in enumerate(names):
            span = places.at("makes", at)
            if name not in known:
                if not {"fields", "relations", name} & self.entity.unsound:
                    action = "an import cannot make"
                    self.found.append(faults.unsettable(span, action, name, entity, known))
            elif name in names[:at]:
                self._refuse(span, f"`makes` names `{name}` twice", "leave one of them out")
        for name in needed:
            if name not in names:
                message = f"every {entity} needs `{name}`, and `makes` does not name it"
                self._refuse(places.key("makes"), message, f"add `{name}`, or give it a default")

    def _refuse(self, span: Span, message: str, advice: str) -> None:
        self.found.append(faults.no_endpoint(span, message, advice))

    def _case(
        self, at: int, form: "LineForm", columns: tuple[Field, ...], makes: tuple[Field, ...]
    ) -> Case:
        places, span = self.spec.places, self.spec.places.at("examples", at)
        reader = CaseReader(places, at, self.found)
        self._fits(form, span)
        line = {one.name: one for one in columns}
        row, given, made = readable(self.entity), form.row or {}, form.line or {}
        if self.form.direction == "export":
            needed = list(line) if form.line is not None else []
            return Case(
                row=reader.pairs("row", given, row, must=()),
                gives=reader.pairs("line", made, line, must=needed),
                origin=span,
            )
        cells = [one.name for one in columns if one.required] if form.line is not None else []
        wanted = [one.name for one in makes if one.required] if form.row is not None else []
        return Case(
            row=reader.pairs("line", made, line, must=cells),
            gives=reader.pairs("row", given, {one.name: one for one in makes}, must=wanted),
            refuses=form.refuses,
            origin=span,
        )

    def _fits(self, form: "LineForm", span: Span) -> None:
        """Check that an example says what is given, and one outcome."""

        def say(message: str, advice: str) -> None:
            self.found.append(faults.unfit_example(span, message, advice))

        is_import = self.form.direction == "import"
        if not is_import and form.refuses is not None:
            say("an export refuses nothing", "leave `refuses` out")
        elif form.line is None:
            say("an example without a line", "add `line: {...}`")
        elif is_import and form.refuses is not None and form.row is not None:
            say("an example either refuses or makes a row", "leave `refuses` or `row` out")
        elif is_import and form.refuses is None and form.row is None:
            say("an example without an outcome", "add `row` or `refuses`")
