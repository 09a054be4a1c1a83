"""Operations on whole entities."""

import fnmatch

from baesc.ground.names import snake
from baesc.recognition.editing_files import refused
from baesc.recognition.editing_references import References, documents
from baesc.recognition.editing_renames import rename_all
from baesc.recognition.editing_shapes import settings_of
from baesc.recognition.editing_state import Editing
from baesc.recognition.operations import Operation

_SCHEMA = "# yaml-language-server: $schema="


def create(editing: Editing, operation: Operation) -> None:
    """Write a new entity: a file of its own if the project has such files."""
    name = operation.entity
    for _, _, one, document in documents(editing.files):
        if one == name:
            span = next(entry.span for entry in document.entries if entry.key == "entity")
            raise refused(
                f"there is an entity `{name}` already", span, f"say what to add to `{name}`"
            )
    path = _path(editing, snake(name))
    content: dict[str, object] = {"entity": name, **settings_of(operation.settings)}
    editing.files.add_document(path, content, _header(editing, path))
    _undropped(editing, name)
    editing.touched.add((name, ""))


def _path(editing: Editing, stem: str) -> str:
    """Return a path for a new spec that the project reads."""
    patterns = editing.config.specs
    for pattern in patterns:
        *folders, last = pattern.split("/")
        place = [one for one in folders if one != "**"]
        if any(set(one) & set("*?[") for one in place) or "*" not in last:
            continue
        first, _, rest = last.partition("*")
        path = "/".join((*place, first + stem + rest.replace("*", "")))
        if fnmatch.fnmatchcase(path.rpartition("/")[2], last):
            return path
    return next((one for one in patterns if not set(one) & set("*?[")), f"specs/{stem}.yaml")


def _header(editing: Editing, path: str) -> str:
    """Return the line that tells editors the schema, as the neighbours have it."""
    folder = path.rpartition("/")[0]
    for other, page in sorted(editing.files.pages.items()):
        first = page.source.line(1)
        if other.rpartition("/")[0] == folder and first.startswith(_SCHEMA):
            return first
    return f"{_SCHEMA}{'../' * path.count('/')}{editing.schema}" if editing.schema else ""


def _undropped(editing: Editing, name: str) -> None:
    dropped = editing.settings().drop
    if name in dropped:
        editing.project.remove(editing.project_file, 0, ("drop", dropped.index(name)))


def give_name(editing: Editing, operation: Operation) -> None:
    """Give an entity another name, everywhere; its file keeps its own."""
    old, new = operation.entity, operation.to
    path, at = editing.find(old)
    if any(name == new for _, _, name, _ in documents(editing.files)):
        raise refused(f"there is an entity `{new}` already", None, "choose another name")
    before = editing.files.value(path, at, ("was",))
    was_built = old in editing.built
    rename_all(editing, {(old, ""): new}, lambda files: files.put(path, at, ("entity",), new))
    if was_built:
        editing.files.put(path, at, ("was",), old, "entity")
    elif before is not None and before == new:
        editing.files.remove(path, at, ("was",))
    editing.touched.add((new, ""))


def remove(editing: Editing, operation: Operation) -> None:
    """Take an entity away; what leads to it must go in the same request."""
    name = operation.entity
    path, at = editing.find(name)
    for one in References(editing.files, editing.meaning()[0]).of((name, "")):
        owner = str(editing.files.value(one.path, one.at, ("entity",)))
        member = str(one.loc[1]) if one.loc[0] in ("fields", "relations") else ""
        if owner == name or {(owner, ""), (owner, member)} & editing.gone:
            continue
        what = f"`{owner}.{member}` leads to it" if one.loc[0] == "relations" else "this names it"
        advice = f"ask to remove `{member}` from `{owner}` too" if member else "change it first"
        raise refused(f"`{name}` cannot go: {what}", one.span, advice)
    built = editing.built_entity(name)
    editing.files.remove_document(path, at)
    if built is not None:
        dropped = editing.settings().drop
        project = editing.project_file
        if editing.project.value(project, 0, ("drop",)) is None:
            editing.project.put(project, 0, ("drop",), [built.name])
        elif built.name not in dropped:
            editing.project.put(project, 0, ("drop", len(dropped)), built.name)
