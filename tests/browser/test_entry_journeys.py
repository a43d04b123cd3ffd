"""Journeys of a correction: typed, read in the other language, checked, saved once, seen."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from kampungkb.i18n.translator import translator
from kampungkb.tasks.formation_words import milestone_words
from tests.browser.journey import serving
from tests.browser.test_gap_journeys import MONGPOK, sheets

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path, filled_path):
    """A server with a store of its own, and the store."""
    path = tmp_path / "store.sqlite"
    path.write_bytes(filled_path.read_bytes())
    with serving(path) as address:
        yield address, path


def line(reader, label):
    return reader.page.get_by_role("textbox", name=label, exact=True)


def revisions(path):
    with sqlite3.connect(path) as store:
        return store.execute("SELECT max(number) FROM revision").fetchone()[0]


def test_case_52_one_value_is_typed_in_two_languages_and_saved_once(office, reader):
    address, path = office
    reader.page.goto(f"{address}/koreksi?wilayah={MONGPOK}&indikator=D02&periode=2026-Q3")
    reader.introduce("Siti Aminah", "Disdukcapil")
    line(reader, "Pembilang").fill("1.900")
    line(reader, "Penyebut").fill("2600")
    # Nobody has sent the form yet: what is typed is in the browser alone.
    reader.page.get_by_role("button", name="English").click()
    expect(line(reader, "Numerator")).to_have_value("1.900")
    line(reader, "Source of this entry").fill("Laporan KIA")
    reader.page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(line(reader, "Sumber isian ini")).to_have_value("Laporan KIA")
    # By keyboard alone: the fields stand in the order in which one fills them.
    line(reader, "Pembilang").focus()
    for label in ("Penyebut", "Nilai (%)", "Sumber isian ini"):
        reader.page.keyboard.press("Tab")
        expect(line(reader, label)).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_text("baru, menggantikan data contoh")).to_be_attached()
    assert revisions(path) == 2
    line(reader, "Alasan perubahan").fill("Laporan susulan")
    reader.page.get_by_role("button", name="Simpan sebagai revisi 3").dblclick()
    reader.says(".kkb-done", "Tersimpan sebagai revisi 3.")
    expect(line(reader, "Pembilang")).to_have_value("1900")
    reader.page.get_by_role("link", name="Lihat atau batalkan di Riwayat").click()
    reader.says(".kkb-head h1", "Riwayat")
    reader.says(".stApp", "Laporan susulan")
    assert revisions(path) == 3


def test_every_stage_and_the_class_stand_on_the_profile_and_it_stays_one_sheet(office, reader):
    address, _ = office
    reader.page.goto(f"{address}/koreksi?wilayah={MONGPOK}")
    reader.introduce("Siti Aminah", "DKBP3A")
    reader.page.get_by_text("Tahap pembentukan", exact=True).click()
    for place, name in enumerate(milestone_words(translator("id")).values(), start=1):
        line(reader, f"{name}: tanggal").fill(f"{place} Maret 2024")
        line(reader, f"{name}: dokumen").fill(f"SK Kepala Desa Mongpok nomor 141/{place}/2024")
    reader.choose("Klasifikasi", "berkembang")
    line(reader, "Periode klasifikasi").fill("2026")
    line(reader, "Sumber isian ini").fill("SK Bupati")
    reader.page.get_by_role("button", name="Periksa perubahan").click()
    line(reader, "Alasan perubahan").fill("SK baru diterima")
    reader.page.get_by_role("button", name="Simpan sebagai revisi 3").click()
    reader.says(".kkb-done", "Tersimpan sebagai revisi 3.")
    for language, said in (
        ("id", r"Tahap: 9 dari 9 .*\(9 Maret 2024, SK .*141/9/2024\).*berkembang \(2026\)"),
        ("en", r"Stages: 9 of 9 .*\(9 March 2024, SK .*141/9/2024\).*\(berkembang\) \(2026\)"),
    ):
        reader.open(f"{address}/profil?wilayah={MONGPOK}&lang={language}")
        head = reader.page.locator(".kkb-profile-head")
        expect(head).to_contain_text(re.compile(said))
        expect(head.locator("li").first).to_be_hidden()
        head.locator("summary").click()
        expect(head.locator("li", has_text="SK Kepala Desa")).to_have_count(9)
        reader.page.locator(".kkb-foot").wait_for()
        assert sheets(reader.page) == 1
