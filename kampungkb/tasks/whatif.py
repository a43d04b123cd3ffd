"""What if one indicator were raised: from data and a wish to an answer, in figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import pandas as pd

from kampungkb.analysis.formed import with_formation_origin
from kampungkb.analysis.gaps import area_gaps, village_gaps
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.planning.least_effort import Cover, Effort, fewest_days, fewest_villages
from kampungkb.planning.whatif import (
    Limit,
    Outcome,
    Setting,
    Village,
    by_people,
    by_points,
    month_after,
    months_needed,
    outcome,
    to_target,
)
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

Way = Literal["points", "target", "people"]
WAYS: Final[tuple[Way, ...]] = ("points", "target", "people")
# Why an indicator cannot be raised by people, in the order in which a reader is told.
Reason = Literal["no_value", "regency", "no_counts", "yes_no", "index", "count"]
REASONS: Final[tuple[Reason, ...]] = (
    "yes_no", "index", "count", "no_counts", "regency", "no_value",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is raised, where and how, and what is assumed.

    Parameters
    ----------
    points : Fraction
        As a share of 1; used where `way` is ``points``.
    per_month : int or None
        Assumption: people whom the responsible agency reaches in a month. None: just as many as
        are needed to be done in `months`.
    months : int
        Over how many months an agency works where `way` is ``people``.
    start : str
        The first month, ``2026-12``.
    areas : tuple of str
        Codes of villages and districts; empty: everywhere.
    share : Fraction
        Assumption: the share (0-1) of those without the service who can be reached.
    limit : Limit
        Assumption: whether a village is taken further than its own target.
    effort : Effort
        Assumption: the work in a village.
    """

    indicator: str
    way: Way
    points: Fraction
    per_month: int | None
    months: int
    start: str
    areas: tuple[str, ...]
    share: Fraction
    limit: Limit
    effort: Effort


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The ledger's rows of the indicator (`kampungkb.analysis.gaps.COLUMNS`), in its order."""

    village: pd.DataFrame
    district: pd.DataFrame
    regency: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What follows from a wish."""

    wish: Wish
    indicator: Indicator
    # None: no target in use, so nobody is short.
    target: Target | None
    outcome: Outcome
    before: Rows
    after: Rows
    # People per month with which `months` was counted; 0 where nobody is reached.
    per_month: int
    # Whole months until everybody is reached; 0: nobody is to be.
    months: int
    # The last of them, as a period; None where there is none.
    last: str | None
    # The least effort until the whole area has its target; None: there is no target.
    fewest: Cover | None
    quickest: Cover | None

    @property
    def made_up(self) -> bool:
        """Whether one of the figures is."""
        return bool(self.before.village["origin"].isin(["illustrative", "mixed"]).any())

    def changed(self, before: str, after: str) -> tuple[str, ...]:
        """Codes of the villages whose verdict was the one and becomes the other, in order."""
        rows = self.before.village
        moved = (rows["verdict"] == before) & (self.after.village["verdict"] == after)
        return tuple(rows.loc[moved, "code"])


def possible(snapshot: Snapshot, ledger: Ledger) -> tuple[str, ...]:
    """Codes of the indicators that can be raised by people, in the order of the dictionary."""
    return tuple(
        one.code for one in snapshot.dictionary if _reason(one, _counted(ledger)) is None
    )  # fmt: skip


def impossible(snapshot: Snapshot, ledger: Ledger) -> dict[Reason, tuple[str, ...]]:
    """Codes of all other indicators by the reason, in the order of `REASONS`."""
    counted = _counted(ledger)
    found = {one.code: _reason(one, counted) for one in snapshot.dictionary}
    return {
        reason: tuple(code for code, why in found.items() if why == reason)
        for reason in REASONS
        if reason in found.values()
    }


def _counted(ledger: Ledger) -> Mapping[str, bool]:
    """Whether an indicator that has a value has one with counts."""
    rows = ledger.village
    counts = rows["numerator"].notna() & (rows["denominator"] > 0).fillna(False)
    valued = counts[rows["value"].notna()]
    return dict(valued.groupby(rows["indicator"], sort=False).any())


def _reason(indicator: Indicator, counted: Mapping[str, bool]) -> Reason | None:
    if indicator.kind != "ratio":
        return indicator.kind
    if indicator.lowest_level == "regency":
        return "regency"
    if indicator.code not in counted:
        return "no_value"
    return None if counted[indicator.code] else "no_counts"


def answer(snapshot: Snapshot, ledger: Ledger, wish: Wish) -> Answer:
    """Compute what follows from a wish.

    Parameters
    ----------
    wish : Wish
        Of an indicator among `possible`.
    """
    indicator = snapshot.dictionary.get(wish.indicator)
    target = target_in_use(indicator, period_year(ledger.as_of or "2000"))
    before = _before(ledger, wish.indicator)
    setting = _setting(snapshot, before.village, indicator, target, wish)
    reached, per_month = _reached(setting, wish)
    found = outcome(setting, reached)
    months = months_needed(found.people, per_month) or 0
    has_aim = target is not None and target.value is not None
    return Answer(
        wish=wish,
        indicator=indicator,
        target=target,
        outcome=found,
        before=before,
        after=_after(snapshot, ledger, found, wish.indicator),
        per_month=per_month,
        months=months,
        last=month_after(wish.start, months) if months else None,
        fewest=fewest_villages(setting, wish.limit, wish.effort) if has_aim else None,
        quickest=fewest_days(setting, wish.limit, wish.effort) if has_aim else None,
    )


def _before(ledger: Ledger, code: str) -> Rows:
    def own(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["indicator"] == code].reset_index(drop=True)

    return Rows(
        village=own(ledger.village), district=own(ledger.district), regency=own(ledger.regency)
    )


def _setting(
    snapshot: Snapshot, rows: pd.DataFrame, indicator: Indicator, target: Target | None, wish: Wish
) -> Setting:
    parents = snapshot.parents
    counts = zip(rows["code"], _whole(rows["numerator"]), _whole(rows["denominator"]), strict=True)
    villages = tuple(
        Village(code=code, district_code=parents[code], numerator=some, denominator=of)
        for code, some, of in counts
    )
    inside = set(wish.areas)
    chosen = [
        one.code
        for one in villages
        if not inside or one.code in inside or one.district_code in inside
    ]
    return Setting(
        villages=villages,
        higher=indicator.better == "higher",
        target=None if target is None else target.value,
        chosen=frozenset(chosen),
        share=wish.share,
    )


def _whole(column: "pd.Series[int]") -> list[int | None]:
    return [None if pd.isna(one) else int(one) for one in column]


def _reached(setting: Setting, wish: Wish) -> tuple[dict[str, int], int]:
    """People reached by village, and people per month."""
    if wish.way == "people":
        limit: Limit = wish.limit if setting.target is not None else "all"
        room = sum(setting.most(one, limit) for one in setting.villages)
        per_month = -(-room // wish.months) if wish.per_month is None else wish.per_month
        return by_people(setting, per_month * wish.months, limit), per_month
    found = by_points(setting, wish.points) if wish.way == "points" else to_target(setting)
    enough = -(-sum(found.values()) // wish.months)
    return found, enough if wish.per_month is None else wish.per_month


def _after(snapshot: Snapshot, ledger: Ledger, found: Outcome, code: str) -> Rows:
    """The ledger as it would be: by the rules by which it is made."""
    latest = ledger.latest[ledger.latest["indicator"] == code]
    then = {one.code: found.after(one) for one in found.setting.villages}
    numerator = latest["numerator"].astype("Int64")
    moved = pd.array([then.get(village) for village in latest["village_code"]], dtype="Int64")
    changed = numerator.where(pd.isna(moved), pd.Series(moved, index=latest.index))
    denominator = latest["denominator"].to_numpy(np.float64, na_value=np.nan)
    share = changed.to_numpy(np.float64, na_value=np.nan) / np.where(
        denominator > 0, denominator, np.nan
    )
    value = pd.Series(share, index=latest.index).where(~pd.isna(moved), latest["value"])
    terms = ledger.terms.loc[[code]]
    village = village_gaps(
        latest.assign(numerator=changed, value=value), snapshot.villages, terms,
        ledger.rollout.formed_codes,
    )  # fmt: skip
    added = with_formation_origin(village, terms, snapshot.formations, ledger.as_of)
    whole = pd.Series(snapshot.area_code, index=snapshot.villages["code"], dtype="str")
    return Rows(
        village=village,
        district=area_gaps(added, snapshot.district_of, snapshot.districts, terms),
        regency=area_gaps(added, whole, snapshot.area, terms),
    )
