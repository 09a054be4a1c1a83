"""The facts of a schema, and of what the spec promises: one record a kind."""

from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts, Unknown


class Table(NamedTuple):
    """A table: of a schema, of a model, or a `Table(...)`; `columns` are those it names itself."""

    line: int
    name: str | Unknown
    columns: Texts


class Column(NamedTuple):
    """A column of a table or a model; `required` is NOT NULL.

    `primary` means that the key is this column alone. A base class has columns of no table.
    """

    line: int
    table: str | Unknown
    name: str
    type: str | Unknown
    required: bool | Unknown
    primary: bool
    owner: str
    attribute: str
    python: str
    default: str | Unknown
    defaulted: bool
    updated: str
    generated: bool


class PrimaryKey(NamedTuple):
    """The primary key of a table that has one."""

    line: int
    table: str | Unknown
    columns: Texts


class ForeignKey(NamedTuple):
    """A foreign key; `indexed` when an index or a key starts with its columns."""

    line: int
    table: str | Unknown
    columns: Texts
    target: str | Unknown
    refers: Texts | Unknown
    on_delete: str
    indexed: bool


class Index(NamedTuple):
    """An index, with those that a UNIQUE constraint makes."""

    line: int
    table: str | Unknown
    name: str
    columns: Texts | Unknown
    unique: bool


class Check(NamedTuple):
    """A CHECK constraint; `columns` are the table's columns that it mentions.

    With one `column`, `low`, `high` and `choices` are what it asks of its values.
    """

    line: int
    table: str | Unknown
    text: str
    columns: Texts
    column: str
    low: str | Unknown
    high: str | Unknown
    choices: Texts | Unknown


class Enumeration(NamedTuple):
    """A class of constants: `class Level(StrEnum)`."""

    line: int
    name: str
    base: str
    members: Texts
    values: Texts


class Relationship(NamedTuple):
    """A `relationship(...)` of a model; `secondary` is the name of the table in between."""

    line: int
    owner: str
    name: str
    target: str
    many: bool
    optional: bool
    secondary: str
    foreign_keys: Texts
    settings: Texts


class SpecSystem(NamedTuple):
    """The system that the specs describe, once."""

    line: int
    name: str
    database: str
    auth: str


class SpecEntity(NamedTuple):
    """An entity."""

    line: int
    name: str
    singular: str
    plural: str
    module: str
    table: str
    path: str
    cls: str
    display: str
    sorts: Texts


class SpecColumn(NamedTuple):
    """A column that the spec asks for: of a field, of a to-one relation, or of a link table."""

    line: int
    entity: str
    table: str
    name: str
    type: str
    required: bool
    unique: bool
    indexed: bool
    checked: bool
    given: bool
    target: str
    on_delete: str
    attribute: str
    python: str
    sql: str
    low: str
    high: str
    choices: Texts
    default: str
    defaulted: bool
    digits: int
    places: int


class SpecTable(NamedTuple):
    """A table that the spec asks for, those between two entities included.

    `columns` are all, `own` those that no other table has.
    """

    line: int
    entity: str
    name: str
    columns: Texts
    own: Texts
    joins: bool


class SpecIndex(NamedTuple):
    """An index or a unique key that the spec asks for: of fields, references, groups, links."""

    line: int
    entity: str
    table: str
    columns: Texts
    unique: bool


class SpecRelation(NamedTuple):
    """A relation that an entity declares; `table` stands in between, `attribute` is the column's.

    A relation through an association entity is left to that.
    """

    line: int
    entity: str
    name: str
    type: str
    attribute: str
    target: str
    many: bool
    required: bool
    table: str
    reflexive: bool


class SpecUnique(NamedTuple):
    """Columns that are unique together, or the pair of a link table."""

    line: int
    entity: str
    table: str
    columns: Texts


class SpecLink(NamedTuple):
    """A table between two entities that no entity stands for."""

    line: int
    entity: str
    table: str
    column: str
    target: str
    other_column: str
    other_target: str


class SpecRoute(NamedTuple):
    """An operation that every entity offers."""

    line: int
    entity: str
    method: str
    path: str


class SpecCase(NamedTuple):
    """A case that tests of an entity must try: a value of a field, a filter, a unique set, ..."""

    line: int
    entity: str
    group: str
    name: str
