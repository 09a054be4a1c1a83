"""One request through the SDK: what came back, or why nothing did, before the time is up."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Literal

from baesc.effects.model.access import Access
from baesc.effects.model.limits import TICK, Stop

# No answer is as long as this; reading on would only fill the memory.
MOST_BYTES = 4 * 1024 * 1024
CONNECT_SECONDS = 10.0
# Servers without keys get one all the same: the SDK wants one.
NO_KEY = "none"
# What a request has to have; a stranger's server gets no more.
NEEDED = frozenset(
    {"host", "content-type", "content-length", "transfer-encoding", "accept", "accept-encoding",
     "connection", "user-agent"}
)  # fmt: skip
# The SDK's own, which it looks at when the answer comes.
OF_SDK = "x-stainless-"


@dataclass(frozen=True, slots=True)
class Response:
    """What a server sent, whatever it is."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a server sent nothing that can be read."""

    kind: Literal["timeout", "unreachable", "broken"]
    reason: str = ""


def sdk_problem() -> str:
    """Load the SDK, and return why that can't be done, or an empty text."""
    try:
        import openai  # noqa: F401 - loaded here, so that its second does not count as waiting
    except ImportError as exc:
        return str(exc)
    return ""


def send(
    access: Access, request: Mapping[str, Any], seconds: float, stop: Stop
) -> Response | Silence:
    """Send a request and return what comes, after so many seconds at the latest.

    The time counts for all of it: a server that sends a byte now and then has no more than one
    that sends none.
    """
    import asyncio

    done: Future[Response | Silence] = Future()
    Thread(
        target=lambda: asyncio.run(_settle(access, request, seconds, done)),
        name="model",
        daemon=True,
    ).start()
    while True:
        try:
            # In short pieces, so that Ctrl-C leaves at once, whichever thread this is.
            return done.result(TICK)
        except TimeoutError:
            stop.check()


async def _settle(
    access: Access, request: Mapping[str, Any], seconds: float, done: Future[Response | Silence]
) -> None:
    """Hand over what came before the loop is closed: closing may wait for a name server."""
    import asyncio

    try:
        async with asyncio.timeout(seconds):
            outcome = await _talk(access, request, seconds)
    except TimeoutError:
        outcome = Silence("timeout")
    except Exception as exc:  # noqa: BLE001 - the SDK lets through what the libraries below it raise
        outcome = _silence(exc)
    done.set_result(outcome)


async def _talk(access: Access, request: Mapping[str, Any], seconds: float) -> Response | Silence:
    import openai

    # A redirect is told, not followed: it may lead the key and the specs elsewhere.
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False)
    if access.is_strange:
        http.event_hooks = {"request": [_only_needed]}
    client = openai.AsyncOpenAI(
        api_key=access.key or NO_KEY,
        base_url=access.base_url,
        max_retries=0,
        timeout=openai.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
        http_client=http,
    )
    async with client:
        try:
            call = client.chat.completions.with_streaming_response.create(**request)
            async with call as response:
                body = bytearray()
                async for piece in response.iter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        return Silence("broken", f"more than {MOST_BYTES} bytes")
                return Response(response.status_code, _lower(response.headers), bytes(body))
        except openai.APIStatusError as exc:
            return Response(exc.status_code, _lower(exc.response.headers), exc.response.content)


async def _only_needed(request: Any) -> None:
    """Take out what the SDK adds from the environment: OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID."""
    for name in [one.lower() for one in request.headers]:
        if name not in NEEDED and not name.startswith(OF_SDK):
            del request.headers[name]
    request.headers["authorization"] = f"Bearer {NO_KEY}"


def _silence(fault: Exception) -> Silence:
    import openai

    chain = list(_chain(fault))
    names = {type(one).__name__ for one in chain}
    if isinstance(fault, openai.APITimeoutError) and "ConnectTimeout" not in names:
        return Silence("timeout")
    told = [_word(one) for one in chain if isinstance(one, OSError) and one.strerror]
    reason = told[-1] if told else next((str(one) for one in reversed(chain) if str(one)), "")
    if names & {"ConnectTimeout"}:
        reason = "nobody took the call"
    is_broken = bool(names & {"RemoteProtocolError", "DecodingError"})
    return Silence("broken" if is_broken else "unreachable", reason or type(fault).__name__)


def _word(fault: OSError) -> str:
    word = fault.strerror or ""
    # That is asyncio's own word for it, with the address.
    return os.strerror(fault.errno or 0) if word.startswith("Connect call failed") else word


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """Yield a fault and what has led to it."""
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        inner = fault.exceptions[0] if isinstance(fault, BaseExceptionGroup) else None
        fault = inner or fault.__cause__ or fault.__context__


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
