"""Targets, and indicators beside the shipped ones, by an administrator."""

from typing import Final, Literal, get_args

import streamlit as st

from kampungkb.model.indicators import Indicator, Scope, Target, TargetUnit
from kampungkb.tasks.dictionary_entry import (
    KIND,
    PreparedDictionary,
    in_use,
    prepare_target,
    prepare_withdrawal,
)
from kampungkb.tasks.dictionary_forms import TargetForm, target_form
from kampungkb.tasks.dictionary_tables import targets_listing
from kampungkb.tasks.dictionary_view import entry
from kampungkb.tasks.dictionary_words import target_words
from kampungkb.ui import load, markup
from kampungkb.ui.entry_choice import indicator_choice
from kampungkb.ui.entry_fields import Fields, context_of
from kampungkb.ui.entry_files import present_files
from kampungkb.ui.entry_indicator import show_indicator
from kampungkb.ui.entry_steps import check_button, is_asked, show_steps
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity

_What = Literal["target", "indicator"]
_WHAT: Final = "entry_what"
_NEW: Final = ""
# The published unit that belongs to a unit of values.
_UNITS: Final[dict[str, TargetUnit]] = {
    "share": "percent", "per_1000": "per_1000", "index": "index", "index_100": "index_100",
    "years": "years", "count": "count",
}  # fmt: skip


def show_dictionary(page: Page, who: Identity) -> None:
    """Choose between a target and an indicator, and work on it."""
    t = page.t
    markup.show("entry_note.html", text=t("entry.dictionary_note"))
    names = {"target": t("entry.what_target"), "indicator": t("entry.what_indicator")}
    what: _What = st.radio(
        t("entry.what"), get_args(_What), key=_WHAT, format_func=names.__getitem__,
        horizontal=True, label_visibility="collapsed",
    )  # fmt: skip
    if what == "indicator":
        show_indicator(page, who)
    else:
        _show_target(page, who)


def _show_target(page: Page, who: Identity) -> None:
    t = page.t
    first, second = st.columns([2, 2], vertical_alignment="bottom")
    with first:
        code = indicator_choice(page, values=False)
    if code is None:
        markup.show("entry_note.html", text=t("entry.choose_indicator"))
        return
    indicator = page.snapshot.dictionary.get(code)
    with second:
        target_id = _which(page, indicator)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _present(page, indicator)
    with left:
        fields, prepared = _form(page, indicator, target_id)
    if prepared is not None and prepared.verdict != "refused":
        _effect(page, prepared)
    show_steps(page, who, fields, prepared, kind=KIND, village=None)


def _which(page: Page, indicator: Indicator) -> str | None:
    """Which target of the store is corrected; None: a further one is added."""
    t, rows = page.t, page.snapshot.target_entries
    ids = [str(one) for one in rows.loc[rows["indicator"] == indicator.code, "target_id"]]
    if not ids:
        return None

    def shown(target_id: str) -> str:
        if target_id == _NEW:
            return t("entry.new_target")
        one = target_form(page.snapshot, indicator.code, target_id, t)
        scope = _scopes(page)[one.scope]
        return t("entry.present_target", value=one.value, year=one.year or t("dictionary.undated"),
                 scope=scope)  # fmt: skip

    chosen = st.selectbox(
        t("entry.which_target"), [_NEW, *ids], format_func=shown,
        key=f"entry_which_{context_of(indicator.code)}",
    )  # fmt: skip
    return chosen or None


def _form(
    page: Page, indicator: Indicator, target_id: str | None
) -> tuple[Fields, PreparedDictionary | None]:
    t = page.t
    fields = Fields(t=t, context=context_of("target", indicator.code, target_id))
    usual = _usual(page, indicator, target_id)
    ends = target_id is not None and bool(
        st.checkbox(t("entry.withdraw_target"), key=fields.key("withdraw"))
    )
    prepared = None
    if is_asked(fields.context):
        prepared = (
            prepare_withdrawal(load.engine(), page.snapshot, indicator.code, target_id)
            if ends
            else prepare_target(load.engine(), page.snapshot, _typed(fields, usual), t)
        )
        fields = Fields(t=t, context=fields.context, remarks=prepared.remarks)
    with st.form(key=f"entry_form_{fields.context}"):
        markup.show(
            "block_title.html", title=t("entry.target_title", indicator=t.words(indicator.name))
        )
        if ends:
            markup.show("entry_note.html", text=t("entry.withdraw_target_note"))
        else:
            _fields(page, fields, indicator, usual)
        check_button(t, fields.context)
    return fields, prepared


def _usual(page: Page, indicator: Indicator, target_id: str | None) -> TargetForm:
    if target_id is not None:
        return target_form(page.snapshot, indicator.code, target_id, page.t)
    return TargetForm(
        indicator=indicator.code, target_id=None, year="", value="",
        unit=_UNITS[indicator.unit], scope="regency", source="", url="", confirmed=True,
    )  # fmt: skip


def _fields(page: Page, fields: Fields, indicator: Indicator, usual: TargetForm) -> None:
    t = page.t
    first, second, third = st.columns([1, 1, 2])
    with first:
        fields.text("value", t("entry.target_value"), usual.value, longest=20)
    with second:
        fields.text("year", t("entry.target_year"), usual.year, longest=4,
                    placeholder=t("entry.target_year_hint"))  # fmt: skip
    with third:
        own = _UNITS[indicator.unit]
        units: list[TargetUnit] = [own]
        if indicator.unit == "share":
            units.append("percent_of_regencies")
        fields.choice("unit", t("entry.target_unit"), units, usual.unit, _units(page).__getitem__)
    first, second = st.columns([1, 1])
    with first:
        scopes = _scopes(page)
        fields.choice("scope", t("entry.target_scope"), get_args(Scope), usual.scope,
                      scopes.__getitem__)  # fmt: skip
    with second:
        fields.text("source", t("entry.target_source"), usual.source,
                    placeholder=t("entry.target_source_hint"))  # fmt: skip
    fields.text("url", t("entry.target_url"), usual.url, placeholder="https://", longest=500)
    first, second = st.columns([1, 1])
    with first:
        fields.text("note_id", t("entry.note_id"), usual.note[0], longest=400)
    with second:
        fields.text("note_en", t("entry.note_en"), usual.note[1], longest=400)
    fields.below("note")
    fields.flag("confirmed", t("entry.target_confirmed"), usual.confirmed)


def _typed(fields: Fields, usual: TargetForm) -> TargetForm:
    return TargetForm(
        indicator=usual.indicator,
        target_id=usual.target_id,
        year=fields.said("year", usual.year),
        value=fields.said("value", usual.value),
        unit=fields.said("unit", usual.unit),
        scope=fields.said("scope", usual.scope),
        source=fields.said("source", usual.source),
        url=fields.said("url", usual.url),
        confirmed=fields.said("confirmed", usual.confirmed),
        note=(fields.said("note_id", usual.note[0]), fields.said("note_en", usual.note[1])),
    )


def _scopes(page: Page) -> dict[Scope, str]:
    t, code = page.t, page.snapshot.area_code
    province = page.snapshot.names.get(code[:2], code[:2])
    return {
        "regency": page.snapshot.area_name,
        "province": t("entry.scope_province", name=province),
        "nation": t("entry.scope_nation"),
    }


def _units(page: Page) -> dict[TargetUnit, str]:
    t = page.t
    return {
        "percent": t("entry.unit_percent"),
        "per_1000": t("entry.unit_per_1000"),
        "index": t("entry.unit_index"),
        "index_100": t("entry.unit_index_100"),
        "years": t("entry.unit_years"),
        "count": t("entry.unit_count"),
        "percent_of_regencies": t("entry.unit_percent_of_regencies"),
    }


def _present(page: Page, indicator: Indicator) -> None:
    """Every target of an indicator, the one in use marked."""
    t, of = page.t, page.snapshot
    rows = entry(of, indicator, t).targets
    with st.container(key="entry_present"):
        markup.show("entry_targets.html", t=t, indicator=t.words(indicator.short), rows=rows)
        if rows:
            present_files(page, targets_listing(of, t, indicator))


def _effect(page: Page, prepared: PreparedDictionary) -> None:
    """Which target is in use before and after."""
    t = page.t
    used = in_use(page.snapshot, prepared.after, prepared.code)
    of = prepared.after if prepared.code in prepared.after.dictionary else page.snapshot
    indicator = of.dictionary.get(prepared.code)

    def shown(target: Target | None) -> str:
        return t("entry.no_target") if target is None else target_words(t, indicator, target)

    markup.show(
        "entry_effect.html", t=t, before=shown(used.before), after=shown(used.after),
        same=used.before == used.after,
    )  # fmt: skip
