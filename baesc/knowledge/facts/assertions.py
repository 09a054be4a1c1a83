"""Assertions that count: what the tests of a module ask, of which requests."""

import ast
from collections.abc import Sequence
from typing import NamedTuple

from baesc.knowledge.facts.asserting import FunctionWalk, Place, Walked
from baesc.knowledge.facts.following import MOST_WORDS, Names, Words
from baesc.knowledge.facts.frame import FunctionNode
from baesc.knowledge.facts.kinds import UNKNOWN, Trial
from baesc.knowledge.facts.text import dotted
from baesc.knowledge.facts.trial_kinds import Assertion

_MARKS = frozenset({"skip", "skipif", "xfail"})
_NEVER = frozenset({"constant", "itself"})


class Asserted(NamedTuple):
    """What the functions of a module assert, and what pytest skips of them."""

    checks: list[Assertion]
    by_function: dict[Place, Walked]

    def trial(self, trial: Trial) -> Trial:
        """Return a test with what its assertions say."""
        walked = self.by_function.get((trial.owner, trial.name))
        if walked is None:
            return trial
        own = walked.checks
        known = [one.statuses for one in own if one.statuses is not UNKNOWN]
        codes = [code for one in known for code in one]
        return trial._replace(
            checks=len(own) + walked.others,
            constant=any(one.operator in _NEVER for one in own),
            methods=tuple(walked.all.methods),
            statuses=tuple(dict.fromkeys(codes)),
            skipped=trial.skipped or walked.skipped,
        )


class _Module:
    """The functions of a module, walked once each, those that are called first."""

    def __init__(self, tree: ast.Module, aliases: dict[str, str]) -> None:
        self.aliases = aliases
        self.functions: dict[Place, FunctionNode] = {}
        self.by_name: dict[str, Place] = {}
        self.walked: dict[Place, Walked] = {}
        self.skipped: set[str] = set()
        self.named: Words = {}
        self.gather(tree.body, "")

    def gather(self, body: list[ast.stmt], owner: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions[owner, node.name] = node
                self.mention(node.decorator_list)
                self.by_name[node.name] = (owner, node.name)
            elif isinstance(node, ast.ClassDef):
                self.mention([*node.decorator_list, *node.bases])
                if _marked(node.decorator_list, self.aliases):
                    self.skipped.add(node.name)
                self.gather(node.body, node.name)
            elif isinstance(node, ast.Assign) and _is_mark(node, self.aliases):
                self.skipped.add(owner)
            elif isinstance(node, ast.If | ast.Try | ast.With):
                for part in ("body", "orelse", "finalbody"):
                    self.gather(getattr(node, part, []), owner)
            else:
                self.mention([node])

    def mention(self, nodes: Sequence[ast.AST]) -> None:
        names = Names(None, self.aliases, lambda _: None)
        for node in nodes:
            self.named |= names.of(node).words

    def walk(self, place: Place) -> Walked:
        found = self.walked.get(place)
        if found is None:
            # Seen by itself if it calls itself.
            found = self.walked[place] = Walked()
            node = self.functions[place]
            FunctionWalk(place, node, found, self.aliases, self.inner).block(node.body, ())
            marked = _marked(node.decorator_list, self.aliases)
            found.skipped |= marked or bool(self.skipped & {"", place[0]})
        return found

    def inner(self, name: str) -> Walked | None:
        """Return what was seen in the function of this name, if the module has one."""
        place = self.by_name.get(name)
        return self.walk(place) if place else None


def asserted_in(tree: ast.Module, aliases: dict[str, str]) -> Asserted:
    """Return what the functions of a module assert."""
    module = _Module(tree, aliases)
    for place in module.functions:
        module.walk(place)
    named = dict(module.named)
    for place, one in module.walked.items():
        named |= {word: None for word in one.all.words if word != place[1]}
    is_long = any(len(one.all.words) >= MOST_WORDS for one in module.walked.values())
    # A class without tests is no place where pytest looks.
    suites = {owner for owner, name in module.functions if name.startswith("test")} | {""}
    checks = []
    for (owner, name), one in module.walked.items():
        reached = (
            name.startswith(("test", "__"))
            or is_long
            or name in named
            or owner not in suites
            or _registers(module.functions[owner, name])
        )
        checks += one.checks if reached else [it._replace(reached=False) for it in one.checks]
    return Asserted(sorted(checks, key=lambda one: one.line), module.walked)


def _registers(node: FunctionNode) -> bool:
    """Tell whether a decorator hands the function to somebody who calls it."""
    names = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return any(not dotted(one, {}).startswith("pytest.mark.") for one in names)


def _marked(decorators: list[ast.expr], aliases: dict[str, str]) -> bool:
    """Tell whether a mark skips a test, or leaves it without cases."""
    if any(isinstance(one, ast.Call) and _has_no_cases(one) for one in decorators):
        return True
    names = [one.func if isinstance(one, ast.Call) else one for one in decorators]
    return any(dotted(one, aliases).rpartition(".")[2] in _MARKS for one in names)


def _has_no_cases(node: ast.Call) -> bool:
    name = dotted(node.func, {}).rpartition(".")[2]
    cases = node.args[1] if name == "parametrize" and len(node.args) > 1 else None
    return isinstance(cases, ast.List | ast.Tuple | ast.Set) and not cases.elts


def _is_mark(node: ast.Assign, aliases: dict[str, str]) -> bool:
    """Tell whether it is `pytestmark = pytest.mark.skip`, or a list with such a mark."""
    target = node.targets[0]
    if not isinstance(target, ast.Name) or target.id != "pytestmark":
        return False
    return _marked(getattr(node.value, "elts", [node.value]), aliases)
