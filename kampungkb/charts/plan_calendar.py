"""The calendar of a plan: how many villages of each district are formed in each quarter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.canvas import (
    LINE,
    ROW,
    figure_of,
    row_axes,
    short_name,
    width,
    wrapped,
)
from kampungkb.charts.theme import Palette, graded, readable
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.model.periods import period_end

_HEAD: Final = 2 * LINE + 8
# Names in a hover text, and where its lines break.
_NAMES: Final = 12
_ACROSS: Final = 48
# Shades of a calendar with few villages in each cell: two are not the most there could be.
_SHADES: Final = 4
# Quarters that keep their numeral on a phone, and those whose counts can be read there.
_NUMERALS: Final = 13
_COUNTED: Final = 20
_NUMERAL: Final = ("I", "II", "III", "IV")

Cells = Mapping[tuple[str, str], Sequence[str]]


def plan_calendar_height(n: int) -> int:
    """Pixels that a calendar of `n` districts takes."""
    return ROW * max(n, 3) + 6 + LINE + _HEAD + 22 + 22


def plan_calendar(
    frame: pd.DataFrame,
    quarters: Sequence[str],
    districts: Sequence[tuple[str, str]],
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw quarters against districts, each cell with the number of its villages.

    Parameters
    ----------
    frame : DataFrame, one row per village of the plan
        ``code``, ``name``, ``district_code``, ``quarter`` (2027-Q1). Those of other districts
        and quarters are not drawn.
    quarters : sequence of str
        The first at the left.
    districts : sequence of (code, name)
        The first at the top.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces cells (a heat map) and counts (their numbers)
        A cell carries ``district code|quarter`` as ``customdata``, and the names of its villages
        when pointed at. Sums of districts stand at the right, those of quarters at the foot.
    """
    cells = _cells(frame)
    counts = [[len(cells.get((code, one), ())) for one in quarters] for code, _ in districts]
    most = max((n for line in counts for n in line), default=0)
    colours = (palette.surface, *graded(palette.sequential, max(most, _SHADES)))
    names = [short_name(name) for _, name in districts]
    sums = [t.number(sum(line)) for line in counts]
    figure = figure_of(
        [_heat(counts, colours, cells, quarters, districts, t), _numbers(counts, colours, t)],
        left=width(names),
        right=max(width(sums), 16),
        head=wrapped(t("plan_chart.calendar_key")),
        above=_HEAD,
        below=22,
        palette=palette,
        t=t,
        mark=mark,
        name="plan_calendar",
    )
    row_axes(figure, names, [f"<b>{one}</b>" for one in sums], palette=palette)
    columns = [sum(line[at] for line in counts) for at in range(len(quarters))]
    figure.update_layout(**_quarter_axes(quarters, columns, palette, t))
    return figure


def plan_calendar_alt(frame: pd.DataFrame, t: Translator) -> str:
    """The calendar in a sentence."""
    if frame.empty:
        return t("plan_chart.calendar_alt_empty")
    return t(
        "plan_chart.calendar_alt",
        n=len(frame),
        districts=t.number(frame["district_code"].nunique()),
        first=t.period(min(frame["quarter"], key=period_end)),
        last=t.period(max(frame["quarter"], key=period_end)),
    )


def quarter_ticks(quarters: Sequence[str]) -> list[str]:
    """A numeral for each quarter, with the year below the first of it.

    A year with a single quarter at an end stays unnamed beside the next one. Where many quarters
    would run into one another, only years are named, and of many only every second or third.
    """
    years = [period_end(one).year for one in quarters]
    first, every = min(years, default=0), len(quarters) // (2 * _NUMERALS) + 1
    ticks = []
    for at, (quarter, year) in enumerate(zip(quarters, years, strict=True)):
        starts = year not in years[:at]
        named = starts and (years.count(year) > 1 or len(years) < 3)
        if len(quarters) > _NUMERALS:
            ticks.append(f"<b>{year}</b>" if named and (year - first) % every == 0 else "")
            continue
        numeral = _NUMERAL[period_end(quarter).month // 3 - 1]
        ticks.append(f"{numeral}<br><b>{year}</b>" if named else f"{numeral}<br>")
    return ticks


def _cells(frame: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Names of the villages by district and quarter, in the order of the rows."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, district, quarter in zip(
        frame["name"], frame["district_code"], frame["quarter"], strict=True
    ):
        found[district, quarter].append(name)
    return dict(found)


def _heat(
    counts: Sequence[Sequence[int]], colours: Sequence[str], cells: Cells,
    quarters: Sequence[str], districts: Sequence[tuple[str, str]], t: Translator,
) -> go.Heatmap:  # fmt: skip
    return go.Heatmap(
        z=[list(line) for line in counts],
        zmin=-0.5,
        zmax=len(colours) - 0.5,
        colorscale=[
            [(at + side) / len(colours), colour]
            for at, colour in enumerate(colours)
            for side in (0, 1)
        ],
        showscale=False,
        xgap=2,
        ygap=2,
        name="cells",
        customdata=[[f"{code}|{quarter}" for quarter in quarters] for code, _ in districts],
        text=[
            [_hover(name, quarter, cells.get((code, quarter), ()), t) for quarter in quarters]
            for code, name in districts
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _hover(district: str, quarter: str, villages: Sequence[str], t: Translator) -> str:
    lines = [f"<b>{literal(district)}</b>", t.period(quarter)]
    if not villages:
        return "<br>".join([*lines, t("plan_chart.no_village")])
    names = list(villages[:_NAMES])
    if len(villages) > _NAMES:
        names.append(t("plan_chart.more", n=len(villages) - _NAMES))
    lines.append(t("plan_chart.villages", n=len(villages)))
    return "<br>".join([*lines, *map(literal, wrap(", ".join(names), _ACROSS))])


def _numbers(counts: Sequence[Sequence[int]], colours: Sequence[str], t: Translator) -> go.Scatter:
    at = [
        (x, y, n)
        for y, line in enumerate(counts)
        for x, n in enumerate(line)
        if n and len(line) <= _COUNTED
    ]
    return go.Scatter(
        x=[x for x, _, _ in at],
        y=[y for _, y, _ in at],
        # A trace on them makes plotly draw the axes of the sums.
        xaxis="x2",
        yaxis="y2",
        mode="text",
        name="counts",
        text=[t.number(n) for _, _, n in at],
        textfont={"color": [readable(colours[n]) for _, _, n in at]},
        hoverinfo="skip",
    )


def _quarter_axes(
    quarters: Sequence[str], sums: Sequence[int], palette: Palette, t: Translator
) -> dict[str, Any]:
    common = {
        "range": [-0.5, max(len(quarters), 1) - 0.5], "tickvals": list(range(len(quarters))),
        "tickangle": 0, "ticks": "", "showgrid": False, "zeroline": False, "showline": False,
        "fixedrange": True, "automargin": False, "ticklabeloverflow": "allow",
        "tickfont": {"color": palette.ink},
    }  # fmt: skip
    return {
        "xaxis": {**common, "ticktext": quarter_ticks(quarters), "side": "top"},
        "xaxis2": {
            **common, "ticktext": [f"<b>{one}</b>" for one in t.numbers(sums)],
            "showticklabels": len(sums) <= _COUNTED, "overlaying": "x", "side": "bottom",
        },
    }  # fmt: skip
