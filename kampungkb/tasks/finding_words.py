"""Findings in the reader's language, as people, files and programs get them."""

from datetime import date
from typing import Any

from kampungkb.errors import BadPeriodError
from kampungkb.i18n.translator import Translator
from kampungkb.model.findings import Finding
from kampungkb.model.periods import period_end


def finding_message(t: Translator, one: Finding) -> str:
    """The sentence of a finding: where, what, what was expected and what to do."""
    blanks = {name: _shown(t, name, value) for name, value in one.blanks.items()}
    return t(f"finding.{one.kind}", **blanks)


def finding_document(one: Finding, message: str, *, answered: bool) -> dict[str, Any]:
    """A finding as the command line prints it (design, part 7)."""
    return {
        "key": one.key,
        "kind": one.kind,
        "severity": one.severity,
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "expected": one.expected,
        "suggestions": list(one.suggestions),
        "message": message,
        "answered": answered,
    }


def _shown(t: Translator, name: str, value: object) -> object:
    if name == "n" or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return t.date(value)
    if isinstance(value, int):
        return t.number(value)
    if name == "period" and isinstance(value, str):
        try:
            period_end(value)
        except BadPeriodError:
            return value
        return t.period(value)
    return value
