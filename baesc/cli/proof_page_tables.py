"""The lower part of the HTML report: the kill matrix, rules and operators in figures."""

from typing import Any

from baesc.cli.proof_page_faults import rule_name
from baesc.cli.proof_page_parts import (
    Html,
    calm,
    count,
    join,
    mark,
    number_cell,
    percent,
    section,
    table,
    tag,
)

Summary = dict[str, Any]
Links = dict[str, str]
Groups = dict[str, list[str]]
# The shades of the matrix: each is for counts from here on; roughly a third of a decade apart.
STEPS = (1, 3, 10, 30, 100, 300)
NOT_ASKED = "other rules"


def shade(number: int) -> int:
    """Return the number of the shade of a count, from 1."""
    return sum(number >= step for step in STEPS)


def matrix(found: Summary, links: Links, columns: Links) -> Html:
    """Return which rule refuses how many mutants of which operator."""
    operators = _by_family(found)
    names = [name for some in operators.values() for name in some]
    if not names:
        return section("matrix", "Kill matrix", calm("No mutant was judged."))
    caption = tag(
        "caption",
        "How many mutants of each operator (columns, by family) each decisive rule (rows, by area) "
        "rejects. A mutant that several rules reject counts for each of them.",
    )
    bodies = [_body(area, rules, found, names, links) for area, rules in _by_area(found).items()]
    made = tag("table", caption, _head(found, operators, columns), "\n", *bodies, id="kills")
    frame = tag("div", made, class_="frame", tabindex="0", role="region", aria_label="Kill matrix")
    reading = tag("p", "\u00a0", id="reading", class_="calm", aria_hidden="true")
    return section("matrix", "Kill matrix", _legend(), reading, frame)


def _by_family(found: Summary) -> Groups:
    """Return the operators of each family; all that the matrix names are among them."""
    families = {one["id"]: one["family"] for one in found["mutation"]["operators"]}
    for row in found["matrix"].values():
        for name in row:
            families.setdefault(name, "other")
    groups: Groups = {}
    for name, family in sorted(families.items(), key=lambda item: (item[1], item[0])):
        groups.setdefault(family, []).append(name)
    return groups


def _by_area(found: Summary) -> Groups:
    """Return the rules of each area, last those that were not asked for but rejected mutants."""
    groups: Groups = {}
    for one in found["rules"]:
        groups.setdefault(one["area"], []).append(one["rule"])
    asked = {one["rule"] for one in found["rules"]}
    others = [rule for rule in found["matrix"] if rule not in asked]
    return {**groups, NOT_ASKED: others} if others else groups


def _head(found: Summary, operators: Groups, columns: Links) -> Html:
    top = [
        tag(
            "th",
            tag("span", family, title=family),
            colspan=len(some),
            scope="colgroup",
            class_="edge",
        )
        for family, some in operators.items()
    ]
    names = []
    lost = []
    survived = {one["id"]: one["survived"] for one in found["mutation"]["operators"]}
    for some in operators.values():
        for at, name in enumerate(some):
            edge = None if at else "edge"
            label: Html = tag("span", name)
            if name in columns:
                label = tag("a", label, href=f"#{columns[name]}")
            names.append(tag("th", label, scope="col", class_=edge, title=name))
            lost.append(_lost(name, survived.get(name, 0), edge))
    total = f"{sum(survived.values()):,}"
    return tag(
        "thead",
        tag("tr", tag("th", "Rule", scope="col", rowspan=2, class_="corner"),
            tag("th", tag("span", "all"), scope="col", rowspan=2, class_="sum"), *top),
        tag("tr", *names, class_="names"),
        "\n",
        tag("tr", tag("th", "✗ survived", scope="row"), tag("td", total, class_="sum"), *lost,
            class_="lost"),
    )  # fmt: skip


def _lost(name: str, number: int, edge: str | None) -> Html:
    if not number:
        return tag("td", class_=edge)
    style = f"s {edge}" if edge else "s"
    return tag("td", number, class_=style, title=f"{number:,} of {name} survived")


def _body(area: str, rules: list[str], found: Summary, names: list[str], links: Links) -> Html:
    group = tag(
        "tr",
        tag("th", tag("span", area), scope="rowgroup"),
        tag("td", colspan=len(names) + 1),
        class_="group",
    )
    rows = [_row(rule, found["matrix"].get(rule, {}), names, links) for rule in rules]
    return tag("tbody", join([group, *rows], "\n"), "\n")


def _row(rule: str, kills: dict[str, int], names: list[str], links: Links) -> Html:
    cells = [
        tag("td", number, class_=f"h{shade(number)}", title=f"{rule} rejects {number:,} of {name}")
        if (number := kills.get(name, 0))
        else tag("td")
        for name in names
    ]
    total = sum(kills.values())
    head = tag("th", rule_name(rule, links), scope="row")
    return tag("tr", head, tag("td", f"{total:,}", class_="sum" if total else "sum zero"), *cells)


def _legend() -> Html:
    shades = []
    for at, step in enumerate(STEPS, 1):
        above = STEPS[at] - 1 if at < len(STEPS) else None
        said = f"{step} to {above}" if above else f"{step} or more"
        shades.append(tag("li", tag("span", class_=f"swatch h{at}", aria_hidden="true"), said))
    survived = tag("li", tag("span", class_="swatch s", aria_hidden="true"), "survived")
    return tag("ul", *shades, survived, class_="legend", aria_label="Shades")


def rules(found: Summary, links: Links) -> Html:
    """Return the figures of every rule that was asked for."""
    some = found["rules"]
    if not some:
        return section("rules", "Rules", calm("No rule was asked for."), number=0)
    heads = [
        "Rule",
        "Area",
        "Severity",
        "Kills",
        "Unique kills",
        "False rejections",
        "Within",
        "Message",
    ]
    idle = sum(not one["kills"] for one in some)
    caption = (
        "Unique kills are mutants that no other rule rejects. Within names a rule that rejects all "
        "that this one does, and more."
    )
    if found["mutation"]["faults"]:
        caption += f" {count(idle, 'rule')} found none of these faults."
    rows = [
        tag(
            "tr",
            tag("th", tag("code", one["rule"]),
                tag("small", one["alias"]) if one["alias"] else "", scope="row"),
            tag("td", one["area"]),
            tag("td", one["severity"]),
            number_cell(one["kills"]),
            number_cell(one["unique"]),
            _rejected(one["false_rejections"]),
            tag("td", rule_name(one["within"], links) if one["within"] else ""),
            tag("td", one["message"]),
            id=f"rule-{at}",
        )
        for at, one in enumerate(some)
    ]  # fmt: skip
    shown = table(caption, heads, rows, kind="sorted", numbers="   nnn")
    return section("rules", "Rules", shown, number=len(some))


def _rejected(number: int) -> Html:
    return tag("td", mark("bad", f"{number:,}"), class_="n") if number else number_cell(0)


def operators(found: Summary) -> Html:
    """Return the figures of every operator, those with the lowest score first."""
    some = found["mutation"]["operators"]
    if not some:
        return section("operators", "Operators", calm("No mutant was judged."), number=0)
    heads = [
        "Operator",
        "Family",
        "Rejected",
        "Uncertain",
        "Survived",
        "Equal",
        "Same",
        "Score",
        "Fault",
    ]
    caption = (
        "What became of the mutants of each operator. Equal ones are the same program, same ones "
        "behave alike: both are no faults and do not count."
    )
    rows = [
        tag(
            "tr",
            tag("th", tag("code", one["id"]), scope="row"),
            tag("td", one["family"]),
            number_cell(one["killed"]),
            number_cell(one["uncertain"]),
            tag("td", mark("bad", f"{one['survived']:,}"), class_="n")
            if one["survived"] else number_cell(0),
            number_cell(one["equal"]),
            number_cell(one["same"]),
            tag("td", percent(one["score"]) if one["faults"] else "—", class_="n"),
            tag("td", one["doc"]),
            id=f"operator-{at}",
        )
        for at, one in enumerate(some)
    ]  # fmt: skip
    shown = table(caption, heads, rows, kind="sorted", numbers="  nnnnnn")
    return section("operators", "Operators", shown, number=len(some))
