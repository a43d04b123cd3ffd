"""Numbers and counts of a column."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.cell_reading import nothing, shown
from kampungkb.intake.numbers import MAX_COUNT, mark_of_answer, plain, read_counts, read_numbers
from kampungkb.intake.sheets import Marker

MISSING = [
    None, "", "  ", "-", "–", "—", "...", "n/a", "NA", "N/A", "null", "Tidak ada data", "t.a.d.",
    "\u00a0",
]  # fmt: skip
BROKEN = [
    "NaN", "nan", "inf", "-Infinity", "#N/A", "#DIV/0!", "#REF!", float("nan"), float("inf"),
    Marker("error", "#DIV/0!"),
]  # fmt: skip
VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(),
    st.text("0123456789.,eE+-% '", max_size=12),
    st.builds(Marker, st.sampled_from(["error", "no_value"]), st.text(max_size=5)),
)  # fmt: skip


def numbers(*cells, how=read_numbers, **options):
    return how(cells, range(2, 2 + len(cells)), sheet="Data", column="Nilai", **options)


def counts(*cells, **options):
    return numbers(*cells, how=read_counts, **options)


def said(read):
    return [(one.kind, one.severity, one.row) for one in read.findings]


@pytest.mark.parametrize("how", [read_numbers, read_counts])
def test_case_25_formula_without_a_stored_value_is_an_error(how):
    read = numbers(Marker("no_value", "=A1/B1"), 3, how=how)
    assert read.values == (None, 3)
    assert said(read) == [("formula_without_value", "error", 2)]
    assert read.findings[0].value == "=A1/B1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("12,5", "12.5"), ("12.5", "12.5"),
        ("1 234", "1234"), ("1\u00a0234,75", "1234.75"), ("1.815.551", "1815551"),
        ("1,815,551", "1815551"), ("  7 ", "7"), ("'0812", "812"), ("0,679", "0.679"),
        ("0.679", "0.679"), ("1234,567", "1234.567"), ("1.234.567,89", "1234567.89"),
        ("-12,5", "-12.5"), ("−3", "-3"), ("+4", "4"), ("12 orang", "12"), ("3 KK", "3"),
        ("1.234,567", "1234.567"), ("2.5E-05", "0.000025"), ("0", "0"),
    ],
)  # fmt: skip
def test_case_26_unambiguous_texts(text, value):
    read = numbers(text)
    assert read.values == (Fraction(value),)
    assert read.findings == ()
    assert read.percent == (False,)


@pytest.mark.parametrize(
    "text",
    ["1.23.456", "12..5", "1.234.5", "12,5,", ",5", "Rp 5", "5 apel", "x", "1.234 567", "3,0E+09",
     "=1+1", "1/2", "12 34", "9" * 41, "٣"],
)  # fmt: skip
def test_texts_that_are_no_number(text):
    read = numbers(text, 1)
    assert read.values == (None, 1)
    assert said(read) == [("number_unreadable", "error", 2)]


def test_floats_are_exact_and_types_are_kept_apart():
    assert numbers(0.85, 0.1, 1e-7, 1, 2.0).values == (
        Fraction(17, 20), Fraction(1, 10), Fraction(1, 10**7), 1, 2,
    )  # fmt: skip
    read = numbers(1, True, 1.0, date(2026, 2, 1), 10**70)
    assert read.values == (1, None, 1, None, None)
    assert said(read) == [
        ("number_unreadable", "error", 3), ("number_is_date", "error", 5),
        ("number_unreadable", "error", 6),
    ]  # fmt: skip
    assert read.findings[1].value == "2026-02-01"


def test_case_27_settled_by_another_cell():
    read = numbers("1.234", "12,5", "2.000", "3,125", "7,5")
    assert read.values == (1234, Fraction("12.5"), 2000, Fraction("3.125"), Fraction("7.5"))
    assert said(read) == [("number_convention", "info", 2)]
    assert read.findings[0].blanks == {
        "n": 3, "typed": "1.234", "read": "1234", "mark": ",", "because": "12,5", "where": 3,
    }  # fmt: skip
    turned = numbers("1.234", "12.5")
    assert turned.values == (Fraction("1.234"), Fraction("12.5"))
    assert turned.findings[0].blanks["read"] == "1.234"


def test_case_27_asked_and_answered():
    read = numbers("7", "12.345", "1,500")
    assert read.values == (7, None, None)
    (asked,) = read.findings
    assert (asked.kind, asked.severity, asked.row, asked.value) == (
        "number_ambiguous", "question", 3, "12.345",
    )  # fmt: skip
    assert asked.suggestions == ("12345", "12.345")
    assert [mark_of_answer(one, asked.value) for one in asked.suggestions] == [",", "."]
    thousands = numbers("7", "12.345", "1,500", decimal_mark=",")
    assert thousands.values == (7, 12345, Fraction("1.5"))
    assert thousands.findings == ()
    fraction = numbers("7", "12.345", "1,500", decimal_mark=".")
    assert fraction.values == (7, Fraction("12.345"), 1500)


def test_case_27_answers_that_fit_and_do_not():
    assert mark_of_answer("1234", "1,234") == "."
    assert mark_of_answer("1.234", "1,234") == ","
    assert mark_of_answer("1,234", "1,234") == ","
    assert mark_of_answer("-100000", "-100.000") == ","
    assert mark_of_answer("-100.000", "-100.000") == "."
    assert mark_of_answer("12", "1.234") is None
    assert mark_of_answer("12,5", "12,5") is None
    assert mark_of_answer("", "abc") is None


def test_case_27_two_notations_take_the_clear_cells_and_ask_for_the_rest():
    read = numbers("12,5", "12.5", "1.234")
    assert read.values == (Fraction("12.5"), Fraction("12.5"), None)
    assert said(read) == [("number_ambiguous", "question", 4)]


def test_case_27_settled_by_what_is_possible():
    read = numbers("85.123", "100,000", top=100)
    assert read.values == (Fraction("85.123"), 100)
    assert said(read) == [("number_convention_top", "info", 2)]
    assert said(numbers("1.000", top=1000)) == [("number_ambiguous", "question", 2)]


def test_case_27_counts_have_no_fraction():
    read = counts("1.234", "12,345", 7)
    assert read.values == (1234, 12345, 7)
    assert said(read) == [("number_convention_whole", "info", 2)]
    assert counts("1.815.551").findings == ()


def test_a_count_that_its_column_reads_as_a_fraction_is_not_guessed():
    read = counts("56.0", "1.234")
    assert read.values == (56, None)
    assert said(read) == [("not_a_count", "error", 3), ("number_convention", "info", 3)]


@pytest.mark.parametrize("text", ["85 %", "85%", "85 persen", "85,0 %"])
def test_case_28_percent_in_the_cell(text):
    read = numbers(text, "85")
    assert read.values == (Fraction(17, 20), 85)
    assert read.percent == (True, False)
    assert said(counts(text)) == [("not_a_count", "error", 2)]


def test_case_28_numbers_shown_as_percentages():
    read = numbers(0.85, "85", None, 0.5, percent_cells=[True, True, True, False])
    assert read.values == (Fraction(17, 20), 85, None, Fraction(1, 2))
    assert read.percent == (True, False, False, False)


@pytest.mark.parametrize("how", [read_numbers, read_counts])
def test_case_33_missing_is_not_zero(how):
    assert numbers(*MISSING, how=how).values == (None,) * len(MISSING)
    assert numbers(*MISSING, how=how).findings == ()
    broken = numbers(0, *BROKEN, how=how)
    assert broken.values == (0, *[None] * len(BROKEN))
    assert said(broken) == [("cells_missing_marks", "info", 3)]
    assert broken.findings[0].blanks == {"n": len(BROKEN), "typed": "NaN"}


@pytest.mark.parametrize("text", ["nihil", "Nihil", "tidak ada"])
def test_case_33_nihil_is_neither_zero_nor_missing(text):
    read = counts(text)
    assert read.values == (None,)
    assert said(read) == [("number_unreadable", "error", 2)]
    assert read.findings[0].expected == "0 / –"


def test_case_34_negative_counts():
    read = counts(-1, "-5", 0)
    assert read.values == (None, None, 0)
    assert said(read) == [("count_negative", "error", 2), ("count_negative", "error", 3)]


@pytest.mark.parametrize("cell", ["3,0E+09", "3E9", "3e-1", 3e9, MAX_COUNT + 1, 1.5, "1,5"])
def test_case_39_no_count(cell):
    read = counts(cell, MAX_COUNT, "12,0")
    assert read.values == (None, MAX_COUNT, 12)
    assert said(read) == [("not_a_count", "error", 2)]


def test_what_findings_quote():
    assert shown(3e9) == "3000000000"
    assert shown("a\n b") == "a b"
    assert shown("x" * 100) == "x" * 79 + "…"
    assert nothing("x") is None


@given(
    value=st.integers(-(10**9), 10**9),
    digits=st.text("0123456789", min_size=1, max_size=6).filter(lambda text: len(text) != 3),
    mark=st.sampled_from(",."),
    grouped=st.booleans(),
)
def test_what_is_written_reads_back_exactly(value, digits, mark, grouped):
    whole = f"{abs(value):,}" if grouped else str(abs(value))
    text = whole.replace(",", "." if mark == "," else ",") + mark + digits
    sign = "-" if value < 0 else ""
    read = numbers(sign + text)
    assert read.values == (Fraction(f"{sign}{abs(value)}.{digits}"),)
    assert read.findings == ()


@given(st.decimals(0, 100, places=2))
def test_percent_round_trip(value):
    text = str(value).replace(".", ",")
    read = numbers(f"{text} %")
    assert read.values == (Fraction(value) / 100,)
    assert read.percent == (True,)


@given(st.lists(VALUES, max_size=8), st.sampled_from([None, ",", "."]))
def test_no_cell_crashes_and_none_is_lost_silently(cells, mark):
    for how in (read_numbers, read_counts):
        read = numbers(*cells, how=how, decimal_mark=mark)
        assert len(read.values) == len(read.percent) == len(cells)
        at_fault = {one.row for one in read.findings if one.severity == "error"}
        asked = any(one.severity == "question" for one in read.findings)
        for row, (cell, value) in enumerate(zip(cells, read.values, strict=True), 2):
            if value is None and nothing(cell) is None and not asked:
                assert row in at_fault
            if nothing(cell) is not None:
                assert value is None
        for one in read.findings:
            for language in LANGUAGES:
                assert translator(language)(f"finding.{one.kind}", **one.blanks)[-1] == "."


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_plain_numbers_read_back(numerator, places):
    value = Fraction(numerator, 10**places)
    assert Fraction(plain(value)) == value


@pytest.mark.parametrize(
    ("cell", "exact"),
    [
        # What a spreadsheet's binary arithmetic leaves, and what it shows.
        (0.1 + 0.2, Fraction(3, 10)), (0.57 * 100, 57), (0.07 * 100, 7),
        (1.1 * 1.1, Fraction("1.21")), (0.7 + 0.2 + 0.1, 1), (1 + 2**-52, 1),
        (33.3, Fraction(333, 10)), (1 / 3, Fraction("0.333333333333333")),
        (9999999.99999999, Fraction("9999999.99999999")), (-0.0, 0),
    ],
)  # fmt: skip
def test_a_cell_holds_the_fifteen_digits_that_a_spreadsheet_shows(cell, exact):
    assert numbers(cell).values == (exact,)


@given(st.decimals(-(10**7), 10**7, places=8))
def test_a_typed_decimal_is_read_back_exactly_from_a_workbook(typed):
    assert numbers(float(typed)).values == (Fraction(typed),)


def test_people_computed_by_a_sheet_are_whole():
    read = counts(0.57 * 100, 0.07 * 100, 57.0001)
    assert read.values == (57, 7, None)
    assert [one.kind for one in read.findings] == ["not_a_count"]
