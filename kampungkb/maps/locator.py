"""Small maps as SVG, of a few kilobytes: where a unit lies, without a script and fit to print."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kampungkb.maps.layers import Bounds, padded

# What a GeoJSON feature has as its ``geometry``: a Polygon or a MultiPolygon.
Geometry = Mapping[str, Any]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """From degrees to whole steps of a picture; y grows downwards.

    ``scale_x`` and ``scale_y`` are steps per degree.
    """

    west: float
    north: float
    scale_x: float
    scale_y: float
    width: int
    height: int

    def place(self, lon: float, lat: float) -> Point:
        """The step nearest to a point."""
        return round((lon - self.west) * self.scale_x), round((self.north - lat) * self.scale_y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A path (as `svg_path` returns) and how it is drawn; ``width`` of its line in steps."""

    path: str
    fill: str
    line: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A circle; ``radius`` and ``width`` of its line in steps."""

    at: Point
    radius: int
    fill: str
    line: str
    width: float


def frame_of(bounds: Bounds, width: int, height: int) -> Frame:
    """The frame that shows bounds in the middle of a picture, with a margin.

    Parameters
    ----------
    bounds : (west, south, east, north)
        In degrees.
    width, height : int
        Of the picture, in steps. A step is the least detail: what is smaller is left out.

    Notes
    -----
    A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    """
    west, south, east, north = padded(bounds)
    shrink = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = min(width / wide, height / high)
    return Frame(
        west=west - (width / scale - wide) / 2 / shrink,
        north=north + (height / scale - high) / 2,
        scale_x=scale * shrink,
        scale_y=scale,
        width=width,
        height=height,
    )


def bounds_of(geometries: Iterable[Geometry]) -> Bounds:
    """What all of them lie within.

    Raises
    ------
    ValueError
        There is none.
    """
    points = [point for one in geometries for ring in _rings(one) for point in ring]
    lons, lats = [one[0] for one in points], [one[1] for one in points]
    return min(lons), min(lats), max(lons), max(lats)


def svg_path(geometries: Iterable[Geometry], frame: Frame) -> str:
    """Geometry as the ``d`` of a path, in whole steps of a frame.

    Returns
    -------
    str
        One closed ring after another, each from an absolute point in relative steps. A border
        that two units share stays shared: each point is rounded on its own. A ring without an
        area, such as an island smaller than a step, is left out.
    """
    rings = (_corners(map(frame.place, *zip(*ring, strict=True)))
             for one in geometries for ring in _rings(one))  # fmt: skip
    return "".join(_ring_path(ring) for ring in rings if len(ring) > 2)


def svg_document(frame: Frame, shapes: Sequence[Shape], dots: Sequence[Dot] = ()) -> str:
    """A picture of shapes with dots over them, in the order given."""
    parts = [
        f"<path d='{one.path}' fill='{one.fill}' fill-rule='evenodd' stroke='{one.line}'"
        f" stroke-width='{one.width:g}' stroke-linejoin='round'/>"
        for one in shapes
        if one.path
    ]
    parts += [
        f"<circle cx='{one.at[0]}' cy='{one.at[1]}' r='{one.radius}' fill='{one.fill}'"
        f" stroke='{one.line}' stroke-width='{one.width:g}'/>"
        for one in dots
    ]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {frame.width} {frame.height}'>"
        f"{''.join(parts)}</svg>"
    )


def _rings(geometry: Geometry) -> Iterator[Sequence[Sequence[float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        # A third number would be a height.
        yield from ([point[:2] for point in ring] for ring in polygon)


def _corners(points: Iterable[Point]) -> list[Point]:
    """A ring without the points that repeat another or lie on the way to the next."""
    kept: list[Point] = []
    for point in points:
        while kept and (
            point == kept[-1] or (len(kept) > 1 and _straight(kept[-2], kept[-1], point))
        ):
            kept.pop()
        kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _straight(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _ring_path(ring: list[Point]) -> str:
    steps = [f"M{ring[0][0]} {ring[0][1]}l"]
    for (x0, y0), (x1, y1) in pairwise(ring):
        # A minus parts two numbers as well as a blank does.
        for step in (x1 - x0, y1 - y0):
            is_parted = step < 0 or steps[-1].endswith("l")
            steps.append(f"{'' if is_parted else ' '}{step}")
    return f"{''.join(steps)}z"
