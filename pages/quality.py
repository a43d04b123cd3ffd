"""Mutu data: what is missing, stale or implausible, and what to verify next."""

from kampungkb.ui.frame import open_page

with open_page("quality") as page:
    page.header(page.t("quality.title"), "", page.snapshot.as_of)
