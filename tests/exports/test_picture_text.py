"""Words of pictures: what is markup, how wide they are, where their lines break."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.exports.picture_text import (
    Run,
    balanced,
    broken,
    line_width,
    lines_of,
    plain,
    printable,
)
from kampungkb.i18n.literal import literal

WORDS = st.text("abcij MWÉ\u00a0$<&%{}\\\n−–,.", max_size=60)


def text_of(lines):
    return ["".join(run.text for run in line) for line in lines]


def test_markup_is_read_as_plotly_reads_it():
    shape = '<span style="color:#0f766e;font-size:15px">●</span>\u00a0tercapai'
    assert lines_of(f"<b>I</b><br>{shape}") == [
        (Run("I", is_bold=True),),
        (Run("●", colour="#0f766e", size=15.0), Run("\u00a0tercapai")),
    ]


@given(WORDS)
def test_case_64_a_literal_name_is_read_back_letter_for_letter(name):
    assert text_of(lines_of(literal(name))) == [printable(name)]


@given(WORDS, st.floats(12, 60), st.floats(70, 900))
@settings(max_examples=60, deadline=None)
def test_lines_are_no_wider_than_they_may_and_lose_no_letter(words, size, width):
    for lines in (broken(plain(words), size, width), balanced(plain(words), size, width)):
        assert all(line_width(line, size) <= width + 1e-6 for line in lines)
        kept = "".join(text_of(lines)).replace(" ", "")
        assert kept == printable(words).replace(" ", "")


def test_lines_break_at_blanks_and_not_at_no_break_spaces():
    words = plain("sasaran 98,00\u00a0% pada tahun 2026")
    lines = text_of(broken(words, 20, line_width(plain("sasaran 98,00"), 20) + 1))
    assert lines == ["sasaran", "98,00\u00a0% pada", "tahun 2026"]


def test_balanced_lines_leave_no_word_alone():
    words = plain("satu dua tiga empat lima enam tujuh")
    width = line_width(plain("satu dua tiga empat lima enam"), 20) + 1
    assert text_of(broken(words, 20, width)) == ["satu dua tiga empat lima enam", "tujuh"]
    first, second = text_of(balanced(words, 20, width))
    assert (first, second) == ("satu dua tiga empat", "lima enam tujuh")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Désa −2 ×\u00a0½", "Désa −2 ×\u00a0½"),
        ("a\tb\x00c\nd", "a b c d"),
        ("a\u202eb\u200dc", "abc"),
        ("村\ud800", "\ufffd\ufffd"),
    ],
)
def test_signs_without_letters_are_told(text, shown):
    assert printable(text) == shown
