"""The map's traces, compared as data."""

import copy
import json

import pandas as pd
import pytest
from plotly.io import to_json

from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import translator
from kampungkb.maps.area_map import MapMarks, area_map, with_selection
from kampungkb.maps.layers import MapLayers, View

T = translator("id")
A, B, C = "36.04.01.2001", "36.04.01.2002", "36.04.02.2003"
NAMES = [
    "units", "districts", "formed_halo", "formed", "formed_dots", "district_names", "scale",
    "selected",
]  # fmt: skip


STATUS = ("Mandiri", "Maju", "Berkembang", "Tertinggal")


def layers(**more):
    given = {
        "villages": "/geo/villages.geojson", "districts": "/geo/districts.geojson",
        "bounds": {"36.04": (105.9, -6.4, 106.5, -5.9)},
    }  # fmt: skip
    return MapLayers(**(given | more))


def marks(*names):
    names = names or ("Kramat", "Lempuyang")
    codes = [f"36.04.{at:02}" for at in range(1, len(names) + 1)]
    return MapMarks(
        formed=pd.DataFrame({"code": [B], "lon": [106.2], "lat": [-6.1]}),
        districts=pd.DataFrame({"code": codes, "name": names, "lon": 106.1, "lat": -6.2}),
    )


def cells(texts=("46,53 %", "belum ada data", "60,00 %")):
    return pd.DataFrame({"code": [A, B, C], "index": [0, -1, 1], "text": texts})


def drawn(**more):
    given = {
        "cells": cells(), "colours": ("#111111", "#222222"), "layers": layers(), "marks": marks(),
        "area": "36.04", "level": "village", "palette": LIGHT, "t": T,
    }  # fmt: skip
    return area_map(**(given | more))


def plain(figure):
    return json.loads(to_json(figure, validate=False))


def trace(figure, name):
    (found,) = [one for one in figure.data if one.name == name]
    return found


def test_traces_in_order():
    assert [one.name for one in drawn().data] == NAMES
    with_context = drawn(layers=layers(context="/geo/context.geojson", context_codes=("36.71",)))
    assert [one.name for one in with_context.data] == ["context", *NAMES]
    assert trace(with_context, "context").locations == ("36.71",)


def test_units_carry_values_and_the_address_of_their_geometry():
    units = trace(drawn(), "units")
    assert units.geojson == "/geo/villages.geojson"
    assert units.locations.tolist() == [A, B, C]
    assert units.z.tolist() == [0, -1, 1]
    assert units.text.tolist() == ["46,53 %", "belum ada data", "60,00 %"]
    assert units.hovertemplate == (
        "<b>%{properties.name}</b><br>%{properties.district}<br>%{text}<extra></extra>"
    )
    assert units.showscale is False
    named = trace(drawn(label="KIA 0–<17"), "units").hovertemplate
    assert named == (
        "<b>%{properties.name}</b><br>%{properties.district}<br>"
        "KIA 0–&lt;17: %{text}<extra></extra>"
    )


def test_each_class_has_exactly_its_colour():
    units = trace(drawn(), "units")
    low, high = units.zmin, units.zmax
    steps = [(float(at), colour) for at, colour in units.colorscale]
    for value, colour in ((-1, LIGHT.no_data), (0, "#111111"), (1, "#222222")):
        at = (value - low) / (high - low)
        (within,) = {
            one
            for (start, one), (end, _) in zip(steps[::2], steps[1::2], strict=True)
            if start < at < end
        }
        assert within == colour


def test_districts_have_their_own_geometry_and_words():
    units = trace(drawn(level="district"), "units")
    assert units.geojson == "/geo/districts.geojson"
    assert units.hovertemplate == "<b>%{properties.name}</b><br>%{text}<extra></extra>"
    assert trace(drawn(level="district"), "selected").geojson == "/geo/districts.geojson"


@pytest.mark.parametrize("level", ["village", "district"])
def test_formed_villages_have_an_outline_and_a_dot_in_every_colouring(level):
    figure = drawn(level=level)
    outline, dots = trace(figure, "formed"), trace(figure, "formed_dots")
    assert outline.locations == (B,)
    assert outline.geojson == "/geo/villages.geojson"
    assert outline.marker.line.color == LIGHT.formed_line
    assert [*dots.lon, *dots.lat] == pytest.approx([106.2, -6.1])


def test_names_are_shown_letter_for_letter():
    figure = drawn(
        marks=marks("<b>Kramat</b>", "A & B %{text}"),
        cells=cells(("<0,01 %", "0,6792 · <i>Maju</i>", "%{properties.name}")),
    )
    assert trace(figure, "district_names").text.tolist() == [
        "&lt;b&gt;Kramat&lt;/b&gt;", "A &amp; B %{text}",
    ]  # fmt: skip
    # A template would fill the blank; a plain text does not.
    assert trace(figure, "district_names").texttemplate is None
    assert trace(figure, "units").text.tolist() == [
        "&lt;0,01 %", "0,6792 · &lt;i&gt;Maju&lt;/i&gt;", "%{properties.name}",
    ]  # fmt: skip


def test_literal_undoes_nothing_that_was_written():
    assert literal("&lt;") == "&amp;lt;"
    assert literal("Tunjung Teja") == "Tunjung Teja"


@pytest.mark.parametrize(("language", "separators"), [("id", ",."), ("en", ".,")])
def test_layout(language, separators):
    layout = drawn(t=translator(language)).layout
    assert layout.uirevision == "map"
    assert layout.separators == separators
    assert layout.geo.visible is False
    assert layout.geo.center.to_plotly_json() == {"lon": 106.2, "lat": -6.15}
    assert layout.geo.projection.scale == 1
    # 4 % of 0.6 degrees on each side.
    assert layout.geo.lonaxis.range == pytest.approx((105.876, 106.524))
    assert layout.geo.lataxis.range == pytest.approx((-6.424, -5.876))


def test_view_is_kept_whatever_is_coloured():
    kept = [
        figure.layout.uirevision
        for figure in (drawn(), drawn(level="district"), drawn(palette=DARK), drawn(colours=()))
    ]
    assert kept == ["map"] * 4


def test_scale_bar_says_its_length():
    bar = trace(drawn(), "scale")
    assert bar.text == ("", "10 km")
    assert bar.lat[0] == bar.lat[1]
    assert bar.lon[0] < bar.lon[1]


def test_no_rows():
    figure = drawn(
        cells=cells().head(0), colours=(),
        marks=MapMarks(formed=marks().formed.head(0), districts=marks().districts.head(0)),
    )  # fmt: skip
    assert [one.name for one in figure.data] == NAMES
    assert trace(figure, "units").locations.tolist() == []


def test_selection_outlines_and_flies():
    body = plain(drawn())
    before = copy.deepcopy(body)
    found = with_selection(body, A, View(106.0, -6.0, 4.0))
    assert found["data"][-1]["locations"] == [A]
    assert found["data"][-1]["z"] == [0]
    assert found["data"][-1]["geojson"] == "/geo/villages.geojson"
    assert found["layout"]["geo"]["center"] == {"lon": 106.0, "lat": -6.0}
    assert found["layout"]["geo"]["projection"] == {"type": "mercator", "scale": 4.0}
    assert found["data"][:-1] == before["data"][:-1]
    assert body == before


def test_selection_of_a_unit_that_is_not_coloured():
    body = plain(drawn())
    before = copy.deepcopy(body)
    found = with_selection(body, "36.04.01", None, "/geo/districts.geojson")
    assert found["data"][-1]["geojson"] == "/geo/districts.geojson"
    assert found["layout"] == before["layout"]
    assert body == before


def test_no_selection_changes_nothing():
    body = plain(drawn())
    assert with_selection(body, None, None) == body


def test_326_villages_ask_nobody_and_weigh_little():
    codes = [f"36.04.{1 + at // 12:02}.{2001 + at}" for at in range(326)]
    districts = pd.DataFrame(
        {
            "code": [f"36.04.{at:02}" for at in range(1, 30)],
            "name": [f"Kecamatan {at}" for at in range(1, 30)],
            "lon": 106.123456, "lat": -6.123456,
        }
    )  # fmt: skip
    figure = drawn(
        cells=pd.DataFrame(
            {
                "code": codes,
                "index": [at % 6 - 1 for at in range(326)],
                "text": [f"0,{6000 + at} · {STATUS[at % 4]}" for at in range(326)],
            }
        ),
        colours=LIGHT.sequential[:5],
        marks=MapMarks(
            formed=pd.DataFrame({"code": codes[:52], "lon": 106.123456, "lat": -6.123456}),
            districts=districts,
        ),
        layers=layers(context="/geo/context.geojson", context_codes=("36.71", "36.72")),
    )
    sent = json.dumps(plain(figure), separators=(",", ":"), ensure_ascii=False)
    assert "http" not in sent
    assert len(sent.encode()) <= 20_000
