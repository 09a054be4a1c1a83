"""Measure keys of requests: which take two meanings for one, and which miss one meaning twice.

Run `python benchmarks/recognition.py`. With `--list` it also prints the pairs that our key gets
wrong.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from baesc.recognition.normal import canonical  # noqa: E402
from tests.recognition_pairs import FOLDER, Pair, pairs  # noqa: E402

LANGUAGES = ("en", "pt", "both")
Key = Callable[[str], object]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@cache
def stem(word: str) -> str:
    from nltk.stem.porter import PorterStemmer

    return str(PorterStemmer().stem(word))


def stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


KEYS: dict[str, Key] = {
    "canonical text": lambda text: canonical(text).text,
    "exact text": lambda text: text,
    "set of words": lambda text: frozenset(words(text)),
    "set of stems (Porter)": stems,
    "sequence of stems": lambda text: tuple(map(stem, words(text))),
}


def wrong(key: Key, of: tuple[Pair, ...]) -> Iterator[Pair]:
    """Yield the pairs that a key has as one and are two, or the other way round."""
    for pair in of:
        if (key(pair.one) == key(pair.other)) != pair.same:
            yield pair


def row(name: str, key: Key, of: tuple[Pair, ...]) -> str:
    cells = []
    for same in (False, True):
        for language in LANGUAGES:
            kept = tuple(one for one in of if (one.same, one.language) == (same, language))
            if kept:
                found = len(list(wrong(key, kept)))
                cells.append(f"{found} of {len(kept)} ({found / len(kept):.0%})")
            elif language != "both":
                cells.append("-")
    return f"| {name} | {' | '.join(cells)} |"


def table(name: str) -> str:
    of = pairs(name)
    mixed = any(one.language == "both" for one in of)
    heads = ["en", "pt", *(["en and pt"] if mixed else [])]
    columns = [f"false hits {one}" for one in heads] + ["misses en", "misses pt"]
    lines = [f"`tests/recognition/{name}`, {len(of)} pairs:", ""]
    lines += [f"| key | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    return "\n".join([*lines, *(row(name, key, of) for name, key in KEYS.items())])


def seconds() -> str:
    texts = [text for pair in pairs() for text in (pair.one, pair.other)]
    found = []
    for text in texts:
        start = perf_counter()
        canonical(text)
        found.append(perf_counter() - start)
    script = "from baesc.recognition.normal import singular_noun; singular_noun('wolves', 'en')"
    first = median(_run(script) for _ in range(5)) - median(_run("pass") for _ in range(5))
    return (
        f"A canonical text takes {1000 * median(found):.2f} ms (median); the first English plural "
        f"of a process {1000 * first:.0f} ms more, which is the import of NLTK."
    )


def _run(script: str) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True, cwd=REPOSITORY)
    return perf_counter() - start


def section() -> str:
    """Return the part on recognition."""
    names = sorted(path.name for path in FOLDER.glob("pairs*.yaml"))
    head = (
        "## Keys of requests\n\n"
        "A false hit does what another request asked for; a miss only recognises again."
    )
    return "\n\n".join([head, *map(table, names), seconds()])


if __name__ == "__main__":
    print(section())
    if "--list" in sys.argv:
        for path in sorted(FOLDER.glob("pairs*.yaml")):
            for pair in wrong(KEYS["canonical text"], pairs(path.name)):
                print(f"{'miss' if pair.same else 'FALSE HIT'}: {pair.one!r}, {pair.other!r}")
