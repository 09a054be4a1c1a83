"""Measure builds of several sizes beside the least that they could cost; rewrite RESULTS.md.

Every figure is the median of several runs of a whole process, except the parts of a cold build,
which baesc reports itself.
"""

import argparse
import json
import os
import pickle
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

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
        printed = run([sys.executable, str(HERE / "bare.py"), str(pickled), str(folder)], root)[2]
        found.append(json.loads(printed))
        shutil.rmtree(folder)
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def measure_ninja(root: Path) -> dict[str, float]:
    """Time ninja with nothing to do, over as many inputs and outputs; nothing if it is not there."""
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


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| entities | artifacts | cold build | peak memory | render + format + write alone | ratio | "
        "second build | ninja, same files | one field changed |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        least = row["render"] + row["format"] + row["write"]
        ninja = f"{1000 * row['ninja']:.0f} ms" if "ninja" in row else "-"
        lines.append(
            f"| {row['entities']} | {row['artifacts']} | {row['cold']:.2f} s | {row['memory']} MiB | "
            f"{row['render']:.2f} + {row['format']:.2f} + {row['write']:.2f} s | "
            f"{row['cold'] / least:.1f} | {1000 * row['again']:.0f} ms | {ninja} | "
            f"{row['changed']:.2f} s |"
        )
    names = list(rows[-1]["seconds"])
    lines += [
        "",
        "Share of each pass in a cold build:",
        "",
        "| entities | " + " | ".join(names) + " |",
        "| ---: |" + " ---: |" * len(names),
    ]
    for row in rows:
        total = sum(row["seconds"].values())
        shares = " | ".join(f"{100 * row['seconds'].get(name, 0) / total:.0f} %" for name in names)
        lines.append(f"| {row['entities']} | {shares} |")
    python = statistics.median(row["python"] for row in rows)
    lines += ["", f"Starting Python alone takes {1000 * python:.0f} ms of each figure."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baesc-bench-") as folder:
        rows = []
        for size in arguments.sizes:
            rows.append(measure(size, arguments.rounds, Path(folder)))
            print(f"measured {size} entities", file=sys.stderr)
    text = table(rows)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {arguments.rounds}."
    header = "# Benchmarks\n\nRewritten by `make bench`. " + machine
    (HERE / "RESULTS.md").write_text(f"{header}\n\n{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
