"""Which area a file belongs to: whose rules shall find its faults."""

from pathlib import PurePosixPath

AREAS = ("backend", "database", "frontend", "test")
_BY_FOLDER = {
    "ui": "frontend",
    "streamlit_app.py": "frontend",
    "tests": "test",
    "app/models": "database",
    "app/database": "database",
    "migrations": "database",
}


def area_of(path: str) -> str:
    """Return the area of a file by its path in the output folder."""
    parts = PurePosixPath(path).parts
    for count in (1, 2):
        found = _BY_FOLDER.get("/".join(parts[:count]))
        if found:
            return found
    return "database" if path.endswith(".sql") else "backend"
