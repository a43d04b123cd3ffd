"""The figures of the first screen to take away."""

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Language, translator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary_listing import summary_listing
from kampungkb.ui import load
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads


@st.cache_resource(show_spinner=False, max_entries=32)
def _listing(
    key: tuple[object, ...],  # noqa: ARG001 - a cache's key
    as_of: str | None,  # noqa: ARG001 - a cache's key
    language: Language,
    _of: Snapshot,
    _ledger: Ledger,
) -> Listing:
    return summary_listing(_of, _ledger, translator(language))


def show_files(page: Page, ledger: Ledger) -> None:
    """A button with the files; none in a store without a figure."""
    t, of = page.t, page.snapshot
    listing = _listing(load.key_of(of), ledger.as_of, t.language, of, ledger)
    if listing.made_up:
        with (
            st.container(key="summary_figures_quiet_row"),
            st.popover(
                t("summary.download"), icon=":material/download:", type="tertiary",
                key="summary_files",
            ),
        ):  # fmt: skip
            downloads(t, listing, name="summary")
