"""The middle of the HTML report: whatever speaks against rules, each with what shows it."""

from collections.abc import Callable
from typing import Any

from baesc.cli.proof_page_parts import (
    Html,
    around_block,
    calm,
    compared_blocks,
    count,
    diff_block,
    join,
    section,
    table,
    tag,
    text_block,
)

Summary = dict[str, Any]
Links = dict[str, str]
# So many survivors are open at first; behind the others is a click.
OPEN_AT_FIRST = 12
# Whole files are long: of further ones only the name is shown.
MOST_TEXTS = 20


def rule_name(rule: str, links: Links) -> Html:
    """Return the id of a rule, with a link to its row if it has one."""
    name = tag("code", rule)
    return tag("a", name, href=f"#{links[rule]}") if rule in links else name


def survivors(found: Summary, links: Links) -> Html:
    """Return the faults that were approved, by operator."""
    part = found["mutation"]
    shown = part["survivors"]
    if not shown:
        said = "All faults were found." if part["faults"] else "No faults were made."
        if part["survived"]:
            said = "Faults of kinds that other rules look for were approved; none is shown here."
        return section("survivors", "Survivors", calm(said), number=0)
    groups: dict[str, list[Summary]] = {}
    for one in shown:
        groups.setdefault(one["operator"], []).append(one)
    docs = {one["id"]: one for one in part["operators"]}
    made, seen = [], 0
    for operator, some in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        made.append(_operator(operator, some, docs.get(operator), links, seen < OPEN_AT_FIRST))
        seen += len(some)
    lead = "Faults that all rules approved, by what was done to the file."
    if part["survived"] > len(shown):
        lead += f" {len(shown):,} of {part['survived']:,} are shown."
    return section(
        "survivors", "Survivors", tag("p", lead), *made, _again(found, "mutation"),
        number=part["survived"],
    )  # fmt: skip


def _operator(
    operator: str, some: list[Summary], told: Summary | None, links: Links, is_open: bool
) -> Html:
    title = tag(
        "summary", tag("h3", tag("code", operator), " ", tag("span", len(some), class_="count"))
    )
    doc = tag("p", f"{told['family']}: {told['doc']}", class_="calm") if told else ""
    return tag(
        "details", title, doc, tag("div", *(_survivor(one, links) for one in some), class_="cards"),
        open=is_open,
    )  # fmt: skip


def _survivor(one: Summary, links: Links) -> Html:
    where = f"{one['path']}:{one['line']}"
    project = f"random project {one['project']}" if one["project"] else "reference project"
    named = join((rule_name(rule, links) for rule in one["expected"]), ", ")
    fired = join(["Should have fired: ", named]) if one["expected"] else "No rule comes close."
    kept = [line for line in one["diff"].split("\n") if line]
    return tag(
        "article",
        tag("h4", tag("code", where)),
        tag("p", tag("code", one["note"]), class_="note"),
        diff_block(kept, ""),
        tag("p", fired),
        _unfolded("the smallest spec found that shows it", one["smallest"]),
        tag("p", f"{project}, area {one['area']}, mutant {one['number']}", class_="calm"),
    )


def _unfolded(title: str, content: str) -> Html:
    """Return a text behind a click; nothing if there is no text."""
    if not content:
        return Html()
    return tag("details", tag("summary", title), text_block(content, ""), class_="more")


def rejections(found: Summary, links: Links) -> Html:
    """Return the valid files that rules refuse, each in the smallest project found."""

    def article(one: Summary) -> Html:
        return tag(
            "article",
            tag("h3", rule_name(one["rule"], links)),
            tag("p", tag("code", f"{one['path']}:{one['line']}"), ": ", one["message"]),
            tag(
                "div",
                around_block(one["text"], one["line"], "the line that it rejects"),
                text_block(one["spec"], "the smallest spec that shows it"),
                class_="pair",
            ),
            tag("p", f"Drawn with seed {one['seed']}.", class_="calm"),
        )

    some = found["valid"]["false_rejections"]
    empty = (
        "No valid file was rejected." if found["valid"]["files"] else "No valid file was judged."
    )
    part = found["valid"]
    lead = f"{part['refused']:,} of {part['files']:,} valid files were rejected. Each rule that "
    lead += "rejects any is shown once, in the smallest project found."
    again = _again(found, "valid")
    return _listed("rejections", "False rejections", some, article, empty, again, lead)


def broken(found: Summary) -> Html:
    """Return the valid specs of which no project could be made; nothing if there are none."""

    def article(one: Summary) -> Html:
        return tag("article", tag("p", one["message"]), text_block(one["spec"], "the spec"))

    some = found["valid"]["broken"]
    if not some:
        return Html()
    return _listed(
        "broken", "Valid specs that do not build", some, article, "", _again(found, "valid")
    )


def fragile(found: Summary, links: Links) -> Html:
    """Return the examples that a rule judges otherwise when only their form changes."""

    def article(one: Summary) -> Html:
        return tag(
            "article",
            tag("h3", rule_name(one["rule"], links), " after ", tag("code", one["variation"])),
            tag("p", f"Expected {one['expected']}, got {one['got']}."),
            compared_blocks(one["example_text"], one["varied_text"], ("example", "varied")),
        )

    empty = "No example is judged otherwise when only its form changes."
    if not found["variations"]["tried"]:
        empty = "No other form of a text was tried."
    some = found["variations"]["fragile"]
    return _listed("fragile", "Fragile rules", some, article, empty, _again(found, "variations"))


def flips(found: Summary) -> Html:
    """Return the files whose verdict changes with their form; nothing if there are none."""
    some = found["variations"]["flips"]
    if not some:
        return Html()
    lead = tag("p", "The same program in another form gets another verdict.")
    items = [
        tag(
            "article",
            tag("h3", tag("code", one["path"]), " after ", tag("code", one["variation"])),
            tag("p", f"{one['before']} becomes {one['after']}"),
            _unfolded("the file in this form", one["text"] if at < MOST_TEXTS else ""),
        )
        for at, one in enumerate(some)
    ]
    again = _again(found, "variations")
    return section("flips", "Flipped verdicts", lead, *items, again, number=len(some))


def static(found: Summary, links: Links) -> Html:
    """Return what can be told of rules without running them."""
    some = found["static"]
    if not some:
        ran = "static" in found["seconds"]
        said = (
            "No rule is dead, contradictory or shadowed."
            if ran
            else "The rules were not looked at."
        )
        return section("static", "Static remarks", calm(said), number=0)
    rows = [
        tag(
            "tr",
            tag("th", rule_name(one["rule"], links), scope="row"),
            tag("td", one["kind"]),
            tag("td", one["message"]),
            tag("td", rule_name(one["other"], links) if one["other"] else "—"),
            tag("td", tag("code", _place(one["span"]))),
        )
        for one in some
    ]
    heads = ("Rule", "Kind", "Remark", "Other rule", "Place")
    shown = table("What can be told without running a rule.", heads, rows, kind="plain")
    return section("static", "Static remarks", shown, number=len(some))


def examples(found: Summary) -> Html:
    """Return the examples that are not judged as they say."""
    some, tried = found["examples"]["failed"], found["examples"]["tried"]
    if not some:
        said = (
            f"{count(tried, 'example')} judged as they say." if tried else "No example was judged."
        )
        return section("examples", "Failed examples", calm(said), number=0)
    items = (
        tag("li", join([tag("code", _place(one)), ": "]) if "path" in one else "", one["message"])
        for one in some
    )
    return section("examples", "Failed examples", tag("ul", *items), number=len(some))


def _place(one: Summary) -> str:
    return f"{one['path']}:{one['line']}"


def _listed(
    name: str, title: str, some: list[Summary], article: Callable[[Summary], Html], empty: str,
    foot: Html,
    lead: str = "",
) -> Html:  # fmt: skip
    if not some:
        return section(name, title, calm(empty), number=0)
    return section(
        name, title, tag("p", lead) if lead else "", *map(article, some), foot, number=len(some)
    )


def command(found: Summary, stage: str = "") -> str:
    """Return what to type to see it again."""
    whole = str(found["command"])
    if not stage or "--stage" in whole:
        return whole
    return whole.replace("--seed", f"--stage {stage} --seed", 1)


def _again(found: Summary, stage: str) -> Html:
    return tag("p", "To see it again: ", tag("code", command(found, stage)), class_="calm")
