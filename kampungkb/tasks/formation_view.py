"""How far the formation of villages is, what pace it takes and where the pace leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.milestones import (
    FORMED_BY,
    ClassCounts,
    FormedBy,
    Waiting,
    class_counts,
    formed_by,
    funnel,
    reached_milestones,
    village_stages,
    waiting,
)
from kampungkb.model.milestones import MILESTONES
from kampungkb.model.periods import period_end, period_year
from kampungkb.model.targets import target_count, target_in_use
from kampungkb.planning.pace import (
    Course,
    Needed,
    Observed,
    Projection,
    course,
    needed,
    observed,
    projection,
    reached_in,
)
from kampungkb.tasks.snapshot import Snapshot

# Months. Formation comes in waves, and one year alone says little of the pace.
DEFAULT_WINDOW: Final = 60
DEFAULT_PACE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A share of the villages to be formed by the date."""

    # 0-1, and the smallest whole number of villages that reaches it.
    share: Fraction
    target: int
    # None: no period to count from, or no date.
    needed: Needed | None
    # 0-1, by the model; None: not enough data.
    probability: float | None
    # Last day of the month in which the chosen pace reaches it; None: not before 2100.
    at_pace: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reader sets."""

    definition: FormedBy
    # None: there is no period to count from.
    by: date | None
    # Villages a month.
    pace: int
    # Months that are looked back on.
    window: int


@dataclass(frozen=True, kw_only=True)
class FormationView:
    """The state of the formation as of a period, under one definition of formed."""

    of: Snapshot
    as_of: str | None
    wish: Wish
    # As `analysis.milestones.reached_milestones` and `village_stages` return.
    reached: pd.DataFrame
    stages: pd.DataFrame
    # Villages that each definition counts.
    counts: Mapping[FormedBy, int]
    # As `analysis.milestones.formed_by` returns, for the definition that was chosen.
    formed: pd.DataFrame

    @property
    def villages(self) -> int:
        """Villages of the register."""
        return len(self.of.villages)

    @property
    def start(self) -> date | None:
        """The day from which months are counted."""
        return None if self.as_of is None else period_end(self.as_of)

    @property
    def has_records(self) -> bool:
        """Whether one stage is recorded, beside what follows from the formation list."""
        return bool((~self.reached["implied"]).any())

    @cached_property
    def silent(self) -> frozenset[str]:
        """Stages of which nothing is recorded, in no village: how many reached them is unknown."""
        rows = self.of.milestones
        told = rows.loc[rows["village_code"].isin(self.of.villages["code"]), "milestone"]
        return frozenset(MILESTONES) - {*told, *self.reached["milestone"]}

    @cached_property
    def made_up(self) -> bool:
        """Whether one of the formed villages is illustrative."""
        return bool((self.formed["origin"] != "official").any())

    @cached_property
    def made_up_stages(self) -> bool:
        """Whether one of the stages is illustrative."""
        return bool((self.reached["origin"] != "official").any())

    @cached_property
    def by_district(self) -> pd.DataFrame:
        """As `analysis.milestones.funnel` returns, with ``formed`` and ``formed_made_up``."""
        found = funnel(self.reached, self.of.district_of)
        district = self.formed["code"].map(self.of.district_of)
        counts = district.value_counts()
        made_up = district[self.formed["origin"] != "official"].value_counts()
        return found.assign(
            formed=found["code"].map(counts).fillna(0).astype("int64"),
            formed_made_up=found["code"].map(made_up).fillna(0).astype("int64"),
        )

    @cached_property
    def whole(self) -> pd.DataFrame:
        """As `analysis.milestones.funnel` returns, for the area as a whole."""
        codes = self.of.villages["code"]
        return funnel(self.reached, pd.Series(self.of.area_code, index=list(codes), dtype="str"))

    @cached_property
    def waiting(self) -> Waiting:
        """Villages that have reached a stage and not the next."""
        return waiting(self.stages, self.as_of)

    @cached_property
    def classes(self) -> ClassCounts:
        """The latest class of each village."""
        return class_counts(
            self.of.classifications, self.formed["code"], self.of.villages, self.as_of
        )

    @cached_property
    def course(self) -> Course | None:
        """The course so far; None without a period."""
        return None if self.as_of is None else course(self.formed, self.as_of)

    @cached_property
    def seen(self) -> Observed | None:
        """Formations in the window; None without a period."""
        if self.as_of is None:
            return None
        return observed(self.formed, self.as_of, self.wish.window)

    @cached_property
    def projection(self) -> Projection | None:
        """Where the observed pace leads; None: not enough data, or no time ahead."""
        start, by = self.start, self.wish.by
        if self.seen is None or start is None or by is None or by <= start:
            return None
        return projection(self.seen, len(self.formed), self.villages, start, by)

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """The target in use, then all villages; none in a store without a register."""
        if not self.villages:
            return ()
        # Without a period any year will do: the target in use is then the earliest.
        year = 0 if self.as_of is None else period_year(self.as_of)
        shares = [Fraction(1)]
        if FORMED_INDICATOR in self.of.dictionary.codes:
            target = target_in_use(self.of.dictionary.get(FORMED_INDICATOR), year)
            if target is not None and target.value is not None and target.value < 1:
                shares.insert(0, target.value)
        return tuple(self._goal(share) for share in shares)

    def _goal(self, share: Fraction) -> Goal:
        target, formed = target_count(share, self.villages), len(self.formed)
        start, by = self.start, self.wish.by
        if start is None or by is None:
            return Goal(share=share, target=target, needed=None, probability=None, at_pace=None)
        ahead = self.projection
        return Goal(
            share=share,
            target=target,
            needed=needed(formed, target, start, by),
            probability=None if ahead is None else ahead.probability(target, by),
            at_pace=reached_in(start, target - formed, self.wish.pace),
        )


def formation_view(of: Snapshot, as_of: str | None, wish: Wish) -> FormationView:
    """The state of the formation as of a period.

    Parameters
    ----------
    of : Snapshot
    as_of : str or None
        A period.
    wish : Wish
    """
    reached = reached_milestones(of.milestones, of.formations, of.villages, as_of)
    by_definition = {
        one: formed_by(one, reached, of.formations, of.villages, as_of) for one in FORMED_BY
    }
    return FormationView(
        of=of,
        as_of=as_of,
        wish=wish,
        reached=reached,
        stages=village_stages(reached, of.villages),
        counts={one: len(rows) for one, rows in by_definition.items()},
        formed=by_definition[wish.definition],
    )


def definition_counts(of: Snapshot, as_of: str | None) -> dict[FormedBy, int]:
    """How many villages each definition of formed counts as of a period."""
    reached = reached_milestones(of.milestones, of.formations, of.villages, as_of)
    return {
        one: len(formed_by(one, reached, of.formations, of.villages, as_of)) for one in FORMED_BY
    }


def default_date(of: Snapshot) -> date | None:
    """The date that stands in the form at first: the end of the second year after the data."""
    return None if of.as_of is None else date(period_year(of.as_of) + 2, 12, 31)


def default_wish(of: Snapshot) -> Wish:
    """What the form says at first: the list counts, and the last five years are looked back on."""
    return Wish(definition="list", by=default_date(of), pace=DEFAULT_PACE, window=DEFAULT_WINDOW)
