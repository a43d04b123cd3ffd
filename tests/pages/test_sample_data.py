"""One click takes the sample data away, another brings it back; each is a revision."""

import pytest

from kampungkb.ui import load
from tests.pages.screen import SUMMARY, block, errors, opened

pytestmark = pytest.mark.usefixtures("own_store")


def test_sample_data_off_and_on():
    app = opened(SUMMARY)
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
    kinds = list(load.snapshot().revisions["kind"])
    assert kinds == ["area_pack", "illustrative_add", "illustrative_remove", "illustrative_add"]


def test_what_the_buttons_say():
    app = opened(SUMMARY)
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
