"""What differs between two revisions, on both databases."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from kampungkb.errors import UnknownRevisionError
from kampungkb.store import queries
from kampungkb.store.compare import differences
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change
from tests.store.made_up import (
    VILLAGES,
    observation,
    observations,
    save,
    save_areas,
    save_rows,
)


@pytest.fixture
def store(fresh_db):
    """2: two values; 3: one other, one new; 4: one ended, one as in 2."""
    save_areas(fresh_db)
    save_rows(fresh_db, observation(0, numerator=1), observation(1, numerator=2))
    save_rows(fresh_db, observation(1, numerator=3), observation(2, numerator=4))
    save(
        fresh_db,
        Change(
            observations=observations(observation(1, numerator=2)),
            retract_observations=observations(observation(0)),
        ),
    )
    return fresh_db


def rows(engine, a, b):
    """Village, change and the numerators before and after."""
    frame = differences(engine, a, b).observations.astype(object)
    columns = ["village_code", "change", "before_numerator", "after_numerator"]
    found = frame[columns].where(frame[columns].notna(), None)
    return [(VILLAGES.index(code), *rest) for code, *rest in found.to_numpy().tolist()]


def test_two_revisions_in_either_order(store):
    assert rows(store, 2, 3) == [(1, "changed", 2, 3), (2, "new", None, 4)]
    assert rows(store, 3, 2) == [(1, "changed", 3, 2), (2, "retracted", 4, None)]


def test_what_came_back_in_between_does_not_differ(store):
    assert rows(store, 2, 4) == [(0, "retracted", 1, None), (2, "new", None, 4)]


def test_a_revision_equals_itself(store):
    assert rows(store, 3, 3) == []


def test_against_nothing(store):
    assert rows(store, 0, 3) == [(v, "new", None, n) for v, n in enumerate((1, 3, 4))]
    assert rows(store, 4, 0) == [(v, "retracted", n, None) for v, n in ((1, 2), (2, 4))]


def test_later_revisions_do_not_matter(store):
    before = differences(store, 2, 3).observations
    save_rows(store, observation(1, numerator=9), observation(2, numerator=9))
    assert_frame_equal(differences(store, 2, 3).observations, before)


def test_the_columns_say_what_is_missing(store):
    frame = differences(store, 2, 3).observations
    values = ["numerator", "denominator", "value", "status", "source_id"]
    assert list(frame) == [
        "indicator", "village_code", "period", "origin", "change",
        *(f"{side}_{name}" for side in ("before", "after") for name in values),
    ]  # fmt: skip
    assert str(frame["before_numerator"].dtype) == "Int64"
    assert frame.iloc[1][["before_denominator", "before_source_id"]].isna().all()


def test_every_table_is_compared(store):
    save(
        store,
        Change(
            formations=pd.DataFrame(
                [{"village_code": VILLAGES[0], "origin": "official", "formed": True,
                  "formed_on": date(2017, 8, 9)}]
            ),
            published=pd.DataFrame(
                [{"figure": "f", "area_name": "a", "period": "2023", "source_title": "s",
                  "value": 1.0, "confirmed": False}]
            ),
            village_figures=pd.DataFrame(
                [{"village_code": VILLAGES[0], "figure": "f", "period": "2010", "value": 2.0}]
            ),
        ),
    )  # fmt: skip
    found = differences(store, 4, 5)
    assert found.observations.empty
    formation = found.formations.iloc[0]
    assert (formation["after_formed"], formation["after_formed_on"]) == (True, date(2017, 8, 9))
    assert pd.isna(formation["before_formed"])
    assert found.published[["change", "after_value", "after_confirmed"]].to_numpy().tolist() == [
        ["new", 1.0, False]
    ]
    assert found.village_figures["after_value"].tolist() == [2.0]


@pytest.mark.parametrize(("a", "b", "unknown"), [(5, 1, 5), (1, 5, 5), (-1, 1, -1)])
def test_a_revision_that_was_never_made(store, a, b, unknown):
    with pytest.raises(UnknownRevisionError) as caught:
        differences(store, a, b)
    assert caught.value.blanks == {"revision": unknown, "last": 4}


def test_each_revision_is_counted_against_the_one_before(store):
    save_rows(store, observation(0, numerator=5))  # what had ended is new again
    with read_transaction(store) as conn:
        counts = queries.change_counts(conn)
    assert counts.to_numpy().tolist() == [[2, 2, 0, 0], [3, 1, 1, 0], [4, 0, 1, 1], [5, 1, 0, 0]]
    assert list(counts) == ["revision", "new", "changed", "retracted"]
    assert set(counts.dtypes.astype(str)) == {"int64"}


def test_an_empty_store_counts_nothing(fresh_db):
    with read_transaction(fresh_db) as conn:
        assert queries.change_counts(conn).empty
    assert differences(fresh_db, 0, 0).published.empty
