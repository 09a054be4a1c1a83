"""Other ways to write what a file does: the shipped rules must not refuse them."""

import pytest

from tests.verified import school_tree

ROUTES, SCHEMA = "app/routes/course_routes.py", "app/schemas/course.py"
CONNECTION, PAGE, CLIENT = "app/database/connection.py", "ui/crud.py", "ui/client.py"
OPENED = "    with Session(engine, expire_on_commit=False) as session:\n        yield session"
CLOSED = (
    "    session = Session(engine, expire_on_commit=False)\n"
    "    try:\n        yield session\n    finally:\n        session.close()"
)
Edits = tuple[tuple[str, str], ...]
SAME: dict[str, tuple[str, Edits]] = {
    "keyword arguments": (
        ROUTES,
        (("return crud.get(session, row_id)", "return crud.get(session=session, row_id=row_id)"),),
    ),
    "a local variable": (
        ROUTES,
        (
            (
                "return crud.get(session, row_id)",
                "course = crud.get(session, row_id)\n    return course",
            ),
        ),
    ),
    "crud from its module": (
        ROUTES,
        (
            ("from app.crud import Crud,", "from app import crud as kit\nfrom app.crud import"),
            ("crud = Crud(", "crud = kit.Crud("),
        ),
    ),
    "a prefix by name": (
        ROUTES,
        (
            ('prefix="/courses"', "prefix=PREFIX"),
            ("router = APIRouter", 'PREFIX = "/courses"\nrouter = APIRouter'),
        ),
    ),
    "a named status": (
        "app/crud.py",
        (
            (
                'HTTPException(404, f"{self._title(row_id)} does not exist")',
                (
                    "HTTPException(\n            status_code=status.HTTP_404_NOT_FOUND,\n"
                    '            detail=f"{self._title(row_id)} does not exist",\n        )'
                ),
            ),
            ("import HTTPException", "import HTTPException, status"),
        ),
    ),
    "a lambda that makes a list": (
        SCHEMA,
        (("default_factory=list", "default_factory=lambda: []"),),
    ),
    "limits beyond": (SCHEMA, (("Field(ge=1, le=30)", "Field(gt=0, lt=31)"),)),
    "a base between": (
        SCHEMA,
        (
            (
                "class CourseUpdate(In)",
                'class _Changes(In):\n    """Changes."""\n\n\nclass CourseUpdate(_Changes)',
            ),
        ),
    ),
    "a pragma by number": (CONNECTION, (("foreign_keys = ON", "foreign_keys=1"),)),
    "pragmas in a loop": (
        CONNECTION,
        (
            (
                '    cursor.execute("PRAGMA foreign_keys = ON")\n',
                (
                    '    for one in ("PRAGMA foreign_keys = ON", "PRAGMA cache_size = -2000"):\n'
                    "        cursor.execute(one)\n"
                ),
            ),
        ),
    ),
    "a module by its path": (PAGE, (("from ui import client\n", "import ui.client as client\n"),)),
    "a name of streamlit": (
        PAGE,
        (
            ("import streamlit as st", "import streamlit as st\nfrom streamlit import error"),
            ("st.error(plain(str(exc))", "error(plain(str(exc))"),
        ),
    ),
    "choices by name": (
        "ui/pages/course_management.py",
        (
            ('options={"beginner": "Beginner", "advanced": "Advanced"}', "options=LEVELS"),
            (
                "EntityPage(\n",
                'LEVELS = {"beginner": "Beginner", "advanced": "Advanced"}\nEntityPage(\n',
            ),
        ),
    ),
    "a request by keywords": (
        CLIENT,
        (
            (
                '_call("DELETE", f"{path}/{row_id}")',
                '_call(method="DELETE", path=f"{path}/{row_id}")',
            ),
        ),
    ),
    "a status that is an error": (
        CLIENT,
        (("if response.is_error:", "if response.status_code >= 400:"),),
    ),
}
OTHER: dict[str, tuple[str, Edits]] = {
    "arguments that are swapped": (
        ROUTES,
        (("return crud.get(session, row_id)", "return crud.get(session=row_id, row_id=session)"),),
    ),
    "a limit that is off by one": (SCHEMA, (("Field(ge=1, le=30)", "Field(gt=1, lt=31)"),)),
    "another prefix by name": (
        ROUTES,
        (
            ('prefix="/courses"', "prefix=PREFIX"),
            ("router = APIRouter", 'PREFIX = "/course"\nrouter = APIRouter'),
        ),
    ),
    "a status that is none": (
        CLIENT,
        (("if response.is_error:", "if response.status_code >= 500:"),),
    ),
    "a pragma that is off": (CONNECTION, (("foreign_keys = ON", "foreign_keys=0"),)),
}


def written(path: str, edits: Edits) -> str:
    text = school_tree().texts[path]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize("name", SAME)
def test_what_means_the_same_is_approved(name: str) -> None:
    path, edits = SAME[name]
    verdict = school_tree().verdict(path, written(path, edits))
    assert [one for one in verdict.findings if one.decisive] == []
    assert verdict.decision == "confident_approval"


@pytest.mark.parametrize("name", OTHER)
def test_what_means_something_else_is_refused(name: str) -> None:
    path, edits = OTHER[name]
    verdict = school_tree().verdict(path, written(path, edits))
    assert verdict.decision == "confident_rejection"


def test_a_session_that_is_closed_by_hand_is_uncertain() -> None:
    verdict = school_tree().verdict(CONNECTION, written(CONNECTION, ((OPENED, CLOSED),)))
    assert verdict.decision == "uncertain"
