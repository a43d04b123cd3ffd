"""Below the plan: the limits that decide, what fairness costs, and how sure the choice is."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from kampungkb.errors import PlanCancelledError
from kampungkb.planning.curves import Sureness
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_view import fairness_sentence, sureness_sentences
from kampungkb.tasks.plan_words import binding_sentence
from kampungkb.ui import markup
from kampungkb.ui.background import Job, begun
from kampungkb.ui.frame import Page
from kampungkb.ui.plan_content import (
    PlanContent,
    curve_key,
    curve_work,
    draws_key,
    draws_work,
    fairness,
    found,
)
from kampungkb.ui.plan_pictures import offer_picture
from kampungkb.ui.plan_progress import is_stopped, show_progress, start_again
from kampungkb.ui.plot import plot

_SHOWN: Final = 5
# Of the session: work that the reader has asked for.
_WANTED: Final = "plan_wanted"


def show_more(page: Page, content: PlanContent) -> None:
    """Limits at the left, fairness and certainty at the right."""
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="plan_binding"):
        _binding(page, content.of)
    with right, st.container(key="plan_further"):
        _fairness(page, content)
        _sureness(page, content)


def _binding(page: Page, of: Answer) -> None:
    t = page.t
    markup.show("block_title.html", title=t("simulation.binding_title"))
    if of.problem is None or not of.binding:
        markup.show("sentence.html", text=t("simulation.binding_none"))
        return
    markup.show("sentence.html", text=t("simulation.binding_hint"))
    quarters = of.problem.quarters
    lines = [binding_sentence(of.basis.snapshot, quarters, one, t) for one in of.binding]
    markup.show("plan_lines.html", lines=lines[:_SHOWN], start=1)
    rest = lines[_SHOWN:]
    if rest:
        with st.expander(t("simulation.binding_more", n=len(rest)), key="plan_binding_more"):
            markup.show("plan_lines.html", lines=rest, start=_SHOWN + 1)


def _fairness(page: Page, content: PlanContent) -> None:
    t = page.t
    markup.show("block_title.html", title=t("simulation.fairness_title"))
    curve = _worked(
        page, content, curve_key(content), curve_work, name="curve",
        words=t("simulation.working_curve"), start=t("simulation.fairness_start"),
        hint=t("simulation.fairness_hint"),
    )  # fmt: skip
    if curve is None:
        return
    markup.show("sentence.html", text=fairness_sentence(content.of, curve, t))
    if curve:
        drawn = fairness(content.key, page, content)
        plot(
            drawn.body, t, key="plan_fairness", name="plan_fairness", alt=drawn.alt,
            height=drawn.height,
        )  # fmt: skip
        offer_picture(page, content, drawn, t("picture.file_fairness"))


def _sureness(page: Page, content: PlanContent) -> None:
    t = page.t
    markup.show("block_title.html", title=t("simulation.sure_title"))
    was_there = found(draws_key(content)) is not None
    sure: Sureness | None = _worked(
        page, content, draws_key(content), draws_work, name="draws",
        words=t("simulation.working_draws"), start=t("simulation.sure_start"),
        hint=t("simulation.sure_hint"),
    )  # fmt: skip
    if sure is None:
        return
    if not was_there:
        # The table above has been drawn without its column.
        st.rerun()
    for one in sureness_sentences(content.of, sure, t):
        markup.show("sentence.html", text=one)


def _worked(
    page: Page,
    content: PlanContent,
    key: tuple[object, ...],
    work: Callable[[Answer, Job], Any],
    *,
    name: str,
    words: str,
    start: str,
    hint: str,
) -> Any:
    """What the work came to; before that a button that begins it, or how far it is."""
    done = found(key)
    if done is not None:
        return done
    markup.show("sentence.html", text=hint)
    if not _is_wanted(key) or is_stopped(key):
        st.button(start, key=f"plan_start_{name}", on_click=_want, args=(key,))
        return None
    of = content.of
    job = begun(key, name, lambda own: work(of, own))
    if not job.done.is_set():
        show_progress(page.t, job, words, name=name)
        return None
    try:
        return job.result()
    except PlanCancelledError:
        return None


def _is_wanted(key: tuple[object, ...]) -> bool:
    return key in st.session_state.get(_WANTED, ())


def _want(key: tuple[object, ...]) -> None:
    start_again(key)
    st.session_state[_WANTED] = [*st.session_state.get(_WANTED, ()), key][-20:]
