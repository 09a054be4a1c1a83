"""What changes of an API mean to its clients."""

from baesc.evolution.clients import VERDICTS
from parts.markdown import code, table


def clients() -> str:
    """Return every kind of change, where clients meet it, and whether it breaks them."""
    rows = [(code(kind), one.where, code(one.effect), one.reason) for kind, one in VERDICTS.items()]
    return table(("kind", "where", "effect", "why"), rows)
