"""The words of the page of uploads."""

from dataclasses import replace

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.intake.checked import nothing_read
from kampungkb.intake.request import SKIP
from kampungkb.intake.sheets import Marker, Sheet
from kampungkb.model.findings import Finding, finding
from kampungkb.tasks import upload_view as view
from kampungkb.tasks.upload_view import CONFIRM
from tests.tasks.snapshots import snapshot
from tests.villages import VILLAGES

T = translator("id")
LABELS = (f"{VILLAGES[4]} Desa 4, Kec. Lempuyang", f"{VILLAGES[0]} Desa 0, Kec. Kramat")


def unknown(**more: object) -> Finding:
    return finding(
        "place_name_unknown", "question", sheet="KIA", row=7, column="Desa", value="Dsa 4",
        suggestions=LABELS, typed="Dsa 4", **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"row": 7, "column": "Desa"}, "Baris 7, kolom Desa"),
        ({"row": 7}, "Baris 7"),
        ({"column": "<b>"}, "Kolom <b>"),
        ({}, "Seluruh berkas"),
    ],
)
def test_where_a_finding_is(place, words):
    assert view.where(T, finding("no_values", "error", **place)) == words


def test_a_village_is_chosen_by_name_or_left_out():
    asked = view.question(T, snapshot(), unknown())
    assert asked.asking == "place"
    assert asked.options == (
        (VILLAGES[4], "Desa 4, Kec. Lempuyang"),
        (VILLAGES[0], "Desa 0, Kec. Kramat"),
        (SKIP, "Lewati baris ini"),
    )
    assert asked.said.startswith("Dsa 4 tidak ada dalam register desa.")


def test_a_question_for_several_rows_says_so():
    asked = view.question(T, snapshot(), replace(unknown(), rows=12))
    assert asked.options[-1] == (SKIP, "Lewati 12 baris ini")
    assert asked.said.endswith("Jawabannya berlaku untuk 12 baris.")


def test_a_code_that_speaks_against_its_name_is_confirmed_first():
    differs = finding(
        "place_code_name_differ", "warning", row=3, suggestions=LABELS, typed="x", village="y"
    )
    assert view.needs_choice(differs)
    asked = view.question(T, snapshot(), differs)
    assert [answer for answer, _ in asked.options] == [CONFIRM, VILLAGES[0], SKIP]


def test_both_readings_of_a_number_are_told_apart():
    asked = finding(
        "number_ambiguous", "question", row=2, column="n", value="1.234",
        suggestions=("1234", "1.234"), n=1, typed="1.234",
    )  # fmt: skip
    assert view.question(T, snapshot(), asked).options == (
        ("1234", "Ribuan: 1.234 berarti 1234"),
        ("1.234", "Pecahan: 1.234 berarti 1,234"),
    )


def test_periods_are_shown_in_words_and_may_be_typed():
    asked = finding("period_not_given", "question", suggestions=("2026-Q3", "2026-Q2"))
    shown = view.question(T, snapshot(), asked)
    assert (shown.asking, shown.typed) == ("list", True)
    assert shown.options[0] == ("2026-Q3", "Triwulan III 2026")


def test_answers_in_words():
    of = snapshot()
    assert view.answer_words(T, of, unknown(), VILLAGES[4]) == "Desa 4, Kec. Lempuyang"
    assert view.answer_words(T, of, unknown(), VILLAGES[8]) == "Desa 8, Kec. Mancak"
    assert view.answer_words(T, of, unknown(), None) == "sudah dipastikan"
    asked = finding("period_not_given", "question", suggestions=("2026-Q3",))
    assert view.answer_words(T, of, asked, "2026-Q1") == "Triwulan I 2026"


def test_villages_of_the_likeliest_district_come_first():
    near = view.villages_near(snapshot(), unknown())
    assert near[:3] == VILLAGES[4:7]
    assert sorted(near) == sorted(VILLAGES)


def test_a_warning_without_suggestions_is_merely_confirmed():
    assert not view.needs_choice(finding("period_future", "warning", period="2027"))
    assert not view.needs_choice(finding("no_values", "error", suggestions=("a",)))


def test_rows_left_out_are_counted_by_reason():
    left = {4: "total", 5: "note", 9: "total", 11: "skipped"}
    assert view.left_out_words(T, left) == [
        "2 baris jumlah tidak diambil.",
        "1 baris catatan tidak diambil.",
        "1 baris dilewati atas jawaban Anda.",
    ]


def test_a_question_about_the_sheet_is_no_missing_table():
    asked = finding("sheet_choice", "question", suggestions=("A", "B"), names="A, B")
    missing = finding("header_not_found", "error")
    said = [
        view.understood(T, snapshot(), nothing_read((one,), keep_file=True))
        for one in (asked, missing)
    ]
    assert said[0].startswith("Ada lebih dari satu tabel.")
    assert said[1].startswith("Tabelnya belum ditemukan.")


def test_cells_are_shown_as_the_sheet_shows_them():
    cells = [[0.8512, 3.0, None, Marker("error", "#N/A"), "x" * 60]]
    sheet = Sheet("A", False, 5, 1, cells, percent=((0, 0, 0, 0),))
    shown = view._cells(T, sheet, 0, range(5))
    assert shown[:4] == ("85,12\N{NO-BREAK SPACE}%", "3", "–", "#N/A")
    assert (len(shown[4]), shown[4][-1]) == (40, "…")


def test_every_column_can_mean_what_the_dictionary_measures_by_village():
    words = view.meaning_words(T, snapshot().dictionary)
    assert next(iter(words)) == ""
    assert len(set(words.values())) == len(words)
    ratios = [one for one in snapshot().dictionary if one.kind == "ratio"]
    villages = [one for one in ratios if one.lowest_level == "village"]
    parts = [key for key in words if key.startswith("denominator|") and key.split("|")[1]]
    assert len(parts) == len(villages)
