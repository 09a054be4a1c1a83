"""Enumerating facts: enough of them to tell all conditions of some selectors apart."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import Any

from baesc.knowledge.conditions import Condition, Reference, Selector
from baesc.knowledge.facts.kinds import UNKNOWN, Fact
from baesc.proof.static_domains import (
    FINITE,
    FRESH,
    LINKS,
    Mentioned,
    may_be_open,
    types_of,
    values,
)

# More facts than this are not enumerated.
MOST_FACTS = 100_000
_MOST_TEXTS = 200
Names = tuple[str, ...]
_PLAIN: dict[str, Any] = {"text": "", "number": 0, "truth": False, "texts": (), "numbers": ()}


class TooManyError(Exception):
    """There are more facts than anybody wants to wait for."""


def facts_of(
    kind: str, selectors: Iterable[Selector], *, with_open: bool = False, partial: bool = False
) -> list[Fact]:
    """Return facts of a kind that tell apart all that selectors on it can; TooManyError.

    With `partial` some may be missing where there are too many: what is found proves something,
    what is not found does not.
    """
    axes = _Axes(kind, None, with_open=with_open)
    axes.mention(kind, [one for one in selectors if one.kind == kind], kind)
    facts = axes.facts(kind)
    axes.refuse(partial=partial)
    return facts


def joined(
    kind: str,
    selectors: Iterable[Selector],
    bound: str,
    bound_selectors: Iterable[Selector],
    *,
    partial: bool = False,
) -> Iterator[tuple[Fact, Fact]]:
    """Return the same, each beside those of the kind that a rule is about; TooManyError."""
    axes = _Axes(kind, bound)
    axes.mention(_bound(bound), bound_selectors, _bound(bound))
    axes.mention(kind, selectors, _bound(bound))
    outer = axes.facts(_bound(bound))
    inner = axes.facts(kind)
    axes.refuse(partial=partial)
    if len(outer) * len(inner) > MOST_FACTS:
        raise TooManyError
    return product(inner, outer)


def _bound(kind: str) -> str:
    # The fact that a rule is about is another one, even of the same kind.
    return f"{kind}$"


class _Axes:
    """The attributes that some selectors mention, with candidates for their values."""

    def __init__(self, kind: str, bound: str | None, *, with_open: bool = False) -> None:
        self.own = kind
        self.bound = bound
        self.with_open = with_open
        self.complete = True
        self.conditions: dict[tuple[str, str], dict[Condition, None]] = {}
        self.fixed: set[tuple[str, str]] = set()
        # What is compared with each attribute that a reference names.
        self.compared: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._known: dict[tuple[str, str], list[Any]] = {}

    def refuse(self, *, partial: bool) -> None:
        """Raise TooManyError where some values were left out."""
        if not self.complete and not partial:
            raise TooManyError

    def mention(self, side: str, selectors: Iterable[Selector], bound: str) -> None:
        """Keep the conditions of selectors on the facts of one side."""
        for selector in selectors:
            for part in selector.where:
                for one in part:
                    self.conditions.setdefault((side, one.attribute), {})[one] = None
                    for reference in _references(one):
                        self.fixed.add((side, one.attribute))
                        for name in _named(reference, bound.removesuffix("$")):
                            self.fixed.add((bound, name))
                            self.conditions.setdefault((bound, name), {})
                            if reference.whole:
                                pairs = self.compared.setdefault((bound, name), [])
                                pairs.append((side, one.attribute))

    def facts(self, side: str) -> list[Fact]:
        """Return the facts of one side."""
        kind = side.removesuffix("$")
        types = types_of(kind)
        names = [name for at, name in self.conditions if at == side]
        groups = [self.group(side, group) for group in _groups(kind, names)]
        size = 1
        for _, choices in groups:
            size *= max(len(choices), 1)
        if size > MOST_FACTS:
            raise TooManyError
        places = [list(types).index(name) for group, _ in groups for name in group]
        blank = [_PLAIN[type_] for type_ in types.values()]
        made = []
        for picked in product(*[choices for _, choices in groups]):
            for place, value in zip(places, chain.from_iterable(picked), strict=True):
                blank[place] = value
            made.append(tuple(blank))
        return made

    def group(self, side: str, group: Names) -> tuple[Names, list[Fact]]:
        """Return the values that attributes that depend on one another take together."""
        kind = side.removesuffix("$")
        candidates = {name: self.candidates(side, name) for name in group}
        links = [one for one in LINKS.get(kind, ()) if set(one.attributes) <= set(group)]
        for link in links:
            added = link.more(*[candidates[name] for name in link.attributes])
            for name, more in zip(link.attributes, added, strict=True):
                candidates[name] = list(dict.fromkeys([*candidates[name], *more]))
        checks = [(link, [group.index(one) for one in link.attributes]) for link in links]
        chosen = [
            picked
            for picked in product(*[candidates[name] for name in group])
            if all(link.holds(*[picked[at] for at in where]) for link, where in checks)
        ]
        if not any((side, name) in self.fixed for name in group):
            chosen = self.told_apart(side, group, chosen)
        if self.with_open and len(group) == 1 and may_be_open(kind, group[0]):
            chosen.append((UNKNOWN,))
        return group, chosen

    def candidates(self, side: str, name: str) -> list[Any]:
        """Return values of an attribute, those that references give it included."""
        key = (side, name)
        if key in self._known:
            return self._known[key]
        self._known[key] = []
        mentioned = Mentioned([], [], [], [])
        for one in self.conditions.get(key, ()):
            for operand in one.operands:
                for value in self.values_of(operand):
                    _mention(mentioned, one.operator, value)
        if self.bound is not None and side != self.own:
            mentioned.equal += self.constants_beside(key)
        found, complete = values(side.removesuffix("$"), name, mentioned)
        self.complete = self.complete and complete
        if self.bound is not None and side != self.own and FRESH in found:
            # Attributes differ from one another; one that no constant is compared with may be
            # any text.
            only = [FRESH] if not mentioned.equal else found
            found = [f"{FRESH}{name}" if one == FRESH else one for one in only]
        self._known[key] = found
        return found

    def constants_beside(self, key: tuple[str, str]) -> list[Any]:
        """Return the constants that attributes compared with this one are compared with, too."""
        found: list[Any] = []
        for other in self.compared.get(key, ()):
            found += FINITE.get(other, ())
            for one in self.conditions[other]:
                found += [two for two in one.operands if not isinstance(two, Reference)]
        return found

    def values_of(self, operand: Any) -> Sequence[Any]:
        """Return the constants that an operand stands for."""
        if not isinstance(operand, Reference):
            return (operand,)
        side = self.own if self.bound is None else _bound(self.bound)
        kind = side.removesuffix("$")
        all_names = list(types_of(kind))
        names = _named(operand, kind)
        choices = [self.candidates(side, name) for name in names]
        found: dict[Any, None] = {}
        for picked in product(*choices):
            if len(found) > _MOST_TEXTS:
                self.complete = False
                break
            fact: list[Any] = [""] * len(all_names)
            for name, value in zip(names, picked, strict=True):
                fact[all_names.index(name)] = value
            value = operand.of(tuple(fact))
            found[value] = None
        return list(found)

    def told_apart(self, side: str, group: Names, chosen: list[Fact]) -> list[Fact]:
        """Return one choice of those that no condition tells apart."""
        types = types_of(side.removesuffix("$"))
        blank = [_PLAIN[type_] for type_ in types.values()]
        places = [list(types).index(name) for name in group]
        conditions = [one for name in group for one in self.conditions[side, name]]
        found: dict[tuple[object, ...], Fact] = {}
        for picked in chosen:
            for place, value in zip(places, picked, strict=True):
                blank[place] = value
            fact = tuple(blank)
            found.setdefault(tuple(one.holds(fact, ()) for one in conditions), picked)
        return list(found.values())


def _groups(kind: str, names: list[str]) -> list[Names]:
    """Return attributes in groups: those that depend on one another together."""
    groups: list[Names] = [(name,) for name in names]
    for link in LINKS.get(kind, ()):
        if set(link.attributes) <= set(names):
            touched = [one for one in groups if set(one) & set(link.attributes)]
            groups = [one for one in groups if one not in touched]
            groups.append(tuple(chain.from_iterable(touched)))
    return groups


def _references(one: Condition) -> Iterator[Reference]:
    return (operand for operand in one.operands if isinstance(operand, Reference))


def _named(reference: Reference, kind: str) -> list[str]:
    names = list(types_of(kind))
    return list(dict.fromkeys(names[one] for one in reference.parts if isinstance(one, int)))


def _mention(mentioned: Mentioned, operator: str, value: Any) -> None:
    # An attribute that is a list, compared as a whole, mentions each of its items.
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str) and operator == "starts":
            mentioned.starts.append(one)
        elif isinstance(one, str) and operator == "ends":
            mentioned.ends.append(one)
        elif isinstance(one, str) and operator in {"contains", "lacks"}:
            mentioned.contains.append(one)
        mentioned.equal.append(one)
