"""Reading selectors and conditions, checked against the table of facts."""

import re
from dataclasses import dataclass

from baesc.ground.source import Span
from baesc.knowledge import rule_faults as faults
from baesc.knowledge.conditions import OPERATORS, Condition, Operand, Reference, Selector
from baesc.knowledge.facts.kinds import Fact
from baesc.knowledge.facts.table import KINDS, attributes
from baesc.language.nodes import Entry, Mapping, Node, Scalar, Sequence, is_sound
from baesc.messages.diagnostic import Diagnostic

_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PLAIN = {"text": str, "number": int, "truth": bool, "texts": str, "numbers": int}
_ITEM = {"texts": "text", "numbers": "number"}
_EMPTY = {"text": "", "number": 0, "truth": False, "texts": (), "numbers": ()}


@dataclass(slots=True)
class Reading:
    """Collects what is wrong while the parts of a rule are read."""

    found: list[Diagnostic]

    def text(self, node: Node | None, key: str) -> str:
        """Return a text; anything else is reported."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
            return node.value
        if node is not None and is_sound(node):
            self.found.append(faults.malformed(node.span, f"`{key}` must be a text"))
        return ""

    def texts(self, node: Node | None, key: str) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list."""
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(self.text(item, key) for item in items)

    def kind(self, node: Node) -> str:
        """Return a kind of fact; empty when there is none of this name."""
        name = self.text(node, "for")
        if name and name not in KINDS:
            self.found.append(faults.unknown_fact(node.span, name, KINDS))
            return ""
        return name

    def selectors(self, node: Node, bound: str, also: tuple[str, ...] = ()) -> tuple[Selector, ...]:
        """Return selectors: `{fact: KIND, where: ...}` or a list of them."""
        items = node.items if isinstance(node, Sequence) else (node,)
        made = [self._selector(item, bound, also) for item in items]
        return tuple(one for one in made if one is not None)

    def _selector(self, node: Node, bound: str, also: tuple[str, ...]) -> Selector | None:
        fact = node.get("fact") if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping) or fact is None:
            help_ = "write `{fact: KIND, where: {...}}`"
            self.found.append(faults.malformed(node.span, "a selector names a fact", help_))
            return None
        known = ("fact", "where", *also)
        for entry in node.entries:
            if entry.key not in known:
                self.found.append(faults.unknown_key(entry.span, entry.key, known))
        kind = self.kind(fact)
        return Selector(kind, self.where(node.get("where"), kind, bound)) if kind else None

    def where(self, node: Node | None, kind: str, bound: str) -> tuple[tuple[Condition, ...], ...]:
        """Return conditions: a map is a conjunction, a list of maps is a choice of them."""
        if node is None:
            return ((),)
        items = node.items if isinstance(node, Sequence) else (node,)
        parts = []
        for item in items:
            if not isinstance(item, Mapping):
                message = "conditions are a map of attributes"
                self.found.append(faults.malformed(item.span, message, "write `{name: value}`"))
                continue
            made = [one for entry in item.entries for one in self._conditions(entry, kind, bound)]
            parts.append(tuple(made))
        return tuple(parts)

    def _conditions(self, entry: Entry, kind: str, bound: str) -> list[Condition]:
        known = attributes(kind)
        if entry.key not in known:
            self.found.append(faults.unknown_attribute(entry.span, entry.key, kind, known))
            return []
        type_ = known[entry.key]
        if not isinstance(entry.value, Mapping):
            operator = "same" if type_ in _ITEM else "is"
            return [self._condition(entry, operator, entry.value, type_, kind, bound)]
        made = []
        for part in entry.value.entries:
            comparison = OPERATORS.get(part.key)
            if comparison is None or type_ not in comparison.types:
                fitting = [name for name, one in OPERATORS.items() if type_ in one.types]
                message = f"`{part.key}` does not compare a {type_} (`{entry.key}`)"
                self.found.append(
                    faults.misfit(part.span, message, f"one of: {', '.join(fitting)}")
                )
                continue
            made.append(self._condition(entry, part.key, part.value, type_, kind, bound))
        return made

    def _condition(
        self, entry: Entry, operator: str, value: Node, type_: str, kind: str, bound: str
    ) -> Condition:
        items = value.items if isinstance(value, Sequence) else (value,)
        operands = tuple(self._operand(item, type_, bound) for item in items)
        if not operands:
            message = f"`{entry.key}` is compared with an empty list"
            self.found.append(faults.misfit(value.span, message, "give one value or more"))
        index = list(attributes(kind)).index(entry.key)
        return Condition(entry.key, index, operator, operands)

    def _operand(self, node: Node, type_: str, bound: str) -> Operand:
        if not isinstance(node, Scalar):
            self.found.append(faults.misfit(node.span, "a condition compares plain values", ""))
            return None
        if isinstance(node.value, str) and "$" in node.value:
            return self._reference(node, type_, bound)
        allowed = _PLAIN[type_]
        is_none = node.value is None and type_ in {"number", "text"}
        if not is_none and (
            not isinstance(node.value, allowed) or (allowed is int and isinstance(node.value, bool))
        ):
            message = f"`{node.text}` is not a {_ITEM.get(type_, type_)}"
            self.found.append(faults.misfit(node.span, message, "write a value of that type"))
        return node.value

    def _reference(self, node: Scalar, type_: str, bound: str, *, whole: bool = True) -> Operand:
        text = str(node.value)
        if not bound:
            message = "there is no fact here that `$` could refer to"
            self.found.append(faults.misfit(node.span, message, ""))
            return None
        known = attributes(bound)
        names = list(known)
        parts: list[str | int] = []
        end = 0
        for match in _REFERENCE.finditer(text):
            name = match[1] or match[2]
            if name not in known:
                span = node.part(match.start(), len(match[0]))
                self.found.append(faults.unknown_attribute(span, name, bound, known))
                return None
            parts += [text[end : match.start()], names.index(name)]
            end = match.end()
        parts = [one for one in (*parts, text[end:]) if one != ""]
        whole = whole and len(parts) == 1 and isinstance(parts[0], int)
        reference = Reference(tuple(parts), whole)
        self._check_reference(node.span, reference, type_, list(known.values()))
        return reference

    def _check_reference(
        self, span: Span, reference: Reference, type_: str, types: list[str]
    ) -> None:
        fitting = {type_, _ITEM.get(type_, type_)}
        first = reference.parts[0] if reference.parts else ""
        got = types[first] if reference.whole and isinstance(first, int) else "text"
        if got not in fitting:
            message = f"a {got} never equals a {type_}"
            self.found.append(faults.misfit(span, message, "refer to an attribute of that type"))

    def template(self, node: Node, bound: str) -> str | Reference:
        """Return a text in which `$name` stands for an attribute of the fact at hand."""
        text = node.value if isinstance(node, Scalar) else ""
        if not isinstance(node, Scalar) or not isinstance(text, str) or "$" not in text:
            return str(text)
        found = self._reference(node, "text", bound, whole=False)
        return found if isinstance(found, Reference) else text

    def bounds(self, node: Node) -> tuple[int, int | None]:
        """Return `min` and `max` of a count."""
        found: list[int | None] = []
        for key in ("min", "max"):
            value = node.get(key) if isinstance(node, Mapping) else None
            is_number = isinstance(value, Scalar) and isinstance(value.value, int)
            if value is not None and not is_number:
                self.found.append(faults.malformed(value.span, f"`{key}` must be a number"))
            found.append(value.value if is_number else None)  # type: ignore[union-attr,arg-type]
        if found == [None, None]:
            self.found.append(faults.malformed(node.span, "a count has `min` or `max`"))
        return found[0] or 0, found[1]

    def promises(self, node: Node | None) -> tuple[tuple[str, Fact], ...]:
        """Return the facts of the spec that the examples of a rule assume."""
        items = node.items if isinstance(node, Sequence) else () if node is None else (node,)
        made = []
        for item in items:
            fact = item.get("fact") if isinstance(item, Mapping) else None
            if not isinstance(item, Mapping) or fact is None:
                self.found.append(faults.malformed(item.span, "a fact of the spec names its kind"))
                continue
            kind = self.kind(fact)
            if kind:
                made.append((kind, self._promise(item, kind)))
        return tuple(made)

    def _promise(self, node: Mapping, kind: str) -> Fact:
        known = attributes(kind)
        values: dict[str, object] = {name: _EMPTY[type_] for name, type_ in known.items()}
        values["line"] = 1
        for entry in node.entries:
            if entry.key == "fact":
                continue
            if entry.key not in known:
                self.found.append(faults.unknown_attribute(entry.span, entry.key, kind, known))
                continue
            items = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            plain = tuple(one.value for one in items if isinstance(one, Scalar))
            values[entry.key] = plain if known[entry.key] in _ITEM else (plain or (None,))[0]
        return tuple(values.values())
