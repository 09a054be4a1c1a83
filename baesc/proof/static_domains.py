"""What values attributes of facts can take: the ground that static analysis stands on."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from baesc.knowledge.facts.kinds import UNKNOWN
from baesc.knowledge.facts.spec import ROUTES
from baesc.knowledge.facts.table import KINDS, attributes
from baesc.knowledge.facts.web import METHODS
from baesc.language.types import TYPES

_ACTIONS = ("cascade", "set null", "restrict", "no action", "set default")

# Attributes of few values; of a list, what its items can be.
FINITE: dict[tuple[str, str], tuple[str, ...]] = {
    ("route", "method"): tuple(sorted(METHODS)),
    ("test", "methods"): tuple(sorted(METHODS)),
    ("router", "type"): ("APIRouter", "FastAPI"),
    ("statement", "made"): ("literal", "formatted", "unknown"),
    ("state", "access"): ("read", "write", "drop", "widget"),
    ("request", "method"): tuple(sorted(METHODS)),
    ("markup", "made"): ("literal", "formatted", "escaped", "unknown"),
    ("fixture", "scope"): ("function", "class", "module", "package", "session"),
    ("foreign_key", "on_delete"): _ACTIONS,
    ("spec.system", "database"): ("sqlite", "postgresql"),
    ("spec.system", "auth"): ("api_key", "none"),
    ("spec.column", "type"): tuple(TYPES),
    ("spec.column", "on_delete"): ("", "cascade", "set null", "restrict"),
    ("spec.setting", "about"): ("limit", "label", "start", "option", "reference", "filter"),
    ("spec.route", "method"): tuple(dict.fromkeys(method for method, _ in ROUTES)),
    ("spec.route", "path"): tuple(dict.fromkeys(path for _, path in ROUTES)),
}

# Attributes whose texts all have one form.
SHAPES: dict[tuple[str, str], str] = {
    ("statement", "verb"): r"[^a-z\s]*",
    ("foreign_key", "on_delete"): r"[a-z ]*",
    ("test", "name"): r"test.*",
    ("field", "name"): r"\w*",
    ("function", "name"): r"\w*",
    ("class", "name"): r"\w*",
    ("test", "owner"): r"\w*",
    ("call", "last"): r"[^.]*",
    ("with", "last"): r"[^.]*",
}

# Numbers that count something, and the smallest of them.
LEAST: dict[str, int] = {"line": 1, "size": 0, "checks": 0, "statements": 0}

# Facts that a file has exactly once, whatever it says.
ONCE = frozenset({"file", "module", "spec.system"})

# Stands for any value that no rule mentions.
FRESH = "\N{SECTION SIGN}"
_MANY_ITEMS = 8
_BROAD = frozenset({"Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class Link:
    """Attributes of a kind that depend on one another.

    `holds` tells whether their values go together; `more` gives values of each that the
    candidates of the others call for.
    """

    attributes: tuple[str, ...]
    holds: Callable[..., bool]
    more: Callable[..., tuple[Iterable[Any], ...]]


def _names_more(names: list[Any], lasts: list[Any]) -> tuple[Iterable[Any], ...]:
    bare = [one for one in names if isinstance(one, str)]
    return (
        [*lasts, *(f"{FRESH}.{one}" for one in lasts)],
        [one.rpartition(".")[2] for one in bare],
    )


_NAMES = Link(
    ("name", "last"), lambda name, last: bool(name.rpartition(".")[2] == last), _names_more
)


def _is_broad(types: Iterable[str]) -> bool:
    return any(one.rpartition(".")[2] in _BROAD for one in types)


LINKS: dict[str, tuple[Link, ...]] = {
    "call": (_NAMES,),
    "with": (_NAMES,),
    "except": (
        Link(
            ("types", "bare"),
            lambda types, bare: bool(bare == (not types)),
            lambda types, _: ((*types, (), (FRESH,)), ()),
        ),
        Link(
            ("types", "broad"),
            lambda types, broad: bool(broad == _is_broad(types)),
            lambda types, _: ((*types, *((*one, "Exception") for one in types)), ()),
        ),
        Link(("bare", "broad"), lambda bare, broad: not (bare and broad), lambda *_: ((), ())),
    ),
    "spec.column": (
        Link(
            ("required", "given"),
            lambda required, given: required or not given,
            lambda *_: ((), ()),
        ),
    ),
    "fixture": (
        Link(
            ("yields", "after"), lambda yields, after: yields or not after, lambda *_: ((), ((),))
        ),
    ),
    "statement": (
        Link(
            ("verb", "text"),
            lambda verb, text: bool(verb == [*text.split(None, 1), ""][0].upper()),
            lambda verbs, texts: (
                [[*text.split(None, 1), ""][0].upper() for text in texts],
                [f"{verb} {text}" for verb in verbs for text in texts],
            ),
        ),
    ),
}


@cache
def types_of(kind: str) -> Mapping[str, str]:
    """Return the attributes of a kind with their types; asked often, and slow to tell."""
    return attributes(kind)


@cache
def _choices(kind: str, attribute: str) -> tuple[object, ...]:
    return get_args(get_type_hints(KINDS[kind])[attribute])


def may_be_open(kind: str, attribute: str) -> bool:
    """Tell whether the text of a file can leave the attribute open."""
    return type(UNKNOWN) in _choices(kind, attribute)


@dataclass(slots=True)
class Mentioned:
    """The constants that rules compare one attribute with, by how they do."""

    equal: list[Any]
    starts: list[str]
    ends: list[str]
    contains: list[str]


def values(kind: str, attribute: str, mentioned: Mentioned) -> tuple[list[Any], bool]:
    """Return values of an attribute that tell all conditions apart, and whether these are all."""
    type_ = types_of(kind)[attribute]
    if type_ == "truth":
        return [True, False], True
    if type_ == "number":
        return _numbers(kind, attribute, mentioned.equal), True
    domain = FINITE.get((kind, attribute))
    if type_ in {"texts", "numbers"}:
        items = dict.fromkeys(mentioned.equal)
        if domain is not None:
            items = dict.fromkeys(one for one in items if one in domain)
        return _subsets([*items], FRESH if type_ == "texts" else -1, domain)
    if domain is not None:
        return [*domain], True
    equal = [one for one in mentioned.equal if isinstance(one, str)]
    found = dict.fromkeys([*equal, *_texts(mentioned), "", FRESH])
    shape = SHAPES.get((kind, attribute))
    if shape is not None:
        found = dict.fromkeys([*found, *(f"test{one}" for one in found if attribute == "name")])
        found = dict.fromkeys(one for one in found if _fits(shape, one))
    return [*found], True


def _fits(shape: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(shape, value.replace(FRESH, "")) is not None


def _numbers(kind: str, attribute: str, constants: list[Any]) -> list[Any]:
    sure = [one for one in constants if isinstance(one, int)]
    found = {near for one in sure for near in (one - 1, one, one + 1)} | {0, 1, 99_999}
    least = LEAST.get(attribute)
    numbers = [one for one in sorted(found) if least is None or one >= least]
    return [*numbers, None] if type(None) in _choices(kind, attribute) else numbers


def _texts(mentioned: Mentioned) -> list[str]:
    """Return texts that start, end and contain in all ways that are mentioned."""
    starts, ends = ["", *mentioned.starts], ["", *mentioned.ends]
    middles = ["", *mentioned.contains]
    if len(mentioned.contains) > 1:
        middles.append(FRESH.join(mentioned.contains))
    found = []
    for start in starts:
        for end in ends:
            found += [f"{start}{FRESH}{middle}{FRESH}{end}" for middle in middles]
            found += [f"{start}{middle}{end}" for middle in middles]
    return found


def _subsets(
    items: list[Any], fresh: Any, domain: tuple[str, ...] | None
) -> tuple[list[Any], bool]:
    if domain is not None:
        rest = [one for one in domain if one not in items]
        more: list[Any] = rest[:1]
    else:
        more = [fresh]
    if len(items) > _MANY_ITEMS:
        alone = [(one,) for one in items]
        without = [tuple(two for two in items if two != one) for one in items]
        return [(), tuple(more), tuple(items), *alone, *without], False
    found: list[Any] = [()]
    for one in (*items, *more):
        found += [(*before, one) for before in found]
    return found, True
