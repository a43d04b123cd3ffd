"""The formation in numbers and sentences, on nine villages of which two are formed."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.tasks.formation_sentences import (
    chance,
    class_rows,
    course_notes,
    course_title,
    finding,
    funnel_alt,
    funnel_title,
    implied_words,
    pace_rows,
    seen_words,
    used_words,
    waiting_note,
    waiting_title,
)
from kampungkb.tasks.formation_view import (
    Wish,
    default_date,
    definition_counts,
    formation_view,
)
from kampungkb.tasks.ledger import gap_document, ledger
from tests.analysis.stages import classes, given_class, stone, stones
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES, areas, formation, formations

ID, EN = translator("id"), translator("en")
PERCENT = "\N{NO-BREAK SPACE}%"
AS_OF, BY = "2026-Q1", date(2028, 12, 31)
LIST = formations(
    formation(8, formed_on=date(2025, 6, 1)), formation(1, origin="illustrative"),
    formation(0, formed_on=date(2026, 1, 5)),
)  # fmt: skip


def view(as_of: str | None = AS_OF, wish: dict[str, Any] | None = None, **more: Any):
    usual: dict[str, Any] = {"definition": "list", "by": BY, "pace": 1, "window": 24}
    of = snapshot(*reported(), **{"formations": LIST, **more})
    return formation_view(of, as_of, Wish(**(usual | (wish or {}))))


def test_the_list_is_what_every_other_page_counts():
    found = view()
    whole = ledger(found.of, AS_OF).rollout
    assert tuple(found.formed["code"]) == whole.formed_codes
    document = gap_document(found.of, "regency")["rows"]
    (row,) = [one for one in document if one["indicator"] == "K01"]
    assert found.counts["list"] == row["numerator"] == 3
    assert definition_counts(found.of, AS_OF) == found.counts


def test_goals_are_the_target_in_use_and_all_villages():
    first, last = view().goals
    # 75 % of 9 is 7; 33 months from 31 March 2026.
    assert (first.share, first.target, last.share, last.target) == (Fraction(3, 4), 7, 1, 9)
    assert (first.needed.to_form, first.needed.months, first.needed.per_month) == (4, 33, 1)
    assert (first.at_pace, last.at_pace) == (date(2026, 7, 31), date(2026, 9, 30))
    # Two formations with a day in 24 months.
    assert (view().seen.official, view().seen.illustrative) == (2, 0)
    assert 0 < last.probability < first.probability < 1


def test_finding_in_each_state():
    assert finding(view(), ID) == (
        "3 dari 9 desa sudah terbentuk; untuk 7 desa pada 31 Desember 2028 perlu 1 desa per bulan."
    )
    assert finding(view(wish={"by": date(2026, 3, 31)}), ID) == (
        "3 dari 9 desa sudah terbentuk; 31 Maret 2026 sudah lewat pada akhir periode data, masih "
        "kurang 4 desa menuju 7."
    )
    assert finding(view(wish={"by": date(2026, 4, 15)}), ID) == (
        "3 dari 9 desa sudah terbentuk; untuk 7 desa pada 15 April 2026, kurang dari sebulan lagi, "
        "masih perlu 4 desa."
    )
    seven = formations(*(formation(place) for place in range(7)))
    assert finding(view(formations=seven), ID) == (
        "7 dari 9 desa sudah terbentuk; sasaran 7 desa sudah tercapai, 2 desa lagi menuju semua "
        "desa."
    )
    nine = formations(*(formation(place) for place in range(9)))
    assert finding(view(formations=nine), EN) == (
        "9 of 9 villages have been formed; every village has been formed."
    )
    assert finding(view(None), ID) == (
        "3 dari 9 desa sudah terbentuk; laju belum dapat dihitung karena belum ada periode data."
    )
    register = areas()[lambda rows: rows["level"] != "village"]
    assert finding(view(areas=register, formations=formations()), ID) == (
        "Belum ada daftar desa; daftar itu dibuat bersama paket wilayah."
    )


def test_another_definition_changes_counts_and_pace_and_says_so():
    rows = stones(stone(8, "launched", date(2026, 1, 1)))
    found = view(wish={"definition": "launched"}, milestones=rows)
    assert (found.counts["list"], found.counts["launched"], found.counts["working_group"]) == (
        3, 1, 3,
    )  # fmt: skip
    assert finding(found, ID) == (
        "1 dari 9 desa sudah mencapai tahap Pencanangan; untuk 7 desa pada 31 Desember 2028 perlu "
        "1 desa per bulan."
    )
    assert found.goals[0].needed.to_form == 6
    assert used_words(found, ID) == (
        "Halaman ini memakai tahap Pencanangan; Ringkasan, Peta, dan rencana tetap memakai daftar "
        "pembentukan (3 desa)."
    )
    assert used_words(view(), ID) == (
        "Ringkasan, Peta, dan rencana selalu memakai daftar pembentukan (3 desa)."
    )


def test_pace_table():
    rows = dict(pace_rows(view(wish={"by": date(2026, 11, 15), "pace": 2}), ID))
    chances = rows.pop("Peluang tercapai (model)")
    assert rows == {
        "Masih kurang": ["4 desa", "6 desa"],
        "Waktu s.d. 15 November 2026": ["7,5 bulan", "7,5 bulan"],
        "Laju yang perlu": ["1 desa per bulan", "1 desa per bulan"],
        "Dengan 2 desa per bulan tercapai": ["Mei 2026", "Juni 2026"],
    }
    assert all(one.endswith(PERCENT) for one in chances)
    assert pace_rows(view(None), ID) == []


def test_pace_table_of_a_date_that_has_passed_and_of_a_target_that_is_reached():
    seven = formations(*(formation(place) for place in range(7)))
    rows = dict(pace_rows(view(wish={"by": date(2020, 1, 1)}, formations=seven), ID))
    assert rows["Waktu s.d. 1 Januari 2020"] == ["0 bulan", "tanggal sudah lewat"]
    assert rows["Laju yang perlu"] == ["sudah tercapai", "–"]
    assert rows["Peluang tercapai (model)"] == ["sudah tercapai", "–"]


def test_no_formation_in_the_window_is_no_probability():
    found = view(wish={"window": 12}, formations=formations(formation(8), formation(1)))
    assert found.projection is None
    rows = dict(pace_rows(found, ID))
    assert rows["Peluang tercapai (model)"] == ["belum cukup data", "belum cukup data"]
    assert seen_words(found, ID) == [
        "Belum cukup data untuk perkiraan: tidak ada desa yang tercatat terbentuk dalam 12 bulan "
        "terakhir. Pilih jangka yang lebih panjang atau lengkapi tanggal pembentukan."
    ]
    assert course_title(found, ID) == "Jumlah desa terbentuk dan perkiraannya"


def test_what_is_observed_and_what_it_leaves_out():
    assert seen_words(view(), ID) == [
        "Diamati: 2 desa terbentuk dalam 24 bulan terakhir, rata-rata 0,08 desa per bulan."
    ]
    unknown, model = course_notes(view(), ID)
    assert unknown == (
        "1 desa terbentuk tanpa tanggal (resmi 0, data contoh 1) dihitung sejak awal, tetapi tidak "
        "dalam laju yang diamati; laju itu dapat terlalu rendah."
    )
    assert model.startswith("Perkiraan ini model, bukan ramalan: ")
    assert "Poisson" in model
    assert course_title(view(), ID).startswith("Bila laju bertahan: 3–9 desa pada 31 Desember 2028")


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, f"kurang dari 1{PERCENT}"), (0.0099, f"kurang dari 1{PERCENT}"),
        (0.01, f"1{PERCENT}"), (0.5, f"50{PERCENT}"), (0.99, f"99{PERCENT}"),
        (0.9901, f"lebih dari 99{PERCENT}"),
    ],
)  # fmt: skip
def test_a_model_is_never_certain(probability, words):
    assert chance(probability, ID) == words


def test_stages_of_which_nothing_is_recorded_are_not_0():
    found = view(milestones=stones(stone(4, "policy"), stone(5, "launched", reached=False)))
    assert found.silent == {
        "socialisation", "trained", "plan", "secretariat", "registered", "classified",
    }  # fmt: skip
    words = funnel_alt(found, ID)
    assert "Sosialisasi belum ada data, Penetapan kebijakan 1, Pembentukan Pokja 3" in words
    assert "Pencanangan 0" in words


def test_funnel_and_waiting_in_words():
    rows = stones(
        stone(4, "socialisation", date(2026, 3, 1)), stone(5, "socialisation"),
        stone(6, "socialisation", date(2025, 3, 31)), stone(0, "policy", date(2025, 1, 1)),
    )  # fmt: skip
    found = view(milestones=rows)
    # 0, 1 and 8 wait for the training; 4, 5 and 6 for a policy, which comes first.
    assert funnel_title(found, ID) == (
        "6 dari 9 desa sudah mulai; terbanyak tertahan sebelum Penetapan kebijakan (3 desa)"
    )
    assert implied_words(found, ID).startswith("3 desa pada daftar pembentukan belum memiliki")
    assert waiting_title(found, ID) == (
        "Desa yang paling lama tertahan: Desa 6, 365 hari di tahap Sosialisasi"
    )
    assert waiting_note(found, ID) == (
        "Tanggal belum diketahui, sehingga lama tertahan tidak dapat dihitung (2 desa): Desa 1, "
        "Desa 5."
    )
    nothing = view(formations=formations())
    assert funnel_title(nothing, ID) == "Belum ada desa yang tercatat mulai"
    assert (implied_words(nothing, ID), waiting_note(nothing, ID)) == ("", "")
    through = view(formations=formations(), milestones=stones(stone(2, "classified")))
    assert funnel_title(through, ID) == (
        "1 dari 9 desa sudah mencapai tahap terakhir; tidak ada yang tertahan"
    )


def test_classes_in_words():
    assert class_rows(view(), ID) == []
    rows = classes(given_class(8, "mandiri", "2025", origin="illustrative"))
    assert class_rows(view(classifications=rows), ID) == [
        ("dasar", 0, False), ("berkembang", 0, False), ("mandiri", 1, True),
        ("berkelanjutan", 0, False), ("belum diklasifikasi", 2, False),
    ]  # fmt: skip


def test_districts_add_up_to_the_whole():
    found = view(milestones=stones(stone(4, "policy"), stone(8, "trained")))
    parts = found.by_district
    assert parts.groupby("milestone", sort=False)["villages"].sum().tolist() == (
        found.whole["villages"].tolist()
    )
    assert parts.drop_duplicates("code")["formed"].tolist() == [2, 0, 1]
    assert parts.drop_duplicates("code")["formed_made_up"].tolist() == [1, 0, 0]
    assert (found.made_up, found.made_up_stages, found.has_records) == (True, True, True)
    assert list(found.formed["code"]) == [VILLAGES[0], VILLAGES[1], VILLAGES[8]]


def test_date_at_first():
    assert default_date(snapshot(*reported())) == date(2028, 12, 31)
    assert default_date(snapshot()) is None
