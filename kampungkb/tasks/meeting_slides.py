"""The slides on the whole area: formation, map, shortfalls, districts, agencies and plan."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.judged import judged
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.indicators import Target
from kampungkb.tasks.brief_requests import worst_units
from kampungkb.tasks.brief_source import listed
from kampungkb.tasks.brief_tables import short_rows
from kampungkb.tasks.convergence_agency import most_short
from kampungkb.tasks.gaps_view import formation_made_up, rows_made_up
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.meeting_map import area_map
from kampungkb.tasks.meeting_view import (
    AGENCIES,
    DISTRICTS,
    GAPS,
    MAP,
    PLAN,
    STATUS,
    Bar,
    Column,
    Drill,
    Figure,
    Mark,
    MeetingSource,
    Progress,
    Slide,
    district_key,
    slide_name,
    source_words,
)
from kampungkb.tasks.summary import full_target
from kampungkb.tasks.words import target_source, targets_words

# Lines that a slide holds at 20 pixels and more.
BARS: Final = 7
_COLUMNS: Final = 10
_NAMED: Final = 6


def area_slide(of: MeetingSource, key: str) -> Slide:
    """One slide on the whole area, by its key (`meeting_view.WHOLE`)."""
    return {
        STATUS: _status, MAP: _map, GAPS: _gaps, DISTRICTS: _districts, AGENCIES: _agencies,
        PLAN: _plan,
    }[key](of)  # fmt: skip


def _status(of: MeetingSource) -> Slide:
    t, stand = of.t, of.ledger.rollout
    drill = Drill(page="pembentukan")
    said: dict[str, Any] = {"formed": t.number(stand.formed), "villages": t.number(stand.villages)}
    if not stand.villages:
        title = t("meeting.no_register")
    elif stand.target is None or stand.to_form is None:
        title = t("meeting.status_plain", **said)
    elif stand.to_form == 0:
        title = t("meeting.status_reached", target=_formed_target(of, stand.target), **said)
    else:
        title = t(
            "meeting.status_title", n=stand.to_form, target=_formed_target(of, stand.target), **said
        )
    return Slide(
        key=STATUS, name=slide_name(of.snapshot, t, STATUS), kind="status", title=title,
        drill=drill, figures=tuple(_status_figures(of, drill)), progress=_progress(of),
        is_made_up=formation_made_up(of.ledger),
        source=source_words(of, (FORMED_INDICATOR,), tuple(of.snapshot.parents)),
    )  # fmt: skip


def _formed_target(of: MeetingSource, target: Target) -> str:
    return shown_target(of.t, of.snapshot.dictionary.get(FORMED_INDICATOR), target)


def _status_figures(of: MeetingSource, drill: Drill) -> Iterator[Figure]:
    t, stand = of.t, of.ledger.rollout
    if not stand.villages:
        return
    made_up = stand.formed - stand.formed_official
    if made_up:
        official = t.number(stand.formed_official)
        note = t("meeting.figure_recorded", official=official, made_up=t.number(made_up))
    else:
        note = t("meeting.figure_official") if stand.formed else t("meeting.figure_none")
    share = t.share(stand.formed / stand.villages)
    yield Figure(
        key="terbentuk", value=t.number(stand.formed), tone="met", note=note, drill=drill,
        label=t("meeting.figure_formed", share=share),
    )  # fmt: skip
    if stand.target is not None and stand.to_form is not None and stand.target_villages is not None:
        yield Figure(
            key="sasaran", value=t.number(stand.to_form), tone="below" if stand.to_form else "met",
            label=t("meeting.figure_more", target=_formed_target(of, stand.target)),
            note=t("meeting.figure_goal", n=t.number(stand.target_villages),
                   law=target_source(stand.target)),
            drill=drill,
        )  # fmt: skip
    full, left = full_target(of.snapshot), stand.villages - stand.formed
    every = t.number(stand.villages)
    yield Figure(
        key="semua", value=t.number(left), tone="below" if left else "met",
        label=t("meeting.figure_more", target=t.share(1, 0)),
        note=t("meeting.figure_every", n=every) if full is None
        else t("meeting.figure_whole", n=every, law=target_source(full)),
        drill=drill,
    )  # fmt: skip


def _progress(of: MeetingSource) -> Progress | None:
    t, stand = of.t, of.ledger.rollout
    if not stand.villages:
        return None
    marks = [Mark(key="semua", at=1.0, label=t("meeting.mark_goal", target=t.share(1, 0),
                                               n=t.number(stand.villages)))]  # fmt: skip
    if stand.target is not None and stand.target_villages is not None:
        label = t("meeting.mark_goal", target=_formed_target(of, stand.target),
                  n=t.number(stand.target_villages))  # fmt: skip
        at = stand.target_villages / stand.villages
        marks.insert(0, Mark(key="sasaran", at=at, label=label))
    return Progress(done=stand.formed / stand.villages, marks=tuple(marks))


def _map(of: MeetingSource) -> Slide:
    t, snapshot, stand = of.t, of.snapshot, of.ledger.rollout
    formed = Counter(snapshot.parents[code] for code in stand.formed_codes)
    codes = [str(code) for code in snapshot.districts["code"]]
    without = [code for code in codes if not formed[code]]
    if without or not codes:
        title = t("meeting.map_without", n=len(without), all=t.number(len(codes)))
    else:
        most = min(codes, key=lambda code: (-formed[code], code))
        inside = sum(parent == most for parent in snapshot.parents.values())
        title = t("meeting.map_everywhere", place=place_name(most, snapshot, t),
                  some=t.number(formed[most]), n=t.number(inside))  # fmt: skip
    drill = Drill(page="peta", choices=(("indikator", FORMED_INDICATOR),))
    notes = []
    if without:
        names = listed(t, (snapshot.names[code] for code in without), _NAMED)
        notes.append(t("meeting.map_list", names=names))
    drawn = area_map(of)
    notes.append(t("meeting.map_missing") if drawn is None else t("meeting.map_numbers"))
    return Slide(
        key=MAP, name=slide_name(snapshot, t, MAP), kind="map", title=title, drill=drill,
        figures=(
            Figure(key="terbentuk", value=t.number(stand.formed), tone="met",
                   label=t("meeting.map_formed"), drill=drill),
            Figure(key="belum", value=t.number(stand.villages - stand.formed),
                   label=t("meeting.map_not_formed"), tone="none", drill=drill),
        ),
        map=drawn, notes=tuple(notes), is_made_up=formation_made_up(of.ledger),
        source=source_words(of, (FORMED_INDICATOR,), tuple(snapshot.parents)),
    )  # fmt: skip


def short_bars(of: MeetingSource, rows: pd.DataFrame, most: int, **choices: str) -> tuple[Bar, ...]:
    """Where most people are missing in a unit, the indicators with most first.

    What cannot be added up takes no part, as in a brief. Coverage below 80 % stands last and says
    so: its people are only those of the villages that reported.

    Parameters
    ----------
    rows : DataFrame
        Of one unit, as the ledger has them.
    **choices
        Of the page of the gaps, beside the indicator.
    """
    short = _countable(of, rows).head(most)
    longest = int(short["shortfall"].max()) if len(short) else 0
    return tuple(_bar(of, one, longest, choices) for one in short.to_dict("records"))


def _countable(of: MeetingSource, rows: pd.DataFrame) -> pd.DataFrame:
    short = short_rows(rows)
    short = short[short["indicator"].isin(of.brief.added)]
    return short.sort_values("low_coverage", kind="stable")


def _bar(of: MeetingSource, row: dict[Any, Any], longest: int, choices: dict[str, str]) -> Bar:
    t, indicator = of.t, of.snapshot.dictionary.get(row["indicator"])
    n = int(row["shortfall"])
    target = of.brief.target_text(indicator)
    value = shown_value(t, indicator, row["value"])
    beside = indicator.responsible
    if row["low_coverage"]:
        beside = t(
            "meeting.coverage",
            some=t.number(row["villages_with_value"]),
            n=t.number(row["villages"]),
        )
    remark = f"{t('meeting.target_of', value=value, target=target)} · {beside}"
    return Bar(
        key=indicator.code, name=t.words(indicator.short), value=t.number(n),
        counted=t.counted(indicator, n), part=n / longest,
        remark=remark,
        drill=Drill(page="kesenjangan", choices=(("indikator", indicator.code), *choices.items())),
    )  # fmt: skip


def _gaps(of: MeetingSource) -> Slide:
    t, rows = of.t, of.ledger.regency
    bars = short_bars(of, rows, BARS)
    drill = Drill(page="kesenjangan")
    if not bars:
        return _without_gaps(of, GAPS)
    indicator = of.snapshot.dictionary.get(bars[0].key)
    place, most = worst_units(of.ledger.district)[indicator.code]
    title = t(
        "meeting.gaps_title", indicator=bars[0].name, n=bars[0].value, counted=bars[0].counted,
        target=of.brief.target_text(indicator), place=place_name(place, of.snapshot, t),
        most=t.number(most),
    )  # fmt: skip
    codes = [bar.key for bar in bars]
    return Slide(
        key=GAPS, name=slide_name(of.snapshot, t, GAPS), kind="bars", title=title, drill=drill,
        bars=bars, is_made_up=bool(rows_made_up(rows[rows["indicator"].isin(codes)]).any()),
        source=source_words(of, codes, tuple(of.snapshot.parents)),
    )  # fmt: skip


def _services(of: MeetingSource, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a shortfall that can be added up."""
    own = rows[rows["indicator"].isin(of.brief.added)]
    return own[own["shortfall"].notna()]


def _districts(of: MeetingSource) -> Slide:
    t, snapshot = of.t, of.snapshot
    own = _services(of, of.ledger.district)
    sums = own.groupby("code")["shortfall"].sum().astype("int64")
    sums = sums[sums > 0]
    if sums.empty:
        return _without_gaps(of, DISTRICTS)
    ordered = sorted(sums.index, key=lambda code: (-int(sums[code]), code))[:BARS]
    formed = Counter(snapshot.parents[code] for code in of.ledger.rollout.formed_codes)
    villages = Counter(snapshot.parents.values())
    longest = int(sums[ordered[0]])
    bars = tuple(
        Bar(
            key=code, name=snapshot.names[code], value=t.number(int(sums[code])),
            counted=t("meeting.services"), part=int(sums[code]) / longest,
            remark=t("meeting.formed_of", some=t.number(formed[code]), n=t.number(villages[code])),
            drill=Drill(page="profil", choices=(("wilayah", code),), slide=district_key(code)),
        )
        for code in ordered
    )  # fmt: skip
    title = t(
        "meeting.districts_title", place=place_name(ordered[0], snapshot, t), most=bars[0].value,
        n=t.number(int(sums.sum())), area=snapshot.area_name,
    )  # fmt: skip
    return Slide(
        key=DISTRICTS, name=slide_name(snapshot, t, DISTRICTS), kind="bars", title=title,
        drill=Drill(page="kesenjangan", choices=(("lihat", "shortfall"),)), bars=bars,
        notes=(t("meeting.services_note"),),
        is_made_up=bool(rows_made_up(own).any()) or formation_made_up(of.ledger),
        source=source_words(of, of.brief.added, tuple(snapshot.parents)),
    )  # fmt: skip


def _without_gaps(of: MeetingSource, key: str) -> Slide:
    t = of.t
    known = len(_services(of, of.ledger.regency)) > 0
    title = t("meeting.gaps_none") if known else t("meeting.gaps_unknown")
    return Slide(
        key=key, name=slide_name(of.snapshot, t, key), kind="sentence", title=title,
        drill=Drill(page="kesenjangan" if known else "unggah"),
        notes=() if known else (t("meeting.gaps_fill"),), source=source_words(of, (), ()),
    )  # fmt: skip


def _agencies(of: MeetingSource) -> Slide:
    t = of.t
    rows = of.ledger.rows("agency")
    own = _services(of, rows)
    sums = own.groupby("code")["shortfall"].sum().astype("int64")
    sums = sums[sums > 0]
    if sums.empty:
        return _without_gaps(of, AGENCIES)
    order = of.snapshot.dictionary.agencies
    ordered = sorted(sums.index, key=lambda name: (-int(sums[name]), order.index(name)))
    longest, total = int(sums[ordered[0]]), int(sums.sum())
    bars = tuple(
        Bar(
            key=name, name=name, value=t.number(int(sums[name])), counted=t("meeting.services"),
            part=int(sums[name]) / longest,
            remark=_task(of, rows[rows["code"] == name]),
            drill=Drill(page="konvergensi", choices=(("opd", name),)),
        )
        for name in ordered[:BARS]
    )  # fmt: skip
    title = t(
        "meeting.agencies_title", agency=ordered[0], n=t.number(total),
        share=t.share(longest / total, 0),
    )  # fmt: skip
    return Slide(
        key=AGENCIES, name=slide_name(of.snapshot, t, AGENCIES), kind="bars", title=title,
        drill=Drill(page="konvergensi"), bars=bars, notes=(t("meeting.services_note"),),
        is_made_up=bool(rows_made_up(rows).any()),
        source=source_words(of, of.brief.added, tuple(of.snapshot.parents)),
    )  # fmt: skip


def _task(of: MeetingSource, rows: pd.DataFrame) -> str:
    """How many targets an agency has not met, and where most is missing."""
    t = of.t
    parts = [targets_words(t, judged(rows))]
    top = most_short(rows, of.brief.added)
    if top is not None:
        indicator, n = of.snapshot.dictionary.get(top["indicator"]), int(top["shortfall"])
        parts.append(
            t("meeting.agency_most", indicator=t.words(indicator.short), n=t.number(n),
              counted=t.counted(indicator, n))
        )  # fmt: skip
    return "; ".join(parts)


def _plan(of: MeetingSource) -> Slide:
    t, stand = of.t, of.ledger.rollout
    name = slide_name(of.snapshot, t, PLAN)
    formed = frozenset(stand.formed_codes)
    # A village of the plan that has been formed meanwhile is not formed twice.
    ahead = {code: quarter for code, quarter in of.quarters.items()
             if code in of.snapshot.parents and code not in formed}  # fmt: skip
    if not ahead:
        return Slide(
            key=PLAN, name=name, kind="sentence", title=t("meeting.plan_none"),
            drill=Drill(page="simulasi"), notes=(t("meeting.plan_fill"),),
            source=source_words(of, (), ()),
        )  # fmt: skip
    added = sorted(Counter(ahead.values()).items())
    total = stand.formed + len(ahead)
    title = t(
        "meeting.plan_title", n=len(ahead), quarter=t.period(added[-1][0]), total=t.number(total),
        villages=t.number(stand.villages), share=t.share(total / stand.villages),
    )  # fmt: skip
    return Slide(
        key=PLAN, name=name, kind="columns", title=title, columns=tuple(_columns(of, added)),
        drill=Drill(page="simulasi", choices=(("isi", "skenario"),)),
        notes=(t("meeting.plan_note"),), is_made_up=formation_made_up(of.ledger),
        source=source_words(of, (FORMED_INDICATOR,), tuple(of.snapshot.parents)),
    )  # fmt: skip


def _columns(of: MeetingSource, added: list[tuple[str, int]]) -> Iterator[Column]:
    """One column per quarter; those that a slide does not hold are one."""
    t = of.t
    groups = [(t.period_short(quarter), n, quarter) for quarter, n in added]
    if len(groups) > _COLUMNS:
        rest = groups[_COLUMNS - 1 :]
        groups = [*groups[: _COLUMNS - 1],
                  (t("meeting.plan_later"), sum(n for _, n, _ in rest), rest[0][2])]  # fmt: skip
    most, total = max(n for _, n, _ in groups), of.ledger.rollout.formed
    for label, n, quarter in groups:
        total += n
        yield Column(key=quarter, label=label, value=t.number(n), part=n / most,
                     total=t("meeting.plan_sum", n=t.number(total)))  # fmt: skip
