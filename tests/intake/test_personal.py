"""Personal data are found in any sheet, and no value of them is ever repeated."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.intake.personal import personal_findings
from kampungkb.intake.places import Register
from kampungkb.intake.sheets import Book, Sheet
from tests.villages import VILLAGES, areas

# 12 March 1999; of a woman 40 more; a month 34 is no birthday.
MAN, WOMAN, ODD = "3604231203990001", "3604235203990002", "3604231234567890"
REGISTER = Register.of(areas(), pd.DataFrame({"code": [], "name": [], "source": []}, dtype="str"))


def sheet(rows: list[list[Any]], name: str = "Data", hidden: bool = False) -> Sheet:
    width = max(map(len, rows))
    filled = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = [list(cells) for cells in zip(*filled, strict=True)]
    return Sheet(name, hidden, len(rows), width, columns)


def book(*sheets: Sheet, kind: str = "xlsx") -> Book:
    return Book(kind, None, None, sheets, ())  # type: ignore[arg-type]


def said(*rows: list[Any], register: Register | None = REGISTER) -> list[tuple[Any, ...]]:
    """Row and column of each finding; each says no more than that."""
    found = personal_findings(book(sheet(list(rows))), register)
    for one in found:
        assert (one.kind, one.severity, one.sheet, one.value) == (
            "personal_data", "error", "Data", None,
        )  # fmt: skip
        assert one.blanks == {"header": one.column}
    return [(one.row, one.column) for one in found]


@pytest.mark.parametrize(
    "header",
    [
        "NIK", "nik_anak", "N I K", "NIK/KK", "No. KK", "Nomor Induk Kependudukan (NIK)",
        "Nama Lengkap", "NAMA IBU", "Nama Kepala Keluarga", "Nama Akseptor", "Tgl. Lahir",
        "Tanggal Lahir", "Alamat", "Alamat:", "No. HP", "E-mail", "Full name", "Nama Balita",
        "Nama", "NAME", "PKB/PLKB", "Nama PKB",
    ],
)  # fmt: skip
def test_case_23_headers_of_people(header):
    # With a title above, and whether or not anything stands below.
    assert said(["REKAP 2026"], ["kode_desa", header], [VILLAGES[0], "x"]) == [(2, header)]
    assert said(["kode_desa", f" {header} "]) == [(1, header)]


@pytest.mark.parametrize(
    "header",
    [
        "Nama Desa", "nama_kecamatan", "Jumlah anak", "Ibu hamil", "Kepala keluarga perempuan",
        "unik", "Klinik", "Keterangan: alamat berubah", "Catatan nama ibu", "D02", "",
        # Of the office that wrote the file.
        "Alamat: Jl. Veteran 1, Serang", "Telp. (0254) 200123", "E-mail: dinas@serangkab.go.id",
    ],
)  # fmt: skip
def test_headers_of_anything_else(header):
    assert said(["kode_desa", header], [VILLAGES[0], 12]) == []


@pytest.mark.parametrize(
    "cell",
    [
        MAN, WOMAN, int(MAN), float(MAN), f"'{MAN}", "36.0423.120399.0001", "360423 120399 0001",
        f"Budi, NIK {MAN}, meninggal",
    ],
)  # fmt: skip
def test_case_23_one_number_of_a_person_among_many_rows(cell):
    rows = [[code, "ada"] for code in VILLAGES[:8]]
    assert said(["kode_desa", "isi"], *rows, [VILLAGES[8], cell]) == [(10, "isi")]


def test_case_23_numbers_with_no_birthday_where_there_are_several():
    def column(*cells: Any) -> list[tuple[Any, ...]]:
        filled = [*cells, *[1] * (20 - len(cells))]
        return said(["kode_desa", "isi"], *([VILLAGES[0], cell] for cell in filled))

    assert column(ODD) == []
    assert column(ODD, ODD, ODD) == [(2, "isi")]
    # A fifth of what the column holds is enough.
    assert said(["kode_desa", "isi"], [VILLAGES[0], ODD], [VILLAGES[1], 2]) == [(2, "isi")]


@pytest.mark.parametrize(
    "cell",
    [3604231203990001.5, MAN + "1", MAN[:15], 10**16, True, "3604.23", "36.04.23.2015", 4 * 10**9],
)
def test_other_long_numbers_are_none(cell):
    assert said(["kode_desa", "isi"], [VILLAGES[0], cell]) == []


def test_case_23_no_value_is_said_in_place_of_a_header():
    notes = ["kode_desa", "keterangan"]
    written = f"Budi NIK {MAN} pindah"
    assert said(notes, [VILLAGES[0], "Siti"], [VILLAGES[1], written]) == [(3, "keterangan")]
    # Without a header the column has its letter.
    assert said([VILLAGES[0], "Siti"], [VILLAGES[1], written]) == [(2, "B")]
    assert said([f"NIK {MAN}", "x"], ["kode_desa", "nilai"], [VILLAGES[0], 1]) == [(1, "A")]
    wide = [None] * 27
    assert said([*wide, MAN]) == [(1, "AB")]


def test_prose_below_a_header_is_no_header():
    rows = [VILLAGES[0], "belum punya alamat tetap"], [VILLAGES[1], "nama ibu belum ada"]
    assert said(["kode_desa", "keterangan"], *rows) == []
    assert said(["kode_desa", "sebab"], *rows) == []
    assert said(["desa", "ket"], ["Desa 0", "tanggal lahir salah"]) == []


def test_a_second_table_below_has_its_own_headers():
    assert said(["kode_desa", "nilai"], [VILLAGES[0], 1], [None, "Nama Ibu"]) == [(3, "Nama Ibu")]


def test_a_column_of_names_is_judged_by_what_stands_below():
    places, people = [["Desa 0"], ["desa 1"], ["Kec. Kramat"], ["Jumlah"]], [["Budi"], ["Siti"]]
    assert said(["Nama"], *places) == []
    assert said(["Nama"], *people, ["Desa 0"]) == [(1, "Nama")]
    assert said(["Nama"], *places, register=None) == [(1, "Nama")]


def test_case_23_hidden_sheets_and_text():
    hidden = sheet([["NIK"]], "Lama", hidden=True)
    found = personal_findings(book(sheet([["kode_desa"]]), hidden))
    assert [(one.sheet, one.row, one.column) for one in found] == [("Lama", 1, "NIK")]
    (one,) = personal_findings(book(sheet([["NIK"]], ""), kind="text"))
    assert (one.key, one.sheet) == ("personal_data::1:NIK", None)


def test_every_such_column_is_named_once():
    rows = ["kode_desa", "NIK", "Nama Ibu", None], [VILLAGES[0], MAN, "Siti", WOMAN]
    assert said(*rows) == [(1, "NIK"), (1, "Nama Ibu"), (2, "D")]


@given(
    day=st.sampled_from([*range(1, 32), *range(41, 72)]), month=st.integers(1, 12),
    year=st.integers(0, 99), serial=st.integers(0, 9999), region=st.integers(110_101, 990_000),
    before=st.text(st.characters(codec="utf-8", exclude_categories=("Nd", "Nl", "No", "Cs"))),
)  # fmt: skip
def test_a_persons_number_is_found_whatever_stands_around_it(
    day, month, year, serial, region, before
):
    number = f"{region:06}{day:02}{month:02}{year:02}{serial:04}"
    found = personal_findings(book(sheet([["kode_desa", "isi"], [VILLAGES[0], before + number]])))
    assert [(one.row, one.column) for one in found] == [(2, "isi")]
