"""Words of generated docstrings."""


def a(label: str) -> str:
    """Return a label with its article, in lower case except for acronyms: `an order`."""
    shown = lower(label)
    return f"{'an' if shown[:1].lower() in 'aeiou' and shown[:1] else 'a'} {shown}"


def lower(label: str) -> str:
    """Return a label in the middle of a sentence: the first letter of a word becomes small."""
    first = label.split(" ", 1)[0]
    return label if len(first) > 1 and first.isupper() else label[:1].lower() + label[1:]


def sentence(text: str) -> str:
    """Return a text with a capital at its start and a full stop."""
    shown = text[:1].upper() + text[1:]
    return shown if shown.endswith((".", "!", "?")) else f"{shown}."
