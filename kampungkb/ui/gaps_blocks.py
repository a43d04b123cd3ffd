"""The blocks of the page of the gaps: switch and figure, panel, table."""

import streamlit as st

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.tasks.gaps_view import GapChoice
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.gaps_content import GapContent
from kampungkb.ui.gaps_filters import (
    clear_place,
    place_search,
    select_mark,
    show_villages,
    view_switch,
)
from kampungkb.ui.listing_block import listing_block
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import plot


def show_view(page: Page, choice: GapChoice, content: GapContent) -> None:
    """The switch of the views and the chosen one."""
    t = page.t
    with st.container(key="gaps_switch"):
        view_switch(page)
    with st.container(key="gaps_view"):
        if content.body is None:
            is_formation = (
                choice.indicator is not None and choice.indicator.code == FORMED_INDICATOR
            )
            link = page.link("") if choice.view == "course" and is_formation else None
            markup.show(
                "gaps_empty.html", text=content.empty, link=link, label=t("gaps.to_summary")
            )  # fmt: skip
            return
        # The style keeps the figure's place, so that nothing below it jumps when it is drawn.
        markup.show(
            "gaps_title.html", title=content.title, showing=content.showing, height=content.height
        )
        code = "" if choice.indicator is None else choice.indicator.code
        plot(
            content.body, t, key="gaps", name=f"{choice.view}-{code}-{choice.as_of}",
            alt=content.alt, height=content.height, on_click=select_mark,
        )  # fmt: skip
        if content.picture is not None:
            picture_block(page, content.body, content.picture, key="gaps")
        if content.notes:
            markup.show("gaps_notes.html", notes=content.notes)


def show_panel(page: Page, choice: GapChoice, content: GapContent) -> None:
    """Search, what was chosen, and the way back."""
    t = page.t
    with st.container(key="gaps_panel"):
        place_search(page)
        if choice.place is not None:
            with st.container(key="gaps_choice", horizontal=True):
                st.button(
                    t("gaps.clear"), key="gaps_clear", on_click=clear_place,
                    icon=":material/close:",
                )  # fmt: skip
                if content.can_look_inside:
                    st.button(t("gaps.show_villages"), key="gaps_inside", on_click=show_villages)
        st.html(content.panel)


def show_table(page: Page, content: GapContent) -> None:
    """The rows behind the view, sortable and downloadable."""
    if content.table is None or content.listing is None:
        with st.columns([6, 1.2, 1.2])[2]:
            copy_link(page.t)
        return
    listing_block(
        page.t, content.key, page.t("gaps.table_title", n=len(content.table)), content.table,
        content.formats, content.listing,
    )  # fmt: skip
