"""Statements that remove, rename and change, and those of what baesc does anyway."""

from baesc.recognition.members import HARD, Reading, read_modifiers
from baesc.recognition.reading import Reader
from baesc.recognition.saying import Changed, Fact, Parted, Promised, Removed, Renamed, Words
from baesc.recognition.symbols import VERBS
from baesc.recognition.values import plain_value

Facts = tuple[Fact, ...]
_OWNERS = ("FROM", "OF", "IN", "FOR")
_MARKERS = ("FIELD", "ENTITY", "RELATION")


def _marker(r: Reader) -> str:
    token = r.take(*_MARKERS)
    return token.symbol if token is not None else ""


def _owned(r: Reader) -> tuple[Words, Words, str] | None:
    """Read `the email field of Student`, `the student's email`: name, owner, what it is."""
    r.determiner()
    marker = _marker(r)
    name = r.name()
    if not name:
        return None
    if r.take("OWN"):
        field = r.name()
        marker = _marker(r) or marker
        return (field, name, marker) if field else None
    marker = _marker(r) or marker
    return name, (), marker


def _owner(r: Reader) -> Words:
    """Read `of the Student entity`; nothing where it is not there."""
    start = r.at
    if r.take(*_OWNERS) or (r.lexicon.language == "pt" and r.take("A")):
        found = r.entity()
        if found:
            return found
    r.at = start
    return ()


def remove(r: Reader) -> Facts:
    """Read `remove the phone field from Customer`, `delete Invoice`."""
    # `delete all students` is about rows.
    if not r.take("REMOVE") or r.symbol() == "EACH":
        return ()
    r.determiner()
    if r.sees("RELATION", "BETWEEN"):
        r.at += 2
        left = r.entity()
        right = r.entity() if left and r.take("AND") else ()
        return (Parted(left, right),) if right and r.is_done else ()
    found = _owned(r)
    if found is None:
        return ()
    name, owner, marker = found
    names = [name]
    while r.separator():
        more = _owned(r)
        if more is None or more[1]:
            return ()
        names.append(more[0])
        marker = marker or more[2]
    owner = owner or _owner(r)
    return (Removed(tuple(names), owner, marker),) if r.is_done else ()


def rename(r: Reader) -> Facts:
    """Read `rename title to name in Course`; the new name may be missing."""
    as_name = ""
    if r.take("CHANGE"):
        # `change the name of the field title to heading`
        r.skip("ART")
        if r.symbol() not in ("NAME", "T:string") or r.tokens[r.at].plain not in ("name", "nome"):
            return ()
        as_name = r.tokens[r.at].plain
        r.at += 1
        if not r.take("OF", "FROM"):
            return ()
    elif not r.take("RENAME"):
        return ()
    found = _owned(r)
    if found is None:
        return ()
    name, owner, marker = found
    owner = owner or _owner(r)
    to: Words = ()
    if r.take("TO", "AS", "A"):
        to = r.name()
        if not to:
            return ()
        marker = _marker(r) or marker
        owner = owner or _owner(r)
    return (Renamed(name, to, owner, marker, as_name),) if r.is_done else ()


def change(r: Reader) -> Facts:
    """Read `make the email of Student unique`, `change the type of age to integer in Student`."""
    if not r.take("CHANGE", "MAKE"):
        return ()
    told = Reading()
    r.determiner()
    about = (
        r.symbol() if r.symbol() in ("TYPE", "DEFAULT") and r.symbol(1) in ("OF", "FROM") else ""
    )
    if about:
        r.at += 2
    found = _owned(r)
    if found is None:
        return ()
    name, owner, marker = found
    if not about and marker != "ENTITY" and r.symbol() == "TYPE":
        about, r.at = "TYPE", r.at + 1
    owner = owner or _owner(r)
    r.skip("TO", "A")
    r.skip("BE", "ART", "AS")
    if about == "DEFAULT":
        value = plain_value(r)
        if value is None:
            return ()
        told.set(("default", value))
    elif not _becomes(r, told):
        return ()
    owner = owner or _owner(r)
    if told.is_contradictory or not r.is_done or marker == "ENTITY":
        return ()
    return (Changed(name, owner, told.told(name)),)


def state(r: Reader) -> Facts:
    """Read `the student's email must be unique`."""
    found = _owned(r) if r.symbol() not in VERBS else None
    if found is None:
        return ()
    name, owner, marker = found
    owner = owner or _owner(r)
    r.skip("MUST")
    if r.symbol() == "NOT" and r.symbol(1) == "BE":
        # `should not be unique` is read as `be not unique`.
        no, be = r.tokens[r.at : r.at + 2]
        r.tokens = (*r.tokens[: r.at], be, no, *r.tokens[r.at + 2 :])
    if not r.take("BE"):
        return ()
    told = Reading()
    if not _becomes(r, told) or told.is_contradictory or not r.is_done or marker == "ENTITY":
        return ()
    return (Changed(name, owner, told.told(name)),)


def _becomes(r: Reader, told: Reading) -> bool:
    r.skip("ART")
    if r.symbol() == "TYPE" and r.symbol(1).startswith("T:"):
        r.at += 1
    if r.symbol().startswith("T:") and r.symbol() not in HARD:
        told.typed(r.symbol()[2:])
        r.at += 1
        read_modifiers(r, told)
        return True
    found = read_modifiers(r, told)
    while found and r.skip("AND", "COMMA"):
        if not read_modifiers(r, told):
            return False
    return found


def promise(r: Reader) -> Facts:
    """See a statement that says only what baesc does anyway; names in it are left to judge."""
    words = [word for one in r.tokens for word in one.plain.split()]
    if any(one.symbol in ("NOT", "NO", "WITHOUT", "OR", "ONLY", "QUOTED") for one in r.tokens):
        return ()
    promises = r.lexicon.promises | {",", ":"}
    if r.lexicon.anchors.isdisjoint(words):
        return ()
    names = tuple(
        word
        for one in r.tokens
        for word, low in zip(one.text.split(), one.plain.split(), strict=False)
        if low not in promises
    )
    r.at = len(r.tokens)
    return (Promised(names, tuple(one.text for one in r.tokens)),)
