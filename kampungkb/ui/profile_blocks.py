"""The blocks of the profile page, and what a reader can do with it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.ledger import Ledger
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import plot
from kampungkb.ui.print_page import print_page
from kampungkb.ui.profile_content import TREND_HEIGHT, ProfileContent, locator_block


def show_actions(page: Page, content: ProfileContent, places: Sequence[Any]) -> None:
    """Download, copy the link, print."""
    t = page.t
    download, link, paper = places
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch", key="profile_files"
    ):  # fmt: skip
        downloads(t, content.listing, name="profile")
    with link:
        copy_link(t)
    with paper:
        print_page(t)


def show_profile(page: Page, ledger: Ledger, place: str, content: ProfileContent) -> None:
    """The document; its blocks have places of their own on a phone and on paper."""
    with st.container(key="profile_page"):
        main, side = st.columns([2.2, 1], gap="medium")
    # All places first: they keep their heights until what belongs there arrives.
    head, table = (main.container(key=f"profile_{name}") for name in ("head", "table"))
    # Without a course there is no height to keep.
    course_name = "trend" if content.trend is not None else "no_trend"
    where, course, more = (
        side.container(key=f"profile_{name}") for name in ("place", course_name, "more")
    )
    with head:
        st.html(content.head)
    with where:
        st.html(locator_block(page, ledger, place))
    with course:
        _show_course(page, content)
    with table:
        st.html(content.table)
    with more:
        _show_lists(page.t, content.lists)
        st.html(content.more)


def _show_lists(t: Translator, lists: Mapping[str, Listing]) -> None:
    """One way to the files of all lists below it: a button for each would crowd the column."""
    if not lists:
        return
    with st.popover(
        t("profile.download_lists"), icon=":material/download:", type="tertiary",
        key="beside_files",
    ):  # fmt: skip
        chosen = next(iter(lists))
        if len(lists) > 1:
            words = {
                "villages": t("profile.list_villages"),
                "peers": t("profile.list_peers"),
                "published": t("profile.published_title"),
                "missing": t("profile.list_missing"),
            }
            # A key for each set: what another place does not have is not kept as its choice.
            chosen = st.radio(
                t("profile.choose_list"), list(lists), key=f"beside_{'_'.join(lists)}",
                format_func=lambda one: words[one],
            )  # fmt: skip
        downloads(t, lists[chosen], name="beside")


def _show_course(page: Page, content: ProfileContent) -> None:
    if content.trend is None:
        markup.show("sentence.html", text=content.trend_title)
        return
    markup.show("block_title.html", title=content.trend_title)
    plot(
        content.trend, page.t, key="trend", name="trend", alt=content.trend_alt,
        height=TREND_HEIGHT,
    )  # fmt: skip
    if content.trend_picture is not None:
        picture_block(page, content.trend, content.trend_picture, key="trend")
