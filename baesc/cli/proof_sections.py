"""What speaks against rules, one section a kind, as lines for a terminal."""

from collections.abc import Iterator
from typing import Any

Summary = dict[str, Any]
# Further ones of a kind are counted, and stand in the JSON and HTML reports.
MOST = 5


def sections(found: Summary) -> Iterator[tuple[str, list[str]]]:
    """Yield the title and the lines of each kind of finding that there is."""
    valid = found["valid"]
    variations = found["variations"]
    kinds = (
        ("Static analysis", found["static"], _remark),
        ("Examples that do not hold", found["examples"]["failed"], _failed),
        ("Examples that another form of the same text changes", variations["fragile"], _fragile),
        ("Verdicts that another form of the same text changes", variations["flips"], _flip),
        ("Valid files that were rejected", valid["false_rejections"], _rejection(found)),
        ("Valid specs that do not build", valid["broken"], _broken),
        ("Faults that were approved", found["mutation"]["survivors"], _survivor),
    )
    for title, items, lines_of in kinds:
        if not items:
            continue
        lines = [line for one in items[:MOST] for line in lines_of(one)]
        left = len(items) - MOST
        if title.startswith("Faults"):
            left = found["mutation"]["survived"] - min(MOST, len(items))
        if left > 0:
            lines.append(f"  ... and {left} more: --format html shows them")
        yield title, lines
    idle = [one["rule"] for one in found["rules"] if not one["kills"]]
    if found["mutation"]["faults"] and idle and "mutation" not in found["cut"]:
        yield "Rules that found none of these faults", _wrapped(idle)


def _remark(one: Summary) -> list[str]:
    place = one["span"]
    return [f"  {place['path']}:{place['line']}: {one['message']} [{one['kind']}]"]


def _failed(one: Summary) -> list[str]:
    place = f"{one['path']}:{one['line']}: " if "path" in one else ""
    return [f"  {place}{one['message']}"]


def _fragile(one: Summary) -> list[str]:
    said = f"  {one['rule']} judges an example otherwise after `{one['variation']}`: "
    said += f"expected {one['expected']}, got {one['got']}"
    return [said, *_text(one["varied_text"])]


def _flip(one: Summary) -> list[str]:
    return [f"  {one['path']}: {one['before']} becomes {one['after']} after `{one['variation']}`"]


def _rejection(found: Summary) -> Any:
    def lines(one: Summary) -> list[str]:
        shown = one["text"].split("\n")
        line = shown[one["line"] - 1] if 0 < one["line"] <= len(shown) else ""
        return [
            f"  {one['rule']}: {one['path']}:{one['line']}: {one['message']}",
            f"    {one['line']} | {line.strip()}",
            f"  in the smallest project that shows it ({one['settings']}):",
            *_text(one["spec"]),
            f"  again with: baesc rules test --stage valid --seed {found['seed']}",
        ]

    return lines


def _broken(one: Summary) -> list[str]:
    return [f"  {one['message']}", *_text(one["spec"])]


def _survivor(one: Summary) -> list[str]:
    lines = [f"  {one['path']}:{one['line']}: {one['operator']}"]
    lines += [
        f"    {line}"
        for line in one["diff"].split("\n")
        if line and line[:2] not in {"--", "++", "@@"}
    ]
    if one["expected"]:
        lines.append(f"  should have fired: {', '.join(one['expected'])}")
    if one["smallest"]:
        lines += ["  in the smallest project that shows it:", *_text(one["smallest"])]
    return [*lines, ""]


def _text(text: str, most: int = 14) -> list[str]:
    lines = text.strip("\n").split("\n")
    more = [f"    ... {len(lines) - most} more lines"] if len(lines) > most else []
    return [f"    {line}" for line in lines[:most]] + more


def _wrapped(names: list[str], width: int = 90) -> list[str]:
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > width:
            lines.append("")
        lines[-1] += f" {name}"
    return [f" {line}" for line in lines]
