"""Every attempt is in the trail, and a trail that was changed does not pass."""

import threading
from datetime import datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kampungkb.store.attempts import attempts, record_attempt
from kampungkb.store.engine import open_engine, read_transaction, write_transaction
from tests.store.made_up import NOW, save_areas
from tests.store.test_check import failed, tamper


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def record(engine, **values):
    usual = {
        "at": NOW, "author": "Siti", "agency": "DKBP3A", "action": "upload",
        "file_name": "akta.xlsx", "file_sha256": "ab", "verdict": "refused",
        "detail": "2 errors", "revision": None,
    }  # fmt: skip
    record_attempt(engine, **usual | values)


def trail(engine):
    with read_transaction(engine) as conn:
        return attempts(conn)


def test_attempts_are_listed_newest_first(store):
    assert trail(store).empty
    record(store)
    record(
        store, verdict="accepted", detail=None, revision=1, agency=None, file_name=None,
        file_sha256=None, author=None, action="undo", at=NOW - timedelta(days=3),
    )  # fmt: skip
    frame = trail(store)
    assert frame.dtypes.astype(str).to_dict() == {
        "number": "int64", "at": "datetime64[us, UTC]", "author": "str", "agency": "str",
        "action": "str", "file_name": "str", "file_sha256": "str", "verdict": "str",
        "detail": "str", "revision": "Int64",
    }  # fmt: skip
    first = {
        "number": 1, "at": pd.Timestamp(NOW), "author": "Siti", "agency": "DKBP3A",
        "action": "upload", "file_name": "akta.xlsx", "file_sha256": "ab", "verdict": "refused",
        "detail": "2 errors",
    }  # fmt: skip
    assert frame.iloc[1].drop("revision").to_dict() == first
    second = frame.iloc[0]
    assert second.dropna().to_dict() == {
        "number": 2, "at": pd.Timestamp(NOW - timedelta(days=3)), "action": "undo",
        "verdict": "accepted", "revision": 1,
    }  # fmt: skip


def test_text_from_outside_is_text(store):
    record(store, file_name="'; DROP TABLE attempt; --\0", detail="\udfff")
    row = trail(store).iloc[0]
    assert (row["file_name"], row["detail"]) == ("'; DROP TABLE attempt; --\ufffd", "\ufffd")
    assert failed(store) == {}


def test_a_revision_that_was_never_made_is_a_mistake(store):
    with pytest.raises(IntegrityError):
        record(store, revision=9)
    with pytest.raises(ValueError, match="needs a time zone"):
        record(store, at=datetime(2026, 1, 1))  # noqa: DTZ001
    assert trail(store).empty


@pytest.mark.parametrize("statement", ["UPDATE attempt SET author = 'x'", "DELETE FROM attempt"])
def test_case_71_attempts_are_only_added(store, statement):
    record(store)
    with (
        pytest.raises(DBAPIError, match="rows of attempt are only added"),
        write_transaction(store) as conn,
    ):
        conn.execute(text(statement))
    assert trail(store)["author"].tolist() == ["Siti"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(
            "UPDATE attempt SET verdict = 'accepted' WHERE number = 2",
            "attempt 2 was changed",
            id="another verdict",
        ),
        pytest.param(
            "UPDATE attempt SET author = NULL WHERE number = 1",
            "attempt 1 was changed",
            id="no author",
        ),
        pytest.param(
            "DELETE FROM attempt WHERE number = 2",
            "attempt 2 is missing; attempt 3 does not follow the one before it",
            id="one taken out",
        ),
        pytest.param(
            "UPDATE attempt SET hash = 'x' WHERE number = 1",
            "attempt 1 was changed; attempt 2 does not follow the one before it",
            id="another hash",
        ),
    ],
)
def test_case_71_tampering_shows(store, statement, found):
    for number in range(3):
        record(store, detail=str(number))
    assert failed(store) == {}
    tamper(store, statement)
    assert failed(store) == {"attempts": found}


def test_attempts_at_once_make_one_chain(store, fresh_url):
    def write():
        engine = open_engine(fresh_url)
        for _ in range(3):
            record(engine)
        engine.dispose()

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trail(store)["number"].tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert failed(store) == {}
