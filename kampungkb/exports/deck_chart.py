"""Native charts of a deck, to be changed in their own sheet; nothing in it becomes a formula."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.util import Pt
from xlsxwriter import Workbook

from kampungkb.charts.theme import Palette
from kampungkb.exports.deck_master import Box, rgb
from kampungkb.exports.deck_parts import ChartBlock, Series
from kampungkb.exports.deck_text import FAMILY, width
from kampungkb.i18n.languages import Language

_SIZE: Final = 18.0
_TYPES: Final = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}
# Of the width of a chart of bars, at most so much is for their names.
_NAMES: Final = 0.46
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NS: Final = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
# Each is written with its marks whatever the language of the program that opens the deck; a
# plain #,##0 would be 221,093 to one reader and 221.093 to the next.
FORMATS: Final[dict[Language, str]] = {
    "id": '[<1000]0;[<1000000]0"."000;0"."000"."000',
    "en": '[<1000]0;[<1000000]0","000;0","000","000',
}


class _LiteralWriter(CategoryWorkbookWriter):
    """As its parent, but a text that begins with = stays a text, and no time is in the file."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        plain = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        book = Workbook(xlsx_file, plain)
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        yield book, book.add_worksheet()
        book.close()


class _LiteralData(CategoryChartData):
    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _LiteralWriter
        return writer(self)


def add_chart(
    on: Any, block: ChartBlock, box: Box, *, palette: Palette, language: Language
) -> list[Any]:
    """Draw a chart in a box of a slide; bars in several columns are several charts."""
    left, top, wide, high = box
    parts = _parts(block)
    own = (wide - 24 * (len(parts) - 1)) / len(parts)
    largest = max(
        (float(v) for one in block.series for v in one.values if v is not None), default=0
    )
    return [
        _chart(on, part, (left + at * (own + 24), top, own, high * share), palette, language,
               largest)
        for at, (part, share) in enumerate(parts)
    ]  # fmt: skip


def _parts(block: ChartBlock) -> list[tuple[ChartBlock, float]]:
    """The charts of a block, and how much of the height each takes: bars are equally thick."""
    count = max(1, min(block.columns, len(block.names)))
    if count == 1:
        return [(block, 1.0)]
    each = -(-len(block.names) // count)
    return [
        (
            ChartBlock(
                form=block.form, names=block.names[at : at + each], alt=block.alt,
                series=tuple(_cut(one, at, at + each) for one in block.series), unit=block.unit,
            ),
            len(block.names[at : at + each]) / each,
        )
        for at in range(0, len(block.names), each)
    ]  # fmt: skip


def _cut(one: Series, start: int, end: int) -> Series:
    return Series(name=one.name, values=one.values[start:end], colour=one.colour, level=one.level)


def _chart(
    on: Any, block: ChartBlock, box: Box, palette: Palette, language: Language, largest: float
) -> Any:
    made: Any = _LiteralData
    data = made()
    data.categories = block.names
    for one in block.series:
        data.add_series(one.name, one.values)
    frame = on.shapes.add_chart(_TYPES[block.form], *(Pt(x) for x in box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.alt)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(_size(block, box)), FAMILY
    chart.font.color.rgb = rgb(palette.ink)
    chart.has_title = False
    _set_axes(chart, block, palette, largest)
    for drawn, one in zip(chart.plots[0].series, block.series, strict=True):
        (_set_line if block.form == "lines" else _set_bars)(drawn, one, palette, language)
    chart.has_legend = sum(not one.level for one in block.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    if block.form == "bars":
        _set_room(chart, block, box, language)
    if block.form == "lines":
        _join_points(chart)
    return frame


def _size(block: ChartBlock, box: Box) -> float:
    """18 points, or what the thickness of the bars allows."""
    if block.form != "bars" or not block.names:
        return _SIZE
    return max(9.0, min(_SIZE, box[3] / len(block.names) / 1.25))


def _set_axes(chart: Any, block: ChartBlock, palette: Palette, largest: float) -> None:
    names, numbers = chart.category_axis, chart.value_axis
    names.format.line.color.rgb = rgb(palette.line)
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = numbers.has_major_gridlines = False
    names.tick_labels.font.color.rgb = rgb(palette.ink)
    # The numbers stand at the bars; an axis would say them twice.
    numbers.visible = False
    numbers.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    numbers.minimum_scale = 0
    if largest > 0:
        # Room above for numbers; beside bars it is kept free by `_set_room`.
        numbers.maximum_scale = largest * (1.0 if block.form == "bars" else 1.12)
    if block.form == "bars":
        names.reverse_order = True
    if block.form != "lines":
        chart.plots[0].gap_width = 35


def _set_bars(drawn: Any, one: Series, palette: Palette, language: Language) -> None:
    drawn.invert_if_negative = False
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(one.colour)
    _labels(drawn, language, palette).position = XL_LABEL_POSITION.OUTSIDE_END


def _set_line(drawn: Any, one: Series, palette: Palette, language: Language) -> None:
    drawn.smooth = False
    line = drawn.format.line
    line.color.rgb = rgb(one.colour)
    line.width = Pt(1.5 if one.level else 2.25)
    if one.level:
        drawn.marker.style = XL_MARKER_STYLE.NONE
        label = drawn.points[len(one.values) - 1].data_label
        label.text_frame.text = one.level
        label.position = XL_LABEL_POSITION.ABOVE
        return
    line.dash_style = MSO_LINE.ROUND_DOT
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 11
    drawn.marker.format.fill.solid()
    drawn.marker.format.fill.fore_color.rgb = rgb(one.colour)
    drawn.marker.format.line.color.rgb = rgb(palette.ground)
    labels = _labels(drawn, language, palette)
    labels.position = XL_LABEL_POSITION.ABOVE
    labels.font.bold = True


def _labels(drawn: Any, language: Language, palette: Palette) -> Any:
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = FORMATS[language], False
    labels.font.color.rgb = rgb(palette.ink)
    return labels


def _set_room(chart: Any, block: ChartBlock, box: Box, language: Language) -> None:
    """Say where the bars lie, so that every program leaves the names and numbers their room."""
    size, wide = chart.font.size.pt, box[2]
    names = min(max((width(name, size) for name in block.names), default=0) + 12, wide * _NAMES)
    numbers = max((width(text, size) for text in _texts(block, language)), default=0) + 10
    room = max(wide - names - numbers, wide * 0.12)
    top = 0.0 if not chart.has_legend else 32 / box[3]
    values = {"x": names / wide, "y": top + 0.004, "w": room / wide, "h": 0.992 - top}
    fields = "".join(f'<c:{key} val="{value:.5f}"/>' for key, value in values.items())
    layout = parse_xml(
        f'<c:layout {_NS}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{fields}</c:manualLayout></c:layout>'
    )
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(f"{_C}layout"):
        area.remove(old)
    area.insert(0, layout)


def _texts(block: ChartBlock, language: Language) -> Sequence[str]:
    return [_written(value, language) for one in block.series for value in one.values]


def _written(value: float | None, language: Language) -> str:
    mark = "." if language == "id" else ","
    return "" if value is None else re.sub(r"\B(?=(\d{3})+$)", mark, str(round(value)))


def _join_points(chart: Any) -> None:
    """A line goes over the years without a figure instead of breaking."""
    blanks = chart._chartSpace.chart.find(f"{_C}dispBlanksAs")
    if blanks is not None:
        blanks.set("val", "span")
        return
    after = chart._chartSpace.chart.find(f"{_C}plotVisOnly")
    after.addnext(parse_xml(f'<c:dispBlanksAs {_NS} val="span"/>'))
