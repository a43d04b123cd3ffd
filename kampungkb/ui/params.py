"""State that lives in the address: a link opens what its sender saw.

A link carries codes and keys as plain text; what does not exist is dropped, with a hint.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

T = TypeVar("T", bound=str)

# What a reader looks at, whatever the page: it goes along over pages that have no filter for it.
CARRIED = ("indikator", "wilayah", "periode", "opd", "pilar")
_PAGE = "page_seen"


def from_address(name: str) -> str | None:
    """What the address says of a parameter."""
    value = st.query_params.get(name)
    return None if value is None else str(value)


def put_in_address(name: str, value: str | None) -> None:
    """Write a parameter to the address; None takes it out."""
    if value is None:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def carry(page_name: str) -> None:
    """Keep what goes along from page to page, and nothing else.

    Streamlit forgets what a page has no widget for; and it would hand the default of one page's
    filter on to a filter of the same name on another page, as a choice that nobody made.
    """
    if st.session_state.get(_PAGE, page_name) != page_name:
        for key in [one for one in st.session_state if str(one).startswith("param_")]:
            if str(key).removeprefix("param_") not in CARRIED:
                del st.session_state[key]
    st.session_state[_PAGE] = page_name
    for name in CARRIED:
        key = f"param_{name}"
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def remember(name: str, options: Sequence[str], default: str | None) -> tuple[str, str | None]:
    """Prepare a widget's state from the address.

    Returns
    -------
    key, dropped
        The widget's key in the session, and the value of the address that does not exist.
    """
    key = f"param_{name}"
    dropped = None
    if key not in st.session_state:
        wanted = from_address(name)
        if wanted is not None and wanted not in options:
            dropped, wanted = wanted, None
        st.session_state[key] = default if wanted is None else wanted
    elif st.session_state[key] not in (default, *options):
        # The choice was possible with other filters, or none is possible only on other pages.
        st.session_state[key] = default
    else:
        # Said again, a choice goes along from page to page; what another page's widget has left
        # behind would be forgotten, and the new one begin with its first option.
        st.session_state[key] = st.session_state[key]
    return key, dropped


def choose(
    name: str,
    label: str,
    options: Sequence[T],
    default: T | None,
    shown: Callable[[T], str],
    *,
    drop: Callable[[str, str], None],
    placeholder: str | None = None,
    help_: str | None = None,
) -> T | None:
    """A selectbox whose choice stands in the address unless it is the default.

    Parameters
    ----------
    name : str
        In the address.
    drop : callable
        Told name and value where the address asks for what does not exist.
    """
    key, dropped = remember(name, options, default)
    if dropped is not None:
        drop(name, dropped)
    chosen = st.selectbox(
        label,
        options,
        key=key,
        index=None if default is None else 0,
        format_func=shown,
        placeholder=placeholder,
        help=help_,
    )
    put_in_address(name, None if chosen == default else chosen)
    return chosen
