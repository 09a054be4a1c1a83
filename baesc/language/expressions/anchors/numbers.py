"""Whether a sentence and an expression have the same numbers, with the same signs."""

import re
from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import (
    Fault,
    Place,
    atoms,
    atoms_inside,
    places,
)
from baesc.language.expressions.anchors.sentence import FLIP, Number, Sentence
from baesc.language.expressions.anchors.words import word_set
from baesc.language.expressions.tree import (
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Constant,
    Node,
    Related,
    walk,
)

_ZERO = word_set("""
    no none never without nothing positive negative zero empty nobody not cannot any some has have
    had free only least is are be enough left nao sem nunca positivo negativo
""")
_COUNTED = re.compile(r"\b(each|every|per|number of|how many) (full |whole )?(day|hour)s?\b")
_ONE = word_set("one once only single unique twice same first two duplicate own um uma")
_SIGNS = {
    "<": "less than or before", "<=": "at most", ">": "more than or after", ">=": "at least",
    "==": "exactly", "!=": "other than",
}  # fmt: skip
# The calls for a unit of time, the plainest first.
_CALLS = {
    "day": ("days", "hours"), "week": ("days",), "fortnight": ("days",), "hour": ("hours",),
    "month": ("months",), "year": ("years", "months"), "decade": ("years",),
}  # fmt: skip


def number_faults(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield what is wrong with numbers and signs; each with what to do."""
    is_condition = node.type.kind == "boolean"
    found = tuple(atoms(node) if is_condition else atoms_inside(node))
    numbers = places(node, found)
    yield from _lost_numbers(sentence, node, numbers)
    yield from _new_numbers(sentence, numbers, counts_time=any(map(_counts_time, walk(node))))
    yield from _numbered(sentence, numbers, is_condition)
    yield from _units(sentence, node)


def _units(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield times that are counted in another unit than the sentence says."""
    for one in walk(node):
        if not isinstance(one, Call) or one.name not in ("years", "months", "days", "hours"):
            continue
        given = one.arguments[0]
        if not isinstance(given, Constant):
            continue
        number = float(str(given.value))
        said = [each for each in sentence.numbers if number in each.values and each.unit]
        if said and not any(_fits(one.name, number, each) for each in said):
            unit = said[0].unit
            yield (
                f"the sentence counts in {unit}s, and the expression in {one.name}",
                f"write `{_CALLS[unit][0]}(...)`",
            )


def _fits(call: str, number: float, said: Number) -> bool:
    names = _CALLS[said.unit]
    return call == names[0] or (call in names and number != said.values[0])


def _lost_numbers(sentence: Sentence, node: Node, numbers: tuple[Place, ...]) -> Iterator[Fault]:
    there = {one.value for one in numbers}
    texts = " ".join(_texts(node))
    for one in sentence.numbers:
        # `No two rows have the same ...`
        is_pair = one.values[0] == 2 and {"same", "share", "identical"} & {*sentence.tokens}
        if is_pair and (there & {0, 1} or _is_unique(node)):
            continue
        if there & set(one.values) or re.search(rf"(?<!\d)0*{re.escape(one.written)}(?!\d)", texts):
            continue
        if one.values[0] in (0, 1) and _is_unique(node):
            continue
        if str(one.written) in texts or f"{one.values[0]:g}" in texts:
            continue
        yield (
            f"the number {one.written} of the sentence is not in the expression",
            "use each number of the sentence as it is",
        )


def _texts(node: Node) -> Iterator[str]:
    """Yield names and texts, where numbers may stand too: `address_2`, '2026-01-31'."""
    for one in walk(node):
        if isinstance(one, Constant) and isinstance(one.value, str) and one.type.kind != "decimal":
            yield one.value
        elif isinstance(one, Attribute | Related):
            yield one.name


def _is_unique(node: Node) -> bool:
    return any(
        isinstance(one, Aggregate) and one.name in ("any", "all", "count") for one in walk(node)
    )


def _counts_time(node: Node) -> bool:
    """Tell whether a duration is counted, by dividing it by one unit: `... / days(1)`."""
    return (
        isinstance(node, Arithmetic)
        and node.sign in ("/", "//")
        and isinstance(node.right, Call)
        and node.right.name in ("days", "hours")
    )


def _new_numbers(
    sentence: Sentence, numbers: tuple[Place, ...], *, counts_time: bool
) -> Iterator[Fault]:
    said = {value for one in sentence.numbers for value in one.values}
    words = {*sentence.tokens}
    if {"percent", "%"} & words:
        said.add(100.0)
    if _ZERO & words:
        said.add(0.0)
    if _ONE & words or re.search(r"\b(least|most|than|with|has) an? ", sentence.folded):
        said.add(1.0)
    if counts_time and _COUNTED.search(sentence.folded):
        said.add(1.0)
    for one in dict.fromkeys(place.value for place in numbers):
        if one not in said:
            yield (
                f"the number {one:g} of the expression is not in the sentence",
                "use the numbers of the sentence and no others",
            )


def _numbered(
    sentence: Sentence, numbers: tuple[Place, ...], is_condition: bool
) -> Iterator[Fault]:
    """Yield numbers that stand with another sign than in the sentence."""
    for place in numbers:
        said = [one for one in sentence.numbers if place.value in one.values]
        if not said or not place.sign or place.atom is None or place.atom.is_open:
            continue
        allowed = {sign for one in said for sign in _allowed(sentence, one, place, is_condition)}
        if place.sign not in allowed:
            wanted = " or ".join(f"`{one}`" for one in sorted(allowed))
            said_so = f"{_SIGNS[place.sign]} {place.value:g}"
            yield (
                f"the expression says {said_so}, and the sentence does not",
                f"without `not`, {wanted} stands before {place.value:g}",
            )


def _allowed(sentence: Sentence, number: Number, place: Place, is_condition: bool) -> set[str]:
    signs = {number.sign}
    if not number.sign:
        signs = {"==", ">="}
        if {"maximum", "limit", "limited", "max", "maximo"} & {*sentence.tokens}:
            signs = {"<="}
        if place.atom is not None and place.atom.of_rows:
            signs |= {"<=", "!="}
    if place.value != number.values[0] and not number.sign:
        signs |= {"<="}
    negated = number.negated
    if place.atom is not None and (place.atom.of_rows or not is_condition):
        return signs | ({FLIP[one] for one in signs} if negated or _says_no(sentence) else set())
    role = number.role
    if role == "subject" and _opens(sentence, number.at):
        role = "main"
        negated = negated or any(
            sentence.roles[at] == "main" and one in ("not", "never")
            for at, one in enumerate(sentence.tokens)
        )
    if negated:
        signs = {FLIP[one] for one in signs}
    if "subject" not in sentence.roles and "premise" not in sentence.roles and not number.sign:
        signs |= {FLIP[one] for one in signs}
    return {FLIP[one] for one in signs} if role in ("premise", "subject") else signs


def _says_no(sentence: Sentence) -> bool:
    return bool({"no", "never", "nobody", "none", "without"} & {*sentence.tokens})


def _opens(sentence: Sentence, at: int) -> bool:
    """Tell whether a number is what the sentence is about: `at most 5 courses are taken`."""
    return at <= 4 and not {
        "with",
        "that",
        "who",
        "whose",
        "of",
        "over",
        "above",
        "under",
        "below",
        "for",
        "in",
        "which",
        "from",
        "a",
        "an",
    } & {*sentence.tokens[:at]}
