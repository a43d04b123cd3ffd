"""The workbook of everything: reopened, the same cells, safe, marked, and ready to print."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from kampungkb.charts.theme import LIGHT
from kampungkb.exports import book as book_module
from kampungkb.exports.book import Book, book_file_name, book_xlsx
from kampungkb.exports.book_charts import Chart, Series
from kampungkb.exports.columns import count_column, mixed_column, share_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import translator
from tests.villages import indicator

ID, EN = translator("id"), translator("en")
MARK = "DATA CONTOH, bukan angka resmi"
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
# Formulas, markup, markup of XlsxWriter itself, and codes of printed headers.
NAMES = ("=1+1", "+62", "-5", "@SUM(A1)", "\t=2", "<b>Kramat</b> & <r>", "<r>x</r>",
         "{=1}", "https://example.org", "&G&[Picture]")  # fmt: skip


def listing(sheet="Kecamatan", rows=3, **more):
    given = {
        "topic": sheet, "sheet": sheet, "title": f"Judul {sheet}", "area": "Serang",
        "as_of": "2026-Q3", "revision": 7, "about": [("Cara menghitung", "dijumlahkan")],
        "sources": ("Disdukcapil",), "printed_at": AT, "made_up": (False,) * rows,
        "columns": (
            text_column("Kode", [f"36.0{at}.10" for at in range(1, rows + 1)]),
            text_column("Nama", [f"Kecamatan {at}" for at in range(rows)]),
            count_column("Dinkes", [at * 1000 if at else None for at in range(rows)]),
            share_column("Cakupan", [0.5, 0.125, None, 1.0][:rows]),
        ),
    }  # fmt: skip
    return Listing(**(given | more))


def chart(sheet="Kecamatan", **more):
    given = {
        "kind": "bars", "title": "Kekurangan", "sheet": sheet, "labels": 1, "rows": 3,
        "series": (Series(column=2, colour=LIGHT.below),), "unit": "anak",
    }  # fmt: skip
    return Chart(**(given | more))


def book(*tables, **more):
    given = {
        "title": "Buku & data", "area": "Kabupaten Serang", "as_of": "2026-Q3", "revision": 7,
        "made_up": False, "summary": [("Desa terbentuk", "3")], "charts": (), "printed_at": AT,
        "tables": tables or (listing(),),
    }  # fmt: skip
    return Book(**(given | more))


def opened(of, t=ID):
    return openpyxl.load_workbook(io.BytesIO(book_xlsx(of, t)))


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def part(of, name, t=ID):
    return zipfile.ZipFile(io.BytesIO(book_xlsx(of, t))).read(name).decode()


def test_the_cells_are_those_of_the_table_and_missing_is_empty():
    sheet = opened(book())["Kecamatan"]
    assert rows(sheet) == [
        ["Kode", "Nama", "Dinkes", "Cakupan"],
        ["36.01.10", "Kecamatan 0", None, 0.5],
        ["36.02.10", "Kecamatan 1", 1000, 0.125],
        ["36.03.10", "Kecamatan 2", 2000, None],
    ]
    assert sheet["A2"].data_type == "s"
    assert [sheet["C3"].number_format, sheet["D2"].number_format] == ["#,##0", "0.00%"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:D4")


def test_values_of_several_indicators_have_their_own_formats():
    kinds = [
        indicator("D02"), indicator("L16", unit="per_1000"), indicator("IDM", kind="index"),
        indicator("D02"),
    ]  # fmt: skip
    values = mixed_column("Nilai", [0.5716, 0.0123, 0.6792, None], kinds)
    table = listing(rows=4, columns=(text_column("Kode", list("abcd")), values))
    sheet = opened(book(table))["Kecamatan"]
    assert [cell.value for cell in sheet["B"]] == ["Nilai", 0.5716, 12.3, 0.6792, None]
    assert [cell.number_format for cell in sheet["B"][1:4]] == ["0.00%", "0.0", "0.0000"]
    assert values.cells[1] == Decimal("12.3")


def test_the_first_sheet_says_what_it_is_about_and_leads_to_the_others():
    sheet = opened(book(listing(), listing("Desa", rows=1), charts=(chart(),)))["Ringkasan"]
    assert rows(sheet) == [
        ["Perihal", "Keterangan"],
        ["Judul", "Buku & data"],
        ["Wilayah", "Kabupaten Serang"],
        ["Keadaan s.d.", "Triwulan III 2026"],
        ["Keadaan s.d.", ID("export.as_of_rule")],
        ["Revisi data", "7"],
        ["Dibuat", "25 November 2026 10.00 WIB"],
        ["Desa terbentuk", "3"],
        ["Sel kosong", ID("export.missing")],
        ["Isi buku", ID("book.contents_text")],
        ["Grafik", ID("book.charts_text")],
        ["Kecamatan", "Judul Kecamatan (3 baris)"],
        ["Desa", "Judul Desa (1 baris)"],
        ["Sumber dan definisi", ID("book.about_text")],
    ]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert links == {
        "Grafik": "'Grafik'!A1", "Kecamatan": "'Kecamatan'!A1", "Desa": "'Desa'!A1",
        "Sumber dan definisi": "'Sumber dan definisi'!A1",
    }  # fmt: skip


def test_what_each_sheet_rests_on_stands_in_the_last_one():
    twice = [("Cara menghitung", "dijumlahkan"), ("Cara menghitung", "dijumlahkan")]
    found = opened(book(listing(), listing("Desa", about=twice, sources=())))
    assert rows(found["Sumber dan definisi"]) == [
        ["Lembar", "Perihal", "Keterangan"],
        ["Kecamatan", "Cara menghitung", "dijumlahkan"],
        ["Kecamatan", "Sumber data", "Disdukcapil"],
        ["Desa", "Cara menghitung", "dijumlahkan"],
    ]
    assert found.sheetnames == ["Ringkasan", "Kecamatan", "Desa", "Sumber dan definisi"]


def test_case_64_and_65_nothing_from_data_is_a_formula_a_link_or_markup():
    names = text_column("=Nama", NAMES)
    table = listing(
        rows=len(NAMES), columns=(names,), title="=1+1 <b>", about=[("=a", "=b")],
        sources=("=HYPERLINK(1)",),
    )  # fmt: skip
    of = book(table, title="=A1", area="@x", summary=[("=s", "+s")])
    found = opened(of)
    assert [cell.value for cell in found["Kecamatan"]["A"]] == ["=Nama", *NAMES]
    for sheet in found:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.hyperlink for cell in found["Kecamatan"]["A"]] == [None] * (len(NAMES) + 1)
    archive = zipfile.ZipFile(io.BytesIO(book_xlsx(of, ID)))
    sheets = [archive.read(name).decode() for name in archive.namelist() if "/sheet" in name]
    assert [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet] == []
    assert not any("http" in link for link in re.findall(r"<hyperlink [^>]*>", "".join(sheets)))


def test_a_title_that_looks_like_an_address_is_none_in_a_chart():
    of = book(charts=(chart(title="=Kecamatan!$A$1", unit="=x"),))
    drawn = part(of, "xl/charts/chart1.xml")
    texts = re.findall(r"<a:t>([^<]*)</a:t>", drawn)
    assert texts == ["=Kecamatan! $A$1", "=x"]


@pytest.mark.parametrize("t", [ID, EN])
def test_every_printed_page_carries_the_mark_of_one_made_up_figure(t):
    made_up = listing(made_up=(False, True, False))
    found = opened(book(made_up, listing("Desa"), charts=(chart(),)), t)
    mark = t("common.illustrative_ribbon")
    assert len(found.sheetnames) == 5
    for sheet in found:
        assert sheet.oddHeader.right.text == f"&B{mark}"
        # On a line of its own: it would not fit between the others on an upright page.
        assert sheet.oddFooter.center.text == f"\n&B{mark}"
        assert sheet.sheet_properties.tabColor.rgb == f"FF{LIGHT.cannot_tell[1:].upper()}"
    assert [cell.value for cell in found["Kecamatan"]["E"]] == [t("export.note"), None, mark, None]
    assert "E" not in {cell.column_letter for cell in found["Desa"][1]}
    first = found[found.sheetnames[0]]
    assert [t("export.about_mark"), mark] in rows(first)


def test_what_no_row_tells_marks_the_workbook_too():
    found = opened(book(made_up=True))
    assert {sheet.oddHeader.right.text for sheet in found} == {f"&B{MARK}"}
    assert book_file_name(book(made_up=True), ID) == (
        "buku-data-Kabupaten-Serang-2026-Q3-revisi-7-DATA-CONTOH.xlsx"
    )


def test_official_figures_have_no_mark():
    found = opened(book())
    assert {sheet.oddHeader.right.text for sheet in found} == {None}
    assert MARK not in "".join(str(row) for sheet in found for row in rows(sheet))
    assert book_file_name(book(), EN) == "data-book-Kabupaten-Serang-2026-Q3-revision-7.xlsx"


def test_pages_are_set_to_be_printed():
    sheet = opened(book(listing(title="Kesenjangan & desa")))["Kecamatan"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # As wide as one page, as long as it takes; one is what a file without a number means.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.left.text == "Kesenjangan && desa"
    assert sheet.oddFooter.left.text == "Kabupaten Serang · s.d. Triwulan III 2026 · revisi 7"
    assert sheet.oddFooter.right.text == "Halaman &P dari &N"


def test_charts_are_drawn_from_the_cells():
    goals = (Series(column=2, colour=LIGHT.reached),
             Series(column=3, colour=LIGHT.district_line, kind="target"))  # fmt: skip
    of = book(charts=(chart(), chart(kind="lines", series=goals, rows=2)))
    assert opened(of).sheetnames[1] == "Grafik"
    bars, lines = (part(of, f"xl/charts/chart{n}.xml") for n in (1, 2))
    assert re.findall(r"<c:f>([^<]*)</c:f>", bars) == [
        "Kecamatan!$C$1", "Kecamatan!$B$2:$B$4", "Kecamatan!$C$2:$C$4",
    ]  # fmt: skip
    assert re.findall(r"<c:v>([^<]*)</c:v>", bars) == [
        "Dinkes", "Kecamatan 0", "Kecamatan 1", "Kecamatan 2", "1000", "2000",
    ]  # fmt: skip
    assert '<c:orientation val="maxMin"/>' in bars
    assert LIGHT.below[1:].upper() in bars
    assert re.findall(r"<c:f>([^<]*)</c:f>", lines)[3:] == [
        "Kecamatan!$D$1", "Kecamatan!$B$2:$B$3", "Kecamatan!$D$2:$D$3",
    ]  # fmt: skip
    assert re.findall('prstDash val="([^"]*)"', lines) == ["lgDash"]


def test_case_no_data_a_table_without_rows_says_so_and_is_not_drawn():
    of = book(listing(rows=0), charts=(chart(rows=0),))
    found = opened(of)
    assert found.sheetnames == ["Ringkasan", "Kecamatan", "Sumber dan definisi"]
    assert rows(found["Kecamatan"]) == [
        ["Judul Kecamatan"], ["Belum ada data untuk lembar ini."],
    ]  # fmt: skip
    assert found["Kecamatan"].auto_filter.ref is None


def test_a_chart_of_a_column_that_there_is_not_is_our_mistake():
    with pytest.raises(ValueError, match="nothing to draw 'Kekurangan' from"):
        book_xlsx(book(charts=(chart(series=(Series(column=9, colour="#000000"),)),)), ID)


def test_very_long_and_equal_names_of_sheets():
    long = "Kesenjangan setiap desa menurut indikator 2026"
    found = opened(book(listing(long), listing(long), listing("Ringkasan"), listing("a/b[c]")))
    assert found.sheetnames == [
        "Ringkasan", "Kesenjangan setiap desa menurut", "Kesenjangan setiap desa men (2)",
        "Ringkasan (2)", "a b c", "Sumber dan definisi",
    ]  # fmt: skip


def test_a_very_long_name_is_there_whole():
    name = "Desa " + "panjang " * 400
    found = opened(book(listing(rows=1, columns=(text_column("Nama", [name]),))))
    assert found["Kecamatan"]["A2"].value == name


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_one(monkeypatch):
    monkeypatch.setattr(book_module, "MOST_ROWS", 3)
    kinds = [indicator("D02")] * 4
    columns = (text_column("Kode", list("abcd")),
               mixed_column("Nilai", [0.1, 0.2, 0.3, 0.4], kinds))  # fmt: skip
    table = listing(rows=4, columns=columns, made_up=(False, False, False, True))
    found = opened(
        book(table, charts=(chart(labels=0, series=(Series(column=1, colour="#000"),)),))
    )
    assert rows(found["Kecamatan"]) == [["Kode", "Nilai"], ["a", 0.1], ["b", 0.2], ["c", 0.3]]
    assert rows(found["Kecamatan (2)"]) == [["Kode", "Nilai", "Keterangan"], ["d", 0.4, MARK]]
    assert found["Kecamatan (2)"]["B2"].number_format == "0.00%"


def test_the_same_book_gives_the_same_bytes():
    of = book(listing(made_up=(True, False, False)), charts=(chart(),))
    assert book_xlsx(of, ID) == book_xlsx(replace(of), ID)
    assert opened(of).properties.created == datetime(2026, 11, 25, 3, 0)  # noqa: DTZ001 - in UTC
