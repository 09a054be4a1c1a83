"""Compiled expressions have the value that `evaluate` gives, on real models and real databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import selectinload

from baesc.knowledge.compiling.conditions import kind_of, row_condition, set_condition
from baesc.knowledge.python_names import attribute_name
from baesc.knowledge.reading_ways import loads_of
from baesc.knowledge.targets.core import SHARED_CORE
from baesc.language.expressions.boundary import boundary_cases
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import Scope
from baesc.language.expressions.rows import Database
from baesc.language.expressions.tree import Attribute, Node, This, Type
from baesc.language.expressions.wanted import read_check
from baesc.language.ir import NOWHERE, Field
from benchmarks.lowerings import cases
from tests.compiled import World, function_of, import_lines, imports_of, world, write_models
from tests.expressions import NOW, meaning
from tests.grammar import COMPUTED, SCHOOL, SCOPE, database, random_check
from tests.postgresql import postgresql
from tests.render_tree import library
from tests.systems import entity, field, system, to_one

EXAMPLES = int(os.environ.get("BAESC_COMPILING_EXAMPLES", "30"))
FIXED = (
    "born <= today - years(16)",
    "born <= today - years(max) and joined + months(3) > today",
    "nick is not None and len(nick) > 2",
    "nick is None or nick == 'a' or nick == name",
    "gpa * age >= 2.5 and gpa / age < 9.99 or ratio > gpa",
    "state in ('new', 'old') or on",
    "state == 'new' if sure else state != 'gone'",
    "(state == 'new') == on",
    "max / (max - 3) > 2 and max // max == 1 and max % 3 != 0",
    "opens > '08:00' and not (age < max < 3)",
    "born + days(self.now) < left and left - born <= days(3) * 2",
    "round(ratio, 1) == round(share * 2, 1) and round(gpa) == round(-2.25)",
    "min(age, max) < 3 and max(gpa, age, 1.5) < 9 and min(born, today) < today",
    "(age if on else None) > 2 and (nick if nick is not None else name) < 'b'",
    "seen - hours(2) < now and date(seen) != today and year(seen) > 2000",
    "code != '00000000-0000-4000-8000-000000000001' and lower(name) in upper(nick)",
    "debt * debt * debt > 1.5 and -debt < abs(debt)",
    "advisor is None or advisor.name != name and advisor != tutor",
    "buddy.buddy.name == name and buddy.id > id and profile is None",
    "profile.favourite.teacher.name == name",
    "(advisor if on else tutor).name == 'a'",
    "count(e for e in Enrollment if e.student == self and e.term == nick) <= 1",
    "count(s for s in Student if s != self and s.tutor == tutor and s.age > age) <= 1",
    "count(courses) <= 1 and count(clubs) > 0 and count(buddies) == 0",
    "sum(e.credits for e in enrollments) <= 30 and sum(e.grade for e in enrollments) > 2",
    "avg(e.grade for e in enrollments if e.grade > 1 and e.status in ('new', 'old')) > 2",
    "max(e.made for e in enrollments) < today and min(c.title for c in courses) < name",
    "any(e.grade < 3 for e in enrollments) and all(c.fee > 1 for c in clubs)",
    "not all(e.course.teacher == advisor for e in enrollments)",
    "sum(e.course.price for e in enrollments) / count(enrollments) < 3",
    "all(count(m for m in c.members if m != self) <= 1 for c in clubs)",
    "sum(e.credits / e.course.crowd for e in enrollments if e.course.level == 'high') > 1",
    "any(s.age / s.max > 1.5 for s in advisor.advisees) or on",
    "count(s for s in buddy.buddies if s.profile.city == profile.city) < 2",
    "total > 3 and mean > 1 and rich == 0 and twice != 4 and part / 3 > whole / 3",
    "sum(today - e.made for e in enrollments) > days(3)",
    "2 < max and 1 >= age",
    "count(s for s in Student if max < s.max) < 1 and count(s for s in Student if 2 >= s.max) < 2",
)


@pytest.fixture(scope="module")
def school() -> Iterator[World]:
    with world(SCHOOL) as made:
        yield made


def _agrees(school: World, node: Node, rows: Database) -> None:
    row = rows.rows["Student"][0]
    wanted = evaluate(inlined(node, SCHOOL), row, rows)
    ask = school.compiled(node, "Student")
    with school.holding(rows) as session:
        found = ask(session, row, rows)
    assert found is (wanted is not False), ask.source  # type: ignore[attr-defined]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False), depth=st.integers(1, 3))
def test_a_compiled_check_holds_unless_it_is_false(
    school: World, random: Random, depth: int
) -> None:
    _, node = random_check(random, depth)
    assume(node is not None)
    assert node is not None
    event(kind_of(node, SCHOOL))
    for _ in range(2):
        _agrees(school, node, database(random))


@pytest.mark.parametrize("text", FIXED)
def test_a_compiled_check_holds_at_the_edges(school: World, text: str) -> None:
    node = meaning(text, SCOPE)
    for case in boundary_cases(inlined(node, SCHOOL), "Student", SCHOOL)[:12]:
        _agrees(school, node, case.database)
    for seed in range(6):
        _agrees(school, node, database(Random(seed)))


def _computed(school: World, rows: Database) -> None:
    with school.holding(rows) as session:
        for name in COMPUTED:
            owner, cls = SCHOOL.entity(name), school.cls(name)
            query = sa.select(cls).order_by(cls.id)
            for path in loads_of(SCHOOL, owner):
                load: Any = None
                for step in path:
                    relation = getattr(getattr(school.models, step.cls), step.attribute)
                    load = (load.selectinload if load is not None else selectinload)(relation)
                query = query.options(load)
            for instance, row in zip(session.scalars(query).all(), rows.rows[name], strict=True):
                for one in owner.fields:
                    if one.formula is not None:
                        wanted = evaluate(inlined(_kept(name, one), SCHOOL), row, rows)
                        found = getattr(instance, attribute_name(one.name))
                        assert _plain(found, one) == wanted, (one.name, one.computed)


def _kept(owner: str, one: Field) -> Node:
    """Return the value of a field as the field keeps it."""
    read = Attribute(This(Type("row", entity=owner)), one.name, Type("null"))
    return inlined(read, SCHOOL)


def _plain(value: Any, one: Field) -> Any:
    if value is None or one.type not in ("uuid", "enum"):
        return value
    return str(value)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
@example(seed=0)
@example(seed=1)
def test_a_computed_field_has_the_value_of_its_formula(
    school: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for name in [one for one in sys.modules if one.startswith("app.models.")]:
        if hasattr(sys.modules[name], "utc_now"):
            monkeypatch.setattr(sys.modules[name], "utc_now", lambda: NOW)
    _computed(school, database(Random(seed)))


def test_compiled_checks_hold_on_postgresql_too() -> None:
    # Rows of a random database may name rows that come later.
    anyhow = "?options=-csession_replication_role%3Dreplica"
    with postgresql() as url, world(SCHOOL, url + anyhow) as school:
        for seed, text in enumerate(FIXED):
            _agrees(school, meaning(text, SCOPE), database(Random(seed)))


def test_compiled_code_is_typed_and_clean(tmp_path: Path) -> None:
    write_models(SCHOOL, tmp_path)
    nodes = [meaning(text, SCOPE) for text in FIXED]
    random = Random(4)
    nodes += [node for _ in range(80) if (node := random_check(random, 2)[1]) is not None]
    wanted: list[tuple[str, str]] = []
    functions = []
    for number, node in enumerate(nodes):
        is_row = kind_of(node, SCHOOL) == "row"
        cls = "" if is_row else "Student"
        code = (row_condition if is_row else set_condition)(node, SCHOOL.entity("Student"), SCHOOL)
        wanted += imports_of(code, cls)
        functions.append(function_of(code, cls, f"rule_{number}"))
    source = "\n\n".join([import_lines(wanted), "", *functions])
    (tmp_path / "app" / "rules.py").write_text(source, encoding="utf-8")
    settings_of = next(one for one in SHARED_CORE if one.path == "pyproject.toml")
    text, _ = library().render(settings_of.template, settings_of.view(SCHOOL))
    (tmp_path / "pyproject.toml").write_text(str(text), encoding="utf-8")
    _passes(tmp_path, "ruff", "format", "-q", "app")
    # Random rules have magic numbers, compare things with themselves and say nothing of a row.
    ignored = "D,PLR2004,PLR0913,PLR0124,PLR0133,ARG001,FURB171,E501,C901,FBT"
    _passes(tmp_path, "ruff", "check", "-q", "--no-cache", "app", "--ignore", ignored)
    _passes(tmp_path, "mypy", "--strict", "app", "--disable-error-code", "comparison-overlap")


def _passes(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_hand_written_lowerings_are_compiled_to_what_they_mean() -> None:
    by_domain: dict[str, list[Any]] = {}
    for case in cases():
        if not case.kind:
            by_domain.setdefault(case.domain, []).append(case)
    for some in by_domain.values():
        system = some[0].system
        with world(system) as made:
            for one in some:
                scope = Scope({each.name: each for each in system.entities}, one.words.entity)
                node, _ = read_check(one.answer, NOWHERE, scope)
                if node is not None:
                    _agrees_at_edges(made, node, one.words.entity)


def _agrees_at_edges(made: World, node: Node, owner: str) -> None:
    ask = made.compiled(node, owner)
    edges = boundary_cases(node, owner, made.system)[:4]
    assert edges, ask.source  # type: ignore[attr-defined]
    for case in edges:
        with made.holding(case.database) as session:
            found = ask(session, case.row, case.database)
        wanted = evaluate(node, case.row, case.database) is not False
        assert found is wanted, (case.note, ask.source)  # type: ignore[attr-defined]


ODD = system(
    "odd",
    entity(
        "Select",
        field("class", "string"),
        field("list", "integer"),
        field("session", "integer"),
        field("row", "integer", required=False),
        field("func", "date"),
        field("value", "integer", required=False),
        field("divide", "decimal"),
        field("today", "date"),
        field("re", "string"),
        to_one("import", "Sum", required=False, inverse="global"),
        to_one("date", "Sum", inverse="datetime"),
        to_one("session_of", "Select", required=False, inverse="rows"),
    ),
    entity(
        "Sum",
        field("select", "integer"),
        field("state", "enum", values=("a b", "class")),
        field("def", "decimal", precision=15, scale=5),
    ),
)


def test_names_of_python_and_of_libraries_are_no_trouble() -> None:
    texts = (
        "class_ == 'a' and list > 2 and session < row",
        "row / value > divide and self.today > func",
        "func + months(list) > self.today and self.today > today",
        "matches(re, 'a+') and value is None",
        "import_ is None or import_.select > list",
        "date.state == 'class' and date.def_ / 3 > 1",
        "count(l for l in Select if l.session == session and l.date == date) <= 3",
        "sum(select.list / select.row for select in Select if select != self) < 3",
        "any(row_.divide / row_.value > 2 for row_ in rows)",
        "count(e for e in rows if e.import_ is not None and e.import_.select > 1) == 0",
        "sum(func_.row for func_ in date.datetime if func_.date.def_ * func_.divide > 0) != 3",
        "session_of.session_of is None or session_of.session_of.date != date",
    )
    scope = Scope({one.name: one for one in ODD.entities}, "Select")
    with world(ODD) as made:
        for text in texts:
            _agrees_at_edges(made, meaning(text, scope), "Select")
