"""The report of `baesc rules test` for a terminal."""

import sys
from time import monotonic
from typing import Any

from baesc.cli.console import CYAN, GREEN, RED, YELLOW, Console
from baesc.cli.proof_sections import sections

Summary = dict[str, Any]
WIDTH = 24
TITLES = {
    "static": "static",
    "examples": "examples",
    "variations": "variations",
    "valid": "valid specs",
    "mutation": "mutation",
    "behaviour": "behaviour",
}


class Bar:
    """Shows how far a stage is, and how long it may still take."""

    def __init__(self, console: Console) -> None:
        """Show on this console."""
        self._console = console
        self._stage = ""
        self._since = 0.0

    def show(self, stage: str, done: int, total: int) -> None:
        """Show that so many of all pieces of a stage are done."""
        if stage != self._stage:
            self._stage, self._since = stage, monotonic()
        part = done / total if total else 1.0
        full = round(part * WIDTH)
        spent = monotonic() - self._since
        left = f", {spent / part - spent:.0f} s left" if done > 2 and part < 1 else ""
        blocks = "█" * full + "░" * (WIDTH - full) if _has_blocks() else "#" * full
        self._console.progress(f"{TITLES[stage]:12} {blocks} {part:4.0%}{left}")


def _has_blocks() -> bool:
    return (sys.stderr.encoding or "").lower().replace("-", "") == "utf8"


def tell(found: Summary, console: Console, *, stopped: bool) -> None:
    """Say what a run found: the stages, the areas, then whatever speaks against the rules."""
    count = len(found["rules"])
    console.say(
        f"{console.paint(f'{count} rules', bold=True)}, seed {found['seed']}, "
        f"budget {found['budget']:g} s"
    )
    console.say("")
    for stage, seconds in found["seconds"].items():
        text, good = _line(stage, found)
        if stage in found["unmeasured"]:
            text, good = "nothing was measured", False
        cut = console.paint(" (cut short)", YELLOW) if stage in found["cut"] else ""
        mark = console.paint("✓", GREEN) if good else console.paint("✗", RED)
        spent = console.paint(f"{seconds:.1f} s", CYAN)
        console.say(f"  {mark} {TITLES[stage]:12} {text}{cut}  {spent}")
        if stage == "mutation" and found["mutation"]["generic"]["faults"]:
            console.say(f"    {_beyond(found)}")
    _areas(found, console)
    for title, lines in sections(found):
        console.say("")
        console.say(console.paint(title, bold=True))
        for line in lines:
            console.say(_painted(line, console))
    console.say("")
    console.say(_verdict(found, console, stopped=stopped))


def _line(stage: str, found: Summary) -> tuple[str, bool]:
    """Return what a stage came to, and whether that is as it should be."""
    if stage == "static":
        remarks = len(found["static"])
        said = f"{remarks} remarks" if remarks else "nothing dead, contradictory or shadowed"
        left = found["undecided"]
        return said + (f" ({left} comparisons not decided)" if left else ""), not remarks
    if stage == "examples":
        tried, failed = found["examples"]["tried"], len(found["examples"]["failed"])
        return f"{tried - failed} of {tried} judged as they say", not failed
    if stage == "variations":
        part = found["variations"]
        fragile, flips = len(part["fragile"]), len(part["flips"])
        said = f"{part['tried']:,} other forms of texts: {flips} verdicts flip"
        said += f", {fragile} examples are judged otherwise" if fragile else ""
        return said, not fragile and not flips
    if stage == "valid":
        part = found["valid"]
        said = f"{part['projects']:,} random projects, {part['files']:,} files: "
        said += f"{part['refused']} rejected"
        broken = len(part["broken"])
        return said + (f", {broken} do not build" if broken else ""), not part["refused"] + broken
    part = found["mutation"]
    if stage == "mutation":
        refused = part["killed"] + part["uncertain"]
        said = f"{refused:,} of {part['faults']:,} faults found: {part['score']:.1%}"
        said += f" ({part['equal'] + part['same']} mutants are no faults)"
        return said, not part["survived"]
    return f"{part['same']} of the survivors behave as the original", True


def _beyond(found: Summary) -> str:
    part = found["mutation"]["generic"]
    refused = part["killed"] + part["uncertain"]
    return (
        f"beyond the catalogue, {refused:,} of {part['faults']:,} changes of no particular kind "
        f"were found ({part['score']:.0%})"
    )


def _areas(found: Summary, console: Console) -> None:
    if not found["areas"]:
        return
    console.say("")
    heads = ("faults", "found", "score", "approves faults", "rejects valid", "confidence")
    console.say(f"  {'area':10}" + "".join(f"{head:>17}" for head in heads))
    for one in found["areas"]:
        cells = (
            f"{one['faults']:,}",
            f"{one['killed'] + one['uncertain']:,}",
            f"{one['score']:.1%}" if one["faults"] else "-",
            f"< {one['false_approval_below']:.2%}" if one["faults"] else "-",
            f"< {one['false_rejection_below']:.2%}" if one["files"] else "-",
            f"{one['confidence']:.3f}" if one["measured"] else "not measured",
        )
        color = GREEN if one["trusted"] else RED
        line = f"  {one['area']:10}" + "".join(f"{cell:>17}" for cell in cells[:-1])
        console.say(line + console.paint(f"{cells[-1]:>17}", color, bold=True))


def _painted(line: str, console: Console) -> str:
    """Colour a line of a diff, or the head of an item."""
    if line.startswith("    -"):
        return console.paint(line, RED)
    if line.startswith("    +"):
        return console.paint(line, GREEN)
    return line


def _verdict(found: Summary, console: Console, *, stopped: bool) -> str:
    if stopped:
        return console.paint("stopped", YELLOW, bold=True) + ": this is what was known by then"
    if found["ok"] and not found["cut"]:
        trusted = f"; every area is above the threshold of {found['threshold']:g}"
        return console.paint("passed", GREEN, bold=True) + (trusted if found["areas"] else "")
    if found["ok"]:
        return (
            console.paint("passed so far", YELLOW, bold=True)
            + f": the budget ended {', '.join(found['cut'])}; give it more with --budget"
        )
    reasons = [f"{', '.join(found['unmeasured'])} not measured"] if found["unmeasured"] else []
    below = [one["area"] for one in found["areas"] if one["measured"] and not one["trusted"]]
    if below:
        reasons.append(f"{', '.join(below)} below the threshold of {found['threshold']:g}")
    return console.paint("failed", RED, bold=True) + "".join(f": {one}" for one in reasons)
