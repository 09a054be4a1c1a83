"""From what statements say to operations on the specs of a project."""

from dataclasses import replace

from baesc.ground.names import plural, snake
from baesc.recognition.drafting import Draft, Unclear, field_operation
from baesc.recognition.guesses import guess
from baesc.recognition.namings import (
    entity_name,
    entity_settings,
    field_name,
    is_plural,
    one_of,
)
from baesc.recognition.operations import Choice, Operation, Question
from baesc.recognition.resolving_changes import changed, parted, removed, renamed
from baesc.recognition.resolving_relations import Pairs
from baesc.recognition.saying import (
    Added,
    Belongs,
    Changed,
    Detailed,
    Fact,
    Has,
    Made,
    Parted,
    Promised,
    Related,
    Removed,
    Renamed,
    Told,
    Words,
)
from baesc.recognition.technology import foreign


def resolve(draft: Draft, facts: tuple[Fact, ...]) -> None:
    """Add the operations of a request to a draft, or raise what is unclear."""
    for fact in facts:
        if isinstance(fact, Made):
            _make(draft, fact)
    pairs = Pairs(draft)
    added: dict[str, dict[str, Told]] = {}
    for fact in facts:
        _gather(draft, fact, added, pairs)
    for fact in facts:
        if isinstance(fact, Detailed):
            _detail(draft, fact.told, added)
    _emit(draft, added, pairs)
    draft.operations += pairs.operations()
    for fact in facts:
        if isinstance(fact, Removed):
            removed(draft, fact)
        elif isinstance(fact, Parted):
            parted(draft, fact)
        elif isinstance(fact, Renamed):
            renamed(draft, fact)
        elif isinstance(fact, Changed):
            changed(draft, fact)
        elif isinstance(fact, Promised):
            _promise(draft, fact, added)


def _gather(draft: Draft, fact: Fact, added: dict[str, dict[str, Told]], pairs: Pairs) -> None:
    if isinstance(fact, Added):
        _add(draft, fact, added, pairs)
    elif isinstance(fact, Has):
        _have(draft, fact, added, pairs)
    elif isinstance(fact, Belongs):
        pairs.belongs(draft.entity(fact.subject), draft.entity(fact.target), can=fact.can)
    elif isinstance(fact, Related):
        pairs.related(draft.entity(fact.left), draft.entity(fact.right), fact)


def _make(draft: Draft, fact: Made) -> None:
    name = draft.find(fact.entity) or entity_name(fact.entity, draft.language)
    if not name or not name[0].isalpha():
        raise Unclear(None, fact.entity)
    if draft.known.entity(name) is not None:
        _there_already(draft, name, fact)
    for one in fact.fields:
        _refuse_technology(one)
    fields = {field_name(one.words): one for one in fact.fields}
    if len(fields) < len(fact.fields) or "" in fields:
        raise Unclear(None, fact.entity)
    if "id" in fields and fields["id"].type in ("", "integer") and not fields["id"].limits:
        del fields["id"]
        draft.remarks.append("id is left out: every table has one of its own")
    before = draft.made.setdefault(name, {})
    draft.made_words.setdefault(name, fact.entity)
    if fact.only and before and set(before) - set(fields):
        raise Unclear(None, tuple(sorted(set(before) - set(fields))))
    for key, told in fields.items():
        before[key] = merged(before[key], told) if key in before else told


def _refuse_technology(told: Told) -> None:
    rest = foreign(told)
    if rest:
        raise Unclear(None, rest)


def _there_already(draft: Draft, name: str, fact: Made) -> None:
    known = draft.known.entity(name)
    have = {one.name for one in known.fields} if known else set()
    new = [one for one in fact.fields if field_name(one.words) not in have]
    text = f"there is an entity {name} already"
    if not new:
        raise Unclear(Question(f"{text}; what should it have?", resume=f"add {{answer}} to {name}"))
    listed = " and ".join(" ".join(one.words) for one in new)
    choice = Choice(f"add {listed} to it", f"add {listed} to {name}")
    raise Unclear(Question(text, (choice,)))


def merged(one: Told, other: Told) -> Told:
    """Return what two statements say of a field together; where they differ, it is unclear."""
    if one.type and other.type and one.type != other.type:
        raise Unclear(None, other.words)
    settings = dict(one.settings)
    for key, value in other.settings:
        if settings.get(key, value) != value:
            raise Unclear(None, other.words)
        settings[key] = value
    many = one.many if one.many is not None else other.many
    return replace(
        one, type=one.type or other.type, settings=tuple(sorted(settings.items())),
        limits=one.limits or other.limits, many=many, is_field=one.is_field or other.is_field,
    )  # fmt: skip


def _add(draft: Draft, fact: Added, added: dict[str, dict[str, Told]], pairs: Pairs) -> None:
    named = " and ".join(" ".join(one.words) for one in fact.members)
    fact = _apart(fact)
    entity = draft.entity(fact.target) if fact.target else draft.sole(f"which entity gets {named}?")
    for told in fact.members:
        other = draft.find(told.words)
        plain = not (told.type or told.limits or told.is_field)
        if fact.is_relation or (other is not None and plain and other != entity):
            pairs.has(entity, other or draft.entity(told.words), told, is_open=fact.is_relation)
        elif told.many:
            draft.entity(told.words)
        else:
            _add_field(draft, entity, told, added)


def _apart(fact: Added) -> Added:
    """Return `add Student.phone` as `add phone to Student`."""
    owner, _, name = fact.members[0].words[0].partition(".")
    if len(fact.members) > 1 or fact.target or not name:
        return fact
    told = replace(fact.members[0], words=(name, *fact.members[0].words[1:]))
    return replace(fact, members=(told,), target=(owner,))


def _have(draft: Draft, fact: Has, added: dict[str, dict[str, Told]], pairs: Pairs) -> None:
    entity = draft.entity(fact.subject)
    for told in fact.members:
        other = draft.find(told.words)
        if other is not None and not told.type and not told.is_field:
            pairs.has(entity, other, told, can=fact.can, is_stated=True)
            continue
        many = told.many if told.many is not None else is_plural(told.words, draft.language)
        if many and told.many:
            draft.entity(told.words)
        optional = fact.can and "required" not in dict(told.settings)
        extra = (("required", False),) if optional else ()
        _add_field(
            draft, entity, replace(told, settings=tuple(sorted((*told.settings, *extra)))), added
        )


def _add_field(draft: Draft, entity: str, told: Told, added: dict[str, dict[str, Told]]) -> None:
    _refuse_technology(told)
    name = field_name(told.words)
    if not name or any(sign in word for word in told.words for sign in "'\u2019/."):
        # `the teacher's email`, `start/end date`
        raise Unclear(None, told.words)
    known = draft.known.entity(entity)
    if known is not None and name in draft.members_of(entity):
        text = f"{entity} has {name} already; what should the new one be called?"
        said = " ".join(told.words)
        resume = draft.swapped(said, "{answer}")
        if resume.count("{answer}") != 1:
            # `remove name from Course and add name to Student`
            resume = f"add {{answer}} to {entity}"
        raise Unclear(Question(text, resume=resume))
    place = draft.made[entity] if draft.is_new(entity) else added.setdefault(entity, {})
    place[name] = merged(place[name], told) if name in place else told


def _detail(draft: Draft, told: Told, added: dict[str, dict[str, Told]]) -> None:
    """Add what is said of a field to the one field of this name that the request speaks of."""
    name = field_name(told.words)
    places = [one for one in (*draft.made.values(), *added.values()) if name in one]
    if len(places) != 1:
        raise Unclear(None, told.words)
    places[0][name] = merged(places[0][name], told)


def _emit(draft: Draft, added: dict[str, dict[str, Told]], pairs: Pairs) -> None:
    for entity, fields in draft.made.items():
        words = draft.made_words[entity]
        settings = entity_settings(words, entity, draft.language)
        draft.operations.append(Operation("create_entity", entity, settings=settings))
        if not fields:
            text = f"which fields does {entity} have?"
            en = draft.language == "en"
            make, with_ = ("create", "with") if en else ("criar", "com")
            raise Unclear(Question(text, resume=f"{make} {' '.join(words)} {with_} {{answer}}"))
        if all(_is_many(draft, one) for one in fields.values()):
            # `a library system with books and authors` names things, not fields.
            raise Unclear(None, tuple(word for one in fields.values() for word in one.words))
        for told in fields.values():
            other = draft.find(told.words)
            if told.many and other is None:
                draft.entity(told.words)
            if other is not None and other != entity and not (told.type or told.is_field):
                pairs.has(entity, other, told)
            else:
                draft.operations.append(field_operation(draft, entity, told))
    for entity, fields in added.items():
        draft.operations += [field_operation(draft, entity, told) for told in fields.values()]


def _is_many(draft: Draft, told: Told) -> bool:
    """Tell whether several of something are meant that is neither an entity nor a known field."""
    plain = not (told.type or told.limits or told.settings or told.is_field)
    many = is_plural(told.words, draft.language) and draft.find(told.words) is None
    return plain and many and guess(field_name(told.words)) == "string"


def _promise(draft: Draft, fact: Promised, added: dict[str, dict[str, Told]]) -> None:
    """Refuse what is said of things that neither the project nor the request has."""
    names = {"data", "dados"}
    for entity in (*draft.made, *(one.name for one in draft.known.entities)):
        names |= {snake(entity), plural(snake(entity)), *draft.members_of(entity)}
    for fields in added.values():
        names |= set(fields)
    singles = {one_of(part, draft.language) for name in names for part in name.split("_")}
    rest: Words = tuple(
        one for one in fact.names if one_of(field_name((one,)), draft.language) not in singles
    )
    if rest:
        raise Unclear(None, rest)
    remark = "the rest is what baesc does anyway"
    if remark not in draft.remarks:
        draft.remarks.append(remark)
