"""A spelling that was confirmed wrongly can be taken back; the register's own cannot."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from kampungkb.errors import UnknownSpellingError
from kampungkb.i18n.translator import translator
from kampungkb.intake.places import learned
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from kampungkb.store.revisions import Change, save_revision
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.spellings import confirmed_spellings, forget_spelling, spellings_listing
from tests.store.made_up import area_change

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DICTIONARY = read_dictionary(ROOT / "data" / "indicators.toml")
BY = {"author": "Siti", "agency": "DKBP3A", "now": NOW}


@pytest.fixture
def store(fresh_db):
    """Two villages, one spelling of the register's own, two that uploads have taught."""
    own = area_change()
    first, second = own.areas.loc[own.areas["level"] == "village", "code"].iloc[:2]
    register = pd.DataFrame([(first, "Lama", "BPS")], columns=["code", "name", "source"])
    save_revision(fresh_db, kind="area_pack", reason="test", change=own, **BY)
    save_revision(
        fresh_db, kind="upload", reason="test", change=Change(added_aliases=register), **BY
    )
    taught = learned([("Baru  =1+1", second), ("Baroe", first)])
    save_revision(fresh_db, kind="upload", reason="test", change=Change(added_aliases=taught), **BY)
    return fresh_db, first, second


def known(engine):
    rows = confirmed_spellings(read_snapshot(engine, DICTIONARY))
    return list(zip(rows["name"], rows["code"], strict=True))


def test_only_what_uploads_have_taught_is_listed_by_name(store):
    engine, first, second = store
    assert known(engine) == [("Baroe", first), ("Baru =1+1", second)]
    rows = confirmed_spellings(read_snapshot(engine, DICTIONARY))
    listing = spellings_listing(read_snapshot(engine, DICTIONARY), translator("id"))
    assert [list(one.cells) for one in listing.columns] == [
        list(rows[name]) for name in ("name", "code", "village", "district")
    ]


def test_forgetting_is_a_revision_that_takes_one_and_leaves_the_others(store):
    engine, first, second = store
    saved = forget_spelling(engine, "Baroe", first, reason="desa lain", **BY)
    assert (saved.number, saved.saved) == (4, True)
    assert known(engine) == [("Baru =1+1", second)]
    left = read_snapshot(engine, DICTIONARY).aliases
    assert "Lama" in set(left["name"])


def test_what_no_upload_has_taught_is_refused_and_nothing_is_saved(store):
    engine, first, second = store
    for name, code in (("Lama", first), ("Baroe", second), ("Tidak ada", first)):
        with pytest.raises(UnknownSpellingError):
            forget_spelling(engine, name, code, reason="desa lain", **BY)
    assert read_snapshot(engine, DICTIONARY).revision == 3
