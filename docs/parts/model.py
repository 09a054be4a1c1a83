"""What the page about the model holds of the code."""

from baesc.effects.model.access import (
    HOME,
    KEY_VARIABLE,
    MODEL_VARIABLE,
    TRUST_VARIABLE,
    URL_VARIABLE,
)
from baesc.effects.model.backoff import LONGEST_WAIT, MOST_TRIES, RATE_LIMIT_WAITS, fault_wait
from baesc.effects.model.wire import CONNECT_SECONDS, MOST_BYTES
from baesc.language.json_schema import project_schema
from baesc.language.project import ModelForm
from baesc.messages.codes import CODES
from parts.language import keys
from parts.markdown import code, table

FIRST, LAST = "BAE330", "BAE349"


def settings() -> str:
    """Return the keys under `model`."""
    return keys(ModelForm, project_schema()["$defs"][ModelForm.__name__])


def variables() -> str:
    """Return the variables of the environment, and what they win over."""
    rows = [
        (KEY_VARIABLE, "the key; `api_key_env` names another variable, the file never holds it"),
        (URL_VARIABLE, f"the address; wins over `base_url`, and without both it is `{HOME}`"),
        (MODEL_VARIABLE, "the name of the model; wins over `model`"),
        (TRUST_VARIABLE, "hosts that `base_url` may send the key to, with commas between them"),
    ]
    return table(("variable", "holds"), [(code(name), means) for name, means in rows])


def tries() -> str:
    """Return how often what is tried, and after which pauses."""
    waits = [fault_wait(failed, 0.0) for failed in range(1, MOST_TRIES)]
    after = ", ".join(f"{wait:g}" for wait in waits if wait is not None) + " s"
    limited = ", ".join(f"{wait:g}" for wait in RATE_LIMIT_WAITS) + " s"
    most = f"{MOST_TRIES}"
    rows = [
        ("no connection, a reset, a body that breaks off", most, after),
        ("no JSON, a web page, no choices, no text", most, after),
        ("500 and above, 408, 409, 425", most, f"{after}, or `Retry-After` if that is longer"),
        (
            "429",
            f"{len(RATE_LIMIT_WAITS) + 1}",
            f"`Retry-After` (up to {LONGEST_WAIT:g} s), else {limited}",
        ),
        ("`max_completion_tokens` or `temperature` unknown", "again", "none: sent otherwise"),
        ("no quota, 401, 402, 403, 404, a redirect", "1", ""),
        ("a refusal, a filter, an answer that is cut off", "1", ""),
        ("any other 4xx", "1", ""),
    ]
    bounds = (
        f"\nConnecting may take {CONNECT_SECONDS:g} s, and an answer may have "
        f"{MOST_BYTES // 1024 // 1024} MiB.\n"
    )
    return table(("what comes", "tries", "pauses"), rows) + bounds


def faults() -> str:
    """Return the codes of the client."""
    mine = [one for one in CODES if FIRST <= one <= LAST]
    rows = [(f"[{one}](codes.md#{one.lower()})", CODES[one]) for one in mine]
    return table(("code", "meaning"), rows)
