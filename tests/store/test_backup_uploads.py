"""Files, drafts and attempts in a backup."""

import shutil
import sqlite3

import pytest

from kampungkb.errors import BackupUnsoundError, StoreFilledError
from kampungkb.store.attempts import attempts
from kampungkb.store.backup import back_up, restore
from kampungkb.store.check import check_store
from kampungkb.store.drafts import discard_draft, read_draft
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.files import read_file
from tests.conftest import empty
from tests.store.made_up import save_areas
from tests.store.test_attempts import record
from tests.store.upload import DRAFT, begin, change, digest, draft, kept, situation, upload

LARGE = bytes(range(256)) * 4000


@pytest.fixture
def store(fresh_db):
    """An upload with its file, a draft, and the attempts that led there."""
    save_areas(fresh_db)
    record(fresh_db)
    upload(fresh_db, change(), file=kept(LARGE))
    record(fresh_db, verdict="accepted", revision=2)
    begin(fresh_db)
    return fresh_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "b.sqlite"


def trail(engine):
    with read_transaction(engine) as conn:
        return attempts(conn)["verdict"].tolist()


def test_they_come_back_from_a_file(store, path, tmp_path):
    back_up(store, path)
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    restore(url, path)
    engine = open_engine(url)
    assert situation(engine) == situation(store)
    assert read_file(engine, digest(LARGE)).content == LARGE
    assert read_draft(engine, DRAFT) == draft()
    assert trail(engine) == ["accepted", "refused"]
    assert [check for check in check_store(engine) if not check.ok] == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_they_come_back_into_a_server(store, fresh_url, path):
    back_up(store, path)
    before = situation(store)
    empty(fresh_url)
    restore(fresh_url, path)
    assert situation(store) == before
    assert read_file(store, digest(LARGE)).content == LARGE
    assert trail(store) == ["accepted", "refused"]


def test_a_draft_does_not_make_a_store_another(store, fresh_url, path):
    back_up(store, path)
    discard_draft(store, DRAFT)
    begin(store, draft_id="later")
    assert restore(fresh_url, path).saved is False
    assert situation(store)[2] == ["later"]


def test_an_attempt_since_the_backup_is_not_lost(store, fresh_url, path):
    back_up(store, path)
    record(store)
    with pytest.raises(StoreFilledError):
        restore(fresh_url, path)
    assert trail(store) == ["refused", "accepted", "refused"]


def test_case_58_a_backup_with_another_file_is_refused(store, path, tmp_path):
    back_up(store, path)
    other = shutil.copyfile(path, tmp_path / "other.sqlite")
    raw = sqlite3.connect(other)
    raw.execute("DROP TRIGGER append_only_kept_file_update")
    raw.execute("UPDATE kept_file SET content = x'00'")
    raw.commit()
    raw.close()
    with pytest.raises(BackupUnsoundError) as caught:
        restore(f"sqlite:///{tmp_path / 'new.sqlite'}", other)
    name = f"00002-{digest(LARGE)[:12]}.csv"
    assert caught.value.blanks["detail"] == f"files: file {name} is not the one that was kept"
    assert not (tmp_path / "new.sqlite").exists()
