"""The funnel of the stages and the course of the formation, compared as data."""

from datetime import date

import pandas as pd
from plotly.io import to_json

from kampungkb.charts.formation_course import formation_course
from kampungkb.charts.formation_funnel import formation_funnel, formation_funnel_height
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator

T = translator("id")
STAGES = pd.DataFrame(
    {"milestone": ["policy", "working_group", "trained"], "villages": [2, 5, None],
     "implied": [0, 3, 0], "all": [9, 9, 9]},
).astype({"villages": "Int64"})  # fmt: skip
QUARTERS = pd.DataFrame(
    {"quarter": ["2026-Q1", "2026-Q2"], "official": [1, 0], "illustrative": [1, 2],
     "formed": [3, 5]},
)  # fmt: skip
PATH = pd.DataFrame(
    {"quarter": ["2026-Q3", "2026-Q4"], "end": [date(2026, 9, 30), date(2026, 12, 31)],
     "low": [5, 6], "median": [6, 8], "high": [8, 9]},
)  # fmt: skip
NOW, BY = (date(2026, 6, 30), 5), date(2026, 12, 31)
GOALS = [(7, "75 % = 7 desa"), (9, "100 % = 9 desa")]


def trace(figure, name):
    (found,) = [one for one in figure.data if one.name == name]
    return found


def funnel(stages=STAGES, names=("Kebijakan", "Pokja", "<b>Latih</b>"), mark=None):
    return formation_funnel(stages, names, palette=LIGHT, t=T, mark=mark)


def course(path=PATH, goals=GOALS, by=BY, mark=None, now=NOW):
    return formation_course(QUARTERS, path, goals, now=now, by=by, palette=LIGHT, t=T, mark=mark)


def test_recorded_and_implied_villages_are_stacked():
    figure = funnel()
    assert list(trace(figure, "recorded").x) == [2, 2, None]
    assert list(trace(figure, "implied").x) == [None, 3, None]
    assert figure.layout.barmode == "stack"
    # The axis ends with all villages.
    assert figure.layout.xaxis.range == (0, 9)
    assert figure.layout.yaxis.range == (2.5, -0.5)


def test_what_is_not_recorded_is_a_dash_and_no_0():
    figure = funnel()
    assert trace(figure, "totals").text == ("\xa02", "\xa05", "\xa0–")
    hovers = trace(figure, "recorded").text
    assert hovers[1] == (
        "<b>Pokja</b><br>5 dari 9 desa (55,56\xa0%)<br>termasuk 3 desa dari daftar pembentukan saja"
    )
    assert hovers[2] == "<b>&lt;b&gt;Latih&lt;/b&gt;</b><br>belum ada data"


def test_names_are_text_and_the_key_is_only_as_long_as_needed():
    figure = funnel()
    assert figure.layout.yaxis.ticktext[2] == "&lt;b&gt;Latih&lt;/b&gt;"
    assert "dari\xa0daftar\xa0pembentukan\xa0saja" in figure.layout.annotations[0].text
    recorded = funnel(STAGES.assign(implied=0))
    assert "saja" not in recorded.layout.annotations[0].text
    assert formation_funnel_height(9) - formation_funnel_height(8) == 30


def test_course_ends_where_the_fan_begins():
    figure = course()
    formed, median, band = (trace(figure, name) for name in ("formed", "median", "band"))
    assert list(formed.y) == [3, 5]
    assert formed.line.shape == "hv"
    assert list(formed.x) == [date(2026, 3, 31), date(2026, 6, 30)]
    assert list(median.x) == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert list(median.y) == [5, 6, 8]
    # Forth along the upper edge and back along the lower one.
    assert list(band.y) == [5, 8, 9, 6, 5, 5]
    assert median.text[2] == "perkiraan 8 desa (6–9) pada akhir Triwulan IV 2026"
    assert formed.text[1].endswith("terbentuk dalam triwulan itu: 0 resmi, 2 data contoh")


def test_a_way_leads_to_each_goal_that_is_not_reached():
    figure = course(now=(date(2026, 6, 30), 8))
    assert list(trace(figure, "way_7").y or []) == []
    assert list(trace(figure, "way_9").y) == [8, 9]
    assert list(trace(figure, "way_9").x) == [date(2026, 6, 30), BY]
    names = [one.name for one in course(by=date(2020, 1, 1)).data]
    assert names == ["band", "median", "formed"]


def test_goals_are_labelled_lines():
    figure = course()
    assert [shape.y0 for shape in figure.layout.shapes] == [7, 9]
    words = [one.text for one in figure.layout.annotations]
    assert {"75 % = 7 desa", "100 % = 9 desa"} <= set(words)
    assert figure.layout.yaxis.range[0] == 0
    assert figure.layout.yaxis.range[1] > 9


def test_without_a_projection_there_is_no_fan_and_no_word_of_one():
    figure = course(path=None, by=None)
    assert [list(trace(figure, name).y or []) for name in ("band", "median")] == [[], []]
    assert "model" not in figure.layout.annotations[0].text
    assert "jalur" not in figure.layout.annotations[0].text
    assert "model" in course().layout.annotations[0].text


def test_made_up_figures_say_so_inside():
    for made in (funnel(mark="DATA CONTOH"), course(mark="DATA CONTOH")):
        assert "DATA CONTOH" in [one.text for one in made.layout.annotations]


def test_the_same_input_gives_the_same_drawing():
    assert to_json(course()) == to_json(course())
    assert to_json(funnel()) == to_json(funnel())
