"""Decks as PPTX: native charts and tables, maps as pictures, what to say in the notes.

Opens in PowerPoint and LibreOffice; the same content gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from kampungkb.charts.theme import LIGHT, Palette
from kampungkb.exports.deck_chart import add_chart
from kampungkb.exports.deck_master import (
    BOTTOM,
    EDGE,
    SMALL,
    TOP,
    WIDTH,
    Box,
    new_deck,
    rectangle,
    title_box,
    words,
    write,
)
from kampungkb.exports.deck_parts import (
    ChartBlock,
    DeckContent,
    Figure,
    PictureBlock,
    Slide,
    TableBlock,
    TextBlock,
    plain,
)
from kampungkb.exports.deck_table import TablePart, add_table, table_parts
from kampungkb.exports.deck_text import FAMILY, LEADING, fitted, height, shortened, width
from kampungkb.exports.letterhead import Letterhead

_SIDE: Final = 270.0
_BETWEEN: Final = 28.0
# Points that a block has beside another; a picture for it is drawn as large.
BESIDE: Final = (WIDTH - 2 * EDGE - _SIDE - _BETWEEN, BOTTOM - TOP)
_NOTE: Final = 14.0
_POINT: Final = 20.0
_VALUE: Final = 40.0
_ONE_LINE: Final = 24.0
_TITLES: Final = (28.0, 26.0, 24.0, 22.0, 20.0)
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def deck_pptx(content: DeckContent, *, letterhead: Letterhead, palette: Palette = LIGHT) -> bytes:
    """A deck as PPTX.

    Parameters
    ----------
    content : DeckContent
    letterhead : Letterhead
        Name, colours and logo of the master; a logo that cannot be drawn is left out.
    palette : Palette
        The one that the colours in `content` come from.

    Returns
    -------
    bytes
        A title, then the slides; a table that one slide does not hold is continued on the next.
    """
    content = plain(content)
    deck = new_deck(plain(letterhead), palette, content.language)
    _add_title(deck, content, palette)
    for slide in content.slides:
        for shown, part in _parts(slide, content):
            _add_slide(deck, shown, part, content, palette)
    _set_languages(deck, content)
    _set_properties(deck, content, letterhead)
    written = io.BytesIO()
    deck.save(written)
    return _dated(written.getvalue(), content.printed_at)


def _add_title(deck: Any, content: DeckContent, palette: Palette) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    title, subtitle = slide.placeholders[0], slide.placeholders[1]
    wide = title.width.pt
    text, size = fitted(content.title, (44, 40, 36, 32, 28, 24), wide, title.height.pt,
                        is_bold=True)  # fmt: skip
    _put(title, text, size, palette.ground, is_bold=True)
    text, size = fitted(content.subtitle, (24, 22, 20, 18), wide, subtitle.height.pt)
    _put(subtitle, text, size, palette.ground)
    details = "\n".join(content.details)
    text, size = fitted(details, (18, 16, 14), wide, 60)
    lines = words(slide, "", (56, 464, wide, 60), size, palette.muted)
    for at, line in enumerate(text.split("\n")):
        paragraph = lines.text_frame.paragraphs[0] if not at else lines.text_frame.add_paragraph()
        write(paragraph, line, size, palette.muted)
    if content.is_made_up:
        _add_mark(slide, content.mark, palette, top=0)
    _add_notes(slide, content.speaker, content, is_made_up=content.is_made_up)


def _put(shape: Any, text: str, size: float, colour: str, *, is_bold: bool = False) -> None:
    write(shape.text_frame.paragraphs[0], text, size, colour, is_bold=is_bold)


def _parts(slide: Slide, content: DeckContent) -> Iterator[tuple[Slide, TablePart | None]]:
    """A slide as many times as its table needs."""
    if not isinstance(slide.block, TableBlock):
        yield slide, None
        return
    box = _body(slide)
    parts = table_parts(slide.block, box[2], box[3])
    if parts[-1].left_out:
        # The note has to say how many rows there is no room for.
        note = f"{slide.note} {slide.block.cut(len(slide.block.rows))}"
        parts = table_parts(slide.block, box[2], _body(replace(slide, note=note))[3])
    for at, part in enumerate(parts, 1):
        title = slide.title if len(parts) == 1 else content.part(at, len(parts))
        note = slide.note
        if part.left_out:
            note = " ".join(one for one in (note, slide.block.cut(part.left_out)) if one)
        shown = slide.title if len(parts) == 1 else f"{slide.title} {title}"
        yield replace(slide, title=shown, note=note), part


def _body(slide: Slide) -> Box:
    """Where the main block stands."""
    high = BOTTOM - TOP
    if slide.note:
        high -= height(slide.note, _NOTE, WIDTH - 2 * EDGE) + 6
    wide = WIDTH - 2 * EDGE - (0 if slide.side is None else _SIDE + _BETWEEN)
    return EDGE, TOP, wide, high


def _add_slide(
    deck: Any, slide: Slide, part: TablePart | None, content: DeckContent, palette: Palette
) -> None:
    drawn = deck.slides.add_slide(deck.slide_layouts[1])
    _, _, wide, high = title_box()
    text, size = _title(slide.title, wide, high)
    _put(drawn.shapes.title, text, size, palette.ink, is_bold=True)
    box, block = _body(slide), slide.block
    if isinstance(block, ChartBlock):
        add_chart(drawn, block, box, palette=palette, language=content.language)
    elif part is not None:
        add_table(drawn, part, box, slide.title, palette=palette)
    elif isinstance(block, PictureBlock):
        _add_picture(drawn, block, box)
    elif isinstance(block, TextBlock):
        _add_text(drawn, block, box, palette, across=True)
    if slide.side is not None:
        left = WIDTH - EDGE - _SIDE
        _add_text(drawn, slide.side, (left, TOP, _SIDE, box[3]), palette, across=False)
    if slide.note:
        _add_note(drawn, slide.note, palette)
    _add_foot(drawn, deck.slide_layouts[1], content.footer, palette)
    if slide.is_made_up:
        _add_mark(drawn, content.mark, palette, top=8)
    _add_notes(drawn, slide.speaker, content, is_made_up=slide.is_made_up)


def _title(text: str, wide: float, high: float) -> tuple[str, float]:
    """A finding on one line where slightly smaller type does it, else on as many as fit."""
    for size in _TITLES:
        if size >= _ONE_LINE and width(text, size, is_bold=True) <= wide:
            return text, size
    return fitted(text, _TITLES, wide, high, is_bold=True)


def _add_picture(drawn: Any, block: PictureBlock, box: Box) -> None:
    left, top, wide, high = box
    shape = drawn.shapes.add_picture(io.BytesIO(block.png), Pt(left), Pt(top))
    part = min(wide / shape.width.pt, high / shape.height.pt)
    shape.width, shape.height = round(shape.width * part), round(shape.height * part)
    shape.left = Pt(left + (wide - shape.width.pt) / 2)
    shape._element.nvPicPr.cNvPr.set("descr", block.alt)


def _add_text(drawn: Any, block: TextBlock, box: Box, palette: Palette, *, across: bool) -> None:
    """Key figures beside or above each other, and sentences under them."""
    left, top, wide, high = box
    count = len(block.figures)
    # Figures over sentences leave them a third of the room.
    held = high * (0.66 if block.points else 1)
    own = (wide - 24 * (count - 1)) / count if across and count else wide
    below = top
    for at, figure in enumerate(block.figures):
        at_left = left + at * (own + 24) if across else left
        at_top = top if across else below
        # What those below can do without is room for a note.
        later = () if across else block.figures[at + 1 :]
        left_over = top + held - at_top - sum(_least(one, own) + 14 for one in later)
        end = _add_figure(drawn, figure, (at_left, at_top, own, left_over), palette)
        below = max(below, end + (18 if across else 14))
    if block.points:
        _add_points(drawn, block, (left, below, wide, top + high - below), palette)


def _least(figure: Figure, wide: float) -> float:
    """Points of a figure and its words, without its note."""
    label = shortened(figure.label, 20, wide - 16, 2, is_bold=True)
    return _VALUE * LEADING + height(label, 20, wide - 16, is_bold=True)


def _add_figure(drawn: Any, figure: Figure, box: Box, palette: Palette) -> float:
    """A large number over its words; returns where it ends."""
    left, top, wide, high = box
    rectangle(drawn, (left, top + 4, 8 if figure.colour else 4, _VALUE),
              figure.colour or palette.reached)  # fmt: skip
    room = wide - 16
    value, size = fitted(figure.value, (_VALUE, 34, 28, 24, 18), room, _VALUE * LEADING,
                         is_bold=True)  # fmt: skip
    shape = words(drawn, value, (left + 16, top, room, _VALUE * LEADING), size, palette.ink,
                  is_bold=True, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
    below = top + _VALUE * LEADING
    label = shortened(figure.label, 20, room, 2, is_bold=True)
    used = height(label, 20, room, is_bold=True)
    lines = min(3, int((high - _VALUE * LEADING - used) / (18 * LEADING)))
    note = shortened(figure.note, 18, room, lines) if lines > 0 else ""
    used += height(note, 18, room) if note else 0
    shape = words(drawn, label, (left + 16, below, room, used), 20, palette.ink, is_bold=True)
    if note:
        write(shape.text_frame.add_paragraph(), note, 18, palette.muted)
    return below + used


def _add_points(drawn: Any, block: TextBlock, box: Box, palette: Palette) -> None:
    left, top, wide, high = box
    shape = words(drawn, "", (left, top, wide, max(high, _POINT)), _POINT, palette.ink)
    frame, room = shape.text_frame, wide - 20
    size = next((one for one in (_POINT, 19, 18) if _points_height(block.points, one, room)
                 <= high), 18)  # fmt: skip
    texts = _held(block, size, room, high)
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        _bullet(paragraph)
        paragraph.space_after = Pt(8)
        write(paragraph, text, size, palette.ink)


def _held(block: TextBlock, size: float, room: float, high: float) -> list[str]:
    """The sentences that there is room for; the rest is counted."""
    used = 0.0
    texts: list[str] = []
    for at, point in enumerate(block.points):
        is_last = at + 1 == len(block.points)
        left = high - used - (0 if is_last else size * LEADING + 8)
        if not texts:
            point = shortened(point, size, room, int(left / (size * LEADING)))
        own = height(point, size, room) + 8
        if texts and own > left + 8:
            return [*texts, block.cut(len(block.points) - at)]
        used += own
        texts.append(point)
    return texts


def _points_height(points: tuple[str, ...], size: float, room: float) -> float:
    return sum(height(one, size, room) + 8 for one in points)


def _bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(18)))
    properties.set("indent", str(-Pt(18)))
    bullet = properties.makeelement(f"{_A}buChar", {"char": "•"})
    properties.append(bullet)


def _add_note(drawn: Any, text: str, palette: Palette) -> None:
    wide = WIDTH - 2 * EDGE
    text, size = fitted(text, (_NOTE, 13, 12), wide, 3 * _NOTE * LEADING)
    high = height(text, size, wide)
    words(drawn, text, (EDGE, BOTTOM - high, wide, high), size, palette.muted)


def _add_foot(drawn: Any, layout: Any, text: str, palette: Palette) -> None:
    """The foot and the number, which python-pptx does not take from the layout by itself."""
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind.name not in ("FOOTER", "SLIDE_NUMBER"):
            continue
        copied = deepcopy(shape._element)
        # Its own number on the slide; in the layout it has that of another shape.
        copied.nvSpPr.cNvPr.set("id", str(1 + max(one.shape_id for one in drawn.shapes)))
        drawn.shapes._spTree.append(copied)
        if kind.name == "FOOTER":
            frame = drawn.shapes[-1].text_frame
            frame.text = ""
            text, size = fitted(text, (SMALL, 11, 10, 9), shape.width.pt, shape.height.pt)
            write(frame.paragraphs[0], text, size, palette.muted)
            frame.paragraphs[0].runs[0].font.name = FAMILY


def _add_mark(drawn: Any, text: str, palette: Palette, *, top: float) -> None:
    """A band over the whole width that says that figures are made up."""
    rectangle(drawn, (0, top, WIDTH, 26), palette.surface)
    rectangle(drawn, (0, top, EDGE * 0.4, 26), palette.cannot_tell)
    words(drawn, text, (EDGE, top, WIDTH - 2 * EDGE, 26), 16, palette.ink, is_bold=True,
          anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip


def _add_notes(
    drawn: Any, lines: tuple[str, ...], content: DeckContent, *, is_made_up: bool
) -> None:
    every = (*lines, content.footer, *((content.mark,) if is_made_up else ()))
    drawn.notes_slide.notes_text_frame.text = "\n".join(every)


def _set_languages(deck: Any, content: DeckContent) -> None:
    """So that a program checks the spelling in the right language."""
    language = "id-ID" if content.language == "id" else "en-GB"
    for slide in deck.slides:
        for part in (slide, slide.notes_slide):
            for properties in part.element.iter(f"{_A}rPr", f"{_A}endParaRPr"):
                properties.set("lang", language)


def _set_properties(deck: Any, content: DeckContent, letterhead: Letterhead) -> None:
    properties = deck.core_properties
    moment = content.printed_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = content.title[:255]
    properties.subject = content.subtitle[:255]
    properties.author = (letterhead.agency or letterhead.government)[:255]
    properties.last_modified_by = properties.author
    properties.keywords = content.keywords[:255]
    properties.comments = content.mark if content.is_made_up else ""
    properties.category, properties.language = "", content.language
    properties.created = properties.modified = properties.last_printed = moment
    properties.revision = 1


def _dated(file: bytes, moment: datetime) -> bytes:
    """The file with the time of printing in place of today's in its directory."""
    stamp = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as read,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in read.infolist():
            own = zipfile.ZipInfo(entry.filename, stamp)
            own.compress_type = zipfile.ZIP_DEFLATED
            own.external_attr = 0o644 << 16
            archive.writestr(own, read.read(entry.filename))
    return written.getvalue()
