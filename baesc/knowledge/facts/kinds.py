"""The facts of a Python file: one record a kind.

Facts are named tuples: frozen, without a dict, and four times faster to make than frozen
dataclasses. An attribute that the text leaves open (a status code held in a variable, say) is
`UNKNOWN`, and a rule that asks for it is unsure rather than wrong.
"""

from enum import Enum
from typing import Any, Final, NamedTuple


class Unknown(Enum):
    """A value that cannot be told from the text."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Texts = tuple[str, ...]
Fact = tuple[Any, ...]
Facts = dict[str, list[Fact]]


class File(NamedTuple):
    """The whole artifact, once."""

    line: int
    path: str


class Match(NamedTuple):
    """What the `pattern` or the `text` of a rule finds, a line once; such rules alone have it."""

    line: int
    text: str
    function: str


class Module(NamedTuple):
    """The module itself, once."""

    line: int
    documented: bool
    statements: int
    names: Texts


class Import(NamedTuple):
    """A name that an import brings in."""

    line: int
    module: str
    name: str
    guarded: bool


class Class(NamedTuple):
    """A class."""

    line: int
    name: str
    bases: Texts
    decorators: Texts
    documented: bool


class Field(NamedTuple):
    """A name that is bound in a class body, or at the top level (then `owner` is empty)."""

    line: int
    owner: str
    name: str
    alias: str
    type: str
    value: str
    required: bool
    optional: bool
    settings: Texts
    mentions: Texts
    size: int
    base: str
    limits: Texts
    default: str
    items: Texts


class Function(NamedTuple):
    """A function or a method."""

    line: int
    owner: str
    name: str
    returns: str
    parameters: Texts
    types: Texts
    decorators: Texts
    calls: Texts
    mentions: Texts
    rebinds: Texts
    yields: bool
    documented: bool
    empty: bool
    falls: bool
    statements: int


class Call(NamedTuple):
    """A call, wherever it stands."""

    line: int
    owner: str
    function: str
    name: str
    last: str
    first: str
    arguments: Texts
    keywords: Texts
    settings: Texts
    mentions: Texts
    named: str
    in_with: bool
    guarded: bool
    in_except: bool
    over: Texts
    under: Texts
    past: Texts


class With(NamedTuple):
    """A context that a `with` opens."""

    line: int
    function: str
    name: str
    last: str
    yields: bool


class Except(NamedTuple):
    """An `except` clause."""

    line: int
    function: str
    types: Texts
    bare: bool
    broad: bool
    raises: bool
    silent: bool
    calls: Texts
    tries: Texts


class Raise(NamedTuple):
    """A `raise` of something new."""

    line: int
    function: str
    type: str
    status: int | Unknown | None
    in_except: bool
    caused: bool
    forgets: bool
    leaks: bool
    under: Texts


class Route(NamedTuple):
    """An operation that a decorator binds to a method and a path."""

    line: int
    function: str
    method: str
    path: str | Unknown
    status: int | Unknown | None
    response: str
    response_class: str
    responses: tuple[int, ...] | Unknown
    dependencies: Texts
    parameters: Texts
    types: Texts
    injects_session: bool
    body: str
    calls: Texts


class Router(NamedTuple):
    """An `APIRouter(...)` or `FastAPI(...)` that is bound to a name."""

    line: int
    name: str
    type: str
    prefix: str | Unknown
    tags: Texts
    dependencies: Texts
    responses: tuple[int, ...] | Unknown


class OnError(NamedTuple):
    """A function that is registered to answer when an exception escapes."""

    line: int
    exception: str
    function: str


class Dependency(NamedTuple):
    """A name for an annotated dependency: `X = Annotated[T, Depends(provider)]`."""

    line: int
    name: str
    type: str
    provider: str
    function: str


class Statement(NamedTuple):
    """SQL text that is handed to `execute` or `text`."""

    line: int
    function: str
    verb: str
    text: str
    made: str | Unknown
    where: bool


class Trial(NamedTuple):
    """A function whose name starts with `test`."""

    line: int
    owner: str
    name: str
    checks: int
    constant: bool
    methods: Texts
    statuses: tuple[int, ...]
    calls: Texts
    skipped: bool


class Fixture(NamedTuple):
    """A pytest fixture."""

    line: int
    name: str
    scope: str
    autouse: bool
    yields: bool
    calls: Texts
    after: Texts
    mentions: Texts
