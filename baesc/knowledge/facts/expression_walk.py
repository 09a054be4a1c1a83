"""A walk over expressions: what they call, name and yield."""

import ast

from baesc.knowledge.facts.calls import call_of, spelled
from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.facts.page_walk import PageWalk
from baesc.knowledge.facts.queries import CONDITIONS, RUNS, criteria_of
from baesc.knowledge.facts.scopes import TAKES_TYPE, read_type
from baesc.knowledge.facts.secrets import held_by_dict, held_by_text
from baesc.knowledge.facts.sql_text import RUNS_SQL, statement_of
from baesc.knowledge.facts.text import children, dotted
from baesc.knowledge.facts.web import on_error_of


class ExpressionWalk(PageWalk):
    """What is open around an expression, and the facts of what it calls and names."""

    __slots__ = ("caught", "contexts", "guarded", "loops")

    def __init__(self) -> None:
        super().__init__()
        self.caught: tuple[str | None, ...] = ()
        self.contexts: Texts = ()
        self.guarded = False
        self.loops: dict[str, Texts] = {}

    def expression(self, root: ast.AST, *, in_with: bool = False) -> None:
        """Walk an expression: keep its calls, its yields and what it mentions."""
        frame, aliases, used = self.frame, self.aliases, self.scope.used
        stack = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                name = node.id  # type: ignore[attr-defined]
                frame.mentions[aliases.get(name, name)] = None
                if type(node.ctx) is ast.Store:  # type: ignore[attr-defined]
                    self.scope.bind(name, node.lineno, "")  # type: ignore[attr-defined]
                elif name not in used:
                    used[name] = node.lineno  # type: ignore[attr-defined]
                continue
            if kind is ast.Constant:
                if type(node.value) is str:  # type: ignore[attr-defined]
                    frame.mentions[node.value] = None  # type: ignore[attr-defined]
                    self.add("secret", held_by_text(node, frame.name))  # type: ignore[arg-type]
                continue
            if kind is ast.Call:
                self.call(node, in_with=in_with and node is root)  # type: ignore[arg-type]
            elif kind is ast.Attribute or kind is ast.Subscript:
                self.place(node)  # type: ignore[arg-type]
            elif kind is ast.Dict:
                self.add_all("secret", held_by_dict(node, frame.name))  # type: ignore[arg-type]
            elif kind is ast.Lambda:
                self.bind_arguments(node.args)  # type: ignore[attr-defined]
            elif kind is ast.Yield or kind is ast.YieldFrom:
                frame.yield_at = len(frame.calls)
                frame.yield_in = self.contexts
            stack += reversed(children(node))

    def looped(self, node: ast.Call) -> Texts:
        """Return what the loop around goes over, where a call is given its items."""
        names = [dotted(one, {}).partition(".")[0] for one in node.args]
        return next((self.loops[one] for one in names if one in self.loops), ())

    def each(self, node: ast.Call) -> list[ast.Call]:
        """Return a call with each text that the loop around gives it."""
        name = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
        texts = self.loops.get(name, ())
        return [ast.copy_location(ast.Call(node.func, [ast.Constant(one)], []), node)
                for one in texts] or [node]  # fmt: skip

    def call(self, node: ast.Call, *, in_with: bool) -> None:
        """Keep a call, with all that it means."""
        if not self.frame.name and node.keywords:
            node = spelled(node, self.frame.held)
        fact = call_of(node, self.aliases)._replace(
            owner=self.owner,
            function=self.frame.name,
            in_with=in_with,
            guarded=self.guarded,
            in_except=bool(self.caught),
            over=self.looped(node) if self.loops else (),
            under=self.under,
            past=self.past,
        )
        if fact.last in TAKES_TYPE and node.args:
            read_type(self.scope, node.args[0])
        self.frame.see_call(fact.name)
        self.frame.queries.see(node, self.aliases)
        if fact.last in RUNS and node.args:
            self.frame.queries.see_run(node, self.aliases)
        self.add("call", fact)
        self.see_page_call(node, fact)
        if fact.last in CONDITIONS:
            for one in criteria_of(node, self.frame.name, self.aliases):
                self.add("criterion", one)
        if fact.last in RUNS_SQL and node.args:
            ours = self.imports_sql
            for run in self.each(node):
                self.add("statement", statement_of(run, fact, self.texts, is_sql_text=ours))
        self.add("on_error", on_error_of(node, self.aliases))
        self.see_given(node, fact)
