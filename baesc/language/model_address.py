"""The address that a model is asked at: what may be one, and what must not."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from baesc.ground.source import Span
from baesc.language.faults import shown
from baesc.messages.diagnostic import Diagnostic

EXAMPLE = "https://api.example.com/v1"


def address_fault(address: str, place: Span | None, where: str) -> Diagnostic | None:
    """Return what is wrong with an address; `where` names what it was written in."""
    problem, advice = _problem(address)
    if not problem:
        return None
    # A password in it must not be shown, and so its line must not.
    span = None if "@" in address else place
    return Diagnostic("BAE331", f"{where} {problem}", span, advice)


def is_overheard(address: str) -> bool:
    """Tell whether a sound address leads to another machine for all on the way to read."""
    url = urlsplit(address)
    return url.scheme == "http" and not _is_near(url.hostname or "")


def _problem(address: str) -> tuple[str, str]:
    """Return why this is no address, and what to write; empty texts if it is one."""
    start = f"write it like `{EXAMPLE}`"
    if any(not one.isprintable() or one.isspace() for one in address):
        return "has a space or a control character", start
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return "is not an address", start
    if "@" in url.netloc:
        return "has a name or a password in it", "put the key into OPENAI_API_KEY, and only there"
    if url.scheme not in {"http", "https"}:
        return f"starts with `{shown(address.partition('://')[0], 20)}`, not with `https://`", start
    if not url.hostname or port == 0 or not _is_host(url):
        return "names no host", start
    if url.query or url.fragment or address.endswith(("?", "#")):
        return "goes on after its path", "leave out all from the `?` or the `#`"
    if url.path.rstrip("/").endswith("/chat/completions"):
        return "goes too far", "leave out `/chat/completions`: it is added"
    return "", ""


def _is_host(url: SplitResult) -> bool:
    host = url.hostname or ""
    if ":" in host:
        return _is_ip(host)
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _is_near(host: str) -> bool:
    """Tell whether a host is this machine, so that nobody reads what is sent there."""
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
