"""The course of the rollout against its targets."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kampungkb.charts.theme import FONT, Palette

_CLEAR = "rgba(0,0,0,0)"


def rollout_course(
    points: Sequence[tuple[str, int, str]],
    lines: Sequence[tuple[int, str]],
    *,
    palette: Palette,
) -> go.Figure:
    """Draw published numbers of formed villages and the lines they should reach.

    Parameters
    ----------
    points : sequence of (year, count, label)
        Oldest first. Years without a figure stay empty: the dotted line between two points
        says only which comes after which.
    lines : sequence of (count, label)
    palette : Palette
    """
    years = [int(year[:4]) for year, _, _ in points]
    figure = go.Figure(
        go.Scatter(
            x=years,
            y=[count for _, count, _ in points],
            mode="lines+markers+text",
            text=[label for _, _, label in points],
            textposition=["top right"] * max(0, len(points) - 1) + ["top center"],
            cliponaxis=False,
            hoverinfo="skip",
            line={"color": palette.reached, "width": 1.5, "dash": "dot"},
            marker={"size": 10, "color": palette.reached},
            textfont={"size": 14, "color": palette.ink},
        )
    )
    first, last = (min(years) - 1, max(years) + 4) if years else (2016, 2027)
    for count, label in lines:
        figure.add_shape(
            type="line", x0=first, x1=last, y0=count, y1=count,
            line={"color": palette.district_line, "width": 1.2},
        )  # fmt: skip
        figure.add_annotation(
            x=last, y=count, text=label, showarrow=False, xanchor="right", yanchor="top",
            font={"size": 13, "color": palette.muted},
        )  # fmt: skip
    top = max([count for count, _ in lines] + [count for _, count, _ in points] + [1])
    figure.update_layout(
        # None would send the 7 KB of plotly's own template.
        template="none",
        margin={"l": 36, "r": 8, "t": 6, "b": 24},
        paper_bgcolor=_CLEAR,
        plot_bgcolor=_CLEAR,
        showlegend=False,
        font={"family": FONT, "size": 13, "color": palette.ink},
        dragmode=False,
        uirevision="course",
    )
    figure.update_xaxes(
        range=[first, last], tickvals=list(range(first + 1, last, 1)), tickformat="d",
        showgrid=False, zeroline=False, linecolor=palette.line, fixedrange=True,
        tickfont={"color": palette.muted},
    )  # fmt: skip
    figure.update_yaxes(
        range=[0, top * 1.06], showgrid=False, zeroline=False, fixedrange=True, nticks=5,
        tickfont={"color": palette.muted}, linecolor=palette.line, showline=True,
    )  # fmt: skip
    return figure
