"""What the first screen shows: the rollout, key indicators, and one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from kampungkb.analysis.changes import Standing, standing
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.gaps import people_missing
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_key, period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

# Documents, stunting, malnutrition, education, insurance, sanitation and economy: what the
# programme is asked about first (domain reference, parts 5 and 8).
KEY_INDICATORS = ("D01", "D02", "L01", "L05", "L20", "L17", "E02", "L23")

Direction = Literal["better", "worse", "same", "cannot_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One key indicator. None: does not apply, or unknown."""

    indicator: Indicator
    value: float | None
    period: str | None
    target: Target | None
    verdict: str | None
    # People missing to the target; None for a figure that was published for the regency only.
    shortfall: int | None
    # People between a published figure of the regency as a whole and the target: a surplus in
    # one village hides a shortfall in another, so this is no shortfall and has its own name.
    net_distance: int | None
    # Change since `before`, in the indicator's unit.
    change: float | None
    before: str | None
    direction: Direction | None
    # Title of the published source, or None: the sum of the villages in the store.
    published_by: str | None
    illustrative: bool
    villages: int
    villages_with_value: int
    low_coverage: bool


def cards(snapshot: Snapshot, ledger: Ledger) -> tuple[Card, ...]:
    """The key indicators, in their order; those without any value are left out."""
    return tuple(_cards(snapshot, ledger))


def _cards(snapshot: Snapshot, ledger: Ledger) -> Iterator[Card]:
    year = 0 if ledger.as_of is None else period_year(ledger.as_of)
    rows: dict[Any, Any] = ledger.regency.set_index("indicator").to_dict("index")
    moved: dict[Any, Any] = ledger.changes.to_dict("index")
    for code in KEY_INDICATORS:
        if code not in snapshot.dictionary.codes:
            continue
        indicator = snapshot.dictionary.get(code)
        target = target_in_use(indicator, year)
        if code in rows and rows[code]["villages_with_value"] > 0:
            yield _from_villages(indicator, target, rows[code], moved.get(code))
        else:
            card = _from_published(indicator, target, snapshot, ledger.as_of)
            if card is not None:
                yield card


def _from_villages(
    indicator: Indicator, target: Target | None, row: dict[str, Any], moved: dict[str, Any] | None
) -> Card:
    shortfall, verdict = row["shortfall"], row["verdict"]
    return Card(
        indicator=indicator,
        value=float(row["value"]),
        period=str(row["period"]),
        target=target,
        verdict=verdict if isinstance(verdict, str) else None,
        shortfall=None if pd.isna(shortfall) else int(shortfall),
        net_distance=None,
        change=None if moved is None else float(moved["change"]),
        before=None if moved is None else str(moved["period_before"]),
        direction=None if moved is None else moved["direction"],
        published_by=None,
        illustrative=row["origin"] in ("illustrative", "mixed"),
        villages=int(row["villages"]),
        villages_with_value=int(row["villages_with_value"]),
        low_coverage=bool(row["low_coverage"]),
    )


def published_course(snapshot: Snapshot, code: str, as_of: str | None) -> pd.DataFrame:
    """Confirmed published values of the whole area, one per period, oldest first (PUBLISHED)."""
    figures = snapshot.published
    own = figures[
        (figures["indicator"] == code)
        & (figures["area_code"] == snapshot.area_code)
        & (figures["unit"] == "share")
        & figures["confirmed"]
    ]
    if as_of is not None:
        end = period_key(as_of)
        own = own[own["period"].map(lambda period: period_key(period) <= end).astype(bool)]
    order = own.assign(rank=own["period"].map(period_key)).sort_values("rank", kind="stable")
    return order.drop_duplicates("period", keep="last").drop(columns="rank")


def _from_published(
    indicator: Indicator, target: Target | None, snapshot: Snapshot, as_of: str | None
) -> Card | None:
    course = published_course(snapshot, indicator.code, as_of)
    if course.empty:
        return None
    last = course.iloc[-1]
    value = float(last["value"])
    change: float | None = None
    before: str | None = None
    direction: Direction | None = None
    if len(course) > 1:
        earlier = course.iloc[-2]
        change, before = value - float(earlier["value"]), str(earlier["period"])
        gain = change if indicator.better == "higher" else -change
        direction = "same" if abs(gain) < 5e-5 else ("better" if gain > 0 else "worse")
    return Card(
        indicator=indicator,
        value=value,
        period=str(last["period"]),
        target=target,
        verdict=_plain_verdict(indicator, target, value),
        shortfall=None,
        net_distance=_net_distance(indicator, target, last["numerator"], last["denominator"]),
        change=change,
        before=before,
        direction=direction,
        published_by=str(last["source_title"]),
        illustrative=False,
        villages=len(snapshot.villages),
        villages_with_value=0,
        low_coverage=False,
    )


def _net_distance(
    indicator: Indicator, target: Target | None, numerator: Any, denominator: Any
) -> int | None:
    if target is None or target.value is None or pd.isna(numerator) or pd.isna(denominator):
        return None
    return people_missing(
        int(numerator), int(denominator), target.value, higher=indicator.better == "higher"
    )


def _plain_verdict(indicator: Indicator, target: Target | None, value: float) -> str | None:
    """A published share without its counts has no interval: it is compared as it stands."""
    if target is None or target.value is None:
        return None
    gap = float(target.value) - value
    return "met" if (gap if indicator.better == "higher" else -gap) <= 1e-9 else "below"


def summary_standing(ledger: Ledger) -> Standing:
    """What got worse among the key indicators, and who is furthest behind."""
    key = [code for code in KEY_INDICATORS if code in ledger.terms.index]
    return standing(
        ledger.regency[ledger.regency["indicator"].isin(key)],
        ledger.district[ledger.district["indicator"].isin(key)],
        ledger.changes[ledger.changes.index.isin(key)],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A published number of formed villages."""

    period: str
    count: int
    source: str
    # The Kampung Keluarga Berencana before 2020, when two could lie in one village.
    older_scheme: bool


def formed_course(snapshot: Snapshot) -> tuple[Milestone, ...]:
    """Published numbers of formed villages of the whole area, oldest first."""
    figures = snapshot.published
    counts = figures[
        (figures["area_code"] == snapshot.area_code)
        & figures["figure"].isin(["jumlah_kkb", "jumlah_kampung_kb"])
        & figures["confirmed"]
    ]
    milestones = [
        Milestone(
            period=str(period), count=int(value), source=str(source),
            older_scheme=figure == "jumlah_kampung_kb",
        )
        for figure, period, value, source in zip(
            counts["figure"], counts["period"], counts["value"], counts["source_title"],
            strict=True,
        )
    ]  # fmt: skip
    return tuple(sorted(milestones, key=lambda one: period_key(one.period)))


def full_target(snapshot: Snapshot) -> Target | None:
    """The 100 % of the national road map, shown beside the target in use."""
    targets = [
        one
        for one in snapshot.dictionary.get(FORMED_INDICATOR).targets
        if one.confirmed and one.value == 1 and one.year is not None
    ]
    return min(targets, key=lambda one: one.year or 0, default=None)
