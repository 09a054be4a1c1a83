"""Which of two limits is the tighter one."""

from decimal import Decimal

from baesc.language.ir import Field, Plain

MOVING = ("today", "now")


def minimum_is_tighter(old: Field, new: Field) -> bool:
    """Tell whether a value that was let pass may be too little now."""
    return new.minimum is not None and not is_at_least(old.minimum, new.minimum)


def maximum_is_tighter(old: Field, new: Field) -> bool:
    """Tell whether a value that was let pass may be too much now."""
    return new.maximum is not None and not is_at_least(new.maximum, old.maximum)


def is_at_least(one: Plain, other: Plain) -> bool:
    """Tell whether a limit is surely no less than another; of moving ones only the same is."""
    if one is None or other is None:
        return False
    if one in MOVING or other in MOVING:
        return one == other
    if isinstance(one, str) and isinstance(other, str) and ("-" in one[1:] or ":" in one):
        return one >= other
    return Decimal(str(one)) >= Decimal(str(other))
