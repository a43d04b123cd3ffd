"""Mutu data: what is missing, stale or odd, and what to verify next."""

import streamlit as st

from kampungkb.ui.frame import open_page
from kampungkb.ui.quality_blocks import show_completeness, show_findings, show_rows, show_verify
from kampungkb.ui.quality_content import finding_content, quality_content
from kampungkb.ui.quality_filters import chosen_finding, quality_choice

with open_page("quality") as page:
    head = st.container()
    choice, ledger = quality_choice(page)
    content = quality_content(page, choice, ledger)
    chosen = chosen_finding(page, content.keys)
    shown = finding_content(page, content, chosen)
    with head:
        page.header(page.t("quality.title"), content.finding, choice.as_of)
    show_findings(page, content, chosen, shown)
    show_rows(page, shown)
    show_completeness(page, content)
    show_verify(page, content)
    page.footer(content.sources, page.t("quality.how"))
