"""The table in a sheet: its header below titles and merged cells, its columns, its rows.

Every row below the header that holds something is either a row of data or left out with a reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kampungkb.intake import layout_findings as said
from kampungkb.intake.headers import Meaning, Role, Vocabulary, normalised
from kampungkb.intake.layout_rows import (
    FORMATION,
    PARTS,
    Column,
    Reason,
    cell_text,
    table_rows,
)
from kampungkb.intake.period_words import read_period
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.model.findings import Finding

Form = Literal["long", "wide", "formation"]
Assigned = Mapping[int, Meaning | None]

_SEARCHED: Final = 40
_HEADER_HEIGHT: Final = 3
_QUIET: Final = ("serial", "note")
_PERIOD_LABEL: Final = re.compile(r"(?:periode|period|bulan|tahun|triwulan)(?:\s+data)?\s*[:=]?\s*")
_TITLED_PERIOD: Final = re.compile(
    r"(?:triwulan|tw|semester|smt|kuartal|quarter)\s*\.?\s*(?:[ivx]+|\d)\s*(?:tahun\s*)?/?\s*\d{4}"
    r"|\d{4}-(?:q[1-4]|s[12]|\d{2})\b"
    r"|\d{1,2}\s+[a-z]+\s+\d{4}|[a-z]+\s+\d{4}|\b20\d{2}\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table of a sheet is and what its columns mean; rows counted from 0.

    Parameters
    ----------
    sheet : str or None
        None for text.
    form : Form
    header_rows : tuple of int
        First and last.
    columns : tuple of Column
        Every column with a header, in the sheet's order.
    rows : tuple of int
        Rows of data.
    left_out : tuple of (int, Reason)
        Other rows below the header that hold something.
    titles : tuple of str
        Texts above the header.
    indicator : str or None
        Code of the one indicator that the titles or the sheet's name name.
    period : str or None
        The one period that they name, as typed.
    findings : tuple of Finding
    """

    sheet: str | None
    form: Form
    header_rows: tuple[int, int]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    left_out: tuple[tuple[int, Reason], ...]
    titles: tuple[str, ...]
    indicator: str | None
    period: str | None
    findings: tuple[Finding, ...]

    def column(self, role: Role) -> Column | None:
        """The first column of a role."""
        found = (one for one in self.columns if one.meaning and one.meaning.role == role)
        return next(found, None)


def choose_sheet(
    book: Book, vocabulary: Vocabulary, wanted: str | None
) -> tuple[Sheet | None, tuple[Finding, ...]]:
    """The sheet to read, and what is to be said or asked about it (17).

    Parameters
    ----------
    book, vocabulary
    wanted : str, optional
        Its name, as a person chose it; a hidden one may be.
    """
    names = [sheet.name for sheet in book.sheets]
    text = book.kind == "text"
    tables = [sheet for sheet in book.sheets if _header(sheet, vocabulary) is not None]
    visible = [sheet for sheet in tables if not sheet.hidden]
    if wanted is not None and text and wanted not in names:
        return None, (said.sheet_of_text(wanted),)
    if wanted is not None and not text:
        chosen = next((sheet for sheet in book.sheets if sheet.name == wanted), None)
        if chosen is None:
            return None, (said.sheet_unknown(wanted, names),)
        others = [sheet.name for sheet in visible if sheet is not chosen]
        return chosen, (said.sheets_left_out(others),) if others else ()
    if len(visible) == 1:
        return visible[0], ()
    if len(visible) > 1:
        return None, (said.sheet_choice([sheet.name for sheet in visible]),)
    if tables:
        return None, (said.sheet_hidden(tables[0].name),)
    filled = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden]
    return (filled or list(book.sheets))[0], ()


def find_layout(
    sheet: Sheet,
    vocabulary: Vocabulary,
    *,
    text: bool,
    header_row: int | None = None,
    assigned: Assigned | None = None,
) -> Layout | tuple[Finding, ...]:
    """Find the table of a sheet.

    Parameters
    ----------
    sheet, vocabulary
    text : bool
        The sheet is a text file: its name is none.
    header_row : int, optional
        The header's last row, as a person chose it.
    assigned : mapping, optional
        What a person said that columns mean, by index; goes before the header's words.

    Returns
    -------
    Layout or tuple of Finding
        ``header_not_found`` where there is no table at all. Of a layout: ``header_twice``,
        ``column_missing`` (errors), ``columns_left_out``, ``total_rows_left_out`` (info).
    """
    name = None if text else sheet.name
    chosen = (
        _header(sheet, vocabulary)
        if header_row is None
        else _best_height(sheet, vocabulary, header_row)
    )
    if chosen is None and (assigned or header_row is not None):
        chosen = (header_row or 0, header_row or 0)
    if chosen is None:
        chosen = _likely_header(sheet, vocabulary)
    if chosen is None:
        return (said.header_not_found(name),)
    first, last = chosen
    headers = _headers(sheet, first, last)
    choices = assigned or {}
    columns = tuple(
        Column(
            index=index,
            header=header,
            meaning=choices[index] if index in choices else vocabulary.meaning(header),
        )
        for index, header in enumerate(headers)
        if header or index in choices
    )
    titles = _titles(sheet, first)
    code = _titled_indicator(vocabulary, titles, "" if text else sheet.name)
    rows, left_out = table_rows(sheet, columns, last)
    form = _form(columns)
    totals = [row + 1 for row, reason in left_out if reason == "total"]
    found = [
        *_column_findings(name, last + 1, columns, vocabulary, form),
        *([said.total_rows_left_out(name, totals)] if totals else []),
    ]
    return Layout(
        sheet=name, form=form, header_rows=(first, last), columns=columns, rows=rows,
        left_out=left_out, titles=titles, indicator=code,
        period=_titled_period(sheet, first, titles, "" if text else sheet.name),
        findings=tuple(found),
    )  # fmt: skip


def _form(columns: Sequence[Column]) -> Form:
    meanings = [one.meaning for one in columns if one.meaning is not None]
    roles = {one.role for one in meanings}
    if roles.isdisjoint(PARTS) and not roles.isdisjoint(FORMATION):
        return "formation"
    wide = any(one.indicator is not None and one.role in PARTS for one in meanings)
    return "wide" if wide or ("indicator" not in roles and "period" not in roles) else "long"


def _header(sheet: Sheet, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """First and last row of the best header; None where no row names a table's columns."""
    best: tuple[int, int, int] | None = None
    for last in range(min(sheet.rows, _SEARCHED)):
        chosen = _best_height(sheet, vocabulary, last)
        if chosen is None:
            continue
        score = _score(sheet, vocabulary, *chosen)
        if best is None or score > best[0]:
            best = (score, *chosen)
    return None if best is None else best[1:]


def _likely_header(sheet: Sheet, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The row with most known headers where none has all that a table needs.

    Its columns are then named as missing, with the header that is most alike.
    """
    best: tuple[int, int] | None = None
    for row in range(min(sheet.rows, _SEARCHED)):
        headers = [header for header in _headers(sheet, row, row) if header]
        meanings = [vocabulary.meaning(header) for header in headers]
        known = sum(one is not None and one.role not in _QUIET for one in meanings)
        if known and len(headers) > 1 and (best is None or known > best[0]):
            best = (known, row)
    return None if best is None else (best[1], best[1])


def _best_height(sheet: Sheet, vocabulary: Vocabulary, last: int) -> tuple[int, int] | None:
    """The header that ends in a row: of the heights that name a table, the most telling."""
    best: tuple[int, int] | None = None
    most = 0
    for height in range(1, min(_HEADER_HEIGHT, last + 1) + 1):
        first = last - height + 1
        score = _score(sheet, vocabulary, first, last)
        if score > most:
            best, most = (first, last), score
    return best


def _score(sheet: Sheet, vocabulary: Vocabulary, first: int, last: int) -> int:
    """How many columns of these header rows are understood; 0 where they make no table."""
    headers = _headers(sheet, first, last)
    meanings = [vocabulary.meaning(header) for header in headers if header]
    known = [one for one in meanings if one is not None]
    roles = {one.role for one in known}
    if roles.isdisjoint(("code", "village")) or roles.isdisjoint((*PARTS, *FORMATION)):
        return 0
    # Of two heights with the same columns the lower one: a title above is no header.
    distinct = len({(one.role, one.indicator, one.period, one.milestone) for one in known})
    return 10 * distinct + 2 * len(known) - (last - first)


def _headers(sheet: Sheet, first: int, last: int) -> list[str]:
    """The header of each column; groups over several columns hold for each of them."""
    found: list[list[str]] = [[] for _ in range(sheet.columns)]
    for row in range(first, last + 1):
        spread = _spread(sheet, row, grouped=row < last)
        for index, text in enumerate(spread):
            if text and (not found[index] or found[index][-1] != text):
                found[index].append(text)
    return [" / ".join(texts) for texts in found]


def _spread(sheet: Sheet, row: int, *, grouped: bool) -> list[str]:
    """The texts of a row, merged cells filled; a group goes on to the right where none merged."""
    texts = [cell_text(column[row]) for column in sheet.cells]
    merged = False
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom:
            own = cell_text(sheet.cells[left][top])
            for column in range(left, min(right, sheet.columns - 1) + 1):
                texts[column] = own
            merged = merged or right > left
    if grouped and not merged:
        below = [cell_text(column[row + 1]) for column in sheet.cells]
        for column in range(1, len(texts)):
            if not texts[column] and below[column] and below[column - 1] and texts[column - 1]:
                texts[column] = texts[column - 1]
    return texts


def _titles(sheet: Sheet, first: int) -> tuple[str, ...]:
    texts = (cell_text(cell) for row in range(first) for cell in sheet.row(row))
    return tuple(dict.fromkeys(text for text in texts if text))


def _titled_indicator(vocabulary: Vocabulary, titles: Sequence[str], name: str) -> str | None:
    for text in (*titles, name):
        found = vocabulary.indicators_in(text)
        if len(found) == 1:
            return next(iter(found))
    return None


def _titled_period(sheet: Sheet, first: int, titles: Sequence[str], name: str) -> str | None:
    """The one period above the table; a cell beside or after the word for it goes first."""
    for row in range(first):
        cells = [cell_text(cell) for cell in sheet.row(row)]
        filled = [cell for cell in cells if cell]
        for place, cell in enumerate(filled):
            label = _PERIOD_LABEL.match(cell.casefold())
            if label is None:
                continue
            rest = cell[label.end() :] or (filled[place + 1] if place + 1 < len(filled) else "")
            for text in (rest, cell):
                if text and read_period(text) is not None:
                    return str(text)
    for text in (*titles, name):
        found: dict[str, str | None] = {
            match: read_period(match)
            for match in _TITLED_PERIOD.findall(text.casefold())
            if read_period(match) is not None
        }
        # The year inside "Triwulan I 2026" is no second period.
        if len(set(found.values())) == 1:
            return next(iter(found))
    return None


def _column_findings(
    name: str | None,
    row: int,
    columns: Sequence[Column],
    vocabulary: Vocabulary,
    form: Form,
) -> list[Finding]:
    found = [*_doubles(name, row, columns), *_missing(name, row, columns, vocabulary, form)]
    strange = [one.header for one in columns if one.meaning is None]
    if strange:
        found.append(said.columns_left_out(name, row, strange))
    return found


def _doubles(name: str | None, row: int, columns: Sequence[Column]) -> list[Finding]:
    first: dict[object, Column] = {}
    found = []
    for one in columns:
        meaning = one.meaning
        if meaning is not None and meaning.role in _QUIET:
            continue
        # Year and quarter are two columns of one period.
        same: object = normalised(one.header) if meaning is None or meaning.role == "period" else (
            meaning.role, meaning.indicator, meaning.milestone,
            None if meaning.period is None else read_period(meaning.period) or meaning.period,
        )  # fmt: skip
        earlier = first.setdefault(same, one)
        if earlier is not one:
            found.append(said.header_twice(name, row, one.header, earlier.header))
    return found


def _missing(
    name: str | None, row: int, columns: Sequence[Column], vocabulary: Vocabulary, form: Form
) -> list[Finding]:
    meanings = [one.meaning for one in columns if one.meaning is not None]
    roles = {one.role for one in meanings}
    unknown = [one.header for one in columns if one.meaning is None]
    wanted: list[Role] = []
    if roles.isdisjoint(("code", "village")):
        wanted.append("village")
    if form != "formation":
        series: dict[tuple[str | None, str | None], set[str]] = {}
        for one in meanings:
            if one.role in PARTS:
                series.setdefault((one.indicator, one.period), set()).add(one.role)
        if not series:
            wanted.append("value")
        for parts in series.values():
            if parts == {"numerator"}:
                wanted.append("denominator")
            elif parts == {"denominator"}:
                wanted.append("numerator")
    return [
        said.column_missing(name, row, role, vocabulary.nearest(role, unknown))
        for role in dict.fromkeys(wanted)
    ]
