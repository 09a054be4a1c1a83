"""`baesc metrics`: what builds came to over time."""

import re
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.build.metrics import Metric, Record

DAYS = {"h": 1 / 24, "d": 1, "w": 7}
SPAN = re.compile(r"(\d{1,4})([hdw])")


def _since(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """Return the moment from which on records count, as they have it."""
    from datetime import UTC, datetime, timedelta

    if not value:
        return ""
    span = SPAN.fullmatch(value)
    if span:
        found = datetime.now(UTC) - timedelta(days=int(span[1]) * DAYS[span[2]])
        return found.strftime("%Y-%m-%dT%H:%M:%S")
    try:
        return datetime.strptime(value, "%Y-%m-%d").strftime("%Y-%m-%d")
    except ValueError:
        raise click.BadParameter("a day like 2026-01-31, or a time like 7d, 12h or 4w") from None


@click.command(short_help="Tell what builds and tests came to over time.")
@click.option(
    "--since", callback=_since, help="Count from a day (2026-01-31, UTC) or time on (7d)."
)
@click.option("--json", "form", flag_value="json", help="Print it as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print it as CSV.")
def metrics(since: str, form: str | None) -> int:
    """Add up the builds and the runs of `baesc test` that this project remembers.

    A share is in per cent; without anything to have a share of it is empty.
    """
    from baesc.build.metrics import metrics as added_up
    from baesc.cli.console import Console
    from baesc.cli.opening import open_here
    from baesc.cli.recording import kept

    opened = open_here()
    if opened.config is None:
        Console().complain(opened.problems, opened.sources)
        return DIAGNOSTICS
    rows = [one for one in kept(opened.state) if one.at >= since]
    found = added_up(rows)
    if form == "json":
        click.echo(_as_json(rows, found))
    elif form == "csv":
        click.echo(_as_csv(found), nl=False)
    else:
        _tell(rows, found)
    return CLEAN


def _tell(rows: "list[Record]", found: "tuple[Metric, ...]") -> None:
    from baesc.build.metrics import MEANINGS
    from baesc.cli.console import counted

    counts = _counts(rows)
    if not rows:
        click.echo("nothing is remembered yet: run `baesc build`")
        return
    click.echo(
        f"{counted(counts['builds'], 'build')} and {counts['idle_builds']} with nothing to do, "
        f"{counted(counts['test_runs'], 'run')} of tests, since {min(one.at for one in rows)[:10]}"
    )
    for one in found:
        value = "-" if one.value is None else f"{one.value:.1f} %"
        click.echo(f"  {one.name:<25} {value:>9}  {MEANINGS[one.name]}")
    if any(counts[name] for name in ("calls", "lock_hits", "reply_hits")):
        click.echo(
            f"  {counts['tokens_in']:,} tokens in ({counts['tokens_cached']:,} cached), "
            f"{counts['tokens_out']:,} out, {counts['tokens_saved']:,} saved by patches; "
            f"{counted(counts['calls'], 'call')}, {counted(counts['retries'], 'retry', 'retries')}"
        )
        click.echo(
            f"  {counted(counts['lock_hits'], 'answer')} from baes.lock, "
            f"{counted(counts['reply_hits'], 'kept reply', 'kept replies')}"
        )


def _counts(rows: "list[Record]") -> dict[str, int]:
    kinds = [one.kind for one in rows]
    names = ["tokens_in", "tokens_out", "tokens_cached", "tokens_saved"]
    names += ["calls", "retries", "lock_hits", "reply_hits"]
    names += ["memory_hits", "disk_hits", "misses"]
    return {
        "builds": kinds.count("build"),
        "idle_builds": kinds.count("idle"),
        "failed_builds": sum(one.kind == "build" and not one.ok for one in rows),
        "test_runs": kinds.count("test"),
        "requests": kinds.count("request"),
        **{name: sum(getattr(one, name) for one in rows) for name in names},
    }


def _as_json(rows: "list[Record]", found: "tuple[Metric, ...]") -> str:
    import json

    shares = {one.name: one.value for one in found}
    wholes = {one.name: {"part": one.part, "whole": one.whole} for one in found}
    return json.dumps({"metrics": shares, "counts": _counts(rows), "parts": wholes}, indent=2)


def _as_csv(found: "tuple[Metric, ...]") -> str:
    lines = ["metric,per_cent,part,whole"]
    for one in found:
        value = "" if one.value is None else f"{one.value:.1f}"
        lines.append(f"{one.name},{value},{one.part:.12g},{one.whole:.12g}")
    return "\n".join(lines) + "\n"
