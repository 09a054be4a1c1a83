"""The least that any generator of these files has to do: render, format, write.

Reads pickled views, so that only plain Jinja2, one `ruff format` and writing are in the figures.
"""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from jinja2 import DictLoader, Environment, StrictUndefined
from ruff import find_ruff_bin

from baesc.knowledge.filters import FILTERS


def main(pickled: Path, folder: Path) -> None:
    begun = perf_counter()
    with pickled.open("rb") as file:
        sources, jobs = pickle.load(file)
    start = perf_counter()
    environment = Environment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    texts = {path: environment.get_template(name).render(v=view) for path, name, view in jobs}
    rendered = perf_counter()
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    written = perf_counter()
    subprocess.run(
        [find_ruff_bin(), "format", "--isolated", "--no-cache", "--quiet", str(folder)], check=True
    )
    formatted = perf_counter()
    print(
        json.dumps(
            {
                "load": start - begun,
                "render": rendered - start,
                "write": written - rendered,
                "format": formatted - written,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
