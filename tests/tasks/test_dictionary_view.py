"""The dictionary in words."""

import pandas as pd
import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import Words
from kampungkb.tasks.dictionary_view import (
    chosen_indicators,
    entry,
    pillar_groups,
    published_rows,
    standing,
    traps,
    web_address,
)
from tests.tasks.snapshots import snapshot
from tests.villages import REGENCY, dictionary, indicator, published, seen, target

ID = translator("id")
KIA = indicator(
    "D02", None, responsible="Disdukcapil", supporting=("DKBP3A",), pillar="data_documents",
    numerator=Words(id="Anak ber-KIA", en="Children with a card"),
    denominator=Words(id="Anak 0-<17", en="Children 0-<17"),
    targets=(target("0.5", year=2023), target("0.6", year=2024), target("0.75", year=2029)),
)  # fmt: skip
BIRTHS = indicator("P01", None, unit="per_1000", better="lower", lowest_level="regency")
POKJA = indicator("K03", None, population="formed", responsible="DKBP3A", pillar="institution")
IDM = indicator("IDM", None, kind="index", caution=Words(id="Terbit sampai 2024.", en="To 2024."))
OF = snapshot(
    seen(0, 1, 2), seen(1, 1, 2), seen(1, 1, 2, period="2025-Q4"),
    dictionary=dictionary(KIA, BIRTHS, POKJA, IDM),
)  # fmt: skip


def codes(**choice):
    return [one.code for one in chosen_indicators(OF, **choice)]


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        pytest.param({}, ["D02", "P01", "K03", "IDM"], id="all, in the dictionary's order"),
        pytest.param({"text": "kia ANAK"}, ["D02"], id="every word, whatever its case"),
        pytest.param({"text": "children"}, ["D02"], id="in either language"),
        pytest.param({"text": "kia disdukcapil nothing"}, [], id="not some of the words"),
        pytest.param({"text": "%' OR 1=1 --"}, [], id="letter for letter"),
        pytest.param({"text": ".*"}, [], id="no pattern"),
        pytest.param({"agency": "DKBP3A"}, ["D02", "K03"], id="responsible or supporting"),
        pytest.param({"pillar": "institution"}, ["K03"], id="pillar"),
        pytest.param({"shown": "valued"}, ["D02"], id="with a village's value"),
        pytest.param({"shown": "without_target"}, ["P01", "K03", "IDM"], id="without a target"),
    ],
)
def test_what_is_looked_for(choice, found):
    assert codes(**choice) == found


def test_standing_counts_the_whole_dictionary():
    stand = standing(OF)
    assert (stand.indicators, stand.agencies, stand.with_target, stand.valued) == (4, 3, 1, 1)


def test_pillars_keep_the_order_of_the_dictionary():
    groups = pillar_groups(OF.dictionary, ID)
    assert [(title, [one.code for one in ones]) for title, ones in groups] == [
        ("Data dan dokumen kependudukan", ["D02"]),
        ("Layanan dan rujukan keluarga", ["P01", "IDM"]),
        ("Kelembagaan", ["K03"]),
    ]


def test_entry_of_a_ratio():
    one = entry(OF, KIA, ID)
    assert one.formula == "Anak ber-KIA ÷ Anak 0-<17 × 100 %"
    assert one.scale == "persen; makin tinggi makin baik"
    assert one.population == "setiap desa"
    assert one.target == "Sasaran 60\N{NO-BREAK SPACE}% (2024)"
    # Two villages, one of them twice.
    assert one.villages == 2
    assert [(row.year, row.in_use) for row in one.targets] == [
        ("2029", False), ("2024", True), ("2023", False),
    ]  # fmt: skip


def test_entry_says_where_values_hold():
    births, pokja, idm = (entry(OF, one, ID) for one in (BIRTHS, POKJA, IDM))
    assert births.formula == "P01 id ÷ P01 id × 1.000"
    assert births.scale == "per 1.000; makin rendah makin baik"
    assert births.population == "kabupaten; tidak ada per desa dan tidak dibagi ke desa"
    assert pokja.population == "desa yang sudah menjadi Kampung KB"
    assert idm.formula == "IDM id; IDM id"
    assert (births.target, births.has_target) == ("Belum ada sasaran", False)


def test_published_figures_put_the_area_itself_first():
    figures = published(
        {"area_code": None, "area_name": "Banten", "value": 0.5},
        {"value": 0.4, "period": "2023", "note": "dihitung"},
        {"value": 0.4653, "confirmed": False},
    )
    rows = published_rows(figures, KIA, ID, REGENCY)
    assert [(row.area, row.period, row.value, row.confirmed, row.note) for row in rows] == [
        ("Serang", "2024", "46,53\N{NO-BREAK SPACE}%", False, ""),
        ("Serang", "2023", "40,00\N{NO-BREAK SPACE}%", True, "dihitung"),
        ("Banten", "2024", "50,00\N{NO-BREAK SPACE}%", True, ""),
    ]
    # "a report" is no address: it is shown, and leads nowhere.
    assert {row.url for row in rows} == {None}


def test_published_count_keeps_its_own_unit():
    figures = published({"indicator": None, "figure": "anak_belum_kia", "value": 273870.0,
                         "unit": "anak"})  # fmt: skip
    (row,) = published_rows(figures, None, ID, REGENCY)
    assert (row.figure, row.value) == ("Anak belum kia", "273.870 anak")


def test_no_published_figures():
    assert published_rows(pd.DataFrame(), None, ID, REGENCY) == ()


@pytest.mark.parametrize(
    ("address", "led"),
    [
        ("https://a.go.id/x", "https://a.go.id/x"),
        ("javascript:alert(1)", None),
        ("//a.go.id", None),
        (float("nan"), None),
    ],
)
def test_only_web_addresses_are_links(address, led):
    assert web_address(address) == led


def test_traps_are_the_cautions_of_the_entries():
    kia = indicator("D02", caution=Words(id="KIA punya dua arti.", en="Two meanings."))
    assert traps(dictionary(kia, IDM), ID) == (("D02", "D02 id", "KIA punya dua arti."),)
