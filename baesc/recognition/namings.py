"""Names in specs for the words of a request."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from baesc.ground.names import pascal, plural, singular, snake
from baesc.recognition.operations import Language, Setting
from baesc.recognition.saying import Told
from baesc.recognition.symbols import words

_IRREGULAR = {
    "pais": "pai", "paises": "pais", "meses": "mes", "maes": "mae", "alunas": "aluna",
    "caes": "cao", "paes": "pao", "status": "status", "onibus": "onibus", "lapis": "lapis",
    "virus": "virus", "bonus": "bonus", "gas": "gas", "campus": "campus", "tenis": "tenis",
}  # fmt: skip
_ENDINGS = (
    ("oes", "ao"), ("aes", "ao"), ("aos", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"),
    ("uis", "ul"), ("ns", "m"), ("res", "r"), ("zes", "z"), ("ses", "s"), ("is", "il"), ("s", ""),
)  # fmt: skip
# Nouns in -e whose plural looks like one of a noun in a consonant.
_IN_E = words("nomes classes clientes testes detalhes fontes bases fases frases")


# What parts the two nouns of `first and last name`; the noun itself is said once.
_HALVES = frozenset(
    frozenset(one.split("/"))
    for one in words("""
        first/last first/middle middle/last billing/shipping start/end begin/end home/work
        opening/closing departure/arrival min/max minimum/maximum unit/total old/new
        current/previous day/night home/away
    """)
)


def whole(found: Sequence[Told]) -> tuple[Told, ...]:
    """Return `first name` and `last name` for `first` and `last name`."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        one, after = out[at].words, out[at + 1].words
        halves = frozenset({one[0].lower(), after[0].lower()})
        if len(one) == 1 and len(after) == 2 and halves in _HALVES:
            out[at] = replace(out[at], words=(*one, after[1]))
    return tuple(out)


def folded(text: str) -> str:
    """Return a text in ASCII, as far as letters have a plain form."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


def one_of(word: str, language: Language) -> str:
    """Return the singular of a plain lower-case word."""
    if language == "en":
        return singular(word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4:
        return word
    for ending, one in _ENDINGS:
        if word.endswith(ending) and word not in _IN_E and not word.endswith("ss"):
            return word[: -len(ending)] + one
    return word[:-1] if word in _IN_E else word


def many_of(word: str, language: Language) -> str:
    """Return the plural of a plain lower-case word."""
    if language == "en":
        return plural(word)
    for ending, many in (("ao", "oes"), ("al", "ais"), ("el", "eis"), ("ol", "ois"), ("ul", "uis"),
                         ("m", "ns"), ("r", "res"), ("z", "zes"), ("il", "is")):  # fmt: skip
        if word.endswith(ending):
            return word[: -len(ending)] + many
    return word if word.endswith("s") else word + "s"


def is_plural(said: tuple[str, ...], language: Language) -> bool:
    """Tell whether the said of a name say many."""
    return bool(said) and one_of(snake(folded(said[-1])), language) != snake(folded(said[-1]))


def field_name(said: tuple[str, ...]) -> str:
    """Return the name of a field: `birth_date` for `Birth date`, `preco` for `preço`."""
    return snake(" ".join(folded(one) for one in said))


def entity_name(said: tuple[str, ...], language: Language) -> str:
    """Return the name of an entity: `OrderItem` for `order items`."""
    parts = snake(" ".join(folded(one) for one in said)).split("_")
    if language == "pt" and len(parts) > 1:
        # The noun comes first: `itens de pedido`.
        kept = [one for one in parts if one not in ("de", "do", "da", "dos", "das")]
        return pascal("_".join([one_of(kept[0], language), *kept[1:]]))
    return pascal("_".join([*parts[:-1], one_of(parts[-1], language)]))


def entity_settings(said: tuple[str, ...], name: str, language: Language) -> tuple[Setting, ...]:
    """Return what the name of an entity does not tell: labels with accents, another plural."""
    found: dict[str, str] = {}
    parts = snake(name).split("_")
    own = "_".join([many_of(parts[0], language), *parts[1:]]) if language == "pt" else ""
    if language == "en":
        own = "_".join([*parts[:-1], plural(parts[-1])])
    if own != plural(snake(name)):
        found["plural"] = own
    accented = [one for one in said if folded(one) != one]
    if accented and not is_plural(said, language):
        found["label"] = _sentence(said)
    return tuple(sorted(found.items()))


def label_of(said: tuple[str, ...]) -> str:
    """Return how people read a name, where letters of it have no place in code; else nothing."""
    return _sentence(said) if any(folded(one) != one for one in said) else ""


def _sentence(said: tuple[str, ...]) -> str:
    text = re.sub(r"[_\s]+", " ", " ".join(said)).strip()
    return text[:1].upper() + text[1:]
