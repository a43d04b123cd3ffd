"""Made-up formed villages, until an official list names them."""

import calendar
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from kampungkb.areas.illustrative_draws import Draws, IntArray
from kampungkb.areas.illustrative_people import Villages, draw_districts
from kampungkb.model.tables import FORMATIONS, shaped

# Published of Kabupaten Serang: 52 of 326 villages in 2023, 30 of the 52 since 2017.
_FORMED_PERCENT: Final = 16
_OF_OLDER: Final = (30, 52)
_OLDER_DAYS: Final = (date(2017, 2, 1), date(2017, 12, 15))
_LATER_DAYS: Final = (date(2018, 2, 1), date(2023, 3, 31))
_RENAMED: Final = date(2020, 1, 1)


def village_formations(
    villages: Villages, official: pd.DataFrame, hardship: IntArray, draws: Draws, source_id: str
) -> pd.DataFrame:
    """Formed villages made up beside the official ones.

    Parameters
    ----------
    villages : Villages
    official : FORMATIONS
        No village in it is made up as formed, whether it is formed or not.
    hardship : array of int
        Hard-off villages are chosen more readily, as the programme does.
    draws : Draws
    source_id : str

    Returns
    -------
    DataFrame, one row per made-up formed village, by code
        FORMATIONS without ``revision``. With the official ones they are 16 % of the villages.
    """
    named = set(official["village_code"])
    formed = set(official.loc[official["formed"], "village_code"]) & set(villages.codes)
    wanted = (_FORMED_PERCENT * len(villages) + 50) // 100
    candidates = np.array([code not in named for code in villages.codes], dtype=np.bool_)
    chosen = _chosen(villages, candidates, max(wanted - len(formed), 0), hardship, draws)
    days = _days(len(chosen), wanted * _OF_OLDER[0] // _OF_OLDER[1] - len(formed), draws)
    numbers = draws.between(1, 9, "document", len(chosen)).cumsum()
    rows = {
        "village_code": [villages.codes[index] for index in chosen],
        "formed": True,
        "formed_on": days,
        "scheme": ["older" if day < _RENAMED else "kkb" for day in days],
        "document": [
            f"SK contoh 141/{number:03d}/{day.year}"
            for number, day in zip(numbers, days, strict=True)
        ],
        "note": "data contoh",
        "origin": "illustrative",
        "source_id": source_id,
    }
    frame = pd.DataFrame(rows, index=range(len(chosen)))
    contract = {name: dtype for name, dtype in FORMATIONS.items() if name != "revision"}
    return shaped(frame.sort_values("village_code"), contract)


def _chosen(
    villages: Villages, candidates: np.ndarray, count: int, hardship: IntArray, draws: Draws
) -> list[int]:
    """The hardest off of each district, then of all others, with much chance in it.

    A few districts (one of seven) have none.
    """
    order_of = draw_districts(draws, "without formed", villages.districts)
    without = np.isin(villages.district, order_of[: villages.districts // 7])
    score = hardship // 2 + draws.bells("formed", len(villages))
    order = [int(i) for i in np.argsort(-score, kind="stable") if candidates[i] and not without[i]]
    first: dict[int, int] = {}
    for index in order:
        first.setdefault(int(villages.district[index]), index)
    leading = set(first.values())
    ranked = [*first.values(), *(index for index in order if index not in leading)]
    # In the order of chance, so that the days do not follow the score.
    chosen = np.array(ranked[:count], dtype=np.int64)
    return [int(i) for i in chosen[draw_districts(draws, "order of forming", len(chosen))]]


def _days(count: int, older: int, draws: Draws) -> list[date]:
    """Working days: so many of the older scheme in 2017, the others later; in order."""
    older = min(max(older, 0), count)
    found: list[date] = []
    for name, many, (first, last) in (
        ("older days", older, _OLDER_DAYS),
        ("later days", count - older, _LATER_DAYS),
    ):
        ordinals = draws.between(first.toordinal(), last.toordinal(), name, many)
        found += [working_day(date.fromordinal(int(ordinal))) for ordinal in np.sort(ordinals)]
    return found


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    weekend = max(day.weekday() - calendar.FRIDAY, 0)
    return date.fromordinal(day.toordinal() - weekend)
