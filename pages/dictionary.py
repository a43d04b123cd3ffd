"""Kamus: what every figure is, who answers for it, and what it should reach."""

import streamlit as st

from kampungkb.ui.dictionary_content import dictionary_content
from kampungkb.ui.dictionary_filters import dictionary_choice
from kampungkb.ui.frame import open_page
from kampungkb.ui.listing_block import downloads

with open_page("dictionary") as page:
    t = page.t
    head = st.container()
    choice = dictionary_choice(page)
    content = dictionary_content(page, choice)
    with head:
        page.header(t("dictionary.title"), content.finding, page.snapshot.as_of)
    left, right = st.columns([8, 3], gap="medium")
    with left, st.container(key="dictionary_list"):
        st.html(content.entries)
    with right:
        st.html(content.traps)
        with st.popover(
            t("dictionary.table_title", n=content.count), icon=":material/download:",
            width="stretch",
        ):  # fmt: skip
            downloads(t, content.listing, name="dictionary")
        with st.popover(
            t("dictionary.download_targets", n=len(content.targets.made_up)),
            icon=":material/download:", width="stretch",
        ):  # fmt: skip
            downloads(t, content.targets, name="targets")
        with st.popover(
            t("dictionary.download_published", n=len(page.snapshot.published)),
            icon=":material/download:", width="stretch",
        ):  # fmt: skip
            downloads(t, content.published, name="published")
    page.footer((t("dictionary.source"),), t("dictionary.how"))
