"""The blocks of the page on data quality: completeness, findings, their rows, whom to call."""

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.ui import markup
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads, listing_block
from kampungkb.ui.quality_content import FindingContent, QualityContent
from kampungkb.ui.quality_filters import set_finding

FINDINGS_HEIGHT = 416
ROWS_HEIGHT = 213


def show_completeness(page: Page, content: QualityContent) -> None:
    """How much is there, by agency, indicator and district."""
    with st.container(key="quality_completeness"):
        _title(page, content.completeness_title, content.completeness_file, "completeness")
        st.html(content.completeness)


def show_findings(
    page: Page, content: QualityContent, chosen: str | None, shown: FindingContent
) -> None:
    """The findings, the most urgent first, and beside them what the chosen one means."""
    if not content.keys:
        markup.show("block_title.html", title=content.findings_title)
        markup.show("quality_note.html", text=page.t("quality.no_finding"))
        return
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _title(page, content.findings_title, content.findings_file, "findings", width=5)
        _list(page, content, chosen)
    with right:
        st.html(shown.panel)


def _list(page: Page, content: QualityContent, chosen: str | None) -> None:
    t = page.t
    with st.container(key="quality_findings", height=FINDINGS_HEIGHT, border=True):
        for number, (key, said) in enumerate(content.findings):
            line, button = st.columns([5.6, 1], vertical_alignment="center", gap="small")
            with line:
                markup.show("quality_finding.html", one={**said, "shown": key == chosen})
            with button:
                st.button(
                    t("quality.shown_rows") if key == chosen else t("quality.show_rows"),
                    key=f"finding_{number}", on_click=set_finding, args=(key,),
                    disabled=key == chosen, type="tertiary",
                )  # fmt: skip
        rest = len(content.keys) - len(content.findings)
        if rest:
            markup.show("quality_note.html", text=t("quality.more_findings", n=rest))


def show_rows(page: Page, content: FindingContent) -> None:
    """The reports behind the chosen finding."""
    if content.file is None:
        return
    with st.container(key="quality_rows"):
        listing_block(
            page.t, content.key, content.title, content.table, content.formats, content.file,
            name="rows", height=min(ROWS_HEIGHT, 35 * (len(content.table) + 1) + 3),
        )  # fmt: skip


def show_verify(page: Page, content: QualityContent) -> None:
    """Whom to call first."""
    if not content.view.verify_count:
        markup.show("block_title.html", title=content.verify_title)
        st.html(content.verify)
        return
    with st.container(key="quality_verify"):
        _title(page, content.verify_title, content.verify_file, "verify")
        st.html(content.verify)


def _title(page: Page, title: str, listing: Listing, name: str, width: float = 7.2) -> None:
    heading, download = st.columns([width, 1.2], vertical_alignment="bottom")
    with heading:
        markup.show("block_title.html", title=title)
    with download, st.popover(
        page.t("common.download"), icon=":material/download:", width="stretch", key=f"{name}_files"
    ):  # fmt: skip
        downloads(page.t, listing, name=name)
