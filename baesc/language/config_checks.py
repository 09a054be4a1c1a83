"""What has to be true of settings beyond their shape."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from baesc.language import faults
from baesc.language.model_address import address_fault
from baesc.language.places import Places
from baesc.language.spelling import name_fault
from baesc.messages.diagnostic import Diagnostic

if TYPE_CHECKING:
    from baesc.language.project import ProjectForm

SWITCHES = (
    "templates",
    "confidence_validation",
    "recognition_cache",
    "compressed_standards",
    "parallel_execution",
    "smart_retry",
)
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
# Whoever writes a project file must not get other secrets of its user sent.
_KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
_PATH = re.compile(r"[A-Za-z0-9_.\-/ ]+")


def overrides(environment: Mapping[str, str]) -> tuple[dict[str, bool], list[Diagnostic]]:
    """Return the features that the environment switches, and what it says that can't be read."""
    switched: dict[str, bool] = {}
    found: list[Diagnostic] = []
    for feature in SWITCHES:
        variable = f"ENABLE_{feature.upper()}"
        text = environment.get(variable, "").strip()
        if text.lower() in _TRUE | _FALSE:
            switched[feature] = text.lower() in _TRUE
        elif text:
            message = f"the environment variable {variable} is `{faults.shown(text)}`"
            found.append(Diagnostic("BAE161", message, None, "set it to `true` or `false`"))
    return switched, found


def check_meaning(form: "ProjectForm", places: Places) -> list[Diagnostic]:
    """Return what is wrong with names, paths and ports."""
    found: list[Diagnostic] = []
    fault = name_fault("project", form.project.name.replace("-", "_"), places.at("project", "name"))
    if fault is not None:
        found.append(fault)
    globs = [(glob, places.at("specs", index), True) for index, glob in enumerate(form.specs)]
    folders = [
        (form.output, places.at("output"), False),
        (form.cache.folder, places.at("cache", "folder"), False),
    ]
    for path, span, is_glob in globs + folders:
        problem = _path_problem(path, is_glob=is_glob)
        if problem:
            found.append(
                faults.bad_path(span, path, problem, "use a relative path inside the project")
            )
    if not found:
        found += _overlaps(form, places)
    if form.model.base_url:
        place = places.at("model", "base_url")
        fault = address_fault(form.model.base_url, place, "`base_url` in baes.yaml")
        found += [fault] if fault is not None else []
    variable = form.model.api_key_env
    if variable and not _KEY_VARIABLE.fullmatch(variable):
        message = f"`{faults.shown(variable)}` is no variable that a key for a model is read from"
        advice = "its name ends in `_API_KEY`, like OPENAI_API_KEY"
        place = places.at("model", "api_key_env")
        found.append(Diagnostic("BAE347", message, place, advice))
    if form.ports.api == form.ports.ui:
        span = places.at("ports", "ui")
        message = f"the API and the pages can't both listen on port {form.ports.api}"
        found.append(Diagnostic("BAE162", message, span, "give them two different ports"))
    return found


def _path_problem(path: str, *, is_glob: bool) -> str:
    parts = path.rstrip("/").split("/")
    if path.startswith(("/", "~")) or "\\" in path or ":" in path:
        return "is not a relative path with `/`"
    if ".." in parts:
        return "leaves the project"
    if path.strip("/") in ("", "."):
        return "is the project folder itself"
    if any(part in ("", ".") for part in parts):
        return "has an empty part or a `.`"
    if not is_glob and not _PATH.fullmatch(path):
        return "has characters that not every system allows"
    if parts[0] == ".git":
        return "is git's own folder"
    return ""


def _overlaps(form: "ProjectForm", places: Places) -> list[Diagnostic]:
    output = form.output.strip("/")
    others = [("specs", _fixed_part(glob)) for glob in form.specs]
    others += [("cache", form.cache.folder.strip("/"))]
    others += [
        (key, path.strip("/"))
        for key, path in (
            ("rules", form.rules), ("templates", form.templates), ("standards", form.standards),
        )
        if path
    ]  # fmt: skip
    for key, path in others:
        inside = output.startswith(path + "/") and key != "specs"
        if path and (path == output or path.startswith(output + "/") or inside):
            problem = f"overlaps with the folder of `{key}`, `{path}`"
            advice = "choose a folder that holds nothing else: a build owns it"
            return [faults.bad_path(places.at("output"), output, problem, advice)]
    return []


def _fixed_part(glob: str) -> str:
    """Return the folders of a glob that come before its first `*`."""
    kept = []
    for part in glob.split("/")[:-1]:
        if any(mark in part for mark in "*?["):
            break
        kept.append(part)
    return "/".join(kept)
