"""The agencies of the offline twin: what each lacks to its targets, where most, what is asked."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kampungkb.analysis.judged import judged
from kampungkb.tasks.brief_requests import not_reported, requests, worst_units
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.gaps_finding import Told, shortfall_finding
from kampungkb.tasks.gaps_time import IndicatorValues
from kampungkb.tasks.gaps_view import ShortfallView, Shown, gap_scope, shortfall_view
from kampungkb.tasks.words import targets_words


def twin_agencies(of: BriefSource) -> dict[str, Any]:
    """The agencies that are responsible for a value or asked for one, most missing first.

    Returns
    -------
    dict
        ``agencies_finding`` (a sentence) and ``agencies``: each with ``name``, ``total`` (missing
        services over the indicators that add up; None: none does), ``summary`` (the same in
        words, and how many targets are not met), ``districts`` (pairs of code and number, the
        largest first) and ``asks`` (the requests, as briefs have them).
    """
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    scope = gap_scope(snapshot, ledger, "all")
    shown = Shown(level="district", inside=None, marked=None)
    found = shortfall_view(
        scope, snapshot.dictionary, ledger.terms, ledger.indicators, shown, snapshot.parents
    )
    # Of no indicator alone: the sentence is about all of them.
    values = IndicatorValues(
        observations=snapshot.observations, now=ledger.latest, earlier=ledger.latest.iloc[:0]
    )
    told = Told(t=t, snapshot=snapshot, ledger=ledger, scope=scope, shown=shown, values=values)
    return {
        "agencies_finding": shortfall_finding(told, found),
        "agencies": list(_agencies(of, found)),
    }


def _agencies(of: BriefSource, found: ShortfallView) -> Iterator[dict[str, Any]]:
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    sums = found.parts.groupby("agency", sort=True)["shortfall"].sum()
    totals = {str(name): int(n) for name, n in sums.items()}
    asked = {
        one.agency: list(one.asks)
        for one in requests(of, ledger.regency, worst_units(ledger.district), not_reported(of))
    }
    rows = ledger.rows("agency")
    there = {snapshot.dictionary.get(code).responsible for code in ledger.indicators}
    order = {name: place for place, name in enumerate(snapshot.dictionary.agencies)}
    for name in sorted(there | set(asked), key=lambda one: (-totals.get(one, 0), order[one])):
        total, own = totals.get(name), judged(rows[rows["code"] == name])
        short = t("twin.agency_no_total") if total is None else t("twin.agency_total", n=total)
        yield {
            "name": name,
            "total": total,
            "summary": f"{short}; {targets_words(t, own)}" if own.n or own.thin else short,
            "districts": _districts(found.parts, name),
            "asks": asked.get(name, []),
        }  # fmt: skip


def _districts(parts: pd.DataFrame, agency: str) -> list[list[Any]]:
    own = parts[parts["agency"] == agency]
    ordered = own.sort_values(["shortfall", "code"], ascending=[False, True])
    return [
        [str(code), int(n)] for code, n in zip(ordered["code"], ordered["shortfall"], strict=True)
    ]
