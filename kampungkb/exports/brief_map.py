"""The map of a brief: villages as vectors, for paper.

A picture of the screen's map would bring its title and its size with it; on paper the names have
to be read at 9 cm, and formed villages told from the others in grey.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from kampungkb.areas.pack import Layer, geometry_path
from kampungkb.charts.theme import LIGHT
from kampungkb.errors import AreaPackError
from kampungkb.maps.layers import Bounds, scale_bar
from kampungkb.maps.locator import (
    Dot,
    Frame,
    Geometry,
    Shape,
    bounds_of,
    frame_of,
    svg_document,
    svg_path,
)

# Steps across; about a thirtieth of a millimetre on paper.
_WIDTH: Final = 3000
# Height at most, as a part of the width: a tall district would take the whole page.
_TALLEST: Final = 0.92
_FAMILY: Final = "Libertinus Serif"
# What lies under letters, so that they are read over any ground.
_UNDER: Final = (
    f"fill='{LIGHT.ground}' stroke='{LIGHT.ground}' stroke-width='26' stroke-linejoin='round'"
    " opacity='0.9'"
)
# Signs of a line that a name can have.
_LONGEST: Final = 16
_NAME_SIZE: Final = 68
_LINE: Final = 62
# How far a name may stand beside its place, the nearest first.
_SHIFTS: Final = (0, -30, 30, -55, 55, -80, 80, -110, 110)
_RADIUS: Final = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendLine:
    """What a colour of the map means."""

    colour: str
    text: str
    # Its units have a light point, so that they are told without colour.
    is_dotted: bool = False
    # It is an outline, not an area.
    is_outline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMap:
    """What a map shows; a unit without a polygon is left out."""

    level: Layer
    # Colour (#rrggbb) by code of every unit that is drawn.
    fills: Mapping[str, str]
    # Longitude and latitude of light points, so that their units are told without colour.
    dots: tuple[tuple[float, float], ...] = ()
    # The units that the map is cut to; empty: all that are drawn.
    inside: frozenset[str] = frozenset()
    # Units with a thick outline.
    outlined: frozenset[str] = frozenset()
    # Name, longitude and latitude.
    names: tuple[tuple[str, float, float], ...] = ()
    # Times the usual size of the names.
    name_scale: float = 1.0
    caption: str = ""
    legend: tuple[LegendLine, ...] = ()


def drawn_map(folder: Path, asked: BriefMap) -> bytes | None:
    """The map as SVG, its names as text; None where no unit has a polygon.

    Parameters
    ----------
    folder : Path
        Of the area pack.

    Raises
    ------
    AreaPackError
        The pack has no such geometry, or it cannot be read.
    """
    units, borders = _geometry(folder, asked.level), _geometry(folder, "districts")
    shown = {code: units[code] for code in asked.fills if code in units}
    seen = [own for code, own in shown.items() if not asked.inside or code in asked.inside]
    if not seen:
        return None
    frame = _frame(seen)
    shapes = [
        Shape(path=svg_path([own], frame), fill=asked.fills[code], line=LIGHT.ground, width=4)
        for code, own in shown.items()
        if _is_seen(own, frame)
    ]
    shapes += [
        Shape(path=svg_path([own], frame), fill="none", line=LIGHT.district_line, width=8)
        for own in borders.values()
        if _is_seen(own, frame)
    ]
    for code in sorted(asked.outlined):
        if (own := units.get(code) or borders.get(code)) is not None:
            path = svg_path([own], frame)
            shapes += [Shape(path=path, fill="none", line=LIGHT.ground, width=28),
                       Shape(path=path, fill="none", line=LIGHT.selected, width=15)]  # fmt: skip
    dots = [
        Dot(at=frame.place(lon, lat), radius=_RADIUS, fill=LIGHT.ground, line=LIGHT.ink, width=6)
        for lon, lat in asked.dots
    ]
    drawn = svg_document(frame, shapes, dots)
    names = "".join([*_names(asked, frame), *_scale(bounds_of(seen), frame)])
    # The size of the whole, so that a reader of SVG need not guess it.
    sized = drawn.replace("<svg ", f"<svg width='{frame.width}' height='{frame.height}' ", 1)
    return (sized.removesuffix("</svg>") + names + "</svg>").encode()


def _is_seen(geometry: Geometry, frame: Frame) -> bool:
    """Whether some of it can lie on the picture: most villages do not on that of a district."""
    west, south, east, north = bounds_of([geometry])
    left, top = frame.place(west, north)
    right, bottom = frame.place(east, south)
    return right >= 0 and left <= frame.width and bottom >= 0 and top <= frame.height


def _frame(geometries: list[Geometry]) -> Frame:
    west, south, east, north = bounds_of(geometries)
    shrink = math.cos(math.radians((south + north) / 2))
    ratio = (north - south) / max((east - west) * shrink, 1e-9)
    return frame_of(
        (west, south, east, north), _WIDTH, round(_WIDTH * min(max(ratio, 0.6), _TALLEST))
    )


def _geometry(folder: Path, layer: Layer) -> Mapping[str, Geometry]:
    path = geometry_path(folder, layer)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, modified: int) -> Mapping[str, Geometry]:  # noqa: ARG001 - keys the cache
    try:
        features = json.loads(path.read_bytes())["features"]
        return {one["id"]: one["geometry"] for one in features}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise AreaPackError(path.name, "cannot be read") from error


def _scale(bounds: Bounds, frame: Frame) -> Iterator[str]:
    west, east, lat, km = scale_bar(bounds)
    left, y = frame.place(west, lat)
    right, _ = frame.place(east, lat)
    y = min(y, frame.height - 30)
    yield f"<path d='M{left} {y - 24}V{y}H{right}V{y - 24}' fill='none' stroke='{LIGHT.muted}'"
    yield " stroke-width='9'/>"
    for style in (_UNDER, f"fill='{LIGHT.muted}'"):
        yield (
            f"<text x='{right + 24}' y='{y}' font-size='62' font-family='{_FAMILY}' {style}>"
            f"{km} km</text>"
        )


def _names(asked: BriefMap, frame: Frame) -> Iterator[str]:
    placed = list(_placed(asked, frame))
    size = round(_NAME_SIZE * asked.name_scale)
    # Twice: what stands under the letters would else lie over the name beside it.
    for style in (_UNDER, f"fill='{LIGHT.ink}'"):
        for x, y, line in placed:
            yield (
                f"<text x='{x}' y='{y}' text-anchor='middle' font-size='{size}'"
                f" font-weight='600' font-family='{_FAMILY}' {style}>{escape(line)}</text>"
            )


def _placed(asked: BriefMap, frame: Frame) -> Iterator[tuple[int, int, str]]:
    """Lines of names where they do not lie on each other; from north to south."""
    taken: list[_Box] = []
    line_height = _LINE * asked.name_scale
    for name, lon, lat in sorted(asked.names, key=lambda one: (-one[2], one[0])):
        x, y = frame.place(lon, lat)
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        lines = _broken(name)
        half = max(map(len, lines)) * _NAME_SIZE * asked.name_scale * 0.26
        x = round(min(max(x, half), frame.width - half))
        high = len(lines) * line_height
        box = (x - half, y - high / 2, x + half, y + high / 2)
        moved = next(
            (by for by in _SHIFTS if not any(_meet(_down(box, by), other) for other in taken)), None
        )
        if moved is None:  # two names over each other say nothing
            continue
        taken.append(_down(box, moved))
        for place, line in enumerate(lines):
            yield x, round(box[1] + moved + (place + 0.78) * line_height), line


_Box = tuple[float, float, float, float]


def _down(box: _Box, by: float) -> _Box:
    return box[0], box[1] + by, box[2], box[3] + by


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _broken(name: str) -> list[str]:
    """A name of several words on two lines, parted at the space nearest its middle."""
    spaces = [at for at, sign in enumerate(name) if sign == " "]
    lines = [name]
    if len(name) > 8 and spaces:
        at = min(spaces, key=lambda one: abs(one - len(name) / 2))
        lines = [name[:at], name[at + 1 :]]
    return [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines]
