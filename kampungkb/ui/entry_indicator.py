"""An indicator beside the shipped ones: added, changed or withdrawn."""

from typing import Any, Final, get_args

import streamlit as st

from kampungkb.model.indicators import (
    SHORT_LENGTH,
    UNITS,
    Better,
    Kind,
    Level,
    Periodicity,
    Pillar,
    Population,
    Unit,
)
from kampungkb.tasks.dictionary_entry import (
    KIND,
    PreparedDictionary,
    prepare_indicator,
    prepare_withdrawal,
)
from kampungkb.tasks.dictionary_forms import IndicatorForm, Texts, indicator_form
from kampungkb.tasks.words import pillar_word, rhythm_word
from kampungkb.ui import load, markup
from kampungkb.ui.entry_fields import Fields, context_of
from kampungkb.ui.entry_steps import check_button, is_asked, show_steps
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity

_NEW: Final = ""


def show_indicator(page: Page, who: Identity) -> None:
    """Choose an addition or a new one, describe it, check and save."""
    t = page.t
    first, second, third = st.columns([2, 1, 1], vertical_alignment="bottom")
    with first:
        code = _which(page)
    usual = _usual(page, who, code)
    fields = Fields(t=t, context=context_of("indicator", code))
    with second:
        fields.choice("kind", t("entry.kind"), get_args(Kind), usual.kind, _kinds(page).__getitem__)
    kind: Kind = fields.said("kind", usual.kind)
    with third:
        _unit_choice(page, fields, kind, usual)
    ends = code is not None and bool(
        st.checkbox(t("entry.withdraw_indicator"), key=fields.key("withdraw"))
    )
    prepared = _prepared(page, fields, usual, ends=ends) if is_asked(fields.context) else None
    if prepared is not None:
        fields = Fields(t=t, context=fields.context, remarks=prepared.remarks)
    with st.form(key=f"entry_form_{fields.context}"):
        if ends:
            markup.show("entry_note.html", text=t("entry.withdraw_indicator_note"))
        else:
            _word_fields(fields, usual)
            _kind_fields(page, fields, usual)
        check_button(t, fields.context)
    show_steps(page, who, fields, prepared, kind=KIND, village=None)


def _which(page: Page) -> str | None:
    """An indicator of the store; None: a new one."""
    t, dictionary = page.t, page.snapshot.dictionary
    codes = [one for one in page.snapshot.indicator_entries["code"] if one in dictionary]

    def shown(code: str) -> str:
        if code == _NEW:
            return t("entry.new_indicator")
        return f"{code} · {t.words(dictionary.get(code).short)}"

    chosen = st.selectbox(
        t("entry.which_indicator"), [_NEW, *codes], format_func=shown,
        key=f"entry_which_{context_of('indicator')}",
    )  # fmt: skip
    return chosen or None


def _usual(page: Page, who: Identity, code: str | None) -> IndicatorForm:
    if code is not None:
        return indicator_form(page.snapshot.dictionary.get(code))
    blank: Texts = ("", "")
    return IndicatorForm(
        present=False, code="", name=blank, short=blank, numerator=blank, denominator=blank,
        counted=blank, caution=blank, kind="ratio", unit="share", better="higher",
        lowest_level="village", population="all", pillar="services", responsible=who.agency,
        supporting=(), periodicity="yearly", source_system="", sensitive=False,
    )  # fmt: skip


def _unit_choice(page: Page, fields: Fields, kind: Kind, usual: IndicatorForm) -> None:
    t, units = page.t, UNITS[kind]
    names: dict[Unit, str] = {
        "share": t("entry.unit_percent"),
        "per_1000": t("entry.unit_per_1000"),
        "index": t("entry.unit_index"),
        "index_100": t("entry.unit_index_100"),
        "years": t("entry.unit_years"),
        "count": t("entry.unit_count"),
    }
    # Another kind has other units: its first one takes the place of what does not fit.
    if fields.said("unit", usual.unit) not in units:
        st.session_state[fields.key("unit")] = units[0]
    fields.choice("unit", t("entry.unit"), units, usual.unit, names.__getitem__)


def _word_fields(fields: Fields, usual: IndicatorForm) -> None:
    t = fields.t
    first, _ = st.columns([1, 3])
    with first:
        if usual.present:
            markup.show("entry_note.html", text=t("entry.code_fixed", code=usual.code))
        else:
            fields.text("code", t("entry.code"), "", placeholder="T01", longest=3)
    for name, own, lengths in (
        ("name", usual.name, 200), ("short", usual.short, SHORT_LENGTH),
        ("numerator", usual.numerator, 200), ("denominator", usual.denominator, 200),
        ("counted", usual.counted, 200), ("caution", usual.caution, 400),
    ):  # fmt: skip
        labels = _labels(fields, name)
        for place, column in enumerate(st.columns(2)):
            with column:
                language = ("id", "en")[place]
                fields.text(
                    f"{name}_{language}", labels[place], own[place], longest=lengths,
                    placeholder=t("entry.at_most", n=lengths) if name == "short" else None,
                )  # fmt: skip
        fields.below(name)


def _labels(fields: Fields, name: str) -> tuple[str, str]:
    t = fields.t
    label = {
        "name": t("entry.indicator_name"),
        "short": t("entry.indicator_short"),
        "numerator": t("entry.indicator_numerator"),
        "denominator": t("entry.indicator_denominator"),
        "counted": t("entry.indicator_counted"),
        "caution": t("entry.indicator_caution"),
    }[name]
    return t("entry.in_indonesian", label=label), t("entry.in_english", label=label)


def _kind_fields(page: Page, fields: Fields, usual: IndicatorForm) -> None:
    t, agencies = page.t, page.snapshot.dictionary.agencies
    first, second, third = st.columns(3)
    with first:
        better = {"higher": t("entry.better_higher"), "lower": t("entry.better_lower")}
        fields.choice("better", t("entry.better"), get_args(Better), usual.better,
                      better.__getitem__)  # fmt: skip
        fields.choice("pillar", t("ui.pillar"), get_args(Pillar), usual.pillar,
                      lambda one: pillar_word(t, one))  # fmt: skip
    with second:
        levels = {"village": t("entry.level_village"), "regency": t("entry.level_regency")}
        fields.choice("lowest_level", t("entry.level"), get_args(Level), usual.lowest_level,
                      levels.__getitem__)  # fmt: skip
        fields.choice("periodicity", t("entry.periodicity"), get_args(Periodicity),
                      usual.periodicity, lambda one: rhythm_word(t, one))  # fmt: skip
    with third:
        people = {"all": t("entry.population_all"), "formed": t("entry.population_formed")}
        fields.choice("population", t("entry.population"), get_args(Population), usual.population,
                      people.__getitem__)  # fmt: skip
        fields.text("source_system", t("entry.source_system"), usual.source_system)
    first, second = st.columns([1, 2])
    with first:
        fields.choice("responsible", t("entry.responsible"), agencies, usual.responsible, str,
                      free=True)  # fmt: skip
    with second:
        key = fields.key("supporting")
        if key not in st.session_state:
            st.session_state[key] = list(usual.supporting)
        options = list(dict.fromkeys((*agencies, *st.session_state[key])))
        st.multiselect(t("entry.supporting"), options, key=key, placeholder=t("entry.choose"),
                       accept_new_options=True)  # fmt: skip
        fields.below("supporting")
    fields.flag("sensitive", t("entry.sensitive"), usual.sensitive)


def _prepared(
    page: Page, fields: Fields, usual: IndicatorForm, *, ends: bool
) -> PreparedDictionary:
    if ends:
        return prepare_withdrawal(load.engine(), page.snapshot, usual.code, None)
    texts: dict[str, Any] = {
        name: tuple(
            fields.said(f"{name}_{language}", getattr(usual, name)[place])
            for place, language in enumerate(("id", "en"))
        )
        for name in ("name", "short", "numerator", "denominator", "counted", "caution")
    }
    for name in ("kind", "unit", "better", "lowest_level", "population", "pillar", "responsible",
                 "periodicity", "source_system", "sensitive"):  # fmt: skip
        texts[name] = fields.said(name, getattr(usual, name))
    form = IndicatorForm(
        present=usual.present,
        code=usual.code or fields.said("code", ""),
        supporting=tuple(fields.said("supporting", list(usual.supporting))),
        **texts,
    )
    return prepare_indicator(load.engine(), page.snapshot, form)


def _kinds(page: Page) -> dict[Kind, str]:
    t = page.t
    return {
        "ratio": t("entry.kind_ratio"),
        "index": t("entry.kind_index"),
        "count": t("entry.kind_count"),
        "yes_no": t("entry.kind_yes_no"),
    }
