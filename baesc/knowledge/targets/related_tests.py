"""The tests of an entity: what becomes of rows that are related."""

from baesc.knowledge.contract_values import Acceptance
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.sample_rows import samples_of
from baesc.knowledge.shapes import Shape, Shapes, Through, ids_name
from baesc.language.ir import Relation

Rows = tuple[tuple[str, ...], ...]


def count_of(shapes: Shapes, relation: Relation) -> int:
    """Return how many sample rows a relation leads to."""
    return len(samples_of(shapes, relation.target).rows)


class RelatedTests:
    """Writes the cases of related rows, as the arguments of their records in Python."""

    def __init__(
        self, shapes: Shapes, shape: Shape, imports: Imports, accepted: Acceptance
    ) -> None:
        self.shapes, self.shape, self.imports = shapes, shape, imports
        self.accepted = accepted

    def references(self) -> Rows:
        """Return the to-one relations of which a row can be changed and go."""
        found: list[tuple[str, ...]] = []
        for one in self.shape.references:
            if count_of(self.shapes, one.relation) < 2 or not self.accepted.refers(one.relation):
                continue
            self.imports.add("tests.contract", "Reference")
            found.append(
                (
                    quote(one.column),
                    quote(one.relation.name),
                    quote(f"/{one.target.path}"),
                    self._made(one.target.name),
                    quote(one.relation.on_delete),
                )
            )
        return tuple(found)

    def many(self) -> Rows:
        """Return the relations to many of which ids are sent."""
        found: list[tuple[str, ...]] = []
        for one in self.shape.sets:
            query = self._query(one.relation)
            other = self._other_query(one.relation)
            if not query or not other or count_of(self.shapes, one.relation) < 2:
                continue
            if not self.accepted.holds_many(one.relation):
                continue
            self.imports.add("tests.contract", "Many")
            found.append(
                (
                    quote(ids_name(one.relation)),
                    quote(one.relation.name),
                    quote(f"/{one.target.path}"),
                    self._made(one.target.name),
                    quote(query),
                    quote(other),
                )
            )
        return tuple(found)

    def via(self) -> Rows:
        """Return the relations over rows of a third entity."""
        found: list[tuple[str, ...]] = []
        for relation in self.shape.entity.relations:
            link = relation.link
            query = self._query(relation)
            other = self._other_query(relation)
            if relation.via is None or link is None or not query or not other:
                continue
            between = {one.column for one in samples_of(self.shapes, relation.via).references}
            if not between.issuperset({link.column, link.other_column}):
                continue
            self.imports.add("tests.contract", "Via")
            found.append(
                (
                    self._made(relation.via),
                    quote(link.column),
                    quote(link.other_column),
                    quote(f"/{self.shapes.named[relation.target].path}"),
                    quote(query),
                    quote(other),
                )
            )
        return tuple(found)

    def _made(self, name: str) -> str:
        target = self.shapes.named[name]
        self.imports.add(f"tests.samples.{target.module}", f"made_{target.singular}")
        return f"made_{target.singular}"

    def _query(self, relation: Relation) -> str:
        for one in self.shape.through:
            if one.declared and one.relation == relation.name:
                return one.query
        return ""

    def _other_query(self, relation: Relation) -> str:
        """Return how the other side's list is filtered by this entity; empty if it cannot be."""
        for one in self.shapes.by_name[relation.target].through:
            if _is_other_side(one, self.shape.entity.name, relation):
                return one.query
        return ""


def _is_other_side(one: Through, source: str, relation: Relation) -> bool:
    return not one.declared and one.relation == relation.name and one.other_entity == source
