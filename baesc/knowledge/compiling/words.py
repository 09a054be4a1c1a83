"""Names that compiled expressions keep for themselves."""

VALUES = "app.values"
# Functions of `app.values`, in the order of the file.
HELPERS = (
    "add", "subtract", "multiply", "divide", "divide_spans", "round_half_up", "round_float",
    "total", "average", "mean", "finite", "add_months", "add_years", "months_later", "later",
    "earlier", "span_of_days", "span_of_hours", "add_spans", "times_span", "session_of",
)  # fmt: skip
RESERVED = frozenset(HELPERS) | {
    "I", "O", "func", "joinedload", "l", "now", "re", "row", "select", "selectinload", "self",
    "today", "utc_now",
}  # fmt: skip
