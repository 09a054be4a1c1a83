"""What a walk sees of pages: the conditions that it stands under, session state, requests, HTML."""

import ast

from baesc.knowledge.facts.frame import Frame
from baesc.knowledge.facts.guards import terms_of
from baesc.knowledge.facts.kinds import Call, Texts
from baesc.knowledge.facts.members import Members, missing_of
from baesc.knowledge.facts.naming import Naming
from baesc.knowledge.facts.streamlit import (
    entries_of,
    markup_of,
    request_of,
    state_of_attribute,
    state_of_call,
    state_of_item,
)


class PageWalk(Naming):
    """The conditions around the node at hand, and the facts that depend on them.

    `under` are those of the `if`s around, `past` those that hold since an `if` before left.
    """

    __slots__ = ("frame", "members", "past", "under", "unused_call")

    def __init__(self) -> None:
        super().__init__()
        self.frame = Frame("", "")
        self.members: dict[str, Members] = {}
        self.past: Texts = ()
        self.under: Texts = ()
        self.unused_call: ast.AST | None = None

    def place(self, node: ast.Attribute | ast.Subscript) -> None:
        """Keep an attribute that is named, and an item of the session state."""
        if isinstance(node, ast.Subscript):
            if type(node.value) is ast.Attribute:
                self.add("state", state_of_item(node, self.frame.name, self.frame.held))
            return
        self.frame.mentions[node.attr] = None
        self.attributes.add(node.attr)
        if self.owner and isinstance(node.value, ast.Name) and node.value.id == "self":
            own = self.members.setdefault(self.owner, Members())
            if isinstance(node.ctx, ast.Load):
                own.reads.setdefault(node.attr, (node.lineno, self.frame.name))
            else:
                own.binds.add(node.attr)
        if type(node.value) is ast.Attribute:
            self.add("state", state_of_attribute(node, self.frame.name))

    def leave_class(self, bases: Texts) -> None:
        """Keep what the class at hand binds, in its body too."""
        own = self.members.setdefault(self.owner, Members())
        own.bases = bases
        own.binds |= self.scope.bound.keys()

    def leave_module(self) -> None:
        """Tell what is asked of `self` in vain, too."""
        super().leave_module()
        if "setattr" not in self.outermost.used and "setattr" not in self.outermost.inner:
            self.add_all("missing", missing_of(self.members))

    def see_page_call(self, node: ast.Call, fact: Call) -> None:
        """Keep what a call means for a page."""
        held = self.frame.held
        if "key" in fact.keywords or "session_state." in fact.name:
            used = node is not self.unused_call
            self.add("state", state_of_call(node, fact.name, fact.function, held, used=used))
        if "unsafe_allow_html" in fact.keywords:
            self.add("markup", markup_of(node, fact.function, self.texts))
        if "[...]" in "".join(fact.settings):
            self.add_all("entry", entries_of(node, fact))
        if len(node.args) > 1 or "method" in fact.keywords:
            self.add("request", request_of(node, fact.function, held, self.under))

    def ask(self, test: ast.expr) -> Texts:
        """Return what a condition asks for."""
        return terms_of(test, self.frame.held, self.aliases)
