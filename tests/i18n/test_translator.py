import pickle
from dataclasses import FrozenInstanceError, dataclass

import pandas as pd
import pytest

from kampungkb.errors import BadPeriodError, UnknownAreaError
from kampungkb.i18n.translator import translator

ID = translator("id")
EN = translator("en")


@dataclass(frozen=True)
class Name:
    id: str
    en: str


def test_translator_of_a_language():
    assert translator("id") is ID
    assert ID.language == "id"
    assert pickle.loads(pickle.dumps(EN)) == EN
    with pytest.raises(FrozenInstanceError):
        ID.language = "en"


def test_unknown_language():
    with pytest.raises(ValueError, match=r"^'fr' is none of the languages id, en$"):
        translator("fr")


def test_message_with_blanks():
    assert ID("common.as_of", period=ID.period("2026-Q3")) == "s.d. Triwulan III 2026"
    assert EN("common.as_of", period=EN.period("2026-Q3")) == "as of Q3 2026"


def test_a_value_is_never_read_as_a_blank():
    assert ID("common.as_of", period="{n} {0.__class__}") == "s.d. {n} {0.__class__}"


def test_missing_message():
    with pytest.raises(KeyError, match=r"^'common.nothing'$"):
        ID("common.nothing")


@pytest.mark.parametrize(
    ("blanks", "given"),
    [({}, r"\[\]"), ({"period": "2026", "n": 1}, r"\['n', 'period'\]")],
    ids=["a blank left open", "a blank too many"],
)
def test_blanks_are_exactly_those_of_the_message(blanks, given):
    with pytest.raises(
        ValueError, match=rf"^common\.as_of has the blanks \['period'\], got {given}$"
    ):
        ID("common.as_of", **blanks)


@pytest.mark.parametrize(
    ("n", "start"),
    [(1, "1 area code is"), ("1", "1 area code is"), (2, "2 area codes are"), (0, "0 area codes")],
)
def test_english_tells_one_from_many(n, start):
    assert EN("error.unknown_area", n=n, shown="x").startswith(start)


def test_a_count_is_written_as_a_number():
    assert ID("error.unknown_area", n=1200, shown="x").startswith("1.200 kode wilayah")


def test_refusal_in_words():
    error = UnknownAreaError("village", ["36.04.99.2001"])
    assert ID.error(error) == (
        "1 kode wilayah tidak ada dalam register: 36.04.99.2001. "
        "Periksa kodenya, lalu coba kembali."
    )


def test_words_of_the_data():
    name = Name(id="Kepemilikan akta", en="Birth certificates")
    assert (ID.words(name), EN.words(name)) == ("Kepemilikan akta", "Birth certificates")


def test_points():
    assert ID.points(-0.1347) == "−13,47 poin persen"
    assert EN.points(-0.1347) == "−13.47 percentage points"
    assert ID.points(0.042, 1) == "4,2 poin persen"


def test_listing():
    assert [ID.listing(list("abc")[:n]) for n in range(4)] == ["", "a", "a dan b", "a, b, dan c"]
    assert EN.listing(["a", "b", "c"]) == "a, b and c"


def test_missing_has_words():
    assert (ID.missing, EN.missing) == ("belum ada data", "no data")


@pytest.mark.parametrize(
    ("period", "indonesian", "short", "english", "english_short"),
    [
        ("2026", "2026", "2026", "2026", "2026"),
        ("2026-S1", "Semester I 2026", "Sem. I 2026", "First half of 2026", "H1 2026"),
        ("2026-S2", "Semester II 2026", "Sem. II 2026", "Second half of 2026", "H2 2026"),
        ("2026-Q1", "Triwulan I 2026", "TW I 2026", "Q1 2026", "Q1 2026"),
        ("2026-Q2", "Triwulan II 2026", "TW II 2026", "Q2 2026", "Q2 2026"),
        ("2026-Q3", "Triwulan III 2026", "TW III 2026", "Q3 2026", "Q3 2026"),
        ("2026-Q4", "Triwulan IV 2026", "TW IV 2026", "Q4 2026", "Q4 2026"),
        ("2026-03", "Maret 2026", "Mar 2026", "March 2026", "Mar 2026"),
        ("2026-08", "Agustus 2026", "Agu 2026", "August 2026", "Aug 2026"),
    ],
)
def test_period(period, indonesian, short, english, english_short):
    assert (ID.period(period), ID.period_short(period)) == (indonesian, short)
    assert (EN.period(period), EN.period_short(period)) == (english, english_short)


@pytest.mark.parametrize("period", [None, float("nan"), pd.NA])
def test_missing_period_is_a_dash(period):
    assert (ID.period(period), ID.period_short(period)) == ("–", "–")


def test_bad_period():
    with pytest.raises(BadPeriodError):
        ID.period("2026-Q5")
