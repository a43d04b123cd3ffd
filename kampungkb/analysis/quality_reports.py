"""The rules by which a report is missing, late or incomplete."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kampungkb.analysis.quality_found import Found, found_in, grouped, within
from kampungkb.analysis.quality_history import Bools, History, Ints

LATE_VILLAGES: Final = 3
LATE_PERCENT: Final = 10


def uncounted(of: History) -> Iterator[Found]:
    """Reports that came without what the value is computed from; 0 of 0 is complete."""
    none_found = (of.numerator == 0) & (of.denominator == 0)
    at = np.flatnonzero(np.isnan(of.value) & ~none_found)
    for _, own in grouped(of.indicator, at):
        used = of.in_use[own]
        yield found_in(of, "uncounted", "medium" if used.any() else "low", own)


def late(of: History) -> Iterator[Found]:
    """Districts that have not reported what the others have: of one agency, in one period.

    Of an indicator's last period: at most a tenth of at least 3 villages of the district that
    ever reported it, while at least half of the other villages have. The rows are the latest
    reports of those villages.
    """
    at = np.flatnonzero(of.in_use)
    last = np.zeros(len(of.indicators), dtype=np.int64)
    np.maximum.at(last, of.indicator, of.period)
    is_there = of.period[at] == last[of.indicator[at]]
    group = of.indicator[at] * len(of.districts) + of.district[at]
    inside, villages = within(group, is_there)
    in_all, all_villages = within(of.indicator[at], is_there)
    outside, others = in_all - inside, all_villages - villages
    odd = (
        (villages >= LATE_VILLAGES) & (100 * inside <= LATE_PERCENT * villages)
        & (others >= LATE_VILLAGES) & (2 * outside >= others) & ~is_there
    )  # fmt: skip
    agencies = sorted({one.responsible for one in of.indicators})
    number_of = np.array([agencies.index(one.responsible) for one in of.indicators], dtype=np.int64)
    who = number_of[of.indicator] * len(of.districts) + of.district
    for number, own in grouped(who, at[odd]):
        yield found_in(
            of, "late_report", "medium", own, district=number % len(of.districts),
            numbers=float(len(np.unique(of.indicator[own]))),
        )  # fmt: skip


def never_reported(of: History, formed: Bools) -> Iterator[Found]:
    """Villages without any report of an agency's indicators, or of anything.

    Of the indicators that somebody has reported; those of formed villages only concern these.

    Parameters
    ----------
    formed : array of bool
        Whether each village is formed, by its number.
    """
    reported = np.zeros((len(of.indicators), len(of.villages)), dtype=np.bool_)
    reported[of.indicator, of.village] = True
    asked = reported.any(axis=1, keepdims=True) & np.array(
        [formed | (one.population == "all") for one in of.indicators], dtype=np.bool_
    ).reshape(reported.shape)
    silent = np.flatnonzero(asked.any(axis=0) & ~reported.any(axis=0))
    parts: list[tuple[str | None, Ints]] = [(None, silent)]
    for agency in dict.fromkeys(one.responsible for one in of.indicators):
        own = [number for number, one in enumerate(of.indicators) if one.responsible == agency]
        missing = asked[own].any(axis=0) & ~reported[own].any(axis=0)
        parts.append((agency, np.setdiff1d(np.flatnonzero(missing), silent)))
    for responsible, village in parts:
        if len(village):
            none = np.full(len(village), -1, dtype=np.int64)
            yield Found(
                kind="never_reported",
                severity="high",
                agency=responsible,
                village=village,
                at=none,
                before=none,
                reference=np.full(len(village), np.nan),
                other=none,
                in_doubt=np.zeros(len(village), dtype=np.bool_),
            )
