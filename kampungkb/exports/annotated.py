"""The uploaded workbook once more, its faults coloured, with a column that says what to do.

Whatever the file, something comes back: the workbook itself, a new one with its cells, or the
list of findings alone.
"""

import base64
import binascii
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from kampungkb.exports.annotated_rebuilt import list_alone
from kampungkb.exports.listing import joined_name
from kampungkb.exports.marks import CELL_LENGTH, SEVERITIES, Mark, Marks
from kampungkb.i18n.translator import LANGUAGES, Language, Translator, translator
from kampungkb.intake.limited import LimitedChild
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import shown_name
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.model.findings import Finding

_LOG: Final = logging.getLogger(__name__)

PERSONAL: Final = "personal_data"
# Measured: openpyxl needs some 0.5 KB and 20 microseconds for each cell.
_MOST_KEPT: Final = 600_000


def annotated_xlsx(
    data: bytes,
    file_name: str,
    book: Book,
    sheet_name: str | None,
    findings: Sequence[Finding],
    t: Translator,
    *,
    messages: Mapping[str, str],
    columns: Mapping[str, int],
    header_row: int | None,
) -> bytes:
    """A copy of an uploaded file that shows where and how to correct it.

    Parameters
    ----------
    data : bytes
        The file.
    file_name : str
        As its sender calls it; only shown.
    book : Book
        What was read from `data`.
    sheet_name : str or None
        The sheet that was checked; None: the only one, or none of several.
    findings : sequence of Finding
        Rows as the sheet numbers them, from 1.
    t : Translator
        Of the words around the findings.
    messages : mapping
        The sentence of each finding, by its ``key``.
    columns : mapping
        The column of each header that a finding may name, counted from 0.
    header_row : int or None
        Last row of the header, counted from 0; None: the first row.

    Returns
    -------
    bytes
        XLSX. First the sheet with all findings, the gravest first, then the sheets of the file:
        an XLSX file's own, with formats, widths and formulas, without macros; of another file
        (or where the workbook cannot be changed) its values. On the checked sheet faulty cells
        are coloured and have a comment, and the column after the last used one says per row what
        to do. Marks that an earlier round left are replaced.

    Notes
    -----
    With a finding ``personal_data`` no cell of the file and no other finding is in the result:
    their values and sentences could repeat what must not be copied.
    """
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    ordered = sorted(findings, key=lambda one: order[one.severity])
    if any(one.kind == PERSONAL for one in ordered):
        told = [one for one in ordered if one.kind == PERSONAL]
        lines = (_line(t("template.cells_withheld")), *_lines(told, messages, t, values=False))
        return list_alone(_list(file_name, lines, t))
    lines = tuple(_lines(ordered, messages, t, values=True))
    marks = _list(file_name, lines, t)
    marks = _on_sheets(marks, book, sheet_name, header_row or 0)
    marks = _with_marks(marks, ordered, messages, columns)
    for keep in (True, False) if _can_be_kept(book) else (False,):
        made = _copied(data, replace(marks, keep_original=keep))
        if made is not None:
            return made
    return list_alone(_list(file_name, (_line(t("template.cells_not_copied")), *lines), t))


def annotated_file_name(file_name: str, language: Language) -> str:
    """The name of the copy in plain ASCII: ``capaian-kia-temuan.xlsx``."""
    stem = PurePath(shown_name(file_name)).stem
    return joined_name([stem, translator(language)("template.file_findings")], "xlsx")


def _list(
    file_name: str, lines: Iterable[tuple[str, tuple[str | int | None, ...]]], t: Translator
) -> Marks:
    """The list of findings, and nothing marked."""
    return Marks(
        title=shown_name(file_name),
        sheet_index=None,
        sheet_name="",
        header_row=0,
        column=0,
        header=t("template.what_to_do"),
        cells=(),
        rows=(),
        list_name=t("template.findings_sheet"),
        list_header=_list_header(t),
        findings=tuple(lines),
        dropped=(),
        keep_original=False,
    )


def _list_header(t: Translator) -> tuple[str, ...]:
    return (
        t("template.found_sheet"), t("template.found_row"), t("template.found_column"),
        t("template.found_value"), t("template.what_to_do"), t("template.found_severity"),
    )  # fmt: skip


def _lines(
    findings: Iterable[Finding], messages: Mapping[str, str], t: Translator, *, values: bool
) -> Iterable[tuple[str, tuple[str | int | None, ...]]]:
    words = {
        "error": t("template.severity_error"),
        "question": t("template.severity_question"),
        "warning": t("template.severity_warning"),
        "info": t("template.severity_info"),
    }
    for one in findings:
        value = None if one.value is None or not values else _cell_text(one.value)
        yield (
            one.severity,
            (
                None if one.sheet is None else _cell_text(one.sheet),
                one.row,
                None if one.column is None else _cell_text(one.column),
                value,
                _cell_text(messages[one.key]),
                words[one.severity],
            ),
        )


def _line(text: str) -> tuple[str, tuple[str | int | None, ...]]:
    return "error", (None, None, None, None, text, None)


def _on_sheets(marks: Marks, book: Book, sheet_name: str | None, header_row: int) -> Marks:
    """Where the marks go among the sheets of a book."""
    lists = {_list_header(translator(language)) for language in LANGUAGES}
    dropped = tuple(
        sheet.name for sheet in book.sheets
        if book.kind == "xlsx" and sheet.rows and tuple(sheet.row(0)) in lists
    )  # fmt: skip
    kept = [sheet for sheet in book.sheets if sheet.name not in dropped]
    names = {sheet.name.casefold() for sheet in kept}
    list_name, number = marks.list_name, 2
    while list_name.casefold() in names:
        list_name, number = f"{marks.list_name} ({number})", number + 1
    marks = replace(marks, dropped=dropped, list_name=list_name)
    wanted = [sheet for sheet in kept if sheet.name == sheet_name]
    if sheet_name is None and len(kept) == 1:
        wanted = kept
    if not wanted:
        return marks
    return replace(
        marks,
        sheet_index=book.sheets.index(wanted[0]),
        sheet_name=wanted[0].name,
        header_row=header_row,
        column=_free_column(wanted[0], header_row),
    )


def _free_column(sheet: Sheet, header_row: int) -> int:
    """The column after the last used one, or the one that an earlier round added."""
    added = {translator(language)("template.what_to_do") for language in LANGUAGES}
    if sheet.columns and header_row < sheet.rows and sheet.cells[-1][header_row] in added:
        return sheet.columns - 1
    return sheet.columns


def _with_marks(
    marks: Marks, findings: Iterable[Finding], messages: Mapping[str, str],
    columns: Mapping[str, int],
) -> Marks:  # fmt: skip
    """The cells and rows to mark; the first finding of each is the gravest."""
    if marks.sheet_index is None:
        return marks
    cells: dict[tuple[int, int], list[Finding]] = {}
    rows: dict[int, list[Finding]] = {}
    for one in findings:
        if one.row is None or one.sheet not in (None, marks.sheet_name):
            continue
        rows.setdefault(one.row - 1, []).append(one)
        if one.column is not None and one.column in columns:
            cells.setdefault((one.row - 1, columns[one.column]), []).append(one)
    return replace(
        marks,
        cells=tuple(_mark(row, at, cells[row, at], messages) for row, at in sorted(cells)),
        rows=tuple(_mark(row, None, rows[row], messages) for row in sorted(rows)),
    )


def _mark(
    row: int, column: int | None, findings: Sequence[Finding], messages: Mapping[str, str]
) -> Mark:
    # One sentence may be said of several cells of a row.
    text = "\n".join(dict.fromkeys(messages[one.key] for one in findings))
    return Mark(row=row, column=column, severity=findings[0].severity, text=_cell_text(text))


def _cell_text(text: str) -> str:
    """A text that XML and a cell can hold."""
    plain = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return plain if len(plain) <= CELL_LENGTH else f"{plain[: CELL_LENGTH - 1]}…"


def _can_be_kept(book: Book) -> bool:
    cells = sum(sheet.rows * sheet.columns for sheet in book.sheets)
    return book.kind == "xlsx" and cells <= _MOST_KEPT


def _copied(data: bytes, marks: Marks) -> bytes | None:
    """The marked workbook; None where the child did not come to its end."""
    said = marks.to_json() + b"\n" + data
    module = "kampungkb.exports.annotated_child"
    with LimitedChild(module, said, LIMITS, json.loads) as child:
        reason = child.wait(LIMITS.seconds)
    if reason is None and len(child.lines) == 3 and child.lines[-1] == {"done": True}:
        try:
            return base64.b64decode(child.lines[1]["workbook"], validate=True)
        except binascii.Error:
            reason = "damaged"
    _LOG.warning(
        "marking %r ended: %s, status %s: %s", marks.title, reason, child.status,
        child.errors.decode(errors="replace"),
    )  # fmt: skip
    return None
