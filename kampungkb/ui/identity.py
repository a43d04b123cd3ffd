"""Who is at work: until there are accounts, a page asks once, and every revision carries it."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Final

import streamlit as st

from kampungkb.ui import markup
from kampungkb.ui.frame import Page
from kampungkb.ui.identity_memory import remember

# Of the session; the browser's tab hands it back after a reload. A name does not belong into a
# link.
IDENTITY: Final = "identity"
_CHANGING: Final = "identity_changing"
_REFUSED: Final = "identity_refused"
LONGEST: Final = 80
# No agency is called so: it stands for the one that is written by hand.
_OTHER: Final = "\0"


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as they call themselves; nothing proves it."""

    name: str
    agency: str


def known() -> Identity | None:
    """Who has said so in this session; nothing is drawn."""
    found: Identity | None = st.session_state.get(IDENTITY)
    return found


def asked(page: Page, *, key: str = "identity") -> Identity | None:
    """Who is at work: a quiet line where it is known, else the question.

    Parameters
    ----------
    page : Page
    key : str
        Tells several places of one page apart.

    Returns
    -------
    Identity or None
        None as long as the question is open.
    """
    who = known()
    remember(None if who is None else asdict(who), recall, key=f"{key}_memory")
    if who is None or st.session_state.get(_CHANGING) == key:
        _question(page, key, who)
        return None
    t = page.t
    with st.container(key=f"{key}_known", horizontal=True, vertical_alignment="center"):
        words = t("identity.working_as", name=who.name, agency=who.agency)
        st.html(markup.render("identity.html", text=words), width="content")
        st.button(
            t("identity.change"), key=f"{key}_change", type="tertiary",
            on_click=_set, args=(_CHANGING, key),
        )  # fmt: skip
    return who


def cleaned(text: str | None) -> str | None:
    """A name with single spaces; None where it is empty, too long or cannot be printed."""
    name = " ".join(unicodedata.normalize("NFC", text or "").split())
    return name if name and name.isprintable() and len(name) <= LONGEST else None


def recall(kept: object) -> None:
    """Take what the tab remembers where nothing is known yet; it is checked as if typed."""
    if not isinstance(kept, dict) or known() is not None:
        return
    words = [kept.get(part) for part in ("name", "agency")]
    name, agency = (cleaned(one) if isinstance(one, str) else None for one in words)
    if name is not None and agency is not None:
        st.session_state[IDENTITY] = Identity(name=name, agency=agency)


def _question(page: Page, key: str, who: Identity | None) -> None:
    t = page.t
    agencies = page.snapshot.dictionary.agencies
    refused = st.session_state.get(_REFUSED) == key
    with st.container(key=f"{key}_question", border=True):
        markup.show("block_title.html", title=t("identity.heading"))
        markup.show("sentence.html", text=t("identity.why"))
        fields = st.columns(2)
        with fields[0]:
            name = st.text_input(t("identity.name"), key=f"{key}_name", max_chars=LONGEST,
                                 value=who.name if who else "")  # fmt: skip
        with fields[1]:
            st.selectbox(
                t("identity.agency"), (*agencies, _OTHER), key=f"{key}_agency",
                index=agencies.index(who.agency) if who and who.agency in agencies else None,
                format_func=lambda one: t("identity.other_agency") if one == _OTHER else one,
                placeholder=t("identity.agency_hint"),
            )  # fmt: skip
            if _is_other(key):
                st.text_input(t("identity.agency_name"), key=f"{key}_other", max_chars=LONGEST)
        if refused:
            named = cleaned(name) is not None
            markup.show(
                "identity_refused.html",
                text=t("identity.agency_missing") if named else t("identity.name_missing"),
            )
        with st.container(horizontal=True):
            st.button(t("identity.keep"), key=f"{key}_keep", type="primary",
                      on_click=_keep, args=(key,))  # fmt: skip
            if who is not None:
                st.button(t("identity.cancel"), key=f"{key}_cancel", type="tertiary",
                          on_click=_set, args=(_CHANGING, None))  # fmt: skip


def _is_other(key: str) -> bool:
    return st.session_state.get(f"{key}_agency") == _OTHER


def _keep(key: str) -> None:
    state = st.session_state
    agency = state.get(f"{key}_other") if _is_other(key) else state.get(f"{key}_agency")
    name, agency = cleaned(state.get(f"{key}_name")), cleaned(agency)
    if name is None or agency is None:
        state[_REFUSED] = key
        return
    state[IDENTITY] = Identity(name=name, agency=agency)
    state[_CHANGING] = state[_REFUSED] = None


def _set(name: str, value: str | None) -> None:
    st.session_state[name] = value
    st.session_state[_REFUSED] = None
