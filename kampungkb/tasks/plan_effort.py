"""The effort file of a plan: how many days an agency needs in a village, instead of one each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from kampungkb.i18n.parse import parse_number
from kampungkb.intake.codes import read_code, typed_code
from kampungkb.intake.headers import normalised
from kampungkb.intake.layout_rows import cell_text
from kampungkb.intake.reading import read_book
from kampungkb.intake.sheets import Sheet, Value
from kampungkb.model.findings import Finding, finding
from kampungkb.tasks.snapshot import Snapshot

_HEADS: Final[Mapping[str, frozenset[str]]] = {
    "kode_desa": frozenset({"kode desa", "kode", "village", "village code"}),
    "perangkat_daerah": frozenset({"perangkat daerah", "opd", "agency"}),
    "hari": frozenset({"hari", "beban", "days", "effort"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What an effort file says.

    Parameters
    ----------
    days : dict of Fraction by village code and agency
        Empty where there is a finding: a file is taken whole or not at all.
    findings : tuple of Finding
        All errors of the file.
    """

    days: Mapping[tuple[str, str], Fraction]
    findings: tuple[Finding, ...] = ()


def read_effort(
    data: bytes,
    file_name: str,
    snapshot: Snapshot,
    cancelled: Callable[[], bool] | None = None,
) -> Effort:
    """Read an effort file: the columns ``kode_desa``, ``perangkat_daerah`` (or ``opd``), ``hari``.

    Parameters
    ----------
    data : bytes
        The whole file; it is read in a limited child process.
    file_name : str
    snapshot : Snapshot
        Knows the villages and the agencies.
    cancelled : callable, optional
        Asked while the file is read; once it is true the child is ended.

    Raises
    ------
    UnreadableFileError
        The file cannot be read at all.
    """
    book = read_book(data, file_name, cancelled=cancelled)
    sheet = next((one for one in book.sheets if not one.hidden and one.rows), None)
    if sheet is None:
        return Effort(days={}, findings=(_fault("effort_without_table", sheet_name=""),))
    heads = {normalised(cell_text(cell)): at for at, cell in enumerate(sheet.row(0))}
    columns = {
        name: next((at for head, at in heads.items() if head in known), None)
        for name, known in _HEADS.items()
    }
    missing = [name for name, at in columns.items() if at is None]
    if missing:
        return Effort(
            days={},
            findings=tuple(
                _fault("effort_column_missing", sheet_name=sheet.name, row=1, column=name)
                for name in missing
            ),
        )
    return _read_rows(sheet, {n: at for n, at in columns.items() if at is not None}, snapshot)


def _read_rows(sheet: Sheet, columns: Mapping[str, int], snapshot: Snapshot) -> Effort:
    known = frozenset(snapshot.villages["code"])
    regencies = frozenset({snapshot.area_code})
    agencies = {normalised(one.responsible): one.responsible for one in snapshot.dictionary}
    days: dict[tuple[str, str], Fraction] = {}
    findings: list[Finding] = []
    for at in range(1, sheet.rows):
        cells = {name: sheet.cells[column][at] for name, column in columns.items()}
        if all(not cell_text(cell).strip() for cell in cells.values()):
            continue
        typed = typed_code(cell_text(cells["kode_desa"]))
        village = None if typed is None else read_code(typed, "official", known, {}, regencies).code
        agency = agencies.get(normalised(cell_text(cells["perangkat_daerah"])))
        number = _days(cells["hari"])
        faults = [*_row_faults(village, agency, number)]
        if not faults and village is not None and agency is not None and number is not None:
            if (village, agency) in days:
                faults = [("kode_desa", "effort_twice")]
            days[village, agency] = number
        findings += [
            _fault(kind, sheet_name=sheet.name, row=at + 1, column=name,
                   value=cell_text(cells[name]))
            for name, kind in faults
        ]  # fmt: skip
    return Effort(days={} if findings else days, findings=tuple(findings))


def _row_faults(
    village: str | None, agency: str | None, days: Fraction | None
) -> Iterator[tuple[str, str]]:
    if village is None:
        yield "kode_desa", "effort_village_unknown"
    if agency is None:
        yield "perangkat_daerah", "effort_agency_unknown"
    if days is None or days < 0:
        yield "hari", "effort_days_unreadable"


def _days(cell: Value) -> Fraction | None:
    """The number of a cell; a float as the sheet shows it."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Fraction(f"{cell:.15g}") if abs(cell) < float("inf") else None
    number = parse_number(cell, "id") if isinstance(cell, str) else None
    return None if number is None else Fraction(number)


def _fault(
    kind: str, *, sheet_name: str, row: int | None = None, column: str = "", value: str = ""
) -> Finding:
    found = finding(kind, "error", sheet=sheet_name, row=row, column=column, value=value)
    blanks: dict[str, object] = {"row": row, "value": value}
    if kind == "effort_column_missing":
        blanks = {"column": column}
    return replace(found, blanks={} if row is None else blanks)
