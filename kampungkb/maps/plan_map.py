"""The map of a plan: which village is formed in which quarter, with a slider over the quarters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.theme import Palette, graded, tint
from kampungkb.i18n.amounts import shown_amount
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.maps.area_map import MapMarks, area_map
from kampungkb.maps.layers import MapLayers

# Classes before those of the quarters.
_OUTSIDE: Final = 0
_FORMED: Final = 1
_FIRST: Final = 2
# Pixels at the foot of the map that the slider takes.
_SLIDER: Final = 84
# Beside the slider, for the halves of its first and last words.
_BESIDE: Final = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClass:
    """One entry of the legend."""

    # The quarter, or ``formed``, ``outside`` or ``unknown`` (a need that is not known).
    kind: str
    colour: str
    shape: str
    label: str
    count: int


def plan_legend(
    cells: pd.DataFrame, quarters: Sequence[str], palette: Palette, t: Translator
) -> tuple[PlanClass, ...]:
    """What the colours and shapes of a plan's map say, in order of time.

    Parameters
    ----------
    cells : DataFrame
        As of `plan_map`.
    quarters : sequence of str
        All of the plan, in order; each has an entry, whether a village is formed in it or not.

    Returns
    -------
    tuple of PlanClass
        Formed, the quarters, outside; ``unknown`` last and only where villages are marked so. The
        counts but for ``unknown`` add up to the rows.
    """
    classes = _classes(cells, quarters)
    counts = np.bincount(classes, minlength=_FIRST + len(quarters))
    outside, formed, *coloured = _colours(len(quarters), palette)
    entries = [
        PlanClass(kind="formed", colour=formed, shape="●", label=t("plan_chart.already_formed"),
                  count=int(counts[_FORMED])),
        *(
            PlanClass(kind=quarter, colour=coloured[at], shape="", label=t.period(quarter),
                      count=int(counts[_FIRST + at]))
            for at, quarter in enumerate(quarters)
        ),
        PlanClass(kind="outside", colour=outside, shape="", label=t("plan_chart.outside"),
                  count=int(counts[_OUTSIDE])),
    ]  # fmt: skip
    unknown = int(_unknown(cells).sum())
    if unknown:
        label = t("plan_chart.need_unknown")
        entries.append(
            PlanClass(kind="unknown", colour=palette.ink, shape="◇", label=label, count=unknown)
        )
    return tuple(entries)


def plan_map(
    cells: pd.DataFrame,
    quarters: Sequence[str],
    layers: MapLayers,
    districts: pd.DataFrame,
    *,
    area: str,
    palette: Palette,
    t: Translator,
    mark: str | None = None,
) -> go.Figure:
    """Draw the villages by the quarter in which a plan forms them.

    Parameters
    ----------
    cells : DataFrame, one row per village with a polygon
        ``code``, ``lon``, ``lat``, ``formed`` (bool: already), ``quarter`` (2027-Q1; missing:
        outside the plan), ``need`` (int or Fraction; missing: not known).
    quarters : sequence of str
        All of the plan, in order.
    layers : MapLayers
    districts : DataFrame
        ``code``, ``name``, ``lon``, ``lat`` of the districts with a polygon.
    area : str
        Code of the whole area.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure as of `kampungkb.maps.area_map.area_map` with a slider
        It begins at the last quarter, with the whole plan; each of its steps hands the trace
        units other classes and touches nothing else. Below the names of districts lies the trace
        unknown: a mark at each village that is not formed and whose need is not known, but none
        where that is so of all of them; pointed at, each says it.
    """
    classes = _classes(cells, quarters)
    figure = area_map(
        cells.assign(index=classes, text=_needs(cells, t)),
        _colours(len(quarters), palette),
        layers,
        MapMarks(formed=cells[cells["formed"]], districts=districts),
        area=area,
        level="village",
        palette=palette,
        t=t,
        words=_words(quarters, t),
        mark=mark,
    )
    traces = list(figure.data)
    names = [one.name for one in traces]
    # As dark as on other maps it would say more than the first quarters do.
    traces[names.index("formed")].marker.line.color = palette.muted
    traces.insert(names.index("district_names"), _unknown_marks(cells, palette))
    figure = go.Figure(traces, figure.layout)
    if quarters:
        figure.update_layout(
            # The slider lies below the map and not over it.
            margin={"b": _SLIDER},
            sliders=[_slider(classes, quarters, names.index("units"), palette, t)],
        )
    return figure


def plan_map_alt(cells: pd.DataFrame, t: Translator) -> str:
    """The map in a sentence."""
    return t(
        "plan_chart.map_alt",
        n=int(cells["quarter"].notna().sum()),
        formed=t.number(int(cells["formed"].sum())),
    )


def _colours(n: int, palette: Palette) -> tuple[str, ...]:
    """Of outside, formed, and the quarters, of which the first stands out most."""
    formed = tint(palette.muted, palette.ground, 0.45)
    return palette.surface, formed, *graded(palette.quarters, n)


def _words(quarters: Sequence[str], t: Translator) -> tuple[str, ...]:
    planned = tuple(t("plan_chart.formed_in", quarter=t.period(one)) for one in quarters)
    return t("plan_chart.outside"), t("plan_chart.already_formed"), *planned


def _classes(cells: pd.DataFrame, quarters: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int8]]:
    at: Mapping[Any, int] = {quarter: _FIRST + place for place, quarter in enumerate(quarters)}
    return np.array(
        [
            _FORMED if formed else at.get(quarter, _OUTSIDE)
            for formed, quarter in zip(cells["formed"], cells["quarter"], strict=True)
        ],
        dtype=np.int8,
    )


def _unknown(cells: pd.DataFrame) -> "pd.Series[bool]":
    """Villages to mark: not formed, and of unknown need; none where no need at all is known."""
    is_open = ~cells["formed"].astype(bool)
    unknown = is_open & cells["need"].isna()
    # A mark on every village would tell nothing, and hide the quarters below it.
    return unknown & bool((is_open & ~unknown).any())


def _needs(cells: pd.DataFrame, t: Translator) -> "pd.Series[str]":
    """The need of each village in words; of a formed one there is nothing to say."""
    words = [
        "" if formed
        else t("plan_chart.need_unknown") if pd.isna(need)
        else t("plan_chart.need", need=shown_amount(t, need))
        for formed, need in zip(cells["formed"], cells["need"], strict=True)
    ]  # fmt: skip
    return pd.Series(words, index=cells.index, dtype="str")


def _unknown_marks(cells: pd.DataFrame, palette: Palette) -> go.Scattergeo:
    own = cells[_unknown(cells)]
    return go.Scattergeo(
        lon=own["lon"].to_numpy(np.float32),
        lat=own["lat"].to_numpy(np.float32),
        name="unknown",
        mode="markers",
        hoverinfo="skip",
        marker={
            # Filled: an outline alone is lost on the colours of the first quarters.
            "symbol": "diamond", "size": 8, "opacity": 1, "color": palette.ground,
            "line": {"width": 1.6, "color": palette.ink},
        },
    )  # fmt: skip


def _slider(
    classes: np.ndarray[Any, np.dtype[np.int8]], quarters: Sequence[str], units: int,
    palette: Palette, t: Translator,
) -> dict[str, Any]:  # fmt: skip
    steps = []
    for at, quarter in enumerate(quarters):
        shown = np.where(classes > _FIRST + at, _OUTSIDE, classes).astype(np.int8)
        steps.append(
            {
                "label": t.period_short(quarter),
                "method": "restyle",
                "args": [{"z": [shown]}, [units]],
            }
        )
    return {
        "active": len(quarters) - 1,
        "steps": steps,
        "x": 0,
        "len": 1,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 6, "b": 0, "l": _BESIDE, "r": _BESIDE},
        "currentvalue": {
            "prefix": literal(t("plan_chart.until")) + " ",
            "xanchor": "left",
            "offset": 6,
            "font": {"size": 14, "color": palette.ink},
        },
        "font": {"size": 12, "color": palette.muted},
        # Of rail and grip alike: only the border sets the grip off.
        "bgcolor": palette.ground,
        "activebgcolor": palette.reached,
        "bordercolor": palette.muted,
        "borderwidth": 1,
        "ticklen": 4,
        "tickcolor": palette.muted,
        "minorticklen": 3,
        "transition": {"duration": 0},
    }
