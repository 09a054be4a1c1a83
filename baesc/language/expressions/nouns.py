"""Words for constants, amounts and signs."""

from baesc.language.expressions.tree import Constant

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
# What a sign says before a value of a kind; the empty kind stands for all others.
ORDER = {
    ("", "=="): "is", ("", "!="): "is not", ("", "<"): "is less than", ("", "<="): "is at most",
    ("", ">"): "is more than", ("", ">="): "is at least",
    **{
        (kind, sign): text
        for kind in ("date", "datetime", "time")
        for sign, text in (
            ("<", "is before"), ("<=", "is not after"), (">", "is after"), (">=", "is not before"),
        )
    },
    ("text", "<"): "comes before", ("text", ">"): "comes after",
    ("text", "<="): "does not come after", ("text", ">="): "does not come before",
}  # fmt: skip

SIGNS = {
    "+": "plus", "-": "minus", "*": "times", "/": "divided by", "//": "divided whole by",
    "%": "modulo",
}  # fmt: skip
CALLS = {
    "len": "the length of {0}", "lower": "{0} in lower case", "upper": "{0} in upper case",
    "abs": "the size of {0}", "year": "the year of {0}", "month": "the month of {0}",
    "day": "the day of the month of {0}", "date": "the day of {0}",
}  # fmt: skip
AGGREGATES = {"sum": "sum of", "avg": "average of", "min": "least of", "max": "greatest of"}
COUNTED = {
    "==": "exactly", "<=": "at most", "<": "fewer than", ">=": "at least", ">": "more than",
}  # fmt: skip


def flipped(sign: str) -> str:
    """Return the sign that says the same with its sides swapped."""
    return _FLIPPED[sign]


def opposite_sign(sign: str) -> str:
    """Return the sign that is true where this one is false."""
    return _OPPOSITE[sign]


def constant(node: Constant) -> str:
    """Return a written value as people read it."""
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if node.type.kind in ("text", "enum", "uuid"):
        quoted = str(node.value).replace('"', '\\"')
        return f'"{quoted}"'
    text = str(node.value)
    return text.replace("T", " ").replace("Z", " UTC") if node.type.kind == "datetime" else text


def amount(number: str, unit: str) -> str:
    """Return `16 years`, `1 day`."""
    return f"{number} {unit[:-1]}" if number == "1" else f"{number} {unit}"


def listed(parts: list[str], word: str) -> str:
    """Return `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
