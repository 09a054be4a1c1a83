"""A generated application in this process, asked without a network: its answers, made comparable.

Only for a process that was forked for this and ends with it: the application is imported from
memory, threads and the clock of its answers are taken out.
"""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any
from urllib.parse import urlencode

from baesc.effects.comparable import Normal, described
from baesc.proof.requests import API_KEY, Request, Talk

See = Callable[[str], bool]

PREFIX = "/api"
_UNTOLD = {b"content-length", b"date"}


class InMemory(MetaPathFinder, Loader):
    """Finds the modules of an application by their compiled code."""

    def __init__(self, codes: Mapping[str, CodeType], root: Path) -> None:
        """Keep the code of each file by its path; `root` is where the files seem to be."""
        self._codes = codes
        self._root = root

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return how to load a module, when it is one of the application's."""
        base = fullname.replace(".", "/")
        for path, is_package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if path in self._codes:
                origin = str(self._root / path)
                return spec_from_loader(fullname, self, origin=origin, is_package=is_package)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run a module."""
        origin = module.__spec__ and module.__spec__.origin
        module.__file__ = str(origin)
        code = self._codes[Path(str(origin)).relative_to(self._root).as_posix()]
        exec(code, module.__dict__)  # noqa: S102 - a module, as any import runs it


class Served:
    """A running application: `ask` it, in the event loop that started it."""

    def __init__(self, app: Any, database: Path, normal: Normal) -> None:
        """Keep what to call, the file that it stores rows in, and how answers are compared."""
        self._app = app
        self._database = database
        self._shut = asyncio.Event()
        self._started = asyncio.Event()
        self._life: asyncio.Task[None] | None = None
        self._normal = normal

    async def start(self) -> None:
        """Run what the application does before its first request."""
        self._life = asyncio.create_task(self._live())
        waiting = asyncio.create_task(self._started.wait())
        await asyncio.wait({self._life, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not self._started.is_set():
            raise RuntimeError("the application did not start")

    async def stop(self) -> None:
        """Run what the application does after its last request."""
        self._shut.set()
        if self._life is not None:
            await self._life

    async def _live(self) -> None:
        begun = False

        async def receive() -> dict[str, Any]:
            nonlocal begun
            if begun:
                await self._shut.wait()
                return {"type": "lifespan.shutdown"}
            begun = True
            return {"type": "lifespan.startup"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._started.set()

        await self._app({"type": "lifespan", **_ASGI, "state": {}}, receive, send)

    async def ask(self, request: Request) -> tuple[str, object]:
        """Return an answer as a comparable text, and its JSON as the client reads it."""
        self._normal.begin()
        content = request.content
        if not content and request.body is not None:
            content = (json.dumps(request.body).encode(),)
        chunks = list(content) or [b""]
        status, headers, body = 0, [], b""

        async def receive() -> dict[str, Any]:
            if not chunks:
                await asyncio.Event().wait()
            chunk = chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status, headers, body
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message.get("headers", ()))
            else:
                body += message.get("body", b"")

        with _disturbed(request, self._database):
            try:
                await self._app(_scope(request), receive, send)
            except Exception as exc:  # noqa: BLE001 - the server would write it to its log
                status = status or 599
                headers.append((b"raised", type(exc).__name__.encode()))
        return self._told(request, status, headers, body)

    def _told(
        self, request: Request, status: int, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[str, object]:
        told = sorted(f"{a.decode()}: {b.decode()}" for a, b in headers if a not in _UNTOLD)
        text = body.decode("utf-8", "replace")
        found: object = None
        with suppress(ValueError):
            found = json.loads(text)
            plain = described(found) if request.path == "/openapi.json" else found
            text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
        asked = f"{request.method} {request.path} {request.query or ''}"
        return self._normal.text("\n".join((asked, str(status), *told, text))), found


_ASGI: dict[str, Any] = {"asgi": {"version": "3.0", "spec_version": "2.4"}}


def _scope(request: Request) -> dict[str, Any]:
    headers = [(b"host", b"testserver"), (b"content-type", b"application/json")]
    if request.key:
        headers.append((b"x-api-key", request.key.encode()))
    path = f"{PREFIX}{request.path}"
    return {
        "type": "http", **_ASGI, "http_version": "1.1", "method": request.method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": urlencode(request.query).encode(), "headers": headers,
        "client": ("testclient", 50000), "server": ("testserver", 80), "state": {},
    }  # fmt: skip


class _disturbed:  # noqa: N801 - used as `with _disturbed(...)`
    """While a request runs: another client's statement, or a database that fails."""

    def __init__(self, request: Request, database: Path) -> None:
        self._request = request
        self._database = database
        self._added: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> None:
        if self._request.meanwhile:
            from sqlalchemy.orm import Session

            self._listen(Session, "before_flush", self._interfere)
        if self._request.is_down:
            from sqlalchemy import Engine

            self._listen(Engine, "before_cursor_execute", _fail)

    def __exit__(self, *_: object) -> None:
        from sqlalchemy import event

        for one in self._added:
            if event.contains(*one):
                event.remove(*one)

    def _listen(self, source: Any, name: str, does: Any) -> None:
        from sqlalchemy import event

        event.listen(source, name, does)
        self._added.append((source, name, does))

    def _interfere(self, *_: object) -> None:
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute(self._request.meanwhile)


def _fail(*_: object) -> None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("SELECT secret", {}, Exception("secret of the database"))


def look(codes: Mapping[str, CodeType], talk: Talk, folder: Path, see: See) -> bool:
    """Boot an application and show what it answers; stop when `see` has seen enough.

    Returns whether everything was shown. `folder` takes what the application writes.
    """
    database, printed = folder / "rows.db", folder / "printed.txt"
    os.environ["API_KEY"] = API_KEY
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    _print_to(printed)
    _do_without_threads()
    for name in [one for one in sys.modules if one.split(".")[0] == "app"]:
        del sys.modules[name]
    sys.meta_path.insert(0, InMemory(codes, folder))
    app = import_module("app.main").app
    normal = Normal(folder)

    def still() -> Iterator[str]:
        with closing(sqlite3.connect(database)) as connection:
            found = (*tables(connection), *elsewhere())
        yield from map(normal.text, found)

    if not asyncio.run(_converse(Served(app, database, normal), talk, see, still)):
        return False
    sys.stdout.flush()
    return see(f"printed {printed.stat().st_size >> 20} MB") and see(normal.text(unset()))


async def _converse(
    served: Served, talk: Talk, see: See, still: Callable[[], Iterator[str]]
) -> bool:
    await served.start()
    # Many faults show in what is there before the first request, which costs next to nothing.
    if not all(map(see, still())):
        return False
    try:
        request = next(talk)
        while True:
            text, found = await served.ask(request)
            if not see(text):
                return False
            request = talk.send(found)
    except StopIteration:
        pass
    await served.stop()
    return True


def _print_to(path: Path) -> None:
    sys.stdout = sys.stderr = path.open("w", encoding="utf-8", errors="replace")
    for standard in (1, 2):
        os.dup2(sys.stdout.fileno(), standard)


def _do_without_threads() -> None:
    """Run functions where they are called: quicker, and always in the same order."""
    import anyio.to_thread

    async def run_sync(function: Callable[..., Any], *args: Any, **_: Any) -> Any:
        return function(*args)

    anyio.to_thread.run_sync = run_sync  # type: ignore[assignment]


def tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what a database says of its tables and indexes, in one form."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    yield from sorted(" ".join(" ".join(map(str, row)).split()) for row in rows)


def elsewhere() -> Iterator[str]:
    """Yield what requests on SQLite cannot show: tables for PostgreSQL, settings of other programs.

    The modules of the application are loaded.
    """
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex, CreateTable

    dialect: Any = vars(postgresql)["dialect"]()
    with suppress(KeyError, AttributeError):
        metadata = sys.modules["app.database.base"].Base.metadata
        for table in metadata.sorted_tables:
            yield str(CreateTable(table).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                yield str(CreateIndex(index).compile(dialect=dialect))
    with suppress(KeyError, AttributeError):
        for name, one in sys.modules["app.config"].Settings.model_fields.items():
            yield f"{name}: {one.annotation} {one.default!r} {one.metadata}"


def unset() -> str:
    """Return what the settings are where nobody set any, or how the application ends then."""
    for name in ("API_KEY", "DATABASE_URL"):
        os.environ.pop(name, None)
    try:
        found = sys.modules["app.config"].get_settings
        getattr(found, "cache_clear", str)()
        return str(found())
    except (SystemExit, Exception) as exc:  # noqa: BLE001 - how it ends is the answer
        return f"{type(exc).__name__}: {exc}"
