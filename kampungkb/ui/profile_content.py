"""What the profile page shows for a choice, made once and kept: a rerun computes nothing again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from kampungkb.analysis.formed import formed_villages
from kampungkb.analysis.pace import Pace, deadline_for, pace
from kampungkb.areas.pack import geometry_path
from kampungkb.charts.theme import PALETTES
from kampungkb.charts.trend import trend
from kampungkb.errors import AreaPackError
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.model.milestones import MILESTONES
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.formation_words import recorded_formation
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.picture_words import PictureWords
from kampungkb.tasks.place import POPULATION, Extent, PlaceFigures, extent, place_figures
from kampungkb.tasks.profile_view import (
    default_indicator,
    missing_indicators,
    most_short,
    peers_of,
    profile_finding,
    profile_rows,
    published_beside,
    standing,
    unit_courses,
    unit_values,
    uses_made_up,
    village_rows,
)
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import value_sources
from kampungkb.tasks.words import pace_word
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.plot import drawing
from kampungkb.ui.profile_filters import ProfileChoice
from kampungkb.ui.profile_listing import (
    missing_listing,
    peers_listing,
    profile_listing,
    published_listing,
    villages_listing,
)
from kampungkb.ui.profile_locator import SHOWN, locator
from kampungkb.ui.profile_marks import Picture, picture
from kampungkb.ui.profile_words import (
    grouped,
    lines,
    missing_lines,
    peer_lines,
    published_lines,
    short_lines,
    target_words,
    verdict_counts,
    village_lines,
)

TREND_HEIGHT = 300


@dataclass(frozen=True, kw_only=True)
class ProfileContent:
    """One state of the page: blocks of HTML, a figure, and the files."""

    # Under which everything that belongs to this state is kept.
    key: str
    finding: str
    head: str
    table: str
    trend_title: str
    # None: no course to draw.
    trend: dict[str, Any] | None
    trend_alt: str
    trend_picture: PictureWords | None
    # Villages of a district, or peers of a village; what is published; what is missing.
    more: str
    # The same lists as files by ``villages``, ``peers``, ``published``, ``missing``; those
    # without rows are left out.
    lists: Mapping[str, Listing]
    sources: tuple[str, ...]
    listing: Listing


def profile_content(
    page: Page, choice: ProfileChoice, ledger: Ledger, place: str
) -> ProfileContent:
    """What the page shows for a choice."""
    parts = (
        *load.key_of(page.snapshot), choice.as_of, place, choice.indicator, choice.grouping,
        page.link(""), page.scheme, page.t.language,
    )  # fmt: skip
    return _content("|".join(map(str, parts)), page, choice, ledger, place)


@st.cache_resource(show_spinner=False, max_entries=128)
def _content(
    key: str, _page: Page, _choice: ProfileChoice, _ledger: Ledger, _place: str
) -> ProfileContent:
    t, of = _page.t, _page.snapshot
    rows = profile_rows(of, _ledger, _place)
    made_up = uses_made_up(_ledger)
    mark = t("common.illustrative_ribbon") if made_up else None
    closely = _choice.indicator or default_indicator(rows, _ledger.terms)
    indicator = None if closely is None else of.dictionary.get(closely)
    title, figure, alt = _trend(_page, _ledger, _place, indicator, mark)
    sources = _sources(of, _ledger, _place, t)
    beside, beside_file = (_peers if _place in of.parents else _villages)(
        _page, _choice, _ledger, _place, rows, sources
    )
    more, lists = _more(_page, _ledger, _place, beside, beside_file)
    return ProfileContent(
        key=key,
        finding=profile_finding(of, _ledger, _place, rows, t),
        head=_head(_page, _ledger, _place, rows),
        table=_table(_page, _choice, _ledger, _place, rows, mark),
        trend_title=title,
        trend=figure,
        trend_alt=alt,
        trend_picture=None
        if indicator is None
        else _trend_words(_page, _ledger, _place, indicator, title, made_up=made_up),
        more=more,
        lists=lists,
        sources=sources,
        listing=profile_listing(of, _ledger, _place, rows, sources, t, made_up=made_up),
    )


def _head(page: Page, ledger: Ledger, code: str, rows: pd.DataFrame) -> str:
    t, of = page.t, page.snapshot
    place = place_figures(of, ledger, code)
    stand = standing(rows, ledger.terms)
    found = stand.targets
    counts = {"met": found.met, "cannot_tell": found.cannot_tell, "below": found.below}
    stages, given_class = recorded_formation(of, code, t, ledger.as_of)
    return markup.render(
        "profile_head.html", t=t, place=place, where=_where(of, place, t),
        stages=stages, all_stages=len(MILESTONES), given_class=given_class,
        facts=_facts(t, place, extent(of, code)), judged=found.n,
        counts=verdict_counts(counts, t),
        short=short_lines(of, most_short(rows, ledger.terms), t),
    )  # fmt: skip


def _where(of: Snapshot, place: PlaceFigures, t: Translator) -> str:
    if place.district is None:
        return t("profile.where_district", area=of.area_name, code=place.code)
    kind = of.areas.loc[of.areas["code"] == place.code, "kind"].iloc[0]
    key = t("profile.kind_kelurahan") if kind == "kelurahan" else t("profile.kind_desa")
    return t("profile.where_village", kind=key, district=place.district, code=place.code)


def _facts(t: Translator, place: PlaceFigures, size: Extent) -> list[tuple[str, str, str]]:
    """Label, figure, and what has to be said of it."""
    people, people_note = t("common.no_data"), size.note or ""
    if size.population is not None and size.years is not None:
        people = t("profile.people_n", n=size.population)
        first, last = size.years
        year = first if first == last else f"{first}–{last}"
        people_note = t("profile.census", year=year)
        if size.villages_known < size.villages:
            known, all_ = t.number(size.villages_known), t.number(size.villages)
            people_note = t("profile.census_part", year=year, known=known, all=all_)
    facts = [(t("profile.population"), people, people_note)]
    if size.area_km2 is not None:
        area = f"{t.number(size.area_km2, 2)} km²"
        facts.append((t("profile.area"), area, t("profile.not_official")))
    if size.density is not None:
        density = t("profile.per_km2", value=t.number(size.density))
        facts.append((t("profile.density"), density, t("profile.density_basis")))
    if place.level == "district":
        formed = t("map.panel_some_of", some=t.number(place.formed), all=t.number(place.villages))
        facts.append((t("map.column_formed"), formed, ""))
    return facts


def _table(
    page: Page, choice: ProfileChoice, ledger: Ledger, code: str, rows: pd.DataFrame,
    mark: str | None,
) -> str:  # fmt: skip
    t, of = page.t, page.snapshot
    addresses = {
        one: page.link("kesenjangan", indikator=one) for one in rows["indicator"]
    }  # fmt: skip
    found = lines(
        of, ledger, rows, unit_values(of, ledger, code), t, PALETTES[page.scheme], addresses
    )  # fmt: skip
    return markup.render(
        "profile_table.html", t=t, groups=grouped(found, choice.grouping, t), mark=mark,
        grouping=choice.grouping, is_village=code in of.parents, place=of.names[code],
        district=of.names.get(of.parents.get(code, ""), ""), regency=of.area_name,
        closely=choice.indicator or default_indicator(rows, ledger.terms),
    )  # fmt: skip


def _trend(
    page: Page, ledger: Ledger, code: str, indicator: Indicator | None, mark: str | None
) -> tuple[str, dict[str, Any] | None, str]:
    """Title, figure and its description; a title alone where there is no course to draw."""
    t, of = page.t, page.snapshot
    if indicator is None or ledger.as_of is None:
        return t("profile.trend_nothing"), None, ""
    (_, own), *around = unit_courses(of, ledger, code, indicator.code)
    if len(own) < 2:
        return t("profile.trend_short", indicator=t.words(indicator.short)), None, ""
    target = target_in_use(indicator, period_year(ledger.as_of))
    value = None if target is None or target.value is None else float(target.value)
    deadline, _ = deadline_for(None if target is None else target.year, ledger.as_of)
    scale = (0.0, 1.0) if indicator.kind in ("ratio", "yes_no") else None
    moves = pace(own, value, indicator.better, deadline, bounds=scale)
    shown = None if target is None else shown_target(t, indicator, target)
    figure = trend(
        own, indicator, pace=moves, target=value, target_text=shown, deadline=deadline,
        palette=PALETTES[page.scheme], t=t, mark=mark,
        others=[(of.names[one], beside) for one, beside in around if len(beside)],
    )  # fmt: skip
    title = t(
        "profile.trend_title", indicator=t.words(indicator.short), pace=pace_word(t, moves.verdict)
    )
    return title, drawing(figure), _trend_alt(t, indicator, own, moves, shown, of.names[code])


def _trend_words(
    page: Page, ledger: Ledger, code: str, indicator: Indicator, title: str, *, made_up: bool
) -> PictureWords:
    """What stands around the course in its pictures."""
    t, of = page.t, page.snapshot
    sources = value_sources(of, ledger, [indicator.code])
    return PictureWords(
        folder=t("profile.file"), what=f"{code}-{t('picture.file_trend')}-{indicator.code}",
        title=title, sources=sources, is_made_up=made_up, area=of.area_name, as_of=ledger.as_of,
        revision=of.revision, showing=f"{place_name(code, of, t)} · {code}",
    )  # fmt: skip


def _trend_alt(
    t: Translator, indicator: Indicator, own: pd.DataFrame, moves: Pace, target: str | None,
    name: str,
) -> str:  # fmt: skip
    first, last = own.iloc[0], own.iloc[-1]
    course = t(
        "profile.course",
        first=shown_value(t, indicator, first["value"]), since=t.period(first["period"]),
        last=shown_value(t, indicator, last["value"]), period=t.period(last["period"]),
    )  # fmt: skip
    return t(
        "profile.trend_alt", indicator=t.words(indicator.name), place=name, course=course,
        target=target or t("verdict.pace_no_target"), pace=pace_word(t, moves.verdict),
    )  # fmt: skip


def _more(
    page: Page, ledger: Ledger, code: str, beside: str, beside_file: Listing | None
) -> tuple[str, dict[str, Listing]]:
    """The lists below the course: on the screen, and as files."""
    t, of = page.t, page.snapshot
    missing = missing_indicators(of, ledger, code)
    published = published_beside(of, ledger, code)
    shown = markup.render(
        "profile_more.html", t=t, beside=Markup(beside),
        published=published_lines(of, published, t),
        missing=missing_lines(missing, t), missing_n=sum(len(own) for _, own in missing),
    )  # fmt: skip
    lists = {}
    if beside_file is not None:
        lists["peers" if code in of.parents else "villages"] = beside_file
    if len(published):
        lists["published"] = published_listing(of, ledger, code, published, t)
    if missing:
        lists["missing"] = missing_listing(of, ledger, code, missing, t)
    return shown, lists


def _addresses(page: Page, codes: Iterable[str]) -> Mapping[str, str]:
    return {code: page.link("profil", wilayah=code) for code in codes}


def _peers(
    page: Page, choice: ProfileChoice, ledger: Ledger, code: str, rows: pd.DataFrame,
    sources: tuple[str, ...],
) -> tuple[str, Listing | None]:  # fmt: skip
    """Villages to learn from: on the screen, and as files."""
    t, of = page.t, page.snapshot
    asked, found = peers_of(of, ledger, code, rows, choice.indicator)
    if asked is None:
        return markup.render(
            "profile_peers.html", t=t, title=t("profile.peers_none_title"),
            note=t("profile.peers_nobody_short")
            if standing(rows, ledger.terms).targets.n
            else t("profile.peers_no_target"),
            rows=(),
        ), None  # fmt: skip
    indicator = of.dictionary.get(asked)
    short = t.words(indicator.short)
    note = t("profile.peers_none", indicator=short)
    if not found.empty:
        note = t("profile.peers_note", target=target_words(t, indicator, ledger.as_of))
    shown = markup.render(
        "profile_peers.html", t=t, title=t("profile.peers_title", indicator=short), note=note,
        rows=peer_lines(found, indicator, t, _addresses(page, found["code"])),
    )  # fmt: skip
    if found.empty:
        return shown, None
    return shown, peers_listing(of, ledger, code, indicator, found, sources, t, note=note)


def _villages(
    page: Page, _choice: ProfileChoice, ledger: Ledger, code: str, rows: pd.DataFrame,
    sources: tuple[str, ...],
) -> tuple[str, Listing | None]:  # fmt: skip
    """The villages of a district: on the screen, and as files."""
    t, of = page.t, page.snapshot
    shown = [str(one) for one in most_short(rows, ledger.terms)["indicator"]]
    found = village_rows(of, ledger, code, shown)
    own = village_lines(found, shown, t, _addresses(page, found["code"]))
    half = (len(own) + 1) // 2
    block = markup.render(
        "profile_villages.html", t=t, title=t("profile.villages_title", n=len(found)),
        heads=[t.words(of.dictionary.get(one).short) for one in shown],
        parts=[part for part in (own[:half], own[half:]) if part],
    )  # fmt: skip
    return block, villages_listing(of, ledger, code, found, shown, sources, t)


def _sources(of: Snapshot, ledger: Ledger, code: str, t: Translator) -> tuple[str, ...]:
    """Titles of the sources of the unit's values, of its census and of who is formed."""
    inside = [one for one, parent in of.parents.items() if code in (one, parent)]
    formed = formed_villages(of.formations, ledger.as_of)
    census = of.village_figures[of.village_figures["figure"] == POPULATION]
    used = pd.concat(
        [frame.loc[frame["village_code"].isin(inside), "source_id"]
         for frame in (ledger.latest, formed, census)]
    )  # fmt: skip
    titles = of.sources.set_index("source_id")["title"]
    named = [str(titles[one]) for one in sorted(used.dropna().unique()) if one in titles.index]
    return (*named, t("map.boundaries"))


def locator_block(page: Page, ledger: Ledger, place: str) -> str:
    """Where the unit lies; a sentence in its place where the geometry is damaged."""
    t, folder = page.t, load.settings().area_pack
    parts = (*load.key_of(page.snapshot), ledger.as_of, place, page.scheme, t.language, folder)
    try:
        modified = tuple(
            geometry_path(folder, layer).stat().st_mtime_ns for layer in ("districts", "villages")
        )
        return _locator("|".join(map(str, parts)), modified, page, ledger, place)
    except AreaPackError as error:
        sentence = t("map.no_geometry", reason=t.error(error))
        return markup.render("sentence.html", text=sentence)


@st.cache_resource(show_spinner=False, max_entries=128)
def _locator(
    key: str, modified_ns: tuple[int, ...], _page: Page, _ledger: Ledger, _place: str
) -> str:
    t, of = _page.t, _page.snapshot
    formed = frozenset(_ledger.rollout.formed_codes)
    drawn = locator(of, _place, formed, PALETTES[_page.scheme])
    district = of.parents.get(_place, _place)
    figures = place_figures(of, _ledger, district)
    counts = {"some": t.number(figures.formed), "all": t.number(figures.villages)}
    mixed = _ledger.rollout.formed_official < _ledger.rollout.formed
    in_district = t("profile.in_district", district=of.names[district], **counts)
    pictures: list[tuple[Picture, str]] = []
    for svg, caption in (
        (drawn.in_regency, t("profile.in_regency", regency=of.area_name)),
        (drawn.in_district, in_district),
    ):
        if svg:
            alt = t("profile.locator_alt", place=of.names[_place], where=caption)
            pictures.append((picture(svg, alt, SHOWN), caption))
    return markup.render(
        "profile_place.html", t=t, pictures=pictures, mixed=mixed,
        no_village=_place in of.parents and not drawn.has_unit,
    )  # fmt: skip
