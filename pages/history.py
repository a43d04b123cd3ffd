"""Riwayat: everything that was ever saved, compared and undone."""

import streamlit as st

from kampungkb.ui import markup
from kampungkb.ui.frame import open_page
from kampungkb.ui.history_blocks import show_attempts, show_differences, show_list, show_revision
from kampungkb.ui.history_content import all_entries, history_content
from kampungkb.ui.history_filters import chosen_revision, history_choice

with open_page("history") as page:
    head = st.container()
    found = all_entries(page)
    choice = history_choice(page, found)
    content = history_content(page, choice, found)
    with head:
        page.header(page.t("history.title"), content.finding, page.snapshot.as_of)
    one = chosen_revision(page, found, content.found)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_list(page, content, one)
    if one is None:
        markup.show("sentence.html", text=page.t("history.none"))
    else:
        with right:
            other = show_revision(page, found, one)
        show_differences(page, one, other)
    show_attempts(page)
    page.footer((), page.t("history.how"))
