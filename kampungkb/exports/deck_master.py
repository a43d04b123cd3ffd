"""The master of decks: 16:9, in the colours and under the name of whoever presents."""

import copy
import io
import re
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from kampungkb.charts.theme import Palette
from kampungkb.exports.deck_logo import logo_png
from kampungkb.exports.deck_text import FAMILY, fitted
from kampungkb.exports.letterhead import Letterhead

# Points of a slide; 13.33 by 7.5 inches.
WIDTH: Final = 960.0
HEIGHT: Final = 540.0
EDGE: Final = 40.0
# Where what a slide shows begins and ends, and where its title begins.
TOP: Final = 118.0
BOTTOM: Final = 496.0
_BAND: Final = 8.0
_TITLE: Final = (EDGE, 38.0, WIDTH - 2 * EDGE, 74.0)
_FOOT: Final = 509.0
_FOOT_HIGH: Final = 24.0
_NUMBER: Final = 44.0
_FACTS: Final = 452.0
_COVER: Final = 330.0
SMALL: Final = 12.0

Box = tuple[float, float, float, float]


def new_deck(letterhead: Letterhead, palette: Palette, language: str) -> Any:
    """A deck without slides whose layouts are a title (0) and a finding (1).

    A logo that python-pptx cannot draw is left out.
    """
    deck = Presentation()
    _drop_leftovers(deck)
    # It is 4:3 no more, which the size alone does not say.
    deck.part._element.sldSz.attrib.pop("type", None)
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _theme(deck, letterhead, palette)
    kept = ("Title Slide", "Title Only")
    for layout in list(deck.slide_layouts):
        if layout.name not in kept:
            deck.slide_layouts.remove(layout)
    title, finding = deck.slide_layouts
    _set_master(deck.slide_master, letterhead, palette)
    _set_title(title, letterhead, palette)
    _set_finding(finding)
    for part in (deck.slide_master, title, finding):
        for properties in part.element.iter(f"{_A}rPr", f"{_A}endParaRPr", f"{_A}defRPr"):
            properties.set("lang", "id-ID" if language == "id" else "en-GB")
    return deck


_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _drop_leftovers(deck: Any) -> None:
    """The empty deck that python-pptx begins with has a thumbnail and settings of a printer."""
    for rels in (deck.part.rels, deck.part.package._rels):
        for key in [
            key
            for key, rel in rels.items()
            if rel.reltype.rpartition("/")[2] in ("printerSettings", "thumbnail")
        ]:
            rels.pop(key)  # fmt: skip


def _theme(deck: Any, letterhead: Letterhead, palette: Palette) -> None:
    part = next(
        rel.target_part
        for rel in deck.slide_master.part.rels.values()
        if rel.reltype.endswith("/theme")
    )
    text = part.blob.decode("utf-8")
    colours = {
        "dk1": palette.ink, "lt1": palette.ground, "dk2": palette.muted, "lt2": palette.surface,
        "accent1": letterhead.colour, "accent2": letterhead.accent, "accent3": palette.reached,
        "accent4": palette.below, "accent5": palette.cannot_tell, "accent6": palette.sequential[4],
        "hlink": letterhead.colour, "folHlink": palette.muted,
    }  # fmt: skip
    for name, colour in colours.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>', text, flags=re.DOTALL,
        )  # fmt: skip
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FAMILY}"', text)
    text = re.sub(r'(<a:(?:theme|clrScheme|fontScheme)[^>]* name=")[^"]*', r"\1Kampung KB", text)
    part._blob = text.encode("utf-8")


def _set_master(master: Any, letterhead: Letterhead, palette: Palette) -> None:
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.TITLE:
            place(shape, _TITLE)
            _type(shape, 28, palette.ink, is_bold=True)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        elif kind == PP_PLACEHOLDER.BODY:
            place(shape, (EDGE, TOP, WIDTH - 2 * EDGE, BOTTOM - TOP))
        else:
            _foot(shape, palette)
    _set_styles(master)
    band = rectangle(master, (0, 0, WIDTH, _BAND), letterhead.colour)
    accent = rectangle(master, (WIDTH - 120, 0, 120, _BAND), letterhead.accent)
    line = rectangle(master, (EDGE, _FOOT - 4, WIDTH - 2 * EDGE, 0.75), palette.line)
    left = EDGE
    if (logo := picture(master, letterhead, (EDGE, _FOOT, 60, _FOOT_HIGH))) is not None:
        left += logo.width.pt + 8
    wide = WIDTH - EDGE - _NUMBER - _FACTS - 16 - left
    name, size = fitted(letterhead.agency or letterhead.government, (12, 11, 10, 9), wide,
                        _FOOT_HIGH + 2)  # fmt: skip
    words(master, name, (left, _FOOT, wide, _FOOT_HIGH), size, palette.muted,
          anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
    # Under the placeholders, so that they can be reached with the mouse.
    tree = master.shapes._spTree
    for at, shape in enumerate((band, accent, line)):
        tree.remove(shape._element)
        tree.insert(2 + at, shape._element)


def _set_styles(master: Any) -> None:
    """Titles on the left, and no shadow of the old template in the size of type."""
    styles = master.element.find(f"{_P}txStyles")
    title = styles.find(f"{_P}titleStyle/{_A}lvl1pPr")
    title.set("algn", "l")
    properties = title.find(f"{_A}defRPr")
    properties.set("sz", "2800")
    properties.set("b", "1")


_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def _foot(shape: Any, palette: Palette) -> None:
    kind, right = shape.placeholder_format.type, WIDTH - EDGE
    if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
        place(shape, (right - _NUMBER, _FOOT, _NUMBER, _FOOT_HIGH))
    elif kind == PP_PLACEHOLDER.FOOTER:
        place(shape, (right - _NUMBER - _FACTS - 4, _FOOT, _FACTS, _FOOT_HIGH))
    else:
        shape._element.getparent().remove(shape._element)
        return
    for style in shape._element.iter(f"{_A}lvl1pPr"):
        style.set("algn", "r")
    _type(shape, SMALL, palette.muted)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _type(shape: Any, size: float, colour: str, *, is_bold: bool = False) -> None:
    """Size and colour of a placeholder, in its list style: slides inherit it."""
    for style in shape._element.iter(f"{_A}lvl1pPr"):
        properties = style.find(f"{_A}defRPr")
        if properties is not None:
            properties.set("sz", str(round(size * 100)))
            properties.set("b", "1" if is_bold else "0")
            for fill in properties.findall(f"{_A}solidFill"):
                properties.remove(fill)
            properties.insert(0, copy.deepcopy(_fill(colour)))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _fill(colour: str) -> Any:
    fill = etree.Element(f"{_A}solidFill")
    etree.SubElement(fill, f"{_A}srgbClr").set("val", colour[1:].upper())
    return fill


def _set_finding(layout: Any) -> None:
    layout.name = "Temuan"
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)
        else:
            _inherit(shape)


def _inherit(shape: Any) -> None:
    """Take a layout's own place away: the master says where."""
    properties = shape._element.spPr
    for own in list(properties):
        properties.remove(own)


def _set_title(layout: Any, letterhead: Letterhead, palette: Palette) -> None:
    layout.name = "Judul"
    # The master's own foot is drawn by the cover itself.
    layout.element.set("showMasterSp", "0")
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.CENTER_TITLE:
            place(shape, (56, 64, WIDTH - 2 * 56, 150))
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        elif kind == PP_PLACEHOLDER.SUBTITLE:
            place(shape, (56, 228, WIDTH - 2 * 56, 80))
            _type(shape, 24, "#ffffff")
            for style in shape._element.iter(f"{_A}lvl1pPr"):
                style.set("algn", "l")
        else:
            shape._element.getparent().remove(shape._element)
    cover = rectangle(layout, (0, 0, WIDTH, _COVER), letterhead.colour)
    accent = rectangle(layout, (0, _COVER, WIDTH, 6), letterhead.accent)
    tree = layout.shapes._spTree
    for at, shape in enumerate((cover, accent)):
        tree.remove(shape._element)
        tree.insert(2 + at, shape._element)
    left = 56.0
    if (logo := picture(layout, letterhead, (left, _COVER + 34, 120, 84))) is not None:
        left += logo.width.pt + 20
    wide = WIDTH - 56 - left
    text, size = fitted(letterhead.agency, (22, 20, 18, 16, 14), wide, 54, is_bold=True)
    over = letterhead.government
    if over:
        words(layout, over, (left, _COVER + 34, wide, 24), 18, palette.muted)
    if text:
        words(layout, text, (left, _COVER + (60 if over else 34), wide, 54), size, palette.ink,
              is_bold=True)  # fmt: skip


def title_box() -> Box:
    """Where the finding of a slide stands."""
    return _TITLE


def rgb(colour: str) -> Any:
    """A colour (#rrggbb) as python-pptx takes it."""
    made: Any = RGBColor
    return made.from_string(colour[1:].upper())


def place(shape: Any, box: Box) -> None:
    """Put a shape where a box (left, top, width, height in points) says."""
    shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in box)


def rectangle(on: Any, box: Box, colour: str) -> Any:
    """A filled box without an outline."""
    shape = _shapes(on).add_shape(MSO_SHAPE.RECTANGLE, *(Pt(one) for one in box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    # What a shape takes from the theme: an outline and, in some programs, a shadow.
    style = shape._element.find(f"{_P}style")
    if style is not None:
        shape._element.remove(style)
    return shape


def words(
    on: Any, text: str, box: Box, size: float, colour: str, *, is_bold: bool = False,
    anchor: Any = MSO_ANCHOR.TOP,
) -> Any:  # fmt: skip
    """A text in a box without margins; an empty one leaves its paragraph to be written."""
    shape = _shapes(on).add_textbox(*(Pt(one) for one in box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    if text:
        write(frame.paragraphs[0], text, size, colour, is_bold=is_bold)
    return shape


def write(paragraph: Any, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
    """One run of a paragraph."""
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = is_bold
    run.font.color.rgb = rgb(colour)


def picture(on: Any, letterhead: Letterhead, box: Box) -> Any:
    """The logo within a box, at its left; None where there is none or it cannot be drawn."""
    drawn = logo_png(letterhead.logo)
    if drawn is None:
        return None
    found = _shapes(on).add_picture(io.BytesIO(drawn), Pt(box[0]), Pt(box[1]))
    part = min(box[2] / found.width.pt, box[3] / found.height.pt)
    found.width, found.height = round(found.width * part), round(found.height * part)
    found._element.nvPicPr.cNvPr.set("descr", letterhead.agency or letterhead.government)
    return found


def _shapes(on: Any) -> Any:
    """The shapes of a slide; those of a master or a layout with the means to add to them."""
    from pptx.shapes.shapetree import SlideShapes

    found = on.shapes
    return found if hasattr(found, "add_shape") else SlideShapes(found._spTree, on)
