"""Statements that make entities, add to them and relate them."""

from dataclasses import replace

from baesc.recognition.members import Reading, members, read_modifiers
from baesc.recognition.reading import Reader
from baesc.recognition.saying import Added, Belongs, Detailed, Fact, Has, Made, Related, Told, Words
from baesc.recognition.symbols import VERBS
from baesc.recognition.tokens import ITEM

Facts = tuple[Fact, ...]
_TOWARDS = ("TO", "IN", "FOR", "A")
# What is said so is required; `should have` leaves it open.
_MUSTS = frozenset({"must", "needs to", "need to", "has to", "have to", "deve", "devem", "precisa",
                    "precisam", "tem que", "tem de"})  # fmt: skip


def create(r: Reader) -> Facts:
    """Read `create a system to manage students with name and email, and courses with title`."""
    # `I want to manage products with name`
    manages = bool(r.take("MANAGE"))
    if not manages and not r.take("CREATE", "MAKE", "WANT") and not _adds_entity(r):
        return ()
    wanted = r.tokens[0].symbol in ("WANT", "MAKE")
    started = manages or _system(r)
    if wanted and not started and not _says_entity(r):
        return ()
    found: list[Fact] = []
    while True:
        one = _entity(r)
        if one is None:
            return ()
        found.append(one)
        if r.promise() or r.is_done:
            return tuple(found)
        if not r.separator():
            return ()


def _adds_entity(r: Reader) -> bool:
    """Tell whether something is added that is said to be an entity: `add a Course entity with`."""
    if not r.sees("ADD"):
        return False
    symbols = [one.symbol for one in r.tokens]
    end = symbols.index("WITH") if "WITH" in symbols else len(symbols)
    if "ENTITY" not in symbols[:end] or set(symbols[:end]) & {"TO", "FIELD", "RELATION", "IN", "A"}:
        return False
    r.at += 1
    return True


def _says_entity(r: Reader) -> bool:
    return "ENTITY" in [one.symbol for one in r.tokens]


def _system(r: Reader) -> bool:
    """Go past `a simple system to manage`; tell whether it was there."""
    start = r.at
    r.skip("ART", "A", "NEW", "PLAIN")
    if not r.take("SYSTEM"):
        r.at = start
        return _management(r)
    r.skip("PLAIN")
    if r.take("NAMED"):
        r.name()
    if not r.skip("FOR", "TO", "THAT", "OF", "WITH", "CAN", "MUST", "BY") and not r.sees("MANAGE"):
        r.at = start
        return False
    r.skip("MANAGE")
    r.skip("OF", "FROM")
    return True


def _management(r: Reader) -> bool:
    """See `a student management system`: what follows is the name before these words."""
    symbols = [one.symbol for one in r.tokens[r.at :]]
    if "MANAGE" not in symbols:
        return False
    at = symbols.index("MANAGE")
    if symbols[at + 1 : at + 2] != ["SYSTEM"] or at == 0:
        return False
    place = r.at + at
    r.tokens = (*r.tokens[:place], *r.tokens[place + 2 :])
    return True


def _entity(r: Reader) -> Made | None:
    r.determiner()
    r.skip("ENTITY")
    name = r.name()
    if r.lexicon.language == "pt" and r.symbol() == "OF":
        r.at += 1
        name = (*name, "de", *r.name())
    r.skip("ENTITY")
    if not name or r.promise():
        return Made(name) if name else None
    only = False
    start = r.at
    r.skip("COMMA")
    if r.take("WITH") or r.sees("THAT", "HAVE") or r.sees("HAVE"):
        r.skip("THAT", "HAVE")
        only = bool(r.take("ONLY"))
        r.skip("ART", "FOLLOWING", "A")
        r.skip("FIELD")
        return _with(r, name, only=only)
    r.at = start
    if r.take("OPEN"):
        found = members(r)
        return Made(name, found) if found and r.take("CLOSE") else None
    if r.take("COLON"):
        return _with(r, name, only=False)
    return Made(name)


def _with(r: Reader, name: Words, *, only: bool) -> Made | None:
    found = members(r, may_make=True)
    return Made(name, found, only) if found else None


def add(r: Reader) -> Facts:
    """Read `add email and phone to Student`, and `to Student add an email`."""
    target: Words = ()
    if r.take(*_TOWARDS):
        target = r.entity()
        r.skip("COMMA")
    if not r.take("ADD"):
        return ()
    related = _relation(r)
    if related:
        return related
    found = members(r)
    if not found:
        return ()
    is_relation = bool(r.take("RELATION"))
    if is_relation and len(found) > 1:
        return ()
    if not target and r.take(*_TOWARDS):
        target = r.entity()
        if not target:
            return ()
    others = _others(r) if target else ()
    found = _detailed(r, found)
    if not found or not r.promise():
        return ()
    return tuple(Added(found, one, is_relation) for one in (target, *others))


def _others(r: Reader) -> tuple[Words, ...]:
    """Read further targets: `and Teacher`, `, Teacher and to Course`."""
    found: list[Words] = []
    before = r.at
    while r.separator():
        r.skip(*_TOWARDS)
        one = r.entity()
        if not one:
            break
        found.append(one)
        before = r.at
    r.at = before
    return tuple(found)


def _detailed(r: Reader, found: tuple[Told, ...]) -> tuple[Told, ...]:
    """Read what is said of what is added after its target: a list, or modifiers of the last."""
    if r.take("COLON"):
        listed = members(r)
        names = {one.words for one in listed}
        return listed if all(one.words in names for one in found) else ()
    more = Reading(found[-1].type, dict(found[-1].settings), list(found[-1].limits))
    if not read_modifiers(r, more) or more.is_contradictory:
        return () if more.is_contradictory else found
    last = more.told(found[-1].words, many=found[-1].many, is_field=found[-1].is_field)
    return (*found[:-1], last)


def relate(r: Reader) -> Facts:
    """Read `link Student to Course` and `create a relationship between Student and Course`."""
    if r.take("RELATE"):
        left = r.entity()
        if not left or not r.take("TO", "WITH", "AND", "A"):
            return ()
        right = r.entity()
        kind = _kind(r)
        r.skip("RELATION")
        return (Related(left, right, kind),) if right and r.promise() else ()
    if r.take("CREATE", "MAKE", "WANT"):
        return _relation(r)
    return ()


def _kind(r: Reader) -> str:
    start = r.at
    r.skip("AS", "ART", "WITH", "IN", "OPEN")
    symbol = r.symbol()
    if symbol.startswith("KIND:"):
        r.at += 1
        r.skip("CLOSE")
        return symbol[5:]
    r.at = start
    return ""


def _relation(r: Reader) -> Facts:
    """Read `a many-to-many relationship between Student and Course`, after its verb."""
    start = r.at
    r.determiner()
    kind = _kind(r)
    if r.take("RELATION"):
        kind = kind or _kind(r)
        if r.take("BETWEEN"):
            left = r.entity()
            right = r.entity() if left and r.take("AND", "COMMA") else ()
            kind = kind or _kind(r)
            if right and r.promise():
                return (Related(left, right, kind),)
        elif r.take("FROM", "OF"):
            left = r.entity()
            right = r.entity() if left and r.take(*_TOWARDS) else ()
            kind = kind or _kind(r)
            if right and r.promise():
                return (Related(left, right, kind, is_directed=True),)
    r.at = start
    return ()


def have(r: Reader) -> Facts:
    """Read `each order has many items` and `a student can have courses`."""
    # `can a student have courses?` asks.
    if r.symbol() in VERBS | {"MANAGE"} or r.tokens[-1].symbol == "MARK":
        return ()
    if r.symbol() == "ONE" and r.tokens[r.at].plain != "one":
        # `only one student has many courses` says how many students, too.
        return ()
    r.skip("EACH", "ONE")
    subject = r.entity()
    if not subject:
        return ()
    can = bool(r.take("CAN"))
    must = r.symbol() == "MUST" and r.tokens[r.at].plain in _MUSTS
    r.skip("MUST")
    if r.take("BELONG"):
        r.skip("ONE", "ONLY", "A")
        target = r.entity()
        return (Belongs(subject, target, can),) if target and r.promise() else ()
    if not r.take("HAVE", "WITH"):
        return ()
    only = r.take("ONLY")
    found = members(r)
    if must:
        found = tuple(_required(one) for one in found)
    return (Has(subject, found, can),) if found and not only and r.promise() else ()


def _required(told: Told) -> Told:
    settings = {"required": True} | dict(told.settings)
    return replace(told, settings=tuple(sorted(settings.items())))


def detail(r: Reader) -> Facts:
    """Read `email (string, required)`: a field of which another statement speaks."""
    r.skip(ITEM)
    found = members(r)
    if len(found) != 1 or not r.is_done or not (found[0].type or found[0].settings):
        return ()
    return (Detailed(found[0]),)
