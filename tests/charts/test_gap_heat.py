"""Units against indicators, compared as data."""

import pandas as pd
from plotly.io import to_json

from kampungkb.charts.gap_heat import gap_heat, gap_heat_height
from kampungkb.charts.theme import DARK, LIGHT, tint
from kampungkb.i18n.translator import translator

T = translator("id")
ROWS = [("36.04.01", "Kramat"), ("36.04.02", "Lempuyang")]
COLUMNS = [("D02", "KIA 0–<17"), ("L17", "Peserta JKN"), ("IDM", "IDM")]
CELLS = pd.DataFrame(
    [
        ("36.04.02", "D02", "met", "61,00 %", 0),
        ("36.04.01", "D02", "below", "40,00 %", 1200),
        ("36.04.01", "L17", "cannot_tell", "97,00 %", 3),
        ("36.04.02", "IDM", None, "0,6500", None),
        ("36.04.02", "L17", "no_data", "belum ada data", None),
        ("36.04.99", "D02", "below", "1,00 %", 7),
        ("36.04.01", "E01", "below", "1,00 %", 7),
    ],
    columns=["code", "indicator", "verdict", "text", "shortfall"],
).astype({"shortfall": "Int64"})


def drawn(cells=CELLS, rows=ROWS, columns=COLUMNS, palette=LIGHT, mark=None):
    return gap_heat(cells, rows, columns, palette=palette, t=T, mark=mark)


def colour_of(figure, place):
    heat = figure.data[0]
    share = (place - heat.zmin) / (heat.zmax - heat.zmin)
    return next(colour for at, colour in reversed(heat.colorscale) if at <= share)


def test_each_cell_has_the_colour_of_its_verdict():
    figure = drawn()
    (below, unsure, absent), (met, no_data, no_target) = figure.data[0].z
    assert colour_of(figure, met) == tint(LIGHT.reached, LIGHT.ground, 0.22)
    assert colour_of(figure, below) == tint(LIGHT.below, LIGHT.ground, 0.22)
    assert colour_of(figure, unsure) == LIGHT.ground
    assert {colour_of(figure, one) for one in (absent, no_data, no_target)} == {LIGHT.surface}
    # A pair without a row is no data; a value without a target is something else.
    assert absent == no_data != no_target


def test_each_cell_has_the_shape_of_its_verdict():
    shapes = drawn().data[1]
    assert list(zip(shapes.x, shapes.y, shapes.marker.symbol, strict=True)) == [
        (0, 0, "triangle-down"),
        (1, 0, "diamond-open"),
        (2, 0, "line-ew-open"),
        (0, 1, "circle"),
        (1, 1, "line-ew-open"),
        (2, 1, "circle-open"),
    ]
    assert shapes.marker.color == (
        LIGHT.below, LIGHT.cannot_tell, LIGHT.muted, LIGHT.reached, LIGHT.muted, LIGHT.muted,
    )  # fmt: skip


def test_a_value_of_too_few_villages_has_a_shape_and_a_word_but_no_verdict():
    figure = drawn(cells=CELLS.replace({"verdict": {"below": "thin"}}))
    (thin, *_), (_, no_data, no_target) = figure.data[0].z
    assert len({thin, no_data, no_target}) == 3
    assert colour_of(figure, thin) == LIGHT.surface
    assert (figure.data[1].marker.symbol[0], figure.data[1].marker.color[0]) == (
        "square-open", LIGHT.muted,
    )  # fmt: skip
    assert figure.data[0].text[0][0] == (
        "<b>Kramat</b><br>KIA 0–&lt;17<br>40,00 % · belum dinilai<br>kurang 1.200"
    )
    key = figure.layout.annotations[0].text
    assert f'color:{LIGHT.muted};font-size:15px">□</span>\xa0belum\xa0dinilai' in key


def test_a_click_has_unit_and_indicator():
    assert [list(line) for line in drawn().data[0].customdata] == [
        ["36.04.01|D02", "36.04.01|L17", "36.04.01|IDM"],
        ["36.04.02|D02", "36.04.02|L17", "36.04.02|IDM"],
    ]


def test_hover_text_says_it_in_words():
    text = [list(line) for line in drawn().data[0].text]
    assert text[0][0] == (
        "<b>Kramat</b><br>KIA 0–&lt;17<br>40,00 % · belum mencapai<br>kurang 1.200"
    )
    assert text[0][2] == "<b>Kramat</b><br>IDM<br>belum ada data"
    assert text[1][0] == "<b>Lempuyang</b><br>KIA 0–&lt;17<br>61,00 % · mencapai sasaran"
    assert text[1][1] == "<b>Lempuyang</b><br>Peserta JKN<br>belum ada data"
    assert text[1][2] == "<b>Lempuyang</b><br>IDM<br>0,6500 · belum ada sasaran"


def test_names_stand_in_the_order_given():
    layout = drawn().layout
    assert layout.yaxis.ticktext == ("Kramat", "Lempuyang")
    assert layout.yaxis.range == (1.5, -0.5)
    assert layout.xaxis.ticktext == ("KIA 0–&lt;17", "Peserta JKN", "IDM")
    assert layout.xaxis.side == "top"


def test_keys_name_what_is_there():
    key = drawn(cells=CELLS.iloc[:1], rows=ROWS[1:], columns=COLUMNS[:1]).layout.annotations[0].text
    assert (
        key == f'<span style="color:{LIGHT.reached};font-size:15px">●</span>\xa0mencapai\xa0sasaran'
    )
    assert "belum\xa0ada\xa0sasaran" in drawn().layout.annotations[0].text


def test_dark_has_colours_of_its_own():
    assert drawn(palette=DARK).data[1].marker.color[0] == DARK.below


def test_mark_stands_inside():
    assert drawn(mark="DATA CONTOH").layout.annotations[-1].text == "DATA CONTOH"


def test_nothing_to_show():
    figure = drawn(CELLS.iloc[:0], [], [])
    assert len(figure.data[1].x) == 0
    assert to_json(figure, validate=True).startswith("{")
    blank = drawn(CELLS.iloc[:0])
    assert set(blank.data[1].marker.symbol) == {"line-ew-open"}


def test_height_grows_with_its_rows():
    assert gap_heat_height(29) - gap_heat_height(28) == 22
