"""The revisions that an application has: generated ones, edited ones, hand-written ones."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Revision:
    """A file in `migrations/versions`: its id, and the ids that it comes after."""

    path: str
    id: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The revisions, by path; `head` is the one that nothing comes after, empty without any."""

    revisions: tuple[Revision, ...]
    head: str


def read_history(files: Mapping[str, str]) -> tuple[History | None, tuple[Diagnostic, ...]]:
    """Return the history that files hold, by path; None when it does not lead to one revision."""
    found: list[Diagnostic] = []
    revisions: list[Revision] = []
    for path, text in sorted(files.items()):
        read = _read(path, text)
        if isinstance(read, Revision):
            revisions.append(read)
        else:
            found.append(read)
    if found:
        return None, tuple(found)
    known: dict[str, Revision] = {}
    for one in revisions:
        other = known.setdefault(one.id, one)
        if other is not one:
            message = f"revision {one.id} is in `{other.path}` too"
            found.append(_fault(one.path, message, "give one of them another id"))
    for one in revisions:
        for missing in set(one.after) - known.keys():
            message = f"it comes after revision {missing}, which is not there"
            found.append(_fault(one.path, message, "bring that file back, or mend `down_revision`"))
    passed = {before for one in revisions for before in one.after}
    heads = [one for one in revisions if one.id not in passed]
    if not found and len(heads) > 1:
        names = " and ".join(one.id for one in heads)
        found.append(
            _fault(
                heads[-1].path,
                f"revisions {names} both come last",
                f'make one come after the other: `down_revision = "{heads[0].id}"`',
            )
        )
    if found:
        return None, tuple(found)
    return History(tuple(revisions), heads[0].id if heads else ""), ()


def _read(path: str, text: str) -> Revision | Diagnostic:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as exc:
        line = getattr(exc, "lineno", None) or 1
        return Diagnostic(
            "BAE230", "the revision is not Python", Span(path, line, 1, line, 1), "mend the file"
        )
    values: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        values |= {name: _plain(node.value) for name in names}
    name, after = values.get("revision"), values.get("down_revision", _plain(None))
    if not isinstance(name, str):
        return _fault(path, "it does not say `revision = ...`", "add it, or take the file away")
    if after is None:
        return Revision(path, name, ())
    if isinstance(after, str):
        return Revision(path, name, (after,))
    if isinstance(after, tuple) and all(isinstance(one, str) for one in after):
        return Revision(path, name, after)
    return _fault(path, "its `down_revision` is no id", "write the id of the revision before it")


def _plain(node: ast.expr | None) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_plain(one) for one in node.elts)
    return None if node is None else NotImplemented


def _fault(path: str, message: str, advice: str) -> Diagnostic:
    return Diagnostic("BAE230", message, Span(path), advice)
