"""What briefs say: the numbers of ``status`` and ``gaps``, and nothing that nobody reported."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kampungkb.errors import UnknownAreaError
from kampungkb.exports.brief import brief_pdf
from kampungkb.exports.brief_parts import BriefContent, BriefTable
from kampungkb.exports.letterhead import Letterhead
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.model.tables import AREAS, empty
from kampungkb.settings import ROOT
from kampungkb.store.engine import open_engine
from kampungkb.tasks.brief_content import (
    agencies,
    agency_brief,
    brief_source,
    district_brief,
    every_brief,
    regency_brief,
    village_brief,
)
from kampungkb.tasks.ledger import gap_document, ledger, status_document
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from tests.exports.briefs import page_texts
from tests.tasks.snapshots import KKB, reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, dictionary, formation, formations, seen

ID, EN = translator("id"), translator("en")
PACK = ROOT / "data" / "areas" / "36.04"
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
FIRST, KRAMAT = VILLAGES[0], DISTRICTS[0]
MARKS = {ID: "DATA CONTOH, bukan angka resmi", EN: "SAMPLE DATA, not official figures"}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Geometry of the nine villages: squares in a row."""
    for layer, codes in (("villages", VILLAGES), ("districts", DISTRICTS)):
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


def source(of: Snapshot, folder: Path, t=ID):
    return brief_source(of, ledger(of), t, folder=folder, printed_at=NOON)


def cells(table: BriefTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def figures(made: BriefContent) -> list[tuple[str, str, str]]:
    return [(one.value, one.label, one.note) for one in made.figures]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_brief_of_the_area(pack):
    made = regency_brief(source(snapshot(*reported()), pack))
    assert made.title == "Kampung Keluarga Berkualitas Serang"
    assert made.subtitle == "Keadaan s.d. Triwulan I 2026, revisi data 1"
    assert plain(made.lead) == (
        "2 dari 9 desa sudah menjadi Kampung KB (1 tercatat resmi); 5 lagi menuju sasaran 75 %."
    )
    # Of 60 %: 50 + 0 + 0, 10 + 0 + 0 and 4 people; the village of 0 of 0 lacks nobody.
    assert [(value, label) for value, label, _ in figures(made)] == [
        ("2", "desa terbentuk"), ("5", "desa lagi menuju 75\N{NO-BREAK SPACE}%"),
        ("1 dari 1", "sasaran belum tercapai"), ("64", "kekurangan layanan"),
    ]  # fmt: skip
    assert plain(figures(made)[0][2]) == "dari 9 desa (22,22 %). 1 resmi, 1 data contoh."
    assert plain(figures(made)[1][2]) == "Sasaran 7 desa; 7 lagi menuju 100 %."
    indicators, districts = made.tables
    assert [plain(" ".join(row)) for row in cells(indicators)] == [
        "D02 id 55,51 %* 60 % belum dinilai 64 anak Dinkes"
    ]
    assert indicators.rows[0][1].share == 287 / 517
    assert indicators.rows[0][1].goal == 0.6
    assert cells(districts) == [
        ["Kramat", "1 dari 4", "50*", "50"],
        ["Lempuyang", "0 dari 3", "10", "10"],
        ["Mancak", "1 dari 2", "4*", "4"],
    ]
    assert [row[3].share for row in districts.rows] == [1.0, 0.2, 0.08]
    assert [row[2].is_strong for row in districts.rows] == [True, False, False]
    assert districts.note == "* nilai dari kurang dari 80\N{NO-BREAK SPACE}% desa."
    assert [(one.agency, one.asks) for one in made.requests] == [
        ("Dinkes", ("Menutup kekurangan: D02 id, 64 anak (terbanyak di Kramat, 50).",
                    "Melaporkan nilai per desa yang belum ada (1 indikator): L02 id."))
    ]  # fmt: skip
    assert made.progress is not None
    assert (made.progress.done, made.progress.goal) == (2 / 9, 7 / 9)
    assert (made.is_made_up, made.printed_on) == (True, date(2026, 11, 25))
    assert made.file_name == "lembar-ringkas-36.04-Serang-2026-Q1-revisi-1-DATA-CONTOH.pdf"


def test_coverage_below_80_percent_is_said_and_takes_no_part_in_what_is_worst(pack):
    points = regency_brief(source(snapshot(*reported()), pack)).points
    assert not any("64" in point for point in points)
    assert plain(points[-1]).startswith("2 indikator baru mencakup kurang dari 80 % desa")
    everywhere = [seen(place, 10, 100) for place in range(9)]
    points = regency_brief(source(snapshot(*everywhere), pack)).points
    assert plain(points[0]) == "D02 id: 450 anak lagi menuju 60 %; terbanyak di Kramat (200)."
    made = regency_brief(source(snapshot(*everywhere), pack))
    assert made.figures[2].value == "2 dari 2"
    assert points[1] == "Belum satu desa pun terbentuk di 1 kecamatan: Lempuyang."


def test_the_brief_of_a_district(pack):
    made = district_brief(source(snapshot(*reported()), pack), KRAMAT)
    assert (made.kind, made.title) == ("Lembar ringkas kecamatan", "Kecamatan Kramat")
    assert made.subtitle.startswith("Serang (36.04.01) · Keadaan")
    assert [value for value, _, _ in figures(made)] == ["1", "–", "1 dari 1", "50"]
    assert plain(" ".join(cells(made.tables[0])[0])) == (
        "D02 id 50,48 %* 55,51 % 60 % belum dinilai 50 anak Dinkes"
    )
    assert cells(made.tables[1]) == [
        ["Desa 0", "belum", "50", "50"], ["Desa 1", "ya", "0", "0"],
        ["Desa 2", "belum", "0", "0"], ["Desa 3", "belum", "–", "–"],
    ]  # fmt: skip
    assert made.requests[0].asks[0] == (
        "Menutup kekurangan: D02 id, 50 anak (terbanyak di Desa 0, 50)."
    )
    assert made.progress is None
    with pytest.raises(UnknownAreaError):
        district_brief(source(snapshot(), pack), "36.04.99")


def test_the_brief_of_a_village(pack):
    of = source(snapshot(*reported()), pack)
    made = village_brief(of, FIRST)
    assert (made.title, made.pages) == ("Desa 0", 1)
    assert made.subtitle.startswith("Kecamatan Kramat (36.04.01.2001) · Keadaan")
    assert [(value, label) for value, label, _ in figures(made)] == [
        ("Belum", "status Kampung KB"), ("–", "penduduk"), ("1 dari 1", "sasaran belum tercapai"),
        ("50", "kekurangan layanan"),
    ]  # fmt: skip
    assert plain(" ".join(cells(made.tables[0])[0])) == (
        "D02 id 10,00 % 55,51 % 60 % belum mencapai 50 anak Dinkes"
    )
    assert made.requests[0].asks[0] == "Menutup kekurangan: D02 id, 50 anak."
    day = formations(formation(1, formed_on=date(2024, 5, 6)))
    dated = village_brief(source(snapshot(*reported(), formations=day), pack), VILLAGES[1])
    assert figures(dated)[0] == ("Terbentuk", "status Kampung KB", "Sejak 6 Mei 2024.")
    assert figures(village_brief(of, VILLAGES[1]))[0][2] == "Tanggal belum tercatat."


def test_the_brief_of_an_agency(pack):
    of = source(snapshot(*reported()), pack)
    made = agency_brief(of, "Dinkes")
    assert agencies(of) == ("Dinkes",)
    assert made.title == "Kekurangan dan permintaan: Dinkes"
    # K01 is Dinkes' too here; seven villages have a rate, three of them lack somebody.
    assert [(value, label) for value, label, _ in figures(made)][1:] == [
        ("64", "kekurangan layanan"), ("3", "desa masih kurang"),
    ]  # fmt: skip
    assert cells(made.tables[1]) == [
        ["Desa 0", "Kramat", "belum", "50", "50"], ["Desa 4", "Lempuyang", "belum", "10", "10"],
        ["Desa 7", "Mancak", "belum", "4", "4"],
    ]  # fmt: skip
    assert len(made.tables[0].heads) == 5
    # The village without anybody has no data, as has the one that nobody reported on.
    assert [one.text for one in made.legend] == [
        "tidak ada kekurangan (4)", "4 (1)", "10 (1)", "50 (1)", "belum ada data (2)",
    ]  # fmt: skip


def test_a_store_without_values_is_a_quiet_page(pack):
    for of in (snapshot(formations=formations()), snapshot(areas=empty(AREAS))):
        made = regency_brief(source(of, pack))
        texts = page_texts(brief_pdf(made, paper="a4", letterhead=Letterhead()))
        assert len(texts) == 1
        assert "Belum ada indikator dengan nilai per desa dan sasaran" in texts[0]
        assert "Belum ada kekurangan menurut kecamatan yang dapat dihitung." in texts[0]
        assert figures(made)[-1] == ("–", "kekurangan layanan", "belum ada data")
    only_formed = regency_brief(source(snapshot(), pack))
    assert only_formed.tables[0].empty.startswith("Belum ada indikator dengan nilai per desa")
    assert made.lead == "Register desa belum ada, sehingga belum ada yang dapat dihitung."
    assert made.map is None
    assert "Peta tidak ditampilkan: batas wilayahnya belum tersedia." in texts[0]


def test_without_a_target_nothing_is_left_to_reach(pack):
    of = snapshot(dictionary=dictionary(replace(KKB, targets=())))
    made = regency_brief(source(of, pack))
    assert made.lead == (
        "2 dari 9 desa terbentuk. Belum ada sasaran yang dikonfirmasi."
    )  # fmt: skip
    assert figures(made)[1][:2] == ("7", "desa belum terbentuk")


def test_one_district_is_a_whole_area(pack):
    inside = areas()
    inside = inside[~inside["code"].str.startswith(DISTRICTS[1:])].reset_index(drop=True)
    made = regency_brief(source(snapshot(*reported(), areas=inside), pack))
    assert cells(made.tables[1]) == [["Kramat", "1 dari 4", "50*", "50"]]
    assert len(page_texts(brief_pdf(made, paper="f4", letterhead=Letterhead()))) == 1


def test_geometry_that_is_missing_or_damaged_leaves_the_rest(pack):
    of = snapshot(*reported())
    whole = regency_brief(source(of, pack))
    for folder in (pack / "none", pack):
        (pack / "villages_60m.geojson").write_text("{")
        made = regency_brief(source(of, folder))
        assert replace(made, map=whole.map) == whole
        text = page_texts(brief_pdf(made, paper="a4", letterhead=Letterhead()))[0]
        assert "Peta tidak ditampilkan" in text


def test_the_map_has_every_village_and_a_point_in_each_formed_one(pack):
    placed = areas().assign(lon=106.05, lat=-5.95)
    made = regency_brief(source(snapshot(*reported(), areas=placed), pack))
    drawn = (made.map or b"").decode()
    assert drawn.count("fill='#dce8f0'") == 7
    assert drawn.count("fill='#0f766e'") == 2
    assert drawn.count("<circle") == 2
    assert [(one.text, one.is_dotted) for one in made.legend] == [
        ("terbentuk (2)", True), ("belum terbentuk (7)", False),
    ]  # fmt: skip
    outlined = (village_brief(source(snapshot(), pack), FIRST).map or b"").decode()
    assert outlined.count("stroke='#111827'") == 1


NAME = "<b>#panic()</b> & $x$ *y*"


@pytest.mark.parametrize("t", [ID, EN])
def test_case_64_names_with_markup_are_literal_in_every_brief(pack, t):
    named = areas()
    named["name"] = NAME
    named["lon"], named["lat"] = 106.05, -5.95
    of = source(snapshot(*reported(), areas=named), pack, t)
    for made in (regency_brief(of), district_brief(of, KRAMAT), village_brief(of, FIRST)):
        pdf = brief_pdf(made, paper="a4", letterhead=Letterhead())
        assert NAME.replace(" ", "") in "".join(page_texts(pdf)).replace(" ", "")


def test_official_figures_alone_bear_no_mark(pack):
    of = snapshot(*reported(), formations=formations(formation(8)))
    made = regency_brief(source(of, pack))
    assert (made.is_made_up, made.words.mark) == (False, "")
    assert made.file_name == "lembar-ringkas-36.04-Serang-2026-Q1-revisi-1.pdf"


def test_all_briefs_are_made_one_by_one(pack):
    of = source(snapshot(*reported()), pack)
    count, made = every_brief(of)
    titles = [one.title for one in made]
    assert (count, len(titles)) == (14, 14)
    assert titles[1:5] == [
        "Kecamatan Kramat", "Kecamatan Lempuyang", "Kecamatan Mancak",
        "Kekurangan dan permintaan: Dinkes",
    ]  # fmt: skip
    assert titles[5:] == [f"Desa {place}" for place in range(9)]
    count, made = every_brief(of, ("districts",))
    assert (count, next(made).title) == (3, "Kecamatan Kramat")


@pytest.fixture(scope="module")
def shipped(filled_path: Path) -> Snapshot:
    engine = open_engine(f"sqlite:///{filled_path}")
    found = read_snapshot(engine, read_dictionary(ROOT / "data" / "indicators.toml"))
    engine.dispose()
    return found


def _rows(of: Snapshot, level: Any) -> dict[tuple[str, str], dict[str, Any]]:
    document: Any = gap_document(of, level)
    return {(row["code"], row["indicator"]): row for row in document["rows"]}


@pytest.mark.parametrize("t", [ID, EN])
def test_the_numbers_are_those_of_status_and_gaps(shipped, t):
    made = regency_brief(source(shipped, PACK, t))
    texts = page_texts(brief_pdf(made, paper="a4", letterhead=Letterhead()))
    assert len(texts) == 2
    assert all(text.count(MARKS[t]) == 1 for text in texts)
    everything = " ".join(texts)
    status: Any = status_document(shipped)
    assert made.figures[0].value == t.number(status["formed"])
    assert made.figures[1].value == t.number(status["to_form"])
    assert t.number(status["target_villages"]) in made.figures[1].note
    regency = _rows(shipped, "regency")
    short = sorted(
        (row["shortfall"], code) for (_, code), row in regency.items()
        if row["shortfall"] and code != "K01"
    )  # fmt: skip
    for shortfall, code in short[-12:]:
        counted = t.words(shipped.dictionary.get(code).counted)
        assert plain(f"{t.number(shortfall)} {counted}") in everything
    added = source(shipped, PACK, t).added
    for code, name in zip(shipped.districts["code"], shipped.districts["name"], strict=True):
        own = [row["shortfall"] for (unit, one), row in _rows_of(shipped).items()
               if unit == code and one in added and row["shortfall"] is not None]  # fmt: skip
        row = next(row for row in cells(made.tables[1]) if row[0] == name)
        assert row[-1] == t.number(sum(own))
        assert f"{row[-2]} {row[-1]}" in everything


_DISTRICTS: dict[int, dict[tuple[str, str], dict[str, Any]]] = {}


def _rows_of(of: Snapshot) -> dict[tuple[str, str], dict[str, Any]]:
    if id(of) not in _DISTRICTS:
        _DISTRICTS[id(of)] = _rows(of, "district")
    return _DISTRICTS[id(of)]
