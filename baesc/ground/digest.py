"""The one hash of the system: BLAKE2b over canonical JSON, 128 bits in hex."""

import json
from hashlib import blake2b


def canonical(value: object) -> str:
    """Return the one JSON text of nested tuples of str, int, float, bool and None.

    Anything else, a set or a date say, raises TypeError: it has no one text.
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def digest_text(text: str) -> str:
    """Return the digest of a text; lone surrogates are kept apart."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_bytes(content: bytes) -> str:
    """Return the digest of bytes; equal to `digest_text` of their UTF-8 text."""
    return blake2b(content, digest_size=16).hexdigest()


def digest(value: object) -> str:
    """Return the digest of a canonical value."""
    return digest_text(canonical(value))
