"""The view "Andaikan indikator": what one wish shows, made once and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kampungkb.charts.theme import PALETTES
from kampungkb.charts.whatif_change import whatif_change, whatif_change_height
from kampungkb.exports.listing import Listing
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.picture_words import PictureWords
from kampungkb.tasks.whatif import Wish, answer, impossible, possible
from kampungkb.tasks.whatif_tables import VillageTable, change_rows, village_table
from kampungkb.tasks.whatif_view import (
    Told,
    assumed,
    assumed_line,
    cannot_sentences,
    finding,
    least_lines,
    notes,
    pairs,
    time_lines,
    verdict_sentences,
)
from kampungkb.ui import load, markup
from kampungkb.ui.filters import chosen_period
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import listing_block
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import drawing, plot
from kampungkb.ui.whatif_form import whatif_form


@dataclass(frozen=True, kw_only=True)
class WhatifContent:
    """One state of the view."""

    # Under which everything that belongs to this state is kept.
    key: str
    # Of the figure, as it stands in the page.
    name: str
    finding: str
    title: str
    body: dict[str, Any]
    alt: str
    height: int
    assumed_line: str
    # HTML.
    panel: str
    assumed: str
    notes: str
    table: pd.DataFrame
    formats: dict[Any, Callable[[Any], str]]
    listing: Listing
    sources: tuple[str, ...]
    picture: PictureWords


def show(page: Page, head: DeltaGenerator | None = None) -> None:
    """The whole view, header and footer included.

    Parameters
    ----------
    head : DeltaGenerator, optional
        A place above what the page has drawn already, for the header; here unless given.
    """
    t = page.t
    place = st.container(key="whatif_head") if head is None else head
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    wish = whatif_form(page, ledger, as_of, _today())
    if wish is None:
        with place:
            page.header(t("simulation.title"), t("whatif.finding_empty"), as_of)
        st.html(_notes(page, ledger, []))
        page.footer((), t("whatif.how"))
        return
    content = _content(content_key(page, wish, as_of), page, wish, ledger)
    with place:
        page.header(t("simulation.title"), content.finding, as_of)
    _blocks(page, content)
    page.footer(content.sources, t("whatif.how"))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _blocks(page: Page, content: WhatifContent) -> None:
    t = page.t
    with st.container(key="whatif_line"):
        markup.show("sentence.html", text=content.assumed_line)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        with st.container(key="whatif_view"):
            markup.show("whatif_title.html", title=content.title, height=content.height)
            plot(
                content.body, t, key="whatif", name=content.name, alt=content.alt,
                height=content.height,
            )  # fmt: skip
            picture_block(page, content.body, content.picture, key="whatif")
        st.html(content.assumed)
        st.html(content.notes)
    with right, st.container(key="whatif_panel"):
        st.html(content.panel)
    listing_block(
        t, content.key, t("whatif.table_title", n=len(content.table)), content.table,
        content.formats, content.listing, name="whatif",
    )  # fmt: skip


def content_key(page: Page, wish: Wish, as_of: str | None) -> str:
    """One short text for everything that the view depends on."""
    effort = wish.effort
    parts = (
        *load.key_of(page.snapshot), as_of, wish.indicator, wish.way, wish.points,
        wish.per_month, wish.months, wish.start, ",".join(wish.areas), wish.share, wish.limit,
        effort.visit_days, effort.per_day, page.scheme, page.t.language,
    )  # fmt: skip
    return "|".join(map(str, parts))


@st.cache_resource(show_spinner=False, max_entries=64)
def _content(key: str, _page: Page, _wish: Wish, _ledger: Ledger) -> WhatifContent:
    t, of = _page.t, _page.snapshot
    told = Told(
        t=t, snapshot=of, answer=answer(of, _ledger, _wish), as_of=_ledger.as_of
    )  # fmt: skip
    said, rows, table = finding(told), change_rows(told), village_table(told)
    title = (
        t("whatif.chart_villages", n=rows.units)
        if rows.level == "village"
        else t("whatif.chart_title", n=rows.units)
    )
    figure = whatif_change(
        rows.rows, told.answer.indicator, target_text=_target(told),
        palette=PALETTES[_page.scheme], t=t,
        mark=t("common.illustrative_ribbon") if told.answer.made_up else None,
    )  # fmt: skip
    sources = _sources(told, _ledger)
    return WhatifContent(
        key=key,
        name=f"{_wish.indicator}-{_wish.way}-{told.answer.outcome.people}",
        finding=said,
        title=title,
        body=drawing(figure),
        alt=t("gaps.alt", title=title, finding=said),
        height=whatif_change_height(len(rows.rows)),
        assumed_line=assumed_line(told),
        panel=_panel(told),
        assumed=markup.render("whatif_assumed.html", t=t, assumed=assumed(told)),
        notes=_notes(_page, _ledger, notes(told)),
        table=table.frame,
        formats=table.formats,
        listing=_listing(told, table, said, sources),
        sources=sources,
        picture=_picture(told, said, title, sources),
    )


def _target(told: Told) -> str | None:
    """The target with its year, where it has one."""
    found = told.answer.target
    if found is None or found.value is None or found.year is None:
        return told.target or None
    return told.t("gaps.target_of", target=told.target, year=str(found.year))


def _panel(told: Told) -> str:
    t, least = told.t, least_lines(told)
    return markup.render(
        "whatif_panel.html",
        t=t,
        title=told.snapshot.area_name,
        indicator=t.words(told.answer.indicator.name),
        made_up=told.answer.made_up,
        pairs=pairs(told),
        times=time_lines(told),
        verdicts=verdict_sentences(told),
        least_title=t("whatif.least", target=told.target or "–"),
        least=least[0],
        least_words=least[1],
    )


def _notes(page: Page, ledger: Ledger, said: list[str]) -> str:
    t, of = page.t, page.snapshot
    return markup.render(
        "whatif_notes.html",
        t=t,
        notes=said,
        can=t("whatif.can", n=len(possible(of, ledger))),
        cannot=cannot_sentences(of, impossible(of, ledger), t),
    )


def _listing(told: Told, table: VillageTable, title: str, sources: tuple[str, ...]) -> Listing:
    t, of, code = told.t, told.snapshot, told.answer.indicator.code
    return Listing(
        topic=f"{t('whatif.file')}-{code}", sheet=t("whatif.sheet", code=code), title=title,
        area=of.area_name, as_of=told.as_of, revision=of.revision, columns=table.columns,
        made_up=table.made_up, about=table.about, sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def _picture(told: Told, said: str, title: str, sources: tuple[str, ...]) -> PictureWords:
    t, of, wish = told.t, told.snapshot, told.answer.wish
    areas = [place_name(one, of, t) for one in wish.areas]
    only = t("picture.only_areas", areas=t.listing(areas)) if areas else ""
    return PictureWords(
        folder=t("whatif.file"), what=wish.indicator, title=said, sources=sources,
        is_made_up=told.answer.made_up, area=of.area_name, as_of=told.as_of, revision=of.revision,
        showing=" ".join(one for one in (f"{title}.", only, assumed_line(told)) if one),
        narrowed=tuple(areas[:1]) if len(areas) == 1 else (),
    )  # fmt: skip


def _sources(told: Told, ledger: Ledger) -> tuple[str, ...]:
    """Titles of the sources behind the values, in the order of their ids."""
    own = ledger.latest[ledger.latest["indicator"] == told.answer.indicator.code]
    titles = told.snapshot.sources.set_index("source_id")["title"]
    named = own["source_id"].dropna().unique()
    return tuple(str(titles[one]) for one in sorted(named) if one in titles.index)
