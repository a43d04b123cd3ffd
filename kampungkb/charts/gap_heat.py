"""The verdict of each district or village on each indicator."""

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    ROW,
    SYMBOLS,
    Key,
    figure_of,
    key_lines,
    row_axes,
    short_name,
    width,
)
from kampungkb.charts.theme import THIN_SHAPE, VERDICT_SHAPES, Palette, tint, verdict_colour
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import verdict_words

# Classes of the colours; a value without a target comes last.
_CLASSES: Final = ("met", "cannot_tell", "below", "thin", "no_data", "no_target")
# Of what is no verdict: a value of too few villages, and one without a target.
_SHAPES: Final = {**VERDICT_SHAPES, "thin": THIN_SHAPE, "no_target": "○"}
_SYMBOLS: Final = {**SYMBOLS, "thin": "square-open", "no_target": "circle-open"}
# Of a verdict's colour in the ground of its cell.
_TINT: Final = 0.22
# Names of indicators lean to the right where a phone has room for it.
_LEAN: Final = math.radians(60)
_AROUND: Final = 240
# Width of a figure on a phone, and what a leaning name needs of it; upright ones need less.
_PHONE: Final = 344
_STEP: Final = 17


def gap_heat_height(n: int) -> int:
    """Pixels that a figure of `n` rows takes."""
    return ROW * max(n, 3) + _AROUND


def gap_heat(
    cells: pd.DataFrame,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    *,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw a table of verdicts, each told by colour and by shape.

    Parameters
    ----------
    cells : DataFrame, one row per unit and indicator
        ``code``, ``indicator``, ``verdict`` (missing: a value without a target; ``thin``: its
        value covers too few villages), ``text`` (the value in words), ``shortfall`` (Int64).
        Those of other rows and columns are not drawn.
    rows : sequence of (code, name)
        The first at the top.
    columns : sequence of (code of the indicator, short name)
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces cells (a heat map) and shapes
        A cell carries ``code|indicator`` as ``customdata``. A pair that has no row is "no data".
    """
    names = [name for _, name in rows]
    verdicts, hovers = _table(cells, rows, columns, t)
    heat = go.Heatmap(
        z=[[_CLASSES.index(one) for one in line] for line in verdicts],
        zmin=-0.5,
        zmax=len(_CLASSES) - 0.5,
        colorscale=_colours(palette),
        showscale=False,
        xgap=2,
        ygap=2,
        name="cells",
        customdata=[[f"{code}|{indicator}" for indicator, _ in columns] for code, _ in rows],
        text=hovers,
        hovertemplate="%{text}<extra></extra>",
    )
    left = width(map(short_name, names))
    overhang = _overhang([name for _, name in columns], left)
    leans = _PHONE - left - overhang >= _STEP * len(columns)
    right = overhang if leans else 8
    figure = figure_of(
        [heat, _shapes(verdicts, palette)],
        left=left,
        right=right,
        head=key_lines(_keys(verdicts, palette, t)),
        above=round(width(name for _, name in columns) * (math.sin(_LEAN) if leans else 1)) + 8,
        palette=palette,
        t=t,
        mark=mark,
        name="gap_heat",
    )
    row_axes(figure, [short_name(name) for name in names], [""] * len(names), palette=palette)
    figure.update_layout(
        xaxis={
            "range": [-0.5, max(len(columns), 1) - 0.5], "tickvals": list(range(len(columns))),
            "ticktext": [literal(name) for _, name in columns],
            "tickangle": -60 if leans else -90, "side": "top", "ticks": "",
            "showgrid": False, "zeroline": False, "showline": False,
            "fixedrange": True, "automargin": False, "ticklabeloverflow": "allow",
            "tickfont": {"color": palette.ink},
        },
    )  # fmt: skip
    return figure


def _overhang(names: Sequence[str], left: int) -> int:
    """Pixels that leaning names need at the right of the last column, on a phone."""
    step = (_PHONE - left) / max(len(names), 1)
    ends = [
        round(width([name]) * math.cos(_LEAN) - (place + 0.5) * step)
        for place, name in enumerate(reversed(names))
    ]
    return max([8, *ends])


def _table(
    cells: pd.DataFrame,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    t: Translator,
) -> tuple[list[list[str]], list[list[str]]]:
    """The class and the hover text of each cell, by row and column."""
    words = _words(t)
    found = {
        (cell["code"], cell["indicator"]): cell
        for cell in cells[["code", "indicator", "verdict", "text", "shortfall"]].to_dict("records")
    }
    verdicts: list[list[str]] = []
    hovers: list[list[str]] = []
    for code, name in rows:
        verdicts.append([])
        hovers.append([])
        for indicator, short in columns:
            cell = found.get((code, indicator))
            verdict = "no_data" if cell is None else cell["verdict"]
            verdict = verdict if verdict in _CLASSES else "no_target"
            verdicts[-1].append(verdict)
            lines = [f"<b>{literal(name)}</b>", literal(short), words[verdict]]
            if cell is not None and verdict != "no_data":
                lines[-1] = f"{literal(cell['text'])} · {words[verdict]}"
                if not pd.isna(cell["shortfall"]) and cell["shortfall"] > 0:
                    lines.append(t("chart.shortfall", n=t.number(cell["shortfall"])))
            hovers[-1].append("<br>".join(lines))
    return verdicts, hovers


def _words(t: Translator) -> dict[str, str]:
    return verdict_words(t) | {"thin": t("verdict.thin"), "no_target": t("chart.no_target")}


def _shapes(verdicts: list[list[str]], palette: Palette) -> go.Scatter:
    at = [(x, y, one) for y, line in enumerate(verdicts) for x, one in enumerate(line)]
    colours = [_ink(one, palette) for _, _, one in at]
    return go.Scatter(
        x=[x for x, _, _ in at],
        y=[y for _, y, _ in at],
        yaxis="y2",
        mode="markers",
        name="shapes",
        hoverinfo="skip",
        marker={
            "symbol": [_SYMBOLS[one] for _, _, one in at],
            "size": 9,
            "opacity": 1,
            "color": colours,
            "line": {"width": 1.6, "color": colours},
        },
    )


def _ink(verdict: str, palette: Palette) -> str:
    stated = VERDICT_SHAPES.keys() - {"no_data"}
    return verdict_colour(palette, verdict) if verdict in stated else palette.muted


def _fill(verdict: str, palette: Palette) -> str:
    # The shapes carry the colour. Filled with it, a table in which most are below would be a
    # wall of red, and no white shape on sand can be seen.
    if verdict in ("met", "below"):
        return tint(verdict_colour(palette, verdict), palette.ground, _TINT)
    return palette.ground if verdict == "cannot_tell" else palette.surface


def _colours(palette: Palette) -> list[list[float | str]]:
    return [
        [(at + side) / len(_CLASSES), _fill(verdict, palette)]
        for at, verdict in enumerate(_CLASSES)
        for side in (0, 1)
    ]


def _keys(verdicts: list[list[str]], palette: Palette, t: Translator) -> list[Key]:
    seen = {one for line in verdicts for one in line}
    words = _words(t)
    return [
        Key(_SHAPES[name], _ink(name, palette), words[name]) for name in _CLASSES if name in seen
    ]
