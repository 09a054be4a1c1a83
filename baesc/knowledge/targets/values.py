"""Functions that compiled rules and computed fields call."""

from typing import NamedTuple

from baesc.knowledge.imports import Imports
from baesc.knowledge.target import SystemTarget
from baesc.language.ir import System

_EXACT = frozenset({"add", "subtract", "multiply", "round_half_up", "total"})
_DAYS = frozenset({"add_months", "later", "earlier"})
_SPANS = frozenset({
    "divide_spans", "later", "earlier", "span_of_days", "span_of_hours", "add_spans", "times_span",
})  # fmt: skip


class ValuesView(NamedTuple):
    """What the template of values reads."""

    names: tuple[str, ...]
    imports: tuple[str, ...]
    exact: bool
    days: bool


def values_view(system: System) -> ValuesView:
    """Return which functions there are."""
    from baesc.knowledge.compiling.needs import values_used

    return view_of(values_used(system))


def view_of(names: tuple[str, ...]) -> ValuesView:
    """Return what the template reads for these functions."""
    used = frozenset(names)
    imports = Imports()
    if used & _EXACT:
        imports.add("decimal", "ROUND_HALF_UP", "Context", "Decimal")
    if used & {"total", "average", "mean"}:
        imports.add("collections.abc", "Iterable")
    if used & _DAYS:
        imports.add("typing", "TypeVar")
        imports.add("datetime", "date")
    if used & _SPANS:
        imports.add("datetime", "timedelta")
    if "add_months" in used:
        imports.add("calendar", "monthrange")
    if "finite" in used:
        imports.add("math", "isfinite")
    if "session_of" in used:
        imports.add("sqlalchemy.orm", "Session", "object_session")
    return ValuesView(names, imports.lines(), bool(used & _EXACT), bool(used & _DAYS))


def has_values(system: System) -> bool:
    """Tell whether a rule or a computed field needs a function of its own."""
    if not any(one.rules or any(f.computed for f in one.fields) for one in system.entities):
        return False
    from baesc.knowledge.compiling.needs import values_used

    return bool(values_used(system))


VALUES = SystemTarget(
    name="values",
    template="core/values.j2",
    path="app/values.py",
    view=values_view,
    present=has_values,
)
