"""A change looked at before it is stored: headline, counts, map, before and after, rows."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from kampungkb.errors import AreaPackError
from kampungkb.i18n.formats import DASH
from kampungkb.tasks.preview import Preview
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import listing_block
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import plot
from kampungkb.ui.preview_content import (
    IndicatorContent,
    PreviewContent,
    indicator_content,
    preview_content,
    preview_drawing,
)

MAP_HEIGHT: Final = 440
_METRES: Final = 60


def preview_blocks(
    page: Page, shown: Preview, *, key: str, missing: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Show what a change would do.

    Parameters
    ----------
    page : Page
    shown : Preview
    key : str
        Names the change: two changes with the same key are taken for the same.
    missing : mapping of indicator to village codes, optional
        Villages without a value in what was submitted; else those without one afterwards are
        counted.
    """
    content = preview_content(page, shown, key, missing)
    with st.container(key="preview"):
        st.html(content.head)
        if shown.empty:
            return
        code = _chosen(page, content, key)
        if code is not None:
            _show_indicator(page, shown, indicator_content(page, shown, key, code))
        if content.others_file is not None:
            _show_others(page, content)


def _chosen(page: Page, content: PreviewContent, key: str) -> str | None:
    """The indicator that is looked at; a menu where there are several."""
    codes = tuple(content.indicators)
    if len(codes) < 2:
        return codes[0] if codes else None
    chosen: str = st.selectbox(
        page.t("preview.indicator"), codes, format_func=content.indicators.__getitem__,
        key=f"preview_indicator_{key}",
    )  # fmt: skip
    return chosen


def _show_indicator(page: Page, shown: Preview, one: IndicatorContent) -> None:
    left, right = st.columns([7, 5], gap="medium")
    with left:
        markup.show("block_title.html", title=one.title)
        _show_map(page, shown, one)
    with right:
        st.html(one.card)
    if len(one.table):
        listing_block(
            page.t, one.key, one.table_title, one.table, one.formats, one.file,
            name="preview_values", with_link=False,
        )  # fmt: skip


def _show_map(page: Page, shown: Preview, one: IndicatorContent) -> None:
    t = page.t
    try:
        # Kept by number of revision: the one after is not stored and may become another's.
        layers = load.layers(shown.before, _METRES)
    except AreaPackError as error:
        markup.show("sentence.html", text=t("map.no_geometry", reason=t.error(error)))
        return
    body = preview_drawing(one.key, _METRES, one, layers, page, shown)
    with st.container(key="preview_map"):
        plot(
            body, t, key="preview_plot", name=one.key, alt=one.alt, height=MAP_HEIGHT,
        )  # fmt: skip
    st.html(one.legend)
    picture_block(page, body, one.picture, key="preview")


def _show_others(page: Page, content: PreviewContent) -> None:
    t = page.t
    dated = any(one.period != DASH for one in content.others)
    columns = {
        t("preview.column_subject"): [one.what for one in content.others],
        t("map.column_village"): [one.area for one in content.others],
        t("map.column_district"): [one.district for one in content.others],
        **({t("map.column_period"): [one.period for one in content.others]} if dated else {}),
        t("preview.column_kind"): [one.change for one in content.others],
        t("preview.before"): [one.before for one in content.others],
        t("preview.after"): [one.after for one in content.others],
    }
    if content.others_file is not None:
        listing_block(
            t, content.key, content.others_title, pd.DataFrame(columns), {}, content.others_file,
            name="preview_others", with_link=False,
        )  # fmt: skip
