"""Findings in the reader's language, as people, files and programs get them."""

import re
from datetime import date
from typing import Any, Final

from kampungkb.errors import BadPeriodError
from kampungkb.i18n.translator import Translator
from kampungkb.model.findings import Finding
from kampungkb.model.periods import period_end

# Blanks with a number as the checks write it; others repeat what the file says, as it says it.
_WRITTEN: Final = frozenset({
    "said", "computed", "before", "now", "read", "small_read", "large_read",
})  # fmt: skip
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


def finding_message(t: Translator, one: Finding) -> str:
    """The sentence of a finding: where, what, what was expected and what to do."""
    blanks = {name: _shown(t, name, value) for name, value in one.blanks.items()}
    words = t(f"finding.{one.kind}", **blanks)
    return words if one.rows == 1 else f"{words} {t('upload.for_rows', n=one.rows)}"


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
    if name in _WRITTEN and isinstance(value, str):
        # The checks write 61.00 %; the reader's language may write 61,00 %.
        return _POINT.sub(t.number(0.5, 1)[1], value)
    if name == "period" and isinstance(value, str):
        try:
            period_end(value)
        except BadPeriodError:
            return value
        return t.period(value)
    return value
