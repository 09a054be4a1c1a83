"""Faults that somebody, or a model, could put into generated files: one edit each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """The first match of `pattern` is replaced; `alias` is the contract rule that this breaks."""

    alias: str
    name: str
    path: str
    pattern: str
    replacement: str | Callable[[re.Match[str]], str] = ""

    def of(self, text: str) -> str:
        changed, times = re.subn(self.pattern, self.replacement, text, count=1)
        assert times, f"{self.name}: nothing to change in {self.path}"
        assert changed != text, f"{self.name}: nothing changes in {self.path}"
        return changed


def everywhere(old: str, new: str) -> Callable[[re.Match[str]], str]:
    """Return a replacement of all occurrences, for the pattern of a whole text."""
    return lambda match: match[0].replace(old, new)


CONNECTION = "app/database/connection.py"
CRUD = "app/crud.py"
ERRORS = "app/errors.py"
ROUTES = "app/routes/course_routes.py"
SCHEMAS = "app/schemas/course.py"
MODEL = "app/models/course.py"
SQL = "app/database/schema.sql"
PAGE = "ui/pages/course_management.py"
UI = "ui/crud.py"
TESTS = "tests/test_course.py"
CONTRACT = "tests/contract.py"
CONFTEST = "tests/conftest.py"
ALL = r"(?s)\A.*\Z"

BY_ALIAS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "backend_context_manager": (
        ("session without with", CONNECTION,
         r"    with (Session\(.*?\)) as session:\n        yield session",
         r"    session = \1\n    yield session"),
        ("session returned", CONNECTION, r"        yield session", r"        return session"),
        ("no rollback", CRUD, r" +session\.rollback\(\)\n", ""),
        ("commit unguarded", CRUD,
         r"(?s)        try:\n +session\.commit\(\)\n.*?        except Stale.*? from exc\n",
         "        session.commit()\n"),
        ("file left open", CRUD, r"\n\Z", '\n\n\nLINES = open("rows.csv").read()\n'),
    ),
    "backend_http_status": (
        ("no 201", ROUTES, r"status_code=201, ", ""),
        ("201 in a comment", ROUTES, r'(@router\.post\("")(, status_code=201)(.*?\))\n',
         r"\1\3  # status_code=201\n"),
        ("200 for 201", ROUTES, "status_code=201", "status_code=200"),
        ("code in a variable", ROUTES, "status_code=201", "status_code=CODE"),
        ("no 204", ROUTES, r"status_code=204, ", ""),
        ("201 for a read", ROUTES, r'(@router\.get\("/\{row_id\}")', r"\1, status_code=201"),
        ("wrong method", ROUTES, r"@router\.patch", "@router.post"),
        ("put for patch", ROUTES, r"@router\.patch", "@router.put"),
        ("wrong path", ROUTES, r'get\("\.csv"', 'get("/csv"'),
        ("unbound path", ROUTES, r'get\("/\{row_id\}"', 'get("/{course_id}"'),
        ("route gone", ROUTES, r'@router\.delete\(.*?\)\n', ""),
        ("route in a comment", ROUTES, r"@router\.delete", "# @router.delete"),
        ("a route too many", ROUTES, r'(@router\.get\("\.csv")',
         r'@router.get("/all")\ndef every(session: SessionDep) -> Page[CourseOut]: ...\n\n\n\1'),
        ("wrong prefix", ROUTES, 'prefix="/courses"', 'prefix="/course"'),
        ("no prefix", "app/main.py", r", prefix=[^)]+", ""),
        ("routers left out", "app/main.py", r"app\.include_router\(.*\)", "pass"),
    ),
    "backend_error_handling": (
        ("404 undeclared", ROUTES, r", responses=errors\(404\)", ""),
        ("409 undeclared", ROUTES, r"errors\(400, 409, 413\)", "errors(400)"),
        ("422 undeclared", ROUTES, r"responses=errors\((401, )?422\)", "responses=errors(401)"),
        ("bare except", CRUD, r"except IntegrityError as exc:", "except:"),
        ("broad except", CRUD, r"except IntegrityError as exc:", "except Exception as exc:"),
        ("broad except in a tuple", CRUD, r"except IntegrityError as exc:",
         "except (IntegrityError, Exception) as exc:"),
        ("swallowed", CRUD,
         r"(?s)(except IntegrityError as exc:\n +session\.rollback\(\)\n).*? from exc\n", r"\1"),
        ("passed over", CRUD, r"(?s)except IntegrityError as exc:\n.*? from exc\n",
         "except IntegrityError:\n            pass\n"),
        ("errors suppressed", ROUTES, r"    return crud\.get\(session, row_id\)",
         "    with suppress(HTTPException):\n        return crud.get(session, row_id)"),
        ("cause lost", CRUD, r" from exc\n", "\n"),
        ("400 for 404", CRUD, r"HTTPException\(404", "HTTPException(400"),
        ("detail leaks", "app/routes/system_routes.py", r'"The database does not answer"\)',
         "str(exc))"),
        ("crashes unanswered", ERRORS, r"\n +app\.exception_handler\(Exception\)\(.*?\)", ""),
        ("invalid values unanswered", ERRORS,
         r"\n +app\.exception_handler\(RequestValidationError\)\(.*?\)", ""),
        ("answers not installed", "app/main.py", r"errors\.install\(app\)\n", ""),
        ("key not refused", "app/security.py", r"raise HTTPException\(401.*\)", "return"),
    ),
    "backend_response_models": (
        ("no return type", ROUTES, r" -> CourseOut:", ":"),
        ("dict returned", ROUTES, r" -> CourseOut:", " -> dict[str, Any]:"),
        ("table returned", ROUTES, r" -> CourseOut:", " -> Course:"),
        ("list for page", ROUTES, r"Page\[CourseOut\]:", "list[CourseOut]:"),
        ("export class gone", ROUTES, r", response_class=CsvResponse", ""),
        ("delete answers", ROUTES, r" -> None:", " -> CourseOut:"),
        ("body field gone", SCHEMAS, r"\n    credits: .*", ""),
        ("body field renamed", SCHEMAS, r"\n    credits: ", r"\n    credit: "),
        ("required field with default", SCHEMAS, r"(\n    name: Name)\n", r'\1 = ""\n'),
        ("required field nullable", SCHEMAS, r"(\n    name: Name)\n", r"\1 | None\n"),
        ("change requires", SCHEMAS, r" = MISSING\n", "\n"),
        ("open body", SCHEMAS, r"CourseCreate\(In\)", "CourseCreate(BaseModel)"),
        ("unknown fields pass", "app/schemas/base.py", 'extra="forbid"', 'extra="ignore"'),
        ("replacement of some values", ROUTES, r"body: CourseCreate", "body: CourseUpdate"),
        ("no link body", SCHEMAS, r"\n    room_ids: .*", ""),
    ),
    "backend_dependency_injection": (
        ("no session", ROUTES, r"session: SessionDep, row_id", "row_id"),
        ("session not injected", ROUTES, r"session: SessionDep", "session: Session"),
        ("own session", ROUTES, r"return crud\.get\(session, row_id\)",
         "with Session(engine) as own:\n        return crud.get(own, row_id)"),
        ("no key", ROUTES, r" *dependencies=\[Depends\(require_key\)\],\n", ""),
        ("id not bounded", ROUTES, r"row_id: RowId", "row_id: int"),
        ("deletion reads", ROUTES, r"crud\.delete\(", "crud.get("),
        ("fixed id", ROUTES, r"crud\.update\(session, row_id", "crud.update(session, 1"),
        ("dependency gone", CONNECTION,
         r"SessionDep = Annotated\[Session, Depends\(get_session\)\]", "SessionDep = Session"),
        ("key compared with ==", "app/security.py",
         r"not secrets\.compare_digest\((.*), expected\)", r"\1 != expected"),
    ),
    "frontend_form_validation": (
        ("no form", UI, r"st\.form\(", "st.container("),
        ("no submit button", UI, r"st\.form_submit_button\(", "st.button("),
        ("required not passed on", "ui/fields.py", r"\n +required=self\.required,", ""),
        ("input gone", PAGE, r'name="credits"', 'name="credit"'),
        ("required input optional", PAGE, r'name="credits",', 'name="credits", required=False,'),
        ("optional input required", "ui/pages/enrollment_management.py", r"required=False",
         "required=True"),
        ("wrong path called", PAGE, 'path="/courses"', 'path="/course"'),
        ("page not drawn", PAGE, r"\.draw\(\)", ""),
        ("values not checked", UI, r"field\.problem\(values\[field\.name\]\)", '""'),
        ("picker not told", "ui/pickers.py", r"\n +required=required,", ""),
    ),
    "frontend_error_display": (
        ("refusal not shown", UI, r"st\.error\(", "print("),
        ("save unguarded", UI,
         r"(?s)        try:\n +client\.save\((.*?)\)\n        except client\.Api.*?        else:\n",
         r"        client.save(\1)\n        if values:\n"),
        ("refusal passed over", "ui/pages/dashboard.py", r"st\.error\(.*\)", "pass"),
        ("silence passed on", "ui/client.py", r"raise ApiError\(message, \[\]\) from exc", "raise"),
        ("errors unread", "ui/client.py", r"raise ApiError\(problem.*\)", "pass"),
    ),
    "frontend_success_feedback": (
        ("no toast", UI, r"st\.toast\(.*\)", "pass"),
        ("toast in a comment", UI, r"st\.toast\(.*\)", "pass  # st.toast(message)"),
        ("message forgotten", UI, r'st\.session_state\["toast"\] = message', "pass"),
        ("save says nothing", UI, r'self\._done\(f"\{.*?\} saved"\)', "st.rerun()"),
        ("deletion says nothing", UI, r'self\._done\(f"\{.*?\} deleted"\)', "st.rerun()"),
    ),
    "database_primary_key": (
        ("model link without key", MODEL, r'(?s)("room_id",.*?)primary_key=True',
         r"\1primary_key=False"),
        ("no primary key", SQL, r"(CREATE TABLE courses[^;]*?) PRIMARY KEY AUTOINCREMENT", r"\1"),
        ("no key of a link", SQL, r" +CONSTRAINT pk_course_rooms PRIMARY KEY \(.*?\),\n", ""),
        ("half a key of a link", SQL, r"PRIMARY KEY \(course_id, room_id\)",
         "PRIMARY KEY (course_id)"),
        ("other primary key", SQL,
         r"(?s)(CREATE TABLE courses.*?) PRIMARY KEY AUTOINCREMENT(.*?credits INTEGER NOT NULL)",
         r"\1\2 PRIMARY KEY"),
        ("table gone", SQL, ALL, everywhere("enrollments", "enrolments")),
        ("tables not created", "app/main.py", r"        prepare\(engine\)\n", "        pass\n"),
        ("model without base", MODEL, r"class Course\(Base\)", "class Course(DeclarativeBase)"),
        ("model of another table", MODEL, '__tablename__ = "courses"', '__tablename__ = "course"'),
        ("base without key", "app/database/base.py", "primary_key=True", "primary_key=False"),
    ),
    "database_indexes": (
        ("index gone", SQL, r"CREATE INDEX ix_courses_teacher_id.*?;", ""),
        ("index in a comment", SQL, r"CREATE INDEX ix_courses_teacher_id", "-- CREATE INDEX ix"),
        ("index on another column", SQL,
         r"(CREATE INDEX ix_courses_teacher_id ON courses) \(teacher_id\)", r"\1 (name)"),
        ("model without index", MODEL, r'(ondelete="RESTRICT"\)), index=True', r"\1"),
    ),
    "database_constraints": (
        ("NULL admitted", SQL, r"(credits INTEGER) NOT NULL", r"\1"),
        ("NULL forbidden", SQL, r"(grade [A-Z]+(\(.*?\))?),", r"\1 NOT NULL,"),
        ("column gone", SQL, ALL, everywhere("credits", "credit")),
        ("not unique", SQL, r",\s+CONSTRAINT uq_teachers_email UNIQUE \(email\)", ""),
        ("half a pair", SQL, r"UNIQUE \(student_id, course_id\)", "UNIQUE (student_id)"),
        ("no check", SQL, r"CHECK \(credits.*?\)", "CHECK (id > 0)"),
        ("no reference", SQL,
         r",\s+CONSTRAINT \w+ FOREIGN KEY ?\(teacher_id\)[^,]*?ON DELETE RESTRICT", ""),
        ("other on delete", SQL, r"ON DELETE RESTRICT", "ON DELETE CASCADE"),
        ("no on delete", SQL, r" ON DELETE RESTRICT", ""),
        ("model column gone", MODEL, r"\n    credits: .*", ""),
        ("model nullable", MODEL, r"credits: Mapped\[int\]", "credits: Mapped[int | None]"),
        ("model without check", MODEL, r"CheckConstraint\(.*\),?", ""),
        ("model without choices", MODEL, r"mapped_column\(enum_type\(.*?\)\)", "mapped_column()"),
        ("model not unique", "app/models/teacher.py", r", unique=True", ""),
        ("model without reference", MODEL, r"ForeignKey\(.*?\), ", ""),
        ("model without on delete", MODEL, r', ondelete="RESTRICT"', ""),
        ("foreign keys off", CONNECTION, "foreign_keys = ON", "foreign_keys = OFF"),
        ("link without reference", SQL, r",\n +CONSTRAINT fk_course_rooms_room_id .*", ""),
    ),
    "test_integration_lifecycle": (
        ("contract not used", TESTS, r"\(CrudContract\)", ""),
        ("other path tested", TESTS, 'path = "/courses"', 'path = "/teachers"'),
        ("deletion untested", CONTRACT, ALL, everywhere("api.delete(", "api.get(")),
        ("assertion gone", "tests/test_system.py", r"assert api\.get\(\"/health\"\)(.*)",
         r'api.get("/health")'),
        ("constant assertion", "tests/test_system.py", r"assert api\.get\(\"/health\"\)(.*)",
         "assert True"),
        ("assertion of a pair", "tests/test_system.py", r"assert (api\.get\(\"/health\"\).*)",
         r'assert (\1, "health")'),
        ("test skipped", "tests/test_system.py", r"\ndef test_health",
         "\n@pytest.mark.skip\ndef test_health"),
    ),
    "test_error_cases": (
        ("404 untested", CONTRACT, ALL, everywhere("404", "200")),
        ("422 untested", CONTRACT, ALL, everywhere("422", "200")),
        ("401 untested", CONTRACT, ALL, everywhere("== 401", "== 200")),
        ("no bad values", TESTS, r"(?s)    bad = \[\n.*?\n    \]", "    bad = []"),
        ("required not listed", TESTS, r"\"credits\", (?=.*\)\n)", ""),
    ),
    "test_cleanup": (
        ("database not emptied", CONFTEST, r'alone\.exec_driver_sql\(f"DELETE FROM.*',
         "MADE.pop(name)"),
        ("emptied when asked", CONFTEST, r"@pytest\.fixture\(autouse=True\)", "@pytest.fixture"),
        ("connection left open", CONFTEST, r"    engine\.dispose\(\)\n", ""),
        ("server left running", CONFTEST, r"    with (TestClient\(.*\)) as (\w+):\n        yield",
         r"    \2 = \1\n    yield"),
    ),
}  # fmt: skip
MUTANTS = tuple(Mutant(alias, *one) for alias, group in BY_ALIAS.items() for one in group)

KEYWORDS = (
    "with Session yield rollback commit try except IntegrityError raise HTTPException(404) "
    "status_code=201 status_code=204 response_model=Out responses=errors(404, 409, 422) "
    "Depends(get_session) Depends(require_key) compare_digest st.form st.form_submit_button "
    "required=True st.error st.toast st.success PRIMARY KEY NOT NULL UNIQUE CHECK CREATE INDEX "
    "FOREIGN KEY REFERENCES ON DELETE CASCADE assert 404 422 401 CrudContract api.delete "
    "engine.dispose autouse=True delete(table)"
)
