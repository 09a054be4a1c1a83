"""Whether values of a sentence (`active`, `without a date`) stand the right way around."""

from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import Atom, Fault, atoms, atoms_inside, numbers_of
from baesc.language.expressions.anchors.sentence import FLIP, Sentence
from baesc.language.expressions.anchors.words import alike, has, stems_of, word_set
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Constant,
    Each,
    Junction,
    Node,
    Not,
    Related,
    This,
    walk,
)

_WITHOUT = word_set("""
    no not without never none nobody un non n't except excluding lacks missing sem nao
""")

_ALL, _SOME = frozenset({"every", "all", "each"}), frozenset({"any", "some"})
# What a sentence says, the aggregate for it, and those that are wrong then.
_AGGREGATES = (
    (word_set("average mean media"), "avg", word_set("sum max min count")),
    (word_set("sum total together altogether soma"), "sum", word_set("avg max min")),
    (word_set("number many count numero"), "count", word_set("avg sum max min")),
    (word_set("highest latest largest greatest newest"), "max", word_set("min avg sum count")),
    (word_set("lowest earliest smallest oldest cheapest"), "min", word_set("max avg sum count")),
)


def value_faults(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield values and absences that are asked for where the sentence says the opposite."""
    is_condition = node.type.kind == "boolean"
    found = tuple(atoms(node) if is_condition else atoms_inside(node))
    by_value: dict[object, set[str]] = {}
    for atom in found:
        by_value.setdefault(_subject(atom), set()).add(atom.sign)
    for atom in found:
        if atom.sign not in ("==", "!=") or atom.is_open or len(by_value[_subject(atom)]) > 1:
            continue
        wanted = _wanted(sentence, atom, is_condition)
        if wanted and atom.sign not in wanted:
            what = _shown(atom)
            yield (
                f"the expression has it the other way round: {what}",
                f"turn the comparison around: `{'!=' if atom.sign == '==' else '=='}`, or `not`",
            )
    yield from _quantified(sentence, node)
    yield from _tied(sentence, node, found)
    if is_condition:
        yield from _joined(sentence, node)
    if "or" not in sentence.tokens and "ou" not in sentence.tokens:
        for one in walk(node):
            condition = one.condition if isinstance(one, Aggregate) else None
            if isinstance(condition, Junction) and condition.word == "or":
                yield (
                    "the expression chooses rows by `or`, and the sentence has no such word",
                    "join the conditions by `and`",
                )


def _tied(sentence: Sentence, node: Node, found: tuple[Atom, ...]) -> Iterator[Fault]:
    """Yield rows that are to be other ones where the sentence asks for the same, or inversely."""
    if {"other", "others", "another", "different", "differ", "outro"} & {*sentence.tokens}:
        return
    conditions = [one.condition for one in walk(node) if isinstance(one, Aggregate)]
    for atom in (each for one in conditions if one is not None for each in atoms(one)):
        if atom.sign == "!=" and _is_tie(atom.left, atom.right):
            yield (
                "the expression chooses rows of others, and the sentence does not",
                "compare with `==`",
            )
    for atom in found:
        sides = (atom.left, atom.right)
        is_own = not atom.of_rows and any(isinstance(one, This) for one in sides)
        if is_own and atom.sign == "==" and {"not", "never", "nobody", "no"} & {*sentence.tokens}:
            yield (
                "the expression asks for the row itself, and the sentence forbids it",
                "use `!=`",
            )


def _is_tie(one: Node, other: Node) -> bool:
    """Tell whether a member of each row is compared with this row, or the same member of it."""
    for left, right in ((one, other), (other, one)):
        if not isinstance(left, Attribute | Related) or not isinstance(left.row, Each):
            continue
        if isinstance(right, This):
            return True
        if isinstance(right, Attribute | Related) and right.name == left.name:
            return isinstance(right.row, This)
    return False


def _joined(sentence: Sentence, node: Node) -> Iterator[Fault]:
    """Yield conditions that `and` joins though one is the case in which the other is asked for."""
    if not isinstance(node, Junction):
        return
    parts = [(_role(sentence, part), part) for part in node.parts]
    cases = [role for role, _ in parts if role in ("premise", "subject")]
    asked = [role for role, _ in parts if role == "main"]
    words = {*sentence.tokens}
    if node.word == "and" and cases and asked:
        yield (
            "the expression joins by `and` what the sentence asks for in some cases only",
            "write `not (case) or condition`",
        )
    plain = not cases and len(asked) == len(parts) and "if" not in words
    if node.word == "or" and plain and "and" in words and not {"or", "unless", "only"} & words:
        yield ("the expression joins by `or` what the sentence joins by `and`", "write `and`")
    if node.word == "and" and plain and "or" in words and not ({"and", "nor"} | _WITHOUT) & words:
        yield ("the expression joins by `and` what the sentence joins by `or`", "write `or`")


def _role(sentence: Sentence, part: Node) -> str:
    """Return the role of the words that a condition is about, empty if it can't be told."""
    found = tuple(atoms(part))
    if len(found) != 1:
        return "main" if any(isinstance(one, Aggregate) for one in walk(part)) else ""
    left, right = found[0].left, found[0].right
    numbers = numbers_of(found[0])
    said = [one for one in sentence.numbers if numbers & set(one.values)]
    if said:
        return said[0].role
    is_value = isinstance(right, Constant) and isinstance(right.value, str)
    stems = stems_of(str(right.value)) if is_value and isinstance(right, Constant) else frozenset()
    if not stems and isinstance(left, Attribute | Related):
        stems = stems_of(left.name)
    is_absence = isinstance(right, Constant) and right.value is None
    spots = [_spot(sentence, one, last=is_absence) for one in stems]
    return sentence.roles[min(spots)] if spots and min(spots) >= 0 else ""


def _subject(atom: Atom) -> object:
    return (atom.left, atom.right)


def _shown(atom: Atom) -> str:
    value = atom.right.value if isinstance(atom.right, Constant) else ""
    if isinstance(atom.left, Attribute | Related) and value in (None, True):
        return f"`{atom.left.name}`"
    return f"`{value}`"


def _wanted(sentence: Sentence, atom: Atom, is_condition: bool) -> set[str]:
    """Return the signs that a sentence allows; nothing if it can't be told."""
    constant, other = atom.right, atom.left
    if not isinstance(constant, Constant):
        constant, other = other, constant
    if not isinstance(constant, Constant):
        return set()
    if constant.value is None or constant.value is True:
        name = other.name if isinstance(other, Attribute | Related) else ""
        stems, sign = stems_of(name) if name else frozenset(), "=="
        sign = "!=" if constant.value is None else "=="
    elif isinstance(constant.value, str) and constant.type.kind in ("enum", "text"):
        stems, sign = stems_of(constant.value), "=="
    else:
        return set()
    is_absence = constant.value is None
    asks_first = "only" in sentence.tokens[1:] and "condition" in sentence.roles
    last = is_absence != asks_first
    spots = [at for at in (_spot(sentence, one, last=last) for one in stems) if at >= 0]
    if not spots or (len(spots) < len(stems) and not is_absence):
        # A name that is only half there may stand for something else.
        return set()
    if not atom.of_rows and not {"subject", "premise", "condition"} & {*sentence.roles}:
        return set()
    if "only" in sentence.tokens[1:] and "condition" not in sentence.roles:
        # `It is only set for ...`: which side of `only` asks for the other one can't be told.
        return set()
    return _turned(sentence, atom, min(spots), sign, is_condition)


def _spot(sentence: Sentence, wanted: str, *, last: bool) -> int:
    """Return where a stem is: of a value the first place, of a field that is there the last."""
    names = alike(wanted) if last else {wanted}
    spots = [at for at, one in enumerate(sentence.stems) if one and has(names, one)]
    return -1 if not spots else spots[-1] if last else spots[0]


def _turned(sentence: Sentence, atom: Atom, at: int, sign: str, is_condition: bool) -> set[str]:
    role, near = sentence.roles[at], sentence.tokens[max(0, at - 3) : at]
    denied = bool(_WITHOUT & {*near[-2:]}) or any(one.endswith("n't") for one in near)
    if atom.of_rows:
        denied = denied or bool(_WITHOUT & {*near})
    elif not denied and role in ("main", "premise"):
        denied = sentence.negated_at(at)
    if denied and role == "subject" and at <= 2 and sentence.tokens[0] in _WITHOUT:
        # `No cancelled order has ...` speaks of cancelled orders.
        denied = False
    wanted = FLIP[sign] if denied else sign
    if atom.of_rows or not is_condition:
        return {wanted} | (
            {FLIP[wanted]} if _WITHOUT & {*sentence.tokens} and not denied else set()
        )
    if "only" in near:
        return {wanted}
    has_condition = "condition" in sentence.roles and "only" in sentence.tokens
    if role in ("premise", "subject") or (has_condition and role == "main"):
        wanted = FLIP[wanted]
    return {wanted}


def _quantified(sentence: Sentence, node: Node) -> Iterator[Fault]:
    words = {*sentence.tokens}
    aggregates = [one for one in walk(node) if isinstance(one, Aggregate)]
    names = {one.name for one in aggregates}
    for said, right, wrong in _AGGREGATES:
        if words & said and names & wrong and right not in names:
            word, name = min(words & said), min(names & wrong)
            yield (
                f"the sentence says `{word}`, and the expression `{name}`",
                f"write `{right}(...)`",
            )
    is_one = bool({"some", "any", "one", "no"} & words)
    for said, right, wrong_one in ((_ALL, "all", "any"), (_SOME, "any", "all")):
        if right in names or not words & said or (is_one and wrong_one == "any"):
            continue
        if any(one.name == wrong_one and _stands(node, one) for one in aggregates):
            yield (
                f"the sentence says `{min(words & said)}`, and the expression `{wrong_one}`",
                f"write `{right}(...)`",
            )


def _stands(node: Node, part: Node) -> bool:
    """Tell whether a part is asked for, and not its opposite."""
    if node is part or node == part:
        return True
    if isinstance(node, Not):
        return False
    return isinstance(node, Junction) and any(_stands(one, part) for one in node.parts)
