"""What is worked out once for a system and shared by all who ask."""

from collections.abc import Callable
from typing import TypeVar, cast

from baesc.knowledge.shapes import Shapes

Made = TypeVar("Made")


def kept(shapes: Shapes, key: str, make: Callable[[], Made]) -> Made:
    """Return what is kept by a key, which stands for one kind of value; made if it is not there."""
    known = shapes.known
    if key not in known:
        known[key] = make()
    return cast("Made", known[key])
