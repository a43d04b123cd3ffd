"""Agendas: saved by name, never overwritten, chained, in a backup, and safe for two at once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kampungkb.errors import AgendaTakenError, StoreFilledError
from kampungkb.store.agendas import withdraw_agenda
from kampungkb.store.backup import back_up, restore
from kampungkb.store.engine import open_engine, write_transaction
from tests.conftest import empty
from tests.store.agenda import ITEMS, OTHER_ITEMS, listed, save
from tests.store.made_up import NOW, save_areas
from tests.store.test_check import failed, tamper

BUDI = {"author": "Budi", "agency": "Bappeda"}


@pytest.fixture
def store(fresh_db):
    """Two agendas."""
    save_areas(fresh_db)
    save(fresh_db)
    save(fresh_db, "Rapat November", items=OTHER_ITEMS)
    return fresh_db


def test_the_last_saved_stands_first(store):
    assert listed(store) == [
        (2, "Rapat November", "Siti", OTHER_ITEMS),
        (1, "Rapat Oktober", "Siti", ITEMS),
    ]
    assert failed(store) == {}


def test_saved_twice_it_is_saved_once(store):
    again = save(store, now=NOW + timedelta(hours=3))
    assert (again.number, again.saved_at, len(listed(store))) == (1, NOW, 2)


def test_a_change_takes_the_place_of_what_was_seen(store):
    changed = save(store, " rapat  OKTOBER ", items=OTHER_ITEMS, seen=1, **BUDI)
    assert (changed.number, changed.name) == (3, "rapat OKTOBER")
    assert listed(store)[0] == (3, "rapat OKTOBER", "Budi", OTHER_ITEMS)
    assert len(listed(store)) == 2


@pytest.mark.parametrize("seen", [None, 2])
def test_a_name_that_stands_for_another_agenda_is_refused(store, seen):
    before = listed(store)
    with pytest.raises(AgendaTakenError) as refused:
        save(store, "RAPAT OKTOBER", items=OTHER_ITEMS, seen=seen, **BUDI)
    assert refused.value.blanks == {"name": "Rapat Oktober", "author": "Siti"}
    assert listed(store) == before


def test_off_the_list_its_name_is_free(store):
    withdraw_agenda(store, "rapat oktober", seen=1, now=NOW, **BUDI)
    assert [one[1] for one in listed(store)] == ["Rapat November"]
    # Once more changes nothing.
    withdraw_agenda(store, "Rapat Oktober", seen=1, now=NOW, **BUDI)
    assert save(store, items=OTHER_ITEMS).number == 4
    assert failed(store) == {}


def test_what_somebody_has_changed_is_not_taken_off_the_list(store):
    save(store, items=OTHER_ITEMS, seen=1, **BUDI)
    with pytest.raises(AgendaTakenError):
        withdraw_agenda(store, "Rapat Oktober", seen=1, author="Siti", agency=None, now=NOW)
    assert listed(store)[0] == (3, "Rapat Oktober", "Budi", OTHER_ITEMS)


@pytest.mark.parametrize("values", [{"name": " "}, {"author": ""}, {"items": ""}])
def test_half_an_agenda_is_a_mistake(store, values):
    with pytest.raises(ValueError, match="needs a name, an author and slides"):
        save(store, **values)


def test_of_two_who_save_one_name_at_once_the_second_is_told(store, fresh_url):
    answers = []

    def write(author):
        engine = open_engine(fresh_url)
        try:
            answers.append(save(engine, "Rapat Desember", author=author))
        except AgendaTakenError as error:
            answers.append(error)
        engine.dispose()

    threads = [threading.Thread(target=write, args=(who,)) for who in ("Ani", "Budi")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (told,) = (one for one in answers if isinstance(one, AgendaTakenError))
    (saved,) = (one for one in answers if one is not told)
    assert listed(store)[0][1:3] == ("Rapat Desember", saved.author)
    assert told.blanks == {"name": "Rapat Desember", "author": saved.author}
    assert saved.number == 3


@pytest.mark.parametrize("statement", ["UPDATE agenda SET items = 'x'", "DELETE FROM agenda"])
def test_case_71_agendas_are_only_added(store, statement):
    with (
        pytest.raises(DBAPIError, match="rows of agenda are only added"),
        write_transaction(store) as conn,
    ):
        conn.execute(text(statement))
    assert len(listed(store)) == 2


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE agenda SET items = 'x' WHERE number = 1", "agenda 1 was changed"),
        (
            "DELETE FROM agenda WHERE number = 1",
            "agenda 1 is missing; agenda 2 does not follow the one before it",
        ),
    ],
)
def test_case_71_tampering_shows(store, statement, found):
    tamper(store, statement)
    assert failed(store) == {"agendas": found}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_they_come_back_from_a_backup(store, tmp_path):
    back_up(store, tmp_path / "b.sqlite")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    restore(url, tmp_path / "b.sqlite")
    engine = open_engine(url)
    assert listed(engine) == listed(store)
    assert failed(engine) == {}
    engine.dispose()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_they_come_back_into_a_server(store, fresh_url, tmp_path):
    before = listed(store)
    back_up(store, tmp_path / "b.sqlite")
    empty(fresh_url)
    restore(fresh_url, tmp_path / "b.sqlite")
    assert listed(store) == before
    assert failed(store) == {}


def test_an_agenda_since_the_backup_is_not_lost(store, fresh_url, tmp_path):
    back_up(store, tmp_path / "b.sqlite")
    assert restore(fresh_url, tmp_path / "b.sqlite").saved is False
    save(store, "Rapat Desember")
    with pytest.raises(StoreFilledError):
        restore(fresh_url, tmp_path / "b.sqlite")
    assert len(listed(store)) == 3
