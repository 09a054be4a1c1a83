"""What a request means: changes to specs, or why it means none."""

from dataclasses import dataclass
from typing import Literal

OperationKind = Literal[
    "create_entity",
    "remove_entity",
    "rename_entity",
    "add_field",
    "remove_field",
    "rename_field",
    "change_field",
    "add_relation",
    "remove_relation",
    "rename_relation",
]
Language = Literal["en", "pt"]
RelationKind = Literal["many_to_one", "one_to_one", "many_to_many"]
Setting = tuple[str, str | int | float | bool | None]

# What takes stored values away; it is never done without being confirmed.
DESTRUCTIVE: frozenset[OperationKind] = frozenset(
    {"remove_entity", "remove_field", "remove_relation"}
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of a spec; flat, so that a cache can keep it and a model can say it.

    `entity` is PascalCase, `name` the field or relation in snake_case. `to` is the new name of
    what is renamed, or the entity at the other end of a relation. `type` is a field type as specs
    have it, without `?`: `string(100)`, `enum(draft, sent)`; empty in `change_field` where it
    stays. `settings` are further keys of the field, relation or entity with their plain values,
    sorted (`required`, `unique`, `default`, `min`, `plural`). `guessed` names what was not said:
    `type`, `kind`, `name`, or a setting.
    """

    op: OperationKind
    entity: str
    name: str = ""
    to: str = ""
    type: str = ""
    kind: RelationKind | Literal[""] = ""
    settings: tuple[Setting, ...] = ()
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """A request that was understood whole; `operations` in the order in which they are done.

    `action` is what the first operation does, in one word: `create`, `add`, `remove`, `rename`,
    `change`. `entities` are those that are named. `confidence` is the share of what the operations
    say that the request said; the rest was guessed. `remarks` tell people what was guessed and
    what was left out because baesc does it anyway, in plain sentences without a full stop.
    """

    action: str
    entities: tuple[str, ...]
    operations: tuple[Operation, ...]
    language: Language
    confidence: float
    remarks: tuple[str, ...] = ()
    source: Literal["grammar", "model"] = "grammar"

    @property
    def is_destructive(self) -> bool:
        """Tell whether it takes stored values away."""
        return any(one.op in DESTRUCTIVE for one in self.operations)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question: what people read, and the whole request that it stands for."""

    label: str
    request: str


@dataclass(frozen=True, slots=True)
class Question:
    """A request that means one of several things, or lacks a word.

    Either `choices` has the answers, or `resume` is the request with `{answer}` in the place of
    the words that are missing.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    resume: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A request that no rule of the grammar covers whole.

    `rest` are the words that were not understood; `nearest` is the phrasing that comes nearest,
    which would be understood.
    """

    rest: tuple[str, ...]
    nearest: str


Heard = Recognition | Question | NotUnderstood


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field that specs have."""

    name: str
    type: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class KnownRelation:
    """A relation that specs have."""

    name: str
    to: str
    kind: RelationKind = "many_to_one"


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """An entity that specs have; `plural` is in snake_case."""

    name: str
    plural: str
    fields: tuple[KnownField, ...] = ()
    relations: tuple[KnownRelation, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the specs have already, sorted by name: what the words of a request are about."""

    entities: tuple[KnownEntity, ...] = ()

    def entity(self, name: str) -> KnownEntity | None:
        """Return the entity of a name in PascalCase."""
        return next((one for one in self.entities if one.name == name), None)
