"""What tiny tables are held against: nine made-up villages and one indicator of each kind."""

from datetime import date
from typing import Any

import pandas as pd

from kampungkb.intake.headers import Vocabulary
from kampungkb.intake.places import Register
from kampungkb.intake.request import Known
from kampungkb.model.findings import Finding
from kampungkb.model.tables import ALIASES, empty
from tests.villages import areas, dictionary, indicator, observations

DICTIONARY = dictionary(
    indicator("D02"),
    indicator("D06", unit="per_1000", goal="9"),
    indicator("IDM", kind="index", goal="0.7"),
    indicator("I100", kind="index", unit="index_100", goal=None),
    indicator("L25", kind="index", unit="years", goal=None),
    indicator("L40", kind="count", goal=None),
    indicator("L41", kind="yes_no", goal="1"),
    indicator("K01", kind="yes_no", goal="0.75"),
    indicator("REG", lowest_level="regency", periodicity="yearly"),
)
TODAY = date(2026, 11, 25)


def known(*official: dict[str, Any]) -> Known:
    """What files are held against where these official values are stored."""
    return Known(
        register=Register.of(areas(), empty(ALIASES)),
        dictionary=DICTIONARY,
        vocabulary=Vocabulary.of(DICTIONARY),
        official=observations(*official) if official else observations()[:0],
        today=TODAY,
    )


def told(found: Finding) -> tuple[Any, ...]:
    """Kind, severity, row, column, value and expected."""
    return found.kind, found.severity, found.row, found.column, found.value, found.expected


def frame(rows: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    """Columns of a table, None where missing."""
    plain = rows[list(names)].astype(object)
    return [tuple(row) for row in plain.where(plain.notna(), None).to_numpy().tolist()]
