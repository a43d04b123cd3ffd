"""Plans beside one another, compared as data."""

from fractions import Fraction

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.plan_bars import plan_bars, plan_bars_alt, plan_bars_height
from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.i18n.translator import translator

T = translator("id")


def rows(*benefits, people=None):
    names = ["Rencana ini", "<b>Abjad</b>", "Nama skenario yang jauh lebih panjang dari tempatnya"]
    return pd.DataFrame(
        {
            "name": names[: len(benefits)],
            "benefit": pd.Series(benefits, dtype=object),
            "people": pd.Series([people] * len(benefits), dtype=object),
        }
    )


def drawn(frame, palette=LIGHT, mark=None):
    return plan_bars(frame, palette, T, mark)


def words(figure):
    return [one.text for one in figure.layout.annotations]


def test_bars_begin_at_zero_and_say_their_value():
    figure = drawn(rows(Fraction(2001, 2), Fraction(1500, 2)))
    assert figure.data[0].x == (1000.5, 750.0)
    assert figure.layout.xaxis.range == (0, 1000.5)
    assert words(figure)[1:] == [
        "<b>Rencana ini</b>", "<b>1.000,5</b>", "&lt;b&gt;Abjad&lt;/b&gt;", "750 (−25,0\xa0%)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        (1000, "1.000 (sama)"),
        (1250, "1.250 (+25,0\xa0%)"),
        # Unequal plans never look equal.
        (Fraction(9999, 10), "999,9 (−0,01\xa0%)"),
        (Fraction(999_999, 1000), "1.000,0 (−&lt;0,001\xa0%)"),
        (None, "tidak ada rencana"),
    ],
)
def test_others_say_how_they_differ_from_the_first(other, shown):
    assert words(drawn(rows(1000, other)))[-1] == shown


def test_nothing_is_divided_by_a_plan_without_benefit():
    assert words(drawn(rows(0, 5)))[-1] == "5"
    assert words(drawn(rows(None, 5)))[-1] == "5"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_first_stands_out(palette):
    first, second, third = drawn(rows(3, 2, 1), palette).data[0].marker.color
    assert (first, second) == (palette.reached, third)


def test_people_are_written_where_they_are_known():
    assert "menjangkau 1.234" in words(drawn(rows(3, people=1234)))
    assert not any("menjangkau" in one for one in words(drawn(rows(3))))


def test_long_names_are_cut_and_whole_when_pointed_at():
    figure = drawn(rows(3, 2, 1))
    assert "Nama skenario yang jauh …" in words(figure)
    assert (
        figure.data[0]
        .hovertext[2]
        .startswith("<b>Nama skenario yang jauh lebih panjang dari tempatnya</b><br>manfaat 1")
    )


def test_mark_stands_inside():
    assert "DATA CONTOH" in words(drawn(rows(3), mark="DATA CONTOH"))


def test_nothing_to_show():
    figure = drawn(rows())
    assert figure.data[0].x == ()
    assert to_json(figure, validate=True).startswith("{")


def test_alt_names_every_plan():
    assert plan_bars_alt(rows(4, 3), T) == (
        "Manfaat rencana. Rencana ini: 4; <b>Abjad</b>: 3 (−25,0\xa0%)."
    )


def test_height_grows_with_its_plans():
    assert plan_bars_height(4) - plan_bars_height(3) == 46
