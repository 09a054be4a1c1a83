"""`baesc schema`: what editors need."""

import click

from baesc.cli.exits import CLEAN


@click.command(short_help="Print the JSON Schema of specs or of baes.yaml.")
@click.argument("what", type=click.Choice(["spec", "project"]), default="spec")
def schema(what: str) -> int:
    """Print a JSON Schema with which editors complete and check YAML while you type.

    WHAT is `spec` (the default) or `project`, the schema of `baes.yaml`. `baesc init` writes both
    next to the specs, with the lines that make editors find them.
    """
    import json

    from baesc.language.json_schema import project_schema, spec_schema

    found = spec_schema() if what == "spec" else project_schema()
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    return CLEAN
