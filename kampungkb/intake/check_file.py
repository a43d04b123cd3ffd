"""From the cells of a file to checked rows: every rule at once, nothing stored."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from kampungkb.intake.check_formations import formations_of
from kampungkb.intake.check_places import Placed, placed, shown
from kampungkb.intake.check_subjects import (
    given_indicator,
    given_period,
    row_periods,
    row_subjects,
    subject_findings,
)
from kampungkb.intake.check_values import (
    Cell,
    Values,
    by_subject,
    long_values,
    series,
    wide_values,
)
from kampungkb.intake.checked import Checked, LeftOut, nothing_read, verdict_of
from kampungkb.intake.layout import Layout, choose_sheet, find_layout
from kampungkb.intake.personal import personal_findings
from kampungkb.intake.place_findings import missing_finding
from kampungkb.intake.request import Answers, Known, Request
from kampungkb.intake.sheets import Book, Marker, Sheet
from kampungkb.intake.value_rules import (
    incomplete_findings,
    jump_findings,
    unused_findings,
    value_findings,
)
from kampungkb.model import tables
from kampungkb.model.findings import Finding, finding

_WHOSE: Final = ("code", "district", "village", "indicator")
# How our own tables, and people after them, mark what is made up.
_MADE_UP: Final = ("data contoh", "sample data", "illustrative")


def check_book(book: Book, known: Known, request: Request) -> Checked:
    """Read the table of a file and check it.

    Parameters
    ----------
    book : Book
        As :func:`kampungkb.intake.reading.read_book` read it.
    known : Known
        What it is held against.
    request : Request
        What people chose and answered.

    Returns
    -------
    Checked
        With every finding at once. The same for the same bytes and choices on the same day.
    """
    personal = personal_findings(book, known.register)
    answers = Answers(request.accepted)
    sheet, chosen = _chosen_sheet(book, known, request, answers)
    before = (*book.findings, *personal, *chosen)
    if sheet is None or personal:
        # What a table with personal data says beside them is not looked at.
        return nothing_read(before, keep_file=not personal)
    layout = find_layout(
        sheet, known.vocabulary, text=book.kind == "text", header_row=request.header_row,
        assigned=request.columns,
    )  # fmt: skip
    if not isinstance(layout, Layout):
        return nothing_read((*before, *layout), keep_file=True)
    before = (*before, *layout.findings, *_made_up(sheet, layout))
    if any(one.kind == "column_missing" for one in layout.findings):
        # Every row would say again what the header lacks.
        return nothing_read(before, keep_file=True, layout=layout)
    unstored = _unstored(sheet, layout)
    if unstored:
        # Whose rows they are is not known, and every row would be asked for.
        return nothing_read((*before, *unstored), keep_file=True, layout=layout)
    if layout.form == "formation":
        return _formations(sheet, layout, known, request, answers, before)
    return _observations(sheet, layout, known, request, answers, before)


def _chosen_sheet(
    book: Book, known: Known, request: Request, answers: Answers
) -> tuple[Sheet | None, tuple[Finding, ...]]:
    """The sheet to read; of several the one that a person named in answer to the question."""
    sheet, said = choose_sheet(book, known.vocabulary, request.sheet)
    for asked in said:
        if asked.kind == "sheet_choice" and answers.given(asked.key):
            wanted = answers.chosen(asked.key, asked.suggestions)
            return choose_sheet(book, known.vocabulary, wanted)
    return sheet, said


def _observations(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    request: Request,
    answers: Answers,
    before: tuple[Finding, ...],
) -> Checked:
    places, values, more, said = _read_values(sheet, layout, known, request, answers)
    found = [
        *more,
        *value_findings(values.cells, known, layout.sheet),
        *incomplete_findings(values.cells, layout.sheet),
        *unused_findings(values.cells, known, layout.sheet),
    ]
    about, agreed = subject_findings(
        by_subject(values.cells), known, request, answers, layout.sheet
    )
    found += about
    sound = [
        (cell, village)
        for cell in values.cells
        if not (cell.blank or cell.incomplete or cell.faulty)
        and (village := places.villages[cell.at]) is not None
    ]
    jumps, confirmed = jump_findings(sound, known, answers, layout.sheet)
    found += jumps
    agreed |= {one.key for one in found if one.severity == "warning" and answers.given(one.key)}
    rows = _rows(sound, known)
    taken = {cell.at for cell, _ in sound if cell.period is not None}
    told = {one.at for one in values.cells if one.faulty or not (one.blank or one.incomplete)}
    return _checked(
        layout,
        places,
        findings=(*before, *places.findings, *values.findings, *found),
        answered=said | agreed | confirmed | places.answered | values.answered,
        taken=frozenset(taken),
        told=frozenset(told),
        known=known,
        frames={"observations": rows},
    )


def _read_values(
    sheet: Sheet, layout: Layout, known: Known, request: Request, answers: Answers
) -> tuple[Placed, Values, list[Finding], frozenset[str]]:
    if layout.form == "long":
        subjects = row_subjects(sheet, layout, known, request, answers)
        pairs = tuple(zip(subjects.indicators, subjects.periods, strict=True))
        places = placed(sheet, layout, known, answers, apart=pairs)
        values = long_values(sheet, layout, known, answers, pairs, _wanted(layout, places))
        return places, values, list(subjects.findings), subjects.answered
    own_periods, unread = row_periods(sheet, layout)
    places = placed(sheet, layout, known, answers, apart=own_periods)
    found: list[Finding] = list(unread)
    said: set[str] = set()
    columns = [one for one in layout.columns if one.meaning and one.meaning.role in _VALUES]
    code: str | None = None
    if any(one.meaning is not None and one.meaning.indicator is None for one in columns):
        code, more, agreed = given_indicator(layout, known, request, answers)
        found += more
        said |= agreed
    groups = series(layout, (code, None))
    period: str | None = None
    if own_periods is None and any(own is None for _, own in groups):
        used = {own for own, _ in groups}
        period, more, agreed = given_period(layout, known, request, answers, used)
        found += more
        said |= agreed
    values = wide_values(
        sheet, layout, known, answers, (code, period), _wanted(layout, places), own_periods
    )
    return places, values, found, frozenset(said)


_VALUES: Final = ("numerator", "denominator", "value")


def _wanted(layout: Layout, places: Placed) -> list[bool]:
    return [row + 1 not in places.skipped for row in layout.rows]


def _rows(cells: Sequence[tuple[Cell, str]], known: Known) -> pd.DataFrame:
    """OBSERVATIONS of the cells that nothing is wrong with."""
    kept = [(cell, village) for cell, village in cells if cell.period is not None]
    ratio = [known.dictionary.get(cell.indicator).kind == "ratio" for cell, _ in kept]
    whole = [
        rate and cell.numerator is not None and cell.denominator is not None
        for (cell, _), rate in zip(kept, ratio, strict=True)
    ]
    frame = pd.DataFrame({
        "indicator": [cell.indicator for cell, _ in kept],
        "village_code": [village for _, village in kept],
        "period": [cell.period for cell, _ in kept],
        "origin": "official",
        # Counts beside an index or a number of things are no part of it: its value would be
        # computed from them.
        "numerator": [
            cell.numerator if rate else None for (cell, _), rate in zip(kept, ratio, strict=True)
        ],
        "denominator": [
            cell.denominator if rate else None for (cell, _), rate in zip(kept, ratio, strict=True)
        ],
        # A ratio's value is computed from its counts where both are there.
        "value": [
            None if counted or cell.value is None else float(cell.value)
            for (cell, _), counted in zip(kept, whole, strict=True)
        ],
    })  # fmt: skip
    shaped = tables.shaped(frame.assign(revision=0), tables.OBSERVATIONS)
    key = ["indicator", "village_code", "period"]
    # A village that is there twice refuses the file; what is left is only looked at.
    return shaped.drop_duplicates(key).sort_values(key, ignore_index=True)


def _formations(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    request: Request,
    answers: Answers,
    before: tuple[Finding, ...],
) -> Checked:
    places = placed(sheet, layout, known, answers, apart=None)
    read = formations_of(
        sheet, layout, known, request, answers, places.villages, _wanted(layout, places)
    )
    return _checked(
        layout,
        places,
        findings=(*before, *places.findings, *read.findings),
        answered=places.answered | read.answered,
        taken=read.taken,
        told=frozenset(),
        known=known,
        frames={
            "formations": read.formations,
            "milestones": read.milestones,
            "classifications": read.classifications,
        },
    )


def _checked(
    layout: Layout,
    places: Placed,
    *,
    findings: tuple[Finding, ...],
    answered: frozenset[str],
    taken: frozenset[int],
    told: frozenset[int],
    known: Known,
    frames: dict[str, pd.DataFrame],
) -> Checked:
    left: dict[int, LeftOut] = {row + 1: reason for row, reason in layout.left_out}
    unclear = told | {at for at, village in enumerate(places.villages) if village is None}
    waiting = _waiting(findings, answered)
    for at, row in enumerate(layout.rows):
        if at in taken:
            continue
        if row + 1 in places.skipped:
            left[row + 1] = "skipped"
        else:
            unsettled = at in unclear or row + 1 in waiting
            left[row + 1] = "unsettled" if unsettled else "without_values"
    there = {places.villages[at] for at in taken}
    missing = tuple(code for code in known.register.names if code not in there)
    if missing and there - {None}:
        regencies = {code[:5] for code in there if code is not None}
        missing = tuple(code for code in missing if code[:5] in regencies)
        findings = (*findings, missing_finding(known.register, missing, layout.sheet))
    if not taken and not any(one.severity in ("error", "question") for one in findings):
        findings = (*findings, finding("no_values", "error", sheet=layout.sheet))
    empty = {
        "observations": tables.OBSERVATIONS, "formations": tables.FORMATIONS,
        "milestones": tables.MILESTONES, "classifications": tables.CLASSIFICATIONS,
    }  # fmt: skip
    unique = tuple({one.key: one for one in _ordered(findings)}.values())
    return Checked(
        verdict=verdict_of(unique, answered),
        layout=layout,
        rows_read=len(layout.rows) + len(layout.left_out),
        rows_taken=len(taken),
        left_out=dict(sorted(left.items())),
        aliases=places.aliases,
        missing=missing,
        findings=unique,
        answered=answered,
        keep_file=True,
        **{name: frames.get(name, tables.empty(contract)) for name, contract in empty.items()},
    )  # fmt: skip


def _waiting(findings: Sequence[Finding], answered: frozenset[str]) -> set[int | None]:
    """Rows that an error or an open question names."""
    return {
        one.row
        for one in findings
        if one.severity == "error" or (one.severity == "question" and one.key not in answered)
    }


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Of the file as a whole first, then by row; within a row as found."""
    return sorted(findings, key=lambda one: one.row or 0)


def _unstored(sheet: Sheet, layout: Layout) -> list[Finding]:
    """Columns that say whose values they are by formulas without a stored result (25)."""
    found = []
    for column in layout.columns:
        if column.meaning is None or column.meaning.role not in _WHOSE:
            continue
        cells = sheet.cells[column.index]
        for row in layout.rows:
            cell = cells[row]
            if isinstance(cell, Marker) and cell.kind == "no_value":
                found.append(
                    finding("formula_without_value", "error", sheet=layout.sheet, row=row + 1,
                            column=column.header, value=cell.text, typed=cell.text)
                )  # fmt: skip
                break
    return found


def _made_up(sheet: Sheet, layout: Layout) -> list[Finding]:
    """Made-up data must never come in as official."""
    titled = [text for text in layout.titles if _says_made_up(text)]
    if titled:
        return [finding("made_up_file", "error", sheet=layout.sheet, value=titled[0])]
    column = layout.column("origin")
    if column is None:
        return []
    cells = sheet.cells[column.index]
    rows = [at for at in layout.rows if _says_made_up(shown(cells[at]) or "")]
    if not rows:
        return []
    return [
        finding("made_up_rows", "error", sheet=layout.sheet, row=rows[0] + 1,
                column=column.header, value=shown(cells[rows[0]]), n=len(rows))
    ]  # fmt: skip


def _says_made_up(text: str) -> bool:
    plain = text.casefold()
    return any(mark in plain for mark in _MADE_UP) or plain == "mixed" or plain == "campuran"
