"""Axes, keys and widths that the figures share."""

from fractions import Fraction

import pytest

from kampungkb.charts.canvas import (
    Key,
    count_scale,
    figure_of,
    key_lines,
    rank_scale,
    scale,
    short_name,
    there,
    tick_word,
    unit_words,
    width,
    wrapped,
)
from kampungkb.charts.theme import FONT, LIGHT
from kampungkb.i18n.translator import translator
from tests.villages import indicator

T = translator("id")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param([0.21, 0.73], ("20\xa0%", "40\xa0%", "60\xa0%"), id="tens"),
        pytest.param([0.9012, 0.9034], ("90,2\xa0%", "90,3\xa0%"), id="tenths"),
        pytest.param([0.5, 0.5], ("45\xa0%", "50\xa0%", "55\xa0%"), id="one"),
        pytest.param([], ("0\xa0%", "50\xa0%", "100\xa0%"), id="none"),
    ],
)
def test_ticks_have_the_places_that_they_need(values, words):
    found = scale(values, indicator(), T)
    assert found.words == words
    assert all(found.low < value < found.high for value in values)


def test_an_axis_is_in_the_unit_of_its_indicator():
    step = Fraction(1, 1000)
    per_1000 = indicator(unit="per_1000")
    assert tick_word(T, per_1000, 14 * step, step) == "14"
    assert tick_word(T, indicator(kind="index"), Fraction(5, 8), Fraction(1, 40)) == "0,625"
    assert tick_word(T, indicator(kind="count"), Fraction(1200), Fraction(100)) == "1.200"
    assert unit_words(T, per_1000) == "Per 1.000 dari: D02 id"
    assert unit_words(T, indicator(kind="count")) == "Jumlah anak"
    assert unit_words(T, indicator(kind="index", unit="years")) == "Tahun"
    assert unit_words(T, indicator(kind="index", unit="index_100")) == "Indeks, 0 sampai 100"


def test_places_on_a_scale():
    found = scale([0.0, 1.0], indicator(), T)
    assert (found.place(found.low), found.place(found.high)) == (0, 1)
    assert found.place(0.5) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("most", "words"),
    [
        (0, ("0",)),
        (1, ("0", "1")),
        (3, ("0", "1", "2", "3")),
        (34_493, ("0", "10.000", "20.000", "30.000")),
    ],
)
def test_counts_begin_at_zero_and_are_whole(most, words):
    found = count_scale(most, T)
    assert (found.low, found.high, found.words) == (0, max(most, 1), words)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1, 1, ("1",)),
        (1, 29, ("1", "10", "20", "29")),
        (1, 22, ("1", "10", "22")),
        (221, 326, ("221", "250", "300", "326")),
    ],
)
def test_ranks_name_their_ends(first, last, words):
    assert rank_scale(first, last, T).words == words


def test_keys_fill_a_line_and_go_on_in_the_next():
    keys = [Key("●", "#0f766e", "satu dua"), Key("▼", "#c8442a", "x" * 50), Key("–", "#000", "<y>")]
    first, second, third = key_lines(keys)
    assert first == '<span style="color:#0f766e;font-size:15px">●</span>\xa0satu\xa0dua'
    assert second.endswith("x" * 50)
    assert third.endswith("\xa0&lt;y&gt;")
    assert len(key_lines(keys[:1] * 3)) == 1
    assert key_lines([]) == []


def test_words_are_cut_to_what_a_phone_holds():
    lines = wrapped("Persen dari: Anak 0–<17 tahun (wajib Kartu Identitas Anak) pada DKB")
    assert lines == ["Persen dari: Anak 0–&lt;17 tahun (wajib Kartu Identitas Anak)", "pada DKB"]
    assert short_name("Waringinkurung") == "Waringinkurung"
    assert short_name("Kampung yang bernama panjang") == "Kampung yang bernama pa…"
    # What plotly needs to show one letter is one letter wide.
    assert width(["&lt;"]) == width(["<"]) < width(["<<"])


def test_there_leaves_out_what_is_missing():
    assert there([1.0, float("nan"), None], [2.0]) == [1.0, 2.0]


def test_margins_are_fixed_and_the_mark_stands_in_the_corner():
    figure = figure_of(
        [], left=40, right=20, head=["a", "b"], above=10, palette=LIGHT, t=T, mark="<DATA>",
        name="x",
    )  # fmt: skip
    layout = figure.layout
    margin = layout.margin
    assert (margin.l, margin.r, margin.t, margin.b) == (40, 20, 2 * 17 + 10 + 6, 22)
    assert margin.autoexpand is False
    assert (layout.font.family, layout.font.size, layout.paper_bgcolor) == (
        FONT, 13, "rgba(0,0,0,0)",
    )  # fmt: skip
    assert (layout.dragmode, layout.separators) == (False, ",.")
    head, mark = layout.annotations
    assert (head.text, head.xshift, head.yshift) == ("a<br>b", -40, margin.t)
    assert (mark.text, mark.xshift, mark.yshift) == ("&lt;DATA&gt;", 20, -22)
