"""A deck of made-up words, and what a reader of its file finds."""

import io
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
from openpyxl import load_workbook
from pptx import Presentation

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.deck import deck_pptx
from kampungkb.exports.deck_parts import (
    Cell,
    ChartBlock,
    DeckContent,
    Figure,
    Head,
    PictureBlock,
    Series,
    Slide,
    TableBlock,
    TextBlock,
)
from kampungkb.exports.deck_text import height
from kampungkb.exports.letterhead import Letterhead
from kampungkb.i18n.formats import WIB
from tests.exports.briefs import AGENCY, MARK, png

SOFFICE = shutil.which("soffice")


def chart(names=("Kramat", "Mancak"), values=(1200, 34), **more: Any) -> ChartBlock:
    """Bars of one series."""
    series = (Series(name="layanan", values=tuple(values), colour=LIGHT.below),)
    given: dict[str, Any] = {
        "form": "bars", "names": tuple(names), "series": series, "alt": "Grafik",
    }  # fmt: skip
    return ChartBlock(**(given | more))


def table(rows: int, text: str = "Desa", **more: Any) -> TableBlock:
    """A table of two columns."""
    given: dict[str, Any] = {
        "heads": (Head(text="Desa", part=2), Head(text="Kurang", part=1, align="right")),
        "rows": tuple((Cell(text=f"{text} {n}", is_strong=True),
                       Cell(text=f"{n}.001 ▼", fill="#f3b49f")) for n in range(rows)),
        "cut": lambda n: f"{n} baris lain.",
    }  # fmt: skip
    return TableBlock(**(given | more))


def slide(block: Any, title: str = "Kramat paling banyak kurang", **more: Any) -> Slide:
    """A slide with notes."""
    given: dict[str, Any] = {
        "speaker": ("Kramat paling banyak kurang", "Sumber: Sebuah laporan."), "is_made_up": True,
    }  # fmt: skip
    return Slide(title=title, block=block, **(given | more))


def every_slide() -> tuple[Slide, ...]:
    """One of each kind."""
    return (
        slide(chart()), slide(table(3), note="Catatan."),
        slide(PictureBlock(png=png(30, 20), alt="Peta")),
        slide(TextBlock(points=("Sumber satu", "Sumber dua")), is_made_up=False),
        slide(chart(), side=TextBlock(figures=(Figure(value="52", label="desa", note="dari 326"),),
                                      points=("Yang perlu.",))),
    )  # fmt: skip


def content(*slides: Slide, **fields: Any) -> DeckContent:
    """A deck with these slides."""
    usual: dict[str, Any] = {
        "language": "id", "file_name": "paparan-x.pptx", "title": "Kampung KB Serang",
        "subtitle": "Keadaan s.d. 2026", "details": ("Dicetak 25 November 2026.",),
        "speaker": ("Kampung KB Serang",), "slides": slides or every_slide(),
        "footer": "Kabupaten Serang · revisi 7", "mark": MARK, "is_made_up": True,
        "part": lambda at, n: f"({at} dari {n})", "keywords": "KB",
        "printed_at": datetime(2026, 11, 25, 9, 0, tzinfo=WIB),
    }  # fmt: skip
    return DeckContent(**(usual | fields))


def made(given: DeckContent, letterhead: Letterhead = AGENCY) -> Any:
    """A deck as python-pptx opens it."""
    return opened(deck_pptx(given, letterhead=letterhead))


def opened(file: bytes) -> Any:
    """The deck, opened again."""
    return Presentation(io.BytesIO(file))


def texts(drawn: Any) -> list[str]:
    """Every paragraph of a slide and every cell of its tables, in the order of the file."""
    found = []
    for shape in drawn.shapes:
        if shape.has_text_frame:
            found += [one.text for one in shape.text_frame.paragraphs if one.text]
        elif shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def cells(drawn: Any) -> list[list[str]]:
    """The rows of a slide's table, the header first."""
    table = next(shape.table for shape in drawn.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in table.rows]


def charts(drawn: Any) -> list[Any]:
    """The native charts of a slide."""
    return [shape.chart for shape in drawn.shapes if shape.has_chart]


def bars(drawn: Any) -> list[tuple[str, float]]:
    """Name and number of each bar, of all charts of a slide."""
    return [
        pair
        for one in charts(drawn)
        for pair in zip(one.plots[0].categories, one.plots[0].series[0].values, strict=True)
    ]


def notes(drawn: Any) -> str:
    """What the speaker reads."""
    return drawn.notes_slide.notes_text_frame.text


def sheets(file: bytes) -> list[Any]:
    """The sheets in which the charts are changed."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".xlsx"))
        return [load_workbook(io.BytesIO(archive.read(name))).active for name in names]


def text_height(shape: Any) -> float:
    """Points that the words of a shape take, or the rows of a table."""
    if shape.has_table:
        table = shape.table
        return sum(
            max(
                row.height.pt,
                max(
                    sum(height(one.text, one.runs[0].font.size.pt, column.width.pt - 16,
                               is_bold=bool(one.runs[0].font.bold)) + 6
                        for one in cell.text_frame.paragraphs if one.runs)
                    for cell, column in zip(row.cells, table.columns, strict=True)
                ),
            )
            for row in table.rows
        )  # fmt: skip
    if not shape.has_text_frame:
        return 0
    return sum(
        height(one.text, one.runs[0].font.size.pt, shape.width.pt,
               is_bold=bool(one.runs[0].font.bold))
        for one in shape.text_frame.paragraphs if one.runs and one.runs[0].font.size
    )  # fmt: skip


def pages(file: bytes, folder: Path) -> list[str]:
    """The text of each page that LibreOffice makes of a deck."""
    path = folder / "deck.pptx"
    path.write_bytes(file)
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{folder}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    read = pypdf.PdfReader(folder / "deck.pdf")
    return [" ".join(page.extract_text().split()) for page in read.pages]
