"""Static checks of a body: an allow-list of statements, names and attributes.

What passes can reach nothing but its arguments: no file, no network, no import, no attribute
that begins with `_`, no state that outlives the call. It is run in the sandbox all the same.
"""

import ast
import re
from collections.abc import Iterator

from baesc.knowledge.holes.allowed import (
    ATTRIBUTES,
    BUILTINS,
    ERRORS,
    EXPRESSIONS,
    IMPORTS,
    PATTERN_FUNCTIONS,
    STATEMENTS,
    WORDS,
)
from baesc.messages.nearest import nearest
from baesc.records.contract import Contract

MOST_LINES = 120
MOST_FAULTS = 8
_PLAIN_PARTS = (
    ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop, ast.comprehension,
    ast.keyword, ast.arguments, ast.arg, ast.ExceptHandler,
)  # fmt: skip
# Comments that switch checks off, or the formatter.
_ORDERS = re.compile(
    r"#\s*(?:noqa|nosec|type:|fmt:|isort:|ruff:|mypy:|pragma)[^\n]*", re.IGNORECASE
)
_LONGEST_TEXT = 2_000
_GREATEST_EXPONENT = 64


def body_faults(contract: Contract, body: str) -> tuple[str, ...]:
    """Return what is wrong with a body, a sentence each; lines count from its first."""
    # Wrapped, so that `return` is where it may be.
    text = "def _body():\n" + "".join(f"    {line}\n" for line in body.splitlines())
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        where = f"line {(exc.lineno or 1) - 1}: {exc.msg}" if isinstance(exc, SyntaxError) else ""
        return (f"the body does not parse: {where or 'it is too deep'}",)
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        return ("the body does not stay inside its function",)
    if body.count("\n") > MOST_LINES:
        return (f"the body has more than {MOST_LINES} lines",)
    if '"""' in body or "'''" in body:
        return ("the body has a text in three quotes",)
    function = tree.body[0]
    found = [f"the comment `{one}` speaks to a tool" for one in _ORDERS.findall(body)]
    checker = _Checker(contract, function)
    for statement in function.body:
        for fault in checker.faults(statement):
            if fault not in found:
                found.append(fault)
    if not any(isinstance(one, ast.Return | ast.Raise) for one in ast.walk(function)):
        found.append(f"the function returns no `{contract.returns}`")
    return tuple(found[:MOST_FAULTS])


def names_used(body: str) -> frozenset[str]:
    """Return the names that a sound body reads."""
    text = "def _body():\n" + "".join(f"    {line}\n" for line in body.splitlines())
    return frozenset(
        one.id
        for one in ast.walk(ast.parse(text))
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    )


class _Checker:
    """Checks the statements of one function."""

    def __init__(self, contract: Contract, function: ast.FunctionDef) -> None:
        self.contract = contract
        self.members = {value.name for one in contract.classes for value in one.values}
        if any(one.kind == "changes" for one in contract.classes):
            self.members.add("changes")
        bound = {one.id for one in ast.walk(function) if _is_bound(one)}  # type: ignore[attr-defined]
        bound |= {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
        bound |= {
            one.name
            for one in ast.walk(function)
            if isinstance(one, ast.ExceptHandler) and one.name
        }
        self.classes = {one.name for one in contract.classes}
        self.given = {one.name for one in contract.parameters}
        self.known = bound | self.given | self.classes | BUILTINS | set(IMPORTS)
        if contract.refuses:
            self.known.add("Refused")

    def faults(self, statement: ast.stmt) -> Iterator[str]:
        """Yield what is wrong with a statement and all in it."""
        for node in ast.walk(statement):
            line = getattr(node, "lineno", statement.lineno) - 1
            for fault in self._faults(node):
                yield f"line {line}: {fault}"

    def _faults(self, node: ast.AST) -> Iterator[str]:
        kind = type(node).__name__
        if not isinstance(node, (*STATEMENTS, *EXPRESSIONS, *_PLAIN_PARTS)):
            yield f"{WORDS.get(kind, f'`{kind.lower()}`')} is not allowed here"
        elif isinstance(node, ast.Name):
            yield from self._name(node)
        elif isinstance(node, ast.arg):
            yield from self._binding(node.arg)
        elif isinstance(node, ast.Attribute):
            yield from self._attribute(node)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.Raise):
            yield from self._raise(node)
        elif isinstance(node, ast.ExceptHandler):
            yield from self._caught(node)
        elif isinstance(node, ast.Constant):
            yield from self._constant(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield from self._power(node)

    def _name(self, node: ast.Name) -> Iterator[str]:
        if not isinstance(node.ctx, ast.Load):
            yield from self._binding(node.id)
        elif node.id.startswith("_"):
            yield f"the name `{node.id}` begins with `_`"
        elif node.id not in self.known:
            near = nearest(node.id, sorted(self.known))
            yield f"there is no `{node.id}` here" + (f"; did you mean `{near}`?" if near else "")

    def _binding(self, name: str) -> Iterator[str]:
        taken = self.classes | BUILTINS | set(IMPORTS) | {"Refused"}
        if name.startswith("_") and name != "_":
            yield f"the name `{name}` begins with `_`"
        elif name in taken:
            yield f"`{name}` hides something that has this name already"

    def _attribute(self, node: ast.Attribute) -> Iterator[str]:
        if not isinstance(node.ctx, ast.Load):
            yield f"`.{node.attr} = ...`: rows and values are not changed, only returned"
        elif node.attr not in ATTRIBUTES and node.attr not in self.members:
            near = nearest(node.attr, sorted(self.members))
            hint = f"; did you mean `{near}`?" if near else ""
            yield f"the attribute `.{node.attr}` is not part of the contract{hint}"
        elif node.attr.startswith("_"):
            yield f"the attribute `.{node.attr}` begins with `_`"

    def _call(self, node: ast.Call) -> Iterator[str]:
        named = node.func
        if not isinstance(named, ast.Name | ast.Attribute):
            yield "only what has a name is called"
        elif isinstance(named, ast.Attribute) and _is_re(named.value):
            pattern = node.args[0] if node.args else None
            is_text = isinstance(pattern, ast.Constant) and isinstance(pattern.value, str)
            if named.attr not in PATTERN_FUNCTIONS or not is_text:
                yield "`re` takes patterns that are written out"

    def _raise(self, node: ast.Raise) -> Iterator[str]:
        made = node.exc
        is_refusal = (
            isinstance(made, ast.Call)
            and isinstance(made.func, ast.Name)
            and made.func.id == "Refused"
            and len(made.args) == 1
            and not made.keywords
        )
        if not (is_refusal and self.contract.refuses):
            yield 'only `raise Refused("...")` is allowed'

    def _caught(self, node: ast.ExceptHandler) -> Iterator[str]:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        known = ERRORS | {"InvalidOperation"}
        if not all(isinstance(one, ast.Name) and one.id in known for one in kinds):
            yield "only errors of values, numbers, keys and indexes are caught"

    def _constant(self, node: ast.Constant) -> Iterator[str]:
        if isinstance(node.value, bytes | complex) or node.value is Ellipsis:
            yield f"a constant of the type `{type(node.value).__name__}` is not allowed here"
        elif isinstance(node.value, str) and len(node.value) > _LONGEST_TEXT:
            yield f"a text has more than {_LONGEST_TEXT:,} characters"

    def _power(self, node: ast.BinOp) -> Iterator[str]:
        exponent = node.right
        value = exponent.value if isinstance(exponent, ast.Constant) else None
        if type(value) is not int or value > _GREATEST_EXPONENT:
            yield f"an exponent is a number of at most {_GREATEST_EXPONENT}"


def _is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "re"
