"""Stages and classes of a village as the profile and the forms tell them."""

from datetime import date

import pandas as pd
import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.milestones import MILESTONES as EVERY
from kampungkb.model.tables import CLASSIFICATIONS, MILESTONES, shaped
from kampungkb.tasks.formation_words import (
    GivenClass,
    Reached,
    class_word,
    given_classes,
    milestone_words,
    reached_stages,
    recorded_formation,
)
from tests.tasks.snapshots import snapshot
from tests.villages import VILLAGES

ID, EN = translator("id"), translator("en")
HERE, THERE = VILLAGES[8], VILLAGES[1]


def stone(name, day=None, village=HERE, **more):
    return {
        "village_code": village,
        "milestone": name,
        "origin": "official",
        "reached": True,
        "reached_on": day,
        "document": None,
        "source_id": "s",
        "revision": 1,
    } | more


def given(period, name, village=HERE, **more):
    return {"village_code": village, "period": period, "origin": "official", "class_name": name,
            "source_id": "s", "revision": 1} | more  # fmt: skip


def of(stones=(), classes=()):
    more = {}
    if stones:
        more["milestones"] = shaped(pd.DataFrame(list(stones)), MILESTONES)
    if classes:
        more["classifications"] = shaped(pd.DataFrame(list(classes)), CLASSIFICATIONS)
    return snapshot(**more)


def test_every_stage_has_a_word_of_its_own_in_the_order_of_the_programme():
    for t in (ID, EN):
        words = milestone_words(t)
        assert tuple(words) == EVERY
        assert len(set(words.values())) == len(EVERY) == 9


def test_stages_stand_in_the_order_of_the_programme_not_of_their_days():
    found = reached_stages(
        of([
            stone("plan", date(2026, 1, 5)),
            stone("working_group", date(2026, 3, 12), document="SK 14/2026", revision=7),
            stone("launched", reached=False),
            stone("trained", village=THERE),
        ]),
        HERE, ID,
    )  # fmt: skip
    assert found == (
        Reached(name="Pembentukan Pokja", day=date(2026, 3, 12), document="SK 14/2026",
                official=True, source_id="s", revision=7),
        Reached(name="Penyusunan RKM", day=date(2026, 1, 5), document="", official=True,
                source_id="s", revision=1),
    )  # fmt: skip


def test_an_official_stage_takes_the_place_of_a_made_up_one():
    made_up = stone("plan", date(2025, 1, 1), origin="illustrative")
    (shown,) = reached_stages(of([made_up, stone("plan", date(2026, 1, 1))]), HERE, ID)
    assert (shown.day, shown.official) == (date(2026, 1, 1), True)
    assert reached_stages(of([made_up, stone("plan", reached=False)]), HERE, ID) == ()
    assert recorded_formation(of([made_up]), HERE, EN, None) == (
        ("Work plan (1 January 2025, sample data)",), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        ("2026-Q1", ["Sosialisasi", "Pembentukan Pokja"]),
        ("2025-Q4", ["Sosialisasi"]),
        (None, ["Sosialisasi", "Pembentukan Pokja", "Pencanangan"]),
    ],
)
def test_what_was_reached_after_a_period_is_left_out_and_an_unknown_day_is_not(as_of, names):
    stones = [
        stone("launched", date(2026, 4, 1)), stone("working_group", date(2026, 3, 31)),
        stone("socialisation"),
    ]  # fmt: skip
    assert [one.name for one in reached_stages(of(stones), HERE, ID, as_of)] == names


def test_classes_are_the_latest_first_and_official_before_made_up():
    rows = [
        given("2024", "dasar"), given("2026", "mandiri", document="BA 3"),
        given("2026", "dasar", origin="illustrative"), given("2025", "berkelanjutan", THERE),
    ]  # fmt: skip
    assert given_classes(of(classes=rows), HERE, EN) == (
        GivenClass(
            name="independent (mandiri)",
            period="2026",
            document="BA 3",
            official=True,
            source_id="s",
            revision=1,
        ),
        GivenClass(
            name="basic (dasar)",
            period="2024",
            document="",
            official=True,
            source_id="s",
            revision=1,
        ),
    )


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        # The running year's class is in force, next year's is not, nor that of the next quarter.
        # Of a year and its last quarter, which end together, the year is the later one.
        ("2026-Q3", ["berkembang", "dasar"]),
        ("2026-Q1", ["berkembang", "dasar"]),
        ("2025-Q4", ["dasar"]),
        ("2026", ["berkembang", "mandiri", "dasar"]),
        ("2027-01", ["berkelanjutan", "berkembang", "mandiri", "dasar"]),
    ],
)
def test_a_class_counts_from_the_beginning_of_its_period(as_of, names):
    rows = [
        given("2025", "dasar"), given("2026", "berkembang"), given("2026-Q4", "mandiri"),
        given("2027", "berkelanjutan"),
    ]  # fmt: skip
    assert [one.name for one in given_classes(of(classes=rows), HERE, ID, as_of)] == names


def test_a_line_tells_day_document_and_period_as_far_as_they_are_known():
    stones = [
        stone("working_group", date(2026, 3, 12), document="SK 14/2026", revision=7),
        stone("trained", document="Berita acara"), stone("plan"),
    ]  # fmt: skip
    rows = of(stones, [given("2025", "berkembang")])
    assert recorded_formation(rows, HERE, ID, "2026-Q1") == (
        (
            "Pembentukan Pokja (12 Maret 2026, SK 14/2026)", "Pelatihan Pokja (Berita acara)",
            "Penyusunan RKM",
        ),
        "berkembang (2025)",
    )  # fmt: skip
    assert recorded_formation(rows, THERE, ID, "2026-Q1") == ((), None)
    assert recorded_formation(of(), HERE, ID, None) == ((), None)


def test_a_class_of_another_version_is_shown_as_it_is_stored():
    assert class_word(EN, "utama") == "utama"
