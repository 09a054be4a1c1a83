"""The value of an expression over rows of an earlier schema, in SQLite or in PostgreSQL."""

from collections.abc import Mapping

from baesc.knowledge.checking.check_sql import Condition
from baesc.knowledge.checking.terms import ATOM, OR, Dialect, Term, Unsayable, largest_of
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.shapes import is_exact
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.tree import Attribute, Made, Node, This
from baesc.language.ir import Entity, Field, System

MOMENTS: dict[tuple[str, Dialect], str] = {
    ("today", "sqlite"): "CURRENT_DATE",
    ("today", "postgresql"): "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date",
    ("now", "sqlite"): "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    ("now", "postgresql"): "CURRENT_TIMESTAMP",
}


class Missing(Exception):  # noqa: N818 - no error: a fault of the user's text
    """The rows have no value of a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Value(Condition):
    def __init__(
        self, entity: Entity, system: System, database: Dialect, columns: Mapping[str, str]
    ) -> None:
        super().__init__(entity, system, database)
        self.columns = columns

    def of(self, node: Node) -> Term:
        if isinstance(node, Made):
            return Term(MOMENTS[node.word, self.database])
        return super().of(node)

    def _old(self, name: str) -> str:
        text = self.columns.get(name)
        if text is None:
            raise Missing(name)
        return text

    def column(self, node: Attribute) -> Term:
        if not isinstance(node.row, This):
            raise Unsayable
        if node.name in OWN_COLUMNS:
            return Term(node.name, ATOM, 2**31)
        field = self.fields[node.name]
        if field.computed is not None:
            if field.formula is None:
                raise Unsayable
            return self.of(inlined(node, self.system))
        if field.type == "json" or (is_exact(field) and self.database == "sqlite"):
            raise Unsayable
        text = self._old(field.name)
        level = ATOM if text == sql_spelling(text.strip('"')) else OR - 1
        # Old values may be larger than those that the field takes now.
        most, places = (2**31, 0) if field.type == "integer" else largest_of(field)
        return Term(text, level, most, places)

    def reference(self, name: str) -> Term:
        return Term(self._old(name))


def value_sql(
    node: Node, field: Field | None, entity: Entity, system: System, database: Dialect,
    columns: Mapping[str, str],
) -> str | None:  # fmt: skip
    """Return the value of `field` (None: the id of a row) that an expression has in old rows.

    `columns` has SQL over them for the fields and relations that they have a value of; raises
    Missing for others. None where the database can't say exactly the same.
    """
    try:
        term = _Value(entity, system, database, columns).of(node)
    except Unsayable:
        return None
    if field is not None and field.type == "decimal":
        is_text = is_exact(field) and database == "sqlite"
        return None if is_text or term.places > (field.scale or 0) else term.sql
    return term.sql
