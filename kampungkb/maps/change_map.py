"""The map of what a change does to each village."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kampungkb.analysis.effects import EFFECTS
from kampungkb.charts.theme import Palette, tint
from kampungkb.i18n.translator import Translator
from kampungkb.maps.area_map import MapMarks, area_map
from kampungkb.maps.layers import MapLayers

# What a village has that nothing happens to.
SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClass:
    """One entry of the legend."""

    effect: str
    colour: str
    shape: str
    label: str
    count: int


def change_classes(
    effects: pd.Series, words: Mapping[str, str], palette: Palette
) -> tuple[ChangeClass, ...]:
    """The classes of a map of changes, those that occur, from the best to the worst.

    Parameters
    ----------
    effects : Series of str
        Of each village: `kampungkb.analysis.effects`, or `SAME`.
    words : mapping of effect to words
    palette : Palette
    """
    colours = _colours(palette)
    counts = effects.value_counts()
    return tuple(
        ChangeClass(
            effect=one,
            colour=colours[one],
            shape={"reached": "●", "lost": "▼", "gone": "–"}.get(one, ""),
            label=words[one],
            count=int(counts[one]),
        )
        for one in (*EFFECTS, SAME)
        if one in counts
    )


def change_map(
    cells: pd.DataFrame,
    classes: tuple[ChangeClass, ...],
    layers: MapLayers,
    districts: pd.DataFrame,
    *,
    area: str,
    palette: Palette,
    t: Translator,
    label: str,
    mark: str | None = None,
) -> go.Figure:
    """Draw the villages by what a change does to them.

    Parameters
    ----------
    cells : DataFrame, one row per village with a polygon
        ``code``, ``effect`` (one of the classes), ``text`` (before and after in words).
    classes : tuple of ChangeClass
        As `change_classes` gives them.
    layers : MapLayers
    districts : DataFrame
        ``code``, ``name``, ``lon``, ``lat`` of the districts with a polygon.
    area : str
        Code of the whole area.
    label : str
        What changes; it stands before a village's text when pointed at.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure as of `kampungkb.maps.area_map.area_map`, without outlines of formed villages
        They would tell of something else than what changes.
    """
    place = {one.effect: at for at, one in enumerate(classes)}
    nowhere: Any = districts.iloc[:0]
    return area_map(
        cells.assign(index=cells["effect"].map(place).astype("int64")),
        tuple(one.colour for one in classes),
        layers,
        MapMarks(formed=nowhere, districts=districts),
        area=area,
        level="village",
        palette=palette,
        t=t,
        label=label,
        words=tuple(one.label for one in classes),
        mark=mark,
    )


def _colours(palette: Palette) -> dict[str, str]:
    """Green is good and red is bad, darker where the target is passed; blue is new."""
    return {
        "reached": palette.reached,
        "less": tint(palette.reached, palette.ground, 0.55),
        "better": tint(palette.reached, palette.ground, 0.28),
        "first": palette.sequential[3],
        "basis": palette.sequential[1],
        "worse": tint(palette.below, palette.ground, 0.28),
        "more": tint(palette.below, palette.ground, 0.55),
        "lost": palette.below,
        "gone": palette.cannot_tell,
        SAME: palette.no_data,
    }
