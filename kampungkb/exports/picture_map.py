"""A map of plotly on a part of the sheet: its polygons are read from the area pack."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np

from kampungkb.errors import AreaPackError
from kampungkb.exports.picture_axes import Plain, number, values_of
from kampungkb.exports.picture_canvas import Box, Canvas, Ink, Type, is_clear
from kampungkb.exports.picture_text import Line, line_width, lines_height, lines_of
from kampungkb.exports.picture_traces import colour_at, mark_ink, one_of, share_of, text_place

Rings = tuple[Any, ...]
Names = Sequence[tuple[list[Line], float, float]]
# Names of districts shrink to this before they may touch.
_LEAST_NAME: Final = 0.86


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """From degrees to pixels: north is up, and a kilometre is as long in either direction."""

    west: float
    north: float
    across: float
    upright: float
    box: Box

    def places(self, points: Any) -> Any:
        """Pixels of an array of (lon, lat)."""
        x = self.box.left + (points[:, 0] - self.west) * self.across
        y = self.box.top + (self.north - points[:, 1]) * self.upright
        return np.column_stack([x, y])

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """The pixel of a point."""
        x, y = self.places(np.array([(lon, lat)], dtype=float))[0]
        return float(x), float(y)


def is_map(figure: Plain) -> bool:
    """Whether a figure of plotly is a map."""
    return any(trace["type"] in ("choropleth", "scattergeo") for trace in figure["data"])


def map_shape(figure: Plain) -> float:
    """How many times a map is wider than high."""
    west, south, east, north = _bounds(figure["layout"])
    return (east - west) * _shrink(south, north) / (north - south)


def draw_map(
    canvas: Canvas, figure: Plain, box: Box, *, folder: Path | None, factor: float, ink: str
) -> None:
    """Draw a map into a box of the sheet, with as much of its surroundings as fit.

    Parameters
    ----------
    canvas : Canvas
    figure : mapping
        As ``figure.to_plotly_json()`` returns.
    box : Box
    folder : Path or None
        Of the area pack. An address of geometry names one of its files, with or without the hash
        that browsers see, or a file of its own.
    factor : float
        Pixels of the sheet for one of the screen.
    ink : str
        The colour of words without one.

    Raises
    ------
    AreaPackError
        There is no such geometry.
    """
    view = _view(_bounds(figure["layout"]), box)
    traces = figure["data"]
    for at, trace in enumerate(traces):
        if trace["type"] == "choropleth":
            _draw_units(canvas, _same_places(trace, traces), at, view, folder, factor)
        else:
            _draw_places(canvas, trace, view, factor, ink)


def geometry_file(address: str, folder: Path | None) -> Path:
    """The file that an address of geometry stands for: ``/assets/villages_60m-1f3c.geojson``.

    Raises
    ------
    AreaPackError
        There is no such file.
    """
    own = Path(address)
    if folder is None:
        if not own.is_file():
            raise AreaPackError(own.name, "missing")
        return own
    name = PurePosixPath(address)
    for stem in (name.stem, name.stem.rpartition("-")[0]):
        if stem and (folder / f"{stem}{name.suffix}").is_file():
            return folder / f"{stem}{name.suffix}"
    if own.is_file():
        return own
    raise AreaPackError(name.name, "missing")


def _rings(address: str, folder: Path | None) -> Mapping[str, Rings]:
    path = geometry_file(address, folder)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read(path: Path, _modified_ns: int) -> Mapping[str, Rings]:
    """Rings in degrees by the code of their unit."""
    try:
        return {
            str(one["id"]): tuple(_rings_of(one["geometry"]))
            for one in json.loads(path.read_bytes())["features"]
        }
    except (ValueError, LookupError, TypeError) as error:
        raise AreaPackError(path.name, str(error)) from error


def _rings_of(geometry: Plain) -> Iterator[Any]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        for ring in polygon:
            # The last point repeats the first; a third number would be a height.
            yield np.array([point[:2] for point in ring[:-1]], dtype=float)


def _bounds(layout: Plain) -> tuple[float, float, float, float]:
    """What is seen: the ranges, and closer where a reader flew to a unit."""
    geo = layout.get("geo") or {}
    (west, east), (south, north) = (geo[key]["range"] for key in ("lonaxis", "lataxis"))
    scale = float((geo.get("projection") or {}).get("scale") or 1)
    center = geo.get("center") or {"lon": (west + east) / 2, "lat": (south + north) / 2}
    across, upright = (east - west) / 2 / scale, (north - south) / 2 / scale
    return (
        center["lon"] - across, center["lat"] - upright,
        center["lon"] + across, center["lat"] + upright,
    )  # fmt: skip


def _shrink(south: float, north: float) -> float:
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    return math.cos(math.radians((south + north) / 2))


def _view(bounds: tuple[float, float, float, float], box: Box) -> _View:
    west, south, east, north = bounds
    shrink = _shrink(south, north)
    upright = min(box.width / ((east - west) * shrink), box.height / (north - south))
    across = upright * shrink
    return _View(
        west=(west + east) / 2 - box.width / 2 / across,
        north=(south + north) / 2 + box.height / 2 / upright,
        across=across,
        upright=upright,
        box=box,
    )


def _same_places(trace: Plain, traces: Sequence[Plain]) -> Plain:
    """An outline below another has its places from that one, as in the browser."""
    meta = trace.get("meta")
    name = meta.get("as") if isinstance(meta, Mapping) else None
    like = next((one for one in traces if name and one.get("name") == name), None)
    return trace if like is None else {**trace, "locations": like["locations"], "z": like["z"]}


def _draw_units(
    canvas: Canvas, trace: Plain, number_of: int, view: _View, folder: Path | None, factor: float
) -> None:
    codes = [str(one) for one in values_of(trace.get("locations"))]
    if not codes:
        return
    known = _rings(str(trace["geojson"]), folder)
    within = _inside(known, view) if trace.get("name") == "context" else view.box
    line = (trace.get("marker") or {}).get("line") or {}
    width = float(line.get("width", 1)) * factor
    for code, value in zip(codes, values_of(trace.get("z")), strict=True):
        if code not in known or math.isnan(number(value)):
            continue
        fill = colour_at(trace["colorscale"], share_of(number(value), trace))
        ink = Ink(
            fill=None if is_clear(fill) else fill,
            line=line.get("color") if width else None,
            width=width,
        )
        # To a hundredth of a pixel: an SVG would carry twelve decimals.
        rings = [view.places(ring).round(2) for ring in known[code]]
        name = f"unit-{number_of}-{code}"
        canvas.shape(rings, ink, within=within, name=name)


def _inside(known: Mapping[str, Rings], view: _View) -> Box:
    """The map without the edges at which its surroundings were cut off: they are no borders."""
    corners = np.vstack([ring for rings in known.values() for ring in rings])
    places = view.places(corners)
    (left, top), (right, bottom) = places.min(axis=0) + 2, places.max(axis=0) - 2
    return Box(
        max(view.box.left, float(left)), max(view.box.top, float(top)),
        min(view.box.right, float(right)), min(view.box.bottom, float(bottom)),
    )  # fmt: skip


def _draw_places(canvas: Canvas, trace: Plain, view: _View, factor: float, ink: str) -> None:
    mode = trace.get("mode") or "markers"
    points = [
        view.place(float(lon), float(lat))
        for lon, lat in zip(values_of(trace.get("lon")), values_of(trace.get("lat")), strict=True)
    ]
    if not points:
        return
    if "lines" in mode:
        line = trace.get("line") or {}
        drawn = Ink(line=line.get("color", ink), width=float(line.get("width", 2)) * factor)
        x, y = zip(*points, strict=True)
        canvas.line(x, y, drawn, within=view.box)
    if "markers" in mode:
        marker = trace.get("marker") or {}
        for n, point in enumerate(points):
            canvas.mark(
                *point, str(one_of(marker.get("symbol"), n, "circle")),
                float(one_of(marker.get("size"), n, 6)) * factor,
                mark_ink(marker, n, factor, ink), within=view.box,
            )  # fmt: skip
    if "text" in mode:
        _write_places(canvas, trace, points, view, factor, ink)


def _write_places(
    canvas: Canvas, trace: Plain, points: Sequence[tuple[float, float]], view: _View,
    factor: float, ink: str,
) -> None:  # fmt: skip
    font = trace.get("textfont") or {}
    own = float(one_of(font.get("size"), 0, 12))
    words = [lines_of(str(one_of(trace.get("text"), n, ""))) for n in range(len(points))]
    # Where a reader has flown to a unit, the others' names lie outside.
    names = [
        (lines, *point)
        for lines, point in zip(words, points, strict=True)
        if any(lines) and _holds(view.box, *point)
    ]
    if not names:
        return
    share = 1.0
    while share > _LEAST_NAME and _touch(names, own * factor * share):
        share -= 0.05
    size = own * factor * share
    halo = _halo(font.get("shadow"))
    for n, (lines, x, y) in enumerate(_spread(names, size)):
        (across, upright), dx, dy = text_place(trace, n, size, factor)
        kind = Type(
            size=size, colour=one_of(font.get("color"), n, ink), across=across, upright=upright,
            halo=halo,
        )  # fmt: skip
        wide = max(line_width(line, size) for line in lines)
        # A name near the edge stays on the map.
        low, high = view.box.left + 2, view.box.right - 2
        if across == "center":
            x = min(max(x, low + wide / 2), high - wide / 2)
        elif across == "right":
            # The words of a line stand over it; they begin where it begins.
            x = max(x, low + wide)
        canvas.words(lines, x + dx, y + dy, kind)


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _touch(names: Names, size: float) -> bool:
    boxes = [_name_box(one, size) for one in names]
    return any(_overlap(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])


def _spread(names: Names, size: float) -> list[tuple[list[Line], float, float]]:
    """Names that touch another moved up or down, the upper one up."""
    placed: list[list[Any]] = [list(one) for one in names]
    order = sorted(range(len(placed)), key=lambda at: (placed[at][2], at))
    for _ in range(40):
        is_moved = False
        for place, at in enumerate(order):
            for other in order[place + 1 :]:
                one, two = _name_box(placed[at], size), _name_box(placed[other], size)
                if _overlap(one, two):
                    placed[at][2] -= 1.0
                    placed[other][2] += 1.0
                    is_moved = True
        if not is_moved:
            break
    return [(lines, x, y) for lines, x, y in placed]


def _name_box(name: Any, size: float) -> Box:
    lines, x, y = name
    wide = max(line_width(line, size) for line in lines)
    # The letters, without the air above and below.
    high = lines_height(lines, size) * 0.72
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right and other.left < one.right
        and one.top < other.bottom and other.top < one.bottom
    )  # fmt: skip


def _halo(shadow: Any) -> str | None:
    """The colour of a shadow as CSS writes it: ``-1px 1px 1px #ffffff, ...``."""
    first = str(shadow or "").split(",")[0].split()
    return first[-1] if first and first[-1].startswith("#") else None
