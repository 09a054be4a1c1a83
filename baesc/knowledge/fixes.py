"""Applying fixes: the mechanical edits of a rule, made where its finding is."""

import ast
import re
from itertools import pairwise

from baesc.knowledge import fix_calls, fix_sql
from baesc.knowledge.facts import extract
from baesc.knowledge.fix_calls import Changes
from baesc.knowledge.fix_places import Change, FunctionNode, Places, Position, block_of, last_name
from baesc.knowledge.rules import Rule
from baesc.records.verdict import Edit, Finding, Fix

_NAMES = ("exc", "error", "cause")


def fixed(rule: Rule, finding: Finding, path: str, text: str) -> str | None:
    """Return a text with one finding of a rule mended, None where that is not mechanical.

    What the edits do not touch stays as it is, and the result parses. Whether the rule holds
    then is for the caller to see, by judging it.
    """
    fix = finding.fix
    if fix is None or finding.rule != rule.id:
        return None
    changes = _sql(fix, text) if path.endswith(".sql") else _python(fix, text)
    if not changes:
        return None
    made = _applied(text, changes)
    return made if made not in {None, text} and _parses(path, text, made or "") else None


def _parses(path: str, text: str, made: str) -> bool:
    """Tell whether what came of a text parses, in the dialect in which the text does."""
    dialects = [one for one in (False, True) if _is_clear(path, text, postgresql=one)]
    return any(_is_clear(path, made, postgresql=one) for one in dialects)


def _is_clear(path: str, text: str, *, postgresql: bool) -> bool:
    found = extract(path, text, postgresql=postgresql, any_sql=True)
    return not found.fault and not found.unsure


def _applied(text: str, changes: list[Change]) -> str | None:
    """Return the text with all changes; None if two of them overlap."""
    ordered = sorted(changes, key=lambda one: one[:2])
    if any(first.end > second.start for first, second in pairwise(ordered)):
        return None
    parts = []
    end = 0
    for one in ordered:
        new = re.sub(r"(?<!\r)\n", "\r\n", one.new) if "\r\n" in text else one.new
        parts += [text[end : one.start], new]
        end = one.end
    return "".join([*parts, text[end:]])


def _sql(fix: Fix, text: str) -> Changes:
    changes: list[Change] = []
    for edit in fix.edits:
        apply = fix_sql.add_words if edit.kind == "add_words" else fix_sql.delete_words
        made = apply(text, fix, edit.value)
        if made is None:
            return None
        changes += made
    return changes


def _python(fix: Fix, text: str) -> Changes:
    try:
        places = Places(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    position = places.anchor(fix)
    if position is None:
        return None
    changes: list[Change] = []
    for edit in fix.edits:
        made = _changes(places, position, edit)
        if made is None:
            return None
        changes += made
    return changes


def _changes(places: Places, position: Position, edit: Edit) -> Changes:
    match edit.kind:
        case "set_keyword":
            return fix_calls.set_keyword(places, position, edit.name, edit.value)
        case "delete_keyword":
            return fix_calls.delete_keyword(places, position, edit.name)
        case "wrap_call":
            return fix_calls.wrap_call(places, position, edit.value)
        case "wrap_with":
            return fix_calls.wrap_with(places, position, edit.value)
        case "replace_literal" | "replace_one":
            return _replace_literal(places, position, edit)
        case "add_import":
            return _add_import(places, edit.value)
        case "add_decorator":
            return _add_decorator(places, position, edit.value)
        case "delete_decorator":
            return _delete_decorator(places, position, frozenset(edit.name.split("|")))
        case "delete_value":
            return _delete_value(places, position)
        case "delete_statement":
            return _delete_statement(places, position)
        case "chain":
            return _chain(places, position)
    return None


def _replace_literal(places: Places, position: Position, edit: Edit) -> Changes:
    node = position.node
    if edit.kind == "replace_literal":
        value = getattr(node, "value", None)
        found = [value] if isinstance(value, ast.Constant) else []
    else:
        constants = [one for one in ast.walk(node) if isinstance(one, ast.Constant)]
        found = [one for one in constants if repr(one.value) == edit.name]
    if len(found) != 1:
        return None
    new = edit.value
    if places.source(found[0]).startswith('"') and new.startswith("'") and '"' not in new:
        new = f'"{new[1:-1]}"'
    return [Change(places.start(found[0]), places.end(found[0]), new)]


def _add_import(places: Places, statement: str) -> Changes:
    """Add an import after the last one at the top, unless it brings nothing new."""
    (wanted,) = ast.parse(statement).body
    body = places.tree.body
    imports = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom)]
    known = {(_module(one), alias.name, alias.asname) for one in imports for alias in one.names}
    assert isinstance(wanted, ast.Import | ast.ImportFrom)  # noqa: S101 - checked when it was read
    if all((_module(wanted), one.name, one.asname) in known for one in wanted.names):
        return []
    after: list[ast.stmt] = [*imports[-1:]]
    if not after and ast.get_docstring(places.tree) is not None:
        after = body[:1]
    line = (after[0].end_lineno or after[0].lineno) + 1 if after else 1
    at = places.line_start(line)
    lead = "" if at == 0 or places.text[at - 1] == "\n" else "\n"
    return [Change(at, at, f"{lead}{statement}\n")]


def _module(node: ast.Import | ast.ImportFrom) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else ""


def _add_decorator(places: Places, position: Position, text: str) -> Changes:
    node = position.node
    if not isinstance(node, FunctionNode | ast.ClassDef):
        return None
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    at = places.line_start(first)
    return [Change(at, at, f"{places.indentation(node)}@{text}\n")]


def _delete_decorator(places: Places, position: Position, names: frozenset[str]) -> Changes:
    changes = []
    for one in getattr(position.node, "decorator_list", ()):
        name = last_name(one.func if isinstance(one, ast.Call) else one)
        if name in names:
            end = places.line_start(one.end_lineno + 1)
            changes.append(Change(places.line_start(one.lineno), end, ""))
    return changes or None


def _delete_value(places: Places, position: Position) -> Changes:
    node = position.node
    if not isinstance(node, ast.AnnAssign) or node.value is None:
        return None
    return [Change(places.end(node.annotation), places.end(node.value), "")]


def _delete_statement(places: Places, position: Position) -> Changes:
    statement, block = position.statement, block_of(position)
    if statement is None or statement not in block:
        return None
    if len(block) == 1:
        return [Change(places.start(statement), places.end(statement), "pass")]
    others = [one for one in block if one is not statement]
    shared = {one.lineno for one in others} | {one.end_lineno for one in others}
    if statement.lineno in shared or statement.end_lineno in shared:
        return None
    end = places.line_start((statement.end_lineno or statement.lineno) + 1)
    return [Change(places.line_start(statement.lineno), end, "")]


def _chain(places: Places, position: Position) -> Changes:
    """Let a raise name the exception that it comes from, which gets a name if it has none."""
    node = position.node
    handlers = [one for one in position.around if isinstance(one, ast.ExceptHandler)]
    if not isinstance(node, ast.Raise) or node.exc is None or node.cause or not handlers:
        return None
    caught, end = handlers[-1], places.end(node)
    if caught.name:
        return [Change(end, end, f" from {caught.name}")]
    functions = [one for one in position.around if isinstance(one, FunctionNode)]
    whole = functions[-1] if functions else places.tree
    taken = {one.id for one in ast.walk(whole) if isinstance(one, ast.Name)}
    name = next((one for one in _NAMES if one not in taken), "")
    if caught.type is None or not name:
        return None
    at = places.end(caught.type)
    return [Change(at, at, f" as {name}"), Change(end, end, f" from {name}")]
