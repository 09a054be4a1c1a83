"""What a fix does, in words."""

from baesc.records.verdict import Edit, Fix

_WORDS = {
    "set_keyword": "set `{name}={value}`",
    "add_decorator": "add the decorator `@{value}`",
    "add_import": "add `{value}`",
    "replace_literal": "write `{value}`",
    "replace_one": "write `{value}` in place of `{name}`",
    "wrap_call": "wrap it in `{value}(...)`",
    "wrap_with": "open it by `with ... as {value}`",
    "chain": "say `from` which exception it comes",
    "delete_keyword": "leave out `{name}`",
    "delete_decorator": "remove the decorator `{name}`",
    "delete_value": "leave out the value",
    "delete_statement": "remove the statement",
    "add_words": "add `{value}`",
    "delete_words": "leave out `{value}`",
}


def told(fix: Fix) -> str:
    """Return a fix in words, without a full stop."""
    return ", and ".join(_told(one) for one in fix.edits)


def _told(edit: Edit) -> str:
    return _WORDS[edit.kind].format(name=edit.name, value=edit.value)
