"""The map of a brief: names that do not lie on each other, and what is cut."""

import json
from pathlib import Path

import pytest

from kampungkb.areas.pack import read_pack
from kampungkb.errors import AreaPackError
from kampungkb.exports.brief_map import BriefMap, drawn_map
from kampungkb.settings import ROOT
from tests.villages import DISTRICTS, VILLAGES

PACK = ROOT / "data" / "areas" / "36.04"
FILLS = dict.fromkeys(VILLAGES, "#123456")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Geometry of the nine villages: squares of 0.1 degrees in a row from 106 E."""
    for layer, codes in (("villages", VILLAGES), ("districts", DISTRICTS)):
        features = []
        for at, code in enumerate(codes):
            west, east = 106 + at / 10, 106.1 + at / 10
            ring = [[west, -6], [west, -5.9], [east, -5.9], [east, -6], [west, -6]]
            features.append({"id": code, "geometry": {"type": "Polygon", "coordinates": [ring]}})
        (tmp_path / f"{layer}_60m.geojson").write_text(json.dumps({"features": features}))
    return tmp_path


def svg(folder: Path, **fields) -> str:
    asked = BriefMap(level="villages", **{"fills": FILLS, **fields})
    return (drawn_map(folder, asked) or b"").decode()


def lines(drawn: str) -> list[str]:
    """The lines of names, each once; without the scale."""
    parts = drawn.split("text-anchor='middle'")[1:]
    words = [part.split(">", 1)[1].split("<", 1)[0] for part in parts]
    return words[len(words) // 2 :]


def test_every_unit_is_drawn_and_one_without_a_polygon_left_out(pack):
    drawn = svg(pack, fills={**FILLS, "36.04.99.2001": "#abcdef"})
    assert (drawn.count("#123456"), drawn.count("#abcdef")) == (9, 0)
    assert "10 km</text>" in drawn


def test_a_map_cut_to_a_unit_has_not_what_lies_elsewhere(pack):
    drawn = svg(pack, inside=frozenset(VILLAGES[:2]))
    # The neighbour at the edge is still seen.
    assert drawn.count("#123456") == 3


def test_without_a_polygon_there_is_no_map(pack):
    assert drawn_map(pack, BriefMap(level="villages", fills={"36.04.99.2001": "#123456"})) is None


def test_names_are_parted_shortened_and_escaped(pack):
    names = (
        ("Lebak Wangi", 106.05, -5.95), ("<b>&</b>", 106.35, -5.95),
        ("Sindangkaryamulyasejahtera", 106.65, -5.95), ("Far", 120.0, 0.0),
    )  # fmt: skip
    assert lines(svg(pack, names=names)) == [
        "&lt;b&gt;&amp;&lt;/b&gt;", "Lebak", "Wangi", "Sindangkaryamul…",
    ]  # fmt: skip


def test_a_name_moves_aside_and_gives_way_where_it_cannot(pack):
    names = tuple((f"Desa {n}", 106.45, -5.95) for n in range(9))
    drawn = svg(pack, names=names)
    shown = lines(drawn)
    assert shown[0] == "Desa 0"
    assert 1 < len(shown) < 9
    heights = {part.split("y='", 1)[1].split("'", 1)[0]
               for part in drawn.split("<text ")[1:] if "middle" in part}  # fmt: skip
    assert len(heights) == len(shown)


def test_all_districts_of_serang_are_named():
    areas = read_pack(PACK).areas
    districts = areas[areas["level"] == "district"]
    names = tuple(zip(districts["name"], districts["lon"], districts["lat"], strict=True))
    fills = dict.fromkeys(areas.loc[areas["level"] == "village", "code"], "#123456")
    drawn = svg(PACK, fills=fills, names=names)
    assert drawn.count("#123456") == len(fills) == 326
    assert sorted(" ".join(lines(drawn)).split()) == sorted(" ".join(districts["name"]).split())


@pytest.mark.parametrize("content", ["{", "[]", '{"features": [1]}'])
def test_geometry_that_cannot_be_read_is_said_so(pack, content):
    (pack / "villages_60m.geojson").write_text(content)
    with pytest.raises(AreaPackError, match=r"villages_60m\.geojson: cannot be read"):
        drawn_map(pack, BriefMap(level="villages", fills=FILLS))
