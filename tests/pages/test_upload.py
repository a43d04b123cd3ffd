"""Unggah: a file goes in, is checked, answered, looked at, saved, and nothing else happens."""

import io
import shutil
import threading

import openpyxl
import pytest

from kampungkb.errors import StoreReadOnlyError
from kampungkb.exports.template import template_xlsx
from kampungkb.i18n.translator import translator
from kampungkb.intake.request import Request
from kampungkb.store.drafts import read_draft
from kampungkb.store.files import read_file
from kampungkb.tasks.draft import read_choices
from kampungkb.tasks.upload import file_hash
from kampungkb.tasks.upload_document import import_document
from kampungkb.ui import upload_findings, upload_saving, upload_state, upload_work
from tests.pages.screen import address, block, blocks, errors, introduced, notes, opened, plain
from tests.pages.uploading import (
    ASKED,
    CLEAN,
    FAULTY,
    HEAD,
    MONGPOK,
    NOW,
    PAGE,
    PANYABRANGAN,
    TITLE,
    Store,
    draft_id,
    labels,
    page,
    press,
    saves,
    send,
    words,
)


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """A page waits for its file: without a browser nothing would ask again."""
    monkeypatch.setattr(upload_work, "PATIENCE", 60.0)


@pytest.fixture
def own_path(pack_path, tmp_path, monkeypatch):
    """A store of this test's own, without made-up values: they have tests of their own."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(pack_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    return path


@pytest.fixture
def store(own_path):
    found = Store(own_path)
    yield found
    found.engine.dispose()


@pytest.fixture
def other(own_path, tmp_path):
    """The same store as it was before the test."""
    path = tmp_path / "other.sqlite"
    shutil.copyfile(own_path, path)
    found = Store(path)
    yield found
    found.engine.dispose()


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
    assert 'href="/peta?indikator=D02&amp;periode=2026-Q3"' in done
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


def test_case_60_a_draft_is_gone_on_with_by_its_address(store):
    first = send(page(), ASKED)
    first.radio[0].set_value(MONGPOK)
    press(first, "Pakai jawaban ini")
    saved = read_draft(store.engine, draft_id(first))
    assert saved is not None
    assert saved.content == ASKED
    assert read_choices(saved.choices).accepted == (f"place_name_unknown::4:desa={MONGPOK}",)

    second = opened(PAGE, draf=draft_id(first))
    assert saves(second) == [False]
    assert "Isi nama dan perangkat daerah Anda di atas lebih dahulu." in words(second)
    second = introduced(second, name="Budi")
    assert saves(second) == [True]
    press(second, "Simpan sebagai revisi 2")
    assert (store.revision, store.drafts) == (2, [])
    assert store.snapshot.revisions["author"].iloc[-1] == "Budi"


def test_drafts_wait_to_be_gone_on_with_or_discarded(store):
    first = send(page(), ASKED, "<b>kia.csv")
    app = page()
    assert "1 unggahan belum selesai" in words(app)
    assert "&lt;b&gt;kia.csv" in "".join(blocks(app))
    press(app, "Lanjutkan")
    assert (draft_id(app), app.radio.len) == (draft_id(first), 1)

    app = press(page(), "Buang")
    assert len(store.drafts) == 1
    press(app, "Tidak jadi")
    press(app, "Buang")
    press(app, "Ya, buang unggahan ini")
    assert (store.drafts, store.revision) == ([], 1)
    assert "belum selesai" not in words(app)


@pytest.mark.usefixtures("store")
def test_a_draft_that_nobody_has_is_dropped():
    app = opened(PAGE, draf="0" * 32)
    assert (errors(app), address(app)) == ([], {})
    assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: draf={'0' * 32}."]


def test_case_53_the_same_file_again_changes_nothing(store):
    press(send(page(), CLEAN), "Simpan sebagai revisi 2")
    app = send(page(), CLEAN)
    assert block(app, "kkb-done") == (
        "Tidak ada perubahan: isi kia.csv sudah sama dengan revisi 2. Tidak ada yang disimpan."
    )
    assert (store.revision, store.drafts, address(app)) == (2, [], {})
    assert store.tried == [("accepted", ""), ("unchanged", "")]


def test_case_51_the_second_of_two_is_told_what_changed(store):
    first, second = send(page(), CLEAN), send(page(), CLEAN.replace(b"40;100", b"41;100"))
    press(first, "Simpan sebagai revisi 2")
    press(second, "Simpan sebagai revisi 2")
    assert store.official(MONGPOK) == (40, 100)
    assert block(second, "kkb-refused").startswith("Belum ada yang disimpan: datanya berubah")
    assert block(second, "kkb-upload-since").endswith("Revisi 2 oleh Siti Aminah: kia.csv")
    press(second, "Sudah saya periksa")
    assert block(second, "kkb-upload-since") == ""
    press(second, "Simpan sebagai revisi 3")
    assert (store.official(MONGPOK), store.revision) == ((41, 100), 3)
    assert store.tried == [
        ("accepted", ""), ("refused", "PreviewOutdatedError"), ("accepted", ""),
    ]  # fmt: skip


def test_case_52_one_draft_saved_twice_is_stored_once(store):
    first = send(page(), CLEAN)
    second = page(draf=draft_id(first))
    press(first, "Simpan sebagai revisi 2")
    press(second, "Simpan sebagai revisi 2")
    assert store.revision == 2
    assert store.drafts == []


def test_a_server_for_reading_checks_and_keeps_nothing(store, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app = send(opened(PAGE), CLEAN)
    assert block(app, "kkb-understood").startswith("Judul kolom di baris 3, 2 baris data")
    assert (saves(app), address(app), store.drafts, store.tried) == ([], {}, [], [])
    assert "2 nilai KIA 0–<17 Triwulan III 2026" in words(app)


@pytest.mark.parametrize("head", ["NIK", "Nama Petugas"])
def test_case_23_personal_data_are_not_kept(head, store):
    text = HEAD.replace("\n", f";{head}\n")
    rows = "Cikeusal;Mongpok;40;100;3604230101900001\n" * 3
    app = send(page(), f"{TITLE}{text}{rows}".encode())
    assert block(app, "kkb-refused").startswith(
        f"kia.csv tidak diterima dan tidak disimpan. Kolom {head} memuat data pribadi."
    )
    assert "3604230101900001" not in words(app)
    assert (store.drafts, address(app), store.revision) == ([], {}, 1)
    assert store.tried == [("refused", "personal_data")]
    assert read_file(store.engine, file_hash(f"{TITLE}{text}{rows}".encode())) is None
    assert len(upload_work.desk()._books) == 0


def test_a_file_that_cannot_be_read_is_not_kept(store):
    app = send(page(), b"MZ\x90\x00 no table", "kia.xlsx")
    assert block(app, "kkb-refused").startswith("kia.xlsx tidak diterima dan tidak disimpan.")
    assert (store.drafts, address(app)) == ([], {})
    ((verdict, detail),) = store.tried
    assert (verdict, detail[:5]) == ("refused", "file_")
    send(app, CLEAN)
    assert block(app, "kkb-refused") == ""


def test_cancelling_leaves_nothing_behind(store, monkeypatch):
    held, ended = threading.Event(), threading.Event()

    def slowly(_data, _file_name, cancelled):
        held.set()
        while not cancelled():
            ended.wait(0.01)
        ended.set()
        raise RuntimeError("ended")

    monkeypatch.setattr(upload_work, "read_upload", slowly)
    monkeypatch.setattr(upload_work, "PATIENCE", 0.05)
    app = send(page(), CLEAN, "slow.csv")
    assert held.wait(10)
    assert "Membaca berkas Mencocokkan desa dan memeriksa isi" in block(app, "kkb-upload-progress")
    assert len(store.drafts) == 1
    press(app, "Batalkan")
    assert ended.wait(10)
    assert (store.drafts, store.revision, address(app)) == ([], 1, {})
    assert app.file_uploader.len == 1


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


@pytest.mark.usefixtures("own_store")
def test_an_old_revision_takes_no_file():
    app = introduced(opened(PAGE, v="1"))
    assert app.file_uploader.len == 0
    (note,) = [one for one in blocks(app) if "kkb-writing" in one]
    assert 'href="/unggah"' in note


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


def test_the_current_draft_goes_along_to_other_pages_and_back(store):
    app = send(page(), ASKED)
    here = draft_id(app)
    del app.query_params["draf"]
    app.run()
    assert (errors(app), address(app), app.radio.len) == ([], {"draf": here}, 1)
    press(app, "Batalkan unggahan")
    press(app, "Ya, buang unggahan ini")
    assert (store.drafts, address(app), app.file_uploader.len) == ([], {}, 1)


@pytest.mark.usefixtures("store")
def test_case_54_a_draft_that_cannot_be_kept_goes_on_in_the_session(monkeypatch):
    def read_only(*_):
        raise StoreReadOnlyError("store.sqlite", "locked")

    monkeypatch.setattr(upload_state, "save_draft", read_only)
    app = send(page(), CLEAN)
    assert block(app, "kkb-refused").startswith("Unggahan ini belum tersimpan sebagai draf;")
    assert saves(app) == [True]


def test_case_54_a_store_that_takes_no_changes_says_so_and_the_draft_stays(store, monkeypatch):
    def read_only(*_, **__):
        raise StoreReadOnlyError("store.sqlite", "locked")

    app = send(page(), CLEAN)
    with monkeypatch.context() as patch:
        patch.setattr(upload_saving, "save", read_only)
        press(app, "Simpan sebagai revisi 2")
    assert translator("id").error(StoreReadOnlyError("store.sqlite", "locked")) in words(app)
    assert (store.revision, store.drafts) == (1, ["kia.csv"])
    press(app, "Simpan sebagai revisi 2")
    assert store.revision == 2
