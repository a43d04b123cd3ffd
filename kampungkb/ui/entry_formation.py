"""One village's formation, milestones and class, corrected in a form."""

import streamlit as st

from kampungkb.model.milestones import CLASSES, MILESTONES, Milestone
from kampungkb.tasks.entry import (
    KIND,
    FormationEntry,
    PreparedEntry,
    State,
    day_field,
    paper_field,
    prepare_entry,
)
from kampungkb.tasks.entry_files import formation_listing
from kampungkb.tasks.entry_view import prefilled_formation, present_formation
from kampungkb.tasks.formation_words import class_word, milestone_words
from kampungkb.ui import load, markup
from kampungkb.ui.entry_choice import village_choice
from kampungkb.ui.entry_content import known
from kampungkb.ui.entry_fields import Fields, accepted, context_of
from kampungkb.ui.entry_files import present_files
from kampungkb.ui.entry_source import cited, source_fields
from kampungkb.ui.entry_steps import check_button, is_asked, show_steps
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity

_STATES: tuple[State, ...] = ("formed", "not_formed", "no_data")
_STONE_COLUMNS = (3, 3, 4)


def show_formation(page: Page, who: Identity) -> None:
    """Choose a village, see what is known, type, check and save."""
    first, _ = st.columns([2, 3.2])
    with first:
        village = village_choice(page)
    if village is None:
        markup.show("entry_note.html", text=page.t("entry.choose_village"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _present(page, village)
    with left:
        fields, prepared = _form(page, who, village)
    show_steps(page, who, fields, prepared, kind=KIND, village=village)


def _form(page: Page, who: Identity, village: str) -> tuple[Fields, PreparedEntry | None]:
    t = page.t
    fields = Fields(t=t, context=context_of("formation", village))
    usual = prefilled_formation(page.snapshot, village, t)
    prepared = _prepared(page, who, fields, usual) if is_asked(fields.context) else None
    if prepared is not None:
        fields = Fields(t=t, context=fields.context, remarks=prepared.remarks)
    with st.form(key=f"entry_form_{fields.context}"):
        title = t("entry.formation_title", name=page.snapshot.names[village])
        markup.show("block_title.html", title=title)
        _state_fields(fields, usual)
        _stone_fields(fields, usual)
        _class_fields(fields, usual)
        source_fields(page, fields, who.agency)
        check_button(t, fields.context)
    return fields, prepared


def _state_fields(fields: Fields, usual: FormationEntry) -> None:
    t = fields.t
    states = {
        "formed": t("entry.state_formed"),
        "not_formed": t("entry.state_not_formed"),
        "no_data": t("entry.state_no_data"),
    }
    fields.radio("state", t("entry.state"), _STATES, usual.state, states.__getitem__)
    first, second = st.columns([2, 3])
    with first:
        fields.text("formed_on", t("entry.formed_on"), usual.formed_on,
                    placeholder=t("entry.day_hint"))  # fmt: skip
    with second:
        fields.text("document", t("entry.document"), usual.document,
                    placeholder=t("entry.document_hint"))  # fmt: skip


def _stone_fields(fields: Fields, usual: FormationEntry) -> None:
    t, names = fields.t, milestone_words(fields.t)
    at_fault = {one.field for one in fields.remarks}
    both = [name for one in MILESTONES for name in (day_field(one), paper_field(one))]
    here = any(name in at_fault or fields.said(name, "") for name in both)
    with st.expander(t("entry.stones"), expanded=here or bool(usual.milestones)):
        markup.show("entry_note.html", text=t("entry.stones_note"))
        with st.container(key="entry_stones_head"):
            words = (t("entry.stone"), t("entry.day"), t("entry.paper"))
            for column, word in zip(st.columns(_STONE_COLUMNS), words, strict=True):
                with column:
                    markup.show("entry_stone.html", text=word, head=True)
        for stone in MILESTONES:
            _stone_row(fields, stone, names[stone], usual.milestones.get(stone, ("", "")))


def _stone_row(fields: Fields, stone: Milestone, name: str, usual: tuple[str, str]) -> None:
    t = fields.t
    first, second, third = st.columns(_STONE_COLUMNS)
    with first:
        markup.show("entry_stone.html", text=name, head=False)
    with second:
        fields.text(day_field(stone), t("entry.day_of", stone=name), usual[0],
                    placeholder=t("entry.day_hint"), in_table=True)  # fmt: skip
    with third:
        fields.text(paper_field(stone), t("entry.document_of", stone=name), usual[1],
                    placeholder=t("entry.paper_hint"), in_table=True)  # fmt: skip


def _class_fields(fields: Fields, usual: FormationEntry) -> None:
    t = fields.t
    first, second = st.columns([2, 3])
    with first:
        fields.choice(
            "class_name", t("entry.class_name"), ("", *CLASSES), usual.class_name,
            lambda one: class_word(t, one) if one else t("entry.no_class"),
        )  # fmt: skip
    with second:
        fields.text("class_period", t("entry.class_period"), usual.class_period,
                    placeholder=t("entry.class_period_hint"))  # fmt: skip


def _prepared(page: Page, who: Identity, fields: Fields, usual: FormationEntry) -> PreparedEntry:
    entry = FormationEntry(
        village=usual.village,
        state=fields.said("state", usual.state),
        formed_on=fields.said("formed_on", usual.formed_on),
        document=fields.said("document", usual.document),
        class_name=fields.said("class_name", usual.class_name),
        class_period=fields.said("class_period", usual.class_period),
        milestones={
            stone: (fields.said(day_field(stone), ""), fields.said(paper_field(stone), ""))
            for stone in MILESTONES
        },
    )
    return prepare_entry(
        load.engine(), page.snapshot, known(page), entry, cited(fields, who.agency), page.t,
        accepted=accepted(fields.context),
    )  # fmt: skip


def _present(page: Page, village: str) -> None:
    t, of = page.t, page.snapshot
    one = present_formation(of, village, t)
    state = one.state
    link = "" if state is None else page.link("riwayat", revisi=str(state.revision))
    with st.container(key="entry_present"):
        markup.show(
            "entry_present_formation.html", t=t, one=one, state=state, link=link,
            place=of.names[village],
        )  # fmt: skip
        if state is not None or one.milestones or one.classes:
            present_files(page, formation_listing(of, village, t))
