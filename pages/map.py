"""Peta: every village, coloured by what the reader chooses."""

import streamlit as st

from kampungkb.ui.frame import open_page
from kampungkb.ui.map_blocks import show_map, show_panel, show_table
from kampungkb.ui.map_content import map_content
from kampungkb.ui.map_filters import map_choice

with open_page("map") as page:
    head = st.container()
    choice, ledger = map_choice(page)
    content = map_content(page, choice, ledger)
    with head:
        page.header(page.t("map.title"), content.finding, choice.as_of)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        show_map(page, choice, ledger, content)
    with right:
        show_panel(page, choice, ledger, content)
    show_table(page, content)
    page.footer(content.sources, page.t("map.how"))
