"""How wide and how high a sheet is: nothing in it is cut off."""

import textwrap
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.exports.columns import Column
from kampungkb.exports.sheet_layout import sheet_layout

WORDS = st.text(alphabet="abc ", min_size=1, max_size=400)


def text(*cells, name="Nama"):
    return Column(name=name, cells=cells)


def test_a_short_text_stands_on_one_line():
    layout = sheet_layout([text("Tanjung Teja", None)], is_table=True)
    assert layout.widths == (14.0,)
    assert layout.lines == {}


def test_a_long_text_breaks_in_a_column_that_is_not_wider_than_the_window():
    layout = sheet_layout([text("kata " * 20), text("kata " * 70)], is_table=True)
    assert layout.widths == (44.0, 80.0)
    assert layout.lines == {1: 5}
    reading = sheet_layout([text("kata " * 70)], is_table=False)
    assert (reading.widths, reading.lines) == ((84.0,), {1: 5})


def test_lines_of_the_text_itself_are_lines():
    assert sheet_layout([text("satu\ndua\ntiga")], is_table=False).lines == {1: 3}


def test_a_figure_has_room_for_all_its_digits():
    column = Column(name="Nilai", cells=(Decimal(123_456_789), None), number_format="#,##0.00")
    assert sheet_layout([column], is_table=True).widths[0] >= len("123.456.789,00")


def test_a_header_takes_three_lines_at_most():
    name = "Batas bawah selang kepercayaan 95 persen menurut Wilson"
    layout = sheet_layout([Column(name=name, cells=(Decimal(1),))], is_table=True)
    assert layout.lines == {0: 3}
    assert layout.widths[0] < 30


def test_a_wide_table_is_printed_on_several_pages_and_its_names_stay():
    narrow, wide = ([text("x" * 40)] * n for n in (5, 12))
    assert sheet_layout(narrow, is_table=True).pages == 1
    assert sheet_layout(wide, is_table=True).pages == 3
    assert sheet_layout([text("kata " * 99)] * 4, is_table=False).pages == 1


@pytest.mark.parametrize(
    ("lengths", "frozen"), [((12, 20), 2), ((40, 40), 1), ((200, 10), 0), ((12,), 1)]
)
def test_what_stays_in_sight_leaves_room_for_the_rest(lengths, frozen):
    columns = [text("x" * length) for length in lengths]
    assert sheet_layout(columns, is_table=True).frozen == frozen


@given(st.lists(WORDS, min_size=1, max_size=5), st.booleans())
def test_every_row_has_as_many_lines_as_its_longest_text(cells, is_table):
    layout = sheet_layout([text(*cells)], is_table=is_table)
    for row, cell in enumerate(cells, start=1):
        needed = len(textwrap.wrap(cell, int(layout.widths[0])))
        assert layout.lines.get(row, 1) >= needed
