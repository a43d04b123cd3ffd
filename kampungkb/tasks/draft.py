"""What people have chosen and answered for a file so far, as it is kept in a draft."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, get_args

from kampungkb.intake.headers import Meaning, Part, Role, normalised
from kampungkb.intake.request import Request
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.model.milestones import MILESTONES

# A header stands in the first rows of a sheet, as `kampungkb.intake.layout` looks for it.
_HEADER_WITHIN: Final = 45
_TEXTS: Final = ("sheet", "indicator", "period", "agency", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """What a person said that a column means."""

    # As shown when it was said: in another file the column may be another one.
    header: str
    # None: to be left out.
    meaning: Meaning | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Everything that was said about a file besides the file.

    Parameters
    ----------
    sheet, indicator, period, agency, header_row
        As in :class:`kampungkb.intake.request.Request`.
    title : str, optional
        Of the source, as people will cite it.
    columns : mapping of int to ColumnChoice
        By the column's index, counted from 0.
    accepted : tuple of str
        ``KEY`` and ``KEY=ANSWER``; at most one for each key.
    """

    sheet: str | None = None
    indicator: str | None = None
    period: str | None = None
    agency: str | None = None
    title: str | None = None
    header_row: int | None = None
    columns: Mapping[int, ColumnChoice] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()

    @property
    def request(self) -> Request:
        """What the checks are given."""
        return Request(
            sheet=self.sheet,
            indicator=self.indicator,
            period=self.period,
            agency=self.agency,
            header_row=self.header_row,
            columns={index: one.meaning for index, one in self.columns.items()},
            accepted=self.accepted,
        )

    def answered(self, answers: Mapping[str, str | None]) -> "Choices":
        """With further answers by key, in place of earlier ones; None: merely confirmed."""
        kept = self.without(*answers).accepted
        new = [key if answer is None else f"{key}={answer}" for key, answer in answers.items()]
        return replace(self, accepted=(*kept, *new))

    def without(self, *keys: str) -> "Choices":
        """With the answers to some questions taken back."""
        taken = tuple(f"{key}=" for key in keys)
        kept = tuple(one for one in self.accepted if one not in keys and not one.startswith(taken))
        return replace(self, accepted=kept)

    def for_another_file(self) -> "Choices":
        """What holds for a corrected file too.

        An answer about a row does not: another village may stand in that row now.
        """
        kept = tuple(one for one in self.accepted if one.split(":")[2:3] == [""])
        return replace(self, accepted=kept)

    def fitting(self, book: Book) -> "Choices":
        """Without what a file has no more: a sheet that is gone, a column of another header."""
        names = [sheet.name for sheet in book.sheets]
        fitting = self if self.sheet in (None, *names) else replace(self, sheet=None)
        if not self.columns:
            return fitting
        sheets = [one for one in book.sheets if fitting.sheet in (None, one.name)]
        kept = {
            index: one
            for index, one in self.columns.items()
            if any(_stands(one.header, sheet, index) for sheet in sheets)
        }
        return replace(fitting, columns=kept)


def choices_text(choices: Choices) -> str:
    """Choices as JSON, the same text for the same choices."""
    about = {name: getattr(choices, name) for name in (*_TEXTS, "header_row")}
    columns = {
        str(index): {
            "header": one.header,
            "meaning": None if one.meaning is None else asdict(one.meaning),
        }
        for index, one in sorted(choices.columns.items())
    }
    whole = about | {"columns": columns, "accepted": list(choices.accepted)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def read_choices(text: str) -> Choices:
    """Choices from JSON; what cannot be understood (an older program wrote it) is left out."""
    try:
        whole = json.loads(text)
    except ValueError:
        return Choices()
    if not isinstance(whole, dict):
        return Choices()
    row = whole.get("header_row")
    accepted = whole.get("accepted")
    return Choices(
        **{name: _text(whole.get(name)) for name in _TEXTS},
        header_row=row if isinstance(row, int) and row >= 0 else None,
        columns=_columns(whole.get("columns")),
        accepted=tuple(one for one in accepted if isinstance(one, str))
        if isinstance(accepted, list)
        else (),
    )


def meaning_text(meaning: Meaning | None) -> str:
    """A meaning as one word for a menu; empty for a column that is left out."""
    if meaning is None:
        return ""
    parts = (meaning.role, meaning.indicator, meaning.milestone)
    return "|".join(part or "" for part in parts)


def meaning_of(text: str, present: Meaning | None = None) -> Meaning | None:
    """The meaning of such a word; a header's own period and percent sign stay."""
    if not text:
        return None
    role, indicator, milestone = text.split("|")
    return _meaning({
        "role": role, "indicator": indicator or None, "milestone": milestone or None,
        "period": None if present is None else present.period,
        "percent": present is not None and present.percent,
    })  # fmt: skip


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _columns(written: Any) -> dict[int, ColumnChoice]:
    if not isinstance(written, dict):
        return {}
    found = {}
    for index, one in written.items():
        if not (str(index).isdigit() and isinstance(one, dict) and "meaning" in one):
            continue
        meant = one["meaning"]
        meaning = None if meant is None else _meaning(meant)
        if meant is None or meaning is not None:
            found[int(index)] = ColumnChoice(header=_text(one.get("header")) or "", meaning=meaning)
    return found


def _meaning(written: Any) -> Meaning | None:
    if not isinstance(written, dict) or written.get("role") not in get_args(Role):
        return None
    stone = written.get("milestone")
    return Meaning(
        role=written["role"],
        indicator=_text(written.get("indicator")),
        period=_text(written.get("period")),
        milestone=stone if stone in MILESTONES else None,
        percent=written.get("percent") is True,
    )


def _stands(header: str, sheet: Sheet, index: int) -> bool:
    """Whether the last words of a header still stand near the top of a column."""
    if index >= sheet.columns:
        return False
    last = normalised(header.rpartition(" / ")[2])
    top = sheet.cells[index][:_HEADER_WITHIN]
    return any(isinstance(cell, str) and normalised(cell) == last for cell in top)


PARTS: Final[tuple[Part, ...]] = get_args(Part)
