"""Scenarios: saved version by version, announced one at a time, withdrawn and taken back."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy.exc import IntegrityError

from kampungkb.errors import (
    BadPeriodError,
    ScenarioAnnouncedError,
    ScenarioNameTakenError,
    ScenarioOutdatedError,
    ScenarioWithdrawnError,
    UnknownScenarioError,
)
from kampungkb.store.engine import read_transaction
from kampungkb.store.scenarios import (
    Scenario,
    announce,
    reinstate,
    scenario_versions,
    scenarios,
    withdraw,
)
from tests.store.made_up import NOW, save_areas
from tests.store.scenario import OTHER_PLAN, PLAN, WHO, read, save, shown, standing
from tests.store.test_check import failed


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def listed(engine):
    with read_transaction(engine) as conn:
        return scenarios(conn)


def history(engine, scenario_id):
    with read_transaction(engine) as conn:
        return scenario_versions(conn, scenario_id)


def test_a_new_scenario_is_read_back_as_it_was_saved(store):
    saved = save(store, note="rapat 1 Oktober", agency=None)
    assert saved == Scenario(
        scenario_id=1, version=1, action="saved", name="Rencana A", author="Siti", agency=None,
        saved_at=NOW, data_revision=1, assumptions='{"share": "3/4"}', plan=PLAN,
        summary='{"people": 9}', note="rapat 1 Oktober", announced=False, withdrawn=False,
    )  # fmt: skip
    assert read(store, 1) == saved
    assert saved.saved_at.tzinfo == UTC
    assert shown(store) is None


def test_a_plan_is_kept_in_the_order_of_the_codes(store):
    backwards = dict(reversed(PLAN.items()))
    assert list(save(store, plan=backwards).plan) == list(PLAN)
    assert list(read(store, 1).plan) == list(PLAN)
    assert save(store, "Kosong", plan={}).plan == {}


def test_an_empty_store_has_none(store):
    assert listed(store).empty
    assert history(store, 1).empty


def test_scenarios_are_listed_last_written_first(store):
    save(store)
    save(store, "Rencana B", author="Ani", agency=None)
    announce(store, 1, expected_version=1, **WHO)
    frame = listed(store)
    assert frame.dtypes.astype(str).to_dict() == {
        "scenario_id": "int64", "version": "int64", "action": "str", "name": "str",
        "author": "str", "agency": "str", "saved_at": "datetime64[us, UTC]",
        "data_revision": "int64", "summary": "str", "note": "str", "announced": "bool",
        "withdrawn": "bool", "saved_by": "str",
    }  # fmt: skip
    assert frame.iloc[0].dropna().to_dict() == {
        "scenario_id": 1, "version": 2, "action": "announced", "name": "Rencana A",
        "author": "Budi", "agency": "Bappeda", "saved_at": pd.Timestamp(WHO["now"]),
        "data_revision": 1, "summary": '{"people": 9}', "announced": True, "withdrawn": False,
        "saved_by": "Siti",
    }  # fmt: skip
    assert frame.iloc[1][["scenario_id", "author", "saved_by"]].tolist() == [2, "Ani", "Ani"]


def test_a_change_is_a_new_version_and_the_old_one_stays(store):
    first = save(store)
    second = save(
        store, "Rencana A2", plan=OTHER_PLAN, author="Budi", scenario_id=1, expected_version=1
    )
    assert (second.scenario_id, second.version, second.name) == (1, 2, "Rencana A2")
    assert read(store, 1) == second
    assert read(store, 1, version=1) == first
    frame = history(store, 1)
    assert frame["version"].tolist() == [2, 1]
    assert frame["name"].tolist() == ["Rencana A2", "Rencana A"]
    assert listed(store)["version"].tolist() == [2]


def test_saving_twice_saves_once(store):
    first = save(store)
    assert save(store, now=NOW + timedelta(minutes=1)) == first
    second = save(store, plan=OTHER_PLAN, scenario_id=1, expected_version=1)
    assert save(store, plan=OTHER_PLAN, scenario_id=1, expected_version=1) == second
    assert standing(store) == [(1, 2, "saved")]


@pytest.mark.parametrize(
    "name",
    ["Rencana A", "rencana a", "  RENCANA \n A ", "Rencana\N{NO-BREAK SPACE}A", "Rencana\u3000A"],
)
def test_a_name_is_taken_once(store, name):
    save(store)
    save(store, "Rencana B")
    with pytest.raises(ScenarioNameTakenError) as caught:
        save(store, name, author="Budi")
    assert caught.value.blanks == {"name": "Rencana A", "author": "Siti"}
    with pytest.raises(ScenarioNameTakenError):
        save(store, name, scenario_id=2, expected_version=1)
    assert standing(store) == [(2, 1, "saved"), (1, 1, "saved")]
    assert save(store, "rencana a", scenario_id=1, expected_version=1).version == 2


def test_announcing_ends_the_announcement_before(store):
    for name in ("A", "B"):
        save(store, name)
    assert announce(store, 1, expected_version=1, **WHO).announced is True
    assert shown(store) == 1
    second = announce(store, 2, expected_version=1, **WHO)
    assert (second.author, second.agency, second.saved_at) == ("Budi", "Bappeda", WHO["now"])
    assert (second.plan, second.note, second.data_revision) == (PLAN, None, 1)
    assert shown(store) == 2
    assert standing(store) == [(2, 2, "announced"), (1, 3, "ended")]
    assert listed(store)["announced"].tolist() == [True, False]
    assert announce(store, 1, expected_version=3, **WHO).version == 4
    assert shown(store) == 1


def test_what_is_announced_already_stays_as_it_is(store):
    save(store)
    once = announce(store, 1, expected_version=1, **WHO)
    assert announce(store, 1, expected_version=1, **WHO) == once
    assert standing(store) == [(1, 2, "announced")]


@pytest.mark.parametrize(
    "change",
    [
        {"plan": OTHER_PLAN}, {"assumptions": "{}"}, {"summary": "{}"}, {"data_revision": 2},
    ],
)  # fmt: skip
def test_an_announced_plan_does_not_change(store, change):
    save(store)
    announce(store, 1, expected_version=1, **WHO)
    with pytest.raises(ScenarioAnnouncedError) as caught:
        save(store, scenario_id=1, expected_version=2, **change)
    assert caught.value.blanks == {"name": "Rencana A"}
    renamed = save(store, "Rencana resmi", note="SK 9", scenario_id=1, expected_version=2)
    assert (renamed.version, renamed.announced) == (3, True)
    assert shown(store) == 1


def test_a_withdrawn_scenario_frees_its_name_and_comes_back(store):
    save(store)
    gone = withdraw(store, 1, expected_version=1, **WHO)
    assert (gone.version, gone.withdrawn, gone.plan) == (2, True, PLAN)
    assert withdraw(store, 1, expected_version=1, **WHO) == gone
    with pytest.raises(ScenarioWithdrawnError) as caught:
        announce(store, 1, expected_version=2, **WHO)
    assert caught.value.blanks == {"name": "Rencana A"}
    assert save(store, "rencana a").scenario_id == 2
    with pytest.raises(ScenarioNameTakenError):
        reinstate(store, 1, expected_version=2, **WHO)
    withdraw(store, 2, expected_version=1, **WHO)
    back = reinstate(store, 1, expected_version=2, **WHO)
    assert (back.version, back.withdrawn) == (3, False)
    assert reinstate(store, 1, expected_version=2, **WHO) == back
    assert announce(store, 1, expected_version=3, **WHO).version == 4


def test_withdrawing_ends_the_announcement_and_coming_back_does_not_renew_it(store):
    save(store)
    announce(store, 1, expected_version=1, **WHO)
    withdraw(store, 1, expected_version=2, **WHO)
    assert shown(store) is None
    assert reinstate(store, 1, expected_version=3, **WHO).announced is False
    assert shown(store) is None
    assert failed(store) == {}


def test_a_withdrawn_scenario_that_is_saved_again_is_back(store):
    save(store)
    withdraw(store, 1, expected_version=1, **WHO)
    again = save(store, scenario_id=1, expected_version=2)
    assert (again.version, again.withdrawn) == (3, False)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(
            lambda store: save(store, note="x", scenario_id=1, expected_version=1), id="save"
        ),
        pytest.param(lambda store: announce(store, 1, expected_version=1, **WHO), id="announce"),
        pytest.param(lambda store: withdraw(store, 1, expected_version=1, **WHO), id="withdraw"),
    ],
)
def test_who_saw_an_earlier_version_is_told(store, write):
    save(store)
    save(store, plan=OTHER_PLAN, author="Ani", scenario_id=1, expected_version=1)
    with pytest.raises(ScenarioOutdatedError) as caught:
        write(store)
    assert caught.value.blanks == {"name": "Rencana A", "version": 2, "author": "Ani"}
    assert standing(store) == [(1, 2, "saved")]


def test_who_would_take_back_a_later_withdrawal_is_told(store):
    save(store)
    for version in (1, 3):
        withdraw(store, 1, expected_version=version, **WHO)
        if version == 1:
            reinstate(store, 1, expected_version=2, **WHO)
    with pytest.raises(ScenarioOutdatedError):
        reinstate(store, 1, expected_version=2, **WHO)


@pytest.mark.parametrize("version", [None, 0, 2])
def test_what_is_not_there_is_not_found(store, version):
    save(store)
    with pytest.raises(UnknownScenarioError) as caught:
        read(store, 1 if version is not None else 9, version)
    assert caught.value.blanks == {"scenario": 1 if version is not None else 9}
    with pytest.raises(UnknownScenarioError):
        save(store, "B", scenario_id=9, expected_version=1)
    for write in (announce, withdraw, reinstate):
        with pytest.raises(UnknownScenarioError):
            write(store, 9, expected_version=1, **WHO)


def test_text_from_outside_is_text(store):
    save(
        store, "'; DROP TABLE scenario; --\0", author="\udfff", note="<b>\0",
        assumptions='{"a": "\\u0000 \ud800"}',
    )  # fmt: skip
    found = read(store, 1)
    assert (found.name, found.author) == ("'; DROP TABLE scenario; --\ufffd", "\ufffd")
    assert (found.note, found.assumptions) == ("<b>\ufffd", '{"a": "\\u0000 \ufffd"}')
    assert failed(store) == {}


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        pytest.param({"name": " \n"}, ValueError, "a scenario needs a name", id="no name"),
        pytest.param({"assumptions": "[]"}, ValueError, "no JSON object", id="no object"),
        pytest.param({"summary": "{"}, ValueError, "Expecting property name", id="no JSON"),
        pytest.param({"plan": {"36.04.01.2001": "2027"}}, BadPeriodError, "'2027'", id="a year"),
        pytest.param({"plan": {"36.04.01.2001": "2027-Q5"}}, BadPeriodError, "Q5", id="no quarter"),
        pytest.param({"now": datetime(2026, 1, 1)}, ValueError, "time zone", id="no zone"),  # noqa: DTZ001
        pytest.param({"scenario_id": 1}, ValueError, "needs the scenario", id="no version"),
        pytest.param({"expected_version": 1}, ValueError, "needs the scenario", id="no id"),
        pytest.param({"data_revision": 9}, IntegrityError, "data_revision|FOREIGN", id="no data"),
    ],
)
def test_what_no_caller_may_hand_in(store, given, error, message):
    with pytest.raises(error, match=message):
        save(store, **{"name": "Rencana A"} | given)
    assert standing(store) == []
