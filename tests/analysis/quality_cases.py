"""Findings in the reports of the nine villages, for the tests of every rule."""

from typing import Any

import pandas as pd

from kampungkb.analysis.quality import Findings, findings
from kampungkb.analysis.quality_history import history
from kampungkb.model.indicators import Indicator
from tests.villages import VILLAGES, indicator, observations, of_level, seen

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
D02 = indicator("D02", responsible="Disdukcapil")
L07 = indicator("L07", responsible="Dinkes")
L12 = indicator("L12", responsible="DKBP3A")
L17 = indicator("L17", responsible="Dinkes")
ALL = (D02, L07, L12, L17)


def found(
    *rows: dict[str, Any],
    indicators: tuple[Indicator, ...] = ALL,
    villages: pd.DataFrame | None = None,
    as_of: str | None = None,
    formed: tuple[str, ...] = (),
    census: dict[str, int] | None = None,
    never: bool = False,
) -> Findings:
    register = of_level("village") if villages is None else villages
    past = history(observations(*rows), register, indicators, as_of)
    people = pd.Series(census or {}, dtype="float64")
    result = findings(past, formed, people)
    if never:
        return result
    # Most cases are about two or three villages; that the others are silent goes without saying.
    return Findings(
        findings=result.findings[result.findings["kind"] != "never_reported"],
        rows=result.rows[result.rows["kind"] != "never_reported"],
    )


def of_kind(result: Findings, kind: str) -> list[dict[str, Any]]:
    return result.findings[result.findings["kind"] == kind].to_dict("records")


def places(result: Findings, key: str) -> list[tuple[int, str]]:
    """Village's place and period of the rows of a finding."""
    rows = result.rows[result.rows["key"] == key]
    return [
        (VILLAGES.index(code), period)
        for code, period in zip(rows["village_code"], rows["period"], strict=True)
    ]


def course(village: int, *counts: tuple[int | None, int | None], **fields: Any) -> list[dict]:
    """Reports of one village in successive quarters."""
    return [
        seen(village, *pair, period=period, **fields)
        for pair, period in zip(counts, QUARTERS, strict=False)
    ]
