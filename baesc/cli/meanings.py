"""What words were taken to mean, for people to read before they rely on it."""

from baesc.cli.building import Built
from baesc.cli.console import Console


def tell_meanings(built: Built, console: Console) -> None:
    """Say what a model made of rules and values in words in this build."""
    meanings = built.planned.settled.meanings if built.planned is not None else ()
    for one in meanings:
        if one.is_new:
            words = " ".join(one.text.split())
            console.say(f"{console.paint(one.name, bold=True)}: {words}")
            console.say(f"  means: {one.says}")
