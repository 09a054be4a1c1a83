"""Reading the plain values that fields may have."""

from baesc.recognition.reading import Reader
from baesc.recognition.tokens import ITEM, NAME, NUMBER, QUOTED

_TRUTH = dict.fromkeys(("true", "yes", "sim", "verdadeiro"), True)
_TRUTH |= dict.fromkeys(("false", "no", "nao", "falso"), False)


def plain_values(r: Reader) -> list[str]:
    """Read the values of an enum; what follows the one after `or` is none."""
    found: list[str] = []
    start = r.at
    r.skip("COLON", ITEM)
    while r.symbol() in (NAME, QUOTED, NUMBER) or r.symbol() in ("NEW", "ADD", "CREATE", "CHANGE"):
        words = []
        while r.symbol() in (NAME, QUOTED, NUMBER, "NEW"):
            words.append(r.tokens[r.at].text)
            r.at += 1
        if not words:
            break
        found += " ".join(words).split("/")
        if "OR" in {one.symbol for one in r.tokens[start : r.at]}:
            break
        if not r.skip("COMMA", "AND", "SLASH", "OR"):
            break
    return found


def plain_value(r: Reader) -> str | int | float | bool | None:
    """Read a value: a number, a text in quotes, or a word."""
    token = r.take(NUMBER, QUOTED, NAME, "NO", "NOT", "NEW")
    if token is None:
        return None
    if token.symbol == NUMBER:
        text = token.text.replace(",", ".")
        return float(text) if "." in text else int(text.rstrip("+"))
    if token.symbol != QUOTED and token.plain in _TRUTH:
        return _TRUTH[token.plain]
    return token.text
