"""What the page of the formation shows for one choice, made once and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from kampungkb.analysis.milestones import FormedBy
from kampungkb.charts.formation_funnel import formation_funnel_height
from kampungkb.exports.listing import Listing
from kampungkb.model.milestones import MILESTONES
from kampungkb.tasks.formation_figures import (
    course_figure,
    formation_sources,
    funnel_figure,
)
from kampungkb.tasks.formation_sentences import (
    class_rows,
    course_alt,
    course_notes,
    course_title,
    definition_words,
    finding,
    funnel_alt,
    funnel_title,
    goal_words,
    implied_words,
    pace_rows,
    seen_words,
    used_words,
    waiting_note,
    waiting_title,
)
from kampungkb.tasks.formation_tables import (
    class_listing,
    course_listing,
    district_frame,
    district_listing,
    pace_listing,
    village_listing,
    waiting_frame,
)
from kampungkb.tasks.formation_view import (
    FormationView,
    Wish,
    definition_counts,
    formation_view,
)
from kampungkb.tasks.picture_words import PictureWords, course_words, funnel_words
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.plot import drawing

COURSE_HEIGHT = 380
Formats = dict[Any, Callable[[Any], str]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing with its title and what it shows in words."""

    title: str
    body: dict[str, Any] | None
    alt: str
    height: int
    picture: PictureWords


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows for the screen and as files."""

    title: str
    frame: pd.DataFrame
    formats: Formats
    listing: Listing


@dataclass(frozen=True, kw_only=True)
class FormationContent:
    """All blocks of the page."""

    key: str
    view: FormationView
    finding: str
    funnel: Figure
    # Below the funnel: what is missing and which step fills it.
    funnel_notes: str
    pace: str
    # None: there is no period to count from.
    pace_listing: Listing | None
    # Its body is None where no formation has a day.
    course: Figure
    course_notes: str
    course_listing: Listing
    districts: Table
    waiting: Table
    waiting_note: str
    classes: str
    # None: no village has a class.
    class_listing: Listing | None
    sources: tuple[str, ...]


@st.cache_resource(show_spinner=False, max_entries=24)
def _counts(key: tuple[object, ...], as_of: str | None, _of: Snapshot) -> dict[FormedBy, int]:
    return definition_counts(_of, as_of)


def counts_of(page: Page, as_of: str | None) -> dict[FormedBy, int]:
    """How many villages each definition of formed counts."""
    return _counts(load.key_of(page.snapshot), as_of, page.snapshot)


def formation_content(page: Page, as_of: str | None, wish: Wish) -> FormationContent:
    """What the page shows for a choice."""
    parts = (
        *load.key_of(page.snapshot), as_of, wish.definition, wish.by, wish.pace, wish.window,
        page.t.language, page.scheme, page.link(""),
    )  # fmt: skip
    return _content("|".join(map(str, parts)), page, as_of, wish)


@st.cache_resource(show_spinner=False, max_entries=64)
def _content(key: str, _page: Page, _as_of: str | None, _wish: Wish) -> FormationContent:
    t = _page.t
    view = formation_view(_page.snapshot, _as_of, _wish)
    sources = formation_sources(view)
    return FormationContent(
        key=key,
        view=view,
        finding=finding(view, t),
        funnel=_funnel(_page, view, _as_of),
        funnel_notes=_funnel_notes(_page, view),
        pace=_pace(_page, view),
        pace_listing=pace_listing(view, sources, t) if pace_rows(view, t) else None,
        course=_course(_page, view, _as_of),
        course_notes=_notes(course_notes(view, t)),
        course_listing=course_listing(view, sources, t),
        districts=_districts(_page, view, sources),
        waiting=_waiting(_page, view, sources),
        waiting_note=waiting_note(view, t),
        classes=_classes(_page, view),
        class_listing=class_listing(view, sources, t) if class_rows(view, t) else None,
        sources=sources,
    )


def _mark(page: Page, *, made_up: bool) -> str | None:
    return page.t("common.illustrative_ribbon") if made_up else None


def _funnel(page: Page, view: FormationView, as_of: str | None) -> Figure:
    t = page.t
    figure = funnel_figure(view, page.palette, t)
    return Figure(
        title=funnel_title(view, t), body=None if figure is None else drawing(figure),
        alt=funnel_alt(view, t), height=formation_funnel_height(len(MILESTONES)),
        picture=funnel_words(view, as_of, formation_sources(view), t),
    )  # fmt: skip


def _funnel_notes(page: Page, view: FormationView) -> str:
    implied = implied_words(view, page.t)
    return markup.render(
        "formation_notes.html",
        t=page.t,
        notes=[implied] if implied else [],
        empty="" if view.has_records else page.t("formation.empty"),
        links=_links(page),
    )


def _links(page: Page) -> list[tuple[str, str]]:
    return [
        (page.link("unggah"), page.t("formation.to_upload")),
        (page.link("koreksi"), page.t("formation.to_entry")),
    ]


def _notes(notes: list[str]) -> str:
    return markup.render("formation_lines.html", notes=notes)


def _pace(page: Page, view: FormationView) -> str:
    t, n = page.t, len(view.formed)
    share = t.share(n / view.villages if view.villages else None)
    rows = pace_rows(view, t)
    return markup.render(
        "formation_pace.html",
        t=t,
        formed=t.number(n),
        unit=t("formation.of_villages", n=view.villages, share=share),
        definition=definition_words(t)[view.wish.definition],
        goals=[goal_words(goal, t) for goal in view.goals],
        rows=rows,
        mark=_mark(page, made_up=view.made_up),
        notes=[used_words(view, t), *(seen_words(view, t) if rows else [t("formation.no_period")])],
    )


def _course(page: Page, view: FormationView, as_of: str | None) -> Figure:
    t, figure = page.t, course_figure(view, page.palette, page.t)
    return Figure(
        title=course_title(view, t), body=None if figure is None else drawing(figure),
        alt=course_alt(view, t), height=COURSE_HEIGHT,
        picture=course_words(view, as_of, formation_sources(view), t),
    )  # fmt: skip


def _marked(page: Page, title: str, listing: Listing) -> str:
    return f"{title} · {page.t('common.illustrative')}" if listing.is_made_up else title


def _districts(page: Page, view: FormationView, sources: tuple[str, ...]) -> Table:
    frame, formats = district_frame(view, page.t)
    listing = district_listing(view, sources, page.t)
    title = _marked(page, page.t("formation.districts_title"), listing)
    return Table(title=title, frame=frame, formats=formats, listing=listing)


def _waiting(page: Page, view: FormationView, sources: tuple[str, ...]) -> Table:
    frame, formats = waiting_frame(view, page.t)
    listing = village_listing(view, sources, page.t)
    title = _marked(page, waiting_title(view, page.t), listing)
    return Table(title=title, frame=frame, formats=formats, listing=listing)


def _classes(page: Page, view: FormationView) -> str:
    t = page.t
    rows = class_rows(view, t)
    most = max((n for _, n, _ in rows), default=0)
    apart = view.classes.not_formed
    return markup.render(
        "formation_classes.html",
        t=t,
        rows=[
            {"name": name, "n": t("formation.count", n=n), "width": f"{100 * n / most:.2f}%"}
            for name, n, _ in rows
        ],
        mark=_mark(page, made_up=any(made_up for *_, made_up in rows)),
        note=t("formation.classes_not_formed", n=apart) if apart else "",
        links=_links(page),
    )
