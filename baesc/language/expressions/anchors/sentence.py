"""What a sentence says that can be held against an expression: numbers, signs, parts."""

import re
from dataclasses import dataclass
from typing import Literal

from baesc.language.expressions.anchors.cues import BEFORE, BEHIND
from baesc.language.expressions.anchors.reckoning import unit_at, values_at
from baesc.language.expressions.anchors.words import STOP, folded, has, stem, word_set

Role = Literal["main", "subject", "premise", "condition"]
FLIP = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d+(?:[.,]\d+)*|[a-z]+(?:'t)?|[%,;:.]")
_IF = word_set("if when whenever once where while se quando caso")
_ONLY_IF = word_set("unless provided")
_THAT = word_set("that who whose which que")
_VERBS = word_set("""
    is are was were be has have had may must can cannot could shall should will would needs need
    requires require belongs belong takes take costs gets get holds hold lasts last lies stays
    stay remains remain counts comes come earns earn pays pay teaches teach borrows borrow enrols
    enrol enrolls enroll gives give ends starts begins begin begins finishes receives receive
    contains contain includes include exceeds exceed does do did weighs weigh reserves reserve
    rents rent carries carry works work sells sell equals equal never always deve devem pode podem
    tem ter sao esta leads owns drives manages keeps makes offers accepts follows joins wins loses
    owes knows serves visits attends applies arrives leaves returns becomes becomes charges treats
    fica vem comeca termina leave arrive make lie fall happen happens appear appears join follow
    visit attend
""")
_BOUNDS = word_set("for to when if after by who with while once until")
# Behind these a word is no verb: `on leave`, `the lead`.
_NOUN_NEXT = word_set("the a an of on in its their to")
_NOT = word_set("not never cannot no nobody none neither nothing nao nunca nenhum nenhuma")

_TO = r"(?: (?:a|an|the|total|sum|of|to|be|is|than|que|o|de|um|uma))*"
_UNIT = r"(?: (?!or\b|and\b|ou\b|if\b)[a-z%]+){0,3}"
_BETWEEN = re.compile(r"(?:between|entre|from|de) (#\d+)(?: \w+)? (?:and|e|to|a|ate) (#\d+)")
_RANGE = re.compile(r"(#\d+) (?:to|-|a) (#\d+)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence, with the sign that stands with it, empty if there is none.

    `values` are what it may be in an expression: 20 % is 20, 0.2, 0.8 or 1.2.
    """

    written: str
    values: tuple[float, ...]
    sign: str
    role: Role
    negated: bool
    at: int
    unit: str = ""


class Sentence:
    """A sentence: its tokens with their roles, and its numbers."""

    def __init__(self, text: str) -> None:
        """Take a sentence apart."""
        self.folded = folded(text)
        self.tokens = _tokens(self.folded)
        self.roles = _roles(self.tokens)
        self.stems = [stem(one) if one[:1].isalpha() else "" for one in self.tokens]
        self.numbers = self._numbers()

    @property
    def is_followed(self) -> bool:
        """Tell whether the language is one whose small words are known."""
        return len(STOP & {*self.tokens}) * 8 >= len(self.tokens) > 0

    def where(self, wanted: str) -> int:
        """Return where a stem comes first, -1 if it does not."""
        return next((at for at, one in enumerate(self.stems) if one and has((one,), wanted)), -1)

    def negated_at(self, at: int) -> bool:
        """Tell whether a `not`, or a `no` of the subject, governs a place."""
        role = self.roles[at]
        if role == "main" and self.tokens[:1] and self.tokens[0] in _NOT:
            return True
        for back in range(at - 1, -1, -1):
            if self.roles[back] != role or self.tokens[back] in ",;" or self.tokens[back] in _THAT:
                return False
            if self.tokens[back] in _NOT or self.tokens[back].endswith("n't"):
                return True
        return False

    def _numbers(self) -> tuple[Number, ...]:
        values = [values_at(self.tokens, at) for at in range(len(self.tokens))]
        marks = [f"#{at}" if given else self.tokens[at] for at, given in enumerate(values)]
        text = " ".join(marks)
        signs = _signs(text)
        found = []
        for at, given in enumerate(values):
            if given:
                sign, is_idiom = signs.get(at, ("", False))
                negated = self.negated_at(at) and not is_idiom
                unit = unit_at(self.tokens, at)
                found.append(
                    Number(self.tokens[at], given, sign, self.roles[at], negated, at, unit)
                )
        return tuple(found)


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    made: list[str] = []
    for one in found:
        # `may not` and `cannot` are alike; a full stop ends nothing here.
        made += ["can", "not"] if one in ("cannot", "can't") else [one] if one != "." else []
    return made


def _roles(tokens: list[str]) -> list[Role]:
    """Return the role of each token: of the subject, of what is said of it, or of a clause."""
    roles: list[Role] = []
    verb, bound = _verb(tokens), _bound(tokens)
    role: Role = "subject" if verb >= 0 else "main"
    if verb > 0 and tokens[verb - 1] in _NOT:
        verb -= 1
    if tokens[:1] == ["only"] and verb >= 0:
        # `Only active students enrol`: who enrols is active.
        role = "condition"
    for at, token in enumerate(tokens):
        if at == verb and (role == "subject" or tokens[0] == "only"):
            role = "main"
        elif token in _IF:
            role = "condition" if at and tokens[at - 1] in ("only", "except", "so") else "premise"
        elif token in _ONLY_IF or at == bound:
            role = "condition"
        elif token in (",", "then") and role in ("premise", "condition"):
            role = "main"
        roles.append(role)
    return roles


def _bound(tokens: list[str]) -> int:
    """Return where what is asked for begins: `a date is only set for graduated students`."""
    only = next((at for at, one in enumerate(tokens) if one == "only" and at), -1)
    if only < 0:
        return -1
    return next((at for at in range(only + 1, len(tokens)) if tokens[at] in _BOUNDS), -1)


def _verb(tokens: list[str]) -> int:
    """Return where the verb of the main clause is, -1 if none is known."""
    at, skip = 0, 0
    if tokens and tokens[0] in _IF | _ONLY_IF | {"only"}:
        comma = next((i for i, one in enumerate(tokens) if one in (",", "then")), -1)
        if tokens[0] != "only":
            at = comma + 1 if comma >= 0 else len(tokens)
    for i in range(at, len(tokens)):
        if i and tokens[i - 1] in _NOUN_NEXT:
            continue
        if tokens[i] in _THAT:
            skip += 1
        elif tokens[i] in _VERBS and not (i and tokens[i - 1] in _VERBS and skip):
            if not skip:
                return i
            skip -= 1
    return -1


def _signs(text: str) -> dict[int, tuple[str, bool]]:
    """Return the sign of each number by place, and whether its words have a `not` of their own."""
    found: dict[int, tuple[str, bool]] = {}
    for pattern in (_BETWEEN, _RANGE):
        for match in pattern.finditer(text):
            found[int(match[1][1:])] = (">=", False)
            found[int(match[2][1:])] = ("<=", False)
    for match in re.finditer(r"#(\d+)", text):
        at = int(match[1])
        if at in found:
            continue
        for sign, words in BEFORE:
            before = re.search(rf"\b(?:{words}){_TO} $", text[: match.start()])
            if before:
                found[at] = (sign, bool(re.match(r"(no|not|never)\b", before[0])))
                break
        else:
            for sign, words in BEHIND:
                if re.match(rf"{_UNIT} (?:{words})\b", text[match.end() :]):
                    found[at] = (sign, False)
                    break
    return found
