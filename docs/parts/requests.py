"""What requests are understood, and what is guessed where they leave it open."""

from baesc.recognition.guesses import GUESSES
from baesc.recognition.known import PHRASES


def phrases() -> str:
    """Return the phrasings that baesc shows to people, with what they do."""
    rows = [f"| `{phrase}` | {does} |" for phrase, does in PHRASES]
    return "\n".join(["| request | what it does |", "| --- | --- |", *rows])


def guesses() -> str:
    """Return the types that names of fields let expect."""
    rows = []
    for one in GUESSES:
        named = [f"`{word}`" for word in sorted(one.endings)]
        named += [f"`{word}_...`" for word in sorted(one.starts)]
        rows.append(f"| `{one.type}` | {', '.join(named)} |")
    return "\n".join(["| type | names that are so, or end so |", "| --- | --- |", *rows])
