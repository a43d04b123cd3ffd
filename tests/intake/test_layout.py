"""The table of a sheet: found below titles and merged cells, every row accounted for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.intake.headers import Meaning, Vocabulary
from kampungkb.intake.layout import Layout, choose_sheet, find_layout
from kampungkb.intake.sheets import Book, Marker, Sheet
from kampungkb.model.indicators import read_dictionary

WORDS = Vocabulary.of(read_dictionary(Path(__file__).parents[2] / "data" / "indicators.toml"))
LONG = ["kode_desa", "indikator", "periode", "pembilang", "penyebut"]
MONGPOK = "36.04.23.2015"


def sheet(rows: list[list[Any]], name: str = "Data", hidden: bool = False, merged=()) -> Sheet:
    """A sheet of these rows, filled up to one width."""
    width = max(map(len, rows), default=0)
    filled = [[*row, *[None] * (width - len(row))] for row in rows]
    return Sheet(name, hidden, len(rows), width, [list(c) for c in zip(*filled, strict=True)],
                 merged=tuple(merged))  # fmt: skip


def layout(rows: list[list[Any]], **more: Any) -> Layout:
    merged = more.pop("merged", ())
    found = find_layout(sheet(rows, merged=merged), WORDS, text=False, **more)
    assert isinstance(found, Layout)
    return found


def kinds(found: Layout) -> list[tuple[str, str]]:
    return [(one.kind, one.severity) for one in found.findings]


def test_a_long_table_begins_in_its_first_row():
    found = layout([LONG, [MONGPOK, "D02", "2026-Q3", 1, 2]])
    assert (found.form, found.header_rows, found.rows) == ("long", (0, 0), (1,))
    assert [one.meaning.role for one in found.columns] == [
        "code", "indicator", "period", "numerator", "denominator"
    ]  # fmt: skip
    assert found.findings == ()


def test_case_19_titles_and_merged_cells_above_the_header():
    rows = [
        ["REKAPITULASI KARTU IDENTITAS ANAK (KIA)"],
        ["Kabupaten Serang, Triwulan III 2026"],
        [],
        ["No", "Kecamatan", "Desa", "Jumlah anak", None],
        [None, None, None, "Pembilang", "Penyebut"],
        [1, "Cikeusal", "Mongpok", 120, 200],
    ]
    found = layout(rows, merged=[(0, 0, 0, 4), (3, 3, 3, 4), (3, 0, 4, 0), (3, 1, 4, 1)])
    assert (found.form, found.header_rows, found.rows) == ("wide", (3, 4), (5,))
    assert [one.header for one in found.columns] == [
        "No", "Kecamatan", "Desa", "Jumlah anak / Pembilang", "Jumlah anak / Penyebut"
    ]  # fmt: skip
    assert (found.indicator, found.period) == ("D02", "triwulan iii 2026")
    assert found.titles[0] == "REKAPITULASI KARTU IDENTITAS ANAK (KIA)"


def test_groups_of_indicators_over_their_parts():
    rows = [
        ["kode_desa", "kecamatan", "desa", "D02 · KIA", None, "D01 · Akta", None],
        [None, None, None, "pembilang", "penyebut", "pembilang", "penyebut"],
        [MONGPOK, "Cikeusal", "Mongpok", 1, 2, 3, 4],
    ]
    found = layout(rows, merged=[(0, 3, 0, 4), (0, 5, 0, 6)])
    assert [(one.meaning.indicator, one.meaning.role) for one in found.columns[3:]] == [
        ("D02", "numerator"), ("D02", "denominator"), ("D01", "numerator"), ("D01", "denominator")
    ]  # fmt: skip


def test_the_period_beside_its_word():
    found = layout([["Periode", "Triwulan II 2025"], [], ["desa", "nilai"], ["Mongpok", 5]])
    assert found.period == "Triwulan II 2025"


def test_case_20_a_header_twice():
    found = layout([["kode_desa", "pembilang", "Jumlah Pembilang", "penyebut"], [MONGPOK, 1, 1, 2]])
    assert kinds(found) == [("header_twice", "error")]
    one = found.findings[0]
    assert (one.row, one.column, one.blanks["other"]) == (1, "Jumlah Pembilang", "pembilang")


def test_case_21_a_missing_column_with_the_nearest_header():
    found = layout([["kode_desa", "pembilang", "penyebutt"], [MONGPOK, 1, 2]])
    missing = next(one for one in found.findings if one.kind == "column_missing")
    assert (missing.severity, missing.row, missing.expected) == ("error", 1, "penyebut")
    assert missing.suggestions == ("penyebutt",)


def test_case_21_a_header_that_hardly_anyone_could_read():
    found = layout([["kodedes", "penbilang", "penyebut"], [MONGPOK, 1, 2]])
    missing = [one for one in found.findings if one.kind == "column_missing"]
    assert [one.suggestions for one in missing] == [("kodedes",), ("penbilang",)]


def test_case_22_further_columns_are_listed_once():
    found = layout([[*LONG, "Warna", "No", "Keterangan"], [MONGPOK, "D02", "2026", 1, 2, "x"]])
    assert kinds(found) == [("columns_left_out", "info")]
    assert found.findings[0].blanks == {"n": 1, "names": "Warna"}


def test_case_24_totals_examples_notes_and_repeated_headers():
    rows = [
        ["kecamatan", "desa", "pembilang", "penyebut"],
        ["CONTOH", "CONTOH", 1, 2],
        ["Cikeusal", "Mongpok", 1, 2],
        ["Jumlah Kec. Cikeusal", None, 1, 2],
        ["kecamatan", "desa", "pembilang", "penyebut"],
        ["Cikeusal", "Sukamaju", 1, 2],
        [],
        ["TOTAL", None, 2, 4],
        ["Sumber: Disdukcapil"],
        [None, None, 7, None],
    ]
    found = layout(rows)
    # A row with a value and without a place is never dropped: its place is asked for.
    assert found.rows == (2, 5, 9)
    assert found.left_out == (
        (1, "example"), (3, "total"), (4, "repeated_header"), (7, "total"), (8, "note")
    )  # fmt: skip
    assert kinds(found) == [("total_rows_left_out", "info")]
    assert found.findings[0].blanks == {"n": 2, "rows": "4, 8"}


def test_a_formation_list():
    found = layout([["kode_desa", "terbentuk", "tanggal_pokja", "dokumen_pokja", "klasifikasi"],
                    [MONGPOK, "ya", None, None, "mandiri"]])  # fmt: skip
    assert found.form == "formation"
    assert found.column("milestone").meaning.milestone == "working_group"


def test_people_can_say_where_the_header_is_and_what_columns_mean():
    rows = [["x", "y", "z"], [MONGPOK, 1, 2]]
    said = find_layout(sheet(rows), WORDS, text=True)
    assert [(one.kind, one.severity) for one in said] == [("header_not_found", "error")]
    meanings = {0: Meaning(role="code"), 1: Meaning(role="numerator", indicator="D02"),
                2: Meaning(role="denominator", indicator="D02")}  # fmt: skip
    found = find_layout(sheet(rows), WORDS, text=True, header_row=0, assigned=meanings)
    assert isinstance(found, Layout)
    assert (found.sheet, found.rows, found.findings) == (None, (1,), ())


def book(*sheets: Sheet) -> Book:
    return Book("xlsx", None, None, sheets)


TABLE = [LONG, [MONGPOK, "D02", "2026", 1, 2]]


def test_case_17_one_table_is_taken_and_several_are_asked_for():
    one, said = choose_sheet(book(sheet([["Petunjuk"]], "A"), sheet(TABLE, "B")), WORDS, None)
    assert (one.name, said) == ("B", ())
    several = book(sheet(TABLE, "A"), sheet(TABLE, "B"))
    none, said = choose_sheet(several, WORDS, None)
    assert none is None
    assert [(f.kind, f.severity, f.suggestions, f.key) for f in said] == [
        ("sheet_choice", "question", ("A", "B"), "sheet_choice:::")
    ]
    one, said = choose_sheet(several, WORDS, "B")
    assert (one.name, [f.kind for f in said]) == ("B", ["sheets_left_out"])
    assert choose_sheet(several, WORDS, "C")[1][0].kind == "sheet_unknown"
    text = Book("text", "utf-8", ",", (sheet(TABLE, ""),))
    none, said = choose_sheet(text, WORDS, "B")
    assert none is None
    assert [(f.kind, f.severity, f.value) for f in said] == [("sheet_of_text", "error", "B")]


def test_case_17_a_hidden_sheet_is_never_read_silently():
    hidden = book(sheet([["Isi"]], "A"), sheet(TABLE, "B", hidden=True))
    none, said = choose_sheet(hidden, WORDS, None)
    assert (none, [(f.kind, f.severity, f.value) for f in said]) == (
        None, [("sheet_hidden", "error", "B")]
    )  # fmt: skip
    assert choose_sheet(hidden, WORDS, "B")[0].name == "B"


CELLS = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(),
    st.dates(date(2000, 1, 1)), st.builds(Marker, st.just("error"), st.text(max_size=5)),
    st.sampled_from(["kode_desa", "desa", "kecamatan", "pembilang", "penyebut", "Jumlah", "nilai",
                     MONGPOK, "Mongpok", "D02", "Sumber: x", "CONTOH"]),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12), st.booleans())
def test_every_row_is_read_or_left_out(rows, text):
    found = find_layout(sheet(rows), WORDS, text=text)
    if not isinstance(found, Layout):
        return
    below = [
        at
        for at, row in enumerate(rows)
        if at > found.header_rows[1]
        and any(cell is not None and not (isinstance(cell, str) and not cell.strip())
                for cell in row)
    ]  # fmt: skip
    assert sorted([*found.rows, *(at for at, _ in found.left_out)]) == below


@pytest.mark.parametrize("rows", [[], [[]], [[None]]])
def test_nothing_at_all(rows):
    assert find_layout(sheet(rows), WORDS, text=False)[0].kind == "header_not_found"
