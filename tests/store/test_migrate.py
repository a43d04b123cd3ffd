"""Schemas: from nothing to the newest, once, all or nothing."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from kampungkb.errors import StoreUnreadableError
from kampungkb.store import migrate as migrate_module
from kampungkb.store.engine import open_engine, read_transaction, store_name, write_transaction
from kampungkb.store.migrate import migrate, needs_migration, schema_version
from kampungkb.store.schema import HEAD, metadata
from tests.store.made_up import read_revision, save_areas

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def blank(blank_url):
    """A database without a schema."""
    engine = open_engine(blank_url, create=True)
    yield engine
    engine.dispose()


def test_a_store_is_migrated_once(blank):
    assert needs_migration(blank) is True
    migrate(blank)
    assert needs_migration(blank) is False
    save_areas(blank)
    migrate(blank)
    assert read_revision(blank) == 1


def test_the_tables_are_those_of_the_schema(fresh_db):
    with read_transaction(fresh_db) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_head_is_the_last_step():
    scripts = ScriptDirectory(Path(migrate_module.__file__).parent / "migrations")
    assert scripts.get_current_head() == HEAD


def test_a_newer_schema_is_refused_and_left_alone(blank):
    migrate(blank)
    with write_transaction(blank) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnreadableError) as caught:
        migrate(blank)
    assert str(caught.value) == (
        f"store {store_name(blank.url)}: its schema is unknown here; a newer version of the "
        f"program made it (schema 9999, this program: {HEAD})"
    )
    assert caught.value.blanks["reason"] == "newer"
    with read_transaction(blank) as conn:
        assert schema_version(conn) == "9999"


def test_the_database_of_another_program_is_refused_and_left_alone(blank):
    with blank.begin() as conn:
        conn.execute(text("CREATE TABLE area (name text)"))
    with pytest.raises(StoreUnreadableError) as caught:
        migrate(blank)
    assert str(caught.value) == (
        f"store {store_name(blank.url)}: this is no store of this program (table area)"
    )
    with read_transaction(blank) as conn:
        assert inspect(conn).get_table_names() == ["area"]


def test_two_migrate_at_once(blank, blank_url):
    others = [blank, open_engine(blank_url, create=True)]
    threads = [threading.Thread(target=migrate, args=(engine,)) for engine in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    others[1].dispose()
    assert needs_migration(blank) is False
    assert save_areas(blank).number == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_a_migration_killed_halfway_is_started_again(blank, blank_url):
    victim = [sys.executable, "-m", "tests.store.victim", "migrate", blank_url]
    subprocess.run(victim, check=True, cwd=ROOT)
    assert needs_migration(blank) is True
    with read_transaction(blank) as conn:
        assert inspect(conn).get_table_names() == []
    migrate(blank)
    assert save_areas(blank).number == 1
