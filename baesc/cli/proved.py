"""The proof of the newest revision: made in the application, kept for the plan and the report."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from baesc.cli.console import Console, counted
from baesc.cli.opening import Opened
from baesc.cli.running import output_in
from baesc.effects.files import write_whole
from baesc.effects.revisions import VERSIONS
from baesc.evolution.history import read_history
from baesc.ground.digest import digest_text
from baesc.messages.diagnostic import Diagnostic

FILE = "proof.json"


@dataclass(frozen=True, slots=True)
class Proved:
    """What became of a proof: `findings` are what is wrong, `notes` what else there is to know.

    `digest` is that of the revision's file, `database` the kind of database it was proven on.
    """

    revision: str
    digest: str
    database: str
    findings: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings

    def as_dict(self) -> dict[str, Any]:
        """Return it as it stands in reports."""
        return {"ok": self.ok, **asdict(self)}

    def said(self) -> str:
        """Return it in a few words."""
        if self.ok:
            return f"proven on {self.database}: rows of all kinds go through it"
        return f"fails on {self.database}: {counted(len(self.findings), 'finding')}"


def prove(opened: Opened, console: Console) -> Proved | Diagnostic:
    """Prove the newest revision of what was built, and keep what came of it; raises OSError."""
    revision, digest = newest(opened)
    code, printed, complained = output_in(
        opened.output, ["migrate.py", "verify", "--json"], console
    )
    try:
        found = json.loads(printed)
    except ValueError:
        said = (printed + complained).strip().splitlines() or [f"exit code {code}"]
        return Diagnostic(
            "BAE531",
            f"the newest revision could not be proven: {said[-1]}",
            help="`baesc migrate verify` shows all that the proof says",
        )
    proved = _read({"revision": revision, "digest": digest, **found})
    write_whole(opened.state / FILE, json.dumps(asdict(proved), indent=1).encode())
    return proved


def last_proof(opened: Opened) -> Proved | None:
    """Return the proof of the newest revision, if it was proven as it is now."""
    try:
        kept = _read(json.loads((opened.state / FILE).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return kept if (kept.revision, kept.digest) == newest(opened) else None


def newest(opened: Opened) -> tuple[str, str]:
    """Return the id of the newest revision, and the digest of its file."""
    folder = opened.output / VERSIONS
    texts = {str(path): path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.py"))}
    history, _ = read_history(texts)
    if history is None:
        return "", ""
    head = next((one for one in history.revisions if one.id == history.head), None)
    return (head.id, digest_text(texts[head.path])) if head is not None else ("", "")


def _read(row: Mapping[str, Any]) -> Proved:
    return Proved(
        str(row["revision"]),
        str(row["digest"]),
        str(row["database"]),
        tuple(map(str, row["findings"])),
        tuple(map(str, row["notes"])),
    )
