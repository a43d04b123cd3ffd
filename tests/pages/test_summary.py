"""Ringkasan: exact numbers, with and without the sample data."""

import pytest

from kampungkb.tasks.ledger import gap_document, status_document
from kampungkb.ui import load
from tests.pages.screen import SUMMARY, address, block, blocks, figure, notes, opened, plain

pytestmark = pytest.mark.usefixtures("filled")

PERCENT = "\N{NO-BREAK SPACE}%"


def card(app, code: str) -> str:
    """The words of the card that leads to an indicator's gaps."""
    (cards,) = [one for one in blocks(app) if 'class="kkb-cards"' in one]
    (found,) = [one for one in cards.split("<a ") if f"/kesenjangan?indikator={code}" in one]
    return plain("<a " + found.partition("</a>")[0])


def test_rollout():
    assert block(opened(SUMMARY), "kkb-rollout") == (
        f"Desa yang sudah menjadi Kampung KB 52 dari 326 desa (15,95{PERCENT}) "
        f"75{PERCENT} = 245 desa 100 % = 326 desa "
        f"193 desa lagi menuju sasaran 75{PERCENT} · DKBP3A Kabupaten Serang (2023) "
        "274 desa lagi menuju 100 % · Peta jalan Inpres 3/2022, 2024 "
        "3 desa tercatat resmi, 49 data contoh. "
        "Angka terbit: 52 desa, keadaan 2023 menurut ANTARA Banten 2023, keterangan Kepala DKBP3A."
    )


def test_rollout_in_english():
    words = block(opened(SUMMARY, lang="en"), "kkb-rollout")
    assert words.startswith(
        "Villages that are a Kampung KB 52 of 326 villages (15.95%) 75% = 245 villages "
        "100% = 326 villages 193 more villages to the target of 75% "
    )


@pytest.mark.parametrize("store", ["pack_path", "cleared_path"])
def test_rollout_without_sample_data(store, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(SUMMARY)
    words = block(app, "kkb-rollout")
    assert words.startswith(
        f"Desa yang sudah menjadi Kampung KB 3 dari 326 desa (0,92{PERCENT}) "
        f"75{PERCENT} = 245 desa 100 % = 326 desa 242 desa lagi menuju sasaran 75{PERCENT} "
    )
    assert "3 desa tercatat resmi; daftar lengkap belum diunggah." in words
    assert block(app, "kkb-head").endswith(
        "Belum ada nilai per desa selain indeks desa. Tampilkan data contoh untuk mencoba dasbor, "
        "atau tunggu unggahan perangkat daerah."
    )
    # Made-up values are gone from every card; what was published is still there.
    assert "data contoh" not in block(app, "kkb-cards")
    assert f"Akta kelahiran 0–18 94,83{PERCENT}" in block(app, "kkb-cards")


@pytest.mark.parametrize(
    ("code", "language", "value", "short"),
    [
        ("D01", "id", f"96,04{PERCENT}", "kurang 11.913 anak"),
        ("D01", "en", "96.04%", "11,913 children short"),
        ("D02", "id", f"57,16{PERCENT}", "kurang 32.834 anak"),
        ("E02", "id", f"86,44{PERCENT}", "kurang 28.984 rumah tangga"),
    ],
)
def test_card_says_what_the_ledger_says(code, language, value, short):
    words = card(opened(SUMMARY, lang=language), code)
    assert f" {value} " in words
    assert f" {short} " in words
    (row,) = gap_document(load.snapshot(), "regency", indicator=code)["rows"]
    number = (
        f"{row['shortfall']:,}" if language == "en" else f"{row['shortfall']:,}".replace(",", ".")
    )
    assert number in short


def test_numbers_are_those_of_the_command_line():
    document = status_document(load.snapshot())
    assert (document["formed"], document["target_villages"], document["to_form"]) == (52, 245, 193)


def test_course_names_years_and_who_said_so():
    app = opened(SUMMARY)
    assert figure(app)["alt"] == (
        "Grafik jumlah Kampung KB yang diumumkan: 30 (2017, skema lama) dan 52 (2023); "
        f"garis sasaran 100 % = 326 desa dan 75{PERCENT} = 245 desa."
    )


def test_language_switch():
    app = opened(SUMMARY)
    app.button(key="switch_language").click().run()
    assert block(app, "kkb-head").startswith("Summary ")
    assert address(app) == {"lang": "en"}
    app.button(key="switch_language").click().run()
    assert block(app, "kkb-head").startswith("Ringkasan ")
    assert address(app) == {}


def test_old_revision():
    app = opened(SUMMARY, v="1")
    assert notes(app) == ["Anda melihat data pada revisi 1, bukan yang terakhir."]
    assert "· revisi 1 " in block(app, "kkb-head")
    assert block(app, "kkb-ribbon") == ""
    assert " 3 dari 326 desa " in block(app, "kkb-rollout")


def test_the_last_revision_by_its_number_needs_no_hint():
    app = opened(SUMMARY, v="2")
    assert notes(app) == []
    assert " 52 dari 326 desa " in block(app, "kkb-rollout")


def test_cards_lead_to_the_gaps_in_the_readers_language():
    (cards,) = [one for one in blocks(opened(SUMMARY, lang="en")) if "kkb-cards" in one]
    assert 'href="/kesenjangan?indikator=D02&amp;lang=en"' in cards


def test_a_change_that_chance_explains_is_not_called_worse():
    # Kesenjangan and Konvergensi say of the same change that its direction is not clear.
    app = opened(SUMMARY)
    assert "+0,08 poin persen sejak TW II 2026, arah belum jelas" in card(app, "L20")
    assert (
        "Tidak ada indikator kunci yang jelas memburuk sejak laporan sebelumnya. Kekurangan "
        "terbesar: Peserta JKN, "
    ) in block(app, "kkb-head")
    row = opened("pages/gaps.py", indikator="L20")
    assert "arah belum jelas" in block(row, "kkb-panel kkb-gaps-panel")
