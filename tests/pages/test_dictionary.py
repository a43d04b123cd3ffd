"""Kamus: searching, filtering, following a link, and what the files hold."""

import re

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from tests.pages.screen import address, block, blocks, errors, notes, opened

DICTIONARY = "pages/dictionary.py"
pytestmark = pytest.mark.usefixtures("filled")
SHIPPED = read_dictionary(read_settings({}).dictionary)


@pytest.fixture
def app():
    return opened(DICTIONARY)


def entries(app) -> str:
    """The list as it was sent."""
    (found,) = [one for one in blocks(app) if 'class="kkb-dictionary"' in one]
    return found


def names(app) -> list[str]:
    """Short names of the entries, in their order."""
    return re.findall(r"<summary><b>([^<]*)</b>", entries(app))


def test_every_indicator_has_its_entry(app):
    t = translator("id")
    shown = entries(app)
    assert len(names(app)) == len(SHIPPED) + 1  # and the figures that belong to none
    for one in SHIPPED:
        assert f"<b>{t.words(one.short).replace('<', '&lt;')}</b>" in shown
    assert block(app, "kkb-head").endswith(
        "58 indikator dari 9 perangkat daerah: 31 memiliki sasaran yang dikonfirmasi, "
        "22 sudah memiliki nilai per desa."
    )


def test_known_traps_stand_on_the_page(app):
    text = block(app, "kkb-panel kkb-traps")
    assert "Tidak dibandingkan dan tidak digambar satu sumbu dengan hasil pengukuran" in text
    assert "KIA di sini Kartu Identitas Anak, bukan Kesehatan Ibu dan Anak." in text
    assert "Anak 0–18 tahun (akta kelahiran) dan anak 0–<17 tahun" in text


def test_search(app):
    app.text_input(key="param_cari").set_value("akta").run()
    assert errors(app) == []
    assert names(app) == ["Akta kelahiran 0–18"]
    assert address(app) == {"cari": "akta"}
    app.text_input(key="param_cari").set_value("").run()
    assert address(app) == {}


def test_search_that_finds_nothing_says_what_to_do():
    app = opened(DICTIONARY, cari="<b>tidak ada</b>")
    assert names(app) == []
    assert block(app, "kkb-dictionary") == (
        "Tidak ada indikator yang cocok. Kurangi kata yang dicari, atau kosongkan saringan."
    )


def test_filters_stand_in_the_address(app):
    app.selectbox(key="param_opd").select("Disdukcapil").run()
    app.selectbox(key="param_tampil").select("valued").run()
    assert errors(app) == []
    assert names(app) == ["Akta kelahiran 0–18", "KIA 0–&lt;17"]
    assert address(app) == {"opd": "Disdukcapil", "tampil": "valued"}
    assert names(opened(DICTIONARY, **address(app))) == names(app)


def test_link_to_an_entry_opens_it_first():
    app = opened(DICTIONARY, indikator="L01", lang="en")
    assert (errors(app), notes(app)) == ([], [])
    assert re.findall(r"<details open>\s*<summary><b>([^<]*)", entries(app)) == [
        "Stunting (SSGI survey)"
    ]
    assert names(app)[0] == "Stunting (SSGI survey)"
    # Its links keep the language of the reader.
    app = opened(DICTIONARY, indikator="D02", lang="en")
    assert 'href="/kesenjangan?indikator=D02&amp;lang=en"' in entries(app)


def test_link_to_an_unknown_entry_is_dropped_with_a_hint():
    app = opened(DICTIONARY, indikator="X99")
    assert notes(app) == ["Bagian alamat ini tidak dikenal dan diabaikan: indikator=X99."]
    assert address(app) == {}


def test_every_target_and_published_figure_names_its_source(app):
    shown = entries(app)
    addresses = {one.url for i in SHIPPED for one in i.targets if one.url is not None}
    assert addresses <= set(re.findall(r'href="([^"]+)" target="_blank"', shown))
