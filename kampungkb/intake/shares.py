"""One unit for a column of shares: ``85 %``, ``0,85`` and ``85`` mean the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from kampungkb.intake.cell_reading import shown
from kampungkb.intake.numbers import Numbers, plain
from kampungkb.intake.sheets import Value
from kampungkb.model.findings import Finding, finding

Unit = Literal["percent", "share", "per_1000"]

_SIZE: Final[dict[Unit, int]] = {"percent": 100, "share": 1, "per_1000": 1000}
_SIGN: Final[dict[Unit, str]] = {"percent": "%", "share": "%", "per_1000": "‰"}


@dataclass(frozen=True, slots=True)
class Shares:
    """A column read as shares."""

    # 0 to 1, parallel to the cells. None: missing, or a finding says why.
    values: tuple[Fraction | None, ...]
    # Of the plain numbers; "percent" where every cell says percent itself. None: nothing is said,
    # or it is asked or mixed.
    unit: Unit | None
    findings: tuple[Finding, ...]


def read_shares(
    numbers: Numbers,
    rows: Sequence[int],
    *,
    sheet: str | None,
    column: str,
    header_percent: bool,
    kind: Literal["share", "per_1000"],
    answer: str | None = None,
    cells: Sequence[Value] | None = None,
) -> Shares:
    """Decide the unit of a column and read its numbers by it.

    Parameters
    ----------
    numbers : Numbers
        As `read_numbers` gives them; cells that say percent are shares already.
    rows : sequence of int, parallel
        The sheet's own numbers, from 1.
    header_percent : bool
        Whether the header says that plain numbers are percentages.
    kind : ``share`` or ``per_1000``
        What a plain number can be where the header does not say percent.
    answer : str
        To ``share_unit`` (``percent``, ``share``) or ``share_unit_mixed`` (``mixed``,
        ``percent``); anything else is no answer.
    cells : sequence, parallel
        As typed, for the findings; without them they quote the numbers.

    Returns
    -------
    Shares
        Where plain numbers lie between 0 and 1 they are shares, above 1 percentages. With both
        kinds in one column each is read so, and the warning ``share_unit_mixed`` says it. Only
        ones and zeros leave it open: the ones stay None, and ``share_unit`` asks. The errors
        ``number_negative`` and ``share_over_whole`` stand by row.
    """
    work = _Column(numbers, rows, sheet, column, cells)
    findings = work.negative()
    unit, size, about = work.unit(header_percent, kind, answer)
    values: list[Fraction | None] = [None] * len(rows)
    over: list[Finding] = []
    for at, value in work.good:
        if not numbers.percent[at]:
            divisor = size(value)
            if divisor is None:
                continue
            value = value / divisor
        if value > 1:
            said: Unit = "percent" if numbers.percent[at] or unit != "per_1000" else "per_1000"
            over.append(work.over(at, value, said))
        else:
            values[at] = value
    return Shares(tuple(values), unit, (*findings, *over, *about))


Size = Callable[[Fraction], int | None]


class _Column:
    def __init__(
        self,
        numbers: Numbers,
        rows: Sequence[int],
        sheet: str | None,
        column: str,
        cells: Sequence[Value] | None,
    ) -> None:
        self._cells = cells
        self._rows = rows
        self._sheet = sheet
        self._column = column
        known = [(at, value) for at, value in enumerate(numbers.values) if value is not None]
        self.good = [(at, value) for at, value in known if value >= 0]
        self._below = [(at, value) for at, value in known if value < 0]
        self._plain = [(at, value) for at, value in self.good if not numbers.percent[at]]
        self._says_percent = len(self._plain) < len(self.good)

    def negative(self) -> list[Finding]:
        """An error for each negative number."""
        return [
            finding(
                "number_negative", "error", sheet=self._sheet, row=self._rows[at],
                column=self._column, value=self._typed(at, value), expected="0-100 %",
                typed=self._typed(at, value),
            )
            for at, value in self._below
        ]  # fmt: skip

    def _typed(self, at: int, value: Fraction) -> str:
        return plain(value) if self._cells is None else shown(self._cells[at])

    def over(self, at: int, share: Fraction, unit: Unit) -> Finding:
        """The error of a share above the whole."""
        number = share * _SIZE[unit]
        shown = f"{plain(number)} {_SIGN[unit]}"
        if Fraction(plain(number)) != number:
            # So many digits that shortening them would make it say 100 %.
            shown = self._typed(at, number)
        return finding(
            "share_over_whole", "error", sheet=self._sheet, row=self._rows[at],
            column=self._column, value=shown, expected=f"0-{_SIZE[unit]} {_SIGN[unit]}",
            typed=shown,
        )  # fmt: skip

    def unit(
        self, header_percent: bool, kind: Literal["share", "per_1000"], answer: str | None
    ) -> tuple[Unit | None, Size, list[Finding]]:
        """The unit of plain numbers, what divides each, and what is said about it."""
        if not self._plain:
            return "percent" if self.good else None, _by("percent"), []
        if header_percent:
            said = self._read("percent") if self._says_percent else []
            return "percent", _by("percent"), said
        if kind == "per_1000":
            said = self._read("per_1000") if self._says_percent else []
            return "per_1000", _by("per_1000"), said
        inside = next(((at, value) for at, value in self._plain if 0 < value < 1), None)
        above = next(((at, value) for at, value in self._plain if value > 1), None)
        if inside is not None and above is not None:
            return self._mixed(inside, above, answer)
        if inside is not None:
            return "share", _by("share"), self._read("share")
        if above is not None:
            return "percent", _by("percent"), self._read("percent")
        return self._ones(answer)

    def _mixed(
        self, inside: tuple[int, Fraction], above: tuple[int, Fraction], answer: str | None
    ) -> tuple[Unit | None, Size, list[Finding]]:
        if answer == "percent":
            return "percent", _by("percent"), []
        warning = finding(
            "share_unit_mixed", "warning", sheet=self._sheet,
            row=self._rows[min(inside[0], above[0])], column=self._column,
            value=f"{self._typed(*inside)} / {self._typed(*above)}",
            suggestions=("mixed", "percent"),
            small=self._typed(*inside), small_row=self._rows[inside[0]],
            small_read=_shown(inside[1], "share"), large=self._typed(*above),
            large_row=self._rows[above[0]], large_read=_shown(above[1], "percent"),
        )  # fmt: skip
        said = [] if answer == "mixed" else [warning]
        return None, lambda value: 1 if value <= 1 else 100, said

    def _ones(self, answer: str | None) -> tuple[Unit | None, Size, list[Finding]]:
        if answer == "percent":
            return "percent", _by("percent"), []
        if answer == "share":
            return "share", _by("share"), []
        one = next((at for at, value in self._plain if value == 1), None)
        if one is None:
            # Zero is zero in any unit.
            return "percent", _by("percent"), []
        asked = finding(
            "share_unit", "question", sheet=self._sheet, row=self._rows[one],
            column=self._column, value="1", suggestions=("percent", "share"),
        )  # fmt: skip
        return None, lambda value: None if value == 1 else 1, [asked]

    def _read(self, unit: Unit) -> list[Finding]:
        at, value = next(((at, value) for at, value in self._plain if value), self._plain[0])
        return [
            finding(
                "share_unit_read", "info", sheet=self._sheet, row=self._rows[at],
                column=self._column, value=self._typed(at, value), typed=self._typed(at, value),
                read=_shown(value, unit),
            )
        ]  # fmt: skip


def _by(unit: Unit) -> Size:
    size = _SIZE[unit]
    return lambda _: size


def _shown(value: Fraction, unit: Unit) -> str:
    number = value * 100 if unit == "share" else value
    return f"{plain(number)} {_SIGN[unit]}"
