"""Peta: every interaction that changes what is shown, and what the address keeps of it."""

import base64
from typing import Any

import pytest

from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load
from tests.pages.picturing import LABELS
from tests.pages.screen import (
    MAP,
    address,
    block,
    errors,
    figure,
    notes,
    opened,
    trace,
)

PERCENT = "\N{NO-BREAK SPACE}%"
pytestmark = pytest.mark.usefixtures("filled")

MONGPOK = "36.04.23.2015"


@pytest.fixture
def app():
    return opened(MAP)


def chosen(app, name: str, value: str):
    """The page after a choice in one of its filters."""
    app.selectbox(key=f"param_{name}").select(value).run()
    assert errors(app) == []
    return app


def units(app) -> dict[str, int]:
    """Class of each coloured unit by its code."""
    drawn = trace(app, "units")
    return dict(zip(drawn["locations"], classes(drawn["z"]), strict=True))


def classes(z: Any) -> list[int]:
    """Plotly writes arrays of numbers as base64."""
    if not isinstance(z, dict):
        return list(z)
    return [one - 256 if one > 127 else one for one in base64.b64decode(z["bdata"])]


def rows(level: str, indicator: str) -> list[dict[str, Any]]:
    """The rows of the command line's document."""
    found: Any = gap_document(load.snapshot(), level, indicator=indicator)["rows"]
    return list(found)


def test_first_visit(app):
    assert block(app, "kkb-head").endswith(
        "52 dari 326 desa sudah menjadi Kampung KB (3 tercatat resmi); "
        f"193 lagi menuju sasaran 75{PERCENT}."
    )
    assert block(app, "kkb-legend") == ("● terbentuk (52) ○ belum tercatat terbentuk (274)")
    assert sum(units(app).values()) == 52
    assert len(trace(app, "formed")["locations"]) == 52
    assert address(app) == {}


def test_colour_by_idm(app):
    chosen(app, "warna", "IDM")
    assert address(app) == {"warna": "IDM"}
    assert figure(app)["name"] == "IDM-value-village-2026-Q3"
    texts = dict(zip(trace(app, "units")["locations"], trace(app, "units")["text"], strict=True))
    assert texts[MONGPOK] == "0,6792 · Berkembang"
    # The formed villages stand out in every colouring.
    assert len(trace(app, "formed")["locations"]) == 52
    assert block(app, "kkb-legend").endswith("Kampung KB terbentuk (52)")


def test_table_holds_the_rows_of_the_command_line(app):
    chosen(app, "warna", "D01")
    table = app.dataframe[0].value
    ours = {row["code"]: row for row in rows("village", "D01")}
    assert list(table.columns) == [
        "Kode", "Desa", "Kecamatan", "Kampung KB", "Nilai", "Sasaran", "Status", "Kekurangan",
        "Periode",
    ]  # fmt: skip
    assert dict(zip(table["Kode"], table["Nilai"], strict=True)) == {
        code: row["value"] for code, row in ours.items()
    }
    assert table["Kekurangan"].sum() == 11913
    assert (table["Kampung KB"] == "terbentuk").sum() == 52


def test_districts(app):
    chosen(app, "warna", "D01")
    chosen(app, "tingkat", "district")
    assert address(app) == {"warna": "D01", "tingkat": "district"}
    assert len(units(app)) == 29
    assert len(app.dataframe[0].value) == 29
    below = [row for row in rows("district", "D01") if row["verdict"] == "below"]
    assert f"Akta kelahiran 0–18: {len(below)} dari 29 kecamatan belum mencapai 98{PERCENT}; " in (
        block(app, "kkb-head")
    )
    assert "kurang 11.913 anak" in block(app, "kkb-head")


def test_verdict(app):
    chosen(app, "warna", "D01")
    chosen(app, "tampil", "verdict")
    assert address(app) == {"warna": "D01", "tampil": "verdict"}
    ours = [row["verdict"] for row in rows("village", "D01")]
    met, unsure, below = (ours.count(one) for one in ("met", "cannot_tell", "below"))
    assert block(app, "kkb-legend") == (
        f"● mencapai sasaran ({met}) ◇ belum dapat disimpulkan ({unsure}) "
        f"▼ belum mencapai ({below}) Kampung KB terbentuk (52)"
    )
    # The sentence counts as the legend does.
    assert f" {below} dari 326 desa belum mencapai 98{PERCENT};" in block(app, "kkb-head")


def test_shortfall(app):
    chosen(app, "warna", "D01")
    chosen(app, "tampil", "shortfall")
    drawn = trace(app, "units")
    # The words that all units share are sent once.
    assert "Akta kelahiran 0–18, kekurangan (anak)" in drawn["hovertemplate"]
    assert dict(zip(drawn["locations"], drawn["text"], strict=True)) == {
        row["code"]: str(row["shortfall"]) for row in rows("village", "D01")
    }
    first = app.dataframe[0].value.iloc[0]
    most = max(rows("village", "D01"), key=lambda row: row["shortfall"])
    assert (first["Kode"], first["Kekurangan"]) == (most["code"], most["shortfall"])


def test_an_index_has_no_shortfall(app):
    chosen(app, "warna", "D01")
    chosen(app, "tampil", "shortfall")
    chosen(app, "warna", "IDM")
    assert list(app.selectbox(key="param_tampil").options) == ["Nilai"]
    assert address(app) == {"warna": "IDM"}


@pytest.mark.parametrize("method", ["natural", "equal", "target"])
def test_method_counts_every_village(app, method):
    chosen(app, "warna", "D01")
    before = block(app, "kkb-legend")
    chosen(app, "metode", method)
    assert address(app) == {"warna": "D01", "metode": method}
    assert block(app, "kkb-legend") != before
    assert -1 not in units(app).values()
    assert len(units(app)) == 326


def test_quantiles_hold_equal_numbers(app):
    chosen(app, "warna", "IDM")
    chosen(app, "kelas", "4")
    assert address(app) == {"warna": "IDM", "kelas": "4"}
    counts = [list(units(app).values()).count(one) for one in range(4)]
    assert sum(counts) == 326
    assert max(counts) - min(counts) <= 4


def test_period(app):
    chosen(app, "warna", "D01")
    chosen(app, "periode", "2024-Q4")
    assert address(app) == {"warna": "D01", "periode": "2024-Q4"}
    assert "s.d. Triwulan IV 2024" in block(app, "kkb-head")
    found: Any = gap_document(load.snapshot(), "regency", indicator="D01", as_of="2024-Q4")
    (row,) = found["rows"]
    assert f"kurang {row['shortfall']:,} anak".replace(",", ".") in block(app, "kkb-head")


def test_before_the_first_value_there_is_no_data():
    app = opened(MAP, warna="D01", periode="2024")
    assert errors(app) == []
    assert "s.d. 2024" in block(app, "kkb-head")


def test_search_shows_the_village_and_flies_there(app):
    chosen(app, "warna", "IDM")
    chosen(app, "wilayah", MONGPOK)
    assert address(app) == {"warna": "IDM", "wilayah": MONGPOK, "fokus": MONGPOK}
    panel = block(app, "kkb-panel")
    assert panel.startswith(
        f"Mongpok Kecamatan Cikeusal · {MONGPOK} Kampung KB terbentuk (tercatat resmi) · "
        "hari pembentukan belum diketahui "
    )
    assert "Indeks Desa Membangun (IDM) 2024 0,6792 · Berkembang" in panel
    assert trace(app, "selected")["locations"] == [MONGPOK]
    geo = figure(app)["layout"]["geo"]
    village = load.layers(load.snapshot(), 30).bounds[MONGPOK]
    assert geo["projection"]["scale"] == 6.0
    assert geo["center"] == {
        "lon": (village[0] + village[2]) / 2,
        "lat": (village[1] + village[3]) / 2,
    }


def test_search_a_district(app):
    chosen(app, "wilayah", "36.04.23")
    assert block(app, "kkb-panel").startswith("Cikeusal 36.04.23 2 dari 17 desa sudah")
    assert trace(app, "selected")["locations"] == ["36.04.23"]


def test_place_is_forgotten_when_the_search_is_emptied(app):
    chosen(app, "wilayah", MONGPOK)
    app.selectbox(key="param_wilayah").set_value(None).run()
    assert address(app) == {}
    assert trace(app, "selected")["locations"] == []


def test_language_switch_keeps_the_rest(app):
    chosen(app, "warna", "IDM")
    app.button(key="switch_language").click().run()
    assert errors(app) == []
    assert address(app) == {"warna": "IDM", "lang": "en"}
    assert block(app, "kkb-head").startswith("Map Kabupaten Serang · as of Q3 2026 · revision 2 ")
    texts = dict(zip(trace(app, "units")["locations"], trace(app, "units")["text"], strict=True))
    assert texts[MONGPOK] == "0.6792 · Berkembang"


WHOLE = {
    "warna": "D01", "tingkat": "village", "tampil": "verdict", "periode": "2025-Q2",
    "metode": "equal", "kelas": "4", "wilayah": MONGPOK, "fokus": "36.04.23", "lang": "en",
}  # fmt: skip


def test_address_restores_the_whole_state():
    app = opened(MAP, **WHOLE)
    assert (errors(app), notes(app)) == ([], [])
    # What is the default is not kept.
    assert address(app) == {k: v for k, v in WHOLE.items() if k != "tingkat"}
    values = {one.key: one.value for one in app.selectbox}
    assert values == {f"param_{k}": v for k, v in WHOLE.items() if k not in ("fokus", "lang")}
    assert block(app, "kkb-panel").startswith("Mongpok Cikeusal district")


def test_old_revision():
    app = opened(MAP, v="1")
    assert notes(app) == ["Anda melihat data pada revisi 1, bukan yang terakhir."]
    assert block(app, "kkb-legend").startswith("● terbentuk (3) ○ belum tercatat terbentuk (323)")
    # The hint stays, and so does the revision, when a filter changes.
    chosen(app, "warna", "IDM")
    assert address(app) == {"v": "1", "warna": "IDM"}
    assert "· revisi 1 " in block(app, "kkb-head")


def test_downloads_are_offered(app):
    # AppTest reads no file; tests/exports reads each kind.
    assert [one.proto.label for one in app.get("download_button")] == [
        *LABELS["id"], "Excel (XLSX)", "CSV", "GeoJSON",
    ]  # fmt: skip
