"""What a file says once it was read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kampungkb.intake.layout import Layout
from kampungkb.model import tables
from kampungkb.model.findings import Finding

Verdict = Literal["ready", "decision", "refused"]
# Why a row of the sheet is not taken.
LeftOut = Literal[
    "total", "example", "note", "repeated_header", "skipped", "without_values", "unsettled"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The rows of a file and everything that was found about them.

    Parameters
    ----------
    verdict : Verdict
        ``refused``: an error stands in the way; ``decision``: a question or a warning waits for
        an answer.
    layout : Layout or None
        None where no table was found.
    rows_read : int
        Rows below the header that hold something: those taken and those of `left_out`, unless
        the file is refused.
    rows_taken : int
        Rows of which at least one value is taken.
    left_out : mapping of int to LeftOut
        By the sheet's own row number. ``unsettled``: it says something, and a fault or an open
        question stands in the way.
    observations : DataFrame, `OBSERVATIONS`, one row per indicator, village and period
        All official. ``source_id`` and ``revision`` are not known here.
    formations, milestones, classifications : DataFrame, the tables of these names
    aliases : DataFrame, `ALIASES`
        Spellings that a person confirmed.
    missing : tuple of str
        Villages of the register that the file lacks, or has without a value.
    findings : tuple of Finding
        All of them, answered ones too; of the file, then by row.
    answered : frozenset of str
        Keys of the questions and warnings that have an answer.
    keep_file : bool
        False where it holds personal data.
    """

    verdict: Verdict
    layout: Layout | None
    rows_read: int
    rows_taken: int
    left_out: Mapping[int, LeftOut]
    observations: pd.DataFrame
    formations: pd.DataFrame
    milestones: pd.DataFrame
    classifications: pd.DataFrame
    aliases: pd.DataFrame
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    answered: frozenset[str]
    keep_file: bool

    @property
    def open(self) -> tuple[Finding, ...]:
        """The questions and warnings that wait for an answer."""
        return tuple(
            one
            for one in self.findings
            if one.severity in ("question", "warning") and one.key not in self.answered
        )

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return tuple(one for one in self.findings if one.severity == "error")


def verdict_of(findings: tuple[Finding, ...], answered: frozenset[str]) -> Verdict:
    """``refused`` with one error, ``decision`` with one open question or warning."""
    if any(one.severity == "error" for one in findings):
        return "refused"
    waiting = (one for one in findings if one.severity in ("question", "warning"))
    return "decision" if any(one.key not in answered for one in waiting) else "ready"


def nothing_read(
    findings: tuple[Finding, ...], *, keep_file: bool, layout: Layout | None = None
) -> Checked:
    """A file of which no table is read: none was found, it lacks a column, or one is asked for."""
    return Checked(
        verdict=verdict_of(findings, frozenset()),
        layout=layout,
        rows_read=0 if layout is None else len(layout.rows) + len(layout.left_out),
        rows_taken=0,
        left_out={},
        observations=tables.empty(tables.OBSERVATIONS),
        formations=tables.empty(tables.FORMATIONS),
        milestones=tables.empty(tables.MILESTONES),
        classifications=tables.empty(tables.CLASSIFICATIONS),
        aliases=tables.empty(tables.ALIASES),
        missing=(),
        findings=findings,
        answered=frozenset(),
        keep_file=keep_file,
    )
