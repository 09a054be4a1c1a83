"""Where the rows of a generated application are, as it finds them itself."""

import os
import re
from pathlib import Path

VARIABLE = "DATABASE_URL"
_SET = re.compile(rf"\s*(?:export\s+)?{VARIABLE}\s*=\s*(.*?)\s*", re.IGNORECASE)


def database_url(root: Path, name: str) -> str:
    """Return the URL of the database: of the environment, else of `.env`, else the usual file."""
    given = os.environ.get(VARIABLE, "") or _from_file(root / ".env")
    return given or f"sqlite:///{root / name}.db"


def _from_file(path: Path) -> str:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    values = [found[1] for line in lines if (found := _SET.fullmatch(line))]
    return values[-1].strip("'\"") if values else ""


def sqlite_file(url: str, root: Path) -> Path | None:
    """Return the file behind a URL; None where it is no file of SQLite."""
    match = re.fullmatch(r"sqlite(?:\+\w+)?:///([^?]+)(?:\?.*)?", url)
    if match is None or match[1] == ":memory:":
        return None
    return (root / match[1]).absolute()
