"""Which target is in use, and which stand beside it (design, section 4)."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.model.indicators import Target, Words, read_dictionary
from kampungkb.model.targets import other_targets, target_count, target_in_use
from kampungkb.settings import ROOT


@pytest.fixture(scope="module")
def dictionary():
    return read_dictionary(ROOT / "data" / "indicators.toml")


def row(year=2024, text="60", *, scope="nation", confirmed=True, unit="percent", **fields):
    value = None if "-" in text or unit == "percent_of_regencies" else Fraction(text) / 100
    given = {
        "year": year, "text": text, "value": value, "unit": unit, "scope": scope, "area": None,
        "source": "A law", "url": None, "confirmed": confirmed, "in_use": False,
        "in_use_reason": None, "note": None,
    }  # fmt: skip
    return Target(**(given | fields))


@pytest.fixture
def measured(dictionary):
    """An indicator with the given targets."""

    def with_targets(*targets):
        return replace(dictionary.get("D02"), targets=targets)

    return with_targets


@pytest.mark.parametrize(
    ("code", "year", "value", "text", "target_year", "scope"),
    [
        pytest.param("D02", 2026, "0.6", "60", 2024, "regency", id="unconfirmed of 2025 not used"),
        pytest.param("D02", 2024, "0.6", "60", 2024, "regency", id="unconfirmed 75 not used"),
        ("D02", 2023, "0.5", "50", 2023, "nation"),
        pytest.param("D02", 2021, "0.4", "40", 2022, "nation", id="nearest later"),
        pytest.param("D01", 2026, "0.98", "98", 2024, "regency", id="latest year"),
        ("D01", 2023, "0.98", "98", 2023, "nation"),
        ("D01", 2022, "0.97", "97", 2022, "nation"),
        pytest.param("L01", 2023, "0.211", "21.1", 2021, "regency", id="exact decimal"),
        ("L01", 2024, "0.14", "14", 2024, "nation"),
        ("L01", 2026, "0.188", "18.8", 2025, "nation"),
        ("L01", 2030, "0.142", "14.2", 2029, "nation"),
        pytest.param("L23", 2026, "0.045", "4.5", 2029, "nation", id="ranges never computed"),
        ("L24", 2026, "0", "0", 2026, "nation"),
        ("L24", 2025, "0", "0", 2024, "nation"),
        pytest.param("L18", 2026, "0.8", "80", 2024, "nation", id="70 % counts regencies"),
        ("E04", 2026, "0.8", "80", 2025, "regency"),
        ("P02", 2026, "22.1", "22.1", 2023, "nation"),
        ("L25", 2026, "61", "61", 2024, "nation"),
        pytest.param("K07", 2026, "1", "100", None, "nation", id="undated where nothing is dated"),
        pytest.param("K01", 2022, "0.75", "75", None, "regency", id="pinned, whatever the year"),
        pytest.param("K01", 2026, "0.75", "75", None, "regency", id="pinned"),
    ],
)
def test_target_in_use_of_the_dictionary(dictionary, code, year, value, text, target_year, scope):
    target = target_in_use(dictionary.get(code), year)
    assert (target.value, target.text, target.year, target.scope) == (
        Fraction(value),
        text,
        target_year,
        scope,
    )
    assert target.confirmed is True


@pytest.mark.parametrize("code", ["P01", "L02", "L03", "L20", "L22", "E06", "K03", "K08", "IDM"])
def test_nothing_confirmed_is_no_target(dictionary, code):
    assert target_in_use(dictionary.get(code), 2026) is None


@pytest.mark.parametrize(
    ("code", "year", "beside"),
    [
        pytest.param("K01", 2026, [("100", 2025)], id="100 % beside 75 %"),
        ("K01", 2024, [("100", 2024)]),
        pytest.param("K01", 2021, [("30", 2022)], id="nearest later"),
        pytest.param("D02", 2026, [("60", 2025), ("62", 2025), ("75", 2024)], id="contradictory"),
        ("D02", 2024, [("75", 2024)]),
        ("D02", 2023, []),
        ("D02", 2021, []),
        pytest.param("L23", 2026, [("7-8", 2025)], id="a range is shown"),
        ("L23", 2024, [("6-7", 2024)]),
        ("L24", 2026, [("0.5", 2026)]),
        ("L18", 2026, [("70", 2024)]),
        pytest.param("P01", 2026, [("18.75", 2024), ("18", 2024)], id="province before nation"),
        ("P01", 2020, [("18.75", 2024), ("18", 2024)]),
        ("L12", 2026, [("60.0", 2024)]),
        pytest.param("L20", 2026, [("0", None)], id="undated"),
        pytest.param("L01", 2026, [], id="superseded ones are not shown"),
        ("IDM", 2026, []),
    ],
)
def test_targets_beside_the_one_in_use(dictionary, code, year, beside):
    others = other_targets(dictionary.get(code), year)
    assert [(target.text, target.year) for target in others] == beside


def test_within_a_year_the_regency_goes_before_province_and_nation(measured):
    rows = [row(scope="nation"), row(scope="province"), row(scope="regency")]
    for order in permutations(rows):
        indicator = measured(*order)
        assert target_in_use(indicator, 2026) is rows[2]
        assert other_targets(indicator, 2026) == (rows[1], rows[0])


def test_the_later_year_goes_before_the_nearer_scope(measured):
    near, late = row(2023, "50", scope="regency"), row(2024, "60", scope="nation")
    assert target_in_use(measured(near, late), 2024) is late
    assert target_in_use(measured(near, late), 2023) is near


def test_rows_that_tie_keep_the_order_of_the_file(measured):
    first, second = row(text="60"), row(text="75")
    assert target_in_use(measured(first, second), 2026) is first
    assert target_in_use(measured(second, first), 2026) is second
    assert other_targets(measured(second, first), 2026) == (first,)


def test_an_undated_row_waits_for_all_dated_ones(measured):
    undated, later = row(None, "75", scope="regency"), row(2029, "90")
    assert target_in_use(measured(undated, later), 2026) is later
    assert target_in_use(measured(undated), 2026) is undated
    assert other_targets(measured(undated, later), 2026) == (undated,)


def test_an_unconfirmed_dated_row_does_not_hide_an_undated_one(measured):
    undated, dated = row(None, "75"), row(2024, "90", confirmed=False)
    assert target_in_use(measured(dated, undated), 2026) is undated
    assert other_targets(measured(dated, undated), 2026) == (dated,)


def test_a_row_of_another_unit_is_shown_and_never_used(measured):
    other = row(text="70", unit="percent_of_regencies")
    assert target_in_use(measured(other), 2026) is None
    assert other_targets(measured(other), 2026) == (other,)


def test_a_pinned_row_goes_first(measured):
    reason = Words(id="Sebab.", en="Reason.")
    pinned = row(2020, "40", in_use=True, in_use_reason=reason)
    latest = row(2026, "60", scope="regency")
    assert target_in_use(measured(latest, pinned), 2026) is pinned
    assert other_targets(measured(latest, pinned), 2026) == (latest,)


YEARS = st.none() | st.integers(2020, 2030)
ROWS = st.lists(
    st.builds(
        row,
        YEARS,
        st.sampled_from(["0", "60", "62.5", "6-7"]),
        scope=st.sampled_from(["regency", "province", "nation"]),
        confirmed=st.booleans(),
    ),
    max_size=6,
)


@given(ROWS, st.integers(2018, 2032))
def test_the_target_in_use_is_usable_and_never_among_the_others(dictionary, rows, year):
    indicator = replace(dictionary.get("D02"), targets=tuple(rows))
    target = target_in_use(indicator, year)
    usable = [
        candidate for candidate in rows if candidate.confirmed and candidate.value is not None
    ]
    assert (target is None) == (not usable)
    assert all(other is not target for other in other_targets(indicator, year))
    if target is not None and any(candidate.year is not None for candidate in usable):
        past = [c.year for c in usable if c.year is not None and c.year <= year]
        future = [c.year for c in usable if c.year is not None and c.year > year]
        assert target.year == (max(past) if past else min(future))


@pytest.mark.parametrize(
    ("share", "n", "count"),
    [
        (Fraction(75, 100), 326, 245),
        pytest.param(Fraction(75, 100), 9, 7, id="rounds up to a whole village"),
        pytest.param(Fraction(75, 100), 8, 6, id="a whole number stays"),
        pytest.param(Fraction("0.1") + Fraction("0.2"), 10, 3, id="not the 4 of floats"),
        pytest.param(Fraction("0.07"), 100, 7, id="not the 8 of floats"),
        pytest.param(Fraction(1, 10**9), 326, 1, id="the least share asks for one"),
        (Fraction(1), 326, 326),
        (Fraction(0), 326, 0),
        pytest.param(Fraction(75, 100), 0, 0, id="of none"),
    ],
)
def test_target_count(share, n, count):
    assert target_count(share, n) == count


@given(st.fractions(0, 1), st.integers(1, 10**12))
def test_target_count_is_the_smallest_that_reaches_the_share(share, n):
    count = target_count(share, n)
    assert Fraction(count, n) >= share
    assert 0 <= count <= n
    assert count == 0 or Fraction(count - 1, n) < share


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 400))
def test_shares_written_as_decimals_lose_no_village(tenths, hundredths, n):
    share = min(Fraction(1), Fraction(f"{tenths / 1000:.3f}") + Fraction(hundredths, 1000))
    # In thousandths of a village everything is a whole number.
    thousandths = min(1000, tenths + hundredths) * n
    assert target_count(share, n) == thousandths // 1000 + (thousandths % 1000 > 0)


@pytest.mark.parametrize(
    ("share", "n", "message"),
    [
        (Fraction(11, 10), 10, "share 11/10 is not between 0 and 1"),
        (Fraction(-1, 10), 10, "share -1/10 is not between 0 and 1"),
        (Fraction(1, 2), -1, "n -1 is negative"),
    ],
)
def test_impossible_counts_are_mistakes_of_ours(share, n, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the full message is compared
        target_count(share, n)
    assert str(caught.value) == message
