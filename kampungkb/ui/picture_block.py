"""A figure as pictures to take away: for a slide, for a messenger, for a printer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from kampungkb.charts.theme import PALETTES
from kampungkb.exports.picture import Kind, Shape, picture
from kampungkb.tasks.picture_words import PictureWords
from kampungkb.ui import load
from kampungkb.ui.frame import Page

_KINDS: Final[tuple[tuple[Shape, Kind], ...]] = (
    ("wide", "png"),
    ("square", "png"),
    ("wide", "svg"),
)


def picture_block(page: Page, body: dict[str, Any], words: PictureWords, *, key: str) -> None:
    """Offer a figure as PNG, as a square for phones and as SVG; drawn when asked for.

    The button stands right below its figure, at the same place on all pages.

    Parameters
    ----------
    page : Page
    body : dict
        As `kampungkb.ui.plot.drawing` returns; with what the reader has outlined or flown to.
    words : PictureWords
        What stands around the picture, and what its files are called.
    key : str
        Tells several of one page apart.
    """
    t, palette = page.t, PALETTES[page.scheme]
    folder = load.settings().area_pack
    labels = (t("picture.download_wide"), t("picture.download_square"), t("picture.download_svg"))

    def make(shape: Shape, kind: Kind) -> Callable[[], bytes]:
        return lambda: picture(
            body, words.about(datetime.now(UTC), t, folder), shape=shape, kind=kind,
            palette=palette,
        )  # fmt: skip

    with (
        st.container(key=f"{key}_quiet_row", horizontal=True, horizontal_alignment="right"),
        st.popover(
            t("picture.download"), icon=":material/image:", type="tertiary",
            key=f"{key}_pictures",
        ),
    ):  # fmt: skip
        for label, (shape, kind) in zip(labels, _KINDS, strict=True):
            st.download_button(
                label, make(shape, kind), words.file_name(shape, kind, t),
                key=f"{key}_{shape}_{kind}", on_click="ignore", width="stretch",
            )  # fmt: skip
