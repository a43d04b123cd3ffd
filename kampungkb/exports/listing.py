"""Any table of a page as files to take away: CSV and XLSX.

Both have the same columns and the same exact figures; a missing figure is an empty cell, never 0.
The same listing gives the same bytes.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from kampungkb.exports.about import Lines
from kampungkb.exports.columns import Column
from kampungkb.exports.workbook import Sheet, workbook_bytes
from kampungkb.i18n.translator import Translator

# A spreadsheet takes a cell of a CSV file that begins with one of these for a formula; the wide
# forms are what an East Asian keyboard types.
_FORMULA: Final = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                        "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9._]+")
_SHEET_NAME_LENGTH: Final = 31
# Of a part of a file's name; systems take 255 letters for the whole, with the folder often less.
_PART_LENGTH: Final = 60
_NO_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows of a table, and what a reader has to know about them.

    Parameters
    ----------
    topic : str
        First part of the file's name: ``kesenjangan-D02-kecamatan``.
    sheet : str
        Name of the sheet with the rows; cut to what a spreadsheet allows.
    title : str
        What the table is about, in the reader's language.
    area : str
        Name of the area as a whole.
    as_of : str or None
        The period up to which values were read; None in a store without values.
    revision : int
        Of the data.
    columns : tuple of Column
        With the same number of cells.
    made_up : tuple of bool
        For each row, whether one of its figures was made up.
    about : sequence of (label, text)
        Definitions, targets, methods.
    sources : tuple of str
        Titles of the sources behind the figures.
    printed_at : datetime
        In UTC where it names no zone.

    Raises
    ------
    ValueError
        Columns of different lengths, or not one mark for each row.
    """

    topic: str
    sheet: str
    title: str
    area: str
    as_of: str | None
    revision: int
    columns: tuple[Column, ...]
    made_up: tuple[bool, ...]
    about: Lines
    sources: tuple[str, ...]
    printed_at: datetime

    def __post_init__(self) -> None:
        lengths = {len(column.cells) for column in self.columns} | {len(self.made_up)}
        if len(lengths) > 1:
            raise ValueError(f"columns and marks of different lengths: {sorted(lengths)}")

    @property
    def is_made_up(self) -> bool:
        """Whether one made-up figure is in the file: it marks the whole of it."""
        return any(self.made_up)


def listing_csv(listing: Listing, t: Translator) -> bytes:
    """A listing as CSV; see `csv_bytes`."""
    return csv_bytes(listing_columns(listing, t), t)


def listing_xlsx(listing: Listing, t: Translator) -> bytes:
    """A listing as a workbook: rows on the first sheet, where they are from on the second.

    Returns
    -------
    bytes
        The header is row 1. Shares are numbers between 0 and 1 in percent format. Nothing is a
        formula or a link. Made-up figures are told by the name and the tab of the sheet, by every
        printed page and by their rows.
    """
    name = listing.sheet
    if listing.is_made_up:
        name = t("export.sheet_marked", sheet=name)
    lines = _about(listing, t)
    explained = (
        Column(name=t("export.about_what"), cells=tuple(label for label, _ in lines)),
        Column(name=t("export.about_text"), cells=tuple(text for _, text in lines)),
    )
    return workbook_bytes(
        (
            Sheet(
                name=_sheet_name(name), columns=tuple(listing_columns(listing, t)), is_table=True
            ),
            Sheet(name=t("export.sheet_sources"), columns=explained, is_table=False),
        ),
        title=listing.title,
        footer=page_footer(listing.area, listing.as_of, listing.revision, t),
        page=t("export.page"),
        mark=t("common.illustrative_ribbon") if listing.is_made_up else None,
        made_at=listing.printed_at,
    )


def listing_columns(listing: Listing, t: Translator) -> list[Column]:
    """The columns of a listing's files: its own, and a remark where a figure was made up."""
    if not listing.is_made_up:
        return list(listing.columns)
    mark = t("common.illustrative_ribbon")
    notes = tuple(mark if one else None for one in listing.made_up)
    return [*listing.columns, Column(name=t("export.note"), cells=notes)]


def listing_file_name(listing: Listing, t: Translator, extension: str) -> str:
    """A name that says what is inside, in plain ASCII: ``mutu-data-2026-Q3-revisi-2.xlsx``."""
    parts = [
        listing.topic,
        listing.as_of,
        t("export.file_revision", n=str(listing.revision)),  # as text: 1.234 would end the name
        t("export.file_mark") if listing.is_made_up else None,
    ]
    return joined_name(parts, extension)


def joined_name(parts: list[str | None], extension: str) -> str:
    """The parts of a file's name that are there, in plain ASCII; a very long one is cut."""
    kept = (_ascii(part)[:_PART_LENGTH].rstrip("-") for part in parts if part)
    return f"{'-'.join(one for one in kept if one)}.{_ascii(extension)}"


def csv_bytes(columns: list[Column], t: Translator) -> bytes:
    """Columns as CSV that the spreadsheet programs of its language open by a double click.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, lines end with CR LF. Indonesian: semicolons and decimal
        commas; English: commas and decimal points. Shares are percent, as the header says.

    Notes
    -----
    A text that a spreadsheet would run as a formula (it begins with ``= + - @``, a tab or a line
    break) has an apostrophe before it, which a program that reads the file back takes away.
    """
    mark = "," if t.language == "id" else "."
    cells = [[_csv_cell(cell, mark) for cell in column.plain()] for column in columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if t.language == "id" else ",", lineterminator="\r\n")
    writer.writerow([_csv_cell(column.header, mark) for column in columns])
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode("utf-8-sig")


def page_footer(area: str, as_of: str | None, revision: int, t: Translator) -> str:
    """Area, period and revision, as they stand under a printed page."""
    period = None if as_of is None else t("common.as_of", period=t.period(as_of))
    parts = (area, period, t("common.revision", n=str(revision)))
    return " · ".join(part for part in parts if part)


def period_lines(as_of: str | None, t: Translator) -> Lines:
    """The period up to which values were read, and what that means."""
    if as_of is None:
        return []
    label = t("export.about_period")
    return [(label, t.period(as_of)), (label, t("export.as_of_rule"))]


def _about(listing: Listing, t: Translator) -> Lines:
    mark = (t("export.about_mark"), t("common.illustrative_ribbon"))
    return [
        (t("export.about_title"), listing.title),
        *([mark] if listing.is_made_up else []),
        (t("export.about_area"), listing.area),
        *period_lines(listing.as_of, t),
        (t("export.about_revision"), str(listing.revision)),
        (t("export.about_printed"), t.datetime(listing.printed_at)),
        *listing.about,
        *((t("export.about_source"), source) for source in listing.sources),
        (t("export.about_missing"), t("export.missing")),
    ]


def _csv_cell(cell: str | Decimal | None, mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return _digits(cell).replace(".", mark)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _digits(number: Decimal) -> str:
    """All its digits and no more, without an exponent: 100, 67.92."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sheet_name(name: str) -> str:
    return _NO_SHEET_NAME.sub(" ", name)[:_SHEET_NAME_LENGTH].strip()


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_NAME.sub("-", plain).strip("-.")
