"""Random expressions over a school with every type and relation, and much that is null."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from baesc.language.expressions.names import Scope, way_of
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Node
from baesc.language.ir import Entity, Field, System
from tests.expressions import NOW, meaning, reading
from tests.systems import entity, field, many, system, to_one

_STATES = ("new", "old", "gone")
_NUMBERS = ("integer", "decimal", "float")


def _plain_school() -> System:
    open_ = {"required": False}
    return system(
        "school",
        entity(
            "Student",
            field("name", "string"),
            field("nick", "string", **open_),
            field("age", "integer", **open_),
            field("max", "integer", minimum=0, maximum=50),
            field("gpa", "decimal", precision=12, scale=2, **open_),
            field("debt", "decimal", precision=24, scale=8),
            field("ratio", "float", **open_),
            field("share", "float", minimum=0.0, maximum=1.0),
            field("born", "date"),
            field("left", "date", **open_),
            field("joined", "date", minimum="1990-01-01", maximum="today"),
            field("seen", "datetime", **open_),
            field("opens", "time", **open_),
            field("state", "enum", values=_STATES, **open_),
            field("on", "boolean"),
            field("sure", "boolean", **open_),
            field("code", "uuid", **open_),
            field("now", "integer"),
            to_one("advisor", "Teacher", required=False, inverse="advisees"),
            to_one("tutor", "Teacher", inverse="tutees"),
            to_one("buddy", "Student", required=False, inverse="buddies"),
            many("clubs", "Club", "student_clubs", "student_id", "club_id", inverse="members"),
            many(
                "courses", "Course", "enrollments", "student_id", "course_id",
                inverse="students", via="Enrollment",
            ),
        ),
        entity(
            "Enrollment",
            field("term", "string"),
            field("credits", "integer"),
            field("grade", "decimal", precision=12, scale=2, **open_),
            field("status", "enum", values=_STATES),
            field("made", "date", **open_),
            to_one("student", "Student", inverse="enrollments"),
            to_one("course", "Course", inverse="enrollments"),
        ),
        entity(
            "Course",
            field("title", "string"),
            field("price", "decimal", precision=20, scale=6),
            field("level", "enum", values=("low", "high"), **open_),
            to_one("teacher", "Teacher", required=False, inverse="taught"),
        ),
        entity("Teacher", field("name", "string"), field("hired", "date", **open_)),
        entity("Club", field("title", "string", **open_), field("fee", "integer", **open_)),
        entity(
            "Profile",
            field("city", "string", **open_),
            field("height", "integer"),
            to_one("owner", "Student", kind="one_to_one", inverse="profile"),
            to_one("favourite", "Course", required=False, inverse="fans"),
        ),
    )  # fmt: skip


COMPUTED = {
    "Student": (
        ("label", "string", "name + ' <' + nick + '>' if nick is not None else name", True),
        ("total", "integer", "sum(e.credits for e in enrollments)", True),
        ("mean", "decimal", "avg(e.grade for e in enrollments if e.status != 'gone')", False),
        ("due", "date", "joined + years(1)", True),
        ("late", "date", "born + days(self.now)", True),
        ("weight", "float", "ratio * 2", False),
        ("third", "decimal", "max / 3", True),
        ("whole", "decimal", "max", True),
        ("part", "float", "max", True),
        ("adult", "boolean", "born <= today - years(18)", True),
        ("fine", "boolean", "age > 3 and sure", False),
        ("mood", "enum", "'old' if on else state", False),
        ("city", "string", "profile.city", False),
        ("home", "string", "profile.favourite.title", False),
        ("guide", "string", "advisor.name if advisor is not None else tutor.name", True),
        ("peers", "integer", "count(s for s in Student if s != self and s.tutor == tutor)", True),
        ("rich", "integer", "count(s for s in Student if s.total > total and s.buddy.max > 1)",
         True),
        ("twice", "integer", "total * 2 + buddy.total", False),
        ("paid", "decimal", "sum(e.course.price for e in enrollments)", True),
        ("fees", "integer", "sum(c.fee for c in clubs)", True),
        ("shown", "string", "min(c.title for c in courses)", False),
        ("friends", "integer", "sum(count(m for m in c.members if m != self) for c in clubs)",
         True),
        ("beside", "integer",
         ("count(c for c in Course if any(e.credits > max for e in c.enrollments) "
          "and c.teacher.name != name)"), True),
        ("levels", "integer", "count(e for e in enrollments if e.course.level == 'high')", True),
        ("since", "datetime", "seen - hours(self.now)", False),
        ("soon", "boolean", "seen > now - days(3) and joined < today", False),
        ("ident", "uuid", "code", False),
    ),
    "Course": (("crowd", "integer", "count(students)", True),),
}  # fmt: skip


def school() -> System:
    """Return the school, with computed fields of every kind."""
    made = _plain_school()
    for name, rows in COMPUTED.items():
        for title, kind, _, required in rows:
            more: dict[str, Any] = {"values": _STATES} if kind == "enum" else {}
            if kind == "decimal":
                more = {"precision": 28, "scale": 4}
            one = field(title, kind, computed="x", required=required, **more)  # type: ignore[arg-type]
            made = _with(made, name, (*made.entity(name).fields, one))
    for name, rows in COMPUTED.items():
        for title, _, text, _ in rows:
            made = _with(made, name, _filled(made, name, title, text))
    return made


def _with(made: System, name: str, fields: tuple[Field, ...]) -> System:
    changed = tuple(
        replace(one, fields=fields) if one.name == name else one for one in made.entities
    )
    return replace(made, entities=changed)


def _filled(made: System, name: str, title: str, text: str) -> tuple[Field, ...]:
    from baesc.language.expressions.wanted import fitted

    scope = scope_of(made, name)
    return tuple(
        replace(one, computed=text, formula=fitted(meaning(text, scope), one, nullable=True))
        if one.name == title
        else one
        for one in made.entity(name).fields
    )


def scope_of(made: System, name: str) -> Scope:
    """Return the scope of an entity."""
    return Scope({one.name: one for one in made.entities}, name)


SCHOOL = school()
SCOPE = scope_of(SCHOOL, "Student")

_INTEGERS = (None, 0, 1, 2, 3, 5, -2, 50, 2**31 - 1, -(2**31) + 1)
_DECIMALS = (None, "0", "1.50", "-2.25", "3", "2.00", "9999999999.99")
_DATES = (None, date.min, date.max, date(2026, 3, 1), date(2008, 2, 29), date(2025, 12, 31),
          date(2010, 3, 1), date(2008, 3, 1))  # fmt: skip
_MOMENTS = (None, NOW, NOW - timedelta(days=3), NOW + timedelta(microseconds=1),
            datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))  # fmt: skip
_TEXTS = (None, "", "a", "B", "ab", "É", "new", "it's")


def value_for(random: Random, one: Field) -> Any:
    """Return a value of a field, of few, so that many are equal."""
    choices: tuple[Any, ...] = {
        "string": _TEXTS, "integer": _INTEGERS, "date": _DATES, "datetime": _MOMENTS,
        "boolean": (None, True, False), "time": (None, time(8), time(9, 30, 1, 5)),
        "float": (None, 0.0, 1.5, -2.0, 1e308, -1e308, 0.1),
        "uuid": (None, "00000000-0000-4000-8000-000000000001"),
    }.get(one.type, ())  # fmt: skip
    if one.type == "decimal":
        step = Decimal(1).scaleb(-(one.scale or 0))
        choices = tuple(None if n is None else Decimal(n).quantize(step) for n in _DECIMALS)
        if one.precision == 24:
            choices = (*choices, Decimal("1234567890123456.12345678"))
    if one.type == "enum":
        choices = (None, *(choice.value for choice in one.choices))
    if one.name == "max":
        choices = (0, 1, 2, 3, 50)
    if one.name == "share":
        choices = (0.0, 0.5, 1.0)
    if one.name == "joined":
        choices = (date(1990, 1, 1), date(2008, 2, 29), NOW.date())
    return random.choice([one_ for one_ in choices if one_ is not None or not one.required])


def database(random: Random) -> Database:
    """Return a few rows of everything."""
    sizes = {one.name: random.choice([1, 2, 3]) for one in SCHOOL.entities}
    sizes["Enrollment"] = random.choice([0, 1, 3, 4])
    sizes["Profile"] = random.randrange(sizes["Student"] + 1)
    rows = {}
    for one in SCHOOL.entities:
        rows[one.name] = tuple(
            _row(random, one, number, sizes) for number in range(1, sizes[one.name] + 1)
        )
    return Database(rows, NOW)


def _row(random: Random, one: Entity, number: int, sizes: dict[str, int]) -> Row:
    values: dict[str, Any] = {
        each.name: value_for(random, each) for each in one.fields if each.computed is None
    }
    for relation in one.relations:
        ids = range(1, sizes[relation.target] + 1)
        if relation.kind == "one_to_one":
            values[relation.name] = number
        elif relation.kind == "many_to_many":
            if relation.via is None:
                values[relation.name] = frozenset(each for each in ids if random.random() < 0.5)
        else:
            values[relation.name] = random.choice([*ids, *([] if relation.required else [None])])
    return Row(one.name, number, values)


class Grammar:
    """Writes texts that are mostly expressions; `rows` are names of rows and their entities."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = iter("pqruvwxyz")

    def pick(self, *choices: Any) -> Any:
        """Return one of some."""
        return self.random.choice(choices)

    def member(self, rows: dict[str, str], kinds: tuple[str, ...]) -> str | None:
        """Return a field of a row or of what it leads to."""
        prefix, owner = self.pick(*rows.items())
        for _ in range(self.pick(0, 0, 0, 1, 1, 2)):
            ways = [
                (one.name, end.entity)
                for one in (*SCHOOL.entity(owner).relations, *SCHOOL.entity(owner).inverses)
                if (end := way_of(one, owner, SCOPE)[1]).kind == "row"
            ]
            if ways:
                name, owner = self.pick(*ways)
                prefix = f"{prefix}.{name}" if prefix else name
        fields = [one.name for one in SCHOOL.entity(owner).fields if one.type in kinds]
        if "row" in kinds:
            return prefix or "self"
        if not fields:
            return None
        name = self.pick(*fields)
        if not prefix:
            return f"self.{name}" if name == "now" else name
        return f"{prefix}.{name}"

    def many(self, rows: dict[str, str]) -> tuple[str, str]:
        """Return rows, and their entity."""
        prefix, owner = self.pick(*rows.items())
        ways = [
            (one.name, end.entity)
            for one in (*SCHOOL.entity(owner).relations, *SCHOOL.entity(owner).inverses)
            if (end := way_of(one, owner, SCOPE)[1]).kind == "rows"
        ]
        if not ways or self.random.random() < 0.25:
            found = self.pick("Student", "Enrollment", "Course", "Club")
            return found, found
        name, entity_name = self.pick(*ways)
        return (f"{prefix}.{name}" if prefix else name), entity_name

    def aggregate(self, name: str, depth: int, rows: dict[str, str], element: Any) -> str:
        """Return an aggregate of an element."""
        each = next(self.names, None)
        if each is None:
            return "count(enrollments)"
        source, owner = self.many(rows)
        inner = {each: owner, **({"": "Student"} if self.random.random() < 0.5 else rows)}
        test = f" if {self.condition(depth - 1, inner)}" if self.random.random() < 0.7 else ""
        what = each if element is None else element(depth - 1, {each: owner})
        return f"{name}({what} for {each} in {source}{test})"

    def number(self, depth: int, rows: dict[str, str]) -> str:
        """Return a number."""
        if depth <= 0 or self.random.random() < 0.3:
            leaf = self.member(rows, _NUMBERS)
            return leaf or self.pick("0", "1", "2", "1.5", "3", "0.25")
        one, two = self.number(depth - 1, rows), self.number(depth - 1, rows)
        return str(self.pick(
            f"({one} {self.pick('+', '-', '*', '/')} {two})",
            f"({one} {self.pick('//', '%')} {two})",
            f"abs({one})", f"-{one}" if one[0] != "-" else one, f"round({one})",
            f"round({one}, {self.pick(0, 1, 2)})", f"{self.pick('min', 'max')}({one}, {two})",
            f"({one} if {self.condition(depth - 1, rows)} else {self.pick(two, 'None')})",
            f"len({self.text(depth - 1, rows)})",
            f"{self.pick('year', 'month', 'day')}({self.day(depth - 1, rows)})",
            f"({self.day(depth - 1, rows)} - {self.day(depth - 1, rows)}) / days(2)",
            self.aggregate("count", depth, rows, None), self.aggregate("sum", depth, rows,
            self.number), self.aggregate(self.pick("min", "max", "avg"), depth, rows, self.number),
        ))  # fmt: skip

    def text(self, depth: int, rows: dict[str, str]) -> str:
        """Return a text."""
        if depth <= 0 or self.random.random() < 0.5:
            return self.member(rows, ("string",)) or "'a'"
        return str(self.pick(
            f"lower({self.text(depth - 1, rows)})", f"upper({self.text(depth - 1, rows)})",
            f"({self.text(depth - 1, rows)} + 'a' + {self.text(depth - 1, rows)})",
            f"({self.text(depth - 1, rows)} if {self.condition(depth - 1, rows)} else 'B')",
            self.aggregate("max", depth, rows, self.text), "'a'", "'B'",
        ))  # fmt: skip

    def day(self, depth: int, rows: dict[str, str]) -> str:
        """Return a date."""
        if depth <= 0 or self.random.random() < 0.4:
            return self.member(rows, ("date",)) or "today"
        length = self.pick("1", "16", "3", self.number(0, rows))
        unit = self.pick("days", "years", "months")
        return str(self.pick(
            f"({self.day(depth - 1, rows)} {self.pick('+', '-')} {unit}({length}))",
            f"({self.day(depth - 1, rows)} {self.pick('+', '-')} "
            f"{self.pick('2 * days(1)', '-days(3)')})",
            "today", f"date({self.member(rows, ('datetime',)) or 'now'})",
            f"min({self.day(depth - 1, rows)}, today)",
            self.aggregate("min", depth, rows, self.day),
        ))  # fmt: skip

    def condition(self, depth: int, rows: dict[str, str]) -> str:
        """Return a condition."""
        sign = self.pick("==", "!=", "<", "<=", ">", ">=")
        same = self.pick("==", "!=")
        word = self.pick("is None", "is not None")
        kinds = ("string", "integer", "decimal", "float", "date", "datetime", "time", "enum",
                 "boolean", "uuid")  # fmt: skip
        leaves = [
            f"{self.member(rows, kinds)} {word}",
            f"{self.member(rows, ('row',))} {same} {self.member(rows, ('row',))}",
            f"{self.member(rows, ('row',))} {word}",
            f"{self.member(rows, ('boolean',))}",
            f"{self.member(rows, ('enum',))} {same} {self.pick(repr('new'), repr('high'))}",
            f"{self.member(rows, ('enum',))} {self.pick('in', 'not in')} ('new', 'old')",
            f"{self.member(rows, ('enum',))} {same} {self.member(rows, ('enum',))}",
            f"{self.member(rows, ('datetime',))} {sign} now",
            f"{self.member(rows, ('time',))} {sign} '08:00'",
            f"{self.member(rows, ('integer',))} {self.pick('in', 'not in')} (1, 2, {5})",
            f"{self.member(rows, _NUMBERS)} {sign} {self.member(rows, _NUMBERS)}",
            f"{self.member(rows, ('string',))} {self.pick('in', 'not in')} ('a', nick, 'B')",
            f"matches({self.member(rows, ('string',))}, '[a-z]+')",
            f"{self.member(rows, ('uuid',))} {same} '00000000-0000-4000-8000-000000000001'",
        ]
        if depth <= 0:
            return str(self.pick(*leaves))
        one, two = self.condition(depth - 1, rows), self.condition(depth - 1, rows)
        number = self.number(depth - 1, rows)
        return str(self.pick(
            *self.random.sample(leaves, 4),
            f"{number} {sign} {self.number(depth - 1, rows)}",
            f"{number} {sign} {self.pick('0', '2', '1.5')}",
            f"{number} <= {self.number(0, rows)} < {self.number(0, rows)}",
            f"{self.text(depth - 1, rows)} {sign} {self.text(depth - 1, rows)}",
            f"{self.text(0, rows)} {self.pick('in', 'not in')} {self.text(depth - 1, rows)}",
            f"{self.day(depth - 1, rows)} {sign} {self.day(depth - 1, rows)}",
            f"({one} and {two})", f"({one} or {two})", f"not ({one})",
            f"({one} if {two} else {self.condition(0, rows)})", f"({one}) == ({two})",
            self.aggregate(self.pick("any", "all"), depth, rows, self.condition),
            f"{self.aggregate('count', depth, rows, None)} <= {self.pick(0, 1, 2)}",
        ))  # fmt: skip


def random_check(random: Random, depth: int = 3) -> tuple[str, Node | None]:
    """Return a text, and its meaning where it is a condition about a student."""
    text = Grammar(random).condition(depth, {"": "Student"})
    if len(text) > 900:
        return text, None
    node, _ = reading(text, SCOPE)
    return text, node if node is not None and node.type.kind == "boolean" else None
