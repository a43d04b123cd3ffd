"""The map of a plan, compared as data."""

import json
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.i18n.translator import translator
from kampungkb.maps.area_map import with_selection
from kampungkb.maps.layers import MapLayers
from kampungkb.maps.plan_map import plan_legend, plan_map, plan_map_alt
from kampungkb.model.periods import quarters_between

T = translator("id")
QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3")
CODES = [f"36.04.01.{2001 + at}" for at in range(6)]
CELLS = pd.DataFrame(
    {
        "code": CODES,
        "lon": [106.0, 106.1, 106.2, 106.3, 106.4, 106.5],
        "lat": [-6.1] * 6,
        "formed": [True, False, False, False, False, False],
        "quarter": [None, "2027-Q3", "2027-Q1", None, "2027-Q1", None],
        "need": pd.Series([None, Fraction(1200), None, Fraction(5, 2), 0, None], dtype=object),
    }
)
LAYERS = MapLayers(
    villages="/geo/villages.geojson",
    districts="/geo/districts.geojson",
    bounds={"36.04": (105.9, -6.4, 106.5, -5.9)},
)
DISTRICTS = pd.DataFrame(
    {"code": ["36.04.01"], "name": ["<b>Kramat</b>"], "lon": [106.1], "lat": [-6.2]}
)


def drawn(cells=CELLS, quarters=QUARTERS, palette=LIGHT, mark=None):
    return plan_map(
        cells, quarters, LAYERS, DISTRICTS, area="36.04", palette=palette, t=T, mark=mark
    )


def trace(figure, name):
    (found,) = [one for one in figure.data if one.name == name]
    return found


def colours(units, z=None):
    """The colour of each village."""
    steps = [colour for _, colour in units.colorscale][::2]
    return [steps[at + 1] for at in (units.z if z is None else z)]


def test_each_village_has_the_class_of_its_quarter():
    units = trace(drawn(), "units")
    assert (units.locations.tolist(), units.z.tolist()) == (CODES, [1, 4, 2, 0, 2, 0])
    assert units.meta["words"] == [
        "di luar rencana", "sudah terbentuk", "dibentuk Triwulan I 2027",
        "dibentuk Triwulan II 2027", "dibentuk Triwulan III 2027",
    ]  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_colours_are_those_of_the_legend(palette):
    legend = {one.kind: one.colour for one in plan_legend(CELLS, QUARTERS, palette, T)}
    kinds = ["formed", "2027-Q3", "2027-Q1", "outside", "2027-Q1", "outside"]
    assert colours(trace(drawn(palette=palette), "units")) == [legend[kind] for kind in kinds]
    assert legend["2027-Q1"] == palette.quarters[0]
    assert len({legend[kind] for kind in ("formed", "outside", *QUARTERS)}) == 5


def test_the_slider_shows_what_is_formed_by_the_end_of_a_quarter():
    (slider,) = drawn().layout.sliders
    assert slider.active == 2
    assert slider.currentvalue.prefix == "sampai "
    assert [one.label for one in slider.steps] == ["TW I 2027", "TW II 2027", "TW III 2027"]
    shown = [np.asarray(one.args[0]["z"][0]).tolist() for one in slider.steps]
    assert shown == [[1, 0, 2, 0, 2, 0], [1, 0, 2, 0, 2, 0], [1, 4, 2, 0, 2, 0]]


def test_the_slider_hands_values_to_the_villages_and_to_nothing_else():
    figure = drawn()
    for step in figure.layout.sliders[0].steps:
        assert (step.method, set(step.args[0])) == ("restyle", {"z"})
        assert [figure.data[at].name for at in step.args[1]] == ["units"]


def test_the_last_step_is_the_whole_plan():
    figure = drawn()
    last = figure.layout.sliders[0].steps[-1].args[0]["z"][0]
    assert np.asarray(last).tolist() == trace(figure, "units").z.tolist()


def test_unknown_need_is_marked_and_never_none():
    figure = drawn()
    assert trace(figure, "unknown").lon.tolist() == pytest.approx([106.2, 106.5])
    assert trace(figure, "units").text.tolist() == [
        "", "kebutuhan 1.200", "kebutuhan tidak diketahui", "kebutuhan 2,5", "kebutuhan 0",
        "kebutuhan tidak diketahui",
    ]  # fmt: skip


def test_where_no_need_is_known_no_village_is_singled_out():
    blind = CELLS.assign(need=None)
    figure = drawn(blind)
    assert trace(figure, "unknown").lon.tolist() == []
    assert trace(figure, "units").text.tolist() == ["", *["kebutuhan tidak diketahui"] * 5]
    assert [one.kind for one in plan_legend(blind, QUARTERS, LIGHT, T)][-1] == "outside"


def test_formed_villages_are_outlined_and_have_a_dot():
    figure = drawn()
    assert list(trace(figure, "formed").locations) == CODES[:1]
    assert trace(figure, "formed_dots").lon.tolist() == pytest.approx([106.0])


def test_legend_counts_every_village_once():
    legend = plan_legend(CELLS, QUARTERS, LIGHT, T)
    assert [(one.label, one.shape, one.count) for one in legend] == [
        ("sudah terbentuk", "●", 1),
        ("Triwulan I 2027", "", 2),
        ("Triwulan II 2027", "", 0),
        ("Triwulan III 2027", "", 1),
        ("di luar rencana", "", 2),
        ("kebutuhan tidak diketahui", "◇", 2),
    ]
    known = CELLS.assign(need=Fraction(1))
    assert [one.kind for one in plan_legend(known, QUARTERS, LIGHT, T)][-1] == "outside"


def test_a_selected_village_is_still_outlined_last():
    body = json.loads(to_json(drawn(), validate=True))
    outlined = with_selection(body, CODES[3], None)["data"][-1]
    assert (outlined["name"], outlined["locations"]) == ("selected", [CODES[3]])


def test_a_plan_without_quarters_has_no_slider():
    figure = drawn(CELLS.assign(quarter=None), ())
    assert figure.layout.sliders == ()
    assert trace(figure, "units").z.tolist() == [1, 0, 0, 0, 0, 0]


def test_no_villages():
    assert to_json(drawn(CELLS.iloc[:0]), validate=True).startswith("{")


def test_text_of_files_stays_text():
    assert trace(drawn(), "district_names").text[0] == "&lt;b&gt;Kramat&lt;/b&gt;"


def test_made_up_figures_are_marked_inside():
    assert [one.text for one in drawn(mark="DATA CONTOH").layout.annotations] == ["DATA CONTOH"]


def test_many_villages_and_quarters_are_few_bytes():
    quarters = quarters_between("2027-Q1", "2029-Q4")
    cells = pd.concat([CELLS] * 55, ignore_index=True)
    cells["code"] = [f"36.04.01.{at:04}" for at in range(len(cells))]
    cells["quarter"] = [None if at % 3 else quarters[at % 12] for at in range(len(cells))]
    assert len(to_json(drawn(cells, quarters), validate=False)) < 60_000


def test_later_quarters_are_lighter_on_a_light_ground():
    legend = plan_legend(CELLS, QUARTERS, LIGHT, T)[1:4]
    sums = [sum(int(one.colour[at : at + 2], 16) for at in (1, 3, 5)) for one in legend]
    assert all(a < b for a, b in pairwise(sums))


def test_alt_says_how_many():
    assert plan_map_alt(CELLS, T) == (
        "Peta rencana: 3 desa menurut triwulan pembentukannya, dan 1 desa yang sudah terbentuk."
    )
