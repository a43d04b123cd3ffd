"""The indicator dictionary that is shipped, and what a dictionary is refused for."""

# One refusal a line, with its full message: the tables are read across.
# ruff: noqa: E501

import hashlib
from collections import Counter
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from kampungkb.errors import DictionaryError, UnknownIndicatorError
from kampungkb.model.indicators import SHORT_LENGTH, Words, read_dictionary
from kampungkb.settings import ROOT

PATH = ROOT / "data" / "indicators.toml"
CODES = [
    *(f"K{number:02}" for number in range(1, 11)),
    *(f"D{number:02}" for number in range(1, 6)),
    *(f"P{number:02}" for number in range(1, 8)),
    *(f"L{number:02}" for number in range(1, 27)),
    *(f"E{number:02}" for number in range(1, 7)),
    *("IDM", "IKS", "IKE", "IKL"),
]  # fmt: skip


@pytest.fixture(scope="module")
def dictionary():
    return read_dictionary(PATH)


def where(dictionary, test):
    return {indicator.code for indicator in dictionary if test(indicator)}


def test_the_reference_table_and_the_village_index_are_there(dictionary):
    assert list(dictionary.codes) == CODES
    assert [indicator.code for indicator in dictionary] == CODES
    assert len(dictionary) == 58
    assert dictionary.sha256 == hashlib.sha256(PATH.read_bytes()).hexdigest()


def test_every_text_is_there_in_both_languages(dictionary):
    for indicator in dictionary:
        texts = [indicator.name, indicator.short, indicator.numerator, indicator.denominator,
                 indicator.counted, *filter(None, [indicator.caution])]  # fmt: skip
        texts += [t for row in indicator.targets for t in (row.note, row.in_use_reason) if t]
        for words in texts:
            assert words.get("id") == words.id != ""
            assert words.get("en") == words.en != ""


def test_names_and_definitions_are_of_one_indicator_each(dictionary):
    for language in ("id", "en"):
        for texts in (
            [i.name.get(language) for i in dictionary],
            [i.short.get(language) for i in dictionary],
            [(i.numerator.get(language), i.denominator.get(language)) for i in dictionary],
        ):
            assert len(set(texts)) == 58
        assert max(len(i.short.get(language)) for i in dictionary) <= SHORT_LENGTH == 28


def test_kinds_and_units(dictionary):
    yes_no = {"K01", "K02", "K03", "K04", "K05", "K06", "K07", "K09", "P07", "L26", "E04", "E06"}
    assert where(dictionary, lambda i: i.kind == "yes_no") == yes_no
    assert where(dictionary, lambda i: i.kind == "count") == {"K08", "D05"}
    index = {"P02": "years", "L25": "index_100", "IDM": "index", "IKS": "index", "IKE": "index", "IKL": "index"}  # fmt: skip
    assert {i.code: i.unit for i in dictionary if i.kind == "index"} == index
    assert where(dictionary, lambda i: i.unit == "per_1000") == {"P01"}
    assert Counter(i.kind for i in dictionary) == {"ratio": 38, "yes_no": 12, "index": 6, "count": 2}  # fmt: skip


def test_only_an_index_or_count_of_villages_is_averaged(dictionary):
    averaged = {"K08", "D05", "L25", "IDM", "IKS", "IKE", "IKL"}
    assert where(dictionary, lambda i: i.weight == "none") == averaged
    assert where(dictionary, lambda i: i.weight is None) == set(CODES) - averaged


def test_surveys_have_no_village_value(dictionary):
    regency = {"K10", "P01", "P02", "L01", "L04", "L23", "L24"}
    assert where(dictionary, lambda i: i.lowest_level == "regency") == regency
    for code in regency - {"K10"}:
        assert dictionary.get(code).caution is not None


def test_what_is_counted_among_formed_villages(dictionary):
    formed = {"K02", "K03", "K04", "K05", "K06", "K07", "K08", "K09", "D05", "P07", "L26"}
    assert where(dictionary, lambda i: i.population == "formed") == formed


def test_lower_is_better_where_the_figure_counts_a_harm(dictionary):
    lower = {"P01", "L01", "L02", "L04", "L13", "L16", "L20", "L21", "L23", "L24", "E03", "E06"}
    assert where(dictionary, lambda i: i.better == "lower") == lower


def test_small_counts_of_people_in_need_are_sensitive(dictionary):
    sensitive = {
        "P01", "L01", "L02", "L04", "L05", "L06", "L09", "L16", "L20", "L21", "L22", "L23", "L24",
    }  # fmt: skip
    assert where(dictionary, lambda i: i.sensitive) == sensitive


def test_survey_and_measured_stunting_never_share_an_axis(dictionary):
    axes = {i.code: i.excludes_axis for i in dictionary if i.excludes_axis}
    assert axes == {"L01": ("L02",), "L02": ("L01",)}


def test_the_first_agency_is_responsible_and_the_others_support(dictionary):
    assert dictionary.agencies == (
        "DKBP3A", "Bapperida", "DPMD", "Sekda", "Disdukcapil", "Dinkes", "Dindikbud", "Dinsos",
        "DPUPR/Perkim",
    )  # fmt: skip
    jkn = dictionary.get("L17")
    assert (jkn.responsible, jkn.supporting) == ("Dinkes", ("Dinsos", "BPJS Kesehatan"))
    assert dictionary.get("D01").supporting == ()
    assert dictionary.get("IDM").responsible == "DPMD"


def test_rhythm_follows_the_periodicity(dictionary):
    months = {i.periodicity: i.rhythm_months for i in dictionary}
    assert months == {"monthly": 1, "quarterly": 3, "semester": 6, "yearly": 12, "per_meeting": 3}


def test_kia_is_never_left_bare(dictionary):
    kia = where(dictionary, lambda i: "KIA" in i.name.id + i.numerator.id + i.denominator.id)
    assert kia == {"D02"}
    assert dictionary.get("D02").name == Words(
        id="Cakupan kepemilikan Kartu Identitas Anak (KIA) 0–<17 tahun",
        en="Child identity card (KIA) ownership, children aged 0 to under 17",
    )


def test_targets_of_the_child_identity_card_are_all_kept(dictionary):
    rows = [(t.year, t.value, t.scope, t.area, t.confirmed) for t in dictionary.get("D02").targets]
    assert rows == [
        (2022, Fraction(40, 100), "nation", None, True),
        (2023, Fraction(50, 100), "nation", None, True),
        (2024, Fraction(60, 100), "regency", "36.04", True),
        (2025, Fraction(60, 100), "nation", None, False),
        (2025, Fraction(62, 100), "nation", None, False),
        (2024, Fraction(75, 100), "nation", None, False),
    ]


def test_targets_are_exact_and_in_the_published_unit(dictionary):
    def rows(code):
        return [(t.text, t.unit, t.value) for t in dictionary.get(code).targets]

    assert rows("L12")[0] == ("62.16", "percent", Fraction(6216, 10000))
    assert rows("P01") == [
        ("18.75", "per_1000", Fraction(1875, 100_000)),
        ("18", "per_1000", Fraction(18, 1000)),
    ]
    assert rows("L23") == [
        ("6-7", "percent", None),
        ("7-8", "percent", None),
        ("4.5", "percent", Fraction(45, 1000)),
    ]
    assert rows("L18") == [
        ("70", "percent_of_regencies", None),
        ("80", "percent", Fraction(80, 100)),
    ]
    assert rows("L25") == [("61", "index_100", Fraction(61))]
    assert rows("E06") == [("0", "count", Fraction(0))]


def test_every_published_target_is_there(dictionary):
    rows = [target for indicator in dictionary for target in indicator.targets]
    # 51 by year, and 16 that only the reference table has.
    assert len(rows) == 67
    assert Counter(target.scope for target in rows) == {"nation": 59, "regency": 6, "province": 2}
    assert {t.area for t in rows if t.scope == "regency"} == {"36.04"}
    assert {t.area for t in rows if t.scope == "province"} == {"36"}
    assert all(dictionary.get(code).targets == () for code in ("IDM", "IKS", "IKE", "IKL"))


def test_only_the_regencys_own_undertaking_is_pinned(dictionary):
    pinned = [(i.code, t) for i in dictionary for t in i.targets if t.in_use]
    ((code, target),) = pinned
    assert (code, target.text, target.year, target.scope) == ("K01", "75", None, "regency")
    assert target.in_use_reason.en == (
        "The regency's own undertaking; 30 per cent (2022) and 100 per cent (2024, 2025) are the "
        "national road map and are shown beside it."
    )


def test_an_unknown_code_is_named(dictionary):
    assert "D02" in dictionary
    assert "X99" not in dictionary
    with pytest.raises(UnknownIndicatorError) as caught:
        dictionary.get("X99")
    assert str(caught.value) == "indicator X99 is not in the dictionary"
    assert caught.value.blanks == {"code": "X99"}


def test_a_dictionary_cannot_be_changed(dictionary):
    with pytest.raises(FrozenInstanceError):
        dictionary.sha256 = ""
    with pytest.raises(FrozenInstanceError):
        dictionary.get("D02").unit = "count"


# What a dictionary is refused for: one small entry, one thing wrong.
ENTRY = """
[[indicator]]
code = "A01"
name = {id = "Anak berbuku", en = "Children with a book"}
short = {id = "Buku", en = "Books"}
numerator = {id = "Anak yang punya buku", en = "Children who own a book"}
denominator = {id = "Anak", en = "Children"}
counted = {id = "anak", en = "children"}
kind = "ratio"
unit = "share"
better = "higher"
lowest_level = "village"
population = "all"
pillar = "services"
responsible = "Dindikbud"
supporting = ["Kemenag"]
periodicity = "yearly"
source_system = "Dapodik"
sensitive = false
"""
TARGET = """
[[indicator.target]]
year = 2026
value = "50"
unit = "percent"
scope = "regency"
area = "36.04"
source = "Perbup 1/2026"
url = "https://example.id/perbup?n=1"
confirmed = true
"""
SECOND = (
    ENTRY.replace('"A01"', '"A02"')
    .replace("Anak ber", "Murid ber").replace("Children with", "Pupils with")
    .replace('"Buku"', '"Buku murid"').replace('"Books"', '"Pupils books"')
    .replace("Anak yang", "Murid yang").replace("Children who", "Pupils who")
)  # fmt: skip
PINNED = 'in_use = true\nin_use_reason = {id = "Sebab.", en = "Reason."}\n'


@pytest.fixture
def read(tmp_path):
    def from_text(text):
        path = tmp_path / "indicators.toml"
        path.write_text(text, encoding="utf-8")
        return read_dictionary(path)

    return from_text


def test_a_small_dictionary_is_read(read):
    indicator = read(ENTRY + TARGET).get("A01")
    assert indicator.short == Words(id="Buku", en="Books")
    assert (indicator.caution, indicator.weight, indicator.excludes_axis) == (None, None, ())
    (target,) = indicator.targets
    assert (target.year, target.text, target.value) == (2026, "50", Fraction(1, 2))
    assert (target.in_use, target.in_use_reason, target.note) == (False, None, None)


def test_both_ways_to_write_a_table_are_one(read):
    dotted = ENTRY.replace('short = {id = "Buku", en = "Books"}', 'short.id = "Buku"\nshort.en = "Books"')  # fmt: skip
    assert dotted != ENTRY
    assert read(dotted).indicators == read(ENTRY).indicators


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ('code = "A01"', "", "indicator 1: code: is missing"),
        ('"A01"', '"a01"', "indicator 1: code: 'a01' is no code such as D02 or IDM"),
        ('unit = "share"', "", "A01: unit: is missing"),
        ('"ratio"', '"rate"', "A01: kind: 'rate' is not one of ratio, index, count, yes_no"),
        ('"share"', '"years"', "A01: unit: 'years' does not fit ratio, only share, per_1000"),
        ('"ratio"', '"yes_no"\nweight = "none"', "A01: weight: fits only an index or a count of villages"),
        ('"ratio"\nunit = "share"', '"count"\nunit = "count"', "A01: weight: is missing, and a count of villages needs one"),
        ('"ratio"', '"yes_no"\ncolour = "red"', "A01: colour: is no field of this table"),
        ("sensitive = false", 'sensitive = "no"', "A01: sensitive: 'no' is not true or false"),
        ("sensitive = false", "", "A01: sensitive: is missing"),
        ('"Dapodik"', "7", "A01: source_system: 7 is not a text"),
        ('"Dapodik"', '" Dapodik"', "A01: source_system: ' Dapodik' is empty or has spaces too many"),
        ('"Dapodik"', '""', "A01: source_system: '' is empty or has spaces too many"),
        ('"Dindikbud"', '"Dindikbud; Kemenag"', "A01: responsible: 'Dindikbud; Kemenag' is more than one agency"),
        ('["Kemenag"]', '["Dindikbud"]', "A01: supporting: Dindikbud is the responsible agency"),
        ('["Kemenag"]', '["Dinkes", "Dinkes"]', "A01: supporting: names Dinkes 2 times"),
        ('["Kemenag"]', "[7]", "A01: supporting: 7 is not a text"),
        ('["Kemenag"]', '"Kemenag"', "A01: supporting: 'Kemenag' is not a list"),
        ('en = "Books"', 'en = "Books of at least 29 letters."', "A01: short: en: 'Books of at least 29 letters.' has 29 characters, at most 28"),
        (', en = "Books"', "", "A01: short: en: is missing"),
        (', en = "Books"', ', en = "Books", fr = "Livres"', "A01: short: fr: is no field of this table"),
        ('{id = "Buku", en = "Books"}', '"Buku"', "A01: short: 'Buku' is not a table with id, en"),
        ('"Buku"', '"buku"', "A01: short: id: 'buku' does not begin with a capital or a figure"),
        ('"Children"', '"Children."', "A01: denominator: en: 'Children.' ends with a full stop"),
        ('"anak"', '"anak."', "A01: counted: id: 'anak.' ends with a full stop"),
        ("sensitive", 'caution = {id = "Awas.", en = "Beware"}\nsensitive', "A01: caution: en: 'Beware' is no sentence"),
        ("sensitive", 'excludes_axis = ["A01"]\nsensitive', "A01: excludes_axis: names the indicator itself"),
        ("sensitive", 'excludes_axis = ["B01"]\nsensitive', "A01: excludes_axis: B01 is not there"),
        ('"ratio"\nunit = "share"\nbetter = "higher"\nlowest_level = "village"', '"yes_no"\nunit = "share"\nbetter = "higher"\nlowest_level = "regency"', "A01: lowest_level: a yes_no is a village's answer, so it is village"),
        ('"village"\npopulation = "all"', '"regency"\npopulation = "formed"', "A01: population: only an indicator of villages counts formed ones"),
        ('source_system = "Dapodik"', 'target = ["50"]\nsource_system = "Dapodik"', "A01: target: is not a list of tables"),
    ],
)  # fmt: skip
def test_an_indicator_is_refused_by_code_and_field(read, old, new, detail):
    assert ENTRY.count(old) == 1
    with pytest.raises(DictionaryError) as caught:
        read(ENTRY.replace(old, new))
    assert str(caught.value) == f"indicator dictionary: {detail}"
    assert caught.value.blanks == {"detail": detail}


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ('value = "50"', "", "A01: target 1: value: is missing"),
        ('"50"', "50", "A01: target 1: value: 50 is not a text"),
        ('"50"', '"50 %"', "A01: target 1: value: '50 %' is no number such as 62.5 and no range such as 6-7"),
        ('"50"', '"50,5"', "A01: target 1: value: '50,5' is no number such as 62.5 and no range such as 6-7"),
        ('"50"', '"101"', "A01: target 1: value: 101 is more than the whole"),
        ("2026\n", '"2026"\n', "A01: target 1: year: '2026' is not a year"),
        ("2026\n", "true\n", "A01: target 1: year: True is not a year"),
        ("2026\n", "false\n", "A01: target 1: year: False is not a year"),
        ("2026\n", "1926\n", "A01: target 1: year: 1926 is not between 2000 and 2100"),
        ('"percent"', '"persen"', "A01: target 1: unit: 'persen' is not one of percent, per_1000, index, index_100, years, count, percent_of_regencies"),
        ('"regency"', '"district"', "A01: target 1: scope: 'district' is not one of regency, province, nation"),
        ('"regency"', '"nation"', "A01: target 1: area: '36.04' is given, and the nation has no area"),
        ('"regency"', '"province"', "A01: target 1: area: '36.04' is no code of a province"),
        ('area = "36.04"', "", "A01: target 1: area: None is no code of a regency"),
        ("https://", "", "A01: target 1: url: 'example.id/perbup?n=1' is no address such as https://example.id/page"),
        ("?n=1", " 1", "A01: target 1: url: 'https://example.id/perbup 1' is no address such as https://example.id/page"),
        ("confirmed = true", "", "A01: target 1: confirmed: is missing"),
        ("confirmed = true", "confirmed = true\nin_use = true", "A01: target 1: in_use_reason: stands with in_use = true, and only there"),
        ("confirmed = true", 'confirmed = true\nin_use_reason = {id = "Ya.", en = "Yes."}', "A01: target 1: in_use_reason: stands with in_use = true, and only there"),
        ("confirmed = true", f"confirmed = false\n{PINNED}", "A01: target: 50 is in_use, but not a confirmed number in its own unit"),
        ('"percent"', '"count"\n' + PINNED, "A01: target: 50 is in_use, but not a confirmed number in its own unit"),
        ("confirmed = true", 'confirmed = true\nnote = {id = "Ya.", en = "yes."}', "A01: target 1: note: en: 'yes.' does not begin with a capital or a figure"),
        ("confirmed", "konfirmasi = 1\nconfirmed", "A01: target 1: konfirmasi: is no field of this table"),
    ],
)  # fmt: skip
def test_a_target_is_refused_by_its_place_and_field(read, old, new, detail):
    assert TARGET.count(old) == 1
    with pytest.raises(DictionaryError) as caught:
        read(ENTRY + TARGET.replace(old, new))
    assert str(caught.value) == f"indicator dictionary: {detail}"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (ENTRY + ENTRY, "A01: code: 'A01' is also that of A01"),
        (ENTRY + SECOND.replace("Murid ber", "Anak ber"), "A02: name.id: 'Anak berbuku' is also that of A01"),
        (ENTRY + SECOND.replace("Pupils books", "Books"), "A02: short.en: 'Books' is also that of A01"),
        (ENTRY + SECOND.replace("Pupils who", "Children who"), "A02: definition.en: 'Children who own a book / Children' is also that of A01"),
        (ENTRY + 'excludes_axis = ["A02"]\n' + SECOND, "A02: excludes_axis: does not name A01"),
        (ENTRY + TARGET + TARGET, "A01: target: 50 (2026) is there 2 times"),
        (ENTRY + (TARGET + PINNED) * 2, "A01: target: 2 rows are in_use, at most one"),
        ("", "indicators.toml: has no [[indicator]]"),
        ('indicator = "A01"', "indicators.toml: indicator: 'A01' is not a list of tables"),
        ('title = "x"\n' + ENTRY, "indicators.toml: title: is no field of this table"),
        ("code =", "indicators.toml: is no TOML (Invalid value (at end of document))"),
    ],
)  # fmt: skip
def test_a_dictionary_that_contradicts_itself_is_refused(read, text, detail):
    with pytest.raises(DictionaryError) as caught:
        read(text)
    assert str(caught.value) == f"indicator dictionary: {detail}"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DictionaryError) as caught:
        read_dictionary(tmp_path / "gone.toml")
    assert caught.value.blanks == {
        "detail": "gone.toml: cannot be read (No such file or directory)"
    }


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DictionaryError) as caught:
        read_dictionary(path)
    assert str(caught.value) == (
        "indicator dictionary: odd.toml: is no TOML ('utf-8' codec can't decode byte 0xff in "
        "position 0: invalid start byte)"
    )
