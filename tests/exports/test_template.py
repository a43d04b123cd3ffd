"""Templates: what may be typed where, and that our own reader reads them back."""

import io
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.cell_range import CellRange

from kampungkb.exports.template import (
    period_choice,
    template_file_name,
    template_periods,
    template_xlsx,
)
from kampungkb.exports.template_formation import formation_template_xlsx
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.contents import read_contents
from kampungkb.intake.headers import Vocabulary
from kampungkb.intake.layout import choose_sheet, find_layout
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.period_words import read_period
from kampungkb.intake.personal import personal_findings
from kampungkb.intake.reading import read_book
from kampungkb.model.indicators import Indicator, Words, read_dictionary
from kampungkb.settings import ROOT
from tests import villages as v

DICTIONARY = read_dictionary(ROOT / "data" / "indicators.toml")
VOCABULARY = Vocabulary.of(DICTIONARY)
AGENCIES = sorted({one.responsible for one in DICTIONARY if one.lowest_level == "village"})
DANGEROUS = ["=1+1", "+62", "-1", "@SUM(A1)", "=HYPERLINK(\"http://h\")", "<r>x</r>", "<b>a&b</b>",
             "%{x} $y$", "36.10", "_x0041_"]  # fmt: skip
INDICATORS = (
    v.indicator("D02", short=Words(id="KIA 0–<17", en="Child card 0–<17")),
    v.indicator("K03", kind="yes_no"),
    v.indicator("D05", kind="count"),
    v.indicator("IDM", kind="index"),
    v.indicator("L25", kind="index", unit="index_100"),
    v.indicator("L01", lowest_level="regency"),
)
FORMATION_HEADERS = [
    "kode_desa", "kecamatan", "desa", "terbentuk", "tanggal_terbentuk", "dokumen",
    "tanggal_sosialisasi", "dokumen_sosialisasi", "tanggal_kebijakan", "dokumen_kebijakan",
    "tanggal_pokja", "dokumen_pokja", "tanggal_pelatihan", "dokumen_pelatihan", "tanggal_rkm",
    "dokumen_rkm", "tanggal_sekretariat", "dokumen_sekretariat", "tanggal_pencanangan",
    "dokumen_pencanangan", "tanggal_terdaftar", "dokumen_terdaftar", "klasifikasi",
    "periode_klasifikasi",
]  # fmt: skip


def template(language: str = "id", **given: Any) -> bytes:
    usual: dict[str, Any] = {
        "agency": "Dinkes", "indicators": INDICATORS, "villages": v.of_level("village"),
        "districts": v.of_level("district"), "periods": ["2026-Q4", "2026-Q3", "2026", "2026-03"],
        "area_name": "Kabupaten Serang",
    }  # fmt: skip
    return template_xlsx(translator(language), **(usual | given))


def formation(language: str = "id") -> bytes:
    return formation_template_xlsx(
        translator(language), villages=v.of_level("village"), districts=v.of_level("district"),
        area_name="Kabupaten Serang",
    )  # fmt: skip


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rules(sheet: Any) -> dict[str, Any]:
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def unlocked(sheet: Any) -> set[str]:
    return {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headers_are_the_same_in_both_languages_and_every_village_has_its_row(language):
    sheet = opened(template(language)).worksheets[0]
    short = "KIA 0–<17" if language == "id" else "Child card 0–<17"
    rows = list(sheet.values)
    assert rows[2][:2] == ("Periode", None)
    assert rows[3] == (None,) * 9
    assert rows[4] == (
        "kode_desa", "kecamatan", "desa", f"D02 · {short}", None, f"K03 · K03 {language}",
        f"D05 · D05 {language}", f"IDM · IDM {language}", f"L25 · L25 {language}",
    )  # fmt: skip
    assert rows[5] == (None, None, None, "pembilang", "penyebut", *["nilai"] * 4)
    merged = sorted(str(area) for area in sheet.merged_cells.ranges)
    assert merged == ["A5:A6", "B5:B6", "C5:C6", "D5:E5"]
    assert (rows[6][0], *rows[6][3:]) == ("CONTOH", 45, 60, "Ya", 3, 0.7125, 62.5)
    assert (sheet["A7"].font.i, sheet["E7"].font.i) == (True, True)
    district = dict(zip(v.DISTRICTS, v.NAMES, strict=True))
    assert [row[:3] for row in rows[7:]] == [
        (code, district[code[:8]], f"Desa {place}") for place, code in enumerate(v.VILLAGES)
    ]
    assert {row[3:] for row in rows[7:]} == {(None,) * 6}
    assert {sheet.cell(row, 1).number_format for row in range(8, 17)} == {"@"}


def test_titles_are_in_the_readers_language():
    first = [opened(template(language)).worksheets[0]["A1"].value for language in LANGUAGES]
    assert first == [
        "Templat isian Dinkes · Kabupaten Serang", "Template of Dinkes · Kabupaten Serang",
    ]  # fmt: skip


def test_only_the_period_and_the_cells_to_fill_in_are_unlocked():
    book = opened(template())
    entry, guide = book.worksheets
    cells = {f"{column}{row}" for column in "DEFGHI" for row in range(8, 17)}
    assert unlocked(entry) == cells | {"B3"}
    assert unlocked(guide) == set()
    for sheet in (entry, guide):
        assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
        assert sheet.sheet_state == "visible"
    # False: allowed.
    assert not entry.protection.formatColumns
    assert not entry.protection.autoFilter
    assert not entry.protection.sort
    assert entry.protection.insertRows
    assert book.vba_archive is None
    assert entry.freeze_panes == "D7"
    assert entry.auto_filter.ref == "A6:I16"
    assert (entry.print_title_rows, entry.print_title_cols) == ("$5:$6", "$A:$C")
    assert (entry.page_setup.orientation, entry.page_setup.paperSize) == ("landscape", 9)


def test_cells_refuse_what_the_reader_would_refuse():
    book = opened(template())
    rule = rules(book.worksheets[0])
    assert {place: (one.type, one.formula1) for place, one in rule.items()} == {
        "D8:D16": ("custom", 'OR(D8="",AND(ISNUMBER(D8),D8>=0,D8=INT(D8),OR(E8="",D8<=E8)))'),
        "E8:E16": ("custom", 'OR(E8="",AND(ISNUMBER(E8),E8>=0,E8=INT(E8),OR(D8="",E8>=D8)))'),
        "F8:F16": ("list", '"Ya,Tidak"'),
        "G8:G16": ("whole", "0"),
        "H8:H16": ("decimal", "0"),
        "I8:I16": ("decimal", "0"),
        "B3": ("list", "'Petunjuk'!$A$16:$A$19"),
    }
    # Excel lets everything pass where a cell of the rule is empty and blanks are ignored.
    assert (rule["D8:D16"].allow_blank, rule["E8:E16"].allow_blank) == (False, False)
    assert (rule["G8:G16"].operator, rule["H8:H16"].formula2) == ("greaterThanOrEqual", "1")
    assert rule["I8:I16"].formula2 == "100"
    assert rule["D8:D16"].promptTitle == "D02 pembilang"
    assert rule["D8:D16"].prompt == "D02 id"
    assert rule["D8:D16"].error == (
        "Isi bilangan bulat mulai dari 0, tidak lebih besar dari penyebut. Kosongkan bila belum "
        "ada data."
    )
    assert {one.errorStyle for one in rule.values()} <= {None, "stop"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drop_down_has_periods_in_words_that_are_read_back(language):
    entry, guide = opened(template(language)).worksheets
    place = rules(entry)["B3"].formula1.split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in guide[place]] == [
        "Triwulan IV 2026", "Triwulan III 2026", "2026", "Maret 2026",
    ]  # fmt: skip
    assert entry["B3"].number_format == "@"  # or Excel makes the number 2026 of the year


def test_without_periods_one_is_typed():
    sheet = opened(template(periods=[])).worksheets[0]
    assert "B3" in unlocked(sheet)
    assert rules(sheet)["B3"].type is None


def test_the_guide_explains_every_column_of_the_sheet():
    guide = opened(template()).worksheets[1]
    texts = [cell for row in guide.values for cell in row if cell is not None]
    assert [text for text in texts if text in ("D02", "K03", "D05", "IDM", "L25", "L01")] == [
        "D02", "K03", "D05", "IDM", "L25",
    ]  # fmt: skip
    assert any("NIK" in text for text in texts)
    assert any("bukan persentase" in text for text in texts)
    assert any(text.startswith("Sel kosong berarti belum ada data") for text in texts)


@pytest.mark.parametrize("made", [template, formation])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_read_back_without_a_finding(made, language):
    book = read_book(made(language), "templat.xlsx")
    assert book.findings == ()
    assert [(sheet.hidden, sheet.columns > 0) for sheet in book.sheets] == [(False, True)] * 2
    rows = 16 if made is template else 15
    assert (book.sheets[0].rows, book.sheets[0].percent) == (rows, ())


def test_what_is_filled_in_is_what_is_read():
    book = opened(template())
    sheet = book.worksheets[0]
    sheet["B3"] = "Triwulan III 2026"
    sheet["D8"], sheet["E8"], sheet["F8"], sheet["H9"] = 3, 1234, "Tidak", 0.6543
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_book(buffer.getvalue(), "isian.xlsx").sheets[0]
    assert read.row(2)[:2] == ["Periode", "Triwulan III 2026"]
    assert read.row(7) == [
        "36.04.01.2001", "Kramat", "Desa 0", 3, 1234, "Tidak", None, None, None,
    ]  # fmt: skip
    assert read.row(8)[3:] == [None, None, None, None, 0.6543, None]


def test_the_order_of_the_villages_and_the_time_change_nothing():
    backwards = v.of_level("village").iloc[::-1]
    assert template(villages=backwards) == template()
    assert formation() == formation()


def filled(data: bytes, rows: int) -> bytes:
    """A template in which the period is chosen and every cell to fill in has a 1 or its choice."""
    book = opened(data)
    sheet = book.worksheets[0]
    sheet["B3"] = "Triwulan III 2026"
    choices = {place: rule for place, rule in rules(sheet).items() if rule.type == "list"}
    for row in range(sheet.max_row - rows + 1, sheet.max_row + 1):
        for at in range(4, sheet.max_column + 1):
            cell = sheet.cell(row, at)
            is_choice = any(cell.coordinate in CellRange(place) for place in choices)
            cell.value = "Ya" if is_choice else 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agency", AGENCIES)
def test_the_reader_understands_every_column_of_every_agencys_template(agency, language):
    indicators = [one for one in DICTIONARY if one.responsible == agency]
    periods = template_periods(indicators, None, date(2026, 11, 25))
    assert [read_period(period_choice(period)) for period in periods] == periods
    data = template(language, agency=agency, indicators=indicators, periods=periods)
    for given_back in (data, filled(data, 9)):
        book = read_contents(given_back, LIMITS)
        sheet, findings = choose_sheet(book, VOCABULARY, None)
        assert (sheet, findings, personal_findings(book)) == (book.sheets[0], (), ())
        layout = find_layout(book.sheets[0], VOCABULARY, text=False)
        assert (layout.findings, len(layout.rows), layout.form) == ((), 9, "wide")
        assert [why for _, why in layout.left_out] == ["example"]
        meanings = [column.meaning for column in layout.columns]
        assert [(one.role, one.indicator) for one in meanings] == [
            ("code", None), ("district", None), ("village", None),
            *(
                (role, one.code)
                for one in indicators if one.lowest_level == "village"
                for role in (("numerator", "denominator") if one.kind == "ratio" else ("value",))
            ),
        ]  # fmt: skip
        assert layout.period == (None if given_back is data else "Triwulan III 2026")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_understands_every_column_of_the_formation_template(language):
    book = read_contents(formation(language), LIMITS)
    sheet, findings = choose_sheet(book, VOCABULARY, None)
    assert (sheet, findings, personal_findings(book)) == (book.sheets[0], (), ())
    layout = find_layout(book.sheets[0], VOCABULARY, text=False)
    assert (layout.findings, len(layout.rows), layout.form) == ((), 9, "formation")
    steps = [
        "socialisation", "policy", "working_group", "trained", "plan", "secretariat", "launched",
        "registered",
    ]  # fmt: skip
    assert [(column.meaning.role, column.meaning.milestone) for column in layout.columns] == [
        *((role, None) for role in ("code", "district", "village", "formed", "formed_on",
                                    "document")),
        *((role, step) for step in steps for role in ("milestone", "milestone_document")),
        ("class", None), ("class_period", None),
    ]  # fmt: skip


def test_without_a_ratio_one_row_is_the_header():
    sheet = opened(template(indicators=INDICATORS[1:])).worksheets[0]
    rows = list(sheet.values)
    assert rows[4] == (
        "kode_desa", "kecamatan", "desa", "K03 · K03 id", "D05 · D05 id", "IDM · IDM id",
        "L25 · L25 id",
    )  # fmt: skip
    assert [row[0] for row in rows[5:]] == ["CONTOH", *v.VILLAGES]
    assert sheet.merged_cells.ranges == set()
    assert sheet.auto_filter.ref == "A5:G15"


def test_an_agency_without_values_by_village_has_no_template():
    with pytest.raises(ValueError, match=r"^Dinsos has no indicator with values by village$"):
        template(agency="Dinsos", indicators=INDICATORS[-1:])


def test_no_village_is_no_error():
    sheet = opened(template(villages=v.of_level("village").iloc[:0])).worksheets[0]
    assert sheet.max_row == 7
    assert list(rules(sheet)) == ["B3"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_case_65_names_are_text_in_a_template(name):
    villages = v.of_level("village").assign(name=name)
    districts = v.of_level("district").assign(name=name)
    data = template(villages=villages, districts=districts, agency=name, area_name=name)
    sheet = opened(data).worksheets[0]
    found = {(sheet.cell(row, at).data_type) for row in range(8, 17) for at in (1, 2, 3)}
    assert found == {"s"}
    read = read_contents(data, LIMITS).sheets[0]
    assert {tuple(read.row(row)[1:3]) for row in range(7, 16)} == {(name, name)}


@settings(max_examples=30, deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40))
def test_case_64_any_name_stands_in_a_template_as_it_is(name):
    villages = v.of_level("village").assign(name=name)
    read = read_contents(template(villages=villages), LIMITS).sheets[0]
    assert {read.row(row)[2] for row in range(7, 16)} == {name}


@pytest.mark.parametrize(
    ("rhythms", "latest", "today", "first", "last", "count"),
    [
        pytest.param(["quarterly"], None, date(2026, 11, 25), "2027-Q1", "2024-Q4", 10,
                     id="the running quarter and the next"),
        pytest.param(["quarterly"], None, date(2026, 12, 31), "2027-Q2", "2025-Q1", 10,
                     id="a quarter is over on its last day"),
        pytest.param(["quarterly"], "2027-Q2", date(2026, 11, 25), "2027-Q4", "2025-Q3", 10,
                     id="values after today move the choices"),
        pytest.param(["quarterly"], "2020", date(2026, 11, 25), "2027-Q1", "2024-Q4", 10,
                     id="old values do not hold them back"),
        pytest.param(["monthly"], None, date(2026, 1, 1), "2026-02", "2025-05", 10,
                     id="months over the turn of the year"),
        pytest.param(["semester"], None, date(2026, 7, 1), "2027-S1", "2022-S2", 10, id="halves"),
        pytest.param(["yearly", "monthly"], None, date(2026, 11, 25), "2026-12", "2018", 20,
                     id="the shorter rhythm first"),
        pytest.param(["per_meeting", "quarterly"], None, date(2026, 11, 25), "2027-Q1", "2024-Q4",
                     10, id="meetings are held every quarter"),
    ],
)  # fmt: skip
def test_periods_of_the_drop_down(rhythms, latest, today, first, last, count):
    indicators = [v.indicator(f"D{at:02}", periodicity=one) for at, one in enumerate(rhythms)]
    indicators.append(v.indicator("L01", lowest_level="regency", periodicity="semester"))
    periods = template_periods(indicators, latest, today)
    assert (periods[0], periods[-1], len(periods), len(set(periods))) == (first, last, count, count)


def test_a_rhythm_has_two_coming_and_eight_past_periods():
    assert template_periods([v.indicator("D02")], "2026-Q3", date(2026, 11, 25)) == [
        "2027-Q1", "2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2",
        "2025-Q1", "2024-Q4",
    ]  # fmt: skip
    assert template_periods([], None, date(2026, 11, 25)) == []


def test_file_names_are_plain():
    assert template_file_name("DPUPR/Perkim", "id") == "templat-DPUPR-Perkim.xlsx"
    assert template_file_name("../../Diné", "en") == "template-Dine.xlsx"


def test_the_formation_template_asks_for_days_documents_and_classes():
    sheet = opened(formation()).worksheets[0]
    rows = list(sheet.values)
    assert list(rows[4]) == FORMATION_HEADERS
    assert rows[5][:4] == ("CONTOH", "contoh kecamatan", "contoh desa", "Ya")
    assert (rows[5][4].date(), rows[5][5]) == (
        date(2024, 8, 17), "SK Kepala Desa Nomor 140/12/2024",
    )  # fmt: skip
    assert [row[0] for row in rows[6:]] == list(v.VILLAGES)
    assert {row[3:] for row in rows[6:]} == {(None,) * 21}
    rule = rules(sheet)
    assert (rule["D7:D15"].type, rule["D7:D15"].formula1) == ("list", '"Ya,Tidak"')
    assert rule["W7:W15"].formula1 == '"Dasar,Berkembang,Mandiri,Berkelanjutan"'
    days = [f"{column}7:{column}15" for column in "EGIKMOQSU"]
    assert {rule[place].type for place in days} == {"date"}
    # Else Excel makes a day of the number 12/2024.
    assert {sheet[f"{column}7"].number_format for column in "FHJLNPRTVX"} == {"@"}
    assert unlocked(sheet) == {
        sheet.cell(row, at).coordinate for row in range(7, 16) for at in range(4, 25)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_fit_into_what_a_spreadsheet_allows(language):
    long = Words(id="panjang " * 60, en="long " * 90)
    wordy: list[Indicator] = [
        v.indicator(one.code, kind=one.kind, unit=one.unit, numerator=long, denominator=long)
        for one in INDICATORS[:5]
    ]
    for data in (template(language, indicators=wordy), formation(language)):
        for rule in rules(opened(data).worksheets[0]).values():
            assert max(len(rule.prompt), len(rule.error)) <= 255
            assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32
            assert rule.prompt
            assert rule.errorTitle


def test_a_district_that_is_unknown_leaves_its_name_empty():
    none = pd.DataFrame({"code": [], "name": []})
    sheet = opened(template(districts=none)).worksheets[0]
    assert {sheet.cell(row, 2).value for row in range(8, 17)} == {None}
