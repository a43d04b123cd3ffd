"""A preview in words, on nine villages: whole sentences, in both languages."""

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.store.revisions import Change
from kampungkb.tasks import preview_words as words
from kampungkb.tasks.preview import preview
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES, formation, formations, observations, seen

T, EN = translator("id"), translator("en")
BEFORE = snapshot(*reported())


def shown(*rows, before=BEFORE, **more):
    return preview(before, Change(observations=observations(*rows), **more))


def test_headline_of_one_indicator_and_period():
    found = shown(seen(0, 65, 100), seen(1, 55, 100))
    assert words.headline(T, found) == (
        "2 nilai D02 id Triwulan I 2026: 2 berubah; kekurangan Serang turun dari 64 menjadi 19 "
        "anak; 1 desa tidak lagi tercapai."
    )
    assert words.headline(EN, found) == (
        "2 values of D02 en, Q1 2026: 2 changed; shortfall of Serang down from 64 to 19 "
        "children; 1 village no longer meets the target."
    )


def test_headline_of_several_periods_and_of_several_indicators():
    periods = shown(seen(0, 65, 100), seen(0, 66, 100, period="2026-Q2"))
    assert words.headline(T, periods) == (
        "2 nilai D02 id dalam 2 periode: 1 baru, 1 berubah; kekurangan Serang turun dari 64 "
        "menjadi 14 anak."
    )
    codes = shown(seen(0, 65, 100), seen(0, 5, 100, indicator="L02"))
    assert words.headline(T, codes) == (
        "2 nilai dari 2 indikator: 1 baru, 1 berubah; kekurangan D02 id turun dari 64 menjadi 14 "
        "anak."
    )


def test_headline_of_nothing():
    assert words.headline(T, shown(seen(0, 10, 100))) == (
        "Tidak ada yang berubah: data sudah seperti ini."
    )


def test_headline_of_formations():
    rows = formations(formation(3), formation(1))
    found = preview(BEFORE, Change(formations=rows))
    assert words.headline(T, found) == (
        "2 catatan pembentukan: 2 baru; desa terbentuk dari 2 menjadi 3."
    )


def test_notes_say_once_what_holds_for_several_indicators():
    made_up = [seen(0, 5, 10, origin="illustrative", indicator=code) for code in ("D02", "L02")]
    before = snapshot(*made_up, seen(8, 1, 2, origin="illustrative", indicator="IDM", value=0.5))
    rows = [seen(0, 6, 10, indicator=code) for code in ("D02", "L02")]
    found = shown(*rows, before=before)
    missing = {"D02": VILLAGES[1:3], "L02": VILLAGES[1:3], "IDM": VILLAGES[1:2]}
    assert words.notes(T, found, missing) == [
        "D02 id dan L02 id: nilai contoh di 1 desa tidak dibaca lagi karena nilai resmi masuk.",
        "D02 id dan L02 id: 2 desa tidak ada nilainya dalam isian ini, yaitu Desa 1 dan Desa 2.",
        "IDM id: 1 desa tidak ada nilainya dalam isian ini, yaitu Desa 1.",
    ]
    assert words.notes(EN, found, missing) == [
        "D02 en and L02 en: sample values of 1 village are no longer read, because an official "
        "value comes in.",
        "D02 en and L02 en: 2 villages have no value in what is submitted: Desa 1 and Desa 2.",
        "IDM en: 1 village has no value in what is submitted: Desa 1.",
    ]


def test_notes_name_eight_villages_and_four_indicators_at_most():
    found = shown(seen(0, 65, 100))
    missing = dict.fromkeys(("D02", "L02", "IDM", "K01", "X1", "X2"), VILLAGES)
    assert words.notes(T, found, missing) == [
        "D02 id, L02 id, IDM id, K01 id, dan 2 indikator lain: 9 desa tidak ada nilainya dalam "
        "isian ini, yaitu Desa 0, Desa 1, Desa 2, Desa 3, Desa 4, Desa 5, Desa 6, Desa 7, dan 1 "
        "desa lain."
    ]


def test_a_late_value_is_said_to_change_nothing():
    found = shown(seen(2, 9, 10, period="2025-Q4"))
    assert words.notes(T, found) == [
        "1 nilai tersimpan, tetapi tidak mengubah gambaran s.d. Triwulan I 2026: laporan yang "
        "lebih baru atau resmi sudah ada, atau desanya tidak ikut dihitung."
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (seen(0, 65, 100), "berubah"),
        (seen(8, 5, 10), "baru"),
        (seen(5, 90, 100, period="2026-Q2"), "baru (sebelumnya TW I 2026)"),
    ],
)
def test_kind_of_a_row(row, kind):
    (only,) = shown(row).values.to_dict("records")
    assert words.row_kind_word(T, only) == kind
