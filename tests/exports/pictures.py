"""Pictures as their readers see them: words, fills and outlines of an SVG."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

from kampungkb.exports.picture import picture, picture_about
from kampungkb.i18n.translator import translator

T = translator("id")
MARK = "DATA CONTOH, bukan angka resmi"
_SVG = "{http://www.w3.org/2000/svg}"


def about(title="Kramat masih kekurangan 320 anak", *, t=T, **more):
    given = {
        "area": "Kabupaten Serang", "as_of": "2026-Q3", "revision": 4,
        "sources": ("Disdukcapil", "BPS"), "is_made_up": False, "t": t,
        "printed_at": datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
    }  # fmt: skip
    return picture_about(title, **(given | more))


def svg_of(figure, said=None, **more):
    return ElementTree.fromstring(
        picture(figure, about() if said is None else said, kind="svg", **more)
    )


def texts(root):
    """Every piece of text, in the order in which it is drawn; outlines of letters left out."""
    halos = {
        text
        for group in root.iter(f"{_SVG}g")
        if group.get("id", "").startswith("halo-")
        for text in group
    }
    return [one.text for one in root.iter(f"{_SVG}text") if one not in halos]


def said(root):
    """All of the words as one text: lines are broken where there is room."""
    return " ".join(text.strip() for text in texts(root))


def drawn(root, prefix):
    """Fill and corners of each shape whose name begins so, by name."""
    found = {}
    for group in root.iter(f"{_SVG}g"):
        name = group.get("id", "")
        if name.startswith(prefix):
            path = group.find(f"{_SVG}path")
            found[name] = (_style(path).get("fill"), _corners(path.get("d")))
    return found


def stroke(root, name):
    group = next(one for one in root.iter(f"{_SVG}g") if one.get("id") == name)
    return _style(group.find(f"{_SVG}path")).get("stroke")


def box(corners):
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _style(path):
    parts = (one.partition(":") for one in (path.get("style") or "").split(";"))
    return {key.strip(): value.strip() for key, _, value in parts}


def _corners(d):
    numbers = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", d)))
    return list(zip(numbers[::2], numbers[1::2], strict=True))
