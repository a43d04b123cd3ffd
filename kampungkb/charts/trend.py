"""How an indicator went, and where it is heading."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.analysis.pace import Pace
from kampungkb.charts.canvas import (
    LINE,
    Key,
    figure_of,
    key_lines,
    scale,
    short_name,
    there,
    unit_words,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.charts.trend_labels import Space, write_labels
from kampungkb.charts.trend_lines import Line, TrendLines, time_span, trend_lines
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_end

# Names of quarters that fit below the axis on a phone.
_TICKS: Final = 6


def trend(
    course: pd.DataFrame,
    indicator: Indicator,
    *,
    pace: Pace | None,
    target: float | None,
    target_text: str | None,
    deadline: date | None,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
    others: Sequence[tuple[str, pd.DataFrame]] = (),
) -> go.Figure:
    """Draw a course over its periods, the way to the target and where the pace leads.

    Parameters
    ----------
    course : DataFrame
        What `kampungkb.analysis.course.course` returns. Every period lies at its last day; the
        line breaks where a period is missing. Below 80 % coverage points are hollow.
    indicator : Indicator
    pace : Pace or None
        What `kampungkb.analysis.pace.pace` says of the course; its projection is drawn where
        there is one. None: neither a projection nor a way to the target.
    target : float or None
        In the unit of the values; None or NaN: there is none.
    target_text : str or None
        The target in words, with its year where it has one; "sasaran" is put before it. None:
        no target is drawn.
    deadline : date or None
        The day by which the target is to be reached.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.
    others : sequence of (name, course)
        Of the units around it, for the same indicator.

    Returns
    -------
    Figure with the traces interval, projected_interval, one per other, needed, projected,
    course, points
    """
    goal = next(iter(there([target])), None)
    lines = trend_lines(course, others, pace, goal, deadline)
    values = [value for line in lines.all for _, value in line]
    upright = scale(there(values, [goal]), indicator, t, count=5)
    is_open = bool(lines.way or lines.ahead)
    figure = figure_of(
        _traces(course, lines, palette, indicator, t),
        left=width(upright.words),
        # Ahead of the last period there is room for names inside the plot.
        right=24 if is_open else max(24, width(short_name(name) for name, _ in others)),
        head=[*wrapped(unit_words(t, indicator)), *key_lines(_keys(course, lines, palette, t))],
        above=14,
        below=2 * LINE + 6,
        palette=palette,
        t=t,
        mark=mark,
        name="trend",
    )
    span = time_span(lines)
    figure.update_layout(
        xaxis=_time_axis(course, span, deadline if is_open else None, palette, t),
        yaxis=value_axis(upright, palette=palette, side="left"),
    )
    words = None if target_text is None else t("chart.target", target=target_text)
    write_labels(figure, lines, Space.of(lines, span, upright), words, palette, indicator, t)
    return figure


def _traces(
    course: pd.DataFrame, lines: TrendLines, palette: Palette, indicator: Indicator, t: Translator
) -> list[go.Scatter]:
    strong, soft = palette.sequential[5], palette.sequential[1]
    return [
        _area(lines.bands, soft, "interval"),
        _area([lines.cone], soft, "projected_interval"),
        *(
            _path(runs, {"color": palette.muted, "width": 1.2}, literal(name), dots=4)
            for name, runs in lines.others
        ),
        _path([lines.way], {"color": palette.ink, "width": 2, "dash": "dot"}, "needed"),
        _path([lines.ahead], {"color": strong, "width": 2, "dash": "dash"}, "projected"),
        _path(lines.runs, {"color": strong, "width": 2.5}, "course"),
        _points(course, lines, strong, palette, indicator, t),
    ]


def _joined(lines: Iterable[Line]) -> dict[str, list[Any]]:
    """Several lines in one trace."""
    x: list[str | None] = []
    y: list[float | None] = []
    for line in lines:
        if line:
            x += [*(day.isoformat() for day, _ in line), None]
            y += [*(value for _, value in line), None]
    return {"x": x[:-1], "y": y[:-1]}


def _path(lines: Iterable[Line], line: dict[str, Any], name: str, dots: int = 0) -> go.Scatter:
    return go.Scatter(
        **_joined(lines), mode="lines+markers" if dots else "lines", name=name, hoverinfo="skip",
        line=line, marker={"size": dots, "color": line["color"]},
    )  # fmt: skip


def _area(outlines: Iterable[Line], colour: str, name: str) -> go.Scatter:
    return go.Scatter(
        **_joined(outlines), mode="lines", name=name, hoverinfo="skip", fill="toself",
        fillcolor=colour, opacity=0.6, line={"width": 0},
    )  # fmt: skip


def _points(
    course: pd.DataFrame,
    lines: TrendLines,
    colour: str,
    palette: Palette,
    indicator: Indicator,
    t: Translator,
) -> go.Scatter:
    return go.Scatter(
        **_joined([[point for run in lines.runs for point in run]]),
        mode="markers",
        name="points",
        cliponaxis=False,
        text=_hovers(course, indicator, t),
        hovertemplate="%{text}<extra></extra>",
        marker={
            "size": 9,
            "color": [palette.ground if low else colour for low in course["low_coverage"]],
            "line": {"width": 2, "color": colour},
        },
    )


def _hovers(course: pd.DataFrame, indicator: Indicator, t: Translator) -> list[str]:
    hovers = []
    for row in course.to_dict("records"):
        lines = [f"<b>{t.period(row['period'])}</b>", shown_value(t, indicator, row["value"])]
        if not math.isnan(row["low"]):
            low, high = (shown_value(t, indicator, row[end]) for end in ("low", "high"))
            lines.append(t("chart.interval", low=low, high=high))
        if row["villages"] > 1:
            some, every = t.number(row["villages_with_value"]), t.number(row["villages"])
            lines.append(t("chart.reported", some=some, all=every))
        hovers.append("<br>".join(lines))
    return hovers


def _keys(course: pd.DataFrame, lines: TrendLines, palette: Palette, t: Translator) -> list[Key]:
    strong = palette.sequential[5]
    keys = []
    if course["low_coverage"].any():
        keys.append(Key("○", strong, t("chart.low_coverage")))
    if course["low"].notna().any():
        keys.append(Key("■", palette.sequential[1], t("chart.interval_key")))
    if lines.way:
        keys.append(Key("···", palette.ink, t("chart.needed")))
    if lines.ahead:
        keys.append(Key("– –", strong, t("chart.projected")))
    return keys


def _time_axis(
    course: pd.DataFrame,
    span: tuple[date, date],
    deadline: date | None,
    palette: Palette,
    t: Translator,
) -> dict[str, Any]:
    """Periods by name: the deadline, the last, and as many before it as there is room for."""
    ticks = [] if deadline is None else [(deadline, t.month_short(deadline))]
    ends = [period_end(period) for period in course["period"]]
    for day, period in reversed(list(zip(ends, course["period"], strict=True))):
        if all(abs(day - taken) * _TICKS >= span[1] - span[0] for taken, _ in ticks):
            ticks.append((day, t.period_short(period)))
    return {
        "type": "date",
        "range": [day.isoformat() for day in span],
        "tickvals": [day.isoformat() for day, _ in ticks],
        # The year below the quarter: half as wide.
        "ticktext": ["<br>".join(words.rsplit(" ", 1)) for _, words in ticks],
        "tickfont": {"color": palette.muted}, "ticks": "outside", "ticklen": 4,
        "tickcolor": palette.line, "linecolor": palette.line, "showline": True,
        "minor": {
            "tickvals": [day.isoformat() for day in ends], "ticks": "outside", "ticklen": 4,
            "tickcolor": palette.line,
        },
        "showgrid": False, "zeroline": False, "fixedrange": True, "automargin": False,
        "ticklabeloverflow": "allow",
    }  # fmt: skip
