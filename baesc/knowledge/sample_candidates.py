"""Values that may make a row obey a rule: those that the rule, its examples and other rows name."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from baesc.knowledge.sample_script import MOMENTS, of_typed
from baesc.knowledge.sample_solving import solutions
from baesc.knowledge.sample_values import Value, value_of
from baesc.knowledge.sample_world import Broken, World
from baesc.language.expressions.examples import Example, read_example
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reads import fields_read
from baesc.language.expressions.rows import Row
from baesc.language.expressions.samples import near_values
from baesc.language.expressions.scenes import constants_in, moments_in
from baesc.language.expressions.tree import Made, Node, walk
from baesc.language.ir import NOWHERE, Entity, Field, Rule, System

_DAYS = (0, 1, -1, 7, -7, 30, -30, 365, -365)
_USUAL = 8
Values = Mapping[str, Value]


class Candidates:
    """Proposes values for the rows that a broken rule reads."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.scopes = {one.name: one for one in system.entities}
        self._read: dict[int, tuple[Node, frozenset[tuple[str, str]]]] = {}

    def of(
        self, broken: Broken, entity: str, number: int, values: Values, world: World
    ) -> Iterator[Values]:
        """Yield other values for the row of a world that has these values."""
        expression, read = self._reads(broken)
        if (entity, number) == (broken.entity, broken.id):
            yield from self._examples(broken.rule, entity)
        row = world.rows[entity][number]
        held = [
            value for some in world.rows.values() for one in some.values() for value in one.values()
        ]
        seen = [*constants_in(expression), *moments_in(expression, world.now), *held]
        for field in self.system.entity(entity).fields:
            if (entity, field.name) in read and field.name in values:
                near = [*solutions(expression, field, broken, row, world)]
                near += near_values(field, seen, world.now)
                found = [*self._values(entity, field, expression, near)]
                if any(one.is_moving for one in values.values()):
                    found += _moving_along(field, near, world.now)
                for value in found:
                    if value.text != values[field.name].text:
                        yield {field.name: value}

    def _reads(self, broken: Broken) -> tuple[Node, frozenset[tuple[str, str]]]:
        """Return what is false without computed fields, and the fields that it reads then."""
        key = id(broken.expression)
        if key not in self._read:
            expression = inlined(broken.expression, self.system)
            self._read[key] = expression, fields_read(expression)
        return self._read[key]

    def _values(
        self, entity: str, field: Field, expression: Node, near: list[Any]
    ) -> Iterator[Value]:
        """Yield values of a field: the usual ones first, then those near to what was seen."""
        own = self.system.entity(entity)
        found: dict[str, Value] = {}
        for n in range(1, _USUAL + 1):
            value = value_of(own, field, n)
            found.setdefault(value.text, value)
        if field.type in ("string", "text") and field.pattern is None:
            near = [*_spelled(value_of(own, field, 1).plain, near), *near]
        for made in near:
            if (one := of_typed(field, made)) is not None:
                found.setdefault(one.text, one)
        yield from found.values()
        if field.type in ("date", "datetime") and any(
            isinstance(one, Made) for one in walk(expression)
        ):
            yield from _moving(field, expression)

    def _examples(self, rule: Rule, entity: str) -> Iterator[Values]:
        """Yield what the row of each `accept` example says of fields."""
        own = self.system.entity(entity)
        scope = Scope(self.scopes, entity)
        for text in rule.accept:
            rows = [_example(text, scope, now) for now in MOMENTS[:2]]
            if None not in rows:
                yield _as_values(own, *(one[0] for one in rows if one is not None))


def _example(text: str, scope: Scope, now: datetime) -> Example | None:
    example, _ = read_example(text, NOWHERE, scope, now)
    return example


def _as_values(entity: Entity, first: Row, second: Row) -> Values:
    """Return the values of an example; those that differ between two moments move."""
    found: dict[str, Value] = {}
    for field in entity.fields:
        if field.computed is not None or field.name not in first.values:
            continue
        one: Any = first.values[field.name]
        two: Any = second.values[field.name]
        if one != two and field.type in ("date", "datetime"):
            kind = MOMENTS[0].date() if field.type == "date" else MOMENTS[0]
            found[field.name] = moving(field, one - kind)
        elif (value := of_typed(field, one)) is not None:
            found[field.name] = value
    return found


def _spelled(usual: object, near: list[Any]) -> Iterator[str]:
    """Yield a usual text in other cases, and as long as those that are near."""
    text = str(usual)
    yield from (text.upper(), text.lower())
    for one in near:
        if isinstance(one, str) and one == "a" * len(one):
            yield text[: len(one)].ljust(len(one), "x")


def _moving(field: Field, expression: Node) -> Iterator[Value]:
    first, second = (moments_in(expression, now) for now in MOMENTS[:2])
    shifts = [timedelta(days=one) for one in _DAYS]
    kinds = [one.date() if field.type == "date" else one for one in MOMENTS[:2]]
    for one, two in zip(first, second, strict=True):
        if type(one) is type(two) is type(kinds[0]) and one - kinds[0] == two - kinds[1]:
            step = timedelta(days=1) if field.type == "date" else timedelta(hours=1)
            shifts += [one - kinds[0], one - kinds[0] + step, one - kinds[0] - step]
    for shift in dict.fromkeys(shifts):
        yield moving(field, shift)


def _moving_along(field: Field, near: list[Any], now: datetime) -> Iterator[Value]:
    """Yield what is near as so long before or after now: another value of the row moves."""
    if field.type in ("date", "datetime"):
        here = now.date() if field.type == "date" else now
        shifts = [one - here for one in near if type(one) is type(here)]
        far = timedelta(days=1000)
        yield from (moving(field, one) for one in dict.fromkeys(shifts) if abs(one) < far)


def moving(field: Field, shift: timedelta) -> Value:
    """Return a value so long after the moment at which a test runs."""
    later = _written(shift)
    if field.type == "date":
        code = f"(today(){later}).isoformat()" if shift else "today().isoformat()"
        return Value(code, f"today{later}", is_moving=True, shift=shift)
    code = f'f"{{utc_now(){later}:%Y-%m-%dT%H:%M:00Z}}"'
    return Value(code, f"now{later}", is_moving=True, shift=shift)


def _written(shift: timedelta) -> str:
    if not shift:
        return ""
    size = abs(shift)
    unit = f"days={size.days}" if not size.seconds else f"minutes={size // timedelta(minutes=1)}"
    return f" {'-' if shift < timedelta() else '+'} timedelta({unit})"
