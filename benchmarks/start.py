"""Cold start: a new process, until the first byte of its first page."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.server import serving
from benchmarks.stores import store_path

LIMIT_S = 4.0


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Starts with a store that is there, and with none."""
    there = store_path(folder)
    yield Figure("Cold start to first byte", "s", [_start(there) for _ in range(runs)], LIMIT_S)
    made = [_start(folder / f"made-{run}.sqlite") for run in range(runs)]
    yield Figure("Cold start to first byte, store made from the area pack", "s", made, LIMIT_S)


def _start(store: Path) -> float:
    with serving(store) as server:
        return server.first_byte_s
