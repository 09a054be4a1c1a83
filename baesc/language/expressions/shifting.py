"""Years and months from a date, as people count them."""

from calendar import monthrange
from datetime import date
from typing import TypeVar

Day = TypeVar("Day", bound=date)


def shifted(day: Day, months: int) -> Day:
    """Return a date or datetime so many months later; a day that is not there becomes the last.

    ValueError or OverflowError when there is no such year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
