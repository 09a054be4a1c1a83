"""An expression in English, the same words each time."""

from baesc.ground.names import singular, snake
from baesc.language.expressions.nouns import (
    AGGREGATES,
    CALLS,
    COUNTED,
    ORDER,
    SIGNS,
    amount,
    constant,
    flipped,
    listed,
    opposite_sign,
)
from baesc.language.expressions.phrases import (
    conjuncts,
    ends_open,
    is_joined,
    is_other,
    name_of,
    owner,
    plural_of,
    shared_member,
    whose,
)
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Constant,
    Containment,
    Each,
    Junction,
    Made,
    Membership,
    Negative,
    Node,
    Not,
    Related,
    Table,
    This,
)


def paraphrase(expression: Node) -> str:
    """Return the expression in English: a clause for a condition, else what the value is."""
    writer = _Writer()
    if expression.type.kind == "boolean":
        return writer.clause(expression)
    return writer.noun(expression)


class _Writer:
    def __init__(self) -> None:
        self.rows: list[Each] = []

    def noun(self, node: Node) -> str:
        """Return what a value is called."""
        match node:
            case Constant():
                return constant(node)
            case Made(word=word):
                return word
            case This():
                return f"this {name_of(snake(node.type.entity))}"
            case Each(type=kind):
                return "it" if self._is_last(node) else f"that {name_of(snake(kind.entity))}"
            case Table(type=kind):
                return f"all {plural_of(kind.entity)}"
            case Attribute(row=row, name=name) | Related(row=row, name=name):
                return self._member(row, name)
            case Negative(part=part):
                return (
                    f"-{constant(part)}"
                    if isinstance(part, Constant)
                    else f"minus {self._grouped(part)}"
                )
            case Arithmetic():
                return self._arithmetic(node)
            case Conditional(test=test, then=then, otherwise=otherwise):
                return f"{self._side(then)} if {self._told(test)}, otherwise {self.noun(otherwise)}"
            case Call():
                return self._call(node)
            case Aggregate() if node.type.kind != "boolean":
                return self._aggregate(node)
            case _:
                return f"whether {self._inner(node)}"

    def _is_last(self, node: Each) -> bool:
        return bool(self.rows) and self.rows[-1].name == node.name

    def _member(self, row: Node, name: str) -> str:
        if isinstance(row, This) and not self.rows:
            return f"the {name_of(name)}"
        if isinstance(row, Each) and self._is_last(row):
            return f"its {name_of(name)}"
        return f"the {name_of(name)} of {self._grouped(row)}"

    def _side(self, node: Node) -> str:
        """Return what stands beside words that bind more than `if` and `otherwise` do."""
        text = self.noun(node)
        return f"({text})" if isinstance(node, Conditional) else text

    def _grouped(self, node: Node) -> str:
        """Return what stands beside signs; brackets are around what ends in a list or a clause."""
        is_open = isinstance(node, Arithmetic | Conditional) or ends_open(node)
        text = self.noun(node)
        return f"({text})" if is_open else text

    def _arithmetic(self, node: Arithmetic) -> str:
        sign, left, right = node.sign, node.left, node.right
        if node.type.kind == "text":
            return f"{self._side(left)} followed by {self._side(right)}"
        if left.type.kind in ("date", "datetime"):
            if right.type.kind == left.type.kind:
                return f"the time from {self._side(right)} to {self._side(left)}"
            word = "after" if sign == "+" else "before"
            return f"{self._grouped(right)} {word} {self._side(left)}"
        one = left if isinstance(left, Arithmetic) and left.sign == sign in "+*" else None
        first = self.noun(left) if one is not None else self._grouped(left)
        return f"{first} {SIGNS[sign]} {self._grouped(right)}"

    def _call(self, node: Call) -> str:
        parts = [self._grouped(one) for one in node.arguments]
        if node.name in CALLS:
            return CALLS[node.name].format(parts[0])
        if node.name in ("years", "months", "days", "hours"):
            return amount(parts[0], node.name)
        if node.name in ("min", "max"):
            return f"the {'least' if node.name == 'min' else 'greatest'} of {listed(parts, 'and')}"
        if node.name == "round":
            places = f" to {parts[1]} places" if len(parts) > 1 else ""
            return f"{parts[0]} rounded{places}"
        return f"whether {self._inner(node)}"

    def _aggregate(self, node: Aggregate) -> str:
        many = self._many(node)
        if node.name == "count" or node.each is None or node.element is None:
            return f"the number of {many}"
        self.rows.append(node.each)
        element = self._side(node.element)
        self.rows.pop()
        if element.startswith("its "):
            return f"the {AGGREGATES[node.name]} the {element[4:]} of {many}"
        return f"the {AGGREGATES[node.name]} {element} over {many}"

    def _many(self, node: Aggregate, one: bool = False) -> str:
        """Return what rows an aggregate is over, in the plural unless it is one."""
        rows = node.rows
        if isinstance(rows, Related):
            own = name_of(singular(rows.name) if one else rows.name)
            text = f"{own} of {self.noun(rows.row)}"
        else:
            text = name_of(snake(rows.type.entity)) if one else plural_of(rows.type.entity)
        if node.each is None or node.condition is None:
            return text
        self.rows.append(node.each)
        conditions = conjuncts(node.condition)
        if any(is_other(each, node.each) for each in conditions):
            text = f"other {text}"
        conditions = [each for each in conditions if not is_other(each, node.each)]
        owners = [own for each in conditions if (own := owner(each, node.each))]
        shared = [same for each in conditions if (same := shared_member(each, node.each))]
        rest = [
            self.clause(each) for each in conditions
            if not owner(each, node.each) and not shared_member(each, node.each)
        ]  # fmt: skip
        self.rows.pop()
        if owners:
            text += f" whose {listed([name_of(own) for own in owners], 'and')} is this one"
        if shared:
            text += f" with {listed([f'the same {name_of(same)}' for same in shared], 'and')}"
        return text + whose(rest)

    def clause(self, node: Node) -> str:
        """Return what a condition says."""
        match node:
            case Comparison():
                return self._comparison(node)
            case Membership(value=value, items=items, negated=negated):
                given = [self._side(one) for one in items]
                if negated:
                    return f"{self._side(value)} is none of {listed(given, 'and')}"
                return f"{self._side(value)} is {listed(given, 'or')}"
            case Containment(part=part, whole=whole, negated=negated):
                word = "does not contain" if negated else "contains"
                return f"{self._side(whole)} {word} {self._side(part)}"
            case Absence(value=value, negated=negated):
                return f"{self._side(value)} is {'given' if negated else 'not given'}"
            case Not(part=part):
                return self._negated(part)
            case Junction():
                return self._junction(node)
            case Conditional(test=test, then=then, otherwise=otherwise):
                return (
                    f"if {self._told(test)}, {self._told(then)}, "
                    f"and otherwise {self.clause(otherwise)}"
                )
            case Call(name="matches", arguments=(text, pattern)):
                return f"{self._side(text)} matches the pattern {self._side(pattern)}"
            case Aggregate():
                return self._quantified(node)
            case Constant(value=value):
                return "always" if value else "never"
            case _:
                return f"{self.noun(node)} is true"

    def _quantified(self, node: Aggregate) -> str:
        if node.each is None or node.element is None:
            raise AssertionError("any and all have an element")
        many = self._many(node, one=True)
        self.rows.append(node.each)
        element = self.clause(node.element)
        self.rows.pop()
        which = "every" if node.name == "all" else "at least one"
        return f"for {which} {many}, {element}"

    def _comparison(self, node: Comparison) -> str:
        if len(node.rest) == 1:
            (sign, right), left = node.rest[0], node.first
            if isinstance(left, Constant | Made) and not isinstance(right, Constant | Made):
                left, sign, right = right, flipped(sign), left
            counted = self._counted(left, sign, right)
            return counted or f"{self._side(left)} {self._compared(sign, right)}"
        if len(node.rest) == 2 and isinstance(node.first, Constant | Made):
            (one, middle), (two, last) = node.rest
            low = self._compared(flipped(one), node.first)
            return f"{self._side(middle)} {low} and {self._compared(two, last).removeprefix('is ')}"
        left, said = node.first, []
        for sign, right in node.rest:
            said.append(f"{self._side(left)} {self._compared(sign, right)}")
            left = right
        return " and ".join(said)

    def _compared(self, sign: str, right: Node) -> str:
        kind = right.type.kind
        return f"{ORDER.get((kind, sign)) or ORDER['', sign]} {self._side(right)}"

    def _counted(self, left: Node, sign: str, right: Node) -> str:
        """Return `there are at most 5 enrollments ...`."""
        is_count = isinstance(left, Aggregate) and left.name == "count"
        if not is_count or not isinstance(right, Constant) or not isinstance(left, Aggregate):
            return ""
        number = int(str(right.value)) if right.type.kind == "integer" else -1
        if number < 0 or sign == "!=":
            return ""
        if (sign, number) in (("==", 0), ("<=", 0), ("<", 1)):
            return f"there are no {self._many(left)}"
        many = self._many(left, one=number == 1)
        if (sign, number) == (">", 0):
            return f"there is at least 1 {self._many(left, one=True)}"
        verb = "is" if number == 1 else "are"
        return f"there {verb} {COUNTED[sign]} {number} {many}"

    def _negated(self, part: Node) -> str:
        match part:
            case Comparison(first=first, rest=((sign, right),)):
                rest = ((opposite_sign(sign), right),)
                return self.clause(Comparison(first, rest, part.type))
            case Membership(value=value, items=items, negated=negated):
                return self.clause(Membership(value, items, not negated, part.type))
            case Containment(part=one, whole=whole, negated=negated):
                return self.clause(Containment(one, whole, not negated, part.type))
            case Absence(value=value, negated=negated):
                return self.clause(Absence(value, not negated, part.type))
            case Not(part=inner):
                return self.clause(inner)
            case Attribute():
                return f"{self.noun(part)} is false"
            case Call(name="matches", arguments=(text, pattern)):
                return f"{self._side(text)} does not match the pattern {self._side(pattern)}"
            case _:
                return f"it is not so that {self._inner(part)}"

    def _junction(self, node: Junction) -> str:
        first, rest = node.parts[0], node.parts[1:]
        if node.word == "or" and isinstance(first, Not | Absence) and len(rest) == 1:
            unless = self._told(first.part) if isinstance(first, Not) else self._negated(first)
            return f"if {unless}, then {self._inner(rest[0])}"
        return f" {node.word} ".join(self._inner(one) for one in node.parts)

    def _told(self, node: Node) -> str:
        """Return a clause that a comma ends."""
        text = self.clause(node)
        return f"({text})" if text.startswith(("if ", "for ")) else text

    def _inner(self, node: Node) -> str:
        """Return a clause that can stand beside others."""
        text = self.clause(node)
        return f"({text})" if is_joined(node) else text
