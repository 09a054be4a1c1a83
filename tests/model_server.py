"""A server that speaks the chat-completions protocol by a script, for tests of what asks a model.

    with ModelServer([say("age >= 16"), rate_limit(retry_after="2"), say("1: a\n2: b")]) as server:
        baesc("build", cwd=project, **server.environ)
    assert [one.question for one in server.requests] == [...]

The script is a list of steps, one for each request in the order of arrival, or a function from the
messages of a request (`[{"role": ..., "content": ...}, ...]`) to a step or to the text of an
answer; it may be called from several threads at once. Once a list is at its end,
every further request gets a 400 that says so, and `server.surplus` counts them.

`server.environ` has the three variables that point baesc here: OPENAI_BASE_URL, OPENAI_API_KEY
(`KEY` below) and OPENAI_MODEL (`scripted`). `server.requests` has what was asked: `messages`,
`question` (the last message), the whole `body`, the `headers`, the `path`, and when it came.

Steps: `say` is a good answer, `refuse`, `filtered`, `cut_off`, `null_content`, `no_choices` and
`without_usage` are answers of which nothing good comes, `fail` is an error with a status, with
`rate_limit`, `no_quota`, `wrong_key`, `forbidden`, `no_such_model`, `unsupported`, `too_long` and
`redirect` for the usual ones; `html`, `garbage`, `truncated`, `reset`, `hang` and `drip` break the
protocol itself. `after(seconds, step)` makes any of them slow.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from baesc.knowledge.tokens import count

# What a leaked key would be looked for by.
KEY = "sk-scripted-0123456789abcdef"
MODEL = "scripted"
Messages = list[dict[str, str]]


@dataclass(frozen=True)
class Step:
    """What is sent back, and how.

    `pause` seconds before anything; `pace` seconds after each byte of the body (and of the
    headers with `slow_headers`); the body ends after `cut` bytes, with the connection; a `reset`
    is all that comes; a `hang` sends nothing until the server is closed.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    pace: float = 0.0
    slow_headers: bool = False
    cut: int | None = None
    reset: bool = False
    hang: bool = False
    # A good answer is only counted and numbered once the request is known.
    answer: Callable[[Messages], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    at: float

    @property
    def messages(self) -> Messages:
        return list(self.body.get("messages", []))

    @property
    def question(self) -> str:
        return self.messages[-1]["content"] if self.messages else ""


Script = Sequence[Step] | Callable[[Messages], Step | str]


def say(
    text: str | None,
    *,
    tokens_in: int | None = None,
    tokens_out: int | None = None,
    cached: int = 0,
    finish: str = "stop",
    **message: Any,
) -> Step:
    """Answer; tokens are counted by o200k where they are not given."""

    def answer(messages: Messages) -> dict[str, Any]:
        asked = tokens_in
        if asked is None:
            # Three a message and three for the answer, as the real one counts.
            asked = sum(count(one["content"]).tokens + 4 for one in messages) + 3
        said = tokens_out if tokens_out is not None else count(text or "").tokens
        return completion(text, asked, said, cached, finish, **message)

    return Step(answer=answer)


def completion(
    text: str | None,
    tokens_in: int,
    tokens_out: int,
    cached: int = 0,
    finish: str = "stop",
    **message: Any,
) -> dict[str, Any]:
    """Return the body of an answer."""
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None, **message},
                "finish_reason": finish,
                "logprobs": None,
            }
        ],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }


def refuse(why: str = "I can't help with that.") -> Step:
    return say(None, refusal=why)


def filtered(text: str | None = None) -> Step:
    return say(text, finish="content_filter")


def cut_off(text: str = "age >=") -> Step:
    return say(text, finish="length")


def null_content() -> Step:
    return say(None)


def no_choices(choices: Any = ()) -> Step:
    """Answer with `choices` that hold nothing: `[]`, or `None`."""
    return changed(choices=choices if choices is None else list(choices))


def without_usage(text: str) -> Step:
    return changed(text, usage=None)


def changed(text: str = "age >= 16", **fields: Any) -> Step:
    """Answer with other values at the top of the body."""
    return Step(answer=lambda _messages: {**completion(text, 10, 5), **fields})


def fail(
    status: int,
    message: str = "something went wrong",
    *,
    code: str | None = None,
    kind: str = "server_error",
    param: str | None = None,
    **headers: str,
) -> Step:
    """Refuse with an error as the protocol writes it; `retry_after="2"` is a header."""
    error = {"message": message, "type": kind, "param": param, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Step(status, json.dumps({"error": error}).encode(), named)


def rate_limit(**headers: str) -> Step:
    return fail(429, "rate limit reached", code="rate_limit_exceeded", kind="requests", **headers)


def no_quota() -> Step:
    text = "You exceeded your current quota, please check your plan and billing details."
    return fail(429, text, code="insufficient_quota", kind="insufficient_quota")


def wrong_key() -> Step:
    """Refuse the key, and say it aloud, as some servers do."""
    text = f"Incorrect API key provided: {KEY}. You can find your key in the settings."
    return fail(401, text, code="invalid_api_key", kind="invalid_request_error")


def forbidden() -> Step:
    return fail(403, "the project has no access to this model", code="model_not_found")


def no_such_model() -> Step:
    return fail(404, f"the model `{MODEL}` does not exist", code="model_not_found")


def unsupported(param: str, *, is_value: bool = False) -> Step:
    text = f"Unsupported {'value' if is_value else 'parameter'}: '{param}' is not supported here."
    code = "unsupported_value" if is_value else "unsupported_parameter"
    return fail(400, text, code=code, kind="invalid_request_error", param=param)


def too_long() -> Step:
    text = "This model's maximum context length is 8192 tokens."
    return fail(400, text, code="context_length_exceeded", param="messages")


def redirect(to: str, status: int = 307) -> Step:
    return Step(status, b"", {"location": to})


def html(status: int = 200) -> Step:
    page = b"<!doctype html><title>Sign in</title><p>Please sign in to the network."
    return Step(status, page, {"content-type": "text/html; charset=utf-8"})


def garbage(body: bytes = b'{"choices": [{"mess') -> Step:
    """Answer with 200 and a body that is not JSON, of the length that was announced."""
    return Step(200, body)


def truncated(text: str = "age >= 16") -> Step:
    """Announce a whole answer, and close the connection in the middle of it."""
    return replace(say(text), cut=40)


def reset() -> Step:
    return Step(reset=True)


def hang() -> Step:
    return Step(hang=True)


def drip(text: str = "age >= 16", pace: float = 0.05, *, headers: bool = False) -> Step:
    """Send a byte now and then, for ever as far as anybody wants to wait."""
    return replace(say(text), pace=pace, slow_headers=headers)


def after(seconds: float, step: Step) -> Step:
    return replace(step, pause=seconds)


class ModelServer:
    """The server; it runs in threads of this process from `with` to the end of it."""

    def __init__(self, script: Script, *, host: str = "127.0.0.1") -> None:
        self.requests: list[Asked] = []
        self.surplus = 0
        self.closing = threading.Event()
        self._script = script
        self._guard = threading.Lock()
        self._taken = 0
        self._host = host

    def __enter__(self) -> Self:
        server_type = _Six if ":" in self._host else _Four
        self._server = server_type((self._host, 0), _Talk)
        self._server.owner = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Return what OPENAI_BASE_URL is set to."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.server_address[1]}/v1"

    @property
    def environ(self) -> dict[str, str]:
        return {"OPENAI_BASE_URL": self.url, "OPENAI_API_KEY": KEY, "OPENAI_MODEL": MODEL}

    @property
    def questions(self) -> list[str]:
        """Return the last message of every request."""
        return [one.question for one in self.requests]

    def wait_for(self, count: int, seconds: float = 20.0) -> None:
        """Wait until so many requests have come."""
        until = time.monotonic() + seconds
        while len(self.requests) < count:
            assert time.monotonic() < until, f"{len(self.requests)} of {count} requests came"
            time.sleep(0.01)

    def next_step(self, asked: Asked) -> Step:
        """Note a request, and return what it gets."""
        with self._guard:
            self.requests.append(asked)
            number = self._taken
            self._taken += 1
            if not callable(self._script) and number >= len(self._script):
                self.surplus += 1
                return fail(400, "the script is at its end", kind="invalid_request_error")
        step = self._script(asked.messages) if callable(self._script) else self._script[number]
        return say(step) if isinstance(step, str) else step


class _Four(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    # A burst of requests must not be turned away.
    request_queue_size = 128
    owner: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: clients that leave in the middle are what some tests are about."""


class _Six(_Four):
    address_family = socket.AF_INET6


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Four

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, json.loads(content or b"{}"), time.monotonic())
        self._do(self.server.owner.next_step(asked), asked)

    def do_GET(self) -> None:
        self._do(fail(404, "there is nothing to get here"), Asked(self.path, {}, {}, 0.0))

    def _do(self, step: Step, asked: Asked) -> None:
        closing = self.server.owner.closing
        if step.pause:
            closing.wait(step.pause)
        if step.hang:
            closing.wait()
            self.close_connection = True
            return
        if step.reset:
            self._reset()
            return
        content = step.body
        if step.answer is not None:
            content = json.dumps(step.answer(asked.messages)).encode()
        head = {"content-type": "application/json", **step.headers}
        head["content-length"] = str(len(content))
        lines = [f"HTTP/1.1 {step.status} Scripted", *(f"{k}: {v}" for k, v in head.items())]
        self._send("\r\n".join((*lines, "", "")).encode(), step.pace if step.slow_headers else 0)
        self._send(content[: step.cut], step.pace)
        if step.cut is not None:
            self.close_connection = True

    def _send(self, content: bytes, pace: float) -> None:
        closing = self.server.owner.closing
        pieces: Iterable[bytes] = (bytes([one]) for one in content) if pace else (content,)
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            if pace and closing.wait(pace):
                return

    def _reset(self) -> None:
        # No time to linger: the kernel sends a reset instead of an end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
