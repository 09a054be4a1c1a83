"""Whether they compare alike where no number stands: `it ends after it starts`."""

import re
from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import (
    Atom,
    Fault,
    atoms,
    atoms_inside,
    numbers_of,
)
from baesc.language.expressions.anchors.cues import FAINT, PAIRS
from baesc.language.expressions.anchors.sentence import FLIP, Sentence
from baesc.language.expressions.anchors.words import stems_of, word_set
from baesc.language.expressions.nouns import flipped
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Constant,
    Made,
    Node,
    Related,
    walk,
)

_TODAY = word_set("""
    today now future past ago already yet current overdue expired upcoming hoje
""")
_OF_ZERO = word_set("positive negative positivo negativo")
Cue = tuple[str, int, bool]


def order_faults(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield comparisons by order that the sentence does not make, and the other way round."""
    is_condition = node.type.kind == "boolean"
    found = tuple(atoms(node) if is_condition else atoms_inside(node))
    ordered = [one for one in found if one.sign in ("<", "<=", ">", ">=")]
    cues = _cues(sentence)
    yield from filter(None, (_miscounted(sentence, one) for one in found))
    yield from _turned(sentence, ordered, cues, is_condition)
    is_made = any(map(_counts, found)) or any(
        isinstance(one, Aggregate) and one.name in ("min", "max", "any", "all")
        for atom in found
        for side in (atom.left, atom.right)
        for one in walk(side)
    )
    is_asked = any(is_plain for _, _, is_plain in cues)
    if is_asked and found and not ordered and not is_made:
        yield (
            "the sentence compares by order, and the expression does not",
            "write the comparison with `<`, `<=`, `>` or `>=`",
        )


def _turned(
    sentence: Sentence, ordered: list[Atom], cues: list[Cue], is_condition: bool
) -> Iterator[Fault]:
    """Yield comparisons that no sign in words asks for."""
    numbers = {value for one in sentence.numbers for value in one.values}
    words = {*sentence.tokens}
    for atom in ordered:
        is_empty = {"empty", "blank"} & words and numbers_of(atom) <= {0.0, 1.0}
        is_counted = _counts(atom) and not {"positive", "negative"} & words
        if _is_numbered(atom, numbers) or is_empty or is_counted:
            continue
        if not cues:
            yield (
                "the expression compares by order, and the sentence does not",
                "leave the comparison out, or write `==`",
            )
            return
        wrong = [_wanted(sentence, atom, cue, is_condition) for cue in cues]
        if all(wrong) and not atom.is_open:
            yield (
                "the expression compares the other way round than the sentence, or less strictly",
                f"write `{wrong[0]}` instead of `{atom.sign}`, or swap the sides",
            )


def _is_numbered(atom: Atom, numbers: set[float]) -> bool:
    return bool(numbers_of(atom) & numbers)


def _miscounted(sentence: Sentence, atom: Atom) -> Fault | None:
    """Return what is wrong with rows that are to be there, or not, or only once."""
    if not _counts(atom) or atom.of_rows or atom.is_open:
        return None
    number = min(numbers_of(atom))
    sign = atom.sign if isinstance(atom.left, Aggregate) else flipped(atom.sign)
    words = {*sentence.tokens}
    wanted: set[str] = set()
    if number == 1 and {"once", "twice", "same", "unique", "duplicate"} & words:
        wanted = {"<=", "=="}
    elif number == 0 and any(one.values[0] == 1 and one.sign == ">=" for one in sentence.numbers):
        wanted = {">", "!="}
    elif number == 0 and {"no", "none", "without"} & words and not sentence.numbers:
        wanted = {"==", "<="}
    if not wanted or sign in wanted:
        return None
    return (
        "the expression counts rows otherwise than the sentence",
        f"write `{min(wanted)} {number:g}`",
    )


def _counts(atom: Atom) -> bool:
    """Tell whether a comparison says that there are rows, or none: `count(...) > 0`."""
    numbers = numbers_of(atom)
    return (
        bool(numbers)
        and numbers <= {0.0, 1.0}
        and any(
            isinstance(side, Aggregate) and side.name == "count" for side in (atom.left, atom.right)
        )
    )


def _cues(sentence: Sentence) -> list[Cue]:
    """Return the signs in words that stand with no number: sign, place, whether it is plain."""
    numbers = {one.at for one in sentence.numbers}
    words = [f"#{at}" if at in numbers else one for at, one in enumerate(sentence.tokens)]
    text = " ".join(words)
    found: list[Cue] = []
    taken: set[int] = set()
    for sign, pattern in PAIRS:
        for match in re.finditer(rf"(?<![\w#])(?:{pattern})(?!\w)", text):
            at = text.count(" ", 0, match.start())
            length = match[0].count(" ") + 1
            behind = words[at + length : at + length + 3]
            if taken & {*range(at, at + length)} or any(one.startswith("#") for one in behind[:2]):
                continue
            taken |= {*range(at, at + length)}
            is_idiom = match[0].split()[0] in ("no", "not", "never")
            is_denied = not is_idiom and sentence.negated_at(at)
            is_plain = match[0].split()[-1] not in FAINT
            found.append((FLIP[sign] if is_denied else sign, at, is_plain))
    if {"between"} & {*words} and not found:
        at = words.index("between")
        found += [("<=", at, False), (">=", at, False)]
    return found


def _wanted(sentence: Sentence, atom: Atom, cue: Cue, is_condition: bool) -> str:
    """Return the sign that a comparison needs to be what a cue says; empty if it has it."""
    sign, at, _ = cue
    word = sentence.tokens[at]
    is_fixed = isinstance(atom.left, Constant) or isinstance(atom.right, Constant)
    if is_fixed != (word in _OF_ZERO) and len(_cues(sentence)) > 1:
        # `positive and at most the stock`: one comparison each.
        return sign
    left, right = _where(sentence, atom.left, atom.right), _where(sentence, atom.right, atom.left)
    if word in ("positive", "negative", "positivo", "negativo") or _TODAY & {
        *sentence.tokens[at : at + 2]
    }:
        # `in the future`: the moment, or 0, is what it is compared with.
        fixed_left = isinstance(atom.left, Constant) or _reads_now(atom.left)
        wanted = flipped(sign) if fixed_left else sign
    elif left >= 0 and right >= 0 and (left < at < right or (right >= 0 and left < right)):
        wanted = sign
    elif (left >= 0 and right >= 0) or (
        right >= 0 and right < at and left < 0 and not _reads_now(atom.left)
    ):
        wanted = flipped(sign)
    elif (left >= 0 and left < at) or (right > at):
        wanted = sign
    elif left > at:
        wanted = flipped(sign)
    else:
        return "" if atom.sign in (sign, flipped(sign)) else sign
    if not atom.of_rows and is_condition and sentence.roles[at] in ("premise", "subject"):
        wanted = FLIP[wanted]
    return "" if atom.sign == wanted else wanted


def _reads_now(node: Node) -> bool:
    return any(isinstance(one, Made) for one in walk(node))


def _where(sentence: Sentence, side: Node, other: Node) -> int:
    """Return where a sentence names one side of a comparison, -1 if it does not."""
    mine, others = _stems(side), _stems(other)
    found = [at for at in map(sentence.where, mine - others or mine) if at >= 0]
    if not found and _reads_now(side):
        found = [at for at, one in enumerate(sentence.tokens) if one in _TODAY]
    return min(found, default=-1)


def _stems(node: Node) -> frozenset[str]:
    """Return the stems by which a sentence may name a value: those of the last names in it."""
    found: set[str] = set()
    for one in walk(node):
        if isinstance(one, Attribute | Related) and one.name != "id":
            found |= stems_of(one.name)
        elif isinstance(one, Aggregate):
            found |= stems_of(one.rows.type.entity)
    return frozenset(found)
