"""Text for the typesetter: it turns no line round, has no word too long, and loses no letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.exports.brief_text import BREAK, settable

MARK = "\N{LEFT-TO-RIGHT MARK}"


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("Peserta JKN: 221.093 (98 %)", "Peserta JKN: 221.093 (98 %)"),
        ("\u202eDesa\u202c (55)", "Desa (55)"),
        ("\u2068Desa\u2069\u200e", "Desa"),
        ("di \u0645\u0631\u062d\u0628\u0627 (55)", f"di \u0645\u0631\u062d\u0628\u0627{MARK} (55)"),
        ("a" * 24, "a" * 24),
        ("a" * 25 + " b", f"{('a' * 6 + BREAK) * 4}a b"),
        ("cahyadsn/wilayah_boundaries_of_all", "cahyadsn/wilayah_boundaries_of_all"),
    ],
)
def test_a_text_is_made_ready(text, set_):
    assert settable(text) == set_


def test_data_of_any_depth_are_reached_and_what_is_no_text_is_left():
    data = {"rows": (("\u202ea", 1.5), ["\u202eb", None, True]), "n": {"c": "\u202ec"}}
    assert settable(data) == {"rows": [["a", 1.5], ["b", None, True]], "n": {"c": "c"}}


@given(st.text(st.characters(exclude_categories=("Cs", "Cf")), max_size=80))
def test_no_letter_is_lost(text):
    assert settable(text).replace(BREAK, "").replace(MARK, "") == text


@given(st.text("abc1-. ", max_size=120))
def test_no_part_of_a_word_is_longer_than_a_column(text):
    parts = settable(text).replace(BREAK, " ").replace("-", " ").replace(".", " ").split()
    assert all(len(one) <= 24 for one in parts)
