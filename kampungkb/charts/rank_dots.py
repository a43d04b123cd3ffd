"""Who stands where, and how far chance alone could move it."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    ROW,
    TICKS,
    Key,
    figure_of,
    guides,
    key_lines,
    rank_scale,
    row_axes,
    row_grips,
    short_name,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

_AROUND: Final = 90


def rank_dots_height(n: int) -> int:
    """Pixels that a figure of `n` rows takes."""
    return ROW * max(n, 3) + _AROUND


def rank_dots(
    ranks: pd.DataFrame,
    *,
    names: Mapping[str, str],
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw ranks as dots with the ranks that chance leaves open.

    Parameters
    ----------
    ranks : DataFrame
        What `kampungkb.analysis.ranking.ranking` returns, or rows of it; drawn in their order,
        the first at the top. Rows without a rank are left out.
    names : mapping of code to name
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces guides, span, ranks, rows
        A row carries the code of its unit as ``customdata`` over its whole width. A shared rank
        has "=" behind it.
    """
    rows = ranks[ranks["rank"].notna()]
    rank, low, high = ([int(n) for n in rows[name]] for name in ("rank", "rank_low", "rank_high"))
    codes = list(rows["code"])
    labels = [
        t.number(n) + (" =" if tied else "") for n, tied in zip(rank, rows["tied"], strict=True)
    ]
    shown = [short_name(names[code]) for code in codes]
    places = list(range(len(rows)))
    found = rank_scale(min(low, default=1), max(high, default=1), t)
    keys = [Key("—", palette.sequential[3], t("chart.rank_key"))] if places else []
    figure = figure_of(
        [
            guides(places, found, palette),
            go.Scatter(
                x=[x for pair in zip(low, high, strict=True) for x in (*pair, None)],
                y=[y for at in places for y in (at, at, None)],
                mode="lines",
                name="span",
                hoverinfo="skip",
                line={"color": palette.sequential[3], "width": 3},
            ),
            go.Scatter(
                x=rank,
                y=places,
                yaxis="y2",
                mode="markers",
                name="ranks",
                hoverinfo="skip",
                marker={
                    "size": 11,
                    "color": palette.sequential[5],
                    "line": {"width": 1, "color": palette.ground},
                },
            ),
            row_grips(rank, found, codes, _hovers(rows, labels, names, t)),
        ],
        left=width(shown),
        right=width(labels),
        head=[*wrapped(t("chart.rank_axis")), *key_lines(keys)],
        above=TICKS,
        palette=palette,
        t=t,
        mark=mark,
        name="rank_dots",
    )
    row_axes(figure, shown, labels, palette=palette)
    figure.update_layout(xaxis=value_axis(found, palette=palette, side="top"))
    return figure


def _hovers(
    rows: pd.DataFrame, labels: list[str], names: Mapping[str, str], t: Translator
) -> list[str]:
    columns = (rows[name] for name in ("code", "ranked", "rank_low", "rank_high"))
    return [
        "<br>".join(
            [
                f"<b>{literal(names[code])}</b>",
                t("chart.rank", rank=label, all=t.number(many)),
                t("chart.rank_span", low=t.number(low), high=t.number(high)),
            ]
        )
        for label, code, many, low, high in zip(labels, *columns, strict=True)
    ]
