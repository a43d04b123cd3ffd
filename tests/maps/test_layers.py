import math

import pytest

from kampungkb.maps.layers import View, focus, padded, scale_bar, whole

AREA = (105.9, -6.4, 106.5, -5.9)


def test_padded_by_a_share_of_the_longer_side():
    assert padded((0, 0, 10, 5), 0.1) == (-1, -1, 11, 6)


def test_whole_area():
    assert whole((0, -2, 10, 4)) == View(5, 1, 1.0)


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        pytest.param((0, 0, 90, 90), 1.0, id="the whole"),
        pytest.param((0, 0, 15, 5), 2.0, id="a third of the view"),
        pytest.param((0, 0, 5, 10), 3.0, id="the higher side decides"),
        pytest.param((0, 0, 1, 1), 6.0, id="never nearer"),
        pytest.param((3, 4, 3, 4), 6.0, id="a point"),
    ],
)
def test_focus_leaves_the_neighbours_in_sight(unit, scale):
    view = focus(unit, (0, 0, 90, 90))
    assert view.scale == pytest.approx(scale)
    assert (view.lon, view.lat) == ((unit[0] + unit[2]) / 2, (unit[1] + unit[3]) / 2)


def length_km(west, east, south, north):
    return math.radians(east - west) * 6371 * math.cos(math.radians((south + north) / 2))


@pytest.mark.parametrize(
    ("bounds", "km"),
    [
        pytest.param(AREA, 10, id="Kabupaten Serang, 66 km wide"),
        pytest.param((105.0, -8.0, 108.0, -5.0), 50, id="a province"),
        pytest.param((95.0, -11.0, 141.0, 6.0), 1000, id="the nation"),
        pytest.param((106.0, -6.1, 106.01, -6.09), 1, id="a village of 1 km"),
        pytest.param((106.0, -6.1, 106.0, -6.1), 1, id="a point"),
    ],
)
def test_scale_bar_is_as_long_as_it_says(bounds, km):
    west, east, lat, shown = scale_bar(bounds)
    assert shown == km
    assert length_km(west, east, bounds[1], bounds[3]) == pytest.approx(km)
    assert west >= bounds[0]
    assert bounds[1] <= lat <= bounds[3]
