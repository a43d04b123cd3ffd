"""The map of changes, compared as data."""

import pandas as pd
import pytest

from kampungkb.analysis.effects import EFFECTS
from kampungkb.charts.theme import PALETTES
from kampungkb.i18n.translator import translator
from kampungkb.maps.change_map import SAME, change_classes, change_map
from kampungkb.maps.layers import MapLayers

T = translator("id")
CODES = ["36.04.01.2001", "36.04.01.2002", "36.04.02.2003"]
WORDS = {one: f"kata {one}" for one in (*EFFECTS, SAME)}
LAYERS = MapLayers(
    villages="/geo/villages.geojson",
    districts="/geo/districts.geojson",
    bounds={"36.04": (105.9, -6.4, 106.5, -5.9)},
)
DISTRICTS = pd.DataFrame(
    {"code": ["36.04.01"], "name": ["<b>Kramat</b>"], "lon": [106.1], "lat": [-6.2]}
)


def classes(*effects, palette=PALETTES["light"]):
    return change_classes(pd.Series(effects, dtype="str"), WORDS, palette)


def drawn(effects, text=("60 % → 70 %", "", "<b>1</b> → 2"), mark=None):
    cells = pd.DataFrame({"code": CODES, "effect": effects, "text": text})
    return change_map(
        cells, classes(*effects), LAYERS, DISTRICTS, area="36.04", palette=PALETTES["light"],
        t=T, label="", mark=mark,
    )  # fmt: skip


def trace(figure, name):
    (found,) = [one for one in figure.data if one.name == name]
    return found


def test_the_legend_has_what_occurs_from_best_to_worst_with_counts():
    found = classes(SAME, "lost", SAME, "reached", "less", "lost")
    assert [(one.effect, one.label, one.count) for one in found] == [
        ("reached", "kata reached", 1),
        ("less", "kata less", 1),
        ("lost", "kata lost", 2),
        (SAME, "kata same", 2),
    ]
    assert [one.shape for one in found] == ["●", "", "▼", ""]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_no_two_effects_have_one_colour(palette):
    found = classes(*EFFECTS, SAME, palette=palette)
    assert len({one.colour for one in found}) == len(EFFECTS) + 1


def test_every_village_has_the_colour_and_the_word_of_its_effect():
    units = trace(drawn(["less", SAME, "lost"]), "units")
    assert (units.locations.tolist(), units.z.tolist()) == (CODES, [0, 2, 1])
    assert units.meta["words"] == ["kata less", "kata lost", "kata same"]
    light = PALETTES["light"]
    assert [colour for _, colour in units.colorscale][-2:] == [light.no_data] * 2
    assert units.geojson == "/geo/villages.geojson"


def test_text_of_files_stays_text():
    figure = drawn(["less", SAME, "lost"])
    assert "<b>" not in trace(figure, "units").text[2]
    assert "<b>" not in trace(figure, "district_names").text[0]


def test_it_tells_nothing_of_who_is_formed():
    figure = drawn(["less", SAME, "lost"])
    assert len(trace(figure, "formed").locations) == len(trace(figure, "formed_dots").lon) == 0


def test_made_up_figures_are_marked_inside():
    assert [one.text for one in drawn([SAME] * 3, mark="DATA CONTOH").layout.annotations] == [
        "DATA CONTOH"
    ]
    assert drawn([SAME] * 3).layout.annotations == ()
