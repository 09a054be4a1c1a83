"""Pickle the views of a project's artifacts, for `bare.py`."""

import pickle
import sys
from pathlib import Path

from baesc.build.clock import Laps
from baesc.build.toolchain import Options
from baesc.cli.opening import open_here, toolchain
from baesc.driver import prepare


def main(target: Path) -> None:
    opened = open_here()
    if opened.system is None:
        sys.exit("the project has errors")
    with toolchain(opened, read_only=True) as tools:
        planned, _ = prepare(opened.system, tools, Options(stop_after="normalize"), Laps())
        sources = {name: tools.library.source(name) for name in tools.library.names}
    jobs = [(one.path, one.template, one.view) for one in planned.plan.actions]
    with target.open("wb") as file:
        pickle.dump((sources, jobs), file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
