"""Kesenjangan: who falls short, by how many people, and whose task it is."""

import streamlit as st

from kampungkb.ui.frame import open_page
from kampungkb.ui.gaps_blocks import show_panel, show_table, show_view
from kampungkb.ui.gaps_content import gap_content
from kampungkb.ui.gaps_filters import gap_choice

with open_page("gaps") as page:
    head = st.container(key="gaps_head")
    choice, ledger = gap_choice(page)
    content = gap_content(page, choice, ledger)
    with head:
        page.header(page.t("gaps.title"), content.finding, choice.as_of)
    if choice.indicator is not None:
        left, right = st.columns([7, 4], gap="medium")
        with left:
            show_view(page, choice, content)
        with right:
            show_panel(page, choice, content)
        show_table(page, content)
    page.footer(content.sources, page.t("gaps.how"))
