"""Made-up stages and classes on the way of villages, until an official record has them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from kampungkb.areas.illustrative_draws import Draws
from kampungkb.areas.illustrative_formations import working_day
from kampungkb.areas.illustrative_people import Villages
from kampungkb.model.milestones import CLASSES, MILESTONES, Milestone
from kampungkb.model.tables import CLASSIFICATIONS, shaped
from kampungkb.model.tables import MILESTONES as MILESTONE_TABLE

# Of 100 formed villages (after the working group: of those with the stage before) so many have a
# stage, and so many days after the working group (before it: negative), at least and at most.
_OF_FORMED: Final[dict[Milestone, tuple[int, int, int]]] = {
    "socialisation": (92, -160, -70), "policy": (84, -60, -10), "working_group": (100, 0, 0),
    "trained": (80, 20, 150), "plan": (82, 160, 320), "secretariat": (75, 330, 520),
    "launched": (85, 530, 700), "registered": (75, 710, 1000), "classified": (80, 1010, 1300),
}  # fmt: skip
# So many of 100 reach a stage though they lack the one before: in practice they come in any order.
_SKIP: Final = 8
# Of 100 stages: so many were reached on a day that nobody wrote down.
_NO_DAY: Final = 6
# Of 100 villages that are not formed: so many have begun, and of those so many have a policy.
_BEGUN, _POLICY = 14, 45
_BEGUN_DAYS: Final = (date(2024, 2, 1), date(2026, 7, 31))
_LAST: Final = date(2026, 9, 30)
# Of 100 classified villages, from the lowest class.
_CLASS_SHARES: Final = (42, 26, 20, 12)
_CLASS_PERIODS: Final = ("2025", "2026")


def village_milestones(
    villages: Villages, official: pd.DataFrame, formed: pd.DataFrame, draws: Draws, source_id: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stages made up for the villages of a regency, and classes of those that have one.

    Parameters
    ----------
    villages : Villages
    official : FORMATIONS
        Nothing is made up about a village in it.
    formed : FORMATIONS
        The made-up formed villages: their working group is that of the list, with its document.
    draws : Draws
    source_id : str

    Returns
    -------
    MILESTONES and CLASSIFICATIONS, both without ``revision``, by village
        No day lies after 30 September 2026, none of a formed village before those of the stage
        that comes before it. A class belongs to a village with the last stage.
    """
    named = set(official["village_code"])
    groups = {
        code: (day, document)
        for code, day, document in zip(
            formed["village_code"], formed["formed_on"], formed["document"], strict=True
        )
    }
    chance = draws.below(100, "stage", len(villages), len(MILESTONES))
    days = draws.below(1000, "stage day", len(villages), len(MILESTONES))
    rows: list[dict[str, Any]] = []
    for at, code in enumerate(villages.codes):
        if code in named:
            continue
        own = list(zip(chance[at].tolist(), days[at].tolist(), strict=True))
        found = _of_formed(*groups[code], own) if code in groups else _of_others(own)
        rows += [{"village_code": code, **one} for one in found]
    frame = pd.DataFrame(rows, columns=list(MILESTONE_TABLE), dtype=object).assign(
        reached=True, note="data contoh", origin="illustrative", source_id=source_id
    )
    frame = frame.sort_values(["village_code", "milestone"], ignore_index=True)
    last = frame[frame["milestone"] == "classified"]
    codes = list(last["village_code"])
    return (
        shaped(frame, _unrevised(MILESTONE_TABLE)),
        _classes(codes, list(last["reached_on"]), draws, source_id),
    )


def _of_formed(
    formed_on: date, document: str, own: list[tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    is_on = True
    for stage, (chance, place) in zip(MILESTONES, own, strict=True):
        share, earliest, latest = _OF_FORMED[stage]
        reached = chance < share if is_on else chance < _SKIP
        if MILESTONES.index(stage) > MILESTONES.index("working_group"):
            is_on = reached
        days = earliest + place * (latest - earliest) // 1000
        day = working_day(formed_on + timedelta(days=days))
        if stage == "working_group":
            yield {"milestone": stage, "reached_on": formed_on, "document": document}
        elif reached and day <= _LAST:
            yield {"milestone": stage, "reached_on": _written_down(day, place), "document": None}


def _of_others(own: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """Sosialisasi, and sometimes a policy some months later."""
    (begun, first), (policy, later) = own[0], own[1]
    if begun >= _BEGUN:
        return
    span = (_BEGUN_DAYS[1] - _BEGUN_DAYS[0]).days
    day = working_day(_BEGUN_DAYS[0] + timedelta(days=first * span // 1000))
    yield {"milestone": "socialisation", "reached_on": _written_down(day, later), "document": None}
    after = working_day(day + timedelta(days=30 + later * 120 // 1000))
    if policy < _POLICY and after <= _LAST:
        yield {"milestone": "policy", "reached_on": after, "document": None}


def _written_down(day: date, place: int) -> date | None:
    return None if place % 100 < _NO_DAY else day


def _classes(
    codes: list[str], days: list[date | None], draws: Draws, source_id: str
) -> pd.DataFrame:
    """One class each, of a year that is not before that of the last stage."""
    luck = draws.below(100, "class", len(codes)).tolist()
    periods = draws.below(len(_CLASS_PERIODS), "class period", len(codes)).tolist()
    rows = {
        "village_code": codes,
        "period": [
            _CLASS_PERIODS[at] if day is None else max(_CLASS_PERIODS[at], str(day.year))
            for at, day in zip(periods, days, strict=True)
        ],
        "class_name": [_class(one) for one in luck],
        "note": "data contoh",
        "origin": "illustrative",
        "source_id": source_id,
    }
    frame = pd.DataFrame(rows, index=range(len(codes)))
    return shaped(frame, _unrevised(CLASSIFICATIONS))


def _class(luck: int) -> str:
    for name, share in zip(CLASSES, _CLASS_SHARES, strict=True):
        if luck < share:
            return name
        luck -= share
    return CLASSES[-1]


def _unrevised(contract: Any) -> dict[str, str]:
    return {name: dtype for name, dtype in contract.items() if name != "revision"}
