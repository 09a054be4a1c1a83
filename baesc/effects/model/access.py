"""Who is asked, where, and with which key; and how the key is kept out of every text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from baesc.effects.model import faults
from baesc.ground.secrets import HIDDEN, without_keys
from baesc.language.config import ModelSettings
from baesc.language.faults import shown
from baesc.language.model_address import address_fault, is_overheard
from baesc.messages.diagnostic import Diagnostic

KEY_VARIABLE = "OPENAI_API_KEY"
URL_VARIABLE = "OPENAI_BASE_URL"
MODEL_VARIABLE = "OPENAI_MODEL"
# The SDK sends these on its own.
HEADERS_VARIABLE = "OPENAI_CUSTOM_HEADERS"
TRUST_VARIABLE = "BAESC_TRUSTED_HOSTS"
HOME = "https://api.openai.com/v1"
# A key that is shorter than this is no secret, and may be a word of an answer.
LEAST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Access:
    """The model, its address and its key; `key_variable` is where the key was looked for.

    A stranger's address, which only the project file names, gets nothing that is the user's own.
    `headers` has what else the SDK sends from the environment, and is as secret as the key.
    """

    model: str
    base_url: str
    key: str = field(repr=False)
    key_variable: str = KEY_VARIABLE
    is_strange: bool = False
    headers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def problem(self) -> Diagnostic | None:
        """Return why nobody can be asked so, before anybody is."""
        fault = address_fault(self.base_url, None, f"the address in {URL_VARIABLE}")
        if fault is None and not self.key and self.base_url.rstrip("/") == HOME:
            return faults.no_key(self.key_variable)
        if fault is None and not self.model.isprintable():
            return faults.bad_name(MODEL_VARIABLE)
        if fault is None and not (self.key.isascii() and self.key.isprintable()):
            return faults.bad_key(self.key_variable)
        return fault

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Return what is risky about it."""
        if self.problem is None and self.key and is_overheard(self.base_url):
            return (faults.overheard(self.base_url),)
        return ()

    def without_key(self, text: str) -> str:
        """Return a text in which the key does not occur."""
        for secret in (self.key, *self.headers):
            if len(secret) >= LEAST_SECRET:
                text = text.replace(secret, HIDDEN)
        return text

    def quoted(self, text: str, limit: int = 200) -> str:
        """Return a foreign text as part of a message: one short line without anything secret."""
        clean = without_keys(self.without_key(text))
        return shown(" ".join(clean.split()), limit)


def access_of(settings: ModelSettings, environ: Mapping[str, str]) -> Access:
    """Return whom to ask: the environment decides before the project file."""
    variable = settings.api_key_env or KEY_VARIABLE
    own = environ.get(URL_VARIABLE, "").strip()
    address = own or settings.base_url or HOME
    is_strange = not own and not _is_trusted(address, environ)
    return Access(
        model=environ.get(MODEL_VARIABLE, "").strip() or settings.model,
        base_url=address,
        key="" if is_strange else environ.get(variable, "").strip(),
        key_variable=variable,
        is_strange=is_strange,
        headers=tuple(_values(environ.get(HEADERS_VARIABLE, ""))),
    )


def _values(headers: str) -> Iterator[str]:
    """Yield the values of headers, one a line, and what follows `Bearer` and the like in them."""
    for line in headers.splitlines():
        value = line.partition(":")[2].strip()
        yield from (value, value.rpartition(" ")[2])


def _is_trusted(address: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a key may go to an address that a project file names."""
    if address_fault(address, None, "") is not None or is_overheard(address):
        return False
    hosts = environ.get(TRUST_VARIABLE, "").lower().split(",")
    trusted = {urlsplit(HOME).netloc, *(one.strip() for one in hosts)}
    return urlsplit(address).netloc.lower() in trusted
