"""Ranks by shrunk rates, ties as ties, and the ranks that chance leaves open."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.ranking import COLUMNS, ranking
from kampungkb.analysis.shrinkage import fitted_prior, shrunk_rates
from tests.villages import DISTRICTS, VILLAGES, district_of, gaps_of, indicator, seen

COUNTS = st.integers(1, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def table(counts, codes=None):
    """Rows of a ratio, one per pair of counts, with codes A, B, C ... in the order given."""
    numerator, denominator = zip(*counts, strict=True)
    return pd.DataFrame(
        {
            "code": codes or [chr(65 + place) for place in range(len(counts))],
            "numerator": pd.array(numerator, dtype="Int64"),
            "denominator": pd.array(denominator, dtype="Int64"),
            "value": np.array(numerator) / np.array(denominator),
            "low_coverage": False,
        }
    )


def valued(*values):
    """Rows of an index, with codes A, B, C ..."""
    rows = table([(1, 1)] * len(values)).assign(numerator=pd.NA, denominator=pd.NA)
    return rows.astype({"numerator": "Int64", "denominator": "Int64"}).assign(value=values)


def plain(found, *columns):
    """The values of some columns, in the order of the rows; None where missing."""
    chosen = found[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).values.tolist()


def test_three_that_chance_cannot_confuse():
    rows = table([(500, 1000), (10, 1000), (990, 1000)])
    found = ranking(rows, "higher")
    assert tuple(found.columns) == COLUMNS
    # Fewer than five: not shrunk, the Wilson interval.
    assert plain(found, "code", "rate", "rank", "rank_low", "rank_high", "ranked", "tied") == [
        ["B", 0.01, 3, 3, 3, 3, False],
        ["A", 0.5, 2, 2, 2, 3, False],
        ["C", 0.99, 1, 1, 1, 3, False],
    ]
    assert found["rate_low"].round(4).tolist() == [0.0054, 0.4691, 0.9817]
    assert found["rate_high"].round(4).tolist() == [0.0183, 0.5309, 0.9946]
    turned = ranking(rows, "lower")
    assert plain(turned, "code", "rank", "rank_low", "rank_high") == [
        ["C", 3, 3, 3], ["A", 2, 2, 2], ["B", 1, 1, 1],
    ]  # fmt: skip


def test_intervals_that_meet_leave_the_rank_open():
    # A and B overlap with each other (45-55 % and 48-58 %), C with none.
    found = ranking(table([(500, 1000), (530, 1000), (990, 1000)]), "higher")
    assert plain(found, "code", "rank", "rank_low", "rank_high") == [
        ["A", 3, 2, 3], ["B", 2, 2, 3], ["C", 1, 1, 1],
    ]  # fmt: skip


def test_a_small_village_does_not_come_first_by_luck():
    # Three of three; the others differ widely, and the small one is drawn to their middle.
    counts = [(3, 3), (900, 1000), (300, 1000), (500, 1000), (700, 1000)]
    found = ranking(table(counts), "higher").set_index("code")
    x, n = zip(*counts, strict=True)
    rate, low, high = shrunk_rates(x, n, fitted_prior(x, n))
    assert found.loc[list("ABCDE"), "rate"].tolist() == rate.tolist()
    assert found.loc[list("ABCDE"), "rate_low"].tolist() == low.tolist()
    assert found.loc[list("ABCDE"), "rate_high"].tolist() == high.tolist()
    assert found["rank"].to_dict() == {"C": 5, "D": 4, "E": 3, "A": 2, "B": 1}
    # Three people say next to nothing: any place is open to it, and only to it.
    assert plain(found, "rank_low", "rank_high") == [[4, 5], [3, 4], [2, 3], [1, 5], [1, 2]]


def test_ties_share_the_best_of_their_places():
    found = ranking(valued(0.7, 0.5, 0.7, 0.9, 0.7), "higher")
    assert plain(found, "code", "rate", "rank", "tied", "rank_low", "rank_high") == [
        ["B", 0.5, 5, False, 5, 5],
        ["A", 0.7, 2, True, 2, 4], ["C", 0.7, 2, True, 2, 4], ["E", 0.7, 2, True, 2, 4],
        ["D", 0.9, 1, False, 1, 1],
    ]  # fmt: skip
    assert found[["rate_low", "rate_high"]].isna().all(axis=None)
    lower = ranking(valued(0.7, 0.5, 0.7, 0.9, 0.7), "lower")
    assert plain(lower, "code", "rank") == [["D", 5], ["A", 2], ["C", 2], ["E", 2], ["B", 1]]


def test_the_last_digit_is_no_lead():
    assert ranking(valued(0.1 + 0.2, 0.3, 0.3 + 1e-9), "higher")["rank"].tolist() == [2, 2, 1]


def test_who_takes_no_part_comes_last():
    rows = table([(1, 10), (5, 10), (9, 10), (9, 10), (4, 10), (0, 10)])
    rows.loc[rows["code"] == "F", ["value", "numerator", "denominator"]] = None
    rows.loc[rows["code"] == "C", "low_coverage"] = True
    # A share that came without its counts, beside others that have them.
    rows.loc[rows["code"] == "B", ["numerator", "denominator"]] = None
    found = ranking(rows, "higher")
    assert plain(found, "code", "rate", "rank", "rank_low", "rank_high", "ranked", "tied") == [
        ["A", 0.1, 3, 2, 3, 3, False], ["E", 0.4, 2, 1, 3, 3, False],
        ["D", 0.9, 1, 1, 2, 3, False],
        ["B", 0.5, None, None, None, 3, False], ["C", 0.9, None, None, None, 3, False],
        ["F", None, None, None, None, 3, False],
    ]  # fmt: skip
    assert found["rank"].dtype == found["rank_low"].dtype == found["rank_high"].dtype == "Int64"
    assert found["tied"].dtype == bool


def test_a_row_that_takes_no_part_moves_no_other():
    counts = [(1, 10), (30, 40), (8, 50), (70, 90), (45, 50)]
    rows = table([*counts, (0, 5000)])
    rows.loc[5, "low_coverage"] = True
    found = ranking(rows, "higher")
    alone = ranking(table(counts), "higher")
    pd.testing.assert_frame_equal(found.head(5), alone)


def test_each_group_has_its_own_middle():
    here, there = [(1, 10), (30, 90), (8, 50), (20, 90), (5, 50)], [(9, 10), (70, 90), (40, 50)] * 2
    few = [(5, 10)]
    rows = table([*here, *there, *few])
    groups = pd.Series(["1"] * 5 + ["2"] * 6 + ["3"], index=rows["code"])
    found = ranking(rows, "higher", groups[::-1]).set_index("code")["rate"]
    for counts, codes, among in (
        (here, "ABCDE", here), (there, "FGHIJK", there), (few, "L", [*here, *there, *few]),
    ):  # fmt: skip
        prior = fitted_prior(*zip(*among, strict=True))
        wanted, _, _ = shrunk_rates(*zip(*counts, strict=True), prior)
        assert found[list(codes)].tolist() == pytest.approx(wanted.tolist(), rel=1e-9)
    # A unit of no group is drawn to all.
    assert (
        ranking(rows, "higher", groups.drop("L")).set_index("code").loc["L", "rate"] == found["L"]
    )


def test_more_than_all_counts_as_all():
    rows = table([(103, 100), (100, 100), (50, 100)])
    found = ranking(rows, "higher")
    assert plain(found, "code", "rate", "rank") == [["C", 0.5, 3], ["A", 1, 1], ["B", 1, 1]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(COUNTS, min_size=1, max_size=14), st.sampled_from(["higher", "lower"]), st.booleans()
)
def test_ranks_and_rank_intervals_counted_one_by_one(counts, better, grouped):
    rows = table(counts)
    groups = pd.Series("same", index=rows["code"]) if grouped else None
    found = ranking(rows, better, groups)
    many = len(counts)
    prior = fitted_prior(*zip(*counts, strict=True))
    if prior is not None:
        x, n = found.merge(rows, on="code")[["numerator", "denominator"]].astype(float).values.T
        _, low, high = shrunk_rates(x, n, prior, level=0.95 ** (1 / many))
    for place, row in found.iterrows():
        ahead = found["rate"] > row["rate"] if better == "higher" else found["rate"] < row["rate"]
        assert row["rank"] == 1 + (ahead & ((found["rate"] - row["rate"]).abs() > 1e-12)).sum()
        assert 1 <= row["rank_low"] <= row["rank"] <= row["rank_high"] <= many
        if prior is not None:
            above, below = (low > high[place]).sum(), (high < low[place]).sum()
            leads, follows = (above, below) if better == "higher" else (below, above)
            assert (row["rank_low"], row["rank_high"]) == (1 + leads, many - follows)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40).flatmap(
        lambda n: st.tuples(
            st.integers(0, n), st.just(n), st.lists(st.integers(1, 50), min_size=1, max_size=12)
        )
    )
)
def test_where_all_are_equal_everyone_is_first_and_nothing_is_known(case):
    numerator, denominator, times = case
    found = ranking(table([(numerator * by, denominator * by) for by in times]), "lower")
    many = len(times)
    assert found["code"].tolist() == [chr(65 + place) for place in range(many)]
    assert found["rate"].to_numpy() == pytest.approx(numerator / denominator, abs=1e-12)
    assert plain(found, "rank", "tied", "rank_low", "rank_high") == [[1, many > 1, 1, many]] * many


@settings(max_examples=30, deadline=None)
@given(st.lists(COUNTS, min_size=5, max_size=12), st.randoms(use_true_random=False))
def test_order_and_names_of_the_rows_change_nothing(counts, random):
    rows = table(counts)
    groups = pd.Series(["x", "y"] * 6, index=list("ABCDEFGHIJKL"))
    found = ranking(rows, "higher", groups)
    order = list(range(len(rows)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(ranking(rows.iloc[order], "higher", groups), found)
    renamed = rows.assign(code="36.04." + rows["code"])
    others = pd.Series(groups.map({"x": "z", "y": "b"}).array, index="36.04." + groups.index)
    again = ranking(renamed, "higher", others)
    pd.testing.assert_frame_equal(again.assign(code=again["code"].str[-1]), found)


def test_rows_of_the_ledger():
    formed = indicator("K01", "0.75", kind="yes_no")
    observed = [seen(place, indicator="K01", value=float(place in (0, 4))) for place in range(9)]
    by_village = ranking(gaps_of("village", [formed], *observed), "higher", district_of())
    assert plain(by_village.tail(2), "code", "rate", "rank", "rank_low", "rank_high") == [
        [VILLAGES[0], 1, 1, 1, 2], [VILLAGES[4], 1, 1, 1, 2],
    ]  # fmt: skip
    assert by_village["rank"].head(7).tolist() == [3] * 7
    # One of four, one of three, none of two.
    by_district = ranking(gaps_of("district", [formed], *observed), "higher")
    assert plain(by_district, "code", "rate", "rank") == [
        [DISTRICTS[2], 0, 3], [DISTRICTS[0], 1 / 4, 2], [DISTRICTS[1], 1 / 3, 1],
    ]  # fmt: skip


def test_nothing_to_rank():
    found = ranking(table([(1, 2)]).head(0), "higher", pd.Series(dtype="str"))
    assert (len(found), tuple(found.columns)) == (0, COLUMNS)
    unknown = ranking(valued(np.nan, np.nan), "higher")
    assert plain(unknown, "code", "rate", "rank", "ranked") == [
        ["A", None, None, 0], ["B", None, None, 0],
    ]  # fmt: skip


def test_arguments_are_not_changed():
    rows = table([(1, 2), (3, 4)])
    copy = rows.copy()
    ranking(rows, "higher")
    pd.testing.assert_frame_equal(rows, copy)
