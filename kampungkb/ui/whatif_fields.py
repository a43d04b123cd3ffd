"""Fields of the indicator what-if: places that stand in the address, and a share of a number."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import streamlit as st

from kampungkb.ui import markup
from kampungkb.ui.filters import place_names
from kampungkb.ui.frame import Page
from kampungkb.ui.params import from_address, put_in_address


def exact_share(x: Decimal, per: int = 100) -> Fraction:
    """A number of percent, or of so many in all, as a share of 1."""
    return Fraction(x) / per


def places_field(page: Page, name: str, label: str, *, placeholder: str, hint: str) -> list[str]:
    """Villages and districts, found by name; empty: all."""
    names, key = place_names(page), f"param_{name}"
    if key not in st.session_state:
        wanted = from_address(name)
        codes = [] if wanted is None else wanted.split(",")
        st.session_state[key] = _known(codes, names)
        unknown = [code for code in codes if code not in names]
        if unknown:
            page.drop(name, ",".join(unknown)[:80])
    else:
        st.session_state[key] = _known(st.session_state[key], names)
    chosen = st.multiselect(
        label, tuple(names), key=key, format_func=names.__getitem__, placeholder=placeholder,
        help=markup.plain(hint),
    )  # fmt: skip
    put_in_address(name, ",".join(chosen) or None)
    return list(chosen)


def _known(codes: Sequence[str], names: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code in names))
