"""Python that was made of an expression, ready for a template."""

from typing import NamedTuple


class Parameter(NamedTuple):
    """An argument of a function: `attribute` of models and bodies has its value.

    `name` differs where the attribute would hide a builtin (`id`) or what the body uses.
    """

    name: str
    attribute: str
    column: str
    annotation: str


class Code(NamedTuple):
    """The body of a function: `statements`, and an expression to return.

    Statements are source lines, with a statement over several lines as one text. `imports` are
    pairs of a module and a name in it; the name is empty where the module itself is imported.
    `moments` are the words `today` and `now` as far as they are arguments. `optional` tells
    whether the expression may be None.
    """

    statements: tuple[str, ...]
    expression: str
    imports: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...] = ()
    moments: tuple[str, ...] = ()
    optional: bool = False
