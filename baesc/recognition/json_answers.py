"""The JSON in what a model said: all of it, or why there is none; never a part."""

import json
import re
from typing import Any, NoReturn

MOST_CHARACTERS = 100_000
_BLOCK = re.compile(r"```[a-zA-Z0-9]*[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
_START = re.compile(r'\[\s*[{\]]|\{\s*"')


class _UnreadableError(ValueError):
    """JSON that says nothing certain; the text is for the model."""


def value_in(text: str) -> tuple[Any, str]:
    """Return the value in an answer, and an empty text; else what is wrong with it.

    Prose and Markdown around it are passed over. What was cut off is not read in part: the half
    of a change is another change.
    """
    if not text.strip():
        return None, "the answer is empty"
    if len(text) > MOST_CHARACTERS:
        return None, "the answer is too long"
    blocks = [one for one in _BLOCK.findall(text) if one.strip()]
    found: list[Any] = []
    problem = ""
    for part in blocks or [text]:
        value, fault = _read(part)
        problem = problem or fault
        if not fault and value not in found:
            found.append(value)
    if len(found) > 1:
        return None, "there are several answers; give one"
    return (found[0], "") if found and not problem else (None, problem)


def _read(text: str) -> tuple[Any, str]:
    """Return the value of a text that may have prose around it."""
    try:
        return _loaded(text)
    except _UnreadableError as exc:
        return None, str(exc)
    except json.JSONDecodeError as exc:
        fault = f"it is no JSON: {exc.msg}, line {exc.lineno} column {exc.colno}"
    except (ValueError, RecursionError):
        return None, "it is no JSON that can be read"
    lines = [one.strip().rstrip(",") for one in text.splitlines() if one.strip()]
    try:
        return [_object(one) for one in lines], ""
    except (ValueError, RecursionError):
        return None, fault if _START.search(text) else "there is no JSON array in it"


def _loaded(text: str) -> tuple[Any, str]:
    """Return the one value that starts as an answer does, else the text as a value."""
    decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_number)
    match = _START.search(text)
    if match is None:
        return decoder.decode(text.strip()), ""
    value, end = decoder.raw_decode(text, match.start())
    if not _START.search(text, end):
        return value, ""
    if isinstance(value, dict):
        # Perhaps one object a line.
        message = "there are several answers"
        raise json.JSONDecodeError(message, text, end)
    return None, "there are several answers; give one"


def _object(line: str) -> Any:
    value, fault = _loaded(line)
    if fault or not isinstance(value, dict) or not line.startswith("{"):
        raise _UnreadableError
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "an object has a key twice"
        raise _UnreadableError(message)
    return found


def _no_number(_name: str) -> NoReturn:
    message = "NaN and Infinity are no values"
    raise _UnreadableError(message)
