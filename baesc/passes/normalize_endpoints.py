"""Endpoints: what they take, give and change, and examples in canonical values."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from baesc.ground.names import label
from baesc.ground.source import Span
from baesc.language import hole_faults as faults
from baesc.language import values
from baesc.language.faults import listed
from baesc.language.ir import Case, Endpoint, Field, Plain
from baesc.language.places import Places
from baesc.language.specs import EndpointSpec, FieldSpec
from baesc.language.types import TYPES
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.drafts import Draft, EntityDraft
from baesc.passes.normalize_fields import FieldMaker

if TYPE_CHECKING:
    from baesc.language.spec import CaseForm

# Keys that make sense of a column alone.
_OF_COLUMNS = (
    "unique",
    "index",
    "default",
    "computed",
    "was",
    "backfill",
    "on_conflict",
    "keep_alias",
)
# What the routes of every entity are called: `create_student`.
OWN_VERBS = frozenset({"list", "export", "create", "get", "replace", "update", "delete"})
_Pairs = tuple[tuple[str, Plain], ...]


def endpoints_of(draft: Draft, entity: EntityDraft) -> tuple[Endpoint, ...]:
    """Return the endpoints of an entity that have no fault."""
    made = (_EndpointMaker(draft, entity, spec).make() for spec in entity.spec.endpoints)
    return tuple(one for one in made if one is not None)


def travelling(specs: Iterable[FieldSpec], found: list[Diagnostic]) -> tuple[Field, ...]:
    """Return values that come or go, as fields; adds to `found` what is wrong with them."""
    made = []
    for spec in specs:
        for name in _OF_COLUMNS:
            if getattr(spec.form, name) not in (None, False):
                message = f"`{spec.name}` is no column of a table, so it has no `{name}`"
                place = spec.places.key(name)
                found.append(faults.unfit_value(place, message, "leave it out"))
        if spec.form.type == "json":
            message = f"`{spec.name}` can't be json: code needs to know what is in it"
            advice = "take or give its parts one by one"
            found.append(faults.unfit_value(spec.places.at("type"), message, advice))
        maker = FieldMaker(spec)
        field = maker.make()
        found += maker.found
        if field is not None:
            made.append(field)
    return tuple(made)


def readable(entity: EntityDraft) -> dict[str, Field]:
    """Return what examples may say of a row: its fields, and the ids of relations."""
    row = {one.name: one for one in entity.fields if not one.logic}
    return row | references(entity)


def references(entity: EntityDraft) -> dict[str, Field]:
    """Return the columns of relations as fields."""
    ids = {one.column: one.required for one in entity.relations if one.column is not None}
    return {name: Field(name, "integer", name, required=must) for name, must in ids.items()}


class _EndpointMaker:
    """Makes one endpoint, and collects what is wrong with it."""

    def __init__(self, draft: Draft, entity: EntityDraft, spec: EndpointSpec) -> None:
        self.entity, self.spec, self.form = entity, spec, spec.form
        self.whole_draft = draft
        self.found: list[Diagnostic] = []

    def make(self) -> Endpoint | None:
        """Return the endpoint, or None when it has a fault."""
        form = self.form
        takes = travelling(self.spec.takes, self.found)
        gives = travelling(self.spec.gives, self.found)
        changes = tuple(self._change(at, name) for at, name in enumerate(form.changes))
        self._agreement()
        self._names(takes, gives)
        cases: tuple[Case, ...] = ()
        if not self.found:
            cases = tuple(self._case(at, one, takes, gives) for at, one in enumerate(form.examples))
        self.whole_draft.found += self.found
        if self.found:
            return None
        return Endpoint(
            name=self.spec.name,
            text=form.text.strip(),
            label=form.label or label(self.spec.name),
            on=form.on,
            method=form.method,
            takes=takes,
            gives=gives,
            changes=changes,
            cases=cases,
            origin=self.spec.span,
        )

    def _change(self, at: int, name: str) -> str:
        known = [one.name for one in self.entity.fields if one.computed is None]
        known += [one.column for one in self.entity.relations if one.column is not None]
        lost = {"fields", "relations", name} & self.entity.unsound
        if name not in known and not lost:
            span = self.spec.places.at("changes", at)
            action = "an endpoint cannot change"
            self.found.append(faults.unsettable(span, action, name, self.entity.name, known))
        elif name in self.form.changes[:at]:
            span = self.spec.places.at("changes", at)
            self._refuse(span, f"`changes` names `{name}` twice", "leave one of them out")
        return name

    def _agreement(self) -> None:
        form, places = self.form, self.spec.places
        if form.changes and form.on == "all":
            advice = "leave `changes` out, or use `on: row`"
            message = "an endpoint that looks at all rows changes none of them"
            self._refuse(places.key("changes"), message, advice)
        elif form.changes and form.method == "get":
            message = "an endpoint that is read with `get` changes nothing"
            self._refuse(places.at("method"), message, "leave `method` out: it is `post` then")
        elif form.method == "get" and self.spec.takes:
            message = "an endpoint that is read with `get` takes nothing"
            self._refuse(places.at("method"), message, "leave `method` out: it is `post` then")
        elif not form.changes and not self.spec.gives:
            message = f"`{self.spec.name}` gives nothing and changes nothing"
            advice = "say what it answers under `gives`, or which fields it changes under `changes`"
            self._refuse(self.spec.span, message, advice)

    def _names(self, takes: tuple[Field, ...], gives: tuple[Field, ...]) -> None:
        if self.spec.name in OWN_VERBS:
            message = f"every entity has an operation `{self.spec.name}` already"
            self.found.append(faults.taken(self.spec.span, message, "choose another name"))
        if any(one.logic and one.name == self.spec.name for one in self.entity.fields):
            message = f"code computes a field `{self.spec.name}` already"
            self.found.append(faults.taken(self.spec.span, message, "choose another name"))
        own = {self.entity.singular, self.entity.plural, "today", "now"}
        for field in takes:
            if field.name in own:
                message = f"the code of `{self.spec.name}` has `{field.name}` already"
                self.found.append(faults.taken(field.origin, message, "choose another name"))
        for field in gives:
            if field.name == "changes" and self.form.changes:
                message = "what it gives cannot be called `changes` beside what it changes"
                self.found.append(faults.taken(field.origin, message, "choose another name"))

    def _refuse(self, span: Span, message: str, advice: str) -> None:
        self.found.append(faults.no_endpoint(span, message, advice))

    def _case(
        self, at: int, form: "CaseForm", takes: tuple[Field, ...], gives: tuple[Field, ...]
    ) -> Case:
        places, span = self.spec.places, self.spec.places.at("examples", at)
        row = readable(self.entity)
        reader = CaseReader(places, at, self.found)
        reader.fits(form, self.form.on, span, promises=bool(gives or self.form.changes))
        is_told = form.gives is not None or (form.changes is not None and form.refuses is None)
        return Case(
            row=reader.pairs("row", form.row, row, must=()),
            rows=tuple(
                reader.pairs("rows", one, row, must=(), index=index)
                for index, one in enumerate(form.rows or ())
            ),
            takes=reader.pairs(
                "takes", form.takes, _by_name(takes), must=[one.name for one in _required(takes)]
            ),
            gives=reader.pairs(
                "gives", form.gives or {}, _by_name(gives),
                must=[one.name for one in gives] if is_told else [],
            ),
            changes=reader.pairs(
                "changes", form.changes or {},
                {name: one for name, one in row.items() if name in self.form.changes}, must=(),
            ),
            refuses=form.refuses,
            origin=span,
        )  # fmt: skip


def _by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {one.name: one for one in fields}


def _required(fields: Iterable[Field]) -> list[Field]:
    return [one for one in fields if one.required]


class CaseReader:
    """Reads the values of one example; `where` are the keys that lead to the examples."""

    def __init__(
        self,
        places: Places,
        at: int,
        found: list[Diagnostic],
        where: tuple[str, ...] = ("examples",),
    ) -> None:
        self.places, self.found = places, found
        self.way: tuple[str | int, ...] = (*where, at)

    def fits(self, form: "CaseForm", on: str, span: Span, *, promises: bool) -> None:
        """Check that the example is about rows as its endpoint is, and has one outcome."""
        if on == "all" and form.row:
            self._say(
                span, "an example of an endpoint on all rows has `rows`", "write `rows: [..]`"
            )
        elif on == "row" and form.rows is not None:
            self._say(span, "an example of an endpoint on one row has `row`", "write `row: {...}`")
        says = form.gives is not None or form.changes is not None
        if form.refuses is not None and says:
            message = "an example either refuses, or gives and changes something"
            self._say(span, message, "leave `refuses` out, or `gives` and `changes`")
        elif form.refuses is None and not says and promises:
            self._say(span, "an example without an outcome", "add `gives`, `changes` or `refuses`")

    def pairs(
        self,
        key: str,
        given: Mapping[str, Any],
        known: Mapping[str, Field],
        must: Iterable[str],
        index: int | None = None,
    ) -> _Pairs:
        """Return the values of one map of the example, sorted by name."""
        way = (*self.way, key) if index is None else (*self.way, key, index)
        made: list[tuple[str, Plain]] = []
        for name, value in sorted(given.items()):
            place = self.places.at(*way, name)
            if name not in known:
                allowed = listed(known) or "nothing"
                message = f"`{key}` of an example has no `{name}`"
                self._say(self.places.key(*way, name), message, f"it may have {allowed}")
                continue
            try:
                made.append((name, canonical_value(known[name], value)))
            except ValueError as error:
                self._say(place, f"`{name}` of an example must be {error}", "")
        for name in must:
            if name not in given:
                message = f"the example does not say `{name}` under `{key}`"
                self._say(self.places.at(*way), message, f"add `{name}: ...`")
        return tuple(made)

    def _say(self, span: Span, message: str, advice: str) -> None:
        self.found.append(faults.unfit_example(span, message, advice))


def canonical_value(field: Field, given: object) -> Plain:
    """Return a value in the form of `Default.value`; ValueError with what is expected."""
    if given is None:
        if field.required and field.computed is None:
            raise ValueError("a value: it is required")
        return None
    if field.type == "decimal":
        return values.fixed(given, field.precision or 15, field.scale or 0)
    if field.type == "enum":
        if not any(choice.value == given for choice in field.choices):
            raise ValueError(f"one of {listed(choice.value for choice in field.choices)}")
        return str(given)
    parse = TYPES[field.type].parse
    return str(given) if parse is None else parse(given)
