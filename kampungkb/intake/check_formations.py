"""A list of formed villages: formation, milestones and class of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from kampungkb.intake.answers import read_yes_no
from kampungkb.intake.cell_reading import read_cells
from kampungkb.intake.check_places import shown
from kampungkb.intake.check_subjects import future_finding, given_period, is_future
from kampungkb.intake.days import read_days
from kampungkb.intake.layout import Layout
from kampungkb.intake.layout_rows import Column
from kampungkb.intake.period_words import read_periods
from kampungkb.intake.request import Answers, Known, Request
from kampungkb.intake.sheets import Sheet, Value
from kampungkb.model import tables
from kampungkb.model.findings import Finding, finding
from kampungkb.model.milestones import CLASSES

# The programme's first day (14 January 2016); the present name is of 2020.
PROGRAMME_BEGAN: Final = date(2016, 1, 14)
_WORKING_GROUP: Final = "working_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formations:
    """What a formation list says, row by row taken."""

    formations: pd.DataFrame
    milestones: pd.DataFrame
    classifications: pd.DataFrame
    # Places in `Layout.rows` of rows that say something.
    taken: frozenset[int]
    findings: tuple[Finding, ...]
    answered: frozenset[str]


def formations_of(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    request: Request,
    answers: Answers,
    villages: Sequence[str | None],
    wanted: Sequence[bool],
) -> Formations:
    """Read a formation list.

    Parameters
    ----------
    villages : sequence of str or None
        By row of the table.
    wanted : sequence of bool
        False for rows that a person left out.

    Notes
    -----
    A village is formed once its working group is (the decree of the village head, domain part 3).
    Where a row gives that day and leaves open whether it is formed, it is, and a finding says so.
    A milestone is reached where its day or its document is given; without both nothing is said.
    """
    work = _Work(sheet, layout, wanted)
    formed = work.yes_no(layout.column("formed"))
    formed_on = work.days(layout.column("formed_on"))
    document = work.words(layout.column("document"))
    note = work.words(layout.column("note"))
    stones = work.milestones()
    classes, periods, answered = _classes(work, known, request, answers)
    told = [
        day is not None or paper is not None for day, paper in zip(formed_on, document, strict=True)
    ]
    open_ones = _formed_by_working_group(work, formed, told, stones)
    rows: dict[str, list[dict[str, Any]]] = {"formed": [], "stones": [], "classes": []}
    taken: set[int] = set()
    for at, village in enumerate(villages):
        if not wanted[at]:
            continue
        day = formed_on[at]
        known_day = day or (stones[_WORKING_GROUP][at][0] if at in open_ones else None)
        # A list of formed villages need not say of each that it is formed.
        state = True if at in open_ones or (formed[at] is None and told[at]) else formed[at]
        work.judge(at, state, day)
        if day is None and known_day is not None:
            work.judge_began(at, _day_of_working_group(layout), known_day)
        if village is None:
            continue
        said = {
            "formed": _formed_row(state, known_day, document[at], note[at]),
            "stones": _milestone_rows(stones, at),
            "classes": _class_row(classes[at], periods[at]),
        }
        for name, found in said.items():
            rows[name] += [{"village_code": village, "origin": "official"} | one for one in found]
        if any(said.values()):
            taken.add(at)
    return Formations(
        formations=_frame(rows["formed"], tables.FORMATIONS, "village_code"),
        milestones=_frame(rows["stones"], tables.MILESTONES, "village_code", "milestone"),
        classifications=_frame(rows["classes"], tables.CLASSIFICATIONS, "village_code", "period"),
        taken=frozenset(taken),
        findings=(
            *work.findings.values(),
            *work.future(known, answers, answered),
            *_future_periods(work, known, answers, classes, periods, answered),
        ),
        answered=frozenset(answered),
    )


def _formed_row(
    state: bool | None, day: date | None, document: str | None, note: str | None
) -> list[dict[str, Any]]:
    if state is None:
        return []
    return [
        {"formed": state, "formed_on": day, "scheme": "kkb", "document": document, "note": note}
    ]


def _milestone_rows(
    stones: Mapping[str, Sequence[tuple[date | None, str | None]]], at: int
) -> list[dict[str, Any]]:
    return [
        {"milestone": stone, "reached": True, "reached_on": day, "document": document}
        for stone, (day, document) in ((stone, cells[at]) for stone, cells in stones.items())
        if day is not None or document is not None
    ]


def _class_row(name: str | None, period: str | None) -> list[dict[str, Any]]:
    return [] if name is None or period is None else [{"period": period, "class_name": name}]


def _frame(rows: list[dict[str, Any]], contract: tables.Contract, *key: str) -> pd.DataFrame:
    # Its revision is not known before it is saved.
    shaped = tables.shaped(pd.DataFrame(rows).assign(revision=0), contract)
    # A village that is there twice refuses the file; what is left is only looked at.
    return shaped.drop_duplicates(list(key), ignore_index=True)


def _classes(
    work: "_Work", known: Known, request: Request, answers: Answers
) -> tuple[list[str | None], list[str | None], set[str]]:
    column = work.layout.column("class")
    n = len(work.layout.rows)
    if column is None:
        return [None] * n, [None] * n, set()
    said = work.words(column)
    classes: list[str | None] = []
    for at, word in enumerate(said):
        name = None if word is None else word.casefold()
        if name is not None and name not in CLASSES:
            work.add("class_unknown", at, column, word, ", ".join(CLASSES), typed=word)
            name = None
        classes.append(name)
    own = _period_column(work.layout)
    if own is not None:
        cells = [[work.sheet.cells[own.index][row] for row in work.layout.rows]]
        # A row without a class needs no period.
        cells[0] = [cell if classes[at] else "2000" for at, cell in enumerate(cells[0])]
        periods, found = read_periods(
            cells, [row + 1 for row in work.layout.rows], sheet=work.layout.sheet,
            headers=[own.header],
        )  # fmt: skip
        work.findings |= {one.key: one for one in found}
        return classes, list(periods), set()
    if not any(classes):
        return classes, [None] * n, set()
    period, asked, answered = given_period(work.layout, known, request, answers, ())
    work.findings |= {one.key: one for one in asked}
    return classes, [period] * n, answered


def _future_periods(
    work: "_Work",
    known: Known,
    answers: Answers,
    classes: Sequence[str | None],
    periods: Sequence[str | None],
    answered: set[str],
) -> list[Finding]:
    """Periods of classes that have not begun, each to be confirmed once (32)."""
    first: dict[str, int] = {}
    for at, (name, period) in enumerate(zip(classes, periods, strict=True)):
        if name is not None and period is not None and is_future(period, known):
            first.setdefault(period, work.layout.rows[at] + 1)
    column = _period_column(work.layout)
    header = None if column is None else column.header
    found = [
        future_finding(period, work.layout.sheet, row, header) for period, row in first.items()
    ]
    answered.update(one.key for one in found if answers.given(one.key))
    return found


def _period_column(layout: Layout) -> Column | None:
    return layout.column("class_period") or layout.column("period")


def _day_of_working_group(layout: Layout) -> Column | None:
    """The column of its day."""
    return next(
        (
            one
            for one in layout.columns
            if one.meaning is not None
            and (one.meaning.role, one.meaning.milestone) == ("milestone", _WORKING_GROUP)
        ),
        None,
    )


def _formed_by_working_group(
    work: "_Work",
    formed: Sequence[bool | None],
    told: Sequence[bool],
    stones: Mapping[str, Sequence[tuple[date | None, str | None]]],
) -> frozenset[int]:
    cells = stones.get(_WORKING_GROUP, ())
    found = [
        at
        for at, (day, paper) in enumerate(cells)
        if formed[at] is None and (day is not None or paper is not None) and work.wanted[at]
    ]
    # A list of formed villages that says their day or document says itself that they are formed.
    alone = [at for at in found if not told[at]]
    if alone:
        one = finding(
            "formed_by_working_group", "info", sheet=work.layout.sheet,
            row=work.layout.rows[alone[0]] + 1, n=len(alone),
        )  # fmt: skip
        work.findings[one.key] = one
    return frozenset(found)


class _Work:
    """Reads the columns of a list, row by row of its table."""

    def __init__(self, sheet: Sheet, layout: Layout, wanted: Sequence[bool]) -> None:
        self.sheet = sheet
        self.layout = layout
        self.wanted = wanted
        self.findings: dict[str, Finding] = {}
        self._days: list[tuple[int, Column, date]] = []

    def add(
        self,
        kind: str,
        at: int,
        column: Column,
        value: str | None,
        expected: str | None,
        **blanks: Any,
    ) -> None:
        """An error in one row."""
        one = finding(
            kind, "error", sheet=self.layout.sheet, row=self.layout.rows[at] + 1,
            column=column.header, value=value, expected=expected, **blanks,
        )  # fmt: skip
        self.findings[one.key] = one

    def yes_no(self, column: Column | None) -> list[bool | None]:
        """Answers by row."""
        if column is None:
            return [None] * len(self.layout.rows)
        said, found = read_yes_no(
            self._raw(column), self._rows(), sheet=self.layout.sheet, column=column.header
        )
        self._keep(found)
        return list(said)

    def days(self, column: Column | None) -> list[date | None]:
        """Days by row."""
        if column is None:
            return [None] * len(self.layout.rows)
        said, found = read_days(
            self._raw(column), self._rows(), sheet=self.layout.sheet, column=column.header
        )
        self._keep(found)
        self._days += [(at, column, day) for at, day in enumerate(said) if day is not None]
        return list(said)

    def words(self, column: Column | None) -> list[str | None]:
        """Texts by row."""
        if column is None:
            return [None] * len(self.layout.rows)
        read = read_cells(
            self._raw(column), self._rows(), lambda cell: shown(cell) or "",
            sheet=self.layout.sheet, column=column.header,
        )  # fmt: skip
        self._keep(read.findings)
        return [text or None for text in read.values]

    def milestones(self) -> dict[str, list[tuple[date | None, str | None]]]:
        """Day and document of each milestone that the list has a column for, by row."""
        found: dict[str, dict[str, Column]] = {}
        for column in self.layout.columns:
            meaning = column.meaning
            if meaning is not None and meaning.milestone is not None:
                found.setdefault(meaning.milestone, {})[meaning.role] = column
        return {
            stone: list(
                zip(
                    self.days(columns.get("milestone")),
                    self.words(columns.get("milestone_document")),
                    strict=True,
                )
            )
            for stone, columns in found.items()
        }

    def judge(self, at: int, state: bool | None, day: date | None) -> None:
        """What a row says against itself."""
        column = self.layout.column("formed_on")
        if column is None or day is None:
            return
        if state is False:
            self.add("formed_on_without_formed", at, column, day.isoformat(), None, day=day)
        self.judge_began(at, column, day)

    def judge_began(self, at: int, column: Column | None, day: date) -> None:
        """No village was formed before the programme began, whichever column says the day."""
        if column is not None and day < PROGRAMME_BEGAN:
            self.add(
                "formed_before_programme", at, column, day.isoformat(),
                f">= {PROGRAMME_BEGAN.isoformat()}", day=day,
            )  # fmt: skip

    def future(self, known: Known, answers: Answers, answered: set[str]) -> list[Finding]:
        """Days that are still to come, each to be confirmed (32)."""
        found = [
            finding(
                "day_future", "warning", sheet=self.layout.sheet, row=self.layout.rows[at] + 1,
                column=column.header, value=day.isoformat(), day=day,
            )
            for at, column, day in self._days
            if day > known.today and self.wanted[at]
        ]  # fmt: skip
        answered.update(one.key for one in found if answers.given(one.key))
        return found

    def _raw(self, column: Column) -> list[Value]:
        cells = self.sheet.cells[column.index]
        return [cells[row] if self.wanted[at] else None for at, row in enumerate(self.layout.rows)]

    def _rows(self) -> list[int]:
        return [row + 1 for row in self.layout.rows]

    def _keep(self, found: Sequence[Finding]) -> None:
        self.findings |= {one.key: one for one in found}
