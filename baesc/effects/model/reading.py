"""What a response means: an answer, or one of the ways in which there is none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from baesc.effects.model.replies import Said
from baesc.effects.model.wire import Response, Silence

Kind = Literal[
    "timeout", "unreachable", "rate", "quota", "key", "model", "moved", "declined",
    "long", "bad", "server", "broken",
]  # fmt: skip
OPTIONS = ("max_completion_tokens", "temperature")
_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
_FILTER = frozenset({"content_filter", "content_policy_violation"})
_TOO_LONG = re.compile(r"context.length|maximum context|too many tokens|too long", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens as the server counted them; None where it did not."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer; `reason` is partly the server's own words.

    `refused` are the options that it may not know. `counted` is what it counted all the same.
    """

    kind: Kind
    reason: str = ""
    status: int = 0
    refused: frozenset[str] = frozenset()
    counted: Counted = Counted()


def read(came: Response | Silence) -> tuple[Said, Counted] | Fault:
    """Return what was said, or why it was nothing."""
    if isinstance(came, Silence):
        return Fault(came.kind, came.reason)
    if not 200 <= came.status < 300:
        return _failure(came.status, came.headers, _parsed(came.body), came.body)
    found = _parsed(came.body)
    if found is None:
        return Fault("broken", _looks(came.body), came.status)
    if not isinstance(found, dict):
        return Fault("broken", f"JSON, but a {type(found).__name__}", came.status)
    counted = _counted(found.get("usage"))
    error = found.get("error")
    if error and not found.get("choices"):
        code = error.get("code") if isinstance(error, dict) else None
        status = code if type(code) is int and 400 <= code < 600 else 500
        return _failure(status, came.headers, found, came.body)
    said = _said(found)
    if isinstance(said, str):
        return Fault("broken", said, came.status, counted=counted)
    return said, counted


def _said(found: Mapping[str, Any]) -> Said | str:
    """Return what was said, or what is missing of it."""
    choices = found.get("choices")
    if not isinstance(choices, list) or not choices:
        return "an answer without choices"
    choice = choices[0]
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(message, dict):
        return "a choice without a message"
    finish = choice.get("finish_reason")
    ended = finish if isinstance(finish, str) else ""
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal.strip():
        return Said("", ended, _sound(refusal))
    text = _text(message.get("content"))
    if text is None and ended not in {"length", "content_filter"}:
        return "a message without text"
    return Said(_sound(text or ""), ended)


def _text(content: object) -> str | None:
    """Return a text that came in one piece or in parts."""
    if isinstance(content, list):
        parts = [one.get("text") for one in content if isinstance(one, dict)]
        texts = [one for one in parts if isinstance(one, str)]
        return "".join(texts) if texts else None
    return content if isinstance(content, str) else None


def _sound(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


def _counted(usage: object) -> Counted:
    if not isinstance(usage, dict):
        return Counted()
    details = usage.get("prompt_tokens_details")
    cached = _number(details.get("cached_tokens")) if isinstance(details, dict) else None
    return Counted(
        _number(usage.get("prompt_tokens")), _number(usage.get("completion_tokens")), cached or 0
    )


def _number(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _failure(status: int, headers: Mapping[str, str], found: object, body: bytes) -> Fault:
    said, codes = _error(found)
    if not said and found is None and not _is_page(body):
        said = body[:500].decode("utf-8", "replace")
    kind = _kind(status, said, codes)
    if kind == "moved":
        said = headers.get("location", "another place")
    text = body[:10_000].decode("utf-8", "replace")
    refused = frozenset(one for one in OPTIONS if one in text) if kind == "bad" else frozenset()
    return Fault(kind, said, status, refused)


def _kind(status: int, said: str, codes: frozenset[str]) -> Kind:
    simple: dict[int, Kind] = {401: "key", 402: "quota", 403: "key", 404: "model", 405: "model"}
    if status < 400:
        return "moved"
    if status == 429:
        return "quota" if codes & _QUOTA else "rate"
    if status >= 500 or status in {408, 409, 425}:
        return "server"
    if status in simple:
        return simple[status]
    if codes & _FILTER:
        return "declined"
    if status == 413 or "context_length_exceeded" in codes or _TOO_LONG.search(said):
        return "long"
    if "model_not_found" in codes:
        return "model"
    return "key" if "api key" in said.lower() else "bad"


def _error(found: object) -> tuple[str, frozenset[str]]:
    """Return the words of an error and its codes, in any of the forms that servers have."""
    if isinstance(found, list):
        found = found[0] if found else None
    if not isinstance(found, dict):
        return "", frozenset()
    error = found.get("error", found)
    if isinstance(error, str):
        return error, frozenset()
    if not isinstance(error, dict):
        return "", frozenset()
    said = next((error[key] for key in ("message", "detail", "msg") if error.get(key)), "")
    codes = {error[key] for key in ("code", "type") if isinstance(error.get(key), str)}
    return said if isinstance(said, str) else json.dumps(said), frozenset(codes)


def _parsed(body: bytes) -> object:
    """Return the JSON value of a body; None if it is no JSON, or null."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _looks(body: bytes) -> str:
    if not body.strip():
        return "an empty body"
    if _is_page(body):
        return "a web page"
    return "null" if body.strip() == b"null" else "text that is no JSON"


def _is_page(body: bytes) -> bool:
    return body.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<head"))
