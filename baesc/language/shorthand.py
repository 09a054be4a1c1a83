"""Short forms: `string(100)? unique`, `Teacher?`, `many_to_many Course via Enrollment`."""

import re
from dataclasses import dataclass
from typing import get_args

from baesc.ground.source import Span
from baesc.language import faults
from baesc.language.ir import RelationKind
from baesc.language.nodes import Scalar
from baesc.language.places import Loc
from baesc.language.types import TYPES, TypeRow
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest

WORDS = ("unique", "index")
KINDS: tuple[str, ...] = get_args(RelationKind)

_FIELD = re.compile(
    r"\s*(?P<type>[^\s(?]+)\s*(?P<open>\((?P<args>[^()]*)\)?)?(?P<optional>\s*\?)?(?P<rest>.*)",
    re.DOTALL,
)
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Long:
    """A short form, written out: keys with values and places, or what is wrong with it."""

    keys: tuple[tuple[str, object], ...] = ()
    places: tuple[tuple[Loc, Span], ...] = ()
    faults: tuple[Diagnostic, ...] = ()


class _Builder:
    def __init__(self) -> None:
        self.keys: dict[str, object] = {}
        self.places: list[tuple[Loc, Span]] = []
        self.found: list[Diagnostic] = []

    def put(self, key: str, span: Span, value: object) -> None:
        self.keys[key] = value
        self.places.append(((key,), span))

    def done(self) -> Long:
        if self.found:
            return Long(faults=tuple(self.found))
        return Long(tuple(self.keys.items()), tuple(self.places))


def read_field(scalar: Scalar) -> Long:
    """Return the long form of a field's short form."""
    long = _Builder()
    text = scalar.text
    match = _FIELD.fullmatch(text)
    if match is None:
        advice = "start with a type, such as `string(100)`"
        return Long(faults=(faults.unreadable(scalar.span, "a field needs a type", advice),))
    name = match["type"]
    row = TYPES.get(name)
    if row is None:
        span = scalar.part(match.start("type"), len(name))
        return Long(faults=(faults.unknown_type(span, name, TYPES),))
    long.put("type", scalar.part(match.start("type"), len(name)), name)
    if match["open"] is not None:
        _arguments(long, row, scalar, match)
    if match["optional"] is not None:
        long.put("required", scalar.part(match.end("optional") - 1, 1), value=False)
    if not long.found:
        _words(long, scalar, match.start("rest"), match["rest"])
    return long.done()


def _arguments(long: _Builder, row: TypeRow, scalar: Scalar, match: re.Match[str]) -> None:
    start, written = match.start("open"), match["open"]
    span = scalar.part(start, len(written))
    if not written.endswith(")"):
        long.found.append(faults.unreadable(span, "a `(` without its `)`", "close it with `)`"))
        return
    if not row.arguments:
        message = f"the type `{row.name}` takes no arguments"
        long.found.append(faults.bad_arguments(span, message, f"write `{row.name}`"))
        return
    parts: list[tuple[str, Span]] = []
    position = match.start("args")
    for part in match["args"].split(","):
        inner = part.strip()
        lead = len(part) - len(part.lstrip())
        parts.append((inner, scalar.part(position + lead, len(inner))))
        position += len(part) + 1
    if row.arguments == ("values",):
        choices = [{"value": one} for one, _ in parts] if match["args"].strip() else []
        long.put("values", span, choices)
        long.places += [(("values", at), place) for at, (_, place) in enumerate(parts)]
        return
    if len(parts) != len(row.arguments) or not all(_NUMBER.fullmatch(one) for one, _ in parts):
        sample = "decimal(10,2)" if row.name == "decimal" else f"{row.name}(100)"
        message = f"the type `{row.name}` takes {_counted(len(row.arguments))}"
        long.found.append(faults.bad_arguments(span, message, f"write `{sample}`"))
        return
    for key, (one, place) in zip(row.arguments, parts, strict=True):
        long.put(key, place, int(one))


def _counted(count: int) -> str:
    return "one number" if count == 1 else "two numbers"


def _words(long: _Builder, scalar: Scalar, start: int, rest: str) -> None:
    for match in _WORD.finditer(rest):
        word = match.group()
        span = scalar.part(start + match.start(), len(word))
        if word in WORDS:
            if word in long.keys:
                message, advice = f"`{word}` is there twice", "write it once"
                long.found.append(faults.unreadable(span, message, advice))
                return
            long.put(word, span, value=True)
            continue
        long.found.append(
            faults.unreadable(span, f"unexpected `{faults.shown(word)}`", _hint(word))
        )
        return


def _hint(word: str) -> str:
    if word in ("optional", "null", "nullable", "?"):
        return "a type that ends in `?` is optional: `string(100)?`"
    if word in ("required", "not"):
        return "leave it out: a field is required unless its type ends in `?`"
    near = nearest(word, WORDS)
    if near:
        return f"did you mean `{near}`?"
    return "after the type come `unique` and `index`; all else needs the long form `{type: ...}`"


def read_relation(scalar: Scalar) -> Long:
    """Return the long form of a relation's short form."""
    long = _Builder()
    words = [(match.group(), match.start()) for match in _WORD.finditer(scalar.text)]
    if len(words) > 1 and words[1][0] != "via":
        kind, at = words.pop(0)
        span = scalar.part(at, len(kind))
        if kind not in KINDS:
            long.found.append(faults.not_a_choice(span, "kind of relation", kind, KINDS))
            return long.done()
        long.put("kind", span, kind)
    elif len(words) == 1 and words[0][0] in KINDS:
        words = []
    if not words:
        message, advice = "a relation needs an entity", "write `Teacher`, or `many_to_many Course`"
        long.found.append(faults.unreadable(scalar.span, message, advice))
        return long.done()
    to, at = words.pop(0)
    if to.endswith("?"):
        long.put("required", scalar.part(at + len(to) - 1, 1), value=False)
        to = to[:-1]
    long.put("to", scalar.part(at, len(to)), to)
    if len(words) == 2 and words[0][0] == "via":
        long.put("via", scalar.part(words[1][1], len(words[1][0])), words[1][0])
    elif words:
        word, at = words[0]
        advice = "write `Teacher`, `Teacher?` or `many_to_many Course via Enrollment`"
        span = scalar.part(at, len(word))
        long.found.append(faults.unreadable(span, f"unexpected `{faults.shown(word)}`", advice))
    return long.done()
