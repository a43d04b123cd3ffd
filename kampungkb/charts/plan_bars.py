"""Plans beside one another: what each is worth and how many people it reaches."""

from collections.abc import Sequence
from decimal import Decimal
from textwrap import shorten
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import LINE, SIZE, figure_of, width, wrapped
from kampungkb.charts.theme import Palette, tint
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.formats import MINUS, exact
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

# Pixels of a plan: its name above its bar.
_PLAN: Final = 46
_BAR: Final = 0.42
# So that name and people fit beside one another on a phone.
_LONGEST: Final = 30


def plan_bars_height(n: int) -> int:
    """Pixels that the bars of `n` plans take."""
    return _PLAN * max(n, 1) + LINE + 6 + 22


def plan_bars(
    rows: pd.DataFrame, palette: Palette, t: Translator, mark: str | None = None
) -> go.Figure:
    """Draw the benefit of plans as bars from zero; the first is the one that they are held against.

    Parameters
    ----------
    rows : DataFrame, one row per plan, the first at the top
        ``name``; ``benefit`` and ``people`` (int, Fraction or float; missing: there is no such
        plan, or it is not known).
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with one trace, bars
        Each says its value and, but for the first, by which share it differs from the first.
    """
    benefits = [exact(one) for one in rows["benefit"]]
    names = list(rows["name"])
    top = max(1.0, *(0.0 if one is None else float(one) for one in benefits), 0.0)
    words = [_words(benefits, at, t) for at in range(len(benefits))]
    right = width(words) + 4
    figure = figure_of(
        [
            go.Bar(
                x=[None if one is None else float(one) for one in benefits],
                y=list(range(len(names))),
                orientation="h",
                width=_BAR,
                name="bars",
                text=words,
                textposition="none",
                customdata=list(range(len(names))),
                hovertext=_hovers(rows, words, t),
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"color": _colours(len(names), palette)},
            )
        ],
        left=4,
        right=right,
        head=wrapped(t("plan_chart.bars_key")),
        palette=palette,
        t=t,
        mark=mark,
        name="plan_bars",
    )
    for at, name in enumerate(names):
        _label(figure, at, name, benefits[at], words[at], palette)
        if exact(rows["people"].iloc[at]) is not None:
            reached = t("plan_chart.reaches", people=shown_amount(t, rows["people"].iloc[at]))
            figure.add_annotation(
                xref="paper", x=1, xanchor="right", xshift=right - 4, yref="y",
                y=at - _BAR / 2, yanchor="bottom", text=literal(reached), showarrow=False,
                font={"size": SIZE, "color": palette.muted},
            )  # fmt: skip
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    figure.update_layout(
        xaxis={**hidden, "range": [0, top]},
        yaxis={**hidden, "range": [max(len(names), 1) - 0.62, -0.62]},
    )
    return figure


def plan_bars_alt(rows: pd.DataFrame, t: Translator) -> str:
    """The comparison in a sentence."""
    benefits = [exact(one) for one in rows["benefit"]]
    parts = [
        t("plan_chart.bars_part", name=name, benefit=_words(benefits, at, t))
        for at, name in enumerate(rows["name"])
    ]
    return t("plan_chart.bars_alt", plans="; ".join(parts))


def _words(benefits: Sequence[Any], at: int, t: Translator) -> str:
    own, first = benefits[at], benefits[0]
    if own is None:
        return t("plan_chart.no_plan")
    shown = shown_amount(t, own)
    if at == 0 or not first:
        return shown
    if own == first:
        return t("plan_chart.as_good", benefit=shown)
    return f"{shown} ({_change((own - first) / first, t)})"


def _change(share: Decimal, t: Translator) -> str:
    """A difference as a percentage, with the places that it needs to be none."""
    places = next((n for n in (1, 2, 3) if round(abs(share), n + 2)), 3)
    return ("+" if share > 0 else MINUS) + t.share(abs(share), places)


def _hovers(rows: pd.DataFrame, words: Sequence[str], t: Translator) -> list[str]:
    hovers = []
    for name, people, worth in zip(rows["name"], rows["people"], words, strict=True):
        lines = [f"<b>{literal(name)}</b>", t("plan_chart.benefit", benefit=worth)]
        if exact(people) is not None:
            lines.append(t("plan_chart.reaches", people=shown_amount(t, people)))
        hovers.append("<br>".join(lines))
    return hovers


def _colours(n: int, palette: Palette) -> list[str]:
    others = tint(palette.muted, palette.ground, 0.5)
    return [palette.reached, *[others] * (n - 1)][:n]


def _label(
    figure: go.Figure, at: int, name: str, benefit: Any, words: str, palette: Palette
) -> None:
    cut = literal(shorten(name, _LONGEST, placeholder=" …"))
    figure.add_annotation(
        xref="paper", x=0, xanchor="left", yref="y", y=at - _BAR / 2, yanchor="bottom",
        text=f"<b>{cut}</b>" if at == 0 else cut,
        showarrow=False, font={"size": SIZE, "color": palette.ink},
    )  # fmt: skip
    figure.add_annotation(
        x=0 if benefit is None else float(benefit), xanchor="left", xshift=4, yref="y", y=at,
        text=f"<b>{literal(words)}</b>" if at == 0 else literal(words),
        showarrow=False, font={"size": SIZE, "color": palette.ink},
    )  # fmt: skip
