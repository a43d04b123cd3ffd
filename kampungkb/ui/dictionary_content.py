"""What the dictionary page shows for a choice, made once and kept."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from kampungkb.exports.columns import Column, figure_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator, Pillar
from kampungkb.tasks.dictionary_view import (
    Shown,
    chosen_indicators,
    entry,
    figure_name,
    pillar_groups,
    published_rows,
    standing,
    traps,
)
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word
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
        listing=_listing(of, found, t),
        published=_published(of, t),
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


def _listing(of: Snapshot, found: tuple[Indicator, ...], t: Translator) -> Listing:
    entries = [entry(of, one, t) for one in found]
    in_use = [next((row for row in one.targets if row.in_use), None) for one in entries]
    columns: list[tuple[str, list[str | None]]] = [
        (t("map.column_code"), [one.code for one in found]),
        (t("map.column_indicator"), [t.words(one.name) for one in found]),
        (t("dictionary.column_formula"), [one.formula for one in entries]),
        (t("dictionary.column_unit"), [one.scale for one in entries]),
        (t("dictionary.where"), [one.population for one in entries]),
        (t("dictionary.agency"), [one.responsible for one in found]),
        (t("dictionary.column_pillar"), [pillar_word(t, one.pillar) for one in found]),
        (t("dictionary.rhythm"), [f"{e.indicator.source_system}; {e.rhythm}" for e in entries]),
        (t("dictionary.column_target"), [None if row is None else row.value for row in in_use]),
        (t("dictionary.column_year"), [None if row is None else row.year for row in in_use]),
        (t("dictionary.column_source"), [None if row is None else row.source for row in in_use]),
        (t("dictionary.column_link"), [None if row is None else row.url for row in in_use]),
        (t("dictionary.column_caution"), [
            None if one.caution is None else t.words(one.caution) for one in found
        ]),
    ]  # fmt: skip
    return _file(
        of, t, topic=t("dictionary.file"), sheet=t("dictionary.sheet"), title=t("dictionary.title"),
        columns=tuple(text_column(name, cells) for name, cells in columns), rows=len(found),
    )  # fmt: skip


def _published(of: Snapshot, t: Translator) -> Listing:
    figures = of.published
    columns: tuple[Column, ...] = (
        text_column(t("dictionary.column_figure"), map(figure_name, figures["figure"])),
        text_column(t("map.column_indicator"), figures["indicator"]),
        text_column(t("dictionary.column_area"), figures["area_name"]),
        text_column(t("dictionary.column_period"), figures["period"]),
        figure_column(t("dictionary.column_value"), figures["value"], "", 0, ""),
        text_column(
            t("dictionary.column_own_unit"),
            figures["unit"].replace("share", t("dictionary.of_one")),
        ),
        text_column(t("dictionary.column_source"), figures["source_title"]),
        text_column(t("dictionary.column_link"), figures["source_url"]),
        text_column(t("export.note"), figures["note"]),
    )  # fmt: skip
    return _file(
        of, t, topic=t("dictionary.file_published"), sheet=t("dictionary.sheet_published"),
        title=t("dictionary.published"), columns=columns, rows=len(figures),
    )  # fmt: skip


def _file(
    of: Snapshot, t: Translator, *, topic: str, sheet: str, title: str,
    columns: tuple[Column, ...], rows: int,
) -> Listing:  # fmt: skip
    return Listing(
        topic=topic, sheet=sheet, title=title, area=of.area_name, as_of=of.as_of,
        revision=of.revision, columns=columns, made_up=(False,) * rows, about=[],
        sources=(t("dictionary.source"),), printed_at=datetime.now(UTC),
    )  # fmt: skip
