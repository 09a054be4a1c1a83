"""Measure tokens: of the standards, and of what builds ask a model (here a scripted local one)."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from baesc.effects.project import shipped  # noqa: E402
from baesc.knowledge.standards import AREAS, standards_of  # noqa: E402
from baesc.knowledge.tokens import count  # noqa: E402
from tests.cli import baesc  # noqa: E402
from tests.model_server import ModelServer, say  # noqa: E402

LOAN = """\
entity: Student
fields:
  name: string(100)
  birth_date: date
  status: enum(active, suspended, graduated)
  gpa: decimal(3,2)?
rules:
{rules}
---
entity: Course
fields: {{title: string(150), credits: integer}}
---
entity: Enrollment
fields: {{term: string(10), grade: "decimal(4,2)?"}}
relations:
  student: {{to: Student, inverse: enrollments}}
  course: {{to: Course, inverse: enrollments}}
"""
ENROLLMENT = """\
entity: Enrollment
fields:
  term: string(10)
  grade: {type: "decimal(4,2)?", min: 0, max: 20}
  passed: {type: "boolean?", computed: {text: Whether the grade is at least 10.}}
relations:
  student: {to: Student, inverse: enrollments}
  course: {to: Course, inverse: enrollments}
rules:
  - text: A student takes at most 5 courses in a term.
  - text: A suspended student has no grade.
  - text: A student takes a course once in a term.
---
entity: Student
fields: {name: string(100), status: "enum(active, suspended, graduated)"}
---
entity: Course
fields: {title: string(150), credits: integer}
"""
LOWERED = """\
1: count(e for e in Enrollment if e.student == student and e.term == term) <= 5
2: student.status != 'suspended' or grade is None
3: count(e for e in Enrollment if e.student == student and e.course == course and e.term == term) \
<= 1
4: grade >= 10"""
ENDPOINT = """\
entity: Loan
fields:
  due_on: date
  returned_on: date?
  renewals: {type: integer, default: 0}
endpoints:
  renew:
    text: >-
      Moves the due date by the days that are sent and counts the renewal. A loan that was returned
      is refused, and so is one that was renewed twice.
    takes: {days: integer}
    changes: [due_on, renewals]
    examples:
      - row: {due_on: 2026-01-19, renewals: 0}
        takes: {days: 14}
        changes: {due_on: 2026-02-02, renewals: 1}
      - row: {due_on: 2026-01-19, renewals: 2}
        takes: {days: 14}
        refuses: renewed twice
"""
WRONG = """\
```python
return RenewChanges(due_on=loan.due_on + timedelta(days=days), renewals=loan.renewals + 1)
```"""
RIGHT = """\
```python
if loan.returned_on is not None:
    raise Refused("The loan was returned.")
if loan.renewals >= 2:
    raise Refused("The loan was renewed twice.")
return RenewChanges(due_on=loan.due_on + timedelta(days=days), renewals=loan.renewals + 1)
```"""


@dataclass(frozen=True)
class Case:
    """A project, what the model says, and the tokens that the last request may take in all."""

    name: str
    spec: str
    answers: tuple[str, ...]
    most: int


CASES = (
    Case(
        "one rule in words",
        LOAN.format(rules="  - text: A student is at least 16 years old."),
        ("1: birth_date <= today - years(16)",),
        600,
    ),
    Case(
        "three rules and a computed value, in one call",
        ENROLLMENT,
        (LOWERED,),
        900,
    ),
    Case("an endpoint, asked once more", ENDPOINT, (WRONG, RIGHT), 700),
)


def turns(case: Case) -> list[tuple[int, int]]:
    """Build a project with scripted answers; return the tokens in and out of each request."""
    with tempfile.TemporaryDirectory(prefix="baesc-tokens-") as folder:
        root = Path(folder)
        (root / "specs").mkdir()
        (root / "specs" / "all.yaml").write_text(case.spec)
        (root / "baes.yaml").write_text("project: tokens\n")
        with ModelServer([say(one) for one in case.answers]) as server:
            done = baesc("build", "--format", "json", cwd=root, **server.environ)
        questions = json.loads(done.stdout)["questions"]
        refused = [one["name"] for one in questions if not one["accepted"]]
        if refused or len(server.requests) != len(case.answers):
            asked = "\n".join(server.questions)
            sys.exit(f"{case.name}: {len(server.requests)} requests, refused {refused}\n{asked}")
    spent = [
        (sum(count(message["content"]).tokens + 4 for message in one.messages) + 3, said)
        for one, said in zip(
            server.requests, [count(answer).tokens for answer in case.answers], strict=True
        )
    ]
    told = sum(one["usage"]["tokens_in"] + one["usage"]["tokens_out"] for one in questions)
    if told != sum(map(sum, spent)):
        sys.exit(f"{case.name}: the report says {told} tokens, {spent} went over the wire")
    return spent


def section() -> str:
    """Return the part of RESULTS.md about tokens."""
    folder = shipped("standards")
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.md")}
    short, full = (standards_of({}, texts, compressed=one) for one in (True, False))
    lines = [
        "## Tokens",
        "",
        "Counted as o200k. What builds ask, through the SDK, of a local server that answers by a",
        "script: each request with its answer, and the most that it may take.",
        "",
        "| asked | tokens in | out | together | at most |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for case in CASES:
        found = turns(case)
        for at, (asked, said) in enumerate(found, 1):
            name = case.name if len(found) == 1 else f"{case.name}: request {at}"
            total = asked + said
            if total > case.most:
                sys.exit(f"{name}: {total} tokens, more than {case.most}")
            lines.append(f"| {name} | {asked} | {said} | {total} | {case.most} |")
    lines += ["", "Standards, as prompts quote them:", ""]
    lines += ["| area | compressed | full |", "| --- | ---: | ---: |"]
    lines += [
        f"| {one} | {count(short.quoted(one))} | {count(full.quoted(one))} |" for one in AREAS
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(section())
