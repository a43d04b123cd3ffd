"""A brief of made-up words, and what a reader of its PDF finds."""

import io
import struct
from datetime import date
from typing import Any
from zlib import compress, crc32

import pypdf

from kampungkb.exports.brief import Paper, brief_pdf
from kampungkb.exports.brief_map import LegendLine
from kampungkb.exports.brief_parts import (
    BriefContent,
    BriefTable,
    Cell,
    ColumnHead,
    KeyFigure,
    PageWords,
    Request,
)
from kampungkb.exports.letterhead import Letterhead

MARK = "DATA CONTOH, bukan angka resmi"
MAP = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='6'><text y='5'>X</text></svg>"
AGENCY = Letterhead(
    government="Pemerintah Kabupaten Serang", agency="Dinas Contoh", address=("Jalan Satu 1",),
    place="Serang", signatory="Kepala Dinas",
)  # fmt: skip


def words(**fields: str) -> PageWords:
    """The words of each page, of made-up data."""
    usual = {
        "page": "Halaman {page} dari {pages}", "period": "Kabupaten Serang · revisi 7",
        "mark": MARK, "requests_title": "Permintaan", "no_requests": "Tidak ada permintaan.",
        "no_map": "Peta tidak ditampilkan.", "map_alt": "Peta: desa.", "dated": "2026",
        "name": "Nama", "number": "NIP", "sources_title": "Sumber:",
    }  # fmt: skip
    return PageWords(**(usual | fields))


def table(rows: int, **fields: Any) -> BriefTable:
    """A table of two columns."""
    usual: dict[str, Any] = {
        "title": "Kekurangan", "empty": "Belum ada.",
        "heads": (ColumnHead(text="Desa", part=1), ColumnHead(text="Kurang", align="right")),
        "rows": tuple((Cell(text=f"Desa {n}", shape="below"), Cell(text=f"{n}.001"))
                      for n in range(rows)),
    }  # fmt: skip
    return BriefTable(**(usual | fields))


def content(**fields: Any) -> BriefContent:
    """A brief with one of everything."""
    usual: dict[str, Any] = {
        "language": "id", "file_name": "lembar-ringkas-x.pdf", "kind": "Lembar ringkas",
        "title": "Kecamatan Kramat", "subtitle": "Keadaan s.d. 2026", "lead": "Dua desa kurang.",
        "figures": (KeyFigure(value="52", label="desa terbentuk", note="dari 326"),),
        "map": MAP, "map_caption": "Desa terbentuk", "map_part": 1.4,
        "legend": (LegendLine(colour="#0f766e", text="terbentuk (52)", is_dotted=True),),
        "progress": None, "points": ("Terbanyak di Kramat.",), "points_title": "Diketahui",
        "tables": (table(3),), "requests": (Request(agency="Dinkes", asks=("Menutup 5 anak.",)),),
        "notes": ("Catatan.",), "sources": ("Sebuah laporan",), "is_made_up": True,
        "words": words(), "pages": 2, "printed_on": date(2026, 11, 25),
    }  # fmt: skip
    return BriefContent(**(usual | fields))


def read(pdf: bytes) -> pypdf.PdfReader:
    """The PDF, opened again."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, its blanks and line breaks made single blanks."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def text_of(made: BriefContent, paper: Paper = "a4", letterhead: Letterhead = AGENCY) -> str:
    """All text of a brief."""
    return " ".join(page_texts(brief_pdf(made, paper=paper, letterhead=letterhead)))


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    rows = (b"\0" + b"\x10\x60\x59" * width) * height

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
