"""Andaikan indikator: every field that changes what is shown, and its address."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load, whatif_content
from tests.pages.screen import address, block, blocks, errors, figure, notes, plain, shown, trace
from tests.pages.screen import opened as opened_page

PERCENT = "\N{NO-BREAK SPACE}%"
CIKEUSAL, LEBAK_WANGI = "36.04.23", "36.04.35"


def script() -> None:
    from kampungkb.ui.frame import open_page
    from kampungkb.ui.whatif_content import show

    with open_page("whatif") as page:
        show(page)


def opened(**wanted: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    for name, value in wanted.items():
        app.query_params[name] = value
    return app.run()


def typed(app: AppTest, name: str, text: str) -> AppTest:
    app.text_input(key=f"param_{name}").set_value(text).run()
    assert errors(app) == []
    return app


def chosen(app: AppTest, name: str, value: str) -> AppTest:
    app.selectbox(key=f"param_{name}").select(value).run()
    assert errors(app) == []
    return app


def head(app: AppTest) -> str:
    return block(app, "kkb-head")


def panel(app: AppTest) -> str:
    return block(app, "kkb-panel kkb-whatif-panel")


def remark(app: AppTest) -> str:
    found = [plain(one) for one in blocks(app) if "kkb-remark-error" in one]
    return found[0] if found else ""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatif_content, "_today", lambda: date(2026, 11, 24))


@pytest.fixture
def app(request):
    request.getfixturevalue("filled")
    return opened(indikator="D02")


@pytest.mark.usefixtures("filled")
def test_first_visit_raises_the_furthest_behind_everywhere():
    app = opened()
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert head(app).startswith("Simulasi Kabupaten Serang · s.d. Triwulan III 2026")
    assert f"dari 85,90{PERCENT} menjadi 90,83{PERCENT} bila 89.968 penduduk" in head(app)


def test_now_is_what_the_gaps_say(app):
    (row,) = gap_document(load.snapshot(), "regency", indicator="D02")["rows"]
    values = trace(app, "before")["x"]
    assert values[0] == pytest.approx(row["value"])
    assert f"Kekurangan dijumlahkan desa demi desa {row['shortfall']:,}".replace(",", ".") in panel(
        app
    )


def test_points_are_read_as_people_write_them(app):
    typed(app, "naik", "12,5")
    assert address(app) == {"indikator": "D02", "naik": "12.5"}
    assert f"menjadi 69,69{PERCENT}" in head(app)
    again = opened(indikator="D02", naik="12.5")
    assert again.text_input(key="param_naik").value == "12,5"
    assert head(again) == head(app)


@pytest.mark.parametrize("text", ["", "-5", "0", "101", "lima", "5 %", "1,234", "9" * 20])
def test_what_is_no_rise_is_kept_and_answered(app, text):
    before = head(app)
    typed(app, "naik", text)
    assert remark(app) == ("Tulis angka dari 0,01 sampai 100, misalnya 12,5. Sementara dipakai 5.")
    assert app.text_input(key="param_naik").value == text
    assert (head(app), address(app)) == (before, {"indikator": "D02"})


def test_a_number_means_the_same_in_the_other_language(app):
    chosen(app, "cara", "orang")
    typed(app, "orang", "1.234")
    assert address(app)["orang"] == "1234"
    app.button(key="switch_language").click().run()
    assert app.text_input(key="param_orang").value == "1,234"
    assert address(app)["orang"] == "1234"
    assert "With 1,234 children a month" in head(app)


def test_to_the_target_and_people_per_month(app):
    chosen(app, "cara", "sasaran")
    assert "bila 32.834 anak di 189 desa dijangkau. Dengan 2.737 anak" in head(app)
    chosen(app, "cara", "orang")
    typed(app, "orang", "500")
    typed(app, "bulan", "6")
    assert "bila 3.000 anak" in head(app)
    assert "memerlukan 6 bulan, sampai Mei 2027" in head(app)
    assert address(app) == {"indikator": "D02", "cara": "orang", "orang": "500", "bulan": "6"}


def test_chosen_districts_and_villages_stand_in_the_address(app):
    app.multiselect(key="param_di").set_value([LEBAK_WANGI]).run()
    assert address(app)["di"] == LEBAK_WANGI
    codes = list(dict.fromkeys(trace(app, "rows")["customdata"]))
    assert [code[:8] for code in codes] == ["36.04"] + [LEBAK_WANGI] * 10
    assert "kabupaten dan 10 desa yang dipilih" in " ".join(map(plain, blocks(app)))
    app.multiselect(key="param_di").set_value([LEBAK_WANGI, CIKEUSAL]).run()
    assert address(app)["di"] == f"{LEBAK_WANGI},{CIKEUSAL}"


def test_assumptions_are_said_and_change_the_figures(app):
    typed(app, "jangkau", "50")
    typed(app, "hari", "0,5")
    typed(app, "laju", "40")
    chosen(app, "batas", "semua")
    said = " ".join(map(plain, blocks(app)))
    assert f"Dari yang belum terlayani di sebuah desa, 50{PERCENT} dapat dijangkau." in said
    assert "0,5 hari kerja, ditambah satu hari kerja untuk setiap 40 anak" in said
    assert address(app) == {
        "indikator": "D02", "jangkau": "50", "hari": "0.5", "laju": "40", "batas": "semua"
    }  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_parts_of_a_link_that_do_not_exist_are_dropped():
    app = opened(
        indikator="IDM", cara="x", naik="1e9", di="36.04.99,36.04.23", orang="0", batas="y",
        jangkau="0", sejak="2020-01",
    )  # fmt: skip
    (said,) = notes(app)
    assert all(
        part in shown(said)
        for part in ("indikator=IDM", "cara=x", "naik=1e9", "di=36.04.99", "batas=y", "orang=0",
                     "jangkau=0", "sejak=2020-01")
    )  # fmt: skip
    assert address(app) == {"di": "36.04.23"}


def test_illustrative_data_are_named_in_the_figure(app):
    texts = [one["text"] for one in figure(app)["layout"]["annotations"]]
    assert "DATA CONTOH, bukan angka resmi" in texts
    assert "DATA CONTOH, bukan angka resmi" in panel(app)


def test_indicators_that_cannot_be_raised_are_named_with_their_reason(app):
    said = " ".join(map(plain, blocks(app)))
    assert "Yang dapat diandaikan: 16 indikator" in said
    assert "Indeks tidak memiliki jumlah orang: " in said
    assert "Ini perhitungan, bukan ramalan" in said


def test_it_is_a_part_of_the_simulation_with_an_address_of_its_own(app):
    found = opened_page("pages/simulation.py", isi="indikator", indikator="D02")
    assert (errors(found), address(found)) == ([], {"isi": "indikator", "indikator": "D02"})
    assert head(found) == head(app)


def test_the_page_does_not_tell_where_the_store_is(app, filled):
    assert figure(app)["name"] == "D02-points-25972"
    assert all(str(filled) not in one for one in blocks(app))


@pytest.mark.parametrize("path", ["pack_path", "cleared_path"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_store_without_counts_says_what_is_missing(path, language, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(path)))
    app = opened(lang=language)
    assert (errors(app), notes(app), app.get("bidi_component")) == ([], [], [])
    step = {"id": "Unggah data perangkat daerah", "en": "Upload data of the agencies"}[language]
    assert step in head(app)
