"""What single statements of a request say, before they are seen together and in the project."""

from dataclasses import dataclass

from baesc.recognition.operations import RelationKind, Setting

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A field or other end as a statement tells it.

    `many` is None where no word says how many there are. `limits` are `min` or `max` with their
    number, and whether characters are counted. `is_field` tells that the word field was said.
    """

    words: Words
    type: str = ""
    settings: tuple[Setting, ...] = ()
    limits: tuple[tuple[str, str, bool], ...] = ()
    many: bool | None = None
    is_field: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """There is to be an entity; with `only`, these are all of its fields."""

    entity: Words
    fields: tuple[Told, ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """Something is to be added to an entity; `target` is empty where none is named."""

    members: tuple[Told, ...]
    target: Words = ()
    is_relation: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Two entities belong together; `kind` is empty where it is not said.

    With `is_directed`, the first one is where the relation stands.
    """

    left: Words
    right: Words
    kind: RelationKind | str = ""
    is_directed: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """An entity has, or can have, something."""

    subject: Words
    members: tuple[Told, ...]
    can: bool = False


@dataclass(frozen=True, slots=True)
class Belongs:
    """Rows of an entity belong to one row of another."""

    subject: Words
    target: Words
    can: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """Things are to go; `marker` is the symbol of the word that says what they are."""

    names: tuple[Words, ...]
    owner: Words = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Parted:
    """The relation between two entities is to go."""

    left: Words
    right: Words


@dataclass(frozen=True, slots=True)
class Renamed:
    """Something gets another name; `to` is empty where it is not said.

    With `as_name`, the words were that its name changes, which may be a field too.
    """

    name: Words
    to: Words
    owner: Words = ()
    marker: str = ""
    as_name: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A field becomes another one."""

    field: Words
    owner: Words
    told: Told


@dataclass(frozen=True, slots=True)
class Detailed:
    """A field is told more of, which another statement names."""

    told: Told


@dataclass(frozen=True, slots=True)
class Promised:
    """Something that baesc does anyway, said of things with these names."""

    names: Words
    words: Words


Fact = (
    Made
    | Added
    | Related
    | Has
    | Belongs
    | Removed
    | Parted
    | Renamed
    | Changed
    | Detailed
    | Promised
)
