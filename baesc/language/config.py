"""The project file, `baes.yaml`: read, checked, and completed with the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from baesc.ground.names import label
from baesc.ground.source import Source
from baesc.language import faults
from baesc.language.config_checks import check_meaning, overrides
from baesc.language.nodes import Entry, Node, Scalar, Sequence, is_empty, is_sound, plain
from baesc.language.nodes import Mapping as MappingNode
from baesc.language.places import places_of
from baesc.language.reader import read
from baesc.messages.diagnostic import Diagnostic, in_order

if TYPE_CHECKING:
    from baesc.language.project import ProjectForm


@dataclass(frozen=True, slots=True)
class Features:
    """What may be switched off."""

    templates: bool = True
    confidence_validation: bool = True
    recognition_cache: bool = True
    compressed_standards: bool = True
    parallel_execution: bool = True
    smart_retry: bool = True


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The language model that is asked when nothing else helps; no name means none."""

    model: str = ""
    base_url: str = ""
    api_key_env: str = ""
    temperature: float = 0.0
    timeout_seconds: int = 60
    max_tokens_per_request: int = 4096
    max_tokens_per_build: int = 50_000
    max_attempts: int = 3
    max_parallel: int = 4


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What code that a model wrote may use up while its examples are tried."""

    seconds: int = 5
    memory_mb: int = 256


@dataclass(frozen=True, slots=True)
class Config:
    """A project's settings. Paths are relative to the project, with `/`; an empty one is unset."""

    name: str
    title: str
    version: str = "0.1.0"
    doc: str = ""
    specs: tuple[str, ...] = ("specs/*.yaml",)
    output: str = "managed_system"
    database: Literal["sqlite", "postgresql"] = "sqlite"
    auth: Literal["none", "api_key"] = "api_key"
    api_port: int = 8100
    ui_port: int = 8600
    drop: tuple[str, ...] = ()
    rules: str = ""
    templates: str = ""
    standards: str = ""
    cache_folder: str = ".baesc"
    log: bool = True
    threshold: float = 0.85
    model: ModelSettings = ModelSettings()
    sandbox: SandboxSettings = SandboxSettings()
    features: Features = Features()


def load_config(
    source: Source, environment: Mapping[str, str]
) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Return the settings, or what is wrong with the file and the environment."""
    switched, found = overrides(environment)
    reading = read(source)
    found += reading.diagnostics
    documents = [one for one in reading.documents if not is_empty(one)]
    if len(documents) == 1 and isinstance(documents[0], MappingNode):
        form, faults_found = _form(documents[0])
        found += faults_found
        if form is not None and not found:
            return _config(form, switched), ()
    elif reading.complete:
        message_span = documents[-1].span.part(0, 1) if documents else None
        found.append(faults.not_a_project(source.path, message_span))
    return None, in_order(found)


def _form(document: MappingNode) -> "tuple[ProjectForm | None, tuple[Diagnostic, ...]]":
    from baesc.language.project import ProjectForm
    from baesc.language.shapes import checked

    whole = document.entries[0].span if document.entries else document.span.part(0, 1)
    found: list[Diagnostic] = []
    kept = MappingNode(document.span, tuple(_kept(document, found)))
    places = places_of(kept, whole)
    content = {entry.key: plain(entry.value) for entry in kept.entries}
    if isinstance(content.get("project"), str):
        content["project"] = {"name": content["project"]}
        places = places.also([(("project", "name"), places.at("project"))])
    if isinstance(content.get("specs"), str):
        content["specs"] = [content["specs"]]
    form, shape_faults, _ = checked(ProjectForm, content, places)
    known = {entry.key for entry in document.entries}
    found += [one for one in shape_faults if not _reported(one, known, set(content))]
    if form is not None:
        found += check_meaning(form, places)
    return form, tuple(found)


def _reported(fault: Diagnostic, written: set[str], kept: set[str]) -> bool:
    return any(fault.message == f"the key `{key}` is missing" for key in written - kept)


def _kept(node: MappingNode, found: list[Diagnostic]) -> list[Entry]:
    """Return the entries with a value, at every depth."""
    kept = []
    for entry in node.entries:
        if not is_sound(entry.value):
            continue
        if is_empty(entry.value):
            found.append(faults.no_value(entry.span, entry.key))
        else:
            kept.append(Entry(entry.key, entry.span, _inner(entry.value, found)))
    return kept


def _inner(node: Node, found: list[Diagnostic]) -> Node:
    if isinstance(node, (Scalar, Sequence)):
        return node
    return MappingNode(node.span, tuple(_kept(node, found)))


def _config(form: "ProjectForm", switched: Mapping[str, bool]) -> Config:
    return Config(
        name=form.project.name.replace("-", "_"),
        title=form.project.title or label(form.project.name),
        version=form.project.version,
        doc=form.project.doc or "",
        specs=tuple(form.specs),
        output=form.output.strip("/"),
        database=form.database,
        auth=form.auth,
        api_port=form.ports.api,
        ui_port=form.ports.ui,
        drop=tuple(form.drop),
        rules=form.rules or "",
        templates=form.templates or "",
        standards=form.standards or "",
        cache_folder=form.cache.folder.strip("/"),
        log=form.log,
        threshold=form.verify.threshold,
        model=ModelSettings(**form.model.model_dump()),
        sandbox=SandboxSettings(**form.sandbox.model_dump()),
        features=Features(**{**form.features.model_dump(), **switched}),
    )
