"""How far each district or village is from the target."""

import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    ROW,
    SYMBOLS,
    TICKS,
    Key,
    Scale,
    figure_of,
    floats,
    guides,
    key_lines,
    mark_row,
    row_axes,
    row_grips,
    scale,
    short_name,
    there,
    unit_words,
    upright_target,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import VERDICT_SHAPES, Palette, verdict_colour
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.i18n.verdicts import verdict_words
from kampungkb.model.indicators import Indicator

# Pixels above and below the rows.
_AROUND: Final = 140
# Behind the value of a row whose mark is hollow.
_LOW: Final = "*"


def gap_bullets_height(n: int) -> int:
    """Pixels that a figure of `n` rows takes."""
    return ROW * max(n, 3) + _AROUND


def gap_bullets(
    rows: pd.DataFrame,
    indicator: Indicator,
    *,
    target_text: str | None,
    selected: str | None,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw values with their intervals, and the way from each to the target.

    Parameters
    ----------
    rows : rows of `kampungkb.analysis.gaps.COLUMNS`
        Of one indicator; drawn in their order, the first at the top. ``thin`` as ``verdict``: its
        value covers too few villages, and none is stated.
    indicator : Indicator
    target_text : str or None
        The target in words, with its year where it has one (``60 % (2024)``); "sasaran" is put
        before it. None: no target is drawn.
    selected : str or None
        Code of the row that stands out.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces guides, way, interval, values, missing, rows
        A row carries the code of its unit as ``customdata`` over its whole width. Below 80 %
        coverage the mark is hollow.
    """
    columns = {name: floats(rows[name]) for name in ("value", "low", "high", "target")}
    target = next(iter(there(columns["target"])), None) if target_text is not None else None
    found = scale(there(*columns.values()), indicator, t)
    words = _ends(columns["value"], rows["low_coverage"], indicator, t)
    names = [short_name(name) for name in rows["name"]]
    figure = figure_of(
        [
            guides([at for at, word in enumerate(words) if word], found, palette),
            _segments(columns["value"], columns["target"], palette.line, 7, "way"),
            _segments(columns["low"], columns["high"], palette.muted, 1.4, "interval"),
            _values(rows, columns["value"], palette),
            _missing(columns["value"], found, palette, t),
            row_grips(
                [found.low if math.isnan(value) else value for value in columns["value"]],
                found,
                list(rows["code"]),
                _hovers(rows, columns, indicator, t),
            ),
        ],
        left=width(names),
        right=width(words),
        head=[*wrapped(unit_words(t, indicator)), *key_lines(_keys(rows, palette, t))],
        above=TICKS * (1 if target is None else 2),
        palette=palette,
        t=t,
        mark=mark,
        name="gap_bullets",
    )
    row_axes(figure, names, words, palette=palette)
    mark_row(figure, list(rows["code"]), names, selected, palette)
    figure.update_layout(xaxis=value_axis(found, palette=palette, side="top"))
    if target is not None:
        words_of_target = t("chart.target", target=target_text)
        upright_target(figure, target, words_of_target, found, palette, above=TICKS)
    return figure


def _ends(
    values: list[float], low_coverage: "pd.Series[bool]", indicator: Indicator, t: Translator
) -> list[str]:
    """The words at the end of each row."""
    return [
        "" if math.isnan(value) else shown_value(t, indicator, value) + (_LOW if is_low else "")
        for value, is_low in zip(values, low_coverage, strict=True)
    ]


def _segments(
    starts: list[float], ends: list[float], colour: str, thickness: float, name: str
) -> go.Scatter:
    """A line in each row; none where one of its ends is missing."""
    x: list[float | None] = []
    y: list[int | None] = []
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if not math.isnan(start + end):
            x += [start, end, None]
            y += [at, at, None]
    return go.Scatter(
        x=x, y=y, mode="lines", name=name, hoverinfo="skip",
        line={"color": colour, "width": thickness},
    )  # fmt: skip


def _values(rows: pd.DataFrame, values: list[float], palette: Palette) -> go.Scatter:
    colours = [_colour(verdict, palette) for verdict in rows["verdict"]]
    hollow = rows["low_coverage"].tolist()
    return go.Scatter(
        x=values,
        y=list(range(len(values))),
        # The words at the right stand on this axis, which is drawn only where a trace is on it.
        yaxis="y2",
        mode="markers",
        name="values",
        hoverinfo="skip",
        marker={
            "symbol": [
                _symbol(verdict, hollow=is_hollow)
                for verdict, is_hollow in zip(rows["verdict"], hollow, strict=True)
            ],
            "size": 12,
            "opacity": 1,
            "color": colours,
            "line": {"width": 2, "color": colours},
        },
    )


def _missing(values: list[float], found: Scale, palette: Palette, t: Translator) -> go.Scatter:
    at = [place for place, value in enumerate(values) if math.isnan(value)]
    return go.Scatter(
        x=[found.low] * len(at),
        y=at,
        mode="text",
        name="missing",
        text=[f"{VERDICT_SHAPES['no_data']} {t.missing}"] * len(at),
        textposition="middle right",
        textfont={"color": palette.muted},
        hoverinfo="skip",
    )


def _colour(verdict: Any, palette: Palette) -> str:
    # Where there is a value and no target.
    return verdict_colour(palette, verdict) if verdict in SYMBOLS else palette.district_line


def _symbol(verdict: Any, *, hollow: bool) -> str:
    symbol = SYMBOLS.get(verdict, "circle")
    return f"{symbol}-open" if hollow and not symbol.endswith("-open") else symbol


def _keys(rows: pd.DataFrame, palette: Palette, t: Translator) -> list[Key]:
    """What is in the figure and no more, in an order that does not depend on the rows'."""
    seen = set(rows["verdict"].dropna())
    keys = [
        Key(VERDICT_SHAPES[name], verdict_colour(palette, name), words)
        for name, words in verdict_words(t).items()
        if name in seen and name != "no_data"
    ]
    if (rows["value"].notna() & rows["verdict"].isna()).any():
        keys.append(Key("●", palette.district_line, t("chart.no_target")))
    if (rows["low_coverage"] & rows["value"].notna()).any():
        keys.append(Key(_LOW, palette.ink, t("chart.low_coverage_key")))
    if rows["low"].notna().any():
        keys.append(Key("—", palette.muted, t("chart.interval_key")))
    return keys


def _hovers(
    rows: pd.DataFrame, columns: dict[str, list[float]], indicator: Indicator, t: Translator
) -> list[str]:
    verdicts = verdict_words(t)
    hovers = []
    for at, row in enumerate(rows.to_dict("records")):
        value, low, high = (columns[name][at] for name in ("value", "low", "high"))
        lines = [f"<b>{literal(row['name'])}</b>"]
        shown = [] if math.isnan(value) else [shown_value(t, indicator, value)]
        words = [verdicts[row["verdict"]]] if row["verdict"] in verdicts else []
        lines.append(" · ".join([*shown, *words]) or t.missing)
        if not math.isnan(low):
            lines.append(
                t(
                    "chart.interval",
                    low=shown_value(t, indicator, low),
                    high=shown_value(t, indicator, high),
                )
            )
        if indicator.kind in ("ratio", "yes_no") and not pd.isna(row["shortfall"]):
            counted = literal(t.counted(indicator, int(row["shortfall"])))
            lines.append(t("chart.short_by", n=t.number(row["shortfall"]), counted=counted))
        if row["low_coverage"] and shown:
            lines.append(literal(t("chart.low_coverage")))
        hovers.append("<br>".join(lines))
    return hovers
