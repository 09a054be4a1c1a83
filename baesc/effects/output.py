"""The output folder: what baesc wrote there, what others changed, and how a build lands in it.

`.generated.b2` in the folder lists the digest of every file as baesc wrote it, in the form
that `b2sum --check` reads. It belongs to the application and is committed with it, so that edits
are noticed in a fresh clone too. A journal in the state folder covers the time in which a build
lands: after a crash, both the old and the new text of a file count as baesc's own.
"""

import glob
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from baesc.effects.files import remove_with_empty_folders, write_whole
from baesc.effects.stamps import Stamp, stamp
from baesc.ground.digest import digest_bytes

SUMS = ".generated.b2"
Known = Mapping[str, tuple[Stamp, str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build would do to the folder; all paths are sorted.

    `edited` are files that somebody changed and the build would overwrite, `left` are files
    that nothing makes any more but somebody changed, so they stay. `present` has the
    digest of every wanted file that is there, `stamps` what it was like just before it was read.
    """

    write: tuple[str, ...]
    remove: tuple[str, ...]
    edited: tuple[str, ...]
    left: tuple[str, ...]
    present: Mapping[str, str]
    stamps: Mapping[str, Stamp] = field(default_factory=dict, compare=False)


class OutputFolder:
    """The output folder of one project. One build at a time: the caller holds the lock."""

    def __init__(self, root: Path, journal: Path) -> None:
        self.root = root
        self._journal = journal

    def owned(self) -> dict[str, frozenset[str]]:
        """Return the digests, by path, of what baesc wrote and may overwrite."""
        found: dict[str, set[str]] = {}
        for path, digest in self._sums().items():
            found.setdefault(path, set()).add(digest)
        for path, digests in _read_journal(self._journal).items():
            found.setdefault(path, set()).update(digests)
        return {path: frozenset(digests) for path, digests in found.items() if _is_inside(path)}

    def compare(self, wanted: Mapping[str, str], planned: Collection[str], known: Known) -> Changes:
        """Compare the folder with the digests that it shall have.

        `planned` are all paths that the project has, also those that could not be made: they
        are left alone. `known` saves reading files: digests, with the stamps of the time.
        """
        owned = self.owned()
        present: dict[str, str] = {}
        stamps: dict[str, Stamp] = {}
        write: list[str] = []
        edited: list[str] = []
        for path, digest in wanted.items():
            now, actual = self._look(path, known)
            if actual is None:
                write.append(path)
                continue
            present[path] = actual
            if now is not None:
                stamps[path] = now
            if actual != digest:
                (write if actual in owned.get(path, ()) else edited).append(path)
        remove: list[str] = []
        left: list[str] = []
        for path in owned.keys() - set(planned):
            _, actual = self._look(path, known)
            if actual is not None:
                (remove if actual in owned[path] else left).append(path)
        first, second, third, last = (tuple(sorted(one)) for one in (write, remove, edited, left))
        return Changes(first, second, third, last, present, stamps)

    def land(
        self,
        changes: Changes,
        texts: Mapping[str, str],
        wanted: Mapping[str, str],
        planned: Collection[str],
    ) -> dict[str, Stamp]:
        """Write and remove files, then the sums; return the stamps of what was written.

        Raises OSError; what was written until then stays, whole, and the journal keeps it ours.
        """
        owned = self.owned()
        if changes.write or changes.remove:
            claims = {
                path: sorted({*owned.get(path, ()), wanted[path]}) for path in changes.write
            } | {path: sorted(owned[path]) for path in changes.remove}
            write_whole(self._journal, json.dumps(claims).encode())
        stamps: dict[str, Stamp] = {}
        for path in changes.write:
            write_whole(self.root / path, texts[path].encode("utf-8", "surrogatepass"))
            # At once: a change that somebody makes later on must not look like ours.
            now = stamp(self.root / path)
            if now is not None:
                stamps[path] = now
        for path in changes.remove:
            remove_with_empty_folders(self.root / path, self.root)
        before = self._sums()
        kept = {path: before[path] for path in planned if path in before}
        sums = kept | {path: one for path, one in wanted.items() if path not in changes.edited}
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
        place = self.root / SUMS
        if not place.is_file() or place.read_bytes() != lines.encode():
            write_whole(place, lines.encode())
        self._journal.unlink(missing_ok=True)
        return stamps

    def sweep(self) -> None:
        """Remove the drafts that a build left which was killed while it landed."""
        for path in _read_journal(self._journal):
            if _is_inside(path):
                place = self.root / path
                for draft in place.parent.glob(f".{glob.escape(place.name)}.*.tmp"):
                    draft.unlink(missing_ok=True)

    def clean(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Remove all that baesc wrote and nobody changed; return what went and what stayed."""
        owned = self.owned()
        gone, kept = [], []
        for path in sorted(owned):
            _, actual = self._look(path, {})
            if actual in owned[path]:
                remove_with_empty_folders(self.root / path, self.root)
                gone.append(path)
            elif actual is not None:
                kept.append(path)
        (self.root / SUMS).unlink(missing_ok=True)
        self._journal.unlink(missing_ok=True)
        if self.root.is_dir() and not any(self.root.iterdir()):
            self.root.rmdir()
        return tuple(gone), tuple(kept)

    def _sums(self) -> dict[str, str]:
        try:
            lines = (self.root / SUMS).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return {}
        return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}

    def _look(self, path: str, known: Known) -> tuple[Stamp | None, str | None]:
        """Return stamp and digest of a file; empty for what is there but is no readable file."""
        place = self.root / path
        now = stamp(place)
        if now is None:
            return None, ("" if place.is_symlink() else None)
        seen = known.get(path)
        if seen is not None and seen[0] == now:
            return now, seen[1]
        try:
            return now, digest_bytes(place.read_bytes())
        except OSError:
            return now, ""


def _read_journal(path: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_inside(path: str) -> bool:
    """Tell whether a path that was read from disk stays in the folder."""
    pure = PurePosixPath(path)
    return bool(path) and not pure.is_absolute() and ".." not in pure.parts and path != SUMS
