"""One click takes the illustrative data away, another brings it back."""

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.tasks.illustrative import add_illustrative, remove_illustrative
from kampungkb.ui import identity, load, markup, writing
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity


def sample_switch(page: Page) -> None:
    """A button that asks once; every change is a revision and can be undone."""
    if not writing.allowed(page):
        return
    t = page.t
    there = page.snapshot.illustrative
    label = t("ui.remove_illustrative") if there else t("ui.add_illustrative")
    question = t("ui.remove_question") if there else t("ui.add_question")
    with st.popover(label, icon=":material/science:"):
        st.markdown(question)
        who = identity.asked(page, key="sample_identity")
        if who is not None and st.button(label, key="sample_switch", type="primary"):
            with st.spinner(label):
                _switch(page, who, there=there)


def _switch(page: Page, who: Identity, *, there: bool) -> None:
    change = remove_illustrative if there else add_illustrative
    try:
        change(load.writer(), author=who.name, agency=who.agency)
    except KampungKBError as error:
        st.error(markup.plain(page.t.error(error)), icon=":material/error:")
    else:
        st.rerun()
