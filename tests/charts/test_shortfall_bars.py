"""Shortfalls stacked by agency, compared as data."""

import pandas as pd
from plotly.io import to_json

from kampungkb.charts.shortfall_bars import shortfall_bars, shortfall_bars_height
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator

T = translator("id")
UNITS = [("36.04.02", "Lempuyang"), ("36.04.01", "Kramat"), ("36.04.03", "Mancak")]
AGENCIES = [("Dinkes", 5), ("Disdukcapil", 4)]
PARTS = pd.DataFrame(
    [
        ("36.04.01", "Dinkes", 300),
        ("36.04.01", "Disdukcapil", 20),
        ("36.04.02", "Dinkes", 9007199254740993),
        ("36.04.99", "Dinkes", 5),
        ("36.04.01", "Sekda", 7),
    ],
    columns=["code", "agency", "shortfall"],
).astype({"shortfall": "Int64"})


def drawn(parts=PARTS, units=UNITS, agencies=AGENCIES, mark=None):
    return shortfall_bars(parts, units, agencies=agencies, palette=LIGHT, t=T, mark=mark)


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_one_trace_per_agency_to_the_last_person():
    dinkes, disdukcapil, *_ = drawn().data
    assert (dinkes.name, disdukcapil.name) == ("Dinkes", "Disdukcapil")
    # A float would lose one of them.
    assert list(dinkes.x) == [9007199254740993, 300, None]
    assert list(disdukcapil.x) == [None, 20, None]
    assert (dinkes.orientation, drawn().layout.barmode) == ("h", "stack")
    assert drawn().layout.xaxis.range[0] == 0


def test_an_agency_has_its_own_colour_whoever_is_beside_it():
    colours = {one.name: one.marker.color for one in drawn().data[:2]}
    assert colours == {"Dinkes": LIGHT.categories[5], "Disdukcapil": LIGHT.categories[4]}
    assert drawn(agencies=AGENCIES[1:]).data[0].marker.color == LIGHT.categories[4]


def test_totals_end_the_bars():
    totals = trace(drawn(), "totals")
    assert list(totals.x) == [9007199254740993, 320, None]
    assert totals.text == ("\xa09.007.199.254.740.993", "\xa0320", "")


def test_every_bar_carries_the_code_of_its_unit():
    codes = tuple(code for code, _ in UNITS)
    assert [bar.customdata for bar in drawn().data[:2]] == [codes, codes]
    assert drawn().layout.yaxis.ticktext == ("Lempuyang", "Kramat", "Mancak")
    assert drawn().layout.yaxis.range == (2.5, -0.5)


def test_a_row_is_clicked_over_its_whole_width():
    figure = drawn(PARTS.iloc[:2])
    rest = trace(figure, "rest")
    assert rest.customdata == tuple(code for code, _ in UNITS)
    # The longest bar leaves no rest.
    assert rest.x == (320, 0, 320)
    assert rest.text == ("<b>Lempuyang</b>", "<b>Kramat</b><br>kurang 320", "<b>Mancak</b>")


def test_hover_and_key():
    assert drawn().data[1].text[1] == "<b>Kramat</b><br>Disdukcapil: kurang 20"
    key = drawn().layout.annotations[0].text
    assert key.index("Dinkes") < key.index("Disdukcapil")
    assert f'<span style="color:{LIGHT.categories[5]};font-size:15px">■</span>\xa0Dinkes' in key


def test_a_name_is_shown_letter_for_letter():
    figure = drawn(agencies=[("<b>Dinkes</b>", 0)])
    assert figure.data[0].name == "&lt;b&gt;Dinkes&lt;/b&gt;"
    assert "&lt;b&gt;Dinkes" in figure.layout.annotations[0].text


def test_mark_stands_inside():
    assert drawn(mark="DATA CONTOH").layout.annotations[-1].text == "DATA CONTOH"


def test_nothing_is_missing():
    for figure in (drawn(PARTS.iloc[:0]), drawn(PARTS.iloc[:0], [], [])):
        assert {value for one in figure.data[:-1] for value in one.x} <= {None}
        assert figure.layout.xaxis.ticktext == ("0",)
        assert to_json(figure, validate=True).startswith("{")


def test_height_grows_with_its_rows():
    assert shortfall_bars_height(29) - shortfall_bars_height(28) == 22
