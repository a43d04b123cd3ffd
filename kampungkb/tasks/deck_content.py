"""What a deck says: the slides of a meeting, each with a finding, and what to say with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine

from kampungkb.analysis.judged import Judged, judged
from kampungkb.charts.theme import LIGHT, Palette
from kampungkb.exports.deck_parts import (
    DeckContent,
    Figure,
    Slide,
    TextBlock,
)
from kampungkb.exports.listing import joined_name, page_footer
from kampungkb.i18n.translator import Translator
from kampungkb.store import scenarios as store
from kampungkb.store.engine import read_transaction
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_content import regency_brief
from kampungkb.tasks.brief_requests import not_reported
from kampungkb.tasks.brief_source import (
    BriefSource,
    listed,
    source_titles,
    state_words,
)
from kampungkb.tasks.brief_tables import short_rows
from kampungkb.tasks.deck_charts import (
    DISTRICTS,
    course_chart,
    district_chart,
    points_words,
    worst_chart,
)
from kampungkb.tasks.deck_map import formed_map, not_formed
from kampungkb.tasks.deck_plan import plan_slide
from kampungkb.tasks.deck_tables import (
    agency_table,
    heat_table,
    indicator_table,
    judged_rows,
    quality_table,
    thin_agencies,
    village_table,
)
from kampungkb.tasks.gaps_finding import Told, heat_finding, shortfall_finding
from kampungkb.tasks.gaps_time import IndicatorValues
from kampungkb.tasks.gaps_view import (
    GapScope,
    Shown,
    gap_scope,
    heat_view,
    rows_made_up,
    shortfall_view,
)
from kampungkb.tasks.place import place_figures
from kampungkb.tasks.profile_view import profile_finding, profile_rows, uses_made_up
from kampungkb.tasks.quality_view import quality, quality_view
from kampungkb.tasks.quality_words import (
    headline,
    kind_word,
    place_word,
    subject_word,
    what_word,
)

# The village that stands for what a Kampung KB can be (ANTARA Banten 2023: proposed for the
# national competition); a deck of another area has no such slide.
VILLAGE: Final = "36.04.23.2015"
_NAMED: Final = 6
_SPOKEN: Final = 40


def announced_plan(engine: Engine) -> Scenario | None:
    """The announced scenario with its plan; None where none is.

    Its author, agency and time are those of the announcement, also where its name or note was
    changed since.

    Raises
    ------
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        found = store.announced(conn)
        if found is None:
            return None
        versions = store.scenario_versions(conn, found.scenario_id)
    own = versions[versions["action"] == "announced"].iloc[0]
    return replace(
        found, saved_at=own["saved_at"].to_pydatetime(), author=str(own["author"]),
        agency=None if pd.isna(own["agency"]) else str(own["agency"]),
    )  # fmt: skip


def deck_content(
    of: BriefSource, *, announced: Scenario | None = None, village: str | None = VILLAGE,
    palette: Palette = LIGHT,
) -> DeckContent:  # fmt: skip
    """The deck of the whole area.

    Parameters
    ----------
    of : BriefSource
        See `kampungkb.tasks.brief_content.brief_source`.
    announced : Scenario, optional
        Has a slide of its own; without it there is none.
    village : str, optional
        Code of a village with a slide of its own; one that the register lacks has none.
    palette : Palette
        Of charts and map.
    """
    t, snapshot, made_up = of.t, of.snapshot, uses_made_up(of.ledger)
    at = t("deck.speaker_printed", at=t.datetime(of.printed_at))
    parts = _Slides(of=of, palette=palette)
    slides = [
        parts.status(), parts.map(), parts.worst(), parts.indicators(), parts.agencies(),
        parts.districts(), parts.heat(),
        *([] if announced is None else parts.plan(announced)),
        *([] if village not in snapshot.parents else [parts.village(str(village))]),
        parts.quality(),
    ]  # fmt: skip
    slides = [*parts.told(slides), parts.sources()]
    any_made_up = made_up or any(one.is_made_up for one in slides)
    title = t("deck.title", area=snapshot.area_name)
    return DeckContent(
        language=t.language,
        file_name=_file_name(of, is_made_up=any_made_up),
        title=title,
        subtitle=state_words(of),
        details=(at,),
        speaker=(title, parts.said_sources, at),
        slides=tuple(slides),
        footer=_footer(of),
        mark=t("common.illustrative_ribbon"),
        is_made_up=any_made_up,
        part=lambda one, n: t("deck.part", at=t.number(one), n=t.number(n)),
        keywords=t("deck.keywords"),
        printed_at=of.local,
    )


def _indicators_title(t: Translator, counts: Judged) -> str:
    """How many targets are met; the table under it leaves no line for what is left out."""
    said = {"below": t.number(counts.below), "n": t.number(counts.n), "met": t.number(counts.met)}
    unclear, thin = t.number(counts.cannot_tell), t.number(counts.thin)
    if counts.thin and counts.cannot_tell:
        return t("deck.title_indicators_thin", open=unclear, thin=thin, **said)
    if counts.thin:
        return t("deck.title_indicators_clear_thin", thin=thin, **said)
    if counts.cannot_tell:
        return t("deck.title_indicators", open=unclear, **said)
    return t("deck.title_indicators_clear", **said)


def _footer(of: BriefSource) -> str:
    t = of.t
    facts = page_footer(of.snapshot.area_name, of.ledger.as_of, of.snapshot.revision, t)
    return f"{facts} · {t('brief.printed', date=t.date(of.local.date()))}"


def _file_name(of: BriefSource, *, is_made_up: bool) -> str:
    t = of.t
    parts = [
        t("deck.file_deck"), of.snapshot.area_code, of.snapshot.area_name[:40], of.ledger.as_of,
        t("export.file_revision", n=str(of.snapshot.revision)),
        t("export.file_mark") if is_made_up else None,
    ]  # fmt: skip
    return joined_name(parts, "pptx")


@dataclass(frozen=True, kw_only=True)
class _Slides:
    """Each slide of a deck by itself."""

    of: BriefSource
    palette: Palette

    @cached_property
    def made_up(self) -> bool:
        return uses_made_up(self.of.ledger)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return source_titles(self.of, self.of.ledger.indicators, self.of.snapshot.villages["code"])

    @cached_property
    def said_sources(self) -> str:
        return self._sources(self.titles)

    def _sources(self, titles: Sequence[str]) -> str:
        return self.of.t("deck.speaker_sources", sources="; ".join(titles))

    def _slide(self, title: str, block: Any, *said: str, **more: Any) -> Slide:
        """A slide; without a block there are no data for it, see `told`."""
        given: dict[str, Any] = {"is_made_up": self.made_up} | more
        if block is None:
            block, given["note"] = self._nothing, ""
        spoken = tuple(one for one in (title, *said, self.said_sources) if one)
        # A title is a sentence; two of them on a slide need no full stop after the last.
        return Slide(title=title.removesuffix("."), block=block, speaker=spoken, **given)

    @cached_property
    def _nothing(self) -> TextBlock:
        return TextBlock(cut=self._cut)

    def told(self, slides: Sequence[Slide]) -> Iterator[Slide]:
        """The slides that have something to show, then one that says what the others lack."""
        yield from (one for one in slides if one.block is not self._nothing)
        if empty := [one for one in slides if one.block is self._nothing]:
            block = TextBlock(points=tuple(one.title for one in empty), cut=self._cut)
            made_up = any(one.is_made_up for one in empty)
            yield self._slide(self.of.t("deck.nothing"), block, is_made_up=made_up)

    def _cut(self, n: int) -> str:
        return self.of.t("deck.more_points", n=n)

    @cached_property
    def _scope(self) -> GapScope:
        return gap_scope(self.of.snapshot, self.of.ledger, "all")

    @cached_property
    def _shown(self) -> Shown:
        return Shown(level="district", inside=None, marked=None)

    @cached_property
    def _told(self) -> Told:
        of = self.of
        nothing, latest = of.snapshot.observations.iloc[:0], of.ledger.latest.iloc[:0]
        return Told(
            t=of.t, snapshot=of.snapshot, ledger=of.ledger, scope=self._scope, shown=self._shown,
            values=IndicatorValues(
                observations=nothing, now=latest, earlier=latest
            ),
        )  # fmt: skip

    @cached_property
    def _short(self) -> pd.DataFrame:
        """Who is missing in the whole area, where that adds up and covers the villages."""
        rows = short_rows(self.of.ledger.regency)
        return rows[rows["indicator"].isin(self.of.added) & ~rows["low_coverage"]]

    def status(self) -> Slide:
        of, t, stand = self.of, self.of.t, self.of.ledger.rollout
        brief = regency_brief(of)
        if not stand.villages:
            return self._slide(brief.lead, None)
        chart = course_chart(of, self.palette)
        left = Figure(value=t.number(stand.villages - stand.formed), label=t("deck.figure_left"))
        # The first two of the brief: how many are formed, and how many are missing to the target.
        formed, to_form = brief.figures[:2]
        figures = [Figure(value=formed.value, label=formed.label, note=formed.note),
                   Figure(value=to_form.value, label=to_form.label)]  # fmt: skip
        note = t("deck.course_note", points=points_words(of)) if chart is not None else ""
        side = TextBlock(figures=(*figures, left) if stand.target is not None else tuple(figures))
        if chart is None:
            return self._slide(brief.lead, side)
        return self._slide(brief.lead, chart, note, side=side, note=note)

    def map(self) -> Slide:
        of, t = self.of, self.of.t
        formed = {of.snapshot.parents[code] for code in of.ledger.rollout.formed_codes}
        districts = of.snapshot.districts
        without = [name for code, name in zip(districts["code"], districts["name"], strict=True)
                   if code not in formed]  # fmt: skip
        if not of.snapshot.parents:
            return self._slide(t("brief.lead_no_register"), None)
        if not formed:
            title = t("deck.title_map_none")
        elif without:
            names = listed(t, without, _NAMED)
            title = t("deck.title_map_without", n=len(without), names=names)
        else:
            title = t("deck.title_map_all")
        drawn = formed_map(of, title, self.palette)
        if drawn is None:
            return self._slide(title, TextBlock(points=(t("deck.no_map"),), cut=self._cut))
        every = t.listing(without) if without else ""
        return self._slide(title, drawn, every, side=self._legend())

    def _legend(self) -> TextBlock:
        """What the colours of the map mean, with how many villages there are of each."""
        t, stand = self.of.t, self.of.ledger.rollout
        made_up = stand.formed - stand.formed_official
        official = t.number(stand.formed_official)
        return TextBlock(
            figures=(
                Figure(
                    value=t.number(stand.formed), label=t("deck.legend_formed"),
                    note=t("deck.legend_formed_note", official=official, made_up=t.number(made_up))
                    if made_up else t("deck.legend_formed_official"),
                    colour=self.palette.reached,
                ),
                Figure(
                    value=t.number(stand.villages - stand.formed), label=t("deck.legend_left"),
                    colour=not_formed(self.palette),
                ),
            )
        )  # fmt: skip

    def worst(self) -> Slide:
        of, t, short = self.of, self.of.t, self._short
        chart = worst_chart(of, short, self.palette)
        if chart is None:
            return self._slide(t("deck.title_worst_none"), None)
        top = short.iloc[0]
        indicator = of.snapshot.dictionary.get(top["indicator"])
        title = t(
            "deck.title_worst", indicator=t.words(indicator.short),
            n=t.number(int(top["shortfall"])), counted=t.counted(indicator, int(top["shortfall"])),
            target=of.target_text(indicator),
        )  # fmt: skip
        note = t("deck.worst_note")
        return self._slide(title, chart, chart.alt, note, note=note)

    def indicators(self) -> Slide:
        t, whole = self.of.t, self.of.ledger.regency
        rows, counts = judged_rows(whole), judged(whole)
        if rows.empty:
            return self._slide(t("deck.title_indicators_none"), None)
        table = indicator_table(self.of, rows, self.palette)
        return self._slide(_indicators_title(t, counts), table)

    def agencies(self) -> Slide:
        of, t, view = self.of, self.of.t, self._services
        table = agency_table(of)
        missing = not_reported(of)
        said = [f"{name}: {listed(t, (t.words(one.short) for one in own), _SPOKEN)}"
                for name, own in missing.items()]  # fmt: skip
        if not table.rows:
            return self._slide(t("deck.title_agencies_none"), None)
        note = thin_agencies(of)
        if not view.agencies:
            return self._slide(t("deck.title_agencies_none"), table, note, *said, note=note)
        by_agency = view.parts.groupby("agency")["shortfall"].sum()
        title = t(
            "deck.title_agencies", agency=view.agencies[0],
            n=t.number(int(by_agency.loc[view.agencies[0]])), all=t.number(view.total),
        )  # fmt: skip
        return self._slide(title, table, note, *said, note=note)

    @cached_property
    def _services(self) -> Any:
        of = self.of
        return shortfall_view(
            self._scope, of.snapshot.dictionary, of.ledger.terms, of.ledger.indicators,
            self._shown, of.snapshot.parents,
        )  # fmt: skip

    def districts(self) -> Slide:
        t, view = self.of.t, self._services
        chart = district_chart(self.of, view, self.palette)
        title = shortfall_finding(self._told, view)
        if chart is None:
            return self._slide(title, None)
        notes = [t("deck.districts_note", n=len(view.added))]
        if (more := len(view.all_units) - DISTRICTS) > 0:
            notes.append(t("deck.more_bars", n=more))
        return self._slide(title, chart, chart.alt, note=" ".join(notes))

    def heat(self) -> Slide:
        of, t = self.of, self.of.t
        view = heat_view(
            self._scope, of.ledger.terms, of.ledger.indicators, self._shown, of.snapshot.parents
        )
        title = heat_finding(self._told, view)
        if not view.units or not view.indicators:
            return self._slide(title, None)
        return self._slide(title, heat_table(of, view, self.palette), note=t("deck.heat_note"))

    def plan(self, announced: Scenario) -> Iterator[Slide]:
        """The announced plan; what is formed by now is in no quarter of it."""
        told = plan_slide(self.of, announced, self.palette)
        if told is not None:
            made_up = told.is_made_up or self.made_up
            yield self._slide(
                told.title, told.chart, told.note, *told.said, side=told.side, note=told.note,
                is_made_up=made_up,
            )  # fmt: skip

    def village(self, code: str) -> Slide:
        of, t = self.of, self.of.t
        rows = profile_rows(of.snapshot, of.ledger, code)
        title = profile_finding(of.snapshot, of.ledger, code, rows, t)
        table = village_table(of, rows, self.palette)
        district = of.snapshot.names[of.snapshot.parents[code]]
        where = t("deck.village_note", district=district, code=code)
        note = f"{where} {self._state(code)} {t('deck.signs')}"
        titles = source_titles(of, of.ledger.indicators, (code,))
        made_up = bool(rows_made_up(rows).any()) or self.made_up
        return self._slide(
            title, table if table.rows else None, note, self._sources(titles), note=note,
            is_made_up=made_up,
        )  # fmt: skip

    def _state(self, code: str) -> str:
        """Whether a village is formed, and who says so."""
        t, found = self.of.t, place_figures(self.of.snapshot, self.of.ledger, code)
        if not found.formed:
            return t("map.panel_not_formed") + "."
        if found.formed_origin == "official":
            return t("map.panel_formed_official") + "."
        return t("map.panel_formed_illustrative") + "."

    def quality(self) -> Slide:
        of, t = self.of, self.of.t
        found = quality(of.snapshot, of.ledger)
        view = quality_view(found, agency=None, district=None, kind=None)
        table = quality_table(of, view)
        if not table.rows:
            return self._slide(t("deck.title_quality_none"), None, is_made_up=False)
        rows = view.findings.head(_NAMED).to_dict("records")
        points = tuple(
            f"{kind_word(t, one['kind'])}: {subject_word(t, of.snapshot, one)}, "
            f"{place_word(t, of.snapshot, one)}"
            for one in rows
        )
        said = (f"{point}: {what_word(t, one)}" for point, one in zip(points, rows, strict=True))
        urgent, reported = int((view.findings["severity"] != "low").sum()), len(view.by_indicator)
        title = t(
            "deck.title_quality", reported=t.number(reported),
            n=t.number(reported + len(view.unreported)), urgent=t.number(urgent),
        )  # fmt: skip
        side = TextBlock(
            figures=(Figure(value=t.number(urgent), label=t("deck.to_check")),),
            points=points[:3], cut=self._cut,
        )  # fmt: skip
        return self._slide(
            title, table, headline(t, of.snapshot, view), *said, side=side,
            note=t("deck.quality_note"), is_made_up=bool(found.made_up),
        )  # fmt: skip

    def sources(self) -> Slide:
        t = self.of.t
        block = TextBlock(points=(*self.titles, t("brief.how")), cut=self._cut)
        return self._slide(t("deck.title_sources"), block, t("brief.how"), is_made_up=self.made_up)
