"""From a compiled expression to the body of a function."""

import ast

from baesc.knowledge.compiling.code import Code, Parameter
from baesc.knowledge.compiling.compiler import Compiler


def finished(
    c: Compiler,
    expression: str,
    parameters: tuple[Parameter, ...] = (),
    *,
    optional: bool = False,
) -> Code:
    """Return the body, without what turned out to be needless."""
    statements: list[str] = []
    used = _names(expression)
    # A value that only gets a name to be returned loses it again.
    left = list(c.statements)
    if left and left[-1].startswith(f"{expression} = "):
        expression = left.pop().removeprefix(f"{expression} = ")
        used = _names(expression)
    for statement in reversed(left):
        if statement.partition(" = ")[0] in used:
            statements.insert(0, statement)
            used |= _names(statement)
    kept = tuple(one for one in parameters if one.name in used)
    annotated = used.union(*(_names(one.annotation) for one in kept))
    return Code(
        tuple(statements),
        expression,
        tuple(sorted(one for one in c.imports if (one[1] or one[0]) in annotated)),
        kept,
        tuple(one for one in ("today", "now") if one in used),
        optional,
    )


def _names(source: str) -> set[str]:
    """Return the names that source reads or binds."""
    return {one.id for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Name)}
