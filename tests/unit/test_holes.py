"""Bodies that a model wrote: what is taken, what is refused, and what the sandbox lets happen."""

import sys
from typing import Any

import pytest

from baesc.effects.sandbox import Sandbox
from baesc.knowledge.holes.answers import body_of, fenced
from baesc.knowledge.holes.bodies import body_faults, names_used
from baesc.knowledge.holes.contracts import contracts_of
from baesc.knowledge.holes.files import file_faults
from baesc.knowledge.holes.trial import calls_of, outcome_fault, trials_of
from baesc.knowledge.prompts.holes import described
from tests.holes import contract, system

SPEC = """\
entity: Student
fields:
  name: string(100)
  status: enum(active, graduated)
  credits: {type: integer, default: 0}
  gpa: decimal(3,2)?
endpoints:
  promote:
    text: Graduates a student.
    takes: {reason: string(20)?}
    gives: {message: string, mean: "decimal(4,2)?"}
    changes: [status]
    examples:
      - row: {name: Ada, credits: 180}
        gives: {message: Ada, mean: 2.5}
        changes: {status: graduated}
      - row: {credits: 179}
        refuses: Credits
"""
CONTRACT = contract(SPEC)
MODULE = """\
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from app.logic import Refused

@dataclass(frozen=True, kw_only=True)
class StudentValues:
    id: int
    name: str
    status: str
    credits: int
    gpa: Decimal | None

class PromoteChanges(TypedDict, total=False):
    status: str

@dataclass(frozen=True, kw_only=True)
class PromoteResult:
    message: str
    mean: Decimal | None
    changes: PromoteChanges

def promote(student, *, reason, today):
"""


PLAIN = [
    "return PromoteResult(message=student.name, mean=None, changes={})",
    """\
for one in range(3):
    if one > 1:
        break
return PromoteResult(message='', mean=student.gpa, changes={'status': 'graduated'})
""",
    """\
try:
    number = int(student.name)
except ValueError:
    raise Refused('no number')
return PromoteResult(message=f'{number:>5}', mean=None, changes={})
""",
    """\
found = re.fullmatch('[a-z]+', student.name)
mean = Decimal('1.50').quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)
return PromoteResult(message=found.group(0) if found else '', mean=mean, changes={})
""",
    """\
names = sorted({student.name, 'x'}, key=lambda one: one.lower())
return PromoteResult(message=', '.join(names), mean=None, changes={})
""",
    """\
if (today - date(2020, 1, 1)).days > 5 and (size := len(student.name)) > 2:
    raise Refused(f'too long: {size}')
return PromoteResult(message='', mean=None, changes={})
""",
]


@pytest.mark.parametrize("body", PLAIN)
def test_plain_bodies_pass(body: str) -> None:
    assert body_faults(CONTRACT, body) == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("import os\nreturn None", "an import inside the function"),
        ("from os import system\nreturn None", "an import inside the function"),
        ("while True:\n    pass", "`while`"),
        ("with open('x') as f:\n    return f", "`with`"),
        ("def inner():\n    return 1\nreturn inner()", "a function inside the function"),
        ("class A:\n    pass\nreturn A", "a class"),
        ("global x\nreturn x", "`global`"),
        ("yield 1", "`yield`"),
        ("assert True\nreturn 1", "`assert`"),
        ("del student\nreturn 1", "`del`"),
        ("return open('x')", "there is no `open`"),
        ("return eval('1')", "there is no `eval`"),
        ("return getattr(student, 'name')", "there is no `getattr`"),
        ("return type(student)", "there is no `type`"),
        ("return vars()", "there is no `vars`"),
        ("return __import__('os')", "begins with `_`"),
        ("return student.__class__", "`.__class__` is not part of the contract"),
        ("return student.nme", "did you mean `name`?"),
        ("return '{}'.format(student)", "`.format` is not part of the contract"),
        ("return ''.join.__self__", "`.__self__`"),
        ("return date.today()", "`.today` is not part of the contract"),
        ("return datetime.now(UTC)", "`.now` is not part of the contract"),
        ("return [x for x in ().__class__.__bases__]", "`.__bases__`"),
        ("student.name = 'x'\nreturn 1", "are not changed"),
        ("Decimal = 5\nreturn Decimal", "hides something"),
        ("len = 5\nreturn len", "hides something"),
        ("_x = 5\nreturn _x", "begins with `_`"),
        ("return (lambda: 1)()", "only what has a name is called"),
        ("return promote(student)", "there is no `promote` here"),
        ("raise ValueError('x')", 'only `raise Refused("...")`'),
        ("raise", 'only `raise Refused("...")`'),
        ("try:\n    return 1\nexcept Exception:\n    return 2", "only errors of values"),
        ("try:\n    return 1\nexcept:\n    return 2", "only errors of values"),
        ("return re.compile(student.name)", "patterns that are written out"),
        ("return re.match(student.name, 'x')", "patterns that are written out"),
        ("return 9 ** 9 ** 9", "an exponent is a number"),
        ("return b'x'", "of the type `bytes`"),
        ("return ...", "of the type `ellipsis`"),
        ('return """a\nb"""', "in three quotes"),
        ("return 1  # type: ignore", "speaks to a tool"),
        ("return 1  # noqa: S101", "speaks to a tool"),
        ("pass", "returns no `PromoteResult`"),
        ("return (", "does not parse"),
        ("return 1\n" * 200, "more than 120 lines"),
        ("match student:\n    case object():\n        return 1", "`match`"),
        ("return await x", "`await`"),
        ("return 'x' * 5 + " + "'" + "y" * 3000 + "'", "more than 2,000 characters"),
    ],
)
def test_what_bodies_must_not_do(body: str, fault: str) -> None:
    found = body_faults(CONTRACT, body)
    assert any(fault in one for one in found), found


def test_a_body_cannot_leave_its_function() -> None:
    # The first line ends the indented block, unless all of it is indented alike.
    assert body_faults(CONTRACT, "return 1\n\x0cprint(1)") != ()
    assert body_faults(CONTRACT, ")\nprint(1)\n(") != ()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("```python\nx = 1\n```", "x = 1\n"),
        ("Here it is:\n\n```py\nx = 1\n```\nGood luck!", "x = 1\n"),
        ("~~~\nx = 1\n~~~", "x = 1\n"),
        ("````python\ns = '```'\n````", "s = '```'\n"),
        ("```python\r\nx = 1\r\n```", "x = 1\n"),
    ],
)
def test_the_code_of_an_answer(answer: str, code: str) -> None:
    assert fenced(answer) == (code, "")


def test_a_body_is_taken_without_signature_imports_and_docstring() -> None:
    code = (
        "from decimal import Decimal\nimport math\n\n"
        "def promote(student: StudentValues, *, reason: str | None, today: date) "
        "-> PromoteResult:\n"
        '    """Say it."""\n    # Because.\n    a = 1\n\n    if a:\n        return a\n'
    )
    assert body_of(CONTRACT, code).code == "# Because.\na = 1\n\nif a:\n    return a\n"
    assert body_of(CONTRACT, "return 1\n").code == "return 1\n"
    assert "beside" in body_of(CONTRACT, f"import os\n{code}").fault
    assert "beside" in body_of(CONTRACT, f"{code}\npromote(1)\n").fault
    assert "decorator" in body_of(CONTRACT, code.replace("def ", "@x\ndef ")).fault


def test_names_that_a_body_uses() -> None:
    assert names_used("x = Decimal(1)\nreturn max(x, len(student.name))") == {
        "Decimal", "x", "max", "len", "student",
    }  # fmt: skip


SANDBOX = Sandbox(1, 128)


def tried(body: str) -> list[str]:
    """Run the trials of a body, static checks aside, and return what is wrong."""
    trials = trials_of(CONTRACT)
    text = MODULE + "".join(f"    {line}\n" for line in body.split("\n"))
    refused = (
        "class Refused(Exception):\n    def __init__(self, reason):\n"
        "        super().__init__(reason)\n"
    )
    files = {"app/__init__.py": "", "app/logic/__init__.py": refused, "app/logic/student.py": text}
    run = SANDBOX.run(files, "app.logic.student", calls_of(CONTRACT, trials))
    found = [
        outcome_fault(CONTRACT, trial, one)
        for trial, one in zip(trials, run.outcomes, strict=False)
    ]
    return [one for one in (*found, run.fault) if one]


RIGHT = (
    "if student.credits < 180:\n    raise Refused('More credits are needed.')\n"
    "return PromoteResult(message=student.name, mean=Decimal('2.50'), "
    "changes={'status': 'graduated'})"
)


def test_a_right_body_passes_its_trials() -> None:
    assert tried(RIGHT) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("180", "179", "example 2: must refuse with `Credits`"),
        ("< 180", "< 181", "example 1: must not refuse"),
        ("'2.50'", "'2.51'", "`mean` should be `'2.50'`, and is `'2.51'`"),
        ("'2.50'", "'2.505'", "returns `'2.505'`, and `mean` has 2 decimal places"),
        ("Decimal('2.50')", "2.5", "must be `Decimal | None`"),
        ("'graduated'", "'active'", "`status` should become 'graduated', and does become 'active'"),
        ("'graduated'", "'gone'", "`status` must become `str`"),
        ("'status'", "'credits'", "must not change `credits`"),
        ("message=student.name", "message=None", "`PromoteResult.message` must be `str`"),
        ("PromoteResult(", "dict(", "must return a `PromoteResult`"),
        ("student.name", "student.name[99]", "raises IndexError"),
        ("More credits are needed.", "", "without a readable message"),
    ],
)
def test_a_wrong_body_fails_its_trials(old: str, new: str, fault: str) -> None:
    assert old in RIGHT
    assert any(fault in one for one in tried(RIGHT.replace(old, new))), tried(
        RIGHT.replace(old, new)
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("import os\nos.system('true')", "must not do: os.system"),
        ("import os\nos.fork()", "must not do: os.fork"),
        ("import os\nos.kill(1, 0)", "must not do: os.kill"),
        ("open('/etc/passwd')", "must not do: open"),
        ("import socket", "must not do: import"),
        ("import subprocess", "must not do: import"),
        ("import ctypes", "must not do: import"),
        ("exec('1')", "must not do"),
        ("try:\n    open('/etc/passwd')\nexcept BaseException:\n    pass", "must not do: open"),
        ("while True:\n    pass", "took more than"),
        ("import time\ntime.sleep(9)", "took more than"),
        ("a = [0] * 1_000_000_000", "MemoryError"),
        ("return 'x' * 10_000_000", "a result of more than"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("import os\nos._exit(0)", "ended early"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no sandbox")
def test_what_the_sandbox_stops(body: str, fault: str) -> None:
    found = tried(body)
    assert any(fault in one for one in found), found


def test_without_a_sandbox_nothing_passes() -> None:
    from baesc.records.ports import NoSandbox

    run = NoSandbox().run({}, "x", [{}])
    assert run.outcomes == ()
    assert "no sandbox" in run.fault


def test_values_of_every_type_survive_the_sandbox() -> None:
    kinds: dict[str, Any] = {
        "integer": 5, "float": 2.5, "boolean": True, "string": "a", "decimal(5,2)": "3.50",
        "date": "2026-01-31", "time": "08:30", "datetime": "2026-01-31T08:30:00Z",
        "uuid": "123e4567-e89b-12d3-a456-426614174000", "enum(a, b)": "b",
    }  # fmt: skip
    names = [f"v{at}" for at in range(len(kinds))]
    takes = "".join(f'      {name}: "{kind}"\n' for name, kind in zip(names, kinds, strict=True))
    given = ", ".join(
        f"{name}: {value!r}" for name, value in zip(names, kinds.values(), strict=True)
    )
    given = given.replace("True", "true")
    spec = (
        "entity: Thing\nfields: {name: string}\nendpoints:\n  echo:\n    text: Gives it back.\n"
        f"    takes:\n{takes}    gives:\n{takes}"
        f"    examples:\n      - takes: {{{given}}}\n        gives: {{{given}}}\n"
    )
    made = contract(spec)
    from baesc.knowledge.targets.logic import filled, logic_view
    from tests.holes import system
    from tests.render_tree import library

    whole = system(spec)
    body = f"return EchoResult({', '.join(f'{one}={one}' for one in names)})"
    assert body_faults(made, body) == ()
    view = filled(logic_view(whole, whole.entities[0]), (made,), {made.name: body})
    text, _ = library().render("logic/entity.j2", view)
    trials = trials_of(made)
    files = {"app/__init__.py": "", "app/logic/__init__.py": "class Refused(Exception): ...\n"}
    run = Sandbox(2, 256).run(
        {**files, "app/logic/thing.py": text or ""}, "app.logic.thing", calls_of(made, trials)
    )
    assert run.fault == ""
    assert [outcome_fault(made, *one) for one in zip(trials, run.outcomes, strict=True)] == [
        "" for _ in trials
    ]


def test_transforms_are_functions_of_one_row_or_one_line() -> None:
    spec = """\
entity: Student
fields: {name: string(100), gpa: "decimal(3,2)?", code: {type: string, default: x}}
relations: {advisor: Teacher}
transforms:
  report:
    text: The mean of an advisor.
    columns: {who: string, mean: "decimal(3,2)?"}
    examples:
      - {row: {name: Ada}, line: {who: ADA, mean: null}}
  intake:
    direction: import
    text: A student a line.
    columns: {who: string, by: integer}
    examples:
      - {line: {who: Ada, by: 3}, row: {name: Ada, advisor_id: 3}}
      - {line: {who: x, by: 3}, refuses: who}
---
entity: Teacher
fields: {name: string(100)}
"""
    made = system(spec)
    report, intake = contracts_of(made, made.entity("Student"))
    assert report.signature == "def report(student: StudentValues, *, today: date) -> ReportResult:"
    assert intake.signature == "def intake(line: IntakeLine, *, today: date) -> IntakeResult:"
    assert (report.refuses, intake.refuses) == (False, True)
    # What every row needs and nothing else, where the spec does not name more.
    assert [one.name for one in intake.class_named("IntakeResult").values] == ["name", "advisor_id"]
    assert "IntakeLine(who=\"x\", by=3) -> Refused with 'who' in its text" in described(intake)
    assert not body_faults(intake, "return IntakeResult(name=line.who, advisor_id=line.by)\n")
    assert body_faults(report, 'raise Refused("No.")\n')


def test_a_prompt_says_what_a_result_must_hold() -> None:
    said = described(CONTRACT)
    mean = "mean Decimal | None (at most 2 digits after the point), changes PromoteChanges"
    assert f"PromoteResult: dataclass, by keywords: message str, {mean}\n" in said


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import logging\nlogging.os.system('x')",
        "import contextlib as c\nshort = c\nshort.os.system('x')",
        "import contextlib\ngetattr(contextlib, 'o' + 's').system('x')",
        "from logging import os as log",
        "from app.config import *",
        "from typing import sys",
        "import io\nio.open('x', 'w')",
        "import io\nio.FileIO('x', 'w')",
        "import logging\nlogging.FileHandler('x')",
        "from operator import attrgetter",
        "from pydantic import ImportString",
        "import typing\ntyping.get_type_hints(x)",
        "import dataclasses\ndataclasses.make_dataclass('X', ['a'])",
        "x.__globals__",
    ],
)
def test_a_file_reaches_nothing_outside_by_any_way_around(text: str) -> None:
    assert file_faults("app/models/note.py", text)
    # Its own template may do so all the same.
    assert file_faults("app/models/note.py", text, text) == ()


def test_a_file_may_do_what_applications_do() -> None:
    text = """
import logging
from datetime import UTC, datetime
from sqlalchemy import String
from app.models import Note
LOGGER = logging.getLogger(__name__)
LOGGER.info("%s", Note.title.is_(None), datetime.now(UTC))
"""
    assert file_faults("app/models/note.py", text) == ()
