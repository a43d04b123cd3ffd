"""How an indicator went over the periods in a set of villages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.course import COLUMNS, course
from kampungkb.analysis.gaps import indicator_terms
from kampungkb.analysis.intervals import wilson_interval
from tests.villages import DISTRICT_OF, VILLAGES, indicator, observations, seen

KIA = indicator("D02", "0.6")
IDM = indicator("IDM", None, kind="index")
PLAN = indicator("K05", "0.75", kind="yes_no")
COUNT = indicator("K09", None, kind="count")
TERMS = indicator_terms([KIA, IDM, PLAN, COUNT], 2026)
FIVE = VILLAGES[:5]


def went(*rows, villages=FIVE, code="D02", as_of=None):
    return course(observations(*rows), villages, TERMS, code, as_of)


def test_a_ratio_is_a_quotient_of_sums_period_by_period():
    found = went(
        seen(0, 9, 10), seen(1, 400, 990),
        seen(0, 8, 10, period="2025"), seen(1, 100, 190, period="2025"),
        seen(2, 1, 100, period="2025"), seen(3, 2, 100, period="2025"),
        # Neither another village nor another indicator belongs to it.
        seen(5, 77, 77), seen(0, 5, 5, indicator="L02"),
    )  # fmt: skip
    assert list(found.columns) == list(COLUMNS)
    assert found["period"].tolist() == ["2025", "2026-Q1"]
    assert found["numerator"].tolist() == [111, 409]
    assert found["denominator"].tolist() == [400, 1000]
    assert found["value"].tolist() == [111 / 400, 0.409]
    low, high = wilson_interval([111, 409], [400, 1000])
    assert (found["low"].tolist(), found["high"].tolist()) == (low.tolist(), high.tolist())
    assert found["villages"].tolist() == [5, 5]
    assert found["villages_with_value"].tolist() == [4, 2]
    # 4 of 5 are 80 %, which is enough.
    assert found["low_coverage"].tolist() == [False, True]


def test_nothing_is_carried_forward():
    found = went(
        seen(0, 1, 10, period="2025-Q2"), seen(1, 2, 10, period="2025-Q4"),
        seen(0, None, 10, period="2025-Q3"), seen(0, 0, 0, period="2025-Q1"),
    )  # fmt: skip
    assert found[["period", "numerator"]].values.tolist() == [["2025-Q2", 1], ["2025-Q4", 2]]


def test_periods_stand_in_their_own_order_up_to_the_one_asked_for():
    periods = ["2026-Q1", "2025", "2025-12", "2025-Q4", "2025-S2", "2026-02"]
    rows = [seen(0, place, 10, period=period) for place, period in enumerate(periods)]
    assert went(*rows)["period"].tolist() == [
        "2025-12", "2025-Q4", "2025-S2", "2025", "2026-02", "2026-Q1",
    ]  # fmt: skip
    assert went(*rows, as_of="2025-Q4")["period"].tolist() == ["2025-12", "2025-Q4"]
    assert went(*rows, as_of="2024").empty


def test_an_index_and_a_count_are_simple_means():
    rows = [
        seen(0, indicator="IDM", value=0.5), seen(1, indicator="IDM", value=0.7),
        seen(2, indicator="IDM"),
        seen(0, indicator="K09", value=3), seen(1, indicator="K09", value=4),
    ]  # fmt: skip
    index = went(*rows, code="IDM").iloc[0]
    assert index["value"] == pytest.approx(0.6)
    assert went(*rows, code="K09")["value"].tolist() == [3.5]
    assert index[["numerator", "denominator", "low", "high"]].isna().all()
    assert index["villages_with_value"] == 2


def test_what_is_no_ratio_has_no_counts():
    found = went(seen(0, 3, 4, indicator="IDM"), villages=FIVE[:1], code="IDM").iloc[0]
    assert found["value"] == 0.75
    assert found[["numerator", "denominator", "low", "high"]].isna().all()


def test_a_mean_is_the_same_in_any_order():
    # From left to right 0.1 + 0.2 + 0.3 is 0.6000000000000001.
    rows = [seen(v, indicator="IDM", value=x) for v, x in enumerate([0.1, 0.2, 0.3])]
    assert went(*rows, code="IDM").equals(went(*rows[::-1], code="IDM"))


def test_a_yes_no_counts_villages():
    found = went(
        seen(0, indicator="K05", value=1), seen(1, indicator="K05", value=0),
        seen(2, indicator="K05", value=1), seen(3, indicator="K05"), code="K05",
    ).iloc[0]  # fmt: skip
    assert found[["numerator", "denominator", "value"]].tolist() == [2, 3, 2 / 3]
    assert found[["low", "high"]].isna().all()
    assert found["villages_with_value"] == 3


def test_a_share_without_its_counts_is_shown_for_a_single_village_only():
    rows = [seen(0, value=0.9), seen(1, 1, 10), seen(0, 2, 10, period="2025")]
    together = went(*rows)
    assert together["value"].tolist() == [0.2, 0.1]
    assert together["villages_with_value"].tolist() == [1, 1]
    # Named twice it is still one village.
    alone = went(*rows, villages=[VILLAGES[0]] * 2)
    assert alone["value"].tolist() == [0.2, 0.9]
    assert alone["villages"].tolist() == [1, 1]
    assert alone["numerator"].isna().tolist() == [False, True]
    assert alone["low"].isna().tolist() == [False, True]


def test_origin_of_a_period_and_what_an_official_value_replaces():
    made_up = {"origin": "illustrative"}
    found = went(
        seen(0, 1, 10, period="2024", **made_up), seen(1, 2, 10, period="2024", **made_up),
        seen(0, 3, 10, period="2025"), seen(1, 4, 10, period="2025", **made_up),
        seen(0, 5, 10, period="2026-01"),
    )  # fmt: skip
    # The made-up 2024 of the village with an official value is read no more.
    assert found["numerator"].tolist() == [2, 7, 5]
    assert found["origin"].tolist() == ["illustrative", "mixed", "official"]


def test_an_official_value_after_the_period_asked_for_replaces_too():
    rows = [seen(0, 1, 10, period="2024", origin="illustrative"), seen(0, 3, 10, period="2025")]
    assert went(*rows, as_of="2024").empty


@pytest.mark.parametrize("code", ["D02", "IDM", "K05"])
@pytest.mark.parametrize("villages", [FIVE, FIVE[:1], ()])
def test_no_values_give_no_rows_of_the_same_types(code, villages):
    found = went(villages=villages, code=code)
    filled = went(seen(0, 1, 10))
    assert found.empty
    assert found.dtypes.to_dict() == filled.dtypes.to_dict()


def test_an_unknown_indicator_is_our_mistake():
    with pytest.raises(KeyError, match="X99"):
        went(code="X99")


PERIODS = ("2024", "2025-S1", "2025-Q4", "2026-02")


@st.composite
def rows(draw, **kinds):
    cells = draw(
        st.lists(
            st.tuples(st.integers(0, 8), st.sampled_from(PERIODS)), unique=True, max_size=20
        )
    )  # fmt: skip
    made = []
    for village, period in cells:
        n = draw(st.none() | st.integers(0, 400))
        x = None if n is None else draw(st.none() | st.integers(0, n))
        value = draw(st.none() | st.floats(0, 1)) if kinds else None
        origin = draw(st.sampled_from(["official", "illustrative"]))
        counts = (None, None) if kinds else (x, n)
        made.append(seen(village, *counts, period=period, value=value, origin=origin, **kinds))
    return made


@settings(max_examples=40)
@given(rows=rows())
def test_districts_add_up_to_the_regency(rows):
    table = observations(*rows)
    whole = course(table, VILLAGES, TERMS, "D02")
    parts = [
        course(table, [v for v, at in zip(VILLAGES, DISTRICT_OF, strict=True) if at == d], TERMS,
               "D02")
        for d in range(3)
    ]  # fmt: skip
    columns = ["numerator", "denominator", "villages_with_value"]
    added = pd.concat(parts).groupby("period")[columns].sum()
    expected = whole.set_index("period")[columns]
    assert added.loc[expected.index].astype("int64").equals(expected.astype("int64"))
    assert len(added) == len(whole)
    assert np.allclose(whole["value"], added.loc[expected.index].eval("numerator / denominator"))


@settings(max_examples=30)
@given(rows=rows(indicator="IDM"), data=st.data())
def test_row_order_changes_nothing(rows, data):
    table = observations(*rows)
    mixed = observations(*data.draw(st.permutations(rows)))
    pd.testing.assert_frame_equal(
        course(mixed, VILLAGES, TERMS, "IDM"), course(table, VILLAGES, TERMS, "IDM"), rtol=0, atol=0
    )
