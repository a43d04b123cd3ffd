"""The map of the offline twin: every unit as a path of one picture, in whole steps."""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from kampungkb.areas.pack import Layer, geometry_path
from kampungkb.errors import AreaPackError
from kampungkb.maps.layers import scale_bar
from kampungkb.maps.locator import Frame, Geometry, bounds_of, frame_of, svg_path

# Steps across: some 30 m each in the regency, half of what the geometry leaves out.
_WIDTH: Final = 2400

Places = Iterable[tuple[str, float, float]]


def twin_shapes(folder: Path, villages: Places, districts: Places) -> dict[str, Any] | None:
    """Villages and districts as paths.

    Parameters
    ----------
    folder : Path
        Of the area pack.
    villages, districts : iterable of (code, longitude, latitude)
        Of a point inside each unit, where its name stands. Units without a polygon are left out.

    Returns
    -------
    dict or None
        ``width``, ``height``; ``village`` and ``district``: by code ``path`` and ``at`` (x, y) and
        ``box`` (x, y, width, height); ``around``: path of the neighbours; ``scale``: ``x``, ``y``,
        ``steps``, ``km``. None where the pack has no geometry of these villages.
    """
    try:
        drawn = {layer: _geometry(folder, layer) for layer in ("villages", "districts")}
    except AreaPackError:
        return None
    places = {"villages": list(villages), "districts": list(districts)}
    own = [drawn["villages"][code] for code, *_ in places["villages"] if code in drawn["villages"]]
    if not own:
        return None
    bounds = bounds_of(own)
    west, south, east, north = bounds
    ratio = (north - south) / max((east - west) * math.cos(math.radians((south + north) / 2)), 1e-9)
    frame = frame_of(bounds, _WIDTH, round(_WIDTH * min(max(ratio, 0.5), 1.2)))
    bar_west, bar_east, bar_lat, km = scale_bar(bounds)
    x, y = frame.place(bar_west, bar_lat)
    return {
        "width": frame.width,
        "height": frame.height,
        "village": _units(drawn["villages"], places["villages"], frame),
        "district": _units(drawn["districts"], places["districts"], frame),
        "around": _around(folder, frame),
        "scale": {"x": x, "y": y, "steps": frame.place(bar_east, bar_lat)[0] - x, "km": km},
    }


def _units(
    drawn: Mapping[str, Geometry], places: Places, frame: Frame
) -> dict[str, dict[str, Any]]:
    found = {}
    for code, lon, lat in places:
        if code not in drawn:
            continue
        west, south, east, north = bounds_of([drawn[code]])
        left, top = frame.place(west, north)
        right, bottom = frame.place(east, south)
        inside = lon == lon and lat == lat  # a place that is not known is not a number
        found[code] = {
            "path": svg_path([drawn[code]], frame),
            "at": list(frame.place(lon, lat)) if inside
            else [(left + right) // 2, (top + bottom) // 2],
            "box": [left, top, right - left, bottom - top],
        }  # fmt: skip
    return found


def _around(folder: Path, frame: Frame) -> str:
    try:
        return svg_path(_geometry(folder, "context").values(), frame)
    except AreaPackError:
        return ""


def _geometry(folder: Path, layer: Layer) -> dict[str, Geometry]:
    path = geometry_path(folder, layer)
    try:
        features = json.loads(path.read_bytes())["features"]
        return {str(one["id"]): one["geometry"] for one in features}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise AreaPackError(path.name, "cannot be read") from error
