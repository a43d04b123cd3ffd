"""What decks say: the numbers of ``status`` and ``gaps``, and nothing that nobody reported."""

import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kampungkb.exports.deck import deck_pptx
from kampungkb.exports.deck_parts import ChartBlock, PictureBlock, Slide, TableBlock, TextBlock
from kampungkb.exports.letterhead import Letterhead
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.model.tables import AREAS, empty
from kampungkb.settings import ROOT
from kampungkb.store import scenarios as store
from kampungkb.store.engine import open_engine
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_content import brief_source
from kampungkb.tasks.deck_content import VILLAGE, announced_plan, deck_content
from kampungkb.tasks.ledger import gap_document, ledger, status_document
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from tests.exports.decks import SOFFICE, bars, cells, charts, notes, opened, pages, texts
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, formation, formations, seen

ID, EN = translator("id"), translator("en")
PACK = ROOT / "data" / "areas" / "36.04"
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
MARKS = {ID: "DATA CONTOH, bukan angka resmi", EN: "SAMPLE DATA, not official figures"}
NAME = '=<b>Maju</b> & "Co"'


def source(of: Snapshot, t=ID, folder: Path = Path("nowhere")):
    return brief_source(of, ledger(of), t, folder=folder, printed_at=NOON)


def deck(of: Snapshot, t=ID, **more: Any) -> Any:
    return deck_content(source(of, t), **({"village": None} | more))


def plain(text: str) -> str:
    return " ".join(text.split())


def titles(made: Any) -> list[str]:
    return [plain(one.title) for one in made.slides]


def rows(slide: Slide) -> list[list[str]]:
    assert isinstance(slide.block, TableBlock)
    return [[plain(cell.text) for cell in row] for row in slide.block.rows]


def plan(quarters: dict[int, str], **more: Any) -> Scenario:
    given: dict[str, Any] = {
        "scenario_id": 1, "version": 2, "action": "announced", "name": "Prioritas KIA",
        "author": "Rina", "agency": "DKBP3A", "saved_at": NOON, "data_revision": 1,
        "assumptions": "{}", "note": None, "announced": True, "withdrawn": False,
        "plan": {VILLAGES[at]: quarter for at, quarter in quarters.items()},
        "summary": '{"made_up": false}',
    }  # fmt: skip
    return Scenario(**(given | more))


def everywhere() -> Snapshot:
    counts = [(10, 100), (50, 100), (60, 100), (70, 100), (20, 100), (60, 100), (60, 100),
              (60, 100), (55, 100)]  # fmt: skip
    return snapshot(*(seen(place, *own) for place, own in enumerate(counts)))


def test_the_slides_of_an_area():
    made = deck(everywhere())
    assert titles(made) == [
        "2 dari 9 desa sudah menjadi Kampung KB (1 tercatat resmi); 5 lagi menuju sasaran 75 %",
        "Belum satu desa pun terbentuk di 1 kecamatan: Lempuyang",
        "Kekurangan terbesar: D02 id, 105 anak lagi menuju 60 %",
        "2 dari 2 sasaran belum tercapai, 0 tercapai",
        "Dinkes memikul kekurangan terbanyak: 105 layanan dari 105",
        "1 indikator: masih kurang 105 layanan, terbanyak di Kecamatan Kramat (60); "
        "100 % menjadi tugas Dinkes",
        "2 indikator: 5 dari 6 penilaian kecamatan belum mencapai sasaran; terbanyak K01 id, "
        "di 3 kecamatan",
        "1 dari 3 indikator desa sudah dilaporkan; 0 temuan perlu diperiksa",
        "Sumber dan cara menghitung",
    ]  # fmt: skip
    assert (made.title, made.subtitle) == (
        "Kampung Keluarga Berkualitas Serang", "Keadaan s.d. Triwulan I 2026, revisi data 1",
    )  # fmt: skip
    assert made.footer == ("Serang · s.d. Triwulan I 2026 · revisi 1 · dicetak 25 November 2026")
    assert made.file_name == "paparan-36.04-Serang-2026-Q1-revisi-1-DATA-CONTOH.pptx"


def test_numbers_of_the_slides():
    status, the_map, worst, indicators, agencies, districts, heat, quality, _ = deck(
        everywhere()
    ).slides
    # No figure was published: the key figures alone.
    assert isinstance(status.block, TextBlock)
    assert [(one.value, plain(one.label)) for one in status.block.figures] == [
        ("2", "desa terbentuk"), ("5", "desa lagi menuju 75 %"), ("7", "desa lagi menuju 100 %"),
    ]  # fmt: skip
    assert isinstance(the_map.block, TextBlock)
    assert the_map.block.points == ("Peta tidak ditampilkan: batas wilayahnya belum tersedia.",)
    assert isinstance(worst.block, ChartBlock)
    assert worst.block.names == ("D02 id (anak)",)
    assert worst.block.series[0].values == (105,)
    assert rows(indicators) == [
        ["D02 id", "49,44 %", "60 %", "▼ belum mencapai", "105 anak"],
        ["K01 id", "22,22 %", "75 %", "▼ belum mencapai", "5 anak"],
    ]
    assert rows(agencies) == [
        ["Dinkes", "2 dari 2", "D02 id: 105 anak", "Kramat (60)", "2 indikator"]
    ]
    assert isinstance(districts.block, ChartBlock)
    assert districts.block.names == ("Kramat", "Lempuyang", "Mancak")
    assert districts.block.series[0].values == (60, 40, 5)
    assert rows(heat) == [
        ["Kramat", "2 ▼", "60 ▼"],
        ["Lempuyang", "3 ▼", "40 ▼"],
        ["Mancak", "1 ▼", "5 ◇"],
    ]
    assert rows(quality) == [["Dinkes", "9", "100,0 %", "0", "0"]]


def test_missing_is_a_dash_and_low_coverage_is_not_judged():
    made = deck(snapshot(*reported()))
    # Eight of nine villages reported, one of them 0 of 0, one without enough: 78 % are known.
    assert "D02 id" not in [row[0] for row in rows(made.slides[2])]
    assert titles(made)[-2] == "Yang belum dapat ditunjukkan karena datanya belum ada"
    assert made.slides[-2].block.points == ("Belum ada kekurangan orang yang dapat dihitung",)


def test_the_announced_plan_quarter_by_quarter():
    quarters = {0: "2027-Q2", 2: "2027-Q1", 3: "2027-Q2", 8: "2027-Q1"}
    made = deck(everywhere(), announced=plan(quarters))
    (slide,) = [one for one in made.slides if "Prioritas KIA" in one.title]
    assert plain(slide.title) == (
        "Rencana yang diumumkan, “Prioritas KIA”: 3 desa dalam 2 triwulan, selesai Triwulan II 2027"
    )
    assert isinstance(slide.block, ChartBlock)
    assert slide.block.names == ("TW I 2027", "TW II 2027")
    assert slide.block.series[0].values == (1, 2)
    # The ninth village is formed by now.
    assert plain(slide.note) == (
        "Skenario “Prioritas KIA” oleh Rina, dihitung dari data revisi 1. 1 desa dalam rencana "
        "sudah terbentuk dan tidak dihitung lagi."
    )
    assert slide.side.figures[0].value == "5"
    assert "Triwulan II 2027: Desa 0 dan Desa 3." in [plain(one) for one in slide.speaker]
    lost = replace(plan(quarters), plan={"36.04.01.2999": "2027-Q1", VILLAGES[0]: "2027-Q2"})
    (slide,) = [one for one in deck(everywhere(), announced=lost).slides if "KIA" in one.title]
    assert slide.block.series[0].values == (1,)
    assert "1 desa dalam rencana tidak ada lagi dalam register" in slide.note
    empty_plan = deck(everywhere(), announced=plan({8: "2027-Q1"}))
    assert len(empty_plan.slides) == len(made.slides) - 1


def test_a_made_up_plan_marks_its_slide():
    official = snapshot(
        *(seen(place, 60, 100, origin="official") for place in range(9)),
        formations=formations(formation(8)),
    )
    made = deck(official)
    assert not any(one.is_made_up for one in made.slides)
    assert (made.is_made_up, made.file_name) == (
        False, "paparan-36.04-Serang-2026-Q1-revisi-1.pptx",
    )  # fmt: skip
    made = deck(official, announced=plan({0: "2027-Q1"}, summary="{}"))
    assert [one.is_made_up for one in made.slides].count(True) == 1
    assert made.file_name.endswith("-DATA-CONTOH.pptx")


def test_a_village_of_its_own():
    made = deck(everywhere(), village=VILLAGES[0])
    (slide,) = [one for one in made.slides if one.title.startswith("Desa 0")]
    assert plain(slide.title) == (
        "Desa 0: 0 dari 1 indikator yang dapat dinilai sudah mencapai sasaran; terbanyak "
        "kurang: D02 id, 50 anak (Dinkes)"
    )
    assert rows(slide) == [["D02 id", "10,00 %", "49,44 %", "60 %", "▼ 50 anak"]]
    assert plain(slide.note) == (
        f"Kecamatan Kramat, kode {VILLAGES[0]}. Belum tercatat sebagai Kampung KB. "
        "▼ belum mencapai, ● mencapai, ◇ belum dapat disimpulkan."
    )
    assert len(deck(everywhere(), village="99").slides) == len(made.slides) - 1


@pytest.mark.parametrize("t", [ID, EN])
def test_no_data_are_one_slide_that_names_what_is_missing(t):
    for of, slides, missing in (
        (snapshot(), 6, 5), (snapshot(formations=formations()), 6, 5),
        (snapshot(areas=empty(AREAS), formations=formations()), 4, 7),
    ):  # fmt: skip
        made = deck(of, t)
        drawn = opened(deck_pptx(made, letterhead=Letterhead()))
        said = [" ".join(texts(one)) for one in drawn.slides]
        assert len(said) == slides
        assert [t("deck.nothing") in one for one in said].index(True) == slides - 2
        assert len(made.slides[-2].block.points) == missing
        assert not any(re.search(r"\bnan\b", one, re.IGNORECASE) for one in said)
    # Without a register nobody is counted, not even as none.
    assert not any(re.search(r"\b0\b", one) for one in made.slides[-2].block.points)


def test_one_district():
    codes = [code for code in areas()["code"]
             if code == "36.04" or code.startswith(DISTRICTS[0])]  # fmt: skip
    own = areas()[areas()["code"].isin(codes)].reset_index(drop=True)
    of = snapshot(seen(0, 10, 100), seen(1, 60, 100), seen(2, 60, 100), seen(3, 60, 100),
                  areas=own, formations=formations(formation(1)))  # fmt: skip
    made = deck(of)
    assert made.slides[5].block.names == ("Kramat",)
    assert titles(made)[1] == "Setiap kecamatan sudah memiliki desa yang terbentuk"
    assert len(opened(deck_pptx(made, letterhead=Letterhead())).slides) == 10


@pytest.mark.parametrize("t", [ID, EN])
def test_case_64_and_65_names_are_literal(t):
    named = areas()
    named["name"] = NAME
    of = snapshot(*(seen(place, 10, 100) for place in range(9)), areas=named)
    made = deck_content(source(of, t), village=VILLAGES[0],
                        announced=plan({0: "2027-Q1"}, name=NAME, author=NAME))  # fmt: skip
    drawn = opened(deck_pptx(made, letterhead=Letterhead(agency=NAME)))
    said = [" ".join(texts(one)) for one in drawn.slides]
    assert sum(NAME in one for one in said) >= 7
    assert bars(drawn.slides[6]) == [(NAME, 200), (NAME, 150), (NAME, 100)]
    assert all(NAME in notes(one) for one in drawn.slides)


@pytest.fixture(scope="module")
def shipped(filled_path: Path) -> Snapshot:
    engine = open_engine(f"sqlite:///{filled_path}")
    found = read_snapshot(engine, read_dictionary(ROOT / "data" / "indicators.toml"))
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def files(shipped: Snapshot) -> dict[Any, bytes]:
    return {
        t: deck_pptx(deck_content(source(shipped, t, PACK)), letterhead=Letterhead())
        for t in (ID, EN)
    }


def document(of: Snapshot, level: Any) -> dict[tuple[str, str], dict[str, Any]]:
    found: Any = gap_document(of, level)
    return {(row["code"], row["indicator"]): row for row in found["rows"]}


@pytest.mark.parametrize("t", [ID, EN])
def test_the_numbers_are_those_of_status_and_gaps(shipped, files, t):
    slides = list(opened(files[t]).slides)
    assert len(slides) == 11
    said = [" ".join(texts(one)) for one in slides]
    status: Any = status_document(shipped)
    assert plain(t("map.finding_formed", formed=t.number(status["formed"]),
                   villages=t.number(status["villages"]), n=status["to_form"],
                   official=t.number(status["formed_official"]),
                   target=t.share(status["target_share"], 0))).rstrip(".") == plain(
        slides[1].shapes.title.text)  # fmt: skip
    levels = [one.values for one in charts(slides[1])[0].plots[0].series]
    assert set(levels[1]) == {status["villages"]}
    assert set(levels[2]) == {status["target_villages"]}
    assert [one for one in levels[0] if one is not None][-1] == status["formed_published"]["count"]
    regency, district = document(shipped, "regency"), document(shipped, "district")
    added = source(shipped, t).added
    short = sorted(
        ((row["shortfall"], code) for (_, code), row in regency.items()
         if code in added and row["shortfall"] and not row["low_coverage"]), reverse=True,
    )  # fmt: skip
    assert [value for _, value in bars(slides[3])] == [value for value, _ in short[:10]]
    sums = {
        name: sum(row["shortfall"] for (unit, one), row in district.items()
                  if unit == code and one in added and row["shortfall"] is not None)
        for code, name in zip(shipped.districts["code"], shipped.districts["name"], strict=True)
    }  # fmt: skip
    assert dict(bars(slides[6])) == sums
    assert [value for _, value in bars(slides[6])] == sorted(sums.values(), reverse=True)
    table = {row[0]: row for row in cells(slides[4])[1:]}
    for (_, code), row in regency.items():
        if row["verdict"] in ("met", "below", "cannot_tell") and not row["low_coverage"]:
            indicator = shipped.dictionary.get(code)
            own = table[t.words(indicator.short)]
            assert own[1] == t.share(row["value"]) or indicator.unit != "share"
            if row["shortfall"] is not None:
                assert own[4].startswith(t.number(row["shortfall"]))
    assert any("Mongpok" in one for one in said)


@pytest.mark.parametrize("t", [ID, EN])
def test_every_slide_is_marked_and_its_notes_name_source_period_and_revision(shipped, files, t):
    revision = t("common.revision", n=shipped.revision)
    for slide in opened(files[t]).slides:
        said = notes(slide)
        assert MARKS[t] in texts(slide)
        assert MARKS[t] in said
        assert "ANTARA Banten 2023" in said
        assert revision in said
        assert t.period(shipped.as_of) in said
        assert "2026" in said.split("\n")[-2]


def test_the_map_is_a_sharp_picture(shipped):
    made = deck_content(source(shipped, ID, PACK))
    block = made.slides[1].block
    assert isinstance(block, PictureBlock)
    drawn = opened(deck_pptx(made, letterhead=Letterhead())).slides[2]
    shape = next(one for one in drawn.shapes if one.shape_type == 13)
    # Pixels for each point: twice those of a projector of 1280 over 960 points.
    assert shape.image.size[0] / shape.width.pt >= 2.6


def test_the_announced_scenario_is_read_from_the_store(filled_path, tmp_path):
    shutil.copyfile(filled_path, tmp_path / "store.sqlite")
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert announced_plan(engine) is None
    given = plan({0: "2027-Q1"})
    saved = store.save_scenario(
        engine, name=given.name, author="Rina", agency="DKBP3A", data_revision=1,
        assumptions="{}", plan=given.plan, summary="{}", note=None, now=NOON,
    )  # fmt: skip
    store.announce(
        engine, saved.scenario_id, expected_version=saved.version, author="Rina",
        agency="DKBP3A", now=NOON,
    )  # fmt: skip
    store.save_scenario(
        engine, name="Nama baru", author="Budi", agency=None, data_revision=1, assumptions="{}",
        plan=given.plan, summary="{}", note=None, now=NOON + timedelta(days=3),
        scenario_id=saved.scenario_id, expected_version=saved.version + 1,
    )  # fmt: skip
    found = announced_plan(engine)
    engine.dispose()
    assert found is not None
    # Announced when it was, whenever it got another name.
    assert (found.name, found.author, found.agency) == ("Nama baru", "Rina", "DKBP3A")
    assert found.saved_at == NOON
    assert dict(found.plan) == {VILLAGES[0]: "2027-Q1"}


@pytest.mark.skipif(
    SOFFICE is None and os.environ.get("KAMPUNGKB_TEST_STRICT") != "1",
    reason="needs LibreOffice (Debian: libreoffice-impress)",
)
def test_libreoffice_shows_every_slide(files, tmp_path):
    found = pages(files[ID], tmp_path)
    assert len(found) == len(opened(files[ID]).slides)
    assert all(MARKS[ID] in one for one in found)
    assert "221.093" in found[3]
    assert VILLAGE in found[8]
