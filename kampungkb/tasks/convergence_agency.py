"""What is asked of one agency: its indicators, and the villages where one visit meets most."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from kampungkb.analysis.convergence import State, Visits, counted_indicators, visit_ranking
from kampungkb.analysis.judged import Judged, judged
from kampungkb.analysis.unit_changes import unit_changes
from kampungkb.charts.theme import VERDICT_SHAPES
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.convergence_view import Shown, asked_rows, inside
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import standing_word, stated_verdict, with_thin

# Visits that the screen and the printed list hold; the rest stands in the table.
VISIT_ROWS: Final = 20
# Villages that a sentence names.
_NAMES: Final = 40


@dataclass(frozen=True, kw_only=True)
class Agency:
    """What is asked of one agency, in the whole area and in the villages looked at."""

    name: str
    as_of: str | None
    shown: Shown
    district: str | None
    # The indicator by which villages are ranked; None: all of them together.
    indicator: str | None
    # Its rows of the ledger (`gap_document(level="agency")`), in the order of the dictionary.
    rows: pd.DataFrame
    # Direction of each against the report before, by code; no entry where there was none.
    directions: dict[str, str]
    # Villages whose last report is stale, and those of 0 of 0, by indicator.
    stale: dict[str, int]
    nobody: dict[str, int]
    # Indicators of villages without a value yet, and those of the regency only.
    not_reported: tuple[Indicator, ...]
    only_regency: tuple[Indicator, ...]
    # Indicators whose shortfalls can be added up over villages.
    counted: tuple[str, ...]
    visits: Visits
    # The shortfall of the whole area in the indicators by which villages are ranked.
    whole: int

    @property
    def top(self) -> pd.DataFrame:
        """The visits that the screen holds."""
        return self.visits.needy.head(VISIT_ROWS)

    @property
    def held(self) -> Fraction | None:
        """Share of the whole area's shortfall that they hold."""
        return self.visits.held(len(self.top), self.whole)


def agency(
    snapshot: Snapshot, ledger: Ledger, name: str, *, shown: Shown = "all",
    district: str | None = None, indicator: str | None = None,
) -> Agency:  # fmt: skip
    """Everything that the page of an agency is made of.

    Parameters
    ----------
    name : str
        An agency that is responsible for an indicator of the dictionary.
    shown, district
        Which villages are ranked.
    indicator : str, optional
        Rank by this one alone; one that the agency does not have, or whose shortfalls do not add
        up, is no choice.
    """
    own = [one for one in snapshot.dictionary if one.responsible == name]
    rows = ledger.rows("agency")
    rows = rows[rows["code"] == name].reset_index(drop=True)
    valued = set(rows["indicator"])
    counted = tuple(one for one in counted_indicators(ledger.terms, name) if one in valued)
    ranked = (indicator,) if indicator in counted and indicator is not None else counted
    asked = asked_rows(snapshot, ledger)
    asked = asked[asked["indicator"].isin([one.code for one in own])]
    there = inside(asked, snapshot, ledger, shown, district)
    return Agency(
        name=name,
        as_of=ledger.as_of,
        shown=shown,
        district=district,
        indicator=indicator if indicator in counted else None,
        rows=rows,
        directions=_directions(snapshot, ledger, tuple(rows["indicator"])),
        stale=_times(asked, "stale"),
        nobody=_times(asked, "nobody"),
        not_reported=tuple(
            one for one in own if one.lowest_level == "village" and one.code not in valued
        ),
        only_regency=tuple(one for one in own if one.lowest_level != "village"),
        counted=counted,
        visits=visit_ranking(there, there["state"], ranked),
        whole=int(rows.loc[rows["indicator"].isin(ranked), "shortfall"].sum()),
    )


def _times(rows: pd.DataFrame, state: State) -> dict[str, int]:
    """Villages in a state of their report, by indicator."""
    counts = rows.loc[rows["state"] == state, "indicator"].value_counts()
    return {str(code): int(n) for code, n in counts.items()}


def _directions(snapshot: Snapshot, ledger: Ledger, codes: tuple[str, ...]) -> dict[str, str]:
    """Direction of the whole area in each indicator, against the report before."""
    now, before = (
        frame[frame["indicator"].isin(codes)] for frame in (ledger.latest, ledger.earlier)
    )
    whole = pd.Series(snapshot.area_code, index=snapshot.villages["code"], dtype="str")
    moved = unit_changes(now, before, whole, ledger.terms)
    return dict(zip(moved["indicator"], moved["direction"], strict=True))


def agency_finding(found: Agency, snapshot: Snapshot, t: Translator) -> str:
    """What stands out, in one sentence."""
    rows = found.rows
    if rows.empty:
        if found.not_reported:
            return t("convergence.agency_nothing", agency=found.name)
        return t("convergence.agency_only_regency", agency=found.name)
    counts = judged(rows)
    if not counts.n and not counts.thin:
        return t("convergence.agency_no_target", agency=found.name, n=len(rows))
    return with_thin(t, _judged_words(found, counts, snapshot, t), counts)


def _judged_words(found: Agency, counts: Judged, snapshot: Snapshot, t: Translator) -> str:
    if not counts.n:
        return t("convergence.agency_thin", agency=found.name)
    below, most = t.number(counts.below), most_short(found.rows, found.counted)
    if most is None:
        return t("convergence.agency_below", agency=found.name, below=below, n=counts.n)
    own = snapshot.dictionary.get(most["indicator"])
    return t(
        "convergence.agency_finding", agency=found.name, below=below, n=counts.n,
        indicator=t.words(own.short), most=t.number(int(most["shortfall"])),
        counted=t.counted(own, int(most["shortfall"])),
    )  # fmt: skip


def most_short(rows: pd.DataFrame, counted: Iterable[str]) -> dict[Any, Any] | None:
    """The row of one unit with most people missing; None: nobody is, as far as can be judged.

    Parameters
    ----------
    rows : DataFrame
        Of one unit, as the ledger has them.
    counted : iterable of str
        Indicators whose shortfalls add up.

    Notes
    -----
    Coverage below 80 % takes no part in what is a ranking: design, part 5.
    """
    own = rows[rows["indicator"].isin(list(counted)) & ~rows["low_coverage"].astype(bool)]
    short = own[own["shortfall"].gt(0).fillna(False).astype(bool)]
    if short.empty:
        return None
    ordered = short.sort_values(["shortfall", "indicator"], ascending=[False, True])
    return ordered.iloc[0].to_dict()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One indicator of an agency in words; empty texts where nothing is to say."""

    code: str
    name: str
    supporting: str
    value: str
    made_up: bool
    target: str
    law: str
    verdict: str
    shape: str
    # The verdict, and where it goes.
    standing: str
    shortfall: str
    counted: str
    coverage: str
    # Coverage below 80 %, or values that are stale.
    remark: str
    period: str


def asked_indicators(found: Agency, snapshot: Snapshot, t: Translator) -> tuple[AskedRow, ...]:
    """The indicators of an agency that have values of villages."""
    return tuple(_asked(one, found, snapshot, t) for one in found.rows.to_dict("records"))


def _asked(row: dict[Any, Any], found: Agency, snapshot: Snapshot, t: Translator) -> AskedRow:
    one = snapshot.dictionary.get(row["indicator"])
    target, law = _target_words(one, found.as_of, t)
    verdict = stated_verdict(row)
    shortfall = row["shortfall"]
    return AskedRow(
        code=one.code,
        name=t.words(one.short),
        supporting=t("convergence.supporting", agencies=t.listing(one.supporting))
        if one.supporting
        else "",
        value=shown_value(t, one, row["value"]),
        made_up=row["origin"] in ("illustrative", "mixed"),
        target=target,
        law=law,
        verdict=verdict,
        shape=VERDICT_SHAPES.get(verdict, ""),
        standing=standing_word(t, verdict or None, found.directions.get(one.code)),
        shortfall=DASH if pd.isna(shortfall) else t.number(int(shortfall)),
        counted="" if pd.isna(shortfall) else t.counted(one, int(shortfall)),
        coverage=t(
            "convergence.coverage", some=t.number(row["villages_with_value"]), n=row["villages"]
        ),
        remark=_remark(row, found, t),
        period=t.period_short(row["period"]),
    )


def _remark(row: dict[Any, Any], found: Agency, t: Translator) -> str:
    stale, nobody = (counts.get(row["indicator"], 0) for counts in (found.stale, found.nobody))
    parts = [
        t("convergence.low_coverage") if row["low_coverage"] else "",
        t("convergence.nobody_reported", n=nobody) if nobody else "",
        t("convergence.stale", n=stale) if stale else "",
    ]
    return "; ".join(part for part in parts if part)


def _target_words(one: Indicator, as_of: str | None, t: Translator) -> tuple[str, str]:
    """The target in use with its year, and who set it."""
    target = target_in_use(one, 0 if as_of is None else period_year(as_of))
    if target is None:
        return t("convergence.no_target"), ""
    shown = shown_target(t, one, target)
    if target.year is None:
        return shown, target.source
    return t("convergence.target", target=shown, year=str(target.year)), target.source


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPart:
    """What one indicator adds to a village; a dash where nothing is known."""

    text: str
    # The value is stale, or a report of nobody: what is said beside the figure.
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One village to be visited."""

    code: str
    name: str
    district: str
    is_formed: bool
    shortfall: str
    parts: tuple[VisitPart, ...]
    # The parts in one line, the largest first.
    breakdown: str
    missing: str


def visit_rows(
    found: Agency, snapshot: Snapshot, ledger: Ledger, t: Translator
) -> tuple[VisitRow, ...]:
    """The first villages in words, their parts in the order of the agency's indicators."""
    formed = frozenset(ledger.rollout.formed_codes)
    visits, codes = found.visits, list(found.top["code"])
    parts, stale, nobody = (
        frame.loc[codes].to_dict("records")
        for frame in (visits.parts, visits.stale_parts, visits.nobody_parts)
    )
    return tuple(
        VisitRow(
            code=one["code"],
            name=snapshot.names[one["code"]],
            district=snapshot.names[snapshot.parents[one["code"]]],
            is_formed=one["code"] in formed,
            shortfall=t.number(int(one["shortfall"])),
            parts=_parts(short, old, none, t),
            breakdown=_breakdown(short, snapshot, t),
            missing=t("convergence.visit_missing", n=int(one["missing"])) if one["missing"] else "",
        )
        for one, short, old, none in zip(
            found.top.to_dict("records"), parts, stale, nobody, strict=True
        )
    )


def visits_made_up(found: Agency, ledger: Ledger) -> bool:
    """Whether one figure of the first villages is made up, or who of them is formed."""
    is_listed = len(found.top) > 0 and ledger.rollout.formed_official < ledger.rollout.formed
    return is_listed or bool(found.top["made_up"].any())


_Figures = dict[Hashable, Any]


def _parts(
    shortfalls: _Figures, stale: _Figures, nobody: _Figures, t: Translator
) -> tuple[VisitPart, ...]:
    return tuple(
        VisitPart(
            text=t("convergence.nobody") if nobody[name] else t.number(shortfall),
            remark=t("convergence.old") if stale[name] else "",
        )
        for name, shortfall in shortfalls.items()
    )


def _breakdown(shortfalls: _Figures, snapshot: Snapshot, t: Translator) -> str:
    known = [(int(n), str(name)) for name, n in shortfalls.items() if pd.notna(n) and n > 0]
    return "; ".join(
        f"{t.words(snapshot.dictionary.get(name).short)} {t.number(n)}"
        for n, name in sorted(known, key=lambda one: (-one[0], one[1]))
    )


def visits_summary(found: Agency, snapshot: Snapshot, t: Translator) -> str:
    """How much the first villages hold, and what is counted; or why nothing can be ranked."""
    if not found.counted:
        return t("convergence.visits_no_target", agency=found.name)
    held, top = found.held, len(found.top)
    if held is None:
        return t("convergence.visits_none_short", agency=found.name)
    if not top:
        return t("convergence.visits_none_here", n=len(found.visits.villages))
    share = t.share(float(held), 1)
    some, whole = t.number(int(found.top["shortfall"].sum())), t.number(found.whole)
    if found.indicator is not None:
        own = snapshot.dictionary.get(found.indicator)
        return t(
            "convergence.visits_held_one", n=top, some=some, whole=whole, share=share,
            indicator=t.words(own.short), counted=t.counted(own, found.whole),
        )  # fmt: skip
    said = t(
        "convergence.visits_held", n=top, some=some, whole=whole, share=share, agency=found.name
    )  # fmt: skip
    if len(found.counted) == 1:
        return said
    units = (t.words(snapshot.dictionary.get(one).counted) for one in found.counted)
    return f"{said} {t('convergence.visits_counted', units=t.listing(dict.fromkeys(units)))}"


def left_out(found: Agency, snapshot: Snapshot, t: Translator) -> tuple[str, ...]:
    """The villages that cannot be ranked, named; and how many lack nothing."""
    visits = found.visits
    sentences = []
    if visits.unknown:
        sentences.append(
            t("convergence.visits_unknown", n=len(visits.unknown),
              names=_some(visits.unknown, snapshot, t))
        )  # fmt: skip
    if visits.nobody:
        sentences.append(
            t("convergence.visits_nobody", n=len(visits.nobody),
              names=_some(visits.nobody, snapshot, t))
        )  # fmt: skip
    if found.counted and (nothing := len(visits.villages) - len(visits.needy)):
        sentences.append(t("convergence.visits_lack_nothing", n=nothing))
    return tuple(sentences)


def _some(codes: tuple[str, ...], snapshot: Snapshot, t: Translator) -> str:
    names = [place_name(code, snapshot, t) for code in codes[:_NAMES]]
    if len(codes) > _NAMES:
        names.append(t("convergence.and_more", n=len(codes) - _NAMES))
    return "; ".join(names)


def scope_words(found: Agency, snapshot: Snapshot, t: Translator) -> str:
    """Which villages are ranked."""
    district = None if found.district is None else snapshot.names[found.district]
    if found.shown == "formed":
        if district is None:
            return t("convergence.scope_formed", area=snapshot.area_name)
        return t("convergence.scope_formed_in", district=district)
    if district is None:
        return t("convergence.scope_all", area=snapshot.area_name)
    return t("convergence.scope_all_in", district=district)
