"""Total reading of YAML: any bytes become nodes with places, or diagnostics.

The subset has no anchors, aliases, tags, directives or merge keys: they save a spec nothing
and make a text mean something else than it shows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from baesc.ground.source import Source, Span
from baesc.language import faults
from baesc.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from baesc.language.scalars import resolve
from baesc.messages.diagnostic import Diagnostic

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 32
FAULT_LIMIT = 50

# Control characters, line breaks other than \n and \r\n, and what Unicode sets apart.
_FORBIDDEN = re.compile(
    "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of one source; incomplete when some of its text could not be read."""

    documents: tuple[Node, ...]
    diagnostics: tuple[Diagnostic, ...]
    complete: bool


def decode(path: str, content: bytes) -> Source:
    """Return any bytes as a source; what is not UTF-8 is reported when it is read."""
    return Source(path, content.decode("utf-8", "surrogateescape"))


def read(source: Source, limit: int = SIZE_LIMIT) -> Reading:
    """Return what a source says, and everything that is wrong with how it says it."""
    refused = _refused(source, limit)
    if refused is not None:
        return Reading((), (refused,), complete=False)
    composer = _Composer(source)
    complete = composer.run()
    return Reading(tuple(composer.documents), tuple(composer.found), complete)


def is_readable(text: str) -> bool:
    """Tell whether a text may stand in a file that is read here."""
    return not _FORBIDDEN.search(text)


def _refused(source: Source, limit: int) -> Diagnostic | None:
    text = source.text
    if len(text) > limit:
        message = f"the file is larger than {limit // SIZE_LIMIT} MiB"
        return faults.too_much(Span(source.path), message)
    if text.startswith("\ufeff"):
        return faults.not_utf8(
            Span(source.path, 1, 1, 1, 2), "the file starts with a byte order mark"
        )
    undecoded = _UNDECODED.search(text)
    if undecoded:
        return faults.not_utf8(_place(source, undecoded.start()), "the file is not UTF-8 text")
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        return faults.bad_character(_place(source, forbidden.start()), forbidden.group())
    return None


def _place(source: Source, index: int) -> Span:
    line = source.text.count("\n", 0, index) + 1
    column = index - source.text.rfind("\n", 0, index)
    return Span(source.path, line, column, line, column + 1)


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.parse(text, Loader=loader)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    start: Any
    is_map: bool
    is_flow: bool
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    key: Node | None = None


def _is_open(scalar: Scalar) -> bool:
    """Tell whether a plain scalar ends inside parentheses."""
    is_plain = scalar.span.end_column - scalar.span.column == len(scalar.text)
    return is_plain and scalar.text.rfind("(") > scalar.text.rfind(")")


class _Composer:
    """Builds nodes from events with a stack of its own, so that depth is ours to limit."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Node] = []
        self.found: list[Diagnostic] = []
        self.stack: list[_Open] = []

    def run(self) -> bool:
        """Read all events; tell whether they came to the end."""
        from yaml import MarkedYAMLError, YAMLError

        try:
            for event in _events(self.source.text):
                if not self._take(event):
                    return False
                if len(self.found) >= FAULT_LIMIT:
                    return False
        except MarkedYAMLError as error:
            self.found.append(self._syntax(error))
            return False
        except YAMLError as error:
            self.found.append(faults.syntax(Span(self.source.path), str(error).lower(), ""))
            return False
        return True

    def _span(self, start: Any, end: Any) -> Span:
        return Span(
            self.source.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1
        )

    def _take(self, event: Any) -> bool:
        kind = type(event).__name__
        if kind == "DocumentStartEvent" and (event.version or event.tags):
            # The mark of a document with directives is that of its first directive.
            self._refuse(event, "a directive", "leave the line that starts with `%` out")
        elif kind == "ScalarEvent":
            self._refuse_properties(event)
            self._add(self._scalar(event))
        elif kind == "AliasEvent":
            self._refuse(event, f"the alias `*{event.anchor}`", "write the value out here")
            self._add(self._unsound(event))
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._refuse_properties(event)
            is_map = kind == "MappingStartEvent"
            self.stack.append(_Open(event.start_mark, is_map, bool(event.flow_style)))
            if len(self.stack) > DEPTH_LIMIT:
                mark = event.start_mark
                span = self._span(mark, mark).part(0, 1)
                self.found.append(
                    faults.too_much(span, f"the nesting is deeper than {DEPTH_LIMIT} levels")
                )
                return False
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._close(event)
        return True

    def _close(self, event: Any) -> None:
        done = self.stack.pop()
        span = self._span(done.start, event.end_mark)
        if done.is_map:
            pairs = self._joined(done.pairs) if done.is_flow else done.pairs
            before = len(self.found)
            entries = self._entries(pairs)
            self._add(Mapping(span, entries, sound=len(self.found) == before))
        else:
            self._add(Sequence(span, tuple(done.items)))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.documents.append(node)
            return
        top = self.stack[-1]
        if not top.is_map:
            top.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            top.pairs.append((top.key, node))
            top.key = None

    def _joined(self, pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
        """Join what a comma in parentheses cut: `{type: decimal(3,2)}` is one value.

        To YAML it is two entries, `type: decimal(3` and a key `2)` without a value.
        """
        joined: list[tuple[Node, Node]] = []
        cut: list[Scalar] = []
        for key, value in pairs:
            lone = isinstance(key, Scalar) and isinstance(value, Scalar) and not value.text
            if cut and lone and isinstance(key, Scalar):
                cut.append(key)
                if ")" in key.text:
                    joined[-1] = (joined[-1][0], self._between(cut))
                    cut = []
                continue
            cut = [value] if isinstance(value, Scalar) and _is_open(value) else []
            joined.append((key, value))
        return joined

    def _between(self, cut: list[Scalar]) -> Scalar:
        one, two = cut[0].span, cut[-1].span
        span = Span(one.path, one.line, one.column, two.end_line, two.end_column)
        text = ", ".join(part.text for part in cut)
        if span.line == span.end_line:
            text = self.source.line(span.line)[span.column - 1 : span.end_column - 1]
        return Scalar(span, text, text)

    def _entries(self, pairs: list[tuple[Node, Node]]) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        for key, value in pairs:
            if not isinstance(key, Scalar):
                span = key.span.part(0, 1)
                self.found.append(faults.bad_key(span, "a list or a map can't be a key", ""))
            elif not key.sound:
                continue
            elif not isinstance(key.value, str):
                message = f"the key `{key.text}` is not text"
                self.found.append(faults.bad_key(key.span, message, "write it in quotes"))
            elif key.text == "<<":
                self._refuse_at(key.span, "a merge key", "write the keys out here")
            elif key.value in entries:
                self.found.append(faults.duplicate_key(key.span, key.value))
            else:
                entries[key.value] = Entry(key.value, key.span, value)
        return tuple(entries.values())

    def _scalar(self, event: Any) -> Scalar:
        span = self._span(event.start_mark, event.end_mark)
        text: str = event.value
        forbidden = _FORBIDDEN.search(text)
        if forbidden:
            self.found.append(faults.bad_character(span, forbidden.group()))
            return Scalar(span, "", None, sound=False)
        if event.style in ("'", '"', "|", ">"):
            return Scalar(span, text, text)
        try:
            return Scalar(span, text, resolve(text))
        except ValueError:
            self.found.append(faults.inexact_number(span, text))
            return Scalar(span, text, None, sound=False)

    def _unsound(self, event: Any) -> Scalar:
        return Scalar(self._span(event.start_mark, event.end_mark), "", None, sound=False)

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor:
            self._refuse(event, f"the anchor `&{event.anchor}`", "leave it out")
        if event.tag:
            self._refuse(event, f"the tag `{event.tag}`", "leave it out")

    def _refuse(self, event: Any, what: str, advice: str) -> None:
        end = event.end_mark if event.end_mark.line == event.start_mark.line else event.start_mark
        span = self._span(event.start_mark, end)
        self._refuse_at(span if span.end_column > span.column else span.part(0, 1), what, advice)

    def _refuse_at(self, span: Span, what: str, advice: str) -> None:
        self.found.append(faults.not_in_language(span, what, advice))

    def _syntax(self, error: "MarkedYAMLError") -> Diagnostic:
        problem = error.problem or "the text is not YAML"
        mark = error.problem_mark or error.context_mark
        if any(part in problem for part in ("end of stream", "','")):
            # What is not closed is shown where it was opened.
            mark = error.context_mark or mark
        span = self._span(mark, mark).part(0, 1) if mark else Span(self.source.path)
        line = self.source.line(span.line)
        is_tab = line[span.column - 1 : span.column] == "\t" or line[: span.column].endswith("\t")
        if is_tab and "token" in problem:
            return faults.syntax(span, "a tab is used to indent", "indent with spaces")
        for part, message, advice in faults.SYNTAX:
            if part in problem:
                return faults.syntax(span, message, advice)
        return faults.syntax(span, problem.lower(), "")
