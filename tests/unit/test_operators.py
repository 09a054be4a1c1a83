"""The catalogue of faults: every operator finds sites, and edits no more than it says."""

import ast
import re
import subprocess
import sys
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from baesc.proof.code import Code, Operator
from baesc.proof.mutants import CATALOGUE, Mutant, equivalent, mutants_of
from baesc.proof.operators.sql_text import words
from baesc.proof.projects import Workshop
from tests.render_tree import ROOT, library

BY_ID = {one.id: one for one in CATALOGUE}
ROUTES = "app/routes/thing_routes.py"
ROUTE = '''"""Routes of things ☃."""

from fastapi import APIRouter, Depends

router = APIRouter(prefix='/things', dependencies=[Depends(require_key)], responses=errors(401))


@router.post("", status_code=201, responses=errors(409))
async def add(session: SessionDep, body: ThingCreate) -> ThingOut:
    """Füge hinzu."""
    return crud.create(session, body)


@router.get(
    "/{row_id}",
)
def read(session: SessionDep, row_id: RowId) -> ThingOut:
    return crud.get(session, row_id)
'''
CRUD = """from sqlalchemy import delete


def remove(session: Session, row_id: int) -> None:
    query = delete(Thing).where(Thing.id == row_id)
    try:
        session.execute(query)
        session.commit()
    except IntegrityError as exc:
        session.rollback()
        raise ConflictError(detail) from exc
    if found is None: raise HTTPException(404, "gone")
"""
SQL = """-- Things.
CREATE TABLE "Things" (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(10) NOT NULL,
    kind TEXT CHECK (kind IN ('a, b', 'c')),
    owner_id INTEGER REFERENCES owners (id) ON DELETE SET NULL,
    CONSTRAINT uq_name UNIQUE (name, kind)
);
CREATE INDEX ix_name ON "Things" (name);
"""
MODEL = """class Thing(Base):
    __tablename__ = "things"
    __table_args__ = (CheckConstraint("size BETWEEN 1 AND 30"), UniqueConstraint("a", "b"))

    size: Mapped[int] = mapped_column(index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id", ondelete="CASCADE"))
"""
SCHEMA = """class ThingCreate(In):
    size: Annotated[int, Field(ge=1), NotText]
    name: str = "x"
"""
PAGE = """with st.form("new"):
    name = st.text_input("Name")
    sent = st.form_submit_button("Save")
if sent:
    try:
        client.save("/things", name)
    except client.ApiError as exc:
        st.error(str(exc))
    else:
        st.toast("Saved")
"""
TEST = '''class TestThings(CrudContract):
    bad = [("name", "")]

    def test_missing(self, api):
        """It is not there."""
        assert api.get("/things/1").status_code == 404
'''
SOURCES = {
    ROUTES: ROUTE, "app/crud.py": CRUD, "app/database/schema.sql": SQL,
    "app/models/thing.py": MODEL, "app/schemas/thing.py": SCHEMA,
    "ui/pages/thing_management.py": PAGE, "tests/test_thing.py": TEST,
}  # fmt: skip


@cache
def reference() -> dict[str, str]:
    spec = (ROOT / "baesc" / "proof" / "reference.yaml").read_text(encoding="utf-8")
    return dict(Workshop(library()).project(spec).texts)


@cache
def mutants() -> dict[str, list[Mutant]]:
    found: dict[str, list[Mutant]] = {one.id: [] for one in CATALOGUE}
    for path, text in reference().items():
        for mutant in mutants_of(path, text):
            found[mutant.operator].append(mutant)
    return found


def test_operators_are_named_once_and_explained() -> None:
    assert len(BY_ID) == len(CATALOGUE)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one.id) for one in CATALOGUE)
    assert all(one.doc.endswith(".") and "\n" not in one.doc for one in CATALOGUE)


@pytest.mark.parametrize("operator", CATALOGUE, ids=lambda one: one.id)
def test_every_operator_makes_mutants_that_parse(operator: Operator) -> None:
    found = mutants()[operator.id]
    assert found
    for mutant in found[:: max(1, len(found) // 8)]:
        if operator.parses and mutant.path.endswith(".py"):
            compiled(mutant)


def compiled(mutant: Mutant) -> None:
    with warnings.catch_warnings():
        # Python itself warns of some of the faults.
        warnings.simplefilter("ignore", SyntaxWarning)
        compile(mutant.text, mutant.path, "exec", dont_inherit=True)


def test_no_two_mutants_of_a_file_are_equal() -> None:
    texts = Counter((one.path, one.text) for found in mutants().values() for one in found)
    assert max(texts.values()) == 1
    assert not {(path, text) for path, text in reference().items()} & texts.keys()


def test_there_are_mutants_of_every_file_that_says_something() -> None:
    paths = {one.path for found in mutants().values() for one in found}
    silent = {
        path
        for path, text in reference().items()
        if path.endswith(".py") and len(ast.parse(text).body) < 2
    }
    code = {path for path in reference() if path.endswith((".py", ".sql"))}
    assert code - paths == silent


def test_a_mutant_says_where_it_differs() -> None:
    for found in mutants().values():
        for mutant in found[:5]:
            before = reference()[mutant.path].split("\n")
            after = mutant.text.split("\n")
            changed = [
                number for number, (old, new) in enumerate(zip(before, after, strict=False), 1)
                if old != new
            ]  # fmt: skip
            assert mutant.note
            assert 1 <= mutant.line <= len(before)
            assert not changed or changed[0] <= mutant.line + 1


def changed(operator: str, path: str) -> list[str]:
    """Return the lines that each mutant takes out and puts in, as one text."""
    found = []
    for mutant in mutants_of(path, SOURCES[path], [BY_ID[operator]]):
        old, new = SOURCES[path].split("\n"), mutant.text.split("\n")
        while old and new and old[0] == new[0]:
            del old[0], new[0]
        while old and new and old[-1] == new[-1]:
            del old[-1], new[-1]
        found.append("\n".join(new).strip())
    return found


EXAMPLES = [
    ("alter-success-status", ROUTES,
     '@router.post("", status_code=200, responses=errors(409))'),
    ("drop-success-status", ROUTES, '@router.post("", responses=errors(409))'),
    ("drop-declared-error", ROUTES, '@router.post("", status_code=201, responses=errors())'),
    ("drop-route-decorator", ROUTES, ""),
    ("rename-path-parameter", ROUTES, '\'/{row_id_}\','),
    ("drop-path-parameter", ROUTES, '\'\','),
    ("alter-return-type", ROUTES,
     "async def add(session: SessionDep, body: ThingCreate) -> Thing:"),
    ("drop-dependencies", ROUTES,
     "router = APIRouter(prefix='/things', responses=errors(401))"),
    ("overwrite-parameter", ROUTES, "row_id = 1"),
    ("constant-argument", ROUTES, "return crud.get(session, 1)"),
    ("drop-where", "app/crud.py", "query = delete(Thing)"),
    ("alter-where", "app/crud.py", "query = delete(Thing).where(Thing.id == Thing.id)"),
    ("drop-commit", "app/crud.py", ""),
    ("drop-commit", "app/crud.py", "# session.commit()"),
    ("drop-rollback", "app/crud.py", ""),
    ("broaden-except", "app/crud.py", "except (IntegrityError, Exception) as exc:"),
    ("broaden-except", "app/crud.py", "except:"),
    ("drop-cause", "app/crud.py", "raise ConflictError(detail)"),
    ("disable-guard", "app/crud.py", 'if False: raise HTTPException(404, "gone")'),
    ("drop-raise", "app/crud.py", "if found is None: pass"),
    ("leak-detail", "app/crud.py", "raise ConflictError(str(exc)) from exc"),
    ("drop-not-null", "app/database/schema.sql", "name VARCHAR(10),"),
    ("drop-primary-key", "app/database/schema.sql", "id INTEGER NOT NULL,"),
    ("drop-unique", "app/database/schema.sql",
     "owner_id INTEGER REFERENCES owners (id) ON DELETE SET NULL"),
    ("alter-unique-columns", "app/database/schema.sql", "CONSTRAINT uq_name UNIQUE (name)"),
    ("drop-on-delete", "app/database/schema.sql", "owner_id INTEGER REFERENCES owners (id),"),
    ("alter-on-delete", "app/database/schema.sql",
     "owner_id INTEGER REFERENCES owners (id) ON DELETE CASCADE,"),
    ("drop-index", "app/database/schema.sql", '-- CREATE INDEX ix_name ON "Things" (name);'),
    ("alter-column-size", "app/database/schema.sql", "name VARCHAR(11) NOT NULL,"),
    ("drop-model-index", "app/models/thing.py", "size: Mapped[int] = mapped_column()"),
    ("drop-model-on-delete", "app/models/thing.py",
     'owner_id: Mapped[int | None] = mapped_column(ForeignKey("owners.id"))'),
    ("forbid-null-in-model", "app/models/thing.py",
     'owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id", ondelete="CASCADE"))'),
    ("drop-table-argument", "app/models/thing.py",
     '__table_args__ = (UniqueConstraint("a", "b"),)'),
    ("alter-model-check", "app/models/thing.py",
     '__table_args__ = (CheckConstraint("size BETWEEN 1 AND 31"), UniqueConstraint("a", "b"))'),
    ("drop-constraint", "app/schemas/thing.py", "size: Annotated[int, NotText]"),
    ("relax-body-field", "app/schemas/thing.py",
     "size: Annotated[int, Field(ge=1), NotText] | None = None"),
    ("require-body-field", "app/schemas/thing.py", "name: str"),
    ("alter-body-limit", "app/schemas/thing.py", "size: Annotated[int, Field(ge=2), NotText]"),
    ("form-to-container", "ui/pages/thing_management.py", "with st.container():"),
    ("button-for-submit", "ui/pages/thing_management.py", 'sent = st.button("Save")'),
    ("drop-error-message", "ui/pages/thing_management.py", "pass"),
    ("drop-success-message", "ui/pages/thing_management.py", "pass"),
    ("drop-request", "ui/pages/thing_management.py", "pass"),
    ("drop-widget", "ui/pages/thing_management.py", "name = None"),
    ("assert-true", "tests/test_thing.py", "assert True"),
    ("assert-or-true", "tests/test_thing.py",
     'assert (api.get("/things/1").status_code == 404) or True'),
    ("accept-success", "tests/test_thing.py",
     'assert api.get("/things/1").status_code == 200'),
    ("drop-assertion", "tests/test_thing.py", ""),
    ("empty-cases", "tests/test_thing.py", "bad = []"),
    ("drop-contract", "tests/test_thing.py", "class TestThings:"),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "path", "expected"), EXAMPLES)
def test_an_operator_changes_what_it_is_about(operator: str, path: str, expected: str) -> None:
    assert expected in changed(operator, path)


def test_mutants_come_in_one_order_whatever_the_hash_seed() -> None:
    script = (
        "from hashlib import sha256\n"
        "from baesc.proof.mutants import mutants_of\n"
        "from tests.unit.test_operators import SOURCES\n"
        "all = [one for item in SOURCES.items() for one in mutants_of(*item)]\n"
        "print(len(all), sha256(repr(all).encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert int(seen.pop().split()[0]) > 300


@pytest.mark.parametrize("text", ["", "def broken(:\n", "\0", '"""Only a docstring."""\n'])
def test_what_says_nothing_has_no_mutants(text: str) -> None:
    assert list(mutants_of("app/crud.py", text)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_hold_for_any_line_break_and_letter(end: str) -> None:
    text = f'A = "é☃"; raise ValueError("ü"){end}B = ["ß", run("𝄞")]{end}'
    code = Code("app/a.py", text)
    assert [code.text_of(one) for one in code.all(ast.Call)] == ['ValueError("ü")', 'run("𝄞")']
    assert [code.line_of(code.span(one)[0]) for one in code.all(ast.Call)] == [1, 2]


def test_form_makes_no_difference() -> None:
    assert equivalent("app/crud.py", CRUD, f'"""Docs."""\n# Comment\n{CRUD}')
    assert not equivalent("app/crud.py", CRUD, CRUD.replace("session.commit()", "pass"))
    assert not equivalent("app/crud.py", CRUD, f"{CRUD}def broken(:\n")
    spread = SQL.replace(" (", "\n(").replace("integer", "INTEGER")
    assert equivalent("app/database/schema.sql", SQL, f"-- More.\n{spread}")
    assert not equivalent("app/database/schema.sql", SQL, SQL.replace(" AUTOINCREMENT", ""))
    assert words("a /* b */ 'C''d' -- e\n(1.5)") == ["A", "'C''d'", "(", "1.5", ")"]


def test_faults_stay_in_the_files_that_they_are_about() -> None:
    operators = {one.operator for one in mutants_of("tests/test_thing.py", TEST)}
    assert not operators & {"return-none", "drop-raise", "drop-model-column"}
    assert "assert-true" not in {one.operator for one in mutants_of("app/crud.py", CRUD)}
