"""Random fields of specs: every type, short and long, with awkward texts."""

from typing import Any

from hypothesis import strategies as st

TEXTS = (
    "A plain sentence.", 'With "double" and \'single\' quotes', 'Ends in a quote"',
    "Back\\slash \\n",
    'Three """ quotes', "{{ braces }} {% too %}", "Ünïcode 学生 🎓",
    "100 % %s {name}", "# no comment",
    "a: b", "<b>bold</b> & more", "trailing backslash \\", "-", "yes",
)  # fmt: skip
PATTERNS = {
    "[A-Z]{2}[0-9]{3}": "AB123",
    "[a-z]+(-[a-z]+)*": "a-b",
    "#[0-9a-f]{6}": "#00ff00",
    "(new|old)[0-9]{1,4}": "new1",
}
_CHOICES = (
    "draft",
    "sent",
    "on_hold",
    "Über",
    "class",
    "None",
    "1st",
    "a b",
    "x-y",
    'quo"te',
    "no",
    "back\\slash",
    "{x}",
    "mro",
    "name",
    "ON HOLD",
    "on hold",
    "学生",
    "🎓",
    "-",
    "a very long value, longer than the line of any program, and then some more words to be sure",
)

Spec = dict[str, Any]


def _flags(unique: bool) -> st.SearchStrategy[Spec]:
    """Draw what every type knows; `unique` tells whether the type has values enough for it."""
    return st.fixed_dictionaries(
        {},
        optional={
            "required": st.booleans(),
            "doc": st.sampled_from(TEXTS),
            "label": st.sampled_from(TEXTS),
            **({"unique": st.booleans()} if unique else {}),
        },
    )


@st.composite
def _string(draw: st.DrawFn) -> Spec:
    made: Spec = {"type": "string"}
    kind = draw(st.sampled_from(("plain", "lengths", "pattern", "default")))
    if kind == "pattern":
        made["pattern"], sample = draw(st.sampled_from(sorted(PATTERNS.items())))
        if draw(st.booleans()):
            made["default"] = sample
    elif kind == "lengths":
        made["min_length"] = draw(st.integers(1, 5))
        made["max_length"] = draw(st.integers(5, 300))
    elif kind == "default":
        made["default"] = draw(st.sampled_from(TEXTS))
    else:
        return made | draw(_flags(unique=True)) | draw(_index())
    return made | draw(_flags(unique=False)) | draw(_index())


def _index() -> st.SearchStrategy[Spec]:
    return st.fixed_dictionaries({}, optional={"index": st.booleans()})


@st.composite
def _number(draw: st.DrawFn, kind: str) -> Spec:
    made: Spec = {"type": kind}
    low, high = sorted(draw(st.tuples(st.integers(-500, 500), st.integers(-500, 500))))
    if draw(st.booleans()):
        made |= {"min": low, "max": high}
        if draw(st.booleans()):
            made["default"] = draw(st.integers(low, high))
        return made | draw(_flags(unique=False)) | draw(_index())
    return made | draw(_flags(unique=True))


@st.composite
def _decimal(draw: st.DrawFn) -> Spec:
    precision = draw(st.integers(1, 15))
    scale = draw(st.integers(0, precision))
    made: Spec = {"type": f"decimal({precision},{scale})"}
    if draw(st.booleans()):
        made["min"] = 0
    if draw(st.booleans()):
        made["default"] = 0
    return made | draw(_flags(unique=False))


@st.composite
def _moment(draw: st.DrawFn, kind: str) -> Spec:
    samples = {
        "date": ("2000-01-01", "2030-12-31", "today"),
        "time": ("06:00", "22:30", None),
        "datetime": ("2000-01-01T00:00:00Z", "2030-12-31T23:59:59Z", "now"),
    }
    low, high, made_then = samples[kind]
    made: Spec = {"type": kind}
    if draw(st.booleans()):
        made["min"] = low
    if draw(st.booleans()):
        made["max"] = draw(st.sampled_from([one for one in (high, made_then) if one]))
    if draw(st.booleans()):
        made["default"] = draw(st.sampled_from([one for one in (low, made_then) if one]))
    return made | draw(_flags(unique=False)) | draw(_index())


@st.composite
def _enum(draw: st.DrawFn) -> Spec:
    values = draw(st.lists(st.sampled_from(_CHOICES), min_size=1, max_size=4, unique=True))
    form = draw(st.sampled_from(("list", "map", "long")))
    made: Spec = {"type": "enum", "values": values}
    if form == "map":
        made["values"] = dict(zip(values, draw(_labels(len(values))), strict=True))
    elif form == "long":
        labels = draw(_labels(len(values)))
        made["values"] = [
            {"value": value, "label": shown} for value, shown in zip(values, labels, strict=True)
        ]
    if draw(st.booleans()):
        made["default"] = draw(st.sampled_from(values))
    return made | draw(_flags(unique=False)) | draw(_index())


def _labels(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(TEXTS), min_size=count, max_size=count, unique=True)


@st.composite
def _simple(draw: st.DrawFn) -> Spec:
    kind, default, unique = draw(
        st.sampled_from(
            (
                ("text", "Long text\nwith two lines", False),
                ("boolean", True, False),
                ("boolean", False, False),
                ("email", "nobody@example.org", True),
                ("url", "https://example.org/a?b=c#d", True),
                ("uuid", "random", True),
                ("uuid", "123e4567-e89b-12d3-a456-426614174000", False),
                ("json", {"a": [1, None, "x"]}, False),
                ("json", [], False),
            )
        )
    )
    made: Spec = {"type": kind} | draw(_flags(unique=unique))
    if draw(st.booleans()) and (default == "random" or not made.get("unique")):
        made["default"] = default
    return made


def _short() -> st.SearchStrategy[str]:
    return st.sampled_from(
        (
            "string", "string?", "string(100)", "string(40)? unique", "string(20) unique index",
            "text?",
            "integer", "integer? index", "float", "decimal", "decimal(10,2)?", "boolean", "date?",
            "time", "datetime?", "email unique", "url?", "uuid unique", "json?", "enum(a, b, c)?",
        )
    )  # fmt: skip


def field_specs() -> st.SearchStrategy[Spec | str]:
    """Draw a field in the short or the long form."""
    return st.one_of(
        _short(),
        _string(),
        _number("integer"),
        _number("float"),
        _decimal(),
        *(_moment(kind) for kind in ("date", "time", "datetime")),
        _enum(),
        _simple(),
    )
