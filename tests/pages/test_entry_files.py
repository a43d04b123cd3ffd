"""Files beside the forms of corrections: they hold what the form shows as known, and all of it."""

import re

import pytest

from kampungkb.tasks.dictionary_tables import targets_listing
from kampungkb.tasks.dictionary_view import entry
from kampungkb.tasks.entry_files import formation_listing, values_listing
from kampungkb.ui import load
from tests.pages.entering import CIKANDE, MONGPOK, PAGE, begun, saved, state, typed
from tests.pages.screen import blocks, introduced, opened, plain
from tests.pages.taking import ID, MARK, offered, records

FILES = {"present_xlsx", "present_csv"}


def panel(app):
    """The cells of the table beside a form, row by row."""
    (found,) = [one for one in blocks(app) if "<h2>" in one and " saat ini</h2>" in one]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found.partition("<tbody>")[2], re.S)
    return [[plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)] for row in rows]


def values(engine):
    of = state(engine)
    return records(values_listing(of, MONGPOK, of.dictionary.get("D02"), ID))


@pytest.mark.usefixtures("filled")
def test_the_values_of_a_village_are_those_of_the_panel_and_the_earlier_ones():
    page = panel(begun(wilayah=MONGPOK, indikator="D02"))
    of = load.snapshot()
    found = records(values_listing(of, MONGPOK, of.dictionary.get("D02"), ID))
    assert (len(page), len(found)) == (5, 7)
    for one, (period, value, source) in zip(found, page, strict=False):
        assert period == ID.period(one["Periode"])
        counts = f"{ID.number(one['Pembilang'])} dari {ID.number(one['Penyebut'])}"
        assert value == f"{ID.share(one['Pembilang'] / one['Penyebut'])} {counts}"
        assert one["Nilai"] == pytest.approx(one["Pembilang"] / one["Penyebut"], abs=1e-14)
        assert source == f"data contoh revisi {one['Revisi data']}"
    assert [one["Periode"] for one in found] == [
        "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1", "2024-Q4",
    ]  # fmt: skip
    assert {(one["Asal"], one["Keterangan"]) for one in found} == {("data contoh", MARK)}
    own = of.observations.set_index(["village_code", "indicator", "period"]).loc[
        (MONGPOK, "D02", "2025-Q4")
    ]
    assert [found[2][name] for name in ("Pembilang", "Penyebut")] == [
        own["numerator"], own["denominator"],
    ]  # fmt: skip


def test_once_an_official_value_is_there_the_file_holds_nothing_made_up(engine):
    assert {one["Asal"] for one in values(engine)} == {"data contoh"}
    app = begun(wilayah=MONGPOK, indikator="D02", periode="2026-Q3")
    saved(typed(app, numerator="987", denominator="1012", title="Rekap KIA"))
    (row,) = values(engine)
    assert (row["Periode"], row["Pembilang"], row["Penyebut"]) == ("2026-Q3", 987, 1012)
    assert (row["Asal"], row.get("Keterangan"), row["Sumber"]) == ("resmi", None, "Rekap KIA")
    assert row["Revisi data"] == state(engine).revision


def test_the_formation_of_a_village_has_its_state_stages_and_classes(engine):
    app = begun(wilayah=CIKANDE)
    key = next(one.key for one in app.radio if one.key.endswith("_state"))
    app.radio(key=key).set_value("formed")
    app.selectbox(key=key.replace("_state", "_class_name")).set_value("mandiri")
    saved(typed(app, formed_on="15 Maret 2026", document="SK 100", class_period="2026",
                title="Laporan", working_group_on="12-03-2026", working_group_document="SK 14",
                plan_document="=1+1"))  # fmt: skip
    found = records(formation_listing(state(engine), CIKANDE, ID))
    names = ("Hal", "Keadaan", "Tanggal atau periode", "Dokumen")
    assert [tuple(one[name] for name in names) for one in found] == [
        ("Pembentukan", "terbentuk", "2026-03-15", "SK 100"),
        ("Pembentukan Pokja", "tercapai", "2026-03-12", "SK 14"),
        ("Penyusunan RKM", "tercapai", None, "=1+1"),
        ("Klasifikasi", "mandiri", "2026", None),
    ]
    assert {one["Asal"] for one in found} == {"resmi"}
    stages = [[name, when, paper] for name, when, paper in panel(begun(wilayah=CIKANDE))]
    assert stages == [
        ["Pembentukan Pokja", "12 Maret 2026", "SK 14"],
        ["Penyusunan RKM", "tanggal belum diketahui", "=1+1"],
    ]


@pytest.mark.usefixtures("filled")
def test_made_up_stages_and_classes_say_so_in_the_panel_and_in_the_file():
    of = load.snapshot()
    reached = of.milestones[of.milestones["origin"] == "illustrative"]
    village = str(reached.sort_values("village_code")["village_code"].iloc[0])
    found = records(formation_listing(of, village, ID))
    stages = [one for one in found if one["Keadaan"] == "tercapai"]
    assert len(stages) == int(reached["village_code"].eq(village).sum())
    assert {(one["Asal"], one["Keterangan"]) for one in stages} == {("data contoh", MARK)}
    page = panel(begun(wilayah=village))
    assert [name for name, *_ in page] == [f"{one['Hal']} data contoh" for one in stages]


@pytest.mark.usefixtures("filled")
def test_the_targets_of_one_indicator_are_those_of_its_panel_and_no_others():
    page = panel(introduced(opened(PAGE, bagian="kamus", indikator="L01")))
    of = load.snapshot()
    found = records(targets_listing(of, ID, of.dictionary.get("L01")))
    assert {one["Kode"] for one in found} == {"L01"}
    assert [one.value for one in entry(of, of.dictionary.get("L01"), ID).targets] == [
        one["Sasaran"] for one in found
    ]
    for one, (year, value, source) in zip(found, page, strict=True):
        assert year.startswith(one["Tahun"])
        assert value.startswith(one["Sasaran"])
        assert source.startswith(one["Dasar"])
        assert ("● dipakai" in value) == (one["Dipakai menghitung kekurangan"] == "ya")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("address", "files"),
    [
        ({"wilayah": MONGPOK}, FILES),
        ({"wilayah": MONGPOK, "indikator": "D02"}, FILES),
        ({"bagian": "kamus", "indikator": "D02"}, FILES),
        ({"bagian": "nilai"}, set()),
        ({}, set()),
    ],
)
def test_where_something_is_known_it_can_be_taken_away(address, files):
    assert offered(begun(**address)) == files
