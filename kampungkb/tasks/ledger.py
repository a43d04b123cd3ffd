"""The gaps of a snapshot at every level, as pages and the command line show them."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kampungkb.analysis.changes import changes
from kampungkb.analysis.formed import (
    FORMED_INDICATOR,
    Rollout,
    counted_values,
    formed_observations,
    rollout,
    with_formation_origin,
)
from kampungkb.analysis.gaps import (
    Level,
    agency_gaps,
    area_gaps,
    indicator_terms,
    latest_published,
    village_gaps,
)
from kampungkb.analysis.latest import Reports
from kampungkb.errors import UnknownIndicatorError
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Who lacks how much, as of one period of one revision.

    The frames have the columns of `kampungkb.analysis.gaps.COLUMNS`.
    """

    # None in a store without values.
    as_of: str | None
    # As `kampungkb.analysis.gaps.indicator_terms`.
    terms: pd.DataFrame
    village: pd.DataFrame
    district: pd.DataFrame
    regency: pd.DataFrame
    # As `kampungkb.analysis.latest.latest_values`, K01 from the formation list included; without
    # what was reported of unformed villages where only the formed ones are counted.
    latest: pd.DataFrame
    rollout: Rollout
    # Codes of the indicators that have a value anywhere, in the order of the dictionary.
    indicators: tuple[str, ...]
    # The observations in order, without the formation list.
    reports: Reports

    @cached_property
    def earlier(self) -> pd.DataFrame:
        """As `kampungkb.analysis.latest.Reports.earlier`."""
        return self.reports.earlier(self.as_of)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """As `kampungkb.analysis.changes.changes`."""
        return changes(self.latest, self.earlier, self.terms)

    def rows(self, level: Level) -> pd.DataFrame:
        """The rows of one level."""
        if level == "agency":
            return agency_gaps(self.regency, self.terms)
        frame: pd.DataFrame = getattr(self, level)
        return frame


def ledger(snapshot: Snapshot, as_of: str | None = None) -> Ledger:
    """Compute the gaps of a snapshot.

    Parameters
    ----------
    snapshot : Snapshot
    as_of : str, optional
        A period; the latest in the store unless given.

    Raises
    ------
    BadPeriodError
        `as_of` is no period.
    """
    at = as_of or snapshot.as_of
    year = 0 if at is None else period_year(at)
    terms = indicator_terms(snapshot.dictionary, year)
    latest = snapshot.reports.latest(at)
    if at is not None:
        # Who is formed is what the formation list says, and nothing else.
        formed = formed_observations(snapshot.formations, snapshot.villages, at)
        others = latest[latest["indicator"] != FORMED_INDICATOR]
        latest = pd.concat([others, formed], ignore_index=True)
    stand = rollout(
        snapshot.formations,
        snapshot.villages,
        target_in_use(snapshot.dictionary.get(FORMED_INDICATOR), year),
        at,
    )
    village = village_gaps(latest, snapshot.villages, terms, stand.formed_codes)

    added = with_formation_origin(village, terms, snapshot.formations, at)

    def above(parents: pd.Series, areas: pd.DataFrame) -> pd.DataFrame:
        return area_gaps(added, parents, areas, terms, snapshot.published, at)

    whole = pd.Series(snapshot.area_code, index=snapshot.villages["code"], dtype="str")
    return Ledger(
        as_of=at,
        terms=terms,
        village=village,
        district=above(snapshot.district_of, snapshot.districts),
        regency=above(whole, snapshot.area),
        # Whoever compares or adds up these values counts the same villages as the gaps.
        latest=counted_values(latest, terms, stand.formed_codes),
        indicators=tuple(village["indicator"].unique()),
        rollout=stand,
        reports=snapshot.reports,
    )


def gap_document(
    snapshot: Snapshot, level: Level, *, indicator: str | None = None, as_of: str | None = None
) -> dict[str, object]:
    """The document of ``gaps --json`` (design, part 7).

    Raises
    ------
    UnknownIndicatorError
        The dictionary does not have the indicator.
    BadPeriodError
        `as_of` is no period.
    """
    rows = ledger(snapshot, as_of).rows(level)
    if indicator is not None:
        if indicator not in snapshot.dictionary.codes:
            raise UnknownIndicatorError(indicator)
        rows = rows[rows["indicator"] == indicator]
    plain = rows.astype(object).where(rows.notna(), None)
    return {"rows": plain.to_dict("records")}


def status_document(snapshot: Snapshot) -> dict[str, object]:
    """The document of ``status --json`` (design, part 7)."""
    at = snapshot.as_of
    target = target_in_use(
        snapshot.dictionary.get(FORMED_INDICATOR), 0 if at is None else period_year(at)
    )
    stand = rollout(snapshot.formations, snapshot.villages, target, at)
    share = None if target is None or target.value is None else float(target.value)
    return {
        "area": {"code": snapshot.area_code, "name": snapshot.area_name},
        "villages": len(snapshot.villages),
        "districts": len(snapshot.districts),
        "formed": stand.formed,
        "formed_codes": list(stand.formed_codes),
        "formed_official": stand.formed_official,
        "formed_published": formed_published(snapshot),
        "target_share": share,
        "target_villages": stand.target_villages,
        "to_form": stand.to_form,
        "indicators": len(snapshot.dictionary.codes),
        "revision": snapshot.revision,
        "illustrative": snapshot.illustrative,
    }


def formed_published(snapshot: Snapshot) -> dict[str, object] | None:
    """The latest published number of formed villages, which stands beside our own count."""
    figures = snapshot.published
    # The share (52 of 326) is computed from the count; the count names who said it.
    counts = figures[(figures["indicator"] == FORMED_INDICATOR) & (figures["unit"] != "share")]
    own = latest_published(counts, None)
    own = own[own["area_code"] == snapshot.area_code]
    if own.empty or pd.isna(own["numerator"].iloc[0]):
        return None
    row = own.iloc[0]
    return {
        "count": int(row["numerator"]),
        "as_of": str(row["period"]),
        "source": str(row["source_title"]),
    }
