"""Runs one peer on one instance: `peer.py NAME` reads the instance as JSON, prints its answers as JSON.

The instance is what bench/src/routing/peer-problem.ts writes: whole numbers only. Peers that use one core run as many times at once
as there are workers, each with a seed of its own, as Solveig does; who shares work between threads gets as many threads.
Only the search is timed: neither Python's start nor building the peer's own model.
"""

import importlib
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor


class Refused(Exception):
    """The peer has no words for the instance."""


def attempt(name, instance, seed):
    """Routes of one run, and the seconds of its search."""
    return importlib.import_module(f"peer_{name}").solve(instance, seed, Refused)


def main(name, *options):
    module = importlib.import_module(f"peer_{name}")
    if "--check" in options:
        return
    instance = json.load(sys.stdin)
    started = time.monotonic()
    try:
        if module.SHARES_ITS_WORK or instance["workers"] == 1:
            runs = [attempt(name, instance, instance["seed"])]
        else:
            workers = instance["workers"]
            seeds = [(instance["seed"] - 1) * workers + 1 + k for k in range(workers)]
            with ProcessPoolExecutor(workers) as pool:
                runs = list(pool.map(attempt, [name] * workers, [instance] * workers, seeds))
        answers = [routes for routes, _ in runs if routes is not None]
        printed = {"answers": answers, "seconds": max(seconds for _, seconds in runs)}
    except Refused as refused:
        printed = {"refused": str(refused), "seconds": time.monotonic() - started}
    json.dump(printed, sys.stdout)


if __name__ == "__main__":
    sys.path.insert(0, __file__.rsplit("/", 1)[0])
    main(*sys.argv[1:])
