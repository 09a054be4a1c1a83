"""What the body of a function may use: statements, names, and attributes. All else is refused."""

import ast

# Names that a body may use of modules; those that it does use are imported for it.
IMPORTS: dict[str, tuple[str, str]] = {
    "UTC": ("datetime", "UTC"),
    "date": ("datetime", "date"),
    "datetime": ("datetime", "datetime"),
    "time": ("datetime", "time"),
    "timedelta": ("datetime", "timedelta"),
    "Decimal": ("decimal", "Decimal"),
    "InvalidOperation": ("decimal", "InvalidOperation"),
    "ROUND_CEILING": ("decimal", "ROUND_CEILING"),
    "ROUND_DOWN": ("decimal", "ROUND_DOWN"),
    "ROUND_FLOOR": ("decimal", "ROUND_FLOOR"),
    "ROUND_HALF_EVEN": ("decimal", "ROUND_HALF_EVEN"),
    "ROUND_HALF_UP": ("decimal", "ROUND_HALF_UP"),
    "ROUND_UP": ("decimal", "ROUND_UP"),
    "math": ("math", ""),
    "re": ("re", ""),
}
# Modules whose contents are all in the table above, or reached by attributes that are allowed.
MODULES = frozenset({"datetime", "decimal", "math", "re"})
# What the file itself defines or imports.
MODULE_NAMES = frozenset(IMPORTS) | {"Any", "Iterable", "Refused", "TypedDict", "UUID", "dataclass"}

_BUILTINS = """
abs all any bool dict divmod enumerate float frozenset int isinstance len list max min range
reversed round set sorted str sum tuple zip
"""
ERRORS = frozenset({
    "ArithmeticError", "IndexError", "KeyError", "OverflowError", "ValueError",
    "ZeroDivisionError",
})  # fmt: skip
BUILTINS = frozenset(_BUILTINS.split()) | ERRORS
_OF_TEXTS = """
capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower
isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix
replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase
title upper zfill
"""
_OF_COLLECTIONS = """
add append clear copy difference discard extend get insert intersection isdisjoint issubset
issuperset items keys pop popitem remove reverse setdefault sort union update values
"""
_OF_NUMBERS = """
as_integer_ratio compare copy_abs is_finite is_integer is_nan normalize quantize scaleb sqrt
to_integral_value
"""
_OF_MOMENTS = """
astimezone combine date day days fromisoformat hour isocalendar isoformat isoweekday max
microsecond min minute month replace second seconds strftime time timetz total_seconds tzinfo
utcoffset week weekday year
"""
_OF_MODULES = """
ceil comb exp factorial fabs floor fmod fsum gcd hypot inf isclose isfinite isinf isnan isqrt lcm
log log10 log2 log1p pi pow prod sqrt trunc findall finditer fullmatch group groups match search
start end span sub
"""
ATTRIBUTES = frozenset(
    f"{_OF_TEXTS} {_OF_COLLECTIONS} {_OF_NUMBERS} {_OF_MOMENTS} {_OF_MODULES}".split()
)
# Functions of `re` whose first argument is a pattern.
PATTERN_FUNCTIONS = frozenset(
    {"findall", "finditer", "fullmatch", "match", "search", "split", "sub"}
)

STATEMENTS: tuple[type[ast.stmt], ...] = (
    ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.If, ast.Expr, ast.Pass,
    ast.Break, ast.Continue, ast.Raise, ast.Try,
)  # fmt: skip
EXPRESSIONS: tuple[type[ast.expr], ...] = (
    ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Dict, ast.Set, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp, ast.Compare, ast.Call, ast.FormattedValue, ast.JoinedStr,
    ast.Constant, ast.Attribute, ast.Subscript, ast.Starred, ast.Name, ast.List, ast.Tuple,
    ast.Slice, ast.NamedExpr, ast.Lambda,
)  # fmt: skip
# Words for what models often write and bodies don't have.
WORDS: dict[str, str] = {
    "While": "`while`: loop over rows or numbers with `for`",
    "FunctionDef": "a function inside the function",
    "AsyncFunctionDef": "`async`",
    "ClassDef": "a class",
    "Import": "an import inside the function",
    "ImportFrom": "an import inside the function",
    "With": "`with`",
    "Global": "`global`",
    "Nonlocal": "`nonlocal`",
    "Delete": "`del`",
    "Assert": "`assert`",
    "Match": "`match`",
    "Yield": "`yield`",
    "YieldFrom": "`yield from`",
    "Await": "`await`",
}
