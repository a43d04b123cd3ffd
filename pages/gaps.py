"""Kesenjangan: who falls short, by how many people, and whose task it is."""

from kampungkb.ui.frame import open_page

with open_page("gaps") as page:
    page.header(page.t("gaps.title"), "", page.snapshot.as_of)
