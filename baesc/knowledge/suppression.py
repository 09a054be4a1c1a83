"""Suppressions: findings that somebody accepts, each with a reason that is shown."""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from baesc.ground.source import Span
from baesc.knowledge.facts.dialect import comments
from baesc.knowledge.globs import is_among
from baesc.language.ir import NOWHERE
from baesc.records.verdict import GATE, Finding

_ALLOW = re.compile(
    r"^(?:#|--|/\*)\s*baesc:\s*allow\s+(?P<rules>[^\s,]+(?:\s*,\s*[^\s,]+)*?)"
    r"(?:\s+--\s*(?P<reason>.*?))?\s*(?:\*/)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """An entry of a rule file: findings of one rule in some files are accepted, and why.

    `contains` narrows it to lines that contain this text.
    """

    rule: str
    files: tuple[str, ...]
    reason: str
    contains: str = ""
    origin: Span = field(default=NOWHERE, compare=False)

    def excuses(self, finding: Finding, path: str, lines: list[str]) -> bool:
        """Tell whether it is about this finding."""
        return (
            finding.rule == self.rule
            and is_among(path, self.files)
            and self.contains in _line(lines, finding.line)
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment in the code that suppresses rules on some lines; without a reason it does not."""

    rules: tuple[str, ...]
    reason: str
    line: int
    lines: frozenset[int]


def place_of(suppression: Suppression) -> str:
    """Return where a suppression stands."""
    return f"{suppression.origin.path}:{suppression.origin.line}"


def excused(
    findings: Iterable[Finding], path: str, text: str, suppressions: Iterable[Suppression]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that stand, and those that entries of rule files suppress."""
    own = list(suppressions)
    if not own:
        return list(findings), []
    lines = text.split("\n")
    stand, gone = [], []
    for finding in findings:
        found = next((one for one in own if one.excuses(finding, path, lines)), None)
        if found is None or finding.rule == GATE:
            stand.append(finding)
        else:
            gone.append(replace(finding, reason=found.reason, excused_at=place_of(found)))
    return stand, gone


def allowed(
    findings: Iterable[Finding], path: str, allowances: Iterable[Allowance]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that stand, and those that comments in the code suppress."""
    own = [one for one in allowances if one.reason]
    stand, gone = [], []
    for finding in findings:
        found = next(
            (one for one in own if finding.line in one.lines and finding.rule in one.rules), None
        )
        if found is None or finding.rule == GATE:
            stand.append(finding)
        else:
            at = f"{path}:{found.line}"
            gone.append(replace(finding, reason=found.reason, excused_at=at))
    return stand, gone


def unused(allowances: Iterable[Allowance], gone: Iterable[Finding]) -> Iterator[tuple[str, int]]:
    """Yield the rules and the lines of comments that suppress nothing."""
    used = {(one.rule, int(one.excused_at.rpartition(":")[2])) for one in gone}
    for one in allowances:
        for rule in one.rules:
            if one.reason and (rule, one.line) not in used:
                yield rule, one.line


def allowances_in(path: str, text: str) -> list[Allowance]:
    """Return the comments `baesc: allow RULE -- REASON` of a file; total on any text.

    A comment is about its own line; one that stands alone is about the next line of code.
    """
    match PurePosixPath(path).suffix:
        case ".py":
            found = _python_comments(text)
        case ".sql":
            found = list(comments(text))
        case _:
            return []
    lines = text.split("\n")
    alone = {line for line, comment in found if _line(lines, line).strip() == comment.strip()}
    made = []
    for line, comment in found:
        match_ = _ALLOW.match(comment.strip())
        if match_ is None:
            continue
        about = line
        while about in alone or (about != line and not _line(lines, about).strip()):
            about += 1
            if about > len(lines):
                break
        rules = tuple(one.strip() for one in match_["rules"].split(","))
        made.append(
            Allowance(rules, (match_["reason"] or "").strip(), line, frozenset({line, about}))
        )
    return made


def _python_comments(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    try:
        found.extend(
            (token.start[0], token.string)
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        )
    except (tokenize.TokenError, SyntaxError, RecursionError):
        # What came before the fault counts; the parse gate has already let the text through.
        return found
    return found


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
