"""One village's formation or one value from a form: it goes the way of a file with one row.

What was typed becomes a table in memory, so that the rules of uploads are written once. No file
is kept: who, why and which document stand in the revision and its source.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final, Literal

import pandas as pd
from sqlalchemy import Engine

from kampungkb.i18n.languages import Language
from kampungkb.i18n.parse import parse_number
from kampungkb.i18n.translator import Translator
from kampungkb.intake.check_file import check_book
from kampungkb.intake.checked import Checked
from kampungkb.intake.headers import Meaning
from kampungkb.intake.period_words import read_period
from kampungkb.intake.request import Known, Request
from kampungkb.intake.sheets import Book, Sheet, Value
from kampungkb.model.findings import Finding, finding
from kampungkb.model.indicators import Indicator
from kampungkb.model.milestones import MILESTONES, Milestone
from kampungkb.model.periods import latest_period
from kampungkb.store.revisions import (
    Change,
    PlannedRevision,
    plan_revision,
)
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.formation_words import milestone_words
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import Upload, Verdict, change_of, file_hash

KIND: Final = "form"
LONGEST: Final = 200
State = Literal["formed", "not_formed", "no_data"]
# Remarks about a file as a whole, which say nothing of one row.
_OF_FILES: Final = frozenset({"villages_missing", "columns_left_out", "formed_by_working_group"})

_HALF: Final = frozenset({"counts_incomplete", "no_values"})
_COUNTS: Final = ("numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEntry:
    """One value as it was typed."""

    village: str
    indicator: str
    # In any form that an upload may have: `Triwulan III 2026`, `2026-Q3`.
    period: str
    numerator: str = ""
    denominator: str = ""
    # Per cent for a share.
    value: str = ""
    # The official value is taken back: nothing is known any more.
    no_data: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormationEntry:
    """One village's formation as it was typed. What is blank is not known, or no longer said."""

    village: str
    state: State
    formed_on: str = ""
    document: str = ""
    class_name: str = ""
    class_period: str = ""
    # Day and document.
    milestones: Mapping[Milestone, tuple[str, str]] = field(default_factory=dict)


Entry = ValueEntry | FormationEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Which document says so, and whose it is."""

    title: str
    agency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding about a form."""

    # Name of the field that it belongs to; None: the form as a whole.
    field: str | None
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedEntry:
    """What saving a form would do; nothing of it is done yet."""

    entry: Entry
    remarks: tuple[Remark, ...]
    # Keys of the questions and warnings that have an answer.
    answered: frozenset[str]
    change: Change
    # None: it is refused.
    planned: PlannedRevision | None
    verdict: Verdict

    @property
    def open(self) -> tuple[Finding, ...]:
        """The questions and warnings that wait for an answer."""
        return tuple(
            one.finding
            for one in self.remarks
            if one.finding.severity in ("question", "warning")
            and one.finding.key not in self.answered
        )


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    header: str
    meaning: Meaning
    cell: Value


def prepare_entry(
    engine: Engine,
    snapshot: Snapshot,
    known: Known,
    entry: Entry,
    cited: Cited,
    t: Translator,
    *,
    accepted: Collection[str] = (),
) -> PreparedEntry:
    """Check a form and work out what saving it would change.

    Parameters
    ----------
    engine : Engine
        Read only.
    snapshot : Snapshot
        The last revision.
    known : Known
        As `kampungkb.tasks.upload.known_of` gives it for that snapshot.
    entry, cited
        What was typed.
    t : Translator
        Its language decides what ``1.234`` is, and names the fields in findings.
    accepted : collection of str
        As in `kampungkb.intake.request.Request`.

    Returns
    -------
    PreparedEntry
        With everything that is wrong at once.
    """
    own = [*_source_remarks(entry, cited), *_nothing_there(snapshot, entry)]
    columns = _columns(snapshot, entry, t)
    request = Request(
        agency=cited.agency, header_row=0, accepted=tuple(accepted),
        columns={at: column.meaning for at, column in enumerate(columns)},
    )  # fmt: skip
    checked = check_book(_book(columns), known, request) if columns else None
    change = _change(snapshot, entry, cited, request, checked)
    remarks = (*own, *_remarks(checked, columns))
    answered = checked.answered if checked else frozenset()
    if any(one.finding.severity == "error" for one in remarks):
        return PreparedEntry(
            entry=entry, remarks=remarks, answered=answered, change=change, planned=None,
            verdict="refused",
        )  # fmt: skip
    planned = plan_revision(engine, change)
    verdict: Verdict = checked.verdict if checked else "ready"
    if verdict == "ready" and planned.content_sha256 is None:
        verdict = "unchanged"
    return PreparedEntry(
        entry=entry, remarks=remarks, answered=answered, change=change, planned=planned,
        verdict=verdict,
    )  # fmt: skip


def remark_words(t: Translator, remark: Remark) -> str:
    """A remark's sentence: that of an upload, without the advice to upload again."""
    words = finding_message(t, remark.finding)
    for advice in (t("entry.upload_again"), f" {t('entry.upload_again_sentence')}"):
        words = words.replace(advice, "")
    return words


def can_be_typed(indicator: Indicator) -> bool:
    """Whether a form takes values of an indicator: those of villages, but not who is formed."""
    return indicator.lowest_level == "village" and indicator.code != "K01"


def _source_remarks(entry: Entry, cited: Cited) -> list[Remark]:
    """What is missing of the source; who takes a value back cites none."""
    if isinstance(entry, ValueEntry) and entry.no_data:
        return []
    found = []
    title = " ".join(cited.title.split())
    if not title:
        found.append(Remark(field="title", finding=finding("form_source_missing", "error")))
    elif len(title) > LONGEST or not title.isprintable():
        one = finding("form_text_too_long", "error", longest=LONGEST)
        found.append(Remark(field="title", finding=one))
    if cited.agency is None:
        found.append(Remark(field="agency", finding=finding("form_agency_missing", "error")))
    return found


def _nothing_there(snapshot: Snapshot, entry: Entry) -> list[Remark]:
    """A form that says nothing, and takes nothing back."""
    if isinstance(entry, ValueEntry):
        if entry.no_data and not len(_official_value(snapshot, entry)):
            return [Remark(field="no_data", finding=finding("form_nothing_to_end", "error"))]
        return []
    return _unsaid(snapshot, entry) or (
        [Remark(field="state", finding=finding("form_blank", "error"))]
        if not _says(entry) and not _gone(snapshot, entry)
        else []
    )


def _unsaid(snapshot: Snapshot, entry: FormationEntry) -> list[Remark]:
    """What was typed beside a choice that was not made: it would be lost without a word.

    Beside what is taken back it only stands as it was.
    """
    found = []
    typed = entry.formed_on.strip() or entry.document.strip()
    none_there = official_of(snapshot.formations, entry.village).empty
    if entry.state == "no_data" and typed and none_there:
        found.append(Remark(field="state", finding=finding("form_state_missing", "error")))
    none_there = latest_class(snapshot, entry.village).empty
    if entry.class_period.strip() and not entry.class_name and none_there:
        found.append(Remark(field="class_name", finding=finding("form_class_missing", "error")))
    return found


def _says(entry: FormationEntry) -> bool:
    texts = [entry.class_name, *(text for both in entry.milestones.values() for text in both)]
    return entry.state != "no_data" or any(text.strip() for text in texts)


def _columns(snapshot: Snapshot, entry: Entry, t: Translator) -> list[_Column]:
    """The row to be checked; none where the form only takes something back."""
    village = _Column("village", t("entry.village"), Meaning(role="code"), entry.village)
    if isinstance(entry, ValueEntry):
        return [] if entry.no_data else [village, *_value_columns(snapshot, entry, t)]
    return [village, *_formation_columns(entry, t)] if _says(entry) else []


def _value_columns(snapshot: Snapshot, entry: ValueEntry, t: Translator) -> list[_Column]:
    indicator = snapshot.dictionary.get(entry.indicator)
    percent = Meaning(role="value", percent=indicator.kind == "ratio" and indicator.unit == "share")
    found = [
        _Column("indicator", t("entry.indicator"), Meaning(role="indicator"), entry.indicator),
        _Column("period", t("entry.period"), Meaning(role="period"), _text(entry.period)),
    ]
    if indicator.kind == "ratio":
        found += [
            _Column("numerator", t("entry.numerator"), Meaning(role="numerator"),
                    number_cell(entry.numerator, t.language)),
            _Column("denominator", t("entry.denominator"), Meaning(role="denominator"),
                    number_cell(entry.denominator, t.language)),
        ]  # fmt: skip
    cell = _text(entry.value) if indicator.kind == "yes_no" else (
        number_cell(entry.value, t.language)
    )  # fmt: skip
    return [*found, _Column("value", t("entry.value"), percent, cell)]


def _formation_columns(entry: FormationEntry, t: Translator) -> list[_Column]:
    found = []
    if entry.state != "no_data":
        said = "ya" if entry.state == "formed" else "tidak"
        found += [
            _Column("state", t("entry.state"), Meaning(role="formed"), said),
            _Column("formed_on", t("entry.formed_on"), Meaning(role="formed_on"),
                    _text(entry.formed_on)),
            _Column("document", t("entry.document"), Meaning(role="document"),
                    _text(entry.document)),
        ]  # fmt: skip
    names = milestone_words(t)
    for stone in MILESTONES:
        day, paper = entry.milestones.get(stone, ("", ""))
        if day.strip() or paper.strip():
            found += [
                _Column(day_field(stone), t("entry.day_of", stone=names[stone]),
                        Meaning(role="milestone", milestone=stone), _text(day)),
                _Column(paper_field(stone), t("entry.document_of", stone=names[stone]),
                        Meaning(role="milestone_document", milestone=stone), _text(paper)),
            ]  # fmt: skip
    if entry.class_name:
        found += [
            _Column("class_name", t("entry.class_name"), Meaning(role="class"), entry.class_name),
            _Column("class_period", t("entry.class_period"), Meaning(role="class_period"),
                    _text(entry.class_period)),
        ]  # fmt: skip
    return found


def day_field(stone: Milestone) -> str:
    """Name of the field of a milestone's day."""
    return f"{stone}_on"


def paper_field(stone: Milestone) -> str:
    """Name of the field of a milestone's document."""
    return f"{stone}_document"


def number_cell(text: str, language: Language) -> Value:
    """A typed number as a cell: ``12,5`` is 12.5 in both languages; else the text as it is.

    A form speaks one language, so nothing has to be asked that a column of a file would ask.
    """
    number = parse_number(text, language)
    if number is None:
        return _text(text)
    if number == number.to_integral_value():
        return int(number)
    # A float holds fifteen digits of a decimal; longer ones are read as text.
    return float(number) if len(number.as_tuple().digits) <= 15 else text


def _text(text: str) -> str | None:
    return text.strip() or None


def _book(columns: Sequence[_Column]) -> Book:
    sheet = Sheet(
        name="", hidden=False, rows=2, columns=len(columns),
        cells=[[column.header, column.cell] for column in columns],
    )  # fmt: skip
    return Book(kind="xlsx", encoding=None, delimiter=None, sheets=(sheet,))


def _remarks(checked: Checked | None, columns: Sequence[_Column]) -> list[Remark]:
    if checked is None:
        return []
    fields = {column.header: column.field for column in columns}
    # In a file such a row has no data yet; in a form somebody has just typed half of it.
    blank = [one.field for one in columns if one.field in _COUNTS and one.cell is None]
    half = len(blank) == 1
    found = [
        Remark(field=_field(one, fields), finding=_of_form(one))
        for one in checked.findings
        if one.kind not in _OF_FILES and not (half and one.kind in _HALF)
    ]
    if half:
        found.append(Remark(field=blank[0], finding=finding("form_count_missing", "error")))
    return found


def _field(one: Finding, fields: Mapping[str, str]) -> str | None:
    """Where a finding stands; some are of a file as a whole, but of one field of a form."""
    if one.kind == "period_rhythm":
        return "period"
    if one.kind == "no_values":
        return next((name for name in ("numerator", "value") if name in fields.values()), None)
    return fields.get(one.column or "")


def _of_form(one: Finding) -> Finding:
    """A finding about the table as a whole, in the words of a form."""
    return replace(one, kind="form_blank") if one.kind == "no_values" else one


def _change(
    snapshot: Snapshot, entry: Entry, cited: Cited, request: Request, checked: Checked | None
) -> Change:
    change = Change()
    if checked is not None:
        said = {"entry": asdict(entry), "title": cited.title, "agency": cited.agency}
        data = json.dumps(said, sort_keys=True, ensure_ascii=True).encode()
        upload = Upload(file_name="", data=data, sha256=file_hash(data), book=_NO_BOOK)
        title = " ".join(cited.title.split())
        checked = replace(checked, formations=_in_its_scheme(snapshot, checked.formations))
        change = change_of(snapshot, checked, upload, request, title, kind=KIND)
    if isinstance(entry, ValueEntry):
        if not entry.no_data:
            return change
        return replace(change, retract_observations=_official_value(snapshot, entry))
    return replace(change, **_gone(snapshot, entry))  # type: ignore[arg-type]


_NO_BOOK: Final = Book(kind="xlsx", encoding=None, delimiter=None, sheets=())


def _in_its_scheme(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    """Formations in the scheme that they were recorded in; the form does not ask for it."""
    official = snapshot.formations[snapshot.formations["origin"] == "official"]
    scheme = official.set_index("village_code")["scheme"]
    return rows.assign(scheme=rows["village_code"].map(scheme).fillna(rows["scheme"]))


def _official_value(snapshot: Snapshot, entry: ValueEntry) -> pd.DataFrame:
    """The row that a value takes the place of; without rows where there is none."""
    return official_values(
        snapshot, entry.village, entry.indicator, read_period(entry.period.strip())
    )


def official_values(
    snapshot: Snapshot, village: str, indicator: str, period: str | None
) -> pd.DataFrame:
    """OBSERVATIONS: the official value of a village, at most one row."""
    rows = snapshot.observations
    mine = rows[(rows["village_code"] == village) & (rows["origin"] == "official")]
    return mine[(mine["indicator"] == indicator) & (mine["period"] == period)]


def official_of(frame: pd.DataFrame, village: str) -> pd.DataFrame:
    """The official rows of a village."""
    return frame[(frame["village_code"] == village) & (frame["origin"] == "official")]


def latest_class(snapshot: Snapshot, village: str) -> pd.DataFrame:
    """CLASSIFICATIONS: the latest official class of a village, at most one row."""
    mine = official_of(snapshot.classifications, village)
    return mine[mine["period"] == latest_period(set(mine["period"]))]


def _gone(snapshot: Snapshot, entry: FormationEntry) -> dict[str, pd.DataFrame]:
    """What the village has officially and the form no longer says, as parts of a change."""
    state = official_of(snapshot.formations, entry.village)
    reached = official_of(snapshot.milestones, entry.village)
    said = {stone for stone, both in entry.milestones.items() if any(map(str.strip, both))}
    frames = {
        "retract_formations": state if entry.state == "no_data" else state.iloc[:0],
        "retract_milestones": reached[~reached["milestone"].isin(said)],
        "retract_classifications": latest_class(snapshot, entry.village).iloc[
            : 0 if entry.class_name else 1
        ],
    }
    return {name: frame for name, frame in frames.items() if len(frame)}
