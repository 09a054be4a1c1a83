"""`baesc graph`: what waits for what."""

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS


@click.command(short_help="Print the graph of artifacts, or of entities.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["dot", "mermaid", "json"]),
    default="mermaid",
    show_default=True,
    help="The language to print it in.",
)
@click.option(
    "--of",
    "kind",
    type=click.Choice(["artifacts", "entities"]),
    default="artifacts",
    show_default=True,
    help="What the nodes are.",
)
def graph(form: str, kind: str) -> int:
    """Print what waits for what: an arrow goes from what comes first to what needs it.

    With `--of entities`, an arrow goes from the entity that declares a relation to its target.
    """
    from baesc.cli.asking import asking_of
    from baesc.cli.console import Console
    from baesc.cli.drawing import draw, of_artifacts, of_entities
    from baesc.cli.opening import open_here, planned_only

    console = Console()
    opened = open_here()
    if opened.system is None:
        console.complain(opened.problems, opened.sources)
        return DIAGNOSTICS
    if kind == "entities":
        drawing = of_entities(opened.system)
    else:
        planned, problems = planned_only(opened, asking_of(opened, "look")[0])
        console.complain((*opened.problems, *problems), opened.sources)
        drawing = of_artifacts(planned.plan)
    click.echo(draw(drawing, form))
    return CLEAN
