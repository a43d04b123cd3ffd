"""The villages of a sheet's rows, after people's answers."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from kampungkb.intake.layout import Layout
from kampungkb.intake.places import code_of, learned, match_places, missing_villages, twice
from kampungkb.intake.request import SKIP, Answers, Known
from kampungkb.intake.sheets import Marker, Sheet, Value
from kampungkb.model.findings import Finding, finding

_COLUMNS: Final = ("code", "district", "name")
_ROLES: Final = {"code": "code", "district": "district", "name": "village"}
# Kinds that one answer can settle.
_ASKED: Final = frozenset({
    "place_name_unknown", "place_name_ambiguous", "place_district_unknown", "place_same_village",
    "place_code_name_differ",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Whose rows they are; one entry per row in the first."""

    # None: not certain yet, or left out.
    villages: tuple[str | None, ...]
    # The sheet's own numbers of rows that a person left out.
    skipped: frozenset[int]
    missing: tuple[str, ...]
    aliases: pd.DataFrame
    findings: tuple[Finding, ...]
    answered: frozenset[str]


def placed(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    answers: Answers,
    *,
    apart: Sequence[Hashable] | None,
) -> Placed:
    """Match the rows of a table to villages.

    Parameters
    ----------
    sheet, layout
        The table; its rows are `Layout.rows`.
    known, answers
        An answer to a row's question holds for every row with the same words: a long table asks
        once for a village that it names under ten indicators.
    apart : sequence, optional
        As in `match_places`.
    """
    rows = [at + 1 for at in layout.rows]
    columns = {name: layout.column(role) for name, role in _ROLES.items()}  # type: ignore[arg-type]
    cells = {
        name: None if column is None else texts(sheet, column.index, layout.rows)
        for name, column in columns.items()
    }
    headers = {name: column.header for name, column in columns.items() if column is not None}
    found = match_places(
        known.register, cells["code"], cells["district"], cells["name"], rows, layout.sheet,
        headers, apart=apart,
    )  # fmt: skip
    work = _Work(known, answers, dict(zip(rows, found.village_code, strict=True)))
    asked = {one.row for one in found.findings if one.kind in _ASKED and one.row is not None}
    words = {
        row: tuple((cells[name] or ())[at] if cells[name] else None for name in _COLUMNS)
        for at, row in enumerate(rows)
        if row in asked
    }
    said = work.settle(found.findings, words, together=apart is not None)
    villages = tuple(work.villages[row] for row in rows)
    doubles = twice(
        known.register, villages, rows, layout.sheet, headers.get("code", headers.get("name")),
        apart,
    )  # fmt: skip
    had = {one.key for one in said}
    return Placed(
        villages=villages,
        skipped=frozenset(work.skipped),
        missing=missing_villages(known.register, villages),
        aliases=learned(work.learned),
        findings=(*said, *(one for one in doubles if one.key not in had)),
        answered=frozenset(work.answered),
    )


def texts(sheet: Sheet, column: int, rows: Sequence[int]) -> list[str | None]:
    """The cells of some rows as text, numbers as a sheet writes them without decimals."""
    cells = sheet.cells[column]
    return [shown(cells[at]) for at in rows]


def shown(value: Value) -> str | None:
    """A cell as text; None where it is blank or holds no value."""
    if value is None or isinstance(value, Marker):
        return None
    if isinstance(value, str):
        return value.strip().lstrip("'").strip() or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


class _Work:
    """Villages by row, as the answers change them."""

    def __init__(self, known: Known, answers: Answers, villages: dict[int, str | None]) -> None:
        self.villages = villages
        self.skipped: set[int] = set()
        self.answered: set[str] = set()
        self.learned: list[tuple[str, str]] = []
        self._known = known
        self._answers = answers

    def settle(
        self,
        findings: Sequence[Finding],
        words: dict[int, tuple[str | None, ...]],
        *,
        together: bool,
    ) -> list[Finding]:
        """Apply the answers; the findings that are left to show, equal questions once."""
        first: dict[Hashable, Finding] = {}
        members: dict[str, list[int]] = {}
        said = []
        for one in findings:
            if one.kind == "villages_missing":
                continue
            if one.kind not in _ASKED or one.row is None:
                said.append(one)
                continue
            same = (one.kind, words[one.row] if together else one.row)
            if same not in first:
                first[same] = one
                said.append(one)
            members.setdefault(first[same].key, []).append(one.row)
        answered = [
            extra for one in first.values() for extra in self._answer(one, members[one.key])
        ]
        told = [replace(one, rows=len(members.get(one.key, (one.row,)))) for one in said]
        return told + answered

    def _answer(self, one: Finding, rows: list[int]) -> list[Finding]:
        if one.kind == "place_code_name_differ" and self._answers.confirmed_only(one.key):
            self.answered.add(one.key)
            return []
        answer = self._answers.chosen(one.key, one.suggestions)
        if answer is None:
            return []
        code = code_of(answer)
        if answer != SKIP and code not in self._known.register.names:
            return [
                finding(
                    "answer_unknown", "error", sheet=one.sheet, row=one.row, column=one.column,
                    value=answer, expected=", ".join(map(code_of, one.suggestions)), answer=answer,
                )
            ]  # fmt: skip
        self.answered.add(one.key)
        for row in rows:
            self.villages[row] = None if answer == SKIP else code
        if answer == SKIP:
            self.skipped.update(rows)
        elif one.kind == "place_name_unknown" and one.value is not None:
            self.learned.append((one.value, code))
        return []
