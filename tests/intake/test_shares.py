"""One unit for a column of shares."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.numbers import read_numbers
from kampungkb.intake.shares import read_shares

HALF = Fraction(1, 2)
MOST = Fraction(17, 20)


def shares(*cells, header_percent=False, kind="share", answer=None):
    rows = range(2, 2 + len(cells))
    numbers = read_numbers(cells, rows, sheet="Data", column="Nilai")
    assert [one for one in numbers.findings if one.severity != "info"] == []
    return read_shares(
        numbers, rows, sheet="Data", column="Nilai", header_percent=header_percent, kind=kind,
        answer=answer,
    )  # fmt: skip


def said(read):
    for one in read.findings:
        for language in LANGUAGES:
            assert translator(language)(f"finding.{one.kind}", **one.blanks)[-1] == "."
    return [(one.kind, one.severity, one.row) for one in read.findings]


@pytest.mark.parametrize(
    ("cells", "unit", "typed", "means"),
    [
        ((None, "85", "50"), "percent", "85", "85 %"),
        ((None, "0,85", "0,5"), "share", "0.85", "85 %"),
        ((None, 0.85, 0.5), "share", "0.85", "85 %"),
        ((None, "85 %", "50"), "percent", "50", "50 %"),
        ((None, "85 %", "0,5"), "share", "0.5", "50 %"),
    ],
)
def test_case_28_one_unit_said_once(cells, unit, typed, means):
    read = shares(*cells)
    assert read.values == (None, MOST, HALF)
    assert read.unit == unit
    assert [one.kind for one in read.findings] == ["share_unit_read"]
    assert read.findings[0].blanks == {"typed": typed, "read": means}
    assert said(read)[0][1] == "info"


def test_case_28_nothing_to_say_where_everything_says_percent():
    assert shares("85 %", "50%") == shares("85", "50", header_percent=True)
    assert shares("85 %", "50%").values == (MOST, HALF)
    assert shares("85 %", "50%").findings == ()
    assert said(shares("85 %", "50", header_percent=True)) == [("share_unit_read", "info", 3)]
    assert shares("0,5", header_percent=True).values == (Fraction(1, 200),)


def test_case_28_percent_share_and_plain_in_one_column():
    read = shares("85%", "0,85", "85", "1")
    assert read.values == (MOST, MOST, MOST, 1)
    assert read.unit is None
    assert said(read) == [("share_unit_mixed", "warning", 3)]
    (one,) = read.findings
    assert one.suggestions == ("mixed", "percent")
    assert one.blanks == {
        "small": "0.85", "small_row": 3, "small_read": "85 %",
        "large": "85", "large_row": 4, "large_read": "85 %",
    }  # fmt: skip
    percent = shares("85%", "0,85", "85", "1", answer="percent")
    assert percent.values == (MOST, Fraction(85, 10_000), MOST, Fraction(1, 100))
    assert percent.findings == ()
    assert shares("85%", "0,85", "85", "1", answer="mixed").values == read.values
    assert said(shares("0,85", "85", answer="share")) == said(shares("0,85", "85"))


def test_case_28_only_ones_and_zeros_are_asked_for():
    read = shares(0, 1, 1)
    assert read.values == (0, None, None)
    assert said(read) == [("share_unit", "question", 3)]
    assert read.findings[0].suggestions == ("percent", "share")
    assert shares(0, 1, answer="percent").values == (0, Fraction(1, 100))
    assert shares(0, 1, answer="share").values == (0, 1)
    zeros = shares(0, 0)
    assert (zeros.values, zeros.findings) == ((0, 0), ())


def test_ones_beside_percentages_are_one_percent():
    assert shares(1, 50).values == (Fraction(1, 100), HALF)
    assert shares(1, 0.5).values == (1, HALF)


def test_nothing_has_no_unit():
    read = shares(None, "-")
    assert (read.values, read.unit, read.findings) == ((None, None), None, ())


def test_case_35_more_than_the_whole():
    read = shares(101, 100, 50, "100,5 %")
    assert read.values == (None, 1, HALF, None)
    assert said(read)[:2] == [("share_over_whole", "error", 2), ("share_over_whole", "error", 5)]
    assert [one.value for one in read.findings[:2]] == ["101 %", "100.5 %"]


def test_negative_shares():
    read = shares(-5, 50)
    assert read.values == (None, HALF)
    assert said(read)[0] == ("number_negative", "error", 2)


def test_rates_per_thousand():
    read = shares(12.5, 0.5, kind="per_1000")
    assert (read.values, read.unit) == ((Fraction(1, 80), Fraction(1, 2000)), "per_1000")
    assert read.findings == ()
    beside = shares("1 %", 20, kind="per_1000")
    assert beside.values == (Fraction(1, 100), Fraction(1, 50))
    assert beside.findings[0].blanks == {"typed": "20", "read": "20 ‰"}


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_percentages_read_alike_in_every_notation(basis_points):
    exact = tuple(Fraction(one, 10_000) for one in basis_points)
    percent = [f"{one // 100},{one % 100:02}" for one in basis_points]
    assert shares(*(f"{one} %" for one in percent)).values == exact
    assert shares(*percent, header_percent=True).values == exact


def test_case_35_a_share_over_the_whole_is_said_in_the_unit_of_its_column():
    read = shares("1200", "8", kind="per_1000")
    assert read.values == (None, Fraction(1, 125))
    (over,) = read.findings
    assert (over.value, over.expected) == ("1200 ‰", "0-1000 ‰")
    (over, _) = shares("120 %", "8", kind="per_1000").findings
    assert (over.value, over.expected) == ("120 %", "0-100 %")


def test_case_35_hardly_more_than_the_whole_is_quoted_as_typed():
    numbers = read_numbers(["100,00000000000001 %"], [2], sheet="Data", column="Nilai")
    read = read_shares(
        numbers, [2], sheet="Data", column="Nilai", header_percent=False, kind="share",
        cells=["100,00000000000001 %"],
    )  # fmt: skip
    assert read.values == (None,)
    assert read.findings[0].value == "100,00000000000001 %"
