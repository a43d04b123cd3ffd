"""How far work on plans has come, with a button that ends it."""

from typing import Final

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.ui import markup
from kampungkb.ui.background import Job, desk, owner

# Seconds between two looks at a job.
_EVERY: Final = 0.5
# Keys of work that this session does not want to wait for.
_STOPPED: Final = "plan_stopped"


def is_stopped(key: object) -> bool:
    """Whether the reader has stopped this work."""
    return key in st.session_state.get(_STOPPED, ())


def start_again(key: object) -> None:
    """Work on it after all."""
    st.session_state[_STOPPED] = [one for one in st.session_state.get(_STOPPED, ()) if one != key]


def _stop(job: Job) -> None:
    desk().leave(owner(), job)
    st.session_state[_STOPPED] = [*st.session_state.get(_STOPPED, ()), job.key][-20:]


@st.fragment(run_every=_EVERY)
def show_progress(t: Translator, job: Job, words: str, *, name: str, can_stop: bool = True) -> None:
    """One line that follows the work; when it is done, the page runs again."""
    if job.done.is_set():
        st.rerun()
    about = ""
    if job.share is not None:
        about = t("simulation.working_share", share=t.share(job.share, 0))
    elif job.gap is not None and job.gap < 1:
        about = t("simulation.working_gap", gap=t.share(job.gap, 2))
    with st.container(key=f"plan_progress_{name}", horizontal=True, vertical_alignment="center"):
        st.html(
            markup.render("plan_progress.html", words=words, about=about, share=job.share),
            width="stretch",
        )  # fmt: skip
        if can_stop and st.button(t("simulation.stop"), key=f"plan_stop_{name}"):
            _stop(job)
            st.rerun()
