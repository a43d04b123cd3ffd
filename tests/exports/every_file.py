"""Every kind of file of nine made-up villages, and what a reader finds on each of its parts."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import load_workbook

from kampungkb.i18n.languages import Language
from kampungkb.i18n.translator import translator
from kampungkb.model.tables import SOURCES, shaped
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.export_kinds import ExportSource, Kind, Made, Progress, Wish, export_file
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.snapshot import Snapshot
from tests.exports.briefs import page_texts
from tests.exports.decks import notes, opened, texts
from tests.tasks.snapshots import snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, formation, formations, seen

NOON: Final = datetime(2026, 11, 25, 5, tzinfo=UTC)
REPORT: Final = "Laporan Kesehatan Desa"
MARKS: Final[dict[Language, str]] = {
    "id": "DATA CONTOH, bukan angka resmi", "en": "SAMPLE DATA, not official figures",
}  # fmt: skip
# What is made of each kind: the deck, each form of brief, and the rest.
FILES: Final[dict[str, tuple[Kind, Wish]]] = {
    "deck": ("deck", Wish()),
    "brief": ("brief", Wish()),
    "brief of a district": ("brief", Wish(paper="f4", district=DISTRICTS[0])),
    "brief of a village": ("brief", Wish(village=VILLAGES[0])),
    "brief of an agency": ("brief", Wish(agency="Dinkes")),
    "briefs in a ZIP": ("brief", Wish(parts=("regency", "districts", "agencies"))),
    "workbook": ("workbook", Wish()),
    "pictures": ("pictures", Wish(indicators=("D02",))),
    "offline": ("offline", Wish()),
}


def pack(folder: Path) -> Path:
    """Geometry of the nine villages: squares in a row."""
    for layer, codes in (("villages", VILLAGES), ("districts", DISTRICTS)):
        features = [
            {"type": "Feature", "id": code, "properties": {},
             "geometry": {"type": "Polygon", "coordinates": [[
                 [106 + at / 10, -6], [106 + at / 10, -5.9], [106.1 + at / 10, -5.9],
                 [106.1 + at / 10, -6], [106 + at / 10, -6]]]}}
            for at, code in enumerate(codes)
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{layer}_60m.geojson").write_text(text)
    return folder


def reports(origin: str = "official") -> list[dict[str, Any]]:
    """Child cards of every village, in two quarters."""
    now = [(10, 100), (90, 100), (60, 100), (55, 100), (20, 100), (61, 100), (62, 100), (40, 100),
           (58, 100)]  # fmt: skip
    return [
        *(seen(at, 40, 100, period="2025-Q4", origin=origin) for at in range(9)),
        *(seen(at, *own, origin=origin) for at, own in enumerate(now)),
    ]


def state(*rows: dict[str, Any], name: str | None = None, **more: Any) -> Snapshot:
    """Two formed villages and what is reported of all; `name` is that of every area."""
    own = areas() if name is None else areas().assign(name=name)
    title = REPORT if name is None else f"{REPORT} {name}"
    sources = pd.DataFrame([{"source_id": "made_up", "title": title}])
    given: dict[str, Any] = {
        "areas": own, "sources": shaped(sources, SOURCES),
        "formations": formations(formation(8), formation(1)),
    }  # fmt: skip
    return snapshot(*(rows or reports()), **(given | more))


def plan(name: str = "Rencana 2027", *, made_up: bool = False) -> Scenario:
    """An announced plan of three villages in two quarters."""
    return Scenario(
        scenario_id=1, version=2, action="announced", name=name, author="Siti", agency="DKBP3A",
        saved_at=NOON, data_revision=1, assumptions="{}", note=None, announced=True,
        withdrawn=False, summary=json.dumps({"made_up": made_up}),
        plan={VILLAGES[0]: "2027-Q1", VILLAGES[2]: "2027-Q2", VILLAGES[4]: "2027-Q2"},
    )  # fmt: skip


def source(
    of: Snapshot, folder: Path, language: Language = "id", *, announced: Scenario | None = None,
    letterhead: Path = Path("nowhere.toml"),
) -> ExportSource:  # fmt: skip
    """What files are made from."""
    told = BriefSource(
        snapshot=of, ledger=ledger(of), t=translator(language), folder=folder, printed_at=NOON,
        announced=announced,
    )  # fmt: skip
    return ExportSource(of=told, announced=announced, letterhead_file=letterhead)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, and the text of each page, slide (with its notes), sheet or picture, by its name."""

    name: str
    is_made_up: bool
    data: bytes
    parts: dict[str, str]


def written(file: str, given: ExportSource, progress: Progress | None = None) -> tuple[Made, bytes]:
    """A file of `FILES` as it comes from `export_file`."""
    kind, wish = FILES[file]
    out = io.BytesIO()
    more = () if progress is None else (progress,)
    told = export_file(kind, given, wish, out, *more)
    return told, out.getvalue()


def made(file: str, given: ExportSource) -> File:
    """A file of `FILES`, opened again."""
    told, data = written(file, given)
    found = _READ[FILES[file][0]](data)
    own = {name: " ".join(text.split()) for name, text in found.items()}
    return File(name=told.file_name, is_made_up=told.is_made_up, data=data, parts=own)


def _deck(data: bytes) -> dict[str, str]:
    drawn = opened(data)
    return {f"slide {at}": " ".join([*texts(one), *_charts(one), notes(one)])
            for at, one in enumerate(drawn.slides, 1)}  # fmt: skip


def _charts(slide: Any) -> list[str]:
    found = [shape.chart for shape in slide.shapes if shape.has_chart]
    return [str(name) for one in found for plot in one.plots for name in plot.categories]


def _brief(data: bytes) -> dict[str, str]:
    if data.startswith(b"%PDF"):
        return {f"page {at}": one for at, one in enumerate(page_texts(data), 1)}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {f"{name}, {page}": text for name in archive.namelist()
                for page, text in _brief(archive.read(name)).items()}  # fmt: skip


def _workbook(data: bytes) -> dict[str, str]:
    book = load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book:
        cells = (str(one) for row in sheet.iter_rows(values_only=True) for one in row if one)
        printed = (getattr(one, side).text for one in (sheet.oddHeader, sheet.oddFooter)
                   for side in ("left", "center", "right"))  # fmt: skip
        found[sheet.title] = " ".join([*cells, *(one for one in printed if one)])
    return found


def _pictures(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        drawn = [one for one in archive.namelist() if one.endswith(".svg")]
        return {name: " ".join(re.findall(r">([^<]+)<", archive.read(name).decode()))
                for name in drawn}  # fmt: skip


_READ: Final[dict[Kind, Callable[[bytes], dict[str, str]]]] = {
    "deck": _deck, "brief": _brief, "workbook": _workbook, "pictures": _pictures,
    "offline": lambda data: {"page": data.decode()},
}  # fmt: skip
