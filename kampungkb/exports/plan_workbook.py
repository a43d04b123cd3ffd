"""A plan as a workbook: what it assumes, all its villages, and a sheet per district and agency."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kampungkb.exports.about import Lines
from kampungkb.exports.columns import Column, figure_column, text_column, words_column
from kampungkb.exports.listing import joined_name, page_footer
from kampungkb.exports.spreadsheet import line_text
from kampungkb.exports.workbook import Sheet, workbook_bytes
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator

# What Excel allows, in the units in which it counts.
_LENGTH: Final = 31
_REFUSED: Final = re.compile(r"[\[\]:*?/\\]")
# Excel keeps this name, in English, to itself.
_RESERVED: Final = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgency:
    """What a plan asks of one agency.

    Parameters
    ----------
    name : str
    villages : DataFrame, one row per village of the plan where the agency has a shortfall
        The columns of `PlanBook.villages` and those of `shortfalls`.
    shortfalls : sequence of (column, header, unit)
        People missing by indicator (Int64; missing: no value).
    """

    name: str
    villages: pd.DataFrame
    shortfalls: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBook:
    """All that a plan's workbook says.

    Parameters
    ----------
    title : str
    area : str
        Name of the area as a whole.
    start, by : str
        First and last quarter, such as 2027-Q1.
    as_of : str or None
        The period up to which values were read.
    revision : int
        Of the data.
    made_up : bool
        Whether an illustrative value decides the plan: it marks every row, for the place of each
        village depends on all others.
    summary : sequence of (label, text)
        Assumptions, result and sources.
    villages : DataFrame, one row per village of the plan, in the order of the file
        ``code``, ``name``, ``district_code``, ``district``, ``quarter`` (2027-Q1), ``need`` and
        ``replacement_cost`` (int, Fraction or Decimal; missing: not known), ``proven`` (bool:
        the cost is exact, otherwise the least it can be), ``breaks`` (bool: without the village
        more of the target, a minimum or a budget is missed).
    districts : tuple of (code, name)
        A sheet each.
    agencies : tuple of PlanAgency
        A sheet each.
    printed_at : datetime
        In UTC where it names no zone.
    """

    title: str
    area: str
    start: str
    by: str
    as_of: str | None
    revision: int
    made_up: bool
    summary: Lines
    villages: pd.DataFrame
    districts: tuple[tuple[str, str], ...]
    agencies: tuple[PlanAgency, ...]
    printed_at: datetime


def plan_xlsx(book: PlanBook, t: Translator) -> bytes:
    """The workbook; the same plan gives the same bytes.

    Returns
    -------
    bytes
        The first sheet is the summary, the second all villages, then districts and agencies in
        their order. The header of each is row 1; codes are text; nothing is a formula or a link.
        An unknown need is an empty cell, never 0.
    """
    tables = [
        (t("plan_chart.book.sheet_plan"), book.villages, ()),
        *((name, _of_district(book, code), ()) for code, name in book.districts),
        *((one.name, one.villages, one.shortfalls) for one in book.agencies),
    ]
    first = t("plan_chart.book.sheet_summary")
    names = sheet_names([first, *(name for name, _, _ in tables)])
    sheets = [
        Sheet(name=names[0], columns=_summary(book, t), is_table=False),
        *(
            _sheet(name, rows, shortfalls, book, t)
            for name, (_, rows, shortfalls) in zip(names[1:], tables, strict=True)
        ),
    ]
    return workbook_bytes(
        tuple(sheets),
        title=book.title,
        footer=page_footer(book.area, book.as_of, book.revision, t),
        page=t("export.page"),
        mark=_mark(book, t),
        made_at=book.printed_at,
    )


def plan_file_name(book: PlanBook, t: Translator) -> str:
    """A name that says what is inside: ``rencana-2027-Q1-2028-Q4-revisi-2.xlsx``."""
    parts = [
        t("plan_chart.book.file"),
        book.start,
        book.by,
        t("export.file_revision", n=str(book.revision)),
        t("export.file_mark") if book.made_up else None,
    ]
    return joined_name(parts, "xlsx")


def sheet_names(wanted: Sequence[str]) -> list[str]:
    r"""Names that a spreadsheet takes, each once, as near to the wanted ones as can be.

    Notes
    -----
    Excel: at most 31 characters, none of ``[ ] : * ? / \``, no apostrophe at an end, not
    ``History``; and it sees no difference between capital and small letters.
    """
    found: list[str] = []
    taken = {_RESERVED}
    for name in wanted:
        clean = _REFUSED.sub(" ", line_text(name)).strip(" '") or "-"
        number, one = 1, _cut(clean, _LENGTH)
        while one.casefold() in taken:
            number += 1
            ending = f" ({number})"
            one = _cut(clean, _LENGTH - len(ending)) + ending
        taken.add(one.casefold())
        found.append(one)
    return found


def _cut(text: str, most: int) -> str:
    """A text cut to a number of UTF-16 units, no character in half."""
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.rstrip(" '")


def _of_district(book: PlanBook, code: str) -> pd.DataFrame:
    return book.villages[book.villages["district_code"] == code]


def _mark(book: PlanBook, t: Translator) -> str | None:
    return t("common.illustrative_ribbon") if book.made_up else None


def _summary(book: PlanBook, t: Translator) -> tuple[Column, ...]:
    mark = _mark(book, t)
    lines = [
        (t("export.about_title"), book.title),
        *([(t("export.about_mark"), mark)] if mark else []),
        *book.summary,
        (t("export.about_missing"), t("export.missing")),
    ]
    return (
        Column(name=t("export.about_what"), cells=tuple(label for label, _ in lines)),
        Column(name=t("export.about_text"), cells=tuple(text for _, text in lines)),
    )


def _sheet(
    name: str, rows: pd.DataFrame, shortfalls: Sequence[tuple[str, str, str]], book: PlanBook,
    t: Translator,
) -> Sheet:  # fmt: skip
    if rows.empty:
        note = Column(name=name, cells=(t("plan_chart.book.nothing"),))
        return Sheet(name=name, columns=(note,), is_table=False)
    columns = [*_places(rows, t), *_worth(rows, t)]
    columns += [amount_column(header, rows[column], unit) for column, header, unit in shortfalls]
    mark = _mark(book, t)
    if mark:
        columns.append(Column(name=t("export.note"), cells=(mark,) * len(rows)))
    return Sheet(name=name, columns=tuple(columns), is_table=True)


def _places(rows: pd.DataFrame, t: Translator) -> list[Column]:
    return [
        text_column(t("export.village_code"), rows["code"]),
        text_column(t("export.village_name"), rows["name"]),
        text_column(t("export.district_name"), rows["district"]),
        # The code and not its words: it sorts.
        text_column(t("plan_chart.book.quarter"), rows["quarter"]),
    ]


def _worth(rows: pd.DataFrame, t: Translator) -> list[Column]:
    words = {
        "exactly": t("plan_chart.book.exactly"),
        "at_least": t("plan_chart.book.at_least"),
        "breaks": t("plan_chart.book.breaks"),
    }
    return [
        amount_column(t("plan_chart.book.need"), rows["need"]),
        amount_column(t("plan_chart.book.replacement"), rows["replacement_cost"]),
        words_column(t("plan_chart.book.how_sure"), _certainty(rows), words),
    ]


def _certainty(rows: pd.DataFrame) -> list[str | None]:
    """What the benefit that is lost is worth as a figure; None where there is none."""
    return [
        "breaks" if breaks else None if pd.isna(cost) else "exactly" if proven else "at_least"
        for cost, proven, breaks in zip(
            rows["replacement_cost"], rows["proven"], rows["breaks"], strict=True
        )
    ]


def amount_column(name: str, values: Iterable[Any], unit: str = "") -> Column:
    """Exact sums, shown with a decimal only where one of them needs it."""
    cells = [exact(None if pd.isna(one) else one) for one in values]
    is_whole = all(one == one.to_integral_value() for one in cells if isinstance(one, Decimal))
    return figure_column(name, cells, unit, 0, "#,##0" if is_whole else "#,##0.0")
