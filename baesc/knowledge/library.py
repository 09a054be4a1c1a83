"""The template library: the one door to jinja2."""

import importlib.util
import re
import sys
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from baesc.ground.digest import digest, digest_text
from baesc.ground.source import Span
from baesc.knowledge.filters import FILTERS
from baesc.knowledge.header import Header, parse_header, template_path
from baesc.messages.diagnostic import Diagnostic

# Sources that shape what any template renders.
TOOL_MODULES = (
    "baesc.knowledge.filters",
    "baesc.knowledge.library",
    "baesc.knowledge.python_names",
)
_REFERENCE = re.compile(r"""\{%[-+]?\s*(?:include|import|from|extends)\s+(?:"([^"]+)"|'([^']+)')""")


def library_of(*layers: Mapping[str, str]) -> "TemplateLibrary":
    """Return the library of several folders; a template is taken from the first that has it."""
    sources: dict[str, str] = {}
    for layer in reversed(layers):
        sources.update(layer)
    return TemplateLibrary(sources)


class TemplateLibrary:
    """Templates by name (`model/entity.j2`), compiled once each.

    It never raises on account of a template: what is wrong with one is a diagnostic in it.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Keep the sources; nothing is parsed before it is asked for."""
        self._sources = dict(sources)
        self._headers: dict[str, tuple[Header | None, tuple[Diagnostic, ...]]] = {}
        self._renderers: dict[str, Callable[[Any], str]] = {}
        self._digests: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all templates, sorted."""
        return tuple(sorted(self._sources))

    def source(self, name: str) -> str:
        """Return the text of a template; KeyError if there is none."""
        return self._sources[name]

    @property
    def supports(self) -> Mapping[str, frozenset[str]]:
        """Return what each template with a sound header supports, by name."""
        headers = ((name, self.header(name)[0]) for name in self._sources)
        return {name: header.supports for name, header in headers if header is not None}

    def header(self, name: str) -> tuple[Header | None, tuple[Diagnostic, ...]]:
        """Return what a template says of itself, or what is wrong with it."""
        known = self._headers.get(name)
        if known is None:
            source = self._sources.get(name)
            known = _absent(name) if source is None else parse_header(name, source)
            self._headers[name] = known
        return known

    def digest(self, name: str) -> str:
        """Return the digest of all that shapes what a template renders, besides its view.

        It covers the templates that it includes, imports or extends, through any number of
        steps, and the filters.
        """
        known = self._digests.get(name)
        if known is None:
            parts = [(one, digest_text(self._sources.get(one, ""))) for one in self._reach(name)]
            known = self._digests[name] = digest((tool_digest(), tuple(parts)))
        return known

    def _reach(self, name: str) -> tuple[str, ...]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                found = _REFERENCE.findall(self._sources.get(one, ""))
                waiting.extend(double or single for double, single in found)
        return tuple(sorted(seen))

    def render(self, name: str, view: object) -> tuple[str | None, tuple[Diagnostic, ...]]:
        """Return the text that a template makes of a view, or why it makes none."""
        renderer = self._renderers.get(name)
        try:
            if renderer is None:
                renderer = self._renderers[name] = self._environment.get_template(name).render
            return renderer({"v": view}), ()
        except Exception as exc:  # noqa: BLE001 - any fault inside a template is the template's
            return None, (self._fault(name, exc),)

    @cached_property
    def _environment(self) -> Any:
        import jinja2

        environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self._load),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701 - the output is source code, not HTML
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        environment.filters.update(FILTERS)
        return environment

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        source = self._sources.get(name)
        return None if source is None else (source, template_path(name), _is_current)

    def _fault(self, name: str, exc: Exception) -> Diagnostic:
        import jinja2

        if isinstance(exc, jinja2.TemplateNotFound) and exc.name is not None:
            wanted = str(exc.name)
            return Diagnostic(
                "BAE204",
                f"there is no template `{wanted}`",
                self._span(*_place(exc, name)),
                "check the name: it is relative to the templates folder and ends in .j2",
            )
        if isinstance(exc, jinja2.TemplateSyntaxError):
            path, line = exc.filename or template_path(exc.name or name), exc.lineno
            return Diagnostic(
                "BAE205",
                f"the template has a syntax error: {_lower(exc.message or 'unknown')}",
                self._span(path, line),
                "see the Jinja documentation for the syntax of templates",
            )
        path, line = _place(exc, name)
        said = _lower(str(exc)) or type(exc).__name__
        if not isinstance(exc, jinja2.UndefinedError):
            said = f"{type(exc).__name__}: {said}"
        return Diagnostic(
            "BAE206",
            f"the template cannot be rendered: {said}",
            self._span(path, line),
            "a template reads `v`, the view of its target, and nothing else",
        )

    def _span(self, path: str, line: int) -> Span:
        source = self._sources.get(path.removeprefix("templates/"), "")
        lines = source.split("\n")
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        start = len(text) - len(text.lstrip()) + 1
        return Span(path, line, start, line, max(len(text.rstrip()), start) + 1)


def _absent(name: str) -> tuple[None, tuple[Diagnostic, ...]]:
    advice = "add it to a template folder that baes.yaml names"
    problem = Diagnostic("BAE204", f"there is no template `{name}`", None, advice)
    return None, (problem,)


def _is_current() -> bool:
    return True


def _place(exc: BaseException, name: str) -> tuple[str, int]:
    """Return the innermost line of a template on the way to an exception."""
    found = (template_path(name), 1)
    trace = exc.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith("templates/"):
            found = (path, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _lower(text: str) -> str:
    shown = " ".join(text.split()).rstrip(".")
    return shown[:1].lower() + shown[1:]


@lru_cache(maxsize=1)
def tool_digest() -> str:
    """Return the digest of the modules that shape what any template renders."""
    return digest(tuple(digest_text(_source_of(name)) for name in TOOL_MODULES))


def _source_of(name: str) -> str:
    module = sys.modules.get(name)
    spec = module.__spec__ if module is not None else importlib.util.find_spec(name)
    # Not the loader's `get_source`: that of pytest, which rewrites assertions, has none.
    origin = spec.origin if spec is not None else None
    return Path(origin).read_text(encoding="utf-8") if origin else ""
