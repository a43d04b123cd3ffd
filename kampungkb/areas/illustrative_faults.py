"""What goes wrong with reports in real life, put into the made-up counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kampungkb.areas.illustrative_counts import INDICATORS, LAST, VERIFIED_AT, YES_NO, Counts
from kampungkb.areas.illustrative_draws import BoolArray, Draws, IntArray
from kampungkb.areas.illustrative_people import Villages, draw_districts

# What one agency reports of a village in one go: it comes, is late or is copied as a whole.
REPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "registry": ("D01", "D02"),
    "insurance": ("L17",),
    "health": ("L02", "L03", "L05", "L07", "L18"),
    "families": ("L12", "L13", "L21"),
    "schools": ("L19", "L20"),
    "surroundings": ("E01", "E02", "E03", "E04"),
}
LATE_DISTRICT_REPORT: Final = "health"

# Per thousand. The registry cleans its data at midyear and year's end; some villages hand in the
# last figures again in between.
_COPIED: Final = 40
_COPIED_OF: Final[Mapping[str, int]] = {"registry": 300}
_GAPS: Final = 35
_LATE: Final = 60
_NOTHING_FOUND_NOT_REPORTED: Final = 400

_HEAPED: Final = "L12"
# Quarter and factor of a slip in one village; none falls on a quarter that a published total
# describes. Each leaves a share that is possible, only odd: the store refuses the others.
_SLIPS: Final[Mapping[str, tuple[int, int]]] = {"L02": (3, 10), "L07": (5, -10), "L20": (LAST, 10)}
_UNCOUNTED: Final = ("L07", "L19", "E01")
_VILLAGES_PER_UNCOUNTED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reported:
    """Counts as they came in, by indicator, village and quarter."""

    counts: Counts
    # Whether a row is there.
    reported: BoolArray
    # Whether it has a numerator.
    counted: BoolArray


def with_faults(counts: Counts, villages: Villages, draws: Draws) -> Reported:
    """Counts with copies, a heaped digit, slips, gaps, late and half-empty reports.

    The first quarter stays as it is, and E04 in the quarter of its published count.
    """
    numerators, denominators = counts.numerators.copy(), counts.denominators.copy()
    _copy_forward(numerators, denominators, draws)
    _heap(numerators, villages, draws)
    slipped = _slip(numerators, denominators, draws)
    counted = _counted(numerators.shape, draws) | slipped
    reported = _reported(villages, draws) | ~counted | slipped
    small = (denominators == 0) & (INDICATORS.index("L05") == _indicator(numerators.shape))
    skipped = draws.below(1000, "nothing found", *numerators.shape) < _NOTHING_FOUND_NOT_REPORTED
    return Reported(
        counts=Counts(numerators=numerators, denominators=denominators),
        reported=reported & ~(small & skipped),
        counted=counted,
    )


def _indicator(shape: tuple[int, ...]) -> IntArray:
    return np.arange(shape[0], dtype=np.int64)[:, None, None]


def _rows(report: str) -> list[int]:
    return [INDICATORS.index(code) for code in REPORTS[report]]


def _copy_forward(numerators: IntArray, denominators: IntArray, draws: Draws) -> None:
    """Some villages hand in the last quarter's figures again, in every second quarter."""
    for report in REPORTS:
        chance = draws.below(1000, f"copied {report}", numerators.shape[1])
        copied = chance < _COPIED_OF.get(report, _COPIED)
        for quarter in range(1, LAST + 1, 2):
            for table in (numerators, denominators):
                for row in _rows(report):
                    table[row, copied, quarter] = table[row, copied, quarter - 1]


def _heap(numerators: IntArray, villages: Villages, draws: Draws) -> None:
    """In one district someone rounds down to tens."""
    heaped = villages.district == draw_districts(draws, "heaped", villages.districts)[0]
    rows = numerators[INDICATORS.index(_HEAPED)]
    rows[heaped, 1:] -= rows[heaped, 1:] % 10


def _slip(numerators: IntArray, denominators: IntArray, draws: Draws) -> BoolArray:
    """A nought too many or too few; where."""
    where = np.zeros(numerators.shape, dtype=np.bool_)
    for code, (quarter, factor) in _SLIPS.items():
        row = INDICATORS.index(code)
        counts, limits = numerators[row, :, quarter], denominators[row, :, quarter]
        slipped = counts * factor if factor > 0 else counts // -factor
        # In a big village one slip would bend the curve of the whole regency.
        odd = (np.minimum(counts, slipped) >= 3) & (np.maximum(counts, slipped) < 100)
        possible = np.flatnonzero(odd & (slipped <= limits))
        if len(possible):
            village = possible[draws.below(len(possible), f"slip {code}", 1)[0]]
            numerators[row, village, quarter] = slipped[village]
            where[row, village, quarter] = True
    return where


def _counted(shape: tuple[int, ...], draws: Draws) -> BoolArray:
    counted = np.ones(shape, dtype=np.bool_)
    count = shape[1] // _VILLAGES_PER_UNCOUNTED
    at = draws.below(shape[1], "uncounted", count)
    quarters = draws.between(1, LAST - 1, "uncounted at", count)
    for number, (village, quarter) in enumerate(zip(at, quarters, strict=True)):
        counted[INDICATORS.index(_UNCOUNTED[number % len(_UNCOUNTED)]), village, quarter] = False
    return counted


def _reported(villages: Villages, draws: Draws) -> BoolArray:
    n = len(villages)
    reported = np.ones((len(INDICATORS), n, LAST + 1), dtype=np.bool_)
    for report in REPORTS:
        reported[_rows(report)] = draws.below(1000, f"gap {report}", n, LAST + 1) >= _GAPS
    reported[:, draws.below(1000, "late", n) < _LATE, LAST] = False
    # A regency of one district would lose the whole quarter.
    if villages.districts > 1:
        late = villages.district == draw_districts(draws, "late", villages.districts)[0]
        for row in _rows(LATE_DISTRICT_REPORT):
            reported[row, late, LAST - 1] = True
            reported[row, late, LAST] = False
    reported[:, :, 0] = True
    reported[YES_NO, :, VERIFIED_AT] = True
    return reported
