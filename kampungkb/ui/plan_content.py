"""What the page shows of a plan, made once and kept: a rerun computes nothing again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from kampungkb.charts.fairness_line import (
    FAIRNESS_LINE_HEIGHT,
    fairness_line,
    fairness_line_alt,
)
from kampungkb.charts.plan_bars import plan_bars, plan_bars_alt, plan_bars_height
from kampungkb.charts.plan_calendar import (
    plan_calendar_alt,
    plan_calendar_height,
)
from kampungkb.charts.plan_course import PLAN_COURSE_HEIGHT, plan_course, plan_course_alt
from kampungkb.charts.theme import PALETTES
from kampungkb.exports.picture_legend import LegendKey
from kampungkb.exports.plan_workbook import plan_file_name, plan_xlsx
from kampungkb.maps.layers import MapLayers
from kampungkb.maps.plan_map import plan_legend, plan_map_alt
from kampungkb.planning.curves import Fairness, Sureness, fairness_curve, sureness
from kampungkb.tasks.plan import Answer, answer
from kampungkb.tasks.plan_assumptions import FloorWish, key_of
from kampungkb.tasks.plan_draws import SEED, drawn_needs
from kampungkb.tasks.plan_figures import calendar_figure, map_cells, plan_keys, quarter_map
from kampungkb.tasks.plan_files import plan_book
from kampungkb.tasks.plan_listings import Cell, PlanTable, plan_table, source_titles
from kampungkb.tasks.plan_moves import Alternatives, alternatives
from kampungkb.tasks.plan_problem import Basis, floors_of, frame_of
from kampungkb.tasks.plan_view import comparisons, course_frame, targets
from kampungkb.tasks.scenario import announced_quarters
from kampungkb.ui import load, markup
from kampungkb.ui.background import Job, begun, desk
from kampungkb.ui.frame import Page
from kampungkb.ui.plan_form import Wish
from kampungkb.ui.plot import drawing

MAP_HEIGHT: Final = 560
_SHARES: Final = 16


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """A plan, and the key under which everything made of it is kept."""

    key: str
    plan_key: tuple[object, ...]
    of: Answer


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A figure as it is mounted."""

    body: dict[str, Any]
    alt: str
    height: int
    # Below the figure, and in its picture.
    legend: str = ""
    keys: tuple[LegendKey, ...] = ()


def basis_of(page: Page) -> Basis:
    """What the data say as of their latest period, and what is announced."""
    return Basis(
        snapshot=page.snapshot, ledger=page.ledger(page.snapshot.as_of),
        announced=announced_quarters(load.engine()),
    )  # fmt: skip


def today() -> date:
    """The day as the server's clock has it."""
    return datetime.now(UTC).astimezone().date()


def plan_key(page: Page, wish: Wish) -> tuple[object, ...]:
    """What identifies a plan: assumptions, data, and the day, after which quarters are over."""
    own = key_of(wish.assumptions, page.snapshot.revision, wish.basis.announced)
    return "plan", *load.key_of(page.snapshot), own, wish.today.isoformat()


def plan_job(page: Page, wish: Wish) -> Job:
    """The search for the plan, begun where it was not yet."""
    basis, assumptions, day = wish.basis, wish.assumptions, wish.today

    def work(job: Job) -> Answer:
        return answer(basis, assumptions, today=day, watch=job.watch)

    return begun(plan_key(page, wish), "plan", work)


def content_of(page: Page, key: tuple[object, ...], of: Answer) -> PlanContent:
    """What was found, with a short text to keep things under."""
    text = "|".join(map(str, (*key, page.t.language, page.scheme, page.link(""))))
    return PlanContent(key=text, plan_key=key, of=of)


def why_job(content: PlanContent, code: str) -> Job:
    """The plans in which a village is treated otherwise."""
    plan = content.of.plan
    if plan is None:
        raise ValueError("there is no plan to explain")

    def work(_: Job) -> Alternatives:
        return alternatives(plan, code)

    return begun(("why", code, *content.plan_key), "why", work)


def draws_key(content: PlanContent) -> tuple[object, ...]:
    """Of the work on redrawn needs."""
    return "draws", *content.plan_key


def draws_work(of: Answer, job: Job) -> Sureness:
    """Plan again with needs that are drawn anew."""
    if of.problem is None:
        raise ValueError("there is no problem to draw needs for")
    rng = np.random.default_rng(SEED)
    needs = drawn_needs(of.basis, of.problem, of.assumptions.weights, rng=rng)
    return sureness(of.problem, needs, job.progress)


def curve_key(content: PlanContent) -> tuple[object, ...]:
    """Of the work on the price of fairness."""
    return "curve", *content.plan_key


def curve_work(of: Answer, job: Job) -> tuple[Fairness, ...]:
    """Plan again with a minimum for every district, from none to what is aimed at."""
    if of.problem is None:
        raise ValueError("there is no problem to plan again")
    quarters = {quarter: at for at, quarter in enumerate(of.problem.quarters)}
    by = of.problem.quarters[-1]
    # Nobody can promise every district more than is aimed at for all of them.
    most = min(max(of.assumptions.share, Fraction(0)), Fraction(1))
    shares = [most * at / (_SHARES - 1) for at in range(_SHARES)]
    return fairness_curve(
        of.problem, lambda share: floors_of(of.basis, FloorWish(share=share, by=by), quarters),
        shares, job.progress,
    )  # fmt: skip


def found(key: tuple[object, ...]) -> Any:
    """What work came to that somebody has asked for; None where it is not done."""
    job = desk().find(key)
    return job.value if job is not None and job.done.is_set() else None


def _mark(page: Page, of: Answer) -> str | None:
    return page.t("common.illustrative_ribbon") if of.made_up else None


@st.cache_resource(show_spinner=False, max_entries=32)
def table_of(
    key: str, sure: bool, cell: Cell | None, _page: Page, _content: PlanContent
) -> PlanTable:
    """The villages of the plan, or of one cell of its calendar."""
    drawn: Sureness | None = found(draws_key(_content)) if sure else None
    return plan_table(_content.of, _page.t, drawn, source_titles(_content.of), cell)


@st.cache_resource(show_spinner=False, max_entries=16)
def book_name(key: str, _page: Page, _content: PlanContent) -> str:
    """Name of the plan's workbook."""
    return plan_file_name(plan_book(_content.of, _page.t, datetime.now(UTC)), _page.t)


def book_bytes(page: Page, content: PlanContent) -> bytes:
    """The plan's workbook, made when it is asked for."""
    return plan_xlsx(plan_book(content.of, page.t, datetime.now(UTC)), page.t)


@st.cache_resource(show_spinner=False, max_entries=64)
def calendar(key: str, _page: Page, _content: PlanContent) -> Drawn:
    """Quarters against districts."""
    t, of, plan = _page.t, _content.of, _content.of.plan
    if plan is None:
        raise ValueError("there is no plan to draw")
    frame = frame_of(plan.problem, plan.quarter_of)
    snapshot = of.basis.snapshot
    figure = calendar_figure(
        frame, plan.problem.quarters, snapshot, PALETTES[_page.scheme], t, _mark(_page, of)
    )
    return Drawn(
        body=drawing(figure), alt=plan_calendar_alt(frame, t),
        height=plan_calendar_height(len(snapshot.districts)),
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=64)
def course(key: str, _page: Page, _content: PlanContent) -> Drawn:
    """What is reached by when."""
    t, of = _page.t, _content.of
    frame = course_frame(of)
    figure = plan_course(frame, targets(of), PALETTES[_page.scheme], t, _mark(_page, of))
    return Drawn(body=drawing(figure), alt=plan_course_alt(frame, t), height=PLAN_COURSE_HEIGHT)


@st.cache_resource(show_spinner=False, max_entries=64)
def bars(key: str, _page: Page, _content: PlanContent) -> Drawn | None:
    """The plan beside three usual ones."""
    t, of = _page.t, _content.of
    rows = comparisons(of, t)
    if not rows:
        return None
    frame = pd.DataFrame(
        {
            "name": [one.name for one in rows],
            "benefit": pd.Series([one.benefit for one in rows], dtype=object),
            "people": pd.Series([None] * len(rows), dtype=object),
        }
    )
    figure = plan_bars(frame, PALETTES[_page.scheme], t, _mark(_page, of))
    return Drawn(
        body=drawing(figure), alt=plan_bars_alt(frame, t), height=plan_bars_height(len(rows))
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def fairness(key: str, _page: Page, _content: PlanContent) -> Drawn:
    """The price of fairness; only where it has been computed."""
    t, of = _page.t, _content.of
    rows = pd.DataFrame(
        [
            {"share": one.share, "price": one.price, "people": one.people, "short": one.short}
            for one in found(curve_key(_content))
        ],
        columns=["share", "price", "people", "short"],
    )
    figure = fairness_line(rows, PALETTES[_page.scheme], t, _mark(_page, of))
    return Drawn(body=drawing(figure), alt=fairness_line_alt(rows, t), height=FAIRNESS_LINE_HEIGHT)


@st.cache_resource(show_spinner=False, max_entries=32)
def map_of(key: str, _page: Page, _content: PlanContent, _layers: MapLayers) -> Drawn:
    """The villages by the quarter in which they are formed."""
    t, of, plan = _page.t, _content.of, _content.of.plan
    if plan is None:
        raise ValueError("there is no plan to draw")
    snapshot, palette = of.basis.snapshot, PALETTES[_page.scheme]
    quarters = plan.problem.quarters
    cells = map_cells(
        snapshot, _layers, of.basis.formed,
        {code: quarters[at] for code, at in plan.quarter_of.items()},
        {one.code: one.need for one in plan.problem.candidates},
    )  # fmt: skip
    figure = quarter_map(cells, quarters, _layers, snapshot, palette, t, _mark(_page, of))
    legend = plan_legend(cells, quarters, palette, t)
    return Drawn(
        body=drawing(figure), alt=plan_map_alt(cells, t), height=MAP_HEIGHT,
        legend=markup.render("legend.html", t=t, legend=legend, formed=None),
        keys=plan_keys(legend, t),
    )  # fmt: skip
