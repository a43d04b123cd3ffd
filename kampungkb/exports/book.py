"""The workbook of everything: all tables behind the pages, native charts, sources, definitions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final

from kampungkb.exports.about import Lines
from kampungkb.exports.book_charts import Chart, ChartSheet
from kampungkb.exports.columns import Column
from kampungkb.exports.listing import (
    Listing,
    joined_name,
    listing_columns,
    page_footer,
    period_lines,
)
from kampungkb.exports.plan_workbook import sheet_names
from kampungkb.exports.workbook import Sheet, workbook_bytes
from kampungkb.i18n.translator import Translator

# A sheet of Excel has 1,048,576 rows; what is written beyond them is lost without a word.
MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that the workbook says.

    Parameters
    ----------
    title : str
    area : str
        Name of the area as a whole.
    as_of : str or None
        The period up to which values were read; None in a store without values.
    revision : int
        Of the data.
    made_up : bool
        Whether a figure was made up that no row of a table tells: who is formed, for one.
    summary : sequence of (label, text)
        What the first sheet says.
    tables : tuple of Listing
        A sheet each, in their order; what they say of area, period, revision and time of printing
        is not used. A table without rows is a sheet that says so.
    charts : tuple of Chart
        ``sheet`` is that of one of the tables. Of a table without rows none is drawn.
    printed_at : datetime
        In UTC where it names no zone.
    """

    title: str
    area: str
    as_of: str | None
    revision: int
    made_up: bool
    summary: Lines
    tables: tuple[Listing, ...]
    charts: tuple[Chart, ...]
    printed_at: datetime

    @property
    def is_made_up(self) -> bool:
        """Whether one made-up figure is in the file: it marks the whole of it."""
        return self.made_up or any(one.is_made_up for one in self.tables)


def book_xlsx(book: Book, t: Translator) -> bytes:
    """The workbook; the same book gives the same bytes.

    Returns
    -------
    bytes
        First what it is about and what is in it, then the charts, then the tables, whose header
        is row 1, and last what the tables rest on. Codes are text; nothing is a formula; the only
        links lead to other sheets. A missing figure is an empty cell, never 0.
    """
    tables = [part for one in book.tables for part in _parts(one)]
    first, drawn, last = t("book.sheet_first"), t("book.sheet_charts"), t("book.sheet_about")
    names = sheet_names([first, drawn, *(one.sheet for one in tables), last])
    given = dict(zip(names[2:-1], tables, strict=True))
    charts = tuple(_placed(book.charts, given))
    sheets = [
        Sheet(name=names[0], columns=_first(book, given, names, bool(charts), t), is_table=False,
              links=0),
        *(_sheet(name, one, t) for name, one in given.items()),
        Sheet(name=names[-1], columns=_explained(given, t), is_table=False),
    ]  # fmt: skip
    return workbook_bytes(
        tuple(sheets),
        title=book.title,
        footer=page_footer(book.area, book.as_of, book.revision, t),
        page=t("export.page"),
        mark=t("common.illustrative_ribbon") if book.is_made_up else None,
        made_at=book.printed_at,
        charts=ChartSheet(name=names[1], charts=charts) if charts else None,
    )


def book_file_name(book: Book, t: Translator) -> str:
    """A name that says what is inside: ``buku-data-Serang-2026-Q3-revisi-2.xlsx``."""
    parts = [
        t("book.file"),
        book.area,
        book.as_of,
        t("export.file_revision", n=str(book.revision)),  # as text: 1.234 would end the name
        t("export.file_mark") if book.is_made_up else None,
    ]
    return joined_name(parts, "xlsx")


def _parts(table: Listing) -> Iterator[Listing]:
    """A table cut into pieces that a sheet can hold."""
    rows = len(table.made_up)
    if rows <= MOST_ROWS:
        yield table
        return
    for start in range(0, rows, MOST_ROWS):
        own = slice(start, start + MOST_ROWS)
        columns = tuple(
            replace(one, cells=one.cells[own], cell_formats=one.cell_formats[own])
            for one in table.columns
        )
        yield replace(table, columns=columns, made_up=table.made_up[own])


def _placed(charts: tuple[Chart, ...], tables: Mapping[str, Listing]) -> Iterator[Chart]:
    """Charts on the sheets that have their rows."""
    names = {one.sheet: name for name, one in reversed(list(tables.items()))}
    for chart in charts:
        if chart.rows:
            yield replace(chart, sheet=names[chart.sheet])


def _first(
    book: Book, tables: Mapping[str, Listing], names: list[str], has_charts: bool, t: Translator
) -> tuple[Column, ...]:
    mark = t("common.illustrative_ribbon")
    lines: Lines = [
        (t("export.about_title"), book.title),
        *([(t("export.about_mark"), mark)] if book.is_made_up else []),
        (t("export.about_area"), book.area),
        *period_lines(book.as_of, t),
        (t("export.about_revision"), str(book.revision)),
        (t("export.about_printed"), t.datetime(book.printed_at)),
        *book.summary,
        (t("export.about_missing"), t("export.missing")),
        (t("book.contents"), t("book.contents_text")),
    ]
    if has_charts:
        lines.append((names[1], t("book.charts_text")))
    for name, one in tables.items():
        lines.append((name, t("book.rows", title=one.title, n=len(one.made_up))))
    lines.append((names[-1], t("book.about_text")))
    return _two(lines, t)


def _two(lines: Lines, t: Translator) -> tuple[Column, ...]:
    return (
        Column(name=t("export.about_what"), cells=tuple(label for label, _ in lines)),
        Column(name=t("export.about_text"), cells=tuple(text for _, text in lines)),
    )


def _sheet(name: str, table: Listing, t: Translator) -> Sheet:
    if not table.made_up:
        note = Column(name=table.title, cells=(t("book.nothing"),))
        return Sheet(name=name, columns=(note,), is_table=False, title=table.title)
    columns = tuple(listing_columns(table, t))
    return Sheet(name=name, columns=columns, is_table=True, title=table.title)


def _explained(tables: Mapping[str, Listing], t: Translator) -> tuple[Column, ...]:
    """What each table rests on, a line for each definition and each source."""
    label = t("export.about_source")
    lines = list(
        chain.from_iterable(
            [
                (name, *line)
                for line in dict.fromkeys((*one.about, *((label, x) for x in one.sources)))
            ]
            for name, one in tables.items()
        )
    )
    names = (t("book.column_sheet"), t("export.about_what"), t("export.about_text"))
    cells = zip(*lines, strict=True) if lines else ((), (), ())
    return tuple(
        Column(name=name, cells=tuple(own)) for name, own in zip(names, cells, strict=True)
    )
