"""Operations on fields and relations."""

from baesc.recognition.editing_files import refused
from baesc.recognition.editing_references import References
from baesc.recognition.editing_renames import rename_all
from baesc.recognition.editing_shapes import (
    SIZES,
    Written,
    changed_short,
    field_of,
    long_relation,
    new_relation,
    relation_of,
    type_of,
)
from baesc.recognition.editing_state import Editing
from baesc.recognition.operations import Operation

# What stands above the fields of an entity.
_HEAD = (
    "entity", "was", "doc", "display", "label", "label_plural", "plural", "table", "icon",
)  # fmt: skip
_SHORT = ("required", "unique", "index")


def add_field(editing: Editing, operation: Operation) -> None:
    """Write a new field after those that are there."""
    _add(editing, operation, "fields", field_of(operation))


def add_relation(editing: Editing, operation: Operation) -> None:
    """Write a new relation after those that are there."""
    editing.find(operation.to)
    _add(editing, operation, "relations", new_relation(operation))


def _add(editing: Editing, operation: Operation, section: str, value: object) -> None:
    path, at = editing.free(operation, operation.name)
    document = editing.files.document(path, at)
    keys = [one.key for one in document.entries]
    above = (*_HEAD, "fields") if section == "relations" else _HEAD
    after = next((key for key in reversed(keys) if key in above), "")
    if document.get(section) is not None:
        after = ""
    place = (section, operation.name)
    rename_all(editing, {}, lambda files: files.put(path, at, place, value, after))
    dropped = editing.files.value(path, at, ("drop",)) or []
    if operation.name in dropped:
        editing.files.remove(path, at, ("drop", dropped.index(operation.name)))
    editing.touched.add((operation.entity, operation.name))


def remove(editing: Editing, operation: Operation) -> None:
    """Take a field or a relation away, unless something names it."""
    sections = ("fields",) if operation.op == "remove_field" else ("relations",)
    path, at, section = editing.needed(operation, *sections)
    entity, name = operation.entity, operation.name
    for one in References(editing.files, editing.meaning()[0]).of((entity, name)):
        owner = str(editing.files.value(one.path, one.at, ("entity",)))
        member = str(one.loc[1]) if one.loc[0] in ("fields", "relations") else ""
        if {(owner, ""), (owner, member)} & (editing.gone - {(entity, "")}):
            continue
        message = f"`{name}` of `{entity}` cannot go: this names it"
        raise refused(message, one.span, "change this line first, or take it away")
    built = editing.built_member(entity, section, name)
    rename_all(editing, {}, lambda files: files.remove(path, at, (section, name)))
    dropped = editing.files.value(path, at, ("drop",))
    if built and dropped is None:
        editing.files.put(path, at, ("drop",), [built])
    elif built and built not in dropped:
        editing.files.put(path, at, ("drop", len(dropped)), built)


def give_name(editing: Editing, operation: Operation) -> None:
    """Give a field or a relation another name, everywhere."""
    sections = ("fields",) if operation.op == "rename_field" else ("relations",)
    path, at, section = editing.needed(operation, *sections)
    entity, old, new = operation.entity, operation.name, operation.to
    editing.free(operation, new)
    was_built = old in editing.built_names(entity)
    rename_all(
        editing,
        {(entity, old): new},
        lambda files: files.rename(path, at, (section, old), new),
    )
    written = editing.files.value(path, at, (section, new))
    if was_built:
        set_key(editing, path, at, section, new, "was", old)
    elif isinstance(written, dict) and written.get("was") == new:
        editing.files.remove(path, at, (section, new, "was"))
    editing.touched.add((entity, new))


def set_key(
    editing: Editing, path: str, at: int, section: str, name: str, key: str, value: object
) -> None:
    """Set a key of a field or a relation, which takes its long form for that."""
    short = editing.scalar(path, at, (section, name))
    if short is None:
        editing.files.put(path, at, (section, name, key), value)
        return
    long = {"type": short.text} if section == "fields" else long_relation(short)
    editing.files.put(path, at, (section, name), {**long, key: value})


def change(editing: Editing, operation: Operation) -> None:
    """Change the type or settings of a field, or settings of a relation."""
    path, at, section = editing.needed(operation, "fields", "relations")
    name = operation.name
    # A setting of None takes its key away.
    settings: dict[str, object] = dict(operation.settings)
    short = editing.scalar(path, at, (section, name))
    if section == "relations":
        _change_relation(editing, path, at, operation, settings)
    elif short is not None:
        kind = operation.type
        words = {key: value for key, value in settings.items() if key in _SHORT}
        rest = {key: value for key, value in settings.items()
                if key not in _SHORT and value is not None}  # fmt: skip
        text = changed_short(short, kind, words)
        value: Written = {"type": text, **rest} if rest else text
        if value != short.text:
            editing.files.put(path, at, ("fields", name), value)
    else:
        _change_long(editing, path, at, operation, settings)
    editing.touched.add((operation.entity, name))


def _change_long(
    editing: Editing, path: str, at: int, operation: Operation, settings: dict[str, object]
) -> None:
    files, place = editing.files, ("fields", operation.name)
    short = editing.scalar(path, at, (*place, "type"))
    assert short is not None  # noqa: S101 - the reader of specs has looked
    if operation.type not in ("", type_of(short.text)):
        for key in SIZES:
            if files.value(path, at, (*place, key)) is not None:
                files.remove(path, at, (*place, key))
    within = {}
    for key in _SHORT:
        # What is said by a key of its own is changed there.
        if key in settings and files.value(path, at, (*place, key)) is None:
            within[key] = settings.pop(key)
    if settings.get("required"):
        within["required"] = True
    text = changed_short(short, operation.type, within)
    if text != short.text:
        files.put(path, at, (*place, "type"), text)
    for key, value in settings.items():
        before = files.value(path, at, (*place, key))
        if before == value:
            continue
        usual = value is None or (key == "required" and value) or (key in _SHORT[1:] and not value)
        if usual and before is not None:
            files.remove(path, at, (*place, key))
        elif not usual:
            files.put(path, at, (*place, key), value)


def _change_relation(
    editing: Editing, path: str, at: int, operation: Operation, settings: dict[str, object]
) -> None:
    files, place = editing.files, ("relations", operation.name)
    if operation.to:
        settings["to"] = operation.to
    if operation.kind:
        settings["kind"] = operation.kind
    short = editing.scalar(path, at, place)
    if short is not None:
        changed = relation_of({**long_relation(short), **settings})
        if changed != short.text:
            files.put(path, at, place, changed)
        return
    for key, value in settings.items():
        there = files.value(path, at, (*place, key)) is not None
        if value is None and there:
            files.remove(path, at, (*place, key))
        elif value is not None:
            files.put(path, at, (*place, key), value)
