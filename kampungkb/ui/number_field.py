"""A field of numbers whose choice stands in the address, the same in any language."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import streamlit as st

from kampungkb.i18n.parse import parse_number
from kampungkb.i18n.translator import Translator
from kampungkb.ui import markup
from kampungkb.ui.frame import Page
from kampungkb.ui.params import from_address, put_in_address

# As an address writes a number: plain digits, a point before what is less than one.
_PLAIN: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """What a field of numbers takes.

    Parameters
    ----------
    name : str
        In the address.
    default : Decimal or None
        None: the field may be empty, and is at first.
    places : int
        Behind the decimal mark, at most.
    example : Decimal
        Of a number that it takes.
    """

    name: str
    low: Decimal
    high: Decimal
    default: Decimal | None
    example: Decimal
    places: int = 0

    def takes(self, x: Decimal) -> bool:
        """Whether the number is one of those."""
        return self.low <= x <= self.high and x == round(x, self.places)


def number_field(
    page: Page, spec: Number, label: str, *, placeholder: str | None = None, hint: str | None = None
) -> Decimal | None:
    """A line of text that means a number.

    What means none is kept as it was typed, with a sentence below it; the default is used.

    Returns
    -------
    Decimal or None
        The number in use; None where the field may be empty, and is.
    """
    t, key = page.t, f"param_{spec.name}"
    _begin(page, spec, key)
    typed = st.text_input(
        label, key=key, max_chars=_LONGEST, placeholder=placeholder,
        help=None if hint is None else markup.plain(hint),
    )  # fmt: skip
    said = parse_number(typed, t.language)
    if said is not None and spec.takes(said):
        _keep(spec, t, said)
        return said
    if typed.strip() or spec.default is not None:
        markup.show("entry_remarks.html", remarks=[("error", _fault(t, spec, placeholder))])
    _keep(spec, t, spec.default)
    return spec.default


def _begin(page: Page, spec: Number, key: str) -> None:
    """Fill the field from the address, or say it again in another language."""
    known: tuple[str, Decimal | None] | None = st.session_state.get(f"{key}_number")
    if key not in st.session_state:
        wanted = from_address(spec.name)
        said = None if wanted is None or not _PLAIN.fullmatch(wanted) else Decimal(wanted)
        if wanted is not None and (said is None or not spec.takes(said)):
            page.drop(spec.name, wanted)
            said = None
        st.session_state[key] = _text(page.t, spec.default if said is None else said)
    elif known is not None and known[0] != page.t.language and known[1] is not None:
        # 1.234 is a thousand in one language and little more than one in the other.
        was = parse_number(st.session_state[key], "id" if known[0] == "id" else "en")
        if was == known[1]:
            st.session_state[key] = _text(page.t, known[1])
    else:
        # Said again: streamlit forgets what is not drawn in a run.
        st.session_state[key] = st.session_state[key]


def _keep(spec: Number, t: Translator, said: Decimal | None) -> None:
    st.session_state[f"param_{spec.name}_number"] = (t.language, said)
    is_usual = said is None or said == spec.default
    put_in_address(spec.name, None if is_usual or said is None else f"{said.normalize():f}")


def _text(t: Translator, x: Decimal | None) -> str:
    if x is None:
        return ""
    places = next(n for n in range(5) if x == round(x, n))
    return t.number(x, places)


def _fault(t: Translator, spec: Number, empty: str | None) -> str:
    blanks = {
        "low": _text(t, spec.low), "high": _text(t, spec.high), "example": _text(t, spec.example),
        "used": _text(t, spec.default) or str(empty),
    }  # fmt: skip
    return t("ui.bad_number", **blanks) if spec.places else t("ui.bad_whole", **blanks)
