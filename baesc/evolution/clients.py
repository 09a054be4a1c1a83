"""What clients of an API meet when a schema changes: which of it breaks them, and why."""

from typing import Literal, NamedTuple

Effect = Literal["breaking", "strict", "none"]
Where = Literal["address", "body", "answer", "query", "call"]
Kind = Literal[
    "endpoints added", "endpoints removed", "endpoints renamed", "endpoints kept",
    "optional field added", "required field added", "field removed", "field renamed",
    "alias kept", "type changed", "made required", "made optional", "narrowed", "widened",
    "default changed", "unique added", "answer field added", "answer field removed",
    "answer field renamed", "answer type changed", "answer always given", "answer may be null",
    "answer value added", "answer value removed", "answer widened", "answer narrowed",
    "filter added", "filter removed", "sort added", "sort removed", "links to another",
    "delete refused", "delete allowed", "endpoint added", "endpoint removed", "limits changed",
    "rule added", "rule removed",
]  # fmt: skip


class Verdict(NamedTuple):
    """Where a client meets a change, whether it breaks, and why.

    `strict` breaks those clients alone that refuse answers with values that they do not know.
    """

    where: Where
    effect: Effect
    reason: str


# Bodies refuse fields that they do not know and lists refuse unknown parameters, so what goes
# from either breaks; answers may grow, as JSON clients leave out what they do not know.
VERDICTS: dict[Kind, Verdict] = {
    "endpoints added": Verdict("address", "none", "nobody calls them yet"),
    "endpoints removed": Verdict("address", "breaking", "calls get 404"),
    "endpoints renamed": Verdict("address", "breaking", "calls of the old address get 404"),
    "endpoints kept": Verdict("address", "none", "the old address answers too"),
    "optional field added": Verdict("body", "none", "bodies without it are as good as before"),
    "required field added": Verdict("body", "breaking", "bodies without it get 422"),
    "field removed": Verdict("body", "breaking", "bodies with it get 422"),
    "field renamed": Verdict("body", "breaking", "bodies with the old name get 422"),
    "alias kept": Verdict("body", "none", "the old name does too"),
    "type changed": Verdict("body", "breaking", "values of the old type get 422"),
    "made required": Verdict("body", "breaking", "bodies without it, or with null, get 422"),
    "made optional": Verdict("body", "none", "bodies with it are as good as before"),
    "narrowed": Verdict("body", "breaking", "some values that were good get 422"),
    "widened": Verdict("body", "none", "all values that were good still are"),
    "default changed": Verdict("body", "none", "bodies without it are as good as before"),
    "unique added": Verdict("body", "breaking", "a value that another row has gets 409"),
    "answer field added": Verdict("answer", "none", "clients leave out what they do not know"),
    "answer field removed": Verdict("answer", "breaking", "clients that read it find nothing"),
    "answer field renamed": Verdict("answer", "breaking", "clients find nothing under its name"),
    "answer type changed": Verdict("answer", "breaking", "clients read another type"),
    "answer always given": Verdict("answer", "none", "it is never null any more"),
    "answer may be null": Verdict("answer", "breaking", "clients that count on a value meet null"),
    "answer value added": Verdict("answer", "strict", "clients may not know the new value"),
    "answer value removed": Verdict("answer", "none", "clients know all values"),
    "answer widened": Verdict("answer", "none", "its type is the same"),
    "answer narrowed": Verdict("answer", "none", "all values would have done before"),
    "filter added": Verdict("query", "none", "lists without it are as before"),
    "filter removed": Verdict("query", "breaking", "lists with it get 422"),
    "sort added": Verdict("query", "none", "lists without it are as before"),
    "sort removed": Verdict("query", "breaking", "lists sorted by it get 422"),
    "links to another": Verdict("body", "breaking", "ids mean rows of another kind"),
    "delete refused": Verdict("call", "breaking", "DELETE of a row that is referred to gets 409"),
    "delete allowed": Verdict("call", "none", "DELETE that was refused is done"),
    "endpoint added": Verdict("address", "none", "nobody calls it yet"),
    "endpoint removed": Verdict("address", "breaking", "calls get 404"),
    "limits changed": Verdict("body", "breaking", "some values that were good may get 422"),
    "rule added": Verdict("body", "breaking", "bodies that break it are refused"),
    "rule removed": Verdict("body", "none", "all that was good still is"),
}


class ApiChange(NamedTuple):
    """One change of the API: of the rows at a path, of one member or of the whole.

    `was` is what the member or the path was called before, where that has changed.
    """

    kind: Kind
    entity: str
    path: str
    member: str = ""
    was: str = ""
    detail: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return where a client meets it, and whether it breaks."""
        return VERDICTS[self.kind]

    @property
    def about(self) -> tuple[str, str, str]:
        """Return what it is about: an address, a member there, or one of its rules."""
        return self.path, self.member, self.detail if self.kind.startswith("rule") else ""

    @property
    def is_breaking(self) -> bool:
        """Tell whether it breaks clients of any kind."""
        return self.verdict.effect == "breaking"
