"""The operations of a request as they come together; what is guessed is noted on the way."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from baesc.ground.names import snake
from baesc.recognition.guesses import guess, is_text
from baesc.recognition.namings import entity_name, field_name, folded, is_plural, label_of, one_of
from baesc.recognition.operations import (
    Choice,
    Known,
    KnownEntity,
    Language,
    Operation,
    Question,
)
from baesc.recognition.saying import Told, Words

NUMBERS = ("integer", "float", "decimal")


class Unclear(Exception):  # noqa: N818 - it ends the reading of a request, and is an answer
    """A request needs an answer first, or means nothing; it is caught in `grammar`."""

    def __init__(self, question: Question | None, rest: Words = ()) -> None:
        super().__init__(question)
        self.question = question
        self.rest = rest


@dataclass(slots=True)
class Draft:
    """What is understood so far; `made` has the fields of new entities by entity and name."""

    text: str
    language: Language
    known: Known
    made: dict[str, dict[str, Told]] = field(default_factory=dict)
    made_words: dict[str, Words] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def find(self, words: Words) -> str | None:
        """Return the name of the entity that words name, of the project or of this request."""
        if not words:
            return None
        wanted = entity_name(words, self.language)
        names = [*self.made, *(one.name for one in self.known.entities)]
        if wanted in names:
            return wanted
        loose = _loose(wanted, self.language)
        for one in self.known.entities:
            forms = {_loose(one.name, self.language), folded(one.plural).replace("_", "")}
            if loose in forms or "".join(map(str.lower, words)) in forms:
                return one.name
        return next((one for one in self.made if _loose(one, self.language) == loose), None)

    def entity(self, words: Words) -> str:
        """Return the name of an entity that must be there; else ask which is meant."""
        found = self.find(words)
        if found is not None:
            return found
        said = " ".join(words)
        names = [*(one.name for one in self.known.entities), *self.made]
        wanted = entity_name(words, self.language)
        near = get_close_matches(wanted.lower(), [one.lower() for one in names], 3, 0.6)
        choices = [Choice(name, self.swapped(said, name)) for name in names if name.lower() in near]
        choices.append(Choice(f"make {wanted} first", f"{self._create} {wanted} {self._with} {{}}"))
        if len(choices) == 1:
            text = f"there is no entity {wanted}; which one is meant?"
            raise Unclear(Question(text, resume=self.swapped(said, "{answer}")))
        raise Unclear(
            Question(f"there is no entity {wanted}; which one is meant?", tuple(choices[:-1]))
        )

    def swapped(self, said: str, other: str) -> str:
        """Return the request with other words in the place of some, where they stand whole."""
        return re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", lambda _: other, self.text)

    @property
    def _create(self) -> str:
        return "create" if self.language == "en" else "criar"

    @property
    def _with(self) -> str:
        return "with" if self.language == "en" else "com"

    def sole(self, fallback_text: str) -> str:
        """Return the only entity there is; else ask which one."""
        names = [*(one.name for one in self.known.entities), *self.made]
        if len(names) == 1:
            return names[0]
        to = "to" if self.language == "en" else "a"
        choices = tuple(Choice(one, f"{self.text.rstrip(' .!?')} {to} {one}") for one in names)
        if not choices:
            raise Unclear(
                Question(fallback_text, resume=f"{self.text.rstrip(' .')} {to} {{answer}}")
            )
        raise Unclear(Question(fallback_text, choices))

    def members_of(self, entity: str) -> set[str]:
        """Return the names of fields and relations that an entity has."""
        one = self.known.entity(entity)
        names = set(self.made.get(entity, {}))
        if one is not None:
            names |= {row.name for row in one.fields} | {row.name for row in one.relations}
        return names

    def member(self, entity: str, words: Words) -> str | None:
        """Return the field or relation of an entity that words name."""
        names = self.members_of(entity)
        wanted = field_name(words)
        if wanted in names:
            return wanted
        single = one_of(wanted, self.language)
        return next((one for one in names if one_of(one, self.language) == single), None)

    def split(self, words: Words) -> tuple[str, str] | None:
        """Return entity and member for words like `student email`, `Student.email`."""
        words = tuple(part for one in words for part in one.split(".") if part)
        for cut in range(1, len(words)):
            entity = self.find(words[:cut])
            if entity is not None:
                found = self.member(entity, words[cut:])
                if found is not None:
                    return entity, found
        return None

    def is_new(self, entity: str) -> bool:
        """Tell whether this request makes the entity, so that it has no rows."""
        return entity in self.made

    def known_entity(self, name: str) -> KnownEntity | None:
        """Return an entity of the project."""
        return self.known.entity(name)


def _loose(name: str, language: Language) -> str:
    return "".join(one_of(part, language) for part in snake(name).split("_"))


def field_operation(draft: Draft, entity: str, told: Told) -> Operation:
    """Return how a field is added, with its type guessed where it is not said."""
    name = field_name(told.words)
    guessed: list[str] = []
    settings = dict(told.settings)
    kind = told.type
    if kind.startswith("enum(") and is_plural(told.words, draft.language):
        # `books (title, isbn)` are no values of one field.
        raise Unclear(None, told.words)
    expected = guess(name)
    if kind == "number":
        kind = expected if expected.split("(")[0] in NUMBERS else "integer"
        guessed.append("type")
    elif not kind:
        kind = _fitting(told, expected)
        if kind != "string" or not told.type:
            guessed.append("type")
    if "type" in guessed and kind == "string" and is_plural(told.words, draft.language):
        draft.remarks.append(f"{entity}.{name} is one text; for several, make an entity of it")
    label = label_of(told.words)
    if label:
        settings.setdefault("label", label)
    if "required" not in settings and not draft.is_new(entity) and "default" not in settings:
        settings["required"] = False
        guessed.append("required")
        draft.remarks.append(f"{name} is optional: rows that are there have none")
    kind = _limited(kind, told, settings)
    if settings.get("required") is True:
        del settings["required"]
    if "type" in guessed and kind.split("(")[0] != "string":
        draft.remarks.append(f"{entity}.{name} is taken for {_article(kind)}")
    return Operation(
        "add_field", entity, name, type=kind, settings=tuple(sorted(settings.items())),
        guessed=tuple(guessed),
    )  # fmt: skip


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" and not kind.startswith("u") else f"a {kind}"


def _fitting(told: Told, expected: str) -> str:
    """Return the type that is expected, if what is said of the field fits it."""
    characters = any(chars for _, _, chars in told.limits)
    default = dict(told.settings).get("default")
    if isinstance(default, bool):
        return "boolean"
    if characters:
        return expected if expected.startswith(("string", "text")) else "string"
    if told.limits and expected.startswith("string") and not is_text(field_name(told.words)):
        return "integer" if all("." not in one[1] for one in told.limits) else "decimal(10,2)"
    if isinstance(default, (int, float)) and expected.startswith("string"):
        return "integer" if isinstance(default, int) else "decimal(10,2)"
    return expected


def _limited(kind: str, told: Told, settings: dict[str, str | int | float | bool | None]) -> str:
    """Return a type with the limits that were said, as far as it has a place for them."""
    base = kind.split("(", 1)[0]
    for way, number, chars in told.limits:
        value: int | float = float(number) if "." in number else int(number.rstrip("+"))
        if base in NUMBERS and not chars:
            settings[way] = value
        elif base in ("string", "text", "email", "url"):
            if way == "max" and base == "string":
                kind = f"string({value})"
            else:
                settings[f"{way}_length"] = value
        else:
            raise Unclear(None, (way, number))
    return "decimal(12,2)" if kind == "decimal" else kind
