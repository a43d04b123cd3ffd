"""Values, targets and changes as people read them."""

from dataclasses import replace

import pandas as pd
import pytest

from kampungkb.i18n.translator import translator
from kampungkb.i18n.values import shown_change, shown_target, shown_value
from tests.villages import indicator, target

ID = translator("id")
EN = translator("en")
SHARE = indicator("D02")
PER_1000 = indicator("P01", None, unit="per_1000")
INDEX = indicator("IDM", None, kind="index")
IBANGGA = indicator("L25", None, kind="index", unit="index_100")
YEARS = indicator("P02", None, kind="index", unit="years")
COUNT = indicator("D05", None, kind="count")


@pytest.mark.parametrize(
    ("one", "value", "indonesian", "english"),
    [
        (SHARE, 0.4653, "46,53\u00a0%", "46.53%"),
        (SHARE, 0.0, "0,00\u00a0%", "0.00%"),
        (PER_1000, 0.0139, "13,9 per 1.000", "13.9 per 1,000"),
        (INDEX, 0.6792, "0,6792", "0.6792"),
        (IBANGGA, 61.43, "61,4", "61.4"),
        (YEARS, 22.1, "22,1", "22.1"),
        (COUNT, 1234.5, "1.234,5", "1,234.5"),
        pytest.param(SHARE, None, "–", "–", id="missing"),
        pytest.param(INDEX, float("nan"), "–", "–", id="missing as a float"),
        pytest.param(PER_1000, pd.NA, "–", "–", id="missing in pandas"),
    ],
)
def test_value(one, value, indonesian, english):
    assert (shown_value(ID, one, value), shown_value(EN, one, value)) == (indonesian, english)


@pytest.mark.parametrize(
    ("one", "goal", "indonesian", "english"),
    [
        (SHARE, target("0.6"), "60\u00a0%", "60%"),
        (SHARE, target("0.188"), "18,8\u00a0%", "18.8%"),
        (SHARE, target("0.9625"), "96,25\u00a0%", "96.25%"),
        (SHARE, target("1"), "100\u00a0%", "100%"),
        (SHARE, target("0"), "0\u00a0%", "0%"),
        (PER_1000, target("0.0139", unit="per_1000"), "13,9 per 1.000", "13.9 per 1,000"),
        (YEARS, target("22.1", unit="years"), "22,1", "22.1"),
    ],
)
def test_target(one, goal, indonesian, english):
    assert (shown_target(ID, one, goal), shown_target(EN, one, goal)) == (indonesian, english)


def test_range_is_shown_as_published():
    ranged = indicator("L23", None, targets=())
    goal = target("6", unit="percent")
    goal = replace(goal, text="6-7", value=None)
    assert shown_target(ID, ranged, goal) == "6–7"


@pytest.mark.parametrize(
    ("one", "change", "indonesian", "english"),
    [
        (SHARE, 0.042, "+4,20 poin persen", "+4.20 percentage points"),
        (SHARE, -0.1347, "−13,47 poin persen", "−13.47 percentage points"),
        pytest.param(SHARE, 0.00001, "0,00 poin persen", "0.00 percentage points", id="no sign"),
        (PER_1000, 0.0012, "+1,2 per 1.000", "+1.2 per 1,000"),
        (PER_1000, -0.0012, "−1,2 per 1.000", "−1.2 per 1,000"),
        (INDEX, -0.01, "−0,0100", "−0.0100"),
        (COUNT, 2.0, "+2,0", "+2.0"),
        pytest.param(INDEX, 0.0, "0,0000", "0.0000", id="unchanged"),
        pytest.param(SHARE, float("nan"), "–", "–", id="missing"),
    ],
)
def test_change(one, change, indonesian, english):
    assert (shown_change(ID, one, change), shown_change(EN, one, change)) == (indonesian, english)
