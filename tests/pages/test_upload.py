"""Unggah: a file goes in, is checked, answered, looked at and saved; and nothing else happens."""

import io

import openpyxl
import pytest

from kampungkb.exports.template import template_xlsx
from kampungkb.i18n.translator import translator
from kampungkb.intake.request import Request
from kampungkb.store.files import read_file
from kampungkb.tasks.upload import file_hash
from kampungkb.tasks.upload_document import import_document
from kampungkb.ui import upload_findings, upload_work
from tests.pages.screen import address, block, blocks, errors, plain
from tests.pages.uploading import (
    ASKED,
    CLEAN,
    FAULTY,
    HEAD,
    MONGPOK,
    NOW,
    PANYABRANGAN,
    TITLE,
    labels,
    page,
    press,
    saves,
    send,
    words,
)

pytestmark = pytest.mark.usefixtures("patient")


def test_a_question_is_answered_looked_at_and_saved(store, other):
    app = send(page(), ASKED)
    assert block(app, "kkb-understood") == (
        "Judul kolom di baris 3, 2 baris data, indikator D02 · KIA 0–<17, "
        "periode Triwulan III 2026."
    )
    assert "1 pertanyaan menunggu jawaban" in words(app)
    assert (saves(app), store.revision) == ([], 1)
    (radio,) = app.radio
    assert radio.value is None
    assert radio.options[0] == "Mongpok, Kec. Cikeusal"
    assert radio.options[-1] == "Lewati baris ini"

    radio.set_value(MONGPOK)
    press(app, "Pakai jawaban ini")
    assert (app.radio.len, saves(app)) == (0, [True])
    assert "Pemeriksaan tidak ada yang perlu dijawab lagi" in words(app)

    press(app, "Simpan sebagai revisi 2")
    assert (store.revision, store.drafts, address(app)) == (2, [], {})
    assert block(app, "kkb-done").startswith(
        "kia.csv tersimpan sebagai revisi 2: 2 baris data baru atau berubah."
    )
    (done,) = [one for one in blocks(app) if "kkb-upload-done" in one]
    assert 'href="/peta?warna=D02&amp;periode=2026-Q3"' in done
    assert 'href="/riwayat?revisi=2"' in done
    assert store.tried == [("accepted", "")]
    kept = read_file(store.engine, file_hash(ASKED))
    assert kept is not None
    assert (kept.content, kept.original_name) == (ASKED, "kia.csv")

    # The command line with the same answers makes the same.
    key = "place_name_unknown::4:desa"
    document = import_document(
        other.engine, other.snapshot, ASKED, "kia.csv",
        Request(agency="Disdukcapil", accepted=[f"{key}={MONGPOK}"]), translator("id"),
        author="Siti Aminah", title=None, now=NOW,
    )  # fmt: skip
    assert document["verdict"] == "accepted"
    mine, theirs = store.snapshot, other.snapshot
    assert mine.observations.equals(theirs.observations)
    assert mine.sources.equals(theirs.sources)
    assert mine.aliases.equals(theirs.aliases)
    said = ["author", "agency", "kind", "reason", "file_name", "file_sha256"]
    assert mine.revisions[said].equals(theirs.revisions[said])


@pytest.mark.usefixtures("store")
def test_nothing_is_taken_for_an_answer():
    app = press(send(page(), ASKED), "Pakai jawaban ini")
    assert block(app, "kkb-refused").startswith("Masih ada pertanyaan yang belum dijawab.")
    assert saves(app) == []


def test_another_village_than_the_suggested_ones(store):
    app = send(page(), ASKED)
    (other,) = [one for one in app.selectbox if one.label == "Desa lain"]
    # Those of the likeliest village's district come first.
    assert other.options[0].endswith(", Kec. Cikeusal")
    other.set_value("36.04.23.2001")
    press(app, "Pakai jawaban ini")
    press(app, "Simpan sebagai revisi 2")
    assert store.official("36.04.23.2001") == (40, 100)
    assert store.official(MONGPOK) is None


def test_a_row_is_left_out_and_the_answer_taken_back(store):
    app = send(page(), ASKED)
    app.radio[0].set_value("skip")
    press(app, "Pakai jawaban ini")
    assert "1 baris dilewati atas jawaban Anda." in words(app)
    press(app, "Jawab ulang")
    assert (app.radio.len, saves(app)) == (1, [])
    app.radio[0].set_value("skip")
    press(app, "Pakai jawaban ini")
    press(app, "Simpan sebagai revisi 2")
    assert (store.official(MONGPOK), store.official(PANYABRANGAN)) == (None, (30, 60))


@pytest.mark.usefixtures("store")
def test_an_answer_that_is_itself_the_fault_is_in_sight_and_can_be_given_again():
    app = send(page(), ASKED)
    (other,) = [one for one in app.selectbox if one.label == "Desa lain"]
    other.set_value(PANYABRANGAN)
    press(app, "Pakai jawaban ini")
    assert "Panyabrangan, Kec. Cikeusal tercantum dua kali, pada baris 4 dan 5." in words(app)
    assert "Bila sebuah jawaban Anda yang keliru, jawab ulang di bawah ini." in words(app)
    (answers,) = [one for one in app.expander if one.label == "Jawaban Anda (1)"]
    assert (answers.proto.expanded, saves(app)) == (True, [])
    press(app, "Jawab ulang")
    assert (app.radio.len, app.expander[0].label) == (1, "Ubah cara membacanya")
    assert "tercantum dua kali" not in words(app)


def test_faults_are_marked_and_the_corrected_file_keeps_the_choices(store):
    app = send(page(), FAULTY)
    faults = [plain(one) for one in blocks(app) if "kkb-upload-table" in one]
    assert faults == [
        "Letak Yang perlu diperbaiki Baris 5, kolom pembilang Pembilang D02 (70) lebih besar "
        "daripada penyebutnya (60). Periksa keduanya, lalu unggah ulang."
    ]
    # What is to be corrected anyway is not asked about as well.
    assert (app.radio.len, saves(app)) == (0, [])
    assert "1 pertanyaan atau peringatan lain juga ditandai" in words(app)
    job = list(upload_work.desk()._jobs.values())[-1]
    marked = upload_findings.annotated(translator("id"), job.result())
    sheet = openpyxl.load_workbook(io.BytesIO(marked)).worksheets[1]
    assert [cell.value for cell in sheet[3]][4] == "Yang perlu diperbaiki"
    assert sheet["E5"].value.startswith("Pembilang D02 (70) lebih besar")
    assert sheet["E4"].value.startswith("Mongpk, Kec. Cikeusal tidak ada")

    (title,) = [one for one in app.text_input if one.label == "Judul sumber data"]
    title.set_value("Laporan  KIA")
    press(app, "Baca ulang")
    send(app, CLEAN, place=1)
    (reason,) = [one for one in app.text_input if one.label == "Alasan atau dokumen sumber"]
    assert reason.value == "Laporan KIA"
    press(app, "Simpan sebagai revisi 2")
    assert store.tried == [("refused", "numerator_over_denominator"), ("accepted", "")]
    assert set(store.snapshot.sources["title"]) >= {"Laporan KIA"}


@pytest.mark.usefixtures("store")
def test_a_warning_is_confirmed_before_anything_is_saved():
    future = CLEAN.replace(b"Triwulan III 2026", b"Triwulan IV 2027")
    app = send(page(), future)
    assert saves(app) == [False]
    (box,) = app.checkbox
    assert box.label.replace("\\", "").endswith("Pastikan periodenya benar.")
    box.check().run()
    assert (errors(app), saves(app)) == ([], [True])
    app.checkbox[0].uncheck().run()
    assert saves(app) == [False]


def test_a_period_is_asked_and_may_be_typed(store):
    app = send(page(), f"Kartu Identitas Anak (KIA)\n{HEAD}Cikeusal;Mongpok;40;100\n".encode())
    asked = [one for one in app.selectbox if one.label == "Periode"][-1]
    asked.set_value("Triwulan III 2026")
    press(app, "Pakai jawaban ini")
    press(app, "Simpan sebagai revisi 2")
    assert store.official(MONGPOK) == (40, 100)


def test_columns_get_their_meaning_from_a_person(store):
    head = "Lokasi;Anak ber-KIA;Semua anak\n"
    app = send(page(), f"{TITLE}{head}{MONGPOK};40;100\n".encode())
    assert saves(app) == []
    (row,) = [one for one in app.selectbox if one.label == "Baris judul kolom"]
    row.set_value(3)
    press(app, "Baca ulang")
    for name, meaning in (
        ("Lokasi", "code||"), ("Anak ber-KIA", "numerator|D02|"), ("Semua anak", "denominator|D02|")
    ):  # fmt: skip
        (menu,) = [one for one in app.selectbox if one.label == f"Arti kolom {name}"]
        menu.set_value(meaning)
    press(app, "Pakai arti kolom ini")
    press(app, "Simpan sebagai revisi 2")
    assert store.official(MONGPOK) == (40, 100)


def test_a_reason_is_required(store):
    app = send(page(), CLEAN)
    (reason,) = [one for one in app.text_input if one.label == "Alasan atau dokumen sumber"]
    reason.set_value("  ")
    press(app, "Simpan sebagai revisi 2")
    assert block(app, "kkb-refused") == "Tulis alasannya, paling banyak 300 huruf."
    assert store.revision == 1


@pytest.mark.usefixtures("store")
def test_the_template_offers_the_indicators_of_the_agency():
    app = page()
    (menu,) = app.multiselect
    assert menu.value == ["D01", "D02", "D03"]
    (agency,) = [one for one in app.selectbox if one.label == "Perangkat daerah"]
    agency.set_value("DPMD").run()
    assert app.multiselect[0].value == ["K09", "E06", "IDM", "IKS", "IKE", "IKL"]


@pytest.mark.usefixtures("store")
def test_in_english():
    app = send(page(lang="en"), ASKED)
    assert block(app, "kkb-understood") == (
        "Headers in row 3, 2 rows of data, indicator D02 · Child identity card 0–<17, "
        "period Q3 2026."
    )
    assert "Use these answers" in labels(app)


def test_a_template_filled_in_comes_back(store):
    of = store.snapshot
    made = template_xlsx(
        translator("id"), agency="Disdukcapil", indicators=[of.dictionary.get("D02")],
        villages=of.villages, districts=of.districts, periods=["2026-Q3"],
        area_name=of.area_name,
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book.worksheets[0]
    sheet["B3"] = "Triwulan III 2026"
    sheet["D8"], sheet["E8"] = 12, 20
    filled = io.BytesIO()
    book.save(filled)
    app = send(page(), filled.getvalue(), "templat.xlsx")
    # Nobody has to answer anything about what the program itself has handed out.
    assert (app.radio.len, app.checkbox.len, saves(app)) == (0, 0, [True])
    press(app, "Simpan sebagai revisi 2")
    assert store.official(str(sheet["A8"].value)) == (12, 20)


def test_a_list_of_formed_villages(store):
    text = f"kode_desa;terbentuk;tanggal_terbentuk\n{MONGPOK};ya;2024-03-01\n"
    app = send(page(), text.encode(), "kkb.csv")
    assert block(app, "kkb-understood") == (
        "Judul kolom di baris 1, 1 baris data, pembentukan Kampung KB."
    )
    press(app, "Simpan sebagai revisi 2")
    rows = store.snapshot.formations
    assert set(rows["origin"]) == {"official"}
    assert bool(rows.set_index("village_code")["formed"][MONGPOK])
