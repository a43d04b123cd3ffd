"""Every picture of a ZIP says what is made up, also where its figure does not say so itself."""

import io
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date

import plotly.graph_objects as go
import pytest
from PIL import Image

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.picture_zip import PictureItem, picture_zip
from kampungkb.i18n.translator import translator
from tests.exports.pictures import MARK, about, texts

NAMES = ("a.png", "a-persegi.png", "a.svg")


def zipped(*, is_made_up: bool) -> tuple[bool, dict[str, bytes]]:
    """A chart without annotations in a ZIP: what was told of it, and its files."""
    item = PictureItem(
        name="a", figure=go.Figure(go.Bar(x=[1, 2], y=[3, 4])), about=about(is_made_up=is_made_up)
    )
    file = io.BytesIO()
    told = picture_zip([item], file, printed_on=date(2026, 11, 25), t=translator("id"))
    with zipfile.ZipFile(file) as archive:
        return told, {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("is_made_up", [True, False])
def test_the_picture_carries_the_mark_that_its_figure_lacks(is_made_up):
    told, files = zipped(is_made_up=is_made_up)
    assert told is is_made_up
    assert tuple(files) == NAMES
    assert texts(ElementTree.fromstring(files["a.svg"])).count(MARK) == int(is_made_up)
    # The band of the mark lies along the whole upper edge; the title stands lower.
    band = LIGHT.surface if is_made_up else LIGHT.ground
    for name in NAMES[:2]:
        picture = Image.open(io.BytesIO(files[name])).convert("RGB")
        corners = {picture.getpixel((x, 4)) for x in (picture.width // 2, picture.width - 3)}
        assert corners == {tuple(bytes.fromhex(band.removeprefix("#")))}, name
