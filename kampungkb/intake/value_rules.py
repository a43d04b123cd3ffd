"""Rules about values that were read: parts that fit together, ranges, jumps.

Numbers of the catalogue of bad inputs stand with each rule.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from kampungkb.intake.cell_reading import shown
from kampungkb.intake.check_values import Cell
from kampungkb.intake.numbers import plain
from kampungkb.intake.request import Answers, Known
from kampungkb.model.findings import Finding, finding
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_key

# A share that was rounded to whole percents is at most this far from its counts.
_ROUNDING: Final = Fraction(6, 1000)
_JUMP: Final = 10
# Up to here each jump is confirmed by itself, beyond it one confirmation stands for a column.
_SINGLE: Final = 10
_TOP: Final[dict[str, int]] = {"index": 1, "index_100": 100, "years": 100}

Previous = dict[tuple[str, str], list[tuple[str, int | None, int | None, Fraction | None]]]


def value_findings(cells: Sequence[Cell], known: Known, sheet: str | None) -> list[Finding]:
    """What is wrong with single values; a value with a fault is marked as such."""
    found = []
    for cell in cells:
        indicator = known.dictionary.get(cell.indicator)
        half = cell.incomplete and indicator.kind == "ratio"
        if cell.blank or half or cell.faulty:
            continue
        one = _fault(cell, indicator, sheet)
        if one is not None:
            found.append(one)
            cell.faulty = one.severity == "error"
    return found


def _fault(cell: Cell, indicator: Indicator, sheet: str | None) -> Finding | None:
    if indicator.kind != "ratio":
        return _out_of_range(cell, indicator, sheet)
    top, bottom = cell.numerator, cell.denominator
    if top is None or bottom is None:
        return None
    if top > bottom:  # 36
        return finding(
            "numerator_over_denominator", "error", sheet=sheet, row=cell.row, column=cell.column,
            value=f"{top} / {bottom}", expected=f"<= {bottom}", code=cell.indicator,
            numerator=top, denominator=bottom,
        )  # fmt: skip
    # 0 of 0 has no rate, and sheets write 0 for it; any other value would be lost.
    computed = Fraction(top, bottom) if bottom else None
    if cell.value is None or abs((computed or Fraction(0)) - cell.value) <= _ROUNDING:
        return None
    said, counted = _share(cell.value, indicator), _share(computed, indicator)
    return finding(
        "value_differs_from_counts", "warning", sheet=sheet, row=cell.row,
        column=cell.value_column or cell.column, value=said, expected=counted,
        code=cell.indicator, said=said, computed=counted,
    )  # fmt: skip


def incomplete_findings(cells: Sequence[Cell], sheet: str | None) -> list[Finding]:
    """Values of which one of the two counts is missing: no value is there then, least of all 0."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.incomplete and not cell.faulty:
            groups.setdefault(cell.indicator, []).append(cell)
    return [
        finding("counts_incomplete", "info", sheet=sheet, row=members[0].row,
                column=members[0].column,
                value=_text(members[0].numerator, members[0].denominator), n=len(members),
                code=code)
        for code, members in groups.items()
    ]  # fmt: skip


def unused_findings(cells: Sequence[Cell], known: Known, sheet: str | None) -> list[Finding]:
    """Counts beside the value of what is not counted: they are left out, and that is said."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        counts = cell.numerator is not None or cell.denominator is not None
        ratio = known.dictionary.get(cell.indicator).kind == "ratio"
        if counts and not ratio and cell.value is not None and not cell.faulty:
            groups.setdefault(cell.indicator, []).append(cell)
    return [
        finding("counts_not_used", "info", sheet=sheet, row=members[0].row,
                column=members[0].column,
                value=_text(members[0].numerator, members[0].denominator), n=len(members),
                code=code)
        for code, members in groups.items()
    ]  # fmt: skip


def _out_of_range(cell: Cell, indicator: Indicator, sheet: str | None) -> Finding | None:
    top = _TOP.get(indicator.unit)
    value = cell.value
    if value is None:
        return finding(
            "value_blank", "error", sheet=sheet, row=cell.row,
            column=cell.value_column or cell.column,
            value=_text(cell.numerator, cell.denominator), code=cell.indicator,
        )  # fmt: skip
    if value >= 0 and (top is None or value <= top):
        return None
    return finding(
        "value_out_of_range", "error", sheet=sheet, row=cell.row,
        column=cell.value_column or cell.column, value=shown(plain(value)),
        expected="0" if top is None else f"0-{top}",
        code=cell.indicator, top="∞" if top is None else top,
    )  # fmt: skip


def _text(top: int | None, bottom: int | None) -> str:
    return f"{'' if top is None else top} / {'' if bottom is None else bottom}"


def _share(share: Fraction | None, indicator: Indicator) -> str:
    """A share as its column is written, to two places."""
    if share is None:
        return "–"
    size, sign = (1000, "‰") if indicator.unit == "per_1000" else (100, "%")
    return f"{float(round(share * size, 2)):.2f} {sign}"


def jump_findings(
    cells: Sequence[tuple[Cell, str]], known: Known, answers: Answers, sheet: str | None
) -> tuple[list[Finding], set[str]]:
    """Values ten times, or a tenth of, the official one before (38), each to be confirmed.

    Parameters
    ----------
    cells : sequence of Cell and village code
        Values that nothing else is wrong with.
    """
    before = previous(known.official, {cell.indicator for cell, _ in cells})
    groups: dict[tuple[str, str], list[Finding]] = {}
    for cell, village in cells:
        if cell.period is None:
            continue
        earlier = _earlier(before.get((cell.indicator, village), []), cell.period)
        indicator = known.dictionary.get(cell.indicator)
        change = None if earlier is None else _jump(cell, earlier, indicator)
        if change is not None:
            one = finding(
                "value_jump", "warning", sheet=sheet, row=cell.row, column=cell.column,
                value=change[1], expected=change[0], code=cell.indicator, before=change[0],
                now=change[1], period=earlier[0] if earlier else "",
                village=known.register.label(village),
            )  # fmt: skip
            groups.setdefault((cell.indicator, cell.column), []).append(one)
    found: list[Finding] = []
    for (code, header), members in groups.items():
        if len(members) <= _SINGLE:
            found += members
            continue
        first = members[0]
        found.append(
            finding(
                # Its row tells it from the jumps of another indicator in the same column.
                "value_jumps", "warning", sheet=sheet, row=first.row, column=header,
                value=first.value, expected=first.expected, code=code, n=len(members),
                village=str(first.blanks["village"]), before=first.blanks["before"],
                now=first.blanks["now"],
            )
        )  # fmt: skip
    return found, {one.key for one in found if answers.given(one.key)}


def previous(official: pd.DataFrame, codes: set[str]) -> Previous:
    """Official values by indicator and village, the earliest period first."""
    own = official[official["indicator"].isin(sorted(codes))]
    order = {period: period_key(period) for period in own["period"].unique()}
    columns = (own[name].astype(object).where(own[name].notna(), None) for name in (
        "indicator", "village_code", "period", "numerator", "denominator", "value"
    ))  # fmt: skip
    rows = sorted(zip(*columns, strict=True), key=lambda row: order[row[2]])
    found: Previous = {}
    for code, village, period, top, bottom, value in rows:
        exact = None if value is None else Fraction(str(value))
        if exact is None and bottom:
            exact = Fraction(top, bottom)
        found.setdefault((code, village), []).append((period, top, bottom, exact))
    return found


def _earlier(
    history: Sequence[tuple[str, int | None, int | None, Fraction | None]], period: str
) -> tuple[str, int | None, int | None, Fraction | None] | None:
    """The latest value before a period; else the value that the period has already."""
    own = period_key(period)
    before = [one for one in history if period_key(one[0]) < own]
    same = [one for one in history if one[0] == period]
    return before[-1] if before else (same[0] if same else None)


def _jump(
    cell: Cell,
    earlier: tuple[str, int | None, int | None, Fraction | None],
    indicator: Indicator,
) -> tuple[str, str] | None:
    """What it was and what it is now, as text; None where it is no jump."""
    _, top, bottom, share = earlier
    now_share = cell.value
    if indicator.kind == "ratio" and cell.numerator is not None and cell.denominator:
        now_share = Fraction(cell.numerator, cell.denominator)
    pairs: list[tuple[int | Fraction | None, int | Fraction | None]] = [(now_share, share)]
    if indicator.kind == "ratio":
        pairs = [(cell.numerator, top), (cell.denominator, bottom), *pairs]
    if not any(
        now is not None and then is not None and _is_jump(Fraction(now), Fraction(then))
        for now, then in pairs
    ):
        return None
    return (
        _shown(top, bottom, share, indicator),
        _shown(cell.numerator, cell.denominator, now_share, indicator),
    )


def _is_jump(now: Fraction, then: Fraction) -> bool:
    if then == 0:
        return False
    # A zero after many is often a missing value that somebody filled in.
    if now == 0:
        return then >= _JUMP
    return now >= _JUMP * then or now * _JUMP <= then


def _shown(
    top: int | None, bottom: int | None, value: Fraction | None, indicator: Indicator
) -> str:
    if indicator.kind != "ratio":
        return "–" if value is None else plain(value)
    if top is not None and bottom is not None:
        return f"{top} / {bottom}"
    return _share(value, indicator)
