"""A project for requests, and what a request means in a form that is good to read."""

from baesc.recognition.operations import (
    Heard,
    Known,
    KnownEntity,
    KnownField,
    Operation,
    Question,
    Recognition,
)

Told = dict[str, str | list[str]]


def _entity(name: str, plural: str, *fields: str) -> KnownEntity:
    return KnownEntity(name, plural, tuple(KnownField(one, "string") for one in fields))


SCHOOL = Known((
    _entity("Course", "courses", "name", "level", "title"),
    _entity("Student", "students", "name", "email"),
    _entity("Teacher", "teachers", "name", "email"),
))  # fmt: skip


def told(heard: Heard) -> Told:
    """Return operations as lines, the text of a question, or the words that are left."""
    if isinstance(heard, Recognition):
        return {"means": [line(one) for one in heard.operations]}
    if isinstance(heard, Question):
        answers = [one.request for one in heard.choices] or [heard.resume]
        return {"asks": heard.text, "answers": answers}
    return {"leaves": " ".join(heard.rest)}


def line(one: Operation) -> str:
    """Return an operation in one line, what was guessed after `~`."""
    words = [one.op, f"{one.entity}.{one.name}" if one.name else one.entity]
    words += ["->", one.to] if one.to else []
    words += [part for part in (one.type, one.kind) if part]
    words += [f"{name}={value!r}" for name, value in one.settings]
    words += ["~", *one.guessed] if one.guessed else []
    return " ".join(words)
