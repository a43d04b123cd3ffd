"""What briefs say: of the whole area, a district, a village and an agency, and all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.judged import judged
from kampungkb.exports.brief_map import BriefMap
from kampungkb.exports.brief_parts import BriefContent, BriefTable, KeyFigure, Progress, Request
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.tasks.brief_maps import drawn, formed_map, shortfall_map, unit_map
from kampungkb.tasks.brief_plan import (
    agency_plan_table,
    district_plan_table,
    plan_made_up,
    plan_table,
    village_plan,
)
from kampungkb.tasks.brief_requests import Worst, not_reported, requests, worst_units
from kampungkb.tasks.brief_source import (
    BriefSource,
    below_figure,
    file_name,
    formed_figure,
    listed,
    page_words,
    services_figure,
    source_titles,
    state_words,
)
from kampungkb.tasks.brief_tables import (
    VILLAGES,
    indicator_table,
    short_rows,
    unit_table,
    visit_table,
    worst_columns,
)
from kampungkb.tasks.convergence_agency import agency, agency_finding
from kampungkb.tasks.gaps_view import formation_made_up, rows_made_up
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.place import extent, place_figures, villages_of
from kampungkb.tasks.profile_view import (
    judged_targets,
    missing_indicators,
    profile_finding,
    profile_rows,
    uses_made_up,
)
from kampungkb.tasks.snapshot import Snapshot

_DISTRICTS: Final = 40
_NAMED: Final = 12


def brief_source(
    snapshot: Snapshot, ledger: Ledger, t: Translator, *, folder: Path, printed_at: datetime
) -> BriefSource:
    """What briefs are made from; see `BriefSource`."""
    return BriefSource(snapshot=snapshot, ledger=ledger, t=t, folder=folder, printed_at=printed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one brief says, without what all of them have."""

    code: str
    name: str
    kind: str
    title: str
    subtitle: str
    lead: str
    figures: tuple[KeyFigure, ...]
    map: BriefMap
    progress: Progress | None = None
    points: tuple[str, ...]
    tables: tuple[BriefTable, ...]
    requests: tuple[Request, ...]
    # Of what is shown, for the sources.
    villages: tuple[str, ...]
    is_made_up: bool
    # None: all.
    indicators: tuple[str, ...] | None = None
    map_part: float = 1.42
    pages: int = 2


def content_of(of: BriefSource, said: _Said) -> BriefContent:
    """A brief with the words, notes and sources that every brief has."""
    t = of.t
    return BriefContent(
        language=t.language,
        file_name=file_name(of, said.code, said.name, is_made_up=said.is_made_up),
        kind=said.kind,
        title=said.title,
        subtitle=said.subtitle,
        lead=said.lead,
        figures=said.figures,
        map=drawn(of, said.map),
        map_caption=said.map.caption,
        map_part=said.map_part,
        legend=said.map.legend,
        progress=said.progress,
        points=said.points,
        points_title=t("brief.points_title"),
        tables=said.tables,
        requests=said.requests,
        notes=(t("brief.how"),),
        sources=source_titles(
            of,
            of.ledger.indicators if said.indicators is None else said.indicators,
            said.villages,
        ),
        is_made_up=said.is_made_up,
        words=page_words(
            of, said.map.caption, is_made_up=said.is_made_up, no_requests=t("brief.no_requests")
        ),
        pages=said.pages,
        printed_on=of.local.date(),
    )


def regency_brief(of: BriefSource) -> BriefContent:
    """The brief of the whole area."""
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    rows = ledger.regency
    codes = tuple(snapshot.villages["code"])
    said = _Said(
        code=snapshot.area_code,
        name=snapshot.area_name,
        kind=t("brief.kind"),
        title=t("brief.title_area", area=snapshot.area_name),
        subtitle=state_words(of),
        lead=_regency_lead(of),
        figures=(
            formed_figure(of, codes),
            *_to_form(of),
            below_figure(t, judged(rows)),
            services_figure(of, rows),
        ),
        map=formed_map(of),
        progress=_progress(of),
        points=tuple(_regency_points(of)),
        tables=(*plan_table(of), indicator_table(of, rows), _district_table(of)),
        requests=requests(of, rows, worst_units(ledger.district), not_reported(of)),
        villages=codes,
        is_made_up=uses_made_up(ledger) or plan_made_up(of),
    )
    return content_of(of, said)


def _regency_lead(of: BriefSource) -> str:
    t, stand = of.t, of.ledger.rollout
    if not stand.villages:
        return t("brief.lead_no_register")
    if stand.target is None or stand.to_form is None:
        return t(
            "brief.lead_no_target", formed=t.number(stand.formed), villages=t.number(stand.villages)
        )
    indicator = of.snapshot.dictionary.get(FORMED_INDICATOR)
    return t(
        "map.finding_formed",
        formed=t.number(stand.formed),
        villages=t.number(stand.villages),
        official=t.number(stand.formed_official),
        n=stand.to_form,
        target=shown_target(t, indicator, stand.target),
    )


def _to_form(of: BriefSource) -> Iterator[KeyFigure]:
    t, stand = of.t, of.ledger.rollout
    left = stand.villages - stand.formed
    if stand.target is None or stand.to_form is None or stand.target_villages is None:
        yield KeyFigure(value=t.number(left), label=t("brief.figure_left"))
        return
    indicator = of.snapshot.dictionary.get(FORMED_INDICATOR)
    target = shown_target(t, indicator, stand.target)
    yield KeyFigure(
        value=t.number(stand.to_form),
        label=t("brief.figure_to_form", target=target),
        note=t("brief.figure_to_form_note", n=stand.target_villages, left=t.number(left)),
    )


def _progress(of: BriefSource) -> Progress | None:
    t, stand = of.t, of.ledger.rollout
    if not stand.villages:
        return None
    goal = stand.target_villages
    share = "" if stand.target is None or goal is None else of.target_text(
        of.snapshot.dictionary.get(FORMED_INDICATOR)
    )  # fmt: skip
    return Progress(
        done=stand.formed / stand.villages,
        done_text=t("brief.progress", n=stand.formed),
        goal=None if goal is None else goal / stand.villages,
        goal_text="" if goal is None else t("brief.goal", n=t.number(goal), share=share),
        all_text=t("brief.all", n=t.number(stand.villages)),
    )


def _regency_points(of: BriefSource) -> Iterator[str]:
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    yield from _worst_points(of, ledger.regency, worst_units(ledger.district), 3)
    moved = ledger.changes
    worse = moved[moved["direction"] == "worse"]
    worse = worse[worse.index.isin(of.added)]
    if len(worse):
        code = str(worse["change"].abs().idxmax())
        name = t.words(snapshot.dictionary.get(code).short)
        yield t(
            "brief.moved_worse", indicator=name,
            period=t.period(str(worse.at[code, "period_before"])),
        )  # fmt: skip
    formed = {snapshot.parents[code] for code in ledger.rollout.formed_codes}
    without = [of.names[code] for code in snapshot.districts["code"] if code not in formed]
    if without:
        yield t("brief.districts_without", n=len(without), names=listed(t, without, _NAMED))
    if low := int(ledger.regency["low_coverage"].sum()):
        yield t("brief.coverage_low", n=low)


def _worst_points(of: BriefSource, rows: pd.DataFrame, worst: Worst, most: int) -> Iterator[str]:
    """Where most people are missing; coverage below 80 % takes no part."""
    t = of.t
    short = short_rows(rows)
    short = short[~short["low_coverage"] & short["indicator"].isin(of.added)].head(most)
    for code, n in zip(short["indicator"], short["shortfall"], strict=True):
        indicator = of.snapshot.dictionary.get(code)
        said: dict[str, Any] = {
            "indicator": t.words(indicator.short), "n": int(n),
            "counted": t.counted(indicator, int(n)), "target": of.target_text(indicator),
        }  # fmt: skip
        top = worst.get(str(code))
        if top is None:
            yield t("brief.worst", **said)
        else:
            place = of.names[top[0]]
            yield t("brief.worst_places", place=place, most=t.number(top[1]), **said)


def _district_table(of: BriefSource) -> BriefTable:
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    codes = list(snapshot.districts["code"])
    formed = [snapshot.parents[one] for one in ledger.rollout.formed_codes]
    villages = list(snapshot.parents.values())
    return unit_table(
        of, ledger.district, codes, worst_columns(of, ledger.regency),
        {code: t("brief.of", some=t.number(formed.count(code)), n=t.number(villages.count(code)))
         for code in codes},
        title=t("brief.by_district"), head=t("brief.column_district"),
        empty=t("brief.no_districts"), most=_DISTRICTS,
    )  # fmt: skip


def district_brief(of: BriefSource, code: str) -> BriefContent:
    """The brief of a district.

    Raises
    ------
    UnknownAreaError
        Not a district of the register.
    """
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    inside = tuple(villages_of(snapshot, code))
    rows = profile_rows(snapshot, ledger, code)
    finding = profile_finding(snapshot, ledger, code, rows, t)
    villages = ledger.village[ledger.village["code"].isin(inside)]
    worst = worst_units(villages)
    formed = frozenset(ledger.rollout.formed_codes)
    words = {one: t("brief.yes") if one in formed else t("brief.no") for one in inside}
    table = unit_table(
        of, villages, inside, worst_columns(of, rows), words, title=t("brief.by_village"),
        head=t("brief.column_village"), empty=t("brief.no_villages"), most=VILLAGES,
    )  # fmt: skip
    said = _Said(
        code=code,
        name=snapshot.names[code],
        kind=t("brief.kind_district"),
        title=t("brief.title_district", district=snapshot.names[code]),
        subtitle=f"{of.area_name} ({code}) · {state_words(of)}",
        lead=finding,
        figures=(
            formed_figure(of, inside),
            _people(of, code),
            below_figure(t, judged_targets(rows)),
            services_figure(of, rows),
        ),
        map=unit_map(of, code),
        points=tuple(_worst_points(of, rows, worst, 4)),
        tables=(
            indicator_table(of, rows, beside=_regency_values(of)),
            *district_plan_table(of, code),
            table,
        ),
        requests=requests(of, rows, worst, dict(missing_indicators(snapshot, ledger, code))),
        villages=inside,
        is_made_up=uses_made_up(ledger) or plan_made_up(of),
    )
    return content_of(of, said)


def village_brief(of: BriefSource, code: str) -> BriefContent:
    """The brief of a village.

    Raises
    ------
    UnknownAreaError
        Not a village of the register.
    """
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    rows = profile_rows(snapshot, ledger, code)
    district = snapshot.parents[code]
    targets = rows[~rows["is_state"]]
    plan = village_plan(of, code)
    said = _Said(
        code=code,
        name=snapshot.names[code],
        kind=t("brief.kind_village"),
        title=snapshot.names[code],
        subtitle=f"{_district(of, district)} ({code}) · {state_words(of)}",
        lead=profile_finding(snapshot, ledger, code, rows, t),
        figures=(
            _state(of, code),
            _people(of, code),
            below_figure(t, judged_targets(rows)),
            services_figure(of, rows),
        ),
        map=unit_map(of, district, code),
        points=(*([plan] if plan else []), *_worst_points(of, targets, {}, 4)),
        tables=(indicator_table(of, targets, beside=_regency_values(of), most=16),),
        requests=requests(of, targets, {}, dict(missing_indicators(snapshot, ledger, code))),
        villages=(code,),
        is_made_up=uses_made_up(ledger) or (bool(plan) and plan_made_up(of)),
        map_part=0.62,
        pages=1,
    )  # fmt: skip
    return content_of(of, said)


def _district(of: BriefSource, code: str) -> str:
    return of.t("brief.title_district", district=of.names[code])


def _regency_values(of: BriefSource) -> pd.Series:
    return of.ledger.regency.set_index("indicator")["value"]


def _people(of: BriefSource, code: str) -> KeyFigure:
    t, found = of.t, extent(of.snapshot, code)
    years = "" if found.years is None else "–".join(dict.fromkeys(found.years))
    note = t("brief.figure_people_note", year=years) if years else t("common.no_data")
    return KeyFigure(value=t.number(found.population), label=t("brief.figure_people"), note=note)


def _state(of: BriefSource, code: str) -> KeyFigure:
    t, found = of.t, place_figures(of.snapshot, of.ledger, code)
    if not found.formed:
        return KeyFigure(value=t("brief.not_formed"), label=t("brief.state_label"))
    day = found.formed_on
    return KeyFigure(
        value=t("brief.formed"),
        label=t("brief.state_label"),
        note=t("brief.formed_no_day") if day is None or pd.isna(day)
        else t("brief.formed_on", date=t.date(day)),
    )  # fmt: skip


def agency_brief(of: BriefSource, name: str) -> BriefContent:
    """The brief of an agency that is responsible for an indicator."""
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    found = agency(snapshot, ledger, name)
    rows = ledger.regency[ledger.regency["indicator"].isin(found.rows["indicator"])]
    counted = found.visits.villages.set_index("code")["shortfall"]
    missing = {name: found.not_reported} if found.not_reported else {}
    codes, worst = tuple(found.rows["indicator"]), worst_units(ledger.district)
    plan = agency_plan_table(of, name)
    said = _Said(
        code="",
        name=name,
        kind=t("brief.kind_agency"),
        title=t("brief.title_agency", agency=name),
        subtitle=f"{of.area_name} · {state_words(of)}",
        lead=agency_finding(found, snapshot, t),
        figures=(
            below_figure(t, judged(rows)),
            services_figure(of, rows),
            KeyFigure(
                value=t.number(len(found.visits.needy)) if found.counted else DASH,
                label=t("brief.figure_villages"),
                note=t("brief.figure_villages_note", n=len(counted)),
            ),
        ),
        map=shortfall_map(of, counted),
        points=tuple(_worst_points(of, rows, worst, 4)),
        tables=(indicator_table(of, rows, is_of_agency=True), *plan, visit_table(of, found)),
        requests=requests(of, rows, worst, missing),
        villages=tuple(snapshot.villages["code"]),
        indicators=codes,
        is_made_up=bool(rows_made_up(rows).any())
        or formation_made_up(ledger)
        or (bool(plan) and plan_made_up(of)),
    )
    return content_of(of, said)


def agencies(of: BriefSource) -> tuple[str, ...]:
    """The agencies that have a brief: responsible for an indicator of villages."""
    dictionary = of.snapshot.dictionary
    asked = {one.responsible for one in dictionary if one.lowest_level == "village"}
    return tuple(one for one in dictionary.agencies if one in asked)


Part = Literal["regency", "districts", "agencies", "villages"]
PARTS: Final[tuple[Part, ...]] = ("regency", "districts", "agencies", "villages")


def every_brief(
    of: BriefSource, parts: tuple[Part, ...] = PARTS
) -> tuple[int, Iterator[BriefContent]]:
    """How many briefs there are, and each of them, made when it is asked for.

    Parameters
    ----------
    of : BriefSource
    parts : tuple of str
        In this order: of the whole area, its districts, its agencies, its villages.
    """
    snapshot = of.snapshot
    made = {
        "regency": [partial(regency_brief, of)],
        "districts": [partial(district_brief, of, code) for code in snapshot.districts["code"]],
        "agencies": [partial(agency_brief, of, name) for name in agencies(of)],
        "villages": [partial(village_brief, of, code) for code in snapshot.villages["code"]],
    }
    every = [one for part in parts for one in made[part]]
    return len(every), (one() for one in every)
