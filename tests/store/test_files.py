"""Files are kept under names of ours and handed out as they were sent."""

from datetime import timedelta

import pandas as pd
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from kampungkb.store.check import check_store
from kampungkb.store.engine import read_transaction, write_transaction
from kampungkb.store.files import StoredFile, kept_files, read_file, stored_name
from kampungkb.store.schema import kept_file
from tests.store.made_up import NOW, save_areas
from tests.store.test_check import failed, tamper
from tests.store.upload import CONTENT, change, digest, kept, upload

SHA = "0123456789abcdef" * 4


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


@pytest.mark.parametrize(
    ("original", "name"),
    [
        ("Akta Triwulan II.XLSX", "00012-0123456789ab.xlsx"),
        ("a.csv", "00012-0123456789ab.csv"),
        ("../../etc/passwd", "00012-0123456789ab"),
        ("a.xlsx\n.sh", "00012-0123456789ab"),
        ("a.csv\n", "00012-0123456789ab"),
        ("report.exe", "00012-0123456789ab"),
        ("a.csv.html", "00012-0123456789ab"),
        ("", "00012-0123456789ab"),
    ],
)
def test_our_names_take_only_a_known_suffix(original, name):
    assert stored_name(12, SHA, original) == name


def test_a_file_comes_back_as_it_was_sent(store):
    name = '<b>"Akta".xlsx'
    content = bytes(range(256)) * 40
    upload(store, change(), file=kept(content, name), now=NOW)
    assert read_file(store, digest(content)) == StoredFile(
        file_sha256=digest(content), stored_name=f"00002-{digest(content)[:12]}.xlsx",
        original_name=name, stored_at=NOW, content=content,
    )  # fmt: skip
    assert read_file(store, digest(CONTENT)) is None
    assert read_file(store, "'; --\0") is None


def test_the_list_holds_no_content(store):
    with read_transaction(store) as conn:
        assert kept_files(conn).empty
    upload(store, change(1), file=kept(b"one", "b.csv"))
    upload(store, change(2), file=kept(b"three", "a.ods"), now=NOW + timedelta(seconds=1))
    with read_transaction(store) as conn:
        frame = kept_files(conn)
    assert frame.to_dict("records") == [
        {"file_sha256": digest(b"one"), "stored_name": f"00002-{digest(b'one')[:12]}.csv",
         "original_name": "b.csv", "bytes": 3, "stored_at": pd.Timestamp(NOW)},
        {"file_sha256": digest(b"three"), "stored_name": f"00003-{digest(b'three')[:12]}.ods",
         "original_name": "a.ods", "bytes": 5,
         "stored_at": pd.Timestamp(NOW + timedelta(seconds=1))},
    ]  # fmt: skip
    assert frame.dtypes.astype(str).to_dict() == {
        "file_sha256": "str", "stored_name": "str", "original_name": "str", "bytes": "int64",
        "stored_at": "datetime64[us, UTC]",
    }  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_kept_files_are_only_added(store, statement):
    upload(store, change())
    with (
        pytest.raises(DBAPIError, match="rows of kept_file are only added"),
        write_transaction(store) as conn,
    ):
        conn.execute(text(statement.format("kept_file", "bytes", "bytes")))
    assert read_file(store, digest(CONTENT)).content == CONTENT


def test_another_content_shows_in_the_check(store):
    upload(store, change(1))
    upload(store, change(2), file=kept(b"other", "b.csv"))
    assert failed(store) == {}
    value = "CAST('x' AS blob)" if store.dialect.name == "sqlite" else "'x'::bytea"
    tamper(store, f"UPDATE kept_file SET content = {value} WHERE stored_name LIKE '00003%'")
    name = f"00003-{digest(b'other')[:12]}.csv"
    assert failed(store) == {"files": f"file {name} is not the one that was kept"}


def test_content_is_checked_file_by_file(store):
    with write_transaction(store) as conn:
        for number in range(3):
            content = bytes([number]) * 1000
            row = {
                "file_sha256": digest(content), "stored_name": str(number), "content": content,
                "original_name": "", "bytes": 1000, "stored_at": "2026-10-01T00:00:00.000000Z",
            }  # fmt: skip
            conn.execute(insert(kept_file).values(**row))
    assert [check for check in check_store(store) if not check.ok] == []
