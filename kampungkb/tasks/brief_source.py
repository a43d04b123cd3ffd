"""What every brief is made from, and the words that every brief has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kampungkb.analysis.formed import formed_villages
from kampungkb.analysis.judged import Judged
from kampungkb.exports.brief_parts import KeyFigure, PageWords
from kampungkb.exports.listing import joined_name, page_footer
from kampungkb.i18n.formats import DASH, WIB
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.gaps_view import addable
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

# Sources that a brief names; the rest is counted.
_SOURCES: Final = 8
# Of a name, so much stands in tables, sentences and the name of a file.
_NAME: Final = 40

Record = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class BriefSource:
    """One state of the data, and how it is to be told."""

    snapshot: Snapshot
    ledger: Ledger
    t: Translator
    # Of the area pack, for the map.
    folder: Path
    # In UTC where it names no zone.
    printed_at: datetime
    # The announced plan; None: there is none, or it is not told.
    announced: Scenario | None = None

    @cached_property
    def local(self) -> datetime:
        """The time of printing on the clock of Serang."""
        return on_clock(self.printed_at)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of districts and villages by code, short enough for a table or a sentence."""
        return {code: short_name(name) for code, name in self.snapshot.names.items()}

    @property
    def area_name(self) -> str:
        """Name of the whole area where it stands beside other words."""
        return short_name(self.snapshot.area_name)

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The indicators whose shortfalls are added up as services."""
        return addable(self.snapshot.dictionary, self.ledger.terms, self.ledger.indicators)

    def target(self, indicator: Indicator) -> Target | None:
        """The target in use."""
        as_of = self.ledger.as_of
        return target_in_use(indicator, 0 if as_of is None else period_year(as_of))

    def target_text(self, indicator: Indicator) -> str:
        """The target in use in words; empty without one."""
        found = self.target(indicator)
        return "" if found is None else shown_target(self.t, indicator, found)


def short_name(name: str) -> str:
    """A name of 40 signs at most: with longer ones no brief would stay on its pages."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"


def on_clock(at: datetime) -> datetime:
    """A moment, in UTC where it names no zone, on the clock of Serang."""
    return at.astimezone(WIB) if at.tzinfo else (at + (WIB.utcoffset(None))).replace(tzinfo=WIB)


def state_words(of: BriefSource) -> str:
    """Period and revision, as they stand under a title."""
    t, as_of, revision = of.t, of.ledger.as_of, str(of.snapshot.revision)
    if as_of is None:
        return t("brief.subtitle_none", revision=revision)
    return t("brief.subtitle", period=t.period(as_of), revision=revision)


def page_words(of: BriefSource, caption: str, *, is_made_up: bool, no_requests: str) -> PageWords:
    """The words of every page."""
    t, snapshot = of.t, of.snapshot
    footer = page_footer(of.area_name, of.ledger.as_of, snapshot.revision, t)
    printed = t("brief.printed", date=t.date(of.local.date()))
    return PageWords(
        # The typesetter counts the pages.
        page=t("brief.page", page="{page}", pages="{pages}"),
        period=f"{footer} · {printed}",
        mark=t("common.illustrative_ribbon") if is_made_up else "",
        requests_title=t("brief.requests"),
        no_requests=no_requests,
        no_map=t("brief.no_map"),
        map_alt=t("brief.map_alt", caption=caption),
        dated=str(of.local.year),
        name=t("brief.name"),
        number=t("brief.number"),
        sources_title=t("brief.sources"),
    )


def file_name(of: BriefSource, code: str, name: str, *, is_made_up: bool) -> str:
    """``lembar-ringkas-36.04-Serang-2026-Q3-revisi-2-DATA-CONTOH.pdf``."""
    t = of.t
    parts = [
        t("brief.file_brief"), code, name[:_NAME], of.ledger.as_of,
        t("export.file_revision", n=str(of.snapshot.revision)),
        t("export.file_mark") if is_made_up else None,
    ]  # fmt: skip
    return joined_name(parts, "pdf")


def source_titles(
    of: BriefSource, codes: Iterable[str], villages: Iterable[str]
) -> tuple[str, ...]:
    """Titles of the sources behind indicators of villages and of who is formed."""
    inside, t = list(villages), of.t
    latest = of.ledger.latest
    values = latest[latest["indicator"].isin(list(codes))]
    formed = formed_villages(of.snapshot.formations, of.ledger.as_of)
    used = pd.concat(
        [frame.loc[frame["village_code"].isin(inside), "source_id"] for frame in (values, formed)]
    )
    titles = of.snapshot.sources.set_index("source_id")["title"]
    named = [str(titles[one]) for one in sorted(used.dropna().unique()) if one in titles.index]
    kept = named[:_SOURCES]
    if len(named) > len(kept):
        kept.append(t("brief.and_more", n=len(named) - len(kept)))
    return (*kept, t("map.boundaries"))


def listed(t: Translator, names: Iterable[str], most: int) -> str:
    """Names in a row, the rest counted."""
    every = list(names)
    shown = every[:most] if len(every) > most + 1 else every
    if len(shown) < len(every):
        shown.append(t("brief.and_more", n=len(every) - len(shown)))
    return t.listing(shown)


def services(of: BriefSource, rows: pd.DataFrame) -> int | None:
    """What is missing in the rows of one unit, over the indicators that add up; None: unknown."""
    own = rows.loc[rows["indicator"].isin(of.added), "shortfall"].dropna()
    return None if own.empty else int(own.sum())


def below_figure(t: Translator, counts: Judged) -> KeyFigure:
    """How many targets are not met, and how many could not be judged."""
    if not counts.n:
        value, note = DASH, t("brief.figure_below_none")
    else:
        value = t("brief.of", some=t.number(counts.below), n=t.number(counts.n))
        met, unclear = t.number(counts.met), t.number(counts.cannot_tell)
        note = t("brief.figure_below_note", met=met, open=unclear)
    if counts.thin:
        note = f"{note} {t('brief.figure_below_thin', n=counts.thin)}"
    return KeyFigure(value=value, label=t("brief.figure_below"), note=note)


def services_figure(of: BriefSource, rows: pd.DataFrame) -> KeyFigure:
    """How many services are missing."""
    t, found = of.t, services(of, rows)
    known = rows[rows["indicator"].isin(of.added) & rows["shortfall"].notna()]
    return KeyFigure(
        value=t.number(found),
        label=t("brief.figure_short"),
        note=t("common.no_data") if found is None
        else t("brief.figure_short_note", n=len(known)),
    )  # fmt: skip


def formed_figure(of: BriefSource, codes: tuple[str, ...]) -> KeyFigure:
    """How many of some villages are formed, and who says so."""
    t, rollout = of.t, of.ledger.rollout
    inside = set(codes)
    found = formed_villages(of.snapshot.formations, of.ledger.as_of)
    own = found[found["village_code"].isin(inside & set(rollout.formed_codes))]
    official = int((own["origin"] == "official").sum())
    made_up = len(own) - official
    record = (
        t("brief.record", official=t.number(official), made_up=t.number(made_up))
        if made_up
        else t("brief.record_official", official=t.number(official))
    )
    share = len(own) / len(codes) if codes else None
    return KeyFigure(
        value=t.number(len(own)),
        label=t("brief.figure_formed"),
        note=t("brief.figure_formed_note", n=len(codes), share=t.share(share), record=record),
    )
