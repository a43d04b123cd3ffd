"""Everything that was found in an uploaded file, as a table to take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from kampungkb.exports.columns import Column, count_column, text_column
from kampungkb.exports.listing import Listing, listing_file_name
from kampungkb.i18n.translator import Translator
from kampungkb.intake.checked import Checked
from kampungkb.intake.request import SKIP, Answers
from kampungkb.model.findings import Finding
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload_view import answer_words, left_out_words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of the table; what does not apply is None."""

    kind: str
    said: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    rows: int | None = None
    value: str | None = None
    expected: str | None = None
    state: str | None = None
    answer: str | None = None


def has_findings(checked: Checked) -> bool:
    """Whether `findings_listing` has a row."""
    return bool(checked.findings or _left_out(checked))


def findings_listing(
    of: Snapshot, checked: Checked, answers: Answers, file_name: str, t: Translator
) -> Listing:
    """All findings of a file, answered ones too, and then the rows that were left out of it.

    As on the page the gravest come first, those of a kind in the order of the file.

    Parameters
    ----------
    answers : Answers
        What was answered so far.
    file_name : str
        As its sender called it; it names the listing and is its source.

    Returns
    -------
    Listing
        Sheet, row and column as the file has them; empty where a finding is about all of them.
        What the file says stands there as text. Nothing is marked as made up: the words are the
        file's, and no figure of the dashboard is among them.
    """
    found = list(_rows(of, checked, answers, t))
    columns = (
        text_column(t("upload.column_kind"), [one.kind for one in found]),
        text_column(t("upload.sheet"), [one.sheet for one in found]),
        count_column(t("upload.column_row"), [one.row for one in found]),
        text_column(t("upload.column_column"), [one.column for one in found]),
        text_column(t("upload.column_found"), [one.value for one in found]),
        text_column(t("upload.column_asked"), [one.said for one in found]),
        text_column(t("upload.column_expected"), [one.expected for one in found]),
        count_column(t("upload.column_rows"), [one.rows for one in found]),
        text_column(t("upload.column_state"), [one.state for one in found]),
        text_column(t("upload.column_answer"), [one.answer for one in found]),
    )
    return _listing(of, file_name, t, columns, rows=len(found))


def findings_file_name(of: Snapshot, file_name: str, t: Translator, extension: str) -> str:
    """Name of the file that `findings_listing` fills, without looking at one finding."""
    return listing_file_name(_listing(of, file_name, t, (), rows=0), t, extension)


def _listing(
    of: Snapshot, file_name: str, t: Translator, columns: tuple[Column, ...], *, rows: int
) -> Listing:
    return Listing(
        topic=f"{t('upload.file_findings')}-{PurePath(file_name).stem}",
        sheet=t("upload.step_findings"), title=t("upload.file_title", name=file_name),
        # Of the file's own period, which may be new to the dashboard, the findings speak.
        area=of.area_name, as_of=None, revision=of.revision, columns=columns,
        made_up=(False,) * rows,
        about=[(t("common.how_computed"), t("upload.file_findings_how"))],
        sources=(file_name,), printed_at=datetime.now(UTC),
    )  # fmt: skip


def _rows(of: Snapshot, checked: Checked, answers: Answers, t: Translator) -> Iterator[_Row]:
    kinds = {
        "error": t("upload.kind_error"),
        "question": t("upload.kind_question"),
        "warning": t("upload.kind_warning"),
        "info": t("upload.kind_info"),
    }
    for one in sorted(checked.findings, key=lambda one: list(kinds).index(one.severity)):
        is_answered = one.key in checked.answered
        yield _Row(
            kind=kinds[one.severity], sheet=one.sheet, row=one.row, column=one.column,
            value=one.value, said=finding_message(t, one), expected=one.expected, rows=one.rows,
            state=_state(one, t, is_answered=is_answered),
            answer=_answer(of, one, answers, t) if is_answered else None,
        )  # fmt: skip
    sheet = None if checked.layout is None else checked.layout.sheet
    for row, reason in _left_out(checked).items():
        (said,) = left_out_words(t, {row: reason})
        yield _Row(kind=kinds["info"], sheet=sheet, row=row, said=said)


def _left_out(checked: Checked) -> dict[int, str]:
    """Rows that were not taken; of a refused file no row is, and that says nothing of them."""
    return {} if checked.errors else dict(sorted(checked.left_out.items()))


def _state(one: Finding, t: Translator, *, is_answered: bool) -> str | None:
    """What a finding still needs; None for what the program did by itself."""
    if one.severity == "info":
        return None
    if one.severity == "error":
        return t("upload.state_correct")
    return t("upload.state_answered") if is_answered else t("upload.state_open")


def _answer(of: Snapshot, one: Finding, answers: Answers, t: Translator) -> str:
    answer = None if answers.confirmed_only(one.key) else answers.chosen(one.key, ())
    return t("upload.skipped") if answer == SKIP else answer_words(t, of, one, answer)
