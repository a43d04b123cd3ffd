"""The template of the formation: which villages formed a Kampung KB, when, by which document."""

import io
from datetime import date
from typing import Any, Final

import pandas as pd
import xlsxwriter

from kampungkb.exports.spreadsheet import OPTIONS, line_text
from kampungkb.exports.template_parts import (
    DAY_FORMAT,
    MADE,
    TEXT_FORMAT,
    YES_NO,
    Entry,
    Forms,
    choice,
    lock,
    place_rows,
    set_page,
    write_entry_sheet,
    write_rules,
    write_table,
)
from kampungkb.i18n.translator import Translator

STEPS: Final = (
    "sosialisasi", "kebijakan", "pokja", "pelatihan", "rkm", "sekretariat", "pencanangan",
    "terdaftar",
)  # fmt: skip
CLASSES: Final = ("Dasar", "Berkembang", "Mandiri", "Berkelanjutan")
# Kampung KB began in January 2016; documents before it may be named.
_FIRST_DAY: Final = date(2000, 1, 1)
_EXAMPLE_DAY: Final = date(2024, 8, 17)


def formation_template_xlsx(
    t: Translator,
    *,
    villages: pd.DataFrame,
    districts: pd.DataFrame,
    area_name: str,
) -> bytes:
    """A template for the formation of Kampung KB.

    Parameters
    ----------
    t : Translator
        Of titles, notes and the guide.
    villages, districts : DataFrame, rows of AREAS
        Which rows there are, whatever their order.
    area_name : str
        For the title.

    Returns
    -------
    bytes
        A workbook of two visible sheets without macros. On the first, row 5 is the header, row 6
        the example, row 7 and on are the villages by code. Nothing is filled in. The same
        arguments give the same bytes.
    """
    entries = _entries(t)
    title = t("template.title_formation", area=area_name)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": line_text(title), "created": MADE})
        forms = Forms(book)
        sheet = book.add_worksheet(t("template.sheet_entry"))
        guide = book.add_worksheet(t("template.sheet_guide"))
        write_entry_sheet(
            sheet, forms, entries, place_rows(villages, districts), t,
            title=title, how=t("template.how_formation"),
        )  # fmt: skip
        sheet.set_selection(6, 3, 6, 3)
        _write_guide(guide, forms, t)
    return buffer.getvalue()


def _entries(t: Translator) -> list[Entry]:
    chosen = t("template.choice_refused")
    return [
        Entry(
            group=None, header="terbentuk", example=YES_NO[0], rule=choice(YES_NO),
            note=t("template.input_formed"), refusal=chosen,
        ),
        _day("tanggal_terbentuk", t),
        _document("dokumen", t),
        *(
            entry
            for step in STEPS
            for entry in (_day(f"tanggal_{step}", t), _document(f"dokumen_{step}", t))
        ),
        Entry(
            group=None, header="klasifikasi", example=CLASSES[1], rule=choice(CLASSES),
            note=t("template.input_class"), refusal=chosen, width=16,
        ),
        Entry(
            group=None, header="periode_klasifikasi", example="Triwulan III 2026",
            note=t("template.input_class_period"), number_format=TEXT_FORMAT, width=22,
        ),
    ]  # fmt: skip


def _day(header: str, t: Translator) -> Entry:
    rule = {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    return Entry(
        group=None, header=header, example=_EXAMPLE_DAY, rule=rule, note=t("template.input_day"),
        refusal=t("template.day_refused"), number_format=DAY_FORMAT, width=len(header) + 4,
    )  # fmt: skip


def _document(header: str, t: Translator) -> Entry:
    # As text: Excel would make a date of the number 12/2024.
    return Entry(
        group=None, header=header, example=t("template.example_document"),
        note=t("template.input_document"), number_format=TEXT_FORMAT, width=28,
    )  # fmt: skip


def _write_guide(sheet: Any, forms: Forms, t: Translator) -> None:
    rules = (
        t("template.rule_persons"), t("template.rule_locked"), t("template.rule_day"),
    )  # fmt: skip
    steps = (
        t("template.column_socialisation"), t("template.column_policy"),
        t("template.column_working_group"), t("template.column_trained"),
        t("template.column_plan"), t("template.column_secretariat"),
        t("template.column_launched"), t("template.column_registered"),
    )  # fmt: skip
    rows = [
        ("terbentuk", t("template.column_formed")),
        ("tanggal_terbentuk", t("template.column_formed_day")),
        ("dokumen", t("template.column_document")),
        *(
            (f"tanggal_{step}, dokumen_{step}", meaning)
            for step, meaning in zip(STEPS, steps, strict=True)
        ),
        ("klasifikasi", t("template.column_class")),
        ("periode_klasifikasi", t("template.column_class_period")),
    ]
    row = write_rules(sheet, forms, t("template.guide_title"), rules, 2)
    headers = (t("template.guide_column"), t("template.guide_meaning"))
    write_table(sheet, forms, row, headers, rows)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 90)
    set_page(sheet, t("template.guide_title"), t)
    lock(sheet)
