"""Pembentukan: how far the villages are, what pace the target takes, and where the pace leads."""

import streamlit as st

from kampungkb.ui.formation_blocks import (
    show_classes,
    show_course,
    show_districts,
    show_funnel,
    show_pace,
    show_waiting,
)
from kampungkb.ui.formation_content import formation_content
from kampungkb.ui.formation_filters import formation_choice
from kampungkb.ui.frame import open_page

with open_page("formation") as page:
    head = st.container()
    as_of, wish = formation_choice(page)
    content = formation_content(page, as_of, wish)
    with head:
        page.header(page.t("formation.title"), content.finding, as_of)
    if content.view.villages:
        left, right = st.columns([6, 5], gap="medium")
        with left:
            show_funnel(page, content)
        with right:
            show_pace(page, content)
        show_course(page, content)
        show_districts(page, content)
        show_waiting(page, content)
        show_classes(page, content)
    page.footer(content.sources, page.t("formation.how"))
