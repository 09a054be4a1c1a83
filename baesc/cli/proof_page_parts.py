"""Pieces of an HTML page: whatever is not markup by type is escaped."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape
from math import floor
from typing import Any

MOST_LINES = 80
LONGEST_LINE = 300
# What a browser would not show, or what would let a text look like another one.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LONE = re.compile(r"[\ud800-\udfff]")


class Html(str):
    """Markup; any other text becomes markup by `text`."""

    __slots__ = ()


def text(value: object) -> Html:
    """Return a value as markup that shows it; control characters are shown by their number."""
    if isinstance(value, Html):
        return value
    seen = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", str(value))
    return Html(escape(_LONE.sub("\ufffd", seen)))


def join(parts: Iterable[object], between: str = "") -> Html:
    """Return parts one after the other."""
    return Html(between.join(map(text, parts)))


def tag(name: str, *inner: object, **attributes: object) -> Html:
    """Return an element; `class_` and `data_x` stand for `class` and `data-x`.

    An attribute that is None or False is left out, True has no value.
    """
    told = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        told.append(attribute if value is True else f'{attribute}="{text(str(value))}"')
    return Html(f"<{' '.join(told)}>{join(inner)}</{name}>")


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def percent(rate: float) -> str:
    """Return a rate with one place, rounded down: only all of something is 100 %."""
    return f"{floor(rate * 1000 + 1e-9) / 10:.1f}%"


def mark(state: str, said: object) -> Html:
    """Return words with the sign of a state (good, bad, half, none); colour only repeats it."""
    sign = {"good": "✓", "bad": "✗", "half": "◐", "none": "—"}[state]
    return tag("span", tag("span", sign, aria_hidden="true"), " ", said, class_=f"mark {state}")


def section(name: str, title: str, *inner: object, number: int | None = None) -> Html:
    """Return a section with a heading that it is named by."""
    counted = tag("span", f"{number:,}", class_="count") if number is not None else ""
    heading = tag("h2", title, " " if counted else "", counted, id=f"{name}-title")
    return tag("section", heading, *inner, id=name, aria_labelledby=f"{name}-title")


def calm(said: object) -> Html:
    """Return the one line of a section that has nothing to show."""
    return tag("p", said, class_="calm")


def table(
    caption: object, heads: Sequence[str], rows: Iterable[Html], *, kind: str, numbers: str = ""
) -> Html:
    """Return a table that may be wider than the page; `numbers` has n for a column of numbers."""
    cells = [
        tag("th", head, scope="col", class_="n" if numbers[at : at + 1] == "n" else None)
        for at, head in enumerate(heads)
    ]
    made = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *cells)),
        tag("tbody", "\n", join(rows, "\n"), "\n"),
        class_=kind,
    )
    return tag("div", made, class_="wide", tabindex="0", role="region", aria_label=heads[0])


def number_cell(value: int, *, bad: bool = False) -> Html:
    """Return a cell with a count; zeroes step back."""
    style = "n bad" if bad and value else "n zero" if not value else "n"
    return tag("td", f"{value:,}", class_=style)


def diff_block(lines: Iterable[str], label: str) -> Html:
    """Return a unified diff; the signs stay, colour only repeats them."""
    kinds = {"-": "del", "+": "ins", "@": "at"}
    return _block([(line, kinds.get(line[:1], "")) for line in lines], label)


def text_block(content: str, label: str) -> Html:
    """Return a text as it is written."""
    return _block([(line, "") for line in content.strip("\n").split("\n")], label)


def around_block(content: str, line: int, label: str) -> Html:
    """Return a line of a file between its neighbours, with their numbers."""
    lines = content.split("\n")
    if not 0 < line <= len(lines):
        return text_block(content, label)
    first = max(0, line - 4)
    shown = [
        (f"{'>' if at == line else ' '}{at:5}  {one}", "hit" if at == line else "")
        for at, one in enumerate(lines[first : line + 3], first + 1)
    ]
    return _block(shown, label)


def compared_blocks(before: str, after: str, labels: tuple[str, str]) -> Html:
    """Return two texts side by side, with a sign at the lines that only one of them has."""
    left, right = before.strip("\n").split("\n"), after.strip("\n").split("\n")
    found = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    kept_left = {one.a + at for one in found for at in range(one.size)}
    kept_right = {one.b + at for one in found for at in range(one.size)}
    return tag(
        "div",
        _block(_signed(left, kept_left, "-", "del"), labels[0]),
        _block(_signed(right, kept_right, "+", "ins"), labels[1]),
        class_="pair",
    )


def _signed(lines: list[str], kept: set[int], sign: str, kind: str) -> list[tuple[str, str]]:
    return [
        (f"  {line}", "") if at in kept else (f"{sign} {line}", kind)
        for at, line in enumerate(lines)
    ]


def _block(lines: Sequence[tuple[str, str]], label: str) -> Html:
    shown: list[Any] = [
        tag("span", _clipped(line), class_=kind) if kind else _clipped(line)
        for line, kind in lines[:MOST_LINES]
    ]
    if len(lines) > MOST_LINES:
        shown.append(tag("span", f"... {len(lines) - MOST_LINES:,} more lines", class_="at"))
    code = tag("code", join(shown, "\n"))
    caption = tag("figcaption", label) if label else ""
    # Without a tab stop, a keyboard could not scroll to the end of long lines.
    return tag("figure", caption, tag("pre", code, tabindex="0"), class_="code")


def _clipped(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} ..."
