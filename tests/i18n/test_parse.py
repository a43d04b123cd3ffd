from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.parse import parse_number
from kampungkb.i18n.translator import LANGUAGES, translator


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 12,5 ", "12.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.815.551", "1815551"),
        ("1,815,551", "1815551"),
        ("1.815.551,25", "1815551.25"),
        ("1 815,5", "1815.5"),
        ("1\xa0815\xa0551", "1815551"),
        ("0.679", "0.679"),
        ("0,679", "0.679"),
        ("1234,567", "1234.567"),
        ("−3,5", "-3.5"),
        ("-3", "-3"),
        ("+3", "3"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_reading_in_both_languages(text, number, language):
    assert parse_number(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "indonesian", "english"), [("1.234", "1234", "1.234"), ("1,234", "1.234", "1234")]
)
def test_the_language_decides_between_thousands_and_thousandths(text, indonesian, english):
    assert parse_number(text, "id") == Decimal(indonesian)
    assert parse_number(text, "en") == Decimal(english)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "abc", "12,", ",5", "1,2,3", "1.23.456", "1.234.5", "1 2", "5 %", "1e5", "٣"],
)
def test_no_number(text):
    assert [parse_number(text, language) for language in LANGUAGES] == [None, None]


@given(st.integers(-(10**15), 10**15), st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_what_the_screen_shows_can_be_typed_back(digits, decimals, language):
    x = Decimal(digits).scaleb(-decimals)
    assert parse_number(translator(language).number(x, decimals), language) == x
