"""Everything a page or a command reads of the store, as of one revision."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd
from sqlalchemy import Engine

from kampungkb.analysis.latest import Reports, default_as_of, reports
from kampungkb.errors import UnknownRevisionError
from kampungkb.model import tables
from kampungkb.model.dictionary_entries import LeftOut, usable
from kampungkb.model.indicators import Dictionary
from kampungkb.model.periods import period_key
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One consistent view; its frames are shared between readers and never changed."""

    # The revision shown, and the last one there is.
    revision: int
    last_revision: int
    # Code of the whole area, such as 36.04.
    area_code: str
    # The tables of `kampungkb.model.tables`.
    areas: pd.DataFrame
    aliases: pd.DataFrame
    observations: pd.DataFrame
    formations: pd.DataFrame
    published: pd.DataFrame
    village_figures: pd.DataFrame
    sources: pd.DataFrame
    # As `kampungkb.store.queries.revisions`.
    revisions: pd.DataFrame
    # With what administrators added to it.
    dictionary: Dictionary
    # The dictionary of the file alone; None: nothing was added to `dictionary`.
    shipped: Dictionary | None = None
    # Entries of the store that the dictionary cannot take.
    entries_left_out: tuple[LeftOut, ...] = ()
    # Further tables of `kampungkb.model.tables`; without rows where none are given.
    milestones: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.MILESTONES))
    classifications: pd.DataFrame = field(
        default_factory=lambda: tables.empty(tables.CLASSIFICATIONS)
    )
    indicator_entries: pd.DataFrame = field(
        default_factory=lambda: tables.empty(tables.INDICATOR_ENTRIES)
    )
    target_entries: pd.DataFrame = field(
        default_factory=lambda: tables.empty(tables.TARGET_ENTRIES)
    )

    @cached_property
    def villages(self) -> pd.DataFrame:
        """AREAS, villages only."""
        return self.areas[self.areas["level"] == "village"].reset_index(drop=True)

    @cached_property
    def districts(self) -> pd.DataFrame:
        """AREAS, districts only."""
        return self.areas[self.areas["level"] == "district"].reset_index(drop=True)

    @cached_property
    def area(self) -> pd.DataFrame:
        """AREAS, the one row of the whole area; none in a store without a register."""
        return self.areas[self.areas["code"] == self.area_code].reset_index(drop=True)

    @property
    def area_name(self) -> str:
        """Name of the whole area; its code in a store without a register."""
        return self.area_code if self.area.empty else str(self.area["name"].iloc[0])

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each area by its code."""
        return dict(zip(self.areas["code"], self.areas["name"], strict=True))

    @cached_property
    def district_of(self) -> pd.Series:
        """District code by village code."""
        return self.villages.set_index("code")["parent_code"]

    @cached_property
    def parents(self) -> dict[str, str]:
        """District code by village code, to look one up."""
        return dict(zip(self.villages["code"], self.villages["parent_code"], strict=True))

    @cached_property
    def illustrative(self) -> bool:
        """Whether one made-up value is in it."""
        frames = (self.observations, self.formations, self.milestones, self.classifications)
        return any(bool((frame["origin"] == "illustrative").any()) for frame in frames)

    @cached_property
    def reports(self) -> Reports:
        """The observations in order, so that the latest of any period is a look-up."""
        return reports(self.observations)

    @cached_property
    def reported(self) -> dict[str, int]:
        """How many villages have a report of each indicator; none has no entry."""
        return self.reports.villages()

    @cached_property
    def as_of(self) -> str | None:
        """The latest period; None in a store without values."""
        return default_as_of(self.observations)

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Every period with a value, the latest first."""
        found = self.observations["period"].unique()
        return tuple(sorted(found, key=period_key, reverse=True))


def with_entries(of: Snapshot) -> Snapshot:
    """A snapshot whose dictionary is the shipped one with the entries of its own frames."""
    shipped = of.dictionary if of.shipped is None else of.shipped
    found, left_out = usable(shipped, of.indicator_entries, of.target_entries)
    return replace(of, dictionary=found, shipped=shipped, entries_left_out=left_out)


def read_snapshot(engine: Engine, dictionary: Dictionary, revision: int | None = None) -> Snapshot:
    """Read the store as of a revision; the last one unless given.

    Parameters
    ----------
    engine : Engine
    dictionary : Dictionary
        Of the file; the snapshot has it with what was added as of its revision. An entry that it
        cannot take is left out.
    revision : int, optional

    Raises
    ------
    UnknownRevisionError
        There is no such revision.
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        last = queries.current_revision(conn)
        shown = last if revision is None else revision
        if not 0 <= shown <= last:
            raise UnknownRevisionError(shown, last)
        found = Snapshot(
            revision=shown,
            last_revision=last,
            area_code=queries.meta(conn).get("area_code", ""),
            areas=queries.areas(conn),
            aliases=queries.aliases(conn),
            observations=queries.observations(conn, shown),
            formations=queries.formations(conn, shown),
            published=queries.published(conn, shown),
            village_figures=queries.village_figures(conn, shown),
            milestones=queries.milestones(conn, shown),
            classifications=queries.classifications(conn, shown),
            indicator_entries=queries.indicator_entries(conn, shown),
            target_entries=queries.target_entries(conn, shown),
            sources=queries.sources(conn),
            revisions=queries.revisions(conn),
            dictionary=dictionary,
        )
    return with_entries(found)


def entry_problems(engine: Engine, dictionary: Dictionary) -> list[str]:
    """Entries that the dictionary of the file cannot take now, in English; they are left out.

    Raises
    ------
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        last = queries.current_revision(conn)
        indicators = queries.indicator_entries(conn, last)
        targets = queries.target_entries(conn, last)
    return [one.problem for one in usable(dictionary, indicators, targets)[1]]
