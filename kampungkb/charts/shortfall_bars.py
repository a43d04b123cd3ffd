"""How much is missing in each district or village, and whose task it is."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    CLEAR,
    ROW,
    TICKS,
    Key,
    Scale,
    count_scale,
    figure_of,
    key_lines,
    row_axes,
    short_name,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.i18n.formats import NO_BREAK_SPACE
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

_AROUND: Final = 140


def shortfall_bars_height(n: int) -> int:
    """Pixels that a figure of `n` rows takes."""
    return ROW * max(n, 3) + _AROUND


def shortfall_bars(
    parts: pd.DataFrame,
    units: Sequence[tuple[str, str]],
    *,
    agencies: Sequence[tuple[str, int]],
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw shortfalls as bars from zero, stacked by the agency that is responsible.

    Parameters
    ----------
    parts : DataFrame, one row per unit and agency that has a shortfall
        ``code``, ``agency``, ``shortfall`` (Int64). Those of other units or agencies are not
        drawn.
    units : sequence of (code, name)
        The first at the top.
    agencies : sequence of (agency, number of its colour)
        In the order of the stack. The number is that of the agency in the dictionary, so that
        an agency has its colour in every figure.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with one trace per agency, and totals, rest
        A row carries the code of its unit as ``customdata`` over its whole width. The total at
        the end of a bar is the length of the bar; it is empty where the unit has no part.
    """
    amounts = {
        (code, agency): int(shortfall)
        for code, agency, shortfall in zip(
            parts["code"], parts["agency"], parts["shortfall"], strict=True
        )
        if not pd.isna(shortfall)
    }
    stacks = [[amounts.get((code, agency)) for code, _ in units] for agency, _ in agencies]
    totals = [_total(column) for column in zip(*stacks, strict=True)] or [None] * len(units)
    words = ["" if total is None else NO_BREAK_SPACE + t.number(total) for total in totals]
    found = count_scale(max((total for total in totals if total is not None), default=0), t)
    names = [short_name(name) for _, name in units]
    bars = [
        _bar(stack, units, literal(agency), _colour(palette, number), palette, t)
        for stack, (agency, number) in zip(stacks, agencies, strict=True)
    ]
    ends = go.Scatter(
        x=totals, y=list(range(len(units))), yaxis="y2", mode="text", name="totals", text=words,
        textposition="middle right", cliponaxis=False, hoverinfo="skip",
        textfont={"color": palette.ink},
    )  # fmt: skip
    keys = [Key("■", _colour(palette, number), agency) for agency, number in agencies]
    figure = figure_of(
        [*bars, ends, _rest(totals, units, found, t)],
        left=width(names),
        right=width(words),
        head=[*wrapped(t("chart.shortfall_axis")), *key_lines(keys)],
        above=TICKS,
        palette=palette,
        t=t,
        mark=mark,
        name="shortfall_bars",
    )
    row_axes(figure, names, [""] * len(names), palette=palette)
    figure.update_layout(
        barmode="stack",
        bargap=0.3,
        xaxis=value_axis(found, palette=palette, side="top"),
    )
    return figure


def _rest(
    totals: Sequence[int | None], units: Sequence[tuple[str, str]], found: Scale, t: Translator
) -> go.Bar:
    """The unseen rest of each row: short bars are small for a finger."""
    return go.Bar(
        x=[found.high - (total or 0) for total in totals],
        y=list(range(len(units))),
        orientation="h",
        name="rest",
        customdata=[code for code, _ in units],
        text=[
            f"<b>{literal(name)}</b>"
            + ("" if total is None else "<br>" + t("chart.shortfall", n=t.number(total)))
            for (_, name), total in zip(units, totals, strict=True)
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        marker={"color": CLEAR, "line": {"width": 0}},
    )


def _total(stack: tuple[int | None, ...]) -> int | None:
    """The length of a whole bar; None where it has no part."""
    parts = [part for part in stack if part is not None]
    return sum(parts) if parts else None


def _bar(
    values: Sequence[int | None],
    units: Sequence[tuple[str, str]],
    agency: str,
    colour: str,
    palette: Palette,
    t: Translator,
) -> go.Bar:
    return go.Bar(
        x=list(values),
        y=list(range(len(units))),
        orientation="h",
        name=agency,
        customdata=[code for code, _ in units],
        text=[
            f"<b>{literal(name)}</b><br>"
            + t("chart.agency_short_by", agency=agency, n=t.number(value))
            for (_, name), value in zip(units, values, strict=True)
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        marker={"color": colour, "line": {"width": 1, "color": palette.ground}},
    )


def _colour(palette: Palette, number: int) -> str:
    return palette.categories[number % len(palette.categories)]
