"""Fields: constraints checked, values made canonical, defaults made explicit."""

import re
from typing import TYPE_CHECKING

from baesc.ground.names import label
from baesc.ground.source import Span
from baesc.language import faults, patterns, values
from baesc.language.ir import Choice, Default, Field, Plain
from baesc.language.specs import FieldSpec
from baesc.language.types import TYPES, TypeRow
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.unfit_logic import logic_faults

if TYPE_CHECKING:
    from baesc.language.spec import ComputedForm, FieldForm

PRECISION, SCALE = 12, 2
KEYED_LENGTH = 2000
CONSTRAINTS = (
    "min", "max", "min_length", "max_length", "pattern", "precision", "scale", "values",
)  # fmt: skip
_PLAIN_WORD = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


class FieldMaker:
    """Makes one field of the IR and collects what is wrong with it."""

    def __init__(self, spec: FieldSpec) -> None:
        self.spec = spec
        self.form: FieldForm = spec.form
        self.row: TypeRow = TYPES[spec.form.type]
        self.found: list[Diagnostic] = []

    def make(self) -> Field | None:
        """Return the field, or None when it has a fault."""
        form, row = self.form, self.row
        self._unfit_keys()
        if self.found:
            return None
        precision, scale = self._digits()
        choices = self._choices()
        least, most = self._lengths()
        pattern = self._pattern(least, most)
        self._keyed(most)
        if self.found:
            return None
        self.precision, self.scale, self.choices = precision, scale, choices
        low, high = self._bounds()
        if self.found:
            return None
        default = self._default(low, high, least, most, pattern)
        if self.found:
            return None
        return Field(
            name=self.spec.name,
            type=row.name,
            label=form.label or label(self.spec.name),
            doc=(form.doc or "").strip(),
            required=form.required,
            unique=form.unique,
            index=form.index and not form.unique,
            default=default,
            min_length=least,
            max_length=most,
            pattern=pattern,
            precision=precision,
            scale=scale,
            minimum=low,
            maximum=high,
            choices=choices,
            computed=None if form.computed is None else form.computed.expression or "",
            words=(form.computed.text or "").strip() if form.computed is not None else "",
            accept=tuple(form.computed.accept) if form.computed is not None else (),
            logic=(form.computed.logic or "").strip() if form.computed is not None else "",
            stored=form.stored,
            was=form.was,
            on_conflict=form.on_conflict or "",
            alias=form.keep_alias,
            origin=self.spec.span,
        )

    def _at(self, key: str) -> Span:
        return self.spec.places.at(key)

    def _given(self, key: str) -> bool:
        return getattr(self.form, key) is not None

    def _unfit_keys(self) -> None:
        for key in CONSTRAINTS:
            if self._given(key) and key not in self.row.knows:
                knows = faults.listed(sorted(self.row.knows))
                advice = f"this type knows {knows}" if knows else "leave it out"
                self._unfit(key, f"the type `{self.row.name}` has no `{key}`", advice)
        if self.form.computed is not None:
            self._said_once(self.form.computed)
            self.found += logic_faults(self.spec, self.form.computed)
            if self.form.computed.logic is None:
                self._unfit_computed()
        elif self.form.stored:
            advice = "leave `stored` out: what people fill in is always stored"
            self._unfit("stored", "only a computed field says whether it is `stored`", advice)

    def _unfit_computed(self) -> None:
        name = self.spec.name
        advice = {
            "default": "its value always comes from the expression",
            "min": f"write a rule: `check: {name} >= {self.form.min}`",
            "max": f"write a rule: `check: {name} <= {self.form.max}`",
            "min_length": f"write a rule: `check: len({name}) >= {self.form.min_length}`",
            "pattern": f"write a rule: `check: matches({name}, '{self.form.pattern}')`",
        }
        for key, says in advice.items():
            if self._given(key) and key in {*self.row.knows, "default"}:
                self._unfit(key, f"a computed field has no `{key}`", says)
        for key in ("unique", "index"):
            if getattr(self.form, key) and not self.form.stored:
                message = f"`{name}` is computed when it is read, so it has no `{key}`"
                self.found.append(faults.not_stored(self.spec.places.key(key), message))

    def _said_once(self, form: "ComputedForm") -> None:
        ways = [one for one in ("expression", "text", "logic") if getattr(form, one) is not None]
        if len(ways) != 1:
            message = "a computed field has one of `expression`, `text` and `logic`"
            advice = "write the expression, or under `text` or `logic` what it is in words"
            span = self.spec.places.key("computed")
            self.found.append(faults.contradiction(span, message, advice))

    def _unfit(self, key: str, message: str, advice: str) -> None:
        self.found.append(Diagnostic("BAE130", message, self.spec.places.key(key), advice))

    def _digits(self) -> tuple[int | None, int | None]:
        if self.row.name != "decimal":
            return None, None
        form = self.form
        precision = PRECISION if form.precision is None else form.precision
        scale = min(SCALE, precision) if form.scale is None else form.scale
        if precision > values.DIGITS_LIMIT:
            message = f"a decimal has at most {values.DIGITS_LIMIT} digits"
            advice = "a number of more digits would not survive as JSON"
            self.found.append(faults.bad_arguments(self._at("precision"), message, advice))
        elif scale > precision:
            message = f"a decimal of {precision} digits can't have {scale} after the point"
            advice = "the first number counts all digits, the second those after the point"
            self.found.append(faults.bad_arguments(self._at("scale"), message, advice))
        return precision, scale

    def _choices(self) -> tuple[Choice, ...]:
        if self.row.name != "enum":
            return ()
        made: list[Choice] = []
        labels = [one.label or _choice_label(one.value) for one in self.form.values or ()]
        problem, at = "", self._at("values")
        for index, one in enumerate(self.form.values or ()):
            if not one.value:
                problem = "an enum has an empty value"
            elif any(choice.value == one.value for choice in made):
                problem = f"the value `{faults.shown(one.value)}` is there twice"
            # Forms offer labels: what two values share says nothing, so the values stand in.
            twice = labels.count(labels[index]) > 1
            text = one.value if twice and not one.label else labels[index]
            if not problem and any(choice.label == text for choice in made):
                problem = f"the label `{faults.shown(text)}` is there twice"
            if problem:
                at = self.spec.places.at("values", index)
                break
            made.append(Choice(one.value, text, one.was))
        if not made and not problem:
            problem = "an enum needs values"
            at = self._at("values") if self.form.values is not None else self._at("type")
        if problem:
            advice = "write `enum(draft, sent)`, or `values: [draft, sent]`"
            self.found.append(Diagnostic("BAE134", problem, at, advice))
        return tuple(made)

    def _lengths(self) -> tuple[int | None, int | None]:
        least, most = self.form.min_length, self.form.max_length
        if most is None:
            most = self.row.length
        if most is not None and self.row.longest and most > self.row.longest:
            message = f"a {self.row.name} has at most {self.row.longest} characters"
            advice = (
                "use the type `text`" if self.row.name == "string" else "choose a smaller limit"
            )
            self._clash("max_length", message, advice)
        elif least is not None and most is not None and least > most:
            message = f"`min_length` {least} is greater than `max_length` {most}"
            self._clash("min_length", message, "no text could be that short and that long")
        return least, most

    def _clash(self, key: str, message: str, advice: str) -> None:
        self.found.append(Diagnostic("BAE132", message, self._at(key), advice))

    def _pattern(self, least: int | None, most: int | None) -> str | None:
        if self.form.pattern is None:
            return None
        pattern = patterns.canonical(self.form.pattern)
        try:
            shortest, longest = patterns.lengths(patterns.parse(pattern))
            re.compile(pattern)
        except patterns.PatternError as error:
            self._bad_pattern(error.message, error.advice)
            return None
        except (re.error, RecursionError, OverflowError) as error:
            self._bad_pattern(f"the pattern can't be read: {error}", "")
            return None
        if longest < max(least or 1, 1) or shortest > (most or shortest):
            message = "no text of the allowed length matches the pattern"
            self._clash("pattern", message, "change the pattern or the lengths")
        return pattern

    def _bad_pattern(self, message: str, advice: str) -> None:
        self.found.append(faults.bad_pattern(self._at("pattern"), message, advice))

    def _keyed(self, most: int | None) -> None:
        for key in ("unique", "index"):
            if getattr(self.form, key) and (not self.row.keyed or (most or 0) > KEYED_LENGTH):
                message = f"a {self.row.name} without a small limit can't be `{key}`"
                if self.row.name == "json":
                    message = f"a json can't be `{key}`"
                self.found.append(faults.not_keyed(self._at(key), message))
                return

    def _value(self, given: object) -> Plain:
        """Return a canonical value; ValueError with what is expected."""
        if self.row.name == "decimal":
            return values.fixed(given, self.precision or PRECISION, self.scale or 0)
        if self.row.name == "enum":
            if not any(choice.value == given for choice in self.choices):
                raise ValueError(f"one of {faults.listed(one.value for one in self.choices)}")
            return str(given)
        if self.row.parse is None:
            raise AssertionError(f"the type {self.row.name} has no parser")
        return self.row.parse(given)

    def _bounds(self) -> tuple[Plain, Plain]:
        limits: list[Plain] = []
        for key in ("min", "max"):
            given = getattr(self.form, key)
            if given is None or (self.row.made and given == self.row.made):
                limits.append(given)
                continue
            try:
                limits.append(self._value(given))
            except ValueError as error:
                limits.append(None)
                message = f"`{key}` of `{self.spec.name}` must be {error}"
                advice = f"or `{self.row.made}`" if self.row.made else ""
                self.found.append(Diagnostic("BAE131", message, self._at(key), advice))
        low, high = limits
        if self._fixed(low) and self._fixed(high) and self._less(high, low):
            self._clash("min", f"`min` {low} is greater than `max` {high}", "swap them")
        return low, high

    def _fixed(self, bound: Plain) -> bool:
        return bound is not None and bound != self.row.made

    def _less(self, one: Plain, other: Plain) -> bool:
        first, second = (values.ordered(self.row.name, value) for value in (one, other))
        return bool(first < second)  # type: ignore[operator]

    def _default(
        self, low: Plain, high: Plain, least: int | None, most: int | None, pattern: str | None
    ) -> Default | None:
        given = self.form.default
        if given is None:
            return None
        if self.row.made and given == self.row.made:
            return Default(self.row.made)  # type: ignore[arg-type]
        try:
            value = self._value(given)
        except ValueError as error:
            advice = f"or `{self.row.made}`" if self.row.made else ""
            self._bad_default(f"must be {error}", advice)
            return None
        if self._fixed(low) and self._less(value, low):
            self._bad_default(f"is less than `min` {low}", "")
        elif self._fixed(high) and self._less(high, value):
            self._bad_default(f"is greater than `max` {high}", "")
        elif isinstance(value, str) and "max_length" in self.row.knows:
            if not (least or 1) <= len(value) <= (most or len(value)):
                self._bad_default("has a length that is not allowed", "")
            elif pattern is not None and not re.fullmatch(pattern, value):
                self._bad_default("does not match the pattern", "")
        return Default("value", value)

    def _bad_default(self, problem: str, advice: str) -> None:
        message = f"the default of `{self.spec.name}` {problem}"
        self.found.append(Diagnostic("BAE133", message, self._at("default"), advice))


def _choice_label(value: str) -> str:
    """Return a label: `on_hold` reads `On hold`, what has capitals is left alone."""
    if _PLAIN_WORD.fullmatch(value):
        return label(value) or value
    return value[:1].upper() + value[1:]
