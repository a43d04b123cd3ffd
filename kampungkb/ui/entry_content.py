"""What the page of corrections works out once and keeps: a rerun computes nothing again."""

from datetime import UTC, date, datetime

import streamlit as st

from kampungkb.intake.request import Known
from kampungkb.store.revisions import Change
from kampungkb.tasks.preview import Preview, preview
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import known_of
from kampungkb.ui import load
from kampungkb.ui.frame import Page


@st.cache_resource(show_spinner=False, max_entries=2)
def _known(key: tuple[object, ...], today: date, _of: Snapshot) -> Known:
    return known_of(_of, today)


def known(page: Page) -> Known:
    """What a form is held against."""
    return _known(load.key_of(page.snapshot), datetime.now(UTC).date(), page.snapshot)


@st.cache_resource(show_spinner=False, max_entries=8)
def _previewed(key: tuple[object, ...], _of: Snapshot, _change: Change) -> Preview:
    return preview(_of, _change)


def previewed(page: Page, change: Change, sha256: str) -> Preview:
    """What saving a change would show.

    Parameters
    ----------
    page : Page
    change : Change
    sha256 : str
        Of what would be written.
    """
    return _previewed((*load.key_of(page.snapshot), sha256), page.snapshot, change)
