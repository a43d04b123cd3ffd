"""What one rule finds, and how rules group reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kampungkb.analysis.quality_history import Bools, Floats, History, Ints

Kind = Literal[
    "jump_tenfold", "exceeds_population", "exceeds_census", "never_reported", "late_report",
    "uncounted", "heaped_digits", "near_full", "duplicates", "copied_forward",
]  # fmt: skip
Severity = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """One finding: what was found where, as numbers into a `History`."""

    kind: Kind
    severity: Severity
    # Missing: several indicators of the agency, or of all agencies.
    indicator: str | None = None
    agency: str | None = None
    district: str | None = None
    # Village and report of each row; -1: the village has no report.
    village: Ints
    at: Ints
    # The report before: the one that the row was compared with, if it was compared; -1: none.
    before: Ints
    # People that a denominator was compared with; NaN: none.
    reference: Floats
    # The other village with the same numbers; -1: none.
    other: Ints
    # Whether the value that is in use today is the odd one.
    in_doubt: Bools
    # How large, what was expected, of how many, and how likely by chance; NaN: does not apply.
    size: float = np.nan
    expected: float = np.nan
    numbers: float = np.nan
    probability: float = np.nan


def found_in(
    of: History,
    kind: Kind,
    severity: Severity,
    at: Ints,
    *,
    before: Ints | None = None,
    reference: Floats | None = None,
    other: Ints | None = None,
    in_doubt: Bools | None = None,
    district: int | None = None,
    **numbers: float,
) -> Found:
    """A finding about reports of one indicator, or of several of one agency."""
    own = [of.indicators[number] for number in np.unique(of.indicator[at])]
    return Found(
        kind=kind,
        severity=severity,
        indicator=own[0].code if len(own) == 1 else None,
        agency=own[0].responsible,
        district=None if district is None else of.districts[district],
        village=of.village[at],
        at=at,
        before=_before(of, at) if before is None else before,
        reference=np.full(len(at), np.nan) if reference is None else reference,
        other=np.full(len(at), -1, dtype=np.int64) if other is None else other,
        in_doubt=of.in_use[at] if in_doubt is None else in_doubt,
        **numbers,
    )


def _before(of: History, at: Ints) -> Ints:
    """The same village's report before each of these; -1: none."""
    is_first = (of.indicator[at] != of.indicator[at - 1]) | (of.village[at] != of.village[at - 1])
    return np.where(is_first | (at == 0), -1, at - 1)


def grouped(groups: Ints, at: Ints) -> Iterator[tuple[int, Ints]]:
    """The reports `at` of each group, in the order of the groups' numbers."""
    own = groups[at]
    for number in np.unique(own):
        yield int(number), at[own == number]


def within(group: Ints, yes: Bools) -> tuple[Ints, Ints]:
    """How many of each row's group are so, and how many there are."""
    _, own = np.unique(group, return_inverse=True)
    return np.bincount(own, weights=yes).astype(np.int64)[own], np.bincount(own)[own]
