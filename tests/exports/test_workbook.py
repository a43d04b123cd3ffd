"""The cells of a workbook: as the library itself writes them, to the last byte."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from xlsxwriter.worksheet import Worksheet

from kampungkb.exports import workbook
from kampungkb.exports.columns import Column
from kampungkb.exports.workbook import Sheet, workbook_bytes

TEXTS = (
    "a & b < c",
    '"x"',
    "<r>x</r>",
    "_x0041_",
    " lead",
    "baris\nbaru",
    "",
    "=1+1",
    "Lain",
    None,
)
FIGURES = ("0.1", "1e-20", "123456789012345678", "-7", "0", "67.92", "1e300", "0.30000000000000004")


def made() -> bytes:
    columns = (
        Column(name="Nama", cells=TEXTS),
        Column(
            name="Nilai", cells=(*(Decimal(one) for one in FIGURES), None, "tidak ada"),
            unit="per 1.000", shift=3, number_format="0.0",
        ),
    )  # fmt: skip
    return workbook_bytes(
        (
            Sheet(name="Tabel", columns=columns, is_table=True, links=0),
            Sheet(name="Lain", columns=columns, is_table=False),
        ),
        title="Judul", footer="Kaki", page="&P", mark=None,
        made_at=datetime(2026, 11, 25, tzinfo=UTC),
    )  # fmt: skip


def test_the_cells_are_written_as_the_library_writes_them(monkeypatch: pytest.MonkeyPatch):
    shorter = made()
    monkeypatch.setattr(workbook, "_Cells", Worksheet)
    assert made() == shorter


def test_the_library_asks_for_each_cell_to_be_written(monkeypatch: pytest.MonkeyPatch):
    asked = []
    write = workbook._Cells._write_cell

    def counted(self, row, col, cell):
        asked.append((self.name, row, col))
        write(self, row, col, cell)

    monkeypatch.setattr(workbook._Cells, "_write_cell", counted)
    made()
    filled = len([one for one in TEXTS if one is not None]) + len(FIGURES) + 1
    # Both sheets have a header of two.
    assert len(asked) == 2 * (filled + 2)
