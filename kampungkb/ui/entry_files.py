"""The files of what a form shows as known."""

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads


def present_files(page: Page, listing: Listing) -> None:
    """A button below the table that opens its files."""
    label = page.t("common.download")
    with st.popover(label, icon=":material/download:", type="tertiary", key="present_files"):
        downloads(page.t, listing, name="present")
