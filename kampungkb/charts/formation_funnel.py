"""How many villages have reached each of the nine stages."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    TICKS,
    Key,
    count_scale,
    figure_of,
    key_lines,
    row_axes,
    value_axis,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette, tint
from kampungkb.i18n.formats import NO_BREAK_SPACE
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

# Pixels of one stage.
_ROW: Final = 30
_AROUND: Final = 110


def formation_funnel_height(n: int) -> int:
    """Pixels that a figure of `n` stages takes."""
    return _ROW * n + _AROUND


def formation_funnel(
    stages: pd.DataFrame,
    names: Sequence[str],
    *,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw the villages that have reached each stage as bars from zero, the first at the top.

    Parameters
    ----------
    stages : DataFrame, one row per stage
        ``milestone``, ``villages`` (missing: nothing is recorded of the stage, which is not 0),
        ``implied`` (of these by the formation list alone), ``all`` (villages there are), as
        `kampungkb.analysis.milestones.funnel` returns for one unit.
    names : sequence of str
        The stages in words, in the same order.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces recorded, implied, totals
        The axis ends with all villages, so that a bar shows its share of them.
    """
    whole = max(stages["all"], default=0)
    implied = [int(n) for n in stages["implied"]]
    totals = [None if pd.isna(n) else int(n) for n in stages["villages"]]
    recorded = [None if n is None else n - m for n, m in zip(totals, implied, strict=True)]
    words = [NO_BREAK_SPACE + t.number(n) for n in totals]
    hovers = [
        _hover(name, n, m, whole, t) for name, n, m in zip(names, totals, implied, strict=True)
    ]
    found = count_scale(whole, t)
    shown = [literal(name) for name in names]
    keys = [Key("■", palette.reached, t("formation.funnel_recorded"))]
    if any(implied):
        soft = tint(palette.reached, palette.ground, 0.45)
        keys.append(Key("■", soft, t("formation.funnel_implied")))
    figure = figure_of(
        [
            _bars(recorded, hovers, "recorded", palette),
            # None and not 0, which would leave its outline on the axis.
            _bars([n or None for n in implied], hovers, "implied", palette),
            go.Scatter(
                x=[n or 0 for n in totals], y=list(range(len(totals))), yaxis="y2",
                mode="text", name="totals", text=words, textposition="middle right",
                cliponaxis=False, hoverinfo="skip", textfont={"color": palette.ink},
            ),
        ],
        left=width(shown),
        right=width(words),
        head=[*wrapped(t("formation.funnel_axis", n=whole)), *key_lines(keys)],
        above=TICKS,
        palette=palette,
        t=t,
        mark=mark,
        name="formation_funnel",
    )  # fmt: skip
    row_axes(figure, shown, [""] * len(shown), palette=palette)
    figure.update_layout(
        barmode="stack", bargap=0.35, xaxis=value_axis(found, palette=palette, side="top")
    )
    return figure


def _hover(name: str, n: int | None, implied: int, whole: int, t: Translator) -> str:
    if n is None:
        return f"<b>{literal(name)}</b><br>{t('common.no_data')}"
    share = t.share(n / whole if whole else None)
    lines = [
        f"<b>{literal(name)}</b>",
        t("formation.funnel_hover", n=t.number(n), all=t.number(whole), share=share),
    ]
    if implied:
        lines.append(t("formation.funnel_hover_implied", n=implied))
    return "<br>".join(lines)


def _bars(values: Sequence[int | None], hovers: list[str], name: str, palette: Palette) -> go.Bar:
    marker: dict[str, Any] = {"color": palette.reached, "line": {"width": 0}}
    if name == "implied":
        marker = {
            "color": tint(palette.reached, palette.ground, 0.45),
            # Not by its colour alone.
            "pattern": {"shape": "/", "size": 6, "solidity": 0.25, "fgcolor": palette.reached},
            "line": {"width": 1, "color": palette.reached},
        }
    return go.Bar(
        x=list(values), y=list(range(len(values))), orientation="h", name=name, text=hovers,
        textposition="none", hovertemplate="%{text}<extra></extra>", marker=marker,
    )  # fmt: skip
