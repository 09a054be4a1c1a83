"""What is known while operations are done: the files, what was built, and what was said so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from baesc.language.config import Config
from baesc.language.ir import Entity, System
from baesc.language.load import load
from baesc.language.nodes import Scalar
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest
from baesc.passes.normalize import normalize
from baesc.recognition.editing_files import Files, refused
from baesc.recognition.editing_references import documents
from baesc.recognition.operations import Operation

SECTIONS = ("fields", "relations")


@dataclass(slots=True)
class Editing:
    """A request while it is done.

    `built` are the entities of the schema that the next migration starts from, by name. `gone` are
    the entities, and pairs with a member, that the request removes somewhere.
    """

    files: Files
    project: Files
    config: Config
    built: Mapping[str, Entity]
    schema: str = ""
    gone: frozenset[tuple[str, str]] = frozenset()
    touched: set[tuple[str, str]] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def meaning(self) -> tuple[System | None, tuple[Diagnostic, ...]]:
        """Return what the files mean now."""
        specs, found = load(self.files.sources())
        system, meant = normalize(specs, self.settings())
        return system, (*found, *meant)

    def settings(self) -> Config:
        """Return the settings with the entities that the project file drops now."""
        drop = self.project.value(self.project_file, 0, ("drop",)) or []
        return replace(self.config, drop=tuple(drop))

    @property
    def project_file(self) -> str:
        """Return the path of the project file."""
        return next(iter(self.project.pages))

    def find(self, entity: str) -> tuple[str, int]:
        """Return the file and the document of an entity."""
        known = {}
        for path, at, name, _ in documents(self.files):
            if name == entity:
                return path, at
            known[name] = path
        near = nearest(entity, tuple(known))
        advice = f"did you mean `{near}`?" if near else ""
        raise refused(f"there is no entity `{entity}`", None, advice)

    def section(self, operation: Operation, name: str) -> str:
        """Return whether a member is among the fields or the relations; empty if it is not."""
        path, at = self.find(operation.entity)
        return next(
            (key for key in SECTIONS if self.files.value(path, at, (key, name)) is not None), ""
        )

    def needed(self, operation: Operation, *sections: str) -> tuple[str, int, str]:
        """Return the file, the document and the section of a member that must be there."""
        path, at = self.find(operation.entity)
        for key in sections:
            if self.files.value(path, at, (key, operation.name)) is not None:
                return path, at, key
        known = [name for key in sections for name in self.files.value(path, at, (key,)) or ()]
        near = nearest(operation.name, known)
        what = "field" if "fields" in sections else "relation"
        advice = f"did you mean `{near}`?" if near else ""
        message = f"`{operation.entity}` has no {what} `{operation.name}`"
        raise refused(message, None, advice)

    def free(self, operation: Operation, name: str) -> tuple[str, int]:
        """Return the file and the document of an entity that has no member of a name."""
        path, at = self.find(operation.entity)
        key = self.section(operation, name)
        if key:
            node = self.files.document(path, at).get(key)
            span = next(one.span for one in node.entries if one.key == name)  # type: ignore[union-attr]
            what = "field" if key == "fields" else "relation"
            message = f"`{operation.entity}` has a {what} `{name}` already"
            raise refused(message, span, f"say `change {name} of {operation.entity}` to change it")
        return path, at

    def built_entity(self, name: str) -> Entity | None:
        """Return an entity as it was built, under its old name if it has another one now."""
        path, at = self.find(name)
        was = self.files.value(path, at, ("was",))
        return self.built.get(name) or self.built.get(str(was))

    def built_member(self, entity: str, section: str, name: str) -> str:
        """Return the name that a member was built under; empty if it was not built."""
        path, at = self.find(entity)
        known = self.built_names(entity)
        written = self.files.value(path, at, (section, name))
        old = str(written.get("was")) if isinstance(written, dict) else ""
        return next((each for each in (name, old) if each in known), "")

    def built_names(self, entity: str) -> frozenset[str]:
        """Return the names of the fields and relations that an entity was built with."""
        one = self.built_entity(entity)
        if one is None:
            return frozenset()
        return frozenset([each.name for each in one.fields] + [each.name for each in one.relations])

    def scalar(self, path: str, at: int, loc: tuple[str | int, ...]) -> Scalar | None:
        """Return what is written at a place, None for a map or a list."""
        from baesc.recognition.editing_layout import node_at

        node = node_at(self.files.document(path, at), loc)
        return node if isinstance(node, Scalar) else None
