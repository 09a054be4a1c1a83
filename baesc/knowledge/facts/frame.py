"""What is gathered about one function while it is walked."""

import ast

from baesc.knowledge.facts.kinds import Fixture, Texts, Trial
from baesc.knowledge.facts.opened import OPENERS
from baesc.knowledge.facts.queries import Queries
from baesc.knowledge.facts.text import dotted, short, words
from baesc.knowledge.facts.web import by_name

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Frame:
    """The calls and the mentions of a function, in the order of the text."""

    __slots__ = (
        "calls", "held", "mentions", "name", "opens", "owner", "parameters", "queries", "rebinds",
        "yield_at", "yield_in",
    )  # fmt: skip

    def __init__(self, owner: str, name: str) -> None:
        self.owner = owner
        self.name = name
        self.calls: list[str] = []
        self.opens = False
        self.held: dict[str, ast.expr] = {}
        self.mentions: dict[str, None] = {}
        self.parameters: dict[str, ast.arg] = {}
        self.rebinds: dict[str, None] = {}
        self.queries = Queries()
        self.yield_at = -1
        self.yield_in: Texts = ()

    def see_call(self, name: str) -> None:
        """Keep a call."""
        self.calls.append(name)
        self.opens = self.opens or name.rpartition(".")[2] in OPENERS

    def see_binding(self, name: str, value: ast.expr, aliases: dict[str, str]) -> None:
        """Keep what a local variable holds, and a parameter that is given up for something else."""
        self.held[name] = value
        self.queries.bind(name, value, aliases)
        if name in self.parameters and name not in words(value, {}):
            self.rebinds[name] = None

    def leave_into(self, outer: "Frame") -> None:
        """Count what an inner function does as done by the outer one."""
        outer.calls += self.calls
        outer.mentions.update(self.mentions)


def parameters_of(node: FunctionNode) -> dict[str, ast.arg]:
    """Return the parameters of a function by their names."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return {one.arg: one for one in given}


def trial_of(node: FunctionNode, frame: Frame, decorators: Texts) -> Trial:
    """Return the fact of a test; what it asserts is seen when the whole module is known."""
    return Trial(
        line=node.lineno,
        owner=frame.owner,
        name=node.name,
        checks=0,
        constant=False,
        methods=(),
        statuses=(),
        calls=tuple(frame.calls),
        skipped=any(one.rpartition(".")[2] in {"skip", "skipif", "xfail"} for one in decorators),
    )


def fixture_of(node: FunctionNode, frame: Frame, aliases: dict[str, str]) -> Fixture | None:
    """Return the fact of a fixture, if a decorator makes one."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = dotted(call.func if call else decorator, aliases)
        if name.rpartition(".")[2] != "fixture":
            continue
        given = by_name(call) if call else {}
        after = frame.calls[frame.yield_at :] if frame.yield_at >= 0 else []
        return Fixture(
            line=node.lineno,
            name=node.name,
            scope=short(given.get("scope"), aliases).strip("'") or "function",
            autouse=short(given.get("autouse"), aliases) == "True",
            yields=frame.yield_at >= 0,
            calls=tuple(frame.calls),
            after=(*after, *frame.yield_in),
            mentions=tuple(frame.mentions),
        )
    return None
