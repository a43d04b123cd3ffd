"""One value of one village in one period, corrected in a form."""

from dataclasses import replace

import streamlit as st

from kampungkb.intake.period_words import read_period
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.entry import (
    KIND,
    PreparedEntry,
    ValueEntry,
    official_values,
    prepare_entry,
)
from kampungkb.tasks.entry_files import values_listing
from kampungkb.tasks.entry_view import prefilled_value, present_values
from kampungkb.ui import load, markup
from kampungkb.ui.entry_choice import indicator_choice, period_choice, village_choice
from kampungkb.ui.entry_content import known
from kampungkb.ui.entry_fields import Fields, accepted, context_of
from kampungkb.ui.entry_files import present_files
from kampungkb.ui.entry_source import cited, source_fields
from kampungkb.ui.entry_steps import check_button, is_asked, show_steps
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity

_YES_NO = ("ya", "tidak")
_TYPED = ("numerator", "denominator", "value")


def show_value(page: Page, who: Identity) -> None:
    """Choose what it is about, see what is known, type, check and save."""
    t = page.t
    first, second, third = st.columns([2, 2, 1.2])
    with first:
        village = village_choice(page)
    with second:
        code = indicator_choice(page, values=True)
    if village is None or code is None:
        markup.show("entry_note.html", text=t("entry.choose_value"))
        return
    with third:
        period = period_choice(page, village, code)
    indicator = page.snapshot.dictionary.get(code)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _present(page, village, indicator)
    with left:
        fields, prepared = _form(page, village, indicator, period)
    with third:
        fields.below("period")
    show_steps(page, who, fields, prepared, kind=KIND, village=village)


def _form(
    page: Page, village: str, indicator: Indicator, period: str
) -> tuple[Fields, PreparedEntry | None]:
    fields = Fields(t=page.t, context=context_of("value", village, indicator.code))
    usual = prefilled_value(page.snapshot, village, indicator, read_period(period), page.t)
    # Another period takes along what was typed.
    fields.refill(period, {name: getattr(usual, name) for name in _TYPED})
    ends = _take_back(page, fields, village, indicator, period)
    # As it was written, where it could not be read.
    usual = replace(usual, period=period)
    owner = indicator.responsible
    prepared = (
        _prepared(page, owner, fields, usual, ends=ends) if is_asked(fields.context) else None
    )
    if prepared is not None:
        fields = Fields(t=fields.t, context=fields.context, remarks=prepared.remarks)
    with st.form(key=f"entry_form_{fields.context}"):
        markup.show(
            "block_title.html",
            title=page.t("entry.value_title", indicator=page.t.words(indicator.name)),
        )
        if not ends:
            _value_fields(fields, indicator, usual)
            source_fields(page, fields, indicator.responsible)
        else:
            markup.show("entry_note.html", text=page.t("entry.take_back_note"))
        for name in ("indicator", "village", "no_data"):
            fields.below(name)
        check_button(page.t, fields.context)
    return fields, prepared


def _take_back(page: Page, fields: Fields, village: str, indicator: Indicator, period: str) -> bool:
    """Whether an official value is to be taken back; asked only where there is one."""
    there = official_values(page.snapshot, village, indicator.code, read_period(period))
    if there.empty:
        return False
    return bool(st.checkbox(page.t("entry.take_back"), key=fields.key(f"{period}_no_data")))


def _value_fields(fields: Fields, indicator: Indicator, usual: ValueEntry) -> None:
    t = fields.t
    if indicator.kind == "ratio":
        first, second, third = st.columns(3)
        with first:
            fields.text("numerator", t("entry.numerator"), usual.numerator)
        with second:
            fields.text("denominator", t("entry.denominator"), usual.denominator)
        with third:
            share = indicator.unit == "share"
            label = t("entry.value_percent") if share else t("entry.value_per_1000")
            fields.text("value", label, usual.value, placeholder=t("entry.value_alone"))
        markup.show("entry_definition.html", t=t, indicator=indicator)
    elif indicator.kind == "yes_no":
        names = {"ya": t("verdict.yes"), "tidak": t("verdict.no")}
        fields.choice("value", t("entry.value"), _YES_NO, usual.value or None,
                      names.__getitem__, placeholder=t("entry.choose"))  # fmt: skip
    else:
        fields.text("value", t("entry.value"), usual.value, hint=t.words(indicator.numerator))


def _prepared(
    page: Page, owner: str, fields: Fields, usual: ValueEntry, *, ends: bool
) -> PreparedEntry:
    entry = ValueEntry(
        village=usual.village,
        indicator=usual.indicator,
        period=usual.period,
        numerator=fields.said("numerator", usual.numerator),
        denominator=fields.said("denominator", usual.denominator),
        value=fields.said("value", usual.value),
        no_data=ends,
    )
    return prepare_entry(
        load.engine(), page.snapshot, known(page), entry, cited(fields, owner), page.t,
        accepted=accepted(fields.context),
    )  # fmt: skip


def _present(page: Page, village: str, indicator: Indicator) -> None:
    t, of = page.t, page.snapshot
    shown = present_values(of, village, indicator, t)
    with st.container(key="entry_present"):
        markup.show(
            "entry_present_value.html", t=t, indicator=t.words(indicator.short),
            place=of.names[village],
            rows=[(one, page.link("riwayat", revisi=str(one.revision))) for one in shown],
        )  # fmt: skip
        if shown:
            present_files(page, values_listing(of, village, indicator, t))
