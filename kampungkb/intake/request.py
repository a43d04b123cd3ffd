"""What people say about a file besides the file: which sheet, which period, their answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pandas as pd

from kampungkb.intake.headers import Meaning, Vocabulary
from kampungkb.intake.places import Register
from kampungkb.model.indicators import Dictionary

SKIP: Final = "skip"
"""The answer that leaves a row out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was chosen for one file.

    Parameters
    ----------
    sheet : str, optional
        Of a workbook with several.
    indicator, period : str, optional
        For a sheet that does not name its own. The period in our form (``2026-Q1``).
    agency : str, optional
        Whose data they are.
    header_row : int, optional
        Counted from 0, where the program found the wrong one or none.
    columns : mapping of int to Meaning or None
        What a person said that columns mean; None: to be left out.
    accepted : collection of str
        A finding's key: it is confirmed, or its first suggestion taken; ``KEY=ANSWER`` takes
        another answer, ``KEY=skip`` leaves the row out.
    """

    sheet: str | None = None
    indicator: str | None = None
    period: str | None = None
    agency: str | None = None
    header_row: int | None = None
    columns: Mapping[int, Meaning | None] = field(default_factory=dict)
    accepted: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a file is held against.

    Parameters
    ----------
    register : Register
    dictionary : Dictionary
    vocabulary : Vocabulary
        Of that dictionary.
    official : DataFrame, `OBSERVATIONS`
        Official values only: made-up ones are no measure of anything.
    today : date
        What lies after it is the future.
    """

    register: Register
    dictionary: Dictionary
    vocabulary: Vocabulary
    official: pd.DataFrame
    today: date


class Answers:
    """Answers by the key of their finding."""

    def __init__(self, accepted: Collection[str]) -> None:
        self._confirmed = frozenset(accepted)
        # A key may hold an equals sign (headers do), so every split is a possible one.
        self._chosen = {
            one[:at]: one[at + 1 :]
            for one in accepted
            for at, letter in enumerate(one)
            if letter == "="
        }

    def given(self, key: str) -> bool:
        """Whether anything was answered."""
        return key in self._confirmed or key in self._chosen

    def confirmed_only(self, key: str) -> bool:
        """Whether it was accepted as it is, without another answer."""
        return key in self._confirmed and key not in self._chosen

    def chosen(self, key: str, suggestions: tuple[str, ...]) -> str | None:
        """The answer; the first suggestion where the finding was merely accepted."""
        if key in self._chosen:
            return self._chosen[key]
        return suggestions[0] if key in self._confirmed and suggestions else None
