"""Ranks with ties and intervals, compared as data."""

import pandas as pd
from plotly.io import to_json

from kampungkb.charts.rank_dots import rank_dots, rank_dots_height
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator

RANKS = pd.DataFrame(
    [
        ("d", 4, False, 3, 4),
        ("b", 2, True, 1, 4),
        ("c", 2, True, 1, 3),
        ("a", 1, False, 1, 2),
        ("e", None, False, None, None),
    ],
    columns=["code", "rank", "tied", "rank_low", "rank_high"],
).astype(dict.fromkeys(["rank", "rank_low", "rank_high"], "Int64"))
RANKS["ranked"] = 4
NAMES = {"a": "Anyar", "b": "<i>Baros</i>", "c": "Ciomas", "d": "Dukuh", "e": "Empat"}


def drawn(ranks=RANKS, language="id", mark=None):
    return rank_dots(ranks, names=NAMES, palette=LIGHT, t=translator(language), mark=mark)


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_dots_in_the_order_given_without_the_unranked():
    dots = trace(drawn(), "ranks")
    assert (dots.x, dots.y) == ((4, 2, 2, 1), (0, 1, 2, 3))
    rows = trace(drawn(), "rows")
    assert rows.customdata == ("d", "d", "b", "b", "c", "c", "a", "a")
    assert [a + b for a, b in zip(rows.base, rows.x, strict=True)] == [4, 4, 2, 2, 2, 2, 1, 1]


def test_lines_span_what_chance_leaves_open():
    span = trace(drawn(), "span")
    assert span.x == (3, 4, None, 1, 4, None, 1, 3, None, 1, 2, None)
    assert span.y == (0, 0, None, 1, 1, None, 2, 2, None, 3, 3, None)


def test_a_shared_rank_says_so():
    layout = drawn().layout
    assert layout.yaxis2.ticktext == ("4", "2 =", "2 =", "1")
    assert layout.yaxis.ticktext == ("Dukuh", "&lt;i&gt;Baros&lt;/i&gt;", "Ciomas", "Anyar")
    assert layout.annotations[0].text.startswith("Peringkat (1 = terbaik)<br>")


def test_hover_text():
    assert trace(drawn(), "rows").text[2] == (
        "<b>&lt;i&gt;Baros&lt;/i&gt;</b><br>peringkat 2 = dari 4"
        "<br>menurut selang kepercayaan 95 %: peringkat 1 sampai 4"
    )


def test_the_axis_names_its_ends():
    assert drawn().layout.xaxis.ticktext == ("1", "2", "3", "4")
    low, high = drawn().layout.xaxis.range
    assert low < 1
    assert high > 4
    # The last of many: the axis need not begin at the first.
    last = RANKS.iloc[:1].assign(rank=326, rank_low=240, rank_high=326, ranked=326)
    assert drawn(last).layout.xaxis.ticktext == ("240", "300", "326")


def test_mark_stands_inside():
    assert drawn(mark="DATA CONTOH").layout.annotations[-1].text == "DATA CONTOH"


def test_nobody_ranked():
    for ranks in (RANKS.iloc[:0], RANKS.iloc[4:]):
        figure = drawn(ranks)
        assert len(trace(figure, "ranks").x) == 0
        assert figure.layout.xaxis.ticktext == ("1",)
        assert to_json(figure, validate=True).startswith("{")


def test_height_grows_with_its_rows():
    assert rank_dots_height(29) - rank_dots_height(28) == 22
