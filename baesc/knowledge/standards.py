"""The standards of generated code, as prompts quote them.

`standards/AREA.md` is the full text, for people; `standards/compressed/AREA.md` names the same
rules in a few dense lines. A project's own folder overlays both, file by file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from baesc.ground.digest import digest
from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic

AREAS = ("backend", "database", "frontend", "test")
COMPRESSED = "compressed"
# The names of rules link standards to what checks them, and tell a model nothing.
_RULES = re.compile(r"^Rules: .*\n\n?| \[[^\]\n]*\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Standards:
    """The texts to quote, by area, and the digest of all of them."""

    texts: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def quoted(self, area: str) -> str:
        """Return the standards of an area (see `AREAS`); there may be none of it."""
        return self.texts.get(area, "")


def standards_of(
    own: Mapping[str, str], shipped: Mapping[str, str], *, compressed: bool
) -> Standards:
    """Choose between the texts of a project and those of baesc, both by file name.

    Of an area that a project has one text of, that one is quoted, be it the full or the
    compressed one: the other one of baesc would say something else.
    """
    texts = {}
    for area in AREAS:
        names = [f"{COMPRESSED}/{area}.md", f"{area}.md"]
        found = [
            texts_of[name]
            for texts_of in (own, shipped)
            for name in (names if compressed else reversed(names))
            if name in texts_of
        ]
        if found:
            texts[area] = _RULES.sub("", found[0]).strip() + "\n"
    return Standards(texts, digest(sorted(texts.items())))


def strangers(own: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Say which files of a project's own standards nothing will ever quote."""
    known = [f"{folder}{area}.md" for area in AREAS for folder in ("", f"{COMPRESSED}/")]
    return tuple(
        Diagnostic(
            "BAE370",
            f"no prompt quotes `{name}`: there is no such area of standards",
            Span(f"standards/{name}"),
            f"rename it to one of {', '.join(known)}",
            "warning",
        )
        for name in sorted(set(own) - set(known))
    )
