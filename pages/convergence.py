"""Konvergensi OPD: which agencies reach which formed village, and what is asked of each."""

import streamlit as st

from kampungkb.ui.convergence_blocks import show_agency, show_matrix
from kampungkb.ui.convergence_content import agency_content, matrix_content
from kampungkb.ui.convergence_filters import convergence_choice
from kampungkb.ui.frame import open_page

with open_page("convergence") as page:
    head = st.container()
    choice, ledger = convergence_choice(page)
    if choice.agency is None:
        matrix = matrix_content(page, choice, ledger)
        with head:
            page.header(page.t("convergence.title"), matrix.finding, choice.as_of)
        show_matrix(page, matrix)
        sources = matrix.sources
    else:
        asked = agency_content(page, choice, ledger, choice.agency)
        with head:
            page.header(asked.title, asked.finding, choice.as_of)
        show_agency(page, asked)
        sources = asked.sources
    page.footer(sources, page.t("convergence.how"))
