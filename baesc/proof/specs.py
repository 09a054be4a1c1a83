"""Random valid specs: all types and relations, with awkward names.

This package's one door to hypothesis; import it where random specs are wanted, not before.
"""

from hypothesis import strategies as st

from baesc.ground.names import singular
from baesc.language.writing import dump
from baesc.proof.spec_fields import TEXTS, Spec, field_specs
from baesc.proof.spec_rules import checks, computed_fields, member

ENTITIES = (
    "Order", "Group", "Class", "User", "Category", "Person", "Status", "Address", "Series", "News",
    "Child", "Select", "Table", "Transaction", "OrderItem", "Type", "Session", "Column", "Page",
    "Error", "Client", "Date", "List", "String", "Model", "Quiz", "Analysis", "HTTPLog", "A",
    "OrderItemOut", "Orderitem", "UserCreate", "OrderPaging", "Statistic", "Fields", "Crud",
    "StudentsOfTheSchoolInTheTownByTheRiverXx", "StudentsOfTheSchoolInTheTownByTheRiverXy",
)  # fmt: skip
FIELDS = (
    "type", "class", "from", "metadata", "select", "import", "global", "values", "keys", "name",
    "title", "email", "limit", "offset", "q", "sort", "order", "session", "self", "json", "date",
    "model_config", "schema", "copy", "dict", "registry", "hash", "count", "line2", "row_id",
    "items",
    "text", "string", "decimal", "x", "none", "true", "is_active", "data", "body", "client",
    "response", "q_id", "offset_x", "friend", "friend_id", "part_ids", "row", "rows", "label",
    "path", "page",
    "total", "api", "body_text", "fields", "model", "row_label", "created", "crud", "router",
    "a_field_with_a_name_of_forty_letters_abc", "a_field_with_a_name_of_forty_letters_abd",
)  # fmt: skip
RELATIONS = ("parent", "owner", "main_contact", "reviewed_by", "class_teacher", "lead",
    "in", "session_of", "list", "date_of", "a_relation_with_a_name_of_thirty_x",
)  # fmt: skip
MANY = (
    "friends", "parts", "followers", "watched_things", "address", "addresses", "import", "series",
    "a_relation_to_many_with_a_name_of_forty",
)  # fmt: skip

_WIDE = ("string", "integer", "float", "uuid", "email", "date")


def _is_wide(spec: Spec | str) -> bool:
    """Tell whether a field has values enough to be part of a unique group."""
    if isinstance(spec, str):
        return spec.split("(")[0].split("?")[0].split()[0] in _WIDE
    return spec["type"] in _WIDE and not {"min", "max", "pattern", "max_length"} & set(spec)


@st.composite
def _entity(draw: st.DrawFn, name: str, before: list[str], names: list[str]) -> Spec:
    fields = {
        key: draw(field_specs())
        for key in draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=9, unique=True))
    }
    made: Spec = {"entity": name, "fields": fields}
    made |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "doc": st.sampled_from(TEXTS),
                "label": st.sampled_from(TEXTS),
                "label_plural": st.sampled_from(TEXTS),
                "icon": st.sampled_from(("🎓", "📦")),
            },
        )
    )
    relations: Spec = {}
    for key in draw(st.lists(st.sampled_from(RELATIONS), max_size=3, unique=True)):
        relations[key] = draw(_to_one(before, names))
    for key in draw(st.lists(st.sampled_from(MANY), max_size=2, unique=True)):
        # Two relations of one singular would share the name of their ids.
        taken = {singular(one) for one in relations}
        if not {key, f"{singular(key)}_ids"} & set(fields) and singular(key) not in taken:
            relations[key] = draw(_to_many(names))
    if relations:
        made["relations"] = relations
    wide = [key for key, spec in fields.items() if _is_wide(spec)]
    wide += [key for key in relations if key in RELATIONS]
    if len(wide) >= 2 and draw(st.booleans()):
        group = draw(st.lists(st.sampled_from(wide), min_size=2, max_size=3, unique=True))
        made[draw(st.sampled_from(("unique", "indexes")))] = [group]
    if draw(st.booleans()):
        members = [member(key, spec) for key, spec in fields.items()]
        fields |= draw(computed_fields(members, relations, name))
        if rules := draw(checks(members, relations, name)):
            made["rules"] = rules
    return made


@st.composite
def _to_one(draw: st.DrawFn, before: list[str], names: list[str]) -> Spec | str:
    # A required relation leads to an earlier entity, so that none form a circle.
    required = bool(before) and draw(st.booleans())
    target = draw(st.sampled_from(before if required else names))
    if draw(st.booleans()):
        return target if required else f"{target}?"
    made: Spec = {"to": target, "kind": draw(st.sampled_from(("many_to_one", "one_to_one")))}
    choices = ["restrict", "cascade"]
    if not required:
        made["required"] = False
        choices.append("set_null")
    if draw(st.booleans()):
        made["on_delete"] = draw(st.sampled_from(choices))
    return made | draw(
        st.fixed_dictionaries(
            {}, optional={"doc": st.sampled_from(TEXTS), "label": st.sampled_from(TEXTS)}
        )
    )


@st.composite
def _to_many(draw: st.DrawFn, names: list[str]) -> Spec | str:
    target = draw(st.sampled_from(names))
    if draw(st.booleans()):
        return f"many_to_many {target}"
    return {"to": target, "kind": "many_to_many"}


@st.composite
def valid_specs(draw: st.DrawFn, most: int = 4) -> list[Spec]:
    """Draw the specs of a whole valid system, of at most `most` entities and their associations."""
    names = draw(st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=most, unique=True))
    specs = [draw(_entity(name, names[:at], names)) for at, name in enumerate(names)]
    if draw(st.booleans()):
        first, second = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        source = next(spec for spec in specs if spec["entity"] == first)
        source.setdefault("relations", {})["linked_ones"] = {
            "to": second, "kind": "many_to_many", "via": "LinkBetween",
        }  # fmt: skip
        fields = {"grade": "decimal(4,2)?", "since": {"type": "date", "default": "today"}}
        specs.append({"entity": "LinkBetween", "fields": fields})
        if draw(st.booleans()):
            source["relations"]["also_linked"] = draw(_to_many([second]))
    return specs


def as_yaml(specs: list[Spec]) -> str:
    """Return specs as the documents of one file."""
    return dump(specs)
