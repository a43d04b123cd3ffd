"""Unduh: the files to take to a meeting, made besides the page."""

import streamlit as st

from kampungkb.tasks.source_titles import value_sources
from kampungkb.ui.downloads_blocks import show_files, show_others
from kampungkb.ui.downloads_choice import files_of
from kampungkb.ui.frame import open_page

with open_page("downloads") as page:
    head = st.container()
    of = files_of(page)
    codes = of.ledger.indicators
    with head:
        finding = page.t("download.finding") if codes else page.t("download.finding_empty")
        page.header(page.t("download.title"), finding, of.ledger.as_of)
    show_files(page, of)
    show_others(page)
    page.footer(value_sources(of.snapshot, of.ledger, codes), page.t("download.how"))
