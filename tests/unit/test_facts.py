"""Facts of Python and of DDL, with their lines."""

from textwrap import dedent

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import UNKNOWN
from baesc.knowledge.facts.spec import promise
from tests.verified import school


def python(text: str) -> dict[str, list]:
    found = extract("x.py", dedent(text))
    assert not found.fault
    return found.facts


def sql(text: str, *, postgresql: bool = False) -> dict[str, list]:
    found = extract("x.sql", dedent(text), postgresql=postgresql)
    assert not found.fault, found.fault
    assert not found.unsure, found.unsure
    return found.facts


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("201", 201),
        ("status.HTTP_201_CREATED", 201),
        ("HTTPStatus.CREATED", 201),
        ("CODE", UNKNOWN),
        ("200 + 1", UNKNOWN),
        ("True", UNKNOWN),
    ],
)
def test_status_codes(code: str, expected: object) -> None:
    (route,) = python(f'@router.post("", status_code={code})\ndef f(): ...\n')["route"]
    assert route.status == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("errors(404, 409)", (404, 409)),
        ("{404: {}, 409: {}}", (404, 409)),
        ("errors(404) | {409: {}}", (404, 409)),
        ("{**errors(404), 409: {}}", (409, 404)),
        ("errors(*CODES)", UNKNOWN),
        ("RESPONSES", UNKNOWN),
    ],
)
def test_declared_errors(code: str, expected: object) -> None:
    (route,) = python(f'@router.get("", responses={code})\ndef f(): ...\n')["route"]
    assert route.responses == expected


@pytest.mark.parametrize(
    ("annotation", "injected"),
    [
        ("SessionDep", True),
        ("Annotated[Session, Depends(get_session)]", True),
        ("Session", False),
        ("Annotated[Session, Query()]", False),
    ],
)
def test_sessions(annotation: str, injected: bool) -> None:
    (route,) = python(f'@router.get("")\ndef f(session: {annotation}): ...\n')["route"]
    assert route.injects_session is injected


@pytest.mark.parametrize(
    ("line", "required", "optional", "alias"),
    [
        ("x: str", True, False, "x"),
        ("x: str | None", True, True, "x"),
        ("x: Optional[str]", True, True, "x"),
        ("x: Mapped[str | None]", True, True, "x"),
        ('x: str = ""', False, False, "x"),
        ("x: str = ...", True, False, "x"),
        ("x: str = Field(max_length=3)", True, False, "x"),
        ('x: str = Field("", max_length=3)', False, False, "x"),
        ("x: list[int] = Field(default_factory=list)", False, False, "x"),
        ('x_: str = Field(alias="x")', True, False, "x"),
        ('x_: Annotated[str, Field(alias="x")]', True, False, "x"),
        ('x_: Mapped[str] = mapped_column("x", String(3))', False, False, "x"),
    ],
)
def test_fields(line: str, required: bool, optional: bool, alias: str) -> None:
    (field,) = python(f"class A(B):\n    {line}\n")["field"]
    assert (field.required, field.optional, field.alias) == (required, optional, alias)
    assert (field.line, field.owner) == (2, "A")


def test_import_aliases_are_resolved() -> None:
    facts = python(
        """\
        import streamlit as page
        from fastapi import HTTPException as Refuse
        page.error("no")
        raise Refuse(404)
        """
    )
    assert "st.error" in {call.name for call in facts["call"]}
    assert facts["raise"][0][2:4] == ("HTTPException", 404)


def test_exceptions() -> None:
    facts = python(
        """\
        def f():
            try:
                g()
            except (A, b.Exception) as exc:
                h()
                raise HTTPException(500, str(exc))
            except:
                pass
        """
    )
    first, second = facts["except"]
    assert (first.line, first.types, first.broad, first.raises) == (
        4,
        ("A", "b.Exception"),
        True,
        True,
    )
    assert first.calls == ("h", "HTTPException", "str")
    assert (second.line, second.bare, second.silent) == (7, True, True)
    (raised,) = facts["raise"]
    assert (raised.line, raised.status, raised.leaks, raised.caused) == (6, 500, True, False)
    assert [call.guarded for call in facts["call"] if call.name == "g"] == [True]
    assert [call.in_except for call in facts["call"] if call.name == "h"] == [True]


@pytest.mark.parametrize(
    ("body", "checks", "constant"),
    [
        ("assert x", 1, False),
        ("assert True", 1, True),
        ("assert 1 == 1", 1, True),
        ("assert x == x", 1, True),
        ("assert x or True", 1, True),
        ('assert (x, "why")', 1, True),
        ("with pytest.raises(A): f()", 1, False),
        ("f()", 0, False),
    ],
)
def test_assertions(body: str, checks: int, constant: bool) -> None:
    (test,) = python(f"def test_a(x):\n    {body}\n")["test"]
    assert (test.checks, test.constant) == (checks, constant)


def test_methods_of_own_steps_count() -> None:
    facts = python(
        """\
        class Contract:
            def add(self, api):
                return api.post("/x").json()

            def test_a(self, api):
                assert api.get(self.add(api)["url"]).status_code in {200, 404}
        """
    )
    (test,) = facts["test"]
    assert set(test.methods) == {"get", "post"}
    assert test.statuses == (200, 404)


def test_fixtures_say_what_they_close() -> None:
    facts = python(
        """\
        @pytest.fixture(scope="session", autouse=True)
        def database():
            start()
            with Session(engine) as session:
                yield session
            engine.dispose()
        """
    )
    (fixture,) = facts["fixture"]
    assert (fixture.scope, fixture.autouse, fixture.yields) == ("session", True, True)
    assert fixture.after == ("engine.dispose", "Session")
    assert facts["with"][0].yields


@pytest.mark.parametrize(
    "register",
    [
        "app.exception_handler(A)(answer)",
        "app.add_exception_handler(A, answer)",
        "@app.exception_handler(A)\ndef answer(request, exc): ...",
    ],
)
def test_answers_to_errors(register: str) -> None:
    (fact,) = python(register)["on_error"]
    assert fact == (1, "A", "answer")


def test_docstrings_and_comments_say_nothing() -> None:
    facts = python(
        '"""Session commit st.toast(1)."""\n\n\ndef f():\n    """api.get("/")."""\n    # g()\n'
    )
    assert "call" not in facts
    assert facts["function"][0].mentions == ()


def test_schema_facts() -> None:
    facts = sql(
        """\
        CREATE TABLE a (
          id INTEGER PRIMARY KEY,
          "order" VARCHAR (10) NOT NULL CHECK ("order" <> ''),
          b_id INTEGER REFERENCES b (id) ON DELETE SET NULL,
          UNIQUE ("order", b_id)
        );
        -- CREATE INDEX nothing ON a (b_id);
        CREATE INDEX ix ON a (b_id);
        """
    )
    assert [(one.line, one.name, one.required, one.primary) for one in facts["column"]] == [
        (2, "id", True, True),
        (3, "order", True, False),
        (4, "b_id", False, False),
    ]
    assert facts["column"][1].type == "VARCHAR(10)"
    (key,) = facts["foreign_key"]
    assert (key.line, key.columns, key.target, key.on_delete, key.indexed) == (
        4, ("b_id",), "b", "set null", True,
    )  # fmt: skip
    assert [(one.line, one.columns, one.unique) for one in facts["index"]] == [
        (8, ("b_id",), False),
        (1, ("order", "b_id"), True),
    ]
    (check,) = facts["check"]
    assert (check.line, check.columns) == (3, ("order",))


def test_an_index_that_starts_elsewhere_does_not_count() -> None:
    facts = sql(
        """\
        CREATE TABLE a (id INTEGER PRIMARY KEY, c TEXT, b_id INTEGER REFERENCES b (id));
        CREATE INDEX ix ON a (c, b_id);
        """
    )
    assert not facts["foreign_key"][0].indexed


def test_postgresql_is_followed() -> None:
    facts = sql(
        """\
        CREATE TABLE "group" (
          id INTEGER GENERATED BY DEFAULT AS IDENTITY (START WITH 1),
          name VARCHAR(9) DEFAULT 'a'::character varying NOT NULL,
          at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
          b_id INTEGER NOT NULL,
          CONSTRAINT ck CHECK (name ~ '^[a-z]+$' AND char_length(name) >= 1),
          CONSTRAINT pk PRIMARY KEY (id)
        );
        CREATE INDEX ix ON "group" USING btree (b_id);
        ALTER TABLE ONLY "group" ADD CONSTRAINT fk
          FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE CASCADE;
        """,
        postgresql=True,
    )
    assert [(one.name, one.required) for one in facts["column"]] == [
        ("id", True),
        ("name", True),
        ("at", True),
        ("b_id", True),
    ]
    (key,) = facts["foreign_key"]
    assert (key.line, key.target, key.on_delete, key.indexed) == (5, "b", "cascade", True)
    assert facts["check"][0].columns == ("name",)
    assert facts["primary_key"][0].columns == ("id",)


def test_what_cannot_be_followed_is_unsure() -> None:
    found = extract(
        "x.sql", "CREATE TABLE a (id INTEGER, EXCLUDE USING gist (id WITH &&));", postgresql=True
    )
    assert found.unsure
    assert not found.fault


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("x.py", "a = 1\nb = (\n", 2),
        ("x.py", "match x:\n  case 1: pass\ntype A = int\n", 3),
        ("x.sql", "CREATE TABLE a (id INTEGER);\n\nCREATE TABLE b id INTEGER;\n", 3),
    ],
)
def test_faults_have_lines(path: str, text: str, line: int) -> None:
    found = extract(path, text)
    assert found.fault
    assert found.line == line


def test_the_spec_promises() -> None:
    made = school()
    one = promise(made, "Course").facts
    columns = {column.name: column for column in one["spec.column"]}
    assert list(columns) == ["name", "level", "credits", "teacher_id"]
    assert columns["teacher_id"].target == "teachers"
    assert columns["teacher_id"].on_delete == "restrict"
    assert columns["credits"].checked
    assert columns["name"].indexed
    assert one["spec.link"][0].table == "course_rooms"
    assert len(promise(made).facts["spec.entity"]) == len(made.entities)


@pytest.mark.parametrize("change", [{"auth": "none"}, {"database": "postgresql"}])
def test_promises_have_digests(change: dict[str, str]) -> None:
    assert promise(school()).digest == promise(school()).digest
    assert promise(school(**change)).digest != promise(school()).digest
    assert promise(school(), "Course").digest != promise(school(), "Room").digest
