"""Measure builds of several sizes beside the least that they could cost; rewrite RESULTS.md.

Every figure is the median of several runs of a whole process, except the parts of a cold build,
which baesc reports itself.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import lowerings
import migrations
import recognition
import tokens
import verdicts
from projects import write_project

HERE = Path(__file__).resolve().parent
SIZES = (10, 100, 1000)
BAESC = [sys.executable, "-m", "baesc"]


def run(command: list[str], cwd: Path) -> tuple[float, int, str]:
    """Return seconds, peak memory in MiB, and what the command printed."""
    with tempfile.TemporaryFile("w+") as out:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed in {cwd}:\n{printed}")
    return seconds, usage.ru_maxrss // 1024, printed


def median(command: list[str], cwd: Path, rounds: int, before: Any = None) -> tuple[float, int]:
    """Return the median seconds and the greatest peak memory of several runs."""
    found = []
    for _ in range(rounds):
        if before is not None:
            before()
        found.append(run(command, cwd)[:2])
    return statistics.median(one[0] for one in found), max(one[1] for one in found)


def forget(root: Path) -> None:
    for name in (".baesc", "managed_system"):
        shutil.rmtree(root / name, ignore_errors=True)


def measure(entities: int, rounds: int, scratch: Path) -> dict[str, Any]:
    root = scratch / f"sized{entities}"
    write_project(root, entities)
    cold, memory = median([*BAESC, "build", "--quiet"], root, rounds, lambda: forget(root))
    forget(root)
    report = json.loads(run([*BAESC, "build", "--format", "json"], root)[2])
    bare = measure_bare(root, scratch, rounds)
    spec = root / "specs" / "thing1.yaml"
    text = spec.read_text()
    lengths = iter(range(30, 30 + 2 * rounds))
    run([*BAESC, "build"], root)
    changed, _ = median(
        [*BAESC, "build"],
        root,
        rounds,
        lambda: spec.write_text(text.replace("string(20)", f"string({next(lengths)})")),
    )
    run([*BAESC, "build"], root)
    again, _ = median([*BAESC, "build"], root, max(rounds, 5))
    return {
        "entities": entities,
        "artifacts": report["figures"]["artifacts"],
        "cold": cold,
        "memory": memory,
        "seconds": report["figures"]["seconds"],
        "again": again,
        "changed": changed,
        "python": median([sys.executable, "-c", "pass"], root, 5)[0],
        **bare,
        **measure_ninja(root),
    }


def measure_bare(root: Path, scratch: Path, rounds: int) -> dict[str, float]:
    """Render, write and format the same artifacts without baesc."""
    pickled = scratch / "views.pickle"
    subprocess.run([sys.executable, str(HERE / "views.py"), str(pickled)], cwd=root, check=True)
    found = []
    for number in range(rounds):
        folder = scratch / f"bare{number}"
        command = [sys.executable, str(HERE / "bare.py"), str(pickled), str(folder)]
        seconds, _, printed = run(command, root)
        parts = json.loads(printed)
        # Reading the views stands for what a generator without a compiler would have at hand.
        found.append({**parts, "least": seconds - parts["load"]})
        shutil.rmtree(folder)
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def measure_ninja(root: Path) -> dict[str, float]:
    """Time ninja with nothing to do, over as many inputs and outputs, if it is there."""
    ninja = shutil.which("ninja") or shutil.which("ninja", path=str(Path(sys.executable).parent))
    if ninja is None:
        return {}
    outputs = [path for path in sorted((root / "managed_system").rglob("*")) if path.is_file()]
    specs = sorted((root / "specs").glob("*.yaml"))
    lines = ["rule copy", "  command = true"]
    for number, path in enumerate(outputs):
        lines.append(
            f"build {path.relative_to(root)}: copy {specs[number % len(specs)].relative_to(root)}"
        )
    (root / "build.ninja").write_text("\n".join(lines) + "\n")
    run([ninja, "-t", "restat"], root)
    run([ninja], root)
    seconds, _ = median([ninja], root, 5)
    return {"ninja": seconds}


COLUMNS = """\
- **cold build**: `baesc build` without cache and output; **peak memory** of its largest process
- **bare**: the least that a generator could do: render the same views with plain Jinja2, write the
  files, format them with one `ruff format` (in brackets the seconds of the three); **ratio**: cold
  build to bare, both as whole processes, start of Python and imports included
- **second build**: `baesc build` with nothing to do; **ninja**: the same with as many inputs and
  outputs; **python**: the start of the interpreter alone
- **one field**: `baesc build` after the length of one field of one entity was changed
"""


HEAD = (
    "| entities | files | cold build | peak memory | bare (render, write, format) | ratio | "
    "second build | ninja | python | one field |"
)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        COLUMNS,
        HEAD,
        "| ---: |" + " ---: |" * 9,
    ]
    for row in rows:
        ninja = f"{1000 * row['ninja']:.0f} ms" if "ninja" in row else "-"
        lines.append(
            f"| {row['entities']} | {row['artifacts']} | {row['cold']:.2f} s | "
            f"{row['memory']} MiB | {row['least']:.2f} s "
            f"({row['render']:.2f}, {row['write']:.2f}, {row['format']:.2f}) | "
            f"{row['cold'] / row['least']:.1f} | {1000 * row['again']:.0f} ms | {ninja} | "
            f"{1000 * row['python']:.0f} ms | {row['changed']:.2f} s |"
        )
    names = list(rows[-1]["seconds"])
    lines += [
        "",
        "Seconds of each pass in a cold build, and milliseconds for each file of all passes:",
        "",
        "| entities | " + " | ".join(names) + " | ms a file |",
        "| ---: |" + " ---: |" * (len(names) + 1),
    ]
    for row in rows:
        total = sum(row["seconds"].values())
        passes = " | ".join(f"{row['seconds'].get(name, 0):.2f}" for name in names)
        each = 1000 * total / row["artifacts"]
        lines.append(f"| {row['entities']} | {passes} | {each:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="baesc-bench-") as folder:
        rows = []
        for size in arguments.sizes:
            rows.append(measure(size, arguments.rounds, Path(folder)))
            print(f"measured {size} entities", file=sys.stderr)
    parts = (table(rows), migrations.section(), verdicts.section(), tokens.section())
    text = "\n\n".join((*parts, lowerings.section(), recognition.section()))
    machine = (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"medians of {arguments.rounds} runs; load of the machine before: {load:.1f}."
    )
    header = f"# Benchmarks\n\nRewritten by `make bench`. {machine}"
    (HERE / "RESULTS.md").write_text(f"{header}\n\n{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
