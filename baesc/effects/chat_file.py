"""The session of a chat on disk: what was asked, what is open, what can be undone, what runs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from baesc.effects.background import Running
from baesc.effects.files import write_whole
from baesc.recognition.operations import Choice, Question

NAME = "chat.json"
VERSION = 1
MOST_HISTORY = 200
MOST_CHANGES = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """A request, and what became of it."""

    at: str
    request: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What is still to be answered before a request is done.

    Either a `question` about what it means, or, without one, whether it shall be done;
    `confirmed` are the names of what may go with its values.
    """

    request: str
    question: Question | None = None
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """A spec file before a change and after it; None is no file."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a request did to spec files; `opposite` are the requests that ask for the contrary."""

    request: str
    files: tuple[FileChange, ...]
    opposite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that were started: the starter first, then what it has started."""

    programs: tuple[Running, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """All that a chat remembers; the newest at the end."""

    history: tuple[Said, ...] = ()
    pending: Pending | None = None
    changes: tuple[Change, ...] = ()
    servers: Servers | None = None


@dataclass(slots=True)
class SessionFile:
    """The session, which is on disk whenever it changes."""

    path: Path
    session: Session = field(default_factory=Session)
    set_aside: Path | None = None

    @classmethod
    def at(cls, state: Path) -> "SessionFile":
        """Read the session of a project, or start one; a file that is none is set aside."""
        path = state / NAME
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return cls(path)
        try:
            return cls(path, _session(json.loads(text)))
        except (ValueError, TypeError, KeyError, RecursionError):
            aside = path.with_name(f"{NAME}.damaged")
            path.replace(aside)
            return cls(path, set_aside=aside)

    def keep(self, session: Session) -> None:
        """Write a session; raises OSError."""
        self.session = replace(
            session,
            history=session.history[-MOST_HISTORY:],
            changes=session.changes[-MOST_CHANGES:],
        )
        content = {"version": VERSION, **asdict(self.session)}
        text = json.dumps(content, indent=1, ensure_ascii=True)
        write_whole(self.path, text.encode("ascii"))


def _session(found: Any) -> Session:
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise ValueError
    pending, servers = found["pending"], found["servers"]
    return Session(
        tuple(_made(Said, one) for one in found["history"]),
        None if pending is None else _pending(pending),
        tuple(map(_change, found["changes"])),
        None if servers is None else _servers(servers),
    )


def _pending(found: Any) -> Pending:
    question = found["question"]
    if question is not None:
        choices = tuple(_made(Choice, one) for one in question["choices"])
        question = Question(_text(question["text"]), choices, _text(question["resume"]))
    return Pending(_text(found["request"]), question, tuple(map(_text, found["confirmed"])))


def _change(found: Any) -> Change:
    files, opposite = map(_file, found["files"]), map(_text, found["opposite"])
    return Change(_text(found["request"]), tuple(files), tuple(opposite))


def _servers(found: Any) -> Servers:
    programs = []
    for one in found["programs"]:
        if type(one["pid"]) is not int or one["pid"] <= 1:
            raise ValueError
        programs.append(Running(one["pid"], _text(one["mark"])))
    return Servers(tuple(programs), tuple(map(_text, found["places"])))


def _file(found: Any) -> FileChange:
    path = _text(found["path"])
    before, after = (
        None if found[key] is None else _text(found[key]) for key in ("before", "after")
    )
    # The file lies in the project, whoever wrote this.
    if path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError
    return FileChange(path, before, after)


def _made(kind: type[T], found: Mapping[str, Any]) -> T:
    return kind(**{key: _text(value) for key, value in found.items()})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
