"""Every chart and map of the pages, as they show them at first for one state of the data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.picture_zip import PictureItem
from kampungkb.maps.layers import MapLayers
from kampungkb.maps.plan_map import plan_legend
from kampungkb.model.indicators import Indicator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.book_rollout import announced_frame, announced_needs
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.deck_map import pack_layers
from kampungkb.tasks.formation_figures import course_figure, formation_sources, funnel_figure
from kampungkb.tasks.gaps_parts import Asked, parts
from kampungkb.tasks.gaps_view import VIEWS, GapChoice, View, formation_made_up
from kampungkb.tasks.map_figure import map_figure
from kampungkb.tasks.map_view import map_view
from kampungkb.tasks.picture_words import (
    OF_ALL,
    PictureWords,
    course_words,
    funnel_words,
    gap_words,
    map_words,
    published_words,
)
from kampungkb.tasks.plan_figures import calendar_figure, map_cells, plan_keys, quarter_map
from kampungkb.tasks.scenario import read_summary
from kampungkb.tasks.source_titles import titles
from kampungkb.tasks.summary_figure import announced_course

# As on the map's page before anything is chosen.
_METHOD: Final = "quantiles"
_CLASSES: Final = 5

Make = Callable[[], PictureItem | None]


@dataclass(frozen=True, kw_only=True)
class PictureSource:
    """One state of the data, and how it is to be told."""

    of: BriefSource
    book: BookSource

    @cached_property
    def layers(self) -> MapLayers:
        """The geometry of the area pack."""
        return pack_layers(self.of)

    def item(self, words: PictureWords, figure: Any) -> PictureItem:
        """A figure with what stands around its picture."""
        about = words.about(self.of.printed_at, self.of.t, self.of.folder)
        return PictureItem(name=words.name, figure=figure, about=about)


def every_picture(
    of: BriefSource, announced: Scenario | None, indicators: Sequence[str] | None = None
) -> tuple[int, Iterator[PictureItem | None]]:
    """How many figures there can be, and each of them, made when it is asked for.

    Parameters
    ----------
    of : BriefSource
    announced : Scenario or None
        The announced plan, which has a calendar and a map.
    indicators : sequence of str, optional
        Codes: only pictures of these; everything unless given.

    Returns
    -------
    int, iterator
        None stands where there is nothing to draw, such as a ranking without ranks.

    Raises
    ------
    AreaPackError
        While they are made: the geometry of a map cannot be read.
    """
    book = BookSource(
        snapshot=of.snapshot, ledger=of.ledger, t=of.t, announced=announced,
        printed_at=of.printed_at,
    )  # fmt: skip
    source = PictureSource(of=of, book=book)
    codes = [code for code in of.ledger.indicators if indicators is None or code in indicators]
    made = [*_gaps(source, codes), *_maps(source, codes)]
    if indicators is None:
        made = [*_formation(source), *_plan(source), *_of_all(source, codes), *made]
    return len(made), (one() for one in made)


def _formation(source: PictureSource) -> Iterator[Make]:
    yield partial(_rollout, source)
    yield partial(_funnel, source)
    yield partial(_course, source)


def _rollout(source: PictureSource) -> PictureItem:
    of = source.of
    figure, _ = announced_course(of.snapshot, of.ledger, LIGHT, of.t)
    return source.item(published_words(of.snapshot, of.ledger, of.t), figure)


def _funnel(source: PictureSource) -> PictureItem | None:
    t, view = source.of.t, source.book.formation
    figure = funnel_figure(view, LIGHT, t)
    if figure is None:
        return None
    words = funnel_words(view, source.of.ledger.as_of, formation_sources(view), t)
    return source.item(words, figure)


def _course(source: PictureSource) -> PictureItem | None:
    t, view = source.of.t, source.book.formation
    figure = course_figure(view, LIGHT, t)
    if figure is None:
        return None
    words = course_words(view, source.of.ledger.as_of, formation_sources(view), t)
    return source.item(words, figure)


def _plan(source: PictureSource) -> Iterator[Make]:
    if source.book.announced is not None and source.book.announced.plan:
        yield partial(_calendar, source, source.book.announced)
        yield partial(_quarters, source, source.book.announced)


def _is_plan_made_up(source: PictureSource, announced: Scenario) -> bool:
    return read_summary(announced.summary).made_up or formation_made_up(source.of.ledger)


def _calendar(source: PictureSource, announced: Scenario) -> PictureItem:
    t, snapshot = source.of.t, source.of.snapshot
    words = _plan_words(source, announced, t("picture.file_calendar"))
    frame, quarters = announced_frame(source.book, announced)
    mark = t("common.illustrative_ribbon") if words.is_made_up else None
    return source.item(words, calendar_figure(frame, quarters, snapshot, LIGHT, t, mark))


def _quarters(source: PictureSource, announced: Scenario) -> PictureItem:
    t, snapshot, ledger = source.of.t, source.of.snapshot, source.of.ledger
    words = _plan_words(source, announced, t("picture.file_map"))
    mark = t("common.illustrative_ribbon") if words.is_made_up else None
    _, quarters = announced_frame(source.book, announced)
    formed = frozenset(ledger.rollout.formed_codes)
    needs = announced_needs(source.book)
    cells = map_cells(snapshot, source.layers, formed, dict(announced.plan), needs)
    legend = plan_keys(plan_legend(cells, quarters, LIGHT, t), t)
    sources = (*words.sources, t("map.boundaries"))
    return source.item(
        replace(words, sources=sources, legend=legend),
        quarter_map(cells, quarters, source.layers, snapshot, LIGHT, t, mark),
    )


def _plan_words(source: PictureSource, announced: Scenario, what: str) -> PictureWords:
    of, t = source.of, source.of.t
    return PictureWords(
        folder=t("picture.folder_plan"), what=what, title=t("book.title_plan", name=announced.name),
        sources=_plan_sources(source), is_made_up=_is_plan_made_up(source, announced),
        area=of.snapshot.area_name, as_of=of.ledger.as_of, revision=of.snapshot.revision,
    )  # fmt: skip


def _plan_sources(source: PictureSource) -> tuple[str, ...]:
    of = source.of.snapshot
    return titles(of, of.formations["source_id"])


def _of_all(source: PictureSource, codes: Sequence[str]) -> Iterator[Make]:
    for view in OF_ALL:
        if codes:
            yield partial(_gap, source, view, codes[0], tuple(codes))


def _gaps(source: PictureSource, codes: Sequence[str]) -> Iterator[Make]:
    for code in codes:
        for view in VIEWS:
            if view not in OF_ALL:
                yield partial(_gap, source, view, code, (code,))


def _gap(
    source: PictureSource, view: View, code: str, codes: tuple[str, ...]
) -> PictureItem | None:
    of = source.of
    indicator = of.snapshot.dictionary.get(code)
    choice = GapChoice(
        as_of=of.ledger.as_of, indicator=indicator, codes=codes, level="district", formed="all",
        before=None, deadline_year=None, place=None, view=view,
    )  # fmt: skip
    told = source.book.told(view, code)
    made = parts(Asked(told=told, choice=choice, indicator=indicator, palette=LIGHT))
    if made.figure is None:
        return None
    sources = source.book.value_sources(codes if view in OF_ALL else [code])
    return source.item(gap_words(made, told, choice, code, sources), made.figure)


def _maps(source: PictureSource, codes: Iterable[str]) -> Iterator[Make]:
    for code in codes:
        yield partial(_map, source, source.of.snapshot.dictionary.get(code))


def _map(source: PictureSource, indicator: Indicator) -> PictureItem:
    of, t = source.of, source.of.t
    view = map_view(
        of.ledger, indicator, "value", level="village", method=_METHOD, count=_CLASSES,
        palette=LIGHT, t=t,
    )  # fmt: skip
    figure = map_figure(view, source.layers, of.snapshot, of.ledger, LIGHT, t)
    sources = source.book.value_sources([indicator.code])
    return source.item(map_words(view, of.snapshot, of.ledger, sources, LIGHT, t), figure)
