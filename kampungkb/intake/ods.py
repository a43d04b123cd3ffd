"""ODS: the tables of its content, streamed."""

import dataclasses
import math
import re
from typing import Final
from xml.parsers import expat

from kampungkb.intake.grid import Grid
from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.parts import Parts
from kampungkb.intake.serials import iso_moment
from kampungkb.intake.sheets import FORMULA_MARK, Block, Marker, Sheet, Value

# Names as every writer prefixes them, by what the prefix must stand for.
_NAMESPACES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
# Notes and drawings on a cell have texts of their own.
_ASIDE: Final = ("office:annotation", "draw:")
_DURATION: Final = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_FORMULA_LENGTH: Final = 200
_LONG: Final = 5_000_000
_ROW_END: Final = b"</table:table-row>"
_TABLE_END: Final = b"</table:table>"


def read_ods(parts: Parts, limits: Limits) -> list[Sheet]:
    """All tables of a spreadsheet in its order, hidden ones included.

    Raises
    ------
    Refusal
        The file is damaged, under a password, or beyond a limit.
    """
    if "META-INF/manifest.xml" in parts.names:
        for tag, _ in parts.elements("META-INF/manifest.xml"):
            if tag == "encryption-data":
                raise Refusal("locked", "the parts are encrypted")
    _refuse_long(parts, limits)
    reader = _Reader(limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parts.parse("content.xml", parser)
    return reader.sheets


def _refuse_long(parts: Parts, limits: Limits) -> None:
    """Refuse a file with more rows than its tables may have, much faster than by reading it."""
    if "content.xml" not in parts.names or parts.size("content.xml") < _LONG:
        return
    rows, tables, tail = 0, 0, b""
    for chunk in parts.chunks("content.xml"):
        window = tail + chunk
        rows += window.count(_ROW_END) - tail.count(_ROW_END)
        tables += window.count(_TABLE_END) - tail.count(_TABLE_END)
        tail = window[-len(_ROW_END) :]
    if rows > limits.rows * max(tables, 1):
        raise Refusal("too_many_rows", f"there are {rows} rows in {tables} tables")


class _Reader:
    """The handlers of the parser."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._left = limits.cells
        self._names: dict[str, str] = {}
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._table: dict[str, str] | None = None
        self._grid = Grid(limits)
        self._merged: list[Block] = []
        self._row = self._column = 0
        self._row_repeats = 1
        self._filled: list[tuple[int, int, Value, bool]] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._aside = self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = self._name(tag)
        if self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name in _CELLS:
            if self._table is not None:
                self._cell = self._named(attributes)
                self._paragraphs = []
        elif name == "table:table-row":
            self._row_repeats = _repeats(self._named(attributes), "table:number-rows-repeated")
            self._column = 0
            self._filled = []
        elif name == "table:table":
            self._start_table(self._named(attributes))
        elif name == "style:style":
            self._style = self._named(attributes).get("style:name", "")
        elif (
            name == "style:table-properties"
            and self._named(attributes).get("table:display") == "false"
        ):
            self._hidden_styles.add(self._style)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._name(tag)
        if self._aside:
            self._aside -= 1
        elif self._cell is not None:
            if name in _CELLS:
                self._end_cell(self._cell)
                self._cell = None
            elif name == "text:p":
                self._paragraphs.append("".join(self._pieces))
        elif name == "table:table-row" and self._table is not None:
            self._end_row()
        elif name == "table:table" and self._table is not None:
            self._end_table(self._table)

    def text(self, piece: str) -> None:
        """Characters."""
        if self._cell is not None and not self._aside:
            self._pieces.append(piece)

    def _name(self, tag: str) -> str:
        name = self._names.get(tag)
        if name is None:
            space, _, own = tag.rpartition(" ")
            prefix = _NAMESPACES.get(space)
            name = self._names[tag] = f"{prefix}:{own}" if prefix else own
        return name

    def _named(self, attributes: dict[str, str]) -> dict[str, str]:
        return {self._name(key): text for key, text in attributes.items()}

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name.startswith(_ASIDE):
            self._aside += 1
        elif name == "text:p":
            self._pieces = []
        elif name == "text:s":
            self._pieces.append(" " * min(int(self._named(attributes).get("text:c", "1")), 1000))
        elif name == "text:tab":
            self._pieces.append("\t")
        elif name == "text:line-break":
            self._pieces.append("\n")

    def _start_table(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise Refusal("too_many_sheets", f"there are more than {self._limits.sheets} sheets")
        self._table = attributes
        self._grid = Grid(dataclasses.replace(self._limits, cells=self._left))
        self._merged = []
        self._row = 0

    def _end_table(self, attributes: dict[str, str]) -> None:
        sheet = self._grid.finish(
            attributes.get("table:name", ""),
            hidden=attributes.get("table:style-name") in self._hidden_styles,
            merged=self._merged,
        )
        self.sheets.append(sheet)
        self._left -= sheet.rows * sheet.columns
        self._table = None

    def _end_cell(self, attributes: dict[str, str]) -> None:
        repeats = _repeats(attributes, "table:number-columns-repeated")
        value = self._value(attributes)
        if value is not None:
            percent = attributes.get("office:value-type") == "percentage"
            self._filled.append((self._column, repeats, value, percent))
        rows = _repeats(attributes, "table:number-rows-spanned")
        columns = _repeats(attributes, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            corner = (self._row + rows - 1, self._column + columns - 1)
            self._merged.append((self._row, self._column, *corner))
        self._column += repeats

    def _end_row(self) -> None:
        for column, repeats, value, percent in self._filled:
            # The last cell first: a limit is met before thousands of copies are made.
            self._grid.put(self._row + self._row_repeats - 1, column + repeats - 1, value)
            for row in range(self._row, self._row + self._row_repeats):
                for each in range(column, column + repeats):
                    self._grid.put(row, each, value)
                    if percent:
                        self._grid.mark_percent(row, each)
        self._row += self._row_repeats

    def _value(self, attributes: dict[str, str]) -> Value:
        kind = attributes.get("office:value-type")
        text = "\n".join(self._paragraphs)
        formula = attributes.get("table:formula")
        if attributes.get("calcext:value-type") == "error":
            return Marker("error", text)
        if kind is None:
            if formula is not None and not text:
                return Marker("no_value", FORMULA_MARK + _bare(formula)[:_FORMULA_LENGTH])
            return text or None
        if kind in ("float", "percentage", "currency"):
            return _number(attributes.get("office:value", ""))
        if kind == "date":
            return iso_moment(attributes.get("office:date-value", "")) or None
        if kind == "boolean":
            return attributes.get("office:boolean-value") == "true"
        if kind == "time":
            return _clock(attributes.get("office:time-value", ""))
        return attributes.get("office:string-value") or text or None


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise Refusal("damaged", f"{name} is {text[:20]!r}")
    return int(text)


def _number(text: str) -> Value:
    try:
        number: int | float = int(text) if text.isdecimal() else float(text)
    except ValueError:
        return Marker("error", text)
    return number if math.isfinite(number) else Marker("error", text)


def _clock(text: str) -> Value:
    """A duration such as PT13H30M00S as 13:30:00."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return text or None
    return f"{found[1]}{int(found[2]):02}:{int(found[3]):02}:{int(found[4]):02}"


def _bare(formula: str) -> str:
    """A formula without the name of its language: ``of:=[.A1]``."""
    return formula.partition("=")[2] or formula
