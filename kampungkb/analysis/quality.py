"""Findings: reports that are missing, late or odd enough to be looked at again.

A finding is a question to whoever reported, never a verdict; no value is changed by it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kampungkb.analysis import quality_reports as reports
from kampungkb.analysis import quality_rules as rules
from kampungkb.analysis.quality_found import Found, Kind, Severity
from kampungkb.analysis.quality_history import Bools, Floats, History, Ints

KINDS: Final[tuple[Kind, ...]] = (
    "jump_tenfold", "exceeds_population", "never_reported", "late_report", "uncounted",
    "heaped_digits", "near_full", "duplicates", "copied_forward", "exceeds_census",
)  # fmt: skip
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What is to be looked at, and the reports that raised it."""

    # One row per finding, the most urgent first, then those of most villages, then by key.
    #   ``key``, ``kind`` (KINDS), ``severity`` (SEVERITIES), ``indicator`` and ``agency``
    #   (missing: several), ``district_code`` (missing: not of one district), ``villages``,
    #   ``rows``, ``period`` (the last; missing: no report), ``size``, ``expected``, ``numbers``,
    #   ``probability`` (what they are, each rule says; NaN: nothing), ``made_up``.
    findings: pd.DataFrame
    # One row per finding and report, by key in the order of `findings`, then by village, period:
    #   ``key``, ``kind``, ``severity``, ``indicator``, ``agency``, ``village_code``,
    #   ``district_code``, ``period``, ``numerator``, ``denominator`` (Int64), ``value``,
    #   ``period_before``, ``numerator_before``, ``denominator_before``, ``value_before`` (the
    #   report before), ``reference`` (Int64; people), ``other_code`` (the other
    #   village), ``in_doubt`` (whether the village's value of today is the odd one),
    #   ``made_up``. A village without a report has a row without figures.
    rows: pd.DataFrame


def findings(of: History, formed_codes: Iterable[str], census: pd.Series) -> Findings:
    """Everything that is odd in the reports of a history.

    Parameters
    ----------
    of : History
    formed_codes : iterable of str
        The formed villages.
    census : Series
        People by village code; missing: unknown.

    Notes
    -----
    The rules and their thresholds: `kampungkb.analysis.quality_rules` (odd values) and
    `kampungkb.analysis.quality_reports` (missing, late and incomplete reports).
    """
    formed = np.isin(np.array(of.villages, dtype=object), list(formed_codes))
    found = list(_all(of, formed.astype(np.bool_), census))
    heads = pd.DataFrame([_head(of, one) for one in found], columns=list(_HEAD))
    heads = heads.astype(_HEAD).assign(number=range(len(found)))
    order = heads.assign(
        urgency=heads["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    ).sort_values(["urgency", "villages", "key"], ascending=[True, False, True])
    ordered = heads.loc[order.index].reset_index(drop=True)
    return Findings(
        findings=ordered.drop(columns="number"),
        rows=_rows(of, [found[number] for number in ordered["number"]], ordered),
    )


def _all(of: History, formed: Bools, census: pd.Series) -> Iterator[Found]:
    yield from reports.never_reported(of, formed)
    if len(of) == 0:
        return
    for rule in (
        rules.jumps, rules.copies, rules.heaped, rules.full, rules.twins, reports.uncounted,
        reports.late,
    ):  # fmt: skip
        yield from rule(of)
    yield from rules.beyond_population(of, census)


_HEAD: Final[dict[str, str]] = {
    "key": "str", "kind": "str", "severity": "str", "indicator": "str", "agency": "str",
    "district_code": "str", "villages": "int64", "rows": "int64", "period": "str",
    "size": "float64", "expected": "float64", "numbers": "float64", "probability": "float64",
    "made_up": "bool",
}  # fmt: skip


def _head(of: History, one: Found) -> dict[str, Any]:
    parts = (one.kind, one.indicator or one.agency, one.district)
    at = one.at[one.at >= 0]
    return {
        "key": ".".join(part for part in parts if part),
        "kind": one.kind,
        "severity": one.severity,
        "indicator": one.indicator,
        "agency": one.agency,
        "district_code": one.district,
        "villages": len(np.unique(one.village)),
        "rows": len(one.village),
        "period": of.periods[of.period[at].max()] if len(at) else None,
        "size": one.size,
        "expected": one.expected,
        "numbers": one.numbers,
        "probability": one.probability,
        "made_up": bool(of.made_up[at].any()),
    }


def _rows(of: History, found: list[Found], heads: pd.DataFrame) -> pd.DataFrame:
    def joined(name: str, dtype: type) -> Any:
        return np.concatenate([np.empty(0, dtype=dtype), *(getattr(one, name) for one in found)])

    village, at, before = (joined(name, np.int64) for name in ("village", "at", "before"))
    other = joined("other", np.int64)
    finding = np.repeat(np.arange(len(found)), [len(one.at) for one in found]).astype(np.int64)
    indicator = _taken(of.indicator, at)
    frame = pd.DataFrame(
        {
            **{
                name: _texts(finding, tuple(heads[name]))
                for name in ("key", "kind", "severity", "agency")
            },
            "indicator": _texts(indicator, tuple(one.code for one in of.indicators)),
            "village_code": _texts(village, of.villages),
            "district_code": _texts(of.district_of[village], of.districts),
            "period": _texts(_taken(of.period, at), of.periods),
            "numerator": _counts(of.numerator, at),
            "denominator": _counts(of.denominator, at),
            "value": _numbers(of.value, at),
            "period_before": _texts(_taken(of.period, before), of.periods),
            "numerator_before": _counts(of.numerator, before),
            "denominator_before": _counts(of.denominator, before),
            "value_before": _numbers(of.value, before),
            "reference": pd.array(joined("reference", np.float64), dtype="Float64").astype("Int64"),
            "other_code": _texts(other, of.villages),
            "in_doubt": joined("in_doubt", np.bool_),
            "made_up": np.append(of.made_up, False)[at],
        }
    )
    order = np.lexsort((at, village, finding))
    return frame.iloc[order].reset_index(drop=True)


def _taken(numbers: Ints, at: Any) -> Any:
    """The numbers of these reports; -1 where there is none."""
    return np.append(numbers, -1)[at]


def _texts(numbers: Any, texts: tuple[str, ...]) -> pd.Series:
    """The text of each number; missing for -1."""
    return pd.Series(np.array([*texts, None], dtype=object)[numbers], dtype="str")


def _numbers(values: Floats, at: Any) -> Any:
    return np.append(values, np.nan)[at]


def _counts(values: Floats, at: Any) -> Any:
    return pd.array(_numbers(values, at), dtype="Float64").astype("Int64")
