"""One build, from the project on disk to the project on disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from baesc.build.clock import Laps
from baesc.build.toolchain import Toolchain
from baesc.cli.evolving import Evolved, evolved, land, watched
from baesc.cli.moving import about_move, remember_output
from baesc.cli.opening import Opened, options_of
from baesc.cli.proved import Proved
from baesc.cli.row_counts import with_row_counts
from baesc.driver import Compiled, Planned, compile_all, prepare
from baesc.effects.files import sweep
from baesc.effects.formatter import FormatError, sweep_drafts
from baesc.effects.model.replies import FOLDER as REPLIES
from baesc.effects.output import Changes, Known, OutputFolder
from baesc.effects.project import relative
from baesc.effects.refusals import refusal
from baesc.effects.stamps import Stamp, stamp
from baesc.effects.state import write_state
from baesc.ground.digest import canonical, digest_text
from baesc.ground.source import Span
from baesc.knowledge.lock_faults import has_blocking, unkept, unused
from baesc.knowledge.lockfile import LOCK_FILE
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.records.accounts import Account
from baesc.records.action import Trace
from baesc.records.question import Asking

NOTHING_KNOWN: Known = {}
NO_CHANGES = Changes((), (), (), (), {})
_EARLY = frozenset({"normalize", "settle", "lookup", "eligibility"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How a build was asked for."""

    force: bool = False
    keep_going: bool = False
    dry_run: bool = False
    stop_after: str = "verify"
    asking: Asking = "ask"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to.

    `landed` tells whether the output folder is as the specs say, `broken_off` that the system
    stopped the build, so that some of the folder may be new. `accounts` is what was asked.
    `evolved` is what becomes of the schema of databases, `proof` what came of trying it.
    """

    problems: tuple[Diagnostic, ...]
    planned: Planned | None = None
    compiled: Compiled | None = None
    changes: Changes = NO_CHANGES
    landed: bool = False
    broken_off: bool = False
    accounts: tuple[Account, ...] = ()
    evolved: Evolved | None = None
    proof: Proved | None = None

    @property
    def ok(self) -> bool:
        """Tell whether nothing went wrong."""
        return not has_errors(self.problems)

    @property
    def is_proven(self) -> bool:
        """Tell whether nothing is known against the newest revision."""
        return self.proof is None or self.proof.ok


def build_project(
    opened: Opened,
    tools: Toolchain,
    manner: Manner,
    laps: Laps,
    progress: Callable[[str], None] = lambda _text: None,
    known: Known = NOTHING_KNOWN,
) -> Built:
    """Compile an opened project and land what came of it; the caller holds its lock.

    `known` saves reading outputs that have not changed since the last build.
    """
    system = opened.system
    assert system is not None  # noqa: S101 - for the type checker; the caller has looked
    options = replace(
        options_of(opened),
        stop_after=manner.stop_after,
        asking=manner.asking,
        on_done=lambda name, path: progress(f"{name} {path}"),
    )
    output = OutputFolder(opened.output, opened.state / "journal")
    if not manner.dry_run:
        _tidy(opened, output)
    planned, problems = prepare(system, tools, options, laps)
    with laps.lap("evolve"):
        evolution, dangers = evolved(opened, planned.settled.system, tools.format_all)
        dangers = with_row_counts(opened, planned.settled.system, dangers)
    problems = (*opened.problems, *tools.problems, *problems, *dangers, *_about_unused(tools))
    fatal = has_blocking(problems) and not manner.keep_going
    if fatal or manner.dry_run or manner.stop_after in _EARLY:
        problems = (*problems, *_about_unkept(tools))
    if fatal or manner.dry_run or manner.stop_after in _EARLY:
        wanted = {one.action.path: one.digest for one in planned.fresh}
        # What a stale artifact will be is not known yet, but it may stand in somebody's way.
        wanted |= {one.action.path: "" for one in planned.stale}
        paths = [action.path for action in planned.plan.actions]
        changes = NO_CHANGES if fatal else output.compare(wanted, paths, known)
        return Built(problems, planned, None, changes, evolved=evolution)
    try:
        compiled, found = compile_all(planned.settled.system, planned, tools, options, laps)
    except FormatError as exc:
        fault = Diagnostic("BAE520", f"the formatter failed: {exc}", help="reinstall ruff")
        return Built((*problems, fault), planned)
    problems = (*problems, *found, *_about_unkept(tools))
    if manner.stop_after != "verify":
        return Built(problems, planned, compiled)
    with laps.lap("commit"):
        built = Built(problems, planned, compiled, evolved=evolution)
        landed = _land(opened, tools, manner, output, known, built)
    # A damaged copy in the cache is forgotten, and made anew, once.
    return landed or build_project(opened, tools, manner, laps, progress, known)


def _land(
    opened: Opened,
    tools: Toolchain,
    manner: Manner,
    output: OutputFolder,
    known: Known,
    built: Built,
) -> Built | None:
    """Write what is sound; None when the store could not give back what it was given."""
    planned, compiled = built.planned, built.compiled
    assert planned is not None  # noqa: S101 - the caller has compiled
    assert compiled is not None  # noqa: S101
    actions = {action.path: action for action in planned.plan.actions}
    # What a model made in this build is known by its answers.
    actions |= {one.action.path: one.action for one in compiled.made}
    changes = output.compare(compiled.sound, actions, known)
    if manner.force and changes.edited:
        write = tuple(sorted((*changes.write, *changes.edited)))
        changes = replace(changes, write=write, edited=())
    problems = (*built.problems, *_about_edits(changes, opened), *about_move(opened))
    tools.store.keep(compiled.made, (), compiled.verdicts, ())
    if has_blocking(problems) and not manner.keep_going:
        return replace(built, problems=problems, changes=changes)
    texts = {one.action.path: one.text for one in compiled.made}
    stored = {path: compiled.sound[path] for path in changes.write if path not in texts}
    from_store = tools.store.texts(stored.values()) if stored else {}
    texts |= {path: from_store[one] for path, one in stored.items() if one in from_store}
    damaged = [path for path in stored if digest_text(texts.get(path, "")) != stored[path]]
    if damaged:
        tools.store.forget(actions[path].key for path in damaged)
        return None
    try:
        written = output.land(changes, texts, compiled.sound, actions)
        if built.evolved is not None and _has_models(built):
            land(opened, built.evolved)
    except OSError as exc:
        problems = (*problems, *filter(None, [refusal(exc, opened.root)]))
        return replace(built, problems=problems, changes=changes, broken_off=True)
    keys = tools.store.trace_keys()
    traces = [
        Trace(path, one.key, compiled.sound[path], one.facets, canonical(one.view))
        for path, one in actions.items()
        if path in compiled.sound and path not in changes.edited and keys.get(path) != one.key
    ]
    tools.store.keep((), traces, {}, keys.keys() - actions.keys())
    remember_output(opened)
    _remember(opened, replace(built, problems=problems, changes=changes), written)
    return replace(built, problems=problems, changes=changes, landed=True)


def _has_models(built: Built) -> bool:
    """Tell whether all tables are as the new schema has them."""
    assert built.planned is not None  # noqa: S101 - the caller has compiled
    assert built.compiled is not None  # noqa: S101
    models = [one.path for one in built.planned.plan.actions if one.target == "model"]
    return all(path in built.compiled.sound for path in models)


def _about_unused(tools: Toolchain) -> tuple[Diagnostic, ...]:
    """Tell of answers in the lockfile that this project has no question for."""
    names = tools.answers.unused()
    place = tools.answers.place(names[0]) if names else None
    return () if place is None else (unused(place, names),)


def _about_unkept(tools: Toolchain) -> tuple[Diagnostic, ...]:
    """Tell of answers that are used, and that the next build will not find."""
    names = tools.answers.unkept()
    return (unkept(names),) if names else ()


def _about_edits(changes: Changes, opened: Opened) -> list[Diagnostic]:
    folder = relative(opened.output, opened.root)
    found = [
        Diagnostic(
            "BAE510",
            "somebody changed this generated file, and building would overwrite the change",
            Span(f"{folder}/{path}"),
            "move the change elsewhere, or overwrite it with `baesc build --force`",
        )
        for path in changes.edited
    ]
    return found + [
        Diagnostic(
            "BAE511",
            "nothing generates this file any more, but somebody changed it, so it stays",
            Span(f"{folder}/{path}"),
            "remove it yourself when you no longer need it",
            "warning",
        )
        for path in changes.left
    ]


def _remember(opened: Opened, built: Built, written: Mapping[str, Stamp]) -> None:
    """Record what makes the next build short: nothing to do, or few files to read."""
    changes, compiled = built.changes, built.compiled
    assert compiled is not None  # noqa: S101 - the caller has compiled
    digests = {**changes.present, **{path: compiled.sound[path] for path in changes.write}}
    stamps = {**changes.stamps, **written}
    said_again = [one for one in built.problems if one.severity != "note"]
    clean = not said_again and len(stamps) == len(compiled.sound)
    assert opened.config is not None  # noqa: S101 - the caller has looked
    clean = clean and opened.config.features.recognition_cache
    outputs = {path: (one, digests[path]) for path, one in stamps.items()}
    for path in watched(built.evolved):
        now = stamp(opened.output / path)
        outputs |= {path: (now, "")} if now is not None else {}
    write_state(
        opened.state,
        inputs=opened.watched.stamps,
        read_at_ns=opened.watched.read_at_ns,
        outputs=outputs,
        output_root=str(opened.output),
        environ=opened.environ,
        said=f"baesc: {len(compiled.sound)} artifacts are up to date" if clean else "",
    )


def _tidy(opened: Opened, output: OutputFolder) -> None:
    """Remove what a build that was killed has left."""
    output.sweep()
    sweep_drafts(opened.state)
    sweep(opened.root, LOCK_FILE)
    sweep(opened.state / REPLIES, "*.json")
