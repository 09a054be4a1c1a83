"""The disposable record of the last build that left nothing to do.

It says when a build may end before it starts: no file that it read or wrote has changed. It is
written with `marshal`, which the interpreter reads without importing anything; it is
only read by the interpreter version that wrote it.
"""

from __future__ import annotations

import marshal
import os
import sys

from baesc.effects.stamps import stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from baesc.effects.stamps import Stamp

NAME = "state"
FORMAT = 2
# Two changes within one tick of the file system's clock look the same, so a file is trusted only
# once its tick is over.
TICK_NS = 10_000_000


def write_state(
    folder: Path,
    *,
    inputs: Mapping[str, Stamp | None],
    read_at_ns: int,
    outputs: Mapping[str, tuple[Stamp, str]],
    output_root: str,
    environ: Mapping[str, str | None],
    said: str,
) -> None:
    """Record a build; `folder` is absolute, and the record only counts for what lies there.

    `inputs` has the absolute paths of the files and folders that were read, with their stamps
    from just before, at `read_at_ns`. `outputs` has stamp and digest by path below
    `output_root`. `environ` has the variables that were looked at. `said` is the last line of
    the build's report, empty if the next build has to run in any case.
    """
    import time

    from baesc.effects.files import write_whole

    newest = max((max(one[1], one[2]) for one in inputs.values() if one), default=0)
    record = {
        "format": FORMAT,
        "python": sys.version,
        "folder": str(folder),
        "inputs": list(inputs.items()),
        "outputs": dict(outputs),
        "root": output_root,
        "environ": list(environ.items()),
        "said": said if newest < read_at_ns - TICK_NS else "",
    }
    written = max((max(one[1], one[2]) for one, _ in outputs.values()), default=0)
    time.sleep(min(max(written + TICK_NS - time.time_ns(), 0), TICK_NS) / 1e9)
    write_whole(folder / NAME, marshal.dumps(record))


def read_state(folder: Path | str) -> dict[str, Any]:
    """Return the record, or an empty one if there is none that can be used."""
    try:
        with open(f"{folder}/{NAME}", "rb") as file:  # noqa: PTH123 - pathlib takes 7 ms to import
            # Four times as fast as `marshal.load`, which reads in small pieces.
            found = marshal.loads(file.read())  # noqa: S302 - our own file
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return {}
    # The record of a project that was copied or moved tells of the files of the other one.
    is_ours = found.get("python") == sys.version and found.get("folder") == str(folder)
    return found if is_ours else {}


def known_outputs(folder: Path, output_root: Path) -> Mapping[str, tuple[Stamp, str]]:
    """Return stamp and digest, by path, of the files that the last build left in this folder."""
    found = read_state(folder)
    return found["outputs"] if found.get("root") == str(output_root) else {}


def up_to_date(folder: Path | str) -> str:
    """Return what to say if nothing has changed since the last build, else an empty text."""
    found = read_state(folder)
    if not found or not found["said"]:
        return ""
    if any(os.environ.get(name) != value for name, value in found["environ"]):
        return ""
    if any(stamp(path) != one for path, one in found["inputs"]):
        return ""
    root = found["root"]
    if any(stamp(f"{root}/{path}") != one[0] for path, one in found["outputs"].items()):
        return ""
    return str(found["said"])


def forget_state(folder: Path) -> None:
    """Make the next build look at everything."""
    (folder / NAME).unlink(missing_ok=True)
