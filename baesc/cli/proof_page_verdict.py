"""The upper part of the HTML report: the verdict, the areas, the stages."""

from collections.abc import Iterator
from math import sqrt
from typing import Any

from baesc.cli.proof_page_parts import Html, calm, count, join, mark, percent, section, table, tag
from baesc.cli.proof_text import TITLES
from baesc.proof.bounds import wilson

Summary = dict[str, Any]
_WIDTH, _HEIGHT = 220, 26


def faults_of(found: Summary) -> Iterator[tuple[str, str]]:
    """Yield what speaks against the rules, each with the section that shows it."""
    variations, valid = found["variations"], found["valid"]
    counted = (
        (
            "rejections",
            len(valid["false_rejections"]),
            "rule rejects",
            "rules reject",
            " valid files",
        ),
        ("broken", len(valid["broken"]), "valid spec does", "valid specs do", " not build"),
        ("fragile", len(variations["fragile"]), "example is", "examples are", " fragile"),
        ("flips", len(variations["flips"]), "verdict flips", "verdicts flip", ""),
        ("static", len(found["static"]), "static remark", "static remarks", ""),
        ("examples", len(found["examples"]["failed"]), "example fails", "examples fail", ""),
    )
    below = [one["area"] for one in found["areas"] if not one["trusted"]]
    if below and not found["ok"]:
        yield "areas", f"below the threshold of {found['threshold']:g}: {', '.join(below)}"
    for name, number, one, many, rest in counted:
        if number:
            yield name, count(number, one, many) + rest


def verdict_line(found: Summary) -> tuple[str, str, str]:
    """Return the state of the whole, its word, and what it means."""
    missing = [title for stage, title in TITLES.items() if stage not in found["seconds"]]
    cut = ", ".join(TITLES.get(one, one) for one in found["cut"])
    ended = f"The budget ended these stages early: {cut}."
    if not found["ok"]:
        return "bad", "Failed", f"{ended if cut else ''} This speaks against the rules:".strip()
    if cut:
        return "half", "Passed so far", ended
    if missing:
        return "half", "Passed what ran", f"These stages did not run: {', '.join(missing)}."
    trusted = f"Every area is above the threshold of {found['threshold']:g}."
    untrusted = "The rules that were asked for have no fault; not every area can be trusted."
    if all(one["trusted"] for one in found["areas"]):
        return "good", "Passed", trusted if found["areas"] else "Nothing speaks against the rules."
    return "good", "Passed", untrusted


def verdict(found: Summary) -> Html:
    """Return the head of the page."""
    state, word, meaning = verdict_line(found)
    reasons = list(faults_of(found)) if state == "bad" else []
    part = found["mutation"]
    facts = []
    if part["faults"]:
        refused = part["killed"] + part["uncertain"]
        told = f"{refused:,} of {part['faults']:,} faults were found ({percent(part['score'])})"
        facts.append(told)
        if part["survived"]:
            link = tag("a", f"{count(part['survived'], 'was', 'were')} approved", href="#survivors")
            facts.append(link)
    if found["valid"]["files"]:
        refused, files = found["valid"]["refused"], found["valid"]["files"]
        facts.append(f"{refused:,} of {files:,} valid files were rejected")
    return tag(
        "header",
        tag("p", "baesc rules test: ", count(len(found["rules"]), "rule"), class_="over"),
        tag("h1", mark(state, word)),
        tag("p", meaning),
        tag("ul", *(tag("li", tag("a", said, href=f"#{name}")) for name, said in reasons))
        if reasons
        else "",
        tag("p", join(facts, "; "), ".", class_="calm") if facts else "",
        class_=f"verdict {state}",
    )


def areas(found: Summary) -> Html:
    """Return what is known of each area."""
    if not found["areas"]:
        return section("areas", "Areas", calm("No area was measured."))
    allowed = 1 - found["threshold"]
    highest = [one[key] for one in found["areas"] for key in _MEASURED if one[_MEASURED[key]]]
    limit = min(1.0, max([0.02, 2 * allowed, *highest]))
    caption = (
        f"A verdict on an area is trusted when both rates are surely below {allowed:.0%}, "
        f"which the threshold of {found['threshold']:g} allows (dashed line). "
        "The point is the rate that was seen, the bar its 95 % interval; square-root axis."
    )
    heads = (
        "Area", "Trusted", "Confidence", "Mutation score", "Approves faults", "Rejects valid files",
    )  # fmt: skip
    rows = [_area(one, allowed, limit) for one in found["areas"]]
    return section("areas", "Areas", table(caption, heads, rows, kind="areas", numbers="  nn"))


# The bound of a rate, and what it was measured on.
_MEASURED = {"false_approval_below": "faults", "false_rejection_below": "files"}


def _area(one: Summary, allowed: float, limit: float) -> Html:
    trusted = mark("good", "yes") if one["trusted"] else mark("bad", "no")
    if one["trusted"] and not (one["faults"] and one["files"]):
        trusted = mark("half", "as far as measured")
    found = one["killed"] + one["uncertain"]
    score: list[object] = [
        percent(one["score"]),
        tag("small", f"{found:,} of {one['faults']:,} found"),
    ]
    cells: list[tuple[str, str, list[object]]] = [
        ("Trusted", "", [trusted]),
        ("Confidence", "n big", [f"{one['confidence']:.3f}"]),
        ("Mutation score", "n", score if one["faults"] else [tag("small", "no faults were made")]),
        (
            "Approves faults",
            "rate",
            [_rate(one["survived"], one["faults"], one["false_approval_below"], allowed, limit)],
        ),
        (
            "Rejects valid files",
            "rate",
            [_rate(one["refused"], one["files"], one["false_rejection_below"], allowed, limit)],
        ),
    ]
    return tag(
        "tr",
        tag("th", one["area"], scope="row"),
        *(tag("td", *inner, class_=style or None, data_label=name) for name, style, inner in cells),
    )


def _rate(hits: int, trials: int, bound: float, allowed: float, limit: float) -> Html:
    """Return an interval as a bar on an axis that all bars share, and in words."""
    if not trials:
        return tag("small", "not measured")
    low = wilson(hits, trials)[0]
    good = bound <= allowed
    left, right, edge = _at(low, limit), _at(bound, limit), _at(allowed, limit)
    said = f"{hits:,} of {trials:,}"
    middle, top, high = _HEIGHT / 2, 3, _HEIGHT - 6
    shapes = [
        tag("line", class_="axis", x1=0, x2=_WIDTH, y1=middle, y2=middle),
        tag("rect", class_="over", x=edge, y=top,
            width=round(_WIDTH - edge, 1), height=high),
        tag("rect", class_="bar", x=left, y=middle - 5,
            width=round(max(2.0, right - left), 1), height=10, rx=2),
        tag("line", class_="limit", x1=edge, x2=edge, y1=0, y2=_HEIGHT),
        tag("circle", class_="seen", cx=max(4.0, _at(hits / trials, limit)), cy=middle, r=4),
    ]  # fmt: skip
    drawn = tag(
        "svg", *shapes, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", aria_hidden="true",
        class_="good" if good else "bad",
    )  # fmt: skip
    return join([drawn, mark("good" if good else "bad", f"< {bound:.2%}"), tag("small", said)], " ")


def _at(rate: float, limit: float) -> float:
    return round(_WIDTH * sqrt(min(1.0, rate / limit)), 1)


def stages(found: Summary) -> Html:
    """Return the stages in their order: what each looked at, what it found, its time."""
    longest = max([*found["seconds"].values(), 0.1])
    caption = (
        f"{sum(found['seconds'].values()):.1f} s of a budget of {found['budget']:g} s, "
        "cheapest stage first."
    )
    heads = ("Stage", "Looked at", "Found", "Time")
    rows = [_stage(stage, found, longest) for stage in TITLES]
    return section("stages", "Stages", table(caption, heads, rows, kind="stages", numbers="   n"))


def _stage(stage: str, found: Summary, longest: float) -> Html:
    head = tag("th", TITLES[stage], scope="row")
    if stage not in found["seconds"]:
        blank = tag("td", "—", class_="n zero", data_label="Time")
        return tag("tr", head, tag("td", mark("none", "did not run"), colspan=2), blank)
    looked, told, good = _STAGES[stage](found)
    seconds = found["seconds"][stage]
    cut = join([" ", mark("half", "cut short by the budget")]) if stage in found["cut"] else ""
    return tag(
        "tr",
        head,
        tag("td", looked, data_label="Looked at"),
        tag("td", mark("good" if good else "bad", told), cut, data_label="Found"),
        tag("td", _length(seconds / longest), f"{seconds:.1f} s", class_="n", data_label="Time"),
    )


def _length(part: float) -> Html:
    bar = tag("rect", class_="bar", width=round(60 * part, 1), height=6)
    return tag("svg", bar, viewBox="0 0 60 6", aria_hidden="true", class_="time")


def _static(found: Summary) -> tuple[str, str, bool]:
    remarks = len(found["static"])
    said = count(remarks, "remark") if remarks else "nothing dead, contradictory or shadowed"
    return count(len(found["rules"]), "rule"), said, not remarks


def _examples(found: Summary) -> tuple[str, str, bool]:
    tried, failed = found["examples"]["tried"], len(found["examples"]["failed"])
    said = f"{failed:,} not judged as they say" if failed else "all judged as they say"
    return count(tried, "example"), said, not failed


def _variations(found: Summary) -> tuple[str, str, bool]:
    part = found["variations"]
    fragile, flips = len(part["fragile"]), len(part["flips"])
    said = f"{count(flips, 'verdict flips', 'verdicts flip')}, {count(fragile, 'fragile example')}"
    return (
        count(part["tried"], "other form of a text", "other forms of texts"),
        said,
        not (fragile or flips),
    )


def _valid(found: Summary) -> tuple[str, str, bool]:
    part = found["valid"]
    broken = len(part["broken"])
    said = f"{count(part['refused'], 'file')} rejected"
    said += f", {count(broken, 'spec does', 'specs do')} not build" if broken else ""
    looked = f"{count(part['projects'], 'random project')}, {count(part['files'], 'file')}"
    return looked, said, not part["refused"] + broken


def _mutation(found: Summary) -> tuple[str, str, bool]:
    part = found["mutation"]
    idle = part["equal"] + part["same"]
    looked = f"{count(part['faults'] + idle, 'mutant')}, of which {idle:,} are no faults"
    said = f"{part['survived']:,} approved, {part['uncertain']:,} uncertain"
    return looked, said, not part["survived"]


def _behaviour(found: Summary) -> tuple[str, str, bool]:
    part = found["mutation"]
    said = f"{part['same']:,} behave as the original and are no faults"
    return "approved mutants that a client could notice", said, True


_STAGES = {
    "static": _static,
    "examples": _examples,
    "variations": _variations,
    "valid": _valid,
    "mutation": _mutation,
    "behaviour": _behaviour,
}
