"""What a run found, as plain values: the one source of the text, JSON and HTML reports.

Keys are stable: other programs read them. A rate is a number from 0 to 1.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from baesc.ground.source import Span
from baesc.knowledge.rules import Rule
from baesc.proof.areas import AREAS, area_of
from baesc.proof.mutants import CATALOGUE
from baesc.proof.mutation import Fate
from baesc.proof.run import Proven, Setup
from baesc.proof.score import (
    AreaScore,
    RuleScore,
    Tally,
    area_scores,
    mixed,
    operator_tallies,
    rule_scores,
    tally_of,
)
from baesc.proof.survivors import diff, expected
from baesc.proof.work import Work

Summary = dict[str, Any]
# More of one kind would hide the others.
MOST_SHOWN = 200
# The stages that say something of areas.
MEASURING = {"valid", "mutation"}


def scores(
    work: Work, setup: Setup, proven: Proven
) -> tuple[tuple[AreaScore, ...], tuple[RuleScore, ...]]:
    """Return the figures of areas and of rules."""
    files: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for trial in proven.trials:
        files.update(dict(trial.files))
        refused.update(area_of(path) for path in trial.refused)
    areas = area_scores(setup.areas, proven.fates, files, refused)
    return areas, rule_scores(work.rules.rules, proven.fates, proven.trials)


def summary(work: Work, setup: Setup, proven: Proven, threshold: float) -> Summary:
    """Return everything that a run found."""
    areas, rules = scores(work, setup, proven)
    found: Summary = {
        "command": setup.command,
        "seed": setup.seed,
        "budget": setup.budget,
        "threshold": threshold,
        "seconds": {name: round(value, 2) for name, value in proven.seconds.items()},
        "cut": list(proven.cut),
        "static": [{**asdict(one), "span": _place(one.span)} for one in proven.remarks],
        "undecided": proven.undecided,
        "examples": {
            "tried": proven.examples,
            "failed": [_diagnosed(one.span, one.message) for one in proven.failed],
        },
        "variations": {
            "tried": proven.varied,
            "fragile": [asdict(one) for one in proven.fragile],
            "flips": [asdict(one) for one in proven.flips],
        },
        "valid": _valid(proven),
        "mutation": _mutation(work, setup, proven),
        "areas": [_area(one, setup, threshold) for one in areas if MEASURING & {*setup.stages}],
        "rules": [
            _rule(one, rule)
            for one, rule in zip(rules, work.rules.rules, strict=True)
            if one.rule in setup.tested
        ],
        "matrix": _matrix(proven.fates),
    }
    partly = {one.area for one in work.rules.rules if one.id not in setup.tested}
    return {"ok": is_ok(found, partly), "unmeasured": unmeasured(found), **found}


def is_ok(found: Summary, partly: Collection[str]) -> bool:
    """Tell whether nothing speaks against the rules.

    In the areas of which only some rules are tested, these need not find all faults.
    """
    faults = [
        found["static"],
        found["examples"]["failed"],
        found["variations"]["fragile"],
        found["variations"]["flips"],
        found["valid"]["false_rejections"],
        found["valid"]["broken"],
        [one for one in found["areas"] if one["area"] not in partly and not one["trusted"]],
        unmeasured(found),
    ]
    return not any(faults)


def unmeasured(found: Summary) -> list[str]:
    """Return the stages that were to run and came to nothing, and areas of which nothing is known.

    Nothing is known to be good of what was not looked at.
    """
    tried = {
        "examples": found["examples"]["tried"],
        "variations": found["variations"]["tried"],
        "valid": found["valid"]["projects"],
        "mutation": found["mutation"]["faults"],
    }
    # A cut static analysis says nothing; of mutants there may be none to look at.
    tried["static"] = "static" not in found["cut"]
    tried["behaviour"] = "mutation" in found["seconds"]
    stages = [one for one in found["seconds"] if not tried[one]]
    return stages + [one["area"] for one in found["areas"] if not one["measured"]]


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column}


def _diagnosed(span: Span | None, message: str) -> dict[str, Any]:
    return {"message": message, **(_place(span) if span else {})}


def _valid(proven: Proven) -> Summary:
    rejected = {one.rule: one for trial in proven.trials for one in trial.rejected}
    return {
        "projects": sum(one.projects for one in proven.trials),
        "files": sum(count for one in proven.trials for _, count in one.files),
        "refused": sum(len(one.refused) for one in proven.trials),
        "false_rejections": [asdict(one) for one in rejected.values()],
        "broken": [
            {"spec": spec, "message": message}
            for trial in proven.trials
            for spec, message in trial.broken
        ],
    }


def _mutation(work: Work, setup: Setup, proven: Proven) -> Summary:
    fates, rules = proven.fates, work.rules.rules
    # Some rules are asked only about faults of the kinds that they find elsewhere.
    asked = {one.operator for one in fates if setup.tested & {*one.rules, *one.advice}}
    survived = [
        one
        for one in fates
        if one.state == "survived" and (one.operator in asked or len(setup.tested) == len(rules))
    ]
    named = {one.id: one for one in CATALOGUE}
    return {
        **_tally(tally_of(fates)),
        "generic": _generic(proven.generic),
        "operators": [
            {"id": name, "family": named[name].family, "doc": named[name].doc, **_tally(tally)}
            for name, tally in operator_tallies(fates).items()
        ],
        "survivors": [_survivor(work, one, proven) for one in mixed(survived)[:MOST_SHOWN]],
    }


def _generic(fates: list[Fate]) -> Summary:
    """Return the figures of mutants that no rule was written for, by area too.

    They are no part of any score, for some of them are no faults.
    """
    areas = {area: [one for one in fates if area_of(one.path) == area] for area in AREAS}
    by_area = {area: _tally(tally_of(some)) for area, some in areas.items() if some}
    return {**_tally(tally_of(fates)), "areas": by_area}


def _survivor(work: Work, one: Fate, proven: Proven) -> Summary:
    project = work.project(one.project)
    original = project.texts[one.path] if project else ""
    shown = proven.smallest.get((one.project, one.path, one.number))
    mutant = work.mutants(one.project, one.path)[one.number]
    return {
        "project": one.project,
        "path": one.path,
        "number": one.number,
        "line": one.line,
        "area": area_of(one.path),
        "operator": one.operator,
        "note": one.note,
        "diff": diff(original, mutant.text),
        "expected": list(expected(one, proven.fates, work.rules.rules)),
        "smallest": shown.spec if shown else "",
    }


def _tally(tally: Tally) -> Summary:
    return {**asdict(tally), "faults": tally.faults, "score": round(tally.score, 4)}


def _area(one: AreaScore, setup: Setup, threshold: float) -> Summary:
    # What a stage was to measure and did not, for want of time, is not known to be good.
    is_measured = bool(one.tally.faults) or "mutation" not in setup.stages
    is_measured = is_measured and (bool(one.files) or "valid" not in setup.stages)
    return {
        "area": one.area,
        **_tally(one.tally),
        "files": one.files,
        "refused": one.refused,
        "false_approval_below": round(one.false_approval, 4),
        "false_rejection_below": round(one.false_rejection, 4),
        "confidence": round(one.confidence, 4),
        "measured": is_measured,
        "trusted": is_measured and one.confidence >= threshold,
    }


def _rule(one: RuleScore, rule: Rule) -> Summary:
    return {**asdict(one), "alias": rule.alias, "severity": rule.severity, "message": rule.message}


def _matrix(fates: Iterable[Fate]) -> dict[str, dict[str, int]]:
    """Return how many mutants of each operator each rule finds: rule, then operator."""
    counts: dict[str, Counter[str]] = {}
    for one in fates:
        for rule in (*one.rules, *one.advice):
            counts.setdefault(rule, Counter())[one.operator] += 1
    return {rule: dict(sorted(row.items())) for rule, row in sorted(counts.items())}
