"""Judging code that lies anywhere: which files, by which rules, and what came of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from baesc.cli.opening import Opened
from baesc.cli.rulebook import Rulebook
from baesc.effects.foreign import Code, code_of, find_code, read_code, real_place
from baesc.ground.source import Source, Span
from baesc.knowledge import code_faults as faults
from baesc.knowledge import verdict_faults
from baesc.knowledge.facts.schema_kinds import SpecSystem
from baesc.knowledge.facts.spec import Promise, promise
from baesc.knowledge.fix_wording import told
from baesc.knowledge.rules import Rule, RuleSet
from baesc.knowledge.suppression import Suppression
from baesc.messages.diagnostic import Diagnostic, Severity
from baesc.passes.verify import verify
from baesc.records.verdict import GATE, SUPPRESSION, Finding, Verdict

# Comments, and what else means nothing; without going back, so that the time stays linear.
_BLANK = {
    ".py": re.compile(r"(?>\s++|#[^\n\0]*+)*+"),
    ".sql": re.compile(r"(?>\s++|;|--[^\n]*+|/\*(?>.*?\*/))*+", re.DOTALL),
}
WEIGHTS: tuple[Severity, ...] = ("note", "warning", "error")
_NOTHING = Promise({}, "")
_POSTGRESQL = Promise({"spec.system": [SpecSystem(1, "", "postgresql", "none")]}, "")


@dataclass(frozen=True, slots=True)
class Request:
    """What shall be judged, by which rules, and what of it is to be told."""

    paths: tuple[Path, ...]
    rules: tuple[Rule, ...]
    least: str = "note"
    fix: bool = False
    diff: bool = False
    stdin_path: str = "stdin.py"
    stdin: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in a file, as it is told."""

    source: Source
    finding: Finding
    severity: Severity

    @property
    def help(self) -> str:
        """Return how the finding is mended mechanically, if it can be."""
        return told(self.finding.fix) if self.finding.fix else ""

    @property
    def span(self) -> Span:
        """Return the code on the line of the finding."""
        line = self.source.line(self.finding.line)
        start = len(line) - len(line.lstrip()) + 1
        end = max(len(line.rstrip()) + 1, start + 1)
        return Span(self.source.path, self.finding.line, start, self.finding.line, end)

    @property
    def diagnostic(self) -> Diagnostic:
        """Return the finding as a diagnostic at the user's own line."""
        one, span = self.finding, self.span
        if one.rule == SUPPRESSION:
            make = verdict_faults.unused_suppression if one.sure else verdict_faults.no_reason
            return make(span, one.message)
        gate = one.rule == GATE
        if not one.sure:
            return faults.open_to(span, "" if gate else one.rule, one.message)
        if gate:
            return faults.not_code(span, one.message)
        return faults.breaks(span, one.rule, one.message, self.help, decisive=one.decisive)


@dataclass(frozen=True, slots=True)
class Judged:
    """A file with its verdict."""

    code: Code
    verdict: Verdict

    def found(self) -> Iterator[Found]:
        """Yield what breaks rules, or may."""
        for one in self.verdict.findings:
            yield Found(self.code.source, one, severity_of(one))


def severity_of(finding: Finding) -> Severity:
    """Return what a finding weighs: what is unsure is a note, whatever the rule."""
    if finding.rule == SUPPRESSION:
        return "warning"
    if not finding.sure:
        return "note"
    return "error" if finding.decisive else "warning"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of all files: what is told, what a comment allows, what could not be read.

    `rules` has those that were asked somewhere; `judged` has the files as they were read. `bare`
    counts the files of the application that were judged as any code, as the specs have errors.
    """

    judged: tuple[Judged, ...]
    found: tuple[Found, ...]
    allowed: tuple[Found, ...]
    problems: tuple[Diagnostic, ...]
    rules: tuple[Rule, ...]
    bare: int = 0

    @property
    def blank(self) -> int:
        """Return how many files had nothing to judge: no code, or no rule that is about them."""
        return sum(one.verdict.method == "none" for one in self.judged)

    @property
    def counts(self) -> Counter[str]:
        """Return how many findings there are of each severity."""
        return Counter(one.severity for one in self.found)

    @property
    def is_clean(self) -> bool:
        """Tell whether there is nothing to tell and every file was read."""
        return not self.found and not any(one.severity == "error" for one in self.problems)


class Bench:
    """Judges files by the rules of a request: those for any code, or all, with promises."""

    def __init__(
        self,
        request: Request,
        opened: Opened | None,
        suppressions: tuple[Suppression, ...] = (),
    ) -> None:
        """Keep the rules; the specs are looked at when a file of the application comes."""
        self._rules = RuleSet(request.rules, "", suppressions)
        self.asked: dict[str, Rule] = {}
        self._opened = opened
        self._subjects: dict[str, str] | None = None
        self._promises: dict[str, Promise] = {}

    def verdict(self, code: Code, text: str) -> Verdict:
        """Judge a text of a file."""
        inside = self._inside(code)
        path = inside or code.source.path
        blank = not inside and _is_blank(path, text)
        if not blank:
            rules = self._rules.of(path) if inside else self._rules.anywhere(path)
            self.asked |= {rule.id: rule for rule in rules}
        if inside:
            return verify(inside, text, self._promise(inside), self._rules)
        if not text.strip():
            # Nothing is missing from it: no spec says what it should hold.
            return Verdict(path, "confident_approval", method="none")
        found = verify(path, text, _NOTHING, self._rules, anywhere=True, inline=True)
        if path.endswith(".sql") and found.method == "parse":
            # What SQLite does not take may be PostgreSQL; beyond that nobody can tell.
            found = verify(path, text, _POSTGRESQL, self._rules, anywhere=True, inline=True)
        if blank:
            kept = tuple(one for one in found.findings if one.rule == SUPPRESSION)
            return Verdict(path, "confident_approval", kept, method="none")
        return found

    def _inside(self, code: Code) -> str:
        """Return the path that the current project generates a file at; empty for any other."""
        opened = self._opened
        if opened is None or opened.system is None or code.place is None:
            return ""
        place, output = real_place(code.place), real_place(opened.output)
        if not place.is_relative_to(output):
            return ""
        if self._subjects is None:
            self._subjects = _subjects(opened)
        path = place.relative_to(output).as_posix()
        return path if path in self._subjects else ""

    def _promise(self, path: str) -> Promise:
        assert self._opened is not None  # noqa: S101 - the path is one of a project
        assert self._opened.system is not None  # noqa: S101
        subject = (self._subjects or {})[path]
        if subject not in self._promises:
            self._promises[subject] = promise(self._opened.system, subject)
        return self._promises[subject]


def verify_paths(
    request: Request, book: Rulebook, on_file: Callable[[str], None]
) -> tuple[Report, Bench]:
    """Judge all that a request names; the bench judges what becomes of the files later."""
    here = Path.cwd()
    bench = Bench(request, book.opened, book.rules.suppressions)
    named = [path for path in request.paths if path != Path("-")]
    places, problems = find_code(named, here)
    bare = _bare(places, book.opened)
    if bare and book.opened is not None:
        problems += book.opened.problems
    codes: list[Code | Diagnostic] = []
    if len(named) < len(request.paths):
        codes.append(code_of(request.stdin_path, request.stdin))
    judged: list[Judged] = []
    for number, one in enumerate((*codes, *places), 1):
        code = read_code(one, here) if isinstance(one, Path) else one
        if isinstance(code, Diagnostic):
            problems.append(code)
            continue
        on_file(f"{number}/{len(codes) + len(places)} {code.source.path}")
        judged.append(Judged(code, bench.verdict(code, code.source.text)))
    report = report_of(tuple(judged), tuple(problems), request, bench)
    return replace(report, bare=bare), bench


def report_of(
    judged: tuple[Judged, ...], problems: tuple[Diagnostic, ...], request: Request, bench: Bench
) -> Report:
    """Return what there is to tell of judged files."""
    weight = WEIGHTS.index(request.least)
    found = [
        one for file in judged for one in file.found() if WEIGHTS.index(one.severity) >= weight
    ]
    allowed = [
        Found(file.code.source, one, severity_of(one))
        for file in judged
        for one in file.verdict.excused
    ]
    asked = tuple(one for one in request.rules if one.id in bench.asked)
    return Report(judged, tuple(found), tuple(allowed), problems, asked)


def _is_blank(path: str, text: str) -> bool:
    """Tell whether a file has comments at most; no spec says what it should hold."""
    pattern = _BLANK.get(Path(path).suffix)
    return not text.strip() or (pattern is not None and pattern.fullmatch(text) is not None)


def _bare(places: list[Path], opened: Opened | None) -> int:
    """Count the files in the folder of the application, when the specs have errors."""
    if opened is None or opened.system is not None:
        return 0
    output = real_place(opened.output)
    return sum(real_place(one).is_relative_to(output) for one in places)


def _subjects(opened: Opened) -> dict[str, str]:
    """Return the paths that a project generates, with the entity that each is about."""
    from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS

    system = opened.system
    assert system is not None  # noqa: S101 - the caller has looked
    found = {one.path: "" for one in SYSTEM_TARGETS if one.present(system)}
    for entity in system.entities:
        found |= {target.path(entity): entity.name for target in ENTITY_TARGETS}
    return found
