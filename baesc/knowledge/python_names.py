"""Safe Python spellings of the names of a spec.

JSON, SQL and URLs always keep the spec's own names. In Python a name must not be a keyword, nor
hide what a generated module imports, nor an attribute of the classes that generated ones inherit
from. Every function is pure and total; names that share a scope are spelled together.
"""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# What BaseModel has, except for names that start with `_` or `model_`; a test compares them.
_PYDANTIC_ATTRIBUTES = """
construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json
update_forward_refs validate
"""
PYDANTIC_ATTRIBUTES = frozenset(_PYDANTIC_ATTRIBUTES.split())
SQLALCHEMY_ATTRIBUTES = frozenset({"metadata", "registry", "row_label"})
# Lower-case names that class bodies of generated models and schemas use.
_USED_IN_BODIES = """
annotations bool bytes classmethod date datetime decimal dict enum_type float frozenset int
list mapped_column new_uuid object property relationship set str super time timedelta today
tuple utc_now uuid uuid4
"""
USED_IN_BODIES = frozenset(_USED_IN_BODIES.split())
# The fields of every filter class; a column of the same name is asked for as `limit_is`.
PAGING_NAMES = frozenset({"q", "sort", "order", "offset", "limit"})
RESERVED_ATTRIBUTES = (
    PYDANTIC_ATTRIBUTES | SQLALCHEMY_ATTRIBUTES | USED_IN_BODIES | frozenset({"self", "cls"})
)

# Capitalized names that generated modules import or define.
_IMPORTED_CLASSES = """
APIRoute APIRouter AfterValidator Annotated Any ApiError AppTest Base Base64 BaseModel
BaseSettings BeforeValidator BigInteger Body Bool Boolean Callable CheckConstraint Choice
ClassVar Client Clock Column ColumnElement ConfigDict ConflictError Count Crud CrudContract
CsvResponse Date DateTime Day Decimal Decimals DeclarativeBase Depends Double Email Engine
EntityPage Enum ExactDecimal FastAPI Field FieldError Filters Fixed Flag Float ForeignKey
Generic HTTPException Health Identifier Ids In Index Integer IntegrityError Iterable Iterator
JSON JSONResponse Json JsonValue Label LabelledRow Link Literal LongText Many Mapped Mapping
Matches MetaData Model Moment NotText Number Numeric Out OutT Page Paging Path Problem Query
Ref Refs Relation Request Row RowId RowT SecretStr Security Select Sequence Session SessionDep
Settings SmallInteger Stats StrEnum String StringConstraints Table Target Term TestClient Text
Through Time TypeAdapter TypeDecorator TypeVar Types UUID UniqueConstraint Url UtcDateTime Uuid
Within
"""
IMPORTED_CLASSES = frozenset(_IMPORTED_CLASSES.split()) | frozenset(
    {"MISSING", "RowRule", "SetRule", "TYPE_CHECKING", "Watched"}
)

_RESERVED_MODULES = """
api app aux base client con conftest contract crud fields main models n nul prn routes samples
schemas system tests ui utils
"""
RESERVED_MODULES = frozenset(_RESERVED_MODULES.split()) | frozenset(
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
)

LONGEST_MEMBER = 40
LONGEST_MODEL = 30
LONGEST_COLUMN = 60
_NOT_WORD = re.compile(r"\W+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=65536)
def attribute_name(name: str) -> str:
    """Return the attribute of a column or relation in models and schemas (`class_` for `class`)."""
    spelled = _word(name).lstrip("_") or "field"
    if spelled[0].isdigit():
        spelled = f"f_{spelled}"
    if (
        keyword.iskeyword(spelled)
        or spelled in RESERVED_ATTRIBUTES
        or spelled.startswith("model_")
        or spelled in {"True", "False", "None"}
    ):
        return f"{spelled}_"
    return spelled


def query_name(name: str) -> str:
    """Return how a list is filtered by a column: `limit_is` for a column called `limit`."""
    return f"{name}_is" if name in PAGING_NAMES else name


@lru_cache(maxsize=16384)
def module_name(singular: str) -> str:
    """Return the name of an entity's modules, unlike those of the shared modules."""
    spelled = _word(singular).lower().strip("_") or "row"
    if spelled[0].isdigit():
        spelled = f"m_{spelled}"
    taken = keyword.iskeyword(spelled) or keyword.issoftkeyword(spelled)
    return f"{spelled}_record" if taken or spelled in RESERVED_MODULES else spelled


def class_names(entities: Iterable[str]) -> dict[str, str]:
    """Return the Python class of each entity of a system, all different."""
    names = list(entities)
    kept = {name for name in names if not _is_taken_class(name)}
    made: dict[str, str] = {}
    used = set(kept)
    prefixes = tuple(sorted(kept, key=len, reverse=True))
    for name in names:
        spelled = name
        while (
            _is_taken_class(spelled)
            or (spelled != name and spelled in used)
            or _is_schema_of(spelled, prefixes, used)
        ):
            spelled += "Record"
        used.add(spelled)
        made[name] = spelled
    return made


def model_in_routes(cls: str) -> str:
    """Return what routes call a model: a long name would not fit into a line with an attribute."""
    return cls if len(cls) <= LONGEST_MODEL else "Model"


def _is_schema_of(name: str, _prefixes: tuple[str, ...], known: set[str]) -> bool:
    """Tell whether the schemas of another entity have this name (`StudentOut`)."""
    return any(
        name.endswith(ending) and name.removesuffix(ending) in known
        for ending in ("Create", "Update", "Out", "Filters", "Paging")
    )


def _is_taken_class(name: str) -> bool:
    return name in IMPORTED_CLASSES or hasattr(builtins, name) or keyword.iskeyword(name)


def member_names(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names of an enumeration's members, in order and all different."""
    made: list[str] = []
    for value in values:
        spelled = _member_name(value)
        number = 2
        unique = spelled
        while unique in made:
            unique = f"{spelled}_{number}"
            number += 1
        made.append(unique)
    return tuple(made)


def _member_name(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    # Linters take names of ASCII letters alone.
    plain = plain.encode("ascii", "replace").decode()
    spelled = _NOT_WORD.sub("_", _HUMPS.sub("_", plain)).strip("_").upper()
    spelled = spelled[:LONGEST_MEMBER].rstrip("_")
    if not spelled:
        return "EMPTY" if not value else "VALUE"
    return f"VALUE_{spelled}" if spelled[0].isdigit() else spelled


def table_column(table: str, column: str) -> str:
    """Return a column of a table; a formatter can break a long one in brackets alone."""
    short = f"{table}.c.{column}"
    return short if len(short) <= LONGEST_COLUMN else f'{table}.c["{column}"]'


def free_name(wanted: str, taken: Iterable[str], suffix: str) -> str:
    """Return `wanted`, with as many suffixes as it takes to differ from what is taken."""
    used = taken if isinstance(taken, set | frozenset) else set(taken)
    while wanted in used or hasattr(builtins, wanted) or keyword.iskeyword(wanted):
        wanted += suffix
    return wanted


def pascal_case(name: str) -> str:
    """Return `OrderLine` for `order_line`, `order-line` and `order line`."""
    words = _NOT_WORD.sub("_", _HUMPS.sub("_", name)).split("_")
    return "".join(word[:1].upper() + word[1:] for word in words if word)


def snake_case(name: str) -> str:
    """Return `order_line` for `OrderLine`, `order-line` and `Order line`."""
    words = _NOT_WORD.sub("_", _HUMPS.sub("_", name)).split("_")
    return "_".join(word.lower() for word in words if word)


def _word(name: str) -> str:
    spelled = unicodedata.normalize("NFKC", _NOT_WORD.sub("_", name))
    return spelled if spelled.strip("_") else ""
