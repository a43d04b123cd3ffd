"""Which document says so: asked under every form that brings data."""

import streamlit as st

from kampungkb.tasks.entry import Cited
from kampungkb.ui.entry_fields import Fields
from kampungkb.ui.frame import Page


def source_fields(page: Page, fields: Fields, owner: str) -> None:
    """The document, and the agency whose data it brings; `owner`: most likely."""
    t = page.t
    first, second = st.columns([2, 1])
    with first:
        fields.text("title", t("entry.source"), "", placeholder=t("entry.source_hint"))
    with second:
        fields.choice("agency", t("entry.source_agency"), page.snapshot.dictionary.agencies,
                      owner, str, free=True)  # fmt: skip


def cited(fields: Fields, owner: str) -> Cited:
    """What the two fields say."""
    agency = " ".join(fields.said("agency", owner).split())
    return Cited(title=fields.said("title", ""), agency=agency or None)
