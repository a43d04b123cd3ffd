"""Villages formed so far, where the pace leads, and the way that is needed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    LINE,
    Key,
    count_scale,
    figure_of,
    key_lines,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.model.periods import period_end

_COLUMNS: Final = ["quarter", "end", "low", "median", "high"]


def formation_course(
    quarters: pd.DataFrame,
    path: pd.DataFrame | None,
    goals: Sequence[tuple[int, str]],
    *,
    now: tuple[date, int],
    by: date | None,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw the course so far, its projection as a fan, and lines for the goals.

    Parameters
    ----------
    quarters : DataFrame
        As ``quarters`` of `kampungkb.planning.pace.course`, with at least one row.
    path : DataFrame or None
        As ``path`` of `kampungkb.planning.pace.Projection`. None: there is no projection.
    goals : sequence of (villages, words)
        The lowest first; to each a way is drawn that ends at `by`.
    now : (date, villages)
        Where the course ends and all that is ahead begins.
    by : date or None
        None: no way is drawn.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces band, one way per goal, median, formed
    """
    ahead = pd.DataFrame(columns=_COLUMNS) if path is None else path
    top = max([n for n, _ in goals] + [now[1], 1])
    upright = count_scale(top, t)
    words = [literal(text) for _, text in goals]
    figure = figure_of(
        [
            _band(now, ahead, palette),
            *(_way(now, by, n, palette) for n, _ in goals if by is not None and by > now[0]),
            _median(now, ahead, palette, t),
            _formed(quarters, now, palette, t),
        ],
        left=width(upright.words),
        right=24,
        head=[
            *wrapped(t("formation.course_axis")),
            *key_lines(_keys(path is not None, by is not None and by > now[0], palette, t)),
        ],
        above=14,
        below=LINE + 6,
        palette=palette,
        t=t,
        mark=mark,
        name="formation_course",
    )
    _goal_lines(figure, goals, words, palette)
    days = [period_end(one) for one in quarters["quarter"]] + [now[0], *ahead["end"]]
    if by is not None:
        days.append(by)
    figure.update_layout(
        xaxis=_time_axis(min(days), max(days), palette),
        # A little room, so that the line of all villages is not the edge.
        yaxis={**value_axis(upright, palette=palette, side="left"), "range": [0, top * 1.08]},
    )
    return figure


def _band(now: tuple[date, int], ahead: pd.DataFrame, palette: Palette) -> go.Scatter:
    days = [now[0], *ahead["end"]] if len(ahead) else []
    high, low = [now[1], *ahead["high"]], [now[1], *ahead["low"]]
    outline = [*high, *reversed(low)] if days else []
    return go.Scatter(
        x=[*days, *reversed(days)], y=[int(n) for n in outline], mode="lines", name="band",
        fill="toself", fillcolor=palette.sequential[1], line={"width": 0}, hoverinfo="skip",
    )  # fmt: skip


def _way(now: tuple[date, int], by: date, goal: int, palette: Palette) -> go.Scatter:
    x, y = ([now[0], by], [now[1], goal]) if goal > now[1] else ([], [])
    return go.Scatter(
        x=x, y=y, mode="lines", name=f"way_{goal}", hoverinfo="skip",
        line={"color": palette.ink, "width": 1.5, "dash": "dot"},
    )  # fmt: skip


def _median(
    now: tuple[date, int], ahead: pd.DataFrame, palette: Palette, t: Translator
) -> go.Scatter:
    texts = [
        t("formation.course_hover_ahead", median=t.number(int(median)), low=t.number(int(low)),
          high=t.number(int(high)), period=t.period(quarter))
        for quarter, low, median, high in ahead[["quarter", "low", "median", "high"]]
        .itertuples(index=False)
    ]  # fmt: skip
    return go.Scatter(
        x=[now[0], *ahead["end"]] if len(ahead) else [],
        y=[now[1], *(int(n) for n in ahead["median"])] if len(ahead) else [],
        text=["", *texts] if len(ahead) else [],
        mode="lines", name="median", hovertemplate="%{text}<extra></extra>",
        line={"color": palette.sequential[5], "width": 2, "dash": "dash"},
    )  # fmt: skip


def _formed(
    quarters: pd.DataFrame, now: tuple[date, int], palette: Palette, t: Translator
) -> go.Scatter:
    rows = quarters[["quarter", "official", "illustrative", "formed"]].itertuples(index=False)
    texts = [
        t("formation.course_hover", n=int(formed), period=t.period(quarter))
        + "<br>"
        + t("formation.course_hover_new", official=t.number(int(official)),
            illustrative=t.number(int(illustrative)))
        for quarter, official, illustrative, formed in rows
    ]  # fmt: skip
    # The as-of period may end within its quarter.
    days = [min(period_end(one), now[0]) for one in quarters["quarter"]]
    return go.Scatter(
        x=days, y=[int(n) for n in quarters["formed"]], text=texts, mode="lines", name="formed",
        # A quarter says only that the villages were formed in it.
        line={"color": palette.reached, "width": 2.5, "shape": "hv"},
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _keys(has_path: bool, has_way: bool, palette: Palette, t: Translator) -> list[Key]:
    keys = [Key("—", palette.reached, t("formation.course_so_far"))]
    if has_path:
        keys += [
            Key("– –", palette.sequential[5], t("formation.course_median")),
            Key("■", palette.sequential[1], t("formation.course_band")),
        ]
    if has_way:
        keys.append(Key("···", palette.ink, t("formation.course_way")))
    return keys


def _goal_lines(
    figure: go.Figure, goals: Sequence[tuple[int, str]], words: Sequence[str], palette: Palette
) -> None:
    for (n, _), text in zip(goals, words, strict=True):
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=n, y1=n,
            line={"color": palette.district_line, "width": 1.2},
        )  # fmt: skip
        figure.add_annotation(
            # At the left, where few villages were formed, and no line is.
            x=0, xref="paper", y=n, text=text, showarrow=False, xanchor="left", yanchor="bottom",
            xshift=4, font={"size": 13, "color": palette.ink},
        )  # fmt: skip


def _time_axis(first: date, last: date, palette: Palette) -> dict[str, Any]:
    years = range(first.year, last.year + 2)
    step = max(1, -(-len(years) // 8))
    ticks = [year for year in years if (last.year + 1 - year) % step == 0]
    return {
        "type": "date", "range": [first.isoformat(), last.isoformat()],
        "tickvals": [f"{year}-01-01" for year in ticks], "ticktext": [str(year) for year in ticks],
        "tickfont": {"color": palette.muted}, "showgrid": False, "zeroline": False,
        "linecolor": palette.line, "showline": True, "fixedrange": True, "ticks": "outside",
        "tickcolor": palette.line, "automargin": False, "ticklabeloverflow": "allow",
    }  # fmt: skip
