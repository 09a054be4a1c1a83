"""The facts of a schema, and of what the spec promises: one record a kind."""

from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts


class Table(NamedTuple):
    """A table."""

    line: int
    name: str


class Column(NamedTuple):
    """A column of a table; `required` is NOT NULL, `primary` means the key is this column alone."""

    line: int
    table: str
    name: str
    type: str
    required: bool
    primary: bool


class PrimaryKey(NamedTuple):
    """The primary key of a table that has one."""

    line: int
    table: str
    columns: Texts


class ForeignKey(NamedTuple):
    """A foreign key; `indexed` when an index or a key starts with its columns."""

    line: int
    table: str
    columns: Texts
    target: str
    on_delete: str
    indexed: bool


class Index(NamedTuple):
    """An index, with those that a UNIQUE constraint makes."""

    line: int
    table: str
    name: str
    columns: Texts
    unique: bool


class Check(NamedTuple):
    """A CHECK constraint; `columns` are the table's columns that it mentions."""

    line: int
    table: str
    text: str
    columns: Texts


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
