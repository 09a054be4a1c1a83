"""Reading fixes: edits of a few kinds, each with what it names and what it puts there."""

import ast
import re

from baesc.knowledge import rule_faults as faults
from baesc.knowledge.condition_reading import Reading
from baesc.knowledge.rules import RuleEdit
from baesc.language.nodes import Mapping, Node, Scalar, Sequence

# Each edit as it is written, with what it takes.
EDITS: dict[str, str] = {
    "set_keyword": "`{name: value}`: a keyword argument of the call gets this value",
    "add_decorator": "a text, without `@`: the function or class gets this decorator",
    "add_import": "an import statement: it is added unless it is there",
    "replace_literal": "`{from: old, to: new}`: this literal becomes the other; without `from`, "
    "the literal that is the value",
    "wrap": "`{call: name}` wraps the call in another, `{with: name}` opens it by a `with` that "
    "lasts to the end of the block",
    "delete": "`statement`, `value`, or `{keyword: name}`, `{decorator: names}`, `{words: text}`",
    "chain": "`true`: a `raise` in an `except` says `from` the exception that was caught",
    "add_words": "SQL words that a column ends with: `NOT NULL`",
}
_SQL_EDITS = frozenset({"add_words", "delete_words"})
_SQL_FACTS = frozenset({"column", "foreign_key", "primary_key"})
# Facts that have no one place in a text.
PLACELESS = frozenset({"file", "module", "spec.", "match"})


def fix_of(node: Node | None, reading: Reading, kind: str) -> tuple[RuleEdit, ...]:
    """Return the edits of `fix:`; what is wrong with them is reported."""
    if node is None:
        return ()
    if isinstance(node, Sequence):
        return tuple(edit for item in node.items for edit in fix_of(item, reading, kind))
    if not isinstance(node, Mapping):
        reading.found.append(
            faults.malformed(node.span, "a fix is a map of edits", "write `{set_keyword: {...}}`")
        )
        return ()
    made: list[RuleEdit] = []
    for entry in node.entries:
        if entry.key not in EDITS:
            reading.found.append(faults.unknown_edit(entry.span, entry.key, EDITS))
            continue
        made += _edits(entry.key, entry.value, reading, kind)
    return tuple(made)


def _edits(key: str, node: Node, reading: Reading, kind: str) -> list[RuleEdit]:
    match key:
        case "set_keyword":
            return _keywords(node, reading, kind)
        case "replace_literal":
            return _literal(node, reading, kind)
        case "wrap":
            return _choice(node, reading, ("call", "with"), "wrap")
        case "delete":
            if isinstance(node, Scalar) and node.value in {"statement", "value"}:
                return [RuleEdit(f"delete_{node.value}")]
            return _choice(node, reading, ("keyword", "decorator", "words"), "delete")
        case "chain":
            if isinstance(node, Scalar) and node.value is True:
                return [RuleEdit("chain")]
            reading.found.append(faults.malformed(node.span, "`chain` is `true`"))
            return []
    text = reading.text(node, key)
    value = reading.template(node, kind) if text else ""
    if key == "add_import" and text and not _is_import(text):
        reading.found.append(
            faults.malformed(node.span, f"`{text}` is no import", "write `from x import y`")
        )
    return [RuleEdit(key, "", value)] if text else []


def _keywords(node: Node, reading: Reading, kind: str) -> list[RuleEdit]:
    if not isinstance(node, Mapping) or not node.entries:
        reading.found.append(
            faults.malformed(node.span, "`set_keyword` is a map", "write `{name: value}`")
        )
        return []
    made = []
    for entry in node.entries:
        value = entry.value
        if not isinstance(value, Scalar):
            reading.found.append(faults.malformed(value.span, "a keyword gets one plain value"))
            continue
        if isinstance(value.value, str):
            template = reading.template(value, kind)
            if isinstance(template, str) and not _is_expression(template):
                reading.found.append(
                    faults.malformed(value.span, f"`{template}` is no Python expression")
                )
            made.append(RuleEdit("set_keyword", entry.key, template))
        else:
            made.append(RuleEdit("set_keyword", entry.key, repr(value.value)))
    return made


def _literal(node: Node, reading: Reading, kind: str) -> list[RuleEdit]:
    to = node.get("to") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(to, Scalar):
        help_ = "write `{from: old, to: new}`"
        reading.found.append(faults.malformed(node.span, "a literal becomes another", help_))
        return []
    for entry in node.entries:
        if entry.key not in {"from", "to"}:
            reading.found.append(faults.unknown_key(entry.span, entry.key, ("from", "to")))
    old = node.get("from")
    is_text = isinstance(to.value, str)
    value = reading.template(to, kind) if is_text else repr(to.value)
    # A text that has no references is known now; one that has is quoted when they are.
    if is_text and isinstance(value, str):
        value = repr(value)
    if old is None:
        return [RuleEdit("replace_literal", "", value)]
    if not isinstance(old, Scalar):
        reading.found.append(faults.malformed(old.span, "`from` is one plain value"))
        return []
    return [RuleEdit("replace_one", repr(old.value), value)]


def _choice(node: Node, reading: Reading, known: tuple[str, ...], key: str) -> list[RuleEdit]:
    entries = node.entries if isinstance(node, Mapping) else ()
    if len(entries) != 1 or entries[0].key not in known:
        wanted = ", ".join(f"`{{{one}: ...}}`" for one in known)
        found = entries[0].key if entries else ""
        fault = faults.malformed(node.span, f"`{key}` is one of: {wanted}")
        if found and found not in known:
            fault = faults.unknown_key(entries[0].span, found, known)
        reading.found.append(fault)
        return []
    entry = entries[0]
    if entry.key == "decorator":
        return [RuleEdit("delete_decorator", "|".join(reading.texts(entry.value, entry.key)))]
    text = reading.text(entry.value, entry.key)
    if key == "wrap":
        return [RuleEdit(f"wrap_{entry.key}", "", text)]
    return [RuleEdit(f"delete_{entry.key}", text, text)]


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _is_import(text: str) -> bool:
    return re.fullmatch(r"(import|from) [\w., ]+", text) is not None and _parses(text)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
