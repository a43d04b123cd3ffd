"""The price of fairness: what a promise to every district takes from the benefit."""

from fractions import Fraction
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    LINE,
    SIZE,
    TICKS,
    Key,
    count_scale,
    figure_of,
    key_lines,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.formats import exact
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

FAIRNESS_LINE_HEIGHT: Final = 300
_TICKS: Final = 4


def fairness_line(
    rows: pd.DataFrame, palette: Palette, t: Translator, mark: str | None = None
) -> go.Figure:
    """Draw the benefit that is given up against the share that every district is promised.

    Parameters
    ----------
    rows : DataFrame, one row per share, from the smallest
        ``share`` (0-1), ``price`` (benefit given up), ``people`` (reached), ``short`` (villages
        that some district lacks all the same); as of
        `kampungkb.planning.curves.fairness_curve`.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces line and shares
        A share that not every district can reach is hollow and red: its price is that of coming
        as close as can be.
    """
    shares = [float(one) for one in rows["share"]]
    prices = [float(one) for one in rows["price"]]
    top = max([1.0, *prices])
    found = count_scale(int(top), t)
    missed = [int(one) > 0 for one in rows["short"]]
    figure = figure_of(
        [_line(shares, prices, missed, palette), _points(rows, shares, prices, missed, palette, t)],
        left=width(found.words),
        right=20,
        head=[*wrapped(t("plan_chart.fairness_key")), *key_lines(_keys(missed, palette, t))],
        above=8,
        below=TICKS + LINE,
        palette=palette,
        t=t,
        mark=mark,
        name="fairness_line",
    )
    figure.update_layout(
        xaxis=_share_axis(shares, palette, t),
        yaxis={
            "range": [-0.04 * top, top * 1.08], "tickvals": list(found.ticks),
            "ticktext": list(found.words), "gridcolor": palette.line, **_common(palette),
        },
    )  # fmt: skip
    return figure


def fairness_line_alt(rows: pd.DataFrame, t: Translator) -> str:
    """The curve in a sentence."""
    if rows.empty:
        return t("plan_chart.fairness_alt_empty")
    last = rows.iloc[-1]
    return t(
        "plan_chart.fairness_alt", share=t.share(last["share"], 0),
        price=shown_amount(t, last["price"]),
    )  # fmt: skip


def _line(shares: list[float], prices: list[float], missed: list[bool], palette: Palette) -> Any:
    """The prices of what is kept, joined; of what is missed they belong to no promise."""
    return go.Scatter(
        x=shares,
        y=[None if one else price for one, price in zip(missed, prices, strict=True)],
        mode="lines",
        name="line",
        hoverinfo="skip",
        line={"color": palette.reached, "width": 2.5},
    )


def _points(
    rows: pd.DataFrame, shares: list[float], prices: list[float], missed: list[bool],
    palette: Palette, t: Translator,
) -> go.Scatter:  # fmt: skip
    colours = [palette.below if one else palette.reached for one in missed]
    return go.Scatter(
        x=shares,
        y=prices,
        mode="markers",
        name="shares",
        cliponaxis=False,
        customdata=[str(one) for one in rows["share"]],
        hovertext=[_hover(row, t) for row in rows.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": 10,
            "color": [
                palette.ground if one else colour
                for one, colour in zip(missed, colours, strict=True)
            ],
            "line": {"width": 2, "color": colours},
            "opacity": 1,
        },
    )


def _hover(row: dict[Any, Any], t: Translator) -> str:
    lines = [
        "<b>" + t("plan_chart.fairness_share", share=t.share(row["share"], 0)) + "</b>",
        t("plan_chart.fairness_price", price=shown_amount(t, row["price"])),
    ]
    if exact(row["people"]) is not None:
        lines.append(t("plan_chart.reaches", people=shown_amount(t, row["people"])))
    if row["short"] > 0:
        lines.append(t("plan_chart.fairness_short", n=int(row["short"])))
    return "<br>".join(lines)


def _keys(missed: list[bool], palette: Palette, t: Translator) -> list[Key]:
    if not any(missed):
        return []
    found = [Key("○", palette.below, t("plan_chart.fairness_missed"))]
    if not all(missed):
        found.insert(0, Key("●", palette.reached, t("plan_chart.fairness_kept")))
    return found


def _share_axis(shares: list[float], palette: Palette, t: Translator) -> dict[str, Any]:
    last = max([*shares, 0.05])
    percent = round(last * 100)
    step = next(step for step in (5, 10, 20, 25) if percent // step <= _TICKS or step == 25)
    ticks = range(0, percent + 1, step)
    return {
        "range": [-0.04 * last, last * 1.02], "tickvals": [one / 100 for one in ticks],
        "ticktext": [t.share(Fraction(one, 100), 0) for one in ticks],
        "title": {"text": literal(t("plan_chart.fairness_axis")), "standoff": 4,
                  "font": {"size": SIZE, "color": palette.muted}},
        "showgrid": False, **_common(palette),
    }  # fmt: skip


def _common(palette: Palette) -> dict[str, Any]:
    return {
        "ticks": "", "zeroline": False, "showline": False, "fixedrange": True,
        "automargin": False, "tickfont": {"color": palette.muted},
    }  # fmt: skip
