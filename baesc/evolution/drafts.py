"""The newest revision while it may still change: nobody has committed or applied it."""

import json
from dataclasses import dataclass

from baesc.evolution.history import History


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision as a build wrote it, with the schema before and after it.

    `path` is below the folder of the application; `base` is None for the first revision.
    """

    path: str
    text: str
    base: str | None
    snapshot: str


def written(draft: Draft) -> str:
    """Return a draft as it is kept."""
    content = [draft.path, draft.text, draft.base, draft.snapshot]
    return json.dumps(content, ensure_ascii=False, indent=1)


def read(text: str) -> Draft | None:
    """Return a draft that was kept, None where the text is none."""
    try:
        path, content, base, snapshot = json.loads(text)
    except (ValueError, TypeError):
        return None
    strings = all(isinstance(one, str) for one in (path, content, snapshot))
    if not strings or not (base is None or isinstance(base, str)):
        return None
    return Draft(path, content, base, snapshot)


def is_current(draft: Draft, snapshot: str | None, text: str | None) -> bool:
    """Tell whether the folder is as the build of this draft left it, or was leaving it.

    `snapshot` and `text` are those of the folder. The snapshot is written after the revision:
    a build that was killed in between leaves the one before.
    """
    return text == draft.text and snapshot in (draft.base, draft.snapshot)


def without_head(history: History) -> History:
    """Return a history that ends one revision earlier."""
    kept = tuple(one for one in history.revisions if one.id != history.head)
    head = next(one for one in history.revisions if one.id == history.head)
    return History(kept, head.after[0] if head.after else "")
