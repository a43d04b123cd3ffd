"""A made-up regency of two districts and five villages, built from files written here."""

import argparse
import json
from pathlib import Path

import pytest
import shapely

from kampungkb.areas.build import build_area
from kampungkb.areas.pack import check_pack, geometry_path, read_pack
from kampungkb.cli.area import add_parser
from kampungkb.errors import AreaPackError, AreaSourceError

MARKUP = '<b>Suka</b> & "Maju"'
NO_POLYGON = "99.01.02.2002"

REGISTER = f"""code,name,district_code,district_name,other
99.01.01.2001,Awal,99.01.01,Barat,X1
99.01.01.2002,"{MARKUP.replace('"', '""')}",99.01.01,Barat,X2
99.01.01.1003, Danau  Kota ,99.01.01,Barat,X3
99.01.02.2001,Timur Jaya,99.01.02,Timur,X4
{NO_POLYGON},Tanpa Batas,99.01.02,Timur,X5
"""

FURTHER = """code,name
99,Contoh
99.01,Kabupaten Contoh
99.02,Kabupaten Tetangga
"""

FIGURES = """code,figure,value,note
99.01.01.2001,idm,0.6792,
99.01.01.2001,status,Berkembang,
99.01.01.2002,idm,0.4700,
99.01.01.2002,status,Tertinggal,
99.01.01.2001,people,100,
99.01.01.2002,people,250,masih mencakup Tanpa Batas (99.01.02.2002)
99.02.01.2001,idm,0.5000,
"""

PUBLISHED = """figure,area,year,value,unit,title,url
akta,Kabupaten Contoh,2024,94.83,persen,"Kabar (menurut dinas)",u1
punya,Kabupaten Contoh,2024,489382,anak,Kabar,u1
wajib,Kabupaten Contoh,2024,516047,anak,Kabar,u1
akta,Kecamatan Barat,2024,9.0,persen,Koran; angka sementara,u2
akta,Kecamatan Barat (Puskesmas A),2024,10,persen,Koran,u2
asfr,Provinsi Contoh,2024,13.9,per 1.000 perempuan,Koran,u3
akta,Desa Awal (Barat),2024,50,persen,Koran,u4
akta,Kabupaten Tetangga,2024,1,persen,Koran,u5
akta,Negeri Jauh,2024,1,persen,Koran,u5
"""

RECIPE = """
[area]
code = "99.01"
level = "regency"
notes = ["All of it is made up."]

[[sources]]
id = "made-up"
title = "Berkas contoh"
publisher = "Pengujian"
date = "2026"
licence = "CC0"
url = "https://example.invalid/"

[register]
file = "register.csv"
source = "made-up"
code = "code"
name = "name"
ancestors = [["district_code", "district_name"]]
keep = { bps_code_2020 = "other" }
[register.further]
file = "further.csv"
code = "code"
name = "name"

[[aliases]]
file = "spellings.csv"
code = "code"
name = "name"
label = "lama"

[boundaries]
file = "villages.geojson"
source = "made-up"
code = "kode"
[[boundaries.layers]]
metres = 30
decimals = 5
[[boundaries.layers]]
metres = 60
decimals = 4

[context]
file = "around.geojson"
code = "kode"
group_parts = 2
metres = 200
decimals = 4
pad_share = 0.15

[[observations]]
file = "figures.csv"
source = "made-up"
form = "long"
period = "2024"
code = "code"
figure_column = "figure"
value = "value"
indicators = { idm = "IDM" }
status = "status"
status_of = "IDM"
derived = [{ indicator = "E06", yes = ["Tertinggal"] }]

[[village_figures]]
file = "figures.csv"
source = "made-up"
figure = "population_census"
figure_named = "people"
period = "2010"
code = "code"
figure_column = "figure"
value = "value"
note = "note"
includes = 'masih mencakup [^(]+ \\((?P<code>[0-9.]+)\\)'
included_note = "Terhitung dalam {parents}."
unknown_note = "Tidak ada."

[[published]]
file = "published.csv"
source = "made-up"
columns = { figure = "figure", area_name = "area", period = "year", value = "value", unit = "unit", source_title = "title", source_url = "url" }

[units]
persen = "100"
"per 1.000 perempuan" = "1000"

[[published_rules]]
where = { figure = "akta" }
set = { indicator = "D01" }
numerator_from = "punya"
denominator_from = "wajib"
[[published_rules]]
where = { source_url = "u4" }
set = { confirmed = "false", period = "2024-02" }

[[formations]]
village_code = "99.01.01.2001"
scheme = "older"
source = "made-up"
note = "Skema lama."
"""  # noqa: E501


def square(west: float, south: float, east: float, north: float, *holes: list) -> dict:
    """Kilometre-sized: 0.01 degree is about 1.1 km here."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring, *holes]}


def collection(shapes: dict[str, dict]) -> str:
    features = [
        {"type": "Feature", "properties": {"kode": code}, "geometry": geometry}
        for code, geometry in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


LAKE = [[106.013, -6.007], [106.017, -6.007], [106.017, -6.003], [106.013, -6.003],
        [106.013, -6.007]]  # fmt: skip
SHAPES = {
    # 0.00005 degree (5.5 m) between the first two, and as much overlap below them.
    "99.01.01.2001": square(106.0, -6.01, 106.00995, -6.0),
    "99.01.01.2002": square(106.01, -6.01, 106.02, -6.0, LAKE),
    "99.01.01.1003": square(106.0, -6.02, 106.01, -6.00995),
    "99.01.02.2001": square(106.01003, -6.02, 106.02, -6.01),
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    texts = {
        "register.csv": REGISTER,
        "further.csv": FURTHER,
        "spellings.csv": "code,name\n99.01.01.2001,Awwal\n99.01.01.2001,Awal\n99.02,Lain\n",
        "figures.csv": FIGURES,
        "published.csv": PUBLISHED,
        "villages.geojson": collection(SHAPES),
        "around.geojson": collection(
            {**SHAPES, "99.02.01.2001": square(106.02, -6.02, 106.2, -6.0)}
        ),
        "recipe.toml": RECIPE,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def pack(sources: Path, tmp_path: Path) -> Path:
    build_area(sources / "recipe.toml", sources, tmp_path / "pack")
    return tmp_path / "pack"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def shapes_of(path: Path) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_bytes())["features"]
    assert [set(feature) for feature in features] == [
        {"type", "id", "properties", "geometry"}
    ] * len(features)
    return {f["id"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


def refusal(sources: Path, tmp_path: Path) -> str:
    with pytest.raises(AreaSourceError) as raised:
        build_area(sources / "recipe.toml", sources, tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    return str(raised.value)


def test_same_input_same_bytes(sources, pack, tmp_path):
    build_area(sources / "recipe.toml", sources, tmp_path / "again")
    first = {path.name: path.read_bytes() for path in pack.iterdir()}
    second = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert first == second
    assert [name for name, data in first.items() if b"\r" in data] == []


def test_report_and_a_second_build_removes_its_own_old_layers(sources, pack):
    assert (pack / "villages_30m.geojson").is_file()
    (pack / "mine.txt").write_text("kept")
    change(sources / "recipe.toml", "metres = 30", "metres = 20")
    report = build_area(sources / "recipe.toml", sources, pack)
    assert (report.code, report.name, report.level) == ("99.01", "Kabupaten Contoh", "regency")
    assert (report.villages, report.districts) == (5, 2)
    assert report.without_polygon == (NO_POLYGON,)
    assert report.files == {
        path.name: path.stat().st_size for path in pack.iterdir() if path.name != "mine.txt"
    }
    assert sorted(path.name for path in pack.glob("villages_*")) == [
        "villages_20m.geojson", "villages_60m.geojson",
    ]  # fmt: skip


def test_register_has_levels_kinds_and_the_areas_above(pack):
    areas = read_pack(pack).areas.set_index("code")
    assert areas["level"].to_dict() == {
        "99": "province", "99.01": "regency", "99.01.01": "district",
        "99.01.01.1003": "village", "99.01.01.2001": "village", "99.01.01.2002": "village",
        "99.01.02": "district", "99.01.02.2001": "village", NO_POLYGON: "village",
    }  # fmt: skip
    assert areas["kind"].tolist() == [
        "provinsi", "kabupaten", "kecamatan", "kelurahan", "desa", "desa",
        "kecamatan", "desa", "desa",
    ]  # fmt: skip
    assert areas.at["99.01.01.2002", "name"] == MARKUP
    assert areas.at["99.01.01.1003", "name"] == "Danau Kota"
    assert areas["parent_code"].fillna("").tolist() == [
        "", "99", "99.01", "99.01.01", "99.01.01", "99.01.01", "99.01", "99.01.02", "99.01.02",
    ]  # fmt: skip


def test_area_adds_up_and_inner_points_lie_inside(pack):
    areas = read_pack(pack).areas.set_index("code")
    assert areas.loc[[NO_POLYGON, "99"], ["area_km2", "lon", "lat"]].isna().all(axis=None)
    barat = areas.loc[areas["parent_code"] == "99.01.01", "area_km2"].sum()
    assert areas.at["99.01.01", "area_km2"] == pytest.approx(barat, abs=1e-4)
    for code, shape in shapes_of(pack / "villages_30m.geojson").items():
        assert shape.contains(shapely.Point(areas.at[code, "lon"], areas.at[code, "lat"]))


def test_further_spellings_leave_out_the_official_one(pack):
    aliases = read_pack(pack).aliases
    assert aliases.to_numpy().tolist() == [["99.01.01.2001", "Awwal", "lama"]]


def test_observations_keep_published_digits_and_words(pack):
    text = (pack / "observations.csv").read_text(encoding="utf-8")
    assert text == (
        "indicator,village_code,period,origin,numerator,denominator,value,status,source_id\n"
        "E06,99.01.01.2001,2024,official,,,0,,made-up\n"
        "IDM,99.01.01.2001,2024,official,,,0.6792,Berkembang,made-up\n"
        "E06,99.01.01.2002,2024,official,,,1,,made-up\n"
        "IDM,99.01.01.2002,2024,official,,,0.4700,Tertinggal,made-up\n"
    )


def test_unknown_population_is_a_row_that_says_why(pack):
    figures = read_pack(pack).village_figures.set_index("village_code")
    assert figures["value"].dropna().to_dict() == {"99.01.01.2001": 100, "99.01.01.2002": 250}
    assert figures.at[NO_POLYGON, "note"] == f"Terhitung dalam {MARKUP} (99.01.01.2002)."
    assert figures.at["99.01.02.2001", "note"] == "Tidak ada."


def test_published_figures_become_exact_shares_of_known_areas(pack):
    rows = read_pack(pack).published
    akta = rows[rows["figure"] == "akta"].set_index("area_name")
    assert akta["area_code"].fillna("").to_dict() == {
        "Kabupaten Contoh": "99.01",
        "Kecamatan Barat": "99.01.01",
        "Desa Awal (Barat)": "99.01.01.2001",
        "Kabupaten Tetangga": "99.02",
        "Kecamatan Barat (Puskesmas A)": "",
        "Negeri Jauh": "",
    }
    assert akta.at["Kabupaten Contoh", "value"] == 489382 / 516047
    assert akta.at["Kabupaten Contoh", "numerator"] == 489382
    assert akta.at["Kabupaten Contoh", "note"] == "menurut dinas"
    assert akta.at["Kabupaten Contoh", "source_title"] == "Kabar"
    assert akta.at["Kecamatan Barat", "value"] == 0.09
    assert akta.at["Kecamatan Barat", "note"] == "angka sementara"
    assert akta["confirmed"].to_dict() | {"Desa Awal (Barat)": True} == dict.fromkeys(
        akta.index, True
    )
    assert not akta.at["Desa Awal (Barat)", "confirmed"]
    assert akta.at["Desa Awal (Barat)", "period"] == "2024-02"
    asfr = rows[rows["figure"] == "asfr"].iloc[0]
    assert (asfr["value"], asfr["unit"], asfr["area_code"]) == (0.0139, "share", "99")
    punya = rows[rows["figure"] == "punya"].iloc[0]
    assert (punya["value"], punya["unit"]) == (489382, "anak")


def test_formations_are_official_and_their_day_unknown(pack):
    row = read_pack(pack).formations.iloc[0].to_dict()
    assert row["village_code"] == "99.01.01.2001"
    assert (row["formed"], row["formed_on"], row["scheme"]) == (True, None, "older")
    assert (row["origin"], row["note"]) == ("official", "Skema lama.")


@pytest.mark.parametrize("metres", [30, 60])
def test_villages_are_a_valid_coverage_and_districts_their_union(pack, metres):
    villages = shapes_of(pack / f"villages_{metres}m.geojson")
    districts = shapes_of(pack / f"districts_{metres}m.geojson")
    assert list(villages) == sorted(SHAPES)
    assert shapely.is_valid(list(villages.values())).all()
    assert shapely.coverage_is_valid(list(villages.values()))
    assert shapely.coverage_is_valid(list(districts.values()))
    for code, district in districts.items():
        inside = [shape for village, shape in villages.items() if village.startswith(code)]
        assert district.equals(shapely.union_all(inside))


def test_the_sliver_is_closed_and_the_lake_stays(pack):
    villages = shapes_of(pack / "villages_30m.geojson")
    whole = shapely.union_all(list(villages.values()))
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 1
    assert len(villages["99.01.01.2002"].interiors) == 1
    lake = shapely.Polygon(whole.interiors[0])
    assert lake.symmetric_difference(shapely.Polygon(LAKE)).area < 1e-7


@pytest.mark.parametrize("layer", ["villages_30m", "villages_60m", "districts_60m", "context"])
def test_outer_rings_run_clockwise_and_holes_against(pack, layer):
    shapes = shapes_of(pack / f"{layer}.geojson").values()
    parts = shapely.get_parts(list(shapes))
    assert not any(part.exterior.is_ccw for part in parts)
    assert all(hole.is_ccw for part in parts for hole in part.interiors)


def test_context_shows_the_neighbour_as_far_as_the_map(pack):
    around = shapes_of(pack / "context.geojson")
    assert list(around) == ["99.02"]
    west, _, east, _ = around["99.02"].bounds
    assert (west, east) == (106.02, 106.023)


def test_bounds_hold_the_area_and_its_districts(pack):
    bounds = read_pack(pack).bounds
    assert list(bounds) == ["99.01", "99.01.01", "99.01.02"]
    assert bounds["99.01"] == (106.0, -6.02, 106.02, -6.0)


def test_document_names_source_licence_and_what_is_missing(pack):
    text = (pack / "SOURCES.md").read_text(encoding="utf-8")
    assert "## `made-up`: Berkas contoh\n\n- Publisher: Pengujian\n- Date: 2026\n" in text
    assert f"Villages without a polygon (1): Tanpa Batas {NO_POLYGON}.\n" in text
    assert "- All of it is made up.\n" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "register.csv", "99.01.02.2001,T", "99.01.01.2001,T",
            "register.csv: codes stand there more than once: 99.01.01.2001", id="code twice",
        ),
        pytest.param(
            "register.csv", "99.01.02.2001,", "990102201,",
            "register.csv: holds no area of 99.01", id="no dots anywhere",
        ),
        pytest.param(
            "register.csv", "99.01.02.2001,", "99.01.02.201,",
            "register.csv: not dotted codes: 99.01.02.201", id="a code that lost a zero",
        ),
        pytest.param(
            "register.csv", "99.01.02,Timur", "99.01.03,Timur",
            f"register.csv: areas without the area above them: 99.01.02.2001, {NO_POLYGON}",
            id="no district of that code",
        ),
        pytest.param(
            "villages.geojson", "99.01.02.2001", "99.01.02.2009",
            "villages.geojson: 1 polygons without register: 99.01.02.2009",
            id="polygon without register",
        ),
        pytest.param(
            "villages.geojson", '"kode": "99.01.02.2001"', '"kode": 3',
            "villages.geojson: feature 4 has no kode", id="polygon without code",
        ),
        pytest.param(
            "figures.csv", "99.01.01.2002,idm", "99.01.01.2009,idm",
            "figures.csv: figures of 1 unknown villages: 99.01.01.2009", id="unknown village",
        ),
        pytest.param(
            "figures.csv", "99.01.01.2002,idm", "99.01.01.2001,idm",
            "figures.csv: villages stand there more than once: 99.01.01.2001", id="two values",
        ),
        pytest.param(
            "spellings.csv", "99.01.01.2001,Awwal", "99.01.01.2009,Awwal",
            "spellings.csv: spelling of unknown area 99.01.01.2009", id="unknown spelling",
        ),
        pytest.param(
            "published.csv", "94.83", "84.83",
            "recipe.toml: akta of Kabupaten Contoh in 2024 is 0.8483,"
            " but its counts are 489382 of 516047", id="share against its counts",
        ),
        pytest.param(
            "published.csv", "94.83", "n/a",
            "published figures: akta of Kabupaten Contoh: 'n/a' is no number", id="no number",
        ),
        pytest.param(
            "recipe.toml", 'village_code = "99.01.01.2001"', 'village_code = "99.01.01.2009"',
            "recipe.toml [formations] 1: unknown village 99.01.01.2009", id="unknown formation",
        ),
        pytest.param(
            "recipe.toml", 'level = "regency"', 'level = "county"',
            "recipe.toml [area]: level must be one of nation, province, regency, district, village",
            id="unknown level",
        ),
        pytest.param(
            "recipe.toml", 'file = "figures.csv"', 'file = "gone.csv"',
            "gone.csv: there is no such source file", id="no such file",
        ),
        pytest.param(
            "recipe.toml", 'value = "value"\nindicators', 'value = "worth"\nindicators',
            "figures.csv: columns are missing: worth", id="no such column",
        ),
        pytest.param(
            "recipe.toml", 'licence = "CC0"\n', "",
            "recipe.toml [sources] 1: licence is missing or no text", id="no licence",
        ),
    ],
)  # fmt: skip
def test_contradicting_sources_are_refused(sources, tmp_path, file, old, new, message):
    if file == "register.csv" and new == "990102201,":
        (sources / file).write_text("code,name,district_code,district_name,other\n", "utf-8")
    else:
        change(sources / file, old, new)
    assert refusal(sources, tmp_path) == message


def test_unreadable_recipe_and_polygons_are_refused(sources, tmp_path):
    (sources / "villages.geojson").write_text("{", encoding="utf-8")
    assert refusal(sources, tmp_path).startswith(
        "villages.geojson: cannot be read as GeoJSON: Expecting property name"
    )
    with pytest.raises(AreaSourceError, match=r"^none\.toml: there is no such recipe$"):
        build_area(sources / "none.toml", sources, tmp_path / "refused")


def test_polygons_without_register_can_be_ignored_on_purpose(sources, tmp_path):
    change(sources / "villages.geojson", "99.01.02.2001", "99.01.02.2009")
    change(sources / "recipe.toml", "[boundaries]\n", "[boundaries]\nignore_unknown = true\n")
    report = build_area(sources / "recipe.toml", sources, tmp_path / "pack")
    assert report.without_polygon == ("99.01.02.2001", NO_POLYGON)


def test_unknown_villages_can_be_left_out_on_purpose(sources, tmp_path):
    change(sources / "figures.csv", "99.01.01.2002,idm", "99.01.01.2009,idm")
    change(
        sources / "recipe.toml", "[[observations]]\n",
        '[[observations]]\nleave_out = ["99.01.01.2009"]\n',
    )  # fmt: skip
    build_area(sources / "recipe.toml", sources, tmp_path / "pack")
    rows = read_pack(tmp_path / "pack").observations
    assert rows.loc[rows["indicator"] == "IDM", "village_code"].tolist() == ["99.01.01.2001"]


def test_the_same_code_builds_a_nation_from_one_list(sources, tmp_path):
    (sources / "nation.csv").write_text(
        "code,name\n99,Contoh\n99.01,Kabupaten Contoh\n99.01.01,Barat\n99.01.02,Timur\n"
        + "".join(f"{code},D{n}\n" for n, code in enumerate([*SHAPES, NO_POLYGON])),
        encoding="utf-8",
    )
    (sources / "nation.toml").write_text(
        '[area]\ncode = "0"\nlevel = "nation"\nname = "Negeri"\n'
        '[register]\nfile = "nation.csv"\ncode = "code"\nname = "name"\n'
        '[boundaries]\nfile = "villages.geojson"\ncode = "kode"\ngroup_parts = 3\n'
        "[[boundaries.layers]]\nmetres = 200\ndecimals = 3\n",
        encoding="utf-8",
    )
    report = build_area(sources / "nation.toml", sources, tmp_path / "pack")
    pack = read_pack(tmp_path / "pack")
    assert (report.code, report.villages, report.districts) == ("0", 5, 2)
    assert pack.areas["code"].head(2).tolist() == ["0", "99"]
    assert pack.areas["parent_code"].fillna("").head(3).tolist() == ["", "0", "99"]
    assert list(pack.bounds) == ["0", "99", "99.01", "99.01.01", "99.01.02"]
    assert geometry_path(pack.folder, "regencies", 200).name == "regencies_200m.geojson"
    assert check_pack(pack.folder)[0].kind == "pack_register_without_polygon"


def test_no_village_is_lost_to_a_coarse_grid(sources, tmp_path):
    change(sources / "recipe.toml", "decimals = 4\n\n[context]", "decimals = 1\n\n[context]")
    report = build_area(sources / "recipe.toml", sources, tmp_path / "pack")
    assert report.without_polygon == (NO_POLYGON,)
    assert list(shapes_of(tmp_path / "pack" / "villages_60m.geojson")) == sorted(SHAPES)


def test_an_islet_under_the_grid_is_dropped_and_named(sources, tmp_path):
    shapes = dict(SHAPES)
    islet = square(106.05, -6.00002, 106.05002, -6.0)["coordinates"]
    main = SHAPES["99.01.01.2001"]["coordinates"]
    shapes["99.01.01.2001"] = {"type": "MultiPolygon", "coordinates": [main, islet]}
    (sources / "villages.geojson").write_text(collection(shapes), encoding="utf-8")
    report = build_area(sources / "recipe.toml", sources, tmp_path / "pack")
    assert report.dropped == {"villages_60m": ("99.01.01.2001",)}
    assert shapes_of(tmp_path / "pack" / "villages_60m.geojson")["99.01.01.2001"].geom_type == (
        "Polygon"
    )
    assert "Islets too small for the grid of `villages_60m` (1): Awal 99.01.01.2001.\n" in (
        tmp_path / "pack" / "SOURCES.md"
    ).read_text(encoding="utf-8")


def test_command_prints_what_it_built(sources, tmp_path):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(), argparse.ArgumentParser(add_help=False))
    out = tmp_path / "made"
    args = parser.parse_args(
        ["area", "build", "--recipe", str(sources / "recipe.toml"),
         "--sources", str(sources), "--out", str(out)]
    )  # fmt: skip
    status, document = args.run(args)
    assert status == 0
    assert {name: value for name, value in document.items() if name != "files"} == {
        "code": "99.01", "name": "Kabupaten Contoh", "level": "regency", "villages": 5,
        "districts": 2, "without_polygon": [NO_POLYGON], "out": str(out),
    }  # fmt: skip
    assert document["files"]["area.json"] == (out / "area.json").stat().st_size


def test_a_layer_that_was_not_built_is_named(pack):
    with pytest.raises(AreaPackError, match=r"^area pack: villages_5m\.geojson: is not in the"):
        geometry_path(pack, "villages", 5)
