"""The facts of how Python code hangs together: names, branches, returns, secrets."""

from typing import NamedTuple


class Undefined(NamedTuple):
    """A name that is used and bound nowhere; none where `import *` may bind it."""

    line: int
    function: str
    name: str


class Unused(NamedTuple):
    """A name that nothing reads: an import, a parameter, a variable, a private definition."""

    line: int
    function: str
    name: str
    what: str


class Rebinding(NamedTuple):
    """A name that is bound again in the same module or class, unconditionally."""

    line: int
    owner: str
    name: str
    was: str
    becomes: str
    registered: bool


class Dead(NamedTuple):
    """Code that never runs; nothing in it counts as a fact."""

    line: int
    function: str
    why: str


class Condition(NamedTuple):
    """The condition of an `if`, of its `elif`s too."""

    line: int
    owner: str
    function: str
    test: str
    constant: bool
    empty: bool
    otherwise: bool
    leaves: bool
    raises: str
    calls: tuple[str, ...]


class Return(NamedTuple):
    """A `return` in a function that is declared to answer something."""

    line: int
    owner: str
    function: str
    declared: str
    optional: bool
    value: str
    none: bool
    constant: bool
    in_except: bool
    in_finally: bool
    shut: bool
    under: tuple[str, ...]


class Pointless(NamedTuple):
    """A statement without any effect."""

    line: int
    function: str
    what: str
    name: str


class Secret(NamedTuple):
    """A secret that the code holds or shows."""

    line: int
    function: str
    name: str
    how: str


class Leak(NamedTuple):
    """The text of an exception, or a traceback, that leaves the function."""

    line: int
    function: str
    to: str
    how: str


class Unbound(NamedTuple):
    """A parameter in the path of a route that its function does not take."""

    line: int
    function: str
    name: str
    path: str


class Opened(NamedTuple):
    """Something that a function opens and keeps in a variable, without `with`."""

    line: int
    function: str
    name: str
    last: str
    opener: str
    closed: bool
    handed: bool


class Unsaved(NamedTuple):
    """A write over a connection or a session that its module opens, and never commits."""

    line: int
    function: str
    name: str
    verb: str
