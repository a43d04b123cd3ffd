"""What was previewed is what is stored, with its file, instead of its draft, all or nothing."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event, text

from kampungkb.errors import PreviewOutdatedError, StoreReadOnlyError, UnknownAreaError
from kampungkb.store import queries
from kampungkb.store.check import check_store
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.revisions import Change, SavedRevision, plan_revision, rows_hash
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
from tests.store.upload import CONTENT, DRAFT, begin, change, content_hash, kept, situation, upload

NAME = "00002-9c1b6e01e295.csv"
OLD, NEW = (1, [], [DRAFT]), (2, [NAME], [])
ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def store(fresh_db):
    """The register, and a draft of somebody's upload."""
    save_areas(fresh_db)
    begin(fresh_db)
    return fresh_db


def numerators(engine):
    return read_observations(engine, read_revision(engine))["numerator"].tolist()


def sources(engine):
    with read_transaction(engine) as conn:
        return queries.sources(conn)["source_id"].tolist()


def spellings(engine):
    with read_transaction(engine) as conn:
        return queries.aliases(conn)["name"].tolist()


def test_a_plan_counts_what_would_be_written_and_writes_nothing(store):
    save_rows(store, observation(0), observation(1))
    keys = observations(observation(1), observation(2))
    what = Change(
        observations=observations(
            observation(0, numerator=8),
            observation(0, period="2026-Q2"),
            observation(0, period="2025"),
        ),
        retract_observations=keys,
    )
    save_rows(store, observation(0, period="2025"))
    plan = plan_revision(store, what)
    assert (plan.current, plan.new, plan.changed, plan.retracted, plan.unchanged) == (3, 1, 2, 1, 2)
    assert [len(rows) for _, rows in plan.rows] == [3, 0, 0, 0, 0, 0, 0, 0]
    assert situation(store)[0] == 3
    saved = save(store, what, expected=plan.content_sha256)
    assert saved == SavedRevision(number=4, new=1, changed=2, unchanged=2, saved=True)
    assert rows_hash(plan.rows) == content_hash(store, 4)
    again = plan_revision(store, what)
    assert (again.content_sha256, again.unchanged) == (None, 5)


def test_an_upload_keeps_the_file_and_ends_the_draft(store):
    plan = plan_revision(store, change())
    assert situation(store) == OLD
    saved = upload(store, change(), expected=plan.content_sha256)
    assert saved == SavedRevision(number=2, new=1, changed=0, unchanged=0, saved=True)
    assert situation(store) == NEW
    with read_transaction(store) as conn:
        row = queries.revisions(conn).iloc[1]
    assert (row["file_name"], row["file_sha256"]) == ("akta.csv", kept().file_sha256)
    assert [check for check in check_store(store) if not check.ok] == []


def test_another_change_than_the_previewed_one_is_not_stored(store):
    plan = plan_revision(store, change(7))
    with pytest.raises(PreviewOutdatedError) as caught:
        upload(store, change(8), expected=plan.content_sha256)
    assert caught.value.blanks == {"revision": 1}
    assert situation(store) == OLD
    assert (numerators(store), sources(store)) == ([], ["made_up"])


def test_a_refused_change_keeps_the_draft_and_no_file(store):
    with pytest.raises(UnknownAreaError):
        upload(store, change(village_code="36.04.99.2001"))
    assert situation(store) == OLD


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(change(village_code="36.04.99.2001"), id="village"),
        pytest.param(change(period="2026-Q7"), id="period"),
        pytest.param(Change(observations=observations(observation(source_id="x"))), id="source"),
        pytest.param(Change(areas=area_change().areas[:2]), id="register"),
        pytest.param(
            Change(added_aliases=pd.DataFrame([{"code": "9", "name": "a", "source": "s"}])),
            id="spelling",
        ),
    ],
)
def test_a_preview_refuses_what_saving_refuses(store, refused):
    save_rows(store, observation(2))
    with pytest.raises(Exception, match=r"\w") as saving:
        save(store, refused)
    with pytest.raises(type(saving.value), match=f"^{re.escape(str(saving.value))}$"):
        plan_revision(store, refused)


def test_case_51_the_second_of_two_is_told_and_may_retry(store):
    """Both previewed the same village and period; the rows of the second are still the same."""
    mine, theirs = change(7), change(8)
    plans = [plan_revision(store, one) for one in (mine, theirs)]
    upload(store, theirs, expected=plans[1].content_sha256)
    begin(store, draft_id="mine")
    with pytest.raises(PreviewOutdatedError) as caught:
        upload(store, mine, expected=plans[0].content_sha256, draft_id="mine")
    assert caught.value.blanks == {"revision": 2}
    assert (numerators(store), situation(store)) == ([8], (2, [NAME], ["mine"]))
    again = plan_revision(store, mine)
    assert (again.current, again.new, again.changed) == (2, 0, 1)
    assert upload(store, mine, expected=again.content_sha256, draft_id="mine").number == 3
    assert (numerators(store), situation(store)) == ([7], (3, [NAME], []))


def test_case_51_another_indicator_in_between_is_no_hindrance(store):
    plan = plan_revision(store, change(7))
    save_rows(store, observation(indicator="L02"), observation(1))
    assert upload(store, change(7), expected=plan.content_sha256).number == 3


def test_case_51_two_at_once_store_one(store, fresh_url):
    start, outcomes = threading.Barrier(2), []
    plans = {value: plan_revision(store, change(value)) for value in (7, 8)}

    def write(value):
        engine = open_engine(fresh_url)
        start.wait()
        try:
            outcomes.append(upload(engine, change(value), expected=plans[value].content_sha256))
        except PreviewOutdatedError as error:
            outcomes.append(error)
        engine.dispose()

    threads = [threading.Thread(target=write, args=(value,)) for value in (7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (refused,) = [one for one in outcomes if isinstance(one, PreviewOutdatedError)]
    (saved,) = [one for one in outcomes if isinstance(one, SavedRevision)]
    assert (refused.blanks, saved.number) == ({"revision": 2}, 2)
    assert situation(store) == NEW


def test_case_52_a_double_click_stores_once(store, fresh_url):
    start, saved = threading.Barrier(2), []
    plan = plan_revision(store, change())

    def write():
        engine = open_engine(fresh_url)
        start.wait()
        saved.append(upload(engine, change(), expected=plan.content_sha256))
        engine.dispose()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one.number, one.saved, one.unchanged) for one in saved) == [
        (2, False, 1), (2, True, 0),
    ]  # fmt: skip
    assert situation(store) == NEW


def test_case_53_the_same_file_again_is_no_revision_and_ends_the_draft(store):
    upload(store, change())
    begin(store)
    other = Change(
        observations=change().observations,
        sources=pd.DataFrame([{"source_id": "upload", "title": "Another"}]),
        added_aliases=pd.DataFrame([{"code": VILLAGES[1], "name": "Dsa 2", "source": "x"}]),
    )
    assert plan_revision(store, other).content_sha256 is None
    again = upload(store, other, file=kept(b"other"), now=NOW + timedelta(days=1))
    assert again == SavedRevision(number=2, new=0, changed=0, unchanged=1, saved=False)
    assert situation(store) == NEW
    with read_transaction(store) as conn:
        assert queries.sources(conn)["title"].tolist() == ["Made up", "Akta"]
        assert queries.aliases(conn)["name"].tolist() == ["D 1", "Ds. 1"]


def test_a_file_that_is_kept_already_stays_as_it_is(store):
    upload(store, change())
    saved = upload(store, change(8), file=kept(name="other.xlsx"))
    assert (saved.number, situation(store)) == (3, (3, [NAME], []))


def test_a_register_is_stored_without_rows_of_data(store):
    areas = area_change().areas.replace({"name": {"Desa 1": "Desa Satu"}})
    what = Change(areas=areas, observations=observations(), sources=change().sources)
    plan = plan_revision(store, what)
    assert (plan.new, plan.changed, plan.current) == (0, 0, 1)
    assert save(store, what, expected=plan.content_sha256).saved is True
    assert sources(store) == ["made_up", "upload"]
    assert plan_revision(store, what).content_sha256 is None


def test_spellings_of_two_uploads_are_both_kept(store):
    """Neither of the two knew of the other's."""

    def taught(numerator, name):
        return Change(
            observations=observations(observation(numerator=numerator)),
            added_aliases=pd.DataFrame([{"code": VILLAGES[1], "name": name, "source": "person"}]),
        )

    save(store, taught(1, "Dsa 2"))
    save(store, taught(2, "Ds. 2"))
    assert sorted(spellings(store)) == ["D 1", "Ds. 1", "Ds. 2", "Dsa 2"]


@pytest.mark.parametrize("about", [{}, {"file_sha256": "ab"}])
def test_a_file_has_the_hash_that_it_is_said_to_have(store, about):
    wrong = kept() if about else type(kept())(file_sha256="ab", original_name="a", content=b"x")
    message = "the file to be kept has another hash than the one it is said to have"
    with pytest.raises(ValueError, match=f"^{message}$"):
        upload(store, change(), file=wrong, **about)
    assert situation(store) == OLD


def test_names_and_reasons_that_no_database_takes_are_mended(store):
    upload(store, change(), author="Si\0ti", reason="\ud800", file=kept(name="a\0.csv"))
    with read_transaction(store) as conn:
        row = queries.revisions(conn).iloc[1]
    assert row[["author", "reason", "file_name"]].tolist() == [
        "Si\ufffdti",
        "\ufffd",
        "a\ufffd.csv",
    ]
    assert [check for check in check_store(store) if not check.ok] == []


def test_case_54_locked_says_why_not_and_the_preview_goes_on(store, fresh_url):
    with store.connect() as conn, conn.begin():
        if store.dialect.name == "sqlite":
            conn.execute(text("UPDATE meta SET value = value"))
        else:
            conn.execute(text("SELECT pg_advisory_xact_lock(36042026)"))
        impatient = open_engine(fresh_url, busy_ms=50)
        plan = plan_revision(impatient, change())
        with pytest.raises(StoreReadOnlyError) as caught:
            upload(impatient, change(), expected=plan.content_sha256)
        impatient.dispose()
    assert caught.value.blanks["reason"] == "locked"
    assert situation(store) == OLD
    assert upload(store, change(), expected=plan.content_sha256).number == 2


@ONLY_SQLITE
def test_case_50_a_full_disk_stores_nothing_of_an_upload(store, fresh_url):
    full = open_engine(fresh_url)

    @event.listens_for(full, "connect")
    def no_more_pages(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # SQLite keeps the present size

    with pytest.raises(StoreReadOnlyError) as caught:
        upload(full, change(), file=kept(CONTENT * 5000))
    assert caught.value.blanks["reason"] == "full"
    assert situation(store) == OLD
    assert upload(store, change()).number == 2


def test_case_59_a_clock_set_back_changes_no_order(store):
    upload(store, change(7), now=NOW)
    upload(store, change(8), now=NOW - timedelta(days=900))
    plan = plan_revision(store, change(8))
    assert (numerators(store), plan.content_sha256, plan.current) == ([8], None, 3)
    assert [check for check in check_store(store) if not check.ok] == []


@ONLY_SQLITE
def test_a_discarded_file_leaves_no_trace(store, fresh_url):
    """Deleted rows of SQLite stay readable in the file unless they are overwritten."""
    secret = b"3604234101900001" * 400
    begin(store, content=secret, draft_id="other", file_sha256="ab")
    path = Path(fresh_url.removeprefix("sqlite:///"))
    assert secret[:16] in path.read_bytes()
    upload(store, change(), draft_id="other")
    assert secret[:16] not in path.read_bytes()
    assert situation(store) == (2, [NAME], [DRAFT])


_rows = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["2025", "2026-Q1"]), st.integers(0, 2)),
    max_size=5,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=_rows, ended=_rows)
def test_what_was_planned_is_what_is_saved(store, wanted, ended):
    keys = {row[:2] for row in wanted}
    rows = [observation(v, period=period, numerator=n) for v, period, n in wanted]
    gone = [observation(v, period=period) for v, period, _ in ended if (v, period) not in keys]
    what = Change(observations=observations(*rows), retract_observations=observations(*gone))
    plan = plan_revision(store, what)
    saved = save(store, what, expected=plan.content_sha256)
    assert saved == SavedRevision(
        number=plan.current + saved.saved, new=plan.new, changed=plan.changed,
        unchanged=plan.unchanged, saved=plan.content_sha256 is not None,
    )  # fmt: skip
    assert plan.new + plan.changed + plan.unchanged == len(rows) + len(gone)
    assert plan.retracted <= plan.changed
    assert plan_revision(store, what).content_sha256 is None
