"""Reading and checking a pack, damaged in every way, and the pack that is shipped."""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

import pytest
import shapely

from kampungkb.areas.pack import check_pack, geometry_path, read_pack
from kampungkb.errors import AreaPackError
from kampungkb.settings import ROOT

SHIPPED = ROOT / "data" / "areas" / "36.04"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "pack"))


@pytest.fixture(scope="module")
def shipped():
    return read_pack(SHIPPED)


def change(folder: Path, name: str, old: str, new: str, *, vouched: bool = True) -> None:
    """Change a file once; `vouched` brings its hash in area.json up to date."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    if vouched:
        summary = json.loads((folder / "area.json").read_bytes())
        summary["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
        (folder / "area.json").write_text(json.dumps(summary), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(AreaPackError) as raised:
        read_pack(folder)
    return str(raised.value)


def test_changed_file_is_refused(copy):
    change(copy, "observations.csv", "0.6792", "0.9792", vouched=False)
    assert refusal(copy) == "area pack: observations.csv: has changed since it was built"
    (found,) = check_pack(copy)
    assert (found.kind, found.severity, found.sheet) == (
        "pack_damaged_file", "error", "observations.csv",
    )  # fmt: skip


def test_missing_files_are_all_named(copy):
    (copy / "register.csv").unlink()
    (copy / "villages_60m.geojson").unlink()
    assert refusal(copy) == "area pack: register.csv: is missing"
    assert [(one.kind, one.sheet) for one in check_pack(copy)] == [
        ("pack_missing_file", "register.csv"),
        ("pack_missing_file", "villages_60m.geojson"),
    ]


def test_no_pack_at_all(tmp_path):
    assert refusal(tmp_path) == "area pack: area.json: is missing"
    assert [one.kind for one in check_pack(tmp_path)] == ["pack_missing_file"]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        pytest.param("[]", "entries are missing", id="a list"),
        pytest.param("", "Expecting value: line 1 column 1 (char 0)", id="empty"),
        pytest.param(
            '{"code":"1","name":"","level":"","bounds":{},"without_polygon":[],'
            '"files":{"../x.csv":""}}',
            "a file lies outside the pack",
            id="a way out",
        ),
    ],
)
def test_unreadable_summary(copy, text, detail):
    (copy / "area.json").write_text(text, encoding="utf-8")
    assert refusal(copy) == f"area pack: area.json: cannot be read: {detail}"
    assert [one.kind for one in check_pack(copy)] == ["pack_unreadable_file"]


def test_code_twice(copy):
    change(copy, "register.csv", "\n36.04.05.2002,", "\n36.04.05.2001,")
    assert refusal(copy) == "area pack: register.csv: 36.04.05.2001 stands there more than once"
    (found,) = [one for one in check_pack(copy) if one.kind == "pack_code_twice"]
    assert (found.row, found.column, found.value) == (6, "code", "36.04.05.2001")
    assert found.key == "pack_code_twice:register.csv:6:code"


def test_observation_of_an_unknown_village(copy):
    change(copy, "observations.csv", "E06,36.04.05.2001", "E06,36.04.05.2999")
    assert refusal(copy) == "area pack: observations.csv: 36.04.05.2999 is not in the register"
    (found,) = check_pack(copy)
    assert (found.kind, found.row, found.column) == ("pack_unknown_area", 2, "village_code")


def test_area_under_an_unknown_one(copy):
    change(copy, "register.csv", "Kramatwatu,36.04,", "Kramatwatu,36.99,")
    assert refusal(copy) == "area pack: register.csv: 36.04.05 lies in an area that is not there"
    assert [one.kind for one in check_pack(copy)] == ["pack_unknown_parent"]


def test_polygon_and_register_that_differ(copy):
    change(copy, "villages_60m.geojson", '"36.04.23.2015"', '"36.04.23.2999"')
    found = {one.kind: one for one in check_pack(copy)}
    assert {kind: one.severity for kind, one in found.items()} == {
        "pack_polygon_without_register": "error",
        "pack_register_without_polygon": "info",
    }
    assert found["pack_polygon_without_register"].value == "36.04.23.2999"
    assert found["pack_register_without_polygon"].blanks == {
        "file": "villages_60m.geojson", "code": "36.04.23.2015", "name": "Mongpok",
    }  # fmt: skip
    assert read_pack(copy).without_polygon == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param("published.csv", "indicator", "indikator", id="a column of another name"),
        pytest.param("published.csv", ",true,", ",perhaps,", id="neither true nor false"),
        pytest.param("observations.csv", "0.7467", "n/a", id="no number"),
    ],
)
def test_unreadable_table(copy, name, old, new):
    change(copy, name, old, new)
    assert refusal(copy).startswith(f"area pack: {name}: cannot be read: ")
    assert [(one.kind, one.sheet) for one in check_pack(copy)] == [("pack_unreadable_file", name)]


def test_all_problems_are_found_at_once(copy):
    change(copy, "observations.csv", "E06,36.04.05.2001", "E06,36.04.05.2999")
    change(copy, "register.csv", "Kramatwatu,36.04,", "Kramatwatu,36.99,")
    (copy / "context.geojson").unlink()
    assert [one.kind for one in check_pack(copy)] == [
        "pack_missing_file", "pack_unknown_area", "pack_unknown_parent",
    ]  # fmt: skip


def test_shipped_pack_is_sound(shipped):
    assert check_pack(SHIPPED) == []
    assert (shipped.code, shipped.name, shipped.level) == ("36.04", "Kabupaten Serang", "regency")
    assert shipped.areas["level"].value_counts().to_dict() == {
        "village": 326, "district": 29, "regency": 1, "province": 1,
    }  # fmt: skip
    assert shipped.without_polygon == ()
    assert shipped.sha256 == hashlib.sha256((SHIPPED / "area.json").read_bytes()).hexdigest()


def test_shipped_idm(shipped):
    rows = shipped.observations
    assert rows["indicator"].value_counts().to_dict() == dict.fromkeys(
        ["E06", "IDM", "IKE", "IKL", "IKS"], 326
    )
    idm = rows[rows["indicator"] == "IDM"].set_index("village_code")
    assert (idm.at["36.04.23.2015", "value"], idm.at["36.04.23.2015", "status"]) == (
        0.6792, "Berkembang",
    )  # fmt: skip
    assert idm["status"].value_counts().to_dict() == {
        "Berkembang": 231, "Maju": 78, "Mandiri": 16, "Tertinggal": 1,
    }  # fmt: skip
    behind = rows[(rows["indicator"] == "E06") & (rows["value"] == 1)]
    assert behind["village_code"].tolist() == ["36.04.32.2005"]


def test_shipped_population(shipped):
    figures = shipped.village_figures
    unknown = figures[figures["value"].isna()]
    assert (len(figures), len(unknown), figures["value"].sum()) == (326, 12, 1_402_818)
    assert unknown["note"].str.contains("desa induk").all()
    assert unknown.iloc[0]["note"] == (
        "Desa ini dibentuk sesudah Sensus Penduduk 2010; penduduknya waktu itu terhitung dalam"
        " desa induk Pangarengan (36.04.07.2010)."
    )


def test_shipped_published_figures(shipped):
    rows = shipped.published
    own = rows[(rows["area_code"] == "36.04") & rows["numerator"].notna()]
    counts = {
        (row.indicator, row.period, row.unit): (row.numerator, row.denominator)
        for row in own.itertuples()
    }
    assert counts == {
        ("D01", "2024", "share"): (489382, 516047),
        ("D02", "2024", "share"): (238347, 512217),
        ("E04", "2025", "share"): (178, 326),
        ("K01", "2023", "KKB"): (52, 326),
        ("K01", "2023", "share"): (52, 326),
        ("L17", "2024-02", "share"): (1455909, 1718502),
    }
    shares = own[own["unit"] == "share"]
    assert (shares["value"] == shares["numerator"] / shares["denominator"]).all()
    assert len(rows) == 220
    assert rows.loc[~rows["confirmed"], "figure"].tolist() == [
        "kkb_mandiri_persen_belum_pasti", "angka_putus_sekolah_sd_smp_klaim",
        "prevalensi_stunting_ssgi_belum_pasti",
    ]  # fmt: skip


def test_shipped_formations(shipped):
    rows = shipped.formations
    assert rows[["village_code", "scheme"]].to_numpy().tolist() == [
        ["36.04.11.2013", "kkb"], ["36.04.20.2002", "older"], ["36.04.23.2015", "kkb"],
    ]  # fmt: skip
    assert rows["formed_on"].tolist() == [None, None, None]
    assert set(rows["source_id"]) <= set(shipped.sources["source_id"])


def test_every_named_source_is_described(shipped):
    named = {*shipped.observations["source_id"], *shipped.village_figures["source_id"]}
    assert named == {"idm-2024", "sp-2010"}
    assert named <= set(shipped.sources["source_id"])


def test_shipped_boundaries_keep_their_budget():
    packed = {
        path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0))
        for path in SHIPPED.glob("*.geojson")
    }
    assert packed["villages_60m.geojson"] <= 90_000
    assert packed["context.geojson"] <= 15_000


@pytest.mark.parametrize(("layer", "count"), [("villages", 326), ("districts", 29)])
@pytest.mark.parametrize("metres", [30, 60])
def test_shipped_boundaries_are_valid_coverages(layer, count, metres):
    features = json.loads(geometry_path(SHIPPED, layer, metres).read_bytes())["features"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    assert len(shapes) == count
    assert [one["id"] for one in features] == sorted(one["id"] for one in features)
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    assert shapely.coverage_is_valid(shapes)
    parts = shapely.get_parts(shapes)
    assert not shapely.is_ccw(shapely.get_exterior_ring(parts)).any()
