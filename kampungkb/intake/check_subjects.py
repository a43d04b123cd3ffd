"""What the rows of a table are about: which indicator, in which period."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from kampungkb.intake.check_places import texts
from kampungkb.intake.layout import Layout
from kampungkb.intake.layout_rows import Column
from kampungkb.intake.period_words import read_period, read_periods
from kampungkb.intake.request import Answers, Known, Request
from kampungkb.intake.sheets import Sheet
from kampungkb.model.findings import Finding, finding
from kampungkb.model.indicators import Dictionary
from kampungkb.model.periods import period_end, period_months

# Who is formed is what the formation list says, and nothing else.
FORMED_INDICATOR: Final = "K01"
_SUGGESTIONS: Final = 3
_MONTHS: Final[Mapping[int, str]] = {12: "{y}", 6: "{y}-S{n}", 3: "{y}-Q{n}", 1: "{y}-{n:02}"}


@dataclass(frozen=True, slots=True)
class Subjects:
    """By row of a long table, in the order of `Layout.rows`; None: a finding says why."""

    indicators: tuple[str | None, ...]
    periods: tuple[str | None, ...]
    findings: tuple[Finding, ...]
    answered: frozenset[str]


def row_subjects(
    sheet: Sheet, layout: Layout, known: Known, request: Request, answers: Answers
) -> Subjects:
    """Indicator and period of every row of a long table."""
    found: list[Finding] = []
    answered: set[str] = set()
    n = len(layout.rows)
    column = layout.column("indicator")
    if column is not None:
        indicators, unknown = _indicators(sheet, layout, column, known)
        found += unknown
    else:
        code, more, said = given_indicator(layout, known, request, answers)
        indicators = (code,) * n
        found += more
        answered |= said
    own, unread = row_periods(sheet, layout)
    found += unread
    if own is not None:
        periods = own
    else:
        used = {code for code in indicators if code is not None}
        period, asked, said = given_period(layout, known, request, answers, used)
        periods = (period,) * n
        found += asked
        answered |= said
    return Subjects(indicators, periods, tuple(found), frozenset(answered))


def row_periods(
    sheet: Sheet, layout: Layout
) -> tuple[tuple[str | None, ...] | None, tuple[Finding, ...]]:
    """The period of every row; None where the table has no column for it."""
    columns = [one for one in layout.columns if one.meaning and one.meaning.role == "period"]
    if not columns:
        return None, ()
    return read_periods(
        [[sheet.cells[one.index][at] for at in layout.rows] for one in columns],
        [at + 1 for at in layout.rows],
        sheet=layout.sheet,
        headers=[one.header for one in columns],
    )


def given_indicator(
    layout: Layout, known: Known, request: Request, answers: Answers
) -> tuple[str | None, list[Finding], set[str]]:
    """The indicator of a sheet that has no column for it."""
    titled, given = layout.indicator, request.indicator
    if given is not None and titled is not None and titled != given:
        differs = finding(
            "indicator_differs", "warning", sheet=layout.sheet, value=titled, expected=given,
            titled=titled, given=given,
        )  # fmt: skip
        return given, [differs], {differs.key} if answers.given(differs.key) else set()
    if given is not None or titled is not None:
        return given or titled, [], set()
    own = [one for one in known.dictionary if request.agency in (None, one.responsible)]
    codes = tuple(
        one.code for one in own if one.lowest_level == "village" and one.code != FORMED_INDICATOR
    )
    asked = finding("indicator_not_given", "question", sheet=layout.sheet, suggestions=codes)
    answer = answers.chosen(asked.key, asked.suggestions)
    if answer is None or answer not in known.dictionary:
        return None, [asked], set()
    return answer, [asked], {asked.key}


def given_period(
    layout: Layout, known: Known, request: Request, answers: Answers, indicators: Iterable[str]
) -> tuple[str | None, list[Finding], set[str]]:
    """The period of a sheet that has no column for it, and what was asked or said about it."""
    titled = None if layout.period is None else read_period(layout.period)
    if request.period is not None:
        if titled is None or titled == request.period:
            return request.period, [], set()
        differs = finding(
            "period_differs", "warning", sheet=layout.sheet, value=layout.period,
            expected=request.period, titled=titled, given=request.period,
        )  # fmt: skip
        return request.period, [differs], {differs.key} if answers.given(differs.key) else set()
    if titled is not None:
        return titled, [], set()
    asked = finding(
        "period_not_given", "question", sheet=layout.sheet,
        suggestions=recent_periods(known, indicators),
    )  # fmt: skip
    answer = answers.chosen(asked.key, asked.suggestions)
    period = None if answer is None else read_period(answer)
    return period, [asked], set() if period is None else {asked.key}


def recent_periods(known: Known, indicators: Iterable[str]) -> tuple[str, ...]:
    """The last three whole periods in the rhythm of most of some indicators."""
    rhythms = Counter(known.dictionary.get(code).rhythm_months for code in indicators)
    months = rhythms.most_common(1)[0][0] if rhythms else 3
    year, number = known.today.year, (known.today.month - 1) // months + 1
    found: list[str] = []
    while len(found) < _SUGGESTIONS:
        number -= 1
        if number == 0:
            year, number = year - 1, 12 // months
        found.append(_MONTHS[months].format(y=year, n=number))
    return tuple(found)


def _indicators(
    sheet: Sheet, layout: Layout, column: Column, known: Known
) -> tuple[tuple[str | None, ...], list[Finding]]:
    typed = texts(sheet, column.index, layout.rows)
    meant = {text: _code(text, known) for text in dict.fromkeys(typed)}
    found = []
    for at, text in zip(layout.rows, typed, strict=True):
        if meant[text] is None:
            found.append(
                finding(
                    "indicator_unknown", "error", sheet=layout.sheet, row=at + 1,
                    column=column.header, value=text, typed=text or "–",
                    suggestions=_nearest(text, known.dictionary),
                )
            )  # fmt: skip
    return tuple(meant[text] for text in typed), found


def _code(text: str | None, known: Known) -> str | None:
    if text is None:
        return None
    if text.upper() in known.dictionary:
        return text.upper()
    meaning = known.vocabulary.meaning(text)
    return None if meaning is None else meaning.indicator


def _nearest(text: str | None, dictionary: Dictionary) -> tuple[str, ...]:
    if text is None:
        return ()
    names = {one.code: f"{one.code} {one.short.id} {one.name.id}" for one in dictionary}
    best = process.extract(text, names, scorer=fuzz.WRatio, limit=_SUGGESTIONS)
    return tuple(code for _, _, code in best)


def subject_findings(
    uses: Mapping[tuple[str, str], tuple[int, str | None, str | None]],
    known: Known,
    request: Request,
    answers: Answers,
    sheet: str | None,
) -> tuple[list[Finding], set[str]]:
    """What is to be said of the indicators and periods of a file.

    Parameters
    ----------
    uses : mapping
        By indicator and period: the sheet's own number of its first row, and the headers that name
        the one and the other, as `check_values.by_subject` gives them.
    """
    found: list[Finding] = []
    answered: set[str] = set()
    first_of: dict[str, tuple[int, str | None]] = {}
    future: dict[str, tuple[int, str | None]] = {}
    for (code, period), (row, named, dated) in uses.items():
        first_of.setdefault(code, (row, named))
        if is_future(period, known):
            future.setdefault(period, (row, dated))
    for code, (row, header) in first_of.items():
        found += _refused(known, code, sheet, row, header)
    for period, (row, header) in future.items():
        one = future_finding(period, sheet, row, header)
        found.append(one)
        if answers.given(one.key):
            answered.add(one.key)
    return [*found, *_of_others(first_of, known, request, sheet), *_rhythm(uses, known, sheet)], (
        answered
    )


def is_future(period: str, known: Known) -> bool:
    """Whether it has not begun (32): data of a quarter arrive before its last day."""
    end = period_end(period)
    months = (end.year - known.today.year) * 12 + end.month - known.today.month
    return months >= period_months(period)


def future_finding(period: str, sheet: str | None, row: int, header: str | None) -> Finding:
    """The warning of a period that has not begun."""
    return finding(
        "period_future", "warning", sheet=sheet, row=row, column=header, value=period,
        period=period,
    )  # fmt: skip


def _refused(
    known: Known, code: str, sheet: str | None, row: int, header: str | None
) -> Sequence[Finding]:
    if code == FORMED_INDICATOR:
        return [
            finding("indicator_from_list", "error", sheet=sheet, row=row, column=header,
                    value=code, code=code)
        ]  # fmt: skip
    if known.dictionary.get(code).lowest_level != "village":
        return [
            finding("indicator_not_by_village", "error", sheet=sheet, row=row, column=header,
                    value=code, code=code)
        ]  # fmt: skip
    return []


def _of_others(
    codes: Iterable[str], known: Known, request: Request, sheet: str | None
) -> list[Finding]:
    if request.agency is None:
        return []
    strange = [
        one.code
        for one in map(known.dictionary.get, codes)
        if request.agency not in (one.responsible, *one.supporting)
    ]
    if not strange:
        return []
    return [
        finding("indicator_of_others", "info", sheet=sheet, value=", ".join(strange),
                codes=", ".join(strange), agency=request.agency)
    ]  # fmt: skip


def _rhythm(uses: Iterable[tuple[str, str]], known: Known, sheet: str | None) -> list[Finding]:
    """One remark for the whole file (design, part 4)."""
    unlike = [
        (code, period)
        for code, period in uses
        if period_months(period) != known.dictionary.get(code).rhythm_months
    ]
    if not unlike:
        return []
    code, period = unlike[0]
    return [
        finding("period_rhythm", "info", sheet=sheet, value=period, code=code, period=period)
    ]  # fmt: skip
