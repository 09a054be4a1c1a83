"""Facts of types with limits, of queries, and of what the spec promises callers."""

from textwrap import dedent

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.spec import promise
from tests.verified import school


def python(text: str) -> dict[str, list]:
    found = extract("x.py", dedent(text))
    assert not found.fault
    return found.facts


def only_field(text: str) -> tuple:
    *_, field = python(text)["field"]
    return field


@pytest.mark.parametrize(
    ("annotation", "base", "limits"),
    [
        ("str", "str", ()),
        ("str | None", "str", ()),
        ("Optional[str]", "str", ()),
        ("Mapped[str | None]", "str", ()),
        ("int | str", "int | str", ()),
        ("Annotated[int, Field(ge=1, le=9), NotText]", "int", ("ge=1", "le=9", "NotText")),
        ("Annotated[str, AfterValidator(check)]", "str", ("AfterValidator(check)",)),
        ("Annotated[date, within(ge=date(2000, 1, 31))]", "date", ("ge=2000-01-31",)),
        ("Title", "str", ("max_length=150",)),
        ("Title | MISSING | None", "str", ("max_length=150",)),
        ("list[Title]", "list[Title]", ()),
        ("Unknown", "Unknown", ()),
        ("Round", "Round | int", ()),
    ],
)
def test_types_are_followed_through_names(annotation: str, base: str, limits: tuple) -> None:
    field = only_field(
        f"""
        Title = Annotated[str, StringConstraints(max_length=150)]
        Round = Round | int
        class Body(BaseModel):
            title: {annotation}
        """
    )
    assert field.base == base
    assert field.limits == limits


def test_a_name_that_is_bound_twice_stands_for_nothing() -> None:
    field = only_field(
        """
        Title = Annotated[str, Field(max_length=1)]
        Title = Annotated[str, Field(max_length=2)]
        class Body(BaseModel):
            title: Title
        """
    )
    assert (field.base, field.limits) == ("Title", ())


def test_limits_of_the_value_count_and_its_words_do_not() -> None:
    field = only_field(
        """
        MOST = 2**31 - 1
        class Paging(BaseModel):
            limit: int = Field(50, ge=1, le=MOST, description="How many", alias="size")
        """
    )
    assert field.limits == ("ge=1", "le=MOST", "le=2147483647")
    assert field.default == "50"


@pytest.mark.parametrize(
    ("value", "default"),
    [
        ("", ""),
        (" = ...", ""),
        (" = Field()", ""),
        (" = Field(alias='x')", ""),
        (" = 5", "5"),
        (" = 5.0", "5"),
        (" = -0.5", "-0.5"),
        (" = None", "None"),
        (" = 'text'", "text"),
        (" = Level.LOW", "Level.LOW"),
        (" = Field(default=3)", "3"),
        (" = Field(default_factory=today)", "today()"),
        (' = Decimal("1.50")', "1.5"),
        (' = Decimal("10")', "10"),
        (" = time(6, 30)", "06:30:00"),
        (" = datetime(2000, 1, 2, tzinfo=UTC)", "2000-01-02T00:00:00"),
        (' = UUID("12")', "12"),
        (" = FIVE", "5"),
        (" = OTHER", "OTHER"),
    ],
)
def test_defaults_are_canonical(value: str, default: str) -> None:
    code = f"FIVE = 5\nONE = -TWO\nTWO = -ONE\nclass Body(BaseModel):\n    size: int{value}\n"
    assert only_field(code).default == default


@pytest.mark.parametrize(
    ("code", "items"),
    [
        ("X = (1, 'a', b)", ("1", "a", "b")),
        ("X = {400: 'no', **more}", ("400", "**")),
        ("X = [first.second]", ("first.second",)),
        ("X = f()", ()),
        ("class A:\n    x: Literal['up', 'down'] = 'up'", ("up", "down")),
    ],
)
def test_items_of_literals(code: str, items: tuple) -> None:
    assert only_field(code).items == items


def test_what_is_chained_belongs_to_the_statement() -> None:
    queries = python(
        """
        def rows(session, given):
            query = select(Student)
            for name, value in given.items():
                query = query.where(Student.name == value)
            return session.scalars(query.order_by(Student.id).limit(9))

        def gone(session, row_id):
            change = sa.delete(Student).where(Student.id == row_id)
            session.delete(change)
        """
    )["query"]
    assert [(one.function, one.verb, one.arguments, one.steps) for one in queries] == [
        ("rows", "select", ("Student",), ("where", "limit", "order_by")),
        ("gone", "delete", ("Student",), ("where",)),
    ]


def test_conditions_of_queries() -> None:
    found = python("select(A).where(A.id != key, A.x == A.x, True).filter(~A.y)")["criterion"]
    assert [(one.left, one.operator, one.right, one.alone, one.constant) for one in found] == [
        ("...", "", "", True, False),
        ("A.id", "!=", "key", False, False),
        ("A.x", "==", "A.x", False, True),
        ("True", "", "", False, True),
    ]


@pytest.mark.parametrize("code", ["filter(None, items)", "np.where(mask, 1, 0)", "a.get(True)"])
def test_not_everything_is_a_condition_of_a_query(code: str) -> None:
    assert "criterion" not in python(code)


def test_loops_say_what_calls_are_given() -> None:
    code = """
    for module in (a, b):
        app.include_router(module.router, prefix="/api")
        app.include_router(c.router)
    """
    assert [one.over for one in python(code)["call"]] == [("a", "b"), ()]


def test_parameters_that_are_given_up() -> None:
    code = """
    def get(row_id, name):
        row_id = 1
        name = name.strip()
        found = row_id
        return found, name
    """
    (function,) = python(code)["function"]
    assert function.rebinds == ("row_id",)


def test_dependencies_of_parameters_say_whose() -> None:
    code = """
    def require(key: Annotated[str, Security(header)], other: Annotated[int, Query()]): ...
    Key = Annotated[str, Depends(require)]
    """
    found = python(code)["dependency"]
    assert [(one.name, one.provider, one.function) for one in found] == [
        ("key", "header", "require"),
        ("Key", "require", ""),
    ]


def test_a_clause_knows_what_its_try_calls() -> None:
    code = """
    try:
        session.execute(x)
        session.commit()
    except IntegrityError:
        session.rollback()
    """
    (clause,) = python(code)["except"]
    assert (clause.tries, clause.calls) == (("execute", "commit"), ("session.rollback",))


def test_the_spec_promises_values() -> None:
    values = {one.name: one for one in promise(school(), "Course").facts["spec.value"]}
    assert list(values) == ["name", "level", "credits", "teacher_id", "room_ids"]
    assert (values["name"].max_length, values["name"].python) == ("100", "str")
    assert values["level"].python == "CourseLevel"
    assert (values["credits"].minimum, values["credits"].maximum) == ("1", "30")
    assert (values["teacher_id"].type, values["teacher_id"].relation) == ("reference", "teacher")
    assert (values["room_ids"].type, values["room_ids"].default) == ("references", "list()")
    assert not values["room_ids"].given


def test_the_spec_promises_defaults_and_digits() -> None:
    (status,) = [
        one for one in promise(school(), "Student").facts["spec.value"] if one.name == "status"
    ]
    assert (status.default, status.given) == ("StudentStatus.ON", False)
    grade = promise(school(), "Enrollment").facts["spec.value"][0]
    assert (grade.digits, grade.places, grade.default) == ("4", "2", "None")


def test_the_spec_promises_filters_and_orders() -> None:
    facts = promise(school(), "Course").facts
    assert [(one.name, one.type) for one in facts["spec.filter"]] == [
        ("level", "enum"),
        ("teacher_id", "reference"),
        ("room_id", "through"),
    ]
    (course,) = facts["spec.entity"]
    assert course.cls == "Course"
    assert course.sorts == ("id", "created_at", "updated_at", "name", "level", "credits")
