"""Templates that an agency fills in: one row per village, two columns per ratio.

What a template says to the reader of uploads (headers, ``CONTOH``, ``Ya``, the words of a period)
is the same in both languages; everything else is in the reader's. No value of the store is in it.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import xlsxwriter

from kampungkb.exports.listing import joined_name
from kampungkb.exports.spreadsheet import OPTIONS, line_text, write_text
from kampungkb.exports.template_parts import (
    MADE,
    TEXT_FORMAT,
    YES_NO,
    Entry,
    Forms,
    choice,
    lock,
    messages,
    place_rows,
    set_page,
    span,
    write_entry_sheet,
    write_rules,
    write_table,
)
from kampungkb.i18n.languages import Language
from kampungkb.i18n.translator import Translator, translator
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_end

PERIOD_LABEL: Final = "Periode"
_PERIODS_BEFORE: Final = 8
_PERIODS_AFTER: Final = 2
_COUNT_FORMAT: Final = "#,##0"
_WHOLE: Final = "ISNUMBER({own}),{own}>=0,{own}=INT({own})"
# A neighbour that is still empty does not stand in the way; with Excel's "ignore blank" it would
# let everything pass.
_NUMERATOR: Final = f'=OR({{own}}="",AND({_WHOLE},OR({{right}}="",{{own}}<={{right}})))'
_DENOMINATOR: Final = f'=OR({{own}}="",AND({_WHOLE},OR({{left}}="",{{own}}>={{left}})))'
_MOST: Final[Mapping[str, int]] = {"index": 1, "index_100": 100, "years": 120}
_EXAMPLES: Final[Mapping[str, float]] = {"index": 0.7125, "index_100": 62.5, "years": 21.5}


def template_xlsx(
    t: Translator,
    *,
    agency: str,
    indicators: Sequence[Indicator],
    villages: pd.DataFrame,
    districts: pd.DataFrame,
    periods: Sequence[str],
    area_name: str,
) -> bytes:
    """A template for the values of an agency.

    Parameters
    ----------
    t : Translator
        Of titles, notes and the guide.
    agency, area_name : str
        For the title.
    indicators : sequence of Indicator
        In the order of the columns. Those without values by village are left out; one at least
        has some.
    villages, districts : DataFrame, rows of AREAS
        Which rows there are, whatever their order.
    periods : sequence of str
        Choices of the drop-down, in their order; without any the period is typed.

    Returns
    -------
    bytes
        A workbook of two visible sheets without macros. On the first, rows 5 and 6 are the
        header, row 7 is the example, row 8 and on are the villages by code; without a ratio the
        header is row 5 alone and all rows below move up. Only cells to fill in and the period are
        unlocked. The same arguments give the same bytes.

    Raises
    ------
    ValueError
        No indicator has values by village: there is nothing to fill in.
    """
    asked = [one for one in indicators if one.lowest_level == "village"]
    if not asked:
        raise ValueError(f"{agency} has no indicator with values by village")
    entries = [entry for one in asked for entry in _entries(one, t)]
    if all(one.kind != "ratio" for one in asked):
        # A second row of nothing but "nilai" would tell the reader less than it could confuse.
        entries = [replace(one, group=None, header=one.group or "") for one in entries]
    title = t("template.title", agency=agency, area=area_name)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": line_text(title), "created": MADE})
        forms = Forms(book)
        sheet = book.add_worksheet(t("template.sheet_entry"))
        guide = book.add_worksheet(t("template.sheet_guide"))
        write_entry_sheet(
            sheet, forms, entries, place_rows(villages, districts), t,
            title=title, how=t("template.how"),
        )  # fmt: skip
        choices = _write_guide(guide, forms, asked, periods, t)
        _write_period(sheet, forms, choices, t)
    return buffer.getvalue()


def template_file_name(agency: str, language: Language) -> str:
    """The name of a template's file in plain ASCII: ``templat-DPUPR-Perkim.xlsx``."""
    return joined_name([translator(language)("template.file"), agency], "xlsx")


def template_periods(indicators: Sequence[Indicator], latest: str | None, today: date) -> list[str]:
    """Periods that a template offers, in the rhythms of its indicators.

    Parameters
    ----------
    indicators : sequence of Indicator
        Whose rhythms count; those without values by village do not.
    latest : str or None
        The last period in the store; it may lie after today.
    today : date
        Of the download.

    Returns
    -------
    list of str
        Per rhythm, the shortest first: the next two periods and the last eight that are over by
        today (or by the end of `latest`, where that is later), newest first.
    """
    over = today if latest is None else max(today, period_end(latest))
    rhythms = {one.rhythm_months for one in indicators if one.lowest_level == "village"}
    return [period for months in sorted(rhythms) for period in _periods(months, over)]


def period_choice(period: str) -> str:
    """The words of a period that the reader of uploads understands: ``Triwulan I 2026``."""
    return translator("id").period(period)


def _periods(months: int, over: date) -> list[str]:
    # Periods counted from the year 0; the running one is the first that is not over.
    tomorrow = over + timedelta(days=1)
    running = (tomorrow.year * 12 + tomorrow.month - 1) // months
    newest = running + _PERIODS_AFTER - 1
    return [_period(months, newest - step) for step in range(_PERIODS_BEFORE + _PERIODS_AFTER)]


def _period(months: int, number: int) -> str:
    year, part = divmod(number, 12 // months)
    return {
        1: f"{year}-{part + 1:02}", 3: f"{year}-Q{part + 1}", 6: f"{year}-S{part + 1}",
    }.get(months, str(year))  # fmt: skip


def _entries(indicator: Indicator, t: Translator) -> list[Entry]:
    group = f"{indicator.code} · {t.words(indicator.short)}"
    numerator, denominator = t.words(indicator.numerator), t.words(indicator.denominator)
    if indicator.kind != "ratio":
        return [_single(indicator, group, t)]
    return [
        Entry(
            group=group, header="pembilang", example=45, note=numerator,
            rule={"validate": "custom", "value": _NUMERATOR, "ignore_blank": False},
            refusal=t("template.numerator_refused"), number_format=_COUNT_FORMAT,
        ),
        Entry(
            group=group, header="penyebut", example=60, note=denominator,
            rule={"validate": "custom", "value": _DENOMINATOR, "ignore_blank": False},
            refusal=t("template.denominator_refused"), number_format=_COUNT_FORMAT,
        ),
    ]  # fmt: skip


def _single(indicator: Indicator, group: str, t: Translator) -> Entry:
    note = t.words(indicator.numerator)
    if indicator.kind == "yes_no":
        return Entry(
            group=group, header="nilai", example=YES_NO[0], rule=choice(YES_NO), note=note,
            refusal=t("template.choice_refused"), width=18,
        )  # fmt: skip
    if indicator.kind == "count":
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
        return Entry(
            group=group, header="nilai", example=3, rule=rule, note=note,
            refusal=t("template.count_refused"), number_format=_COUNT_FORMAT, width=18,
        )  # fmt: skip
    most = _MOST[indicator.unit]
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}
    return Entry(
        group=group, header="nilai", example=_EXAMPLES[indicator.unit], rule=rule, note=note,
        refusal=t("template.value_refused", most=t.number(most)), width=18,
    )  # fmt: skip


def _write_guide(
    sheet: Any, forms: Forms, indicators: Sequence[Indicator], periods: Sequence[str],
    t: Translator,
) -> str:  # fmt: skip
    """Write the guide; where the choices of the period stand, empty without any."""
    headers = (
        t("template.guide_indicator"), t("template.guide_name"), t("template.guide_numerator"),
        t("template.guide_denominator"), t("template.guide_rhythm"), t("template.guide_system"),
    )  # fmt: skip
    rules = (
        t("template.rule_blank"), t("template.rule_whole"), t("template.rule_persons"),
        t("template.rule_locked"), t("template.rule_period"),
    )  # fmt: skip
    row = write_rules(sheet, forms, t("template.guide_title"), rules, len(headers))
    rows = [
        (
            one.code, t.words(one.name), t.words(one.numerator), t.words(one.denominator),
            _rhythm(one, t), one.source_system,
        )
        for one in indicators
    ]  # fmt: skip
    below = write_table(sheet, forms, row, headers, rows) + 1
    for at, width in enumerate((20, 40, 44, 34, 18, 30)):
        sheet.set_column(at, at, width)
    set_page(sheet, t("template.guide_title"), t)
    lock(sheet)
    if not periods:
        return ""
    choices = [(period_choice(period),) for period in periods]
    write_table(sheet, forms, below, (t("template.guide_periods"),), choices)
    return span(t("template.sheet_guide"), below + 1, below + len(choices), 0)


def _rhythm(indicator: Indicator, t: Translator) -> str:
    return {
        "monthly": t("verdict.rhythm_monthly"),
        "quarterly": t("verdict.rhythm_quarterly"),
        "semester": t("verdict.rhythm_semester"),
        "yearly": t("verdict.rhythm_yearly"),
        "per_meeting": t("verdict.rhythm_per_meeting"),
    }[indicator.periodicity]


def _write_period(sheet: Any, forms: Forms, choices: str, t: Translator) -> None:
    write_text(sheet, 2, 0, PERIOD_LABEL, forms.head)
    sheet.write_blank(2, 1, None, forms.entry(TEXT_FORMAT))
    rule = choice(choices) if choices else {"validate": "any"}
    said = messages(
        t, title=PERIOD_LABEL, note=t("template.period_input"),
        refusal=t("template.period_refused"),
    )  # fmt: skip
    sheet.data_validation(2, 1, 2, 1, rule | said)
    sheet.set_selection(2, 1, 2, 1)
