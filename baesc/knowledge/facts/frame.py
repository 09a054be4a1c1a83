"""What is gathered about one function while it is walked."""

import ast
from collections.abc import Iterable

from baesc.knowledge.facts.kinds import Fixture, Texts, Trial
from baesc.knowledge.facts.text import all_below, dotted, short
from baesc.knowledge.facts.web import METHODS, by_name

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Frame:
    """The calls, the mentions and the checks of a function, in the order of the text."""

    __slots__ = (
        "calls", "checks", "constant", "mentions", "methods", "name", "owner", "statuses",
        "yield_at", "yield_in",
    )  # fmt: skip

    def __init__(self, owner: str, name: str) -> None:
        self.owner = owner
        self.name = name
        self.calls: list[str] = []
        self.mentions: dict[str, None] = {}
        self.methods: dict[str, None] = {}
        self.statuses: list[int] = []
        self.checks = 0
        self.constant = False
        self.yield_at = -1
        self.yield_in: Texts = ()

    def see_call(self, name: str) -> None:
        """Keep a call, and the HTTP method if it is one on a client."""
        self.calls.append(name)
        receiver, _, last = name.rpartition(".")
        if last in METHODS and receiver.rpartition(".")[2] in {"api", "client", "server"}:
            self.methods[last] = None
        elif last == "raises" or last.startswith("assert_"):
            self.checks += 1

    def see_assert(self, test: ast.expr) -> None:
        """Keep an assertion: whether it can fail, and the status codes it compares with."""
        self.checks += 1
        can_fail = False
        numbers = []
        asks_status = False
        for node in all_below(test):
            kind = type(node)
            if kind is ast.Name or kind is ast.Call:
                can_fail = True
            elif kind is ast.Attribute:
                asks_status = asks_status or node.attr == "status_code"  # type: ignore[attr-defined]
            elif kind is ast.Constant and type(node.value) is int:  # type: ignore[attr-defined]
                numbers.append(node.value)  # type: ignore[attr-defined]
        if asks_status:
            self.statuses += numbers
        if not can_fail or _always_true(test):
            self.constant = True

    def leave_into(self, outer: "Frame") -> None:
        """Count what an inner function does as done by the outer one."""
        outer.calls += self.calls
        outer.mentions.update(self.mentions)
        outer.methods.update(self.methods)


def _always_true(test: ast.expr) -> bool:
    """Tell whether an assertion holds whatever it names: `x or True`, `x == x`, `(x, "text")`."""
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    if isinstance(test, ast.BoolOp):
        truths = [isinstance(one, ast.Constant) and bool(one.value) for one in test.values]
        return isinstance(test.op, ast.Or) and any(truths)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        same = ast.dump(test.left) == ast.dump(test.comparators[0])
        return same and isinstance(test.ops[0], ast.Eq | ast.Is | ast.LtE | ast.GtE)
    return False


def trial_of(node: FunctionNode, frame: Frame, decorators: Texts) -> Trial:
    """Return the fact of a test."""
    return Trial(
        line=node.lineno,
        owner=frame.owner,
        name=node.name,
        checks=frame.checks,
        constant=frame.constant,
        methods=tuple(frame.methods),
        statuses=tuple(frame.statuses),
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


def with_own_steps(trials: Iterable[Trial], frames: dict[str, Frame]) -> list[Trial]:
    """Return the tests with the methods that their own steps call: `self.add(api)`."""
    found = []
    for trial in trials:
        methods = dict.fromkeys(trial.methods)
        for name in trial.calls:
            receiver, _, last = name.rpartition(".")
            if receiver in {"", "self"} and last in frames:
                methods.update(frames[last].methods)
        found.append(trial._replace(methods=tuple(methods)))
    return found
