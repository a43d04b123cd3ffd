"""Reading the store and computing every gap, which a page does once for each revision."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, timed
from benchmarks.stores import read, store_path
from kampungkb.tasks.ledger import ledger


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Snapshot and ledger, without any cache."""
    path = store_path(folder)
    yield Figure("Snapshot read from the store", "s", timed(lambda: read(path), runs))
    snapshot = read(path)
    yield Figure("Ledger of all villages and indicators", "s",
                 timed(lambda: ledger(snapshot), runs))  # fmt: skip
