"""Recognition without a model: a request that the grammar covers whole, or a question, or nothing.

Statements are read one by one, by the same grammar in both languages; then they are seen together
and in the project. A word that no rule reads makes the whole request one that is not understood.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from baesc.ground.digest import digest, digest_bytes
from baesc.recognition import clauses_changing as changing
from baesc.recognition import clauses_making as making
from baesc.recognition.drafting import Draft, Unclear
from baesc.recognition.known import nearest
from baesc.recognition.operations import (
    Heard,
    Known,
    NotUnderstood,
    Operation,
    Question,
    Recognition,
)
from baesc.recognition.reading import Reader
from baesc.recognition.resolving import resolve
from baesc.recognition.saying import Fact, Removed, Renamed
from baesc.recognition.symbols import VERBS, Lexicon
from baesc.recognition.symbols_english import ENGLISH
from baesc.recognition.symbols_portuguese import PORTUGUESE
from baesc.recognition.tokens import ITEM, NAME, Statement, Token, statements

LONGEST = 20_000
PARTS = (
    "clauses_changing", "clauses_making", "drafting", "grammar", "guesses", "known", "members",
    "namings", "operations", "reading", "resolving", "resolving_changes", "resolving_relations",
    "saying", "symbols", "symbols_english", "symbols_portuguese", "technology", "tokens", "values",
)  # fmt: skip
_CLAUSES = (
    making.relate, making.create, making.add, changing.remove, changing.rename, changing.change,
    changing.promise, changing.state, making.have,
)  # fmt: skip
# Words that change what is meant, and that no rule reads where they stand alone.
_UNREAD = frozenset({"OR", "WITHOUT", "NOT", "NO", "ORDER", "QUANTITY"})
# What follows is done next; it says nothing else where a verb follows.
_NEXT = frozenset({"then", "also", "entao", "depois", "tambem"})
_TELLING = frozenset({"HAVE", "CAN", "MUST", "BE", "BELONG", "MARK"})
_ACTIONS = {
    "create_entity": "create", "remove_entity": "remove", "rename_entity": "rename",
    "add_field": "add", "remove_field": "remove", "rename_field": "rename",
    "change_field": "change", "add_relation": "add", "remove_relation": "remove",
    "rename_relation": "rename",
}  # fmt: skip


@cache
def version() -> str:
    """Return a digest of all that recognition depends on."""
    here = Path(__file__)
    return digest(tuple(digest_bytes(here.with_name(f"{one}.py").read_bytes()) for one in PARTS))


def recognize(text: str, known: Known) -> Heard:
    """Return what a request means in a project; the same for the same text, always."""
    if len(text) > LONGEST or not text.strip():
        return NotUnderstood((), nearest(text))
    counts = {one.language: _read_words(text, one) for one in (ENGLISH, PORTUGUESE)}
    spoken = [one for one in (ENGLISH, PORTUGUESE) if counts[one.language] == max(counts.values())]
    return min((_heard(text, known, one) for one in spoken), key=_worth)


def _read_words(text: str, lexicon: Lexicon) -> int:
    """Count the words that a language knows."""
    return sum(
        len(one.plain.split())
        for statement in statements(text, lexicon)
        for one in statement.tokens
        if one.symbol != NAME
    )


def _worth(heard: Heard) -> int:
    """Return a number that is the less the more was understood."""
    if isinstance(heard, NotUnderstood):
        return 2
    return int(isinstance(heard, Question))


def _heard(text: str, known: Known, lexicon: Lexicon) -> Heard:
    facts: list[Fact] = []
    verb: Token | None = None
    for one in statements(text, lexicon):
        found, rest = _read_after(verb, one, lexicon)
        verb = one.tokens[0] if one.tokens and one.tokens[0].symbol in VERBS else verb
        if rest is not None:
            return NotUnderstood(rest, nearest(text))
        facts += found
    draft = Draft(" ".join(text.split()), lexicon.language, known)
    try:
        resolve(draft, tuple(facts))
    except Unclear as exc:
        if exc.question is not None:
            return exc.question
        return NotUnderstood(exc.rest, nearest(text))
    if not draft.operations:
        return NotUnderstood((), nearest(text))
    return _recognition(draft)


def _recognition(draft: Draft) -> Recognition:
    operations = tuple(draft.operations)
    parts = sum(map(_parts, operations))
    guessed = sum(len(one.guessed) for one in operations)
    named = dict.fromkeys(one.entity for one in operations)
    named |= dict.fromkeys(one.to for one in operations if one.op == "add_relation")
    return Recognition(
        _ACTIONS[operations[0].op],
        tuple(named),
        operations,
        draft.language,
        round(1 - guessed / parts, 2),
        tuple(dict.fromkeys(draft.remarks)),
    )


def _parts(one: Operation) -> int:
    """Count what an operation says: what is done to what, and its type, kind and settings."""
    extra = "required" in one.guessed
    return 1 + bool(one.type) + bool(one.kind) + max(len(one.settings), extra)


def _read_after(
    verb: Token | None, statement: Statement, lexicon: Lexicon
) -> tuple[list[Fact], tuple[str, ...] | None]:
    """Read a statement; `Course with title` after one that creates is to be created too."""
    symbols = {one.symbol for one in statement.tokens}
    is_bare = symbols & {"WITH", "OPEN"} and not symbols & (VERBS | _TELLING)
    if verb is not None and verb.symbol == "CREATE" and is_bare:
        found, rest = _read(Statement((verb, *statement.tokens), statement.items), lexicon)
        if rest is None:
            return found, None
    return _read(statement, lexicon)


def _read(statement: Statement, lexicon: Lexicon) -> tuple[list[Fact], tuple[str, ...] | None]:
    """Return what a statement and its items say, and the words that were not understood."""
    tokens, items = statement.tokens, statement.items
    if not tokens and not items:
        return [], None
    if _is_heading(tokens):
        return _read_all(items, lexicon, inside=True)
    if items:
        joined = [*tokens]
        for one in items:
            joined += [Token(ITEM, "", ""), *one.tokens]
        if not any(one.items for one in items):
            found = _clause(joined, lexicon)
            if found:
                return list(found), None
    found, rest = _sentence(tokens, lexicon)
    if rest is not None:
        return [], rest
    more, rest = _read_all(items, lexicon, inside=True)
    return [*found, *more], rest


def _is_heading(tokens: tuple[Token, ...]) -> bool:
    symbols = [one.symbol for one in tokens if one.symbol != "COLON"]
    return symbols == ["REQUIREMENTS"]


def _read_all(
    items: tuple[Statement, ...], lexicon: Lexicon, *, inside: bool
) -> tuple[list[Fact], tuple[str, ...] | None]:
    facts: list[Fact] = []
    for one in items:
        detail = making.detail(reader := Reader(one.tokens, lexicon)) if inside else ()
        if detail and reader.is_done and not one.items:
            facts += detail
            continue
        found, rest = _read(one, lexicon)
        if rest is not None:
            return [], rest
        facts += found
    return facts, None


def _sentence(
    tokens: tuple[Token, ...], lexicon: Lexicon
) -> tuple[tuple[Fact, ...], tuple[str, ...] | None]:
    """Read a sentence whole, or in the parts that begin with verbs of their own."""
    found = _clause(tokens, lexicon)
    if found:
        return found, None
    for cut, after in reversed(tuple(_cuts(tokens))):
        first = _clause(tokens[:cut], lexicon)
        if first:
            second, rest = _sentence(tokens[after:], lexicon)
            if rest is not None and tokens[0].symbol in VERBS:
                # `add a phone to Course and an email to Teacher`
                second, rest = _sentence((tokens[0], *tokens[after:]), lexicon)
                if _widens(first, second):
                    rest = tuple(one.text for one in tokens[after:])
            if rest is None:
                return (*first, *second), None
    return (), _rest(tokens, lexicon)


def _widens(first: tuple[Fact, ...], second: tuple[Fact, ...]) -> bool:
    """Tell whether fields go first, and more than fields by the same verb, or names are missing."""
    if any(isinstance(one, Renamed) and not one.to for one in first):
        return True
    # `remove email from Student and Teacher` does not ask for Teacher to go.
    fields = any(isinstance(one, Removed) and one.owner for one in first)
    return fields and any(isinstance(one, Removed) and not one.owner for one in second)


def _cuts(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Yield where a sentence may be parted: before `, and` and a verb, or a subject."""
    for at, one in enumerate(tokens):
        if one.symbol not in ("COMMA", "AND") or at == 0:
            continue
        after = at + 1
        while after < len(tokens) and tokens[after].symbol in ("COMMA", "AND"):
            after += 1
        if [one.symbol in VERBS for one in tokens[after + 1 : after + 2]] == [True]:
            # `add a phone to Course, then remove level from it`
            after += tokens[after].plain in _NEXT
        if after < len(tokens) and tokens[at - 1].symbol not in ("COMMA", "AND"):
            first = tokens[after].symbol
            if first in VERBS | {"EACH", "ART", NAME} or first.startswith("T:"):
                yield at, after


def _clause(tokens: list[Token] | tuple[Token, ...], lexicon: Lexicon) -> tuple[Fact, ...]:
    for read in _CLAUSES:
        reader = Reader(tokens, lexicon)
        found = read(reader)
        if found and reader.is_done:
            return found
    return ()


def _rest(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words that no rule reads, or those from where no clause could go on."""
    hard = tuple(one.text for one in tokens if one.symbol in _UNREAD)
    if hard:
        return hard
    clauses = _CLAUSES[:-3] if tokens and tokens[0].symbol in VERBS else _CLAUSES
    far = 0
    for read in clauses:
        reader = Reader(tokens, lexicon)
        read(reader)
        far = max(far, reader.far)
    return tuple(one.text for one in tokens[min(far, len(tokens) - 1) :] if one.text)
