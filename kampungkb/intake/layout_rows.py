"""The rows of a table: which hold data, and why the others are left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kampungkb.intake.headers import Meaning, normalised
from kampungkb.intake.sheets import Marker, Sheet, Value

Reason = Literal["total", "example", "note", "repeated_header"]

_PLACES: Final = ("code", "village", "district")
PARTS: Final = ("numerator", "denominator", "value")
FORMATION: Final = (
    "formed", "formed_on", "class", "milestone", "milestone_document", "document"
)  # fmt: skip
_TOTAL: Final = re.compile(
    r"(?:grand |sub ?)?(?:jumlah|total|jml|rata rata|rerata|rekapitulasi)\b.*"
    r"|kab(?:upaten)? serang|kabupaten"
)
_EXAMPLE: Final = frozenset({"contoh", "example"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that has a header."""

    # Counted from 0.
    index: int
    # As shown; several header rows joined by " / ".
    header: str
    # None: not understood, or left out by a person.
    meaning: Meaning | None


def table_rows(
    sheet: Sheet, columns: Sequence[Column], last: int
) -> tuple[tuple[int, ...], tuple[tuple[int, Reason], ...]]:
    """The rows below the header: of data, and left out."""
    places = [one for one in columns if one.meaning and one.meaning.role in _PLACES]
    values = [
        one.index
        for one in columns
        if one.meaning and one.meaning.role in (*PARTS, *FORMATION) and one not in places
    ]
    rows: list[int] = []
    left: list[tuple[int, Reason]] = []
    known: dict[tuple[Value, ...], tuple[Reason | None, tuple[str, ...]]] = {}
    for row in range(last + 1, sheet.rows):
        if all(_blank(column[row]) for column in sheet.cells):
            continue
        reason = _reason(sheet, row, places, values, known)
        if reason is None:
            rows.append(row)
        else:
            left.append((row, reason))
    return tuple(rows), tuple(left)


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _reason(
    sheet: Sheet,
    row: int,
    places: Sequence[Column],
    values: Sequence[int],
    known: dict[tuple[Value, ...], tuple[Reason | None, tuple[str, ...]]],
) -> Reason | None:
    there = tuple(sheet.cells[one.index][row] for one in places)
    if there not in known:
        known[there] = _place_reason(there, places)
    reason, texts = known[there]
    if reason is not None:
        return reason
    filled = any(not _blank(sheet.cells[index][row]) for index in values)
    if texts and filled:
        return None
    written = [cell_text(column[row]) for column in sheet.cells if not _blank(column[row])]
    if not texts:
        if written and _TOTAL.fullmatch(normalised(written[0])):
            return "total"
        return None if filled else "note"
    # A line of words under the table: a note has neither code nor value, and stands alone.
    alone = len(written) == 1 and len(texts) == 1
    coded = any(letter.isdigit() for letter in texts[0][:2])
    return "note" if alone and not coded and _is_note(texts[0]) else None


def _place_reason(
    cells: Sequence[Value], places: Sequence[Column]
) -> tuple[Reason | None, tuple[str, ...]]:
    """Why a row with these places is left out, and what stands in them."""
    said_there = [cell_text(cell) for cell in cells]
    texts = tuple(text for text in said_there if text)
    plain = [normalised(text) for text in texts]
    if any(text in _EXAMPLE for text in plain):
        return "example", texts
    if plain and all(
        normalised(text) == normalised(one.header.split(" / ")[-1])
        for text, one in zip(said_there, places, strict=True)
        if text
    ):
        return "repeated_header", texts
    coded = any(
        letter.isdigit()
        for text, one in zip(said_there, places, strict=True)
        if one.meaning is not None and one.meaning.role == "code"
        for letter in text
    )
    if not coded and any(_TOTAL.fullmatch(text) for text in plain):
        return "total", texts
    return None, texts


def _is_note(text: str) -> bool:
    return ":" in text or len(text.split()) > 4 or normalised(text).startswith(
        ("sumber", "catatan", "keterangan", "ket", "mengetahui", "note", "source")
    )  # fmt: skip


def cell_text(value: Value) -> str:
    """A cell as text with single blanks; empty where it holds no value."""
    if value is None or isinstance(value, Marker | bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
