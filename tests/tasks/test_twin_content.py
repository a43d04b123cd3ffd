"""What the offline twin holds: the documents of ``gaps``, and the words beside them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.twin import MOST_BYTES, twin_html
from kampungkb.exports.twin_table import unpacked, values
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.model.tables import AREAS, empty
from kampungkb.settings import ROOT
from kampungkb.store.engine import open_engine
from kampungkb.store.scenarios import Scenario, announce
from kampungkb.tasks.brief_content import brief_source
from kampungkb.tasks.ledger import gap_document, ledger
from kampungkb.tasks.map_view import map_view
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.tasks.twin_content import announced_scenario, twin_content
from tests.exports.test_twin import Page
from tests.tasks.scenarios import NOW, opened, saved
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, REGENCY, VILLAGES, areas, formation, formations, seen

ID, EN = translator("id"), translator("en")
PACK = ROOT / "data" / "areas" / "36.04"
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
LEVELS = ("village", "district", "regency", "agency")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Geometry of the nine villages but the last: squares in a row."""
    for layer, codes in (("villages", VILLAGES[:8]), ("districts", DISTRICTS)):
        features = [
            {"type": "Feature", "id": code, "properties": {},
             "geometry": {"type": "Polygon", "coordinates": [[
                 [106 + at / 10, -6], [106 + at / 10, -5.9], [106.1 + at / 10, -5.9],
                 [106.1 + at / 10, -6], [106 + at / 10, -6]]]}}
            for at, code in enumerate(codes)
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (tmp_path / f"{layer}_60m.geojson").write_text(text)
    return tmp_path


def twin(of: Snapshot, folder: Path, t=ID, announced: Scenario | None = None, **more: Any):
    source = brief_source(of, ledger(of, **more), t, folder=folder, printed_at=NOON)
    return twin_content(source, announced)


def scenario(plan: dict[str, str], **fields: Any) -> Scenario:
    usual: dict[str, Any] = {
        "scenario_id": 1, "version": 2, "action": "announced", "name": "Rencana <A>",
        "author": "Siti", "agency": "DKBP3A", "saved_at": NOON, "data_revision": 1,
        "assumptions": "{}", "plan": plan, "summary": '{"made_up": false}', "note": None,
        "announced": True, "withdrawn": False,
    }  # fmt: skip
    return Scenario(**(usual | fields))


def documents(of: Snapshot, **more: Any) -> dict[str, list[dict[str, Any]]]:
    found = {level: gap_document(of, level, **more)["rows"] for level in LEVELS}
    # As the command line prints it.
    return json.loads(json.dumps(found, allow_nan=False, default=str))


@pytest.mark.parametrize("as_of", [None, "2025-Q4"])
def test_the_rows_are_those_of_gaps(pack, as_of):
    of = snapshot(*reported())
    data = json.loads(json.dumps(dict(twin(of, pack, as_of=as_of).data), allow_nan=False))
    found = {level: unpacked(data["gaps"][level]) for level in LEVELS}
    assert found == documents(of, as_of=as_of)
    # Of three indicators; nine villages each.
    assert len(found["village"]) == 27
    own = {row["code"]: row["value"] for row in found["village"] if row["indicator"] == "D02"}
    assert own[VILLAGES[0]] == (0.1 if as_of is None else 0.4)


def test_each_row_has_its_value_in_words(pack):
    table = twin(snapshot(*reported()), pack).data["gaps"]["village"]
    said = dict(
        zip(
            ((row["code"], row["indicator"]) for row in unpacked(table)),
            values(table["texts"], table["n"]), strict=True,
        )
    )  # fmt: skip
    assert said[VILLAGES[0], "D02"] == "10,00\N{NO-BREAK SPACE}%"
    assert said[VILLAGES[1], "IDM"] == "0,5000 · <b>Maju</b>"
    assert said[VILLAGES[8], "K01"] == "terbentuk"
    assert said[VILLAGES[3], "D02"] == "belum ada data"


@pytest.mark.parametrize("level", ["village", "district"])
def test_colours_and_legends_are_those_of_the_map(pack, level):
    of = snapshot(*reported())
    own = twin(of, pack).data["views"]["D02"][level]
    assert list(own["measures"]) == ["value", "verdict", "shortfall"]
    kept = of.dictionary.get("D02")
    for measure, view in own["measures"].items():
        drawn = map_view(
            ledger(of), kept, measure, level=level, method="target", count=5, palette=LIGHT, t=ID
        )
        shown = [colours_of(one) for one in view["colours"]]
        assert view["index"] == list(drawn.rows["index"])
        assert shown == list(drawn.colours)
        assert [(colours_of(one[0]), *one[1:]) for one in view["legend"]] == [
            (one.colour, one.shape, one.label, one.count) for one in drawn.legend
        ]


def colours_of(name: str) -> str:
    """The light colour that the style sheet gives to a name."""
    key, _, at = name.rpartition("-")
    if at.isdigit():
        return getattr(LIGHT, key.replace("-", "_"))[int(at)]
    return getattr(LIGHT, name.replace("-", "_"))


def test_a_measure_that_needs_a_target_is_not_offered_without_one(pack):
    views = twin(snapshot(*reported()), pack).data["views"]
    assert list(views["IDM"]["village"]["measures"]) == ["value"]
    assert list(views["K01"]["village"]["measures"]) == ["value"]
    assert list(views["K01"]["district"]["measures"]) == ["value", "verdict", "shortfall"]


def test_the_finding_of_districts_names_people_and_the_worst(pack):
    finding = twin(snapshot(*reported()), pack).data["views"]["D02"]["district"]["finding"]
    assert " ".join(finding.split()) == (
        "D02 id: 0 dari 1 kecamatan belum mencapai 60 %; kurang 64 anak, terbanyak di Kecamatan "
        "Lempuyang (10). Datanya di bawah 80 % desa, tidak dinilai dan tidak diperingkat: "
        "2 kecamatan."
    )


def test_agencies_have_their_sums_and_requests(pack):
    data = twin(snapshot(*reported()), pack).data
    assert data["agencies"] == [
        {
            "name": "Dinkes", "total": 64,
            "summary": "64 layanan masih kurang; 1 dari 1 sasaran yang dapat dinilai belum "
            "tercapai; 1 indikator datanya kurang",
            "districts": [[DISTRICTS[0], 50], [DISTRICTS[1], 10], [DISTRICTS[2], 4]],
            "asks": [
                "Menutup kekurangan: D02 id, 64 anak (terbanyak di Kramat, 50).",
                "Melaporkan nilai per desa yang belum ada (1 indikator): L02 id.",
            ],
        }
    ]  # fmt: skip
    assert data["agencies_finding"].startswith("1 indikator: masih kurang 64 layanan")


def test_units_are_named_and_the_formed_say_since_when(pack):
    data = twin(snapshot(*reported()), pack).data
    assert data["units"]["village"][VILLAGES[4]] == {"name": "Desa 4", "district": DISTRICTS[1]}
    assert data["units"]["district"][DISTRICTS[2]] == {"name": "Mancak"}
    assert data["units"]["formed"] == {
        VILLAGES[1]: "Kampung KB terbentuk (data contoh). Tanggal belum tercatat.",
        VILLAGES[8]: "Kampung KB terbentuk (tercatat resmi). Tanggal belum tercatat.",
    }
    shapes = data["shapes"]
    # The last village has no polygon.
    assert list(shapes["village"]) == list(VILLAGES[:8])
    assert list(shapes["district"]) == list(DISTRICTS)
    # Squares in a row: each begins where the one before it ends, and is named in its middle.
    boxes = [one["box"] for one in shapes["village"].values()]
    assert [x for x, *_ in boxes[1:]] == [x + wide for x, _, wide, _ in boxes[:-1]]
    assert [one["at"] for one in shapes["village"].values()] == [
        [(x + x + wide) // 2, (y + y + high) // 2] for x, y, wide, high in boxes
    ]
    x, y, wide, high = boxes[0]
    path = shapes["village"][VILLAGES[0]]["path"]
    assert path == f"M{x} {y + high}l0-{high} {wide} 0 0 {high}z"
    assert 0 < shapes["scale"]["steps"] < shapes["width"] / 3


PLAN = {VILLAGES[0]: "2027-Q1", VILLAGES[5]: "2027-Q1", VILLAGES[1]: "2027-Q2",
        VILLAGES[4]: "2027-Q4", VILLAGES[2]: "2027-Q4", VILLAGES[3]: "2027-Q4"}  # fmt: skip


def test_the_plan_adds_up_by_quarter_and_counts_nobody_twice(pack):
    # Village 1 is formed by now.
    plan = twin(snapshot(*reported()), pack, announced=scenario(PLAN)).data["plan"]
    fields = ("key", "label", "villages", "new", "total", "share", "reached")
    quarters = [[row[name] for name in fields] for row in plan["quarters"]]
    assert quarters == [
        ["2027-Q1", "Triwulan I 2027", [VILLAGES[0], VILLAGES[5]], 2, 4,
         "44,4\N{NO-BREAK SPACE}%", False],
        ["2027-Q2", "Triwulan II 2027", [], 0, 4, "44,4\N{NO-BREAK SPACE}%", False],
        ["2027-Q4", "Triwulan IV 2027", [VILLAGES[2], VILLAGES[3], VILLAGES[4]], 3, 7,
         "77,8\N{NO-BREAK SPACE}%", True],
    ]  # fmt: skip
    assert plan["finding"] == (
        "Sasaran tercapai pada Triwulan IV 2027: 7 desa (77,8\N{NO-BREAK SPACE}%) menjadi"
        " Kampung KB."
    )
    assert plan["title"] == "Rencana yang diumumkan: Rencana <A>"
    assert plan["facts"] == [
        "Diumumkan oleh Siti, 25 November 2026 12.00 WIB, dari revisi data 1.",
        "1 desa dari rencana ini sudah terbentuk.",
    ]


def test_a_plan_that_falls_short_says_so(pack):
    plan = twin(
        snapshot(*reported()), pack, EN, scenario({VILLAGES[0]: "2027-Q1"}, note="Draft")
    ).data["plan"]
    assert plan["finding"] == (
        "In Q1 2027, 3 villages (33.3%) are a Kampung KB; this plan does not reach the target."
    )
    assert plan["facts"][-1] == "Draft"


def test_without_an_announced_plan_there_is_none(pack):
    assert twin(snapshot(*reported()), pack).data["plan"] is None
    assert twin(snapshot(*reported()), pack, announced=scenario({})).data["plan"] is None


def test_the_announced_scenario_of_a_store(sqlite_template, tmp_path):
    engine = opened(sqlite_template, tmp_path)
    made = saved(engine)
    assert announced_scenario(engine) is None
    announce(engine, made.scenario_id, expected_version=made.version, author="Siti",
             agency="DKBP3A", now=NOW)  # fmt: skip
    found = announced_scenario(engine)
    assert (found.name, len(found.plan)) == ("Rencana A", 5)


def test_one_made_up_number_marks_the_whole_file(pack):
    made_up = twin(snapshot(*reported()), pack)
    assert made_up.mark == "DATA CONTOH, bukan angka resmi"
    assert made_up.file_name == "kampung-kb-luring-36.04-Serang-2026-Q1-revisi-1-DATA-CONTOH.html"
    assert made_up.state == "Serang · s.d. Triwulan I 2026 · revisi 1 · dicetak 25 November 2026"
    official = snapshot(*reported(), formations=formations(formation(8)))
    clean = twin(official, pack, EN)
    assert clean.mark == ""
    assert clean.file_name == "kampung-kb-offline-36.04-Serang-2026-Q1-revision-1.html"
    plan = scenario({VILLAGES[0]: "2027-Q1"}, summary="{}")
    assert twin(official, pack, EN, plan).mark == "SAMPLE DATA, not official figures"


def test_a_store_without_anything(tmp_path):
    bare = twin(snapshot(areas=empty(AREAS), formations=formations()), tmp_path)
    assert bare.data["shapes"] is None
    assert bare.data["first"] is None
    assert bare.data["indicators"] == []
    assert [bare.data["gaps"][level]["n"] for level in LEVELS] == [0, 0, 0, 0]
    page = Page(twin_html(bare, ID))
    assert page.data["as_of_text"] == "belum ada data"


def test_one_district(pack):
    every = areas()
    kept = every[every["code"].str.startswith(DISTRICTS[0]) | (every["code"] == REGENCY)]
    rows = [seen(place, 10, 100) for place in range(4)]
    own = snapshot(*rows, areas=kept.reset_index(drop=True), formations=formations(formation(1)))
    data = twin(own, pack).data
    assert list(data["shapes"]["district"]) == [DISTRICTS[0]]
    assert [row["shortfall"] for row in unpacked(data["gaps"]["district"])
            if row["indicator"] == "D02"] == [200]  # fmt: skip


def test_case_64_names_of_the_register_are_data(pack):
    every = areas()
    bad = "</script><img src=x onerror=alert(1)>"
    named = every.assign(name=every["name"].where(every["level"] != "village", bad))
    page = Page(twin_html(twin(snapshot(*reported(), areas=named), pack), ID))
    assert page.data["units"]["village"][VILLAGES[0]]["name"] == bad
    assert [tag for tag, _ in page.tags if tag == "img"] == []


def test_the_shipped_area_fits(filled_path):
    of = read_snapshot(open_engine(f"sqlite:///{filled_path}"),
                       read_dictionary(ROOT / "data" / "indicators.toml"))  # fmt: skip
    file = twin_html(twin(of, PACK), ID)
    assert len(file) < MOST_BYTES / 3
    data = Page(file).data
    assert (len(data["shapes"]["village"]), len(data["shapes"]["district"])) == (326, 29)
    assert {level: unpacked(data["gaps"][level]) for level in LEVELS} == documents(of)
