"""Names: the spellings, numbers and labels of what a spec calls things.

All functions are total and deterministic. `plural` and `singular` know English well enough
for the names of entities; a spec overrides them with `plural:` where they are wrong.
"""

import re
from collections.abc import Callable

from baesc.ground.digest import digest_text
from baesc.ground.english import ACRONYMS, IRREGULAR, SINGULAR, UNCOUNTABLE

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def words(name: str) -> list[str]:
    """Return the lower-case ASCII words of a name in any spelling."""
    found = [part.lower() for part in _WORDS.findall(name)]
    joined: list[str] = []
    for word in found:
        # A number belongs to the word before it: `line2`, not `line_2`.
        if word[0].isdigit() and joined and not _apart(name, joined[-1], word):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _apart(name: str, before: str, number: str) -> bool:
    return before + number not in name.lower()


def snake(name: str) -> str:
    """Return `order_item` for `OrderItem`, `orderItem`, `order-item` and `Order item`."""
    return "_".join(words(name))


def pascal(name: str) -> str:
    """Return `OrderItem` for a name in any spelling."""
    return "".join(word[:1].upper() + word[1:] for word in words(name))


def kebab(name: str) -> str:
    """Return `order-item` for a name in any spelling."""
    return "-".join(words(name))


def plural(name: str) -> str:
    """Return the plural of a snake_case name or of words; the last word changes."""
    return _last_word(name, _plural_word)


def singular(name: str) -> str:
    """Return the singular of a snake_case name or of words; the last word changes."""
    return _last_word(name, _singular_word)


def _last_word(name: str, change: Callable[[str], str]) -> str:
    cut = max(name.rfind("_"), name.rfind(" "), name.rfind("-")) + 1
    word = name[cut:]
    changed = change(word.lower())
    if word[:1].isupper():
        changed = changed.upper() if len(word) > 1 and word.isupper() else _capital(changed)
    return name[:cut] + changed


def _plural_word(word: str) -> str:
    if not word or word in UNCOUNTABLE:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word in SINGULAR:
        return word
    if word.endswith("man") and word not in ("human", "german", "roman", "shaman"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in ("", *"aeiou"):
        return word[:-1] + "ies"
    if word.endswith("sis"):
        return word[:-2] + "es"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def _singular_word(word: str) -> str:
    if word in UNCOUNTABLE or word in IRREGULAR:
        return word
    if word in SINGULAR:
        return SINGULAR[word]
    if word.endswith("men") and word not in ("specimen", "regimen"):
        return word[:-3] + "man"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes", "uses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 1:
        return word[:-1]
    return word


def label(name: str) -> str:
    """Return what people read: `Birth date` for `birth_date`, `VAT ID` for `vat_id`."""
    text = " ".join(word.upper() if word in ACRONYMS else word for word in words(name))
    return _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shortened(name: str, limit: int = 60) -> str:
    """Return the name, or when it is too long its beginning and a digest of all of it."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}_{digest_text(name)[:8]}"
