"""The panel of one village: why it is where it is, and buttons that make it otherwise."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from kampungkb.planning.curves import Sureness
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_moves import Alternatives
from kampungkb.tasks.plan_why import why
from kampungkb.ui import markup
from kampungkb.ui.filters import PLACE, place_names
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose
from kampungkb.ui.plan_content import PlanContent, draws_key, found, why_job
from kampungkb.ui.plan_form import Wish, assume
from kampungkb.ui.plan_progress import show_progress

_FIRST: Final = 8


def show_why(page: Page, wish: Wish, content: PlanContent) -> None:
    """Search, explanation and buttons."""
    t, of = page.t, content.of
    parents = of.basis.snapshot.parents
    names = {code: name for code, name in place_names(page).items() if code in parents}
    with st.container(key="plan_panel"):
        code = choose(
            PLACE, t("simulation.choose_village"), tuple(names), None, names.__getitem__,
            drop=page.drop, placeholder=t("simulation.choose_village_hint"),
        )  # fmt: skip
        if code is None:
            _show_first(page, of)
            return
        plan = of.plan
        other: Alternatives | None = None
        if plan is not None and code in plan.problem.at:
            job = why_job(content, code)
            if job.done.is_set():
                other = job.result()
            else:
                show_progress(t, job, t("simulation.working_why"), name="why", can_stop=False)
        sure: Sureness | None = found(draws_key(content))
        chosen = None if sure is None else (sure.chosen[code], sure.draws)
        said = why(of, code, other, t, sure=chosen)
        markup.show(
            "plan_why.html", why=said, profile=page.link("profil", wilayah=code),
            to_profile=t("simulation.to_profile"),
            mark=t("common.illustrative_ribbon") if of.made_up else "",
        )  # fmt: skip
        _buttons(page, wish, of, code, other)


def _show_first(page: Page, of: Answer) -> None:
    """Before a village is chosen: what to do, and who comes first."""
    t, plan = page.t, of.plan
    rows = []
    if plan is not None:
        names, parents = of.basis.snapshot.names, of.basis.snapshot.parents
        first = sorted(
            (code for code, at in plan.quarter_of.items() if at == 0),
            key=lambda code: (-(plan.problem.candidates[plan.problem.at[code]].need or 0), code),
        )  # fmt: skip
        rows = [(names[code], names[parents[code]]) for code in first[:_FIRST]]
    markup.show("plan_first.html", t=t, rows=rows)


def _buttons(page: Page, wish: Wish, of: Answer, code: str, other: Alternatives | None) -> None:
    """What can be asked of the village otherwise; each changes the address and plans anew."""
    t, plan, a = page.t, of.plan, wish.assumptions
    if plan is None or code not in plan.problem.at:
        return
    at = plan.quarter_of.get(code)
    actions: list[tuple[str, str, Callable[[], Assumptions]]] = []
    if code in a.banned:
        actions.append(("unban", t("simulation.unban"), partial(_unbanned, a, code)))
    elif code in a.locks:
        actions.append(("unlock", t("simulation.unlock"), partial(_unlocked, a, code)))
    elif at is None:
        actions.append(("lock", t("simulation.lock"), partial(_locked, a, code, None)))
    else:
        quarter = plan.problem.quarters[at]
        label = t("simulation.lock_at", quarter=t.period_short(quarter))
        actions.append(("lock", label, partial(_locked, a, code, quarter)))
    if code not in a.banned and at is not None:
        actions.append(("ban", t("simulation.ban"), partial(_banned, a, code)))
    if at and other is not None and other.earlier is not None and code not in a.locks:
        sooner = plan.problem.quarters[at - 1]
        label = t("simulation.bring_forward", quarter=t.period_short(sooner))
        actions.append(("sooner", label, partial(_locked, a, code, sooner)))
    with st.container(key="plan_actions", horizontal=True):
        for name, label, after in actions:
            st.button(label, key=f"plan_{name}", on_click=_act, args=(wish, after))


def _act(wish: Wish, after: Callable[[], Assumptions]) -> None:
    assume(wish, after())


def _locked(a: Assumptions, code: str, quarter: str | None) -> Assumptions:
    later = {village: at for village, at in a.not_before.items() if village != code}
    return replace(a, locks=dict(a.locks) | {code: quarter}, not_before=later)


def _unlocked(a: Assumptions, code: str) -> Assumptions:
    return replace(a, locks={village: at for village, at in a.locks.items() if village != code})


def _banned(a: Assumptions, code: str) -> Assumptions:
    return replace(_unlocked(a, code), banned=a.banned | {code})


def _unbanned(a: Assumptions, code: str) -> Assumptions:
    return replace(a, banned=a.banned - {code})
