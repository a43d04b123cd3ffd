"""A backup is whole, and gives the store back: from either database into either."""

import hashlib
import os
import shutil
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import event, text

from kampungkb.errors import (
    BackupExistsError,
    BackupUnsoundError,
    BackupUnwritableError,
    StoreFilledError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreadableError,
)
from kampungkb.store.backup import back_up, restore
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine, read_transaction, store_name
from kampungkb.store.migrate import migrate
from kampungkb.store.revisions import Change
from kampungkb.store.schema import HEAD, metadata
from tests.conftest import empty
from tests.store.made_up import (
    VILLAGES,
    observation,
    read_observations,
    read_revision,
    save,
    save_areas,
    save_rows,
)

ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
ONLY_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"])


@pytest.fixture
def store(fresh_db):
    """Four revisions with a row in every table."""
    save_areas(fresh_db)
    save_rows(fresh_db, observation(0, value=0.1, status="é\n'\""), observation(1, numerator=None))
    save(
        fresh_db,
        Change(
            formations=pd.DataFrame(
                [{"village_code": VILLAGES[0], "origin": "official", "formed": True,
                  "formed_on": date(2017, 8, 9)}]
            ),
            published=pd.DataFrame(
                [{"figure": "f", "area_name": "a", "period": "2023", "source_title": "s",
                  "value": 1 / 3, "confirmed": False}]
            ),
            village_figures=pd.DataFrame(
                [{"village_code": VILLAGES[0], "figure": "f", "period": "2010"}]
            ),
        ),
    )  # fmt: skip
    save_rows(fresh_db, observation(0, numerator=8), undoes=2, kind="undo")
    return fresh_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backups" / "one.sqlite"


@pytest.fixture
def other(tmp_path):
    """Address of a SQLite store that is not there."""
    return f"sqlite:///{tmp_path / 'other' / 'store.sqlite'}"


def everything(engine):
    """All rows of all tables, in the order of their keys."""
    with read_transaction(engine) as conn:
        return {
            name: conn.execute(table.select().order_by(*table.primary_key.columns)).fetchall()
            for name, table in metadata.tables.items()
        }


def opened(url_or_path):
    named = str(url_or_path)
    return open_engine(named if "://" in named else f"sqlite:///{named}")


def faults(engine):
    return [check for check in check_store(engine) if not check.ok]


def only_files(folder):
    return sorted(file.name for file in Path(folder).iterdir())


def test_a_backup_has_the_same_rows_and_hashes(store, path):
    backup = back_up(store, path)
    assert everything(opened(path)) == everything(store)
    assert faults(opened(path)) == []
    assert (backup.path, backup.revision, backup.bytes) == (path, 4, path.stat().st_size)
    assert backup.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with read_transaction(store) as conn:
        assert backup.hash == conn.scalar(text("SELECT hash FROM revision WHERE number = 4"))
    assert only_files(path.parent) == ["one.sqlite"]


def test_it_is_restored_into_a_file(store, path, other):
    backup = back_up(store, path)
    restored = restore(other, path)
    assert (restored.backup, restored.saved, restored.kept) == (backup, True, None)
    engine = opened(other)
    assert everything(engine) == everything(store)
    assert faults(engine) == []
    assert save_rows(engine, observation(2)).number == 5
    assert only_files(Path(engine.url.database).parent) == ["store.sqlite"]
    # Still only added to.
    with sqlite3.connect(engine.url.database) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute("DELETE FROM observation")
    raw.close()


@ONLY_POSTGRESQL
def test_it_is_restored_into_a_server(store, fresh_url, path):
    back_up(store, path)
    before = everything(store)
    empty(fresh_url)
    assert restore(fresh_url, path).saved is True
    assert everything(store) == before
    assert faults(store) == []
    assert save_rows(store, observation(2)).number == 5


@ONLY_POSTGRESQL
def test_a_server_without_a_schema_gets_one(blank_url, path, tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 's.sqlite'}", create=True)
    migrate(engine)
    save_areas(engine)
    back_up(engine, path)
    assert restore(blank_url, path).backup.revision == 1
    target = open_engine(blank_url)
    assert everything(target) == everything(engine)
    target.dispose()


def test_an_equal_store_stays(store, fresh_url, path):
    back_up(store, path)
    assert restore(fresh_url, path).saved is False
    assert read_revision(store) == 4


@pytest.mark.parametrize("further", ["a revision", "a source"])
def test_a_store_with_revisions_of_its_own_is_not_overwritten(store, fresh_url, path, further):
    back_up(store, path)
    if further == "a revision":
        save_rows(store, observation(2))
    else:
        sources = pd.DataFrame([{"source_id": "made_up", "title": "Corrected"}])
        save(store, Change(sources=sources))
    before = everything(store)
    with pytest.raises(StoreFilledError) as caught:
        restore(fresh_url, path)
    assert str(caught.value) == (
        f"store {store_name(store.url)} holds 5 revisions that a restore would lose"
    )
    assert everything(store) == before


def test_57_a_backup_during_writes_is_whole_and_gives_an_equal_state(store, path, other):
    stop = threading.Event()

    def write():
        value = 0
        while not stop.is_set():
            value += 1
            save_rows(store, *(observation(v, numerator=value) for v in range(3)))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        paths = [path.with_name(f"{n}.sqlite") for n in range(4)]
        backups = [back_up(store, one) for one in paths]
    finally:
        stop.set()
        thread.join()
    assert backups[-1].revision < read_revision(store) or backups[0].revision > 4
    for backup in backups:
        engine = opened(backup.path)
        assert faults(engine) == []
        assert read_revision(engine) == backup.revision
        # One moment: all three villages of one revision.
        assert read_observations(engine, backup.revision).equals(
            read_observations(store, backup.revision)
        )
    restore(other, backups[-1].path)
    last = backups[-1].revision
    assert read_observations(opened(other), last).equals(read_observations(store, last))
    assert everything(opened(other))["revision"] == everything(store)["revision"][:last]


def damage(file, place):
    with file.open("r+b") as opened_:
        opened_.seek(place)
        opened_.write(b"\xee" * 64)


@ONLY_SQLITE
@pytest.mark.parametrize("place", [0, 100, "one byte", "half", "edited"])
def test_58_a_damaged_backup_is_refused_and_nothing_is_changed(store, path, other, place):
    back_up(store, path)
    if place == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif place == "edited":
        with sqlite3.connect(path) as raw:
            raw.execute("DROP TRIGGER append_only_observation_update")
            raw.execute("UPDATE observation SET numerator = 9")
        raw.close()
    elif place == "one byte":
        path.write_bytes(path.read_bytes().replace(b"2026-Q1", b"2026-Q2", 1))
    else:
        damage(path, place)
    before = path.read_bytes()
    with pytest.raises(BackupUnsoundError) as caught:
        restore(other, path)
    assert str(caught.value).startswith(f"backup {path} cannot be used: ")
    if place == "edited":
        assert caught.value.blanks["detail"].startswith("contents: the rows of revision 2 are not")
    assert not Path(opened(other).url.database).exists()
    assert only_files(Path(opened(other).url.database).parent) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (None, "No such file or directory"),
        (b"", "the file is empty"),
        (b"code;name\n" * 99, "the database is damaged; restore a backup (file is not a database)"),
    ],
)
def test_58_what_is_no_backup_is_refused(tmp_path, other, content, detail):
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BackupUnsoundError) as caught:
        restore(other, file)
    assert caught.value.blanks == {"file": str(file), "detail": detail}


@ONLY_SQLITE
def test_58_the_backup_of_a_newer_or_another_program_is_refused(store, path, other, tmp_path):
    back_up(store, path)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(BackupUnsoundError) as caught:
        restore(other, path)
    assert f"schema 9999, this program: {HEAD}" in str(caught.value)
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as raw:
        raw.execute("CREATE TABLE area (name text)")
    raw.close()
    with pytest.raises(BackupUnsoundError) as caught:
        restore(other, foreign)
    assert caught.value.blanks["detail"] == "this is no store of this program (table area)"


@ONLY_SQLITE
def test_a_store_without_revisions_is_no_backup(fresh_db, path, other):
    back_up(fresh_db, path)
    with pytest.raises(BackupUnsoundError) as caught:
        restore(other, path)
    assert caught.value.blanks["detail"] == "it holds no revision"


@ONLY_SQLITE
@pytest.mark.parametrize("place", [0, 100])
def test_58_a_damaged_store_gives_way_and_is_kept(store, fresh_url, path, place):
    before = everything(store)
    back_up(store, path)
    file = Path(store.url.database)
    damage(file, place)
    damaged = file.read_bytes()
    with pytest.raises(StoreUnreadableError) as caught:
        back_up(store, path.with_name("two.sqlite"))
    assert caught.value.blanks["reason"] == "damaged"
    assert only_files(path.parent) == ["one.sqlite"]

    restored = restore(fresh_url, path)
    assert restored.kept == file.with_name("store.sqlite.damaged-1")
    assert restored.kept.read_bytes() == damaged
    assert everything(store) == before


@ONLY_SQLITE
def test_a_journal_left_behind_is_not_played_into_the_restored_file(store, path, fresh_url):
    before = everything(store)
    back_up(store, path)
    file = Path(store.url.database)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO source (source_id, title) VALUES (?, ?)",
        [(f"s{n}", "x" * 5000) for n in range(20)],
    )
    journal = file.with_name("store.sqlite-journal")
    left = journal.read_bytes()
    connection.close()
    file.unlink()
    journal.write_bytes(left)
    restore(fresh_url, path)
    assert everything(store) == before
    assert not journal.exists()


@ONLY_SQLITE
@pytest.mark.parametrize("present", ["file", "folder"])
def test_nothing_is_overwritten_by_a_backup(store, path, present):
    if present == "file":
        path.parent.mkdir()
        path.write_text("mine")
    else:
        path.mkdir(parents=True)
    with pytest.raises(BackupExistsError) as caught:
        back_up(store, path)
    assert str(caught.value) == f"backup {path}: there is such a file already"
    assert path.is_dir() or path.read_text() == "mine"


def test_a_missing_store_has_no_backup(tmp_path, path):
    with pytest.raises(StoreMissingError):
        back_up(opened(tmp_path / "none.sqlite"), path)
    assert only_files(path.parent) == []


def test_a_folder_that_is_a_file_takes_no_backup(store, tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(BackupUnwritableError) as caught:
        back_up(store, tmp_path / "x" / "one.sqlite")
    assert caught.value.blanks["detail"] in ("File exists", "Not a directory")


@ONLY_POSTGRESQL
def test_50_a_full_disk_leaves_no_backup(store, path, monkeypatch):
    def full(url, **options):
        engine = open_engine(url, **options)
        if "part.sqlite" in url:
            event.listen(
                engine, "connect", lambda conn, _: conn.execute("PRAGMA max_page_count = 60")
            )
        return engine

    monkeypatch.setattr("kampungkb.store.backup.open_engine", full)
    save_rows(store, *(observation(v, status="x" * 99_000) for v in range(3)))
    with pytest.raises(BackupUnwritableError) as caught:
        back_up(store, path)
    assert caught.value.blanks["detail"] == "the disk is full"
    assert only_files(path.parent) == []


@ONLY_SQLITE
@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_54_a_read_only_store_is_backed_up_and_not_restored_into(store, path, tmp_path):
    place = tmp_path / "fixed"
    place.mkdir()
    shutil.copyfile(store.url.database, place / "store.sqlite")
    (place / "store.sqlite").chmod(0o444)
    for folder in (place, *place.parents):
        if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o077 == 0:
            folder.chmod(0o755)
    path.parent.mkdir()
    path.parent.chmod(0o777)
    place.chmod(0o555)
    user = os.geteuid()
    if user == 0:  # root has every right, whatever the mode
        os.seteuid(65534)
    try:
        assert back_up(opened(place / "store.sqlite"), path).revision == 4
        with pytest.raises(StoreReadOnlyError) as caught:
            restore(f"sqlite:///{place / 'new.sqlite'}", path)
    finally:
        os.seteuid(user)
        place.chmod(0o755)
    assert caught.value.blanks["reason"] == "read_only"
    assert only_files(place) == ["store.sqlite"]
