"""Spec files while they are edited: each change is made in a text and, apart, in its values.

What the reader reads in the new text must be the changed values, or nothing is changed at all.
"""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from baesc.ground.source import Source, Span
from baesc.language.nodes import Mapping, Node, Scalar, is_empty, plain
from baesc.language.places import Loc
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition import editing_layout as layout
from baesc.recognition.editing_documents import new_document, with_document, without_document
from baesc.recognition.editing_layout import NAME, Page, UnwritableError, node_at, page_of


class RefusalError(Exception):
    """A change that is not made, and why."""

    def __init__(self, *problems: Diagnostic) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def refused(message: str, span: Span | None = None, advice: str = "") -> RefusalError:
    """Return that a request cannot be done."""
    return RefusalError(Diagnostic("BAE603", message, span, advice))


class Files:
    """The texts of a project by path, each with the values that it must have."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.before = {one.path: one.text for one in sources}
        self.pages = {path: page_of(Source(path, text)) for path, text in self.before.items()}

    def copy(self) -> "Files":
        """Return the same files, to try something with."""
        other = Files(())
        other.before, other.pages = self.before, dict(self.pages)
        return other

    def texts(self) -> dict[str, str]:
        """Return the texts as they are now."""
        return {path: page.source.text for path, page in self.pages.items()}

    def sources(self) -> tuple[Source, ...]:
        """Return the files as they are now."""
        return tuple(page.source for page in self.pages.values())

    def changed(self) -> dict[str, str]:
        """Return the texts that are new or other ones, in the order of their paths."""
        now = self.texts()
        return {path: now[path] for path in sorted(now) if self.before.get(path) != now[path]}

    def removed(self) -> tuple[str, ...]:
        """Return the paths that are gone."""
        return tuple(sorted(self.before.keys() - self.pages.keys()))

    def document(self, path: str, at: int) -> Mapping:
        """Return a document, which is a map."""
        found = self.pages[path].documents[at]
        assert isinstance(found, Mapping)  # noqa: S101 - the reader of specs has looked
        return found

    def value(self, path: str, at: int, loc: Loc) -> Any:
        """Return what stands at a place as plain values, None where nothing does."""
        node = node_at(self.document(path, at), loc)
        return None if node is None else plain(node)

    def put(self, path: str, at: int, loc: Loc, value: object, after: str = "") -> None:
        """Set a value; what is new stands after the entry `after`, else at the end."""
        page, document = self.pages[path], self.document(path, at)
        values = _values(page)
        is_new = node_at(document, loc) is None
        while len(loc) > 1 and node_at(document, loc[:-1]) is None:
            loc, value = loc[:-1], {loc[-1]: value} if isinstance(loc[-1], str) else [value]
        _set(values[at], loc, deepcopy(value), after)
        write = layout.inserted if is_new else layout.replaced
        arguments = (after,) if is_new else ()
        self._write(path, lambda: write(page, at, loc, value, *arguments), values)

    def remove(self, path: str, at: int, loc: Loc) -> None:
        """Take an entry or an item away; without the last one, its key goes too."""
        page, document = self.pages[path], self.document(path, at)
        values = _values(page)
        above = _inside(values[at], loc[:-1])
        is_last = len(above) == 1 and len(loc) > 1
        place = loc[:-1] if is_last else loc
        del _inside(values[at], place[:-1])[place[-1]]
        assert node_at(document, loc) is not None  # noqa: S101 - the caller has looked
        write = layout.without_last if is_last else layout.without
        self._write(path, lambda: write(page, at, loc), values)

    def rename(self, path: str, at: int, loc: Loc, name: str) -> None:
        """Give an entry another key."""
        page = self.pages[path]
        values = _values(page)
        above = _inside(values[at], loc[:-1])
        content = {name if key == loc[-1] else key: value for key, value in above.items()}
        above.clear()
        above.update(content)
        self._write(path, lambda: layout.with_key(page, at, loc, name), values)

    def reword(self, path: str, at: int, loc: Loc, names: dict[int, str]) -> None:
        """Give others names to what a text names: the names by their number in the text."""
        page, node = self.pages[path], node_at(self.document(path, at), loc)
        assert isinstance(node, Scalar)  # noqa: S101 - the caller has looked
        counted = iter(range(len(node.text)))
        text = NAME.sub(lambda one: names.get(next(counted), one.group()), node.text)
        values = _values(page)
        _set(values[at], loc, text, "")
        self._write(path, lambda: layout.reworded(page, at, loc, names), values, node.span)

    def add_document(self, path: str, content: dict[str, object], header: str) -> None:
        """Write a new file, or a new document at the end of one."""
        page = self.pages.get(path)
        if page is None:
            self._write(path, lambda: new_document(content, header), [deepcopy(content)])
            return
        kept = [one for one in _values(page) if one is not None]
        self._write(path, lambda: with_document(page, content), [*kept, deepcopy(content)])

    def remove_document(self, path: str, at: int) -> None:
        """Take a document away; without its last one, the file goes too."""
        page = self.pages[path]
        others = [one for one in page.documents if not is_empty(one)]
        if len(others) == 1:
            del self.pages[path]
            return
        values = [plain(one) for one in others if one is not page.documents[at]]
        self._write(path, lambda: without_document(page, at), values)

    def _write(
        self, path: str, write: Callable[[], str], expected: list[Any], span: Span | None = None
    ) -> None:
        try:
            text = write()
        except UnwritableError as error:
            raise refused(f"a change of this cannot be written: {error}", span) from None
        page = page_of(Source(path, text))
        if not page.is_sound or _compared(_values(page)) != _compared(expected):
            problem = Diagnostic(
                "BAE901",
                "a change of this file would not say what it is to say",
                Span(path),
                "make it by hand, and please report it with the file",
            )
            raise RefusalError(problem)
        self.pages[path] = page


def _values(page: Page) -> list[Any]:
    return [plain(one) for one in page.documents]


def _compared(values: list[Any]) -> str:
    """Return values as a text: `1`, `1.0` and `true` differ, and so do orders of keys."""
    return json.dumps([one for one in values if one is not None])


def _inside(values: Any, loc: Loc) -> Any:
    for part in loc:
        values = values[part]
    return values


def _set(values: Any, loc: Loc, value: object, after: str) -> None:
    above, key = _inside(values, loc[:-1]), loc[-1]
    if isinstance(above, list) and key == len(above):
        above.append(value)
        return
    is_new = isinstance(above, dict) and key not in above
    above[key] = value
    if is_new and after in above:
        names = [one for one in above if one != key]
        names.insert(names.index(after) + 1, key)
        content = {name: above[name] for name in names}
        above.clear()
        above.update(content)


def node_in(files: Files, path: str, at: int, loc: Loc) -> Node | None:
    """Return the node at a place of a file."""
    return node_at(files.document(path, at), loc)
