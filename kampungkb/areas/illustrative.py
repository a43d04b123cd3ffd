"""Made-up data with which the program can be tried before any agency has uploaded anything.

No public source has birth certificates, child cards, stunting or insurance by village, and none
names the formed villages. Every value here is ``illustrative``, and whatever it touches says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kampungkb.areas.illustrative_counts import INDICATORS, YES_NO, village_counts
from kampungkb.areas.illustrative_draws import Draws
from kampungkb.areas.illustrative_faults import Reported, with_faults
from kampungkb.areas.illustrative_formations import village_formations
from kampungkb.areas.illustrative_milestones import village_milestones
from kampungkb.areas.illustrative_people import (
    QUARTERS,
    Villages,
    hardship,
    published_of,
    regencies,
    village_people,
)
from kampungkb.model.tables import (
    CLASSIFICATIONS,
    FORMATIONS,
    MILESTONES,
    OBSERVATIONS,
    SOURCES,
    Contract,
    empty,
    shaped,
)

ILLUSTRATIVE_SOURCE: Final = "illustrative"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IllustrativeData:
    """Everything that is made up, in the shapes of `kampungkb.model.tables`."""

    # Without ``revision``, which only the store gives.
    observations: pd.DataFrame
    # Without ``revision``.
    formations: pd.DataFrame
    # Without ``revision``.
    milestones: pd.DataFrame
    # Without ``revision``.
    classifications: pd.DataFrame
    sources: pd.DataFrame


def illustrative_data(
    areas: pd.DataFrame,
    village_figures: pd.DataFrame,
    published: pd.DataFrame,
    formations: pd.DataFrame,
    *,
    seed: int = 2022,
) -> IllustrativeData:
    """Made-up observations, formed villages and their stages, of every regency in a register.

    Parameters
    ----------
    areas : AREAS
    village_figures : VILLAGE_FIGURES
        ``population_census`` weights the villages; one without it gets a plausible weight.
    published : PUBLISHED
        Confirmed totals of a regency for 2024 are met exactly in the first quarter (E04: for
        2025, in 2025-Q2). What contradicts another total, or is not there, becomes plausible.
    formations : FORMATIONS
        Of those only the official ones count; none of their villages is made up as formed, and
        no stage or class of theirs is made up.
    seed : int
        Not negative. The same seed and input give the same data on every machine.

    Returns
    -------
    IllustrativeData
        Observations of INDICATORS in QUARTERS by indicator, village and period. A missing
        report has no row; a few rows lack their numerator. A numerator never exceeds its
        denominator, and both fit the other indicators of the village and quarter, except for
        single odd values.

    Notes
    -----
    The totals of Kabupaten Serang and their sources: ``published.csv`` of the area pack.
    """
    official = formations[formations["origin"] == "official"]
    observations, formed, stages, classes = [], [], [], []
    for villages in regencies(areas, village_figures):
        draws = Draws(seed, villages.regency)
        totals = published_of(published, villages.regency)
        hardships = hardship(villages, draws)
        people = village_people(villages, totals, draws)
        counts = village_counts(villages, people, totals, hardships, draws)
        observations.append(_observations(with_faults(counts, villages, draws), villages))
        listed = village_formations(villages, official, hardships, draws, ILLUSTRATIVE_SOURCE)
        formed.append(listed)
        own = village_milestones(villages, official, listed, draws, ILLUSTRATIVE_SOURCE)
        stages.append(own[0])
        classes.append(own[1])
    return IllustrativeData(
        observations=_together(observations, OBSERVATIONS, ["indicator", "village_code", "period"]),
        formations=_together(formed, FORMATIONS, ["village_code"]),
        milestones=_together(stages, MILESTONES, ["village_code", "milestone"]),
        classifications=_together(classes, CLASSIFICATIONS, ["village_code", "period"]),
        sources=_sources(),
    )


def _observations(data: Reported, villages: Villages) -> pd.DataFrame:
    indicator, village, quarter = np.nonzero(data.reported)
    yes_no = indicator == YES_NO
    counted = data.counted[data.reported] & ~yes_no
    numerators = data.counts.numerators[data.reported]
    denominators = data.counts.denominators[data.reported]
    codes = np.array(villages.codes, dtype=object)
    return pd.DataFrame(
        {
            "indicator": np.array(INDICATORS, dtype=object)[indicator],
            "village_code": codes[village],
            "period": np.array(QUARTERS, dtype=object)[quarter],
            "origin": "illustrative",
            "numerator": pd.arrays.IntegerArray(numerators, ~counted),
            "denominator": pd.arrays.IntegerArray(denominators, yes_no),
            "value": pd.arrays.FloatingArray(numerators.astype(np.float64), ~yes_no),
            "source_id": ILLUSTRATIVE_SOURCE,
        }
    )


def _together(
    frames: Sequence[pd.DataFrame], contract: Contract, order: Sequence[str]
) -> pd.DataFrame:
    """One frame without ``revision``, ordered."""
    unrevised = {name: dtype for name, dtype in contract.items() if name != "revision"}
    if not frames:
        return empty(unrevised)
    # Each frame is in order by itself; sorting text again would cost more than making it.
    rows = frames[0] if len(frames) == 1 else pd.concat(frames).sort_values(list(order))
    return shaped(rows, unrevised)


def _sources() -> pd.DataFrame:
    row: Mapping[str, Any] = {
        "source_id": ILLUSTRATIVE_SOURCE,
        "title": "Data contoh yang dibuat program, bukan angka resmi",
        "publisher": "program ini",
        "licence": "bebas dipakai, tetapi bukan angka resmi",
    }
    return shaped(pd.DataFrame([row]), SOURCES)
