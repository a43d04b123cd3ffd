"""How the values of villages are spread around the target."""

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    LINE,
    Key,
    count_scale,
    figure_of,
    floats,
    key_lines,
    scale,
    there,
    unit_words,
    upright_target,
    value_axis,
    wrapped,
)
from kampungkb.charts.theme import Palette
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator


def distribution(
    bins: pd.DataFrame,
    *,
    indicator: Indicator,
    target: float | None,
    target_text: str | None,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw how many villages have which value, the formed ones apart.

    Parameters
    ----------
    bins : DataFrame
        What `kampungkb.analysis.distribution.value_bins` returns.
    indicator : Indicator
    target : float or None
        In the unit of the values; None or NaN: there is none.
    target_text : str or None
        The target in words, with its year where it has one; "sasaran" is put before it.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces formed and other
    """
    ends = there(floats(bins["low"]), floats(bins["high"]))
    goal = there([target])
    found = scale([*ends, *goal], indicator, t, count=6)
    counts = [int(n) for n in bins["formed"] + bins["other"]]
    upright = count_scale(max(counts, default=0), t)
    fills = (palette.reached, palette.sequential[3])
    words = (t("chart.formed"), t("chart.other"))
    keys = [Key("■", fill, word) for fill, word in zip(fills, words, strict=True)]
    figure = figure_of(
        [
            _bars(bins, "formed", fills[0], palette.formed_line, indicator, t),
            _bars(bins, "other", fills[1], palette.ground, indicator, t),
        ],
        left=40,
        right=12,
        head=[t("chart.villages_axis"), *key_lines(keys)],
        above=LINE + 8 if goal and target_text is not None else 8,
        below=20 + 18 * len(wrapped(unit_words(t, indicator))),
        palette=palette,
        t=t,
        mark=mark,
        name="distribution",
    )
    figure.update_layout(
        barmode="stack",
        xaxis=value_axis(found, palette=palette, side="bottom") | {"showgrid": False},
        yaxis=value_axis(upright, palette=palette, side="left"),
    )
    figure.add_annotation(
        x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", xshift=-40,
        yshift=-22, text="<br>".join(wrapped(unit_words(t, indicator))), align="left",
        showarrow=False, font={"size": 13, "color": palette.muted},
    )  # fmt: skip
    if goal and target_text is not None:
        label = t("chart.target", target=target_text)
        upright_target(figure, goal[0], label, found, palette, above=2)
    return figure


def _bars(
    bins: pd.DataFrame,
    column: str,
    fill: str,
    outline: str,
    indicator: Indicator,
    t: Translator,
) -> go.Bar:
    low, high = floats(bins["low"]), floats(bins["high"])
    return go.Bar(
        x=[(start + end) / 2 for start, end in zip(low, high, strict=True)],
        # Nothing where there is nothing: an outline would draw a line.
        y=[int(n) or None for n in bins[column]],
        width=[end - start for start, end in zip(low, high, strict=True)],
        name=column,
        text=[
            "<br>".join(
                [
                    t(
                        "chart.bin",
                        low=shown_value(t, indicator, start),
                        high=shown_value(t, indicator, end),
                    ),
                    t("chart.bin_villages", n=int(formed + other), formed=t.number(formed)),
                ]
            )
            for start, end, formed, other in zip(
                low, high, bins["formed"], bins["other"], strict=True
            )
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        marker={"color": fill, "line": {"width": 1, "color": outline}},
    )
