"""Whether what is joined, taken away or divided stands in the order of the sentence."""

from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import Fault
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.expressions.anchors.words import has, stems_of, word_set
from baesc.language.expressions.tree import (
    Aggregate,
    Arithmetic,
    Attribute,
    Constant,
    Node,
    Related,
    walk,
)

_TAKEN = word_set("minus less menos")
_DIVIDED = word_set("divided over dividido")
_SIGNS = (
    (word_set("divided dividido"), {"/", "//"}),
    (word_set("times multiplied vezes"), {"*"}),
    (word_set("plus"), {"+"}),
    (word_set("minus"), {"-"}),
)
_OTHERWISE = word_set("before after preceded")


def operand_faults(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield operands that stand the other way round than the sentence names them."""
    if node.type.kind == "text" and not _OTHERWISE & {*sentence.tokens}:
        read = dict.fromkeys(one for one in walk(node) if isinstance(one, Attribute))
        known = [at for at in (_where(sentence, one) for one in read) if at >= 0]
        if known != sorted(known):
            yield (
                "the expression joins texts in another order than the sentence",
                "join them in the order in which the sentence names them",
            )
    found = [one for one in walk(node) if isinstance(one, Arithmetic)]
    signs = {one.sign for one in found}
    for words, wanted in _SIGNS:
        said = words & {*sentence.tokens}
        if found and said and not signs & wanted:
            yield (
                f"the sentence says `{min(said)}`, and the expression has no `{min(wanted)}`",
                f"write `{min(wanted)}`",
            )
    for one in found:
        if one.sign in ("-", "/"):
            yield from _swapped(sentence, one)


def _swapped(sentence: Sentence, node: Arithmetic) -> Iterator[Fault]:
    words = _TAKEN if node.sign == "-" else _DIVIDED
    cue = next((at for at, one in enumerate(sentence.tokens) if one in words), -1)
    left, right = _where(sentence, node.left), _where(sentence, node.right)
    if 0 <= right < cue < left:
        yield (
            f"the expression has the sides of `{node.sign}` the other way round than the sentence",
            "swap them",
        )


def _where(sentence: Sentence, node: Node) -> int:
    """Return where a sentence speaks of a value, -1 if it does not."""
    found: list[int] = []
    names: list[Node] = [one for one in walk(node) if isinstance(one, Attribute)]
    if not names:
        names = [one for one in walk(node) if isinstance(one, Related)]
    for one in walk(node):
        if isinstance(one, Attribute | Related) and one in names:
            stems = stems_of(one.name)
            spots = [at for at, each in enumerate(sentence.stems) if each and has(stems, each)]
            # What an aggregate is over may be named before; the last name is the value's own.
            found += spots[-1:] if isinstance(node, Aggregate) else spots[:1]
        elif isinstance(one, Constant) and one.type.kind in ("integer", "decimal"):
            number = float(str(one.value))
            found += [each.at for each in sentence.numbers if number in each.values]
    return min(found, default=-1)
