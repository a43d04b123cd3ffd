"""What every template has in common: place columns, locked cells, rules for what may be typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.spreadsheet import A4, line_text, page_text, write_text
from kampungkb.i18n.translator import Translator

# What the reader of uploads goes by; the same in both languages.
PLACE_HEADERS: Final = ("kode_desa", "kecamatan", "desa")
EXAMPLE_MARK: Final = "CONTOH"
YES_NO: Final = ("Ya", "Tidak")
TEXT_FORMAT: Final = "@"
DAY_FORMAT: Final = "dd/mm/yyyy"
# No time in a template: the same villages and indicators give the same bytes.
MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001  a spreadsheet's times have no zone
# Lengths that Excel allows.
_INPUT_TITLE: Final = 32
_INPUT_MESSAGE: Final = 255
_HEADER_ROW: Final = 4
_COLUMNS_PER_PAGE: Final = 14

Villages = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One column to fill in.

    Parameters
    ----------
    group : str or None
        The header above `header`, merged over the neighbours that have the same; None: none.
    header : str
        What the reader goes by.
    example : str, int, float or date
        In the row that is never read.
    rule : mapping
        Of XlsxWriter's data validation, without messages; ``{own}``, ``{left}`` and ``{right}``
        in its ``value`` are the cell and its neighbours in the first row. Empty: anything.
    note : str
        Shown beside the cell while it is filled in.
    refusal : str
        Shown when the rule is broken.
    number_format : str
        Of a spreadsheet.
    width : float
        In characters.
    """

    group: str | None
    header: str
    example: str | int | float | date
    rule: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    refusal: str = ""
    number_format: str = "General"
    width: float = 13


def place_rows(villages: pd.DataFrame, districts: pd.DataFrame) -> Villages:
    """Code, district and name of each village, ordered by code.

    Parameters
    ----------
    villages, districts : DataFrame, rows of AREAS
        A village whose district is not there has an empty name of it.
    """
    names = dict(zip(districts["code"], districts["name"], strict=True))
    ordered = villages.sort_values("code")
    return [
        (str(code), str(names.get(parent, "")), str(name))
        for code, parent, name in zip(
            ordered["code"], ordered["parent_code"], ordered["name"], strict=True
        )
    ]


class Forms:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """A format."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    @property
    def title(self) -> Any:
        """Of a title."""
        return self.get(bold=True, font_size=14, font_color=LIGHT.ink)

    @property
    def lead(self) -> Any:
        """Of a sentence that may run over its neighbours."""
        return self.get(font_color=LIGHT.muted)

    @property
    def head(self) -> Any:
        """Of a header."""
        return self.get(
            bold=True, text_wrap=True, border=1, border_color=LIGHT.line, bg_color=LIGHT.surface,
            font_color=LIGHT.ink,
        )  # fmt: skip

    @property
    def place(self) -> Any:
        """Of a code or a name, which nobody changes."""
        return self.get(
            num_format=TEXT_FORMAT, bg_color=LIGHT.surface, border=1, border_color=LIGHT.line
        )

    @property
    def reading(self) -> Any:
        """Of a text to read."""
        return self.get(text_wrap=True, border=1, border_color=LIGHT.line)

    def entry(self, number_format: str) -> Any:
        """Of a cell to fill in."""
        return self.get(num_format=number_format, locked=False, border=1, border_color=LIGHT.line)

    def example(self, number_format: str) -> Any:
        """Of a cell of the example."""
        return self.get(
            num_format=number_format, italic=True, font_color=LIGHT.muted, bg_color=LIGHT.surface,
            border=1, border_color=LIGHT.line,
        )  # fmt: skip


def write_entry_sheet(
    sheet: Any, forms: Forms, entries: Sequence[Entry], places: Villages, t: Translator,
    *, title: str, how: str,
) -> None:  # fmt: skip
    """Write title, headers, example and one row per village, all locked but the cells to fill in.

    The headers are in rows 5 and 6, or in row 5 where no entry has a group; the example follows.
    """
    head_rows = 2 if any(entry.group is not None for entry in entries) else 1
    first = _HEADER_ROW + head_rows + 1
    write_text(sheet, 0, 0, title, forms.title)
    write_text(sheet, 1, 0, how, forms.lead)
    _write_headers(sheet, forms, entries, head_rows)
    _write_example(sheet, forms, entries, first - 1, t)
    for row, place in enumerate(places, start=first):
        for at, text in enumerate(place):
            if text:
                write_text(sheet, row, at, text, forms.place)
            else:
                sheet.write_blank(row, at, None, forms.place)
        for at, entry in enumerate(entries, start=len(place)):
            sheet.write_blank(row, at, None, forms.entry(entry.number_format))
    if places:
        for at, entry in enumerate(entries, start=len(PLACE_HEADERS)):
            _set_rule(sheet, entry, first, first + len(places) - 1, at, t)
    last_column = len(PLACE_HEADERS) + len(entries) - 1
    sheet.autofilter(first - 2, 0, max(first + len(places) - 1, first - 1), last_column)
    sheet.freeze_panes(first - 1, len(PLACE_HEADERS))
    sheet.repeat_rows(_HEADER_ROW, first - 2)
    sheet.repeat_columns(0, len(PLACE_HEADERS) - 1)
    _set_widths(sheet, entries, places)
    # A number of a document or a year is text on purpose; Excel would flag each cell of it.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_page(sheet, title, t, pages_wide=1 + last_column // _COLUMNS_PER_PAGE)
    lock(sheet)


def set_page(sheet: Any, title: str, t: Translator, *, pages_wide: int = 1) -> None:
    """Let a sheet be printed on landscape A4, its title above and the page's number below."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_header(f"&L{page_text(title)}")
    sheet.set_footer(f"&R{t('export.page')}")


def lock(sheet: Any) -> None:
    """Let only unlocked cells be changed; there is no password, so nobody is locked out."""
    sheet.protect(
        "", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    )


def write_table(
    sheet: Any, forms: Forms, row: int, headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> int:
    """Write texts as a table from a row on; the first row after it."""
    for at, header in enumerate(headers):
        write_text(sheet, row, at, header, forms.head)
    for below, texts in enumerate(rows, start=row + 1):
        for at, text in enumerate(texts):
            write_text(sheet, below, at, text, forms.reading)
    return row + 1 + len(rows)


def write_rules(sheet: Any, forms: Forms, title: str, rules: Sequence[str], columns: int) -> int:
    """Write a title and one sentence per row over several columns; the second row after them."""
    write_text(sheet, 0, 0, title, forms.title)
    form = forms.get(text_wrap=True)
    for row, rule in enumerate(rules, start=1):
        sheet.merge_range(row, 0, row, columns - 1, "", form)
        write_text(sheet, row, 0, rule, form)
        sheet.set_row(row, 32)
    return len(rules) + 2


def choice(values: Sequence[str] | str) -> dict[str, Any]:
    """The rule of a drop-down: its choices, or where they stand."""
    return {"validate": "list", "source": list(values) if not isinstance(values, str) else values}


def span(sheet: str, first_row: int, last_row: int, column: int) -> str:
    """Where the choices of a drop-down stand."""
    return f"='{sheet}'!{xl_range_abs(first_row, column, last_row, column)}"


def messages(t: Translator, *, title: str, note: str, refusal: str) -> dict[str, Any]:
    """What a cell says before and after something is typed."""
    return {
        "input_title": _cut(title, _INPUT_TITLE),
        "input_message": _cut(note, _INPUT_MESSAGE),
        "error_title": _cut(t("template.refused"), _INPUT_TITLE),
        "error_message": _cut(refusal, _INPUT_MESSAGE),
    }


def _write_headers(sheet: Any, forms: Forms, entries: Sequence[Entry], head_rows: int) -> None:
    top, last = _HEADER_ROW, _HEADER_ROW + head_rows - 1
    for at, header in enumerate(PLACE_HEADERS):
        _write_over(sheet, top, at, last, at, header, forms.head)
    for at, entry in enumerate(entries, start=len(PLACE_HEADERS)):
        write_text(sheet, last, at, entry.header, forms.head)
    at = len(PLACE_HEADERS)
    while head_rows > 1 and at < len(PLACE_HEADERS) + len(entries):
        group = entries[at - len(PLACE_HEADERS)].group
        end = at
        while end + 1 - len(PLACE_HEADERS) < len(entries) and (
            entries[end + 1 - len(PLACE_HEADERS)].group == group
        ):
            end += 1
        _write_over(sheet, top, at, top, end, group or "", forms.head)
        at = end + 1
    if head_rows > 1:
        sheet.set_row(top, 48)


def _write_over(
    sheet: Any, top: int, left: int, last: int, right: int, text: str, form: Any
) -> None:
    if (top, left) != (last, right):
        sheet.merge_range(top, left, last, right, "", form)
    write_text(sheet, top, left, text, form)


def _write_example(
    sheet: Any, forms: Forms, entries: Sequence[Entry], row: int, t: Translator
) -> None:
    texts = (EXAMPLE_MARK, t("template.example_district"), t("template.example_village"))
    for at, text in enumerate(texts):
        write_text(sheet, row, at, text, forms.example(TEXT_FORMAT))
    for at, entry in enumerate(entries, start=len(texts)):
        form = forms.example(entry.number_format)
        if isinstance(entry.example, str):
            write_text(sheet, row, at, entry.example, form)
        elif isinstance(entry.example, date):
            sheet.write_datetime(row, at, entry.example, form)
        else:
            sheet.write_number(row, at, entry.example, form)


def _set_rule(sheet: Any, entry: Entry, first: int, last: int, at: int, t: Translator) -> None:
    title = entry.header if entry.group is None else f"{entry.group.split(' ')[0]} {entry.header}"
    rule = dict(entry.rule) or {"validate": "any"}
    if isinstance(rule.get("value"), str):
        row = first + 1
        cells = {
            name: f"{xl_col_to_name(at + step)}{row}"
            for name, step in (("own", 0), ("left", -1), ("right", 1))
        }
        rule["value"] = rule["value"].format(**cells)
    said = messages(t, title=title, note=entry.note, refusal=entry.refusal)
    sheet.data_validation(first, at, last, at, rule | said)


def _set_widths(sheet: Any, entries: Sequence[Entry], places: Villages) -> None:
    for at, (narrowest, widest) in enumerate(((16, 16), (18, 30), (18, 36))):
        longest = max((len(place[at]) for place in places), default=0)
        sheet.set_column(at, at, min(max(longest + 1, narrowest), widest))
    for at, entry in enumerate(entries, start=len(PLACE_HEADERS)):
        sheet.set_column(at, at, entry.width)


def _cut(text: str, length: int) -> str:
    line = line_text(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"
