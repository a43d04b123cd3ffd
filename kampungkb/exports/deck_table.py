"""Native tables of a deck: rows as high as their words need, over as many slides as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Pt

from kampungkb.charts.theme import Palette
from kampungkb.exports.deck_master import Box, rgb, write
from kampungkb.exports.deck_parts import Cell, Head, TableBlock
from kampungkb.exports.deck_text import LEADING, height, shortened, width

_SIZE: Final = 18.0
_HEAD: Final = 16.0
# Points within a cell: left and right, above and below.
_ACROSS: Final = 8.0
_DOWN: Final = 3.0
_AROUND: Final = 2 * _ACROSS + 1
# Lines that one cell may take before it is cut.
_LINES: Final = 5
_ALIGN: Final = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
# "No Style, No Grid": what stands in the cells is all there is.
_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePart:
    """What of a table one slide holds."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    # Of the header, then of each row.
    heights: tuple[float, ...]
    # Rows that no slide holds, told on the last one.
    left_out: int = 0


def table_parts(block: TableBlock, wide: float, high: float) -> list[TablePart]:
    """A table cut into what each slide holds; at least one part, each with a row if it has any."""
    widths = _column_widths(block, wide)
    rows = [_short_row(row, widths) for row in block.rows]
    head, *heights = _heights(replace(block, rows=tuple(rows)), widths)
    ends = _ends(heights, high - head, block.slides)
    return [
        TablePart(
            heads=block.heads, rows=tuple(rows[start:end]), widths=widths,
            heights=(head, *heights[start:end]),
            left_out=len(rows) - end if end == ends[-1] else 0,
        )
        for start, end in pairwise(ends)
    ]  # fmt: skip


def _column_widths(block: TableBlock, wide: float) -> tuple[float, ...]:
    """Points of each column: no word is broken, and no text where there is room for it."""
    columns = [
        [
            (head.text, _HEAD, True),
            *((row[at].text, _SIZE, row[at].is_strong) for row in block.rows),
        ]
        for at, head in enumerate(block.heads)
    ]
    words = [max(_longest_word(*one) for one in column) for column in columns]
    # A header may always take several lines.
    whole = [
        max(
            [least, *(width(text, size, is_bold=bold) + _AROUND for text, size, bold in column[1:])]
        )
        for least, column in zip(words, columns, strict=True)
    ]
    if (left := wide - sum(whole)) >= 0:
        parts = [head.part for head in block.heads]
        return tuple(own + left * part / sum(parts) for own, part in zip(whole, parts, strict=True))
    if (left := wide - sum(words)) <= 0:
        return tuple(wide * own / sum(words) for own in words)
    wishes = [own - least for own, least in zip(whole, words, strict=True)]
    even = tuple(
        least + left * wish / sum(wishes) for least, wish in zip(words, wishes, strict=True)
    )
    # One narrow column may break fewer texts than all of them made a little narrower.
    narrow = [
        tuple(wide - sum(whole) + own if place == at else own for place, own in enumerate(whole))
        for at in range(len(whole))
    ]
    fit = [one for one in narrow if all(a >= b for a, b in zip(one, words, strict=True))]
    return min([even, *fit], key=lambda widths: sum(_heights(block, widths)))


def _longest_word(text: str, size: float, is_bold: bool) -> float:
    return max(width(word, size, is_bold=is_bold) for word in text.split(" ")) + _AROUND


def _ends(heights: Sequence[float], room: float, slides: int) -> list[int]:
    """Where the parts begin and end; those that need several slides are alike in height."""
    ends = _greedy(heights, room, slides)
    if len(ends) > 2 and ends[-1] == len(heights):
        # Two half slides rather than a full one and two rows.
        even = sum(heights) / (len(ends) - 1) + max(heights)
        balanced = _greedy(heights, min(room, even), slides)
        if balanced[-1] == len(heights) and len(balanced) == len(ends):
            return balanced
    return ends


def _greedy(heights: Sequence[float], room: float, slides: int) -> list[int]:
    ends = [0]
    while len(ends) <= max(slides, 1):
        at, used = ends[-1], 0.0
        while at < len(heights) and (used + heights[at] <= room or at == ends[-1]):
            used += heights[at]
            at += 1
        ends.append(at)
        if at == len(heights):
            break
    return ends


def _short_row(row: tuple[Cell, ...], widths: Sequence[float]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            text=shortened(cell.text, _SIZE, wide - 2 * _ACROSS, _LINES, is_bold=cell.is_strong),
            is_strong=cell.is_strong, colour=cell.colour, fill=cell.fill,
        )
        for cell, wide in zip(row, widths, strict=True)
    )  # fmt: skip


def _heights(block: TableBlock, widths: Sequence[float]) -> list[float]:
    """Points of the header and of each row."""
    head = _row_height([one.text for one in block.heads], widths, _HEAD, [True] * len(widths))
    return [
        head,
        *(_row_height([c.text for c in row], widths, _SIZE, [c.is_strong for c in row])
          for row in block.rows),
    ]  # fmt: skip


def _row_height(
    texts: Sequence[str], widths: Sequence[float], size: float, strong: Sequence[bool]
) -> float:
    lines = (
        height(text, size, wide - 2 * _ACROSS, is_bold=is_bold)
        for text, wide, is_bold in zip(texts, widths, strong, strict=True)
    )
    return max(lines, default=size * LEADING) + 2 * _DOWN


def add_table(on: Any, part: TablePart, box: Box, alt: str, *, palette: Palette) -> Any:
    """A table on a slide; its box says where it begins and how wide it is."""
    left, top, wide, _ = box
    frame = on.shapes.add_table(
        len(part.rows) + 1, len(part.heads), Pt(left), Pt(top), Pt(wide), Pt(sum(part.heights))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    table = frame.table
    properties = table._tbl.tblPr
    properties.find(f"{{{_A}}}tableStyleId").text = _STYLE
    table.horz_banding = False
    for column, own in zip(table.columns, part.widths, strict=True):
        column.width = Pt(own)
    for row, own in zip(table.rows, part.heights, strict=True):
        row.height = Pt(own)
    for at, head in enumerate(part.heads):
        cell = Cell(text=head.text, is_strong=True, colour=palette.muted)
        _fill(table.cell(0, at), cell, head, _HEAD, palette.ink, 1.5, palette)
    for down, cells in enumerate(part.rows, 1):
        for at, (cell, head) in enumerate(zip(cells, part.heads, strict=True)):
            _fill(table.cell(down, at), cell, head, _SIZE, palette.line, 0.75, palette)
    return frame


def _fill(
    drawn: Any, cell: Cell, head: Head, size: float, line: str, thick: float, palette: Palette
) -> None:
    drawn.margin_left = drawn.margin_right = Pt(_ACROSS)
    drawn.margin_top = drawn.margin_bottom = Pt(_DOWN)
    drawn.vertical_anchor = MSO_ANCHOR.MIDDLE if size == _SIZE else MSO_ANCHOR.BOTTOM
    paragraph = drawn.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN[head.align]
    write(paragraph, cell.text, size, cell.colour or palette.ink, is_bold=cell.is_strong)
    if cell.fill:
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = rgb(cell.fill)
    border = parse_xml(
        f'<a:lnB xmlns:a="{_A}" w="{round(thick * 12700)}"><a:solidFill>'
        f'<a:srgbClr val="{line[1:].upper()}"/></a:solidFill></a:lnB>'
    )
    properties = drawn._tc.get_or_add_tcPr()
    properties.insert(0, border)
