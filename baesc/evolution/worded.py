"""Changes in the words of people, and the mark that each has in a list."""

from typing import Literal

from baesc.evolution.changes import Change, Kind

Mark = Literal["+", "-", "~"]

# What is said of a change: `before` and `after` are put in.
SAID: dict[str, str] = {
    "entity added": "new",
    "entity dropped": "goes, with its rows",
    "entity renamed": "was {before}",
    "table renamed": "its table was {before}, and is {after}",
    "field added": "new: {after}",
    "field dropped": "goes, with its values ({before})",
    "field renamed": "was {before}",
    "type changed": "{before} becomes {after}",
    "made required": "required now",
    "made optional": "optional now",
    "default changed": "default {after}, was {before}",
    "choice added": "may be {after} too",
    "choice dropped": "may not be {before} any more",
    "choice renamed": "{after}, was {before}",
    "length shortened": "at most {after} characters, was {before}",
    "length extended": "at most {after} characters, was {before}",
    "minimum length raised": "at least {after} characters, was {before}",
    "minimum length lowered": "at least {after} characters, was {before}",
    "digits fewer": "{before} becomes {after}",
    "digits more": "{before} becomes {after}",
    "minimum raised": "at least {after}, was {before}",
    "minimum lowered": "at least {after}, was {before}",
    "maximum lowered": "at most {after}, was {before}",
    "maximum raised": "at most {after}, was {before}",
    "pattern changed": "must match {after}",
    "pattern dropped": "need not match {before} any more",
    "unique added": "unique now",
    "unique dropped": "not unique any more",
    "index added": "indexed",
    "index dropped": "not indexed any more",
    "relation added": "new: {after}",
    "relation dropped": "goes, with its links ({before})",
    "relation renamed": "was {before}",
    "kind changed": "{before} becomes {after}",
    "target changed": "led to {before}, leads to {after}",
    "on_delete changed": "on_delete {after}, was {before}",
    "via changed": "goes via {after}, was {before}",
}
# What is said where one of the two is nothing.
_NOTHING = {"default changed": "none", "via changed": "a table of its own"}

# And where nothing is left.
_GONE: dict[Kind, str] = {
    "minimum lowered": "no minimum any more, was {before}",
    "maximum raised": "no maximum any more, was {before}",
    "length extended": "of any length, was {before}",
}


def worded(change: Change) -> str:
    """Return what has changed, without the name of what it is about."""
    nothing = _NOTHING.get(change.kind, "any")
    before, after = change.before or nothing, change.after or nothing
    template = _GONE.get(change.kind, "") if not change.after else ""
    said = (template or SAID[change.kind]).format(before=before, after=after)
    return said.removesuffix(", was any")


def mark(kind: Kind) -> Mark:
    """Return the sign of a change: what comes, what goes, what is another."""
    if kind in ("entity added", "field added", "relation added"):
        return "+"
    return "-" if kind in ("entity dropped", "field dropped", "relation dropped") else "~"
