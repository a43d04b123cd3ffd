"""One measured figure, and how it is printed."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_NAME, _CELL = 62, 11


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, several times.

    Parameters
    ----------
    name : str
    unit : str
        ``s``, ``ms``, ``%``, ``KB`` (of 1,000 bytes) or empty for a number of things.
    values : sequence of float
        One per run.
    limit : float, optional
        The most that was promised; None where nothing was.
    """

    name: str
    unit: str
    values: Sequence[float]
    limit: float | None = None

    @property
    def median(self) -> float:
        """Of the runs."""
        return statistics.median(self.values)

    @property
    def missed(self) -> bool:
        """Whether the median is above the limit."""
        return self.limit is not None and self.median > self.limit


HEADING = (
    f"{'':{_NAME}}{'median':>{_CELL}}{'least':>{_CELL}}{'most':>{_CELL}}{'limit':>{_CELL}}\n"
    + "-" * (_NAME + 4 * _CELL)
)


def line(figure: Figure) -> str:
    """One line of the table; what missed its limit ends in ``MISSED``."""
    cells = (figure.median, min(figure.values), max(figure.values), figure.limit)
    written = "".join(f"{_written(cell, figure.unit):>{_CELL}}" for cell in cells)
    return f"{figure.name:{_NAME}}{written}{'  MISSED' if figure.missed else ''}"


def _written(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    decimals = {"s": 2, "%": 2, "KB": 1, "ms": 0}.get(unit, 0)
    return f"{value:.{decimals}f} {unit}".strip()


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Seconds that each run of `work` took."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds
