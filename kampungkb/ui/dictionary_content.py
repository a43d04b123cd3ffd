"""What the dictionary page shows for a choice, made once and kept."""

from dataclasses import dataclass

import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.model.indicators import Indicator, Pillar
from kampungkb.tasks.dictionary_tables import dictionary_listing, published_listing, targets_listing
from kampungkb.tasks.dictionary_view import (
    Shown,
    chosen_indicators,
    entry,
    pillar_groups,
    published_rows,
    standing,
    traps,
)
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryChoice:
    """One state of the page."""

    text: str
    agency: str | None
    pillar: Pillar | None
    shown: Shown
    # The entry that a link asked for: it is open.
    opened: str | None


@dataclass(frozen=True, kw_only=True)
class DictionaryContent:
    """What is on the page: blocks of HTML and the files."""

    finding: str
    entries: str
    traps: str
    count: int
    listing: Listing
    published: Listing
    targets: Listing


def dictionary_content(page: Page, choice: DictionaryChoice) -> DictionaryContent:
    """What the page shows for a choice."""
    parts = (
        *load.key_of(page.snapshot), choice.text, choice.agency, choice.pillar, choice.shown,
        choice.opened, page.link(""), page.t.language,
    )  # fmt: skip
    return _content("|".join(map(repr, parts)), page, choice)


@st.cache_resource(show_spinner=False, max_entries=64)
def _content(key: str, _page: Page, _choice: DictionaryChoice) -> DictionaryContent:
    t, of = _page.t, _page.snapshot
    found = chosen_indicators(
        of, text=_choice.text, agency=_choice.agency, pillar=_choice.pillar, shown=_choice.shown
    )
    stand = standing(of)
    return DictionaryContent(
        finding=t(
            "dictionary.finding", all=t.number(stand.indicators), agencies=t.number(stand.agencies),
            with_target=t.number(stand.with_target), valued=t.number(stand.valued),
        ),
        entries=_entries(_page, _choice, found),
        traps=markup.render("dictionary_traps.html", t=t, traps=traps(of.dictionary, t)),
        count=len(found),
        listing=dictionary_listing(of, found, t),
        published=published_listing(of, t),
        targets=targets_listing(of, t),
    )  # fmt: skip


def _entries(page: Page, choice: DictionaryChoice, found: tuple[Indicator, ...]) -> str:
    t, of = page.t, page.snapshot
    figures = of.published[of.published["indicator"].isna()]
    is_whole = len(found) == len(of.dictionary)
    showing = t("dictionary.nothing")
    if found:
        showing = t("dictionary.showing", n=len(found), all=t.number(len(of.dictionary)))
    groups = pillar_groups(found, t)
    if choice.opened is not None:
        # Whoever follows a link to one entry need not look for it among 58.
        asked = of.dictionary.get(choice.opened)
        groups = ((t("dictionary.asked_for"), (asked,)), *groups)
        found = (asked, *found)
    return markup.render(
        "dictionary_list.html",
        t=t,
        showing=showing,
        groups=[(title, [entry(of, one, t) for one in ones]) for title, ones in groups],
        opened=choice.opened,
        gaps={one.code: page.link("kesenjangan", indikator=one.code) for one in found},
        maps={one.code: page.link("peta", warna=one.code) for one in found},
        # Whoever has narrowed the list looks for an indicator.
        other=published_rows(figures, None, t, of.area_code) if is_whole else (),
    )
