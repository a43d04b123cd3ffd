"""The form of a plan: the address says what it holds, and it says what the address becomes."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.model.periods import period_year, quarter_after, quarter_of
from kampungkb.tasks.plan_address import NAMES, Asked, asked, enough, written
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_typed import (
    DISTRICT,
    LATER,
    LOCK,
    QUARTER,
    fields_of,
    rows_of,
    typed,
    weight_codes,
)
from kampungkb.tasks.plan_view import formula
from kampungkb.ui import markup, plan_effort_state
from kampungkb.ui.filters import place_names
from kampungkb.ui.frame import Page
from kampungkb.ui.params import from_address, put_in_address

# Of the session: a plan is not lost by looking at another page.
_KEPT: Final = "plan_address"
_REMARKS: Final = "plan_remarks"
# Eleven years of quarters to choose from.
_AHEAD: Final = 44
_LONGEST: Final = 12
_BLANK_ROWS: Final = 2
# Longer plans are refused: nobody has to choose among their quarters.
_LONGEST_PLAN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the address asks for, and what the form needs to change it."""

    basis: Basis
    today: date
    asked: Asked

    @property
    def assumptions(self) -> Assumptions:
        """What is assumed."""
        return self.asked.assumptions


def wish_of(page: Page, basis: Basis, today: date) -> Wish:
    """Read the address; without a word of a plan, that of the plan looked at last."""
    address = {name: said for name in NAMES if (said := from_address(name)) is not None}
    if not address:
        address = dict(st.session_state.get(_KEPT, {}))
    found = asked(basis, today, address, plan_effort_state.finder())
    page.dropped.extend(f"{name}={said}" for name, said in found.dropped)
    _put(written(basis, today, found.assumptions))
    return Wish(basis=basis, today=today, asked=found)


def _put(address: dict[str, str]) -> None:
    for name in NAMES:
        put_in_address(name, address.get(name))
    st.session_state[_KEPT] = address


def assume(wish: Wish, assumptions: Assumptions) -> None:
    """Put other assumptions in the address, before the next run."""
    st.session_state.pop(_REMARKS, None)
    _put(written(wish.basis, wish.today, assumptions))


def leave_address() -> None:
    """Take the plan out of the address; it comes back with its view."""
    for name in NAMES:
        put_in_address(name, None)


def show_form(page: Page, wish: Wish) -> None:
    """The form: the usual wishes in sight, all others behind a fold."""
    t = page.t
    fields = _Fields(page=page, wish=wish)
    # On a phone the form folds: what it comes to is first.
    with st.container(key="filter_switch"):
        markup.show("filter_switch.html", t=t, label=t("simulation.filters"))
    with st.container(key="plan_filters"), st.form(key="plan_fields", border=False):
        _basic(fields)
        with st.expander(t("simulation.more_limits"), key="plan_more"):
            capacities, floors, weights, villages, budgets = st.tabs(
                [
                    t("simulation.tab_capacities"), t("simulation.tab_floors"),
                    t("simulation.tab_weights"), t("simulation.tab_villages"),
                    t("simulation.tab_budgets"),
                ]
            )  # fmt: skip
            with capacities:
                _capacities(fields)
            with floors:
                _floors(fields)
            with weights:
                _weights(fields)
            with villages:
                _villages(fields)
            with budgets:
                _budgets(fields)
    remarks = st.session_state.get(_REMARKS, ("", ()))
    if remarks[0] == fields.generation and remarks[1]:
        markup.show("plan_remarks.html", remarks=remarks[1])


class _Fields:
    """Fields that begin anew, with other keys, whenever the address changes."""

    def __init__(self, *, page: Page, wish: Wish) -> None:
        self.page, self.wish, self.t = page, wish, page.t
        text = repr(sorted(written(wish.basis, wish.today, wish.assumptions).items()))
        said = f"{text}|{page.t.language}|{page.snapshot.revision}"
        self.generation = sha256(said.encode()).hexdigest()[:8]
        self.filled = fields_of(wish.assumptions, page.t, automatic=wish.asked.automatic)
        self.drawn: list[str] = []

    def key(self, name: str) -> str:
        self.drawn.append(name)
        return f"plan_{self.generation}_{name}"

    def text(
        self, name: str, label: str, *, placeholder: str = "", hint: str | None = None
    ) -> None:
        st.text_input(
            label, self.filled.get(name, ""), key=self.key(name), max_chars=_LONGEST,
            placeholder=placeholder or None, help=None if hint is None else markup.plain(hint),
        )  # fmt: skip

    def choice(self, name: str, label: str, options: dict[str, str], default: str | None) -> None:
        chosen = self.filled.get(name, default)
        every = options if chosen is None or chosen in options else {chosen: chosen, **options}
        st.selectbox(
            label, list(every), None if chosen is None else list(every).index(chosen),
            key=self.key(name), format_func=every.__getitem__,
            placeholder=self.t("simulation.field_choose"),
        )  # fmt: skip

    def several(self, name: str, label: str, options: dict[str, str]) -> None:
        st.multiselect(
            label, list(options), self.filled.get(name, []), key=self.key(name),
            format_func=options.__getitem__, placeholder=self.t("simulation.field_choose"),
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What stands in them."""
        start = f"plan_{self.generation}_"
        return {name: st.session_state.get(f"{start}{name}") for name in self.drawn}


def _quarters(fields: _Fields, *, within: bool = False) -> dict[str, str]:
    """Quarters to choose from, in words: from now on, or those of the plan."""
    t, of = fields.t, fields.wish.assumptions
    if within and of.quarters:
        return {one: t.period(one) for one in of.quarters[:_LONGEST_PLAN]}
    found = [quarter_of(fields.wish.today)]
    while len(found) < _AHEAD:
        found.append(quarter_after(found[-1]))
    # An address may name others: they stay what they are.
    named = sorted({*found, of.start, of.by})
    return {one: t.period(one) for one in named}


def _basic(fields: _Fields) -> None:
    t, wish = fields.t, fields.wish
    columns = st.columns([1.3, 1.6, 1.6, 1.4, 1.6, 1.4], vertical_alignment="bottom")
    quarters = _quarters(fields)
    smallest = enough(wish.basis, wish.assumptions)
    with columns[0]:
        fields.text("share", t("simulation.field_share"))
    with columns[1]:
        fields.choice("start", t("simulation.field_start"), quarters, None)
    with columns[2]:
        fields.choice("by", t("simulation.field_by"), quarters, None)
    with columns[3]:
        fields.text(
            "capacity", t("simulation.field_capacity"),
            placeholder=t("simulation.field_capacity_blank", n=smallest),
            hint=t("simulation.field_capacity_hint"),
        )  # fmt: skip
    with columns[4]:
        fields.text(
            "district", t("simulation.field_district"),
            placeholder=t("simulation.field_district_blank"),
        )  # fmt: skip
    with columns[5]:
        st.form_submit_button(
            t("simulation.submit"), key="plan_submit", type="primary", width="stretch",
            on_click=_submit, args=(fields,),
        )  # fmt: skip


def _capacities(fields: _Fields) -> None:
    t, of = fields.t, fields.wish.basis.snapshot
    markup.show("sentence.html", text=t("simulation.capacities_hint"))
    ordered = of.districts.sort_values("name")
    districts = dict(zip(ordered["code"], ordered["name"], strict=True))
    left, right = st.columns(2, gap="medium")
    for column, name, label, options, most in (
        (left, QUARTER, t("simulation.field_quarter"), _quarters(fields, within=True),
         t("simulation.field_of_quarter")),
        (right, DISTRICT, t("simulation.field_of_district"), districts,
         t("simulation.field_of_district_most")),
    ):  # fmt: skip
        with column:
            for row in range(rows_of(fields.filled, name) + _BLANK_ROWS):
                what, how_much = st.columns([3, 2])
                with what:
                    fields.choice(f"{name}_{row}", label, options, None)
                with how_much:
                    fields.text(f"{name}_most_{row}", most)


def _floors(fields: _Fields) -> None:
    t = fields.t
    markup.show("sentence.html", text=t("simulation.floors_hint"))
    quarters = _quarters(fields, within=True)
    for row in range(rows_of(fields.filled, "floor_share") + _BLANK_ROWS):
        left, right, _ = st.columns([2, 2, 3])
        with left:
            fields.text(f"floor_share_{row}", t("simulation.field_floor"))
        with right:
            fields.choice(f"floor_by_{row}", t("simulation.field_floor_by"), quarters, None)


def _weights(fields: _Fields) -> None:
    t, wish = fields.t, fields.wish
    markup.show("sentence.html", text=t("simulation.weights_hint"))
    markup.show("sentence.html", text=formula(wish.basis, wish.assumptions, t))
    columns = st.columns(4)
    for at, code in enumerate(weight_codes(wish.basis, wish.assumptions)):
        with columns[at % len(columns)]:
            words = t.words(wish.basis.snapshot.dictionary.get(code).short)
            fields.text(f"weight_{code}", markup.plain(words), placeholder="0")


def _budgets(fields: _Fields) -> None:
    t, wish = fields.t, fields.wish
    in_days = bool(wish.assumptions.effort)
    hint = t("simulation.budgets_days") if in_days else t("simulation.budgets_hint")
    limit = t("simulation.field_budget_days") if in_days else t("simulation.field_budget")
    markup.show("sentence.html", text=hint)
    title = t("simulation.effort_title")
    markup.show("sentence.html", text=t("simulation.budgets_effort", title=title))
    agencies = {
        one: one for one in wish.basis.snapshot.dictionary.agencies
        if wish.basis.agency_villages(one)
    }  # fmt: skip
    years = {
        str(year): str(year)
        for year in sorted(map(period_year, wish.assumptions.quarters[:_LONGEST_PLAN]))
    }
    for row in range(rows_of(fields.filled, "budget_agency") + _BLANK_ROWS):
        left, middle, right, _ = st.columns([2, 1.2, 1.6, 2.2])
        with left:
            fields.choice(f"budget_agency_{row}", t("simulation.field_agency"), agencies, None)
        with middle:
            fields.choice(f"budget_year_{row}", t("simulation.field_year"), years, None)
        with right:
            fields.text(f"budget_limit_{row}", limit)


def _villages(fields: _Fields) -> None:
    t, wish = fields.t, fields.wish
    markup.show("sentence.html", text=t("simulation.villages_hint"))
    formed = wish.basis.formed
    named = {*wish.assumptions.locks, *wish.assumptions.banned, *wish.assumptions.not_before}
    # A formed village that is named all the same stays, and the notes say what that means.
    names = {
        code: name for code, name in place_names(fields.page).items()
        if code in wish.basis.snapshot.parents and (code not in formed or code in named)
    }  # fmt: skip
    left, right = st.columns(2)
    with left:
        fields.several("locks", t("simulation.field_locks"), names)
    with right:
        fields.several("banned", t("simulation.field_banned"), names)
    kinds = {LOCK: t("simulation.field_kind_lock"), LATER: t("simulation.field_kind_later")}
    quarters = _quarters(fields, within=True)
    for row in range(rows_of(fields.filled, "dated_village") + _BLANK_ROWS):
        village, kind, quarter = st.columns([3, 1.5, 2])
        with village:
            fields.choice(f"dated_village_{row}", t("simulation.field_village"), names, None)
        with kind:
            fields.choice(f"dated_kind_{row}", t("simulation.field_kind"), kinds, LOCK)
        with quarter:
            fields.choice(f"dated_quarter_{row}", t("simulation.field_quarter"), quarters, None)


def _submit(fields: _Fields) -> None:
    """Read the form; what is not understood stays in it, with a sentence."""
    wish, t = fields.wish, fields.t
    found = typed(
        wish.basis, wish.assumptions, fields.values(), t, automatic=wish.asked.automatic
    )  # fmt: skip
    if found.assumptions is None:
        st.session_state[_REMARKS] = (fields.generation, found.remarks)
        return
    assume(wish, found.assumptions)


def reset() -> None:
    """Begin anew with the usual wishes."""
    st.session_state.pop(_KEPT, None)
    st.session_state.pop(_REMARKS, None)
    leave_address()


def reset_button(t: Translator, wish: Wish) -> None:
    """The way back to the usual wishes, where there are others."""
    if written(wish.basis, wish.today, wish.assumptions):
        st.button(
            t("simulation.reset"), key="plan_reset", on_click=reset, type="tertiary",
            icon=":material/undo:",
        )  # fmt: skip
