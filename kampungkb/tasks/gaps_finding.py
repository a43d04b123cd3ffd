"""What a view of the gaps says, in one sentence, and the sentences that belong under it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kampungkb.analysis.comparison import Comparison
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.judged import is_judged, judged
from kampungkb.analysis.pace import Pace
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_change, shown_target, shown_value
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.gaps_time import CourseView, IndicatorValues
from kampungkb.tasks.gaps_view import GapScope, HeatView, ShortfallView, Shown
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_finding import most_short_unit, place_name, with_thin_units
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pace_word

Row = dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What every sentence needs to know."""

    t: Translator
    snapshot: Snapshot
    ledger: Ledger
    scope: GapScope
    shown: Shown
    # Of the indicator that is looked at.
    values: IndicatorValues

    @property
    def units(self) -> str:
        """The kind of units, in words."""
        if self.shown.level == "village":
            return self.t("map.units_village")
        return self.t("map.units_district")

    @property
    def whole(self) -> str:
        """Code of what the units add up to."""
        return self.shown.inside or self.snapshot.area_code

    def subject(self, words: str, code: str | None = None) -> str:
        """An indicator's name, where it is looked at and in which villages."""
        t = self.t
        where = self.shown.inside if code is None else code
        if self.scope.formed != "all":
            words = (
                t("gaps.subject_formed", what=words)
                if self.scope.formed == "formed"
                else t("gaps.subject_unformed", what=words)
            )
        if where is None or where == self.snapshot.area_code:
            return words
        return t("gaps.subject_in", what=words, place=self.place(where))

    def place(self, code: str) -> str:
        """A unit's name that cannot be mistaken."""
        if code == self.snapshot.area_code:
            return self.snapshot.area_name
        return place_name(code, self.snapshot, self.t)

    def target(self, indicator: Indicator) -> Target | None:
        """The target in use."""
        return target_in_use(indicator, period_year(self.ledger.as_of or "2000"))


def indicator_finding(told: Told, indicator: Indicator, rows: pd.DataFrame) -> str:
    """Who is behind on one indicator, and by how many people.

    Parameters
    ----------
    rows : DataFrame
        The units shown, as the ledger has them.
    """
    t = told.t
    subject = told.subject(t.words(indicator.short))
    known = rows[rows["value"].notna()]
    if known.empty:
        return t("map.finding_none", indicator=subject)
    target = told.target(indicator)
    whole = _whole_row(told, indicator)
    if indicator.kind == "yes_no":
        return _states(told, indicator, subject, target, known, whole)
    if indicator.kind != "ratio" or target is None or known["shortfall"].isna().all():
        return _range(told, indicator, subject, target, known, whole)
    if not (counts := judged(known)).n:
        said = _range(told, indicator, subject, target, known, whole)
        return with_thin_units(t, said, counts, told.units)
    return _short(told, indicator, subject, shown_target(t, indicator, target), known, whole)


def _whole_row(told: Told, indicator: Indicator) -> Row | None:
    frame = told.scope.regency if told.shown.inside is None else told.scope.district
    row = frame[(frame["code"] == told.whole) & (frame["indicator"] == indicator.code)]
    return None if row.empty else row.iloc[0].to_dict()


def _short(
    told: Told, indicator: Indicator, subject: str, target: str, known: pd.DataFrame,
    whole: Row | None,
) -> str:  # fmt: skip
    t = told.t
    total = int(known["shortfall"].sum())
    if total == 0:
        return t("gaps.finding_met", subject=subject, n=len(known), units=told.units, target=target)
    counts, top = judged(known), most_short_unit(known)
    blanks: dict[str, object] = {
        "subject": subject, "below": t.number(counts.below),
        "all": t.number(counts.n), "units": told.units, "target": target, "n": total,
        "counted": t.counted(indicator, total), "place": told.place(str(top["code"])),
        "most": t.number(int(top["shortfall"])),
    }  # fmt: skip
    net = None if whole is None else whole.get("net_distance")
    return with_thin_units(t, _below(t, indicator, net, blanks), counts, told.units)


def _below(t: Translator, indicator: Indicator, net: Any, blanks: dict[str, object]) -> str:
    if pd.isna(net):
        if indicator.better == "lower":
            return t("gaps.finding_above", **blanks)
        return t("gaps.finding_below", **blanks)
    blanks = blanks | {"net": t.number(int(net))}
    if indicator.better == "lower":
        return t("gaps.finding_above_net", **blanks)
    return t("gaps.finding_below_net", **blanks)


def _states(
    told: Told, indicator: Indicator, subject: str, target: Target | None, known: pd.DataFrame,
    whole: Row | None,
) -> str:  # fmt: skip
    t, stand = told.t, told.ledger.rollout
    is_plain = told.scope.formed == "all" and told.shown.inside is None
    if indicator.code == FORMED_INDICATOR and is_plain and target is not None:
        return t(
            "map.finding_formed", formed=t.number(stand.formed), villages=t.number(stand.villages),
            official=t.number(stand.formed_official), n=stand.to_form or 0,
            target=shown_target(t, indicator, target),
        )  # fmt: skip
    if whole is None or pd.isna(whole["numerator"]):
        some, all_ = int((known["value"] == 1).sum()), len(known)
    else:
        some, all_ = int(whole["numerator"]), int(whole["denominator"])
    if target is None or whole is None or pd.isna(whole["shortfall"]):
        return t(
            "gaps.finding_states", subject=subject, some=t.number(some), all=t.number(all_)
        )  # fmt: skip
    return t(
        "gaps.finding_states_short", subject=subject, some=t.number(some), all=t.number(all_),
        n=int(whole["shortfall"]), target=shown_target(t, indicator, target),
    )  # fmt: skip


def _range(
    told: Told, indicator: Indicator, subject: str, target: Target | None, known: pd.DataFrame,
    whole: Row | None,
) -> str:  # fmt: skip
    t = told.t
    ordered = known.sort_values(["value", "code"])
    low, high = ordered.iloc[0], ordered.iloc[-1]
    blanks: dict[str, object] = {
        "subject": subject,
        "value": shown_value(t, indicator, None if whole is None else whole["value"]),
        "low": shown_value(t, indicator, low["value"]), "low_place": told.place(str(low["code"])),
        "high": shown_value(t, indicator, high["value"]),
        "high_place": told.place(str(high["code"])),
    }  # fmt: skip
    if target is not None and target.value is not None:
        return t("gaps.finding_index", target=shown_target(t, indicator, target), **blanks)
    return t("gaps.finding_range", **blanks)


def heat_finding(told: Told, view: HeatView) -> str:
    """How many pairs of unit and indicator are below their target."""
    t = told.t
    counts = judged(view.cells)
    thin = t("verdict.thin_pairs", n=counts.thin) if counts.thin else ""
    return " ".join(one for one in (_pairs(told, view), thin) if one)


def _pairs(told: Told, view: HeatView) -> str:
    t, own = told.t, view.cells[is_judged(view.cells)]
    if own.empty:
        return t("gaps.finding_no_verdict")
    below = own[own["verdict"] == "below"]
    subject = told.subject(t("gaps.subject_indicators", n=own["indicator"].nunique()))
    if below.empty:
        return t("gaps.finding_none_below", subject=subject)
    counts = below["indicator"].value_counts()
    # Among equals the first of the dictionary.
    most = next(code for code in told.ledger.indicators if counts.get(code, 0) == counts.max())
    return t(
        "gaps.finding_pairs", subject=subject, below=t.number(len(below)),
        all=t.number(len(own)), units=told.units,
        indicator=t.words(told.snapshot.dictionary.get(most).short), most=t.number(counts.max()),
    )  # fmt: skip


def shortfall_finding(told: Told, view: ShortfallView) -> str:
    """How many services are missing, where most, and whose task that is."""
    t = told.t
    if not view.added:
        return t("gaps.finding_no_counts")
    subject = told.subject(t("gaps.subject_indicators", n=len(view.added)))
    if view.total == 0:
        return t("gaps.finding_none_short", subject=subject)
    by_agency = view.parts.groupby("agency")["shortfall"].sum()
    by_unit = view.parts.groupby("code")["shortfall"].sum()
    agency = view.agencies[0]
    return t(
        "gaps.finding_services", subject=subject, n=view.total, place=told.place(view.units[0]),
        most=t.number(int(by_unit.loc[view.units[0]])), agency=agency,
        share=t.share(int(by_agency.loc[agency]) / view.total, 0),
    )  # fmt: skip


def course_finding(told: Told, indicator: Indicator, view: CourseView, place: str | None) -> str:
    """Whether the pace is enough."""
    t, now = told.t, view.pace
    subject = told.subject(t.words(indicator.short), place or told.snapshot.area_code)
    if now.value is None:
        return t("map.finding_none", indicator=subject)
    value = shown_value(t, indicator, now.value)
    period = t.period(now.period)
    if now.per_year is None:
        return t("gaps.finding_one_period", subject=subject, value=value, period=period)
    target = "" if view.target is None else shown_target(t, indicator, view.target)
    moves = per_year(t, indicator, now.per_year)
    if now.verdict == "reached":
        return t(
            "gaps.finding_reached", subject=subject, value=value, period=period, target=target,
            moves=moves,
        )  # fmt: skip
    if now.needed_per_year is None:
        return t(
            "gaps.finding_moves", subject=subject, value=value, period=period, moves=moves,
            pace=pace_word(t, now.verdict),
        )  # fmt: skip
    return t(
        "gaps.finding_pace", subject=subject, value=value, period=period, moves=moves,
        needed=per_year(t, indicator, now.needed_per_year), target=target,
        day=t.date(view.deadline), pace=pace_word(t, now.verdict),
    )  # fmt: skip


def per_year(t: Translator, indicator: Indicator, change: float) -> str:
    """A pace in words: ``+1,20 poin persen per tahun``."""
    return t("gaps.per_year", change=shown_change(t, indicator, change))


def course_notes(told: Told, indicator: Indicator, view: CourseView) -> list[str]:
    """What a reader has to know of the deadline and the projection."""
    t, now = told.t, view.pace
    notes = [t("gaps.course_note")]
    if view.target_passed and view.target is not None and view.target.year is not None:
        notes.append(
            t("gaps.target_passed", year=str(view.target.year), day=t.date(view.deadline))
        )  # fmt: skip
    if now.at_deadline is not None and now.verdict in ("too_slow", "moving_away", "on_course"):
        notes.append(_projection(t, indicator, now, t.date(view.deadline)))
    if view.course["low_coverage"].any():
        notes.append(t("gaps.course_coverage"))
    return notes


def _projection(t: Translator, indicator: Indicator, now: Pace, day: str) -> str:
    value = shown_value(t, indicator, now.at_deadline)
    if now.at_deadline_low is None or now.at_deadline_high is None:
        return t("gaps.projection", day=day, value=value)
    return t(
        "gaps.projection_band", day=day, value=value,
        low=shown_value(t, indicator, now.at_deadline_low),
        high=shown_value(t, indicator, now.at_deadline_high),
    )  # fmt: skip


def comparison_words(
    told: Told, indicator: Indicator, found: Comparison | None, *, made_up: bool
) -> list[str]:
    """Formed villages beside the others, and why that is no effect."""
    if found is None:
        return []
    t = told.t
    sentences = [
        t(
            "gaps.comparison",
            formed=shown_value(t, indicator, found.formed_value),
            n=found.formed_villages,
            others=shown_value(t, indicator, found.other_value),
            other_villages=t.number(found.other_villages),
            difference=shown_change(t, indicator, found.difference),
        ),
        t("gaps.no_effect"),
    ]
    if made_up:
        sentences.append(t("gaps.formation_made_up"))
    return sentences


def showing(told: Told, drawn: int, units: int, *, rest_in_table: bool = True) -> str:
    """Which units are on the screen."""
    t, villages = told.t, villages_asked(told)
    if told.shown.level == "district":
        return t("gaps.showing_districts", n=units, villages=villages)
    if told.shown.inside is not None:
        place = told.place(told.shown.inside)
        return t("gaps.showing_inside", n=units, place=place, villages=villages)
    if drawn < units and not rest_in_table:
        return t("gaps.showing_worst", n=drawn, all=t.number(units), villages=villages)
    if drawn < units:
        return t("gaps.showing_some", n=drawn, all=t.number(units), villages=villages)
    return t("gaps.showing_villages", n=units, villages=villages)


def villages_asked(told: Told) -> str:
    """Which villages the reader asked for."""
    t = told.t
    return {
        "all": t("gaps.of_all_villages"),
        "formed": t("gaps.of_formed_villages"),
        "unformed": t("gaps.of_unformed_villages"),
    }[told.scope.formed]
