"""Opening a project: from the folder to the system that it means."""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from baesc.build.clock import Laps
from baesc.build.toolchain import Options, Toolchain
from baesc.cli.noop import PROJECT_FILE, find_root
from baesc.driver import Planned, prepare
from baesc.effects.formatter import format_all, formatter_name
from baesc.effects.lanes import LocalLanes, usable_cores
from baesc.effects.lockfile import LockFile
from baesc.effects.project import (
    Watched,
    read_overlays,
    read_sources,
    shipped,
    tool_digest,
    unreadable,
)
from baesc.effects.sandbox import Sandbox
from baesc.effects.store import SqliteStore
from baesc.ground.source import Source
from baesc.knowledge.lockfile import LOCK_FILE, Locked, read_lock
from baesc.language.config import Config, Features, load_config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.language.reader import decode
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.passes.normalize import normalize
from baesc.records.question import Asking, Completer

if TYPE_CHECKING:
    from baesc.knowledge.rules import RuleSet

STATE = ".baesc"
SWITCHES = tuple(f"ENABLE_{one.name.upper()}" for one in fields(Features))


@dataclass(frozen=True, slots=True)
class Opened:
    """A project as it was read; `config` and `system` are None where the problems are too bad.

    `environ` has the variables that were looked at.
    """

    root: Path
    config: Config | None
    system: System | None
    sources: Mapping[str, Source]
    problems: tuple[Diagnostic, ...]
    watched: Watched
    environ: Mapping[str, str | None]
    locked: tuple[Locked, ...] = ()

    @property
    def state(self) -> Path:
        """Return the folder of the lock, the journal and the record of the last build."""
        return self.root / STATE

    @property
    def output(self) -> Path:
        """Return the folder of the generated application."""
        return self.root / (self.config.output if self.config else "managed_system")


def open_here(laps: Laps | None = None) -> Opened:
    """Open the project that the current folder lies in."""
    here = Path.cwd()
    found = find_root(str(here))
    watched = Watched()
    if not found:
        problem = Diagnostic(
            "BAE503",
            f"there is no {PROJECT_FILE} in this folder or above it",
            help="start a project with `baesc init`, or say where it is with `baesc -C DIR`",
        )
        return Opened(here, None, None, {}, (problem,), watched, {})
    with (laps or Laps()).lap("normalize"):
        return _open(Path(found), watched)


def _open(root: Path, watched: Watched) -> Opened:
    environ = {name: os.environ.get(name) for name in SWITCHES}
    try:
        project = decode(PROJECT_FILE, watched.read(root / PROJECT_FILE))
    except OSError as exc:
        problems: tuple[Diagnostic, ...] = (unreadable(PROJECT_FILE, exc),)
        return Opened(root, None, None, {}, problems, watched, environ)
    config, problems = load_config(project, os.environ)
    sources = {PROJECT_FILE: project}
    if config is None:
        return Opened(root, None, None, sources, problems, watched, environ)
    files, missing = read_sources(root, config.specs, watched)
    sources |= {source.path: source for source in files}
    specs, found = load(files)
    # What cannot be read may be what seems to be missing.
    specs = replace(specs, complete=specs.complete and not missing)
    system, meant = normalize(specs, config)
    locked, lock, unlocked = _read_lock(root, watched)
    sources |= {source.path: source for source in lock}
    problems = (*problems, *missing, *found, *meant, *unlocked)
    return Opened(
        root,
        config,
        None if has_errors(problems) else system,
        sources,
        problems,
        watched,
        environ,
        locked,
    )


def opened_with(opened: Opened, texts: Mapping[str, str], removed: Collection[str]) -> Opened:
    """Return a project as it would be opened with other texts of its files; nothing is read."""
    sources = {path: one for path, one in opened.sources.items() if path not in removed}
    sources |= {path: Source(path, text) for path, text in texts.items()}
    config, problems = load_config(sources[PROJECT_FILE], os.environ)
    if config is None:
        return replace(opened, config=None, system=None, sources=sources, problems=problems)
    specs, found = load(_specs(sources))
    system, meant = normalize(specs, config)
    unlocked = read_lock(sources[LOCK_FILE])[1] if LOCK_FILE in sources else ()
    problems = (*problems, *found, *meant, *unlocked)
    system = None if has_errors(problems) else system
    return replace(opened, config=config, system=system, sources=sources, problems=problems)


def specs_of(opened: Opened) -> tuple[Source, ...]:
    """Return the spec files of a project."""
    return _specs(opened.sources)


def _specs(sources: Mapping[str, Source]) -> tuple[Source, ...]:
    others = (PROJECT_FILE, LOCK_FILE)
    return tuple(one for path, one in sources.items() if path not in others)


def _read_lock(
    root: Path, watched: Watched
) -> tuple[tuple[Locked, ...], tuple[Source, ...], tuple[Diagnostic, ...]]:
    """Return the answers in the lockfile, if there is one, with its text and what is wrong."""
    watched.look(root / LOCK_FILE)
    if not (root / LOCK_FILE).exists():
        return (), (), ()
    try:
        source = decode(LOCK_FILE, watched.read(root / LOCK_FILE))
    except OSError as exc:
        return (), (), (unreadable(LOCK_FILE, exc),)
    locked, found = read_lock(source)
    return locked, (source,), found


@contextmanager
def toolchain(
    opened: Opened,
    jobs: int | None = None,
    read_only: bool = False,
    completer: Completer | None = None,
    *,
    frozen: bool = False,
) -> Iterator[Toolchain]:
    """Load what a build works with; the store is closed at the end.

    Adds what it reads to the project's watched files. A frozen lockfile is left as it is.
    """
    from baesc.knowledge.library import library_of
    from baesc.knowledge.rule_reading import load_rules
    from baesc.knowledge.standards import standards_of, strangers

    config = opened.config
    assert config is not None  # noqa: S101 - a project without one is not built
    root, watched = opened.root, opened.watched
    library = library_of(*read_overlays(root, "templates", config.templates, ".j2", watched))
    mine, shipped = read_overlays(root, "rules", config.rules, ".yaml", watched)
    loaded = load_rules({f"rules/{name}": text for name, text in (shipped | mine).items()})
    standards = read_overlays(root, "standards", config.standards, ".md", watched)
    parallel = config.features.parallel_execution
    lanes = LocalLanes((jobs or usable_cores()) if parallel else 1)
    place = root / config.cache_folder / "store.db"
    with SqliteStore(place, read_only=read_only) as store:
        yield Toolchain(
            library=library,
            rules=loaded.rules,
            digest=tool_digest(formatter_name(), watched),
            format_all=lambda texts: format_all(texts, opened.state),
            lanes=lanes,
            store=store,
            confidence=_confidence(opened, loaded.rules),
            problems=(*loaded.diagnostics, *strangers(standards[0]), *_about(store)),
            standards=standards_of(*standards, compressed=config.features.compressed_standards),
            answers=LockFile(root, opened.state, opened.locked, read_only=read_only or frozen),
            completer=completer,
            sandbox=Sandbox(config.sandbox.seconds, config.sandbox.memory_mb),
        )


def _confidence(opened: Opened, rules: "RuleSet") -> Mapping[str, float | None] | None:
    """Return the measured confidence of the rules by area; None where no record was kept."""
    from baesc.proof.calibration import FILE, confidence

    assert opened.config is not None  # noqa: S101 - a project without one is not built
    own = opened.config.rules
    for folder in (*((opened.root / own,) if own else ()), shipped("rules")):
        opened.watched.look(folder / FILE)
        if (folder / FILE).is_file():
            text = opened.watched.read(folder / FILE).decode("utf-8", "replace")
            return confidence(text, rules.rules)
    return None


def _about(store: SqliteStore) -> tuple[Diagnostic, ...]:
    if store.set_aside is None:
        return ()
    return (
        Diagnostic(
            "BAE512",
            f"the cache could not be used and is now `{store.set_aside.name}`",
            help="nothing is lost but time; remove it when you like",
            severity="warning",
        ),
    )


def planned_only(opened: Opened, asking: Asking) -> tuple[Planned, tuple[Diagnostic, ...]]:
    """Return what a build would do, without doing it; no model is asked."""
    assert opened.system is not None  # noqa: S101 - the caller has looked
    with toolchain(opened, read_only=True) as tools:
        options = replace(options_of(opened), asking=asking)
        planned, problems = prepare(opened.system, tools, options, Laps())
        return planned, (*tools.problems, *problems)


def options_of(opened: Opened) -> Options:
    """Return the options that the project file and the environment set."""
    assert opened.config is not None  # noqa: S101 - a project without one is not built
    features = opened.config.features
    return Options(
        templates_enabled=features.templates,
        cache_enabled=features.recognition_cache,
        rules_decide=features.confidence_validation,
        threshold=opened.config.threshold,
        max_attempts=opened.config.model.max_attempts,
        smart_retry=features.smart_retry,
    )
