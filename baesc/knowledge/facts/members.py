"""What the methods of a class ask of `self`, and what the class and its bases have."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts


class Missing(NamedTuple):
    """An attribute of `self` that neither the class nor its bases have; none if one is imported."""

    line: int
    owner: str
    function: str
    name: str


class Members:
    """The attributes that a class binds, and those that its methods read from `self`."""

    __slots__ = ("bases", "binds", "reads")

    def __init__(self) -> None:
        self.bases: Texts | None = None
        self.binds: set[str] = set()
        self.reads: dict[str, tuple[int, str]] = {}


def missing_of(classes: Mapping[str, Members]) -> Iterator[Missing]:
    """Yield what is read from `self` and bound nowhere, of classes that are known entirely."""
    bound_by_others = {"__class__", "__dict__", "__doc__", "__module__"}
    for owner, one in classes.items():
        known = _all_of(owner, classes)
        if known is None:
            continue
        for name, (line, function) in one.reads.items():
            if name in known or name in bound_by_others:
                continue
            # A class that derives from it may bring the attribute along.
            heirs = [heir for heir in classes if owner in (classes[heir].bases or ())]
            if not any(name in classes[heir].binds for heir in heirs):
                yield Missing(line, owner, function, name)


def _all_of(owner: str, classes: Mapping[str, Members]) -> set[str] | None:
    """Return all attributes of a class; None where a base is not of this module."""
    found: set[str] = set()
    open_ = [owner]
    seen: set[str] = set()
    while open_:
        name = open_.pop()
        one = classes.get(name)
        if name in seen or name == "object":
            continue
        seen.add(name)
        if one is None or one.bases is None or "__getattr__" in one.binds:
            return None
        found |= one.binds
        open_ += one.bases
    return found
