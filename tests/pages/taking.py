"""The files that a page offers for its tables, and what stands in them."""

import io
from typing import Any

import openpyxl
from streamlit.testing.v1 import AppTest

from kampungkb.exports.listing import Listing, listing_xlsx
from kampungkb.i18n.translator import translator

ID = translator("id")
MARK = "DATA CONTOH, bukan angka resmi"


def records(listing: Listing) -> list[dict[str, Any]]:
    """The rows of a file, and that it says period, revision, sources, printing and mark."""
    book = openpyxl.load_workbook(io.BytesIO(listing_xlsx(listing, ID)))
    rows, about = book.worksheets
    said = [line[0] for line in about.iter_rows(values_only=True)]
    assert {"Keadaan s.d.", "Revisi data", "Dibuat", "Sumber data"} <= set(said)
    assert ("Perhatian" in said) == listing.is_made_up
    head, *lines = rows.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def offered(app: AppTest) -> set[str]:
    """The keys of the buttons for files of tables."""
    keys = {one.proto.id.rpartition("-")[2] for one in app.get("download_button")}
    return {key for key in keys if key.endswith(("_xlsx", "_csv"))}
