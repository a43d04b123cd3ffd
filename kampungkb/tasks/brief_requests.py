"""What a brief asks of each agency: to close its shortfalls, and to report what is missing."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from kampungkb.exports.brief_parts import Request
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.brief_source import BriefSource, listed
from kampungkb.tasks.brief_tables import short_rows

# Indicators that a request names; the rest is counted.
_PARTS: Final = 3
_NAMES: Final = 4

Missing = Mapping[str, Sequence[Indicator]]
# Code of a unit and people missing there, by indicator.
Worst = Mapping[str, tuple[str, int]]


def requests(
    of: BriefSource, rows: pd.DataFrame, worst: Worst, missing: Missing
) -> tuple[Request, ...]:
    """The requests to the agencies that are responsible, those with most missing first.

    Parameters
    ----------
    rows : DataFrame
        Of one unit, as the ledger has them.
    worst : mapping
        What `worst_units` says of the units that it consists of; empty for a village.
    missing : mapping of agency to indicators
        What has no value yet although it could have one.
    """
    short = short_rows(rows)
    agency = short["indicator"].map(of.ledger.terms["agency"])
    sums = short["shortfall"].astype("int64").groupby(agency).sum()
    most = {str(name): int(n) for name, n in sums.items()}
    names = sorted(
        {*agency, *missing},
        key=lambda one: (-most.get(one, 0), of.snapshot.dictionary.agencies.index(one)),
    )
    found = (
        Request(
            agency=name,
            asks=tuple(
                ask
                for ask in (
                    _close(of, short[agency == name], worst),
                    _report(of, missing.get(name, ())),
                )
                if ask
            ),
        )
        for name in names
    )
    return tuple(one for one in found if one.asks)


def _close(of: BriefSource, short: pd.DataFrame, worst: Worst) -> str:
    if short.empty:
        return ""
    t = of.t
    kept = short if len(short) <= _PARTS + 1 else short.head(_PARTS)
    parts = [
        _part(of, str(code), int(n), worst)
        for code, n in zip(kept["indicator"], kept["shortfall"], strict=True)
    ]
    if len(short) > len(kept):
        parts.append(t("brief.ask_more", n=len(short) - len(kept)))
    return t("brief.ask_close", parts="; ".join(parts))


def _part(of: BriefSource, code: str, n: int, worst: Worst) -> str:
    t, indicator = of.t, of.snapshot.dictionary.get(code)
    said = {"indicator": t.words(indicator.short), "n": t.number(n),
            "counted": t.counted(indicator, n)}  # fmt: skip
    top = worst.get(code)
    if top is None:
        return t("brief.ask_part_here", **said)
    name = of.names[top[0]]
    return t("brief.ask_part", place=name, most=t.number(top[1]), **said)


def worst_units(frame: pd.DataFrame) -> Worst:
    """The unit with most people missing, and how many, by indicator; of equals the first."""
    own = frame[frame["shortfall"].gt(0).fillna(False).astype(bool)]
    top = own.sort_values(["shortfall", "code"], ascending=[False, True]).drop_duplicates(
        "indicator"
    )
    return {
        str(indicator): (str(code), int(n))
        for indicator, code, n in zip(top["indicator"], top["code"], top["shortfall"], strict=True)
    }


def _report(of: BriefSource, indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return ""
    names = listed(of.t, (of.t.words(one.short) for one in indicators), _NAMES)
    return of.t("brief.ask_report", n=len(indicators), names=names)


def not_reported(of: BriefSource) -> Missing:
    """Indicators of villages that have no value anywhere, by the agency that is responsible."""
    valued = set(of.ledger.indicators)
    found: dict[str, list[Indicator]] = {}
    for one in of.snapshot.dictionary:
        if one.lowest_level == "village" and one.code not in valued:
            found.setdefault(one.responsible, []).append(one)
    return found
