"""The map of a deck: the villages that are formed, as a sharp picture."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.areas.pack import geometry_path
from kampungkb.charts.theme import Palette
from kampungkb.errors import AreaPackError
from kampungkb.exports.deck import BESIDE
from kampungkb.exports.deck_parts import PictureBlock
from kampungkb.exports.picture import bare_picture, picture_about
from kampungkb.maps.area_map import MapMarks, area_map
from kampungkb.maps.layers import Bounds, MapLayers
from kampungkb.maps.locator import bounds_of
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.map_view import map_view

# Pixels of a slide's width: as on a screen of 1280, at twice its density.
_SCREEN: Final = 1280 / 960
_METRES: Final = 60


def formed_map(of: BriefSource, alt: str, palette: Palette) -> PictureBlock | None:
    """The villages of the whole area by whether they are formed; None without geometry."""
    try:
        layers = pack_layers(of)
        png = _drawn(of, layers, palette)
    except AreaPackError:
        return None
    return PictureBlock(png=png, alt=alt)


def not_formed(palette: Palette) -> str:
    """The colour of a village that is not formed, as `map_view` has it."""
    return palette.sequential[1]


def _drawn(of: BriefSource, layers: MapLayers, palette: Palette) -> bytes:
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    view = map_view(
        ledger, snapshot.dictionary.get(FORMED_INDICATOR), "value", level="village",
        method="quantiles", count=2, palette=palette, t=t,
    )  # fmt: skip
    known = layers.bounds
    formed = snapshot.villages[snapshot.villages["code"].isin(ledger.rollout.formed_codes)]
    figure = area_map(
        view.rows[view.rows["code"].isin(known)].assign(text=""), view.colours, layers,
        MapMarks(
            formed=formed[formed["code"].isin(known)],
            districts=snapshot.districts[snapshot.districts["lon"].notna()],
        ),
        area=snapshot.area_code, level="village", palette=palette, t=t,
    )  # fmt: skip
    about = picture_about(
        "", area=snapshot.area_name, as_of=ledger.as_of, revision=snapshot.revision, sources=(),
        printed_at=of.printed_at, is_made_up=False, t=t, folder=of.folder,
    )  # fmt: skip
    # The slide itself says beside it what the colours mean.
    width, height = (round(one * _SCREEN) for one in BESIDE)
    return bare_picture(figure, about, (width, height), palette=palette, density=2)


def pack_layers(of: BriefSource) -> MapLayers:
    """The geometry of the area pack, named by its files.

    Raises
    ------
    AreaPackError
        It is missing or cannot be read.
    """
    villages = geometry_path(of.folder, "villages", _METRES)
    districts = geometry_path(of.folder, "districts", _METRES)
    known = dict(_bounds(villages, _modified(villages)))
    if not known:
        raise AreaPackError(villages.name, "empty")
    west, south, east, north = zip(*known.values(), strict=True)
    known |= _bounds(districts, _modified(districts))
    known[of.snapshot.area_code] = min(west), min(south), max(east), max(north)
    context = of.folder / "context.geojson"
    around = tuple(_bounds(context, _modified(context))) if context.is_file() else ()
    return MapLayers(
        villages=villages.name, districts=districts.name,
        context=context.name if around else None, context_codes=around, bounds=known,
    )  # fmt: skip


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise AreaPackError(path.name, "missing") from error


@lru_cache(maxsize=8)
def _bounds(path: Path, _modified_ns: int) -> dict[str, Bounds]:
    """Where each unit of a file lies."""
    try:
        features: list[Any] = json.loads(path.read_bytes())["features"]
        return {str(one["id"]): bounds_of([one["geometry"]]) for one in features if one["geometry"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AreaPackError(path.name, str(error)) from error
