"""Profil: one village or district on one page."""

import streamlit as st

from kampungkb.ui.frame import open_page
from kampungkb.ui.profile_blocks import show_actions, show_profile
from kampungkb.ui.profile_content import profile_content
from kampungkb.ui.profile_filters import profile_choice

with open_page("profile") as page:
    t = page.t
    head = st.container()
    choice, ledger, places = profile_choice(page)
    if choice.place is None:
        with head:
            page.header(t("profile.title"), t("profile.no_register"), choice.as_of)
    else:
        content = profile_content(page, choice, ledger, choice.place)
        with head:
            page.header(t("profile.title"), content.finding, choice.as_of)
        show_actions(page, content, places)
        show_profile(page, ledger, choice.place, content)
        page.footer(content.sources, t("profile.how"))
