"""Profil: one village or district on one page."""

from kampungkb.ui.frame import open_page

with open_page("profile") as page:
    page.header(page.t("profile.title"), "", page.snapshot.as_of)
