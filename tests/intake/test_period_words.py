"""Periods as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.period_words import read_period, read_periods
from kampungkb.intake.sheets import Marker
from kampungkb.model.periods import period_end

FORMS = {
    "2026": ["2026", " 2026 ", "Tahun 2026", "thn. 2026", "2026.0", "year 2026"],
    "2026-S1": [
        "2026-S1", "Semester I 2026", "SMT 1 2026", "semester 1 tahun 2026", "First half 2026",
    ],
    "2026-Q1": [
        "2026-Q1", "Q1 2026", "TW1 2026", "TW I 2026", "TW.I/2026", "Triwulan I 2026", "TWI 2026",
        "Triwulan 1 Tahun 2026", "1st quarter 2026", "triwulan ke-1 2026",
        "Triwulan\u00a0I\u00a02026",
    ],
    "2026-Q2": ["2026 triwulan II", "TW 2 2026", "Second quarter of 2026", "Kuartal II 2026"],
    "2026-Q4": ["TW IV 2026", "Triwulan IV (2026)"],
    "2026-03": [
        "2026-03", "03/2026", "3/2026", "Maret 2026", "Mar 2026", "Mar-26", "March 2026",
        "2026 Maret", "bulan 3 2026",
    ],
    "2026-02": ["Februari 2026", "PEBRUARI 2026", "Feb-26"],
    "2025-12": ["31 Desember 2025", "31/12/2025", "2025-12-31", "2025-12-31 00:00:00", "46022"],
}  # fmt: skip


def periods(*columns, headers=("Periode",)):
    rows = range(2, 2 + len(columns[0]))
    return read_periods(columns, rows, sheet="Data", headers=headers)


def said(findings):
    for one in findings:
        for language in LANGUAGES:
            assert translator(language)(f"finding.{one.kind}", **one.blanks)[-1] == "."
    return [(one.kind, one.row, one.column, one.value) for one in findings]


@pytest.mark.parametrize(
    ("period", "text"), [(period, text) for period, texts in FORMS.items() for text in texts]
)
def test_case_31_one_period_in_many_words(period, text):
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1999", "2101", "TW 5 2026", "Semester III 2026", "13/2026", "2026-13", "2026-1",
     "2026/2027", "Januari-Maret 2026", "I 2026", "Triwulan 2026", "TW I", "Maret",
     "s.d. Maret 2026", "<b>2026</b>", "31/02/2025", "TW I 26", "2026 2026", "TW I 2026 TW II"],
)  # fmt: skip
def test_case_31_what_is_no_period(text):
    assert read_period(text) is None


def test_case_31_cells_of_every_kind():
    cells = [2026, 2026.0, date(2025, 12, 31), datetime(2026, 3, 1, 8), 46022, "TW1 2026"]  # noqa: DTZ001
    values, findings = periods(cells)
    assert values == ("2026", "2026", "2025-12", "2026-03", "2025-12", "2026-Q1")
    assert findings == ()


def test_case_31_unreadable_and_blank():
    values, findings = periods(["2026", "kapan", None, True, "-", 99, Marker("no_value", "=A1")])
    assert values == ("2026", None, None, None, None, None, None)
    assert said(findings) == [
        ("period_unreadable", 3, "Periode", "kapan"), ("period_unreadable", 5, "Periode", "True"),
        ("period_unreadable", 7, "Periode", "99"), ("formula_without_value", 8, "Periode", "=A1"),
        ("period_missing", 4, "Periode", None),
    ]  # fmt: skip
    assert {one.severity for one in findings} == {"error"}
    assert findings[-1].blanks == {"n": 2, "where": 4}


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Triwulan", [1, "II", "TW III", "Triwulan 4"], ["Q1", "Q2", "Q3", "Q4"]),
        ("Bulan", [3, "Maret", "10", 12.0], ["03", "03", "10", "12"]),
        ("Semester", [1, "II", "S2", "smt 1"], ["S1", "S2", "S2", "S1"]),
    ],
)
def test_two_columns_are_joined(header, cells, expected):
    years = [2026] * len(cells)
    wanted = tuple(f"2026-{one}" for one in expected)
    assert periods(years, cells, headers=("Tahun", header)) == (wanted, ())
    assert periods(cells, years, headers=(header, "Tahun")) == (wanted, ())


def test_two_columns_that_say_the_year_twice_must_agree():
    values, findings = periods(
        [2026, 2025, 2026, None], ["TW I 2026", "TW I 2026", None, 1], headers=("Tahun", "Triwulan")
    )
    assert values == ("2026-Q1", None, None, None)
    assert said(findings) == [
        ("period_unreadable", 3, "Tahun", "2025 / TW I 2026"), ("period_missing", 5, "Tahun", None),
        ("period_missing", 4, "Triwulan", None),
    ]  # fmt: skip


@given(st.one_of(st.text(max_size=30), st.text("TWQS1234 iIvV-/.2026maret", max_size=14)))
def test_no_text_crashes_and_every_answer_is_a_period(text):
    found = read_period(text)
    if found is not None:
        assert 2000 <= period_end(found).year <= 2100
        assert read_period(found) == found


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_is_its_month(day):
    month = f"{day.year}-{day.month:02}"
    assert read_period(day.isoformat()) == read_period(f"{day:%d/%m/%Y}") == month
