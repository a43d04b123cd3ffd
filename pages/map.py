"""Peta: every village, coloured by what the reader chooses."""

import streamlit as st

from kampungkb.tasks.map_finding import map_finding
from kampungkb.ui.frame import open_page
from kampungkb.ui.map_blocks import show_map, show_panel, show_table, source_titles, the_view
from kampungkb.ui.map_filters import map_choice

with open_page("map") as page:
    head = st.container()
    choice, ledger = map_choice(page)
    view = the_view(page, choice, ledger)
    finding = map_finding(view, ledger, page.snapshot, page.t)
    left, right = st.columns([7, 4], gap="medium")
    with head:
        page.header(page.t("map.title"), finding, choice.as_of)
    with left:
        show_map(page, choice, ledger, view, finding)
    with right:
        show_panel(page, choice, ledger, view)
    show_table(page, choice, ledger, view)
    page.footer([*source_titles(page, ledger, view), page.t("map.boundaries")], page.t("map.how"))
