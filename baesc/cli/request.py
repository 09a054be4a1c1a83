"""The id of this run of a command, by which its traces are found."""

from functools import cache


@cache
def request_id() -> str:
    """Return the id; the same one until the process ends."""
    from uuid import uuid4

    return str(uuid4())
