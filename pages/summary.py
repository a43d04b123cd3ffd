"""Ringkasan: where the programme stands, on one screen."""

import streamlit as st

from kampungkb.ui.frame import open_page
from kampungkb.ui.sample_data import sample_switch
from kampungkb.ui.summary_blocks import blocks, show_course
from kampungkb.ui.summary_files import show_files

with open_page("summary") as page:
    ledger = page.ledger(page.snapshot.as_of)
    finding, rollout, cards = blocks(page, ledger)
    page.header(page.t("summary.title"), finding, ledger.as_of)
    left, right = st.columns([5, 7], gap="medium")
    with left, st.container(key="rollout"):
        st.html(rollout)
    with left:
        show_files(page, ledger)
    with right:
        show_course(page, ledger)
    with st.container(key="cards"):
        st.html(cards)
    page.footer((), page.t("summary.how"))
    sample_switch(page)
