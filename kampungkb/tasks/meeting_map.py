"""The maps of the slides: districts that can be pointed at, and which villages are formed."""

import json
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kampungkb.areas.pack import Layer, geometry_path
from kampungkb.errors import AreaPackError
from kampungkb.maps.locator import Frame, Geometry, bounds_of, frame_of, svg_path
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.meeting_view import Drill, MapUnit, MeetingSource, SlideMap, district_key

# Steps of the picture; a projector shows fewer points than that.
_SIZE: Final = (1200, 820)
_SMALL: Final = (640, 640)


def area_map(of: MeetingSource) -> SlideMap | None:
    """The whole area by district, its number of formed villages on each; None without geometry."""
    villages, districts = _geometry(of.folder, "villages"), _geometry(of.folder, "districts")
    codes = [str(code) for code in of.snapshot.districts["code"] if code in districts]
    if not codes:
        return None
    frame = frame_of(bounds_of(districts[code] for code in codes), *_SIZE)
    inside: dict[str, list[str]] = {code: [] for code in codes}
    for village, parent in of.snapshot.parents.items():
        if parent in inside and village in villages:
            inside[parent].append(village)
    t, formed = of.t, frozenset(of.ledger.rollout.formed_codes)
    all_of = Counter(of.snapshot.parents.values())
    formed_of = Counter(of.snapshot.parents[code] for code in formed)
    places = of.snapshot.districts.set_index("code")[["lon", "lat"]].to_dict("index")
    return SlideMap(
        width=frame.width, height=frame.height,
        alt=t("meeting.map_alt", area=of.snapshot.area_name),
        units=tuple(
            _unit(
                code, frame, villages, inside[code], formed, border=[districts[code]],
                at=places[code], number=t.number(formed_of[code]),
                says=t("meeting.map_says", place=place_name(code, of.snapshot, t),
                       some=t.number(formed_of[code]), n=t.number(all_of[code])),
                drill=Drill(page="profil", choices=(("wilayah", code),), slide=district_key(code)),
            )
            for code in codes
        ),
    )  # fmt: skip


def _unit(
    code: str, frame: Frame, villages: Mapping[str, Geometry], inside: Sequence[str],
    formed: frozenset[str], *, border: Sequence[Geometry], at: dict[Hashable, Any], number: str,
    says: str, drill: Drill,
) -> MapUnit:  # fmt: skip
    x, y = _middle(frame, at, border)
    return MapUnit(
        key=code,
        formed=svg_path((villages[one] for one in inside if one in formed), frame),
        others=svg_path((villages[one] for one in inside if one not in formed), frame),
        border=svg_path(border, frame), x=x, y=y, number=number, says=says, drill=drill,
    )  # fmt: skip


def _middle(frame: Frame, at: dict[Hashable, Any], border: Sequence[Geometry]) -> tuple[int, int]:
    """Where a number stands: the point of the register, else the middle of the border."""
    lon, lat = at["lon"], at["lat"]
    if pd.isna(lon) or pd.isna(lat):
        west, south, east, north = bounds_of(border)
        lon, lat = (west + east) / 2, (south + north) / 2
    return frame.place(float(lon), float(lat))


def place_map(of: MeetingSource, district: str, village: str | None = None) -> SlideMap | None:
    """The villages of a district, one unit each; None without geometry.

    Parameters
    ----------
    village : str, optional
        Its number stands out: it is the one that the slide is about.
    """
    villages = _geometry(of.folder, "villages")
    inside = [code for code, parent in of.snapshot.parents.items()
              if parent == district and code in villages]  # fmt: skip
    if not inside:
        return None
    frame = frame_of(bounds_of(villages[code] for code in inside), *_SMALL)
    t, formed = of.t, frozenset(of.ledger.rollout.formed_codes)
    places = of.snapshot.villages.set_index("code")[["lon", "lat"]].to_dict("index")
    return SlideMap(
        width=frame.width, height=frame.height,
        alt=t("brief.map_district", district=of.snapshot.names[district]),
        units=tuple(
            _unit(
                code, frame, villages, [code], formed, border=[villages[code]],
                at=places[code], number="●" if code == village else "",
                says=f"{of.snapshot.names[code]}: "
                f"{t('verdict.formed') if code in formed else t('verdict.not_formed')}",
                drill=Drill(page="profil", choices=(("wilayah", code),)),
            )
            for code in sorted(inside)
        ),
    )  # fmt: skip


def _geometry(folder: Path, layer: Layer) -> Mapping[str, Geometry]:
    """Geometry by code; nothing where the pack does not have it."""
    try:
        path = geometry_path(folder, layer)
        return _read(path, path.stat().st_mtime_ns)
    except AreaPackError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, modified: int) -> Mapping[str, Geometry]:  # noqa: ARG001 - keys the cache
    try:
        features = json.loads(path.read_bytes())["features"]
        return {one["id"]: one["geometry"] for one in features}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise AreaPackError(path.name, "cannot be read") from error
