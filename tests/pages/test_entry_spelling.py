"""Koreksi, tampilan Ejaan: what uploads have taught is seen, and forgotten with a reason."""

from datetime import UTC, datetime

import pytest

from kampungkb.intake.places import learned
from kampungkb.store.revisions import Change, save_revision
from kampungkb.tasks.spellings import confirmed_spellings
from tests.pages.entering import MONGPOK, begun, state, words
from tests.pages.screen import address, errors


@pytest.fixture
def taught(engine):
    save_revision(
        engine, author="Budi", kind="upload", reason="test", now=datetime(2026, 11, 25, tzinfo=UTC),
        change=Change(added_aliases=learned([("Mompok <b>", MONGPOK)])),
    )  # fmt: skip
    return engine


@pytest.mark.usefixtures("engine")
def test_without_any_the_page_says_where_they_come_from():
    app = begun(bagian="ejaan")
    assert "Belum ada ejaan yang dikonfirmasi." in words(app)
    assert address(app)["bagian"] == "ejaan"


def test_one_is_forgotten_with_a_reason(taught):
    app = begun(bagian="ejaan")
    chosen = app.selectbox(key="spelling_chosen")
    assert chosen.options == ["Mompok <b> → Mongpok · Kec. Cikeusal"]
    app.button(key="spelling_forget").click().run()
    assert "Pilih dahulu ejaan yang keliru." in words(app)
    chosen = app.selectbox(key="spelling_chosen")
    chosen.select(("Mompok <b>", MONGPOK))
    app.button(key="spelling_forget").click().run()
    assert "Alasan belum diisi." in words(app)
    assert len(confirmed_spellings(state(taught))) == 1
    app.text_input(key="spelling_reason").input("desa lain")
    app.button(key="spelling_forget").click().run()
    assert errors(app) == []
    assert "Ejaan Mompok <b> dilupakan; tersimpan sebagai revisi 4." in words(app)
    assert "Belum ada ejaan yang dikonfirmasi." in words(app)
    assert confirmed_spellings(state(taught)).empty
    assert state(taught).revision == 4
