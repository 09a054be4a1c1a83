"""The commands, as click knows them."""

import inspect

import click

from baesc.cli.main import OVERVIEW, cli
from parts.markdown import code, codes, table


def commands() -> str:
    """Return every command with its arguments and options."""
    found = []
    for title, names in (("All commands", ("",)), *OVERVIEW.items()):
        found.append(f"## {title}\n")
        for name in names:
            one = cli.get_command(click.Context(cli), name) if name else cli
            if one is None:
                raise AssertionError(f"there is no command {name}")
            found.append(_command(one, f"baesc {name}".strip()))
            if name and isinstance(one, click.Group):
                below = (one.commands[inner] for inner in sorted(one.commands))
                found += [_command(inner, f"baesc {name} {inner.name}") for inner in below]
    return "\n".join(found)


def _command(one: click.Command, name: str) -> str:
    context = click.Context(one, info_name=name)
    usage = " ".join([name, *one.collect_usage_pieces(context)])
    heading = f"### {name}\n\n" if name != "baesc" else ""
    text = f"{heading}```text\n{usage}\n```\n\n{inspect.cleandoc(one.help or '')}\n"
    rows = [_option(item, context) for item in one.get_params(context)]
    rows = [row for row in rows if row]
    return text + ("\n" + table(("option", "what it does", "default"), rows) if rows else "")


def _option(item: click.Parameter, context: click.Context) -> tuple[str, ...]:
    if not isinstance(item, click.Option) or "--help" in item.opts:
        return ()
    names = codes(item.opts)
    metavar = "N" if isinstance(item.type, click.IntRange) else item.make_metavar(context)
    taken = "" if item.is_flag else f" {code(metavar)}"
    given = code(item.default) if item.show_default and not item.is_flag else ""
    return names + taken, item.help or "", given
