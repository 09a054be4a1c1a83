"""The migrations of an application on disk: revisions, the schema that they lead to, the draft."""

import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from baesc.effects.database import database_url, sqlite_file
from baesc.effects.files import remove_with_empty_folders, write_whole

FOLDER = "migrations"
SNAPSHOT = f"{FOLDER}/schema.json"
VERSIONS = f"{FOLDER}/versions"
DRAFT = "draft.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there: the last built schema, the texts of revisions by path, the draft's record."""

    snapshot: str | None
    revisions: Mapping[str, str]
    draft: str


class Revisions:
    """The migrations of one application; `root` is its folder, `name` that of the project."""

    def __init__(self, root: Path, state: Path, name: str) -> None:
        self._root = root
        self._draft = state / DRAFT
        self._name = name

    def read(self) -> Kept:
        """Return what is there; what is not UTF-8 is read with marks in place of the bytes."""
        versions = self._root / VERSIONS
        found = sorted(versions.glob("*.py")) if versions.is_dir() else []
        texts = {f"{VERSIONS}/{one.name}": _text(one) or "" for one in found}
        return Kept(_text(self._root / SNAPSHOT), texts, _text(self._draft) or "")

    def is_free(self, path: str, revision: str) -> bool:
        """Tell whether a revision may still be rewritten: it is not committed, nor applied.

        A database that cannot be looked at may have it.
        """
        return not self._is_committed(path) and not self._may_be_applied(revision)

    def _is_committed(self, path: str) -> bool:
        command = ["git", "ls-files", "--error-unmatch", "--", path]
        try:
            done = subprocess.run(
                command, cwd=self._root, capture_output=True, stdin=subprocess.DEVNULL, check=False
            )
        except OSError:
            return False
        return done.returncode == 0

    def _may_be_applied(self, revision: str) -> bool:
        file = sqlite_file(database_url(self._root, self._name), self._root)
        # Files of another name may be those of an earlier name of the project.
        files = [file, *self._root.glob("*.db")]
        return any(one is None or _may_have(one, revision) for one in files)

    def land(self, record: str, remove: str, path: str, text: str, snapshot: str) -> None:
        """Write what a build came to, in an order that a killed one can be continued from.

        An empty `record` forgets the draft, an empty `remove` or `path` means none. Raises OSError.
        """
        if record:
            write_whole(self._draft, record.encode("utf-8", "surrogatepass"))
        if remove and remove != path:
            (self._root / remove).unlink(missing_ok=True)
        if path:
            write_whole(self._root / path, text.encode("utf-8", "surrogatepass"))
        write_whole(self._root / SNAPSHOT, snapshot.encode("utf-8", "surrogatepass"))
        if not record:
            self._draft.unlink(missing_ok=True)

    def remove(self, path: str) -> None:
        """Remove a draft and all that is known of it. Raises OSError."""
        for one in (path, SNAPSHOT):
            remove_with_empty_folders(self._root / one, self._root)
        self._draft.unlink(missing_ok=True)


def _may_have(file: Path, revision: str) -> bool:
    """Tell whether a file of SQLite has a revision, or cannot be looked at."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            tables = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
            if not opened.execute(tables).fetchone()[0]:
                return False
            rows = opened.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.Error:
        return True
    return (revision,) in rows


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
