"""Files to take away: the deck, a brief, the workbook, pictures, the offline twin.

Each is made from data that were read before the clock starts, as a server makes it. A first one
of each kind, which loads what draws and sets it, is not counted.
"""

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.figures import Figure, timed
from benchmarks.stores import read, settings, store_path
from kampungkb.exports.picture import picture
from kampungkb.i18n.translator import translator
from kampungkb.settings import ROOT
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.export_kinds import ExportSource, Kind, Wish, export_file
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.pictures_content import every_picture

_AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
# What is measured, its limit in seconds, and what is asked for.
CASES: tuple[tuple[str, Kind, float | None, Wish], ...] = (
    ("Deck", "deck", 6, Wish()),
    ("Brief of the regency", "brief", 3, Wish()),
    ("Workbook of every table", "workbook", 5, Wish()),
    ("Offline twin", "offline", 5, Wish()),
    ("29 district briefs", "brief", 45, Wish(parts=("districts",))),
)
_TWIN_KB, _SQUARE_KB, _PICTURES = 6_291, 300, 24


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Seconds and bytes of each file, and of the slowest and the heaviest picture."""
    path = store_path(folder)
    of = read(path)
    source = ExportSource(
        of=BriefSource(
            snapshot=of, ledger=ledger(of), t=translator("id"),
            folder=settings(path).area_pack, printed_at=_AT,
        ),
        announced=None, letterhead_file=ROOT / "data" / "letterhead.toml",
    )  # fmt: skip
    for words, kind, limit, wish in CASES:
        size = _size(kind, source, wish)
        times = min(runs, 2) if wish.parts else runs
        yield Figure(words, "s", timed(lambda: _size(kind, source, wish), times), limit)  # noqa: B023
        yield Figure(f"{words}: bytes", "KB", [size / 1000],
                     _TWIN_KB if kind == "offline" else None)  # fmt: skip
    yield from _pictures(source)


def _size(kind: Kind, source: ExportSource, wish: Wish) -> int:
    file = io.BytesIO()
    export_file(kind, source, wish, file)
    return file.tell()


def _pictures(source: ExportSource) -> Iterator[Figure]:
    """Of the first figures of the program, all its kinds among them, and one map."""
    _, items = every_picture(source.of, None)
    _, own = every_picture(source.of, None, ["D02"])
    found = [one for one in (*islice(items, _PICTURES), *own) if one is not None]
    seconds, sizes = [], []
    for item in found:
        start = time.perf_counter()
        picture(item.figure, item.about)
        seconds.append(time.perf_counter() - start)
        sizes.append(len(picture(item.figure, item.about, shape="square")) / 1000)
    yield Figure(f"A picture, the slowest of {len(found)}", "s", [max(seconds)], 1.5)
    yield Figure(f"A square picture, the heaviest of {len(found)}", "KB", [max(sizes)], _SQUARE_KB)
