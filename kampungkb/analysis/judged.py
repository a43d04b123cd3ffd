"""Which verdicts are stated and counted: those on values that cover enough of the villages."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

# A value was held against a target.
VERDICTS: Final = ("met", "below", "cannot_tell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How rows stand against their targets."""

    met: int
    below: int
    cannot_tell: int
    # Rows with a value and a target whose value covers less than 80 % of the villages.
    thin: int

    @property
    def n(self) -> int:
        """Rows that are judged: whatever is said of so many, is said of these."""
        return self.met + self.below + self.cannot_tell


def is_judged(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a verdict counts.

    Parameters
    ----------
    rows : DataFrame
        ``verdict`` (of `kampungkb.analysis.gaps`; missing: no target), ``low_coverage`` (bool).

    Notes
    -----
    Design, part 5: below 80 % coverage an aggregate is marked and compared with nothing else; a
    count of targets is such a comparison.
    """
    return rows["verdict"].isin(VERDICTS) & ~rows["low_coverage"].astype(bool)


def is_thin(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a verdict does not count only because its value covers too few villages."""
    return rows["verdict"].isin(VERDICTS) & rows["low_coverage"].astype(bool)


def judged(rows: pd.DataFrame) -> Judged:
    """How many targets are met, not met, open, and left out (`rows` as in `is_judged`)."""
    counts = rows.loc[is_judged(rows), "verdict"].value_counts()
    met, below, cannot_tell = (int(counts.get(verdict, 0)) for verdict in VERDICTS)
    return Judged(met=met, below=below, cannot_tell=cannot_tell, thin=int(is_thin(rows).sum()))
