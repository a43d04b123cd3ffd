"""A button that prints the page as the style sheet lays it out on paper."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from kampungkb.i18n.translator import Translator

_HTML = '<button type="button" class="kkb-copy kkb-no-print"></button>\n'
_JS = """
export default ({ data, parentElement }) => {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => window.print();
};
"""


@lru_cache(maxsize=1)
def _mount() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component(
        "kampungkb_print_page", html=_HTML, js=_JS, isolate_styles=False
    )
    return mount


def print_page(t: Translator) -> None:
    """The button; what is not to be printed has the class ``kkb-no-print``."""
    _mount()(data={"label": t("ui.print")}, key="print_page")
