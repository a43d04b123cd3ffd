"""What the program hands out it reads back: filled in, on its whole way, for every agency."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange

from kampungkb.exports.template import template_periods, template_xlsx
from kampungkb.exports.template_formation import formation_template_xlsx
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.check_subjects import FORMED_INDICATOR
from kampungkb.intake.contents import read_contents
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.request import Request
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.tasks.upload import Prepared, Upload, file_hash, known_of, prepare
from tests.uploads.tables import CODES, DICTIONARY, NOW, Store

OFFERED = [
    one for one in DICTIONARY if one.lowest_level == "village" and one.code != FORMED_INDICATOR
]
AGENCIES = sorted({one.responsible for one in OFFERED})
AREA = "Kabupaten Serang"
# Villages of Cikeusal.
ROWS = 17


@pytest.fixture(scope="module")
def snapshot(store: Store) -> Snapshot:
    return read_snapshot(store.engine, DICTIONARY)


def areas(of: Snapshot) -> dict[str, Any]:
    """One district: the other villages are the same again."""
    villages = of.villages[of.villages["parent_code"] == CODES[0][:8]]
    return {"villages": villages, "districts": of.districts, "area_name": AREA}


def handed_out(of: Snapshot, agency: str, language: str = "id") -> tuple[bytes, list[Indicator]]:
    own = [one for one in OFFERED if one.responsible == agency]
    periods = template_periods(own, None, NOW.date())
    data = template_xlsx(
        translator(language), agency=agency, indicators=own, periods=periods, **areas(of)
    )
    return data, own


def back(store: Store, of: Snapshot, data: bytes, **request: Any) -> Prepared:
    book = read_contents(data, LIMITS)
    upload = Upload(file_name="t.xlsx", data=data, sha256=file_hash(data), book=book)
    return prepare(store.engine, of, known_of(of, NOW.date()), upload, Request(**request))


def filled(data: bytes, period: str | None) -> bytes:
    """A template with its period, and a 1 or the first choice in every cell to fill in."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    if period is not None:
        sheet["B3"] = period
    for row in range(sheet.max_row - ROWS + 1, sheet.max_row + 1):
        for at in range(4, sheet.max_column + 1):
            cell = sheet.cell(row, at)
            chosen = any(cell.coordinate in CellRange(str(rule.sqref)) for rule in lists)
            cell.value = "Ya" if chosen else 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("agency", AGENCIES)
def test_a_filled_template_is_taken_whole_and_nothing_is_asked(store, snapshot, agency):
    data, own = handed_out(snapshot, agency)
    got = back(store, snapshot, filled(data, "Triwulan III 2026"), agency=agency)
    assert got.verdict == "ready"
    assert {one.kind for one in got.checked.findings} <= {
        "period_rhythm", "villages_missing",
    }  # fmt: skip
    assert (got.checked.rows_read, got.checked.rows_taken) == (ROWS + 1, ROWS)
    assert list(got.checked.left_out.values()) == ["example"]
    kept = got.checked.observations
    assert set(kept["period"]) == {"2026-Q3"}
    assert kept.groupby("indicator").size().to_dict() == {one.code: ROWS for one in own}
    ratios = kept[kept["indicator"].isin([one.code for one in own if one.kind == "ratio"])]
    assert ratios[["numerator", "denominator"]].eq(1).all(axis=None)
    others = kept.drop(ratios.index)
    assert others["value"].eq(1).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_never_taken_for_a_value(store, snapshot, language):
    data, _ = handed_out(snapshot, "Disdukcapil", language)
    got = back(store, snapshot, data, period="2026-Q3")
    assert (got.verdict, got.checked.rows_taken) == ("refused", 0)
    assert [(one.kind, one.severity) for one in got.checked.findings] == [("no_values", "error")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_period_that_nobody_chose_is_asked_for(store, snapshot, language):
    data, _ = handed_out(snapshot, "Disdukcapil", language)
    got = back(store, snapshot, filled(data, None))
    assert (got.verdict, [one.kind for one in got.checked.open]) == (
        "decision", ["period_not_given"],
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_formations_is_taken_without_a_question(store, snapshot, language):
    data = formation_template_xlsx(translator(language), **areas(snapshot))
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    (head,) = (row for row in sheet.iter_rows(max_row=8) if row[0].value == "kode_desa")
    columns = {cell.value: cell.column for cell in head}
    (row,) = (cell.row for cell in sheet["A"] if cell.value == CODES[0])
    typed = {
        "terbentuk": "Ya", "tanggal_terbentuk": "17-08-2022", "dokumen": "SK 1",
        "tanggal_pokja": "18-08-2022", "dokumen_pokja": "SK 2", "klasifikasi": "Mandiri",
        "periode_klasifikasi": "2025",
    }  # fmt: skip
    for name, value in typed.items():
        sheet.cell(row, columns[name]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    got = back(store, snapshot, buffer.getvalue())
    assert (got.verdict, got.checked.rows_taken) == ("ready", 1)
    assert {one.kind for one in got.checked.findings} == {"villages_missing"}
    about = ["village_code", "formed", "formed_on", "document"]
    assert got.checked.formations[about].astype(str).to_numpy().tolist() == [
        [CODES[0], "True", "2022-08-17", "SK 1"]
    ]
    stones = got.checked.milestones[["milestone", "reached_on", "document"]].astype(str)
    assert stones.to_numpy().tolist() == [["working_group", "2022-08-18", "SK 2"]]
    classes = got.checked.classifications[["period", "class_name"]]
    assert classes.to_numpy().tolist() == [["2025", "mandiri"]]
