"""What is written as YAML is read back as it was."""

from baesc.ground.source import Source
from baesc.knowledge.facts import extract
from baesc.language.nodes import plain
from baesc.language.reader import read
from baesc.language.writing import dump


def test_shared_values_texts_and_order_come_back() -> None:
    shared = {"a": [1, None, "x"]}
    documents = [
        {"z": shared, "b": shared, "text": "yes", "wide": "学生 🎓 'x' \"y\" \\"},
        {"entity": "A", "fields": {"f": {"default": shared}}},
    ]
    reading = read(Source("a.yaml", dump(documents)))
    assert reading.diagnostics == ()
    assert [plain(one) for one in reading.documents] == documents
    assert list(plain(reading.documents[0])) == ["z", "b", "text", "wide"]  # type: ignore[call-overload]


def test_other_statements_may_stand_beside_ddl_where_asked() -> None:
    text = "CREATE TABLE t (id INTEGER PRIMARY KEY);\nDELETE FROM t;\n"
    assert extract("a.sql", text).fault == "not SQL: DELETE has no place in a schema"
    found = extract("a.sql", text, any_sql=True)
    assert found.fault == ""
    (statement,) = found.facts["statement"]
    assert (statement[0], statement[2]) == (2, "DELETE")
    assert len(found.facts["table"]) == 1
