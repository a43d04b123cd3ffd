"""The blocks of the page of the formation."""

from typing import Final

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.formation_content import FormationContent
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads, listing_block
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import plot
from kampungkb.ui.print_page import print_page

# So many villages fill the height of a table.
_FULL: Final = 8


def show_funnel(page: Page, content: FormationContent) -> None:
    """How many villages have reached each stage."""
    with st.container(key="formation_funnel"):
        markup.show("block_title.html", title=content.funnel.title)
        if content.funnel.body is not None:
            plot(
                content.funnel.body, page.t, key="formation_funnel_figure", name="funnel",
                alt=content.funnel.alt, height=content.funnel.height,
            )  # fmt: skip
            picture_block(page, content.funnel.body, content.funnel.picture, key="funnel")
        st.html(content.funnel_notes)


def show_pace(page: Page, content: FormationContent) -> None:
    """What the targets take, and where a pace leads."""
    with st.container(key="formation_pace"):
        st.html(content.pace)
        link, paper, files = st.columns(3)
        with link:
            copy_link(page.t)
        if content.pace_listing is not None:
            with files:
                _files(page, content.pace_listing, "pace")
        with paper:
            print_page(page.t)


def show_course(page: Page, content: FormationContent) -> None:
    """The course so far, and the projection."""
    t = page.t
    # The style keeps the place of what is whole, so that nothing below it jumps.
    size = "short" if content.course.body is None else "whole"
    with st.container(key=f"formation_course_{size}"):
        if content.course.body is None:
            markup.show("block_title.html", title=content.course.title)
            markup.show("sentence.html", text=t("formation.course_empty"))
            return
        _title_and_files(page, content.course.title, content.course_listing, "course")
        plot(
            content.course.body, t, key="formation_course_figure", name="course",
            alt=content.course.alt, height=content.course.height,
        )  # fmt: skip
        picture_block(page, content.course.body, content.course.picture, key="course")
        st.html(content.course_notes)


def _title_and_files(page: Page, title: str, listing: Listing, name: str) -> None:
    heading, files = st.columns([7.2, 1.2], vertical_alignment="bottom")
    with heading:
        markup.show("block_title.html", title=title)
    with files:
        _files(page, listing, name)


def _files(page: Page, listing: Listing, name: str) -> None:
    with st.popover(
        page.t("common.download"), icon=":material/download:", width="stretch", key=f"{name}_files"
    ):  # fmt: skip
        downloads(page.t, listing, name=name)


def show_districts(page: Page, content: FormationContent) -> None:
    """The stages by district."""
    with st.container(key="formation_districts"):
        table = content.districts
        listing_block(
            page.t, content.key, table.title, table.frame, table.formats, table.listing,
            name="districts", with_link=False,
        )  # fmt: skip


def show_waiting(page: Page, content: FormationContent) -> None:
    """The villages that have waited longest, and those of which nobody can say."""
    t, table = page.t, content.waiting
    size = "whole" if len(table.frame) >= _FULL else "short"
    with st.container(key=f"formation_waiting_{size}"):
        if table.frame.empty:
            _title_and_files(page, table.title, table.listing, "waiting")
            markup.show("sentence.html", text=t("formation.waiting_none"))
        else:
            listing_block(
                t, content.key, table.title, table.frame, table.formats, table.listing,
                name="waiting", with_link=False,
            )  # fmt: skip
        if content.waiting_note:
            markup.show("sentence.html", text=content.waiting_note)


def show_classes(page: Page, content: FormationContent) -> None:
    """The classes of the formed villages."""
    with st.container(key="formation_classes"):
        title = page.t("formation.classes_title")
        if content.class_listing is None:
            markup.show("block_title.html", title=title)
        else:
            _title_and_files(page, title, content.class_listing, "classes")
        st.html(content.classes)
