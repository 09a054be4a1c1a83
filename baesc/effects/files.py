"""Reading and writing files: whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is seen either as it was or as it shall be.

    A reader never sees half of it, nor does a crash of this process leave half of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def sweep(folder: Path, name: str) -> None:
    """Remove what writing files of a name (with `*` in it) left when it was killed.

    Nobody else may be writing them meanwhile.
    """
    for draft in folder.glob(f".{name}.*.tmp"):
        draft.unlink(missing_ok=True)


def remove_with_empty_folders(path: Path, root: Path) -> None:
    """Remove a file, and the folders above it that this leaves empty, up to `root`."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root):
            return
        try:
            folder.rmdir()
        except OSError:
            return


def folders_below(root: Path) -> Iterator[Path]:
    """Yield a folder and all below it, in order, without hidden ones."""
    yield root
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and not folder.is_symlink() and not folder.name.startswith("."):
            yield from folders_below(folder)
