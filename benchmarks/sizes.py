"""Bytes of what is shipped."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from kampungkb.areas.pack import geometry_path
from kampungkb.settings import read_settings

LIMIT_KB = 90.0


def measure(_folder: Path, _runs: int) -> Iterator[Figure]:
    """The built boundaries, as `gzip` packs them at its best."""
    pack = read_settings({}).area_pack
    for metres, limit in ((60, LIMIT_KB), (30, None)):
        villages = _packed(geometry_path(pack, "villages", metres))
        districts = _packed(geometry_path(pack, "districts", metres))
        name = f"gzipped, at {metres} m"
        yield Figure(f"Boundaries of villages, {name}", "KB", [villages], limit)
        yield Figure(f"Boundaries of districts, {name}", "KB", [districts], limit)
        yield Figure(f"Boundaries of both, {name}", "KB", [villages + districts])


def _packed(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0)) / 1000
