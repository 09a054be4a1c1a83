"""Why a model gave no answer: one function a code; none of them knows yet which question it was."""

from collections.abc import Sequence
from dataclasses import replace

from baesc.language.faults import listed
from baesc.messages.diagnostic import Diagnostic

MOST_NAMES = 3


def about(fault: Diagnostic, names: Sequence[str]) -> Diagnostic:
    """Return a fault that says which questions have no answer now."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    asked = listed(names[:MOST_NAMES]) + more
    message = f"no answer about {asked}: {fault.message}"
    return replace(fault, message=message, help=fault.help.replace("NAME", names[0]))


def no_key(variable: str) -> Diagnostic:
    """Report that there is no key for the provider's own address."""
    advice = f"set {variable}, or `base_url` under `model` in baes.yaml for a server without keys"
    return Diagnostic("BAE330", f"there is no key in {variable}", help=advice)


def bad_key(variable: str) -> Diagnostic:
    """Report a key that no header can carry."""
    message = f"the key in {variable} has characters that no key has"
    return _wrong_key(message, "copy it again, without quotes and line breaks")


def overheard(url: str) -> Diagnostic:
    """Report a key that is sent over a network in the clear."""
    return Diagnostic(
        "BAE345",
        f"the key and the specs are sent to `{url}` for all on the way to read",
        help="use an address with `https`",
        severity="warning",
    )


def unreachable(host: str, reason: str, tries: int) -> Diagnostic:
    """Report that nobody answered at the address."""
    return Diagnostic(
        "BAE332",
        f"{host} could not be reached{_times(tries)}: {reason}",
        help="look at the network, at `base_url` and at proxies (HTTPS_PROXY); "
        "`baesc build --offline` builds all that needs no model",
    )


def timed_out(seconds: float) -> Diagnostic:
    """Report that the time of the question was up."""
    return Diagnostic(
        "BAE333",
        f"the {seconds:g} seconds of one question are over",
        help="build again later, or allow more with `timeout_seconds` under `model`",
    )


def rate_limited(tries: int, said: str, wait: float | None) -> Diagnostic:
    """Report that the server wants fewer questions; `wait` is how long it asks to wait."""
    later = f"; it asks to wait {wait:g} seconds" if wait is not None else ""
    return Diagnostic(
        "BAE334",
        f"the server takes no more questions for now{_times(tries)}{later}{_said(said)}",
        help="build again later: what was answered is kept; fewer at once with `max_parallel`",
    )


def no_quota(said: str) -> Diagnostic:
    """Report that nothing is left to pay with."""
    return Diagnostic(
        "BAE335",
        f"the account at the server has nothing left{_said(said)}",
        help="look at its plan and its billing; what was answered is kept",
    )


def key_refused(variable: str, status: int, said: str) -> Diagnostic:
    """Report that the server does not accept the key, or not for this model."""
    return _wrong_key(
        f"the server refuses the key in {variable} ({status}){_said(said)}",
        "check the key, and that it may use this model at this `base_url`",
    )


def key_withheld(url: str, host: str, variable: str, *, is_overheard: bool) -> Diagnostic:
    """Report a server that wants a key, and that only the project file names."""
    trust = f"OPENAI_BASE_URL={url}" if is_overheard else f"BAESC_TRUSTED_HOSTS={host}"
    return Diagnostic(
        "BAE346",
        f"{host} wants a key, and got none: only baes.yaml names this address",
        help=f"if it may have the key in {variable}, set `{trust}` in the environment",
    )


def no_such_model(model: str, url: str, status: int, said: str) -> Diagnostic:
    """Report that there is no such model or no such address."""
    return _wrong_place(
        f"there is no model `{model}` at {url} ({status}){_said(said)}",
        "check `model` and `base_url` (most of them end in `/v1`)",
    )


def bad_name(variable: str) -> Diagnostic:
    """Report a name of a model that no model has."""
    message = f"the name of the model in {variable} has characters that no name has"
    return _wrong_place(message, "copy it again, without line breaks")


def moved(url: str, target: str) -> Diagnostic:
    """Report that the address leads elsewhere."""
    return _wrong_place(
        f"{url} only points to {target}",
        "write the address where it really is as `base_url`: the key is not sent on",
    )


def declined(said: str) -> Diagnostic:
    """Report that the model, or a filter around it, would not answer."""
    return Diagnostic(
        "BAE338",
        f"the model would not answer{_said(said)}",
        help="say it in other words, or ask anew with `baesc lock --update NAME`",
    )


def cut_off(limit: int) -> Diagnostic:
    """Report an answer that was longer than allowed."""
    return Diagnostic(
        "BAE339",
        f"the answer was not over after {limit} tokens",
        help="allow more with `max_tokens_per_request` under `model`, or ask for less at once",
    )


def not_understood(reason: str, tries: int) -> Diagnostic:
    """Report something that is not an answer as the protocol has it."""
    return Diagnostic(
        "BAE340",
        f"what the server sent is no answer{_times(tries)}: {reason}",
        help="check that `base_url` leads to a server of chat completions (most end in `/v1`)",
    )


def over_budget(most: int, spent: int, needed: int) -> Diagnostic:
    """Report that the next question could cost more than is left."""
    go_on = (
        "build again to go on from here" if spent else "allow less with `max_tokens_per_request`"
    )
    return Diagnostic(
        "BAE341",
        f"{spent} of {most} tokens of this build are spent, and this may take {needed}",
        help=f"{go_on}, or allow more with `max_tokens_per_build`",
    )


def server_failed(status: int, said: str, tries: int) -> Diagnostic:
    """Report a fault of the server's own."""
    return Diagnostic(
        "BAE342",
        f"the server failed with {status}{_times(tries)}{_said(said)}",
        help="build again later: what was answered is kept",
    )


def not_taken(status: int, said: str) -> Diagnostic:
    """Report a request that the server does not take as it is."""
    return _wrong_question(
        f"the server does not take the question ({status}){_said(said)}",
        "check `model`, `max_tokens_per_request` and `temperature` under `model`",
    )


def too_long(said: str) -> Diagnostic:
    """Report a question that the model cannot hold."""
    return _wrong_question(
        f"the question is too long for the model{_said(said)}",
        "lower `max_tokens_per_request`, or choose a model that holds more",
    )


def no_sdk(reason: str) -> Diagnostic:
    """Report that the library is not there."""
    return Diagnostic(
        "BAE344",
        f"the library `openai` can't be used: {reason}",
        help="install it beside baesc: `pip install 'openai>=3.54,<4'`",
    )


def _wrong_key(message: str, advice: str) -> Diagnostic:
    return Diagnostic("BAE336", message, help=advice)


def _wrong_place(message: str, advice: str) -> Diagnostic:
    return Diagnostic("BAE337", message, help=advice)


def _wrong_question(message: str, advice: str) -> Diagnostic:
    return Diagnostic("BAE343", message, help=advice)


def _times(tries: int) -> str:
    return f" in {tries} tries" if tries > 1 else ""


def _said(text: str) -> str:
    return f': it said "{text}"' if text else ""
