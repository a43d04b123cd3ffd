"""What the page on data quality shows: completeness, findings, and whom to call first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kampungkb.analysis import completeness
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.quality import Findings, findings
from kampungkb.analysis.quality_history import history, latest_denominators
from kampungkb.analysis.verify_next import verify_next
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.place import POPULATION
from kampungkb.tasks.snapshot import Snapshot

VERIFY_LIMIT: Final = 20
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quality:
    """Everything that is known of the quality of a snapshot's data as of one period."""

    as_of: str | None
    # As `kampungkb.analysis.completeness.cells` and `unreported`.
    cells: pd.DataFrame
    unreported: pd.DataFrame
    found: Findings
    # As `kampungkb.analysis.verify_next.verify_next`; ``reason``: a kind of finding, or missing.
    verify: pd.DataFrame
    # The indicators of which one value is made up.
    made_up: frozenset[str]
    # Year of the census that population is compared with; None: there is no figure.
    census_year: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QualityView:
    """The part of it that a reader has chosen."""

    # One row, then one per group, as `kampungkb.analysis.completeness.counts`.
    total: pd.DataFrame
    by_agency: pd.DataFrame
    by_indicator: pd.DataFrame
    by_district: pd.DataFrame
    # Villages with a cell.
    villages: int
    unreported: pd.DataFrame
    # Counted within the chosen district: ``villages``, ``rows``, ``districts``, ``factor`` (the
    # largest jump), ``indicators``.
    findings: pd.DataFrame
    rows: pd.DataFrame
    verify: pd.DataFrame
    # How many could be verified, of which `verify` shows the first.
    verify_count: int


def quality(snapshot: Snapshot, ledger: Ledger) -> Quality:
    """Judge the data of a snapshot as of the period of a ledger."""
    of, dictionary = snapshot, snapshot.dictionary
    formed = ledger.rollout.formed_codes
    cells = completeness.cells(ledger.latest, of.villages, dictionary, formed, ledger.as_of)
    # Who is formed is what the formation list says, and nobody reports it.
    reported = [one for one in dictionary if one.code != FORMED_INDICATOR]
    past = history(of.observations, of.villages, reported, ledger.as_of)
    census = _census(of)
    found = findings(past, formed, census["value"])
    return Quality(
        as_of=ledger.as_of,
        cells=cells,
        unreported=completeness.unreported(ledger.latest, dictionary),
        found=found,
        verify=verify_next(
            _unknown(cells, found.rows), ledger.village, ledger.district,
            latest_denominators(past), of.district_of, ledger.terms,
        ),
        made_up=frozenset(cells.loc[cells["made_up"], "indicator"]),
        census_year=None if census.empty else str(census["period"].iloc[-1]),
    )  # fmt: skip


def _census(of: Snapshot) -> pd.DataFrame:
    """The latest census figure of each village."""
    figures = of.village_figures[of.village_figures["figure"] == POPULATION]
    ordered = figures.sort_values(["period", "village_code"])
    return ordered.drop_duplicates("village_code", keep="last").set_index("village_code")


def _unknown(cells: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Values that are missing, or in use and odd enough to be asked for.

    Findings of little weight do not make a value doubtful, and a late report does so only where
    the value has become stale by the indicator's own rhythm.
    """
    odd = rows[rows["in_doubt"] & (rows["severity"] != "low")]
    doubtful = pd.DataFrame(
        {"indicator": odd["indicator"], "code": odd["village_code"], "reason": odd["kind"]}
    )
    states = cells.set_index(["indicator", "code"])["state"]
    keys = pd.MultiIndex.from_frame(doubtful[["indicator", "code"]])
    stale = states.reindex(keys).eq("stale").to_numpy(np.bool_)
    doubtful = doubtful[stale | (doubtful["reason"] != "late_report").to_numpy(np.bool_)]
    empty = cells.loc[cells["state"] == "missing", ["indicator", "code"]].assign(reason=MISSING)
    return pd.concat([empty, doubtful], ignore_index=True)


def quality_view(
    of: Quality, *, agency: str | None, district: str | None, kind: str | None
) -> QualityView:
    """What remains when an agency, a district or a kind of finding is chosen; None: all."""
    cells, unreported, verify = of.cells, of.unreported, of.verify
    heads, rows = of.found.findings, of.found.rows
    if agency is not None:
        cells = cells[cells["agency"] == agency]
        unreported = unreported[unreported["agency"] == agency]
        verify = verify[verify["agency"] == agency]
        # A village that has reported nothing at all concerns every agency.
        heads = heads[(heads["agency"] == agency) | heads["agency"].isna()]
    if district is not None:
        cells = cells[cells["district_code"] == district]
        verify = verify[verify["district_code"] == district]
        rows = rows[rows["district_code"] == district]
    if kind is not None:
        heads = heads[heads["kind"] == kind]
    rows = rows[rows["key"].isin(heads["key"])]
    return QualityView(
        total=completeness.counts(cells),
        by_agency=completeness.counts(cells, "agency"),
        by_indicator=completeness.counts(cells, "indicator"),
        by_district=completeness.counts(cells, "district_code"),
        villages=cells["code"].nunique(),
        unreported=unreported,
        findings=_counted(heads, rows),
        rows=rows,
        verify=verify.head(VERIFY_LIMIT).reset_index(drop=True),
        verify_count=len(verify),
    )


def _counted(heads: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Findings with at least one row, and how much of each is in these rows."""
    factor = np.exp(np.abs(np.log(_positive(rows["value"]) / _positive(rows["value_before"]))))
    groups = rows.assign(factor=factor).groupby("key", sort=False)
    own = pd.DataFrame(
        {
            "villages": groups["village_code"].nunique(),
            "rows": groups.size(),
            "districts": groups["district_code"].nunique(),
            "indicators": groups["indicator"].nunique(),
            "factor": groups["factor"].max(),
            "made_up": groups["made_up"].any(),
            "only_district": groups["district_code"].first(),
        }
    )
    kept = heads.drop(columns=["villages", "rows", "made_up"])
    counted = kept.merge(own.reset_index(), on="key", how="inner", validate="one_to_one")
    place = pd.Categorical(counted["severity"], ["high", "medium", "low"], ordered=True)
    return (
        counted.assign(place=place)
        .sort_values(["place", "villages", "key"], ascending=[True, False, True])
        .drop(columns="place")
        .reset_index(drop=True)
    )


def _positive(values: pd.Series) -> pd.Series:
    return values.where(values > 0)


def selected_rows(view: QualityView, key: str) -> pd.DataFrame:
    """The rows of one finding."""
    return view.rows[view.rows["key"] == key].reset_index(drop=True)


def finding(view: QualityView, key: str | None) -> Mapping[Any, Any] | None:
    """The finding of a key, the most urgent one without a key; None where there is none."""
    own = view.findings if key is None else view.findings[view.findings["key"] == key]
    if own.empty:
        return None
    row: Mapping[Any, Any] = own.iloc[0].to_dict()
    return row
