"""The blocks of the convergence page."""

import streamlit as st

from kampungkb.ui import markup
from kampungkb.ui.convergence_content import AgencyContent, MatrixContent
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads, listing_block
from kampungkb.ui.print_page import print_page


def show_matrix(page: Page, content: MatrixContent) -> None:
    """The matrix, and its file; without a village the header has said all."""
    if content.listing is None:
        return
    t = page.t
    with st.container(key="convergence_tools"):
        heading, link, files = st.columns([6, 1.2, 1.2], vertical_alignment="bottom")
    with heading:
        markup.show("block_title.html", title=t("convergence.matrix_title"))
    with link:
        copy_link(t)
    with files, st.popover(
        t("common.download"), icon=":material/download:", width="stretch"
    ):  # fmt: skip
        downloads(t, content.listing, name="matrix")
    with st.container(key=f"convergence_matrix_{content.size}"):
        st.html(content.html)


def show_agency(page: Page, content: AgencyContent) -> None:
    """What is asked of one agency: its indicators, then the villages to be visited."""
    t = page.t
    with st.container(key="convergence_tools"):
        heading, paper, link, files = st.columns([6, 1.2, 1.2, 1.2], vertical_alignment="bottom")
    with heading:
        st.html(content.heading)
    with paper:
        print_page(t)
    with link:
        copy_link(t)
    if content.asked is not None:
        with files, st.popover(
            t("common.download"), icon=":material/download:", width="stretch", key="asked_files"
        ):  # fmt: skip
            downloads(t, content.asked, name="asked")
    with st.container(key=f"convergence_agency_{content.size}"):
        # In one: a block that comes later would push the other one down.
        st.html(content.indicators + content.visits)
    if content.table is not None and content.listing is not None:
        title = t("convergence.ranking_title", n=len(content.table))
        if content.listing.is_made_up:
            title = f"{title} · {t('common.illustrative')}"
        listing_block(
            t, content.key, title, content.table, content.formats, content.listing,
            name="visits", with_link=False,
        )  # fmt: skip
