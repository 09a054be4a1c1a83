"""Use a cache of recognitions in a process of its own.

Run as `python caching.py PATH MODE FIRST COUNT`. `keep` keeps COUNT entries from FIRST on, in 50
threads, and finds each; `pour` keeps entries until it is killed, and prints each number that is on
disk; `leave` keeps them and ends without closing anything. Prints what went wrong.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from baesc.effects.recognitions import RecognitionCache
from tests.recognized import CONTEXT, canonical, recognition, request


def main(path: Path, mode: str, first: int, count: int) -> None:
    cache = RecognitionCache(path)

    def work(number: int) -> None:
        cache.keep(request(number), canonical(number), CONTEXT, recognition(number))
        found = cache.find(request(number), canonical(number), CONTEXT)
        if found is None or found.recognition != recognition(number):
            print("not found:", number)
        if mode == "pour":
            cache.flush()
            print(number, flush=True)

    with ThreadPoolExecutor(50 if mode == "keep" else 1) as pool:
        list(pool.map(work, range(first, first + count)))
    if mode != "leave":
        cache.close()
        if cache.problem is not None:
            print(cache.problem.code, cache.problem.message)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
