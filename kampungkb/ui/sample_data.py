"""One click takes the illustrative data away, another brings it back."""

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.tasks.illustrative import add_illustrative, remove_illustrative
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page

_AUTHOR = "dashboard"


def sample_switch(page: Page) -> None:
    """A button that asks once; every change is a revision and can be undone."""
    if page.snapshot.revision != page.snapshot.last_revision:
        return  # An old revision is looked at; the button would act on the last one.
    t = page.t
    there = page.snapshot.illustrative
    label = t("ui.remove_illustrative") if there else t("ui.add_illustrative")
    question = t("ui.remove_question") if there else t("ui.add_question")
    with st.popover(label, icon=":material/science:"):
        st.markdown(question)
        if st.button(label, key="sample_switch", type="primary"):
            with st.spinner(label):
                _switch(page, there=there)


def _switch(page: Page, *, there: bool) -> None:
    try:
        if there:
            remove_illustrative(load.engine(), author=_AUTHOR)
        else:
            add_illustrative(load.engine(), author=_AUTHOR)
    except KampungKBError as error:
        st.error(markup.plain(page.t.error(error)), icon=":material/error:")
    else:
        st.rerun()
