"""Buttons that hand on the address: it restores what is on the screen."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.ui.qr_dialog import qr_button

_HTML = '<button type="button" class="kkb-copy"></button>\n'
# Outside https and localhost browsers have no clipboard for scripts; the old way still works.
_JS = """
export default ({ data, parentElement }) => {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    const address = window.location.href;
    if (navigator.clipboard) await navigator.clipboard.writeText(address);
    else {
      const field = document.createElement("textarea");
      field.value = address;
      document.body.appendChild(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.label; }, 2000);
  };
};
"""


@lru_cache(maxsize=1)
def _mount() -> Callable[..., Any]:
    mount: Callable[..., Any] = st.components.v2.component(
        "kampungkb_copy_link", html=_HTML, js=_JS, isolate_styles=False
    )
    return mount


def copy_link(t: Translator) -> None:
    """The button, which says for two seconds that it is done; beside it the same as a QR code."""
    with st.container(horizontal=True, key="copy_link_row", gap="xsmall"):
        _mount()(data={"label": t("ui.copy_link"), "done": t("ui.link_copied")}, key="copy_link")
        qr_button(t)
