"""Efforts that are kept: found again by what they say, and by nothing else."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.store.drafts import Draft, list_drafts, read_draft, save_draft
from kampungkb.tasks import plan_effort_kept
from kampungkb.tasks.plan_effort_kept import KeptEffort, effort_id, keep_effort, kept_effort
from tests.villages import VILLAGES

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DAYS = {(VILLAGES[0], "Dinkes"): Fraction(5, 2), (VILLAGES[1], "DKBP3A"): Fraction(0)}


@pytest.fixture
def engine(fresh_db):
    return fresh_db


def kept(engine, days, at=NOW, file_name="beban.xlsx"):
    return keep_effort(engine, days, file_name=file_name, author="Siti", now=at)


def test_an_effort_is_found_by_its_id(engine):
    own = kept(engine, DAYS)
    assert own == effort_id(DAYS)
    assert kept_effort(engine, own) == KeptEffort(days=DAYS, file_name="beban.xlsx")


def test_the_same_effort_is_kept_once_however_it_is_ordered(engine):
    kept(engine, DAYS)
    again = kept(engine, dict(reversed(DAYS.items())), at=NOW + timedelta(days=1))
    assert [one.draft_id for one in list_drafts(engine)] == [f"plan-effort-{again}"]


def test_it_is_no_file_that_an_upload_goes_on_with(engine):
    kept(engine, DAYS)
    assert [one.file_name for one in list_drafts(engine)] == [None]


@pytest.mark.parametrize("said", ["", "0" * 12, "abc", "../draft", "0" * 400, "'; DROP TABLE a"])
def test_an_id_of_nothing_finds_nothing(engine, said):
    kept(engine, DAYS)
    assert kept_effort(engine, said) is None


@pytest.mark.parametrize(
    ("content", "choices"),
    [
        (b'[["36.04.01.2001", "Dinkes", "9"]]', '{"file": null}'),
        (b'[["36.04.01.2001", "Dinkes", "1/0"]]', '{"file": null}'),
        (b"no json", '{"file": null}'),
        (b"[[1]]", '{"file": null}'),
        (b"\xff\xfe", "[]"),
    ],
)
def test_what_was_changed_in_the_store_is_none_any_more(engine, content, choices):
    own = kept(engine, DAYS)
    there = read_draft(engine, f"plan-effort-{own}")
    changed = Draft(
        draft_id=there.draft_id, started_at=NOW, changed_at=NOW, author="", agency=None,
        file_name=None, file_sha256=None, content=content, choices=choices, base_revision=0,
    )  # fmt: skip
    save_draft(engine, changed)
    assert kept_effort(engine, own) is None


def test_the_ones_kept_first_make_room(engine, monkeypatch):
    monkeypatch.setattr(plan_effort_kept, "MOST_KEPT", 2)
    upload = Draft(
        draft_id="other", started_at=NOW, changed_at=NOW, author="", agency=None,
        file_name="kia.csv", file_sha256=None, content=b"", choices="{}", base_revision=0,
    )  # fmt: skip
    save_draft(engine, upload)
    own = [
        kept(engine, {(VILLAGES[0], "Dinkes"): Fraction(n)}, at=NOW + timedelta(hours=n))
        for n in (1, 2, 3)
    ]
    assert [kept_effort(engine, one) is None for one in own] == [True, False, False]
    assert "other" in [one.draft_id for one in list_drafts(engine)]


def test_no_effort_has_no_id(engine):
    assert effort_id({}) == ""
    with pytest.raises(ValueError, match="an empty effort has no id"):
        kept(engine, {})


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(VILLAGES), st.text(max_size=4)),
        st.fractions(0, 400, max_denominator=99),
        min_size=1,
    )
)
def test_other_days_have_another_id(days):
    key = min(days)
    assert effort_id(days) == effort_id(dict(reversed(days.items())))
    assert effort_id(days) != effort_id(days | {key: days[key] + 1})
