"""Kamus: what every figure is, who answers for it, and what it should reach."""

from kampungkb.ui.frame import open_page

with open_page("dictionary") as page:
    page.header(page.t("dictionary.title"), "", page.snapshot.as_of)
