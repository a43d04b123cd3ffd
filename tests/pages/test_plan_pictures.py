"""Each figure of a plan can be taken away as a picture that says what it shows."""

import pytest

from kampungkb.ui import background
from tests.pages.picturing import LABELS, MARK, Offered, three
from tests.pages.screen import errors, opened
from tests.pages.test_simulation import SCRIPT, WISH

pytestmark = pytest.mark.usefixtures("filled")
END = "2026-Q3-revisi-2-DATA-CONTOH"
FILES = {"peta": "peta", "kalender": "kalender", "perjalanan": "perjalanan",
         "perbandingan": "perbandingan"}  # fmt: skip


@pytest.fixture
def pictures(monkeypatch):
    monkeypatch.setattr(background, "PATIENCE", 60.0)
    return Offered(monkeypatch)


@pytest.mark.parametrize("look", list(FILES))
def test_every_look_has_its_pictures(pictures, look):
    assert errors(opened(SCRIPT, **WISH, lihat=look)) == []
    names = three(f"rencana-{FILES[look]}-{END}")
    assert pictures.names[:3] == names
    assert tuple(pictures.found[name][0] for name in names) == LABELS["id"]
    drawn = pictures.words(names[2])
    assert MARK in drawn
    assert "245 desa tercapai pada" in drawn
    # Under which assumptions: the picture leaves the page.
    assert "75 % (245 desa), Triwulan I 2098 sampai Triwulan IV 2099" in drawn
    assert "2 desa per kecamatan dan triwulan" in drawn
    assert ("sudah terbentuk (52)" in drawn) == (look == "peta")


def test_the_village_that_is_looked_at_is_named(pictures):
    # The field that reads the address stands after the map.
    app = opened(SCRIPT, **WISH, wilayah="36.04.23.2015").run()
    assert errors(app) == []
    drawn = pictures.words(f"rencana-peta-{END}.svg")
    assert "Bergaris tepi: Mongpok · Kec. Cikeusal." in drawn
