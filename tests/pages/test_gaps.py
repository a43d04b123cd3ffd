"""Kesenjangan: every view, every interaction that changes what is shown, and its address."""

from typing import Any

import pytest

from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load
from tests.pages.picturing import LABELS
from tests.pages.screen import address, block, blocks, errors, figure, notes, opened, plain

GAPS = "pages/gaps.py"
PERCENT = "\N{NO-BREAK SPACE}%"
CIKEUSAL, MONGPOK = "36.04.23", "36.04.23.2015"
VIEWS = ("achieved", "indicators", "shortfall", "distribution", "course", "ranking")
pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def app():
    return opened(GAPS)


def chosen(app, name: str, value: str | None):
    """The page after a choice in one of its filters."""
    widget = app.selectbox(key=f"param_{name}")
    (widget.set_value(None) if value is None else widget.select(value)).run()
    assert errors(app) == []
    return app


def seen(app, view: str):
    """The page after a click on the switch of the views."""
    app.session_state["param_lihat"] = view
    app.run()
    assert errors(app) == []
    return app


def clicked(app, mark: str):
    """The page after a click on a mark: the browser sends its key."""
    code, _, indicator = mark.partition("|")
    app.session_state["param_wilayah"] = code
    if indicator:
        app.session_state["param_indikator"] = indicator
    app.run()
    assert errors(app) == []
    return app


def head(app) -> str:
    return block(app, "kkb-head")


def panel(app) -> str:
    return block(app, "kkb-panel kkb-gaps-panel")


def sentence_of_units(app) -> str:
    """Title of the view and the sentence of what is shown."""
    (found,) = [one for one in blocks(app) if "kkb-gaps-title" in one]
    return plain(found)


def rows(level: str, indicator: str, **more: str) -> list[dict[str, Any]]:
    """The rows of the command line's document."""
    found: Any = gap_document(load.snapshot(), level, indicator=indicator, **more)["rows"]
    return list(found)


def marks(app) -> list[str]:
    """Codes of the rows of the figure, in their order: what a click on each sends."""
    (found,) = [one for one in figure(app)["data"] if one["name"] == "rows"]
    return list(dict.fromkeys(found["customdata"]))


def number(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def test_first_visit_shows_the_indicator_furthest_behind(app):
    assert errors(app) == []
    ours = rows("district", "L17")
    short = sum(row["shortfall"] for row in ours)
    most = max(ours, key=lambda row: row["shortfall"])
    below = sum(row["verdict"] == "below" for row in ours)
    assert f"Peserta JKN: {below} dari 29 kecamatan belum mencapai 98{PERCENT}; kurang " in head(
        app
    )
    assert f"kurang {number(short)} penduduk" in head(app)
    assert f"terbanyak di Kecamatan {most['name']} ({number(most['shortfall'])})." in head(app)
    assert "Menampilkan 29 kecamatan, semua desa." in sentence_of_units(app)
    assert address(app) == {}


def test_districts_stand_worst_first_with_the_numbers_of_the_command_line(app):
    chosen(app, "indikator", "D02")
    worst = sorted(rows("district", "D02"), key=lambda row: (row["value"], row["code"]))
    assert marks(app) == [row["code"] for row in worst]
    table = app.dataframe[0].value
    assert list(table.columns) == [
        "Kode", "Kecamatan", "Nilai", "Sasaran", "Status", "Kekurangan", "Perubahan",
    ]  # fmt: skip
    assert list(table["Kode"]) == [row["code"] for row in worst]
    assert list(table["Kekurangan"]) == [row["shortfall"] for row in worst]
    assert "DATA CONTOH, bukan angka resmi" in str(figure(app)["layout"]["annotations"])


def test_panel_of_the_whole_area(app):
    chosen(app, "indikator", "D02")
    (row,) = rows("regency", "D02")
    assert panel(app).startswith("Kabupaten Serang Seluruh wilayah, 326 desa ")
    assert f"Kekurangan {number(row['shortfall'])} anak " in panel(app)
    assert f"Belum terlayani {number(row['unserved'])} anak " in panel(app)
    assert "Ketimpangan: 6 kecamatan paling tertinggal " in panel(app)


def test_click_on_a_district(app):
    chosen(app, "indikator", "D02")
    clicked(app, CIKEUSAL)
    assert address(app) == {"indikator": "D02", "wilayah": CIKEUSAL}
    (row,) = [one for one in rows("district", "D02") if one["code"] == CIKEUSAL]
    assert panel(app).startswith("Cikeusal 36.04.23 Cakupan kepemilikan Kartu Identitas Anak")
    assert f"{number(row['numerator'])} dari {number(row['denominator'])}" in panel(app)
    # All districts stay in sight; the chosen one stands out.
    assert len(marks(app)) == 29
    assert "<b>Cikeusal</b>" in figure(app)["layout"]["yaxis"]["ticktext"]
    body = "".join(blocks(app))
    assert f'href="/profil?wilayah={CIKEUSAL}"' in body
    assert f'href="/peta?warna=D02&amp;tingkat=district&amp;wilayah={CIKEUSAL}' in body


@pytest.mark.parametrize("view", ["indicators", "shortfall", "distribution"])
def test_other_views_look_inside_the_chosen_district(app, view):
    chosen(app, "indikator", "D02")
    clicked(app, CIKEUSAL)
    seen(app, view)
    assert "Menampilkan 17 desa di Kecamatan Cikeusal, semua desa." in sentence_of_units(app)
    assert " di Kecamatan Cikeusal: " in head(app)


def test_look_at_the_villages_of_the_chosen_district_and_back(app):
    clicked(app, CIKEUSAL)
    app.button(key="gaps_inside").click().run()
    assert errors(app) == []
    assert address(app) == {"tingkat": "village", "wilayah": CIKEUSAL}
    inside = [one for one in rows("village", "L17") if one["code"].startswith(CIKEUSAL)]
    assert set(marks(app)) == {one["code"] for one in inside}
    app.button(key="gaps_clear").click().run()
    assert errors(app) == []
    assert address(app) == {}
    assert panel(app).startswith("Kabupaten Serang ")
    assert len(marks(app)) == 29
    assert [one.key for one in app.button if one.key.startswith("gaps_")] == []


def test_villages_are_never_drawn_all_at_once(app):
    chosen(app, "tingkat", "village")
    assert "Menampilkan 30 dari 326 desa yang paling tertinggal" in sentence_of_units(app)
    worst = sorted(rows("village", "L17"), key=lambda row: (row["value"], row["code"]))
    assert marks(app) == [row["code"] for row in worst[:30]]
    assert list(app.dataframe[0].value["Kode"]) == [row["code"] for row in worst]


def test_a_village_that_is_searched_stands_among_its_neighbours(app):
    chosen(app, "indikator", "D02")
    chosen(app, "wilayah", MONGPOK)
    # A village was looked for: villages are what is shown.
    assert app.selectbox(key="param_tingkat").value == "village"
    assert address(app) == {"indikator": "D02", "wilayah": MONGPOK}
    assert len(marks(app)) == 17
    assert "<b>Mongpok</b>" in figure(app)["layout"]["yaxis"]["ticktext"]
    assert panel(app).startswith(f"Mongpok Kecamatan Cikeusal · {MONGPOK} ")
    chosen(app, "tingkat", "district")
    assert address(app) == {"indikator": "D02", "wilayah": MONGPOK, "tingkat": "district"}
    assert "<b>Cikeusal</b>" in figure(app)["layout"]["yaxis"]["ticktext"]


def test_click_on_a_cell_chooses_unit_and_indicator(app):
    seen(app, "indicators")
    assert "penilaian kecamatan belum mencapai sasaran; terbanyak " in head(app)
    clicked(app, f"{CIKEUSAL}|D01")
    assert address(app) == {"lihat": "indicators", "wilayah": CIKEUSAL, "indikator": "D01"}
    assert panel(app).startswith("Cikeusal 36.04.23 Cakupan kepemilikan akta kelahiran")


def test_heat_agrees_with_the_command_line(app):
    seen(app, "indicators")
    table = app.dataframe[0].value
    short = table.groupby("Indikator")["Kekurangan"].sum()
    for code, name in (("D02", "KIA 0–<17"), ("L17", "Peserta JKN")):
        assert short[name] == sum(row["shortfall"] for row in rows("district", code))
    assert "Tanpa status di tingkat ini" in block(app, "kkb-gaps-notes")


def test_shortfall_adds_up_to_the_agencies(app):
    seen(app, "shortfall")
    found: Any = gap_document(load.snapshot(), "agency")["rows"]
    people = [row for row in found if row["indicator"] not in ("K01", "E04")]
    total = sum(row["shortfall"] or 0 for row in people)
    table = app.dataframe[0].value
    assert table["Jumlah"].sum() == total
    assert table["Disdukcapil"].sum() == sum(
        row["shortfall"] or 0 for row in people if row["code"] == "Disdukcapil"
    )
    assert f"masih kurang {number(total)} layanan, terbanyak di " in head(app)
    said = block(app, "kkb-gaps-notes")
    assert "Satu orang dapat tercatat pada beberapa indikator" in said
    assert "Tidak ikut dijumlahkan karena menghitung desa: Desa ber-KKB dan Desa SBS." in said
    assert panel(app).startswith("Kabupaten Serang Seluruh wilayah, 326 desa Kekurangan menurut ")
    assert f"{number(total)} layanan" in panel(app)


def test_shortfall_of_one_agency(app):
    seen(app, "shortfall")
    chosen(app, "opd", "Disdukcapil")
    assert address(app) == {"lihat": "shortfall", "opd": "Disdukcapil"}
    assert head(app).endswith(f"; 100{PERCENT} menjadi tugas Disdukcapil.")
    # Only its indicators can be chosen, and the first is the one with most people short.
    assert list(app.selectbox(key="param_indikator").options) == [
        "Akta kelahiran 0–18", "KIA 0–<17",
    ]  # fmt: skip
    assert app.selectbox(key="param_indikator").value == "D02"


def test_spread_of_villages(app):
    seen(app, "distribution")
    traces = figure(app)["data"]
    assert len(traces) >= 2
    said = block(app, "kkb-gaps-notes")
    assert "Desa Kampung KB " in said
    assert "(52 desa), desa lain " in said
    assert "Ini bukan dampak program" in said
    assert "Daftar desa terbentuk sebagian data contoh." in said
    assert len(app.dataframe[0].value) == 326


def test_direction_and_deadline(app):
    seen(app, "course")
    assert "; perlu +" in head(app)
    assert head(app).endswith("pada 31 Desember 2029: terlalu lambat.")
    chosen(app, "tenggat", "2032")
    assert address(app) == {"lihat": "course", "tenggat": "2032"}
    assert "pada 31 Desember 2032: terlalu lambat." in head(app)
    assert list(app.dataframe[0].value.columns) == [
        "Periode", "Nilai", "Pembilang", "Penyebut", "Desa dengan nilai",
    ]  # fmt: skip


def test_direction_of_a_village_beside_district_and_regency():
    app = opened(GAPS, lihat="course", wilayah=MONGPOK)
    assert (errors(app), notes(app)) == ([], [])
    assert "Peserta JKN di Mongpok · Kec. Cikeusal: " in head(app)
    drawn = str(figure(app))
    assert "Kecamatan Cikeusal" in drawn
    assert "Kabupaten Serang" in drawn


def test_figures_state_no_verdict_on_low_coverage():
    thin = {
        row["code"]
        for row in rows("district", "L05")
        if row["low_coverage"] and row["verdict"] in ("met", "below", "cannot_tell")
    }
    assert 0 < len(thin) < 29
    heat, _ = figure(opened(GAPS, lihat="indicators"))["data"]
    said = {
        where.split("|")[0]: text
        for line, texts in zip(heat["customdata"], heat["text"], strict=True)
        for where, text in zip(line, texts, strict=True)
        if where.endswith("|L05")
    }
    assert {code for code, text in said.items() if text.endswith("belum dinilai")
            or "belum dinilai<br>" in text} == thin  # fmt: skip
    app = opened(GAPS, indikator="L05")
    (values,) = [one for one in figure(app)["data"] if one["name"] == "values"]
    symbols = dict(zip(marks(app), values["marker"]["symbol"], strict=True))
    assert {code for code, symbol in symbols.items() if symbol == "circle-open"} == thin


def test_ranking_leaves_out_and_names_low_coverage(app):
    seen(app, "ranking")
    assert len(marks(app)) == 29
    chosen(app, "indikator", "L05")
    low = {row["code"] for row in rows("district", "L05") if row["low_coverage"]}
    assert len(low) == 19
    assert set(marks(app)).isdisjoint(low)
    assert len(marks(app)) == 29 - len(low)
    assert "Tidak ikut peringkat (cakupan di bawah 80 % atau belum ada data): " in (
        block(app, "kkb-gaps-notes")
    )


def test_formed_villages_only(app):
    chosen(app, "indikator", "D02")
    chosen(app, "kampung", "formed")
    assert address(app) == {"indikator": "D02", "kampung": "formed"}
    formed = set(load.ledger(load.snapshot(), None).rollout.formed_codes)
    ours = [row for row in rows("village", "D02") if row["code"] in formed]
    assert app.dataframe[0].value["Kekurangan"].sum() == sum(row["shortfall"] for row in ours)
    assert "KIA 0–<17 (desa Kampung KB): " in head(app)
    assert "hanya desa Kampung KB." in sentence_of_units(app)
    # A district without a formed village has nothing to show for itself.
    districts = {code[:8] for code in formed}
    assert set(app.dataframe[0].value["Kode"]) == districts
    empty = next(one for one in load.snapshot().districts["code"] if one not in districts)
    clicked(app, empty)
    assert "Wilayah ini tidak memiliki desa yang sesuai" in panel(app)


def test_compared_with_an_earlier_period(app):
    chosen(app, "indikator", "D02")
    before = app.dataframe[0].value["Perubahan"].abs().sum()
    chosen(app, "banding", "2025-Q1")
    assert address(app) == {"indikator": "D02", "banding": "2025-Q1"}
    assert "sejak TW I 2025" in panel(app)
    assert app.dataframe[0].value["Perubahan"].abs().sum() > before


def test_period_and_pillar(app):
    chosen(app, "indikator", "D02")
    chosen(app, "periode", "2025-Q2")
    assert "s.d. Triwulan II 2025" in head(app)
    (row,) = rows("regency", "D02", as_of="2025-Q2")
    assert f"kurang {number(row['shortfall'])} anak" in head(app)
    chosen(app, "pilar", "environment")
    assert address(app) == {"periode": "2025-Q2", "pilar": "environment"}
    assert "D02" not in app.selectbox(key="param_indikator").options


def test_index_has_no_shortfall(app):
    chosen(app, "indikator", "IDM")
    assert "Belum ada sasaran, jadi tidak ada kekurangan yang dihitung." in head(app)
    assert "Kekurangan" not in app.dataframe[0].value.columns
    assert "Kekurangan" not in panel(app)


def test_yes_or_no_of_villages_is_told_and_not_drawn(app):
    chosen(app, "indikator", "E04")
    assert len(marks(app)) == 29
    chosen(app, "tingkat", "village")
    assert block(app, "kkb-gaps-empty").startswith("Desa SBS hanya ya atau belum bagi satu desa")
    assert set(app.dataframe[0].value["Nilai"]) == {"ya", "belum"}


def test_measured_stunting_has_who_was_measured_beside_it(app):
    chosen(app, "indikator", "L02")
    assert "Balita yang diukur" in app.dataframe[0].value.columns
    assert block(app, "kkb-gaps-notes").startswith("Balita yang diukur: ")
    assert "bila sedikit yang diukur" in panel(app)


def test_formation_leads_to_the_summary(app):
    seen(app, "course")
    chosen(app, "indikator", "K01")
    assert block(app, "kkb-gaps-empty").endswith("Perjalanannya ada di Ringkasan. Buka Ringkasan")


WHOLE = {
    "indikator": "D01", "tingkat": "village", "opd": "Disdukcapil", "kampung": "unformed",
    "periode": "2026-Q2", "pilar": "data_documents", "banding": "2025-Q2", "tenggat": "2031",
    "wilayah": CIKEUSAL, "lihat": "ranking", "lang": "en",
}  # fmt: skip


def test_address_restores_the_whole_state():
    app = opened(GAPS, **WHOLE)
    assert (errors(app), notes(app)) == ([], [])
    assert address(app) == WHOLE
    assert "Birth certificates" in head(app)
    assert panel(app).startswith("Cikeusal 36.04.23 ")


def test_what_does_not_exist_is_dropped_with_a_hint():
    app = opened(
        GAPS, indikator="X99", wilayah="36.04.99", lihat="pie", kampung="x", tingkat="rt",
        banding="2031", tenggat="1999", opd="<b>", pilar="x",
    )  # fmt: skip
    assert errors(app) == []
    assert address(app) == {}
    (said,) = notes(app)
    for part in ("indikator=X99", "wilayah=36.04.99", "lihat=pie", "tenggat=1999", "opd=<b>"):
        assert part in said


@pytest.mark.parametrize(("store", "language"), [("pack_path", "id"), ("cleared_path", "en")])
def test_without_agencies_values_nothing_breaks(store, language, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(GAPS, lang=language)
    quiet = {}
    for code in ("K01", "IDM"):
        chosen(app, "indikator", code)
        for view in VIEWS:
            seen(app, view)
            assert notes(app) == []
            quiet[code, view] = block(app, "kkb-gaps-empty") != ""
    # Only the formation has a target; it counts villages, and days instead of periods.
    assert quiet == {
        (code, view): view == "shortfall" or (code == "K01" and view in ("distribution", "course"))
        for code in ("K01", "IDM")
        for view in VIEWS
    }


def test_the_first_period():
    app = opened(GAPS, periode="2024-Q4", indikator="D02", lihat="ranking")
    assert errors(app) == []
    chosen(app, "banding", None)
    assert panel(app).startswith("Kabupaten Serang ")


def test_downloads_are_offered(app):
    # AppTest reads no file; tests/exports reads each kind.
    assert [one.proto.label for one in app.get("download_button")] == [
        *LABELS["id"], "Excel (XLSX)", "CSV",
    ]  # fmt: skip


def test_language_switch_keeps_the_rest(app):
    chosen(app, "indikator", "D02")
    app.button(key="switch_language").click().run()
    assert errors(app) == []
    assert address(app) == {"indikator": "D02", "lang": "en"}
    assert head(app).startswith("Gaps Kabupaten Serang · as of Q3 2026 · revision 2 ")
