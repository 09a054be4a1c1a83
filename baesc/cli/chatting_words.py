"""The commands of a chat, in English and Portuguese; all else that is typed is a request."""

import re
import unicodedata
from typing import Literal, NamedTuple

Word = Literal[
    "help", "examples", "status", "history", "undo", "run", "stop", "open", "cancel", "quit"
]

_WORDS: dict[Word, tuple[str, ...]] = {
    "help": ("help", "?", "ajuda"),
    "examples": ("examples", "exemplos"),
    "status": ("status", "estado"),
    "history": ("history", "historico"),
    "undo": ("undo", "desfazer"),
    "run": ("run", "start", "executar", "iniciar", "rodar"),
    "stop": ("stop", "parar"),
    "open": ("open", "abrir"),
    "cancel": ("cancel", "cancelar"),
    "quit": ("quit", "exit", "sair"),
}
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words}
_SERVERS = re.compile(r"(the |os )?(servers?|servidor(es)?|app|application|aplicacao)")
_OPTIONS = re.compile(
    r"(--(api|ui)-port[ =]\d{1,5}|--no-ui)( (--(api|ui)-port[ =]\d{1,5}|--no-ui))*"
)
_YES = frozenset({"y", "yes", "s", "sim"})
_NO = frozenset({"n", "no", "nao"})

HELP = """\
Say what the application shall be, in English or Portuguese, one change at a time:
  create Student with name, email and age
  add an optional phone to Student
  examples            more of what is understood (exemplos)
A line that ends in \\ goes on in the next. What would change is shown first, and done once you say
so.
  status              the project, its entities, the last build, servers (estado)
  history             what was asked before (historico)
  undo                take the last change of specs back (desfazer)
  run, stop           start and stop API and pages (iniciar, parar);
                      run --api-port N --ui-port N --no-ui
  open FILE           show a file, or the specs of an entity (abrir)
  cancel              leave a question open no longer (cancelar)
  quit                leave; so does Ctrl-D (sair)
"""


class Command(NamedTuple):
    """A command, and what follows it."""

    word: Word
    rest: str = ""


def command_in(line: str) -> Command | None:
    """Return the command that a line is; None for a request.

    A `/` before it makes it one for sure. `start a project for ...` is a request: `run` and its
    like take nothing but options and `servers`, and `open` takes one word.
    """
    text = " ".join(line.split())
    first, _, rest = text.removeprefix("/").partition(" ")
    word = _BY_WORD.get(_plain(first))
    if word is None:
        return None
    is_fit = not rest
    if word in ("run", "stop"):
        is_fit = not rest or bool(_SERVERS.fullmatch(_plain(rest)))
        if word == "run" and _OPTIONS.fullmatch(rest):
            return Command(word, rest)
        rest = ""
    elif word == "open":
        is_fit = bool(rest) and " " not in rest
    if not is_fit and not text.startswith("/"):
        return None
    return Command(word, rest)


def agreed(line: str) -> bool | None:
    """Return whether an answer is yes or no; None if it is neither."""
    word = _plain(line.strip())
    return True if word in _YES else False if word in _NO else None


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
