"""`baesc init` and `baesc clean`: the beginning and the end of a project."""

from pathlib import Path

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS


@click.command(short_help="Start a project.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> int:
    """Start a project in FOLDER (the current one by default) with two entities to change.

    Writes `baes.yaml`, two specs, the JSON Schemas for editors and a `.gitignore`. Nothing that is
    there already is overwritten.
    """
    from baesc.cli.console import Console
    from baesc.cli.starting import files_of
    from baesc.effects.files import write_whole
    from baesc.messages.diagnostic import Diagnostic

    console = Console()
    name = folder.resolve().name
    files = files_of(name)
    taken = [path for path in files if (folder / path).exists()]
    if "baes.yaml" in taken:
        problem = Diagnostic(
            "BAE504",
            f"`{folder / 'baes.yaml'}` is there already",
            help="choose another folder, or go on with that project: `baesc build`",
        )
        console.complain([problem], {})
        return DIAGNOSTICS
    for path, text in files.items():
        if path not in taken:
            write_whole(folder / path, text.encode())
            console.say(f"wrote {folder / path}")
    console.say("")
    here = folder.resolve() == Path.cwd()
    console.say(f"Next: {'' if here else f'cd {folder} && '}baesc build && baesc run")
    return CLEAN


@click.command(short_help="Remove what baesc generated.")
@click.option("--cache", is_flag=True, help="Remove the cache too (.baesc).")
def clean(cache: bool) -> int:
    """Remove what baesc generated; files that somebody changed stay.

    Revisions stay that are committed or applied: nothing can make them again.
    """
    import shutil

    from baesc.cli.console import Console
    from baesc.cli.evolving import take_away
    from baesc.cli.opening import open_here
    from baesc.effects.lock import project_lock
    from baesc.effects.output import OutputFolder
    from baesc.effects.project import relative
    from baesc.effects.state import forget_state

    console = Console()
    opened = open_here()
    if opened.config is None:
        console.complain(opened.problems, opened.sources)
        return DIAGNOSTICS
    with project_lock(opened.state, console.note):
        drafts = take_away(opened)
        gone, kept = OutputFolder(opened.output, opened.state / "journal").clean()
        forget_state(opened.state)
    if cache:
        shutil.rmtree(opened.state, ignore_errors=True)
    name = relative(opened.output, opened.root)
    console.say(
        f"removed {len(gone) + len(drafts)} files from {name}" + (" and the cache" if cache else "")
    )
    for path in kept:
        console.say(f"kept {name}/{path}: somebody changed it")
    return CLEAN
