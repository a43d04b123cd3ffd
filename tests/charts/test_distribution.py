"""The histogram of villages, compared as data."""

import pandas as pd
from plotly.io import to_json

from kampungkb.charts.distribution import distribution
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator
from tests.villages import indicator

BINS = pd.DataFrame(
    {"low": [0.4, 0.5, 0.6], "high": [0.5, 0.6, 0.7], "formed": [0, 2, 1], "other": [3, 10, 0]}
)


def drawn(bins=BINS, target=0.6, target_text="60 %", language="id", mark=None):
    return distribution(
        bins, indicator=indicator(), target=target, target_text=target_text, palette=LIGHT,
        t=translator(language), mark=mark,
    )  # fmt: skip


def test_formed_and_other_villages_are_stacked():
    formed, other = drawn().data
    assert (formed.name, other.name, drawn().layout.barmode) == ("formed", "other", "stack")
    # None, not 0: an outline would draw a line where there is no village.
    assert (formed.y, other.y) == ((None, 2, 1), (3, 10, None))
    assert [round(x, 9) for x in formed.x] == [0.45, 0.55, 0.65]
    assert [round(x, 9) for x in other.width] == [0.1, 0.1, 0.1]
    assert (formed.marker.color, formed.marker.line.color) == (LIGHT.reached, LIGHT.formed_line)
    assert other.marker.color == LIGHT.sequential[3]


def test_axes_are_in_words():
    layout = drawn().layout
    assert layout.xaxis.ticktext == ("40\xa0%", "45\xa0%", "50\xa0%", "55\xa0%", "60\xa0%",
                                     "65\xa0%", "70\xa0%")  # fmt: skip
    assert layout.yaxis.ticktext == ("0", "5", "10")
    assert layout.yaxis.range == (0, 12)
    assert any(one.text == "Persen dari: D02 id" for one in layout.annotations)


def test_hover_text_counts_villages():
    assert drawn().data[1].text[1] == (
        "50,00\xa0% sampai 60,00\xa0%<br>12 desa, di antaranya 2 Kampung KB"
    )
    assert drawn(language="en").data[0].text[2] == (
        "60.00% to 70.00%<br>1 village, 1 of them formed as Kampung KB"
    )


def test_the_target_is_a_line_with_its_words():
    figure = drawn()
    assert [(one.x0, one.x1) for one in figure.layout.shapes] == [(0.6, 0.6)]
    assert figure.layout.annotations[-1].text == "sasaran 60 %"
    for blank in (drawn(target=None, target_text=None), drawn(target=float("nan"))):
        assert blank.layout.shapes == ()


def test_a_target_beyond_the_values_is_inside_the_axis():
    low, high = drawn(target=0.98).layout.xaxis.range
    assert low < 0.4
    assert high > 0.98


def test_mark_stands_inside():
    texts = [one.text for one in drawn(mark="DATA CONTOH").layout.annotations]
    assert "DATA CONTOH" in texts


def test_no_bins_an_axis_and_no_error():
    figure = drawn(BINS.iloc[:0], None, None)
    assert [list(bar.x) for bar in figure.data] == [[], []]
    assert figure.layout.xaxis.ticktext[0] == "0\xa0%"
    assert to_json(figure, validate=True).startswith("{")
