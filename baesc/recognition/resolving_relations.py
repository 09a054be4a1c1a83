"""Relations between entities, from all that a request says of them."""

from dataclasses import dataclass, field

from baesc.ground.names import plural, snake
from baesc.recognition.drafting import Draft, Unclear
from baesc.recognition.namings import field_name, is_plural, many_of
from baesc.recognition.operations import Choice, Operation, Question, RelationKind
from baesc.recognition.saying import Related, Told


@dataclass(slots=True)
class _Pair:
    """What is said of two entities; `many` has how many of the other one each has."""

    left: str
    right: str
    kind: str = ""
    is_directed: bool = False
    many: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)
    can: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)


class Pairs:
    """The pairs of entities that a request relates, in the order in which it names them."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.found: dict[frozenset[str], _Pair] = {}

    def pair(self, one: str, other: str) -> _Pair:
        """Return what is said of two entities so far."""
        return self.found.setdefault(frozenset({one, other}), _Pair(one, other))

    def related(self, left: str, right: str, fact: Related) -> None:
        """Note that two entities belong together."""
        pair = self.pair(left, right)
        if fact.is_directed:
            pair.left, pair.right, pair.is_directed = left, right, True
        if fact.kind:
            pair.left, pair.right, pair.kind = left, right, fact.kind

    def has(
        self, entity: str, other: str, told: Told, *,
        can: bool = False, is_open: bool = False, is_stated: bool = False,
    ) -> None:  # fmt: skip
        """Note that an entity has one or many of another; with `is_open`, how many is not said."""
        if told.limits or set(dict(told.settings)) - {"required"}:
            raise Unclear(None, told.words)
        pair = self.pair(entity, other)
        if not (pair.is_directed or pair.kind or pair.names):
            pair.left, pair.right = entity, other
        settings = dict(told.settings)
        if settings.get("required") is False or can:
            pair.optional.add(entity)
        elif settings.get("required"):
            pair.required.add(entity)
        if is_open and told.many is None:
            pair.names.setdefault(entity, "")
            pair.is_directed = True
            if is_plural(told.words, self.draft.language):
                pair.many[entity] = True
            return
        many = told.many if told.many is not None else is_plural(told.words, self.draft.language)
        if pair.many.get(entity, many) != many:
            raise Unclear(None, told.words)
        pair.many[entity] = many
        pair.names[entity] = field_name(told.words)
        if can:
            pair.can.add(entity)
        if is_stated:
            pair.stated.add(entity)

    def belongs(self, entity: str, other: str, *, can: bool) -> None:
        """Note that each row of an entity belongs to one of another."""
        pair = self.pair(entity, other)
        pair.left, pair.right, pair.kind = entity, other, "many_to_one"
        if can:
            pair.optional.add(entity)

    def operations(self) -> list[Operation]:
        """Return the relations; raises what is unclear."""
        return [self._operation(one) for one in self.found.values()]

    def _operation(self, pair: _Pair) -> Operation:
        entity, other, kind, guessed = self._meant(pair)
        many = kind == "many_to_many"
        name = pair.names.get(entity, "")
        name = name or (self._many(other) if many else snake(other))
        if name in self.draft.members_of(entity) and self.draft.known.entity(entity) is not None:
            text = f"{entity} has {name} already; what should the new relation be called?"
            resume = f"add {other} relation to {entity} called {{answer}}"
            raise Unclear(Question(text, resume=resume))
        settings: tuple[tuple[str, bool], ...] = ()
        if not many and entity not in pair.required:
            new = self.draft.is_new(entity)
            if entity in pair.optional or entity == other:
                settings = (("required", False),)
            elif not new:
                settings, guessed = (("required", False),), (*guessed, "required")
                self.draft.remarks.append(
                    f"{entity}.{name} is optional: rows that are there have none"
                )
        return Operation(
            "add_relation", entity, name, to=other, kind=kind, settings=settings, guessed=guessed
        )

    def _many(self, entity: str) -> str:
        known = self.draft.known.entity(entity)
        if known is not None:
            return known.plural
        name = snake(entity)
        return many_of(name, "pt") if self.draft.language == "pt" else plural(name)

    def _meant(self, pair: _Pair) -> tuple[str, str, RelationKind, tuple[str, ...]]:
        left, right = pair.left, pair.right
        if pair.kind == "one_to_many":
            return right, left, "many_to_one", ()
        if pair.kind in ("many_to_many", "many_to_one", "one_to_one"):
            return left, right, ends_of(pair.kind), ()
        there, back = pair.many.get(left), pair.many.get(right)
        if there is None and back is None:
            raise Unclear(self._which(left, right))
        if there is None:
            left, right, there, back = right, left, back, None
        if there and back:
            return left, right, "many_to_many", ()
        if there and back is False:
            return right, left, "many_to_one", ()
        if not there and back:
            return left, right, "many_to_one", ()
        if not there and back is False:
            return left, right, "one_to_one", ()
        if not there:
            return left, right, "many_to_one", ("kind",)
        if left in pair.stated and left not in pair.can and right not in pair.names:
            self.draft.remarks.append(f"each {right} has one {left}: say if it can have many")
            return right, left, "many_to_one", ("kind",)
        self.draft.remarks.append(f"{left} and {right} can have many of each other")
        return left, right, "many_to_many", ("kind",)

    def _which(self, left: str, right: str) -> Question:
        one, other = snake(left).replace("_", " "), snake(right).replace("_", " ")
        requests = (
            (f"each {left} has one {right}", f"{left} belongs to {right}"),
            (f"each {right} has one {left}", f"{right} belongs to {left}"),
            (f"a {left} can have many {right} rows, and the other way round",
             f"many-to-many relationship between {left} and {right}"),
            (f"one {left} has one {right}, and no other does",
             f"one-to-one relationship between {left} and {right}"),
        )  # fmt: skip
        verb = "create a"
        choices = tuple(
            Choice(label, text if "belongs" in text else f"{verb} {text}")
            for label, text in requests
        )
        return Question(f"how do {one} and {other} belong together?", choices)


def ends_of(kind: str) -> RelationKind:
    """Return a kind of relation by its name."""
    kinds: dict[str, RelationKind] = {
        "many_to_one": "many_to_one", "one_to_one": "one_to_one", "many_to_many": "many_to_many",
    }  # fmt: skip
    return kinds[kind]
