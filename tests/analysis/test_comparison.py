"""Formed beside unformed villages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.comparison import Comparison, formed_comparison
from tests.villages import VILLAGES, gaps_of, indicator, seen

KIA = indicator("D02", "0.6")
IDM = indicator("IDM", None, kind="index")
PLAN = indicator("K05", "0.75", kind="yes_no")
FORMED = VILLAGES[:2]


def compared(one, *rows, formed=FORMED, kind=None):
    return formed_comparison(gaps_of("village", [one], *rows), formed, kind=kind)


def test_both_groups_are_sums_over_sums():
    # To 60 % of 10 one person is missing, of 990 it is 194; the third has a surplus that hides
    # nobody, and of the fourth 4 are missing.
    found = compared(
        KIA, seen(0, 5, 10), seen(1, 400, 990), seen(2, 90, 100), seen(3, 2, 10),
        seen(4, None, 10), seen(5, 0, 0),
    )  # fmt: skip
    assert found == Comparison(
        formed_villages=2, other_villages=2,
        formed_value=405 / 1000, other_value=92 / 110,
        formed_shortfall=195, other_shortfall=4,
        difference=405 / 1000 - 92 / 110,
    )  # fmt: skip


def test_without_a_target_nobody_is_short():
    found = compared(indicator("D02", None), seen(0, 5, 10), seen(2, 90, 100))
    assert (found.formed_value, found.formed_shortfall, found.other_shortfall) == (0.5, None, None)


@pytest.mark.parametrize("kind", [None, "index"])
def test_an_index_is_a_mean(kind):
    rows = [seen(v, indicator="IDM", value=x) for v, x in enumerate([0.5, 0.75, 0.25, None])]
    found = compared(IDM, *rows, kind=kind)
    assert (found.formed_villages, found.other_villages) == (2, 1)
    assert (found.formed_value, found.other_value, found.difference) == (0.625, 0.25, 0.375)
    assert (found.formed_shortfall, found.other_shortfall) == (None, None)


def test_a_mean_is_the_same_in_any_order():
    # From left to right 0.1 + 0.2 + 0.3 is 0.6000000000000001.
    rows = [seen(v, indicator="IDM", value=x) for v, x in enumerate([0.1, 0.2, 0.3, 0.3, 0.2, 0.1])]
    found = compared(IDM, *rows, formed=VILLAGES[:3])
    assert (found.formed_value, found.other_value, found.difference) == (0.6 / 3, 0.6 / 3, 0)


def test_a_yes_no_is_a_share_of_villages():
    rows = [seen(v, indicator="K05", value=x) for v, x in enumerate([1, 0, 1, 1, 0, 1])]
    found = compared(PLAN, *rows)
    assert (found.formed_value, found.other_value) == (0.5, 0.75)
    assert (found.formed_shortfall, found.other_shortfall) == (None, None)


def test_a_share_without_counts_cannot_be_added():
    rows = [seen(0, 5, 10), seen(1, value=0.9), seen(2, 1, 10), seen(3, value=0.9)]
    found = compared(KIA, *rows)
    assert (found.formed_villages, found.other_villages) == (1, 1)
    assert (found.formed_value, found.other_value) == (0.5, 0.1)
    assert compared(KIA, seen(0, value=0.5), seen(2, value=0.9), kind="ratio") is None


@pytest.mark.parametrize(
    ("rows", "formed"),
    [
        pytest.param([], FORMED, id="no value at all"),
        pytest.param([seen(0, 5, 10)], FORMED, id="only formed villages"),
        pytest.param([seen(0, 5, 10), seen(2, 5, None)], FORMED, id="the other has no rate"),
        pytest.param([seen(0, 5, 10), seen(2, 5, 10)], (), id="none is formed"),
    ],
)
def test_an_empty_side_cannot_be_compared(rows, formed):
    assert compared(KIA, *rows, formed=formed) is None


@settings(max_examples=40)
@given(
    values=st.lists(st.none() | st.floats(0, 1), min_size=9, max_size=9),
    formed=st.sets(st.sampled_from(VILLAGES)),
    data=st.data(),
)
def test_row_order_changes_nothing(values, formed, data):
    rows = gaps_of(
        "village", [IDM], *[seen(v, indicator="IDM", value=x) for v, x in enumerate(values)]
    )
    order = data.draw(st.permutations(range(len(rows))))
    found = formed_comparison(rows, formed)
    assert formed_comparison(rows.iloc[order], iter(formed)) == found
    with_value = {code for code, x in zip(VILLAGES, values, strict=True) if x is not None}
    if found is None:
        assert not with_value & formed or not with_value - formed
    else:
        assert found.formed_villages == len(with_value & formed)
        assert found.other_villages == len(with_value - formed)
