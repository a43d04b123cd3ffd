"""The course of a plan, compared as data."""

from fractions import Fraction

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.plan_course import plan_course, plan_course_alt
from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.i18n.translator import translator

T = translator("id")
COURSE = pd.DataFrame(
    {
        "quarter": ["2026-Q4", "2027-Q1", "2027-Q2"],
        "villages": [52, 77, 1245],
        "people": pd.Series([Fraction(0), Fraction(25, 2), Fraction(1200)], dtype=object),
    }
)
TARGETS = [(Fraction(3, 4), 1245), (Fraction(1), 1660)]


def drawn(course=COURSE, targets=TARGETS, palette=LIGHT, mark=None):
    return plan_course(course, targets, palette, T, mark)


def test_villages_and_people_stand_in_panels_of_their_own():
    villages, people = drawn().data
    assert (villages.y, people.y) == ((52, 77, 1245), (0.0, 12.5, 1200.0))
    layout = drawn().layout
    assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]


def test_ends_are_written_and_all_is_said_when_pointed_at():
    villages, people = drawn().data
    assert villages.text == ("52", "", "1.245")
    assert people.text == ("0", "", "1.200")
    assert villages.hovertext[1] == "<b>Triwulan I 2027</b><br>77 desa terbentuk"
    assert people.hovertext[1] == "<b>Triwulan I 2027</b><br>kebutuhan 12,5 terjangkau"


def test_each_target_is_a_line_with_its_words():
    layout = drawn().layout
    assert [(one.y0, one.y1) for one in layout.shapes] == [(1245, 1245), (1660, 1660)]
    words = [one.text for one in layout.annotations]
    assert "sasaran 75\xa0%: 1.245 desa" in words
    assert "sasaran 100\xa0%: 1.660 desa" in words


def test_the_highest_target_is_in_sight():
    assert drawn().layout.yaxis.range[1] > 1660


@pytest.mark.parametrize("people", [None, Fraction(0)])
def test_need_that_nobody_knows_draws_no_line(people):
    course = COURSE.assign(people=pd.Series([people] * 3, dtype=object))
    figure = drawn(course)
    assert [one.name for one in figure.data] == ["villages"]
    assert figure.layout.yaxis.domain == (0, 1)


def test_mark_and_theme():
    figure = drawn(palette=DARK, mark="DATA CONTOH")
    assert "DATA CONTOH" in [one.text for one in figure.layout.annotations]
    assert figure.data[0].line.color == DARK.reached


def test_nothing_to_show():
    figure = drawn(COURSE.iloc[:0], [])
    assert figure.data[0].y == ()
    assert to_json(figure, validate=True).startswith("{")
    assert plan_course_alt(COURSE.iloc[:0], T) == "Lintasan rencana tanpa triwulan."


def test_alt_says_from_where_to_where():
    assert plan_course_alt(COURSE, T) == (
        "Desa terbentuk naik dari 52 pada Triwulan IV 2026 menjadi 1.245 pada Triwulan II 2027."
    )
