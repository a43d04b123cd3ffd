"""What changed in each village, district and in the whole, on the same villages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.changes import changes, earlier_values
from kampungkb.analysis.gaps import indicator_terms
from kampungkb.analysis.intervals import newcombe_interval
from kampungkb.analysis.latest import latest_values
from kampungkb.analysis.unit_changes import COLUMNS, unit_changes, verdict_and_direction
from tests.villages import (
    DISTRICTS,
    REGENCY,
    VILLAGES,
    district_of,
    indicator,
    observations,
    regency_of,
    seen,
)

KIA = indicator("D02", "0.6")
STUNTING = indicator("L02", "0.14", better="lower")
IDM = indicator("IDM", None, kind="index")
FORMED = indicator("K01", "0.75", kind="yes_no")
THEMSELVES = pd.Series(VILLAGES, index=list(VILLAGES), dtype="str")


def moved(indicators, parents, *rows):
    table = observations(*rows)
    terms = indicator_terms(indicators, 2026)
    return unit_changes(latest_values(table, None), earlier_values(table, None), parents, terms)


def then(village, numerator=None, denominator=None, **fields):
    """A row of the quarter before."""
    return seen(village, numerator, denominator, **({"period": "2025-Q4"} | fields))


def test_worked_example():
    # Kramat: 56 of 70 and 0 of 30 against 48 of 80 and 0 of 20; Mancak: one village of two.
    rows = [
        seen(0, 56, 70), then(0, 48, 80), seen(1, 0, 30), then(1, 0, 20),
        seen(7, 5, 50), then(7, 45, 50), seen(8, 1, 2),
    ]  # fmt: skip
    found = moved([KIA], district_of(), *rows)
    assert tuple(found.columns) == COLUMNS
    said = ["code", "now", "before", "villages", "period_before", "direction"]
    assert found[said].values.tolist() == [
        [DISTRICTS[0], 0.56, 0.48, 2, "2025-Q4", "cannot_tell"],
        [DISTRICTS[2], 0.1, 0.9, 1, "2025-Q4", "worse"],
    ]
    assert found["change"].tolist() == pytest.approx([0.08, -0.8])
    low, high = newcombe_interval([56, 5], [100, 50], [48, 45], [100, 50])
    assert found["low"].tolist() == low.tolist()
    assert found["high"].tolist() == high.tolist()
    by_village = moved([KIA], THEMSELVES, *rows)
    assert by_village["code"].tolist() == [VILLAGES[0], VILLAGES[1], VILLAGES[7]]
    # 56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe 1998).
    assert by_village.loc[0, ["low", "high"]].astype(float).round(4).tolist() == [0.0524, 0.3339]
    assert by_village["direction"].tolist() == ["better", "same", "worse"]
    whole = moved([KIA], regency_of(), *rows)
    assert whole[["code", "now", "before", "villages"]].values.tolist() == [
        [REGENCY, 61 / 150, 93 / 150, 3],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("better", "now", "direction"),
    [
        ("higher", 800, "better"), ("higher", 200, "worse"),
        ("lower", 800, "worse"), ("lower", 200, "better"),
        ("lower", 500, "same"), ("higher", 510, "cannot_tell"), ("lower", 510, "cannot_tell"),
    ],
)  # fmt: skip
def test_direction(better, now, direction):
    one = indicator("D02", "0.6", better=better)
    found = moved([one], THEMSELVES, seen(0, now, 1000), then(0, 500, 1000))
    assert found["direction"].tolist() == [direction]


def test_less_than_two_decimals_show_is_no_change():
    # 0.004 and 0.006 percentage points: no interval is so short, but "same" goes first.
    for more, direction in [(4, "same"), (6, "cannot_tell")]:
        found = moved([KIA], THEMSELVES, seen(0, 50_000 + more, 100_000), then(0, 50_000, 100_000))
        assert found["direction"].tolist() == [direction]


def test_more_than_all_has_no_interval():
    found = moved([KIA], THEMSELVES, seen(0, 103, 100), then(0, 102, 100))
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["direction"].tolist() == ["better"]


def test_index_is_a_mean_of_villages_and_yes_no_a_share_of_them():
    rows = [
        *(seen(p, indicator="IDM", value=v) for p, v in enumerate([0.5, 0.75, 0.25])),
        *(then(p, indicator="IDM", value=v) for p, v in enumerate([0.25, 0.5])),
        *(seen(p, indicator="K01", value=v) for p, v in enumerate([1, 1, 0, 0])),
        *(then(p, indicator="K01", value=v) for p, v in enumerate([1, 0, 0, 0])),
    ]
    found = moved([IDM, FORMED], district_of(), *rows)
    assert found[["indicator", "now", "before", "change", "villages"]].values.tolist() == [
        ["IDM", 0.625, 0.375, 0.25, 2], ["K01", 0.5, 0.25, 0.25, 4],
    ]  # fmt: skip
    # Nothing is left to chance: who was formed, was formed.
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["direction"].tolist() == ["better", "better"]


def test_who_is_not_compared():
    rows = [
        # No rate now, none before, a share without counts at one time.
        seen(0, 0, 0), then(0, 1, 2), seen(1, 1, 2), then(1, None, 2),
        seen(2, value=0.5), then(2, 1, 2),
        seen(4, 1, 2), then(4, 1, 4), seen(7, 1, 2), then(7, 1, 4),
        seen(4, 1, 2, indicator="L02"), then(4, 1, 4, indicator="L02"),
    ]  # fmt: skip
    # Village 7 has no unit, village 8 is not named at all.
    parents = district_of().drop(VILLAGES[8])
    parents[VILLAGES[7]] = None
    found = moved([KIA], parents, *rows)
    assert found[["indicator", "code"]].values.tolist() == [["D02", DISTRICTS[1]]]


def test_period_before_is_the_latest_of_several():
    found = moved(
        [KIA], district_of(),
        seen(0, 1, 2, period="2026-Q2"), then(0, 1, 2, period="2025"),
        seen(1, 1, 2, period="2026-Q2"), then(1, 1, 2, period="2025-Q4"),
        seen(4, 1, 2, period="2026-Q2"), then(4, 1, 2, period="2025-Q4"),
    )  # fmt: skip
    assert found["period_before"].tolist() == ["2025", "2025-Q4"]


def test_who_has_not_reported_again_is_not_compared_with_himself():
    rows = [seen(0, 3, 10), then(0, 1, 10), then(1, 5, 10)]
    found = moved([KIA], district_of(), *rows)
    assert found[["now", "before", "villages"]].values.tolist() == [[0.3, 0.1, 1]]


def test_order_of_the_terms_then_of_the_codes():
    rows = [
        one(place, 1, 2, indicator=code)
        for place in (8, 4, 0) for code in ("D02", "L02") for one in (seen, then)
    ]  # fmt: skip
    found = moved([STUNTING, KIA], district_of()[::-1], *rows)
    assert found[["indicator", "code"]].values.tolist() == [
        [code, district] for code in ("L02", "D02") for district in DISTRICTS
    ]


@pytest.mark.parametrize("rows", [(), (seen(0, 1, 2),)], ids=["no value", "one period"])
def test_nothing_to_compare(rows):
    full = moved([KIA], THEMSELVES, seen(0, 1, 2), then(0, 1, 2))
    for indicators in ([KIA], []):
        found = moved(indicators, THEMSELVES, *rows)
        assert found.empty
        assert found.dtypes.astype("str").to_dict() == full.dtypes.astype("str").to_dict()


COUNTS = st.integers(0, 500).flatmap(
    lambda n: st.one_of(st.just((None, None)), st.tuples(st.integers(0, n), st.just(n)))
)
NINE = st.lists(COUNTS, min_size=9, max_size=9)


def of_both(now, before):
    return [
        *(seen(p, *pair) for p, pair in enumerate(now)),
        *(then(p, *pair) for p, pair in enumerate(before)),
    ]


@settings(max_examples=25, deadline=None)
@given(NINE, NINE)
def test_villages_add_up_to_districts_and_districts_to_the_whole(now, before):
    rows = of_both(now, before)
    compared = [p for p in range(9) if now[p][1] and before[p][1]]
    parents = {"village": THEMSELVES, "district": district_of(), "whole": regency_of()}
    found = {level: moved([KIA], parents[level], *rows) for level in parents}
    assert found["village"]["code"].tolist() == [VILLAGES[p] for p in compared]
    for level, of in parents.items():
        for code, count, share, share_before in found[level][
            ["code", "villages", "now", "before"]
        ].itertuples(index=False):
            own = [p for p in compared if of[VILLAGES[p]] == code]
            sums = [sum(column) for column in zip(*(now[p] + before[p] for p in own), strict=True)]
            assert (count, share, share_before) == (len(own), sums[0] / sums[1], sums[2] / sums[3])
        assert found[level]["villages"].sum() == len(compared)
    # The whole is what the first screen says.
    table, terms = observations(*rows), indicator_terms([KIA], 2026)
    first = changes(latest_values(table, None), earlier_values(table, None), terms)
    whole = found["whole"].set_index("indicator")
    for column in ("now", "before", "change", "villages", "period_before"):
        assert whole[column].tolist() == first[column].tolist()


@settings(max_examples=25, deadline=None)
@given(NINE, NINE, st.randoms(use_true_random=False))
def test_order_and_names_change_nothing(now, before, random):
    rows = of_both(now, before)
    table, terms = observations(*rows), indicator_terms([KIA], 2026)
    given_rows = latest_values(table, None), earlier_values(table, None)
    found = unit_changes(*given_rows, district_of(), terms)
    shuffled = []
    for frame in (*given_rows, district_of()):
        order = list(range(len(frame)))
        random.shuffle(order)
        shuffled.append(frame.iloc[order])
    pd.testing.assert_frame_equal(unit_changes(*shuffled, terms), found)
    renamed = [frame.assign(village_code=frame["village_code"] + "x") for frame in given_rows]
    others = pd.Series(district_of().array + "y", index=district_of().index + "x")
    again = unit_changes(*renamed, others, terms)
    pd.testing.assert_frame_equal(again.assign(code=again["code"].str[:-1]), found)


@pytest.mark.parametrize("verdict", ["met", "below", "cannot_tell"])
@pytest.mark.parametrize("direction", ["better", "worse", "same", "cannot_tell"])
def test_verdict_and_direction(verdict, direction):
    assert verdict_and_direction(verdict, direction) == f"{verdict}_{direction}"


@pytest.mark.parametrize(
    ("verdict", "direction"),
    [("no_data", "worse"), (None, "worse"), (np.nan, "worse"), (pd.NA, "worse"), ("below", None),
     ("below", np.nan), (None, None)],
)  # fmt: skip
def test_nothing_to_say_of_verdict_and_direction(verdict, direction):
    assert verdict_and_direction(verdict, direction) is None


def test_arguments_are_not_changed():
    table, terms = observations(seen(0, 1, 2), then(0, 1, 3)), indicator_terms([KIA], 2026)
    given_rows = latest_values(table, None), earlier_values(table, None), district_of(), terms
    copies = [frame.copy() for frame in given_rows]
    unit_changes(*given_rows)
    for frame, copy in zip(given_rows, copies, strict=True):
        assert frame.equals(copy)
