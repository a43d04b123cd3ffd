"""Stores that cannot be read or written: what is said, and what still goes on."""

import os
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from kampungkb.errors import StoreMissingError, StoreReadOnlyError, StoreUnreadableError
from kampungkb.store import queries
from kampungkb.store.engine import (
    open_engine,
    read_transaction,
    store_exists,
    store_name,
    write_transaction,
)
from kampungkb.store.migrate import migrate
from tests.store.made_up import (
    observation,
    read_observations,
    read_revision,
    save_areas,
    save_rows,
)

ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
ONLY_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"])


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def test_looking_for_a_store_makes_none(blank_url):
    assert store_exists(blank_url) is False
    assert store_exists(blank_url) is False
    if blank_url.startswith("sqlite"):
        assert not path_of(blank_url).exists()
    engine = open_engine(blank_url, create=True)
    migrate(engine)
    engine.dispose()
    assert store_exists(blank_url) is True


@ONLY_SQLITE
def test_an_empty_file_is_no_store(blank_url):
    path_of(blank_url).touch()
    assert store_exists(blank_url) is False


@ONLY_SQLITE
@pytest.mark.parametrize("enter", [read_revision, save_areas, migrate])
def test_a_missing_file_is_named_and_not_made(blank_url, enter):
    engine = open_engine(blank_url)
    with pytest.raises(StoreMissingError) as caught:
        enter(engine)
    assert str(caught.value) == f"there is no store at {path_of(blank_url)}"
    assert not path_of(blank_url).exists()


@ONLY_SQLITE
def test_sqlite_has_the_settings_that_lose_nothing(fresh_db):
    with read_transaction(fresh_db) as conn:
        found = [
            conn.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["delete", 3, 1, 5000]


@ONLY_SQLITE
def test_a_write_ahead_log_is_turned_off(fresh_url):
    raw = sqlite3.connect(path_of(fresh_url))
    assert raw.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    raw.close()
    with read_transaction(open_engine(fresh_url)) as conn:
        assert conn.scalar(text("PRAGMA journal_mode")) == "delete"


def second_engine(engine):
    """Another program at the same store, in no mood to wait."""
    return open_engine(engine.url.render_as_string(hide_password=False), busy_ms=50)


def test_a_reader_sees_one_state_while_others_write(fresh_db):
    save_areas(fresh_db)
    other = second_engine(fresh_db)
    with read_transaction(fresh_db) as conn:
        assert queries.current_revision(conn) == 1
        if fresh_db.dialect.name == "postgresql":
            assert save_rows(other, observation()).number == 2
        else:  # makes the writer wait for the reader
            with pytest.raises(StoreReadOnlyError):
                save_rows(other, observation())
        assert queries.current_revision(conn) == 1
    other.dispose()


def test_while_another_writes_reading_goes_on_and_writing_says_why_not(fresh_db):
    save_areas(fresh_db)
    save_rows(fresh_db, observation())
    other = second_engine(fresh_db)
    with write_transaction(fresh_db):
        assert read_observations(other, 2)["numerator"].tolist() == [7]
        with pytest.raises(StoreReadOnlyError) as caught:
            save_rows(other, observation(numerator=8))
    assert str(caught.value) == (
        f"store {store_name(fresh_db.url)} takes no changes now: "
        "another program is writing; try again in a moment"
    )
    assert caught.value.blanks["reason"] == "locked"
    assert save_rows(other, observation(numerator=8)).number == 3
    other.dispose()


def test_a_failed_transaction_stores_nothing(fresh_db):
    save_areas(fresh_db)

    def fail_halfway():
        with write_transaction(fresh_db) as conn:
            conn.execute(text("INSERT INTO meta (key, value) VALUES ('a', 'b')"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match=r"^stop$"):
        fail_halfway()
    with read_transaction(fresh_db) as conn:
        assert queries.meta(conn) == {"area_code": "36.04"}


@contextmanager
def without_right_to_write(path, mode):
    """Take write access away; root has it whatever the mode, so root steps down."""
    kept, user = path.stat().st_mode, os.geteuid()
    for folder in (*path.parents, path):
        if folder.stat().st_uid == user and folder.stat().st_mode & 0o077 == 0:
            folder.chmod(0o755)
    path.chmod(mode)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        path.chmod(kept)


@ONLY_SQLITE
@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_file_or_folder_is_read_but_not_written(fresh_db, fresh_url, what):
    save_areas(fresh_db)
    path = path_of(fresh_url)
    path.chmod(0o666)  # a file that anybody may write, in a folder that takes no journal
    target, mode = (path, 0o444) if what == "file" else (path.parent, 0o555)
    with without_right_to_write(target, mode):
        migrate(fresh_db)
        assert read_revision(fresh_db) == 1
        with pytest.raises(StoreReadOnlyError) as caught:
            save_rows(fresh_db, observation())
    assert str(caught.value) == (
        f"store {path} takes no changes now: the file, its folder or the database allows no writing"
    )
    assert caught.value.blanks["reason"] == "read_only"
    assert save_rows(fresh_db, observation()).number == 2


@ONLY_SQLITE
@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_file_that_may_not_be_opened(fresh_db, fresh_url):
    path = path_of(fresh_url)
    with without_right_to_write(path, 0o000), pytest.raises(StoreUnreadableError) as caught:
        read_revision(fresh_db)
    assert str(caught.value) == (
        f"store {path}: it cannot be opened; look at its permissions (unable to open database file)"
    )


@ONLY_POSTGRESQL
def test_an_account_that_may_only_read_reads_but_does_not_write(blank_url, cluster):
    owner = open_engine(blank_url)
    migrate(owner)
    save_areas(owner)
    cluster.execute("CREATE ROLE reader LOGIN")
    with owner.begin() as conn:
        conn.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    owner.dispose()
    engine = open_engine(blank_url.replace("postgres@", "reader@"))
    migrate(engine)
    assert read_revision(engine) == 1
    with pytest.raises(StoreReadOnlyError) as caught:
        save_rows(engine, observation())
    assert str(caught.value) == (
        f"store postgresql+psycopg:///{engine.url.database} takes no changes now: "
        "the file, its folder or the database allows no writing"
    )
    engine.dispose()


@ONLY_SQLITE
def test_a_full_disk_is_refused_and_the_store_still_opens(fresh_db, fresh_url):
    save_areas(fresh_db)
    full = open_engine(fresh_url)

    @event.listens_for(full, "connect")
    def no_more_pages(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # SQLite keeps the present size

    rows = [observation(status="x" * 9000), observation(1, status="y" * 9000)]
    with pytest.raises(StoreReadOnlyError) as caught:
        save_rows(full, *rows)
    assert str(caught.value) == (
        f"store {path_of(fresh_url)} takes no changes now: the disk is full"
    )
    assert read_revision(fresh_db) == 1
    assert save_rows(fresh_db, *rows).number == 2


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("place", "driver"),
    [
        pytest.param(0, "file is not a database", id="first bytes"),
        pytest.param(100, "database disk image is malformed", id="first page"),
    ],
)
def test_a_damaged_file_is_refused_with_the_way_out(fresh_db, fresh_url, place, driver):
    path = path_of(fresh_url)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xee" * 64)
    for use in (read_revision, migrate, save_areas):
        with pytest.raises(StoreUnreadableError) as caught:
            use(fresh_db)
        assert str(caught.value) == (
            f"store {path}: the database is damaged; restore a backup ({driver})"
        )
        assert caught.value.blanks["reason"] == "damaged"


@ONLY_SQLITE
def test_a_file_locked_for_reading_is_unreadable_for_the_moment(fresh_db, fresh_url):
    raw = sqlite3.connect(path_of(fresh_url), isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnreadableError) as caught:
        read_revision(second_engine(fresh_db))
    raw.close()
    assert str(caught.value) == (
        f"store {path_of(fresh_url)}: another program holds it locked; try again in a moment "
        "(database is locked)"
    )
    assert read_revision(fresh_db) == 0


def test_a_database_without_our_tables(blank_url):
    engine = open_engine(blank_url, create=True)
    with pytest.raises(StoreUnreadableError) as caught:
        read_revision(engine)
    assert caught.value.blanks["reason"] == "not_a_store"
    engine.dispose()


def test_an_unreachable_server_is_named_without_the_password():
    url = "postgresql+psycopg://siti:rahasia@/kkb?host=/nowhere&connect_timeout=1"
    engine = open_engine(url)
    with pytest.raises(StoreUnreadableError) as caught:
        read_revision(engine)
    error: BaseException | None = caught.value
    assert str(error).startswith(
        "store postgresql+psycopg:///kkb: the database server cannot be reached (connection"
    )
    assert caught.value.blanks["reason"] == "unreachable"
    while error is not None:
        assert "rahasia" not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "url",
    ["mysql://siti:rahasia@host/kkb", "sqlite://", "rahasia", "postgresql+psycopg2://rahasia@h/d"],
)
def test_an_unknown_kind_of_address_is_refused_without_the_password(url):
    with pytest.raises(StoreUnreadableError) as caught:
        open_engine(url)
    assert "only SQLite and PostgreSQL are known" in str(caught.value)
    assert caught.value.blanks["reason"] == "kind"
    assert "rahasia" not in str(caught.value)


def test_the_name_of_a_store_holds_no_password():
    assert store_name("sqlite:////srv/a b.sqlite") == "/srv/a b.sqlite"
    assert store_name("postgresql+psycopg://siti:rahasia@db:5433/kkb?password=rahasia") == (
        "postgresql+psycopg://db:5433/kkb"
    )


def test_a_mistake_of_ours_is_not_dressed_up(fresh_db):
    with pytest.raises(DBAPIError), read_transaction(fresh_db) as conn:
        conn.execute(text("SELEC 1"))


@pytest.mark.parametrize("statement", ["UPDATE {} SET retracted = true", "DELETE FROM {}"])
def test_rows_of_data_are_only_added(fresh_db, statement):
    save_areas(fresh_db)
    save_rows(fresh_db, observation())
    with (
        pytest.raises(DBAPIError, match="rows of observation are only added"),
        write_transaction(fresh_db) as conn,
    ):
        conn.execute(text(statement.format("observation")))
    assert read_observations(fresh_db, 2)["numerator"].tolist() == [7]


def test_the_log_of_revisions_is_only_added_to(fresh_db):
    save_areas(fresh_db)
    for statement in ("UPDATE revision SET author = 'x'", "DELETE FROM revision"):
        with (
            pytest.raises(DBAPIError, match="rows of revision are only added"),
            write_transaction(fresh_db) as conn,
        ):
            conn.execute(text(statement))
    assert read_revision(fresh_db) == 1


@ONLY_SQLITE
def test_a_writer_waits_for_another(fresh_db, fresh_url):
    save_areas(fresh_db)
    inside, numbers = threading.Event(), []

    def write():
        inside.wait()
        numbers.append(save_rows(open_engine(fresh_url), observation()).number)

    thread = threading.Thread(target=write)
    thread.start()
    with write_transaction(fresh_db) as conn:
        inside.set()
        thread.join(timeout=0.1)
        waiting = thread.is_alive()
        conn.execute(text("INSERT INTO meta (key, value) VALUES ('a', 'b')"))
    thread.join()
    assert (waiting, numbers) == (True, [2])
