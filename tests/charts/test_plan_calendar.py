"""The calendar of a plan, compared as data."""

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.plan_calendar import (
    plan_calendar,
    plan_calendar_alt,
    plan_calendar_height,
    quarter_ticks,
)
from kampungkb.charts.theme import DARK, LIGHT, readable
from kampungkb.i18n.translator import translator
from kampungkb.model.periods import quarters_between

T, EN = translator("id"), translator("en")
QUARTERS = ("2027-Q1", "2027-Q2", "2028-Q1")
DISTRICTS = [("36.04.01", "Kramat"), ("36.04.02", "<b>Mancak</b>")]
FRAME = pd.DataFrame(
    [
        ("36.04.01.2001", "Desa <i>A</i>", "36.04.01", "2027-Q1"),
        ("36.04.01.2002", "Desa B", "36.04.01", "2027-Q1"),
        ("36.04.02.2003", "Desa C", "36.04.02", "2028-Q1"),
        ("36.04.09.2009", "Desa Z", "36.04.09", "2027-Q1"),
    ],
    columns=["code", "name", "district_code", "quarter"],
)


def drawn(frame=FRAME, quarters=QUARTERS, districts=DISTRICTS, palette=LIGHT, mark=None):
    return plan_calendar(frame, quarters, districts, palette, T, mark)


def colour_of(heat, n):
    share = (n - heat.zmin) / (heat.zmax - heat.zmin)
    return next(colour for at, colour in reversed(heat.colorscale) if at <= share)


def test_each_cell_counts_the_villages_of_its_district_and_quarter():
    heat, counts = drawn().data
    assert [list(line) for line in heat.z] == [[2, 0, 0], [0, 0, 1]]
    # Nothing is written where nothing is formed.
    assert list(zip(counts.x, counts.y, counts.text, strict=True)) == [(0, 0, "2"), (2, 1, "1")]


def test_sums_stand_at_the_edges():
    layout = drawn().layout
    assert layout.yaxis2.ticktext == ("<b>2</b>", "<b>1</b>")
    assert layout.xaxis2.ticktext == ("<b>2</b>", "<b>0</b>", "<b>1</b>")
    assert layout.xaxis2.showticklabels


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_counts_are_written_in_a_colour_that_is_read_on_their_cell(palette):
    heat, counts = drawn(palette=palette).data
    assert counts.textfont.color == tuple(readable(colour_of(heat, n)) for n in (2, 1))
    assert colour_of(heat, 0) == palette.surface
    assert len({colour_of(heat, n) for n in (0, 1, 2)}) == 3


def test_hover_names_the_villages_letter_for_letter():
    text = drawn().data[0].text
    assert text[0][0] == (
        "<b>Kramat</b><br>Triwulan I 2027<br>2 desa<br>Desa &lt;i&gt;A&lt;/i&gt;, Desa B"
    )
    assert text[1][0] == (
        "<b>&lt;b&gt;Mancak&lt;/b&gt;</b><br>Triwulan I 2027<br>tidak ada desa yang dibentuk"
    )


def test_hover_counts_the_names_beyond_twelve():
    many = pd.concat([FRAME.iloc[[1]]] * 14, ignore_index=True)
    assert drawn(many).data[0].text[0][0].endswith("dan 2 lainnya")


def test_a_click_has_district_and_quarter():
    assert list(drawn().data[0].customdata[1]) == [
        "36.04.02|2027-Q1", "36.04.02|2027-Q2", "36.04.02|2028-Q1",
    ]  # fmt: skip


def test_the_first_stands_at_the_top_and_at_the_left():
    layout = drawn().layout
    assert layout.yaxis.ticktext == ("Kramat", "&lt;b&gt;Mancak&lt;/b&gt;")
    assert layout.yaxis.range == (1.5, -0.5)
    assert layout.xaxis.range == (-0.5, 2.5)


def test_mark_stands_inside():
    assert drawn(mark="DATA CONTOH").layout.annotations[-1].text == "DATA CONTOH"


def test_nothing_to_show():
    for figure in (drawn(FRAME.iloc[:0]), drawn(FRAME.iloc[:0], (), [])):
        assert figure.data[1].text == ()
        assert to_json(figure, validate=True).startswith("{")


def test_counts_give_way_where_quarters_are_many():
    figure = drawn(quarters=quarters_between("2027-Q1", "2033-Q4"))
    assert figure.data[1].text == ()
    assert not figure.layout.xaxis2.showticklabels


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        ("2027-Q3", "2028-Q2", ["III<br><b>2027</b>", "IV<br>", "I<br><b>2028</b>", "II<br>"]),
        ("2027-Q4", "2027-Q4", ["IV<br><b>2027</b>"]),
        # A lone quarter before would push its year into the next one.
        ("2026-Q4", "2027-Q2", ["IV<br>", "I<br><b>2027</b>", "II<br>"]),
    ],
)
def test_quarters_have_numerals_and_years(first, last, ticks):
    assert quarter_ticks(quarters_between(first, last)) == ticks


def test_many_quarters_have_years_alone():
    shown = [one for one in quarter_ticks(quarters_between("2027-Q1", "2030-Q4")) if one]
    assert shown == [f"<b>{year}</b>" for year in (2027, 2028, 2029, 2030)]
    sixty = [one for one in quarter_ticks(quarters_between("2027-Q1", "2041-Q4")) if one]
    assert sixty == [f"<b>{year}</b>" for year in (2027, 2030, 2033, 2036, 2039)]


def test_alt_says_how_many_where_and_when():
    assert plan_calendar_alt(FRAME, T) == (
        "Kalender rencana: 4 desa di 3 kecamatan, dari Triwulan I 2027 sampai Triwulan I 2028."
    )
    assert plan_calendar_alt(FRAME.iloc[:0], T) == "Kalender rencana tanpa desa."
    assert plan_calendar_alt(FRAME.iloc[:1], EN).startswith("Calendar of the plan: 1 village in")


def test_height_grows_with_its_districts():
    assert plan_calendar_height(29) - plan_calendar_height(28) == 22
