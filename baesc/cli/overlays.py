"""Diagnostics about templates, rules and standards, with their paths in the project."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from baesc.cli.opening import Opened
from baesc.ground.source import Source
from baesc.language.reader import decode
from baesc.messages.diagnostic import Diagnostic


def placed(
    opened: Opened, problems: Iterable[Diagnostic]
) -> tuple[tuple[Diagnostic, ...], Mapping[str, Source]]:
    """Return the diagnostics with the places of overlays, and the overlays that they are about.

    A template is `templates/...` wherever it lies; people want to open the file.
    """
    config = opened.config
    kinds = ("templates", "rules", "standards")
    overlays = {one: getattr(config, one) for one in kinds} if config else {}
    sources: dict[str, Source] = {}
    found = []
    for one in problems:
        kind, _, name = one.span.path.partition("/") if one.span else ("", "", "")
        overlay = overlays.get(kind, "")
        path = f"{overlay.rstrip('/')}/{name}"
        if one.span is None or not overlay or not (opened.root / path).is_file():
            found.append(one)
            continue
        found.append(replace(one, span=replace(one.span, path=path)))
        if path not in sources:
            sources[path] = decode(path, (opened.root / path).read_bytes())
    return tuple(found), sources
