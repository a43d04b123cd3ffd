"""A reload of the page asks nobody twice who they are: the tab of the browser remembers it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

# Of the tab alone and gone with it: on a shared computer the next person is asked again. What was
# kept is taken out as it is read, so that words we refuse are not sent again and again.
_JS = """
const KEY = "kampungkb-identity";
export default ({ data, setTriggerValue }) => {
  try {
    if (data.known) sessionStorage.setItem(KEY, JSON.stringify(data.known));
    else {
      const kept = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      if (kept) setTriggerValue("kept", JSON.parse(kept));
    }
  } catch { /* A browser that keeps nothing: the question is asked. */ }
};
"""


@lru_cache(maxsize=1)
def _mount() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component("kampungkb_identity", js=_JS)
    return mount


def remember(known: dict[str, str] | None, recalled: Callable[[object], None], *, key: str) -> None:
    """Hand the browser what is known; where nothing is, ask it.

    Parameters
    ----------
    known : dict of text, or None
    recalled : callable
        Called before the next run with what the browser kept: anything at all, as it comes from
        outside.
    """

    def kept() -> None:
        recalled(st.session_state[key].get("kept"))

    with st.container(key=f"{key}_unseen"):
        _mount()(data={"known": known}, key=key, on_kept_change=kept)
