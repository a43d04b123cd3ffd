"""A figure as pictures to take away: for a slide, for a messenger, for a printer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from kampungkb.charts.theme import PALETTES
from kampungkb.exports.picture import Kind, PictureAbout, Shape, picture
from kampungkb.ui.frame import Page

_KINDS: Final[tuple[tuple[Shape, Kind], ...]] = (
    ("wide", "png"),
    ("square", "png"),
    ("wide", "svg"),
)


def picture_block(
    page: Page, body: dict[str, Any], about: Callable[[datetime], PictureAbout], *, name: str
) -> None:
    """Offer a figure as PNG, as a square for phones and as SVG; drawn when asked for.

    Parameters
    ----------
    page : Page
    body : dict
        As `kampungkb.ui.plot.drawing` returns.
    about : callable
        What stands around the picture, by the time of its printing.
    name : str
        Of the files, and what tells several of one page apart.
    """
    t, palette = page.t, PALETTES[page.scheme]
    labels = (t("picture.download_wide"), t("picture.download_square"), t("picture.download_svg"))

    def make(shape: Shape, kind: Kind) -> Callable[[], bytes]:
        return lambda: picture(
            body, about(datetime.now(UTC)), shape=shape, kind=kind, palette=palette
        )

    with st.popover(
        t("picture.download"), icon=":material/image:", key=f"{name}_pictures"
    ):  # fmt: skip
        for label, (shape, kind) in zip(labels, _KINDS, strict=True):
            st.download_button(
                label, make(shape, kind), f"{name}-{shape}.{kind}",
                key=f"{name}_{shape}_{kind}", on_click="ignore", width="stretch",
            )  # fmt: skip
