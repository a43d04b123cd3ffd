"""Codes of villages as spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.intake.codes import Read, read_code, restored, scheme_of, typed_code

KNOWN = ("36.04.05.2001", "36.04.23.2010", "36.04.23.2015", "36.04.30.2001")
BPS = {"3604220004": "36.04.05.2001", "3604080010": "36.04.23.2015"}
REGENCIES = {"36.04"}
# Eleven and ten both lose a zero in 111012001.
TWO_READINGS = ("11.01.01.2001", "11.10.01.2001")


def read(text: str, scheme: str = "official") -> Read:
    typed = typed_code(text)
    assert typed is not None
    return read_code(typed, scheme, KNOWN, BPS, REGENCIES)


def scheme(*texts: str, bps: dict[str, str] = BPS) -> tuple[str, int, int]:
    return scheme_of([typed_code(text) for text in texts], KNOWN, bps)


def test_a_dotted_code_is_taken_as_it_is():
    assert read("36.04.23.2015") == Read("36.04.23.2015", "code")


@pytest.mark.parametrize(
    "text",
    [
        "3604232015", "3604232015.0", "3604232015,00", "3.604.232.015", "3,604,232,015",
        "3.604232015E+09", "3,604232015e9", " 36.04.23.2015 ", "36.04.23.2015.", "36 04 23 2015",
        "36-04-23-2015", "36/04/23/2015", "'3604232015", "36.04\u00a0.23.2015", "3604.232015",
        "３６０４２３２０１５",
    ],
)  # fmt: skip
def test_41_a_code_without_dots_is_normalised(text):
    assert read(text) == Read("36.04.23.2015", "code_normalised")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("36.04.23.201", "36.04.23.2010", id="the final zero of the text"),
        pytest.param("3604.23201", "36.04.23.2010", id="the final zero of a decimal"),
        pytest.param("360423201", "36.04.23.2010", id="the final zero without dots"),
        pytest.param("36.4.23.2015", "36.04.23.2015", id="the first zero of the regency"),
        pytest.param("36.04.5.2001", "36.04.05.2001", id="the first zero of the district"),
        pytest.param("36.4.5.2001", "36.04.05.2001", id="both"),
        pytest.param("3645.2001", "36.04.05.2001", id="both, without dots"),
        pytest.param("36.04.3.2001", "36.04.30.2001", id="a zero behind, none such in front"),
    ],
)
def test_40_a_lost_zero_is_restored_where_one_reading_is_possible(text, code):
    assert read(text) == Read(code, "code_restored")


def test_40_a_lost_zero_with_two_readings_is_refused_with_both():
    typed = typed_code("111012001")
    found = read_code(typed, "official", TWO_READINGS, {}, {"11.01", "11.10"})
    assert found == Read(None, fault="ambiguous", readings=TWO_READINGS)


def test_40_the_code_of_a_regency_is_restored_alike():
    assert restored(typed_code("36.1"), {"36.10", "36.04"}) == ("36.10",)
    assert restored(typed_code("36.1"), {"36.10", "36.01"}) == ("36.01", "36.10")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("36.1", id="no village has so short a code"),
        pytest.param("36.04.23", id="a district"),
        pytest.param("36.04.28.201", id="the reading is no village"),
        pytest.param("36.04.23.9999", id="no such village"),
        pytest.param("3,60423E+09", id="digits lost for good"),
        pytest.param("36042320155", id="a digit too many"),
        pytest.param("Mongpok", id="no code"),
    ],
)
def test_an_unreadable_code_is_unknown(text):
    assert read(text) == Read(None, fault="unknown")


@pytest.mark.parametrize("text", ["36.73.01.1001", "3673011001", "36.73.01.101"])
def test_48_a_code_of_another_regency_is_told_apart(text):
    assert read(text) == Read(None, fault="other_regency")


@pytest.mark.parametrize("text", [None, "", "  ", "-", "\u00a0", "#N/A", "nan"])
def test_an_empty_cell_holds_no_code(text):
    assert typed_code(text) is None


def test_42_a_column_of_bps_codes_is_recognised():
    assert scheme("3604220004", "3604080010", "3604080099") == ("bps", 2, 0)
    assert read("3604080010", "bps") == Read("36.04.23.2015", "bps_code")
    assert read("36.04.080.010", "bps") == Read("36.04.23.2015", "bps_code")
    assert read("3604080099", "bps") == Read(None, fault="unknown")
    assert read("3673080099", "bps") == Read(None, fault="other_regency")


def test_42_two_schemes_in_one_column_are_mixed():
    assert scheme("3604220004", "36.04.23.2015", "3604232010") == ("mixed", 1, 2)


def test_42_a_code_of_both_schemes_follows_the_rest_of_its_column():
    both = {"3604232015": "36.04.05.2001", "3604080010": "36.04.23.2015"}
    typed = typed_code("3604232015")
    assert scheme("3604232015", "3604080010", bps=both) == ("bps", 1, 0)
    assert read_code(typed, "bps", KNOWN, both, REGENCIES) == Read("36.04.05.2001", "bps_code")
    assert scheme("3604232015", "3604232010", bps=both) == ("official", 0, 1)
    assert read("3604232015").code == "36.04.23.2015"
    # Its dots say which it is.
    assert scheme("36.04.23.2015", bps=both) == ("official", 0, 1)


def test_42_bps_codes_without_a_key_to_them_are_told():
    assert scheme("3604220004", "36.04.080.010", "3604232099", bps={}) == ("bps_unmapped", 2, 0)
    assert scheme("3604232099", "3604220004", bps={}) == ("official", 0, 0)


@given(st.sampled_from(KNOWN), st.data())
def test_losing_zeros_never_gives_another_village(code, data):
    zeros = [at for at, letter in enumerate(code) if letter == "0"]
    lost = data.draw(st.sets(st.sampled_from(zeros), max_size=2))
    text = "".join(letter for at, letter in enumerate(code) if at not in lost)
    assert read(text).code in (code, None)


@given(st.text(alphabet="0123456789.,- E", max_size=16))
def test_whatever_is_taken_has_the_digits_of_its_code(text):
    typed = typed_code(text)
    if typed is not None and (code := read_code(typed, "official", KNOWN, BPS, REGENCIES).code):
        left = typed.digits.replace("0", "")
        assert left == code.replace(".", "").replace("0", "")
