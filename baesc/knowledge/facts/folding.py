"""F-strings without values, made the plain texts that they are."""

import ast
import re

# Most texts have none, and folding takes a walk.
_EMPTY_F_STRING = re.compile(
    r"""\b(?:[fF][rR]?|[rR][fF])(?:"(?:[^"{\n]|\{\{)*"|'(?:[^'{\n]|\{\{)*'|\"{3}|'{3})"""
)


def folded(tree: ast.Module, text: str) -> ast.Module:
    """Make f-strings without values plain texts, in the tree of this text."""
    return _folded(tree) if _EMPTY_F_STRING.search(text) else tree


def _folded(tree: ast.Module) -> ast.Module:
    """Make f-strings without values the plain texts that they are."""
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.JoinedStr) and not isinstance(node, ast.FormattedValue):
                setattr(node, name, _plain(value))
            elif isinstance(value, list) and not isinstance(node, ast.JoinedStr):
                value[:] = [_plain(one) if isinstance(one, ast.JoinedStr) else one for one in value]
    return tree


def _plain(node: ast.JoinedStr) -> ast.expr:
    texts = [one.value for one in node.values if isinstance(one, ast.Constant)]
    if len(texts) < len(node.values):
        return node
    return ast.copy_location(ast.Constant("".join(map(str, texts))), node)
