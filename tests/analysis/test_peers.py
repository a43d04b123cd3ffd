"""Villages like a given one."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.latest import latest_values
from kampungkb.analysis.peers import COLUMNS, TRAITS, peers, village_traits
from kampungkb.model.tables import VILLAGE_FIGURES, shaped
from tests.villages import VILLAGES, observations, of_level, seen


def figures(*rows):
    """VILLAGE_FIGURES of (village, value): the census of 2020 unless told otherwise."""
    usual = {"figure": "population_census", "period": "2020", "source_id": "made_up"}
    made = [
        usual | {"village_code": VILLAGES[village], "value": value} | (more[0] if more else {})
        for village, value, *more in rows
    ]
    return shaped(pd.DataFrame(made, columns=list(VILLAGE_FIGURES), dtype=object), VILLAGE_FIGURES)


def traits(rows):
    """Traits of villages "a", "b", ... in the order of TRAITS."""
    names = list("abcdefghijklmnopqrstuvwxyz"[: len(rows)])
    return pd.DataFrame(rows, columns=list(TRAITS), index=pd.Index(names, name="code", dtype="str"),
                        dtype="float64")  # fmt: skip


def test_traits_of_each_village():
    villages = of_level("village")
    villages = villages.assign(area_km2=[2.0, 4.0, 0.0, None, 1, 1, 1, 1, 1])
    census = figures(
        (0, 3000), (0, 2000, {"period": "2010"}), (0, 9, {"figure": "households"}),
        (1, 1000, {"period": "2010"}), (1, None), (2, 500), (3, 600),
    )  # fmt: skip
    latest = latest_values(
        observations(
            seen(0, indicator="IKS", value=0.7, period="2024"),
            seen(0, indicator="IKS", value=0.8, period="2025"),
            seen(0, indicator="IKE", value=0.6), seen(2, indicator="IKL", value=0.5),
            seen(0, indicator="IDM", value=0.65), seen(0, 1, 2),
        ),
        None,
    )  # fmt: skip
    found = village_traits(villages, census, latest)
    assert list(found.columns) == list(TRAITS)
    assert found.index.tolist() == list(VILLAGES)
    assert found.iloc[0].tolist()[:4] == [3000, 1500, 0.8, 0.6]
    # The latest census does not know it; the one before is not taken for it.
    assert found["population"].isna().tolist()[:5] == [False, True, False, False, True]
    assert found["density"].isna().tolist()[:5] == [False, True, True, True, True]
    assert found["IKL"].dropna().to_dict() == {VILLAGES[2]: 0.5}


def test_traits_without_any_figures_are_unknown():
    found = village_traits(of_level("village"), figures(), latest_values(observations(), None))
    assert found.shape == (9, 5)
    assert found.isna().all(axis=None)
    assert found.dtypes.tolist() == [np.dtype("float64")] * 5
    assert peers(found, VILLAGES[0], VILLAGES).empty


def test_distance_is_in_standard_deviations():
    # Populations 100, 100, 400, 400: their logarithms lie ln 4 apart, half of which is the
    # deviation; IKS 0.1, 0.3, 0.1, 0.3: its deviation is 0.1.
    table = traits(
        [(100, 50, 0.1, 0.5, 0.5), (100, 50, 0.3, 0.5, 0.5),
         (400, 50, 0.1, 0.5, 0.5), (400, 50, 0.3, 0.5, 0.5)]
    )  # fmt: skip
    found = peers(table, "a", "abcd")
    assert list(found.columns) == list(COLUMNS)
    assert found["code"].tolist() == ["b", "c", "d"]
    assert found["distance"].tolist() == pytest.approx([2, 2, math.sqrt(8)])
    assert found["IKS"].tolist() == [0.3, 0.1, 0.3]
    assert found["population"].tolist() == [100, 400, 400]


def test_twice_as_many_people_is_one_step_at_any_size():
    table = traits([(1000, 1, 0, 0, 0), (2000, 1, 0, 0, 0), (4000, 1, 0, 0, 0)])
    found = peers(table, "b", "ac")
    assert found["distance"].iloc[0] == pytest.approx(found["distance"].iloc[1])


def test_only_known_candidates_are_peers():
    table = traits(
        [(100, 10, 0.1, 0.2, 0.3), (100, 10, 0.1, 0.2, 0.3), (100, 10, 0.1, 0.2, None),
         (0, 10, 0.1, 0.2, 0.3), (900, 10, 0.5, 0.2, 0.3), (100, None, 0.1, 0.2, 0.3)]
    )  # fmt: skip
    assert peers(table, "a", ["a", "b", "b", "c", "d", "e", "f", "zz"])["code"].tolist() == [
        "b", "e",
    ]  # fmt: skip
    assert peers(table, "a", ["e"])["code"].tolist() == ["e"]
    assert peers(table, "a", []).empty
    for unknown in ("c", "d", "f", "zz"):
        found = peers(table, unknown, "abcdef")
        assert (len(found), list(found.columns)) == (0, list(COLUMNS))


def test_villages_that_are_all_alike_go_by_code_and_by_count():
    # In floating point seven times 0.1 have a standard deviation of 1e-17, seven times 0.3 none.
    table = traits([(100, 10, 0.1, 0.3, 0)] * 7).iloc[::-1]
    found = peers(table, "c", "gfedcba")
    assert found["code"].tolist() == ["a", "b", "d", "e", "f"]
    assert found["distance"].tolist() == [0] * 5
    assert peers(table, "c", "gfedcba", count=2)["code"].tolist() == ["a", "b"]


unknown = st.none() | st.floats(0, 1)
size = st.none() | st.integers(0, 10**6)


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(size, size, unknown, unknown, unknown), min_size=1, max_size=12),
    data=st.data(),
)
def test_never_the_village_itself_and_the_nearest_first(rows, data):
    table = traits(rows)
    mixed = data.draw(st.permutations(list(table.index)))
    found = peers(table, "a", table.index, count=4)
    assert "a" not in set(found["code"])
    assert found["distance"].is_monotonic_increasing
    assert len(found) <= 4
    assert not found.isna().any(axis=None)
    pd.testing.assert_frame_equal(
        peers(table.loc[mixed], "a", mixed, count=4), found, rtol=0, atol=0
    )
