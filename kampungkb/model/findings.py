"""What is wrong in a file: found, never raised, all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "question", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or worth knowing in one place of a file.

    Its sentence is the message ``finding.<kind>``, filled from ``blanks``.
    """

    key: str
    # Names the rule.
    kind: str
    severity: Severity
    # A sheet of a workbook, or a file of an area pack.
    sheet: str | None = None
    # As the sheet numbers it: the header is row 1.
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    suggestions: tuple[str, ...] = ()
    blanks: Mapping[str, object] = field(default_factory=dict)
    # Rows of the sheet that it stands for: a long table repeats one question in each.
    rows: int = 1


def finding(
    kind: str,
    severity: Severity,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    expected: str | None = None,
    suggestions: tuple[str, ...] = (),
    **blanks: object,
) -> Finding:
    """A finding whose key is ``kind:sheet:row:column``, the same for the same bytes."""
    place = (kind, sheet, row, column)
    return Finding(
        key=":".join("" if part is None else str(part) for part in place),
        kind=kind,
        severity=severity,
        sheet=sheet,
        row=row,
        column=column,
        value=value,
        expected=expected,
        suggestions=suggestions,
        blanks=blanks,
    )
