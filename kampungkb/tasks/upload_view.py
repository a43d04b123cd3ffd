"""What the page of uploads says: what was understood, what was found, what one may answer."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from kampungkb.errors import BadPeriodError
from kampungkb.i18n.translator import Translator
from kampungkb.intake.check_subjects import FORMED_INDICATOR
from kampungkb.intake.checked import Checked
from kampungkb.intake.headers import Meaning, Role
from kampungkb.intake.layout import Layout
from kampungkb.intake.period_words import read_period
from kampungkb.intake.places import code_of
from kampungkb.intake.request import SKIP
from kampungkb.intake.sheets import Book, Marker, Sheet, Value
from kampungkb.model.findings import Finding
from kampungkb.model.indicators import Dictionary
from kampungkb.model.periods import period_end
from kampungkb.tasks.draft import PARTS, meaning_text
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.formation_words import milestone_words
from kampungkb.tasks.snapshot import Snapshot

CONFIRM: Final = ""
"""The answer of a warning that is merely confirmed."""

_LISTED: Final = 4
_CELLS: Final = 3
_LONGEST_CELL: Final = 40
_PLACE_ROLES: Final[tuple[Role, ...]] = ("code", "district", "village", "indicator", "period")
_FORMATION_ROLES: Final[tuple[Role, ...]] = (
    "formed", "formed_on", "document", "class", "class_period",
)  # fmt: skip
_UNREAD_ROLES: Final[tuple[Role, ...]] = ("serial", "note", "origin", "scheme")
Asking = Literal["place", "list", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding as a table shows it."""

    where: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One card: what is open, and what may be answered."""

    key: str
    where: str
    said: str
    # Answer and its words, the likeliest first.
    options: tuple[tuple[str, str], ...]
    # ``place``: any other village too; ``list``: from a long list; ``choice``: one of few.
    asking: Asking
    # A period may be typed besides.
    typed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column of the table, as a person checks what it means."""

    index: int
    header: str
    cells: tuple[str, ...]
    meaning: Meaning | None


def needs_choice(one: Finding) -> bool:
    """Whether a finding is answered by choosing; other warnings are merely confirmed."""
    return one.severity == "question" or (one.severity == "warning" and bool(one.suggestions))


def where(t: Translator, one: Finding) -> str:
    """Where a finding is: row and column; the whole file where it has neither."""
    if one.row is not None and one.column is not None:
        return t("upload.where_cell", row=str(one.row), column=one.column)
    if one.row is not None:
        return t("upload.where_row", row=str(one.row))
    if one.column is not None:
        return t("upload.where_column", column=one.column)
    return t("upload.where_file")


def line(t: Translator, one: Finding) -> Line:
    """A finding as a line of a table."""
    return Line(where=where(t, one), said=finding_message(t, one))


def question(t: Translator, of: Snapshot, one: Finding) -> Question:
    """A finding as a question with its answers in words."""
    asking: Asking = "choice"
    options: list[tuple[str, str]] = []
    if one.kind.startswith("place_"):
        asking = "place"
        options = [(code_of(text), place_words(text)) for text in one.suggestions]
        if one.severity == "warning":
            # Its first suggestion is the code's own village.
            options = [(CONFIRM, options[0][1]), *options[1:]] if options else []
        skip = t("upload.skip_row") if one.rows == 1 else t("upload.skip_rows", n=one.rows)
        options.append((SKIP, skip))
    elif one.kind == "indicator_not_given":
        asking = "list"
        options = [(code, indicator_words(t, of.dictionary, code)) for code in one.suggestions]
    elif one.kind == "period_not_given":
        asking = "list"
        options = [(period, period_words(t, period)) for period in one.suggestions]
    else:
        options = [(text, _reading(t, one, text)) for text in one.suggestions]
    return Question(
        key=one.key, where=where(t, one), said=finding_message(t, one), options=tuple(options),
        asking=asking, typed=one.kind == "period_not_given",
    )  # fmt: skip


def answer_words(t: Translator, of: Snapshot, one: Finding, answer: str | None) -> str:
    """An answer that was given, in words."""
    if answer is None:
        return t("upload.confirmed")
    known = dict(question(t, of, one).options)
    if answer in known:
        return known[answer]
    if answer in of.names:
        return village_words(of, answer)
    return period_words(t, answer)


def place_words(suggestion: str) -> str:
    """``Mongpok, Kec. Cikeusal`` of ``36.04.23.2015 Mongpok, Kec. Cikeusal``."""
    return suggestion.partition(" ")[2] or suggestion


def village_words(of: Snapshot, code: str) -> str:
    """A village with its district."""
    parent = of.parents.get(code)
    name = of.names.get(code, code)
    return name if parent is None else f"{name}, Kec. {of.names.get(parent, parent)}"


def villages_near(of: Snapshot, one: Finding | None) -> tuple[str, ...]:
    """All villages of the register; those of the likeliest one's district first."""
    codes = sorted(of.parents, key=lambda code: (of.names.get(code, code), code))
    suggested = [code_of(text) for text in one.suggestions[:1]] if one is not None else []
    near = {of.parents[code] for code in suggested if code in of.parents}
    return tuple(sorted(codes, key=lambda code: of.parents[code] not in near))


def indicator_words(t: Translator, dictionary: Dictionary, code: str) -> str:
    """Code and short name; the code alone where the dictionary does not know it."""
    return f"{code} · {t.words(dictionary.get(code).short)}" if code in dictionary else code


def period_words(t: Translator, text: str) -> str:
    """A period in words, whether in our form or as somebody typed it."""
    period = read_period(text) or text
    try:
        period_end(period)
    except BadPeriodError:
        return text
    return t.period(period)


def understood(t: Translator, of: Snapshot, checked: Checked) -> str:
    """One sentence: which sheet, where the header is, how many rows, of what."""
    layout = checked.layout
    if layout is None:
        return t("upload.no_table") if checked.errors else t("upload.no_table_yet")
    parts = [] if layout.sheet is None else [t("upload.part_sheet", name=layout.sheet)]
    parts.append(t("upload.part_header", row=str(layout.header_rows[1] + 1)))
    parts.append(t("upload.part_rows", n=len(layout.rows)))
    if layout.form == "formation":
        parts.append(t("upload.part_formation"))
    else:
        parts += _subjects(t, of, layout, checked)
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def _subjects(t: Translator, of: Snapshot, layout: Layout, checked: Checked) -> list[str]:
    rows = checked.observations
    indicators = [code for code in of.dictionary.codes if code in set(rows["indicator"])]
    if not indicators:
        named = {one.meaning.indicator for one in layout.columns if one.meaning} - {None}
        indicators = [
            code for code in of.dictionary.codes if code in named or code == layout.indicator
        ]
    periods = sorted(set(rows["period"]))
    if not periods and layout.period is not None:
        periods = [layout.period]
    said = []
    if len(indicators) == 1:
        words = indicator_words(t, of.dictionary, indicators[0])
        said.append(t("upload.part_indicator", name=words))
    elif indicators:
        names = _few(t, indicators)
        said.append(t("upload.part_indicators", n=len(indicators), names=names))
    if len(periods) == 1:
        said.append(t("upload.part_period", period=period_words(t, periods[0])))
    elif periods:
        names = _few(t, [period_words(t, one) for one in periods])
        said.append(t("upload.part_periods", n=len(periods), names=names))
    return said


def _few(t: Translator, words: Sequence[str]) -> str:
    rest = len(words) - _LISTED
    shown = ", ".join(words[:_LISTED])
    return shown if rest <= 0 else t("upload.and_more", shown=shown, n=rest)


def table_columns(t: Translator, book: Book, layout: Layout) -> list[SheetColumn]:
    """The columns of a table with their first cells."""
    sheet = next(one for one in book.sheets if layout.sheet in (None, one.name))
    return [
        SheetColumn(
            index=one.index,
            header=one.header,
            cells=_cells(t, sheet, one.index, layout.rows[:_CELLS]),
            meaning=one.meaning,
        )
        for one in layout.columns
    ]


def _cells(t: Translator, sheet: Sheet, column: int, rows: Sequence[int]) -> tuple[str, ...]:
    """Cells as the sheet shows them, near enough to be recognised."""
    percent = sheet.percent_rows(column)
    return tuple(
        _cell(t, sheet.cells[column][row], percent=any(row in run for run in percent))
        for row in rows
    )


def _cell(t: Translator, value: Value, *, percent: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, float) and math.isfinite(value):
        return t.share(value) if percent else t.number(value, 0 if value.is_integer() else 4)
    text = value.text if isinstance(value, Marker) else " ".join(str(value).split())
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"


def meaning_words(t: Translator, dictionary: Dictionary) -> dict[str, str]:
    """What a column can mean: words for menus by `meaning_text`, the empty one first."""
    roles: dict[Role, str] = {
        "code": t("upload.role_code"),
        "district": t("upload.role_district"),
        "village": t("upload.role_village"),
        "indicator": t("upload.role_indicator"),
        "period": t("upload.role_period"),
        "numerator": t("upload.role_numerator"),
        "denominator": t("upload.role_denominator"),
        "value": t("upload.role_value"),
        "formed": t("upload.role_formed"),
        "formed_on": t("upload.role_formed_on"),
        "document": t("upload.role_document"),
        "class": t("upload.role_class"),
        "class_period": t("upload.role_class_period"),
        "serial": t("upload.role_serial"),
        "note": t("upload.role_note"),
        "origin": t("upload.role_origin"),
        "scheme": t("upload.role_scheme"),
    }
    found = {"": t("upload.role_none")}
    for role in (*_PLACE_ROLES, *PARTS, *_FORMATION_ROLES, *_UNREAD_ROLES):
        found[meaning_text(Meaning(role=role))] = roles[role]
    for stone, name in milestone_words(t).items():
        day = Meaning(role="milestone", milestone=stone)
        paper = Meaning(role="milestone_document", milestone=stone)
        found[meaning_text(day)] = t("upload.role_milestone", name=name)
        found[meaning_text(paper)] = t("upload.role_milestone_document", name=name)
    for one in dictionary:
        if one.lowest_level != "village" or one.code == FORMED_INDICATOR:
            continue
        for part in PARTS if one.kind == "ratio" else PARTS[-1:]:
            name = f"{one.code} · {t.words(one.short)}"
            words = f"{name}: {roles[part].lower()}"
            found[meaning_text(Meaning(role=part, indicator=one.code))] = words
    return found


def left_out_words(t: Translator, left_out: Mapping[int, str]) -> list[str]:
    """How many rows were left out, by reason, the commonest first."""
    words = {
        "total": lambda n: t("upload.left_total", n=n),
        "example": lambda n: t("upload.left_example", n=n),
        "note": lambda n: t("upload.left_note", n=n),
        "repeated_header": lambda n: t("upload.left_header", n=n),
        "skipped": lambda n: t("upload.left_skipped", n=n),
        "without_values": lambda n: t("upload.left_without_values", n=n),
        "unsettled": lambda n: t("upload.left_unsettled", n=n),
    }
    reasons = list(left_out.values())
    counts = {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [words[reason](n) for reason, n in ordered]


def missing_by_subject(checked: Checked) -> dict[str, tuple[str, ...]]:
    """Villages that the file lacks, for each of its indicators."""
    codes: Iterable[str] = dict.fromkeys(checked.observations["indicator"])
    if not len(checked.observations) and len(checked.formations):
        codes = (FORMED_INDICATOR,)
    return dict.fromkeys(codes, checked.missing) if checked.missing else {}


def changed_since(t: Translator, of: Snapshot, base: int) -> list[str]:
    """What others saved after a revision, the latest first."""
    rows = of.revisions[of.revisions["revision"] > base]
    told = zip(rows["revision"], rows["author"], rows["reason"], strict=True)
    lines = [
        t("upload.since_line", n=t.number(int(number)), who=str(author), reason=str(reason))
        for number, author, reason in told
    ]
    return lines[::-1]


def _reading(t: Translator, one: Finding, text: str) -> str:
    """A suggestion in words."""
    if one.kind == "number_ambiguous":
        typed = one.value or ""
        if text == one.suggestions[0]:
            return t("upload.reads_thousands", typed=typed, read=text)
        # As readers write it: 1.234 with a decimal comma is 1,234.
        return t("upload.reads_decimal", typed=typed, read=t.number(Decimal(text), 3))
    known = {
        ("share_unit", "percent"): t("upload.unit_percent"),
        ("share_unit", "share"): t("upload.unit_share"),
        ("share_unit_mixed", "mixed"): t("upload.unit_mixed"),
        ("share_unit_mixed", "percent"): t("upload.unit_all_percent"),
    }
    return known.get((one.kind, text), text)
