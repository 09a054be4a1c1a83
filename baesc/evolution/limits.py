"""Which of two limits is the tighter one, and which value of an enum is which."""

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


def renamed_values(old: Field, new: Field) -> dict[str, str]:
    """Return the values of an enum that have another name now; also on the way back."""
    before = {one.value for one in old.choices}
    after = {one.value for one in new.choices}
    ahead = {one.was: one.value for one in new.choices if one.was in before - after}
    back = {one.value: one.was for one in old.choices if one.was in after - before}
    both = {**back, **ahead}
    return {was: now for was, now in both.items() if was and now and was not in after}
