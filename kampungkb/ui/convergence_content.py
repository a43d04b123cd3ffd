"""What the convergence page shows for one choice, made once and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.tasks.convergence_agency import (
    Agency,
    agency,
    agency_finding,
    asked_indicators,
    left_out,
    scope_words,
    visit_rows,
    visits_made_up,
    visits_summary,
)
from kampungkb.tasks.convergence_tables import (
    asked_listing,
    matrix_listing,
    to_fill_in,
    visit_frame,
    visit_listing,
)
from kampungkb.tasks.convergence_view import (
    Matrix,
    matrix,
    matrix_finding,
    matrix_rows,
    silent_words,
)
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.source_titles import value_sources
from kampungkb.ui import load, markup
from kampungkb.ui.convergence_filters import ConvergenceChoice
from kampungkb.ui.frame import Page

# The style keeps the place of a block until it is there, so that what follows does not jump.
Size = Literal["whole", "short"]
# So many villages make a block a tall one.
_FULL = 10


@dataclass(frozen=True, kw_only=True)
class MatrixContent:
    """The matrix of all agencies."""

    key: str
    finding: str
    # Legend and table; empty where there is no village to show.
    html: str
    size: Size
    # None: nothing to take away.
    listing: Listing | None
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyContent:
    """The page of one agency."""

    key: str
    title: str
    finding: str
    heading: str
    indicators: str
    # None: it has no indicator with a value.
    asked: Listing | None
    # The visits: their first rows, or why there are none.
    visits: str
    size: Size
    # None: no village can be ranked.
    table: pd.DataFrame | None
    formats: dict[Any, Callable[[Any], str]]
    listing: Listing | None
    sources: tuple[str, ...]


def content_key(page: Page, choice: ConvergenceChoice) -> str:
    """One short text for a state of the page; its links are part of it."""
    parts = (
        *load.key_of(page.snapshot), choice.as_of, choice.agency, choice.shown, choice.district,
        choice.indicator, page.t.language, page.link(""),
    )  # fmt: skip
    return "|".join(map(str, parts))


def matrix_content(page: Page, choice: ConvergenceChoice, ledger: Ledger) -> MatrixContent:
    """What the page shows before an agency is chosen."""
    return _matrix(content_key(page, choice), page, choice, ledger)


def agency_content(
    page: Page, choice: ConvergenceChoice, ledger: Ledger, name: str
) -> AgencyContent:
    """What the page shows of one agency."""
    return _agency(content_key(page, choice), page, choice, ledger, name)


@st.cache_resource(show_spinner=False, max_entries=64)
def _matrix(key: str, _page: Page, _choice: ConvergenceChoice, _ledger: Ledger) -> MatrixContent:
    t, of = _page.t, _page.snapshot
    found = matrix(of, _ledger, _choice.shown, _choice.district)
    finding = matrix_finding(found, of, t)
    sources = value_sources(of, _ledger, found.rows["indicator"].unique())
    if not found.villages:
        return MatrixContent(
            key=key, finding=finding, html="", size="short", listing=None, sources=()
        )  # fmt: skip
    listing = matrix_listing(found, of, _ledger, sources, t)
    return MatrixContent(
        key=key,
        finding=finding,
        html=_matrix_html(_page, _choice, found, made_up=listing.is_made_up),
        size="whole" if len(found.villages) >= _FULL else "short",
        listing=listing,
        sources=sources,
    )


def _matrix_html(page: Page, choice: ConvergenceChoice, found: Matrix, *, made_up: bool) -> str:
    t, of = page.t, page.snapshot
    rows = matrix_rows(found, of, t)
    n, whole = len(rows), len(found.villages)
    showing = (
        t("convergence.showing", n=n)
        if n == whole
        else t("convergence.showing_some", n=n, all=t.number(whole))
    )
    period = _period(page, choice)
    return markup.render(
        "convergence_matrix.html",
        t=t,
        rows=rows,
        reaches=found.reaches,
        showing=showing,
        silent=silent_words(found, t),
        made_up=made_up,
        agencies={
            one.agency: page.link(
                "konvergensi", opd=one.agency, wilayah=choice.district, periode=period
            )
            for one in found.reaches
        },
        places={one.code: page.link("profil", wilayah=one.code) for one in rows},
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _agency(
    key: str, _page: Page, _choice: ConvergenceChoice, _ledger: Ledger, _name: str
) -> AgencyContent:
    t, of = _page.t, _page.snapshot
    found = agency(
        of, _ledger, _name, shown=_choice.shown, district=_choice.district,
        indicator=_choice.indicator,
    )  # fmt: skip
    sources = value_sources(of, _ledger, found.rows["indicator"])
    table, formats = visit_frame(found, of, t)
    is_ranked = bool(len(found.visits.villages) or found.visits.unknown or found.visits.nobody)
    listing = visit_listing(found, of, _ledger, sources, t) if is_ranked else None
    return AgencyContent(
        key=key,
        title=t("convergence.agency_title", agency=_name),
        finding=agency_finding(found, of, t),
        heading=markup.render(
            "convergence_heading.html",
            t=t,
            title=t("convergence.asked_title", agency=_name, area=of.area_name),
            matrix=_page.link("konvergensi", periode=_period(_page, _choice)),
        ),
        indicators=_indicators_html(_page, _choice, found),
        asked=None if found.rows.empty else asked_listing(found, of, _ledger, sources, t),
        visits=_visits_html(_page, found, _ledger),
        size="whole" if len(found.top) >= _FULL else "short",
        table=table if is_ranked else None,
        formats=formats,
        listing=listing,
        sources=sources,
    )


def _indicators_html(page: Page, choice: ConvergenceChoice, found: Agency) -> str:
    t, of = page.t, page.snapshot
    period = _period(page, choice)
    rows = asked_indicators(found, of, t)
    return markup.render(
        "convergence_indicators.html",
        t=t,
        rows=rows,
        title=t("convergence.asked_title", agency=found.name, area=of.area_name),
        links={
            one.code: page.link("kesenjangan", indikator=one.code, periode=period) for one in rows
        },
        dictionary=page.link("kamus", opd=found.name),
        not_reported=[t.words(one.short) for one in found.not_reported],
        only_regency=[t.words(one.short) for one in found.only_regency],
    )


def _visits_html(page: Page, found: Agency, ledger: Ledger) -> str:
    t, of = page.t, page.snapshot
    rows = visit_rows(found, of, ledger, t)
    context = [of.area_name]
    if found.as_of is not None:
        context.append(t("common.as_of", period=t.period(found.as_of)))
    context.append(t("common.revision", n=of.revision))
    return markup.render(
        "convergence_visits.html",
        t=t,
        rows=rows,
        scope=scope_words(found, of, t) if found.counted else "",
        summary=visits_summary(found, of, t),
        notes=left_out(found, of, t),
        indicators=[of.dictionary.get(one) for one in found.visits.parts.columns],
        one=found.indicator is not None or len(found.counted) == 1,
        title=t("convergence.agency_title", agency=found.name),
        context=" · ".join(context),
        made_up=visits_made_up(found, ledger),
        fill=to_fill_in(t),
        places={one.code: page.link("profil", wilayah=one.code) for one in rows},
    )


def _period(page: Page, choice: ConvergenceChoice) -> str | None:
    """The period as a link carries it: nothing where it is the last one."""
    return None if choice.as_of == page.snapshot.as_of else choice.as_of
