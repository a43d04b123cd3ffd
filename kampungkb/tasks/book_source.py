"""What the workbook of everything is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kampungkb.analysis.convergence import counted_indicators
from kampungkb.exports.about import Lines
from kampungkb.exports.columns import Column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.convergence_agency import Agency, agency
from kampungkb.tasks.formation_view import FormationView, default_wish, formation_view
from kampungkb.tasks.gaps_finding import Told
from kampungkb.tasks.gaps_time import indicator_values
from kampungkb.tasks.gaps_view import GapScope, View, gap_scope, shown_units
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import value_sources


@dataclass(frozen=True, kw_only=True)
class BookSource:
    """One state of the data, and how it is to be told."""

    snapshot: Snapshot
    ledger: Ledger
    t: Translator
    # The announced plan; None: there is none.
    announced: Scenario | None
    # In UTC where it names no zone.
    printed_at: datetime

    @cached_property
    def scope(self) -> GapScope:
        """All villages, whether formed or not."""
        return gap_scope(self.snapshot, self.ledger, "all")

    @cached_property
    def formation(self) -> FormationView:
        """The formation, as its page shows it at first."""
        return formation_view(self.snapshot, self.ledger.as_of, default_wish(self.snapshot))

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies whose shortfalls add up, with all their villages."""
        names = self.snapshot.dictionary.agencies
        return tuple(
            agency(self.snapshot, self.ledger, name)
            for name in names
            if counted_indicators(self.ledger.terms, name)
        )

    def told(self, view: View, indicator: str | None = None) -> Told:
        """What the sentences and tables of a view of the gaps are made from, by district."""
        of = self.snapshot
        code = indicator or next(iter(self.ledger.indicators), "")
        return Told(
            t=self.t, snapshot=of, ledger=self.ledger, scope=self.scope,
            shown=shown_units(view, "district", None, of.parents),
            values=indicator_values(of, self.ledger, code, None),
        )  # fmt: skip

    @cached_property
    def every_source(self) -> tuple[str, ...]:
        """Titles of the sources behind all values."""
        return self.value_sources(self.ledger.indicators)

    def value_sources(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Titles of the sources behind values of indicators."""
        return value_sources(self.snapshot, self.ledger, codes)

    def listing(
        self, sheet: str, title: str, columns: Iterable[Column], made_up: Iterable[object], *,
        about: Lines, sources: tuple[str, ...],
    ) -> Listing:  # fmt: skip
        """A table of the workbook."""
        of = self.snapshot
        return Listing(
            topic=sheet, sheet=sheet, title=title, area=of.area_name, as_of=self.ledger.as_of,
            revision=of.revision, columns=tuple(columns), about=about, sources=sources,
            made_up=tuple(bool(one) for one in made_up), printed_at=self.printed_at,
        )  # fmt: skip
