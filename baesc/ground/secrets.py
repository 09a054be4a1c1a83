"""What looks like a key, in the words of others."""

import re

HIDDEN = "[key]"
_LIKE_A_KEY = re.compile(
    r"\b(?:sk|pk|key|gsk|xai)-[A-Za-z0-9_\-]{6,}|(?<=Bearer )\S+", re.IGNORECASE
)


def without_keys(text: str) -> str:
    """Return a text without whatever looks like a key in it."""
    return _LIKE_A_KEY.sub(HIDDEN, text)
