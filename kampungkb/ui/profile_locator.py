"""Where a unit lies: the regency with its district, and the district with its villages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kampungkb.areas.pack import Layer, geometry_path
from kampungkb.charts.theme import Palette
from kampungkb.errors import AreaPackError
from kampungkb.maps.locator import Dot, Frame, Geometry, Shape, bounds_of, frame_of, svg_document
from kampungkb.maps.locator import svg_path as path_of
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import load

# In steps of the picture; on the screen it is half as wide.
_SIZE: Final = (400, 344)
SHOWN: Final = (200, 172)
_METRES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Two pictures as SVG; empty where the geometry does not have what they show."""

    in_regency: str
    in_district: str
    # Whether the unit itself is on them.
    has_unit: bool


def locator(of: Snapshot, code: str, formed: frozenset[str], palette: Palette) -> Locator:
    """Draw where a unit lies.

    Raises
    ------
    AreaPackError
        The pack is missing or its geometry cannot be read.
    """
    folder = load.settings().area_pack
    district = of.parents.get(code, code)
    districts, villages = _geometry(folder, "districts"), _geometry(folder, "villages")
    inside = {one: villages[one] for one, of_it in of.parents.items()
              if of_it == district and one in villages}  # fmt: skip
    return Locator(
        in_regency=_in_regency(folder, districts, villages, district, code, palette),
        in_district=_in_district(inside, code, formed, palette) if inside else "",
        has_unit=code in districts or code in villages,
    )


def _in_regency(
    folder: Path, districts: Mapping[str, Geometry], villages: Mapping[str, Geometry],
    district: str, code: str, palette: Palette,
) -> str:  # fmt: skip
    if district not in districts:
        return ""
    path = geometry_path(folder, "districts", _METRES)
    frame, land = _whole(path, path.stat().st_mtime_ns)
    own = path_of([districts[district]], frame)
    shapes = [
        Shape(path=land, fill=palette.surface, line=palette.muted, width=1),
        Shape(path=own, fill=palette.sequential[1], line=palette.ink, width=2),
    ]
    if code not in villages:
        return svg_document(frame, shapes)
    shapes.append(
        Shape(
            path=path_of([villages[code]], frame),
            fill=palette.selected,
            line=palette.selected,
            width=1,
        )
    )
    west, south, east, north = bounds_of([villages[code]])
    (left, top), (right, bottom) = frame.place(west, north), frame.place(east, south)
    ring = Dot(
        at=((left + right) // 2, (top + bottom) // 2),
        radius=max(right - left, bottom - top) // 2 + 12,
        fill="none", line=palette.selected, width=3,
    )  # fmt: skip
    return svg_document(frame, shapes, [ring])


def _in_district(
    inside: Mapping[str, Geometry], code: str, formed: frozenset[str], palette: Palette
) -> str:
    frame = frame_of(bounds_of(inside.values()), *_SIZE)
    shapes = [
        Shape(
            path=path_of(inside.values(), frame), fill=palette.surface, line=palette.muted, width=1
        )
    ]
    if code in inside:
        shapes.append(
            Shape(
                path=path_of([inside[code]], frame), fill=palette.sequential[1], line=palette.ink,
                width=4,
            )
        )  # fmt: skip
    dots = [
        Dot(at=_middle(geometry, frame), radius=9, fill=palette.reached, line=palette.ground,
            width=3)
        for one, geometry in inside.items()
        if one in formed
    ]  # fmt: skip
    return svg_document(frame, shapes, dots)


def _middle(geometry: Geometry, frame: Frame) -> tuple[int, int]:
    west, south, east, north = bounds_of([geometry])
    return frame.place((west + east) / 2, (south + north) / 2)


def _geometry(folder: Path, layer: Layer) -> Mapping[str, Geometry]:
    path = geometry_path(folder, layer, _METRES)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _modified_ns: int) -> dict[str, Any]:
    """Geometry by code."""
    try:
        features = json.loads(path.read_bytes())["features"]
        shapes = {str(one["id"]): one["geometry"] for one in features}
        bounds_of(shapes.values())
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise AreaPackError(path.name, str(error)) from error
    return shapes


@lru_cache(maxsize=2)
def _whole(path: Path, modified_ns: int) -> tuple[Frame, str]:
    """The frame of the regency, and all its districts as one path."""
    districts = _read(path, modified_ns)
    frame = frame_of(bounds_of(districts.values()), *_SIZE)
    return frame, path_of(districts.values(), frame)
