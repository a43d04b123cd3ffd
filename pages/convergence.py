"""Konvergensi OPD: which agencies reach which formed village, and what is asked of each."""

from kampungkb.ui.frame import open_page

with open_page("convergence") as page:
    page.header(page.t("convergence.title"), "", page.snapshot.as_of)
