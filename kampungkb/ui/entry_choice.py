"""What the reader wants to correct; all of it stands in the address."""

from typing import Final, Literal

import streamlit as st

from kampungkb.errors import BadPeriodError
from kampungkb.intake.period_words import read_period
from kampungkb.model.periods import latest_period, period_end
from kampungkb.tasks.entry import can_be_typed
from kampungkb.ui.filters import INDICATOR, PERIOD, PLACE, place_names
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, from_address, put_in_address, remember

Part = Literal["pembentukan", "nilai", "kamus", "ejaan"]
PARTS: Final[tuple[Part, ...]] = ("pembentukan", "nilai", "kamus", "ejaan")
PART: Final = "bagian"


def part_choice(page: Page) -> Part:
    """What is corrected; whoever names an indicator means its value."""
    t = page.t
    begun = f"param_{PART}" in st.session_state
    key, dropped = remember(PART, PARTS, PARTS[0])
    if dropped is not None:
        page.drop(PART, dropped)
    elif not begun and from_address(PART) is None and from_address(INDICATOR) is not None:
        st.session_state[key] = "nilai"
    names = {
        "pembentukan": t("entry.part_formation"),
        "nilai": t("entry.part_value"),
        "kamus": t("entry.part_dictionary"),
        "ejaan": t("entry.part_spelling"),
    }
    chosen: Part | None = st.segmented_control(
        t("entry.part"), PARTS, required=True, format_func=names.__getitem__, key=key,
        label_visibility="collapsed",
    )  # fmt: skip
    put_in_address(PART, None if chosen == PARTS[0] else chosen)
    return chosen or PARTS[0]


def village_choice(page: Page) -> str | None:
    """A village, found by its name or its district's."""
    t, of = page.t, page.snapshot
    names = {code: name for code, name in place_names(page).items() if code in of.parents}
    districts = set(of.districts["code"])
    # Pages that show many villages keep a district under the same name.
    if from_address(PLACE) in districts:
        put_in_address(PLACE, None)
    if st.session_state.get(f"param_{PLACE}") in districts:
        st.session_state[f"param_{PLACE}"] = None
    return choose(
        PLACE, t("entry.village"), tuple(names), None, names.__getitem__, drop=page.drop,
        placeholder=t("entry.village_hint"),
    )  # fmt: skip


def indicator_choice(page: Page, *, values: bool) -> str | None:
    """An indicator; `values`: of which a village has values that can be typed."""
    t, dictionary = page.t, page.snapshot.dictionary
    codes = tuple(one.code for one in dictionary if not values or can_be_typed(one))
    return choose(
        INDICATOR, t("entry.indicator"), codes, None,
        lambda code: f"{code} · {t.words(dictionary.get(code).short)}", drop=page.drop,
        placeholder=t("entry.indicator_hint"),
    )  # fmt: skip


def period_choice(page: Page, village: str, indicator: str) -> str:
    """A period in our form; what one wrote instead, where that is none."""
    t = page.t
    options = list(page.snapshot.periods)
    default = _usual_period(page, village, indicator)
    key = f"param_{PERIOD}"
    if key not in st.session_state:
        wanted = from_address(PERIOD)
        read = None if wanted is None else read_period(wanted)
        if wanted is not None and read is None:
            page.drop(PERIOD, wanted)
        st.session_state[key] = read or default
    st.session_state[key] = st.session_state[key] or default
    own = st.session_state[key]
    if own is not None and own not in options:
        options.insert(0, own)
    chosen = st.selectbox(
        t("entry.period"), options, key=key, accept_new_options=True,
        format_func=lambda one: t.period(one) if _is_period(one) else one,
        placeholder=t("entry.period_hint"),
    )  # fmt: skip
    read = read_period(chosen or "")
    put_in_address(PERIOD, None if read == default else read)
    return read or chosen or ""


def _usual_period(page: Page, village: str, indicator: str) -> str | None:
    """The latest with a value of this village, else of the whole store."""
    rows = page.snapshot.observations
    mine = rows.loc[(rows["village_code"] == village) & (rows["indicator"] == indicator), "period"]
    return latest_period(set(mine)) or page.snapshot.as_of


def _is_period(text: str) -> bool:
    try:
        period_end(text)
    except BadPeriodError:
        return False
    return True
