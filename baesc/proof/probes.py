"""Values and queries that tell two applications apart: at each limit, and just beside it."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from baesc.knowledge.bad_values import MAX_INTEGER, bad_values, good_values
from baesc.knowledge.python_names import query_name
from baesc.knowledge.shapes import Shape, filter_fields, search_fields, sort_fields
from baesc.language.ir import Field

Body = dict[str, object]

MISSING_ID = MAX_INTEGER
MAX_BODY = 1_000_000
BAD_IDS = (str(MISSING_ID), "0", "-1", str(MISSING_ID + 1), str(2**63), "1.5", "x")


def evaluated(code: str) -> object:
    """Return the value of source that baesc made for a generated test."""
    names = {
        "MISSING_ID": MISSING_ID,
        "today": today,
        "utc_now": lambda: datetime.now(UTC),
        "timedelta": timedelta,
    }
    return eval(code, {"__builtins__": {}}, names)  # noqa: S307 - the source is our own


def today() -> date:
    """Return the day of generated applications, which is that of UTC."""
    return datetime.now(UTC).date()


def bad_bodies(shape: Shape) -> Iterator[Body]:
    """Yield changes that should be turned down, and such as lie close to that."""
    for field, _ in shape.columns:
        for code in bad_values(field):
            yield {field.name: evaluated(code)}
        for value in _beside(field):
            yield {field.name: value}
    for one in shape.references:
        for row_id in (MISSING_ID, MISSING_ID + 1, 0, -1, "1", True, None):
            yield {one.column: row_id}
    for many in shape.sets:
        for ids in ([MISSING_ID], [MISSING_ID + 1], [1, 1], [0], ["1"], 1, None):
            yield {many.ids: ids}
    yield {"no_such_field": 1}
    yield {"id": 77}


def good_bodies(shape: Shape) -> Iterator[Body]:
    """Yield changes that pass, at the limits of what does."""
    for field, _ in shape.columns:
        for code in good_values(field):
            yield {field.name: evaluated(code)}
        for choice in field.choices:
            yield {field.name: choice.value}


def _beside(field: Field) -> Iterator[object]:
    """Yield values one step to either side of each limit; some of them are valid."""
    make = _NEIGHBOURS.get(field.type)
    for bound in (field.minimum, field.maximum):
        if bound is not None and make is not None:
            yield from make(bound)
    longest = field.max_length or 254
    if field.type == "email":
        for length in (longest, longest + 1):
            labels = ("b" * 60 + ".") * 5
            yield f"a@{labels}"[: length - 3] + ".co"
    elif field.type == "url":
        for length in (longest, longest + 1):
            yield "https://example.com/".ljust(length, "x")


def _near_number(bound: object) -> Iterator[object]:
    for step in (-1, -0.5, -1e-6, 1e-6, 0.5, 1):
        yield float(str(bound)) + step


def _near_integer(bound: object) -> Iterator[object]:
    for step in (-2, -1, 1, 2):
        yield int(str(bound)) + step


def _near_decimal(bound: object) -> Iterator[object]:
    for step in ("-1", "-0.1", "0.1", "1"):
        yield float(Decimal(str(bound)) + Decimal(step))


def _near_day(bound: object) -> Iterator[object]:
    day = today() if bound in ("today", "now") else date.fromisoformat(str(bound))
    for days in (-366, -1, 1, 366):
        if date.min.toordinal() <= day.toordinal() + days <= date.max.toordinal():
            yield (day + timedelta(days=days)).isoformat()


def _near_moment(bound: object) -> Iterator[object]:
    # The present moves between two runs: what is sent must be the same all day.
    is_moving = bound in ("today", "now")
    moment = datetime.fromisoformat(f"{today()}T00:00:00Z" if is_moving else str(bound))
    steps = (-366 * 86400, -86400, 2 * 86400, 366 * 86400) if is_moving else (-3600, -1, 1, 3600)
    for seconds in steps:
        with suppress(OverflowError):
            near = moment.replace(tzinfo=None, microsecond=0) + timedelta(seconds=seconds)
            yield f"{near.isoformat()}Z"


def _near_clock(bound: object) -> Iterator[object]:
    start = datetime.combine(date(2000, 1, 1), time.fromisoformat(str(bound)))
    for seconds in (-3600, -60, -1, 1, 60, 3600):
        yield (start + timedelta(seconds=seconds)).time().isoformat()


_NEIGHBOURS: dict[str, Callable[[object], Iterator[object]]] = {
    "integer": _near_integer,
    "float": _near_number,
    "decimal": _near_decimal,
    "date": _near_day,
    "datetime": _near_moment,
    "time": _near_clock,
}


def tricky_texts(field: Field) -> Iterator[str]:
    """Yield texts that a search or a spreadsheet may take for something else."""
    if field.type in ("string", "text") and field.pattern is None:
        for text in ("=1+1", "+1+1", "-1+1", "@SUM", "\t1+1", "JOSÉ", "50%_x"):
            if (field.min_length or 1) <= len(text) <= (field.max_length or 10_000):
                yield text


def paging() -> Iterator[Body]:
    """Yield query parameters that all lists share, at their limits."""
    for limit in ("0", "1", "2", "200", "201", "-1", "x", ""):
        yield {"limit": limit}
    for offset in ("0", "1", "-1", str(MISSING_ID), str(MISSING_ID + 1), "x"):
        yield {"offset": offset}
    for text in ("\0", "x" * 100, "x" * 101):
        yield {"q": text}
    for order in ("ASC", ""):
        yield {"order": order}


def queries(shape: Shape, bodies: list[Body], ids: list[int]) -> Iterator[Body]:
    """Yield query parameters of a list: a page, every order, search and every filter."""
    yield {}
    yield {"offset": "1", "limit": "1", "order": "desc"}
    sortable = ["id", "created_at", "updated_at", *(one.name for one in sort_fields(shape.entity))]
    for name in sortable:
        yield {"sort": name}
        yield {"sort": name, "order": "desc"}
    for name in ("no_such_field", "", *(one.name for one in shape.entity.fields)):
        if name not in sortable:
            yield {"sort": name}
    yield from _searches(shape, bodies)
    yield from filters(shape, bodies, ids)
    yield {"no_such_field": "1"}


def _searches(shape: Shape, bodies: list[Body]) -> Iterator[Body]:
    for text in ("%", "_", "no such text"):
        yield {"q": text}
    for field in search_fields(shape.entity):
        for body in bodies:
            text = str(body.get(field.name, ""))[:100]
            yield {"q": text}
            yield {"q": text.upper()[1:]}


def filters(shape: Shape, bodies: list[Body], ids: Iterable[int]) -> Iterator[Body]:
    """Yield query parameters that filter: values that are there, others, and bad ones."""
    for field in filter_fields(shape.entity):
        name = query_name(field.name)
        for value in (*(body.get(field.name) for body in bodies), "no such value", ""):
            yield {name: value if isinstance(value, str) else json.dumps(value)}
        for value in ("\0", "x" * 2000, "x" * 2001, str(-MISSING_ID - 1), str(MISSING_ID + 1)):
            yield {name: value}
    yield from linked(shape, (*ids, *BAD_IDS))


def linked(shape: Shape, ids: Iterable[object]) -> Iterator[Body]:
    """Yield query parameters that filter by related rows."""
    names = [query_name(one.column) for one in shape.references]
    for name in (*names, *(one.query for one in shape.through)):
        for row_id in ids:
            yield {name: str(row_id)}


def garbage() -> Iterator[tuple[bytes, ...]]:
    """Yield bodies that are no JSON, and such as are too large, in one chunk or in many."""
    for body in (b"", b"[", b"{", b'"\xff"', b'{"name": NaN}', b'{"\\ud800": 1}', b"null", b"[]"):
        yield (body,)
    yield (b"[" * 100_000,)
    yield (b"{}" + b" " * (MAX_BODY - 2),)
    yield (b"{}" + b" " * (MAX_BODY - 1),)
    yield (b" " * 100_000,) * 12
