"""A table with its title, a button that copies the address, and its files to take away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from kampungkb.exports.listing import Listing, listing_csv, listing_file_name, listing_xlsx
from kampungkb.i18n.translator import Translator
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link

# Pixels of a row and of the header, as streamlit draws them.
_ROW: Final = 35
# Cells of one table: streamlit refuses to write more of them in the reader's language.
_CELLS: Final = 262_144

Formats = Mapping[Any, Callable[[Any], str]]


def listing_block(
    t: Translator,
    key: str,
    title: str,
    frame: pd.DataFrame,
    formats: Formats,
    listing: Listing,
    *,
    name: str = "table",
    with_link: bool = True,
    height: int = 320,
) -> None:
    """Show rows, sortable, with the same rows as files.

    Parameters
    ----------
    key : str
        Under which everything that belongs to this state of the page is kept: a rerun with the
        same key formats nothing again.
    frame : DataFrame
        Columns named in the reader's language; numbers stay numbers, so that they sort.
    formats : mapping of column to function
        How to write each column of numbers.
    height : int
        In pixels, at most; a table of few rows is no higher than they are.
    listing : Listing
        What the files hold; its time of printing is set when one is asked for.
    name : str
        Tells several tables of one page apart.
    """
    heading, link, download = st.columns([6, 1.2, 1.2], vertical_alignment="bottom")
    with heading:
        markup.show("block_title.html", title=title)
    if with_link:
        with link:
            copy_link(t)
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch", key=f"{name}_files"
    ):  # fmt: skip
        downloads(t, listing, name=name)
    rows_height = _ROW * (len(frame) + 1) + 3
    show_rows(t, f"{key}|{name}", frame, formats, height=min(height, rows_height))


def show_rows(
    t: Translator, key: str, frame: pd.DataFrame, formats: Formats, *, height: int
) -> None:
    """Rows alone, as in `listing_block`; the first of them where a browser is sent too many."""
    most = _CELLS // max(1, len(frame.columns))
    if len(frame) > most:
        said = t("common.rows_shown", n=t.number(most), all=t.number(len(frame)))
        markup.show("sentence.html", text=said)
    _table(key, height, frame.head(most), formats)


def downloads(t: Translator, listing: Listing, *, name: str = "table") -> None:
    """A button for each kind of file, made only when it is asked for."""
    late_downloads(
        t, lambda: replace(listing, printed_at=datetime.now(UTC)),
        lambda extension: listing_file_name(listing, t, extension), name=name,
    )  # fmt: skip


def late_downloads(
    t: Translator, listing: Callable[[], Listing], file_name: Callable[[str], str], *, name: str
) -> None:
    """As `downloads`, of rows that are not even gathered before they are asked for.

    Parameters
    ----------
    file_name : callable of an extension
        What the browser calls the file: it has to know before there is one.
    """
    kinds = (
        ("xlsx", t("map.download_xlsx"), lambda: listing_xlsx(listing(), t)),
        ("csv", t("map.download_csv"), lambda: listing_csv(listing(), t)),
    )
    for extension, label, make in kinds:
        st.download_button(
            label, make, file_name(extension),
            key=f"{name}_{extension}", on_click="ignore", width="stretch",
        )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=64)
def _table(key: str, height: int, _frame: pd.DataFrame, _formats: Formats) -> None:
    # Streamlit replays what a cached function drew: on a rerun nothing is formatted again.
    st.dataframe(
        _frame.style.format(dict(_formats), na_rep="–"),
        hide_index=True,
        height=height,
        placeholder="–",
        column_config={name: st.column_config.Column(alignment="right") for name in _formats},
    )
