"""Small maps: what lies where, what is left out, and how few bytes it takes."""

import json
import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.areas.pack import geometry_path
from kampungkb.maps.locator import (
    Dot,
    Frame,
    Shape,
    bounds_of,
    frame_of,
    svg_document,
    svg_path,
)
from kampungkb.settings import read_settings

# A step is a degree; the north-western corner of the picture is 0 E, 10 N.
PLAIN = Frame(west=0, north=10, scale_x=1, scale_y=1, width=20, height=10)
SQUARE = [[1, 9], [5, 9], [5, 5], [1, 5], [1, 9]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def drawn(path):
    """The corners of each ring of a path, absolute."""
    rings = []
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        at = (int(x), int(y))
        ring = [at]
        numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            ring.append(at)
        rings.append(ring)
    return rings


def test_a_square_is_four_corners_and_three_steps():
    assert svg_path([polygon(SQUARE)], PLAIN) == "M1 1l4 0 0 4-4 0z"


def test_points_on_the_way_are_left_out():
    ring = [[1, 9], [2, 9], [3.2, 9.1], [5, 9], [5, 7], [5, 5], [1, 5], [1, 9]]
    assert svg_path([polygon(ring)], PLAIN) == svg_path([polygon(SQUARE)], PLAIN)


def test_what_is_smaller_than_a_step_is_left_out():
    island = [[8, 8], [8.2, 8], [8.2, 8.3], [8, 8]]
    assert svg_path([polygon(island)], PLAIN) == ""
    many = {"type": "MultiPolygon", "coordinates": [[island], [SQUARE]]}
    assert svg_path([many], PLAIN) == "M1 1l4 0 0 4-4 0z"


def test_a_hole_is_a_ring_of_its_own():
    hole = [[2, 8], [2, 6], [4, 6], [4, 8], [2, 8]]
    assert drawn(svg_path([polygon(SQUARE, hole)], PLAIN)) == [
        [(1, 1), (5, 1), (5, 5), (1, 5)],
        [(2, 2), (2, 4), (4, 4), (4, 2)],
    ]


def test_heights_are_no_places():
    high = [[*point, 30] for point in SQUARE]
    assert svg_path([polygon(high)], PLAIN) == svg_path([polygon(SQUARE)], PLAIN)
    assert bounds_of([polygon(high)]) == (1, 5, 5, 9)


def test_two_neighbours_share_their_border():
    left = polygon([[0, 10], [4.4, 10], [4.4, 6.4], [0, 6.4], [0, 10]])
    right = polygon([[4.4, 10], [8, 10], [8, 6.4], [4.4, 6.4], [4.4, 10]])
    first, second = drawn(svg_path([left, right], PLAIN))
    assert {(4, 0), (4, 4)} == set(first) & set(second)


def test_without_geometry_nothing_has_bounds():
    assert svg_path([], PLAIN) == ""
    with pytest.raises(ValueError, match="empty"):
        bounds_of([])


def test_frame_keeps_proportions_and_puts_the_middle_in_the_middle():
    frame = frame_of((106.0, -6.4, 106.4, -6.2), 400, 300)
    assert frame.scale_x / frame.scale_y == pytest.approx(math.cos(math.radians(6.3)))
    assert frame.place(106.2, -6.3) == (200, 150)
    # 4 % of the longer side on each side: 0.4 of 0.432 degrees over 400 steps.
    left, right = frame.place(106.0, -6.3)[0], frame.place(106.4, -6.3)[0]
    assert (left, right) == (15, 385)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=3, max_size=30),
)
def test_no_corner_repeats_or_lies_on_the_way(points):
    ring = [list(point) for point in [*points, points[0]]]
    for corners in drawn(svg_path([polygon(ring)], PLAIN)):
        assert {(x, 10 - y) for x, y in corners} <= set(points)
        around = [*corners, corners[0]]
        assert all(a != b for a, b in pairwise(around))
        for (ax, ay), (bx, by), (cx, cy) in zip(corners, corners[1:], corners[2:], strict=False):
            assert (bx - ax) * (cy - by) != (by - ay) * (cx - bx)


def test_document_draws_shapes_then_dots_and_leaves_empty_shapes_out():
    shapes = [
        Shape(path="M1 1l4 0 0 4z", fill="#fff", line="#000", width=1),
        Shape(path="", fill="#fff", line="#000", width=1),
    ]
    dot = Dot(at=(3, 4), radius=2, fill="none", line="#111", width=1.5)
    document = svg_document(PLAIN, shapes, [dot])
    assert document.startswith("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><path")
    assert document.count("<path") == 1
    assert document.endswith(
        "<circle cx='3' cy='4' r='2' fill='none' stroke='#111' stroke-width='1.5'/></svg>"
    )


def test_the_shipped_regency_takes_few_bytes():
    path = geometry_path(read_settings({}).area_pack, "districts", 60)
    shapes = [one["geometry"] for one in json.loads(path.read_bytes())["features"]]
    frame = frame_of(bounds_of(shapes), 400, 344)
    found = svg_path(shapes, frame)
    assert len(found) < 18_000
    xs = [x for ring in drawn(found) for x, _ in ring]
    ys = [y for ring in drawn(found) for _, y in ring]
    assert min(xs) >= 0
    assert max(xs) <= 400
    assert min(ys) >= 0
    assert max(ys) <= 344
    # Every district is there, islands as rings of their own.
    assert len(drawn(found)) >= len(shapes)
