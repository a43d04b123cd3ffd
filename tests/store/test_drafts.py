"""A draft is found again as it was left, until it is saved or discarded."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from kampungkb.errors import StoreReadOnlyError
from kampungkb.store.drafts import discard_draft, list_drafts, read_draft, save_draft
from kampungkb.store.engine import open_engine, write_transaction
from tests.store.made_up import NOW, read_revision, save_areas
from tests.store.upload import CONTENT, DRAFT, begin, draft


@pytest.fixture
def store(fresh_db):
    save_areas(fresh_db)
    return fresh_db


def test_a_draft_survives_a_restart(store, fresh_url):
    begin(store)
    again = open_engine(fresh_url)
    assert read_draft(again, DRAFT) == draft()
    again.dispose()
    assert read_revision(store) == 1


def test_a_form_has_no_file(store):
    form = draft(file_name=None, file_sha256=None, content=None, agency=None, choices="{}")
    save_draft(store, form)
    assert read_draft(store, DRAFT) == form


def test_an_unknown_draft_is_none(store):
    assert read_draft(store, DRAFT) is None
    assert read_draft(store, "'; DROP TABLE draft; --\0") is None


def test_choices_are_saved_without_the_file(store):
    begin(store)
    later = draft(content=None, choices='{"sheet": 2}', changed_at=NOW + timedelta(hours=1))
    save_draft(store, later)
    assert read_draft(store, DRAFT) == replace(later, content=CONTENT)


@pytest.mark.parametrize(
    "other",
    [
        draft(content=b"another", file_sha256="cd", file_name="b.csv", base_revision=2),
        draft(content=None, file_sha256=None, file_name=None),
        draft(content=None, file_sha256="cd"),
    ],
)
def test_another_file_takes_the_place_of_the_first(store, other):
    begin(store)
    save_draft(store, other)
    assert read_draft(store, DRAFT) == other


def test_the_list_is_newest_first_and_without_content(store):
    begin(store, draft_id="b")
    begin(store, draft_id="c", changed_at=NOW + timedelta(days=1), content=None)
    begin(store, draft_id="a")
    assert list_drafts(store) == [
        draft(draft_id="c", changed_at=NOW + timedelta(days=1), content=None),
        draft(draft_id="a", content=None),
        draft(draft_id="b", content=None),
    ]


def test_a_draft_is_discarded_once(store):
    begin(store, draft_id="a")
    begin(store, draft_id="b")
    discard_draft(store, "a")
    discard_draft(store, "a")
    assert [one.draft_id for one in list_drafts(store)] == ["b"]


def test_times_are_kept_as_moments(store):
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    begin(store, started_at=jakarta)
    assert read_draft(store, DRAFT).started_at == NOW
    assert read_draft(store, DRAFT).started_at.utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="needs a time zone"):
        begin(store, changed_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_text_from_outside_is_text(store):
    rough = '\0"; DROP TABLE draft; --\ud800'
    begin(store, file_name=rough, author=rough)
    found = read_draft(store, DRAFT)
    assert found.file_name == found.author == '\ufffd"; DROP TABLE draft; --\ufffd'


def test_case_54_a_locked_store_says_why_not_and_drafts_are_read(store, fresh_url):
    begin(store)
    impatient = open_engine(fresh_url, busy_ms=50)
    with write_transaction(store):
        with pytest.raises(StoreReadOnlyError) as caught:
            save_draft(impatient, draft(choices="[]"))
        assert read_draft(impatient, DRAFT) == draft()
    impatient.dispose()
    assert caught.value.blanks["reason"] == "locked"
