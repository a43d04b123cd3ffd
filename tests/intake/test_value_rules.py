"""Each rule about values that were read, on values made by hand."""

from fractions import Fraction

import pytest

from kampungkb.intake.check_values import Cell
from kampungkb.intake.request import Answers
from kampungkb.intake.value_rules import (
    incomplete_findings,
    jump_findings,
    previous,
    unused_findings,
    value_findings,
)
from tests.intake.knowing import known, told
from tests.villages import VILLAGES, observations, seen

NOTHING = Answers(())


def cell(top=None, bottom=None, value=None, *, indicator="D02", period="2026-Q3", at=0, **more):
    exact = None if value is None else Fraction(value)
    given = {"column": "pembilang", "value_column": "nilai"} | more
    return Cell(
        at=at, row=at + 2, indicator=indicator, period=period, numerator=top, denominator=bottom,
        value=exact, **given,
    )  # fmt: skip


def findings(*cells):
    return [told(one) for one in value_findings(cells, known(), "Data")]


def jumps(before, *cells, answers=NOTHING):
    pairs = [(one, VILLAGES[one.at % len(VILLAGES)]) for one in cells]
    return jump_findings(pairs, known(*before), answers, "Data")


@pytest.mark.parametrize(
    ("top", "bottom"), [(0, 0), (0, 1), (7, 7), (None, 7), (7, None)]
)  # fmt: skip
def test_counts_that_fit(top, bottom):
    assert findings(cell(top, bottom)) == []


@pytest.mark.parametrize(("top", "bottom"), [(8, 7), (1, 0)])
def test_case_36_a_part_larger_than_the_whole(top, bottom):
    one = cell(top, bottom)
    assert findings(one) == [
        ("numerator_over_denominator", "error", 2, "pembilang", f"{top} / {bottom}",
         f"<= {bottom}")
    ]  # fmt: skip
    assert one.faulty


@pytest.mark.parametrize(
    ("value", "said"),
    [
        # 1 of 3: 33 % and 33.9 % are roundings of it, 34 % is none.
        ("0.33", None), ("0.3393", None), ("0.34", "34.00 %"), ("0.327", "32.70 %"),
    ],
)  # fmt: skip
def test_a_share_beside_its_counts(value, said):
    one = cell(1, 3, value)
    wanted = ("value_differs_from_counts", "warning", 2, "nilai", said, "33.33 %")
    assert findings(one) == ([] if said is None else [wanted])
    assert not one.faulty


def test_a_value_beside_nothing_of_nothing_is_not_lost_silently():
    assert findings(cell(0, 0, "0.85")) == [
        ("value_differs_from_counts", "warning", 2, "nilai", "85.00 %", "–")
    ]
    # What a sheet computes of it.
    assert findings(cell(0, 0, "0"), cell(0, 0)) == []


def test_a_share_per_thousand_is_said_so():
    one = cell(12, 1000, "0.12", indicator="D06")
    assert findings(one) == [
        ("value_differs_from_counts", "warning", 2, "nilai", "120.00 ‰", "12.00 ‰")
    ]


@pytest.mark.parametrize(
    ("indicator", "value", "expected"),
    [
        ("IDM", "-0.1", "0-1"), ("IDM", "1.000001", "0-1"), ("I100", "100.5", "0-100"),
        ("L25", "101", "0-100"), ("L40", "-1", "0"),
    ],
)  # fmt: skip
def test_case_37_a_value_outside_its_range(indicator, value, expected):
    one = cell(value=value, indicator=indicator)
    assert findings(one) == [("value_out_of_range", "error", 2, "nilai", value, expected)]
    assert one.faulty


@pytest.mark.parametrize(
    ("indicator", "value"),
    [("IDM", "0"), ("IDM", "1"), ("I100", "100"), ("L25", "100"), ("L40", "10000000")],
)
def test_case_37_the_ends_of_a_range_belong_to_it(indicator, value):
    assert findings(cell(value=value, indicator=indicator)) == []


def test_a_value_is_quoted_to_its_last_digit():
    (one,) = findings(cell(value="-0.1234567890123", indicator="IDM"))
    assert one[4] == "-0.123456789012"
    (one,) = findings(cell(value="-12345678901", indicator="L40"))
    assert one[4] == "-12345678901"


def test_counts_are_no_value_of_what_is_not_counted():
    one = cell(3, None, indicator="IDM")
    assert findings(one) == [("value_blank", "error", 2, "nilai", "3 / ", None)]
    assert one.faulty
    no_column = cell(3, 4, indicator="IDM", value_column=None)
    assert findings(no_column) == [("value_blank", "error", 2, "pembilang", "3 / 4", None)]


def test_counts_beside_the_value_of_an_index_are_said_to_be_left_out():
    cells = [
        cell(3, 4, "0.7", indicator="IDM"), cell(3, None, "0.7", indicator="IDM", at=1),
        cell(3, 4, "0.75", at=2), cell(value="0.7", indicator="IDM", at=3),
    ]  # fmt: skip
    (one,) = unused_findings(cells, known(), "Data")
    assert told(one) == ("counts_not_used", "info", 2, "pembilang", "3 / 4", None)
    assert one.blanks == {"n": 2, "code": "IDM"}


@pytest.mark.parametrize("more", [{}, {"top": 9, "faulty": True}, {"top": 9}])
def test_what_says_nothing_or_could_not_be_read_is_not_judged(more):
    faulty = more.pop("faulty", False)
    one = cell(**more, faulty=faulty)
    assert findings(one) == []
    assert one.faulty is faulty


def test_every_fault_is_found_at_once():
    cells = [cell(8, 7), cell(1, 7, at=1), cell(9, 7, at=2)]
    assert [one[2] for one in findings(*cells)] == [2, 4]


def test_half_of_two_counts_is_said_once_for_an_indicator():
    cells = [cell(5, at=1), cell(None, 8, at=2), cell(5, 8, at=3), cell(5, indicator="D06", at=4)]
    cells += [cell(5, at=5, faulty=True), cell(5, value="0.5", at=6)]
    found = incomplete_findings(cells, "Data")
    assert [told(one) for one in found] == [
        ("counts_incomplete", "info", 3, "pembilang", "5 / ", None),
        ("counts_incomplete", "info", 6, "pembilang", "5 / ", None),
    ]
    assert [one.blanks for one in found] == [{"n": 2, "code": "D02"}, {"n": 1, "code": "D06"}]


@pytest.mark.parametrize(
    ("before", "now", "jump"),
    [
        ((80, 100), (800, 1000), True),
        ((80, 100), (799, 999), False),
        # A tenth of the numerator alone.
        ((80, 100), (8, 100), True),
        ((80, 100), (9, 100), False),
        # The denominator alone.
        ((8, 9), (9, 90), True),
        # Nothing grows tenfold from nothing.
        ((0, 100), (50, 100), False),
        # Zero after many is often a gap that somebody filled in; after few it is not.
        ((10, 100), (0, 100), True),
        ((9, 100), (0, 100), False),
    ],
)
def test_case_38_ten_times_or_a_tenth(before, now, jump):
    found, confirmed = jumps([seen(0, *before)], cell(*now))
    shown = [f"{top} / {bottom}" for top, bottom in (now, before)]
    wanted = [("value_jump", "warning", 2, "pembilang", *shown)]
    assert [told(one) for one in found] == (wanted if jump else [])
    assert confirmed == set()
    if jump:
        assert found[0].blanks["village"] == "36.04.01.2001 Desa 0, Kec. Kramat"
        assert found[0].blanks["period"] == "2026-Q1"


def test_case_38_exactly_a_tenth_of_a_decimal_is_a_tenth():
    # In floats 0.03 * 10 is 0.3 and 0.07 * 10 is 0.7000000000000001.
    for small, large in (("0.03", "0.3"), ("0.07", "0.7"), ("0.01", "0.1")):
        before = [seen(0, indicator="IDM", value=float(large))]
        (found,), _ = jumps(before, cell(value=small, indicator="IDM"))
        assert told(found)[4:] == (small, large)
    before = [seen(0, indicator="IDM", value=0.7)]
    assert jumps(before, cell(value="0.0700001", indicator="IDM"))[0] == []


def test_case_38_large_counts_are_said_in_full():
    before = [seen(0, indicator="L40", value=1234567.0)]
    (found,), _ = jumps(before, cell(value="12345678", indicator="L40"))
    assert told(found)[4:] == ("12345678", "1234567")


@pytest.mark.parametrize(
    ("indicator", "shown"),
    [("D02", ("80.00 %", "8.00 %")), ("D06", ("800.00 ‰", "80.00 ‰"))],
)
def test_case_38_shares_are_said_in_their_unit(indicator, shown):
    before = [seen(0, indicator=indicator, value=0.08)]
    (found,), _ = jumps(before, cell(value="0.8", indicator=indicator))
    assert told(found)[4:] == shown


def test_case_38_counts_beside_a_share_that_came_alone():
    before = [seen(0, value=0.05)]
    (found,), _ = jumps(before, cell(1, 2))
    assert told(found)[4:] == ("1 / 2", "5.00 %")
    assert jumps([seen(0, 5, 100)], cell(value="0.4"))[0] == []
    (found,), _ = jumps([seen(0, 5, 100)], cell(value="0.5"))
    assert told(found)[4:] == ("50.00 %", "5 / 100")


def test_case_38_the_latest_value_before_it_counts():
    before = [
        seen(0, 8, 10, period="2025-Q4"), seen(0, 80, 100, period="2026-Q2"),
        seen(0, 1, 2, period="2026-Q4"), seen(1, 1, 2, period="2026-Q2"),
    ]  # fmt: skip
    assert jumps(before, cell(79, 99))[0] == []
    (found,), _ = jumps(before, cell(8, 100))
    assert found.blanks["before"] == "80 / 100"


def test_case_38_the_value_that_a_correction_replaces_counts_where_there_is_none_before():
    same = [seen(0, 1, 2, period="2026-Q3")]
    (found,), _ = jumps(same, cell(10, 20))
    assert found.blanks["period"] == "2026-Q3"
    assert jumps([seen(0, 1, 2, period="2026-Q4")], cell(10, 20))[0] == []


def test_case_38_without_a_period_or_a_rate_nothing_is_compared():
    assert jumps([seen(0, 1, 2)], cell(100, 200, period=None))[0] == []
    assert jumps([seen(0, 0, 0)], cell(100, 200))[0] == []
    assert jumps([], cell(100, 200))[0] == []


def test_case_38_beyond_ten_one_confirmation_stands_for_a_column():
    codes = [("D02", at) for at in range(11)] + [("D06", at) for at in range(11)]
    cells = [
        cell(50, 100, indicator=code, at=at, period="2026-Q3") for at, (code, _) in enumerate(codes)
    ]
    before = [
        seen(at, 1, 100, indicator=code) for code in ("D02", "D06") for at in range(len(VILLAGES))
    ]
    found, confirmed = jumps(before, *cells)
    # The other indicator of the same column is confirmed by itself.
    assert [told(one) for one in found] == [
        ("value_jumps", "warning", 2, "pembilang", "50 / 100", "1 / 100"),
        ("value_jumps", "warning", 13, "pembilang", "50 / 100", "1 / 100"),
    ]
    assert [(one.blanks["n"], one.blanks["code"]) for one in found] == [(11, "D02"), (11, "D06")]
    assert len({one.key for one in found}) == 2
    assert confirmed == set()
    _, confirmed = jumps(before, *cells, answers=Answers((found[1].key,)))
    assert confirmed == {found[1].key}


def test_case_38_ten_are_confirmed_one_by_one():
    before = [seen(at, 1, 100) for at in range(len(VILLAGES))]
    found, _ = jumps(before, *(cell(50, 100, at=at) for at in range(10)))
    assert [(one.kind, one.row) for one in found] == [
        ("value_jump", row) for row in range(2, 12)
    ]  # fmt: skip


def test_what_is_official_is_read_exactly_and_in_order():
    rows = observations(
        seen(0, 1, 3, period="2026-Q2"), seen(0, value=0.1, period="2025-S2"),
        seen(0, 0, 0, period="2025"), seen(0, value=0.7, indicator="IDM"),
    )  # fmt: skip
    assert previous(rows, {"D02"}) == {
        ("D02", VILLAGES[0]): [
            ("2025-S2", None, None, Fraction(1, 10)), ("2025", 0, 0, None),
            ("2026-Q2", 1, 3, Fraction(1, 3)),
        ]
    }  # fmt: skip
