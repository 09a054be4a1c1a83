"""Reading fields with all that a request says of them."""

from dataclasses import dataclass, field

from baesc.recognition.namings import whole
from baesc.recognition.operations import Setting
from baesc.recognition.reading import Reader
from baesc.recognition.saying import Told, Words
from baesc.recognition.tokens import ITEM, NAME, NUMBER
from baesc.recognition.values import plain_value, plain_values

# Types that nobody means as a part of a name.
HARD = frozenset({
    "T:string", "T:integer", "T:float", "T:decimal", "T:boolean", "T:datetime", "T:uuid", "T:enum",
})  # fmt: skip
# One, and never none.
EXACTLY = frozenset({"exactly one", "exatamente um", "exatamente uma"})
_FLAGS: dict[str, Setting] = {
    "REQUIRED": ("required", True), "OPTIONAL": ("required", False), "MARK": ("required", False),
    "UNIQUE": ("unique", True), "NOTUNIQUE": ("unique", False), "INDEXED": ("index", True),
}  # fmt: skip
_NEGATED: dict[str, Setting] = {
    "REQUIRED": ("required", False), "OPTIONAL": ("required", True), "UNIQUE": ("unique", False),
}  # fmt: skip


@dataclass(slots=True)
class Reading:
    """What was read of one field so far."""

    type: str = ""
    settings: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    limits: list[tuple[str, str, bool]] = field(default_factory=list)
    is_contradictory: bool = False

    def set(self, setting: Setting) -> None:
        """Note a setting; two different ones for the same contradict."""
        name, value = setting
        self.is_contradictory |= name in self.settings and self.settings[name] != value
        self.settings[name] = value

    def typed(self, type_: str) -> None:
        """Note a type."""
        self.is_contradictory |= bool(self.type) and self.type != type_
        self.type = type_

    def told(self, words: Words, *, many: bool | None = None, is_field: bool = False) -> Told:
        """Return it."""
        settings = tuple(sorted(self.settings.items(), key=lambda one: one[0]))
        return Told(words, self.type, settings, tuple(self.limits), many, is_field)


def member(r: Reader) -> Told | None:
    """Read one field, or one other end of a relation."""
    start, told = r.at, Reading()
    many: bool | None = None
    is_field = False
    while True:
        r.determiner()
        if r.symbol() in ("REQUIRED", "OPTIONAL", "UNIQUE"):
            told.set(_FLAGS[r.tokens[r.at].symbol])
            r.at += 1
        elif r.symbol() in ("MANY", "ONE"):
            many = r.symbol() == "MANY"
            if r.tokens[r.at].plain in EXACTLY:
                told.set(("required", True))
            r.at += 1
        elif r.symbol() in HARD - {"T:enum"} and r.symbol(1) in (NAME, "FIELD"):
            told.typed(r.tokens[r.at].symbol[2:])
            r.at += 1
        elif r.symbol() == "FIELD":
            is_field = True
            r.at += 1
        else:
            break
    words = r.name(joins=True)
    if not words:
        r.at = start
        return None
    is_field = bool(r.take("FIELD")) or is_field
    read_modifiers(r, told)
    if told.is_contradictory:
        r.at = start
        return None
    return told.told(words, many=many, is_field=is_field)


def members(r: Reader, *, may_make: bool = False) -> tuple[Told, ...]:
    """Read a list of fields; with `may_make`, it ends before the name of another entity."""
    r.skip("COLON", ITEM)
    found: list[Told] = []
    before = r.at
    while True:
        one = member(r)
        if one is None or (may_make and found and _makes(r)):
            # What parts the list stays for who reads on.
            r.at = before
            break
        found.append(one)
        before = r.at
        if not r.separator():
            break
    return whole(found)


def _makes(r: Reader) -> bool:
    """Tell whether what follows says what the thing that was just read has."""
    return r.symbol() in ("WITH", "ENTITY") or (
        r.symbol() == "OPEN" and r.symbol(1) == NAME and _is_list(r)
    )


def _is_list(r: Reader) -> bool:
    """Tell whether brackets hold fields, not the values of one: some have a type."""
    depth, at = 0, r.at
    while at < len(r.tokens):
        symbol = r.tokens[at].symbol
        depth += (symbol == "OPEN") - (symbol == "CLOSE")
        if depth > 1 or symbol == "COLON":
            return True
        if not depth:
            return False
        at += 1
    return False


def read_modifiers(r: Reader, told: Reading) -> bool:
    """Read what is said of a field after its name; tell whether there was anything."""
    start = r.at
    while _modifier(r, told):
        pass
    return r.at > start


def _modifier(r: Reader, told: Reading) -> bool:
    start = r.at
    if r.take("OPEN"):
        if _inside(r, told):
            return True
    elif r.symbol() in ("COLON", "DASH"):
        r.at += 1
        if _listed(r, told):
            return True
    elif r.sees("WITH") or r.sees("THAT", "BE"):
        r.at += 1 if r.sees("WITH") else 2
        r.skip("ART", "A")
        if _limit(r, told) or _default(r, told) or (r.sees("TYPE") and _type(r, told)):
            return True
        if r.take("VALUES") and len(found := plain_values(r)) > 1:
            told.typed(f"enum({', '.join(found)})")
            return True
        if r.tokens[start].symbol == "THAT" and _flag(r, told):
            return True
    elif _flag(r, told) or _limit(r, told) or _default(r, told) or _type(r, told, bare=True):
        return True
    r.at = start
    return False


def _listed(r: Reader, told: Reading) -> bool:
    """Read what stands after a colon: `string, required`."""
    found = False
    while _flag(r, told) or _limit(r, told) or _default(r, told) or _type(r, told):
        found = True
        mark = r.at
        if not r.skip("COMMA"):
            continue
        if r.symbol() not in (*_FLAGS, "DEFAULT", "MIN", "MAX"):
            r.at = mark
            break
    return found


def _inside(r: Reader, told: Reading) -> bool:
    """Read what stands in brackets: modifiers, or the values of an enum."""
    start = r.at
    while _flag(r, told) or _limit(r, told) or _default(r, told) or _type(r, told):
        r.skip("COMMA", "AND", "SLASH")
        if r.take("CLOSE"):
            return True
    r.at = start
    found = plain_values(r)
    if len(found) > 1 and r.take("CLOSE"):
        told.typed(f"enum({', '.join(found)})")
        return True
    return False


def _flag(r: Reader, told: Reading) -> bool:
    if r.symbol() == "NOT" and r.symbol(1) in _NEGATED:
        told.set(_NEGATED[r.symbol(1)])
        r.at += 2
        return True
    if r.symbol() not in _FLAGS:
        return False
    told.set(_FLAGS[r.symbol()])
    r.at += 1
    return True


def _limit(r: Reader, told: Reading) -> bool:
    start = r.at
    if r.symbol() in ("MIN", "MAX"):
        way = r.symbol().lower()
        r.at += 1
        chars = bool(r.take("CHARS"))
        r.skip("OF", "COLON")
        number = r.take(NUMBER)
        if number is not None:
            told.limits.append((way, number.text, bool(r.take("CHARS")) or chars))
            return True
    elif r.symbol() in ("BETWEEN", "FROM", "OF") and r.symbol(1) == NUMBER:
        low = r.tokens[r.at + 1].text
        if r.symbol(2) in ("AND", "TO", "A", "DASH", "MAX") and r.symbol(3) == NUMBER:
            high = r.tokens[r.at + 3].text
            r.at += 4
            chars = bool(r.take("CHARS"))
            told.limits += [("min", low, chars), ("max", high, chars)]
            return True
    elif r.sees(NUMBER, "DASH", NUMBER):
        low, high = r.tokens[r.at].text, r.tokens[r.at + 2].text
        told.limits += [("min", low, False), ("max", high, False)]
        r.at += 3
        return True
    elif r.sees(NUMBER, "CHARS") or r.sees("OF", NUMBER, "CHARS"):
        r.skip("OF")
        told.limits.append(("max", r.tokens[r.at].text, True))
        r.at += 2
        return True
    r.at = start
    return False


def _default(r: Reader, told: Reading) -> bool:
    start = r.at
    if not r.take("DEFAULT"):
        return False
    r.skip("TO", "OF", "COLON", "AS", "BE")
    value = plain_value(r)
    if value is None:
        r.at = start
        return False
    told.set(("default", value))
    return True


def _type(r: Reader, told: Reading, *, bare: bool = False) -> bool:
    """Read a type; with `bare`, one that follows a name without a word or sign between."""
    start = r.at
    marked = bool(r.take("AS")) or bool(r.sees("OF", "TYPE") and r.take("OF"))
    r.skip("ART")
    marked = bool(r.take("TYPE")) or marked
    r.skip("COLON", "OF")
    symbol = r.symbol()
    if symbol.startswith("T:") and (marked or not bare or symbol in HARD):
        r.at += 1
        told.typed(_with_arguments(r, symbol[2:]))
        return True
    r.at = start
    return False


def _with_arguments(r: Reader, type_: str) -> str:
    start = r.at
    if type_ == "enum":
        r.skip("COLON", "OF", "WITH", "VALUES")
        opened = r.take("OPEN")
        begin = r.at
        found = plain_values(r)
        # `one of open, closed, title`: where the values end is told by brackets or `or`.
        listed = r.symbol() == "CLOSE" or "OR" in {one.symbol for one in r.tokens[begin : r.at]}
        if found and listed and (not opened or r.take("CLOSE")):
            return f"enum({', '.join(found)})"
    elif r.take("OPEN"):
        numbers = [one.text for one in [r.take(NUMBER)] if one is not None]
        if r.take("COMMA") and (second := r.take(NUMBER)):
            numbers.append(second.text)
        numbers = [part for one in numbers for part in one.split(",")]
        if numbers and all(one.isdigit() for one in numbers) and r.take("CLOSE"):
            return f"{type_}({','.join(numbers)})"
    r.at = start
    return type_
