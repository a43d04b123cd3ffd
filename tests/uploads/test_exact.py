"""No digit and no person is lost between a sheet's cell and the store."""

import openpyxl
import pytest

from tests.intake import files
from tests.uploads.tables import CODES, Store, found, kinds, long_table

# In the order in which the store gives values back.
VILLAGES = sorted(CODES)


def as_percent(workbook: openpyxl.Workbook) -> None:
    for place in ("B2", "B3", "B4"):
        workbook["Data"][place].number_format = "0.0%"


def stored(store: Store, indicator: str, period: str) -> list[tuple[object, ...]]:
    return [one[2:] for one in store.values(indicator) if one[1] == period]


def test_case_28_binary_arithmetic_of_a_sheet_is_what_the_sheet_shows(store):
    # 0.3, and the whole: in binary the sums are a little more.
    cells = (0.1 + 0.2, 1 + 2**-52, 0.07 * 100 / 100)
    rows = [["kode_desa", "L03"], *map(list, zip(VILLAGES, cells, strict=True))]
    document = store.imported(
        files.xlsx(rows, as_percent), "a.xlsx", dry_run=False, period="2026-09"
    )
    assert (document["verdict"], kinds(document)) == ("accepted", [])
    assert stored(store, "L03", "2026-09") == [
        (None, None, 0.3), (None, None, 1.0), (None, None, 0.07),
    ]  # fmt: skip


def test_people_that_a_sheet_computed_are_whole(store):
    head = ["kode_desa", "indikator", "periode", "pembilang", "penyebut"]
    rows = [head, [VILLAGES[0], "D02", "2025-Q1", 0.57 * 100, 1.1 * 100]]
    document = store.imported(files.xlsx(rows), "a.xlsx", dry_run=False)
    assert (document["verdict"], kinds(document)) == ("accepted", [])
    assert stored(store, "D02", "2025-Q1") == [(57, 110, None)]


@pytest.mark.parametrize(
    ("typed", "value"), [("33,3 %", 0.333), ("33.3%", 0.333), ("0,1 %", 0.001), ("99,99%", 0.9999)]
)
def test_decimals_of_a_percentage_are_kept(store, typed, value):
    period = f"2025-{1 + round(value * 10):02}"
    data = long_table(f'{VILLAGES[0]},,,L05,{period},,,"{typed}"')
    verdict = store.imported(data, dry_run=False)["verdict"]
    assert verdict in ("accepted", "unchanged")
    assert stored(store, "L05", period) == [(None, None, value)]


def test_counts_beside_an_index_do_not_take_the_place_of_its_value(store):
    data = long_table(f'{VILLAGES[0]},,,IDM,2025,3,4,"0,679"')
    document = store.imported(data, dry_run=False)
    assert document["verdict"] == "accepted"
    assert "IDM" in found(document, "counts_not_used")["message"]
    assert stored(store, "IDM", "2025") == [(None, None, 0.679)]


@pytest.mark.parametrize("written", ["2025-07", "07/2025", "Juli 2025"])
def test_a_month_in_a_header_is_no_other_period(store, written):
    text = f"Kode Desa;L09 pembilang {written};L09 penyebut {written}\n{VILLAGES[0]};7;9\n"
    document = store.imported(text.encode(), dry_run=False, period="2026-Q3")
    assert document["verdict"] in ("accepted", "unchanged")
    assert stored(store, "L09", "2025-07") == [(7, 9, None)]
    assert stored(store, "L09", "2026-Q3") == []
