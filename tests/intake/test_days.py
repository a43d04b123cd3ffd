"""Days, and answers of yes and no."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.answers import read_yes_no
from kampungkb.intake.days import MONTHS, read_day, read_days
from kampungkb.intake.sheets import Marker

DAY = date(2025, 8, 17)
ANY = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(),
    st.datetimes(),
)  # fmt: skip


def read(how, cells):
    values, findings = how(cells, range(2, 2 + len(cells)), sheet="Data", column="Kolom")
    for one in findings:
        for language in LANGUAGES:
            assert translator(language)(f"finding.{one.kind}", **one.blanks)[-1] == "."
    return values, [(one.kind, one.severity, one.row, one.value) for one in findings]


@pytest.mark.parametrize(
    "cell",
    [DAY, datetime(2025, 8, 17, 9, 30), 45886, 45886.0, 45886.75, "45886", "2025-08-17",  # noqa: DTZ001
     "2025-08-17 00:00:00", "2025-08-17T00:00:00", "17-08-2025", "17/8/2025", "17.08.2025",
     "17 Agustus 2025", "17-Agu-2025", "17 AGUSTUS 2025", "Minggu, 17 Agustus 2025",
     "17\u00a0August 2025", "August 17, 2025", "'17/08/2025"],
)  # fmt: skip
def test_case_30_days_in_every_form(cell):
    assert read(read_days, [cell]) == ((DAY,), [])


@pytest.mark.parametrize(
    "cell",
    ["08/17/2025", "17/8/25", "31/02/2025", "2025", "Agustus 2025", "17 Agus", 2025, 61_000, True,
     "17/08-2025", "kemarin", "17 Foo 2025", "17-08-1825"],
)  # fmt: skip
def test_case_30_what_is_no_day(cell):
    values, findings = read(read_days, [DAY, cell])
    assert values == (DAY, None)
    assert findings == [("day_unreadable", "error", 3, str(cell))]


def test_case_30_first_and_last_serial():
    assert read(read_days, [20_000, 60_000])[0] == (date(1954, 10, 3), date(2064, 4, 8))
    assert [one[0] for one in read(read_days, [19_999])[1]] == ["day_unreadable"]


@pytest.mark.parametrize("how", [read_days, read_yes_no])
def test_case_33_missing_days_and_answers(how):
    values, findings = read(
        how, [None, "", "-", "belum ada data", "#N/A", Marker("error", "#REF!")]
    )
    assert values == (None,) * 6
    assert findings == [("cells_missing_marks", "info", 6, "#N/A")]


@pytest.mark.parametrize("how", [read_days, read_yes_no])
def test_case_25_formula_without_a_stored_value(how):
    values, findings = read(how, [Marker("no_value", "=A2")])
    assert values == (None,)
    assert findings == [("formula_without_value", "error", 2, "=A2")]


def test_yes_and_no():
    yes = [
        "ya",
        "YA",
        " Sudah ",
        "terbentuk",
        "ada",
        "yes",
        "y",
        "v",
        "✓",
        "√",
        "1",
        1,
        1.0,
        True,
        "true",
    ]
    no = ["tidak", "Belum", "belum terbentuk", "no", "n", "0", 0, 0.0, False, "FALSE", "tidak ada"]
    assert read(read_yes_no, yes + no) == ((True,) * len(yes) + (False,) * len(no), [])


@pytest.mark.parametrize("cell", ["x", "X", "mungkin", 2, -1, 0.5, "ya/tidak", DAY, "t"])
def test_what_is_neither_yes_nor_no(cell):
    values, findings = read(read_yes_no, ["ya", cell])
    assert values == (True, None)
    assert findings == [("yes_no_unreadable", "error", 3, str(cell))]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from("-/. "))
def test_days_read_back(day, mark):
    assert read_day(day.isoformat()) == day
    assert read_day(day.strftime(f"%d{mark}%m{mark}%Y")) == day
    names = [name for name, number in MONTHS.items() if number == day.month]
    assert {read_day(f"{day.day} {name} {day.year}") for name in names} == {day}


@given(st.integers(20_000, 60_000))
def test_case_30_serials_count_days(serial):
    assert read(read_days, [serial])[0] == (date(1899, 12, 30) + timedelta(serial),)


@given(st.lists(ANY, max_size=6))
def test_no_cell_crashes(cells):
    for how in (read_days, read_yes_no):
        values, _ = read(how, cells)
        assert len(values) == len(cells)
