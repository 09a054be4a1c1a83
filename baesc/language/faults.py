"""The diagnostics of reading: one function a code, so that each is emitted in one place."""

from collections.abc import Collection, Iterable

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest

# What the YAML parser says, and what it means to somebody who writes a spec.
SYNTAX = (
    ("mapping values are not allowed", "a `:` is not expected here",
     "put a text that contains `: ` in quotes, and check the indentation"),
    ("did not find expected ',' or ']'", "the list is not closed", "close it with `]`"),
    ("expected ',' or ']'", "the list is not closed", "close it with `]`"),
    ("did not find expected ',' or '}'", "the map is not closed", "close it with `}`"),
    ("expected ',' or '}'", "the map is not closed", "close it with `}`"),
    ("expected <block end>", "the line does not fit the ones above it", "check the indentation"),
    ("did not find expected key", "the line does not fit the ones above it",
     "check the indentation and the quotes"),
    ("did not find expected '-' indicator", "the line does not fit the list above it",
     "check the indentation"),
    ("could not find expected ':'", "a key without `:`", "write `key: value`"),
    ("could not found expected ':'", "a key without `:`", "write `key: value`"),
    ("unexpected end of stream", "the text ends inside quotes", "close the quotes"),
    ("cannot start any token", "this character can't start a text",
     "put the text in quotes"),
    ("unknown escape character", "an unknown escape in a text in double quotes",
     "write `\\\\` for a backslash, or use single quotes"),
    ("did not find expected hexdecimal number", "an incomplete escape in double quotes",
     "write `\\\\` for a backslash, or use single quotes"),
    ("did not find expected <document start>", "text after the end of a document",
     "start each document with a line `---`"),
)  # fmt: skip


def not_utf8(span: Span, message: str) -> Diagnostic:
    """Report bytes that are not plain UTF-8."""
    return Diagnostic("BAE101", message, span, "save the file as UTF-8 without a byte order mark")


def bad_character(span: Span, character: str) -> Diagnostic:
    """Report a character that no spec needs."""
    message = f"the character U+{ord(character[0]):04X} is not allowed"
    return Diagnostic("BAE102", message, span, "leave it out; line breaks are LF or CRLF")


def too_much(span: Span, message: str) -> Diagnostic:
    """Report a text beyond the limits of the reader."""
    return Diagnostic("BAE103", message, span, "split the file, or write it with less nesting")


def syntax(span: Span, message: str, advice: str) -> Diagnostic:
    """Report what is not YAML."""
    return Diagnostic("BAE104", message, span, advice)


def unknown_type(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """Report a type of field that does not exist."""
    names = tuple(known)
    near = nearest(name, names)
    advice = f"the types are {listed(names)}"
    if near:
        advice = f"a type with a similar name exists: `{near}`"
    elif name[:1].isupper():
        advice = f"if it is an entity, put the line under `relations`; {advice}"
    return Diagnostic("BAE105", f"unknown field type `{shown(name)}`", span, advice)


def not_in_language(span: Span, what: str, advice: str) -> Diagnostic:
    """Report YAML that specs don't have."""
    return Diagnostic("BAE106", f"{what} is not part of the language", span, advice)


def duplicate_key(span: Span, key: str) -> Diagnostic:
    """Report a key that a map has twice."""
    advice = "keep one of the two; the first is read"
    return Diagnostic("BAE107", f"the key `{shown(key)}` is there twice", span, advice)


def bad_key(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a key that is not text."""
    return Diagnostic("BAE108", message, span, advice)


def inexact_number(span: Span, text: str) -> Diagnostic:
    """Report a number that would not be the one that was written."""
    message = f"the number `{shown(text)}` can't be held exactly"
    return Diagnostic(
        "BAE109", message, span, "use fewer digits, or put it in quotes if it is text"
    )


def unknown_key(span: Span, key: str, known: Iterable[str]) -> Diagnostic:
    """Report a key that means nothing here."""
    names = tuple(known)
    near = nearest(key, names)
    advice = f"did you mean `{near}`?" if near else f"the keys here are {listed(sorted(names))}"
    return Diagnostic("BAE110", f"unknown key `{shown(key)}`", span, advice)


def missing_key(span: Span, key: str) -> Diagnostic:
    """Report a key that has to be there."""
    return Diagnostic("BAE111", f"the key `{key}` is missing", span, f"add `{key}: ...`")


def wrong_type(span: Span, what: str, expected: str, advice: str = "") -> Diagnostic:
    """Report a value of the wrong type."""
    return Diagnostic("BAE112", f"{what} must be {expected}", span, advice)


def no_value(span: Span, key: str) -> Diagnostic:
    """Report a key without a value."""
    advice = "give it a value, or leave the key out"
    return Diagnostic("BAE113", f"the key `{shown(key)}` has no value", span, advice)


def name_taken(span: Span, message: str) -> Diagnostic:
    """Report a name that another member of the entity has."""
    return Diagnostic("BAE125", message, span, "rename one of the two")


def not_a_choice(span: Span, what: str, given: str, known: Iterable[str]) -> Diagnostic:
    """Report a word that is none of the words possible."""
    names = tuple(known)
    near = nearest(given, names)
    advice = f"did you mean `{near}`?" if near else f"it is one of {listed(names)}"
    return Diagnostic("BAE114", f"unknown {what} `{shown(given)}`", span, advice)


def out_of_limits(span: Span, what: str, problem: str) -> Diagnostic:
    """Report a value that is too long, too short, too large or too small."""
    return Diagnostic("BAE115", f"{what} {problem}", span)


def unreadable(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a short form that can't be read."""
    return Diagnostic("BAE116", message, span, advice)


def bad_arguments(span: Span, message: str, advice: str) -> Diagnostic:
    """Report the arguments of a type."""
    return Diagnostic("BAE117", message, span, advice)


def contradiction(span: Span, message: str, advice: str) -> Diagnostic:
    """Report two places that say the same thing differently."""
    return Diagnostic("BAE118", message, span, advice)


def bad_name(span: Span, what: str, name: str, rule: str, better: str) -> Diagnostic:
    """Report a name in the wrong spelling."""
    advice = f"write `{better}`" if better and better != name else rule
    message = f"the {what} `{shown(name)}` is not spelled {rule}"
    if better == name or not better:
        message = f"`{shown(name)}` can't be the {what}"
    return Diagnostic("BAE120", message, span, advice)


def bad_path(span: Span, path: str, problem: str, advice: str) -> Diagnostic:
    """Report a path that a build must not use."""
    return Diagnostic("BAE160", f"the path `{shown(path)}` {problem}", span, advice)


def not_a_project(path: str, span: Span | None) -> Diagnostic:
    """Report a project file that is not one map."""
    advice = "write one map that starts with `project: name`"
    return Diagnostic("BAE163", "a project file is one map", span or Span(path), advice)


def listed(names: Iterable[str], limit: int = 20) -> str:
    """Return names as people list them."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > limit:
        return ", ".join(quoted[:limit]) + ", ..."
    return ", ".join(quoted)


def shown(text: str, limit: int = 60) -> str:
    """Return a text of the user's on one line, cut when it is long."""
    flat = "".join(
        one if one.isprintable() and not "\ud800" <= one <= "\udfff" else " "
        for one in text[:limit]
    )
    return flat + "..." if len(text) > limit else flat


def bad_pattern(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a pattern that does not mean the same everywhere."""
    return Diagnostic("BAE135", message, span, advice)


def not_keyed(span: Span, message: str) -> Diagnostic:
    """Report a field that no database can keep an index on."""
    return Diagnostic("BAE136", message, span, "use `string(255)`, or leave it out")


def not_stored(span: Span, message: str) -> Diagnostic:
    """Report what asks for a column of a computed field that has none."""
    advice = "write `stored: true` beside `computed`, or leave it out"
    return Diagnostic("BAE186", message, span, advice)


def unknown_entity(span: Span, name: str, known: Collection[str]) -> Diagnostic:
    """Report a relation to an entity that does not exist."""
    # Comparing with thousands of names, thousands of times, would take minutes.
    near = nearest(name, known) if len(known) <= 2000 else None
    advice = f"did you mean `{near}`?" if near else "specify it, or correct the name"
    return Diagnostic("BAE140", f"unknown entity `{shown(name)}`", span, advice)


def unknown_member(
    span: Span, name: str, entity: str, known: Iterable[str], what: str = "field or relation"
) -> Diagnostic:
    """Report a name that an entity does not have."""
    names = tuple(known)
    near = nearest(name, names)
    advice = f"did you mean `{near}`?" if near else f"it has {listed(names)}" if names else ""
    message = f"`{entity}` has no {what} `{shown(name)}`"
    return Diagnostic("BAE137", message, span, advice)


def bad_group(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a group of columns that says nothing."""
    return Diagnostic("BAE138", message, span, advice)
