"""The cells of a table read into values, column by column."""

from fractions import Fraction

import pytest

from kampungkb.intake.check_file import check_book
from kampungkb.intake.check_values import by_subject, long_values, series, wide_values
from kampungkb.intake.layout import find_layout
from kampungkb.intake.request import Answers, Request
from kampungkb.intake.sheets import Book, Sheet
from tests.intake.knowing import frame, known, told
from tests.villages import VILLAGES

LONG = ("kode_desa", "indikator", "periode", "pembilang", "penyebut", "nilai")
HALF = Fraction(1, 2)


def sheet(head, *rows, percent=()):
    columns = zip(head, *rows, strict=True)
    return Sheet(
        name="Data", hidden=False, rows=len(rows) + 1, columns=len(head),
        cells=[list(column) for column in columns], percent=percent,
    )  # fmt: skip


def layout_of(table):
    return find_layout(table, known().vocabulary, text=False)


def long(*rows, answers=(), subjects=None, wanted=None, head=LONG):
    """Cells of a long table: by row numerator, denominator, value."""
    table = sheet(head, *((VILLAGES[at], "D02", "2026-Q3", *row) for at, row in enumerate(rows)))
    pairs = subjects or [("D02", "2026-Q3")] * len(rows)
    return long_values(
        table, layout_of(table), known(), Answers(answers), pairs, wanted or [True] * len(rows)
    )  # fmt: skip


def wide(head, *rows, answers=(), subject=(None, "2026-Q3"), periods=None, wanted=None, **more):
    table = sheet(
        ("kode_desa", *head), *((VILLAGES[at], *row) for at, row in enumerate(rows)), **more
    )
    return wide_values(
        table, layout_of(table), known(), Answers(answers), subject,
        wanted or [True] * len(rows), periods,
    )  # fmt: skip


def read(values):
    return [(one.row, one.indicator, one.numerator, one.denominator, one.value) for one in
            values.cells]  # fmt: skip


def findings(values):
    return [told(one) for one in values.findings]


def test_a_long_table_has_one_value_in_a_row():
    values = long((1, 2, None), (None, None, "50 %"), (None, None, None), ("3", 4, "75%"))
    assert read(values) == [
        (2, "D02", 1, 2, None), (3, "D02", None, None, HALF), (4, "D02", None, None, None),
        (5, "D02", 3, 4, Fraction(3, 4)),
    ]  # fmt: skip
    # Findings about a whole value point to the first column that says something.
    assert [one.column for one in values.cells] == ["pembilang", "nilai", "pembilang", "pembilang"]
    assert {one.value_column for one in values.cells} == {"nilai"}
    assert [one.blank for one in values.cells] == [False, False, True, False]
    assert (findings(values), values.answered) == ([], frozenset())


def test_rows_that_a_person_left_out_are_not_read():
    values = long((1, 2, None), ("abc", 2, None), wanted=[True, False])
    assert read(values) == [(2, "D02", 1, 2, None)]
    assert findings(values) == []


def test_rows_of_no_known_indicator_are_not_read():
    subjects = [(None, "2026-Q3"), ("D02", None)]
    values = long((1, 2, None), (3, 4, None), subjects=subjects)
    assert [(one.row, one.period) for one in values.cells] == [(3, None)]


def test_an_unreadable_part_leaves_the_value_unjudged():
    values = long(("abc", 2, None), (2.5, 3, None), (-1, 3, None), (1, 2, None))
    assert findings(values) == [
        ("number_unreadable", "error", 2, "pembilang", "abc", "1234 / 12,5"),
        ("not_a_count", "error", 3, "pembilang", "2.5", "0-10000000"),
        ("count_negative", "error", 4, "pembilang", "-1", "0-10000000"),
    ]
    assert [one.faulty for one in values.cells] == [True, True, True, False]


@pytest.mark.parametrize(
    ("top", "bottom", "value", "incomplete"),
    [
        (1, None, None, True), (None, 2, None, True), (1, 2, None, False), (1, None, 50, False),
        (None, None, 50, False), (None, None, None, False), (0, None, None, True),
    ],
)  # fmt: skip
def test_half_of_the_counts_is_no_value(top, bottom, value, incomplete):
    (one,) = long((top, bottom, value)).cells
    assert one.incomplete is incomplete


@pytest.mark.parametrize(
    ("indicator", "typed", "value"),
    [
        ("D02", "33,3", Fraction(333, 1000)),
        ("D02", 33.3, Fraction(333, 1000)),
        # Binary floats of a workbook: what was meant is a third of nothing less.
        ("D02", 0.07 * 100, Fraction(7, 100)),
        ("D02", 0.1 + 0.2, Fraction(3, 10)),
        ("D06", "8", Fraction(8, 1000)),
        ("D06", "8,5", Fraction(17, 2000)),
        ("D06", "0,85 %", Fraction(85, 10000)),
        ("IDM", "0,679", Fraction(679, 1000)),
        ("I100", 56.99999999999999, 57),
        ("L25", "8,25", Fraction(33, 4)),
        ("L40", "1.234", 1234),
        ("L40", 12.0, 12),
        ("L41", "ya", 1),
        ("L41", "Tidak", 0),
        ("L41", "-", None),
    ],
)
def test_a_value_is_read_by_the_kind_of_its_indicator(indicator, typed, value):
    one = long((None, None, typed), subjects=[(indicator, "2026-Q3")]).cells[0]
    assert (one.value, one.faulty) == (value, False)


def test_a_column_of_several_kinds_is_read_kind_by_kind():
    subjects = [(code, "2026-Q3") for code in ("D02", "IDM", "L40", "L41", "D06")]
    cells = [(None, None, cell) for cell in ("50", "0,5", "5", "ya", "5")]
    values = long(*cells, subjects=subjects)
    assert [one.value for one in values.cells] == [HALF, HALF, 5, 1, Fraction(5, 1000)]
    assert findings(values) == [("share_unit_read", "info", 2, "nilai", "50", None)]


def test_wrong_kinds_of_values_are_errors():
    subjects = [(code, "2026-Q3") for code in ("L40", "L41", "D02")]
    values = long((None, None, "1,5"), (None, None, "x"), (None, None, 120), subjects=subjects)
    assert findings(values) == [
        ("not_a_count", "error", 2, "nilai", "1,5", "0-10000000"),
        ("yes_no_unreadable", "error", 3, "nilai", "x", "ya / tidak"),
        ("share_over_whole", "error", 4, "nilai", "120 %", "0-100 %"),
        ("share_unit_read", "info", 4, "nilai", "120", None),
    ]
    assert all(one.faulty for one in values.cells)


def test_case_27_an_ambiguous_number_waits_for_its_answer():
    subjects = [("L25", "2026-Q3")] * 2
    rows = [(None, None, "1.234"), (None, None, "12")]
    (asked,) = long(*rows, subjects=[*subjects[:1], ("IDM", "2026-Q3")]).findings[:1]
    assert told(asked)[:2] == ("number_convention_top", "info")
    # A share of one village in a thousand may be written with a point for thousands.
    subjects = [("D06", "2026-Q3")] * 2
    values = long((None, None, "1.000"), (None, None, "12"), subjects=subjects)
    (asked,) = (one for one in values.findings if one.severity == "question")
    assert (asked.kind, asked.suggestions) == ("number_ambiguous", ("1000", "1.000"))
    assert [one.value for one in values.cells] == [None, Fraction(12, 1000)]
    for answer, value in ((asked.key, 1), (f"{asked.key}=1.000", Fraction(1, 1000))):
        values = long((None, None, "1.000"), (None, None, "12"), subjects=subjects,
                      answers=(answer,))  # fmt: skip
        assert values.cells[0].value == value
        assert values.answered == {asked.key}
        # What was asked is still shown.
        assert asked.key in {one.key for one in values.findings}
    unheard = long((None, None, "1.000"), subjects=subjects[:1], answers=(f"{asked.key}=7",))
    assert (unheard.cells[0].value, unheard.answered) == (None, frozenset())


def test_case_28_the_unit_of_ones_waits_for_its_answer():
    (asked,) = long((None, None, 1), (None, None, 0)).findings
    assert told(asked)[:3] == ("share_unit", "question", 2)
    for answer, value in (("", Fraction(1, 100)), ("=percent", Fraction(1, 100)), ("=share", 1)):
        values = long((None, None, 1), (None, None, 0), answers=(asked.key + answer,))
        assert [one.value for one in values.cells] == [value, 0]
        assert values.answered == {asked.key}
    unheard = long((None, None, 1), answers=(f"{asked.key}=skip",))
    assert (unheard.cells[0].value, unheard.answered) == (None, frozenset())


def test_a_wide_table_has_a_value_for_each_group_of_columns():
    values = wide(("D02 pembilang", "D02 penyebut", "IDM"), (1, 2, "0,7"), (None, 3, None))
    assert read(values) == [
        (2, "D02", 1, 2, None), (2, "IDM", None, None, Fraction(7, 10)),
        (3, "D02", None, 3, None), (3, "IDM", None, None, None),
    ]  # fmt: skip
    names = [(one.column, one.indicator_column) for one in values.cells]
    # The finding of the second village stands at the count that is there.
    assert names == [
        ("D02 pembilang", "D02 pembilang"), ("IDM", "IDM"),
        ("D02 penyebut", "D02 pembilang"), ("IDM", "IDM"),
    ]  # fmt: skip


def test_a_wide_table_takes_indicator_and_period_from_elsewhere():
    values = wide(("pembilang", "penyebut"), (1, 2), (3, 4), subject=("D02", None),
                  periods=("2026-Q1", None))  # fmt: skip
    assert [(one.indicator, one.period, one.indicator_column) for one in values.cells] == [
        ("D02", "2026-Q1", None), ("D02", None, None),
    ]  # fmt: skip
    assert wide(("pembilang", "penyebut"), (1, 2)).cells == ()


def test_a_wide_table_skips_rows_that_are_not_wanted():
    values = wide(("IDM",), (0.5,), ("abc",), (0.25,), wanted=[True, False, True])
    assert [(one.at, one.row, one.value) for one in values.cells] == [
        (0, 2, HALF), (2, 4, Fraction(1, 4)),
    ]  # fmt: skip
    assert findings(values) == []


def test_case_28_cells_that_the_sheet_shows_as_percent():
    # Rows 2 and 3 of the second column are shown as percentages, row 4 is a plain number.
    block = ((1, 1, 2, 1),)
    values = wide(("D02",), (0.5,), (1,), (50,), percent=block)
    assert [one.value for one in values.cells] == [HALF, 1, HALF]
    assert findings(values) == [("share_unit_read", "info", 4, "D02", "50", None)]


def test_the_columns_of_each_indicator_and_period():
    head = ("kode_desa", "D02 pembilang 2026-Q1", "D02 penyebut 2026-Q1", "D02 nilai 2026-Q2")
    table = sheet(head, (VILLAGES[0], 1, 2, "50 %"))
    groups = series(layout_of(table), (None, None))
    assert {key: sorted(parts) for key, parts in groups.items()} == {
        ("D02", "2026-Q1"): ["denominator", "numerator"], ("D02", "2026-Q2"): ["value"],
    }  # fmt: skip
    given = sheet(("kode_desa", "pembilang", "penyebut"), (VILLAGES[0], 1, 2))
    assert list(series(layout_of(given), ("IDM", "2025"))) == [("IDM", "2025")]
    assert series(layout_of(given), (None, "2025")) == {}


def test_first_row_of_each_indicator_and_period_with_a_value():
    subjects = [("D02", "2026-Q3"), ("D02", "2026-Q3"), ("IDM", None), ("IDM", "2025")]
    rows = [(None, None, None), (1, 2, None), (None, None, 0.5), (None, None, 0.5)]
    assert by_subject(long(*rows, subjects=subjects).cells) == {
        ("D02", "2026-Q3"): (3, "indikator", "periode"),
        ("IDM", "2025"): (5, "indikator", "periode"),
    }


def checked(*rows, head=LONG):
    book = Book(kind="xlsx", encoding=None, delimiter=None, sheets=(sheet(head, *rows),))
    return check_book(book, known(), Request())


def test_what_is_not_counted_keeps_its_value_beside_counts():
    found = checked(
        (VILLAGES[0], "IDM", "2025", 3, 4, 0.7), (VILLAGES[1], "L40", "2025", 3, 4, 12),
        (VILLAGES[2], "L41", "2025", 3, 4, "ya"), (VILLAGES[3], "D02", "2026-Q3", 3, 4, "75 %"),
        (VILLAGES[4], "D02", "2026-Q3", 3, None, "75 %"), (VILLAGES[5], "D02", "2026-Q3", 0, 0, 0),
    )  # fmt: skip
    names = ("indicator", "numerator", "denominator", "value")
    assert found.verdict == "ready"
    assert frame(found.observations, *names) == [
        ("D02", 3, 4, None), ("D02", 3, None, 0.75), ("D02", 0, 0, None),
        ("IDM", None, None, 0.7), ("L40", None, None, 12.0), ("L41", None, None, 1.0),
    ]  # fmt: skip
    said = [one.blanks["code"] for one in found.findings if one.kind == "counts_not_used"]
    assert said == ["IDM", "L40", "L41"]
