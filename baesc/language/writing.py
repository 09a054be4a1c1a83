"""Writing YAML: plain values become the text of a file that the reader reads back."""

from collections.abc import Iterable
from functools import cache
from typing import Any


def dump(documents: Iterable[Any]) -> str:
    """Return plain values as the documents of one file, keys in the order that they have.

    A value that stands in several places is written in each: specs have no aliases.
    """
    import yaml

    return yaml.dump_all(documents, Dumper=_dumper(), sort_keys=False, allow_unicode=True)


def dump_lines(document: Any) -> str:
    """Return plain values as a file whose lines are those of its texts, so that it diffs well."""
    import yaml

    dumper = _dumper(in_blocks=True)
    return yaml.dump(
        document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=float("inf")
    )


@cache
def _dumper(*, in_blocks: bool = False) -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's own signature
            return True

        def text(self, text: str) -> Any:
            style = "|" if "\n" in text else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    if in_blocks:
        Dumper.add_representer(str, Dumper.text)
    return Dumper
