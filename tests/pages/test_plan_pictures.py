"""Each figure of a plan can be taken away as a picture that says what it shows."""

from typing import Any

import pytest

from kampungkb.ui import picture_block, plan_job
from tests.pages.screen import errors, opened
from tests.pages.test_simulation import SCRIPT, WISH

pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Label and maker of each picture that the page offers, by the name of its file."""
    found: dict[str, Any] = {}
    usual = picture_block.st.download_button

    def offered(label: str, data: Any, file_name: str, **given: Any) -> bool:
        found[file_name] = (label, data)
        return usual(label, b"", file_name, **given)

    monkeypatch.setattr(plan_job, "PATIENCE", 60.0)
    monkeypatch.setattr(picture_block.st, "download_button", offered)
    return found


@pytest.mark.parametrize("look", ["peta", "kalender", "perjalanan", "perbandingan"])
def test_every_look_has_its_pictures(pictures, look):
    assert errors(opened(SCRIPT, **WISH, lihat=look)) == []
    own = {
        name: label for name, (label, _) in pictures.items() if name.startswith(f"rencana-{look}-")
    }
    assert own == {
        f"rencana-{look}-wide.png": "PNG untuk salindia",
        f"rencana-{look}-square.png": "PNG persegi untuk ponsel",
        f"rencana-{look}-wide.svg": "SVG untuk cetak",
    }
    drawn = pictures[f"rencana-{look}-wide.svg"][1]().decode()
    assert "DATA CONTOH, bukan angka resmi" in drawn
    assert "245 desa tercapai pada" in drawn
    assert ("sudah terbentuk (52)" in drawn) == (look == "peta")
