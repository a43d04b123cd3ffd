"""Scenarios are only added, stand in a backup, and survive kills and two people at once."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kampungkb.errors import (
    BackupUnsoundError,
    ScenarioNameTakenError,
    ScenarioOutdatedError,
    StoreFilledError,
    StoreReadOnlyError,
)
from kampungkb.store import chain
from kampungkb.store.backup import back_up, restore
from kampungkb.store.engine import open_engine, read_transaction, write_transaction
from kampungkb.store.scenarios import announce, withdraw
from kampungkb.store.schema import scenario
from tests.conftest import empty
from tests.store.made_up import NOW, save_areas
from tests.store.scenario import OTHER_PLAN, PLAN, WHO, read, save, shown, standing
from tests.store.test_check import failed, tamper

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20


@pytest.fixture
def store(fresh_db):
    """Two scenarios, the second of them announced."""
    save_areas(fresh_db)
    save(fresh_db)
    save(fresh_db, "Rencana B", plan=OTHER_PLAN)
    announce(fresh_db, 2, expected_version=1, **WHO)
    return fresh_db


STANDING = [(2, 2, "announced"), (1, 1, "saved")]


def at_once(url, *writes):
    """Do several things at once, each with a connection of its own; what each answered."""
    answers = [None] * len(writes)

    def do(place):
        engine = open_engine(url)
        try:
            answers[place] = writes[place](engine)
        except (ScenarioNameTakenError, ScenarioOutdatedError) as error:
            answers[place] = error
        engine.dispose()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(writes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_who_save_one_name_at_once_the_second_is_told(store, fresh_url):
    names = ("Rencana C", "rencana  c", "RENCANA C")
    writes = [lambda engine, own=name: save(engine, own, author=own) for name in names]
    answers = at_once(fresh_url, *writes)
    taken = [one for one in answers if isinstance(one, ScenarioNameTakenError)]
    (saved,) = (one for one in answers if one not in taken)
    assert (saved.scenario_id, saved.version) == (3, 1)
    assert [one.blanks for one in taken] == [{"name": saved.name, "author": saved.author}] * 2
    assert failed(store) == {}


def test_of_two_who_change_one_version_at_once_the_second_is_told(store, fresh_url):
    writes = [
        lambda engine, own=who: save(
            engine, author=own, note=own, scenario_id=1, expected_version=1
        )
        for who in ("Ani", "Budi")
    ]
    answers = at_once(fresh_url, *writes)
    (told,) = (one for one in answers if isinstance(one, ScenarioOutdatedError))
    (saved,) = (one for one in answers if one is not told)
    assert told.blanks == {"name": "Rencana A", "version": 2, "author": saved.author}
    assert read(store, 1) == saved


def test_of_many_announced_at_once_one_is_announced(store, fresh_url):
    for name in ("C", "D"):
        save(store, name)
    writes = [
        lambda engine, own=number: announce(engine, own, expected_version=1, **WHO)
        for number in (1, 3, 4)
    ]
    at_once(fresh_url, *writes)
    last = standing(store)[0]
    assert (last[2], shown(store)) == ("announced", last[0])
    assert [one[2] for one in standing(store)].count("announced") == 1
    assert failed(store) == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_case_49_killed_at_any_step_of_an_announcement(store, fresh_url):
    victim = [sys.executable, "-m", "tests.store.scenario_victim", fresh_url, str(ROUNDS)]
    output = subprocess.run(victim, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]
    before = 2
    for found in rounds:
        now = found["shown"]
        # The other one ended in the same moment, or nothing happened.
        assert now in (1, 2), found
        assert found["standing"][0][::2] == [now, "announced"], found
        assert found["standing"][1][2] in (["saved", "ended"] if now == 2 else ["ended"]), found
        if not found["killed"]:
            assert now != before, found
        before = now
    # At the seventh step the end of the one is written and the announcement of the other is not.
    untouched = {"killed": True, "shown": 2, "standing": [list(one) for one in STANDING]}
    assert rounds[:7] == [untouched] * 7
    assert rounds[-1]["killed"] is False
    assert failed(store) == {}


@pytest.mark.parametrize(
    "statement", ["UPDATE scenario SET announced = false", "DELETE FROM scenario"]
)
def test_case_71_scenarios_are_only_added(store, statement):
    with (
        pytest.raises(DBAPIError, match="rows of scenario are only added"),
        write_transaction(store) as conn,
    ):
        conn.execute(text(statement))
    assert standing(store) == STANDING


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(
            "UPDATE scenario SET plan = '{}' WHERE number = 2",
            "scenario 2 was changed", id="another plan",
        ),
        pytest.param(
            "UPDATE scenario SET announced = true WHERE number = 1",
            "scenario 1 was changed; 2 scenarios are announced: 1, 2", id="announced in secret",
        ),
        pytest.param(
            "DELETE FROM scenario WHERE number = 2",
            "scenario 2 is missing; scenario 3 does not follow the one before it",
            id="one taken out",
        ),
        pytest.param(
            "UPDATE scenario SET plan = 'x' WHERE number = 3",
            "scenario 3 was changed; a scenario cannot be read: "
            "Expecting value: line 1 column 1 (char 0)",
            id="no plan",
        ),
    ],
)  # fmt: skip
def test_case_71_tampering_shows(store, statement, found):
    assert failed(store) == {}
    tamper(store, statement)
    assert failed(store) == {"scenarios": found}


def row(engine, number, **values):
    with read_transaction(engine) as conn:
        usual = dict(conn.execute(scenario.select().where(scenario.c.number == 3)).mappings().one())
        record = usual | {"number": number, "previous_hash": chain.last_scenario(conn)} | values
    return record | {"hash": chain.scenario_hash(record)}


def test_two_that_are_announced_show_even_with_whole_hashes(store):
    with write_transaction(store) as conn:
        conn.execute(insert(scenario).values(**row(store, 4, scenario_id=1, version=2)))
    assert failed(store) == {"scenarios": "2 scenarios are announced: 1, 2"}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"scenario_id": 1, "version": 1}, id="a version twice"),
        pytest.param({"version": 3, "withdrawn": True}, id="announced and withdrawn"),
        pytest.param({"version": 3, "data_revision": 9}, id="of no revision"),
        pytest.param({"version": 3, "plan": None}, id="no plan"),
    ],
)
def test_the_database_takes_no_half_rows(store, values):
    record = row(store, 4, **values)
    with pytest.raises(IntegrityError), write_transaction(store) as conn:
        conn.execute(insert(scenario).values(**record))
    assert standing(store) == STANDING


def test_case_54_a_locked_store_says_why_not_and_scenarios_are_read(store, fresh_url):
    impatient = open_engine(fresh_url, busy_ms=50)
    writes = (
        lambda: save(impatient, "C"),
        lambda: announce(impatient, 1, expected_version=1, **WHO),
        lambda: withdraw(impatient, 1, expected_version=1, **WHO),
    )
    with write_transaction(store):
        for write in writes:
            with pytest.raises(StoreReadOnlyError) as caught:
                write()
            assert caught.value.blanks["reason"] == "locked"
        assert read(impatient, 1).plan == PLAN
    impatient.dispose()
    assert standing(store) == STANDING


def test_case_59_a_clock_set_back_changes_no_order(store):
    early = WHO | {"now": NOW - timedelta(days=900)}
    announce(store, 1, expected_version=1, **early)
    assert standing(store) == [(1, 2, "announced"), (2, 3, "ended")]
    assert shown(store) == 1
    assert failed(store) == {}


def test_they_come_back_from_a_backup(store, tmp_path):
    back_up(store, tmp_path / "b.sqlite")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    restore(url, tmp_path / "b.sqlite")
    engine = open_engine(url)
    assert standing(engine) == STANDING
    assert [read(engine, number) for number in (1, 2)] == [read(store, n) for n in (1, 2)]
    assert failed(engine) == {}
    withdraw(engine, 2, expected_version=2, **WHO)
    assert failed(engine) == {}


@pytest.mark.parametrize("backend", ["postgresql"])
def test_they_come_back_into_a_server(store, fresh_url, tmp_path):
    before = read(store, 2)
    back_up(store, tmp_path / "b.sqlite")
    empty(fresh_url)
    restore(fresh_url, tmp_path / "b.sqlite")
    assert standing(store) == STANDING
    assert read(store, 2) == before
    assert failed(store) == {}


def test_a_scenario_since_the_backup_is_not_lost(store, fresh_url, tmp_path):
    back_up(store, tmp_path / "b.sqlite")
    assert restore(fresh_url, tmp_path / "b.sqlite").saved is False
    save(store, "C")
    with pytest.raises(StoreFilledError):
        restore(fresh_url, tmp_path / "b.sqlite")
    assert [one[0] for one in standing(store)] == [3, 2, 1]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_case_58_a_backup_with_another_plan_is_refused(store, tmp_path):
    back_up(store, tmp_path / "b.sqlite")
    other = shutil.copyfile(tmp_path / "b.sqlite", tmp_path / "other.sqlite")
    raw = sqlite3.connect(other)
    raw.execute("DROP TRIGGER append_only_scenario_update")
    raw.execute("UPDATE scenario SET plan = '{}' WHERE number = 1")
    raw.commit()
    raw.close()
    with pytest.raises(BackupUnsoundError) as caught:
        restore(f"sqlite:///{tmp_path / 'new.sqlite'}", other)
    assert caught.value.blanks["detail"] == "scenarios: scenario 1 was changed"
    assert not (tmp_path / "new.sqlite").exists()
