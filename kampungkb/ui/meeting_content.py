"""The slides of a meeting as markup, each made once and kept: the next one shows at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from markupsafe import Markup

from kampungkb.i18n.translator import Translator
from kampungkb.tasks.brief_content import brief_source
from kampungkb.tasks.meeting_agenda import Agenda, Item
from kampungkb.tasks.meeting_places import slide
from kampungkb.tasks.meeting_view import Drill, MeetingSource, Slide, context_words, slide_name
from kampungkb.tasks.scenario import announced_quarters
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page


def content_key(page: Page, quarters: dict[str, str]) -> str:
    """One short text for a state of the data, the announced plan and the reader's language."""
    plan = ",".join(f"{code}:{quarter}" for code, quarter in sorted(quarters.items()))
    # The links carry language and revision, as the one to the first page does.
    parts = (*load.key_of(page.snapshot), page.t.language, page.link(""), plan)
    return "|".join(map(str, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A slide as the deck's template takes it."""

    key: str
    name: str
    body: Markup
    href: str
    open: str
    count: str
    source: str
    made_up: bool
    outside: bool


def deck(page: Page, agenda: Agenda, extra: str | None) -> str:
    """The slides of an agenda, and one more that is asked for, as one block of markup."""
    # Asked at every run: a plan that somebody has announced meanwhile is there, too.
    quarters = announced_quarters(load.engine())
    key = content_key(page, quarters)
    source = _source(page, quarters)
    return markup.render(
        "meeting_deck.html", t=page.t, scheme=page.scheme, context=context_words(source),
        shown=list(_shown(page, key, source, agenda, extra)),
    )  # fmt: skip


def _source(page: Page, quarters: dict[str, str]) -> MeetingSource:
    brief = brief_source(
        page.snapshot, page.ledger(), page.t, folder=load.settings().area_pack,
        printed_at=datetime.now(UTC),
    )  # fmt: skip
    return MeetingSource(brief=brief, quarters=quarters)


def _shown(
    page: Page, key: str, source: MeetingSource, agenda: Agenda, extra: str | None
) -> Iterator[Shown]:
    t = page.t
    for i, item in enumerate(agenda, 1):
        yield _one(page, key, source, item, f"{i} / {len(agenda)}", outside=False)
    if extra is not None:
        yield _one(page, key, source, Item(extra), t("meeting.outside"), outside=True)


def _one(
    page: Page, key: str, source: MeetingSource, item: Item, count: str, *, outside: bool
) -> Shown:
    made = _slide(f"{key}|{item.key}", item.key, source)
    body = _body(f"{key}|{item.key}|{item.comment}", item.comment, made, page)
    return Shown(
        key=item.key, name=made.name, body=Markup(body), href=_link(page, made.drill),
        open=_open(page, made.drill), count=count, source=made.source, made_up=made.is_made_up,
        outside=outside,
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=512)
def _slide(key: str, name: str, _source: MeetingSource) -> Slide:
    return slide(_source, name)


@st.cache_resource(show_spinner=False, max_entries=512)
def _body(key: str, comment: str, _made: Slide, _page: Page) -> str:
    drills = {_made.drill, *_drills(_made)}
    return markup.render(
        "meeting_slide.html", slide=_made, comment=comment,
        links={one: _link(_page, one) for one in drills},
        opens={one: _open(_page, one) for one in drills},
    )  # fmt: skip


def _drills(made: Slide) -> Iterator[Drill]:
    yield from (one.drill for one in made.figures if one.drill is not None)
    yield from (one.drill for one in made.bars)
    if made.map is not None:
        yield from (one.drill for one in made.map.units)


def _link(page: Page, drill: Drill) -> str:
    return page.link(drill.page, **dict(drill.choices))


def _open(page: Page, drill: Drill) -> str:
    t = page.t
    if drill.slide:
        return t("meeting.open_slide", name=slide_name(page.snapshot, t, drill.slide))
    return t("meeting.open_page", page=_titles(t)[drill.page])


def _titles(t: Translator) -> dict[str, str]:
    """Titles of the pages behind the slides."""
    return {
        "peta": t("map.title"),
        "kesenjangan": t("gaps.title"),
        "konvergensi": t("convergence.title"),
        "pembentukan": t("formation.title"),
        "simulasi": t("simulation.title"),
        "profil": t("profile.title"),
        "unggah": t("upload.title"),
    }
