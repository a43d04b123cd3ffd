"""What lies under every map: addresses of the geometry, its extent, and the zoom to a unit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayers:
    """Geometry by address: a figure names it and carries only values.

    Parameters
    ----------
    villages, districts : str
        Addresses of GeoJSON files whose features have the code as ``id`` and the properties
        ``name`` and ``district``.
    context : str or None
        Neighbours' outlines.
    context_codes : tuple of str
        Ids of the features of `context`.
    bounds : mapping of code to (west, south, east, north)
        Of the area, its districts and its villages.
    """

    villages: str
    districts: str
    context: str | None = None
    context_codes: tuple[str, ...] = ()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """Middle of the map and how many times it is magnified over the whole area."""

    lon: float
    lat: float
    scale: float


def padded(bounds: Bounds, share: float = 0.04) -> Bounds:
    """Bounds with a margin on each side, as a share of the longer side."""
    west, south, east, north = bounds
    margin = share * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def whole(bounds: Bounds) -> View:
    """The view of a whole area."""
    west, south, east, north = bounds
    return View((west + east) / 2, (south + north) / 2, 1.0)


def focus(bounds: Bounds, area: Bounds, *, most: float = 6.0) -> View:
    """The view of one unit, with its neighbours still in sight.

    Parameters
    ----------
    bounds, area : of the unit, and of the whole area
    most : float
        Never magnify more: a unit without its surroundings cannot be recognised.
    """
    west, south, east, north = bounds
    wide = (area[2] - area[0]) / max(east - west, 1e-6)
    high = (area[3] - area[1]) / max(north - south, 1e-6)
    return View((west + east) / 2, (south + north) / 2, max(1.0, min(most, wide / 3, high / 3)))


def scale_bar(bounds: Bounds) -> tuple[float, float, float, int]:
    """A round number of kilometres, at least 1, that is about a fifth of the width.

    Returns
    -------
    west, east, latitude, kilometres
        Ends of the bar near the lower left corner.
    """
    west, south, east, north = bounds
    # One degree of longitude at this latitude, on a sphere of 6,371 km.
    km_per_degree = math.radians(1) * 6371 * math.cos(math.radians((south + north) / 2))
    fifth = max(1.0, (east - west) * km_per_degree / 5)
    magnitude = 10 ** (len(str(int(fifth))) - 1)
    km = max(step * magnitude for step in (1, 2, 5) if step * magnitude <= fifth)
    lon = west + (east - west) * 0.03
    return lon, lon + km / km_per_degree, south + (north - south) * 0.04, km
