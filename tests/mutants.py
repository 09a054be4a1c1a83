"""Faults that somebody, or a model, could put into generated files: one edit each.

`edits` are patterns and their replacements; each must change the text. `alias` is the contract
rule that the fault breaks, or empty where any file may have it.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    name: str
    alias: str
    path: str
    pattern: str
    replacement: str = ""

    def of(self, text: str) -> str:
        changed, times = re.subn(self.pattern, self.replacement, text, count=1)
        assert times, f"{self.name}: nothing to change in {self.path}"
        assert changed != text
        return changed


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

COMMIT = r"(?s)try:\n +session\.commit\(\)\n +except IntegrityError as exc:\n +session\.rollback\(\)"

MUTANTS = (
    # backend_context_manager
    Mutant("session without with", "backend_context_manager", CONNECTION,
           r"    with (Session\(.*?\)) as session:\n        yield session", r"    session = \1\n    yield session"),
    Mutant("session returned", "backend_context_manager", CONNECTION,
           r"        yield session", r"        return session"),
    Mutant("no rollback", "backend_context_manager", CRUD, r" +session\.rollback\(\)\n", ""),
    Mutant("commit unguarded", "backend_context_manager", CRUD,
           r"(?s)        try:\n            session\.commit\(\)\n        except IntegrityError.*? from exc\n",
           "        session.commit()\n"),
    Mutant("file left open", "backend_context_manager", CRUD,
           r"(\nclass Crud)", r'\nLINES = open("rows.csv").read()\n\1'),
    # backend_http_status
    Mutant("no 201", "backend_http_status", ROUTES, r"status_code=201, ", ""),
    Mutant("201 in a comment", "backend_http_status", ROUTES,
           r'(@router\.post\("")(, status_code=201)(.*?\))\n', r"\1\3  # status_code=201\n"),
    Mutant("200 for 201", "backend_http_status", ROUTES, "status_code=201", "status_code=200"),
    Mutant("code in a variable", "backend_http_status", ROUTES, "status_code=201", "status_code=CODE"),
    Mutant("no 204", "backend_http_status", ROUTES, r"status_code=204, ", ""),
    Mutant("201 for a read", "backend_http_status", ROUTES,
           r'(@router\.get\("/\{row_id\}")', r"\1, status_code=201"),
    Mutant("wrong method", "backend_http_status", ROUTES, r"@router\.patch", "@router.post"),
    Mutant("put for patch", "backend_http_status", ROUTES, r"@router\.patch", "@router.put"),
    Mutant("wrong path", "backend_http_status", ROUTES, r'get\("\.csv"', 'get("/csv"'),
    Mutant("unbound path", "backend_http_status", ROUTES, r'get\("/\{row_id\}"', 'get("/{course_id}"'),
    Mutant("route gone", "backend_http_status", ROUTES, r'@router\.delete\(.*?\)\n', ""),
    Mutant("route in a comment", "backend_http_status", ROUTES, r"@router\.delete", "# @router.delete"),
    Mutant("a route too many", "backend_http_status", ROUTES,
           r'(@router\.get\("\.csv")', r'@router.get("/all")\ndef every(session: SessionDep) -> Page[CourseOut]:\n    return crud.page(session)\n\n\n\1'),
    Mutant("wrong prefix", "backend_http_status", ROUTES, 'prefix="/courses"', 'prefix="/course"'),
    Mutant("routers left out", "backend_http_status", "app/main.py", r"app\.include_router\(.*\)", "pass"),
    # backend_error_handling
    Mutant("404 undeclared", "backend_error_handling", ROUTES, r", responses=errors\(404\)", ""),
    Mutant("409 undeclared", "backend_error_handling", ROUTES, r"errors\(400, 409\)", "errors(400)"),
    Mutant("422 undeclared", "backend_error_handling", ROUTES, r"responses=errors\((401, )?422\)", "responses=errors(401)"),
    Mutant("bare except", "backend_error_handling", CRUD, r"except IntegrityError as exc:", "except:"),
    Mutant("broad except", "backend_error_handling", CRUD, r"except IntegrityError as exc:", "except Exception as exc:"),
    Mutant("broad except in a tuple", "backend_error_handling", CRUD,
           r"except IntegrityError as exc:", "except (IntegrityError, Exception) as exc:"),
    Mutant("swallowed", "backend_error_handling", CRUD,
           r"(?s)(except IntegrityError as exc:\n +session\.rollback\(\)\n).*? from exc\n", r"\1"),
    Mutant("passed over", "backend_error_handling", CRUD,
           r"(?s)except IntegrityError as exc:\n.*? from exc\n", "except IntegrityError:\n            pass\n"),
    Mutant("cause lost", "backend_error_handling", CRUD, r" from exc\n", "\n"),
    Mutant("400 for 404", "backend_error_handling", CRUD, r"HTTPException\(404", "HTTPException(400"),
    Mutant("detail leaks", "backend_error_handling", "app/routes/system_routes.py",
           r'"The database does not answer"\)', "str(exc))"),
    Mutant("crashes unanswered", "backend_error_handling", ERRORS,
           r"\n +app\.exception_handler\(Exception\)\(.*?\)", ""),
    Mutant("invalid values unanswered", "backend_error_handling", ERRORS,
           r"\n +app\.exception_handler\(RequestValidationError\)\(.*?\)", ""),
    Mutant("answers not installed", "backend_error_handling", "app/main.py", r"errors\.install\(app\)\n", ""),
    Mutant("key not refused", "backend_error_handling", "app/security.py", r"raise HTTPException\(401.*\)", "return"),
    # backend_response_models
    Mutant("no return type", "backend_response_models", ROUTES, r" -> CourseOut:", ":"),
    Mutant("dict returned", "backend_response_models", ROUTES, r" -> CourseOut:", " -> dict[str, Any]:"),
    Mutant("table returned", "backend_response_models", ROUTES, r" -> CourseOut:", " -> Course:"),
    Mutant("list for page", "backend_response_models", ROUTES, r"Page\[CourseOut\]:", "list[CourseOut]:"),
    Mutant("export class gone", "backend_response_models", ROUTES, r", response_class=CsvResponse", ""),
    Mutant("delete answers", "backend_response_models", ROUTES, r" -> None:", " -> CourseOut:"),
    Mutant("body field gone", "backend_response_models", SCHEMAS, r"\n    credits: .*", ""),
    Mutant("body field renamed", "backend_response_models", SCHEMAS, r"\n    credits: ", r"\n    credit: "),
    Mutant("required field with default", "backend_response_models", SCHEMAS, r"(\n    name: Name)\n", r'\1 = ""\n'),
    Mutant("required field nullable", "backend_response_models", SCHEMAS, r"(\n    name: Name)\n", r"\1 | None\n"),
    Mutant("change requires", "backend_response_models", SCHEMAS, r" = MISSING\n", "\n"),
    Mutant("open body", "backend_response_models", SCHEMAS, r"CourseCreate\(In\)", "CourseCreate(BaseModel)"),
    Mutant("unknown fields pass", "backend_response_models", "app/schemas/base.py", 'extra="forbid"', 'extra="ignore"'),
    # backend_dependency_injection
    Mutant("no session", "backend_dependency_injection", ROUTES, r"session: SessionDep, row_id", "row_id"),
    Mutant("session not injected", "backend_dependency_injection", ROUTES, r"session: SessionDep", "session: Session"),
    Mutant("own session", "backend_dependency_injection", ROUTES, r"return crud\.get\(session, row_id\)",
           "with Session(engine) as own:\n        return crud.get(own, row_id)"),
    Mutant("no key", "backend_dependency_injection", ROUTES, r" *dependencies=\[Depends\(require_key\)\],\n", ""),
    Mutant("id not bounded", "backend_dependency_injection", ROUTES, r"row_id: RowId", "row_id: int"),
    Mutant("deletion reads", "backend_dependency_injection", ROUTES, r"crud\.delete\(", "crud.get("),
    Mutant("dependency gone", "backend_dependency_injection", CONNECTION,
           r"SessionDep = Annotated\[Session, Depends\(get_session\)\]", "SessionDep = Session"),
    Mutant("key compared with ==", "backend_dependency_injection", "app/security.py",
           r"not secrets\.compare_digest\((.*), expected\)", r"\1 != expected"),
    # frontend_form_validation
    Mutant("no form", "frontend_form_validation", UI, r"st\.form\(", "st.container("),
    Mutant("no submit button", "frontend_form_validation", UI, r"st\.form_submit_button\(", "st.button("),
    Mutant("required not passed on", "frontend_form_validation", "ui/fields.py", r"\n +required=self\.required,", ""),
    Mutant("input gone", "frontend_form_validation", PAGE, r'name="credits"', 'name="credit"'),
    Mutant("required input optional", "frontend_form_validation", PAGE,
           r'name="credits",', 'name="credits", required=False,'),
    Mutant("optional input required", "frontend_form_validation", "ui/pages/enrollment_management.py",
           r"required=False", "required=True"),
    Mutant("wrong path called", "frontend_form_validation", PAGE, 'path="/courses"', 'path="/course"'),
    Mutant("page not drawn", "frontend_form_validation", PAGE, r"\.draw\(\)", ""),
    # frontend_error_display
    Mutant("refusal not shown", "frontend_error_display", UI, r"st\.error\(", "print("),
    Mutant("save unguarded", "frontend_error_display", UI,
           r"(?s)        try:\n            client\.save\((.*?)\)\n        except client\.ApiError as exc:\n.*?        else:\n",
           r"        client.save(\1)\n        if values:\n"),
    Mutant("refusal passed over", "frontend_error_display", "ui/pages/dashboard.py", r"st\.error\(.*\)", "pass"),
    Mutant("silence passed on", "frontend_error_display", "ui/client.py",
           r"raise ApiError\(message, \[\]\) from exc", "raise"),
    Mutant("errors unread", "frontend_error_display", "ui/client.py", r"raise ApiError\(problem.*\)", "pass"),
    # frontend_success_feedback
    Mutant("no toast", "frontend_success_feedback", UI, r"st\.toast\(.*\)", "pass"),
    Mutant("toast in a comment", "frontend_success_feedback", UI, r"st\.toast\(.*\)", "pass  # st.toast(message)"),
    Mutant("message forgotten", "frontend_success_feedback", UI, r'st\.session_state\["toast"\] = message', "pass"),
    Mutant("save says nothing", "frontend_success_feedback", UI, r'self\._done\(f"\{.*?\} saved"\)', "st.rerun()"),
    # database_primary_key
    Mutant("no primary key", "database_primary_key", SQL, r",\s+CONSTRAINT pk_courses PRIMARY KEY \(.*?\)", ""),
    Mutant("other primary key", "database_primary_key", SQL,
           r"(CONSTRAINT pk_courses PRIMARY KEY \()id", r"\1name"),
    Mutant("table gone", "database_primary_key", SQL, r"CREATE TABLE courses", "CREATE TABLE course"),
    Mutant("model without base", "database_primary_key", MODEL, r"class Course\(Base\)", "class Course(DeclarativeBase)"),
    Mutant("model of another table", "database_primary_key", MODEL, '__tablename__ = "courses"', '__tablename__ = "course"'),
    Mutant("base without key", "database_primary_key", "app/database/base.py", "primary_key=True", "primary_key=False"),
    # database_indexes
    Mutant("index gone", "database_indexes", SQL, r"CREATE INDEX ix_courses_teacher_id.*?;", ""),
    Mutant("index in a comment", "database_indexes", SQL, r"CREATE INDEX ix_courses_teacher_id", "-- CREATE INDEX ix"),
    Mutant("index on another column", "database_indexes", SQL,
           r"(CREATE INDEX ix_courses_teacher_id ON courses) \(teacher_id\)", r"\1 (name)"),
    Mutant("model without index", "database_indexes", MODEL, r'(ondelete="RESTRICT"\)), index=True', r"\1"),
    # database_constraints
    Mutant("NULL admitted", "database_constraints", SQL, r"(credits INTEGER) NOT NULL", r"\1"),
    Mutant("NULL forbidden", "database_constraints", SQL, r"(grade [A-Z]+(\(.*?\))?),", r"\1 NOT NULL,"),
    Mutant("column gone", "database_constraints", SQL, r"credits INTEGER", "credit INTEGER"),
    Mutant("not unique", "database_constraints", SQL, r",\s+CONSTRAINT uq_teachers_email UNIQUE \(email\)", ""),
    Mutant("half a pair", "database_constraints", SQL, r"UNIQUE \(student_id, course_id\)", "UNIQUE (student_id)"),
    Mutant("no check", "database_constraints", SQL, r"CHECK \(credits.*?\)", "CHECK (id > 0)"),
    Mutant("no reference", "database_constraints", SQL,
           r",\s+CONSTRAINT \w+ FOREIGN KEY ?\(teacher_id\)[^,]*?ON DELETE RESTRICT", ""),
    Mutant("other on delete", "database_constraints", SQL, r"ON DELETE RESTRICT", "ON DELETE CASCADE"),
    Mutant("no on delete", "database_constraints", SQL, r" ON DELETE RESTRICT", ""),
    Mutant("model column gone", "database_constraints", MODEL, r"\n    credits: .*", ""),
    Mutant("model nullable", "database_constraints", MODEL, r"credits: Mapped\[int\]", "credits: Mapped[int | None]"),
    Mutant("model not unique", "database_constraints", "app/models/teacher.py", r", unique=True", ""),
    Mutant("model without reference", "database_constraints", MODEL, r"ForeignKey\(.*?\), ", ""),
    Mutant("model without on delete", "database_constraints", MODEL, r', ondelete="RESTRICT"', ""),
    Mutant("foreign keys off", "database_constraints", CONNECTION, "foreign_keys = ON", "foreign_keys = OFF"),
    # test_integration_lifecycle
    Mutant("contract not used", "test_integration_lifecycle", TESTS, r"\(CrudContract\)", ""),
    Mutant("other path tested", "test_integration_lifecycle", TESTS, 'path = "/courses"', 'path = "/teachers"'),
    Mutant("deletion untested", "test_integration_lifecycle", CONTRACT, r"api\.delete\(", "api.get("),
    Mutant("assertion gone", "test_integration_lifecycle", "tests/test_system.py",
           r"assert api\.get\(\"/health\"\)(.*)", r'api.get("/health")'),
    Mutant("constant assertion", "test_integration_lifecycle", "tests/test_system.py",
           r"assert api\.get\(\"/health\"\)(.*)", "assert True"),
    Mutant("assertion of a pair", "test_integration_lifecycle", "tests/test_system.py",
           r"assert (api\.get\(\"/health\"\).*)", r'assert (\1, "health")'),
    Mutant("test skipped", "test_integration_lifecycle", "tests/test_system.py", r"\ndef test_health", "\n@pytest.mark.skip\ndef test_health"),
    # test_error_cases
    Mutant("404 untested", "test_error_cases", CONTRACT, r"(?s).*", lambda m: m[0].replace("404", "200")),
    Mutant("422 untested", "test_error_cases", CONTRACT, r"(?s).*", lambda m: m[0].replace("422", "200")),
    Mutant("401 untested", "test_error_cases", CONTRACT, r"== 401", "== 200"),
    Mutant("no bad values", "test_error_cases", TESTS, r"(?s)    bad = \[\n.*?\n    \]", "    bad = []"),
    Mutant("required not listed", "test_error_cases", TESTS, r"\"credits\", (?=.*\)\n)", ""),
    # test_cleanup
    Mutant("database not emptied", "test_cleanup", CONFTEST, r" +session\.execute\(delete\(table\)\)\n", "            session.execute(table)\n"),
    Mutant("emptied when asked", "test_cleanup", CONFTEST, r"@pytest\.fixture\(autouse=True\)", "@pytest.fixture"),
    Mutant("connection left open", "test_cleanup", CONFTEST, r"    engine\.dispose\(\)\n", ""),
    Mutant("server left running", "test_cleanup", CONFTEST,
           r"    with (TestClient\(.*\)) as (\w+):\n        yield", r"    \2 = \1\n    yield"),
)  # fmt: skip

KEYWORDS = (
    "with Session yield rollback commit try except IntegrityError raise HTTPException(404) "
    "status_code=201 status_code=204 response_model=Out responses=errors(404, 409, 422) "
    "Depends(get_session) Depends(require_key) compare_digest st.form st.form_submit_button "
    "required=True st.error st.toast st.success PRIMARY KEY NOT NULL UNIQUE CHECK CREATE INDEX "
    "FOREIGN KEY REFERENCES ON DELETE CASCADE assert 404 422 401 CrudContract api.delete "
    "engine.dispose autouse=True delete(table)"
)
