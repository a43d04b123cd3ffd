"""A course, its target and what is ahead, compared as data."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.analysis.course import course
from kampungkb.analysis.gaps import indicator_terms
from kampungkb.analysis.pace import pace
from kampungkb.charts.theme import LIGHT
from kampungkb.charts.trend import trend
from kampungkb.charts.trend_lines import time_span, trend_lines
from kampungkb.i18n.translator import translator
from tests.villages import VILLAGES, indicator, observations, seen

T = translator("id")
INDICATOR = indicator()
TERMS = indicator_terms([INDICATOR], 2026)
DEADLINE = date(2027, 12, 31)
PERIODS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")


def reported(*numerators, periods=PERIODS, village=0):
    """The course of one village, of 100 in each period; None: it did not report."""
    rows = [
        seen(village, up, 100, period=period)
        for period, up in zip(periods, numerators, strict=False)
        if up is not None
    ]
    return course(observations(*rows), [VILLAGES[village]], TERMS, "D02")


def drawn(own, *, target=0.6, ahead=True, language="id", mark=None, others=()):
    return trend(
        own,
        INDICATOR,
        pace=pace(own, target, "higher", DEADLINE, bounds=(0, 1)) if ahead else None,
        target=target,
        target_text=None if target is None else "60 %",
        deadline=DEADLINE,
        palette=LIGHT,
        t=translator(language),
        mark=mark,
        others=others,
    )


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def points(one):
    return list(zip(one.x or (), one.y or (), strict=True))


def texts(figure):
    return [one.text for one in figure.layout.annotations]


def test_a_period_lies_at_its_last_day():
    figure = drawn(reported(40, 42, 44, 46, 48))
    assert points(trace(figure, "course")) == [
        ("2025-03-31", 0.4), ("2025-06-30", 0.42), ("2025-09-30", 0.44), ("2025-12-31", 0.46),
        ("2026-03-31", 0.48),
    ]  # fmt: skip


def test_a_missing_period_breaks_the_line_and_is_no_zero():
    figure = drawn(reported(40, 42, None, None, 48))
    assert points(trace(figure, "course")) == [
        ("2025-03-31", 0.4), ("2025-06-30", 0.42), (None, None), ("2026-03-31", 0.48),
    ]  # fmt: skip
    assert trace(figure, "points").y == (0.4, 0.42, 0.48)


def test_years_in_a_row_are_not_broken():
    figure = drawn(reported(40, 42, 44, periods=("2023", "2024", "2025")))
    assert None not in trace(figure, "course").x
    assert figure.layout.xaxis.ticktext == ("Des<br>2027", "2025", "2024", "2023")


def test_the_interval_is_a_band_along_each_stretch():
    band = trace(drawn(reported(40, 42, None, None, 48)), "interval")
    assert band.x == (
        "2025-03-31", "2025-06-30", "2025-06-30", "2025-03-31", None, "2026-03-31", "2026-03-31",
    )  # fmt: skip
    assert band.y[:2] == pytest.approx((0.309401, 0.327984), abs=1e-6)
    assert band.fill == "toself"


def test_needed_is_dotted_and_projected_dashed():
    figure = drawn(reported(40, 42, 44, 46, 48))
    needed, projected = trace(figure, "needed"), trace(figure, "projected")
    assert points(needed) == [("2026-03-31", 0.48), ("2027-12-31", 0.6)]
    assert needed.line.dash == "dot"
    # Two hundredths a quarter for seven more quarters.
    assert points(projected)[0] == ("2026-03-31", 0.48)
    assert projected.y[1] == pytest.approx(0.62, abs=0.001)
    assert projected.line.dash == "dash"
    cone = trace(figure, "projected_interval")
    assert cone.x == ("2026-03-31", "2027-12-31", "2027-12-31")
    assert cone.y[0] == 0.48
    assert "bila\xa0laju\xa0tetap" in texts(figure)[0]
    assert "laju\xa0yang\xa0diperlukan" in texts(figure)[0]


def test_nothing_is_projected_from_one_period_or_without_a_pace():
    for figure in (drawn(reported(40)), drawn(reported(40, 42), ahead=False)):
        assert points(trace(figure, "projected")) == []
        assert points(trace(figure, "projected_interval")) == []
        assert "laju\xa0tetap" not in texts(figure)[0]


def test_once_the_target_is_reached_no_path_is_drawn():
    assert points(trace(drawn(reported(61, 62, 63)), "needed")) == []


def test_low_coverage_is_hollow():
    own = reported(40, 42).assign(low_coverage=[True, False])
    figure = drawn(own)
    assert trace(figure, "points").marker.color == (LIGHT.ground, LIGHT.sequential[5])
    assert "cakupan\xa0&lt;\xa080\xa0%" in texts(figure)[0]
    assert "cakupan" not in texts(drawn(reported(40, 42)))[0]


def test_the_target_is_a_line_with_its_words():
    figure = drawn(reported(40, 42))
    assert [(one.y0, one.y1) for one in figure.layout.shapes] == [(0.6, 0.6)]
    assert "sasaran 60 %" in texts(figure)
    blank = drawn(reported(40, 42), target=None)
    assert blank.layout.shapes == ()
    assert not [text for text in texts(blank) if "sasaran" in text]


def test_the_units_around_are_thin_and_named_at_their_ends():
    figure = drawn(
        reported(40, 42), others=[("Kramat", reported(50, 52)), ("<b>Serang", reported(51, 52))]
    )
    around = trace(figure, "Kramat")
    assert points(around) == [("2025-03-31", 0.5), ("2025-06-30", 0.52)]
    assert (around.line.color, around.hoverinfo) == (LIGHT.muted, "skip")
    names = {one.text: one.y for one in figure.layout.annotations if one.xshift == 6}
    # Both end at 52 %; their names do not lie upon each other.
    assert sorted(names) == ["&lt;b&gt;Serang", "Kramat"]
    assert abs(names["Kramat"] - names["&lt;b&gt;Serang"]) == pytest.approx(0.09)


def test_words_stay_inside_the_plot_and_apart():
    # Everything ends at the top: the course, three others, and the target above them.
    others = [(name, reported(57, 58)) for name in ("Anyar", "Baros", "Ciomas")]
    figure = drawn(reported(57, 59), others=others)
    heights = sorted(one.y for one in figure.layout.annotations if one.xshift == 6)
    assert heights[-1] <= 1
    assert [b - a for a, b in pairwise(heights)] == pytest.approx([0.09, 0.09])
    values = [one.y for one in figure.layout.annotations if one.text.startswith("<b>")]
    assert all(0 < height <= 1.045 for height in values)


@pytest.mark.parametrize(
    ("numerators", "side"),
    [
        pytest.param((53, 54, 53, 54, 53), "bottom", id="above the target, lines are below"),
        pytest.param((66, 65, 66, 65, 66), "top", id="below the target, lines are above"),
    ],
)
def test_the_words_of_the_target_keep_clear_of_the_lines(numerators, side):
    figure = drawn(reported(*numerators), ahead=False)
    words = next(one for one in figure.layout.annotations if one.text == "sasaran 60 %")
    assert (words.y, words.yanchor) == (0.6, side)


def test_quarters_are_named_and_the_deadline_is_there():
    layout = drawn(reported(40, 42, 44, 46, 48)).layout
    assert layout.xaxis.ticktext == (
        "Des<br>2027", "TW I<br>2026", "TW III<br>2025", "TW I<br>2025",
    )  # fmt: skip
    assert layout.xaxis.tickvals == ("2027-12-31", "2026-03-31", "2025-09-30", "2025-03-31")
    assert len(layout.xaxis.minor.tickvals) == 5
    closed = drawn(reported(40, 42), ahead=False).layout.xaxis
    assert closed.ticktext == ("TW II<br>2025", "TW I<br>2025")
    english = drawn(reported(40, 42), language="en").layout.xaxis
    assert english.ticktext[0] == "Dec<br>2027"


def test_the_last_value_stands_on_its_point():
    assert "<b>42,00\xa0%</b>" in texts(drawn(reported(40, 42)))


def test_hover_text_says_who_reported():
    rows = observations(*[seen(place, 4, 10) for place in range(3)])
    own = course(rows, VILLAGES[:4], TERMS, "D02")
    assert trace(drawn(own), "points").text == (
        "<b>Triwulan I 2026</b><br>40,00\xa0%"
        "<br>selang kepercayaan 95 %: 24,59\xa0% sampai 57,68\xa0%<br>3 dari 4 desa melaporkan",
    )


def test_mark_stands_inside():
    assert "DATA CONTOH" in texts(drawn(reported(40), mark="DATA CONTOH"))


def test_no_periods_an_axis_and_no_error():
    figure = drawn(reported(), target=None)
    assert {tuple(one.x or ()) for one in figure.data} == {()}
    assert figure.layout.yaxis.ticktext[0] == "0\xa0%"
    assert to_json(figure, validate=True).startswith("{")
    assert drawn(reported(), others=[("Kramat", reported())]).layout.yaxis.ticktext != ()


def test_an_axis_of_time_holds_everything_that_is_drawn():
    own = reported(40, 42)
    lines = trend_lines(own, [("x", reported(1, 2, 3))], pace(own, 0.6, "higher", DEADLINE), 0.6,
                        DEADLINE)  # fmt: skip
    first, last = time_span(lines)
    assert first < date(2025, 3, 31)
    assert last > DEADLINE


def test_the_course_is_not_changed():
    own = reported(40, 42, 44)
    before = own.copy(deep=True)
    drawn(own, others=[("Kramat", own)])
    pd.testing.assert_frame_equal(own, before)
