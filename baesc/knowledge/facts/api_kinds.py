"""The facts of queries, and of what the spec promises the callers of the API."""

from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts


class Query(NamedTuple):
    """A statement of SQLAlchemy: `select(...)` and what is chained to it, or to its variable."""

    line: int
    function: str
    verb: str
    arguments: Texts
    steps: Texts
    run: bool


class Criterion(NamedTuple):
    """A condition that `where`, `filter` or `having` is given, one each."""

    line: int
    function: str
    left: str
    operator: str
    right: str
    alone: bool
    constant: bool


class SpecValue(NamedTuple):
    """What bodies say of a column, or of a set of related rows (type `references`).

    `moving` tells that a sample has no fixed value: it is made anew in each body.
    """

    line: int
    entity: str
    name: str
    attribute: str
    type: str
    python: str
    required: bool
    given: bool
    min_length: str
    max_length: str
    minimum: str
    maximum: str
    digits: str
    places: str
    pattern: str
    default: str
    relation: str
    searched: bool
    moving: bool = False


class SpecFilter(NamedTuple):
    """A query parameter that lists are filtered by; type `through` for a table in between."""

    line: int
    entity: str
    name: str
    type: str
    python: str
