"""The long form of a spec, as pydantic checks it: shapes only, meaning comes later."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

# One line: no control characters, no space at either end.
_LINE = r"^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$"
Line = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$"
    ),
]
Doc = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Count = Annotated[int, Field(ge=1)]
Group = Annotated[list[Name], Field(min_length=1, max_length=16)]
Groups = Annotated[list[Group], Field(max_length=50)]
Anything = Annotated[Any, WithJsonSchema({})]
# A text, whatever YAML makes of it.
Written = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"]}),
]
Bound = Annotated[Any, WithJsonSchema({"type": ["integer", "number", "string"]})]


class Form(BaseModel):
    """A map with no keys but its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChoiceForm(Form):
    """One value of an enum."""

    value: Line = Field(description="What is stored and sent.")
    label: Line | None = Field(
        default=None, description="What people read; default: made from the value."
    )
    was: Line | None = Field(default=None, description="The value that rows had before.")


class ValueCaseForm(Form):
    """An example of what code computes."""

    row: dict[Name, Anything] = Field(
        default={}, description="The row; fields that are left out have their defaults."
    )
    value: Anything = Field(default=None, description="The value; null where it is left out.")


class ComputedForm(Form):
    """How a value is computed: by an expression, as words say, or by code behind words."""

    expression: Expression | None = Field(
        default=None, description="The expression; the same as without the map."
    )
    text: Doc | None = Field(default=None, description="What the value is, in words.")
    accept: list[Expression] = Field(
        default=[], description="Rows with their value: `Line(price=2, quantity=3, total=6)`."
    )
    logic: Doc | None = Field(
        default=None, description="What the value is, in words that need code."
    )
    examples: Annotated[list[ValueCaseForm], Field(max_length=50)] = Field(
        default=[], description="Examples, which the code must satisfy."
    )


class FieldForm(Form):
    """A field in the long form."""

    type: Name = Field(description="The type, with `?` for optional: `string(100)?`.")
    required: bool = Field(default=True, description="Whether a row must have a value.")
    unique: bool = Field(default=False, description="Whether no two rows may have the same value.")
    index: bool = Field(default=False, description="Whether the database keeps an index on it.")
    default: Anything = Field(
        default=None, description="The value when none is given; also `today`, `now` or `random`."
    )
    doc: Doc | None = Field(
        default=None, description="What the field means; shown as help in forms."
    )
    label: Line | None = Field(
        default=None, description="What people read; default: made from the name."
    )
    min: Bound = Field(default=None, description="The least value; also `today` or `now`.")
    max: Bound = Field(default=None, description="The greatest value; also `today` or `now`.")
    min_length: Count | None = Field(default=None, description="The least number of characters.")
    max_length: Count | None = Field(default=None, description="The greatest number of characters.")
    pattern: Expression | None = Field(
        default=None, description="A regular expression that the whole text must match."
    )
    precision: Count | None = Field(default=None, description="How many digits a decimal has.")
    scale: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="How many of them are after the point."
    )
    values: Annotated[list[ChoiceForm], Field(max_length=500)] | None = Field(
        default=None, description="The values of an enum."
    )
    computed: ComputedForm | None = Field(
        default=None,
        description="An expression that gives the value, `name + ' <' + email + '>'`, or a map.",
    )
    stored: bool = Field(
        default=False,
        description="Whether a computed value is kept in a column, to sort, filter and search by.",
    )
    was: Name | None = Field(default=None, description="The name that the field had before.")
    backfill: Written | None = Field(
        default=None,
        description="The value of rows that are there already, as an expression over them.",
    )
    on_conflict: Written | None = Field(
        default=None,
        description="What a migration does with values that do not fit any more: `stop`, `clamp`.",
    )
    keep_alias: bool = Field(
        default=False, description="Whether the old name is understood for one more release."
    )


class RelationForm(Form):
    """A relation in the long form."""

    to: Name = Field(description="The entity at the other end.")
    kind: Literal["many_to_one", "one_to_one", "many_to_many"] = Field(
        default="many_to_one", description="How many rows there are at each end."
    )
    required: bool | None = Field(
        default=None,
        description="Whether a row must have one; default: true. Not for many_to_many.",
    )
    on_delete: Literal["restrict", "set_null", "cascade"] | None = Field(
        default=None, description="What happens to this row when the other one is deleted."
    )
    inverse: Name | None = Field(default=None, description="The relation's name at the other end.")
    via: Name | None = Field(
        default=None,
        description="The entity whose rows make a many_to_many relation: `Enrollment`.",
    )
    label: Line | None = Field(
        default=None, description="What people read; default: made from the name."
    )
    doc: Doc | None = Field(default=None, description="What the relation means.")
    was: Name | None = Field(default=None, description="The name that the relation had before.")
    backfill: Written | None = Field(
        default=None,
        description="The id that rows get which are there already, or a relation that names it.",
    )
    on_conflict: Written | None = Field(
        default=None,
        description="What a migration does with links that do not fit any more: `stop`, `first`.",
    )
    keep_alias: bool = Field(
        default=False, description="Whether the old name is understood for one more release."
    )


class RuleForm(Form):
    """A business rule: an expression (`check`) or words (`text`)."""

    check: Expression | None = Field(
        default=None, description="An expression that is false for no row."
    )
    text: Doc | None = Field(default=None, description="The rule in words.")
    message: Line | None = Field(
        default=None, description="What people read when the rule is broken."
    )
    accept: list[Expression] = Field(
        default=[], description="Rows that the rule lets pass: `Student(credits=30)`."
    )
    reject: list[Expression] = Field(default=[], description="Rows that the rule refuses.")


class CaseForm(Form):
    """An example of what an endpoint does."""

    row: dict[Name, Anything] = Field(
        default={}, description="The row; fields that are left out have their defaults."
    )
    rows: Annotated[list[dict[Name, Anything]], Field(max_length=50)] | None = Field(
        default=None, description="The rows that an endpoint on all rows looks at."
    )
    takes: dict[Name, Anything] = Field(default={}, description="What is sent.")
    gives: dict[Name, Anything] | None = Field(default=None, description="What is answered.")
    changes: dict[Name, Anything] | None = Field(
        default=None, description="The fields that change, with their new values."
    )
    refuses: Doc | None = Field(
        default=None, description="Words of the message when it refuses; instead of an answer."
    )


class EndpointForm(Form):
    """Something to do with rows beyond storing them, described in words."""

    text: Doc = Field(description="What it does, in words.")
    on: Literal["row", "all"] = Field(
        default="row", description="Whether it is about one row, or looks at all of them."
    )
    method: Literal["post", "get"] = Field(
        default="post", description="The HTTP method; `get` changes nothing."
    )
    label: Line | None = Field(
        default=None, description="What people read; default: made from the name."
    )
    takes: dict[str, FieldForm] = Field({}, description="What is sent, as fields.")
    gives: dict[str, FieldForm] = Field(
        {}, description="What is answered, as fields; the row where it is left out."
    )
    changes: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[], description="The fields of the row that it may change."
    )
    examples: Annotated[list[CaseForm], Field(max_length=50)] = Field(
        default=[], description="Examples, which the code must satisfy."
    )


class LineForm(Form):
    """An example of the line of a file that a row becomes, or of the row that a line becomes."""

    row: dict[Name, Anything] | None = Field(
        default=None,
        description="The row: of an export with defaults for what is left out, of an import whole.",
    )
    line: dict[Name, Anything] | None = Field(default=None, description="The line.")
    refuses: Doc | None = Field(
        default=None, description="Words of the message when a line is refused; instead of a row."
    )


class TransformForm(Form):
    """A file that leaves the application or comes in, described in words."""

    text: Doc = Field(description="What becomes of a row, or of a line, in words.")
    direction: Literal["export", "import"] = Field(
        default="export",
        description="Which way: rows become the lines of a CSV file, or lines new rows.",
    )
    label: Line | None = Field(
        default=None, description="What people read; default: made from the name."
    )
    columns: dict[str, FieldForm] = Field({}, description="The columns of the file, as fields.")
    makes: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[],
        description="The fields of a row that an import gives; default: those it needs.",
    )
    examples: Annotated[list[LineForm], Field(max_length=50)] = Field(
        default=[], description="Examples, which the code must satisfy."
    )


class PermissionsForm(Form):
    """Who may read and write."""

    read: list[Line] = Field(default=[], description="The roles that may read; `any` is everybody.")
    write: list[Line] = Field(default=[], description="The roles that may write.")
    own: Name | None = Field(
        default=None, description="The relation to the row's owner, who may write."
    )


class EntityForm(Form):
    """A kind of row."""

    entity: Name = Field(description="The name, in PascalCase and in the singular: `OrderItem`.")
    doc: Doc | None = Field(default=None, description="What a row is, in a sentence.")
    display: Name | None = Field(
        default=None,
        description="The field that stands for a row; default: name, title or the first text.",
    )
    label: Line | None = Field(default=None, description="What people call one row.")
    label_plural: Line | None = Field(default=None, description="What people call many rows.")
    plural: Name | None = Field(
        default=None, description="The plural in snake_case: table and path."
    )
    table: Name | None = Field(default=None, description="The table, where it is not the plural.")
    icon: Line | None = Field(default=None, description="An emoji for the navigation.")
    fields: dict[str, FieldForm] = Field({}, description="The fields, in the order of columns.")
    relations: dict[str, RelationForm] = Field({}, description="The relations to other entities.")
    unique: Groups = Field(
        default=[], description="Groups of fields and relations that are unique together."
    )
    indexes: Groups = Field(
        default=[], description="Groups of fields and relations that share an index."
    )
    rules: Annotated[list[RuleForm], Field(max_length=200)] = Field(
        default=[], description="Business rules."
    )
    endpoints: dict[str, EndpointForm] = Field(
        {}, description="What the API does beyond storing rows, in words."
    )
    transforms: dict[str, TransformForm] = Field(
        {}, description="Files of rows that leave and come in, in words."
    )
    permissions: PermissionsForm | None = Field(default=None, description="Who may read and write.")
    was: Name | None = Field(default=None, description="The name that the entity had before.")
    drop: Annotated[list[Name], Field(max_length=300)] = Field(
        default=[], description="Fields and relations that are gone, with all that they held."
    )
    on_conflict: Literal["stop"] | None = Field(
        default=None,
        description="What a migration does with rows that a group of `unique` does not allow.",
    )
    keep_alias: bool = Field(
        default=False, description="Whether the old name is understood for one more release."
    )
