"""What the page of the gaps shows for one choice, made once and kept: a rerun computes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from kampungkb.analysis.equity import equity
from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES
from kampungkb.exports.listing import Listing
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.gaps_finding import Told, villages_asked
from kampungkb.tasks.gaps_parts import Asked, Parts, parts
from kampungkb.tasks.gaps_tables import GapTable
from kampungkb.tasks.gaps_time import IndicatorValues, indicator_values
from kampungkb.tasks.gaps_unit import UnitWords, equity_words, services_words, unit_words
from kampungkb.tasks.gaps_view import Formed, GapChoice, GapScope, addable, gap_scope, shown_units
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.picture_words import OF_ALL, PictureWords, gap_words
from kampungkb.tasks.source_titles import value_sources
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.plot import drawing

_WITHOUT_UNITS: Final = ("distribution", "course")


@dataclass(frozen=True, kw_only=True)
class GapContent:
    """One state of the page."""

    # Under which everything that belongs to this state is kept.
    key: str
    finding: str
    showing: str
    title: str
    notes: tuple[str, ...]
    # As `kampungkb.ui.plot.drawing`; None: there is nothing to draw, and `empty` says why.
    body: dict[str, Any] | None
    empty: str
    alt: str
    height: int
    panel: str
    # A district is chosen, and its villages are not what is shown.
    can_look_inside: bool
    table: pd.DataFrame | None
    formats: dict[Any, Callable[[Any], str]]
    listing: Listing | None
    sources: tuple[str, ...]
    # Of the figure; None: there is nothing to draw.
    picture: PictureWords | None = None


def content_key(page: Page, choice: GapChoice) -> str:
    """One short text: streamlit would take a choice apart to the last target of its indicator."""
    parts_ = (
        *load.key_of(page.snapshot), choice.as_of,
        None if choice.indicator is None else choice.indicator.code, ",".join(choice.codes),
        choice.level, choice.formed, choice.before, choice.deadline_year, choice.place,
        choice.view, page.scheme, page.t.language, page.link(""),
    )  # fmt: skip
    return "|".join(map(str, parts_))


def gap_content(page: Page, choice: GapChoice, ledger: Ledger) -> GapContent:
    """What the page shows for a choice."""
    return _content(content_key(page, choice), page, choice, ledger)


@st.cache_resource(show_spinner=False, max_entries=24)
def _scope(
    key: tuple[object, ...], as_of: str | None, formed: Formed, _page: Page, _ledger: Ledger
) -> GapScope:
    return gap_scope(_page.snapshot, _ledger, formed)


@st.cache_resource(show_spinner=False, max_entries=64)
def _values(
    key: tuple[object, ...], as_of: str | None, code: str, before: str | None, _page: Page,
    _ledger: Ledger,
) -> IndicatorValues:  # fmt: skip
    return indicator_values(_page.snapshot, _ledger, code, before)


@st.cache_resource(show_spinner=False, max_entries=256)
def _content(key: str, _page: Page, _choice: GapChoice, _ledger: Ledger) -> GapContent:
    indicator = _choice.indicator
    if indicator is None:
        return _nothing(key, _page, _ledger)
    scope = _scope(
        load.key_of(_page.snapshot), _choice.as_of, _choice.formed, _page, _ledger
    )  # fmt: skip
    shown = shown_units(_choice.view, _choice.level, _choice.place, _page.snapshot.parents)
    values = _values(
        load.key_of(_page.snapshot), _choice.as_of, indicator.code, _choice.before, _page, _ledger
    )
    told = Told(
        t=_page.t, snapshot=_page.snapshot, ledger=_ledger, scope=scope, shown=shown,
        values=values,
    )  # fmt: skip
    asked = Asked(told=told, choice=_choice, indicator=indicator, palette=PALETTES[_page.scheme])
    return _content_of(key, _page, asked, parts(asked))


def _content_of(key: str, page: Page, asked: Asked, made: Parts) -> GapContent:
    choice, told = asked.choice, asked.told
    codes = choice.codes if choice.view in OF_ALL else None
    sources = value_sources(told.snapshot, told.ledger, codes or (asked.indicator.code,))
    is_district = choice.place is not None and choice.place not in told.snapshot.parents
    return GapContent(
        key=key,
        finding=made.finding,
        showing=made.showing,
        title=made.title,
        notes=made.notes,
        body=None if made.figure is None else drawing(made.figure),
        empty=made.empty,
        alt=told.t("gaps.alt", title=made.title, finding=made.finding),
        height=made.height,
        panel=_panel(page, asked, has_marks=made.figure is not None),
        can_look_inside=is_district and told.shown.level == "district",
        table=None if made.table is None else made.table.frame,
        formats={} if made.table is None else made.table.formats,
        listing=None if made.table is None else _listing(told, made, made.table, sources),
        sources=sources,
        picture=None
        if made.figure is None
        else gap_words(made, told, choice, asked.indicator.code, sources),
    )


def _nothing(key: str, page: Page, ledger: Ledger) -> GapContent:
    """No indicator has a value, or none that the filters leave."""
    t = page.t
    sentence = t("gaps.empty_filter") if ledger.indicators else t("gaps.empty_no_values")
    return GapContent(
        key=key, finding=sentence, showing="", title="", notes=(), body=None, empty=sentence,
        alt="", height=0, panel="", can_look_inside=False, table=None, formats={}, listing=None,
        sources=(),
    )  # fmt: skip


def _listing(told: Told, made: Parts, table: GapTable, sources: tuple[str, ...]) -> Listing:
    of, of_villages = told.snapshot, told.t("gaps.file_counted")
    return Listing(
        topic=table.topic, sheet=table.sheet, title=made.title, area=of.area_name,
        as_of=told.ledger.as_of, revision=of.revision, columns=table.columns,
        made_up=table.made_up, about=[(of_villages, villages_asked(told)), *table.about],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def _panel(page: Page, asked: Asked, *, has_marks: bool) -> str:
    """The chosen unit; before that the whole area, and how unequal it is."""
    told, choice, t = asked.told, asked.choice, asked.told.t
    of = told.snapshot
    code = choice.place or of.area_code
    of_services = choice.view == "shortfall"
    words = (
        _services(asked, code)
        if of_services
        else unit_words(t, of, told.ledger, told.scope, told.values, asked.indicator, code)
    )
    is_quiet = choice.place is not None or of_services
    sentences = [] if is_quiet else _equity(asked, asked.indicator)
    link_level = "village" if code in of.parents else "district"
    return markup.render(
        "gaps_panel.html",
        t=t,
        title=of.names.get(code, code),
        where=_where(told, code),
        indicator=t("gaps.services_title") if of_services else t.words(asked.indicator.name),
        words=words,
        shape="" if words is None else VERDICT_SHAPES.get(words.verdict, ""),
        sentences=sentences,
        # In the other views no mark stands for a unit.
        can_click=has_marks and choice.place is None and choice.view not in _WITHOUT_UNITS,
        absent=t("gaps.finding_no_counts")
        if of_services and choice.formed == "all"
        else t("gaps.not_asked"),
        to_profile=None
        if choice.place is None
        else page.link("profil", wilayah=code, periode=_period(page, choice)),
        to_map=page.link(
            "peta", warna=asked.indicator.code, tingkat=link_level, wilayah=choice.place,
            fokus=choice.place, periode=_period(page, choice),
        ),
    )  # fmt: skip


def _services(asked: Asked, code: str) -> UnitWords | None:
    told = asked.told
    dictionary = told.snapshot.dictionary
    level: Literal["village", "district", "regency"] = "district"
    if code in told.snapshot.parents or code == told.snapshot.area_code:
        level = "village" if code in told.snapshot.parents else "regency"
    codes = addable(dictionary, told.ledger.terms, asked.choice.codes)
    return services_words(told.t, dictionary, told.ledger, told.scope, codes, level, code)


def _period(page: Page, choice: GapChoice) -> str | None:
    return None if choice.as_of == page.snapshot.as_of else choice.as_of


def _where(told: Told, code: str) -> str:
    t, of = told.t, told.snapshot
    if code == of.area_code:
        return t("gaps.whole_area", n=len(told.scope.villages))
    if code in of.parents:
        return f"{t('map.place_district', name=of.names[of.parents[code]])} · {code}"
    return code


def _equity(asked: Asked, indicator: Indicator) -> list[str]:
    # Villages that are in a state are no people whose shares could be far apart.
    if indicator.kind != "ratio":
        return []
    rows = asked.told.scope.rows("district", indicator.code)
    return equity_words(asked.told.t, indicator, equity(rows, indicator.better))
