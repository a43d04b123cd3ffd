"""Unggah: an agency's spreadsheet becomes a checked revision."""

from kampungkb.ui.frame import open_page
from kampungkb.ui.upload_steps import show_upload

with open_page("upload") as page:
    page.header(page.t("upload.title"), page.t("upload.finding"), page.snapshot.as_of)
    show_upload(page)
    page.footer((), page.t("upload.how"))
