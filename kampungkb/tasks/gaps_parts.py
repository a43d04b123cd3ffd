"""The views of the gaps: for each its sentence, its figure, what belongs under it, and its rows."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.analysis.comparison import formed_comparison
from kampungkb.analysis.distribution import value_bins
from kampungkb.charts.canvas import mark_row
from kampungkb.charts.distribution import distribution
from kampungkb.charts.gap_bullets import gap_bullets, gap_bullets_height
from kampungkb.charts.gap_heat import gap_heat, gap_heat_height
from kampungkb.charts.rank_dots import rank_dots, rank_dots_height
from kampungkb.charts.shortfall_bars import shortfall_bars, shortfall_bars_height
from kampungkb.charts.theme import Palette
from kampungkb.charts.trend import trend
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.gaps_finding import (
    Told,
    comparison_words,
    course_finding,
    course_notes,
    heat_finding,
    indicator_finding,
    shortfall_finding,
    showing,
    villages_asked,
)
from kampungkb.tasks.gaps_tables import (
    GapTable,
    course_table,
    heat_table,
    ranking_table,
    shortfall_table,
    unit_table,
)
from kampungkb.tasks.gaps_time import course_view, moved
from kampungkb.tasks.gaps_unit import target_words
from kampungkb.tasks.gaps_view import (
    CHART_ROWS,
    COMPANIONS,
    GapChoice,
    View,
    as_record,
    charted,
    chosen_by_made_up,
    formation_made_up,
    heat_view,
    ranked,
    rows_made_up,
    shortfall_view,
    unit_rows,
)
from kampungkb.tasks.words import row_text, stated_verdicts

_PLAIN_HEIGHT: Final = 380


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One view in one state."""

    finding: str
    showing: str
    title: str
    # None: there is nothing to draw, and `empty` says why.
    figure: go.Figure | None
    empty: str
    height: int
    notes: tuple[str, ...]
    table: GapTable | None
    made_up: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a view is made from."""

    told: Told
    choice: GapChoice
    indicator: Indicator
    palette: Palette

    @property
    def short(self) -> str:
        """The indicator's short name."""
        return self.told.t.words(self.indicator.short)

    def mark(self, *, made_up: bool) -> str | None:
        """The words inside a figure that holds a made-up number."""
        return self.told.t("common.illustrative_ribbon") if made_up else None

    @property
    def by_formation(self) -> bool:
        """Whether the choice of villages itself rests on made-up data."""
        return chosen_by_made_up(self.told.scope, self.told.ledger)

    def target_text(self) -> str | None:
        """The label of the target's line."""
        target = self.told.target(self.indicator)
        if target is None or target.value is None:
            return None
        return target_words(self.told.t, self.indicator, target)


def parts(asked: Asked) -> Parts:
    """The view that was chosen."""
    makers: dict[View, Callable[[Asked], Parts]] = {
        "achieved": _achieved,
        "indicators": _indicators,
        "shortfall": _shortfall,
        "distribution": _distribution,
        "course": _course,
        "ranking": _ranking,
    }
    return makers[asked.choice.view](asked)


def _marked(figure: go.Figure, codes: Sequence[str], asked: Asked) -> go.Figure:
    """A figure of rows in which the chosen one stands out."""
    names = list(figure.layout.yaxis.ticktext)
    mark_row(figure, list(codes), names, asked.told.shown.marked, asked.palette)
    return figure


def _own_rows(asked: Asked) -> pd.DataFrame:
    told = asked.told
    return unit_rows(told.scope, asked.indicator, told.shown, told.snapshot.parents)


def _moved(asked: Asked) -> pd.DataFrame:
    told = asked.told
    return moved(
        told.scope, told.values, told.ledger.terms, told.snapshot.area_code, told.shown.level
    )  # fmt: skip


def _named(told: Told, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose villages cannot be mistaken for one of the same name."""
    if told.shown.level == "district" or told.shown.inside is not None:
        return rows
    return rows.assign(name=_names(told, list(rows["code"])))


def _names(told: Told, codes: list[str]) -> list[str]:
    of = told.snapshot
    if told.shown.level == "district" or told.shown.inside is not None:
        return [of.names[code] for code in codes]
    # Sixteen names occur in more than one district.
    times = Counter(of.names[code] for code in of.parents)
    return [
        of.names[code]
        if times[of.names[code]] == 1
        else f"{of.names[code]} · {of.names[of.parents[code]]}"
        for code in codes
    ]


def _is_state(asked: Asked) -> bool:
    return asked.indicator.kind == "yes_no" and asked.told.shown.level == "village"


def _no_value(asked: Asked, rows: pd.DataFrame) -> str:
    t = asked.told.t
    if rows["value"].isna().all():
        return t("gaps.empty_indicator", indicator=asked.short)
    return t("gaps.empty_states", indicator=asked.short) if _is_state(asked) else ""


def _achieved(asked: Asked) -> Parts:
    told, t = asked.told, asked.told.t
    rows = _own_rows(asked)
    drawn = _named(told, charted(rows, told.shown.marked))
    made_up = bool(rows_made_up(rows).any()) or asked.by_formation
    empty = _no_value(asked, rows)
    figure = None
    if not empty:
        figure = gap_bullets(
            _stated(drawn), asked.indicator, target_text=asked.target_text(),
            selected=told.shown.marked, palette=asked.palette, t=t,
            mark=asked.mark(made_up=made_up),
        )  # fmt: skip
    return Parts(
        finding=indicator_finding(told, asked.indicator, rows),
        showing=showing(told, len(drawn), len(rows)),
        title=t(
            "gaps.title_achieved" if asked.target_text() is not None else "gaps.title_values",
            indicator=asked.short,
        ),
        figure=figure,
        empty=empty,
        height=gap_bullets_height(len(drawn)),
        notes=tuple(_companion(asked)),
        table=unit_table(told, asked.indicator, rows, _moved(asked)),
        made_up=made_up,
    )


def _stated(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the verdicts that a figure states: none where coverage is low."""
    return rows.assign(verdict=stated_verdicts(rows))


def _companion(asked: Asked) -> list[str]:
    """The indicator without which this one says nothing, over the same villages."""
    told, t = asked.told, asked.told.t
    code = COMPANIONS.get(asked.indicator.code)
    if code not in told.snapshot.dictionary.codes:
        return []
    other = told.snapshot.dictionary.get(code)
    frame = told.scope.regency if told.shown.inside is None else told.scope.district
    row = as_record(frame[(frame["code"] == told.whole) & (frame["indicator"] == code)])
    value = t("common.no_data") if row is None else row_text(t, other, row)
    return [t("gaps.companion", other=t.words(other.short), value=value)]


def _indicators(asked: Asked) -> Parts:
    told, t = asked.told, asked.told.t
    of = told.snapshot
    view = heat_view(
        told.scope, told.ledger.terms, asked.choice.codes, told.shown, of.parents
    )  # fmt: skip
    short = {code: t.words(of.dictionary.get(code).short) for code in asked.choice.codes}
    rows = view.cells[
        view.cells["code"].isin(view.units) & view.cells["indicator"].isin(view.indicators)
    ]
    made_up = bool(rows_made_up(rows).any()) or asked.by_formation
    figure = None
    if view.indicators and view.units:
        texts = [row_text(t, of.dictionary.get(r["indicator"]), r) for r in rows.to_dict("records")]
        units = list(zip(view.units, _names(told, list(view.units)), strict=True))
        figure = _marked(
            gap_heat(
                _stated(rows).assign(text=texts)[
                    ["code", "indicator", "verdict", "text", "shortfall"]
                ],
                units,
                [(code, short[code]) for code in view.indicators],
                palette=asked.palette,
                t=t,
                mark=asked.mark(made_up=made_up),
            ),
            view.units,
            asked,
        )
    notes = []
    if view.more_indicators:
        others = t.listing(short[code] for code in view.more_indicators)
        notes.append(t("gaps.more_indicators", n=len(view.indicators), indicators=others))
    if view.without_verdict and figure is not None:
        others = t.listing(short[code] for code in view.without_verdict)
        notes.append(t("gaps.without_verdict", indicators=others))
    count = len(view.units) + view.more_units
    return Parts(
        finding=heat_finding(told, view),
        showing=showing(told, len(view.units), count, rest_in_table=False),
        title=t("gaps.title_indicators"),
        figure=figure,
        empty="" if figure is not None else t("gaps.empty_heat"),
        height=gap_heat_height(len(view.units)),
        notes=tuple(notes),
        table=heat_table(told, view) if figure is not None else None,
        made_up=made_up,
    )


def _shortfall(asked: Asked) -> Parts:
    told, t = asked.told, asked.told.t
    of = told.snapshot
    view = shortfall_view(
        told.scope, of.dictionary, told.ledger.terms, asked.choice.codes, told.shown, of.parents
    )  # fmt: skip
    short = [t.words(of.dictionary.get(code).short) for code in view.states]
    notes = [t("gaps.people_twice")]
    if short:
        notes.append(t("gaps.states_left_out", indicators=t.listing(short)))
    if view.low_coverage:
        notes.append(t("gaps.some_low_coverage"))
    table = shortfall_table(told, view) if view.agencies else None
    made_up = asked.by_formation or (table is not None and any(table.made_up))
    figure = None
    if view.agencies:
        # A colour belongs to an agency, whichever of them are shown.
        fixed = {agency: place for place, agency in enumerate(of.dictionary.agencies)}
        figure = _marked(
            shortfall_bars(
                view.parts[view.parts["code"].isin(view.units)],
                list(zip(view.units, _names(told, list(view.units)), strict=True)),
                agencies=[(agency, fixed[agency]) for agency in view.agencies],
                palette=asked.palette,
                t=t,
                mark=asked.mark(made_up=made_up),
            ),
            view.units,
            asked,
        )
    return Parts(
        finding=shortfall_finding(told, view),
        showing=showing(told, len(view.units), len(view.all_units)),
        title=t("gaps.title_shortfall"),
        figure=figure,
        empty="" if figure is not None else t("gaps.empty_shortfall"),
        height=shortfall_bars_height(len(view.units)),
        notes=tuple(notes) if figure is not None else (),
        table=table,
        made_up=made_up,
    )


def _distribution(asked: Asked) -> Parts:
    told, t = asked.told, asked.told.t
    rows = _own_rows(asked)
    formed = told.ledger.rollout.formed_codes
    invented = formation_made_up(told.ledger)
    made_up = bool(rows_made_up(rows).any()) or invented
    empty = _no_value(asked, rows)
    figure = None
    notes: list[str] = []
    if not empty:
        target = told.target(asked.indicator)
        value = None if target is None or target.value is None else float(target.value)
        figure = distribution(
            value_bins(rows, formed), indicator=asked.indicator, target=value,
            target_text=asked.target_text(), palette=asked.palette, t=t,
            mark=asked.mark(made_up=made_up),
        )  # fmt: skip
        notes = comparison_words(
            told, asked.indicator, formed_comparison(rows, formed, kind=asked.indicator.kind),
            made_up=invented,
        )  # fmt: skip
    return Parts(
        finding=indicator_finding(told, asked.indicator, rows),
        showing=showing(told, len(rows), len(rows)),
        title=t("gaps.title_distribution", indicator=asked.short),
        figure=figure,
        empty=empty,
        height=_PLAIN_HEIGHT,
        notes=(*notes, *_companion(asked)),
        table=unit_table(told, asked.indicator, rows, _moved(asked)),
        made_up=made_up,
    )


def _course(asked: Asked) -> Parts:
    told, t, choice = asked.told, asked.told.t, asked.choice
    place = choice.place or told.snapshot.area_code
    where = told.place(place)
    view = course_view(
        told.snapshot, told.ledger, told.scope, told.values, asked.indicator,
        place=choice.place, deadline_year=choice.deadline_year,
    )  # fmt: skip
    title = t("gaps.title_course", indicator=asked.short, place=where)
    shown = (
        t("gaps.showing_village", place=where)
        if place in told.snapshot.parents
        else t("gaps.showing_course", place=where, villages=villages_asked(told))
    )
    if view is None or view.course.empty:
        rows = _own_rows(asked)
        empty = t("gaps.empty_indicator", indicator=asked.short)
        return Parts(
            finding=indicator_finding(told, asked.indicator, rows), showing=shown, title=title,
            figure=None, empty=t("gaps.empty_course") if view is None else empty,
            height=_PLAIN_HEIGHT, notes=(), table=None, made_up=False,
        )  # fmt: skip
    made_up = bool(rows_made_up(view.course).any()) or asked.by_formation
    value = None if view.target is None or view.target.value is None else float(view.target.value)
    figure = trend(
        view.course, asked.indicator, pace=view.pace, target=value,
        target_text=asked.target_text(), deadline=view.deadline, palette=asked.palette, t=t,
        mark=asked.mark(made_up=made_up),
        others=[(told.place(code), one) for code, one in view.others],
    )  # fmt: skip
    return Parts(
        finding=course_finding(told, asked.indicator, view, choice.place),
        showing=shown,
        title=title,
        figure=figure,
        empty="",
        height=_PLAIN_HEIGHT,
        notes=(*course_notes(told, asked.indicator, view), *_companion(asked)),
        table=course_table(told, asked.indicator, view, told.snapshot.names.get(place, place)),
        made_up=made_up,
    )


def _ranking(asked: Asked) -> Parts:
    told, t = asked.told, asked.told.t
    rows = _own_rows(asked)
    ranks = ranked(told.scope, asked.indicator, told.shown.level, told.snapshot.district_of)
    ranks = ranks[ranks["code"].isin(rows["code"])].reset_index(drop=True)
    placed = ranks[ranks["rank"].notna()]
    drawn = charted(placed, told.shown.marked)
    made_up = bool(rows_made_up(rows).any()) or asked.by_formation
    empty = "" if len(placed) else t("gaps.empty_ranking")
    if _is_state(asked):
        empty = t("gaps.empty_states", indicator=asked.short)
    figure = None
    if not empty:
        names = dict(zip(drawn["code"], _names(told, list(drawn["code"])), strict=True))
        figure = rank_dots(
            drawn, names=names, palette=asked.palette, t=t, mark=asked.mark(made_up=made_up)
        )
        figure = _marked(figure, list(drawn["code"]), asked)
    return Parts(
        finding=indicator_finding(told, asked.indicator, rows),
        showing=showing(told, len(drawn), len(rows)),
        title=t("gaps.title_ranking", indicator=asked.short),
        figure=figure,
        empty=empty,
        height=rank_dots_height(len(drawn)),
        notes=tuple(_rank_notes(asked, ranks)) if figure is not None else (),
        table=unit_table(told, asked.indicator, rows, _moved(asked))
        if _is_state(asked)
        else ranking_table(told, asked.indicator, ranks, rows),
        made_up=made_up,
    )


def _rank_notes(asked: Asked, ranks: pd.DataFrame) -> list[str]:
    told, t = asked.told, asked.told.t
    notes = [t("gaps.ranked_note")]
    out = list(ranks.loc[ranks["rank"].isna(), "code"])
    if len(out) > CHART_ROWS:
        notes.append(t("gaps.unranked_many", n=len(out)))
    elif out:
        notes.append(t("gaps.unranked", units=t.listing(_names(told, out))))
    return [*notes, *_companion(asked)]
