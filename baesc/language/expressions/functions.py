"""The functions, aggregates and signs of expressions: one row each, for people too."""

from dataclasses import dataclass
from typing import Literal

Shape = Literal["text", "number", "integer", "date", "datetime", "digits", "pattern", "same"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what it takes and gives.

    `takes` has a shape for each argument: `date` is a date or a datetime, `digits` a whole
    number that is written out and may be left out, `pattern` a pattern that is written out, and
    `same` stands for two or more values of one ordered type. `gives` is a kind, or empty for that
    of the first argument.
    """

    name: str
    usage: str
    doc: str
    takes: tuple[Shape, ...]
    gives: str


@dataclass(frozen=True, slots=True)
class Sign:
    """An operator, as the page about specs tells of it."""

    usage: str
    doc: str


_FUNCTIONS = (
    Function("len", "len(text)", "The number of characters.", ("text",), "integer"),
    Function("lower", "lower(text)", "The text in lower case.", ("text",), "text"),
    Function("upper", "upper(text)", "The text in upper case.", ("text",), "text"),
    Function("matches", "matches(text, 'pattern')",
             "Whether the whole text matches the pattern; patterns are those of fields.",
             ("text", "pattern"), "boolean"),
    Function("abs", "abs(number)", "The number without its sign.", ("number",), ""),
    Function("round", "round(number, places)",
             "The nearest number with so many decimal places, 0 unless it is said; a half is "
             "rounded away from zero.", ("number", "digits"), ""),
    Function("min", "min(a, b, ...)", "The least of some values; null if one is null.",
             ("same",), ""),
    Function("max", "max(a, b, ...)", "The greatest of some values; null if one is null.",
             ("same",), ""),
    Function("year", "year(date)", "The year of a date or datetime.", ("date",), "integer"),
    Function("month", "month(date)", "The month, from 1 to 12.", ("date",), "integer"),
    Function("day", "day(date)", "The day of the month, from 1 to 31.", ("date",), "integer"),
    Function("date", "date(datetime)", "The day, in UTC, of a point in time.",
             ("datetime",), "date"),
    Function("years", "years(n)",
             "A time of so many years, to add to a date or datetime or take from it; 29 February "
             "becomes 28 February where there is none.", ("integer",), "period"),
    Function("months", "months(n)",
             "A time of so many months, likewise; a day that the month lacks becomes its last.",
             ("integer",), "period"),
    Function("days", "days(n)", "A time of so many days.", ("integer",), "duration"),
    Function("hours", "hours(n)", "A time of so many hours.", ("integer",), "duration"),
)  # fmt: skip
FUNCTIONS = {row.name: row for row in _FUNCTIONS}

AGGREGATES = {
    "count": "How many rows there are.",
    "sum": "The sum of numbers or durations, without those that are null; 0 of no rows.",
    "min": "The least value that is not null; null if there is none.",
    "max": "The greatest value that is not null; null if there is none.",
    "avg": "The mean of the numbers that are not null, to 10 decimal places; null if there is "
           "none.",
    "any": "Whether a condition is true for a row; false of no rows.",
    "all": "Whether a condition is true for all rows; true of no rows.",
}  # fmt: skip

SIGNS = (
    Sign("a + b", "The sum of two numbers or durations; two texts joined; a date or datetime later "
         "by a duration."),
    Sign("a - b", "The difference of two numbers or durations; the duration between two dates or "
         "datetimes; a date or datetime earlier by a duration."),
    Sign("a * b", "The product of two numbers, or of a duration and a whole number."),
    Sign("a / b", "The quotient of two numbers or durations: a decimal, rounded to 10 decimal "
         "places; null when `b` is 0. `7 / 2` is 3.5."),
    Sign("a // b", "The quotient of two whole numbers, rounded down; null when `b` is 0."),
    Sign("a % b", "What `//` leaves, with the sign of `b`; null when `b` is 0."),
    Sign("-a", "The number or duration with the other sign."),
    Sign("a == b, a != b", "Whether two values, or two rows, are the same; null if one is null."),
    Sign("a < b, a <= b, a > b, a >= b", "Which of two numbers, texts, dates, times, datetimes or "
         "durations is less; null if one is null. Texts go by the numbers of their characters: "
         "`Z` is before `a`."),
    Sign("a <= b < c", "The same as `a <= b and b < c`."),
    Sign("a in (b, c), a not in (b, c)", "Whether a value is one of some."),
    Sign("a in b, a not in b", "Whether a text stands inside another one."),
    Sign("a is None, a is not None", "Whether there is no value; never null itself."),
    Sign("not a", "The opposite of a condition; null if it is null."),
    Sign("a and b", "Whether both are true; false if one is false, else null if one is null."),
    Sign("a or b", "Whether one is true; true if one is true, else null if one is null."),
    Sign("a if b else c", "`a` where `b` is true, `c` where it is false or null."),
)  # fmt: skip

# Signs that bind more tightly have greater numbers.
PRECEDENCE = {
    "if": 1, "or": 2, "and": 3, "not": 4, "compare": 5, "+": 6, "-": 6, "*": 7, "/": 7, "//": 7,
    "%": 7, "negative": 8,
}  # fmt: skip
