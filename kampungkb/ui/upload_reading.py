"""What was understood of a file in one sentence, and how to change it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import streamlit as st

from kampungkb.exports.template import template_periods
from kampungkb.intake.checked import Checked
from kampungkb.intake.layout import Layout
from kampungkb.intake.period_words import read_period
from kampungkb.intake.sheets import Book
from kampungkb.store.drafts import Draft
from kampungkb.tasks import upload_view as view
from kampungkb.tasks.draft import Choices, ColumnChoice, choices_text, meaning_of, meaning_text
from kampungkb.tasks.upload_view import SheetColumn
from kampungkb.ui import markup, upload_state
from kampungkb.ui.frame import Page
from kampungkb.ui.upload_work import Worked

# More columns than this are set right in the file.
MOST_COLUMNS: Final = 40
_HEADER_ROWS: Final = 40
_UNREAD: Final = "upload_period_unread"


def show_reading(page: Page, draft: Draft, worked: Worked) -> None:
    """The sentence, and folded below it everything that can be chosen otherwise."""
    t, checked, book = page.t, worked.prepared.checked, worked.prepared.upload.book
    markup.show("upload_step.html", number=2, title=t("upload.step_reading"), note="")
    said = view.understood(t, page.snapshot, checked)
    markup.show("upload_understood.html", text=said)
    lost = (checked.layout is None and checked.errors) or any(
        one.kind == "column_missing" for one in checked.errors
    )
    with (
        st.container(key="upload_change_fold"),
        st.expander(t("upload.change_reading"), expanded=bool(lost), key="upload_change"),
    ):
        _settings(page, draft, worked)
        if checked.layout is not None:
            _columns(page, _key(draft, checked, worked.choices), book, checked.layout)


def _settings(page: Page, draft: Draft, worked: Worked) -> None:
    """Sheet, header row, indicator, period, agency, title: one form, one check of the file."""
    t, choices, of = page.t, worked.choices, page.snapshot
    book, checked = worked.prepared.upload.book, worked.prepared.checked
    key = _key(draft, checked, choices)
    with st.form(key="upload_settings", border=False):
        top = st.columns(3)
        names = [one.name for one in book.sheets if one.name]
        with top[0]:
            sheet = st.selectbox(
                t("upload.sheet"), names, index=_at(names, choices.sheet or _sheet(checked)),
                key=f"upload_sheet_{key}",
                placeholder=t("upload.by_file"),
            )  # fmt: skip
        with top[1]:
            row = st.selectbox(
                t("upload.header_row"), range(1, _HEADER_ROWS + 1), index=_header_row(checked),
                key=f"upload_header_{key}", placeholder=t("upload.header_unknown"),
            )  # fmt: skip
        with top[2]:
            agencies = of.dictionary.agencies
            agency = st.selectbox(
                t("upload.agency"), agencies, index=_at(agencies, choices.agency),
                key=f"upload_agency_{key}", placeholder=t("upload.by_file"),
            )  # fmt: skip
        below = st.columns(3)
        codes = [
            one.code for one in of.dictionary if one.lowest_level == "village" and one.code != "K01"
        ]
        with below[0]:
            indicator = st.selectbox(
                t("upload.indicator"), codes, index=_at(codes, choices.indicator),
                key=f"upload_indicator_{key}", placeholder=t("upload.by_file"),
                format_func=lambda code: view.indicator_words(t, of.dictionary, code),
            )  # fmt: skip
        with below[1]:
            period = period_field(
                page, choices.period, key=f"upload_period_{key}", label=t("upload.period"),
                placeholder=t("upload.by_file"),
            )  # fmt: skip
        with below[2]:
            title = st.text_input(
                t("upload.source_title"), value=choices.title or "", max_chars=200,
                key=f"upload_title_{key}", placeholder=draft.file_name,
            )  # fmt: skip
        if st.session_state.pop(_UNREAD, False):
            markup.show("upload_remark.html", text=t("upload.period_unread"))
        if st.form_submit_button(t("upload.read_again")):
            _apply(
                page, worked, sheet=sheet, row=row, agency=agency, indicator=indicator,
                typed=period, title=title,
            )  # fmt: skip


def period_field(
    page: Page,
    present: str | None,
    *,
    key: str,
    label: str,
    placeholder: str,
    first: Sequence[str] = (),
) -> str | None:
    """A period from the last ones, or typed; as typed."""
    t, of = page.t, page.snapshot
    periods = template_periods(list(of.dictionary), of.as_of, datetime.now(UTC).date())
    words = [t.period(one) for one in dict.fromkeys((*first, *periods))]
    if present is not None and t.period(present) not in words:
        words.insert(0, t.period(present))
    chosen = st.selectbox(
        label, words, index=_at(words, None if present is None else t.period(present)), key=key,
        accept_new_options=True, placeholder=placeholder,
    )  # fmt: skip
    return chosen if isinstance(chosen, str) else None


def _apply(
    page: Page,
    worked: Worked,
    *,
    sheet: str | None,
    row: int | None,
    agency: str | None,
    indicator: str | None,
    typed: str | None,
    title: str,
) -> None:
    choices, checked = worked.choices, worked.prepared.checked
    period = None if typed is None else read_period(typed)
    if typed is not None and period is None:
        st.session_state[_UNREAD] = True
        st.rerun()
    moved = sheet != (choices.sheet or _sheet(checked))
    own_row = _header_row(checked)
    # A row that the program itself found need not be kept as a choice.
    chosen_row = choices.header_row if row is None or row - 1 == own_row else row - 1
    new = replace(
        choices,
        sheet=sheet if moved else choices.sheet,
        header_row=None if moved else chosen_row,
        columns={} if moved or chosen_row != choices.header_row else choices.columns,
        agency=agency, indicator=indicator, period=period, title=" ".join(title.split()) or None,
    )  # fmt: skip
    upload_state.amend(page.t, lambda now: replace(new, accepted=now.accepted))
    st.rerun()


def _columns(page: Page, key: str, book: Book, layout: Layout) -> None:
    """What each column means, with its first cells beside it."""
    t = page.t
    columns = view.table_columns(t, book, layout)
    shown = columns[:MOST_COLUMNS]
    words = view.meaning_words(t, page.snapshot.dictionary)
    with st.form(key="upload_columns", border=False):
        markup.show("block_title.html", title=t("upload.columns_title"))
        chosen = {one.index: _column(page, one, words, key) for one in shown}
        if len(columns) > len(shown):
            rest = len(columns) - len(shown)
            markup.show("sentence.html", text=t("upload.columns_more", n=rest))
        if st.form_submit_button(t("upload.columns_apply")):
            _assign(page, shown, chosen)


def _column(page: Page, one: SheetColumn, words: dict[str, str], key: str) -> str:
    present = meaning_text(one.meaning)
    options = list(words) if present in words else [present, *words]
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        markup.show("upload_column.html", header=one.header, cells=one.cells)
    with right:
        return st.selectbox(
            page.t("upload.column_means", header=one.header), options,
            index=options.index(present), format_func=lambda text: words.get(text, one.header),
            key=f"upload_column_{key}_{one.index}", label_visibility="collapsed",
        )  # fmt: skip


def _assign(page: Page, shown: Sequence[SheetColumn], chosen: dict[int, str]) -> None:
    said = {
        one.index: ColumnChoice(
            header=one.header, meaning=meaning_of(chosen[one.index], one.meaning)
        )
        for one in shown
        if chosen[one.index] != meaning_text(one.meaning)
    }
    upload_state.amend(
        page.t, lambda choices: replace(choices, columns={**choices.columns, **said})
    )
    st.rerun()


def _key(draft: Draft, checked: Checked, choices: Choices) -> str:
    """Of the fields: where the file reads otherwise, they begin with what it says now."""
    layout = checked.layout
    table = None if layout is None else (layout.sheet, layout.header_rows)
    state = (draft.file_sha256, table, choices_text(replace(choices, accepted=())))
    return f"{draft.draft_id}_{sha256(repr(state).encode()).hexdigest()[:12]}"


def _at(options: Sequence[str], wanted: str | None) -> int | None:
    return options.index(wanted) if wanted in options else None


def _sheet(checked: Checked) -> str | None:
    return None if checked.layout is None else checked.layout.sheet


def _header_row(checked: Checked) -> int | None:
    """Index of the menu: the header's last row, counted from 0."""
    if checked.layout is None:
        return None
    last = checked.layout.header_rows[1]
    return last if last < _HEADER_ROWS else None
