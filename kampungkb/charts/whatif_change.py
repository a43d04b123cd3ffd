"""What the values of some units would become: now and then on one line."""

import math
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    ROW,
    SYMBOLS,
    TICKS,
    Key,
    figure_of,
    floats,
    guides,
    key_lines,
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


def whatif_change_height(n: int) -> int:
    """Pixels that a figure of `n` rows takes."""
    return ROW * max(n, 3) + _AROUND


def whatif_change(
    rows: pd.DataFrame,
    indicator: Indicator,
    *,
    target_text: str | None,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw the value of each unit as it is and as it would be.

    Parameters
    ----------
    rows : DataFrame
        ``code``, ``name``, ``before``, ``after`` and ``target`` (shares of 1; missing: none),
        ``verdict`` (then), ``reached`` (people); drawn in their order. The first row is the whole
        that the others belong to and stands out.
    indicator : Indicator
    target_text : str or None
        The target in words. None: no target is drawn.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces guides, way, before, after, rows
        A row carries the code of its unit as ``customdata`` over its whole width.
    """
    before, after = floats(rows["before"]), floats(rows["after"])
    target = next(iter(there(floats(rows["target"]))), None) if target_text is not None else None
    found = scale(there(before, after, [] if target is None else [target]), indicator, t)
    words = ["" if math.isnan(value) else shown_value(t, indicator, value) for value in after]
    names = [short_name(name) for name in rows["name"]]
    colours = [_colour(verdict, palette) for verdict in rows["verdict"]]
    figure = figure_of(
        [
            guides([at for at, word in enumerate(words) if word], found, palette),
            _ways(before, after, palette),
            _before(before, after, palette),
            _after(after, rows["verdict"].tolist(), colours),
            row_grips(
                [found.low if math.isnan(value) else value for value in after],
                found,
                list(rows["code"]),
                _hovers(rows, before, after, indicator, t),
            ),
        ],
        left=width(names),
        right=width(words),
        head=[*wrapped(unit_words(t, indicator)), *key_lines(_keys(rows, palette, t))],
        above=TICKS * (1 if target is None else 2),
        palette=palette,
        t=t,
        mark=mark,
        name="whatif_change",
    )
    row_axes(figure, [_bold(name, at) for at, name in enumerate(names)], words, palette=palette)
    figure.update_layout(xaxis=value_axis(found, palette=palette, side="top"))
    if target is not None:
        said = t("chart.target", target=target_text)
        upright_target(figure, target, said, found, palette, above=TICKS)
    return figure


def _bold(name: str, at: int) -> str:
    return f"<b>{name}</b>" if at == 0 else name


def _ways(before: list[float], after: list[float], palette: Palette) -> go.Scatter:
    x: list[float | None] = []
    y: list[int | None] = []
    for at, (start, end) in enumerate(zip(before, after, strict=True)):
        if not math.isnan(start + end) and start != end:
            x += [start, end, None]
            y += [at, at, None]
    return go.Scatter(
        x=x, y=y, mode="lines", name="way", hoverinfo="skip",
        line={"color": palette.muted, "width": 3},
    )  # fmt: skip


def _before(before: list[float], after: list[float], palette: Palette) -> go.Scatter:
    # Where nothing changes the mark of then alone is enough.
    at = [n for n, values in enumerate(zip(before, after, strict=True)) if values[0] != values[1]]
    return go.Scatter(
        x=[before[n] for n in at], y=at, mode="markers", name="before", hoverinfo="skip",
        # Filled with the ground: the way does not run through it.
        marker={
            "symbol": "circle", "size": 10, "opacity": 1, "color": palette.ground,
            "line": {"width": 2, "color": palette.muted},
        },
    )  # fmt: skip


def _after(values: list[float], verdicts: list[Any], colours: list[str]) -> go.Scatter:
    return go.Scatter(
        x=values,
        y=list(range(len(values))),
        # The words at the right stand on this axis, which is drawn only where a trace is on it.
        yaxis="y2",
        mode="markers",
        name="after",
        hoverinfo="skip",
        marker={
            "symbol": [SYMBOLS.get(verdict, "circle") for verdict in verdicts],
            "size": 12,
            "opacity": 1,
            "color": colours,
            "line": {"width": 2, "color": colours},
        },
    )


def _colour(verdict: Any, palette: Palette) -> str:
    # Where there is a value and no target.
    return verdict_colour(palette, verdict) if verdict in SYMBOLS else palette.district_line


def _keys(rows: pd.DataFrame, palette: Palette, t: Translator) -> list[Key]:
    seen = set(rows["verdict"].dropna())
    keys = [Key("○", palette.muted, t("whatif.chart_now"))]
    keys += [
        Key(VERDICT_SHAPES[name], verdict_colour(palette, name), words)
        for name, words in verdict_words(t).items()
        if name in seen and name != "no_data"
    ]
    if (rows["after"].notna() & rows["verdict"].isna()).any():
        keys.append(Key("●", palette.district_line, t("chart.no_target")))
    return keys


def _hovers(
    rows: pd.DataFrame, before: list[float], after: list[float], indicator: Indicator, t: Translator
) -> list[str]:
    verdicts, counted = verdict_words(t), literal(t.words(indicator.counted))
    hovers = []
    for at, row in enumerate(rows.to_dict("records")):
        lines = [f"<b>{literal(row['name'])}</b>"]
        if math.isnan(before[at]):
            lines.append(t.missing)
        else:
            now, then = (shown_value(t, indicator, values[at]) for values in (before, after))
            lines.append(t("whatif.chart_reached", before=now, after=then))
            lines.append(
                t("whatif.chart_people", people=t.number(row["reached"]), counted=counted)
            )  # fmt: skip
            if row["verdict"] in verdicts:
                lines.append(verdicts[row["verdict"]])
        hovers.append("<br>".join(lines))
    return hovers
