"""Native charts of a workbook, drawn from the cells of its sheets: they can be edited there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.columns import Column
from kampungkb.exports.spreadsheet import line_text

_ADDRESS: Final = re.compile(r"!(?=\$?[A-Z]+\$?\d)")
_WIDTH: Final = 1120
# Rows of a worksheet are 20 pixels high; so many are left between two charts.
_ROW: Final = 20
_GAP: Final = 2
_BAR: Final = 21
_PLAIN_HEIGHT: Final = 460
# More names of points than these would run into each other.
_NAMES: Final = 14
# Points and pattern of a line without marks.
_DRAWN: Final[Mapping[str, tuple[float, str]]] = {
    "expected": (2.25, "dash"), "bound": (1.0, "round_dot"), "target": (1.25, "long_dash"),
}  # fmt: skip
_FONT: Final = {"size": 10, "color": LIGHT.ink}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One column of a sheet as a line or as parts of bars; its header names it.

    Parameters
    ----------
    column : int
        Place of the column.
    colour : str
    kind : {"known", "expected", "bound", "target"}
        What is known is drawn in full, what a model expects broken, between its bounds in dots;
        a level to be reached is a thin broken line.
    """

    column: int
    colour: str
    kind: Literal["known", "expected", "bound", "target"] = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart.

    Parameters
    ----------
    kind : {"lines", "bars"}
        Lines over time, or horizontal bars whose parts add up, the first row on top.
    title : str
    sheet : str
        Name of the sheet that it is drawn from.
    labels : int
        Place of the column that names the points or bars.
    series : tuple of Series
    rows : int
        So many rows, from the first on.
    unit : str
        What the axis of figures counts.
    """

    kind: Literal["lines", "bars"]
    title: str
    sheet: str
    labels: int
    series: tuple[Series, ...]
    rows: int
    unit: str

    @property
    def height(self) -> int:
        """In pixels."""
        return _PLAIN_HEIGHT if self.kind == "lines" else max(220, 150 + _BAR * self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSheet:
    """Charts under each other, one to a printed page."""

    name: str
    charts: tuple[Chart, ...]


def write_charts(book: Any, sheet: ChartSheet, columns: Mapping[str, tuple[Column, ...]]) -> None:
    """Write a sheet of charts.

    Parameters
    ----------
    book : xlsxwriter Workbook
    sheet : ChartSheet
    columns : mapping
        Of each sheet of the workbook, by its name.

    Raises
    ------
    ValueError
        A chart names a sheet or a column that there is not.
    """
    written = book.add_worksheet(sheet.name)
    written.hide_gridlines(2)
    row, breaks = 0, []
    for chart in sheet.charts:
        own = columns.get(chart.sheet)
        if own is None or max(one.column for one in chart.series) >= len(own):
            raise ValueError(f"there is nothing to draw {chart.title!r} from")
        drawn = _drawn(book, chart)
        drawn.set_size({"width": _WIDTH, "height": chart.height})
        written.insert_chart(row, 0, drawn, {"description": line_text(chart.title)})
        row += -(-chart.height // _ROW) + _GAP
        breaks.append(row)
    written.set_h_pagebreaks(breaks[:-1])
    written.set_landscape()


def _drawn(book: Any, chart: Chart) -> Any:
    is_bars = chart.kind == "bars"
    kind = {"type": "bar" if is_bars else "line"}
    if is_bars and len(chart.series) > 1:
        kind["subtype"] = "stacked"
    drawn = book.add_chart(kind)
    for one in chart.series:
        drawn.add_series(_series(chart, one))
    drawn.set_title({"name": _title(chart.title), "name_font": {"size": 14, "color": LIGHT.ink}})
    quiet = {"major_tick_mark": "none", "minor_tick_mark": "none"}
    figures = quiet | {
        "name": _title(chart.unit), "name_font": _FONT, "num_font": _FONT, "min": 0,
        "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": LIGHT.line}},
    }  # fmt: skip
    names: dict[str, Any] = quiet | {"num_font": _FONT}
    if is_bars:
        # Excel puts the first row at the bottom; turned round, the axis of the figures would be
        # on top.
        names |= {"reverse": True, "interval_unit": 1, "crossing": "max"}
        drawn.set_x_axis(figures)
        drawn.set_y_axis(names)
    else:
        drawn.set_y_axis(figures)
        drawn.set_x_axis(names | {"interval_unit": -(-chart.rows // _NAMES)})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.show_blanks_as("gap")
    if len(chart.series) > 1:
        drawn.set_legend({"position": "bottom", "font": _FONT})
    else:
        drawn.set_legend({"none": True})
    return drawn


def _series(chart: Chart, one: Series) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": [chart.sheet, 0, one.column],
        "categories": [chart.sheet, 1, chart.labels, chart.rows, chart.labels],
        "values": [chart.sheet, 1, one.column, chart.rows, one.column],
    }
    if chart.kind == "bars":
        if len(chart.series) == 1:
            made["data_labels"] = {
                "value": True, "num_format": "#,##0", "font": _FONT, "position": "outside_end",
            }  # fmt: skip
        return made | {"fill": {"color": one.colour}, "gap": 45}
    line = {"color": one.colour, "width": 2.5}
    if one.kind != "known":
        return made | {"line": line | dict(zip(("width", "dash_type"), _DRAWN[one.kind],
                                               strict=True))}  # fmt: skip
    return made | {"line": line, "marker": {"type": "circle", "size": 5,
                                            "fill": {"color": one.colour},
                                            "border": {"color": one.colour}}}  # fmt: skip


def _title(text: str) -> str:
    """A text that XlsxWriter does not take for the address of a cell: ``Desa!A1``."""
    return _ADDRESS.sub("! ", line_text(text))
