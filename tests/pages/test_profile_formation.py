"""Stages and class of a village on its profile: only where they are recorded."""

import pytest

from tests.pages.entering import CIKANDE, MONGPOK, begun, context, saved, typed
from tests.pages.screen import block, errors, opened

PAGE = "pages/profile.py"


def head(**address: str) -> str:
    app = opened(PAGE, **address)
    assert errors(app) == []
    return block(app, "kkb-profile-head")


@pytest.fixture
def recorded(engine):
    """Two stages and a class of one village, written into the form."""
    app = begun(wilayah=CIKANDE)
    app.radio(key=f"entry_field_{context(app)}_state").set_value("formed")
    app.selectbox(key=f"entry_field_{context(app)}_class_name").set_value("berkembang")
    typed(app, class_period="2026", title="SK 14", working_group_on="12-03-2026",
          working_group_document="SK 14/2026", launched_on="20-05-2026")  # fmt: skip
    saved(app)
    return engine


@pytest.mark.usefixtures("recorded")
def test_a_village_shows_how_far_it_is_and_its_class():
    shown = head(wilayah=CIKANDE)
    said = "Tahap: 2 dari 9 tercatat tercapai, yang terjauh Pencanangan (20 Mei 2026)."
    assert f"{said} Klasifikasi: berkembang (2026)." in shown
    assert "Pembentukan Pokja (12 Maret 2026, SK 14/2026)" in shown
    english = head(wilayah=CIKANDE, lang="en")
    said = "Stages: 2 of 9 recorded as reached, the furthest Launch (20 May 2026)."
    assert f"{said} Class: developing (berkembang) (2026)." in english


@pytest.mark.usefixtures("recorded")
def test_an_earlier_period_shows_what_was_reached_by_then():
    shown = head(wilayah=CIKANDE, periode="2026-Q1")
    assert "1 dari 9 tercatat tercapai, yang terjauh Pembentukan Pokja (12 Maret 2026" in shown
    assert "Pencanangan" not in shown
    before = head(wilayah=CIKANDE, periode="2025-Q4")
    assert "Tahap" not in before
    assert "Klasifikasi" not in before


@pytest.mark.usefixtures("filled")
def test_nothing_is_said_of_what_nobody_recorded():
    for place in (MONGPOK, CIKANDE, "36.04.23"):
        shown = head(wilayah=place)
        assert "Tahap" not in shown
        assert "Klasifikasi" not in shown
