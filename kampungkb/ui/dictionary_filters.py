"""What the reader of the dictionary looks for; all of it stands in the address."""

import streamlit as st

from kampungkb.tasks.dictionary_view import SHOWN
from kampungkb.ui.dictionary_content import DictionaryChoice
from kampungkb.ui.filters import INDICATOR, agency_filter, filter_row, pillar_filter
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, from_address, put_in_address

TEXT = "cari"


def dictionary_choice(page: Page) -> DictionaryChoice:
    """Draw the filters and read what they say."""
    t, dictionary = page.t, page.snapshot.dictionary
    columns = filter_row(t, "dictionary", [3, 2, 3, 3])
    with columns[0]:
        text = _text(page)
    with columns[1]:
        agency = agency_filter(page, dictionary.agencies)
    with columns[2]:
        pillar = pillar_filter(page, tuple(dict.fromkeys(one.pillar for one in dictionary)))
    names = {
        "all": t("dictionary.shown_all"),
        "valued": t("dictionary.shown_valued"),
        "without_target": t("dictionary.shown_without_target"),
    }
    with columns[3]:
        shown = choose(
            "tampil", t("dictionary.shown"), SHOWN, "all", names.__getitem__, drop=page.drop
        )  # fmt: skip
    opened = from_address(INDICATOR)
    if opened is not None and opened not in dictionary:
        page.drop(INDICATOR, opened)
        opened = None
    return DictionaryChoice(
        text=text, agency=agency, pillar=pillar, shown=shown or "all", opened=opened
    )


def _text(page: Page) -> str:
    key = f"param_{TEXT}"
    if key not in st.session_state:
        st.session_state[key] = from_address(TEXT) or ""
    text = st.text_input(
        page.t("dictionary.search"), key=key, placeholder=page.t("dictionary.search_hint"),
        max_chars=80,
    )  # fmt: skip
    put_in_address(TEXT, text or None)
    return text
