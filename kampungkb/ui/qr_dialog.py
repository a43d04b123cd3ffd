"""The address of what is on the screen as a QR code, for the phones in the room."""

from base64 import b64encode
from urllib.parse import urlencode, urlsplit

import streamlit as st

from kampungkb.errors import AddressTooLongError
from kampungkb.exports.qr import qr_code
from kampungkb.i18n.translator import Translator
from kampungkb.settings import is_loopback
from kampungkb.ui import load, markup
from kampungkb.ui.params import from_address


def qr_button(t: Translator, *, key: str = "qr") -> None:
    """A button that shows the code in a dialog."""
    if st.button(
        t("ui.qr"), icon=":material/qr_code_2:", key=key, help=t("ui.qr_title")
    ):  # fmt: skip
        _dialog(t)


def page_address(revision: int | None = None) -> str | None:
    """The whole address of the page with all that was chosen on it.

    Parameters
    ----------
    revision : int, optional
        Name this revision, so that the address shows the same figures later, too.

    Returns
    -------
    str or None
        None where the browser has not said how it reached us.
    """
    base = st.context.url
    if not base:
        return None
    chosen = dict(st.query_params)
    if revision is not None:
        chosen["v"] = str(revision)
    return f"{base}?{urlencode(chosen)}" if chosen else base


def is_only_here(address: str) -> bool:
    """Whether the address leads to this machine and no other, as one begins with at a desk."""
    return is_loopback(urlsplit(address).hostname)


def _dialog(t: Translator) -> None:
    st.dialog(t("ui.qr_title"))(_content)(t)


def _content(t: Translator) -> None:
    shown = from_address("v")
    last = load.last_revision()
    locked = st.toggle(
        t("ui.qr_lock", revision=shown or str(last)), value=shown is not None,
        disabled=shown is not None, key="qr_lock", help=t("ui.qr_lock_help"),
    )  # fmt: skip
    address = page_address(last if locked and shown is None else None)
    if address is None:
        st.info(t("ui.qr_unknown"))
        return
    try:
        code = qr_code(address, "svg")
    except AddressTooLongError as error:
        st.error(markup.plain(t.error(error)))
        return
    note = t("ui.qr_only_here") if is_only_here(address) else ""
    markup.show(
        "qr.html", code=b64encode(code).decode(), alt=t("ui.qr_alt"), address=address, note=note
    )
    left, right = st.columns(2)
    with left:
        st.download_button(
            t("ui.qr_png"), lambda: qr_code(address, "png"), "kode-qr.png", key="qr_png",
            on_click="ignore", width="stretch",
        )  # fmt: skip
    with right:
        st.download_button(
            t("ui.qr_svg"), code, "kode-qr.svg", key="qr_svg", on_click="ignore", width="stretch"
        )
