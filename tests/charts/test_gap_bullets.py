"""Districts against the target, compared as data."""

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.gap_bullets import gap_bullets, gap_bullets_height
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator
from tests.villages import DISTRICTS, gaps_of, indicator, seen

T = translator("id")
INDICATOR = indicator()
# Kramat 40 of 100, Lempuyang 59 of 100 (its interval holds 60 %), Mancak 95 of 100.
OBSERVED = (
    seen(0, 10, 25), seen(1, 10, 25), seen(2, 10, 25), seen(3, 10, 25),
    seen(4, 20, 34), seen(5, 20, 33), seen(6, 19, 33), seen(7, 48, 50), seen(8, 47, 50),
)  # fmt: skip


def districts(*rows, kind=INDICATOR):
    return gaps_of("district", [kind], *(rows or OBSERVED))


def drawn(rows=None, kind=INDICATOR, target_text="60 % (2024)", selected=None, t=T, mark=None):
    return gap_bullets(
        districts() if rows is None else rows, kind, target_text=target_text, selected=selected,
        palette=LIGHT, t=t, mark=mark,
    )  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def texts(figure):
    return [one.text for one in figure.layout.annotations]


def codes(figure):
    return list(dict.fromkeys(trace(figure, "rows").customdata))


def hovers(figure):
    return list(dict.fromkeys(trace(figure, "rows").text))


def test_values_lie_in_the_order_given_and_carry_their_codes():
    values = trace(drawn(), "values")
    assert list(values.x) == [0.4, 0.59, 0.95]
    assert list(values.y) == [0, 1, 2]
    assert codes(drawn()) == list(DISTRICTS)
    assert codes(drawn(districts().iloc[::-1])) == list(DISTRICTS[::-1])
    assert drawn().layout.yaxis.range == (2.5, -0.5)


def test_a_verdict_has_shape_and_colour():
    marker = trace(drawn(), "values").marker
    assert marker.symbol == ("triangle-down", "diamond-open", "circle")
    assert marker.color == (LIGHT.below, LIGHT.cannot_tell, LIGHT.reached)


def test_the_way_leads_from_the_value_to_the_target_and_whiskers_span_the_interval():
    way, interval = trace(drawn(), "way"), trace(drawn(), "interval")
    assert list(way.x) == [0.4, 0.6, None, 0.59, 0.6, None, 0.95, 0.6, None]
    assert list(way.y) == [0, 0, None, 1, 1, None, 2, 2, None]
    # Wilson, 40 of 100.
    assert interval.x[:2] == pytest.approx((0.309401, 0.497997), abs=1e-6)


def test_names_at_the_left_and_values_at_the_right():
    layout = drawn().layout
    assert layout.yaxis.ticktext == ("Kramat", "Lempuyang", "Mancak")
    assert layout.yaxis2.ticktext == ("40,00\xa0%", "59,00\xa0%", "95,00\xa0%")
    assert (layout.yaxis2.side, layout.yaxis2.range) == ("right", layout.yaxis.range)


def test_the_target_is_one_line_with_its_words():
    figure = drawn()
    lines = [one for one in figure.layout.shapes if one.type == "line"]
    assert [(one.x0, one.x1) for one in lines] == [(0.6, 0.6)]
    assert "sasaran 60 % (2024)" in texts(figure)


def test_without_a_target_there_is_no_line_and_no_way():
    kind = indicator(goal=None)
    figure = drawn(districts(kind=kind), kind, target_text=None)
    assert figure.layout.shapes == ()
    assert list(trace(figure, "way").x) == []
    assert trace(figure, "values").marker.symbol == ("circle",) * 3
    assert trace(figure, "values").marker.color == (LIGHT.district_line,) * 3
    assert "belum\xa0ada\xa0sasaran" in texts(figure)[0]


def test_a_row_is_clicked_over_its_whole_width_and_its_words_stand_at_its_mark():
    figure = drawn()
    rows, (low, high) = trace(figure, "rows"), figure.layout.xaxis.range
    ends = [base + length for base, length in zip(rows.base, rows.x, strict=True)]
    assert rows.base == (low, high) * 3
    assert ends == pytest.approx([0.4, 0.4, 0.59, 0.59, 0.95, 0.95])
    assert (rows.y, rows.width, rows.marker.color) == ((0, 0, 1, 1, 2, 2), 1, "rgba(0,0,0,0)")
    assert trace(figure, "values").hoverinfo == "skip"


def test_a_row_without_a_value_is_a_dash_and_words_never_zero():
    figure = drawn(districts(*OBSERVED[:7]))
    missing = trace(figure, "missing")
    assert (missing.text, missing.y) == (("– belum ada data",), (2,))
    assert hovers(figure)[2] == "<b>Mancak</b><br>belum ada data"
    assert list(missing.x) == [figure.layout.xaxis.range[0]]
    assert figure.layout.yaxis2.ticktext[2] == ""
    assert 2 not in trace(figure, "guides").y
    # Without a value there is no coverage to speak of.
    assert "cakupan" not in texts(figure)[0]
    values = [x for x in trace(figure, "values").x if x == x]
    assert values == [0.4, 0.59]


def test_low_coverage_is_hollow_and_said():
    # One village of four in Kramat: its verdict is not stated.
    rows = districts(OBSERVED[0], *OBSERVED[4:])
    figure = drawn(rows.assign(verdict=rows["verdict"].mask(rows["low_coverage"], "thin")))
    marker = trace(figure, "values").marker
    assert marker.symbol == ("circle-open", "diamond-open", "circle")
    assert marker.color[0] == LIGHT.district_line
    assert figure.layout.yaxis2.ticktext[0] == "40,00\xa0%*"
    key = texts(figure)[0]
    assert "*</span>\xa0lingkaran:\xa0belum\xa0dinilai,\xa0cakupan\xa0&lt;\xa080\xa0%" in key
    assert "belum\xa0mencapai" not in key


def test_keys_name_what_is_there_and_no_more():
    key = texts(drawn())[0]
    assert "belum\xa0mencapai" in key
    assert "belum\xa0dapat\xa0disimpulkan" in key
    assert "cakupan" not in key
    met = texts(drawn(districts().iloc[2:]))[0]
    assert "mencapai\xa0sasaran" in met
    assert "belum\xa0mencapai" not in met


def test_hover_text_has_the_interval_and_the_people():
    assert hovers(drawn())[0] == (
        "<b>Kramat</b><br>40,00\xa0% · belum mencapai"
        "<br>selang kepercayaan 95 %: 30,94\xa0% sampai 49,80\xa0%<br>kurang 20 anak"
    )
    english = drawn(t=translator("en"))
    assert hovers(english)[0] == (
        "<b>Kramat</b><br>40.00% · not yet met"
        "<br>95% confidence interval: 30.94% to 49.80%<br>20 children short"
    )


def test_an_index_has_no_people():
    kind = indicator("IDM", "0.7", kind="index")
    rows = districts(seen(0, indicator="IDM", value=0.65), kind=kind).iloc[:1]
    figure = drawn(rows, kind, target_text="0,7000")
    assert hovers(figure) == ["<b>Kramat</b><br>0,6500 · belum mencapai<br>cakupan &lt; 80 %"]
    assert figure.layout.annotations[0].text.startswith("Indeks, 0 sampai 1")


def test_a_name_from_a_file_is_shown_letter_for_letter():
    rows = districts().assign(name=["<b>Kramat</b> & Desa yang panjang", "x", "y"])
    figure = drawn(rows)
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;Kramat&lt;/b&gt; &amp; Desa ya…"
    name = "<b>&lt;b&gt;Kramat&lt;/b&gt; &amp; Desa yang panjang</b>"
    assert hovers(figure)[0].startswith(name)


def test_the_selected_row_stands_out():
    figure = drawn(selected=DISTRICTS[1])
    bands = [one for one in figure.layout.shapes if one.type == "rect"]
    assert [(one.y0, one.y1) for one in bands] == [(0.5, 1.5)]
    assert figure.layout.yaxis.ticktext == ("Kramat", "<b>Lempuyang</b>", "Mancak")
    assert [one for one in drawn(selected="36.04.99").layout.shapes if one.type == "rect"] == []


def test_mark_stands_inside():
    assert "DATA CONTOH" in texts(drawn(mark="DATA CONTOH"))
    assert "DATA CONTOH" not in texts(drawn())


def test_no_rows_an_axis_and_no_error():
    figure = drawn(districts().iloc[:0], target_text=None)
    assert list(trace(figure, "values").x) == []
    assert figure.layout.xaxis.ticktext == ("0\xa0%", "50\xa0%", "100\xa0%")
    assert to_json(figure, validate=True).startswith("{")


def test_one_row_with_a_value_on_its_target():
    rows = districts(*[seen(place, 6, 10) for place in range(4)]).iloc[:1]
    low, high = drawn(rows).layout.xaxis.range
    assert low < 0.6 < high


def test_height_grows_with_its_rows():
    assert gap_bullets_height(29) - gap_bullets_height(28) == 22
    assert gap_bullets_height(0) == gap_bullets_height(3)


def test_rows_are_not_changed():
    rows = districts()
    before = rows.copy(deep=True)
    drawn(rows, selected=DISTRICTS[0])
    pd.testing.assert_frame_equal(rows, before)
