"""What a map says, in one sentence."""

from typing import Any

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.judged import Judged, judged
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_view import MapView
from kampungkb.tasks.snapshot import Snapshot


def map_finding(view: MapView, ledger: Ledger, snapshot: Snapshot, t: Translator) -> str:
    """The finding of a map, from its own rows."""
    indicator, rows = view.indicator, view.rows
    name = t.words(indicator.short)
    known = rows[rows["value"].notna()]
    if known.empty:
        return t("map.finding_none", indicator=name)
    if indicator.code == FORMED_INDICATOR and ledger.rollout.to_form is not None:
        return _rollout(ledger, snapshot, t)
    if indicator.kind == "yes_no" and view.level == "village":
        yes = int((known["value"] == 1).sum())
        return t("map.finding_state", indicator=name, yes=t.number(yes), all=t.number(len(known)))
    counts = judged(known)
    units = t("map.units_village") if view.level == "village" else t("map.units_district")
    if not counts.n:
        return with_thin_units(t, _range(view, known, snapshot, t), counts, units)
    if ledger.as_of is not None and rows["shortfall"].fillna(0).sum() > 0:
        said = _shortfall(view, known, ledger.as_of, snapshot, t)
        return with_thin_units(t, said, counts, units)
    return _range(view, known, snapshot, t)


def _range(view: MapView, known: pd.DataFrame, snapshot: Snapshot, t: Translator) -> str:
    indicator = view.indicator
    ordered = known.sort_values(["value", "code"])
    low, high = ordered.iloc[0], ordered.iloc[-1]
    return t(
        "map.finding_range",
        indicator=t.words(indicator.short),
        low=shown_value(t, indicator, low["value"]),
        low_place=place_name(low["code"], snapshot, t),
        high=shown_value(t, indicator, high["value"]),
        high_place=place_name(high["code"], snapshot, t),
    )


def _rollout(ledger: Ledger, snapshot: Snapshot, t: Translator) -> str:
    stand = ledger.rollout
    target = stand.target
    indicator = snapshot.dictionary.get(FORMED_INDICATOR)
    return t(
        "map.finding_formed",
        formed=t.number(stand.formed),
        villages=t.number(stand.villages),
        official=t.number(stand.formed_official),
        n=stand.to_form or 0,
        target="" if target is None else shown_target(t, indicator, target),
    )


def _shortfall(
    view: MapView, known: pd.DataFrame, as_of: str, snapshot: Snapshot, t: Translator
) -> str:
    indicator = view.indicator
    target = target_in_use(indicator, period_year(as_of))
    counts, top = judged(known), most_short_unit(known)
    units = t("map.units_village") if view.level == "village" else t("map.units_district")
    return t(
        "map.finding_below",
        indicator=t.words(indicator.short),
        below=t.number(counts.below),
        all=t.number(counts.n),
        units=units,
        target="" if target is None else shown_target(t, indicator, target),
        n=int(known["shortfall"].sum()),
        counted=t.counted(indicator, int(known["shortfall"].sum())),
        place=place_name(top["code"], snapshot, t),
        most=t.number(int(top["shortfall"])),
    )


def most_short_unit(known: pd.DataFrame) -> "pd.Series[Any]":
    """The unit with most people missing; of low coverage only where nobody else lacks any.

    Parameters
    ----------
    known : DataFrame
        Rows of one indicator with a value, as the ledger has them.
    """
    covered = known[~known["low_coverage"].astype(bool)]
    own = covered if covered["shortfall"].gt(0).any() else known
    return own.sort_values(["shortfall", "code"], ascending=[False, True]).iloc[0]


def with_thin_units(t: Translator, sentence: str, counts: Judged, units: str) -> str:
    """A sentence that counts units, and one on those whose verdict does not count."""
    if not counts.thin:
        return sentence
    return f"{sentence} {t('verdict.thin_units', n=t.number(counts.thin), units=units)}"


def place_name(code: str, snapshot: Snapshot, t: Translator) -> str:
    """A name that cannot be mistaken: 16 village names occur in more than one district."""
    name = snapshot.names[code]
    if code in snapshot.district_of.index:
        district = snapshot.names[snapshot.district_of[code]]
        return t("map.place_village", name=name, district=district)
    return t("map.place_district", name=name)
