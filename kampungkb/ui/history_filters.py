"""What the reader of the history looks for and looks at; all of it stands in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from kampungkb.tasks.history_view import Entry, kind_word
from kampungkb.ui.filters import filter_row
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, from_address, put_in_address, remember

KIND = "jenis"
AGENCY = "instansi"
TEXT = "cari"
REVISION = "revisi"
OTHER = "banding"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChoice:
    """Which revisions are listed."""

    kind: str | None
    agency: str | None
    text: str


def history_choice(page: Page, found: Sequence[Entry]) -> HistoryChoice:
    """Draw the filters and read what they say."""
    t = page.t
    columns = filter_row(t, "history", [3, 3, 5])
    kinds = tuple(sorted({one.kind for one in found}, key=lambda kind: kind_word(t, kind)))
    agencies = tuple(sorted({one.agency for one in found if one.agency is not None}))
    with columns[0]:
        kind = choose(
            KIND, t("history.kind"), kinds, None, lambda one: kind_word(t, one), drop=page.drop,
            placeholder=t("history.all_kinds"),
        )  # fmt: skip
    with columns[1]:
        agency = choose(
            AGENCY, t("history.agency"), agencies, None, str, drop=page.drop,
            placeholder=t("ui.all_agencies"),
        )  # fmt: skip
    with columns[2]:
        text = _text(page)
    return HistoryChoice(kind=kind, agency=agency, text=text)


def _text(page: Page) -> str:
    key = f"param_{TEXT}"
    if key not in st.session_state:
        st.session_state[key] = from_address(TEXT) or ""
    text = st.text_input(
        page.t("history.search"), key=key, placeholder=page.t("history.search_hint"), max_chars=80
    )
    put_in_address(TEXT, text or None)
    return text


def chosen_revision(page: Page, found: Sequence[Entry], shown: Sequence[Entry]) -> Entry | None:
    """The revision that is looked at: the one asked for, else the first of the list.

    Whoever looks at the dashboard as of an old revision sees that one first.
    """
    by_number = {str(one.number): one for one in found}
    key, dropped = remember(REVISION, tuple(by_number), None)
    if dropped is not None:
        page.drop(REVISION, dropped)
    asked: str | None = st.session_state[key]
    put_in_address(REVISION, asked)
    if asked is not None:
        return by_number[asked]
    if page.snapshot.revision != page.snapshot.last_revision:
        return by_number.get(str(page.snapshot.revision))
    first = shown or found
    return first[0] if first else None


def set_revision(number: int) -> None:
    """Look at a revision from the next run on."""
    st.session_state[f"param_{REVISION}"] = str(number)


def compared_with(page: Page, found: Sequence[Entry], number: int) -> int:
    """The revision that one is compared with; the one before it unless the reader chooses."""
    t = page.t
    others = tuple(str(one.number) for one in found if one.number != number)
    named = {str(one.number): one for one in found}

    def shown(one: str) -> str:
        if one == "0":
            return t("history.before_all")
        return f"{t('history.revision', n=int(one))} · {kind_word(t, named[one].kind)}"

    asked = choose(
        OTHER, t("history.compare"), (*others, "0"), None, shown, drop=page.drop,
        placeholder=t("history.compare_hint"),
    )  # fmt: skip
    return number - 1 if asked is None else int(asked)
