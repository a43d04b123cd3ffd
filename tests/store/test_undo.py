"""Taking revisions back, on both databases."""

import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from kampungkb.errors import (
    NotUndoableError,
    PreviewOutdatedError,
    StoreReadOnlyError,
    UnknownRevisionError,
)
from kampungkb.store import queries
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine, read_transaction, write_transaction
from kampungkb.store.revisions import Change
from kampungkb.store.undo import Kept, undo_revision, undone_by
from tests.store.made_up import (
    NOW,
    VILLAGES,
    area_change,
    observation,
    observations,
    read_observations,
    read_revision,
    save,
    save_areas,
    save_rows,
)

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20


@pytest.fixture
def store(fresh_db):
    """Revision 1 holds the register, and no data."""
    save_areas(fresh_db)
    return fresh_db


def undo(engine, number, **about):
    return undo_revision(
        engine, number, **{"author": "Budi", "reason": "salah berkas", "now": NOW} | about
    )


def numerators(engine, revision=None):
    frame = read_observations(engine, revision or read_revision(engine))
    villages = [VILLAGES.index(code) for code in frame["village_code"]]
    return dict(zip(villages, frame["numerator"], strict=True))


def outcome(undone):
    plan = undone.plan
    counts = (plan.new, plan.changed, plan.retracted, plan.unchanged, len(plan.kept))
    return undone.verdict, undone.revision, counts


def test_what_was_changed_goes_back_and_what_was_new_ends(store):
    save_rows(store, observation(0, numerator=1))
    save_rows(store, observation(0, numerator=2), observation(1, numerator=3))
    assert outcome(undo(store, 3)) == ("accepted", 4, (0, 2, 1, 0, 0))
    assert numerators(store) == {0: 1}
    assert numerators(store, 3) == {0: 2, 1: 3}


def test_what_was_retracted_comes_back(store):
    save_rows(store, observation(0, numerator=1, status="é", value=0.1))
    save(store, Change(retract_observations=observations(observation(0))))
    assert outcome(undo(store, 3)) == ("accepted", 4, (1, 0, 0, 0, 0))
    before, after = (read_observations(store, n).drop(columns="revision") for n in (2, 4))
    pd.testing.assert_frame_equal(after, before)


def test_the_undo_is_a_revision_of_its_own(store):
    save_rows(store, observation())
    undone = undo(store, 2, agency="DKBP3A")
    with read_transaction(store) as conn:
        row = queries.revisions(conn).iloc[-1]
        stored = conn.scalar(text("SELECT content_sha256 FROM revision WHERE number = 3"))
    assert (row["kind"], row["undoes"], row["author"], row["reason"], row["agency"]) == (
        "undo", 2, "Budi", "salah berkas", "DKBP3A",
    )  # fmt: skip
    assert undone.plan.sha256 == stored
    assert [check for check in check_store(store) if not check.ok] == []


def test_undoing_twice_is_unchanged(store):
    save_rows(store, observation())
    undo(store, 2)
    assert outcome(undo(store, 2)) == ("unchanged", 3, (0, 0, 0, 1, 0))
    assert read_revision(store) == 3


def test_undoing_an_undo_is_doing_it_again_and_so_on(store):
    save_rows(store, observation(numerator=1))
    save_rows(store, observation(numerator=2))
    found = []
    for number in (3, 4, 5, 6):
        assert undo(store, number).verdict == "accepted"
        found.append(numerators(store)[0])
    assert found == [1, 2, 1, 2]
    assert undo(store, 4).verdict == "unchanged"  # undone by 5, which is in effect again
    assert outcome(undo(store, 3)) == ("accepted", 8, (0, 1, 0, 0, 0))


def test_what_was_changed_since_stays_and_waits_for_a_person(store):
    save_rows(store, observation(0, numerator=1), observation(1, numerator=1))
    save_rows(store, observation(0, numerator=2), observation(1, numerator=2))
    save_rows(store, observation(1, numerator=3))
    undone = undo(store, 3)
    assert outcome(undone) == ("decision", None, (0, 1, 0, 0, 1))
    assert read_revision(store) == 4
    (kept,) = undone.plan.kept
    assert kept == Kept(
        table="observation",
        key={"indicator": "D02", "village_code": VILLAGES[1], "period": "2026-Q1",
             "origin": "official"},
        revision=4,
        before={"numerator": 1, "denominator": 10, "value": None, "status": None,
                "source_id": "made_up"},
        now={"numerator": 3, "denominator": 10, "value": None, "status": None,
             "source_id": "made_up"},
    )  # fmt: skip
    key = "changed_since:observation:D02/36.04.01.2002/2026-Q1/official:4"
    assert kept.finding == key
    assert undo(store, 3, accepted=[key + "0"]).verdict == "decision"
    assert outcome(undo(store, 3, accepted=[key])) == ("accepted", 5, (0, 1, 0, 0, 1))
    assert numerators(store) == {0: 1, 1: 3}
    # Confirmed once is confirmed.
    assert outcome(undo(store, 3)) == ("unchanged", 5, (0, 0, 0, 1, 0))


@pytest.mark.parametrize("accepted", ["changed_since", "changed_since:observation"])
def test_the_beginning_of_keys_confirms_all_of_them(store, accepted):
    save_rows(store, *(observation(v, numerator=1) for v in range(3)))
    save_rows(store, *(observation(v, numerator=2) for v in range(2)))
    assert undo(store, 2, accepted=["changed_sin"]).verdict == "decision"
    assert undo(store, 2, accepted=[accepted]).verdict == "accepted"
    assert numerators(store) == {0: 2, 1: 2}


def test_all_changed_since_and_confirmed_is_unchanged(store):
    save_rows(store, observation(numerator=1))
    save_rows(store, observation(numerator=2))
    assert outcome(undo(store, 2)) == ("decision", None, (0, 0, 0, 0, 1))
    assert undo(store, 2, accepted=["changed_since"]).verdict == "unchanged"
    assert read_revision(store) == 3


def test_a_value_ended_since_stays_ended(store):
    save_rows(store, observation(numerator=1))
    save_rows(store, observation(numerator=2))
    save(store, Change(retract_observations=observations(observation())))
    (kept,) = undo(store, 3).plan.kept
    assert (kept.revision, kept.now) == (4, None)


def test_a_change_taken_back_is_no_change(store):
    """Step by step backwards needs no decision."""
    for value in (1, 2, 3):
        save_rows(store, observation(numerator=value))
    found = []
    for number in (4, 3, 2):
        assert outcome(undo(store, number))[0] == "accepted"
        found.append(numerators(store))
    assert found == [{0: 2}, {0: 1}, {}]


def test_the_same_value_said_again_by_another_is_that_ones(store):
    save_rows(store, observation(numerator=1))
    save_rows(store, observation(numerator=2))
    save_rows(store, observation(numerator=1))
    assert outcome(undo(store, 2)) == ("decision", None, (0, 0, 0, 0, 1))


def test_a_later_value_that_only_says_it_is_an_undo_stays(store):
    save_rows(store, observation(numerator=1))
    save_rows(store, observation(numerator=2))
    save_rows(store, observation(numerator=3), kind="undo", undoes=3)
    assert outcome(undo(store, 2)) == ("decision", None, (0, 0, 0, 0, 1))


def test_what_a_partial_undo_left_can_go_once_the_later_change_is_gone(store):
    save_rows(store, observation(0, numerator=1), observation(1, numerator=1))
    save_rows(store, observation(1, numerator=2))
    undo(store, 2, accepted=["changed_since"])
    undo(store, 3)
    assert numerators(store) == {1: 1}
    assert outcome(undo(store, 2)) == ("accepted", 6, (0, 1, 1, 1, 0))
    assert numerators(store) == {}


def test_every_table_is_undone(store):
    formation = {
        "village_code": VILLAGES[0], "origin": "official", "formed": True,
        "formed_on": date(2017, 8, 9), "scheme": "kkb", "document": "SK 1", "source_id": "made_up",
    }  # fmt: skip
    published = {
        "figure": "formed", "area_name": "a/b:c=d%", "period": "2023", "source_title": "X",
        "value": 52.0, "unit": "count", "confirmed": True,
    }  # fmt: skip
    figure = {"village_code": VILLAGES[0], "figure": "population", "period": "2010", "value": 9.0}

    def change(**values):
        return Change(
            formations=pd.DataFrame([formation | values.get("formation", {})]),
            published=pd.DataFrame([published | values.get("published", {})]),
            village_figures=pd.DataFrame([figure | values.get("figure", {})]),
        )

    def states(number):
        with read_transaction(store) as conn:
            return [
                read(conn, number).drop(columns="revision", errors="ignore").to_dict("records")
                for read in (queries.formations, queries.published, queries.village_figures)
            ]

    save(store, change())
    save(
        store,
        change(
            formation={"formed_on": None}, published={"confirmed": False}, figure={"value": None}
        ),
    )
    undo(store, 3)
    assert states(4) == states(2)
    undo(store, 4)
    assert states(5) == states(3)
    undo(store, 5)
    undo(store, 2)
    assert states(7) == [[], [], []]


def test_a_key_of_a_finding_keeps_its_parts_apart():
    kept = Kept(
        table="published", key={"figure": "a/b", "area_name": "c:d=e%"}, revision=9, before=None,
        now=None,
    )  # fmt: skip
    assert kept.finding == "changed_since:published:a%2Fb/c%3Ad%3De%25:9"


def test_published_and_village_figures_are_retracted(store):
    published = pd.DataFrame(
        [{"figure": "f", "area_name": "a", "period": "2023", "source_title": "s",
          "value": 1.0, "confirmed": True}]
    )  # fmt: skip
    figures = pd.DataFrame(
        [{"village_code": VILLAGES[0], "figure": "f", "period": "2010", "value": 1.0}]
    )
    save(store, Change(published=published, village_figures=figures))
    saved = save(store, Change(retract_published=published, retract_village_figures=figures))
    assert (saved.new, saved.changed) == (0, 2)
    with read_transaction(store) as conn:
        assert queries.published(conn, 3).empty
        assert queries.village_figures(conn, 3).empty


def test_sources_and_spellings_of_an_upload_stay(store):
    save(
        store,
        Change(
            observations=observations(observation(source_id="new")),
            sources=pd.DataFrame([{"source_id": "new", "title": "New"}]),
        ),
    )
    undo(store, 2)
    with read_transaction(store) as conn:
        assert queries.sources(conn)["source_id"].tolist() == ["made_up", "new"]


def test_what_has_no_revisions_is_refused(store):
    aliases = area_change().aliases
    save(store, Change(aliases=aliases[:1]))
    for number, message in (
        (1, "revision 1 set what is not kept by revision and cannot be undone"),
        (2, "revision 2 set what is not kept by revision and cannot be undone"),
    ):
        with pytest.raises(NotUndoableError) as caught:
            undo(store, number)
        assert str(caught.value) == message
    assert read_revision(store) == 2


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_revision_that_was_never_made(store, number):
    with pytest.raises(UnknownRevisionError) as caught:
        undo(store, number)
    assert caught.value.blanks == {"revision": number, "last": 1}


def test_a_dry_run_says_the_same_and_stores_nothing(store):
    save_rows(store, observation(0, numerator=1))
    save_rows(store, observation(0, numerator=2), observation(1, numerator=3))
    save_rows(store, observation(1, numerator=4))
    dry = undo(store, 3, accepted=["changed_since"], dry_run=True)
    assert (dry.verdict, dry.revision, read_revision(store)) == ("accepted", None, 4)
    done = undo(store, 3, accepted=["changed_since"], expected=dry.plan.sha256)
    assert done.plan == dry.plan
    assert done.revision == 5


def test_another_change_than_the_previewed_one_is_not_stored(store):
    save_rows(store, observation(0), observation(1))
    shown = undo(store, 2, dry_run=True).plan.sha256
    save_rows(store, observation(1, numerator=8))
    with pytest.raises(PreviewOutdatedError) as caught:
        undo(store, 2, accepted=["changed_since"], expected=shown)
    assert str(caught.value) == "as of revision 3 the change differs from its preview"
    assert read_revision(store) == 3


def test_52_a_double_click_on_a_previewed_undo_is_unchanged(store):
    save_rows(store, observation())
    preview = undo(store, 2, dry_run=True).plan.sha256
    assert undo(store, 2, expected=preview).revision == 3
    again = undo(store, 2, expected=preview)
    assert (again.verdict, again.revision, read_revision(store)) == ("unchanged", 3, 3)


def test_52_two_at_once_undo_once(store, fresh_url):
    save_rows(store, observation())
    start, verdicts = threading.Barrier(2), []

    def work():
        engine = open_engine(fresh_url)
        start.wait()
        verdicts.append(undo(engine, 2).verdict)
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts) == ["accepted", "unchanged"]
    assert read_revision(store) == 3


def test_54_locked_says_why_not_and_the_dry_run_goes_on(store, fresh_url):
    save_rows(store, observation())
    other = open_engine(fresh_url, busy_ms=50)
    with write_transaction(store):
        with pytest.raises(StoreReadOnlyError) as caught:
            undo(other, 2)
        assert undo(other, 2, dry_run=True).verdict == "accepted"
    other.dispose()
    assert caught.value.blanks["reason"] == "locked"
    assert read_revision(store) == 2


def test_71_undo_adds_rows_and_breaks_no_link(store):
    with store.connect() as conn:
        first = conn.scalar(text("SELECT hash FROM revision WHERE number = 1"))
    save_rows(store, observation())
    undo(store, 2)
    with store.connect() as conn:
        assert conn.scalar(text("SELECT hash FROM revision WHERE number = 1")) == first
        rows = conn.execute(text("SELECT revision, retracted FROM observation ORDER BY revision"))
        assert [tuple(row) for row in rows] == [(2, False), (3, True)]


def test_who_undoes_whom():
    assert undone_by({}) == {}
    assert undone_by({3: 2}) == {2: 3}
    assert undone_by({3: 2, 4: 3}) == {3: 4}
    assert undone_by({3: 2, 4: 3, 5: 4}) == {4: 5, 2: 3}
    assert undone_by({3: 2, 4: 3, 5: 2}) == {3: 4, 2: 5}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_49_killed_at_any_step_of_an_undo(store, fresh_url):
    for value in (0, 1):
        save_rows(store, *(observation(v, numerator=value, status="x" * 5000) for v in range(3)))
    victim = [sys.executable, "-m", "tests.store.undo_victim", fresh_url, str(ROUNDS)]
    output = subprocess.run(victim, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]

    # Each undo that was kept takes the one before it back: 1, 0, 1, ...
    revision = 3
    for found in rounds:
        assert found["revision"] in (revision, revision + 1), found
        revision = found["revision"]
        assert found["numerators"] == [revision % 2] * 3, found
    assert len(rounds) == ROUNDS
    assert rounds[0] == {"killed": True, "revision": 3, "numerators": [1, 1, 1]}
    assert any(found["killed"] and found["revision"] > 3 for found in rounds)
    assert rounds[-1]["killed"] is False
    assert [check for check in check_store(store) if not check.ok] == []
