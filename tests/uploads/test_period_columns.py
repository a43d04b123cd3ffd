"""31: a year and its part in two columns are one period, and must not contradict each other."""

import pytest

from tests.intake import files
from tests.uploads.tables import CODES, Store, found, where

HEAD = ["kode_desa", "tahun", "triwulan", "indikator", "pembilang", "penyebut"]


def table(year: object, quarter: object, head: list[str] = HEAD) -> bytes:
    return files.xlsx([head, [CODES[0], year, quarter, "D02", 12, 30]])


@pytest.mark.parametrize(
    ("year", "quarter"),
    [(2026, 1), (2026, "I"), ("2026", "TW I"), (2026, "Triwulan I 2026"), (2026, "2026-Q1")],
)
def test_case_31_a_year_beside_its_quarter(store: Store, year, quarter):
    document = store.imported(table(year, quarter), "a.xlsx", dry_run=False)
    assert document["verdict"] in ("accepted", "unchanged")
    assert store.values() == [(CODES[0], "2026-Q1", 12, 30, None)]


@pytest.mark.parametrize(
    ("year", "quarter", "typed"),
    [
        (2025, "Triwulan I 2026", "2025 / Triwulan I 2026"),
        (2026, "2025-Q4", "2026 / 2025-Q4"),
        (2026, 5, "2026 / 5"),
        ("kemarin", "I", "kemarin / I"),
    ],
)
def test_case_31_a_year_that_says_otherwise(store: Store, year, quarter, typed):
    document = store.refused(table(year, quarter), "a.xlsx")
    one = found(document, "period_unreadable")
    assert (one["severity"], *where(one)) == ("error", "Data", 2, "tahun", typed)


def test_case_31_a_quarter_without_its_year(store: Store):
    document = store.refused(table(None, "I"), "a.xlsx")
    assert where(found(document, "period_missing"))[:3] == ("Data", 2, "tahun")
