"""Files to take away, reopened: the same figures in CSV, XLSX and GeoJSON."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LinearRing

from kampungkb.analysis.gaps import COLUMNS
from kampungkb.exports.tables import MapTable, file_name, table_csv, table_geojson, table_xlsx
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import Indicator, Target, Words

ID, EN = translator("id"), translator("en")
MARK = "DATA CONTOH, bukan angka resmi"
MADE_AT = datetime(2026, 10, 5, 1, 30, tzinfo=UTC)
NO_GEOMETRY = b'{"type":"FeatureCollection","features":[]}'
CODES = ["36.04.01.2001", "36.04.01.2002", "36.04.01.2003"]


def same(text: str) -> Words:
    return Words(id=text, en=text)


def target(year: int | None = 2024, url: str | None = None) -> Target:
    return Target(
        year=year, text="60", value=Fraction(3, 5), unit="percent", scope="regency", area="36.04",
        source="RPJMD", url=url, confirmed=True, in_use=False, in_use_reason=None,
        note=Words(id="Sudah disahkan.", en="Adopted."),
    )  # fmt: skip


RATIO = Indicator(
    code="D02", name=Words(id="Cakupan KIA", en="Child cards"), short=same("KIA"),
    numerator=Words(id="Anak ber-KIA", en="Children with a card"),
    denominator=Words(id="Semua anak", en="All children"),
    counted=Words(id="anak", en="children"), caution=None, kind="ratio", unit="share",
    better="higher", weight=None, lowest_level="village", population="all",
    pillar="data_documents", responsible="Disdukcapil", supporting=(), periodicity="quarterly",
    source_system="SIAK", sensitive=False, excludes_axis=(), targets=(target(),),
)  # fmt: skip
STATE = replace(RATIO, code="K01", kind="yes_no", counted=Words(id="desa", en="villages"))
INDEX = replace(RATIO, code="IDM", kind="index", unit="index", weight="none", targets=())


def frame(rows: list[dict[str, object]], **defaults: object) -> pd.DataFrame:
    """Rows as `kampungkb.analysis.gaps` types them; what is not named is missing."""
    columns = [*COLUMNS, "district", "formed"]
    full = pd.DataFrame([dict.fromkeys(columns) | defaults | row for row in rows], columns=columns)
    whole = dict.fromkeys(
        ["numerator", "denominator", "target_year", "shortfall", "unserved"], "Int64"
    )
    real = dict.fromkeys(["value", "target", "low", "high", "published"], "float64")
    texts = dict.fromkeys(["name", "district", "period", "verdict", "origin", "status"], "str")
    return full.astype({**whole, **real, **texts})


VILLAGES = frame(
    [
        {"code": CODES[0], "name": "=1+1", "district": "-Kota", "formed": True,
         "period": "2026-Q3", "numerator": 45, "denominator": 60, "value": 0.75, "shortfall": 0,
         "unserved": 15, "low": 0.5, "high": 0.875, "verdict": "met", "origin": "official"},
        {"code": CODES[1], "name": "<b>x</b>", "district": "A;B,C", "formed": False,
         "verdict": "no_data"},
        {"code": CODES[2], "name": 'Mong"pok', "district": "Kota", "formed": False,
         "period": "2026-Q2", "numerator": 1000, "denominator": 3000, "value": 1 / 3,
         "shortfall": 800, "unserved": 2000, "low": 0.25, "high": 0.375, "verdict": "below",
         "origin": "illustrative"},
    ],
    level="village", indicator="D02", target=0.6, target_year=2024,
)  # fmt: skip
DISTRICTS = frame(
    [
        {"code": "36.04.01", "name": "Anyar", "period": "2026-Q3", "numerator": 3,
         "denominator": 4, "value": 0.75, "shortfall": 0, "unserved": 1, "published": 0.5,
         "verdict": "met", "villages": 8, "villages_with_value": 4, "low_coverage": True,
         "origin": "mixed"},
        {"code": "36.04.02", "name": "Bojonegara", "verdict": "no_data", "villages": 2,
         "villages_with_value": 0, "low_coverage": True},
    ],
    level="district", indicator="K01", target=0.6, target_year=2024,
)  # fmt: skip


def table(
    rows: pd.DataFrame = VILLAGES, indicator: Indicator = RATIO, **fields: object
) -> MapTable:
    given_fields = {
        "title": "Cakupan KIA", "area": "Kabupaten Serang", "as_of": "2026-Q3", "revision": 2,
        "illustrative": False, "sources": ("SIAK 2026", "+62"), "printed_at": MADE_AT,
    }  # fmt: skip
    return MapTable(rows=rows, indicator=indicator, **(given_fields | fields))


def states() -> MapTable:
    rows = VILLAGES.assign(
        indicator="K01", value=[1.0, float("nan"), 0.0], numerator=None, denominator=None
    )
    return table(rows, STATE)


def indexes() -> MapTable:
    rows = VILLAGES.assign(
        indicator="IDM", value=[0.6792, float("nan"), 0.7], target=float("nan"), target_year=pd.NA,
        status=["Berkembang", None, "Maju"], origin="official", verdict=None,
    )  # fmt: skip
    return table(rows, INDEX)


def read_csv(data: bytes, delimiter: str) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def read_book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def values(data: bytes, sheet: int = 0) -> list[tuple[object, ...]]:
    return list(read_book(data).worksheets[sheet].iter_rows(values_only=True))


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def properties(one: MapTable, t=ID) -> list[dict[str, object]]:
    return [f["properties"] for f in json.loads(table_geojson(one, t, NO_GEOMETRY))["features"]]


def test_csv_of_villages_in_indonesian():
    data = table_csv(table(), ID)
    assert data.startswith(b"\xef\xbb\xbfKode desa;")
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    assert read_csv(data, ";") == [
        ["Kode desa", "Desa", "Kecamatan", "Status Kampung KB", "Indikator", "Nama indikator",
         "Periode", "Pembilang", "Penyebut", "Nilai (%)", "Sasaran (%)", "Tahun sasaran",
         "Kekurangan (anak)", "Penyebut dikurangi pembilang",
         "Batas bawah selang 95 persen (%)", "Batas atas selang 95 persen (%)", "Status capaian",
         "Asal", "Keterangan"],
        [CODES[0], "'=1+1", "'-Kota", "terbentuk", "D02", "Cakupan KIA", "2026-Q3", "45", "60",
         "75", "60", "2024", "0", "15", "50", "87,5", "mencapai sasaran", "resmi", ""],
        [CODES[1], "<b>x</b>", "A;B,C", "belum tercatat terbentuk", "D02", "Cakupan KIA",
         "", "", "", "", "60", "2024", "", "", "", "", "belum ada data", "", ""],
        [CODES[2], 'Mong"pok', "Kota", "belum tercatat terbentuk", "D02", "Cakupan KIA",
         "2026-Q2", "1000", "3000", "33,33333333333333", "60", "2024", "800", "2000", "25", "37,5",
         "belum mencapai", "data contoh", MARK],
    ]  # fmt: skip


def test_csv_in_english_has_commas_and_points():
    rows = read_csv(table_csv(table(), EN), ",")
    assert rows[0][:4] == ["Village code", "Village", "District", "Kampung KB status"]
    assert rows[1][14:] == ["50", "87.5", "target met", "official", ""]
    assert rows[2][2] == "A;B,C"
    assert rows[3][9] == "33.33333333333333"
    assert rows[3][-1] == "SAMPLE DATA, not official figures"


def test_csv_of_districts_has_coverage_and_no_state_of_a_village():
    assert read_csv(table_csv(table(DISTRICTS, STATE), ID), ";") == [
        ["Kode kecamatan", "Kecamatan", "Indikator", "Nama indikator", "Periode", "Pembilang",
         "Penyebut", "Nilai (%)", "Sasaran (%)", "Tahun sasaran", "Kekurangan (desa)",
         "Penyebut dikurangi pembilang", "Angka terbit (%)", "Status capaian", "Jumlah desa",
         "Desa dengan nilai", "Cakupan di bawah 80 persen", "Asal", "Keterangan"],
        ["36.04.01", "Anyar", "K01", "Cakupan KIA", "2026-Q3", "3", "4", "75", "60", "2024", "0",
         "1", "50", "mencapai sasaran", "8", "4", "ya", "resmi dan data contoh", MARK],
        ["36.04.02", "Bojonegara", "K01", "Cakupan KIA", "", "", "", "", "60", "2024", "", "", "",
         "belum ada data", "2", "0", "ya", "", ""],
    ]  # fmt: skip


def test_one_village_of_a_yes_no_is_one_or_zero():
    expected = {"Nilai (1 = ya, 0 = tidak)": [1, None, 0], "Sasaran (%)": [60, 60, 60]}
    assert {name: [row[name] for row in properties(states())] for name in expected} == expected
    header, *rows = values(table_xlsx(states(), ID))
    at = header.index("Nilai (1 = ya, 0 = tidak)")
    assert [row[at] for row in rows] == [1, None, 0]
    assert not {"Pembilang", "Kekurangan (desa)"} & set(header)


def test_an_index_has_four_places_and_its_published_status():
    header, *rows = values(table_xlsx(indexes(), ID))
    assert header == (
        "Kode desa", "Desa", "Kecamatan", "Status Kampung KB", "Indikator", "Nama indikator",
        "Periode", "Nilai", "Sasaran", "Tahun sasaran", "Status capaian", "Status terbit", "Asal",
        "Keterangan",
    )  # fmt: skip
    assert [row[7:13] for row in rows] == [
        (0.6792, None, None, None, "Berkembang", "resmi"),
        (None, None, None, None, None, "resmi"),
        (0.7, None, None, None, "Maju", "resmi"),
    ]
    assert read_book(table_xlsx(indexes(), ID)).worksheets[0]["H2"].number_format == "0.0000"
    assert read_csv(table_csv(indexes(), ID), ";")[1][7] == "0,6792"


def test_a_rate_per_1000_is_a_number_per_1000_everywhere():
    rate = replace(RATIO, unit="per_1000")
    rows = VILLAGES.assign(value=[0.0139, float("nan"), 0.0])
    assert [row["Nilai (per 1.000)"] for row in properties(table(rows, rate))] == [13.9, None, 0]
    header, *cells = values(table_xlsx(table(rows, rate), ID))
    at = header.index("Nilai (per 1.000)")
    assert [row[at] for row in cells] == [13.9, None, 0]


def test_xlsx_cells_are_true_numbers_with_a_format():
    sheet = read_book(table_xlsx(table(), ID)).worksheets[0]
    cells = {sheet.cell(1, at).value: sheet.cell(4, at) for at in range(1, sheet.max_column + 1)}
    shown = {
        name: (cells[name].value, cells[name].number_format)
        for name in ("Pembilang", "Penyebut", "Nilai", "Sasaran", "Tahun sasaran",
                     "Kekurangan (anak)", "Batas atas selang 95 persen")
    }  # fmt: skip
    assert shown == {
        "Pembilang": (1000, "#,##0"),
        "Penyebut": (3000, "#,##0"),
        "Nilai": (pytest.approx(1 / 3, abs=0, rel=1e-15), "0.00%"),
        "Sasaran": (0.6, "0.00%"),
        "Tahun sasaran": (2024, "0"),
        "Kekurangan (anak)": (800, "#,##0"),
        "Batas atas selang 95 persen": (0.375, "0.00%"),
    }
    assert [cell.value for cell in sheet[2]][12:14] == [0, 15]
    assert [cell.value for cell in sheet[3]][6:10] == [None] * 4
    assert [cell.value for cell in sheet[4]][-1] == MARK


def test_xlsx_texts_are_neither_formulas_nor_links_nor_markup():
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "{=1}", "http://a.id", "<b>x</b>", "<r>&</r>",
             "007", "$x$", "%{y}"]  # fmt: skip
    rows = pd.concat([VILLAGES.iloc[[0]]] * len(names), ignore_index=True).assign(name=names)
    data = table_xlsx(table(rows), ID)
    cells = [row[1] for row in read_book(data).worksheets[0].iter_rows(min_row=2)]
    # XML keeps a tab only in the spelling of spreadsheets.
    assert [str(cell.value).replace("_x0009_", "\t") for cell in cells] == names
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")


def test_xlsx_can_be_filtered_and_prints_its_mark_on_each_page():
    data = table_xlsx(table(), ID)
    book = read_book(data)
    assert book.sheetnames == ["DATA CONTOH D02", "Sumber"]
    sheet = book.worksheets[0]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:S4", "C2")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert sheet.column_dimensions["A"].width > len(CODES[0])
    assert [one.sheet_properties.tabColor.rgb for one in book.worksheets] == ["FFB98A2F"] * 2
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert (
            f"<oddHeader>&amp;LCakupan KIA&amp;R&amp;B{MARK}</oddHeader>"
            "<oddFooter>&amp;LKabupaten Serang · s.d. Triwulan III 2026 · revisi 2"
            f"&amp;C\n&amp;B{MARK}&amp;RHalaman &amp;P dari &amp;N</oddFooter>"
        ) in part(data, name)
    assert (book.properties.title, book.properties.subject) == ("Cakupan KIA", MARK)


def test_xlsx_of_official_figures_carries_no_mark():
    data = table_xlsx(table(VILLAGES.iloc[:2]), EN)
    assert read_book(data).sheetnames == ["Map D02", "Sources"]
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert [name for name in names if "SAMPLE" in part(data, name)] == []
    assert "<oddHeader>&amp;LCakupan KIA</oddHeader>" in part(data, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        pytest.param("A&B", "A&amp;&amp;B", id="an ampersand is no code"),
        pytest.param("A&G", "A&amp;&amp; G", id="nor a picture"),
        pytest.param("A&[Picture]", "A&amp;&amp; [Picture]", id="in either spelling"),
        pytest.param("A\x01\nB", "A  B", id="one line that XML can hold"),
        pytest.param("&" * 300, "&amp;&amp;" * 89 + "…", id="within Excel's 255 characters"),
    ],
)
def test_any_title_can_be_printed(title, printed):
    data = table_xlsx(table(title=title), ID)
    assert f"<oddHeader>&amp;L{printed}&amp;R&amp;B{MARK}" in part(data, "xl/worksheets/sheet1.xml")


def test_sources_say_what_is_counted_and_against_what():
    one = table(indicator=replace(RATIO, caution=same("Bukan Ibu dan Anak.")))
    assert values(table_xlsx(one, ID), sheet=1) == [
        ("Perihal", "Keterangan"),
        ("Judul", "Cakupan KIA"),
        ("Perhatian", MARK),
        ("Wilayah", "Kabupaten Serang"),
        ("Keadaan s.d.", "Triwulan III 2026"),
        ("Keadaan s.d.", ID("export.as_of_rule")),
        ("Revisi data", "2"),
        ("Dibuat", "5 Oktober 2026 08.30 WIB"),
        ("Indikator", "D02: Cakupan KIA"),
        ("Pembilang", "Anak ber-KIA"),
        ("Penyebut", "Semua anak"),
        ("Penanggung jawab", "Disdukcapil"),
        ("Sistem sumber", "SIAK"),
        ("Catatan indikator", "Bukan Ibu dan Anak."),
        ("Sasaran yang dipakai", "60\xa0% (tahun 2024)"),
        ("Dasar sasaran", "RPJMD"),
        ("Catatan sasaran", "Sudah disahkan."),
        ("Sumber data", "SIAK 2026"),
        ("Sumber data", "+62"),
        ("Cara menghitung", ID("export.how_ratio")),
        ("Cara menghitung", ID("export.shortfall_higher")),
        ("Cara menghitung", ID("export.how_interval")),
        ("Cara menghitung", ID("export.how_coverage")),
        ("Kekurangan dihitung dalam", "anak"),
        ("Sel kosong", "Belum ada data, atau tidak berlaku. Sel kosong bukan nol."),
    ]


@pytest.mark.parametrize(
    ("indicator", "how", "shortfall"),
    [
        (replace(RATIO, better="lower"), "export.how_ratio", "export.shortfall_lower"),
        (STATE, "export.how_yes_no", "export.shortfall_states_higher"),
        (replace(STATE, better="lower"), "export.how_yes_no", "export.shortfall_states_lower"),
        (INDEX, "export.how_mean", "export.shortfall_none"),
    ],
)
def test_sources_explain_each_kind_in_its_own_words(indicator, how, shortfall):
    one = table(VILLAGES.assign(indicator=indicator.code), indicator)
    texts = [text for label, text in values(table_xlsx(one, EN), 1) if label.startswith("How")]
    assert texts[:2] == [EN(how), EN(shortfall)]


@pytest.mark.parametrize(
    ("targets", "as_of", "lines"),
    [
        pytest.param(
            (target(None, "https://a.id/x"),), "2026-Q3",
            ["60% (the source names no year)", "RPJMD, https://a.id/x", "Adopted."],
            id="undated",
        ),
        pytest.param((target(2023), target(2025)), "2024", ["60% (year 2023)", "RPJMD", "Adopted."],
                     id="of the as-of year"),
        pytest.param((target(),), None, ["60% (year 2024)", "RPJMD", "Adopted."], id="no period"),
        pytest.param((), "2026", [EN("export.no_target")], id="none"),
    ],
)  # fmt: skip
def test_sources_name_the_target_in_use(targets, as_of, lines):
    one = table(indicator=replace(RATIO, targets=targets), as_of=as_of)
    rows = values(table_xlsx(one, EN), sheet=1)
    labels = ("Target in use", "Source of the target", "About the target")
    assert [text for label, text in rows if label in labels] == lines
    assert ("As of" in [label for label, _ in rows]) == (as_of is not None)


SQUARE = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]  # clockwise, as d3 wants it
HOLED = [[[2, 0], [2, 3], [5, 3], [5, 0], [2, 0]], [[3, 1], [4, 1], [4, 2], [3, 2], [3, 1]]]
GEOMETRY = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": CODES[2], "properties": {"x": 1},
             "geometry": {"type": "MultiPolygon", "coordinates": [HOLED]}},
            {"type": "Feature", "id": "36.04.99.2001", "properties": {},
             "geometry": {"type": "Polygon", "coordinates": SQUARE}},
            {"type": "Feature", "id": CODES[0], "properties": {},
             "geometry": {"type": "Polygon", "coordinates": SQUARE}},
        ],
    }
).encode()  # fmt: skip


def test_geojson_has_one_feature_per_row_and_numbers_or_null():
    document = json.loads(table_geojson(table(), ID, GEOMETRY))
    assert (document["type"], document["name"]) == ("FeatureCollection", f"{MARK}: Cakupan KIA")
    assert document["description"].splitlines()[:2] == ["Judul: Cakupan KIA", f"Perhatian: {MARK}"]
    features = document["features"]
    assert [one["id"] for one in features] == CODES
    assert features[0]["properties"] == {
        "Kode desa": CODES[0], "Desa": "=1+1", "Kecamatan": "-Kota",
        "Status Kampung KB": "terbentuk", "Indikator": "D02", "Nama indikator": "Cakupan KIA",
        "Periode": "2026-Q3", "Pembilang": 45, "Penyebut": 60, "Nilai (%)": 75, "Sasaran (%)": 60,
        "Tahun sasaran": 2024, "Kekurangan (anak)": 0, "Penyebut dikurangi pembilang": 15,
        "Batas bawah selang 95 persen (%)": 50, "Batas atas selang 95 persen (%)": 87.5,
        "Status capaian": "mencapai sasaran", "Asal": "resmi", "Keterangan": None,
    }  # fmt: skip
    assert features[1]["properties"]["Desa"] == "<b>x</b>"
    assert [features[1]["properties"][name] for name in ("Nilai (%)", "Kekurangan (anak)")] == [
        None, None,
    ]  # fmt: skip
    assert features[2]["properties"]["Keterangan"] == MARK


def test_geojson_turns_outer_rings_counter_clockwise_and_holes_clockwise():
    first, second, third = json.loads(table_geojson(table(), ID, GEOMETRY))["features"]
    assert second["geometry"] is None
    (ring,) = first["geometry"]["coordinates"]
    assert LinearRing(ring).is_ccw
    assert sorted(map(tuple, ring)) == sorted(map(tuple, SQUARE[0]))
    assert third["geometry"]["type"] == "MultiPolygon"
    ((outer, hole),) = third["geometry"]["coordinates"]
    assert (LinearRing(outer).is_ccw, LinearRing(hole).is_ccw) == (True, False)


def test_a_made_up_state_marks_the_file_and_its_own_rows():
    rows = VILLAGES.iloc[:2].assign(formed_origin=["illustrative", "official"])
    one = table(rows)
    part_mark = f"Status Kampung KB: {MARK}"
    assert [row["Keterangan"] for row in properties(one)] == [part_mark, None]
    assert file_name(one, ID, "csv") == "peta-D02-2026-Q3-revisi-2-DATA-CONTOH.csv"
    assert read_book(table_xlsx(one, ID)).sheetnames[0] == "DATA CONTOH D02"


def test_a_file_that_cannot_say_which_rows_are_made_up_marks_them_all():
    one = table(VILLAGES.iloc[:2], illustrative=True)
    assert [row["Keterangan"] for row in properties(one)] == [MARK, MARK]


@pytest.mark.parametrize(
    ("one", "t", "name"),
    [
        (table(), ID, "peta-D02-2026-Q3-revisi-2-DATA-CONTOH.xlsx"),
        (table(), EN, "map-D02-2026-Q3-revision-2-SAMPLE-DATA.xlsx"),
        (table(DISTRICTS, STATE), ID, "peta-kecamatan-K01-2026-Q3-revisi-2-DATA-CONTOH.xlsx"),
        (table(VILLAGES.iloc[:2], revision=1234), ID, "peta-D02-2026-Q3-revisi-1234.xlsx"),
        (table(VILLAGES.iloc[:2], as_of=None, revision=0), EN, "map-D02-revision-0.xlsx"),
        (indexes(), EN, "map-IDM-2026-Q3-revision-2.xlsx"),
    ],
)
def test_the_name_of_a_file_says_what_is_inside(one, t, name):
    assert file_name(one, t, "xlsx") == name


def test_a_name_of_a_file_is_plain_whatever_its_parts_are():
    odd = replace(RATIO, code="É/..\\a b")
    one = table(VILLAGES.iloc[:0], odd)
    assert file_name(one, ID, ".csv") == "peta-E-..-a-b-2026-Q3-revisi-2.csv"


def test_a_table_without_rows_keeps_its_header():
    one = table(VILLAGES.iloc[:0])
    (header,) = read_csv(table_csv(one, EN), ",")
    assert header[:3] == ["Village code", "Village", "District"]
    assert values(table_xlsx(one, EN))[0][:3] == ("Village code", "Village", "District")
    assert json.loads(table_geojson(one, EN, GEOMETRY))["features"] == []


@pytest.mark.parametrize("one", [table(), table(DISTRICTS, STATE), states(), indexes()])
@pytest.mark.parametrize("t", [ID, EN])
def test_all_formats_have_the_same_columns_each_once(one, t):
    header = read_csv(table_csv(one, t), ";" if t is ID else ",")[0]
    assert len(set(header)) == len(header)
    assert list(properties(one, t)[0]) == header
    in_sheet = values(table_xlsx(one, t))[0]
    assert list(in_sheet) == [name.removesuffix(" (%)") for name in header]


def test_the_same_table_gives_the_same_bytes_at_any_time():
    moments = [
        MADE_AT,
        MADE_AT.replace(tzinfo=None),
        MADE_AT.astimezone(timezone(timedelta(hours=7))),
    ]
    for write in (table_csv, table_xlsx, lambda one, t: table_geojson(one, t, GEOMETRY)):
        assert len({write(table(printed_at=moment), ID) for moment in moments}) == 1
    properties_of = read_book(table_xlsx(table(), ID)).properties
    assert (properties_of.created, properties_of.modified) == (datetime(2026, 10, 5, 1, 30),) * 2  # noqa: DTZ001


def test_rows_stay_as_they_were():
    before = VILLAGES.copy(deep=True)
    table_csv(table(), ID), table_xlsx(table(), ID), table_geojson(table(), ID, GEOMETRY)
    pd.testing.assert_frame_equal(VILLAGES, before)


def test_rows_of_another_indicator_are_refused():
    with pytest.raises(ValueError, match=r"^rows of D02 in a table of IDM$"):
        table(indicator=INDEX)


def test_rows_of_two_levels_are_refused():
    rows = pd.concat([VILLAGES, DISTRICTS.assign(indicator="D02")], ignore_index=True)
    with pytest.raises(ValueError, match=r"^one table has one level, not district, village$"):
        table(rows)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
FIGURES = st.floats(0, 1, allow_subnormal=False) | st.just(float("nan"))


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(["", *"=+-@\t\r\n'"]).flatmap(lambda c: NAMES.map(lambda n: c + n)),
       share=FIGURES)  # fmt: skip
def test_csv_and_geojson_give_back_what_went_in(name, share):
    one = table(VILLAGES.iloc[[0]].assign(name=name, value=share))
    cell, value = (read_csv(table_csv(one, EN), ",")[1][at] for at in (1, 9))
    assert cell == (f"'{name}" if name[0] in "=+-@\t\r\n＝＋－＠" else name)
    known = not pd.isna(share)
    assert value == "" if not known else float(value) == pytest.approx(100 * share, rel=1e-14)
    (row,) = properties(one, EN)
    assert row["Village"] == name
    assert row["Value (%)"] is None if not known else row["Value (%)"] == float(value)


@settings(max_examples=30, deadline=None)
@given(name=NAMES, share=FIGURES)
def test_xlsx_gives_back_what_went_in(name, share):
    row = values(table_xlsx(table(VILLAGES.iloc[[0]].assign(name=name, value=share)), EN))[1]
    assert row[1] == name
    assert row[9] is None if pd.isna(share) else row[9] == pytest.approx(share, rel=1e-14)
