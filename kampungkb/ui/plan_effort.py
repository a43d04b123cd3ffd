"""The effort file of a plan: its template, the file, what is wrong with it, what is in use."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import streamlit as st

from kampungkb.errors import UnreadableFileError
from kampungkb.i18n.translator import Translator
from kampungkb.intake.reading import shown_name
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.plan_effort import Effort, read_effort
from kampungkb.tasks.plan_effort_file import effort_template, effort_template_name, effort_words
from kampungkb.tasks.plan_effort_kept import effort_id
from kampungkb.ui import load, markup, plan_effort_state, upload_state
from kampungkb.ui.background import Job, begun
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.plan_form import Wish, assume
from kampungkb.ui.plan_progress import is_stopped, show_progress, start_again
from kampungkb.ui.upload_start import pick

_SHOWN: Final = 20
# Of the session: the file that is being read, and sentences on the last one that was refused.
_SENT: Final = "plan_effort_sent"
_REFUSED: Final = "plan_effort_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    name: str
    data: bytes

    def key(self, page: Page) -> tuple[object, ...]:
        """Of the work on it: the same bytes may mean something else with other data."""
        return "effort", self.name, sha256(self.data).hexdigest(), *load.key_of(page.snapshot)


def show_effort(page: Page, wish: Wish) -> None:
    """A fold below the form; open as long as there is something to mend or to wait for."""
    state = st.session_state
    busy = state.get(_SENT) is not None or bool(state.get(_REFUSED))
    with (
        # On a phone it folds with the form.
        st.container(key="plan_effort_filters"),
        st.expander(page.t("simulation.effort_title"), expanded=busy, key="plan_effort"),
    ):
        _in_use(page, wish)
        left, right = st.columns([5, 2], gap="medium", vertical_alignment="bottom")
        with left:
            _file(page, wish)
        with right:
            t, basis, of = page.t, wish.basis, wish.assumptions
            st.download_button(
                t("simulation.effort_template"),
                lambda: effort_template(basis, of, t, datetime.now(UTC)),
                effort_template_name(t), key="plan_effort_template", on_click="ignore",
                icon=":material/download:", width="stretch",
            )  # fmt: skip
        if state.get(_REFUSED):
            markup.show("plan_remarks.html", remarks=state[_REFUSED])


def _in_use(page: Page, wish: Wish) -> None:
    t, of = page.t, wish.assumptions
    said = effort_words(of, t)
    if not said:
        markup.show("sentence.html", text=t("simulation.effort_hint"))
        return
    kept = plan_effort_state.known(effort_id(of.effort))
    if kept is not None and kept.file_name is not None:
        said.append(t("simulation.effort_used_file", file=shown_name(kept.file_name)))
    reason = plan_effort_state.trouble()
    if not load.settings().writable:
        said.append(t("simulation.effort_session"))
    elif reason is not None:
        said.append(t("simulation.effort_not_kept", reason=reason))
    with st.container(key="plan_effort_used", horizontal=True, vertical_alignment="center"):
        st.html(markup.render("sentence.html", text=" ".join(said)), width="stretch")
        st.button(
            t("simulation.effort_remove"), key="plan_effort_remove", on_click=_remove,
            args=(wish,), type="tertiary", icon=":material/close:",
        )  # fmt: skip


def _file(page: Page, wish: Wish) -> None:
    state, t = st.session_state, page.t
    picked = pick(page, t("simulation.effort_pick"), name="effort")
    if picked is not None:
        new = _Sent(name=picked[0], data=picked[1])
        start_again(new.key(page))
        state[_SENT], state[_REFUSED] = new, ()
        # The widget is emptied, so that the corrected file can have the same name.
        upload_state.next_round()
        st.rerun()
    sent: _Sent | None = state.get(_SENT)
    if sent is not None:
        _read(page, wish, sent)


def _read(page: Page, wish: Wish, sent: _Sent) -> None:
    """Read the file besides the page; take it, or say what is wrong with it."""
    state, t, key = st.session_state, page.t, sent.key(page)
    if is_stopped(key):
        state[_SENT] = None
        return
    snapshot = page.snapshot

    def work(job: Job) -> Effort:
        return read_effort(sent.data, sent.name, snapshot, job.cancelled.is_set)

    job = begun(key, "effort", work)
    if not job.done.is_set():
        show_progress(t, job, t("simulation.working_effort"), name="effort")
        return
    state[_SENT] = None
    try:
        effort: Effort = job.result()
    except UnreadableFileError as error:
        state[_REFUSED] = (t.error(error),)
        return
    state[_REFUSED] = _refusals(effort, shown_name(sent.name), t)
    if not state[_REFUSED]:
        plan_effort_state.take(t, effort.days, sent.name)
        assume(wish, replace(wish.assumptions, effort=effort.days))
    st.rerun()


def _refusals(effort: Effort, name: str, t: Translator) -> tuple[str, ...]:
    """Why a file is not used, in the order of its rows."""
    faults = effort.findings
    if not faults:
        return () if effort.days else (t("simulation.effort_empty", file=name),)
    said = [t("simulation.effort_refused", file=name, n=len(faults))]
    said += [finding_message(t, one) for one in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        said.append(t("simulation.effort_rest", n=len(faults) - _SHOWN))
    return tuple(said)


@guarded
def _remove(wish: Wish) -> None:
    """The plan goes on without; the effort stays where links and scenarios name it."""
    st.session_state[_REFUSED] = ()
    assume(wish, replace(wish.assumptions, effort={}))
