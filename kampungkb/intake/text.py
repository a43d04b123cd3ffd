"""Text: its encoding, what separates its cells, its rows."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from typing import Final

from kampungkb.errors import FileReason
from kampungkb.intake.grid import Grid
from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.sheets import Sheet

# Tried in this order where several fit a file equally well: a comma is a decimal mark too.
DELIMITERS: Final = ("\t", ";", ",")

# The longer mark first: that of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
# No table contains these; a file that does is something else.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP: Final = re.compile(r"\s*<(?:!doctype|\?xml|html|table|head|body|meta|style)\b", re.I)
_ANNOUNCED: Final = re.compile(r'"?sep=([\t;,])"?\r?\n?', re.I)
_SAMPLE_ROWS: Final = 1000
_LONGEST_CELL: Final = 1_000_000


def read_text(data: bytes, limits: Limits) -> tuple[Sheet, str, str | None]:
    """The rows of a text file, its encoding, and its delimiter.

    Rows are numbered as a spreadsheet numbers them: a line break inside quotes begins none, a
    blank line is a row, Excel's first line ``sep=;`` is not.

    Raises
    ------
    Refusal
        It is no text (``unknown_format``), ends inside quotes (``damaged``), is beyond a limit.
    """
    text, encoding = decoded(data)
    if _MARKUP.match(text):
        raise Refusal("unknown_format", "it is a page or a document in XML")
    announced = _ANNOUNCED.match(text)
    if announced:
        text = text[announced.end() :]
    delimiter = announced[1] if announced else detected_delimiter(text)
    return _rows(text, delimiter, limits), encoding, delimiter


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file without byte-order mark, and the name of its encoding.

    Without a mark it is UTF-16 where every other byte is mostly 0, else UTF-8 where that fits,
    else Windows-1252, which Excel writes as "CSV".
    """
    for mark, name, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], codec), name
    if b"\x00" in data:
        return _strictly(data, _unmarked_utf16(data)), "utf-16"
    try:
        return _strictly(data, "utf-8"), "utf-8"
    except Refusal as refusal:
        if refusal.reason != "damaged":
            raise
    return _strictly(data, "windows-1252", "unknown_format"), "windows-1252"


def detected_delimiter(text: str) -> str | None:
    """The delimiter that gives most rows of the beginning one and the same width.

    None where each of them leaves every row whole.
    """
    best, best_rows = None, 0
    for delimiter in DELIMITERS:
        rows = _agreeing_rows(text, delimiter)
        if rows > best_rows:
            best, best_rows = delimiter, rows
    return best


def _agreeing_rows(text: str, delimiter: str) -> int:
    widths: Counter[int] = Counter()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in itertools.islice(lines, _SAMPLE_ROWS):
            if len(row) > 1:
                widths[len(row)] += 1
    except csv.Error:
        return 0
    return max(widths.values(), default=0)


def _rows(text: str, delimiter: str | None, limits: Limits) -> Sheet:
    csv.field_size_limit(_LONGEST_CELL)
    grid = Grid(limits)
    put = grid.put
    # Where nothing separates cells, quotes still enclose them.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ",", strict=True)
    try:
        for number, row in enumerate(lines):
            for column, cell in enumerate(row):
                if cell:
                    put(number, column, cell)
    except csv.Error as error:
        raise Refusal("damaged", f"line {lines.line_num}: {error}") from error
    return grid.finish("", hidden=False)


def _strictly(data: bytes, codec: str, otherwise: FileReason = "damaged") -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise Refusal(otherwise, str(error)) from error
    if _CONTROL.search(text):
        raise Refusal("unknown_format", "it contains control characters")
    return text


def _unmarked_utf16(data: bytes) -> str:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    enough = len(data) // 5
    if odd >= enough and odd > 4 * even:
        return "utf-16-le"
    if even >= enough and even > 4 * odd:
        return "utf-16-be"
    raise Refusal("unknown_format", "it contains bytes of value 0")
