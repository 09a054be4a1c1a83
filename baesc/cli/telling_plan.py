"""What a build would change, for people: what breaks first, on one screen if it can be."""

from collections.abc import Iterable, Iterator

from baesc.cli.console import CYAN, GREEN, RED, YELLOW, Console, counted
from baesc.cli.planning import Planning, TableRows
from baesc.evolution.clients import ApiChange, Kind
from baesc.evolution.worded import mark, worded

MOST_NAMES = 3
COLORS = {"!": RED, "?": YELLOW, "+": GREEN, "-": RED, "~": CYAN}

# What is said of a change of the API that says nothing else of itself.
_SAID: dict[Kind, str] = {
    "endpoints added": "new",
    "endpoints removed": "gone",
    "optional field added": "new, optional in bodies",
    "required field added": "new, required in bodies",
    "field removed": "gone",
    "answer field added": "new in answers",
    "answer field removed": "gone",
    "filter added": "new filter",
    "filter removed": "no filter any more",
    "sort added": "lists may be sorted by it",
    "sort removed": "lists cannot be sorted by it any more",
    "made required": "required now",
    "made optional": "optional now",
    "answer always given": "required now",
    "answer may be null": "optional now",
    "links to another": "leads elsewhere",
}
_WITH_DETAIL: dict[Kind, str] = {
    "endpoint added": "new,",
    "endpoint removed": "gone,",
    "rule added": "new:",
    "rule removed": "no more:",
}
# What goes without saying beside another change of the same member.
_IMPLIED: dict[Kind, Kind] = {
    "optional field added": "answer field added",
    "required field added": "answer field added",
}
_GROUPS = (
    ("ui/", "pages"), ("tests/", "tests"), ("app/models/", "models"), ("app/schemas/", "bodies"),
    ("app/routes/", "routes"), ("app/endpoints/", "routes"), ("app/rules/", "rules"),
    ("app/logic/", "logic"), ("app/database/", "database"), ("migrations/", "database"),
    ("", "others"),
)  # fmt: skip


def tell_planning(found: Planning, folder: str, console: Console) -> None:
    """Say what a build would change."""
    if found.is_empty and found.built.ok:
        count = len(found.built.planned.plan.actions) if found.built.planned else 0
        console.say(f"nothing to do: {count} artifacts are up to date")
        if found.proof is not None:
            console.say(f"migration {found.proof.revision} {found.proof.said()}")
        return
    for line in (*_head(found, folder, console), *_body(found, folder, console)):
        console.say(line)


def _head(found: Planning, folder: str, console: Console) -> Iterator[str]:
    parts = []
    if found.is_first:
        parts.append("nothing was built before")
    elif found.product is not None:
        number = len(found.product.changes)
        parts.append(f"{counted(number, 'change')} of the schema" if number else "the same schema")
        broken = found.product.breaking
        said = f"{broken} break API clients" if broken != 1 else "1 breaks API clients"
        parts.append(console.paint(said, RED, bold=True) if broken else "no API client breaks")
    parts.append(f"{counted(len(found.built_anew), 'file')} to make")
    yield f"{console.paint('plan', CYAN, bold=True)} for {folder}: {', '.join(parts)}"


def _body(found: Planning, folder: str, console: Console) -> Iterator[str]:
    yield from _section("Schema", _schema(found), console)
    yield from _section("API", _api(found), console)
    yield from _section("Migration", _migration(found, folder), console)
    yield from _section("Files", _files(found), console)
    yield from _section("Model", _model(found), console)


Row = tuple[str, str, str]


def _section(title: str, rows: Iterable[Row], console: Console) -> Iterator[str]:
    """Yield rows of a mark, a name and what is said of it; a row without a name is a heading."""
    rows = list(rows)
    if not rows:
        return
    width = max((len(name) for _, name, said in rows if said), default=0)
    yield ""
    yield console.paint(title, bold=True)
    for sign, name, said in rows:
        if not said:
            yield f"  {name}"
            continue
        shown = console.paint(sign, COLORS.get(sign)) if sign.strip() else sign
        yield f"  {shown} {name.ljust(width)}  {said}"


def _schema(found: Planning) -> Iterator[Row]:
    changes = found.product.changes if found.product is not None else ()
    if found.is_first:
        yield "+", ", ".join(one.entity for one in changes), "new"
        return
    for one in changes:
        name = f"{one.entity}.{one.member}" if one.member else one.entity
        yield mark(one.kind), name, worded(one)


def _api(found: Planning) -> Iterator[Row]:
    if found.product is None or found.is_first:
        return
    members: dict[tuple[str, str, str], list[ApiChange]] = {}
    for one in found.product.api:
        members.setdefault(one.about, []).append(one)
    last = ""
    for (path, name, rule), changes in members.items():
        member = name or ("rule" if rule else "")
        if member and path != last:
            yield " ", path, ""
        last = path
        worst = next((one for one in changes if one.is_breaking), None)
        strict = next((one for one in changes if one.verdict.effect == "strict"), None)
        said = "; ".join(dict.fromkeys(_said(one) for one in changes if not _implied(one, changes)))
        shown = f"  {member}" if member else path
        if worst is not None:
            yield "!", shown, f"{said.rstrip('.')}: {worst.verdict.reason}"
        elif strict is not None:
            yield "?", shown, f"{said}: {strict.verdict.reason}"
        else:
            yield ("+" if changes[0].kind.endswith("added") else "~"), shown, said


def _said(one: ApiChange) -> str:
    if one.kind in _WITH_DETAIL:
        return f"{_WITH_DETAIL[one.kind]} {one.detail}"
    return one.detail or (f"was {one.was}" if one.was else _SAID.get(one.kind, one.kind))


def _implied(one: ApiChange, changes: list[ApiChange]) -> bool:
    return any(_IMPLIED.get(other.kind) == one.kind for other in changes)


def _migration(found: Planning, folder: str) -> Iterator[Row]:
    one = found.migrating
    if found.built.evolved is None:
        yield " ", "none yet: the spec has to say more first", ""
    elif one.path:
        again = " (instead of the draft that is there)" if one.replaced else ""
        yield " ", f"{folder}/{one.path}{again}", ""
        yield " ", "risk", one.risk
        yield " ", "proof", "none yet: `baesc build --prove` tries it on rows of all kinds"
        for table in one.tables if not found.is_first else ():
            yield ("+" if table.action == "new" else "~"), table.table, _table(table)
    elif one.replaced:
        yield " ", f"{folder}/{one.replaced} goes: the tables are as before", ""
    for stop in one.stops:
        yield ("!" if stop.rows else " "), stop.table, f"{_rows(stop.rows)}: {stop.message}"
    for loss in one.losses:
        name = f"{loss.entity}.{loss.member}" if loss.member else loss.entity
        yield "-", name, f"{_rows(loss.rows)} lost, as the spec says"
    if found.proof is not None:
        yield " ", "proof", f"{found.proof.revision} {found.proof.said()}"
    if (one.path or found.built.evolved is None) and not found.is_first:
        yield " ", "database", found.rows.why_not or found.rows.place


def _table(one: TableRows) -> str:
    said = {"new": "new", "goes": "goes", "changed": "changed", "renamed": f"was {one.was}"}
    rows = "" if one.rows is None else f", {counted(one.rows, 'row')}"
    return said[one.action] + rows


def _rows(number: int | None) -> str:
    return "rows not counted" if number is None else counted(number, "row")


def _files(found: Planning) -> Iterator[Row]:
    for name, (made, removed) in grouped(found).items():
        parts = [f"{len(made)} to make"] if made else []
        parts += [f"{len(removed)} to remove"] if removed else []
        shown = [path.rpartition("/")[2] for path in (*made, *removed)]
        more = f" and {len(shown) - MOST_NAMES} more" if len(shown) > MOST_NAMES else ""
        said = f"{', '.join(parts)}: {', '.join(shown[:MOST_NAMES])}{more}"
        yield " ", name, said


def grouped(found: Planning) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the paths to make and those to remove, by what they are to people."""
    changes = found.built.changes
    made = sorted({*found.built_anew, *changes.write})
    groups: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for name in dict.fromkeys(name for _, name in _GROUPS):
        mine = tuple(path for path in made if group_of(path) == name)
        gone = tuple(path for path in changes.remove if group_of(path) == name)
        if mine or gone:
            groups[name] = (mine, gone)
    return groups


def group_of(path: str) -> str:
    """Return what a file is to people."""
    return next(name for start, name in _GROUPS if path.startswith(start))


def _model(found: Planning) -> Iterator[Row]:
    asked = found.asking
    if not asked.questions:
        yield " ", "tokens", "0: nothing is asked of a model"
        return
    unset = "" if asked.has_model else "; no model is set"
    said = f"{counted(len(asked.questions), 'question')} in {counted(asked.prompts, 'prompt')}"
    yield " ", "tokens", f"{asked.size} to send: {said}{unset}"
    more = len(asked.questions) - MOST_NAMES
    names = ", ".join(asked.questions[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    yield " ", "about", names
