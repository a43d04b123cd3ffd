"""Unggah: a draft outlives what goes wrong, and what is refused leaves nothing behind."""

import threading

import pytest

from kampungkb.errors import StoreReadOnlyError
from kampungkb.i18n.translator import translator
from kampungkb.store.drafts import read_draft
from kampungkb.store.files import read_file
from kampungkb.tasks.draft import read_choices
from kampungkb.tasks.upload import file_hash
from kampungkb.ui import upload_saving, upload_state, upload_work
from tests.pages.screen import address, block, blocks, errors, introduced, notes, opened
from tests.pages.uploading import (
    ASKED,
    CLEAN,
    HEAD,
    MONGPOK,
    PAGE,
    TITLE,
    draft_id,
    page,
    press,
    saves,
    send,
    words,
)

pytestmark = pytest.mark.usefixtures("patient")


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


@pytest.mark.usefixtures("own_store")
def test_an_old_revision_takes_no_file():
    app = introduced(opened(PAGE, v="1"))
    assert app.file_uploader.len == 0
    (note,) = [one for one in blocks(app) if "kkb-writing" in one]
    assert 'href="/unggah"' in note


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
