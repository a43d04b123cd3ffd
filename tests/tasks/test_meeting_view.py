"""The slides of a meeting: findings and figures, counted by hand over nine villages."""

import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from kampungkb.errors import UnknownAreaError
from kampungkb.i18n.translator import translator
from kampungkb.tasks import meeting_slides
from kampungkb.tasks.brief_content import brief_source
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.meeting_places import slide
from kampungkb.tasks.meeting_view import (
    FLAGSHIP,
    WHOLE,
    MeetingSource,
    context_words,
    default_agenda,
    district_key,
    known_keys,
    slide_name,
    village_key,
)
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, formation, formations

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def source(tmp_path, rows=None, quarters=None, language="id", **more):
    of = snapshot(*(reported() if rows is None else rows), **more)
    brief = brief_source(of, ledger(of), translator(language), folder=tmp_path, printed_at=NOW)
    return MeetingSource(brief=brief, quarters=quarters or {})


@pytest.fixture
def of(tmp_path):
    return source(tmp_path)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_status_against_the_target_and_all(of):
    found = slide(of, "status")
    assert plain(found.title) == "2 dari 9 desa sudah menjadi Kampung KB; 5 lagi menuju 75 %"
    assert [(one.key, one.value, one.tone) for one in found.figures] == [
        ("terbentuk", "2", "met"), ("sasaran", "5", "below"), ("semua", "7", "below"),
    ]  # fmt: skip
    assert found.figures[0].note == "1 resmi, 1 data contoh"
    assert [(one.key, one.at) for one in found.progress.marks] == [("sasaran", 7 / 9), ("semua", 1)]
    assert found.progress.done == 2 / 9
    assert found.is_made_up is True


def test_a_target_that_is_met_is_said_so(tmp_path):
    of = source(tmp_path, formations=formations(*map(formation, range(7))), language="en")
    found = slide(of, "status")
    assert found.title == "7 of 9 villages are a Kampung KB; the target of 75% is met"
    assert [(one.value, one.tone) for one in found.figures] == [
        ("7", "met"), ("0", "met"), ("2", "below"),
    ]  # fmt: skip
    assert found.is_made_up is False


def test_districts_without_any_are_named_and_no_geometry_is_no_fault(of):
    found = slide(of, "peta")
    assert found.title == "1 dari 3 kecamatan belum memiliki satu pun Kampung KB"
    assert found.map is None
    assert found.notes == (
        "Belum ada: Lempuyang.",
        "Batas wilayah belum tersedia, sehingga peta tidak ditampilkan.",
    )
    assert [one.value for one in found.figures] == ["2", "7"]


def square(code, west, south=-6.0):
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1],
            [west, south]]  # fmt: skip
    return {"id": code, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_map_tells_formed_villages_from_others_by_district(tmp_path):
    layers = {
        "villages": [square(code, 105.0 + at) for at, code in enumerate(VILLAGES)],
        "districts": [square(code, 105.0 + 3 * at) for at, code in enumerate(DISTRICTS)],
    }
    for name, features in layers.items():
        (tmp_path / f"{name}_60m.geojson").write_text(json.dumps({"features": features}))
    units = {one.key: one for one in slide(source(tmp_path), "peta").map.units}
    assert [units[code].number for code in DISTRICTS] == ["1", "0", "1"]
    assert [units[code].formed.count("M") for code in DISTRICTS] == [1, 0, 1]
    assert [units[code].others.count("M") for code in DISTRICTS] == [3, 3, 1]
    assert units[DISTRICTS[0]].says == "Kecamatan Kramat: 1 dari 4 desa terbentuk"
    assert units[DISTRICTS[0]].drill.slide == district_key(DISTRICTS[0])
    inside = slide(source(tmp_path), village_key(VILLAGES[8])).map.units
    assert [(one.key, one.number) for one in inside] == [(VILLAGES[7], ""), (VILLAGES[8], "●")]


def test_the_largest_shortfall_is_the_title_and_the_longest_bar(of):
    found = slide(of, "kesenjangan")
    assert plain(found.title).endswith(
        ": 64 anak lagi menuju 60 %; terbanyak di Kecamatan Kramat (50)"
    )
    (bar,) = found.bars
    assert (bar.key, bar.value, bar.counted, bar.part) == ("D02", "64", "anak", 1)
    # Nobody is counted in one village, and one has not reported.
    assert bar.remark.endswith("baru 7 dari 9 desa")
    assert bar.drill.choices == (("indikator", "D02"),)


def test_districts_stand_by_their_services(of):
    found = slide(of, "kecamatan")
    assert [(one.name, one.value, one.part) for one in found.bars] == [
        ("Kramat", "50", 1), ("Lempuyang", "10", 10 / 50), ("Mancak", "4", 4 / 50),
    ]  # fmt: skip
    assert found.title == (
        "Kekurangan layanan terbanyak di Kecamatan Kramat: 50 dari 64 di seluruh Serang"
    )
    assert found.bars[1].remark == "0 dari 3 desa terbentuk"


def test_the_agencies_share_what_is_missing(of):
    found = slide(of, "opd")
    (bar,) = found.bars
    agency = of.snapshot.dictionary.get("D02").responsible
    assert (bar.name, bar.value) == (agency, "64")
    assert plain(found.title) == f"{agency} memegang 100 % dari 64 kekurangan layanan"
    assert bar.drill.choices == (("opd", agency),)


def test_a_plan_counts_each_village_once(tmp_path):
    # Villages 1 and 8 are formed already; the register does not know the last one.
    quarters = {VILLAGES[0]: "2027-Q1", VILLAGES[1]: "2027-Q1", VILLAGES[2]: "2027-Q1",
                VILLAGES[3]: "2027-Q3", "36.04.99.2001": "2027-Q3"}  # fmt: skip
    found = slide(source(tmp_path, quarters=quarters), "rencana")
    assert [(one.key, one.value, one.total, one.part) for one in found.columns] == [
        ("2027-Q1", "2", "jumlah 4", 1), ("2027-Q3", "1", "jumlah 5", 1 / 2),
    ]  # fmt: skip
    assert plain(found.title) == (
        "Rencana yang diumumkan: 3 desa lagi s.d. Triwulan III 2027, menjadi 5 dari 9 (55,56 %)"
    )


def test_what_a_slide_cannot_hold_is_one_column(tmp_path, monkeypatch):
    monkeypatch.setattr(meeting_slides, "_COLUMNS", 3)
    villages = [code for place, code in enumerate(VILLAGES) if place not in (1, 8)]
    quarters = {code: f"{2027 + at}-Q1" for at, code in enumerate(villages)}
    found = slide(source(tmp_path, quarters=quarters), "rencana")
    assert [(one.label, one.value, one.total) for one in found.columns] == [
        ("TW I 2027", "1", "jumlah 3"), ("TW I 2028", "1", "jumlah 4"),
        ("Seterusnya", "5", "jumlah 9"),
    ]  # fmt: skip


def test_no_plan_says_where_one_is_announced(of):
    found = slide(of, "rencana")
    assert (found.kind, found.title) == (
        "sentence", "Belum ada rencana pembentukan yang diumumkan",
    )  # fmt: skip
    assert found.drill.page == "simulasi"
    assert found.is_made_up is False


@pytest.mark.parametrize("key", ["kesenjangan", "kecamatan", "opd"])
def test_without_values_a_slide_says_what_fills_it(tmp_path, key):
    found = slide(source(tmp_path, rows=()), key)
    assert (found.kind, found.bars, found.drill.page) == ("sentence", (), "unggah")
    assert found.title == (
        "Kekurangan belum dapat dihitung: belum ada nilai per desa dengan sasaran"
    )


def test_a_district_and_a_village_have_their_own_slide(of):
    district = slide(of, district_key(DISTRICTS[0]))
    assert [(one.key, one.value) for one in district.bars] == [("D02", "50")]
    assert district.figures[0].value == "1"
    village = slide(of, village_key(VILLAGES[8]))
    assert (village.figures[0].value, village.bars) == ("Terbentuk", ())
    assert village.bars_title == "Tidak ada kekurangan yang dapat dihitung."
    assert slide_name(of.snapshot, of.t, village.key) == "Desa 8, Kec. Mancak"
    # Village names occur in more than one district.
    assert village.title.startswith("Desa 8 · Kec. Mancak: ")
    assert district.title.startswith("Kecamatan Kramat: ")


def test_a_place_that_is_not_there_is_refused(of):
    with pytest.raises(UnknownAreaError):
        slide(of, district_key("36.04.99"))


def test_the_usual_agenda_has_the_flagship_where_it_is(of):
    assert default_agenda(of.snapshot) == WHOLE
    register = areas()
    register["code"] = register["code"].replace(VILLAGES[8], FLAGSHIP)
    with_it = snapshot(areas=register)
    assert default_agenda(with_it) == (*WHOLE, f"desa-{FLAGSHIP}")
    assert known_keys(of.snapshot) == (
        *WHOLE, *map(district_key, DISTRICTS), *map(village_key, VILLAGES),
    )  # fmt: skip


def test_case_markup_in_a_name_stays_a_name(tmp_path):
    register = areas()
    register["name"] = register["name"].replace("Kramat", "<b>Kramat</b>")
    found = slide(source(tmp_path, areas=register), "kecamatan")
    assert found.bars[0].name == "<b>Kramat</b>"


def test_the_foot_says_period_and_revision(of, tmp_path):
    assert context_words(of) == "Serang · s.d. Triwulan I 2026 · revisi 1"
    none = source(tmp_path, rows=(), observations=pd.DataFrame(of.snapshot.observations[:0]))
    assert context_words(none) == "Serang · belum ada nilai · revisi 1"
