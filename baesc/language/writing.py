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


@cache
def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's own signature
            return True

    return Dumper
