"""Profil: a place and an indicator, in and out of the address, and the same numbers everywhere."""

import csv
import html
import io
import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.listing import listing_csv
from kampungkb.i18n.translator import translator
from kampungkb.settings import ROOT, read_settings
from kampungkb.tasks.ledger import gap_document
from kampungkb.tasks.place import place_figures
from kampungkb.tasks.profile_view import profile_rows
from kampungkb.ui import load, markup
from kampungkb.ui.profile_listing import profile_listing
from kampungkb.ui.profile_marks import picture, spark_svg, strip_svg
from tests.pages.picturing import LABELS
from tests.pages.screen import address, block, blocks, errors, figures, notes, opened, plain

PROFILE = "pages/profile.py"
MONGPOK, DAHU, CIKEUSAL = "36.04.23.2015", "36.04.23.2002", "36.04.23"
SPACE = "\N{NO-BREAK SPACE}"
SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")
pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def app():
    return opened(PROFILE)


def chosen(app, name: str, value: str) -> None:
    app.selectbox(key=f"param_{name}").set_value(value).run()
    assert errors(app) == []


def document(level: str, code: str) -> dict[str, dict[str, Any]]:
    """The rows of the command line's document for a unit, by indicator."""
    found: Any = gap_document(load.snapshot(), level)["rows"]
    return {row["indicator"]: row for row in found if row["code"] == code}


def whole(app, name: str) -> str:
    """A block of HTML as it was sent."""
    (found,) = [one for one in blocks(app) if re.search(rf'class="{name}["\s]', one)]
    return found


def cells(name: str) -> dict[str, list[str]]:
    """Texts of the cells of each line of the table, by the line's name."""
    lines = {}
    for row in re.findall(r'<tr(?: class="kkb-own")?>\s*<th scope="row".*?</tr>', name, re.DOTALL):
        texts = [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        lines[html.unescape(re.findall(r"<a [^>]*>([^<]*)</a>", row)[0])] = texts
    return lines


def pictures(markup_: str) -> list[ElementTree.Element]:
    """The pictures of a block, read as XML."""
    found = re.findall(r'src="data:image/svg\+xml,([^"]*)"', markup_)
    return [ElementTree.fromstring(unquote(one)) for one in found]


def test_first_visit_shows_the_reference_village(app):
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    rows = document("village", MONGPOK)
    judged = [
        one for one in rows.values() if one["target"] is not None and one["shortfall"] is not None
    ]
    met = sum(one["verdict"] == "met" for one in judged)
    most = max(one["shortfall"] for one in judged)
    assert block(app, "kkb-head").endswith(
        f"Mongpok: {met} dari {len(judged)} indikator yang dapat dinilai sudah mencapai sasaran; "
        "terbanyak kurang: "
        f"Peserta JKN, {most} penduduk (Dinkes)."
    )
    assert block(app, "kkb-profile-head").startswith(
        f"Mongpok Desa · Kecamatan Cikeusal · {MONGPOK} ● Kampung KB terbentuk (tercatat resmi) · "
        "hari pembentukan belum diketahui · menurut ANTARA Banten 2023 Mongpok, Cikeusal: calon "
        "lomba nasional Kampung KB 2023;"
    )
    assert "Penduduk 5.789 jiwa Sensus 2010 Luas 4,25 km² dari batas peta" in (
        block(app, "kkb-profile-head")
    )


def test_table_holds_the_rows_of_the_command_line(app):
    own, district = document("village", MONGPOK), document("district", CIKEUSAL)
    (whole_area,) = [document("regency", "36.04")["D02"]]
    lines = cells(whole(app, "kkb-profile"))
    assert len(lines) == len(own) == 23
    t = translator("id")
    d02 = own["D02"]
    name, value, target, standing, shortfall, beside, _ = lines["KIA 0–<17"]
    assert name == "KIA 0–<17 Disdukcapil · TW II 2026"
    counts = f"{t.number(d02['numerator'])} dari {t.number(d02['denominator'])}"
    assert value == f"{t.share(d02['value'])} {counts}"
    assert target == f"sasaran 60{SPACE}% (2024)"
    assert standing.startswith("● mencapai sasaran ")
    assert shortfall == "0"
    assert beside == f"{t.share(district['D02']['value'])} {t.share(whole_area['value'])}"
    assert lines["Peserta JKN"][4] == f"Kekurangan {own['L17']['shortfall']} penduduk"
    # A state of one village has neither a target nor a verdict; an index has its status.
    assert lines["Desa ber-KKB"][1:5] == ["terbentuk", "", "", ""]
    assert lines["Indeks Desa Membangun (IDM)"][:2] == [
        "Indeks Desa Membangun (IDM) DPMD · 2024 · resmi", "0,6792 Berkembang",
    ]  # fmt: skip
    assert "(n kecil)" in lines["Posyandu aktif"][1]
    assert lines["Unmet need KB"][0].endswith("· usang")


def test_the_table_says_that_it_is_sample_data(app):
    assert "DATA CONTOH, bukan angka resmi, kecuali yang bertanda resmi" in block(
        app, "kkb-profile"
    )
    (figure,) = figures(app)
    assert "DATA CONTOH, bukan angka resmi" in str(figure["layout"]["annotations"])


def test_choose_a_village(app):
    chosen(app, "wilayah", DAHU)
    assert address(app) == {"wilayah": DAHU}
    assert block(app, "kkb-head").split(" · ")[-1].startswith("revisi 2 Dahu: ")
    assert block(app, "kkb-profile-head").startswith(f"Dahu Desa · Kecamatan Cikeusal · {DAHU} ")
    assert "● Kampung KB terbentuk (data contoh) · " in block(app, "kkb-profile-head")
    chosen(app, "wilayah", MONGPOK)
    assert address(app) == {}


def test_a_district_shows_its_villages(app):
    chosen(app, "wilayah", CIKEUSAL)
    assert address(app) == {"wilayah": CIKEUSAL}
    own = document("district", CIKEUSAL)
    assert "6.027 penduduk" in block(app, "kkb-head")
    assert own["L17"]["shortfall"] == 6027
    more = whole(app, "kkb-profile-more")
    assert "17 desa di kecamatan ini" in more
    links = re.findall(r'href="(/profil\?wilayah=[^"]*)"', more)
    assert links == [f"/profil?wilayah={CIKEUSAL}.{2000 + n}" for n in range(1, 18)]
    # Villages add up to the district.
    first = r'</th><td class="kkb-right">\d+ dari \d+</td><td class="kkb-right">([\d.]+)'
    short = re.findall(first, more)
    assert sum(int(one.replace(".", "")) for one in short) == 6027
    assert block(app, "kkb-profile-head").startswith(
        f"Cikeusal Kecamatan · Kabupaten Serang · {CIKEUSAL}"
    )
    assert "Kampung KB 2 dari 17 desa" in block(app, "kkb-profile-head")


def test_choose_an_indicator(app):
    chosen(app, "indikator", "D02")
    assert address(app) == {"indikator": "D02"}
    (figure,) = figures(app)
    assert figure["alt"].endswith(f"sasaran 60{SPACE}%; sudah mencapai sasaran.")
    assert "Belajar dari desa serupa: KIA 0–<17" in block(app, "kkb-profile-more")
    assert "Tempat belajar, bukan jaminan." in block(app, "kkb-profile-more")
    again = opened(PROFILE, **address(app))
    assert block(again, "kkb-profile-more") == block(app, "kkb-profile-more")
    app.selectbox(key="param_indikator").set_value(None).run()
    assert address(app) == {}


def test_peers_have_met_the_target_and_their_numbers_are_those_of_the_ledger(app):
    chosen(app, "indikator", "D02")
    t = translator("id")
    more = whole(app, "kkb-profile-more")
    codes = re.findall(r'href="/profil\?wilayah=([\d.]+)"', more)
    assert len(codes) == len(set(codes)) == 5
    assert MONGPOK not in codes
    values = re.findall(r'</th><td class="kkb-right">([^<]*)</td>', more)
    rows = {code: document("village", code)["D02"] for code in (MONGPOK, *codes)}
    assert values == [t.share(row["value"]) for row in rows.values()]
    assert {row["verdict"] for row in rows.values()} == {"met"}


def test_what_nobody_has_reached_is_said(app):
    chosen(app, "indikator", "L17")
    assert "Peserta JKN: belum ada desa serupa yang mencapai sasaran" in (
        block(app, "kkb-profile-more")
    )


def test_group_by_agency():
    app = opened(PROFILE, kelompok="agency")
    assert address(app) == {"kelompok": "agency"}
    groups = re.findall(r'scope="colgroup"[^>]*>([^<]*)<', whole(app, "kkb-profile"))
    assert groups == ["DKBP3A", "Disdukcapil", "Dinkes", "Dindikbud", "DPUPR/Perkim", "DPMD"]
    chosen(app, "kelompok", "pillar")
    assert address(app) == {}


def test_period(app):
    chosen(app, "periode", "2024-Q4")
    assert address(app) == {"periode": "2024-Q4"}
    assert "s.d. Triwulan IV 2024" in block(app, "kkb-head")
    assert cells(whole(app, "kkb-profile"))["KIA 0–<17"][0].endswith("TW IV 2024")


def test_what_is_missing_names_the_agency_to_ask(app):
    text = block(app, "kkb-profile-more")
    assert "Yang belum ada (28 indikator), dan kepada siapa diminta DKBP3A (16): " in text
    assert "Disdukcapil (1): Identitas digital (IKD)" in text
    # Poverty exists for the regency only, and may not be asked of a village.
    assert "Kemiskinan" not in text


def test_published_figures_stand_with_their_source(app):
    assert (
        f"Stunting terukur (e-PPGBM) di Kecamatan Cikeusal, 2021: 10,89{SPACE}%. Kabupaten Serang "
        f"pada periode yang sama: 10,66{SPACE}%. Pemkab Serang, hasil analisis"
    ) in block(app, "kkb-profile-more")


def test_unknown_parts_of_an_address_are_dropped_with_a_hint():
    app = opened(PROFILE, wilayah="99.99", indikator="X99", kelompok="x", periode="1999-Q9")
    assert errors(app) == []
    (hint,) = notes(app)
    for part in ("wilayah=99.99", "indikator=X99", "kelompok=x", "periode=1999-Q9"):
        assert part in hint
    assert address(app) == {}
    assert block(app, "kkb-profile-head").startswith("Mongpok ")


def test_a_page_without_a_place_leads_to_the_reference_village():
    # The map lets its reader choose no place; its state can still be there.
    app = AppTest.from_file(ROOT / PROFILE, default_timeout=60)
    app.session_state["param_wilayah"] = None
    app.run()
    assert (errors(app), address(app)) == ([], {})
    assert app.selectbox(key="param_wilayah").value == MONGPOK
    assert block(app, "kkb-profile-head").startswith("Mongpok ")


def test_language_and_revision_stay_in_the_links():
    app = opened(PROFILE, wilayah=CIKEUSAL, lang="en", v="2")
    assert address(app) == {"wilayah": CIKEUSAL, "lang": "en", "v": "2"}
    assert f"/profil?wilayah={MONGPOK}&amp;v=2&amp;lang=en" in whole(app, "kkb-profile-more")
    assert "/kesenjangan?indikator=D02&amp;v=2&amp;lang=en" in whole(app, "kkb-profile")
    assert block(app, "kkb-profile-head").startswith("Cikeusal District · Kabupaten Serang")


def test_old_revision_without_sample_data():
    app = opened(PROFILE, v="1")
    assert errors(app) == []
    assert notes(app) == ["Anda melihat data pada revisi 1, bukan yang terakhir."]
    assert figures(app) == []
    assert "DATA CONTOH" not in " ".join(blocks(app))
    text = block(app, "kkb-profile-more")
    assert "Desa serupa dicari begitu ada nilai yang bersasaran." in text
    assert block(app, "kkb-sentence") == (
        "Indeks Desa Membangun (IDM): baru satu periode yang dilaporkan, arahnya belum dapat "
        "digambar."
    )


def test_pictures_are_small_svg_and_say_what_they_show(app):
    place = whole(app, "kkb-profile-place")
    for one in re.findall(r'src="([^"]*)"', place):
        assert len(one) <= 25_000
    regency, district = pictures(place)
    # Land, own district, the village itself, and a ring around it.
    assert [len(regency.findall(f"{SVG}{name}")) for name in ("path", "circle")] == [3, 1]
    # The district, the village, and a dot for each of its two formed villages.
    assert [len(district.findall(f"{SVG}{name}")) for name in ("path", "circle")] == [2, 2]
    assert "Peta letak Mongpok. Di Kabupaten Serang." in place
    assert "2 dari 17 desa Kampung KB (data contoh)" in block(app, "kkb-profile-place")
    table = whole(app, "kkb-profile")
    assert len(pictures(table)) == table.count("<img ") == 33
    assert f'alt="67,68{SPACE}%, selang 95 % 65,84{SPACE}% sampai 69,46{SPACE}%"' in table


def test_without_geometry_a_sentence_stands_in_its_place(tmp_path, monkeypatch):
    pack = tmp_path / "36.04"
    shutil.copytree(read_settings({}).area_pack, pack)
    (pack / "districts_60m.geojson").write_text("{}")
    monkeypatch.setenv("KAMPUNGKB_AREA", str(pack))
    app = opened(PROFILE, wilayah=DAHU)
    assert errors(app) == []
    assert block(app, "kkb-sentence").startswith("Peta tidak dapat digambar: ")
    assert "districts_60m.geojson" in block(app, "kkb-sentence")
    assert block(app, "kkb-profile-head").startswith("Dahu ")


def test_text_from_files_is_never_markup():
    of = load.snapshot()
    place = place_figures(of, load.ledger(of, None), MONGPOK)
    hostile = replace(place, name="<b>x</b>", formation_note="<script>", formation_document="<i>")
    shown = markup.render(
        "profile_head.html", t=translator("id"), place=hostile, where="<u>", facts=[("<s>",) * 3],
        judged=0, counts=(), short=(), stages=("<q>", "<q>"), all_stages=9, given_class="<em>",
    )  # fmt: skip
    for tag in ("<b>x", "<script>", "<i>)", "<u>", "<s>", "<q>", "<em>"):
        assert tag not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown


def test_downloads_hold_the_same_rows(app):
    labels = [one.proto.label for one in app.get("download_button")]
    table = ["Excel (XLSX)", "CSV"]
    assert labels == [*table, *LABELS["id"], *table]
    of = load.snapshot()
    ledger = load.ledger(of, None)
    rows, t = profile_rows(of, ledger, MONGPOK), translator("id")
    listing = profile_listing(of, ledger, MONGPOK, rows, ("Sumber",), t, made_up=True)
    text = listing_csv(listing, t).decode("utf-8-sig")
    found = {row["Indikator"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    own = document("village", MONGPOK)
    assert list(found) == list(own)
    for code, row in own.items():
        scale = 100 if found[code]["Satuan"] == "%" else 1
        exact = Decimal(found[code]["Nilai"].replace(",", "."))
        assert float(exact) == pytest.approx(row["value"] * scale, rel=1e-12)
        assert found[code]["Kekurangan"] == (
            "" if row["shortfall"] is None else str(row["shortfall"])
        )
    assert found["IDM"]["Satuan"] == "indeks 0–1"
    assert found["K01"]["Status capaian"] == ""
    # What was made up is marked line by line.
    marked = {code for code, row in found.items() if row["Keterangan"]}
    assert marked == {code for code, row in own.items() if row["origin"] == "illustrative"}


def test_strip_puts_value_interval_and_target_on_one_scale():
    svg = ElementTree.fromstring(strip_svg(0.5, 0.25, 0.75, 1.0, "met", LIGHT))
    whisker, tick = svg.findall(f"{SVG}line")[3:]
    # 0 lies at 5 and 1 at 127.
    assert [whisker.get("x1"), whisker.get("x2")] == ["35.5", "96.5"]
    assert tick.get("x1") == "127.0"
    (dot,) = svg.findall(f"{SVG}circle")
    assert (dot.get("cx"), dot.get("fill")) == ("66.0", LIGHT.reached)
    bare = ElementTree.fromstring(strip_svg(1.2, NAN, NAN, NAN, "", LIGHT))
    assert len(bare.findall(f"{SVG}line")) == 3
    assert bare.find(f"{SVG}circle").get("cx") == "127.0"


def test_each_verdict_has_a_shape_of_its_own():
    shapes = [strip_svg(0.5, NAN, NAN, NAN, one, LIGHT).split("<")[-2][:12]
              for one in ("met", "below", "cannot_tell")]  # fmt: skip
    assert len(set(shapes)) == 3


def test_spark_breaks_where_a_report_is_missing():
    days = [date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2026, 6, 30)]
    points = list(zip(days, [0.1, 0.2, 0.4, 0.3], strict=True))
    svg = ElementTree.fromstring(spark_svg(points, LIGHT))
    lines = [one.get("points").split() for one in svg.findall(f"{SVG}polyline")]
    assert [len(line) for line in lines] == [3, 1]
    heights = [float(point.split(",")[1]) for line in lines for point in line]
    # Lowest at the bottom, highest at the top; the last point carries the dot.
    assert [heights[0], heights[2]] == [18, 4]
    assert float(svg.find(f"{SVG}circle").get("cy")) == heights[3]
    flat = ElementTree.fromstring(spark_svg([(days[0], 0.5), (days[1], 0.5)], LIGHT))
    assert flat.find(f"{SVG}polyline").get("points") == "5.0,11.0 79.0,11.0"


def test_picture_address_cannot_leave_its_attribute():
    address_ = picture("<svg a='\"&<>#'/>", "x", (1, 1)).address
    assert not set('"&<>#') & set(address_.removeprefix("data:image/svg+xml,"))
