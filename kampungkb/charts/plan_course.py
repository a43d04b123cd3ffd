"""The course of a plan: formed villages and people reached, quarter by quarter."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import LINE, SIZE, count_scale, figure_of, width
from kampungkb.charts.plan_calendar import quarter_ticks
from kampungkb.charts.theme import Palette, tint
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator

PLAN_COURSE_HEIGHT: Final = 380
# Of the plot's height: where the upper panel begins and the lower one ends.
_UPPER: Final = 0.44
_LOWER: Final = 0.3
# Room above the highest mark, for its words.
_AIR: Final = 1.16


def plan_course(
    course: pd.DataFrame,
    targets: Sequence[tuple[Fraction, int]],
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw what is reached by the end of each quarter, against the targets.

    Parameters
    ----------
    course : DataFrame, one row per quarter, the first at the left
        ``quarter`` (2027-Q1); ``villages`` (int): formed by its end, with those formed already;
        ``people``: of the need in the plan's villages, how much is reached by its end (int or
        Fraction; missing: not known). A row of the quarter before the plan shows its start.
    targets : sequence of (share, villages)
        Each becomes a line with its words.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces villages and, where people are known, people
        In panels of their own: the two have no common scale.
    """
    people = [None if pd.isna(one) else one for one in course["people"]]
    has_people = any(people)
    most = max([0, *course["villages"], *(villages for _, villages in targets)])
    found = count_scale(most, t)
    traces = [_villages(course, palette, t)]
    if has_people:
        traces.append(_people(course, people, palette, t))
    figure = figure_of(
        traces,
        left=max(width(found.words), 40),
        right=16,
        above=LINE,
        below=2 * LINE + 4,
        palette=palette,
        t=t,
        mark=mark,
        name="plan_course",
    )
    figure.update_layout(
        xaxis=_time_axis(list(course["quarter"]), palette, "y2" if has_people else "y"),
        yaxis=_count_axis(
            found.words, found.ticks, most * _AIR, [_UPPER if has_people else 0, 1], palette
        ),
    )
    _title(figure, t("plan_chart.course_villages"), 1, palette)
    for share, villages in targets:
        _target(figure, share, villages, palette, t)
    if has_people:
        top = max(float(one) for one in people if one is not None)
        scale = count_scale(int(top), t, 2)
        figure.update_layout(
            yaxis2=_count_axis(scale.words, scale.ticks, top * 1.3, [0, _LOWER], palette)
        )
        _title(figure, t("plan_chart.course_people"), _LOWER, palette)
    return figure


def plan_course_alt(course: pd.DataFrame, t: Translator) -> str:
    """The course in a sentence."""
    if course.empty:
        return t("plan_chart.course_alt_empty")
    first, last = course.iloc[0], course.iloc[-1]
    return t(
        "plan_chart.course_alt",
        now=t.number(first["villages"]), start=t.period(first["quarter"]),
        then=t.number(last["villages"]), end=t.period(last["quarter"]),
    )  # fmt: skip


def _villages(course: pd.DataFrame, palette: Palette, t: Translator) -> go.Scatter:
    counts = [int(one) for one in course["villages"]]
    return go.Scatter(
        x=list(range(len(counts))),
        y=counts,
        mode="lines+markers+text",
        name="villages",
        # Only the ends: the rest can be read at the axis and when pointed at.
        text=_ends(t.numbers(counts)),
        textposition="top center",
        textfont={"size": SIZE + 1, "color": palette.ink},
        cliponaxis=False,
        hovertext=[
            f"<b>{t.period(quarter)}</b><br>{t('plan_chart.formed_by_then', n=n)}"
            for quarter, n in zip(course["quarter"], counts, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        line={"color": palette.reached, "width": 2.5},
        marker={"size": 8, "color": palette.reached},
    )


def _people(
    course: pd.DataFrame, people: Sequence[Any], palette: Palette, t: Translator
) -> go.Scatter:
    colour = palette.sequential[4]
    return go.Scatter(
        x=list(range(len(people))),
        y=[None if one is None else float(one) for one in people],
        yaxis="y2",
        mode="lines+markers+text",
        name="people",
        text=_ends([shown_amount(t, one) for one in people]),
        textposition="top center",
        textfont={"size": SIZE + 1, "color": palette.ink},
        cliponaxis=False,
        hovertext=[
            f"<b>{t.period(quarter)}</b><br>"
            + t("plan_chart.people_by_then", people=shown_amount(t, one))
            for quarter, one in zip(course["quarter"], people, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        fill="tozeroy",
        fillcolor=tint(colour, palette.ground, 0.18),
        line={"color": colour, "width": 2.5},
        marker={"size": 7, "color": colour},
    )


def _ends(words: Sequence[str]) -> list[str]:
    return [one if at in (0, len(words) - 1) else "" for at, one in enumerate(words)]


def _target(
    figure: go.Figure, share: Fraction, villages: int, palette: Palette, t: Translator
) -> None:
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, yref="y", y0=villages, y1=villages,
        line={"color": palette.ink, "width": 1.2, "dash": "dash"}, layer="below",
    )  # fmt: skip
    figure.add_annotation(
        xref="paper", x=0, xanchor="left", y=villages, yref="y", yanchor="bottom",
        text=literal(t("plan_chart.target", share=t.share(share, 0), n=villages)),
        showarrow=False, font={"size": SIZE, "color": palette.ink},
    )  # fmt: skip


def _title(figure: go.Figure, words: str, top: float, palette: Palette) -> None:
    figure.add_annotation(
        xref="paper", x=0, xanchor="left", xshift=-34, y=top, yref="paper", yanchor="bottom",
        text=literal(words), showarrow=False, font={"size": SIZE, "color": palette.muted},
    )  # fmt: skip


def _time_axis(quarters: Sequence[str], palette: Palette, anchor: str) -> dict[str, Any]:
    last = max(len(quarters) - 1, 1)
    return {
        "range": [-0.02 * last - 0.15, last + 0.02 * last + 0.15], "anchor": anchor,
        "tickvals": list(range(len(quarters))), "ticktext": quarter_ticks(quarters),
        "tickangle": 0, "ticks": "", "showgrid": False, "zeroline": False, "showline": False,
        "fixedrange": True, "automargin": False, "tickfont": {"color": palette.ink},
    }  # fmt: skip


def _count_axis(
    words: Sequence[str], ticks: Sequence[float], top: float, domain: list[float], palette: Palette
) -> dict[str, Any]:
    return {
        "range": [0, max(top, 1)], "domain": domain, "tickvals": list(ticks),
        "ticktext": list(words), "ticks": "", "showgrid": True, "gridcolor": palette.line,
        "zeroline": False, "showline": False, "fixedrange": True, "automargin": False,
        "tickfont": {"color": palette.muted},
    }  # fmt: skip
