"""A spec with rules and computed fields of every kind, for tests of what is made of them."""

from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.messages.diagnostic import has_errors
from baesc.passes.normalize import normalize

SCHOOL = """\
entity: Student
fields:
  name: string(100)
  email: email unique
  birth_date: date
  status: enum(active, suspended, graduated)
  gpa: decimal(3,2)?
  shout: {type: string(100), stored: true, computed: upper(name)}
  credits: {type: integer, computed: sum(e.credits for e in enrollments)}
rules:
  - check: birth_date <= today - years(16)
    message: A student is at least 16 years old.
  - check: status != 'graduated' or credits >= 18
    message: A graduate has 18 credits.
  - check: status != 'suspended' or gpa is not None and gpa < 2
    message: Only students with a low average are suspended.
---
entity: Course
fields:
  code: {type: string, pattern: "[A-Z]{2}[0-9]{3}", unique: true}
  is_open: boolean
  most: {type: integer, default: 5}
rules:
  - check: most in (3, 6, 9)
    message: Courses have 3, 6 or 9 credits.
---
entity: Enrollment
fields:
  term: string(10)
  credits: integer
  ends_on: date
relations:
  student: {to: Student, inverse: enrollments}
  course: {to: Course, inverse: enrollments}
rules:
  - check: count(e for e in Enrollment if e.student == student and e.term == term) <= 3
    message: A student takes at most 3 courses in a term.
  - check: course.is_open and credits > 0 and credits <= course.most
    message: Credits are between 1 and those of the course, which is open.
  - check: ends_on > today and ends_on <= today + days(200)
    message: A term ends soon.
"""


def system_of(text: str) -> System:
    """Return what a spec means that has no fault."""
    specs, found = load([Source("specs/all.yaml", text)])
    system, problems = normalize(specs, Config("ruled", "Ruled"))
    assert system is not None, (found, problems)
    assert not has_errors((*found, *problems))
    return system
