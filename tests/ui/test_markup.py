"""What files and addresses bring is shown letter for letter."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.errors import AreaPackError
from kampungkb.i18n.translator import translator
from kampungkb.ui import markup
from kampungkb.ui.assets import named_geometry

# Invisible; it may keep an address from being made a link.
JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("36.04.23.2015", "36.04.23.2015"),
        ("**x**", r"\*\*x\*\*"),
        ("![x](https://h)", r"\!\[x\]\(https\://h\)"),
        ("$a$ :red[x]", r"\$a\$ \:red\[x\]"),
        ("<b>`x`", r"\<b\>\`x\`"),
    ],
)
def test_plain(text, escaped):
    assert markup.plain(text).replace(JOINER, "") == escaped


def test_plain_breaks_bare_addresses():
    assert markup.plain("www.x a@b") == f"www{JOINER}.x a@{JOINER}b"


@given(st.text())
def test_plain_loses_nothing(text):
    escaped = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markup.plain(text))
    assert escaped.replace(JOINER, "") == text.replace(JOINER, "")


def test_templates_escape():
    page = markup.render("header.html", title="<script>", context="a & b", finding='"x"')
    assert "<script>" not in page
    assert "<h1>&lt;script&gt;</h1>" in page
    assert "a &amp; b" in page


def test_geometry_carries_literal_names(tmp_path):
    path = tmp_path / "villages_60m.geojson"
    ring = [[106.0, -6.0], [106.2, -6.0], [106.1, -6.3], [106.0, -6.0]]
    shapes = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": geometry}
        for code, geometry in (
            ("1", {"type": "Polygon", "coordinates": [ring]}),
            ("2", {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}),
            ("3", {"type": "Polygon", "coordinates": [ring]}),
        )
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
    found = named_geometry(path, {"1": ("<b>A</b>", "x & y"), "2": ("B", "C")})
    # The third is not in the register.
    assert found.bounds == {"1": (106.0, -6.3, 106.2, -6.0), "2": (106.0, -6.3, 106.2, -6.0)}
    assert found.whole == (106.0, -6.3, 106.2, -6.0)
    assert found.address.startswith("/assets/villages_60m-")
    # Another name is another address: browsers keep a file for a year.
    again = named_geometry(path, {"1": ("A", "x & y"), "2": ("B", "C")})
    assert again.address != found.address


@pytest.mark.parametrize(
    ("content", "said", "in_english"),
    [
        (
            '{"features": [{"id": "3", "geometry": {}}]}',
            "tidak ada batas wilayah yang cocok dengan register",
            "it has no boundary of an area in the register",
        ),
        ("{", "isinya tidak dapat dibaca", "its content cannot be read"),
    ],
)
def test_geometry_that_cannot_be_shown_is_told_in_the_readers_words(
    tmp_path, content, said, in_english
):
    path = tmp_path / "villages_60m.geojson"
    path.write_text(content)
    with pytest.raises(AreaPackError) as caught:
        named_geometry(path, {"1": ("A", "B")})
    assert f": villages_60m.geojson ({said}). " in translator("id").error(caught.value)
    assert f": villages_60m.geojson ({in_english}). " in translator("en").error(caught.value)
