"""Import lines of generated modules, in the order that a sorter of imports would give them."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache

OWN_PACKAGES = frozenset({"app", "tests", "ui", "serve"})


class Imports:
    """The names that a module imports; what is added twice is imported once."""

    def __init__(self) -> None:
        """Start without imports."""
        self._names: dict[str, set[str]] = {}

    def add(self, module: str, *names: str) -> None:
        """Import names from a module; without names the module itself."""
        self._names.setdefault(module, set()).update(names or ("",))

    def lines(self) -> tuple[str, ...]:
        """Return the lines, with an empty one between the sections."""
        sections: tuple[list[str], list[str], list[str]] = ([], [], [])
        for module in sorted(self._names, key=_module_key):
            names = self._names[module]
            if "" in names:
                sections[_section(module)].append(f"import {module}")
        for module in sorted(self._names, key=_module_key):
            names = self._names[module] - {""}
            sections[_section(module)].extend(_from(module, names))
        lines: list[str] = []
        for section in sections:
            if section and lines:
                lines.append("")
            lines.extend(section)
        return tuple(lines)


def _from(module: str, names: set[str]) -> Iterator[str]:
    """Give each renamed name a line of its own; lines go by their first names."""
    renamed = [[name] for name in names if " as " in name]
    plain = in_import_order(name for name in names if " as " not in name)
    for told in sorted(filter(None, [plain, *renamed]), key=lambda line: _member_key(line[0])):
        line = f"from {module} import {', '.join(told)}"
        yield line if len(line) <= 88 else f"from {module} import ({', '.join(told)},)"


def in_import_order(names: Iterable[str]) -> list[str]:
    """Sort imported names: constants, classes, then the rest."""
    return sorted(names, key=_member_key)


def _member_key(name: str) -> tuple[int, object, str]:
    is_constant = len(name) > 1 and name.isupper()
    kind = 0 if is_constant else 1 if name[:1].isupper() else 2
    return kind, _natural(name), name


def _module_key(name: str) -> tuple[object, str]:
    return _natural(name), name


@cache
def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that counts digits as numbers and ignores case."""
    parts: list[tuple[int, int, str]] = []
    text = name.lower()
    start = 0
    while start < len(text):
        end = start
        is_number = text[start].isdecimal() and text[start].isascii()
        while end < len(text) and (text[end].isdecimal() and text[end].isascii()) == is_number:
            end += 1
        part = text[start:end]
        parts.append((0, int(part), part) if is_number else (1, 0, part))
        start = end
    return tuple(parts)


def _section(module: str) -> int:
    top = module.split(".", maxsplit=1)[0]
    if top in OWN_PACKAGES:
        return 2
    return 0 if top in sys.stdlib_module_names else 1
