"""`make bench`: prints each figure beside its limit and its peers. `--wall` leaves callgrind out."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import re
import shutil
import subprocess
import sys
from time import perf_counter

from tests.benchmarks.drive import requests, send_batch
from tests.benchmarks.variants import BATCH, django_variants, variants

ROUNDS = 60
LIMITS: dict[str, tuple[str, float]] = {
    "consent, valid cookie": ("bare", 1.6),
    "consent, none": ("bare", 1.55),
    "consent, first seen": ("bare", 2.2),
    "consent, nothing optional": ("bare", 1.3),
    "consent, three Set-Cookie": ("bare, three Set-Cookie", 1.8),
}
AGAINST_SESSION = ("consent, valid cookie", "SessionMiddleware", 0.55)


def wall(names: list[str]) -> dict[str, float]:
    """Microseconds a request, the least of many shuffled rounds of one batch each, collector off."""
    table = variants(BATCH * (ROUNDS + 1)) | django_variants()
    best = dict.fromkeys(names, float("inf"))
    endless = {name: requests(table[name][1]) for name in names}
    gc.disable()
    with asyncio.Runner() as runner:
        for _ in range(ROUNDS):
            for name in random.sample(names, len(names)):
                scopes = [next(endless[name]) for _ in range(BATCH)]
                start = perf_counter()
                runner.run(send_batch(table[name][0], scopes))
                best[name] = min(best[name], (perf_counter() - start) / BATCH * 1e6)
    gc.enable()
    return best


def instructions(name: str) -> float:
    """Instructions a request: the difference between 12 and 2 batches, so that start-up falls away."""
    few, many = (_counted(name, batches) for batches in (2, 12))
    return (many - few) / (10 * BATCH)


def _counted(name: str, batches: int) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    run = subprocess.run(
        [*command, "-m", "tests.benchmarks.drive", name, str(batches)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    found = re.search(r"Collected : (\d+)", run.stderr)
    if found is None:
        raise RuntimeError(f"callgrind printed no count: {run.stderr[-500:]}")
    return int(found[1])


def printed(title: str, figures: dict[str, float], unit: str) -> None:
    """Print one table: figure, ratio, limit."""
    print(f"\n{title}\n{'':34}{unit:>12}{'ratio':>9}{'limit':>8}")
    for name, figure in figures.items():
        base, limit = LIMITS.get(name, ("Django" if name.startswith("Django") else "bare", 0.0))
        ratio = f"{figure / figures[base]:9.3f}" if base in figures else " " * 9
        print(f"{name:34}{figure:12.1f}{ratio}{limit or '':8}")
    ours, theirs, limit = AGAINST_SESSION
    if {ours, theirs} <= set(figures):
        print(f"{ours + ' / ' + theirs:46}{figures[ours] / figures[theirs]:9.3f}{limit:8}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wall", action="store_true", help="wall time alone, without callgrind")
    parser.add_argument("names", nargs="*", help="variants to measure; all by default")
    options = parser.parse_args()
    names = options.names or [*variants(1), *django_variants()]
    printed("Wall time", wall(names), "us/request")
    if options.wall:
        return
    if not shutil.which("valgrind"):
        print("\nNo instruction counts: valgrind is not installed (on Debian: apt-get install valgrind).")
        return
    # Django answers in threads of its own and from a database: there only wall time says something.
    counted = [name for name in names if not name.startswith("Django")]
    printed("Instructions (callgrind)", {name: instructions(name) for name in counted}, "Ir/request")


if __name__ == "__main__":
    main()
