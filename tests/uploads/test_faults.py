"""Faults 50-59 in the middle of an import: stored whole or not at all, and said so.

What the store alone, the pages and the network have to meet is tested beside them.
"""

import shutil
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, text

from kampungkb.errors import (
    PreviewOutdatedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreadableError,
)
from kampungkb.i18n.translator import translator
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine
from kampungkb.tasks import upload_document
from tests.store.made_up import save_areas
from tests.uploads.tables import CODES, FIRST, NOW, SECOND, Store, long_table

MINE, THEIRS = long_table(FIRST + "12,30,"), long_table(FIRST + "13,30,")
OTHERS = long_table(SECOND + "5,9,")


@pytest.fixture
def path(pack_path: Path, tmp_path: Path) -> Path:
    """A store of this test's own: what happens to it is no other test's."""
    return Path(shutil.copyfile(pack_path, tmp_path / "store.sqlite"))


@pytest.fixture
def store(path):
    engine = open_engine(f"sqlite:///{path}", busy_ms=50)
    yield Store(engine)
    engine.dispose()


def before_saving(monkeypatch: pytest.MonkeyPatch, happens) -> None:
    """Between the preview of a file and its saving something happens, once."""
    real, left = upload_document.save, [happens]

    def save(*given, **named):
        if left:
            left.pop()()
        return real(*given, **named)

    monkeypatch.setattr(upload_document, "save", save)


def outcomes(store: Store) -> list[tuple]:
    """Verdict, detail and revision of every attempt, the first one first."""
    rows = store.attempts()[["verdict", "detail", "revision"]].iloc[::-1].astype(object)
    return [tuple(row) for row in rows.where(rows.notna(), None).to_numpy().tolist()]


def test_case_50_a_full_disk(store, path):
    full = Store(open_engine(f"sqlite:///{path}"))

    @event.listens_for(full.engine, "connect")
    def no_more_pages(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # SQLite keeps the present size.

    before = store.content()
    rows = long_table(*(f"36.04.23.{2001 + at},,,D02,2026-Q3,1,9," for at in range(17)))
    padded = rows + b"\n" * 400_000
    with pytest.raises(StoreReadOnlyError) as caught:
        full.imported(padded, dry_run=False)
    full.engine.dispose()
    assert caught.value.blanks["reason"] == "full"
    assert "Perubahan belum disimpan" in translator("id").error(caught.value)
    assert store.content() == before
    assert all(check.ok for check in check_store(store.engine))
    assert store.imported(padded, dry_run=False)["changes"]["new"] == 17


def test_case_51_one_wins_and_the_other_is_told_and_may_retry(store, monkeypatch):
    before_saving(monkeypatch, lambda: store.imported(THEIRS, author="Budi", dry_run=False))
    with pytest.raises(PreviewOutdatedError) as caught:
        store.imported(MINE, dry_run=False)
    assert store.values() == [(CODES[0], "2026-Q3", 13, 30, None)]
    assert "revisi 2" in translator("id").error(caught.value)
    assert "revision 2" in translator("en").error(caught.value)
    again = store.imported(MINE, dry_run=False)
    assert (again["verdict"], again["revision"], again["changes"]["changed"]) == ("accepted", 3, 1)
    assert store.values() == [(CODES[0], "2026-Q3", 12, 30, None)]
    assert outcomes(store) == [
        ("accepted", "", 2), ("refused", "PreviewOutdatedError", None), ("accepted", "", 3),
    ]  # fmt: skip


def test_case_51_other_villages_in_between_are_no_hindrance(store, monkeypatch):
    before_saving(monkeypatch, lambda: store.imported(OTHERS, dry_run=False))
    assert store.imported(MINE, dry_run=False)["revision"] == 3
    assert len(store.values()) == 2


def test_case_52_the_same_file_twice_at_once_is_stored_once(store, path):
    start, documents = threading.Barrier(2), []

    def write():
        own = Store(open_engine(f"sqlite:///{path}"))
        start.wait()
        documents.append(own.imported(MINE, dry_run=False))
        own.engine.dispose()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one["verdict"], one["revision"]) for one in documents) == [
        ("accepted", 2), ("unchanged", 2),
    ]  # fmt: skip
    assert len(store.files()) == 1


def test_case_52_somebody_saved_the_same_between_preview_and_saving(store, monkeypatch):
    before_saving(monkeypatch, lambda: store.imported(MINE, author="Budi", dry_run=False))
    document = store.imported(MINE, dry_run=False)
    assert (document["verdict"], document["revision"]) == ("unchanged", 2)
    assert document["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 1}
    assert outcomes(store) == [("accepted", "", 2), ("unchanged", "", 2)]


def test_case_53_the_same_content_again_in_another_order_and_format(store):
    both = long_table(FIRST + "12,30,", SECOND + "5,9,")
    again = long_table(SECOND + "5,9,", FIRST + "12,30,").replace(b",", b";")
    assert store.imported(both, dry_run=False)["revision"] == 2
    before = store.content()
    for data in (both, again):
        document = store.imported(data, "lain.csv", dry_run=False)
        assert (document["verdict"], document["revision"]) == ("unchanged", 2)
        assert document["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 2}
    assert store.content() == before
    assert [verdict for verdict, _, _ in outcomes(store)] == ["accepted", "unchanged", "unchanged"]


def test_case_54_a_locked_store_is_read_and_says_why_it_takes_nothing(store, path):
    other = open_engine(f"sqlite:///{path}")
    with other.connect() as conn, conn.begin():
        conn.execute(text("UPDATE meta SET value = value"))
        assert store.imported(MINE)["changes"]["new"] == 1
        with pytest.raises(StoreReadOnlyError) as caught:
            store.imported(MINE, dry_run=False)
        # What a file lacks is told as ever, though nothing can be noted about it.
        assert store.imported(b"", dry_run=False)["findings"][0]["kind"] == "file_empty"
    other.dispose()
    assert caught.value.blanks["reason"] == "locked"
    assert (store.revision(), outcomes(store)) == (1, [])
    assert store.imported(MINE, dry_run=False)["revision"] == 2


def test_case_54_locked_after_saving_the_file_is_saved_all_the_same(store, monkeypatch):
    def locked(*_, **__):
        raise StoreReadOnlyError("store", "locked")

    monkeypatch.setattr(upload_document, "record_attempt", locked)
    document = store.imported(MINE, dry_run=False)
    assert (document["verdict"], document["revision"], store.revision()) == ("accepted", 2, 2)


def test_case_55_the_store_is_gone_and_comes_back(store, path, monkeypatch):
    aside = path.with_name("aside.sqlite")
    before_saving(monkeypatch, partial(path.rename, aside))
    with pytest.raises((StoreMissingError, StoreUnreadableError)) as caught:
        store.imported(MINE, dry_run=False)
    for lang in ("id", "en"):
        assert "Traceback" not in translator(lang).error(caught.value)
    assert not path.exists()
    aside.rename(path)
    assert (store.revision(), store.files()) == (1, [])
    assert store.imported(MINE, dry_run=False)["revision"] == 2


@pytest.mark.parametrize("backend", ["postgresql"])
def test_case_55_connections_that_were_cut_are_made_anew(cluster, fresh_db):
    save_areas(fresh_db)
    store, name = Store(fresh_db), fresh_db.url.database
    row = "36.04.01.2001,,,D02,2026-Q3,1,9,"
    assert store.imported(long_table(row))["changes"]["new"] == 1
    cluster.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )
    assert store.imported(long_table(row), dry_run=False)["verdict"] == "accepted"


def test_case_59_a_clock_set_back_changes_no_order(store):
    store.imported(THEIRS, dry_run=False)
    document = store.imported(MINE, dry_run=False, now=NOW - timedelta(days=20))
    assert (document["revision"], store.values()) == (3, [(CODES[0], "2026-Q3", 12, 30, None)])
    # The trail has its order from its numbers too.
    assert [revision for _, _, revision in outcomes(store)] == [2, 3]
    assert all(check.ok for check in check_store(store.engine))
