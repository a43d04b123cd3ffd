"""Maps as pictures: polygons of the area pack in the figure's colours."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kampungkb.charts.theme import LIGHT
from kampungkb.errors import AreaPackError
from kampungkb.exports.picture import LegendKey, picture
from kampungkb.i18n.translator import translator
from kampungkb.maps.area_map import MapMarks, area_map, with_selection
from kampungkb.maps.change_map import change_classes, change_map
from kampungkb.maps.layers import MapLayers, View
from kampungkb.maps.plan_map import plan_map
from kampungkb.settings import ROOT
from tests.exports.pictures import MARK, about, box, drawn, said, svg_of, texts

T = translator("id")
PACK = ROOT / "data" / "areas" / "36.04"
COLOURS = ("#112233", "#445566", "#778899")


def polygons(layer):
    features = json.loads((PACK / f"{layer}.geojson").read_bytes())["features"]
    return {one["id"]: one["geometry"] for one in features}


VILLAGES, CONTEXT = polygons("villages_60m"), polygons("context")
REGISTER = pd.read_csv(PACK / "register.csv", dtype=str).astype({"lon": float, "lat": float})
DISTRICTS = REGISTER[REGISTER["level"] == "district"]


def edges(geometry):
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return box([point for part in parts for ring in part for point in ring])


def layers():
    west, south, east, north = zip(*map(edges, VILLAGES.values()), strict=True)
    # As the pages name them, with the hash of what they hold.
    return MapLayers(
        villages="/assets/villages_60m-0123456789ab.geojson",
        districts="/assets/districts_60m-0123456789ab.geojson",
        context="/assets/context-0123456789ab.geojson", context_codes=tuple(CONTEXT),
        bounds={"36.04": (min(west), min(south), max(east), max(north))},
    )  # fmt: skip


def cells(**columns):
    own = REGISTER[REGISTER["code"].isin(VILLAGES)].reset_index(drop=True)
    return pd.DataFrame({"code": own["code"], "lon": own["lon"], "lat": own["lat"]} | columns)


def village_map(mark=None):
    index = [at % 4 - 1 for at in range(len(VILLAGES))]
    frame = cells(index=index, text="")
    return frame, area_map(
        frame, COLOURS, layers(),
        MapMarks(formed=frame.iloc[:52], districts=DISTRICTS), area="36.04", level="village",
        palette=LIGHT, t=T, mark=mark,
    )  # fmt: skip


FRAME, MAP = village_map()


@lru_cache(maxsize=1)
def root_of_map():
    return svg_of(MAP, told())


def told(**more):
    return about("Peta", folder=PACK, **more)


def units(root, figure=MAP, name="units"):
    at = next(place for place, one in enumerate(figure.data) if one.name == name)
    prefix = f"unit-{at}-"
    return {key.removeprefix(prefix): one for key, one in drawn(root, prefix).items()}


def test_all_villages_are_filled_with_the_colour_of_their_class():
    found = units(root_of_map())
    colours = (*COLOURS, LIGHT.no_data)
    expected = dict(zip(FRAME["code"], [colours[at] for at in FRAME["index"]], strict=True))
    assert len(found) == len(VILLAGES) == 326
    assert {code: fill for code, (fill, _) in found.items()} == expected


def test_north_is_up_and_a_kilometre_as_long_in_either_direction():
    found = {code: box(corners) for code, (_, corners) in units(root_of_map()).items()}
    whole = layers().bounds["36.04"]
    west, south, east, north = (
        min(one[0] for one in found.values()), max(one[3] for one in found.values()),
        max(one[2] for one in found.values()), min(one[1] for one in found.values()),
    )  # fmt: skip
    shrink = np.cos(np.radians((whole[1] + whole[3]) / 2))
    shape = (whole[2] - whole[0]) * shrink / (whole[3] - whole[1])
    assert (east - west) / (south - north) == pytest.approx(shape, rel=1e-3)
    # Each lies where it lies: the same order from west to east and from north to south.
    codes = sorted(VILLAGES)
    lons, lats = ([edges(VILLAGES[code])[at] for code in codes] for at in (0, 3))
    assert _order([found[code][0] for code in codes]) == _order(lons)
    assert _order([-found[code][1] for code in codes]) == _order(lats)


def _order(values):
    # To a hundredth of a pixel, so that rounding swaps nobody.
    low, high = min(values), max(values)
    return [round((one - low) / (high - low) * 500) // 4 for one in values]


def test_outlines_are_clear_inside_and_formed_villages_have_two():
    root = root_of_map()
    for name in ("formed_halo", "formed"):
        found = units(root, name=name)
        assert set(found) == set(FRAME["code"].iloc[:52])
        assert {fill for fill, _ in found.values()} == {"none"}
    assert len(units(root, name="districts")) == 29
    assert units(root, name="selected") == {}


def test_districts_are_named_and_the_scale_is_told():
    words = texts(root_of_map())
    assert set(DISTRICTS["name"]) <= set(words)
    assert "10 km" in words


def test_a_legend_says_what_colours_are():
    legend = [
        LegendKey(colour=COLOURS[0], words="di bawah 50 % (12)", shape="▼"),
        LegendKey(colour=COLOURS[1], words="<b>Maju</b> $x$ (3)"),
        LegendKey(colour=LIGHT.formed_line, words="Kampung KB (52)", form="outline"),
        LegendKey(colour=LIGHT.ink, words="tidak diketahui (8)", shape="◇", form="mark"),
    ]
    for shape in ("wide", "square"):
        root = svg_of(MAP, told(legend=legend, legend_title="Status desa"), shape=shape)
        fills = {name: fill for name, (fill, _) in drawn(root, "key-").items()}
        assert fills == {"key-0": COLOURS[0], "key-1": COLOURS[1], "key-2": LIGHT.ground}
        words = said(root)
        for text in ("Status desa", "▼ di bawah 50 % (12)", "<b>Maju</b> $x$ (3)", "◇"):
            assert text in words


def test_a_long_legend_leaves_room_for_its_map():
    legend = [LegendKey(colour=COLOURS[0], words=f"Triwulan {at} tahun 2027 (19)")
              for at in range(14)]  # fmt: skip
    for shape, most in (("wide", 1.0), ("square", 0.5)):
        root = svg_of(MAP, told(legend=legend), shape=shape)
        keys = [box(corners) for _, corners in drawn(root, "key-").values()]
        found = [box(corners) for _, corners in units(root).values()]
        height = {"wide": 720, "square": 1080}[shape]
        assert len(keys) == 14
        assert max(one[3] for one in keys) < height
        assert max(one[3] for one in keys) - min(one[1] for one in keys) < most * height
        is_beside = max(one[2] for one in found) < min(one[0] for one in keys)
        is_above = max(one[3] for one in found) < min(one[1] for one in keys)
        assert (is_beside, is_above) == (shape == "wide", shape == "square")


def test_made_up_figures_are_marked_once():
    _, marked = village_map(MARK)
    assert texts(svg_of(marked, told(is_made_up=True))).count(MARK) == 1
    assert texts(svg_of(marked, told())).count(MARK) == 1
    assert MARK not in texts(root_of_map())


def test_a_map_as_the_page_keeps_it_is_drawn_where_the_reader_flew():
    code = FRAME["code"].iloc[200]
    body = with_selection(
        {"data": list(MAP.to_plotly_json()["data"]), "layout": MAP.to_plotly_json()["layout"]},
        code, View(FRAME["lon"].iloc[200], FRAME["lat"].iloc[200], 3.0),
    )  # fmt: skip
    near, far = units(svg_of(body, told())), units(root_of_map())
    wide = [box(one[code][1])[2] - box(one[code][1])[0] for one in (near, far)]
    assert wide[0] / wide[1] == pytest.approx(3, rel=1e-2)
    assert len(units(svg_of(body, told()), name="selected")) == 1


def test_maps_of_changes_and_plans_are_drawn():
    words = {"less": "turun", "same": "tetap"}
    frame = cells(effect=["less", *["same"] * 325], text="")
    classes = change_classes(frame["effect"], words, LIGHT)
    changes = change_map(
        frame, classes, layers(), DISTRICTS, area="36.04", palette=LIGHT, t=T, label="",
    )  # fmt: skip
    found = units(svg_of(changes, told()), changes)
    assert [found[code][0] for code in frame["code"][:2]] == [one.colour for one in classes]
    frame = cells(formed=[True, *[False] * 325], quarter=["2027-Q1"] * 326, need=None)
    plan = plan_map(
        frame, ["2027-Q1", "2027-Q2"], layers(), DISTRICTS, area="36.04", palette=LIGHT, t=T
    )
    found = units(svg_of(plan, told()), plan)
    assert found[frame["code"].iloc[1]][0] == LIGHT.quarters[0]


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_geometry_that_is_not_there_is_said(folder):
    with pytest.raises(AreaPackError, match="context-0123456789ab"):
        picture(MAP, about(folder=folder))


def test_geometry_that_cannot_be_read_is_said(tmp_path):
    for name in ("context", "villages_60m", "districts_60m"):
        (tmp_path / f"{name}.geojson").write_text('{"features": [{"id": 1}]}')
    with pytest.raises(AreaPackError, match=r"context\.geojson"):
        picture(MAP, about(folder=tmp_path))
