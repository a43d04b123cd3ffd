"""The blocks of the history: the list, one revision, what differs, and the trail of attempts."""

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.tasks import history_view as view
from kampungkb.tasks.history import comparison_document
from kampungkb.tasks.history_view import Entry
from kampungkb.ui import load, markup, writing
from kampungkb.ui.frame import Page
from kampungkb.ui.history_content import (
    Comparison,
    HistoryContent,
    attempts,
    comparison,
    kept_file,
    panel,
)
from kampungkb.ui.history_filters import compared_with, set_revision
from kampungkb.ui.history_listings import differences_file, differences_name, differences_table
from kampungkb.ui.history_undo import is_open, open_button, show_done, show_undo
from kampungkb.ui.listing_block import downloads, late_downloads, listing_block

LIST_HEIGHT = 456
ROWS_HEIGHT = 353


def show_list(page: Page, content: HistoryContent, looked_at: Entry | None) -> None:
    """The revisions, the newest first."""
    t = page.t
    heading, download = st.columns([5, 1.4], vertical_alignment="bottom")
    with heading:
        markup.show("block_title.html", title=content.title)
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch", key="revisions_files"
    ):  # fmt: skip
        downloads(t, content.file, name="revisions")
    with st.container(key="history_list", height=LIST_HEIGHT, border=True):
        if not content.lines:
            markup.show("sentence.html", text=t("history.nothing_found"))
        for number, words in content.lines:
            shown = looked_at is not None and looked_at.number == number
            line, button = st.columns([6, 1], vertical_alignment="center", gap="small")
            with line:
                markup.show("history_line.html", one=words, shown=shown)
            with button:
                st.button(
                    t("history.opened") if shown else t("history.open"),
                    key=f"open_{number}", on_click=set_revision, args=(number,), disabled=shown,
                    type="tertiary",
                )  # fmt: skip
        if content.rest:
            markup.show("sentence.html", text=t("history.more", n=content.rest))


def show_revision(page: Page, found: tuple[Entry, ...], one: Entry) -> int:
    """The facts of a revision and what can be done with it.

    Returns
    -------
    int
        The revision that it is to be compared with.
    """
    with st.container(key="history_panel", border=True):
        if is_open(page, one):
            show_undo(page, one)
            # What one is about to undo is what it changed.
            return one.number - 1
        show_done(page.t, one)
        st.html(panel(page, one))
        _original(page, one)
        other = compared_with(page, found, one.number)
        _remedy(page, one)
    return other


def _original(page: Page, one: Entry) -> None:
    stored, sha256 = kept_file(page, one), one.file_sha256
    if stored is None or sha256 is None:
        return
    st.download_button(
        page.t("history.download_file"),
        lambda: view.file_content(load.engine(), sha256),
        stored, key=f"original_{one.number}", on_click="ignore", icon=":material/download:",
        mime="application/octet-stream",
    )  # fmt: skip


def _remedy(page: Page, one: Entry) -> None:
    t, remedy = page.t, view.remedy(one)
    if remedy is not None:
        if writing.guard(page):
            open_button(page, remedy)
        return
    if one.undone_by is not None:
        text = t("history.undone_already", n=one.undone_by)
    elif one.kind == view.REGISTER:
        text = t("history.cannot_register")
    else:
        text = t("history.cannot_nothing")
    markup.show("sentence.html", text=text)


def show_differences(page: Page, one: Entry, other: int) -> None:
    """What a revision changed, or how it differs from any other."""
    t = page.t
    with st.container(key="history_differences"):
        compared = comparison(page, other, one.number)
        is_before = other == one.number - 1
        title = (
            t("history.changes_title", n=one.number)
            if is_before
            else t(
                "history.comparison_title", earlier=t.number(compared.earlier),
                later=t.number(compared.later),
            )
        )  # fmt: skip
        if not compared.rows:
            markup.show("block_title.html", title=title)
            markup.show("sentence.html", text=t("history.equal"))
            return
        heading, download = st.columns([7.2, 1.2], vertical_alignment="bottom")
        with heading:
            markup.show("block_title.html", title=title)
        with download, st.popover(
            t("common.download"), icon=":material/download:", width="stretch",
            key="differences_files",
        ):  # fmt: skip
            _files(page, compared, title, is_before=is_before)
        markup.show("sentence.html", text=_showing(t, compared))
        _rows(compared.key, t, compared)


def _showing(t: Translator, compared: Comparison) -> str:
    counts = view.counts_word(t, **compared.changes)
    said = (
        t("history.showing", counts=counts)
        if compared.rows == len(compared.shown)
        else t("history.showing_some", counts=counts, n=len(compared.shown))
    )
    return f"{said} {t('history.with_sample')}" if compared.made_up else said


@st.cache_data(show_spinner=False, max_entries=32)
def _rows(key: str, _t: Translator, _compared: Comparison) -> None:  # noqa: ARG001 - a cache's key
    frame = differences_table(_t, _compared.shown)
    sides = (_t("history.column_before"), _t("history.column_after"))
    st.dataframe(
        frame, hide_index=True, height=min(ROWS_HEIGHT, 35 * (len(frame) + 1) + 3),
        column_config={name: st.column_config.Column(alignment="right") for name in sides},
    )  # fmt: skip


def _files(page: Page, compared: Comparison, title: str, *, is_before: bool) -> None:
    """All rows as files; they are compared again only when somebody asks for one."""
    t, of = page.t, page.snapshot
    topic = (
        t("history.file_changes")
        if is_before
        else t("history.file_comparison", earlier=str(compared.earlier))
    )

    def listing() -> Listing:
        document = comparison_document(load.engine(), compared.earlier, compared.later)
        return differences_file(t, of, document, topic=topic, title=title)

    def name(extension: str) -> str:
        return differences_name(
            t, of, extension, topic=topic, revision=compared.later, made_up=compared.made_up
        )

    late_downloads(t, listing, name, name="differences")


def show_attempts(page: Page) -> None:
    """Who tried what, and what became of it."""
    t = page.t
    key, n, table, file = attempts(page)
    with st.container(key="history_attempts"):
        if not n:
            markup.show("block_title.html", title=t("history.attempts_title"))
            markup.show("sentence.html", text=t("history.attempts_none"))
            return
        listing_block(
            t, key, t("history.attempts_title"), table, {}, file, name="attempts",
            with_link=False, height=248,
        )  # fmt: skip
        markup.show("sentence.html", text=t("history.attempts_showing", n=n))
