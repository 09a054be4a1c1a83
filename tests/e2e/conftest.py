"""Examples, each built once for each worker."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.cli import EXAMPLES, build

Built = Callable[[str], Path]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the output folder of an example, by its path below `examples`."""

    @cache
    def make(name: str) -> Path:
        root = tmp_path_factory.mktemp("example") / "project"
        skipped = shutil.ignore_patterns("managed_system", ".baesc")
        shutil.copytree(EXAMPLES / name, root, ignore=skipped)
        build(root)
        return root / "managed_system"

    return make
