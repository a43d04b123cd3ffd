"""Polygons that were drawn one by one, made one coverage: no sliver, no overlap, short numbers.

The way: project to the UTM zone, `shapely.coverage_clean`, `shapely.coverage_simplify`, back to
longitude and latitude, and there snap every line to a grid of whole steps of the last decimal.
Rounding the corners of each polygon alone would let lines cross that only touched; snap rounding
of all lines together, and building the polygons anew from them, cannot.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas
import numpy as np
import shapely
from pyproj import Geod, Transformer

from kampungkb.areas.sources import polygonal

# Of neighbours drawn apart: gaps narrower than this are nobody's land, corners closer are one.
GAP_WIDTH_M: Final = 20.0
SNAPPING_M: Final = 0.5
_GEOD: Final = Geod(ellps="WGS84")

Geometries = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A coverage whose corners are whole steps of 10 ** -`decimals` degree.

    Whole numbers are what makes two neighbours' corners equal for certain.
    """

    decimals: int
    # Code to polygon, in steps; ordered by code, none empty.
    polygons: Mapping[str, shapely.Geometry]
    # Codes of which a part (an islet) was too small for the grid, once per part.
    dropped: tuple[str, ...] = ()


def utm_crs(geometries: Geometries) -> int:
    """EPSG code of the UTM zone in which the middle of the geometries lies."""
    return int(geopandas.GeoSeries(list(geometries), crs=4326).estimate_utm_crs().to_epsg())


def cleaned(polygons: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Polygons as a coverage, in metres of their UTM zone (`projection` of the same polygons).

    A polygon that others cover wholly is left out: it has no land of its own.
    """
    if not polygons:
        return {}
    forward, _ = projection(polygons)
    flat = polygonal(_moved(_array(polygons), forward))
    coverage = shapely.coverage_clean(flat, gap_width=GAP_WIDTH_M, snapping_distance=SNAPPING_M)
    pairs = zip(polygons, coverage, strict=True)
    return {code: polygon for code, polygon in pairs if not polygon.is_empty}


def projection(polygons: Mapping[str, shapely.Geometry]) -> tuple[Transformer, Transformer]:
    """From longitude and latitude to the polygons' UTM zone, and back."""
    crs = utm_crs(_array(polygons))
    return (
        Transformer.from_crs(4326, crs, always_xy=True),
        Transformer.from_crs(crs, 4326, always_xy=True),
    )


def simplified(
    coverage: Mapping[str, shapely.Geometry],
    back: Transformer,
    *,
    tolerance_m: float,
    decimals: int,
) -> Grid:
    """A coverage in metres with fewer corners, snapped to decimals of a degree.

    Where a whole polygon is smaller than the grid, all of the coverage gets one decimal more
    (two at most): a village is never dropped, only islets beside a part that stays.
    """
    codes = list(coverage)
    thin = shapely.coverage_simplify(_array(coverage), tolerance_m)
    for finer in range(3):
        scale = 10 ** (decimals + finer)
        steps = _moved(thin, back, scale)
        snapped = _snapped(steps)
        if not shapely.is_empty(snapped).any():
            break
    kept = ~shapely.is_empty(snapped)
    parts, owners = shapely.get_parts(steps, return_index=True)
    gone = ~shapely.intersects(parts, snapped[owners])
    return Grid(
        decimals=decimals + finer,
        polygons={code: snapped[n] for n, code in enumerate(codes) if kept[n]},
        dropped=tuple(codes[n] for n in owners[gone]),
    )


def dissolved(grid: Grid, owner: Mapping[str, str]) -> Grid:
    """Polygons put together by owner, from the very same lines.

    Parameters
    ----------
    grid : Grid
        Of the smaller areas.
    owner : mapping
        Code of a smaller area to the code of the one it lies in.
    """
    groups: dict[str, list[shapely.Geometry]] = {}
    for code, polygon in grid.polygons.items():
        groups.setdefault(owner[code], []).append(polygon)
    return Grid(
        decimals=grid.decimals,
        polygons={
            code: _ordered(_together(np.array(groups[code], dtype=object)))
            for code in sorted(groups)
        },
    )


def joined(grids: Sequence[Grid], *, decimals: int) -> Grid:
    """Several grids as one, ordered by code, with the decimals of the finest (or `decimals`)."""
    finest = max((grid.decimals for grid in grids), default=decimals)
    polygons: dict[str, shapely.Geometry] = {}
    for grid in grids:
        factor = 10 ** (finest - grid.decimals)
        for code, shape in grid.polygons.items():
            polygons[code] = shape if factor == 1 else _scaled(shape, factor)
    return Grid(
        decimals=finest,
        polygons=dict(sorted(polygons.items())),
        dropped=tuple(sorted(code for grid in grids for code in grid.dropped)),
    )


def in_metres(grid: Grid, like: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Polygons of a grid in metres of the UTM zone of others (as `cleaned` gives them)."""
    forward, _ = projection(like)
    degrees = {code: _scaled(shape, 1 / 10**grid.decimals) for code, shape in grid.polygons.items()}
    return dict(zip(degrees, _moved(_array(degrees), forward), strict=True))


def clipped(grid: Grid, box: Sequence[float]) -> Grid:
    """The part of a coverage inside west, south, east, north (degrees)."""
    scale = 10**grid.decimals
    window = shapely.box(*(round(side * scale) for side in box))
    cut = shapely.intersection(_array(grid.polygons), window, grid_size=1)
    pairs = zip(grid.polygons, polygonal(np.atleast_1d(cut)), strict=True)
    return Grid(
        decimals=grid.decimals,
        polygons={code: _ordered(shape) for code, shape in pairs if shapely.area(shape) > 0},
    )


def geojson(grid: Grid) -> bytes:
    """A FeatureCollection whose features carry only their code as ``id``, a line for each.

    Outer rings run clockwise, against RFC 7946: d3, which draws plotly's maps, takes a ring
    that runs the other way for the rest of the globe and fills that.
    """
    scale = 10**grid.decimals
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "id": code,
                "properties": {},
                "geometry": _geometry(polygon, scale),
            },
            separators=(",", ":"),
        )
        for code, polygon in grid.polygons.items()
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode(
        "ascii"
    )


def bounds(grid: Grid) -> dict[str, list[float]]:
    """West, south, east, north in degrees (5 decimals), by code."""
    scale = 10**grid.decimals
    return {
        code: [round(side / scale, 5) for side in polygon.bounds]
        for code, polygon in grid.polygons.items()
    }


def area_km2(polygon: shapely.Geometry) -> float:
    """Geodesic area of a polygon in longitude and latitude, 4 decimals."""
    square_metres, _ = _GEOD.geometry_area_perimeter(polygon)
    return round(abs(square_metres) / 1e6, 4)


def inner_point(grid: Grid, code: str) -> tuple[float, float]:
    """Longitude and latitude of a point inside, where a label may stand (5 decimals)."""
    largest = max(shapely.get_parts(grid.polygons[code]), key=lambda part: part.area)
    point = shapely.point_on_surface(largest)
    scale = 10**grid.decimals
    return round(point.x / scale, 5), round(point.y / scale, 5)


def _array(polygons: Mapping[str, shapely.Geometry]) -> Geometries:
    array = np.empty(len(polygons), dtype=object)
    array[:] = list(polygons.values())
    return array


def _moved(geometries: Geometries, transformer: Transformer, scale: int = 1) -> Geometries:
    def move(points: np.ndarray) -> np.ndarray:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([x, y]) * scale

    return np.asarray(shapely.transform(geometries, move), dtype=object)


def _together(polygons: Geometries) -> shapely.Geometry:
    """Union along shared lines; where lines differ (groups cleaned apart), by snapping."""
    try:
        return shapely.coverage_union_all(polygons)
    except shapely.errors.GEOSException:
        return shapely.union_all(polygons, grid_size=1)


def _scaled(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points * factor)


def _snapped(steps: Geometries) -> Geometries:
    """A coverage on whole numbers; an empty polygon where nothing was left of one."""
    lines = shapely.union_all(shapely.boundary(steps), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    owners = _owners(faces, steps)
    snapped = np.full(len(steps), shapely.Polygon(), dtype=object)
    for owner in np.unique(owners[owners >= 0]):
        snapped[owner] = _ordered(shapely.coverage_union_all(faces[owners == owner]))
    return snapped


def _owners(faces: Geometries, steps: Geometries) -> np.ndarray:
    """Which polygon each face came from, -1 for none (a lake, the sea inside a ring)."""
    owners = np.full(len(faces), -1)
    tree = shapely.STRtree(steps)
    face, polygon = tree.query(shapely.point_on_surface(faces), predicate="within")
    owners[face] = polygon
    # A point may fall on a line, and rounding may close an inlet: the larger share decides.
    for index in np.flatnonzero(owners < 0):
        near = np.sort(tree.query(faces[index], predicate="intersects"))
        shares = shapely.area(shapely.intersection(faces[index], steps[near]))
        if shares.sum() * 2 > faces[index].area:
            owners[index] = near[np.argmax(shares)]
    return owners


def _ordered(polygon: shapely.Geometry) -> shapely.Geometry:
    """Rings and parts in one fixed order, outer rings clockwise."""
    return shapely.orient_polygons(shapely.normalize(polygon), exterior_cw=True)


def _geometry(polygon: shapely.Geometry, scale: int) -> dict[str, Any]:
    parts = [
        [
            [[x / scale, y / scale] for x, y in shapely.get_coordinates(ring).tolist()]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.get_parts(polygon)
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}
