"""Plain values as YAML on one line, and in blocks where specs have them."""

import json
import re
from collections.abc import Mapping

from baesc.language.reader import is_readable
from baesc.language.scalars import resolve

# What stands without quotes: nothing in it means something to YAML, in maps on one line neither.
_PLAIN = re.compile(r"[A-Za-z0-9_/](?:[A-Za-z0-9 _./()?@+-]*[A-Za-z0-9_/)?])?")
_PLAIN_IN_BLOCKS = re.compile(r"[A-Za-z0-9_/](?:[A-Za-z0-9 _./()?@+,-]*[A-Za-z0-9_/)?])?")
# What other readers of YAML take for true or false.
_DOUBTFUL = frozenset({"y", "n", "yes", "no", "on", "off"})
_BLOCKS = ("fields", "relations")


def flow(value: object, *, in_flow: bool = True) -> str:
    """Return a value on one line; `in_flow` tells whether it stands inside of `{...}`."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{flow(str(key))}: {flow(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str):
        return _text(value, in_flow=in_flow)
    return json.dumps(value)


def _text(text: str, *, in_flow: bool) -> str:
    plain = _PLAIN if in_flow else _PLAIN_IN_BLOCKS
    if plain.fullmatch(text) and text.lower() not in _DOUBTFUL and _is_text(text):
        return text
    if not text.isprintable():
        return json.dumps(text, ensure_ascii=not is_readable(text))
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_text(text: str) -> bool:
    try:
        return isinstance(resolve(text), str)
    except ValueError:
        return False


def entry_lines(key: str, value: object, indent: int, step: int) -> list[str]:
    """Return the lines of an entry of a block; `step` is how much deeper its own entries stand."""
    lead = " " * indent
    if key in _BLOCKS and isinstance(value, Mapping) and value:
        lines = [f"{lead}{key}:"]
        for name, one in value.items():
            lines += entry_lines(str(name), one, indent + step, step)
        return lines
    return [f"{lead}{flow(key, in_flow=False)}: {flow(value, in_flow=False)}"]
