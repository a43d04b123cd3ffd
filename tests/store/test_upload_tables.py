"""Milestones, classes and entries of the dictionary: read back, undone, compared, guarded."""

import re
from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kampungkb.errors import BadPeriodError, UnknownAreaError
from kampungkb.model import tables
from kampungkb.store import queries
from kampungkb.store.backup import back_up, restore
from kampungkb.store.check import check_store
from kampungkb.store.compare import differences
from kampungkb.store.engine import open_engine, read_transaction, write_transaction
from kampungkb.store.revisions import Change
from kampungkb.store.schema import VERSIONED
from kampungkb.store.undo import undo_revision
from tests.store.made_up import NOW, VILLAGES, area_change, read_revision, save, save_areas
from tests.store.uploaded import TABLES, change, frames, later, retraction

CONTRACTS = (
    tables.MILESTONES, tables.CLASSIFICATIONS, tables.INDICATOR_ENTRIES, tables.TARGET_ENTRIES,
)  # fmt: skip


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def states(engine, number):
    with read_transaction(engine) as conn:
        return [getattr(queries, name)(conn, number) for name in TABLES]


def values(engine, number):
    return [frame.drop(columns="revision").to_dict("records") for frame in states(engine, number)]


def undo(engine, number):
    return undo_revision(engine, number, author="Budi", reason="salah", now=NOW).verdict


def test_they_come_back_as_they_were(store):
    saved = save(store, change())
    assert (saved.new, saved.number) == (4, 2)
    for found, given, contract in zip(states(store, 2), frames().values(), CONTRACTS, strict=True):
        assert_frame_equal(found, tables.shaped(given.assign(revision=2), contract))
    assert type(states(store, 2)[0]["reached_on"][0]) is date
    assert [frame.empty for frame in states(store, 1)] == [True] * 4
    assert save(store, change()).unchanged == 4


def test_a_day_can_be_unknown_and_a_milestone_not_reached(store):
    save(store, change())
    assert save(store, later()).changed == 4
    milestone = states(store, 3)[0].iloc[0]
    assert (bool(milestone["reached"]), milestone["reached_on"]) == (False, None)
    assert values(store, 2) != values(store, 3)


def test_they_are_retracted_and_undone(store):
    save(store, change())
    save(store, later())
    assert undo(store, 3) == "accepted"
    assert values(store, 4) == values(store, 2)
    assert save(store, retraction()).changed == 4
    assert [frame.empty for frame in states(store, 5)] == [True] * 4
    assert undo(store, 5) == "accepted"
    assert values(store, 6) == values(store, 2)
    assert [check for check in check_store(store) if not check.ok] == []


def test_they_are_compared(store):
    save(store, change())
    save(store, later())
    found = differences(store, 2, 3)
    assert found.milestones["change"].tolist() == ["changed"]
    row = found.milestones.iloc[0]
    assert (row["before_reached_on"], row["after_reached_on"]) == (date(2026, 8, 17), None)
    assert (row["before_reached"], row["after_reached"]) == (True, False)
    assert found.classifications["after_class_name"].tolist() == ["mandiri"]
    assert found.indicator_entries["before_entry"].tolist() == ['{"name": "Baru <b>"}']
    assert found.target_entries[["indicator", "target_id", "after_entry"]].to_numpy().tolist() == [
        ["X01", "2027/regency", '{"text": "80 %"}']
    ]
    assert differences(store, 1, 3).milestones["change"].tolist() == ["new"]
    assert found.observations.empty


def test_both_origins_stand_side_by_side(store):
    save(store, change())
    save(store, change(milestones={"origin": "illustrative"}))
    assert states(store, 3)[0]["origin"].tolist() == ["illustrative", "official"]


def test_they_are_in_a_backup(store, tmp_path):
    save(store, change())
    back_up(store, tmp_path / "b.sqlite")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert restore(url, tmp_path / "b.sqlite").saved is True
    assert values(open_engine(url), 2) == values(store, 2)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        pytest.param(
            {"milestones": {"village_code": "36.04.01"}}, UnknownAreaError,
            "1 village codes are not in the register: 36.04.01", id="no village",
        ),
        pytest.param(
            {"classifications": {"period": "2026-Q5"}}, BadPeriodError,
            "'2026-Q5' is no period such as 2026, 2026-S1, 2026-Q1, 2026-03", id="no period",
        ),
        pytest.param(
            {"target_entries": {"target_id": None}}, ValueError,
            "target_entry: a part of a key is missing (indicator, target_id)", id="half a key",
        ),
        pytest.param(
            {"indicator_entries": {"entry": "[]"}}, ValueError,
            "an entry of the dictionary is no table: []", id="no table",
        ),
        pytest.param(
            {"target_entries": {"entry": None}}, ValueError,
            "an entry of the dictionary is no table: nan", id="no entry",
        ),
        pytest.param(
            {"target_entries": {"entry": "{'a': 1}"}}, ValueError,
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            id="no JSON",
        ),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(store, given, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        save(store, change(**given))
    assert read_revision(store) == 1


@pytest.mark.parametrize(
    ("given", "constraint"),
    [
        ({"milestones": {"origin": "gossip"}}, "milestone_origin"),
        ({"classifications": {"origin": "gossip"}}, "classification_origin"),
        ({"classifications": {"class_name": None}}, "classification_class_name"),
    ],
)
def test_the_database_takes_no_half_rows(store, given, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        save(store, change(**given))
    assert read_revision(store) == 1


def test_a_new_register_must_keep_their_villages(store):
    save(store, change())
    areas = area_change().areas
    with pytest.raises(UnknownAreaError):
        save(store, Change(areas=areas[areas["code"] != VILLAGES[0]]))


@pytest.mark.parametrize("versioned", VERSIONED[4:], ids=lambda one: one.plural)
@pytest.mark.parametrize("statement", ["UPDATE {} SET retracted = true", "DELETE FROM {}"])
def test_case_71_their_rows_are_only_added(store, versioned, statement):
    save(store, change())
    name = versioned.table.name
    with (
        pytest.raises(DBAPIError, match=f"rows of {name} are only added"),
        write_transaction(store) as conn,
    ):
        conn.execute(text(statement.format(name)))
    assert [len(frame) for frame in states(store, 2)] == [1] * 4


def test_each_is_named_alike_everywhere(store):
    save(store, change())
    with read_transaction(store) as conn:
        for versioned in VERSIONED:
            assert_frame_equal(
                getattr(queries, versioned.plural)(conn, 2), queries.state(conn, versioned, 2)
            )
            assert isinstance(getattr(differences(store, 1, 2), versioned.plural), pd.DataFrame)
