"""`baesc plan`: what a build would change, as the product."""

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS


@click.command(short_help="Tell what a build would change, for users, clients and data.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to tell it.",
)
def plan(form: str) -> int:
    """Tell what a build would change since the last one; write nothing and ask nobody.

    The schema, the API and whether its clients break, the migration with its risk and the rows
    of the database at hand, files, and what would be asked of a model. Exit code 1 if the build
    would fail.
    """
    from baesc.cli.console import Console
    from baesc.cli.opening import open_here
    from baesc.cli.overlays import placed
    from baesc.cli.planning import planning
    from baesc.effects.project import relative
    from baesc.effects.refusals import refusal
    from baesc.messages.diagnostic import has_errors

    console = Console(as_json=form == "json")
    opened = open_here()
    problems, found = opened.problems, None
    try:
        if opened.system is not None:
            found = planning(opened)
            problems = found.built.problems
    except Exception as exc:
        problem = refusal(exc, opened.root)
        if problem is None:
            raise
        problems = (*problems, problem)
    problems, overlays = placed(opened, problems)
    console.complain(problems, {**opened.sources, **overlays})
    if form == "json":
        from baesc.cli.plan_json import as_json

        click.echo(as_json(found, problems, relative(opened.output, opened.root)))
    elif found is not None:
        from baesc.cli.telling_plan import tell_planning

        tell_planning(found, relative(opened.output, opened.root), console)
    return DIAGNOSTICS if has_errors(problems) else CLEAN
