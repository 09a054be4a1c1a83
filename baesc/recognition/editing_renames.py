"""Other names for what specs name, at every place at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from baesc.language.ir import System
from baesc.language.load import load
from baesc.language.specs import EntitySpec
from baesc.passes.normalize import normalize
from baesc.recognition.editing_files import Files, refused
from baesc.recognition.editing_references import References, Thing, rename
from baesc.recognition.editing_state import Editing


def rename_all(
    editing: Editing, names: Mapping[Thing, str], declare: Callable[[Files], None]
) -> None:
    """Put new names at all places, and make the change that they are for with `declare`.

    Relations are seen from their other end under a name that is made of others: where a change
    of relations changes that, what names it changes too.
    """
    system, _ = editing.meaning()
    if system is None and not names:
        declare(editing.files)
        return
    if system is None:
        message = "a rename needs specs that are right without it"
        raise refused(message, None, "ask for it on its own")
    tried = editing.files.copy()
    _rename(tried, system, names)
    declare(tried)
    after = _without_expressions(editing, tried)
    also = {} if after is None else _inverses(system, after, names)
    _rename(editing.files, system, {**names, **also})
    declare(editing.files)


def _rename(files: Files, system: System, names: Mapping[Thing, str]) -> None:
    for one in References(files, system).of(*names):
        rename(files, one, names)


def _without_expressions(editing: Editing, files: Files) -> System | None:
    """Return what the files mean but for expressions, in which names may be wrong still."""
    specs, _ = load(files.sources())
    entities = tuple(map(_bare, specs.entities))
    return normalize(replace(specs, entities=entities), editing.settings())[0]


def _bare(one: EntitySpec) -> EntitySpec:
    nothing = {"computed": None, "stored": False, "backfill": None}
    fields = tuple(replace(each, form=each.form.model_copy(update=nothing)) for each in one.fields)
    relations = tuple(
        replace(each, form=each.form.model_copy(update={"backfill": None}))
        for each in one.relations
    )
    form = one.form.model_copy(update={"rules": []})
    return replace(one, form=form, fields=fields, relations=relations)


def _inverses(before: System, after: System, names: Mapping[Thing, str]) -> dict[Thing, str]:
    """Return the relations that have another name at their other end."""
    found = {}
    for entity in before.entities:
        now = names.get((entity.name, ""), entity.name)
        ends = {(one.source, one.relation): one.name for one in after.entity(now).inverses}
        for one in entity.inverses:
            source = names.get((one.source, ""), one.source)
            relation = names.get((one.source, one.relation), one.relation)
            name = ends.get((source, relation), one.name)
            if name != one.name:
                found[entity.name, one.name] = name
    return found
