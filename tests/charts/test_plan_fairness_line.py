"""The price of fairness, compared as data."""

from fractions import Fraction

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.fairness_line import fairness_line, fairness_line_alt
from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator
from kampungkb.planning.curves import Fairness

T = translator("id")


def curve(*points):
    return pd.DataFrame(
        [
            Fairness(share=Fraction(share, 100), benefit=Fraction(9), people=Fraction(1200),
                     price=Fraction(price), short=short)
            for share, price, short in points
        ],
        columns=["share", "benefit", "people", "price", "short"],
    )  # fmt: skip


ROWS = curve((0, 0, 0), (10, "25/2", 0), (25, 2000, 0), (75, 300, 2))


def drawn(rows=ROWS, mark=None):
    return fairness_line(rows, LIGHT, T, mark)


def test_what_is_kept_is_joined_and_what_is_missed_is_not():
    line, shares = drawn().data
    assert line.x == shares.x == (0.0, 0.1, 0.25, 0.75)
    assert shares.y == (0.0, 12.5, 2000.0, 300.0)
    assert line.y == (0.0, 12.5, 2000.0, None)


def test_a_share_that_not_every_district_reaches_is_hollow_and_red():
    marker = drawn().data[1].marker
    assert marker.color == (LIGHT.reached, LIGHT.reached, LIGHT.reached, LIGHT.ground)
    assert marker.line.color[-1] == LIGHT.below
    assert "tidak\xa0semua\xa0kecamatan" in drawn().layout.annotations[0].text
    assert "○" not in drawn(ROWS.iloc[:3]).layout.annotations[0].text


def test_hover_says_price_people_and_what_is_missed():
    assert drawn().data[1].hovertext[1] == (
        "<b>minimum 10\xa0% per kecamatan</b><br>manfaat berkurang 12,5<br>menjangkau 1.200"
    )
    assert drawn().data[1].hovertext[3].endswith("<br>2 desa kurang dari minimum")


def test_a_click_has_the_exact_share():
    assert drawn().data[1].customdata == ("0", "1/10", "1/4", "3/4")


@pytest.mark.parametrize(
    ("last", "ticks"),
    [
        (20, ("0\xa0%", "5\xa0%", "10\xa0%", "15\xa0%", "20\xa0%")),
        (75, ("0\xa0%", "20\xa0%", "40\xa0%", "60\xa0%")),
        (100, ("0\xa0%", "25\xa0%", "50\xa0%", "75\xa0%", "100\xa0%")),
    ],
)
def test_shares_have_round_ticks(last, ticks):
    assert drawn(curve((0, 0, 0), (last, 5, 0))).layout.xaxis.ticktext == ticks


def test_mark_stands_inside():
    assert drawn(mark="DATA CONTOH").layout.annotations[-1].text == "DATA CONTOH"


def test_nothing_to_show():
    figure = drawn(ROWS.iloc[:0])
    assert figure.data[1].x == ()
    assert to_json(figure, validate=True).startswith("{")
    assert fairness_line_alt(ROWS.iloc[:0], T) == "Harga pemerataan belum dihitung."


def test_alt_says_the_price_of_the_largest_share():
    assert fairness_line_alt(ROWS, T) == (
        "Harga pemerataan: minimum 75\xa0% per kecamatan mengurangi manfaat sebesar 300."
    )
