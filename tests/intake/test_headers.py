"""What a header means: known words exactly, nothing that merely looks alike."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.intake.headers import Meaning, Vocabulary, normalised
from kampungkb.intake.period_words import read_period
from kampungkb.model.indicators import read_dictionary

DICTIONARY = read_dictionary(Path(__file__).parents[2] / "data" / "indicators.toml")
WORDS = Vocabulary.of(DICTIONARY)


def of(header: str) -> tuple[str, str | None] | None:
    """Role and indicator of a header."""
    meaning = WORDS.meaning(header)
    return None if meaning is None else (meaning.role, meaning.indicator)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("kode_desa", "code"), ("KODE DESA", "code"), ("Kode Wilayah", "code"),
        ("Kode Desa/Kelurahan", "code"), ("'kode_desa", "code"), ("Kec.", "district"),
        ("Nama Kecamatan", "district"), ("kecamatan", "district"), ("Desa", "village"),
        ("Nama Desa", "village"), ("Desa/Kelurahan", "village"), ("Desa/\nKel.", "village"),
        ("indikator", "indicator"), ("Periode Data", "period"), ("Tahun", "period"),
        ("TRIWULAN", "period"), ("Pembilang", "numerator"), ("Penyebut", "denominator"),
        ("Nilai", "value"), ("Capaian (%)", "value"), ("Persentase", "value"), ("%", "value"),
        ("asal", "origin"), ("Terbentuk", "formed"), ("Tanggal Terbentuk", "formed_on"),
        ("Nomor SK", "document"), ("Klasifikasi", "class"), ("No.", "serial"), ("No", "serial"),
        ("Keterangan", "note"), ("Lokasi / Desa", "village"),
    ],
)  # fmt: skip
def test_the_usual_words(header, role):
    assert of(header) == (role, None)


@pytest.mark.parametrize("header", ["Foo", "", "   ", "Kod Desa", "Jumlah rumah", "D99", "Desaku"])
def test_what_is_not_known_is_not_guessed(header):
    assert WORDS.meaning(header) is None


@pytest.mark.parametrize(
    ("header", "role", "code"),
    [
        ("D02", "value", "D02"), ("d02", "value", "D02"), ("D02 pembilang", "numerator", "D02"),
        ("D02_penyebut", "denominator", "D02"), ("D02 · KIA 0–<17 / pembilang", "numerator", "D02"),
        ("D02 – Kepemilikan KIA / penyebut", "denominator", "D02"), ("KIA", "value", "D02"),
        ("KIA 0–<17", "value", "D02"), ("IDM", "value", "IDM"), ("IDM 2025", "value", "IDM"),
        ("KIA 0–<17 / Pembilang", "numerator", "D02"),
    ],
)  # fmt: skip
def test_wide_columns(header, role, code):
    assert of(header) == (role, code)


@pytest.mark.parametrize("indicator", DICTIONARY, ids=lambda one: one.code)
def test_every_indicator_is_known_by_code_and_names(indicator):
    # Six names are word for word what is counted: a column of that name holds the people.
    counted = {normalised(indicator.numerator.id), normalised(indicator.numerator.en)}
    for text in (indicator.code, indicator.name.id, indicator.name.en, indicator.short.id):
        role = "numerator" if normalised(text) in counted else "value"
        # Two short names are those of milestones, which nobody but a formation list has.
        milestone = indicator.code in ("K05", "K06") and text == indicator.short.id
        assert of(text) == (("milestone", None) if milestone else (role, indicator.code))


def test_the_words_of_a_definition_name_its_part():
    own = DICTIONARY.get("D02")
    assert of(own.numerator.id) == ("numerator", "D02")
    assert of(own.denominator.en) == ("denominator", "D02")


def test_words_that_two_indicators_share_mean_neither():
    texts = [words.id for one in DICTIONARY if one.kind == "ratio" for words in (one.denominator,)]
    shared = {text for text in texts if texts.count(text) > 1}
    assert shared
    assert {of(text) for text in shared} == {None}


def test_a_header_can_have_a_period_of_its_own():
    assert WORDS.meaning("D01 Triwulan I 2026 pembilang") == Meaning(
        role="numerator", indicator="D01", period="triwulan i 2026"
    )
    found = WORDS.meaning("Triwulan I 2026 / Pembilang")
    assert found == Meaning(role="numerator", period="Triwulan I 2026")


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2026-09", "2026-09"), ("09/2026", "2026-09"), ("30-09-2026", "2026-09"),
        ("2026-Q3", "2026-Q3"), ("2026-S1", "2026-S1"), ("2026", "2026"),
        ("September 2026", "2026-09"), ("Sep-26", "2026-09"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["D02 {}", "D02 nilai {}", "D02 {} nilai", "D02 nilai / {}",
                                  "D02 cakupan se-desa {}"])  # fmt: skip
def test_no_form_of_a_period_is_lost_from_a_header(head, written, period):
    meaning = WORDS.meaning(head.format(written))
    assert (meaning.role, meaning.indicator) == ("value", "D02")
    assert read_period(meaning.period) == period


def test_milestones_have_a_day_and_a_document():
    day = WORDS.meaning("tanggal_pokja")
    paper = WORDS.meaning("Dokumen RKM")
    assert (day.role, day.milestone) == ("milestone", "working_group")
    assert (paper.role, paper.milestone) == ("milestone_document", "plan")
    assert WORDS.meaning("Sosialisasi").milestone == "socialisation"


def test_percent_is_seen():
    assert WORDS.meaning("Capaian (%)").percent
    assert not WORDS.meaning("Capaian").percent


def test_the_nearest_header_of_a_missing_column():
    assert WORDS.nearest("numerator", ["Foo", "penbilang"]) == "penbilang"
    assert WORDS.nearest("numerator", ["Foo", "xyz"]) is None


def test_indicators_anywhere_in_a_title():
    assert WORDS.indicators_in("Rekap Kartu Identitas Anak (KIA) per desa") == {"D02"}
    assert WORDS.indicators_in("D01 dan D02 tahun 2026") == {"D01", "D02"}
    assert WORDS.indicators_in("Laporan bulanan") == frozenset()


@given(st.text(max_size=60))
def test_no_header_breaks_it(text):
    meaning = WORDS.meaning(text)
    assert meaning is None or meaning.indicator in (None, *DICTIONARY.codes)
    assert normalised(normalised(text)) == normalised(text)
