"""Files that browsers keep: plotly itself and the geometry, named by the hash of their content.

Streamlit's own static serving sends neither a cache lifetime nor a 304, so these go through a
route of ours with a year's lifetime; a changed file has another name.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kampungkb.errors import AreaPackError
from kampungkb.i18n.literal import literal
from kampungkb.maps.layers import Bounds

PREFIX = "/assets"
_TYPES = {
    ".js": "text/javascript",
    ".geojson": "application/geo+json",
    ".css": "text/css",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    media_type: str
    plain: bytes
    packed: bytes

    @property
    def address(self) -> str:
        """The address below which browsers keep it."""
        return f"{PREFIX}/{self.name}"


_SERVED: dict[str, Asset] = {}


def _keep(stem: str, suffix: str, plain: bytes) -> Asset:
    name = f"{stem}-{hashlib.sha256(plain).hexdigest()[:12]}{suffix}"
    if name not in _SERVED:
        _SERVED[name] = Asset(name, _TYPES[suffix], plain, gzip.compress(plain, 6, mtime=0))
    return _SERVED[name]


@lru_cache(maxsize=64)
def _asset(path: Path, _modified_ns: int) -> Asset:
    return _keep(path.stem, path.suffix, path.read_bytes())


def asset(path: Path) -> Asset:
    """The asset of a file, read again only when the file has changed.

    Raises
    ------
    OSError
        There is no such file.
    """
    return _asset(path, path.stat().st_mtime_ns)


def plotly_script() -> Asset:
    """The plotly.js that the installed plotly ships."""
    return asset(Path(plotly.__file__).parent / "package_data" / "plotly.min.js")


def plot_module() -> Asset:
    """Our module that keeps a figure alive over reruns."""
    return asset(Path(__file__).parent / "plot.js")


@dataclass(frozen=True, slots=True)
class NamedGeometry:
    """Geometry whose features carry their names, and where they lie."""

    address: str
    bounds: dict[str, Bounds]

    @property
    def whole(self) -> Bounds:
        """Bounds of all of it."""
        west, south, east, north = zip(*self.bounds.values(), strict=True)
        return min(west), min(south), max(east), max(north)


def named_geometry(path: Path, names: Mapping[str, tuple[str, str]] | None = None) -> NamedGeometry:
    """Put names into a pack's geometry, so that a figure need not carry them.

    Parameters
    ----------
    path : Path
        GeoJSON whose features have the code as ``id``.
    names : mapping of code to (name, district), optional
        A feature that is not in it is left out. Without it all stay, without names.

    Raises
    ------
    AreaPackError
        The file is missing or no GeoJSON.
    """
    known, bounds = [], {}
    try:
        for one in json.loads(path.read_bytes())["features"]:
            if names is None or one["id"] in names:
                name, district = ("", "") if names is None else names[one["id"]]
                properties = {"name": literal(name), "district": literal(district)}
                known.append(one | {"properties": properties})
                bounds[one["id"]] = _bounds(one["geometry"]["coordinates"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise _unusable(path, "pack_unreadable", str(error)) from error
    if not bounds:
        raise _unusable(path, "pack_no_polygon", "no polygon of the register")
    content = json.dumps(
        {"type": "FeatureCollection", "features": known},
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return NamedGeometry(_keep(path.stem, path.suffix, content.encode()).address, bounds)


def _unusable(path: Path, reason: str, detail: str) -> AreaPackError:
    refused = AreaPackError(path.name, detail)
    # Its words are the message ``error.reason.<reason>``.
    refused.blanks["reason"] = reason
    return refused


def _bounds(coordinates: Any) -> Bounds:
    lons, lats = zip(*_positions(coordinates), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _positions(part)


def style_sheet() -> Asset:
    """Our style sheets as one; their colours are variables that each run sets for the theme."""
    sheets = tuple(sorted((Path(__file__).parent / "styles").glob("*.css")))
    return _style_sheet(sheets, tuple(sheet.stat().st_mtime_ns for sheet in sheets))


@lru_cache(maxsize=4)
def _style_sheet(sheets: tuple[Path, ...], _modified_ns: tuple[int, ...]) -> Asset:
    return _keep("style", ".css", b"\n".join(sheet.read_bytes() for sheet in sheets))


async def _serve(request: Request) -> Response:
    found = _SERVED.get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(found.plain, media_type=found.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(found.packed, media_type=found.media_type, headers=headers)


ROUTE = Route(PREFIX + "/{name}", _serve)
