"""Whether a recognition that is kept can be what a request means: its words must be there.

A second look that does not depend on keys. What it refuses is recognised anew, so a word that
the table lacks costs time and nothing else.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from baesc.ground import names
from baesc.recognition.operations import Recognition
from baesc.recognition.portuguese import portuguese_singular

_TOKENS = re.compile(r"[^\W_]+(?:[_'-][^\W_]+)*")


def _english(*verbs: str) -> set[str]:
    """Return the forms of regular verbs."""
    found = set()
    for verb in verbs:
        stem = verb.removesuffix("e")
        third = f"{stem[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}s"
        found |= {verb, third, f"{stem}ing", f"{stem}ed"}
    return found


def _portuguese(*verbs: str) -> set[str]:
    """Return the forms of regular verbs that ask for something, without accents."""
    found = set()
    for verb in verbs:
        stem, last = verb[:-2], verb[-2]
        wish = "e" if last == "a" else "a"
        # Before e, `c` is written `qu` and `g` is written `gu`: colocar, coloque.
        soft = stem
        if last == "a" and stem.endswith("c"):
            soft = f"{stem[:-1]}qu"
        elif last == "a" and stem.endswith("g"):
            soft = f"{stem}u"
        third = "a" if last == "a" else "e"
        found |= {verb, f"{stem}{third}", f"{soft}{wish}", f"{soft}{wish}m", f"{stem}{last}ndo"}
    return found


_ACTION_WORDS: dict[str, frozenset[str]] = {
    "create": frozenset(
        _english(
            "create", "build", "generate", "develop", "design", "implement", "define", "need",
            "want", "manage", "track", "register", "start", "model", "add", "store", "record",
        )
        | {"make", "makes", "making", "made", "new", "setup", "set", "have", "has", "like", "give"}
        | _portuguese(
            "criar", "gerar", "construir", "montar", "desenvolver", "fazer", "precisar",
            "gerenciar", "gerir", "controlar", "cadastrar", "registrar", "adicionar", "incluir",
            "implementar", "definir", "desejar", "guardar", "administrar", "acompanhar",
        )
        | {
            "nova", "novo", "novas", "novos", "quero", "queremos", "preciso", "precisamos", "faca",
            "crio", "ter", "tem", "gostaria", "gerencie", "construa", "inclua", "gere", "defina",
        }
    ),
    "add": frozenset(
        _english(
            "add", "append", "include", "insert", "attach", "extend", "relate", "link", "connect",
            "associate", "need", "want", "assign", "store", "track", "belong", "require",
        )
        | {"put", "give", "gives", "have", "has", "having", "with", "new", "also", "get", "gets"}
        | {"teach", "teaches", "take", "takes", "enroll", "enrolls", "should", "can", "many"}
        | _portuguese(
            "adicionar", "acrescentar", "incluir", "inserir", "colocar", "relacionar", "ligar",
            "associar", "vincular", "conectar", "criar", "precisar", "pertencer", "registrar",
        )
        | {
            "ter", "tem", "tenha", "tenham", "com", "nova", "novo", "novas", "novos", "inclua",
            "insira", "quero", "deve", "devem", "pode", "podem", "ponha", "por", "tambem",
            "preciso",
        }
    ),
    "remove": frozenset(
        _english("remove", "delete", "drop", "erase", "discard", "eliminate", "destroy")
        | {"dropped", "dropping", "without", "rid", "take", "away", "cut", "no", "longer"}
        | _portuguese("remover", "apagar", "excluir", "deletar", "eliminar", "retirar", "tirar")
        | {"exclua", "excluam", "sem", "descartar", "descarte"}
    ),
    "rename": frozenset(
        _english("rename", "call", "name", "title", "label", "change", "turn")
        | _portuguese("renomear", "chamar", "nomear", "trocar", "mudar", "alterar")
        | {"renomeie", "renomeia", "nome"}
    ),
    "change": frozenset(
        _english(
            "change", "alter", "modify", "update", "require", "allow", "convert", "turn", "limit",
            "mark", "default", "need", "adjust", "switch",
        )
        | {"make", "makes", "making", "set", "sets", "setting", "must", "should", "be", "is", "let"}
        | {"optional", "required", "unique", "mandatory", "modified", "modifies", "can", "may"}
        | _portuguese(
            "mudar", "alterar", "modificar", "atualizar", "trocar", "tornar", "exigir", "permitir",
            "converter", "limitar", "marcar", "definir", "deixar", "fazer", "transformar",
        )
        | {
            "torne", "exija", "faca", "defina", "deve", "devem", "seja", "sejam", "opcional",
            "obrigatorio", "obrigatoria", "unico", "unica", "pode", "podem", "ser", "passe",
        }
    ),
}  # fmt: skip


def words_in(request: str, canonical: str) -> frozenset[str]:
    """Return the words of a request, as it is written and as the normalizer has it.

    Without accents, in small letters, plurals of both languages also as singulars; of a name such
    as `OrderItem` or `birth-date` also its parts.
    """
    texts = (unicodedata.normalize("NFC", one) for one in (request, canonical))
    tokens = {token for one in texts for token in _TOKENS.findall(one)}
    return frozenset().union(*map(_forms, tokens))


@lru_cache(4096)
def _forms(token: str) -> frozenset[str]:
    bare = _bare(token)
    found = {bare.lower(), *names.words(bare)}
    found |= {names.singular(one) for one in found}
    return frozenset(found | {_bare(portuguese_singular(token.lower()))})


def admits(recognition: Recognition, words: Collection[str]) -> bool:
    """Tell whether the action and all entities of a recognition occur among the words."""
    if _ACTION_WORDS.get(recognition.action, frozenset()).isdisjoint(words):
        return False
    return all(_occurs(one, words) for one in recognition.entities)


def _occurs(entity: str, words: Collection[str]) -> bool:
    parts = names.words(entity)
    if not parts:
        return False
    return "".join(parts) in words or all(_has(part, words) for part in parts)


def _has(part: str, words: Collection[str]) -> bool:
    return part in words or names.singular(part) in words or names.plural(part) in words


def _bare(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))
