"""Files that browsers keep: plotly itself and the geometry, named by the hash of their content.

Streamlit's own static serving sends neither a cache lifetime nor a 304, so these go through a
route of ours with a year's lifetime; a changed file has another name.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PREFIX = "/assets"
_TYPES = {".js": "text/javascript", ".geojson": "application/geo+json"}


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


@lru_cache(maxsize=64)
def _asset(path: Path, _modified_ns: int) -> Asset:
    plain = path.read_bytes()
    name = f"{path.stem}-{hashlib.sha256(plain).hexdigest()[:12]}{path.suffix}"
    asset = Asset(name, _TYPES[path.suffix], plain, gzip.compress(plain, 6, mtime=0))
    _SERVED[name] = asset
    return asset


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
