"""Values now and then, compared as data."""

import pandas as pd

from kampungkb.charts.theme import LIGHT
from kampungkb.charts.whatif_change import whatif_change, whatif_change_height
from kampungkb.i18n.translator import translator
from tests.villages import indicator

T = translator("id")
PERCENT = "\N{NO-BREAK SPACE}%"
COLUMNS = ["code", "name", "before", "after", "target", "verdict", "reached"]
ROWS = (
    ("36.04", "Serang", 0.5, 0.62, 0.6, "met", 120),
    ("36.04.01", "<b>Kramat", 0.4, 0.55, 0.6, "below", 120),
    ("36.04.02", "Lempuyang", 0.59, 0.59, 0.6, "cannot_tell", 0),
)


def drawn(*rows, target_text="60 % (2024)", mark=None):
    frame = pd.DataFrame(rows or ROWS, columns=COLUMNS)
    return whatif_change(
        frame, indicator(), target_text=target_text, palette=LIGHT, t=T, mark=mark
    )  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def texts(figure):
    return [one.text for one in figure.layout.annotations]


def test_the_value_now_is_drawn_only_where_it_changes():
    before, way = trace(drawn(), "before"), trace(drawn(), "way")
    assert (list(before.x), list(before.y)) == ([0.5, 0.4], [0, 1])
    assert list(way.x) == [0.5, 0.62, None, 0.4, 0.55, None]
    assert list(way.y) == [0, 0, None, 1, 1, None]


def test_the_value_then_has_the_shape_and_colour_of_its_verdict():
    after = trace(drawn(), "after")
    assert list(after.x) == [0.62, 0.55, 0.59]
    assert after.marker.symbol == ("circle", "triangle-down", "diamond-open")
    assert after.marker.color == (LIGHT.reached, LIGHT.below, LIGHT.cannot_tell)


def test_the_whole_stands_out_and_names_are_no_markup():
    layout = drawn().layout
    assert layout.yaxis.ticktext == ("<b>Serang</b>", "&lt;b&gt;Kramat", "Lempuyang")
    assert layout.yaxis2.ticktext == (f"62,00{PERCENT}", f"55,00{PERCENT}", f"59,00{PERCENT}")


def test_a_row_says_both_values_and_the_people():
    hovers = list(dict.fromkeys(trace(drawn(), "rows").text))
    assert hovers[1] == (
        f"<b>&lt;b&gt;Kramat</b><br>40,00{PERCENT} menjadi 55,00{PERCENT}"
        "<br>dijangkau: 120 anak<br>belum mencapai"
    )
    assert list(dict.fromkeys(trace(drawn(), "rows").customdata)) == [row[0] for row in ROWS]


def test_target_and_mark_of_illustrative_data_stand_in_the_figure():
    assert "sasaran 60 % (2024)" in texts(drawn())
    assert "DATA CONTOH" in texts(drawn(mark="DATA CONTOH"))


def test_without_a_target_there_is_no_line_and_no_verdict():
    figure = drawn(("36.04", "Serang", 0.5, 0.62, None, None, 120), target_text=None)
    assert figure.layout.shapes == ()
    assert trace(figure, "after").marker.color == (LIGHT.district_line,)
    (keys,) = texts(figure)
    assert keys.replace("\N{NO-BREAK SPACE}", " ").endswith(f"</span> {T('chart.no_target')}")


def test_height_grows_with_the_rows():
    assert [whatif_change_height(n) for n in (0, 3, 30)] == [206, 206, 800]
