"""The IR: what a project means, with names resolved and defaults explicit.

Entities are sorted by name, fields and relations keep the order of the spec (it is the
order of columns and of widgets). `origin` spans are outside equality: moving a line
changes nothing.
"""

from dataclasses import dataclass, field
from typing import Literal

from baesc.ground.source import Span
from baesc.language.expressions.tree import Node

NOWHERE = Span("", 0, 0, 0, 0)

FieldType = Literal[
    "string", "text", "integer", "float", "decimal", "boolean", "date", "time", "datetime",
    "email", "url", "uuid", "enum", "json",
]  # fmt: skip
RelationKind = Literal["many_to_one", "one_to_one", "many_to_many"]
OnDelete = Literal["restrict", "set_null", "cascade"]
Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Default:
    """What a field holds when nothing is given.

    `kind` is `value`, or made at the moment of writing: `today`, `now`, `random` (a UUID).
    `value` of a `value` is an int, a float or a bool for those types; for all others the
    canonical text (`3.50`, `2026-01-31`, `2026-01-31T08:00:00Z`, an enum value, JSON).
    """

    kind: Literal["value", "today", "now", "random"]
    value: Plain = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enum; `was` is what rows hold that were stored before."""

    value: str
    label: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an entity.

    `minimum` and `maximum` are inclusive and in the form of `Default.value`; for date and
    datetime also `today` or `now`. `max_length` is never None for string, email and url.
    `precision` and `scale` are never None for decimal. `computed` is the expression of a computed
    field, empty where `words` say what it is and nobody has lowered them yet; `formula` is what
    it means, None without one. `stored`: the value has a column, which each write of the row
    fills. `accept` holds rows with their value. `logic` is said of a value that code computes, and
    `cases` are its examples, whose value is under `gives`.

    What follows is for migrations: `backfill` is the value of rows that are there already,
    `on_conflict` a word or `=VALUE` (in the form of `Default.value`), `alias` asks to understand
    the name that the field had before.
    """

    name: str
    type: FieldType
    label: str
    doc: str = ""
    required: bool = True
    unique: bool = False
    index: bool = False
    default: Default | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    precision: int | None = None
    scale: int | None = None
    minimum: Plain = None
    maximum: Plain = None
    choices: tuple[Choice, ...] = ()
    computed: str | None = None
    formula: Node | None = None
    stored: bool = False
    words: str = ""
    accept: tuple[str, ...] = ()
    logic: str = ""
    cases: "tuple[Case, ...]" = ()
    was: str | None = None
    backfill: Node | None = None
    on_conflict: str = ""
    alias: bool = False
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """The table behind a many_to_many relation.

    `column` refers to the entity that declares the relation, `other_column` to its target.
    With an association entity (`via`) it is that entity's own table.
    """

    table: str
    column: str
    other_column: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation from the entity that declares it.

    To-one kinds have `column` (`teacher_id`), many_to_many has `link`. `inverse` names the
    derived other side. `derived` marks the two relations of an association entity that its
    spec left out. `backfill` is an id, or the row that another relation names; `on_conflict` and
    `alias` are as those of a field.
    """

    name: str
    kind: RelationKind
    target: str
    label: str
    inverse: str
    inverse_label: str
    doc: str = ""
    required: bool = True
    on_delete: OnDelete = "restrict"
    column: str | None = None
    link: Link | None = None
    via: str | None = None
    derived: bool = False
    was: str | None = None
    backfill: Node | None = None
    on_conflict: str = ""
    alias: bool = False
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Inverse:
    """A relation seen from its target.

    `source` is the entity that declares `relation`. `many` is false for one_to_one alone.
    """

    name: str
    label: str
    source: str
    relation: str
    kind: RelationKind
    many: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A business rule: `check` is an expression, `text` is words; one of the two is empty.

    `expression` is what `check` means: a row obeys it unless it is false. A rule of kind `row`
    reads the row alone, `related` rows over relations too, `set` aggregates rows. `on` names
    the fields and relations of the entity that it reads: there its message is shown.
    """

    check: str
    text: str
    message: str
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    expression: Node | None = None
    kind: Literal["row", "related", "set"] = "row"
    on: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One example of what an endpoint or a transform does, or of what code computes.

    `row` has the fields of the row that are not left to their defaults, `rows` those of each row
    of an endpoint on all rows; values are in the form of `Default.value`. It ends in a refusal
    whose text contains `refuses`, or gives and changes what is said. Of an import `row` has the
    cells of a line, and `gives` the row.
    """

    row: tuple[tuple[str, Plain], ...] = ()
    rows: tuple[tuple[tuple[str, Plain], ...], ...] = ()
    takes: tuple[tuple[str, Plain], ...] = ()
    gives: tuple[tuple[str, Plain], ...] = ()
    changes: tuple[tuple[str, Plain], ...] = ()
    refuses: str | None = None
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an application does with rows beyond storing them, in words: a model writes it.

    It runs on one row or looks at all; `takes` is what callers send and `gives` what they get
    back: the row itself when it is empty. It changes the fields in `changes` and no others.
    """

    name: str
    text: str
    label: str
    on: Literal["row", "all"] = "row"
    method: Literal["post", "get"] = "post"
    takes: tuple[Field, ...] = ()
    gives: tuple[Field, ...] = ()
    changes: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Transform:
    """A CSV file whose lines are made of rows, or whose lines make rows: in words, as endpoints.

    `columns` are those of the file; `makes` are the fields of a row that an import gives, those
    of relations as integers.
    """

    name: str
    text: str
    label: str
    direction: Literal["export", "import"]
    columns: tuple[Field, ...]
    makes: tuple[Field, ...] = ()
    cases: tuple[Case, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may read and write; `own` names the relation to the owner, or is empty."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    own: str = ""
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of row.

    `name` is PascalCase; `singular` and `plural` are snake_case; `table` is the SQL name,
    `path` the last part of its URLs (`order-items`). `unique` and `indexes` hold names of
    columns (a relation's is `teacher_id`). `display` is the field that stands for a row, or
    empty: then it is the label and the id. `drop` names what is gone, `on_conflict` is about groups
    of `unique`. `checks` are the rules that the table of an entity of an earlier build checks:
    name, condition in SQLite, condition in PostgreSQL.
    """

    name: str
    singular: str
    plural: str
    table: str
    path: str
    label: str
    label_plural: str
    fields: tuple[Field, ...]
    doc: str = ""
    display: str = ""
    icon: str = ""
    relations: tuple[Relation, ...] = ()
    inverses: tuple[Inverse, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    transforms: tuple[Transform, ...] = ()
    permissions: Permissions | None = None
    was: str | None = None
    drop: tuple[str, ...] = ()
    on_conflict: str = ""
    alias: bool = False
    checks: tuple[tuple[str, str, str], ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class System:
    """A whole application. `name` is snake_case, `title` is for people."""

    name: str
    title: str
    version: str
    doc: str
    database: Literal["sqlite", "postgresql"]
    auth: Literal["none", "api_key"]
    api_port: int
    ui_port: int
    entities: tuple[Entity, ...]
    _by_name: dict[str, Entity] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {entity.name: entity for entity in self.entities})

    def entity(self, name: str) -> Entity:
        """Return the entity of this name; KeyError if there is none."""
        return self._by_name[name]
