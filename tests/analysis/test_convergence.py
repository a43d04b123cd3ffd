"""Which agencies report on which village, and the order of visits, worked by hand.

The agency Dinkes has D02 (60 % wanted) and L02 (14 % allowed), DPMD has IDM (no target) and
DKBP3A whether a village is formed. As of 2026-Q1 a quarterly value of 2025-Q2 is stale.
"""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.convergence import (
    agency_matrix,
    counted_indicators,
    report_states,
    visit_ranking,
)
from kampungkb.analysis.gaps import indicator_terms, village_gaps
from kampungkb.analysis.latest import latest_values
from tests.villages import VILLAGES, indicator, observations, of_level, seen

AS_OF = "2026-Q1"
CARDS = indicator("D02", "0.6")
STUNTING = indicator("L02", "0.14", better="lower")
INDEX = indicator("IDM", None, kind="index", responsible="DPMD", periodicity="yearly")
FORMED = indicator("K01", "0.75", kind="yes_no", responsible="DKBP3A")
ALL = [FORMED, CARDS, STUNTING, INDEX]


def read(*rows, indicators=tuple(ALL), as_of=AS_OF):
    """Village rows, their states, and the terms."""
    terms = indicator_terms(indicators, 2026)
    latest = latest_values(observations(*rows), as_of)
    found = village_gaps(latest, of_level("village"), terms)
    rhythm = {one.code: one.rhythm_months for one in indicators}
    return found, report_states(found, latest, rhythm, as_of), terms


def matrix(*rows, **more):
    """The cells of a matrix by village (its place) and agency."""
    cells = agency_matrix(*read(*rows, **more))
    place = {code: at for at, code in enumerate(VILLAGES)}
    return cells.assign(place=cells["code"].map(place)).set_index(["place", "agency"])


def visits(*rows, **more):
    found, states, terms = read(*rows, **more)
    return visit_ranking(found, states, counted_indicators(terms, "Dinkes"))


def places(codes):
    return [VILLAGES.index(code) for code in codes]


@pytest.mark.parametrize(
    ("row", "state"),
    [
        pytest.param(seen(0, 1, 2), "current", id="of the period itself"),
        pytest.param(seen(0, 1, 2, period="2025-Q3"), "current", id="two periods old"),
        pytest.param(seen(0, 1, 2, period="2025-Q2"), "stale", id="three periods old"),
        pytest.param(seen(0, 0, 0), "nobody", id="0 of 0 is a report"),
        pytest.param(seen(0, 0, 0, period="2025-Q2"), "stale", id="0 of 0 grows old too"),
        pytest.param(seen(0, None, None), "missing", id="a report without its figures"),
        pytest.param(seen(0, None, 0), "nobody", id="nobody to serve, and no figure"),
        pytest.param(seen(0, 3, None), "missing", id="half of its figures"),
        pytest.param(seen(0, value=0.4), "current", id="a share that came without its counts"),
        pytest.param(seen(1, 1, 2), "missing", id="another village reported"),
    ],
)
def test_what_the_last_report_is_worth(row, state):
    found, states, _ = read(row)
    assert states[found["code"] == VILLAGES[0]].tolist() == [state]


def test_a_report_of_nobody_replaces_an_older_value():
    found, states, _ = read(seen(0, 5, 9, period="2025-Q4"), seen(0, 0, 0))
    assert states[found["code"] == VILLAGES[0]].tolist() == ["nobody"]


def test_states_belong_to_their_indicator():
    found, states, _ = read(seen(0, 0, 0), seen(0, 4, 9, indicator="L02"), seen(0, 1, 1))
    own = found["code"] == VILLAGES[0]
    assert dict(zip(found.loc[own, "indicator"], states[own], strict=True)) == {
        "D02": "current", "L02": "current",
    }  # fmt: skip


def test_no_values_at_all():
    found, states, terms = read()
    assert states.tolist() == []
    assert agency_matrix(found, states, terms).empty
    ranked = visit_ranking(found, states, ("D02",))
    assert (ranked.total, ranked.unknown, ranked.nobody) == (0, (), ())
    assert ranked.held(20, 0) is None


ROWS = (
    # Village 0: 100 children, 60 wanted, 10 have a card: 50 are missing. 30 of 100 are stunted,
    # 14 are allowed: 16 too many.
    seen(0, 10, 100), seen(0, 30, 100, indicator="L02"),
    # Village 1: the card is stale and met (90 of 100), stunting was never reported.
    seen(1, 90, 100, period="2025-Q2"),
    # Village 2: 6 of 10 have a card: nobody can tell; there was nobody to measure.
    seen(2, 6, 10), seen(2, 0, 0, indicator="L02"),
    # Village 3: only the index; village 4: all that there is is 0 of 0, and made up.
    seen(3, indicator="IDM", value=0.5, period="2025"),
    seen(4, 0, 0, origin="illustrative"), seen(4, 0, 0, indicator="L02"),
    # Village 5 is as short as village 0, in one indicator.
    seen(5, 0, 110, origin="illustrative"),
    # Whether a village is formed is no verdict on it.
    seen(0, indicator="K01", value=0.0),
)  # fmt: skip


def test_matrix():
    cells = matrix(*ROWS)
    counts = ["indicators", "current", "nobody", "stale", "missing", "below", "cannot_tell", "met"]
    dinkes = cells.xs("Dinkes", level="agency")
    assert dinkes.loc[[0, 1, 2, 3, 4, 5], counts].to_numpy().tolist() == [
        [2, 2, 0, 0, 0, 2, 0, 0],
        [2, 0, 0, 1, 1, 0, 0, 1],
        [2, 1, 1, 0, 0, 0, 1, 0],
        [2, 0, 0, 0, 2, 0, 0, 0],
        [2, 0, 2, 0, 0, 0, 0, 0],
        [2, 1, 0, 0, 1, 1, 0, 0],
    ]
    assert dinkes["shortfall"].head(6).tolist() == [66, 0, 0, pd.NA, pd.NA, 66]
    assert dinkes["verdict"].head(6).fillna("").tolist() == [
        "below", "met", "cannot_tell", "", "", "below",
    ]  # fmt: skip
    # A stale value alone does not reach a village; a report of nobody does.
    assert dinkes["reached"].tolist() == [True, False, True, False, True, True, *[False] * 3]
    assert dinkes["last_period"].head(4).fillna("").tolist() == ["2026-Q1", "2025-Q2", AS_OF, ""]
    assert dinkes["made_up"].tolist() == [False] * 4 + [True] * 2 + [False] * 3


def test_matrix_has_a_cell_for_each_village_and_reporting_agency_in_order():
    cells = agency_matrix(*read(*ROWS))
    assert cells["agency"].tolist() == ["DKBP3A", "Dinkes", "DPMD"] * 9
    assert cells["code"].tolist() == [code for code in VILLAGES for _ in range(3)]


def test_a_state_and_an_index_have_no_shortfall_and_a_village_has_no_verdict_on_a_state():
    cells = matrix(*ROWS)
    formed, index = cells.loc[(0, "DKBP3A")], cells.loc[(3, "DPMD")]
    assert (formed["current"], formed["below"]) == (1, 0)
    assert (index["current"], index["below"]) == (1, 0)
    assert pd.isna(formed["shortfall"])
    assert pd.isna(index["shortfall"])
    assert pd.isna(formed["verdict"])


def test_rows_that_are_not_asked_leave_a_cell_without_indicators():
    found, states, terms = read(*ROWS)
    asked = ~((found["code"] == VILLAGES[0]) & (found["indicator"] == "IDM"))
    cells = agency_matrix(found[asked], states[asked], terms).set_index(["code", "agency"])
    cell = cells.loc[(VILLAGES[0], "DPMD")]
    assert (cell["indicators"], cell["reached"]) == (0, False)


def test_visits_by_what_is_missing_then_by_code():
    found = visits(*ROWS)
    # 0: 50 + 16; 5: 66 wanted of 110; 1 and 2 lack nothing.
    assert places(found.villages["code"]) == [0, 5, 1, 2]
    assert found.villages["shortfall"].tolist() == [66, 66, 0, 0]
    assert places(found.needy["code"]) == [0, 5]
    assert found.total == 132
    counts = ["known", "nobody", "stale", "missing"]
    assert found.villages[counts].to_numpy().tolist() == [
        [2, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 1], [1, 1, 0, 0],
    ]  # fmt: skip
    assert found.villages["made_up"].tolist() == [False, True, False, False]


def test_parts_stand_in_the_order_of_the_visits_and_are_never_zero_where_unknown():
    found = visits(*ROWS)
    assert found.parts.columns.tolist() == ["D02", "L02"]
    assert found.parts.index.tolist() == found.villages["code"].tolist()
    assert found.parts.to_numpy().tolist() == [[50, 16], [66, pd.NA], [0, pd.NA], [0, pd.NA]]
    assert found.stale_parts.to_numpy().tolist() == [
        [False, False], [False, False], [True, False], [False, False],
    ]  # fmt: skip
    assert found.nobody_parts["L02"].tolist() == [False, False, False, True]


def test_what_cannot_be_ranked_stands_apart():
    found = visits(*ROWS)
    assert places(found.nobody) == [4]
    assert places(found.unknown) == [3, 6, 7, 8]


def test_share_that_the_first_villages_hold():
    found = visits(*ROWS)
    assert found.held(1, 132) == Fraction(1, 2)
    assert found.held(20, 264) == Fraction(1, 2)


def test_ranking_by_one_indicator():
    found, states, _ = read(*ROWS)
    alone = visit_ranking(found, states, ("L02",))
    assert places(alone.villages["code"]) == [0]
    assert alone.total == 16
    assert places(alone.nobody) == [2, 4]


def test_only_ratios_with_a_target_add_up():
    free = indicator("X01", None)
    terms = indicator_terms([FORMED, CARDS, free, STUNTING, INDEX], 2026)
    assert counted_indicators(terms, "Dinkes") == ("D02", "L02")
    assert counted_indicators(terms, "DPMD") == ()
    assert counted_indicators(terms, "DKBP3A") == ()


REPORT = st.tuples(
    st.integers(0, 8), st.sampled_from(["D02", "L02"]), st.integers(0, 60), st.integers(0, 60),
    st.sampled_from(["2026-Q1", "2025-Q1"]),
).map(
    lambda r: seen(r[0], min(r[2], r[3]), r[3], indicator=r[1], period=r[4])
)  # fmt: skip
REPORTS = st.lists(
    REPORT, max_size=30, unique_by=lambda r: (r["village_code"], r["indicator"], r["period"])
)


@settings(max_examples=40, deadline=None)
@given(REPORTS)
def test_sums_and_counts_agree(reports):
    found, states, terms = read(*reports)
    ranked = visit_ranking(found, states, ("D02", "L02"))
    assert ranked.total == found["shortfall"].sum()
    assert ranked.parts.sum().sum() == ranked.total
    listed = [*ranked.villages["code"], *ranked.nobody, *ranked.unknown]
    assert sorted(listed) == (sorted(VILLAGES) if len(found) else [])
    cells = agency_matrix(found, states, terms)
    if len(cells):
        assert cells["shortfall"].sum() == ranked.total
        parts = cells[["current", "nobody", "stale", "missing"]].sum(axis=1)
        assert parts.tolist() == cells["indicators"].tolist()
        known = cells.set_index("code")["shortfall"].dropna()
        assert known.to_dict() == ranked.villages.set_index("code")["shortfall"].to_dict()


@settings(max_examples=20, deadline=None)
@given(REPORTS, st.randoms(use_true_random=False))
def test_order_of_reports_changes_nothing(reports, random):
    shuffled = random.sample(reports, len(reports))
    first, second = visits(*reports), visits(*shuffled)
    pd.testing.assert_frame_equal(first.villages, second.villages)
    pd.testing.assert_frame_equal(first.parts, second.parts)
    assert (first.nobody, first.unknown) == (second.nobody, second.unknown)
