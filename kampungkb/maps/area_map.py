"""The map of villages or districts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.theme import FONT, Palette
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.maps.layers import Bounds, MapLayers, View, padded, scale_bar, whole

_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMarks:
    """What stands over the coloured units.

    Parameters
    ----------
    formed : DataFrame
        ``code``, ``lon``, ``lat`` of the formed villages.
    districts : DataFrame
        ``code``, ``name``, ``lon``, ``lat`` of the districts.
    """

    formed: pd.DataFrame
    districts: pd.DataFrame


def area_map(
    cells: pd.DataFrame,
    colours: tuple[str, ...],
    layers: MapLayers,
    marks: MapMarks,
    *,
    area: str,
    level: str,
    palette: Palette,
    t: Translator,
    label: str = "",
    words: tuple[str, ...] = (),
    mark: str | None = None,
) -> go.Figure:
    """Draw units by class; formed villages carry an outline and a dot in every colouring.

    Parameters
    ----------
    cells : DataFrame, one row per unit with a polygon
        ``code``; ``index`` (into `colours`; -1: no data); ``text`` (the value in words).
    colours : tuple of str
        One per class.
    layers, marks
        Geometry and what lies over it.
    area : str
        Code of the whole area.
    level : str
        ``village`` or ``district``: which geometry the cells colour.
    label : str, optional
        What is coloured; it stands before a unit's text when pointed at.
    words : tuple of str, optional
        What each class says; it follows a unit's own text when pointed at.
    mark : str, optional
        Stands in the figure, such as that its figures are made up.

    Returns
    -------
    Figure with the traces context, units, districts, formed (halo and outline), formed dots,
    district names, scale, selected. The last is empty: `with_selection` fills it.
    """
    bounds = padded(layers.bounds[area])
    borders = marks.districts["code"]
    units = layers.villages if level == "village" else layers.districts
    traces: list[Any] = []
    if layers.context:
        traces.append(_outline(layers.context, layers.context_codes, palette.line, 0.8, "context"))
    traces += [
        _units(cells, colours, units, palette, level, words, label),
        _outline(layers.districts, borders, palette.district_line, 1.1, "districts"),
        # Light below dark: the outline stands out on a pale unit and on a dark one. Read by
        # plot.js: its places are those of the trace that it names.
        _outline(layers.villages, [], palette.ground, 3.4, "formed_halo").update(
            meta={"as": "formed"}
        ),
        _outline(layers.villages, marks.formed["code"], palette.formed_line, 1.6, "formed"),
        go.Scattergeo(
            **_places(marks.formed), name="formed_dots", mode="markers",
            hoverinfo="skip", marker={"size": 6, "color": palette.reached,
                                      "line": {"width": 1.3, "color": palette.ground}},
        ),
        go.Scattergeo(
            **_places(marks.districts),
            text=marks.districts["name"].map(literal),
            # Read by plot.js: left out where the map is too narrow for names.
            meta="wide", name="district_names", mode="text", hoverinfo="skip",
            textfont={"size": 12, "color": palette.ink, "shadow": _halo(palette.ground)},
        ),
        _scale(bounds, palette, t),
        _outline(units, [], palette.selected, 3, "selected"),
    ]  # fmt: skip
    return go.Figure(traces, _layout(bounds, palette, t, mark))


def with_selection(
    body: dict[str, Any], code: str | None, view: View | None, geometry: str | None = None
) -> dict[str, Any]:
    """A drawn map (as plain data) with one unit outlined and the view moved.

    Parameters
    ----------
    body : dict
        ``data`` and ``layout`` of a figure of `area_map`; not changed.
    code : str or None
        The unit to outline.
    view : View or None
        Where to fly; None leaves the view to the reader.
    geometry : str, optional
        Address of the geometry that has the unit, where it is not that of the coloured units.
    """
    data, layout = list(body["data"]), dict(body["layout"])
    if code is not None:
        data[-1] = data[-1] | {"locations": [code], "z": [0]}
        if geometry is not None:
            data[-1]["geojson"] = geometry
    if view is not None:
        geo = dict(layout["geo"])
        geo["center"] = {"lon": view.lon, "lat": view.lat}
        geo["projection"] = geo["projection"] | {"scale": view.scale}
        layout["geo"] = geo
    return body | {"data": data, "layout": layout}


def _units(
    cells: pd.DataFrame, colours: tuple[str, ...], geometry: str, palette: Palette, level: str,
    words: tuple[str, ...], label: str,
) -> go.Choropleth:  # fmt: skip
    steps = (palette.no_data, *colours)
    scale = [[(i + side) / len(steps), colour] for i, colour in enumerate(steps) for side in (0, 1)]
    lines = ["<b>%{properties.name}</b>"]
    if level == "village":
        lines.append("%{properties.district}")
    lines.append(f"{literal(label)}: %{{text}}" if label else "%{text}")
    return go.Choropleth(
        geojson=geometry,
        locations=cells["code"],
        z=cells["index"].astype("int8").to_numpy(),
        zmin=-1.5,
        zmax=len(colours) - 0.5,
        colorscale=scale,
        showscale=False,
        name="units",
        # Read by plot.js: 326 times the same three phrases are half of the figure's bytes.
        meta={"words": list(map(literal, words))} if words else None,
        # A status word comes from a file.
        text=cells["text"].map(literal),
        hovertemplate="<br>".join(lines) + "<extra></extra>",
        marker={"line": {"width": 0.6, "color": palette.village_line}},
    )


def _places(points: pd.DataFrame) -> dict[str, Any]:
    # To a metre: half the bytes of a double, on every change of colour.
    return {axis: points[axis].to_numpy(np.float32) for axis in ("lon", "lat")}


def _outline(
    geometry: str, codes: "pd.Series[str] | list[str] | tuple[str, ...]", colour: str, width: float,
    name: str,
) -> go.Choropleth:  # fmt: skip
    return go.Choropleth(
        geojson=geometry,
        locations=list(codes),
        z=[0] * len(codes),
        colorscale=[[0, _CLEAR], [1, _CLEAR]],
        showscale=False,
        name=name,
        hoverinfo="skip",
        marker={"line": {"width": width, "color": colour}},
    )


def _scale(bounds: Bounds, palette: Palette, t: Translator) -> Any:
    west, east, lat, km = scale_bar(bounds)
    return go.Scattergeo(
        lon=[west, east],
        lat=[lat, lat],
        mode="lines+text",
        name="scale",
        text=["", t("map.kilometres", n=km)],
        textposition="top left",
        hoverinfo="skip",
        line={"width": 2, "color": palette.muted},
        textfont={"size": 12, "color": palette.muted},
    )


def _layout(bounds: Bounds, palette: Palette, t: Translator, mark: str | None) -> dict[str, Any]:
    west, south, east, north = bounds
    view = whole(bounds)
    stamp = {
        "x": 1, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom",
        "showarrow": False, "text": mark, "bgcolor": palette.ground,
        "font": {"size": 12, "color": palette.ink},
    }  # fmt: skip
    return {
        # Read by plot.js, which fills the figure's place whatever its shape.
        "meta": {"bounds": list(bounds)},
        "annotations": [stamp] if mark else [],
        "geo": {
            "visible": False,
            "bgcolor": _CLEAR,
            "projection": {"type": "mercator", "scale": view.scale},
            "center": {"lon": view.lon, "lat": view.lat},
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
            "domain": {"x": [0, 1], "y": [0, 1]},
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": _CLEAR,
        "showlegend": False,
        "font": {"family": FONT, "color": palette.ink},
        "modebar": {
            "bgcolor": _CLEAR,
            "color": palette.muted,
            "activecolor": palette.ink,
            "orientation": "v",
        },
        "hoverlabel": {
            "bgcolor": palette.ground,
            "bordercolor": palette.line,
            "font": {"size": 14, "color": palette.ink, "family": FONT},
            "align": "left",
        },
        # Keeps the reader's zoom while only values change.
        "uirevision": "map",
        "dragmode": "pan",
        # None would bring plotly's own template, 7 KB of colours that nothing here uses.
        "template": "none",
        "separators": ",." if t.language == "id" else ".,",
    }


def _halo(colour: str) -> str:
    return ", ".join(f"{x}px {y}px 1px {colour}" for x in (-1, 1) for y in (-1, 1))
