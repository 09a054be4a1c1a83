"""Reading values: those of an enum, and those that fields begin with."""

from baesc.recognition.reading import Reader
from baesc.recognition.tokens import ITEM, NAME, NUMBER, QUOTED

_TRUTH = {"true": True, "yes": True, "sim": True, "verdadeiro": True,
          "false": False, "no": False, "nao": False, "falso": False}  # fmt: skip


def values(r: Reader) -> list[str]:
    """Read the values of an enum, as they are written."""
    found: list[str] = []
    r.skip("COLON", ITEM)
    while r.symbol() in (NAME, QUOTED, NUMBER) or r.symbol() in ("NEW", "ADD", "CREATE", "CHANGE"):
        words = []
        while r.symbol() in (NAME, QUOTED, NUMBER, "NEW"):
            words.append(r.tokens[r.at].text)
            r.at += 1
        if not words:
            break
        found += " ".join(words).split("/")
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
