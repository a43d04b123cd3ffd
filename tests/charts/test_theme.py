"""Colours for projectors, for readers who tell few colours apart, and for grey print.

Contrast: WCAG 2.2. Colour blindness: Machado, Oliveira and Fernandes (2009), severity 1.0, on
linear RGB. Difference: the distance in CIE Lab (1976), where 2.3 is just noticeable side by
side; on a map, where fields lie apart, we ask for 6 between neighbours of a scale and for 9
between fields that mean different things.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from kampungkb.charts.theme import (
    DARK,
    LIGHT,
    PALETTES,
    VERDICT_SHAPES,
    graded,
    readable,
    spread,
    tint,
    verdict_colour,
)

VISIONS = {
    "full": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
WHITE = XYZ @ np.ones(3)

palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
visions = pytest.mark.parametrize("vision", VISIONS)


def linear(colour):
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, vision):
    seen = np.clip(VISIONS[vision] @ linear(colour), 0, 1)
    x, y, z = np.cbrt(XYZ @ seen / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other, vision):
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def nearest(ones, others, vision):
    return min(difference(one, other, vision) for one in ones for other in others)


def test_measures_are_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert lab("#ffffff", "full") == pytest.approx([100, 0, 0], abs=1e-6)
    # Red and green of equal lightness: far apart, but hardly to a reader without green cones.
    assert difference("#c0392b", "#4f7f00", "full") > 60
    assert difference("#c0392b", "#4f7f00", "deuteranopia") < 30


@palettes
@pytest.mark.parametrize("text", ["ink", "muted"])
@pytest.mark.parametrize("ground", ["ground", "surface"])
def test_text_is_readable(palette, text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@palettes
@pytest.mark.parametrize(
    "mark", ["reached", "below", "cannot_tell", "formed_line", "selected", "district_line"]
)
def test_marks_stand_out_from_the_ground(palette, mark):
    assert contrast(getattr(palette, mark), palette.ground) >= 3


@palettes
def test_scales_run_one_way_in_grey(palette):
    away = [luminance(colour) for colour in palette.sequential]
    assert away == sorted(away, reverse=palette is LIGHT)
    # Short of a target the farthest, past it the farthest stands out most from the ground.
    for strongest_first in (palette.short, palette.good[::-1]):
        shades = [luminance(colour) for colour in strongest_first]
        assert shades == sorted(shades, reverse=palette is DARK)


@palettes
@visions
@pytest.mark.parametrize("scale", ["sequential", "short", "good"])
def test_neighbours_in_a_scale_differ(palette, vision, scale):
    colours = getattr(palette, scale)
    assert min(difference(a, b, vision) for a, b in pairwise(colours)) >= 6


@palettes
@visions
def test_twelve_quarters_in_a_row_differ(palette, vision):
    found = graded(palette.quarters, 12)
    assert min(difference(a, b, vision) for a, b in pairwise(found)) >= 6


@palettes
def test_quarters_run_one_way_in_grey(palette):
    shades = [luminance(colour) for colour in graded(palette.quarters, 24)]
    assert shades == sorted(shades, reverse=palette is DARK)


@palettes
@visions
def test_a_village_outside_a_plan_is_in_none_of_its_quarters(palette, vision):
    assert nearest([palette.surface], graded(palette.quarters, 24), vision) >= 9


@palettes
def test_counts_are_readable_in_their_cells(palette):
    for colour in (*graded(palette.sequential, 9), palette.surface):
        assert contrast(readable(colour), colour) >= 4.5


@palettes
@visions
def test_verdicts_differ(palette, vision):
    verdicts = [verdict_colour(palette, name) for name in VERDICT_SHAPES]
    assert min(difference(a, b, vision) for a, b in combinations(verdicts, 2)) >= 9


@palettes
@visions
def test_reached_and_below_are_never_confused(palette, vision):
    assert difference(palette.reached, palette.below, vision) >= 30


@palettes
@visions
def test_short_and_good_sides_of_a_target_differ(palette, vision):
    assert nearest(palette.short, palette.good, vision) >= 9


@palettes
@visions
def test_no_data_is_no_class(palette, vision):
    classes = (*palette.sequential, *palette.short, *palette.good)
    assert nearest([palette.no_data], classes, vision) >= 9
    assert nearest([palette.no_data], [palette.ground, palette.surface], vision) >= 9


@palettes
@visions
def test_what_is_not_judged_is_neither_verdict_nor_missing(palette, vision):
    others = [palette.reached, palette.below, palette.cannot_tell, palette.no_data, palette.ground]
    assert nearest([palette.thin], others, vision) >= 9


@palettes
@visions
def test_formed_and_not_formed_differ_on_the_map(palette, vision):
    assert nearest([palette.sequential[1]], [palette.reached, palette.below], vision) >= 30


@palettes
def test_there_is_a_colour_for_each_of_nine_agencies(palette):
    assert len(set(palette.categories)) == 9
    assert min(contrast(one, palette.ground) for one in palette.categories) >= 3


@palettes
@visions
def test_agencies_differ_whichever_lie_side_by_side(palette, vision):
    differences = [difference(a, b, vision) for a, b in combinations(palette.categories, 2)]
    assert min(differences) >= 15


@palettes
@pytest.mark.parametrize("verdict", ["met", "below"])
def test_shapes_stand_out_from_a_cell_of_their_colour(palette, verdict):
    colour = verdict_colour(palette, verdict)
    assert contrast(colour, tint(colour, palette.ground, 0.22)) >= 3


def test_tint_is_let_down_with_the_ground():
    assert tint("#ff0080", "#ffffff", 0) == "#ffffff"
    assert tint("#ff0080", "#ffffff", 1) == "#ff0080"
    assert tint("#ff0080", "#000000", 0.5) == "#800040"


def test_each_verdict_has_a_shape_of_its_own():
    assert sorted(VERDICT_SHAPES) == ["below", "cannot_tell", "met", "no_data"]
    assert len(set(VERDICT_SHAPES.values())) == 4


@pytest.mark.parametrize(
    ("verdict", "name"),
    [
        ("met", "reached"),
        ("below", "below"),
        ("cannot_tell", "cannot_tell"),
        ("thin", "thin"),
        ("no_data", "no_data"),
        ("anything else", "no_data"),
    ],
)
def test_colour_of_a_verdict(verdict, name):
    assert verdict_colour(LIGHT, verdict) == getattr(LIGHT, name)


def test_palettes_by_name():
    assert (PALETTES["light"], PALETTES["dark"]) == (LIGHT, DARK)


@pytest.mark.parametrize(
    ("count", "shades"),
    [(0, ""), (1, "d"), (2, "ag"), (3, "adg"), (4, "aceg"), (7, "abcdefg")],
)
def test_spread_keeps_the_ends(count, shades):
    assert spread(tuple("abcdefg"), count) == tuple(shades)


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (0, ()),
        (1, ("#000000",)),
        (2, ("#000000", "#ffffff")),
        (3, ("#000000", "#804000", "#ffffff")),
        (5, ("#000000", "#402000", "#804000", "#c0a080", "#ffffff")),
    ],
)
def test_graded_mixes_neighbours(count, found):
    assert graded(("#000000", "#804000", "#ffffff"), count) == found


def test_text_is_dark_on_light_and_light_on_dark():
    assert [readable(one) for one in ("#ffffff", "#777777", "#707070", "#101010")] == [
        "#000000", "#000000", "#ffffff", "#ffffff",
    ]  # fmt: skip
