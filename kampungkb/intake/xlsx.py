"""XLSX and XLSM: their own parts, streamed.

The sheets are read here and not by a library, because what a checked upload needs is what
libraries drop: a formula without a stored result and an error come back as blanks, the format
that makes 0.85 a percentage not at all, and a cell at XFD1048576 reserves room for every cell
before it (python-calamine asks for 512 GB and aborts).
"""

import dataclasses
import math
import posixpath
import re
from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

from kampungkb.intake.grid import Grid
from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.parts import Parts, local
from kampungkb.intake.serials import Shown, clock, iso_moment, moment, shown_as
from kampungkb.intake.sheets import FORMULA_MARK, Block, Marker, Sheet, Value

# A sheet with too many rows is at least this long; smaller ones are read straight away.
_LONG: Final = 5_000_000
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr=[\"'](\d+)")
_VALUE: Final = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SECTIONS: Final = ("numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_FORMULA_LENGTH: Final = 200


def read_xlsx(parts: Parts, limits: Limits) -> list[Sheet]:
    """All worksheets of a workbook in its order, hidden ones included.

    Raises
    ------
    Refusal
        The workbook is damaged or beyond a limit.
    """
    workbook = _workbook_part(parts)
    targets, shared_part, styles_part = _related(parts, workbook)
    entries, from_1904 = _workbook(parts, workbook)
    entries = [entry for entry in entries if entry.get("id") in targets]
    if len(entries) > limits.sheets:
        raise Refusal("too_many_sheets", f"there are {len(entries)} sheets")
    for entry in entries:
        _refuse_long(parts, targets[entry["id"]], limits)
    texts = _shared_texts(parts, shared_part) if shared_part else []
    formats = _formats(parts, styles_part) if styles_part else []
    sheets: list[Sheet] = []
    left = limits.cells
    for entry in entries:
        reader = _SheetReader(
            Grid(dataclasses.replace(limits, cells=left)), texts, formats, from_1904=from_1904
        )
        reader.read(parts, targets[entry["id"]])
        hidden = entry.get("state", "visible") != "visible"
        sheets.append(reader.grid.finish(entry["name"], hidden=hidden, merged=reader.merged))
        left -= sheets[-1].rows * sheets[-1].columns
    return sheets


def _workbook_part(parts: Parts) -> str:
    for tag, attributes in parts.elements("_rels/.rels"):
        if tag == "Relationship" and attributes["Type"].endswith("/officeDocument"):
            return attributes["Target"].lstrip("/")
    raise Refusal("damaged", "no part is the workbook")


def _related(parts: Parts, workbook: str) -> tuple[dict[str, str], str | None, str | None]:
    """Part of each worksheet by its relation, and the parts of shared texts and styles."""
    folder, name = posixpath.split(workbook)
    sheets: dict[str, str] = {}
    found: dict[str, str] = {}
    for tag, attributes in parts.elements(f"{folder}/_rels/{name}.rels".lstrip("/")):
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            continue
        part = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
        kind = attributes["Type"].rpartition("/")[2]
        if kind == "worksheet":
            sheets[attributes["Id"]] = part
        found.setdefault(kind, part)
    return sheets, found.get("sharedStrings"), found.get("styles")


def _workbook(parts: Parts, name: str) -> tuple[list[dict[str, str]], bool]:
    """The sheets' entries, and whether days are counted from 1904."""
    elements = parts.elements(name)
    from_1904 = any(
        tag == "workbookPr" and attributes.get("date1904", "0") in ("1", "true", "on")
        for tag, attributes in elements
    )
    return [attributes for tag, attributes in elements if tag == "sheet"], from_1904


def _refuse_long(parts: Parts, name: str, limits: Limits) -> None:
    """Refuse a sheet with a value below the last row allowed, much faster than by reading it."""
    if name not in parts.names or parts.size(name) < _LONG:
        return
    beyond = False
    tail = b""
    for chunk in parts.chunks(name):
        window = tail + chunk
        start = 0
        if not beyond:
            # Rows stand in their order: only the last of a chunk needs a look.
            last = window.rfind(b"row ")
            place = max(window.rfind(b"<", 0, last), 0) if last >= 0 else len(window)
            match = _ROW.match(window, place)
            beyond = match is not None and int(match[1]) > limits.rows
            start = place
        if beyond and _VALUE.search(window, start):
            raise Refusal("too_many_rows", f"part {name} has values below row {limits.rows}")
        tail = chunk[-256:]


def _shared_texts(parts: Parts, name: str) -> list[str]:
    texts: list[str] = []
    pieces: list[str] = []
    current: list[str] = []
    skipped = 0  # inside phonetic hints

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal skipped
        tag = local(tag)
        if tag == "rPh":
            skipped += 1
        elif tag == "t":
            pieces.clear()
        elif tag == "si":
            current.clear()

    def end(tag: str) -> None:
        nonlocal skipped
        tag = local(tag)
        if tag == "rPh":
            skipped -= 1
        elif tag == "t" and not skipped:
            current.extend(pieces)
        elif tag == "si":
            texts.append(_unescaped("".join(current)))

    _parse(parts, name, start, end, pieces.append)
    return texts


def _formats(parts: Parts, name: str) -> list[Shown]:
    """How each cell format shows a number."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    section = ""
    for tag, attributes in parts.elements(name):
        if tag in _SECTIONS:
            section = tag
        elif tag == "numFmt" and section == "numFmts":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and section == "cellXfs":
            numbers.append(int(attributes.get("numFmtId", "0")))
    return [shown_as(number, codes.get(number)) for number in numbers]


def _parse(
    parts: Parts,
    name: str,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    text: Callable[[str], object],
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parts.parse(name, parser)


class _SheetReader:
    """The cells of one worksheet part, put into a grid."""

    def __init__(
        self, grid: Grid, texts: list[str], formats: list[Shown], *, from_1904: bool
    ) -> None:
        self.grid = grid
        self.merged: list[Block] = []
        self._texts = texts
        self._formats = dict(enumerate(formats))
        self._from_1904 = from_1904
        self._letters: dict[str, int] = {}
        self._row = self._column = -1
        self._kind = ""
        self._style = 0
        self._value: str | None = None
        self._inline: list[str] = []
        self._formula: str | None = None
        self._pieces: list[str] = []

    def read(self, parts: Parts, name: str) -> None:
        """Read the part."""
        # Prefixes are rare; cutting them off every name would cost a third of the time.
        start, end = self._start, self._end
        names: dict[str, str] = {}

        def start_any(tag: str, attributes: dict[str, str]) -> None:
            start(names.get(tag) or names.setdefault(tag, local(tag)), attributes)

        def end_any(tag: str) -> None:
            end(names[tag])

        _parse(parts, name, start_any, end_any, self._pieces.append)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "f", "t"):
            self._pieces.clear()
        elif tag == "row":
            number = attributes.get("r")
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1
        elif tag == "mergeCell":
            self.merged.append(_area(attributes["ref"]))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._letters.get(letters)
            if column is None:
                column = self._letters[letters] = _column(letters)
            self._column = column
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._value = self._formula = None
        self._inline.clear()

    def _end(self, tag: str) -> None:
        if tag == "v":
            self._value = "".join(self._pieces)
        elif tag == "c":
            if self._value is not None or self._inline or self._formula is not None:
                self._end_cell()
        elif tag == "f":
            self._formula = "".join(self._pieces)
        elif tag == "t":
            self._inline.extend(self._pieces)

    def _end_cell(self) -> None:
        row, column = self._row, self._column
        if self._formula is not None and not self._value and self._kind != "str":
            formula = FORMULA_MARK + self._formula[:_FORMULA_LENGTH]
            self.grid.put(row, column, Marker("no_value", formula))
            return
        value = self._read_value()
        self.grid.put(row, column, value)
        if self._formats.get(self._style) == "percent" and type(value) in (int, float):
            self.grid.mark_percent(row, column)

    def _read_value(self) -> Value:
        kind, text = self._kind, self._value
        if kind == "inlineStr":
            return _unescaped("".join(self._inline)) or None
        if not text:
            return None
        if kind == "n":
            return self._number(text)
        if kind == "s":
            try:
                return self._texts[int(text)] or None
            except (IndexError, ValueError):
                raise Refusal("damaged", f"there is no shared text {text[:20]}") from None
        if kind == "b":
            return text.strip() not in ("0", "false")
        if kind == "e":
            return Marker("error", text)
        return iso_moment(text) if kind == "d" else _unescaped(text)

    def _number(self, text: str) -> Value:
        try:
            number: int | float = int(text) if text.isdecimal() else float(text)
        except ValueError:
            return Marker("error", text)
        if not math.isfinite(number):
            return Marker("error", text)
        shown = self._formats.get(self._style)
        if shown == "date":
            return moment(number, from_1904=self._from_1904)
        return clock(number) if shown == "time" else number


def _unescaped(text: str) -> str:
    """Text with the characters that XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > 26**3:
            raise Refusal("damaged", f"no column is named {letters[:10]!r}")
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _area(reference: str) -> Block:
    first, _, last = reference.replace("$", "").partition(":")
    corners: list[Any] = [_REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    if None in corners:
        raise Refusal("damaged", f"no area is named {reference[:30]!r}")
    (top, left), (bottom, right) = [(int(one[2]) - 1, _column(one[1])) for one in corners]
    return top, left, bottom, right
