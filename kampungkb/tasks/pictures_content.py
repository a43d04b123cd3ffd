"""Every chart and map of the pages, as they show them at first for one state of the data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.theme import LIGHT
from kampungkb.exports.picture import PictureAbout, picture_about
from kampungkb.exports.picture_legend import LegendKey
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
from kampungkb.tasks.formation_sentences import course_title, funnel_title
from kampungkb.tasks.gaps_parts import Asked, parts
from kampungkb.tasks.gaps_view import VIEWS, GapChoice, View, formation_made_up
from kampungkb.tasks.map_figure import map_figure, shows_made_up
from kampungkb.tasks.map_finding import map_finding
from kampungkb.tasks.map_view import MapView, map_view
from kampungkb.tasks.plan_figures import calendar_figure, map_cells, plan_keys, quarter_map
from kampungkb.tasks.scenario import read_summary
from kampungkb.tasks.source_titles import titles
from kampungkb.tasks.summary import formed_course
from kampungkb.tasks.summary_figure import announced_course

# As on the map's page before anything is chosen.
_METHOD: Final = "quantiles"
_CLASSES: Final = 5
# Views of all indicators at once; the others show one.
_OF_ALL: Final[tuple[View, ...]] = ("indicators", "shortfall")

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

    def about(
        self, title: str, sources: Sequence[str], *, is_made_up: bool, **legend: Any
    ) -> PictureAbout:
        """What stands around a picture."""
        of = self.of
        return picture_about(
            title, area=of.snapshot.area_name, as_of=of.ledger.as_of,
            revision=of.snapshot.revision, sources=sources, printed_at=of.printed_at,
            is_made_up=is_made_up, t=of.t, **legend,
        )  # fmt: skip


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
    found = tuple(dict.fromkeys(one.source for one in formed_course(of.snapshot)))
    return PictureItem(
        name=f"{of.t('picture.folder_formation')}/{of.t('picture.file_rollout')}", figure=figure,
        # The points are published ones; only the lines follow from the register.
        about=source.about(of.t("summary.course_title"), found, is_made_up=False),
    )  # fmt: skip


def _funnel(source: PictureSource) -> PictureItem | None:
    t, view = source.of.t, source.book.formation
    figure = funnel_figure(view, LIGHT, t)
    if figure is None:
        return None
    return PictureItem(
        name=f"{t('picture.folder_formation')}/{t('picture.file_funnel')}", figure=figure,
        about=source.about(
            funnel_title(view, t), formation_sources(view), is_made_up=view.made_up_stages
        ),
    )  # fmt: skip


def _course(source: PictureSource) -> PictureItem | None:
    t, view = source.of.t, source.book.formation
    figure = course_figure(view, LIGHT, t)
    if figure is None:
        return None
    return PictureItem(
        name=f"{t('picture.folder_formation')}/{t('picture.file_course')}", figure=figure,
        about=source.about(
            course_title(view, t), formation_sources(view), is_made_up=view.made_up
        ),
    )  # fmt: skip


def _plan(source: PictureSource) -> Iterator[Make]:
    if source.book.announced is not None and source.book.announced.plan:
        yield partial(_calendar, source, source.book.announced)
        yield partial(_quarters, source, source.book.announced)


def _is_plan_made_up(source: PictureSource, announced: Scenario) -> bool:
    return read_summary(announced.summary).made_up or formation_made_up(source.of.ledger)


def _calendar(source: PictureSource, announced: Scenario) -> PictureItem:
    t, snapshot = source.of.t, source.of.snapshot
    is_made_up = _is_plan_made_up(source, announced)
    mark = t("common.illustrative_ribbon") if is_made_up else None
    frame, quarters = announced_frame(source.book, announced)
    return PictureItem(
        name=f"{t('picture.folder_plan')}/{t('picture.file_calendar')}",
        figure=calendar_figure(frame, quarters, snapshot, LIGHT, t, mark),
        about=source.about(
            t("book.title_plan", name=announced.name), _plan_sources(source),
            is_made_up=is_made_up,
        ),
    )  # fmt: skip


def _quarters(source: PictureSource, announced: Scenario) -> PictureItem:
    t, snapshot, ledger = source.of.t, source.of.snapshot, source.of.ledger
    is_made_up = _is_plan_made_up(source, announced)
    mark = t("common.illustrative_ribbon") if is_made_up else None
    _, quarters = announced_frame(source.book, announced)
    formed = frozenset(ledger.rollout.formed_codes)
    needs = announced_needs(source.book)
    cells = map_cells(snapshot, source.layers, formed, dict(announced.plan), needs)
    legend = plan_keys(plan_legend(cells, quarters, LIGHT, t), t)
    return PictureItem(
        name=f"{t('picture.folder_plan')}/{t('picture.file_map')}",
        figure=quarter_map(cells, quarters, source.layers, snapshot, LIGHT, t, mark),
        about=source.about(
            t("book.title_plan", name=announced.name),
            (*_plan_sources(source), t("map.boundaries")), is_made_up=is_made_up,
            legend=legend, folder=source.of.folder,
        ),
    )  # fmt: skip


def _plan_sources(source: PictureSource) -> tuple[str, ...]:
    of = source.of.snapshot
    return titles(of, of.formations["source_id"])


def _of_all(source: PictureSource, codes: Sequence[str]) -> Iterator[Make]:
    for view in _OF_ALL:
        if codes:
            yield partial(_gap, source, view, codes[0], tuple(codes))


def _gaps(source: PictureSource, codes: Sequence[str]) -> Iterator[Make]:
    for code in codes:
        for view in VIEWS:
            if view not in _OF_ALL:
                yield partial(_gap, source, view, code, (code,))


def _gap(
    source: PictureSource, view: View, code: str, codes: tuple[str, ...]
) -> PictureItem | None:
    of, t = source.of, source.of.t
    indicator = of.snapshot.dictionary.get(code)
    choice = GapChoice(
        as_of=of.ledger.as_of, indicator=indicator, codes=codes, level="district", formed="all",
        before=None, deadline_year=None, place=None, view=view,
    )  # fmt: skip
    told = source.book.told(view, code)
    made = parts(Asked(told=told, choice=choice, indicator=indicator, palette=LIGHT))
    if made.figure is None:
        return None
    names = {
        "achieved": t("picture.file_achieved"), "indicators": t("picture.file_indicators"),
        "shortfall": t("picture.file_shortfall"),
        "distribution": t("picture.file_distribution"),
        "course": t("picture.file_over_time"), "ranking": t("picture.file_ranking"),
    }  # fmt: skip
    own = names[view] if view in _OF_ALL else f"{code}-{names[view]}"
    sources = source.book.value_sources(codes if view in _OF_ALL else [code])
    # Two views of one indicator can have the same finding: what is shown stands before it.
    return PictureItem(
        name=f"{t('picture.folder_gaps')}/{own}", figure=made.figure,
        about=source.about(
            made.title if view in ("ranking", "distribution") else made.finding, sources,
            is_made_up=made.made_up,
        ),
    )  # fmt: skip


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
    return PictureItem(
        name=f"{t('picture.folder_maps')}/{indicator.code}", figure=figure,
        about=source.about(
            map_finding(view, of.ledger, of.snapshot, t), (*sources, t("map.boundaries")),
            is_made_up=shows_made_up(view, of.ledger), legend_title=view.label,
            legend=_legend(view, of), folder=of.folder,
        ),
    )  # fmt: skip


def _legend(view: MapView, of: BriefSource) -> tuple[LegendKey, ...]:
    keys = tuple(
        LegendKey(colour=one.colour, words=f"{one.label} ({of.t.number(one.count)})",
                  shape=one.shape)
        for one in view.legend
    )  # fmt: skip
    if view.indicator.code == FORMED_INDICATOR:
        return keys
    formed = len(of.ledger.rollout.formed_codes)
    words = f"{of.t('map.formed_legend')} ({of.t.number(formed)})"
    return (*keys, LegendKey(colour=LIGHT.formed_line, words=words, form="outline"))
