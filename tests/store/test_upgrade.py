"""A store of the first schema is brought to the newest one and keeps what it holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import inspect, text

from kampungkb.store import queries
from kampungkb.store.backup import restore
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine, read_transaction, write_transaction
from kampungkb.store.migrate import migrate, needs_migration, schema_version, upgrade
from kampungkb.store.schema import HEAD
from tests.store.agenda import save as save_agenda
from tests.store.made_up import observation, read_observations, save_areas, save_rows
from tests.store.scenario import save as save_scenario
from tests.store.scenario import standing
from tests.store.test_attempts import record
from tests.store.upload import begin, change, situation, upload

ROOT = Path(__file__).resolve().parents[2]
NEW_TABLES = {
    "attempt", "classification", "draft", "indicator_entry", "kept_file", "milestone",
    "scenario", "target_entry", "agenda",
}  # fmt: skip
# Of revision 3; computed by the program that knew only the first schema.
LAST_HASH = "7d39eba1551197f2d78c626624c6eefe41a1c002cc8f49a19f9d2efc701478e4"


@pytest.fixture
def old(blank_url):
    """Three revisions in the first schema."""
    engine = open_engine(blank_url, create=True)
    with write_transaction(engine) as conn:
        upgrade(conn, "0001")
    save_areas(engine)
    save_rows(engine, observation(0), observation(1, value=0.1, status="é"))
    save_rows(engine, observation(0, numerator=8))
    yield engine
    engine.dispose()


def faults(engine):
    return {check.name: check.detail for check in check_store(engine) if not check.ok}


def chained(engine):
    with read_transaction(engine) as conn:
        return queries.revisions(conn)


def test_everything_is_kept_and_the_chain_holds(old):
    assert needs_migration(old) is True
    before = chained(old), read_observations(old, 2), read_observations(old, 3)
    migrate(old)
    assert needs_migration(old) is False
    after = chained(old), read_observations(old, 2), read_observations(old, 3)
    for one, other in zip(before, after, strict=True):
        assert_frame_equal(one, other)
    assert after[0]["hash"].iloc[-1] == LAST_HASH
    assert faults(old) == {}
    begin(old)
    assert upload(old, change(9)).number == 4
    assert situation(old)[0] == 4
    assert faults(old) == {}


def test_the_first_schema_has_none_of_the_new_tables(old):
    with read_transaction(old) as conn:
        assert set(inspect(conn).get_table_names()) & NEW_TABLES == set()
    migrate(old)
    with read_transaction(old) as conn:
        assert set(inspect(conn).get_table_names()) >= NEW_TABLES


def test_the_check_of_an_old_store_says_what_it_did_not_look_at(old):
    found = faults(old)
    assert found.pop("schema") == f"the schema is 0001, this program's is {HEAD}"
    assert set(found) == {
        "hash_chain", "contents", "areas", "periods", "tables", "files", "attempts",
        "scenarios", "agendas",
    }  # fmt: skip
    assert set(found.values()) == {
        "not looked at; opening the store with another command brings its schema up to date"
    }


def test_a_store_of_the_second_schema_keeps_files_drafts_and_attempts(blank_url):
    engine = open_engine(blank_url, create=True)
    with write_transaction(engine) as conn:
        upgrade(conn, "0002")
    save_areas(engine)
    upload(engine, change())
    begin(engine)
    record(engine)
    before = situation(engine)
    migrate(engine)
    assert situation(engine) == before
    assert standing(engine) == []
    assert save_scenario(engine).version == 1
    assert faults(engine) == {}
    engine.dispose()


def test_a_store_of_the_third_schema_keeps_scenarios(blank_url):
    engine = open_engine(blank_url, create=True)
    with write_transaction(engine) as conn:
        upgrade(conn, "0003")
    save_areas(engine)
    assert save_scenario(engine).version == 1
    before = standing(engine)
    migrate(engine)
    assert standing(engine) == before
    assert save_agenda(engine).number == 1
    assert faults(engine) == {}
    engine.dispose()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_backup_of_the_first_schema_is_restored(old, blank_url, tmp_path):
    last = chained(old)["hash"].iloc[-1]
    copy = f"sqlite:///{tmp_path / 'new.sqlite'}"
    restored = restore(copy, Path(blank_url.removeprefix("sqlite:///")))
    assert (restored.backup.revision, restored.backup.hash) == (3, last)
    engine = open_engine(copy)
    assert faults(engine) == {}
    assert needs_migration(old) is True


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_case_56_an_upgrade_killed_halfway_is_started_again(old, blank_url):
    before = chained(old)
    victim = [sys.executable, "-m", "tests.store.victim", "migrate", blank_url]
    subprocess.run(victim, check=True, cwd=ROOT)
    with read_transaction(old) as conn:
        assert schema_version(conn) == "0001"
        assert set(inspect(conn).get_table_names()) & NEW_TABLES == set()
    migrate(old)
    assert_frame_equal(chained(old), before)
    assert faults(old) == {}


@pytest.mark.parametrize(
    "table",
    ["milestone", "classification", "indicator_entry", "target_entry", "scenario", "agenda"],
)
def test_rows_of_the_new_tables_are_only_added(old, table):
    migrate(old)
    with read_transaction(old) as conn:
        if conn.dialect.name == "sqlite":
            query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"
            assert conn.scalar(text(query), {"t": table}) == 2
        else:
            query = "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass)"
            query += " AND tgname = 'append_only'"
            assert conn.scalar(text(query), {"t": table}) == 1
