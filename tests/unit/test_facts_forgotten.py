"""Facts of what code as people write it forgets: causes, conditions, closing, committing."""

import pytest

from baesc.knowledge.facts.python import python_facts


@pytest.mark.parametrize(
    ("body", "forgets"),
    [
        ("except OSError as e:\n    raise ValueError('no')", True),
        ("except OSError as e:\n    raise ValueError(e)", False),
        ("except OSError as e:\n    log(e)\n    raise ValueError('no')", False),
        ("except OSError as e:\n    raise ValueError('no') from e", False),
        ("except OSError:\n    raise ValueError('no')", False),
    ],
)
def test_a_cause_that_is_named_and_forgotten(body: str, forgets: bool) -> None:
    (raised,) = python_facts(f"try:\n    work()\n{body}\n")["raise"]
    assert raised.forgets is forgets


@pytest.mark.parametrize(
    ("lines", "run"),
    [
        ("db.execute(delete(User))", True),
        ("change = delete(User)\n    db.execute(change)", True),
        ("db.execute(delete(User).returning(User.id))", True),
        ("return delete(User)", False),
        ("change = delete(User)\n    keep(change)", False),
    ],
)
def test_whether_a_statement_is_run_where_it_is_made(lines: str, run: bool) -> None:
    text = f"from sqlalchemy import delete\ndef f(db):\n    {lines}\n"
    (query,) = python_facts(text)["query"]
    assert query.run is run


def opened(lines: str) -> list[tuple[str, bool, bool]]:
    text = f"import sqlite3\ndef f(path, wrap):\n    {lines}\n"
    found = python_facts(text).get("opened", [])
    return [(one.opener, one.closed, one.handed) for one in found]


def test_what_is_opened_is_closed_or_handed_on() -> None:
    assert opened("file = open(path)\n    file.close()") == [("open", True, False)]
    assert opened("file = open(path)\n    wrap(file)") == [("open", False, True)]
    assert opened("con = sqlite3.connect(path)") == [("sqlite3.connect", False, False)]
    assert opened("return open(path).read()") == [("open", False, False)]
    assert opened("open(path, 'w').close()") == []


@pytest.mark.parametrize(
    ("lines", "lost"),
    [
        ("con = sqlite3.connect('a')\n    con.execute('INSERT INTO a VALUES (1)')", 1),
        ("con = sqlite3.connect('a')\n    c = con.cursor()\n    c.execute('DELETE FROM a')", 1),
        ("with closing(sqlite3.connect('a')) as con:\n        con.execute('DELETE FROM a')", 1),
        ("con = sqlite3.connect('a')\n    con.execute('DELETE FROM a')  # no commit", 1),
        ("con = sqlite3.connect('a')\n    con.execute('SELECT 1')", 0),
        ("c = sqlite3.connect('a')\n    c.execute('BEGIN')\n    c.execute('DELETE FROM a')", 0),
        ("con = sqlite3.connect('a')\n    con.execute('DELETE FROM a')\n    con.commit()", 0),
        ("con = sqlite3.connect('a')\n    with con:\n        con.execute('DELETE FROM a')", 0),
        ("with sqlite3.connect('a') as con:\n        con.execute('DELETE FROM a')", 0),
        ("con = sqlite3.connect('a', autocommit=True)\n    con.execute('DELETE FROM a')", 0),
        ("given.execute('DELETE FROM a')", 0),
    ],
)
def test_writes_that_nothing_commits(lines: str, lost: int) -> None:
    text = f"import sqlite3\nfrom contextlib import closing\ndef f(given):\n    {lines}\n"
    assert len(python_facts(text).get("unsaved", [])) == lost
