"""The singular of Portuguese nouns and adjectives, by their endings."""

from functools import lru_cache

# Words that the endings below get wrong, or that are one and many alike.
_SINGULAR = {
    "alemães": "alemão", "antíteses": "antítese", "bambus": "bambu", "barris": "barril",
    "bebês": "bebê", "bufês": "bufê", "canis": "canil", "caracteres": "caractere",
    "clichês": "clichê", "convés": "convés", "crachás": "crachá", "difíceis": "difícil",
    "funis": "funil", "fuzis": "fuzil", "fáceis": "fácil", "fósseis": "fóssil", "galãs": "galã",
    "gases": "gás", "gravidezes": "gravidez", "hectares": "hectare", "heróis": "herói",
    "hipóteses": "hipótese", "juízes": "juiz", "júris": "júri", "leis": "lei", "menus": "menu",
    "meses": "mês", "mães": "mãe", "móbeis": "móbil", "países": "país", "perfis": "perfil",
    "perus": "peru", "projéteis": "projétil", "próteses": "prótese", "raízes": "raiz",
    "reis": "rei", "répteis": "réptil", "softwares": "software", "sutiãs": "sutiã",
    "síndromes": "síndrome", "sínteses": "síntese", "tatus": "tatu", "teses": "tese",
    "táteis": "tátil", "táxis": "táxi", "têxteis": "têxtil", "xampus": "xampu",
    "árvores": "árvore", "ímãs": "ímã", "órfãs": "órfã", "úteis": "útil",
}  # fmt: skip
_OWN = """
    ais atlas atrás através após ás bis bônus cais campus cosmos deus dois duas férias gás gps
    gratis grátis ibis lápis mais mas menos mês óculos ônibus ônus os país pais parabéns pires
    pois pós reles revés seis simples status tênis três vírus viés
"""
_WORDS = _SINGULAR | {word: word for word in _OWN.split()}
# The first ending that fits is the one.
_ENDINGS = (
    ("ões", "ão"), ("ães", "ão"), ("ãos", "ão"), ("ãs", "ã"), ("ais", "al"), ("éis", "el"),
    ("óis", "ol"), ("uis", "ul"), ("eis", "el"), ("is", "is"), ("ns", "m"), ("eses", "ês"),
    ("zes", "z"), ("ês", "ês"), ("aus", "au"), ("eus", "eu"),
    ("éus", "éu"), ("us", "us"), ("ss", "ss"), ("s", ""),
)  # fmt: skip
_VOWELS = "aeiouáéíóúâêô"


@lru_cache(maxsize=4096)
def portuguese_singular(word: str) -> str:
    """Return the singular of a lower-case word; what is no plural stays."""
    if word in _WORDS:
        return _WORDS[word]
    if not word.isalpha() or len(word) < 3:
        return word
    if word.endswith("res") and word[-4:-3] in (*_VOWELS,):
        return word[:-2]
    for ending, one in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + (ending == "s"):
            return word[: -len(ending)] + one
    return word
