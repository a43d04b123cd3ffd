"""One click takes the sample data away, another brings it back; each is a revision."""

import pytest

from kampungkb.ui import load
from tests.pages.screen import SUMMARY, block, errors, introduced, opened

pytestmark = pytest.mark.usefixtures("own_store")


def test_sample_data_off_and_on():
    app = introduced(opened(SUMMARY))
    assert "· revisi 2 " in block(app, "kkb-head")
    app.button(key="sample_switch").click().run()
    assert errors(app) == []
    assert "· revisi 3 " in block(app, "kkb-head")
    assert block(app, "kkb-ribbon") == ""
    assert " 3 dari 326 desa " in block(app, "kkb-rollout")
    app.button(key="sample_switch").click().run()
    assert errors(app) == []
    assert "· revisi 4 " in block(app, "kkb-head")
    assert block(app, "kkb-ribbon").startswith("DATA CONTOH, bukan angka resmi ")
    assert " 52 dari 326 desa " in block(app, "kkb-rollout")
    revisions = load.snapshot().revisions
    kinds = list(revisions["kind"])
    assert kinds == ["area_pack", "illustrative_add", "illustrative_remove", "illustrative_add"]
    assert list(revisions["author"])[2:] == ["Siti Aminah"] * 2
    assert list(revisions["agency"])[2:] == ["DKBP3A"] * 2


def test_nobody_switches_without_a_name():
    app = opened(SUMMARY)
    assert "sample_switch" not in [one.key for one in app.button]
    app.text_input(key="sample_identity_name").set_value("  Siti   Aminah ")
    app.selectbox(key="sample_identity_agency").set_value("Dinkes")
    app.button(key="sample_identity_keep").click().run()
    app.button(key="sample_switch").click().run()
    assert errors(app) == []
    last = load.snapshot().revisions.iloc[-1]
    assert (last["author"], last["agency"]) == ("Siti Aminah", "Dinkes")


def test_no_switch_where_nothing_is_written(monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app = introduced(opened(SUMMARY))
    assert errors(app) == []
    assert [one.key for one in app.button] == ["switch_language"]


def test_a_switch_that_was_there_before_is_refused(monkeypatch):
    app = introduced(opened(SUMMARY))
    monkeypatch.setattr("kampungkb.ui.sample_data.writing.allowed", lambda _: True)
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app.button(key="sample_switch").click().run()
    assert errors(app) == [
        "Dasbor ini dibuka hanya untuk dibaca. Belum ada yang disimpan. Mohon pengelola aplikasi "
        "menjalankan ulang dasbor dengan --allow-writing bila perubahan diizinkan."
    ]
    assert load.last_revision() == 2


def test_what_the_buttons_say():
    app = introduced(opened(SUMMARY))
    assert app.button(key="sample_switch").label == "Singkirkan data contoh"
    assert [one.value for one in app.markdown] == [
        "Semua data contoh disingkirkan untuk semua pengguna. Dapat ditampilkan lagi kapan saja."
    ]
    app.button(key="sample_switch").click().run()
    assert app.button(key="sample_switch").label == "Tampilkan data contoh"
    assert [one.value for one in app.markdown] == [
        "Data contoh ditambahkan untuk semua pengguna dan ditandai di setiap halaman. "
        "Nilai resmi tidak berubah."
    ]
