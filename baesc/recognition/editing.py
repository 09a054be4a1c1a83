"""Operations done on spec files: new texts, in which all that they are not about is as it was."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from baesc.evolution.snapshot import SnapshotError, read_snapshot
from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.ir import Entity
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.recognition import editing_entities as entities
from baesc.recognition import editing_members as members
from baesc.recognition.editing_files import Files, RefusalError
from baesc.recognition.editing_state import Editing
from baesc.recognition.editing_words import add_words, before
from baesc.recognition.operations import Operation, OperationKind

_DONE: dict[OperationKind, Callable[[Editing, Operation], None]] = {
    "create_entity": entities.create,
    "remove_entity": entities.remove,
    "rename_entity": entities.give_name,
    "add_field": members.add_field,
    "remove_field": members.remove,
    "rename_field": members.give_name,
    "change_field": members.change,
    "add_relation": members.add_relation,
    "remove_relation": members.remove,
    "rename_relation": members.give_name,
}


@dataclass(frozen=True, slots=True)
class Edits:
    """What becomes of the files of a project.

    `texts` has the new texts of files that are new or other ones, by path, `removed` the paths of
    those that go. `remarks` tell what was added that nobody asked for, in plain sentences.
    With an error among `problems` there are no texts; `shown` are the sources that they are about.
    """

    texts: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    shown: tuple[Source, ...] = ()


def edited(
    files: Sequence[Source],
    operations: Sequence[Operation],
    project: Source,
    config: Config,
    snapshot: str | None = None,
    schema: str = "",
) -> Edits:
    """Return what the operations do to sound specs and to their project file.

    `snapshot` is the schema that the next migration starts from: what is in it has rows, so that
    specs must say what becomes of them. `schema` is the path of the JSON Schema of specs.
    """
    editing = Editing(
        Files(files), Files([project]), config, _built(snapshot), schema, _gone(operations)
    )
    try:
        said = before(editing)
        for one in _in_order(operations):
            _DONE[one.op](editing, one)
        problems = _finish(editing, said)
    except RefusalError as refusal:
        problems = refusal.problems
    if has_errors(problems):
        shown = (*editing.files.texts().items(), *editing.project.texts().items())
        return Edits(problems=problems, shown=tuple(Source(*one) for one in shown))
    texts = {**editing.files.changed(), **editing.project.changed()}
    remarks = tuple(dict.fromkeys(editing.remarks))
    return Edits(tuple(texts.items()), editing.files.removed(), remarks, problems)


def _finish(editing: Editing, said: frozenset[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Say what is to be said of rows; return what is wrong with the result."""
    if not editing.files.pages:
        # The last entity is gone: there is nothing left to build.
        problem = Diagnostic("BAE603", "the last entity cannot go: nothing would be left to build")
        return (problem,)
    system, found = editing.meaning()
    if system is None:
        return found
    add_words(editing, system, said)
    return ()


def _built(snapshot: str | None) -> dict[str, Entity]:
    if snapshot is None:
        return {}
    try:
        return {one.name: one for one in read_snapshot(snapshot)}
    except SnapshotError:
        # A build says so; until then nothing is known of rows.
        return {}


def _gone(operations: Iterable[Operation]) -> frozenset[tuple[str, str]]:
    """Return the entities and the members that a request removes."""
    removals = ("remove_entity", "remove_field", "remove_relation")
    return frozenset((one.entity, one.name) for one in operations if one.op in removals)


def _in_order(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations with entities going last, when nothing leads to them any more.

    One that is made anew under the same name has to go first.
    """
    made = {one.entity for one in operations if one.op == "create_entity"}
    return sorted(operations, key=lambda one: one.op == "remove_entity" and one.entity not in made)
