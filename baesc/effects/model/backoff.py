"""How long to wait before a question is sent again."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

MOST_TRIES = 3
# A limit that is met again takes longer to pass than a fault.
RATE_LIMIT_WAITS = (1.0, 16.0, 32.0)
# Who is told to come back later than this is told so instead of being kept waiting.
LONGEST_WAIT = 120.0
JITTER = 0.25


def fault_wait(failed: int, chance: float) -> float | None:
    """Return the seconds after so many faults: about 1, 2, 4; None when it is enough.

    `chance` is between 0 and 1, and spreads those who failed at the same time.
    """
    if failed >= MOST_TRIES:
        return None
    return float(2 ** (failed - 1)) * (1 - JITTER * chance)


def rate_limit_wait(limited: int, asked: float | None, chance: float) -> float | None:
    """Return the seconds after so many rate limits; None when it is enough.

    `asked` is what the server asks for; it is never gone below.
    """
    if limited > len(RATE_LIMIT_WAITS) or (asked is not None and asked > LONGEST_WAIT):
        return None
    if asked is not None:
        return asked * (1 + JITTER * chance)
    return RATE_LIMIT_WAITS[limited - 1] * (1 - JITTER * chance)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    # Dates are rare, and this costs 10 ms.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, OverflowError):
        return None
