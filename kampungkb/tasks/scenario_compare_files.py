"""The figures of plans side by side, as files."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kampungkb.exports.columns import Column, count_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.exports.plan_workbook import amount_column
from kampungkb.i18n.translator import Translator
from kampungkb.planning.compared import Reached
from kampungkb.tasks.scenario_compare import Compared
from kampungkb.tasks.scenario_compare_view import (
    bars,
    basis_sentences,
    made_up,
    measures,
    names_of,
)


def measures_listing(found: Compared, sources: tuple[str, ...], t: Translator) -> Listing:
    """One row per plan, with the measures of the page."""
    last = [one.course[-1] for one in found.comparison.measured]
    # When a share is reached, and from which data: in the words of the page.
    said = [row for row in measures(found, t).rows if row[0] not in _counted(t)]
    columns = (
        text_column(t("scenario.column_scenario"), names_of(found, t)),
        *_reached(last, t),
        amount_column(t("scenario.row_benefit"), bars(found, t)["benefit"]),
        *(text_column(label, cells) for label, cells in said),
    )
    return _listing(found, sources, t, columns, title=t("scenario.compare_title"))


def course_listing(found: Compared, sources: tuple[str, ...], t: Translator) -> Listing:
    """One row per plan and quarter: what is formed and reached by its end."""
    rows = [
        (name, one)
        for name, measured in zip(names_of(found, t), found.comparison.measured, strict=True)
        for one in measured.course
    ]
    columns = (
        text_column(t("scenario.column_scenario"), [name for name, _ in rows]),
        text_column(t("scenario.column_quarter"), [one.quarter for _, one in rows]),
        *_reached([one for _, one in rows], t),
    )
    return _listing(found, sources, t, columns, title=t("scenario.course_title"))


def _counted(t: Translator) -> tuple[str, ...]:
    return (
        t("scenario.row_villages"), t("scenario.row_unknown"), t("scenario.row_people"),
        t("scenario.row_benefit"),
    )  # fmt: skip


def _reached(rows: Sequence[Reached], t: Translator) -> tuple[Column, ...]:
    """Villages formed and people reached; missing where no need of them is known."""
    known = [one.unknown < one.villages or not one.villages for one in rows]
    people = [one.people if has else None for one, has in zip(rows, known, strict=True)]
    return (
        count_column(t("scenario.row_villages"), [one.villages for one in rows]),
        count_column(t("scenario.row_unknown"), [one.unknown for one in rows]),
        amount_column(t("scenario.row_people"), people),
    )


def _listing(
    found: Compared, sources: tuple[str, ...], t: Translator, columns: tuple[Column, ...], *,
    title: str,
) -> Listing:  # fmt: skip
    of = found.basis.snapshot
    return Listing(
        topic=t("scenario.file_compared"), sheet=t("scenario.sheet_compared"), title=title,
        area=of.area_name, as_of=found.basis.ledger.as_of, revision=of.revision, columns=columns,
        made_up=(made_up(found),) * len(columns[0].cells),
        about=[(t("common.how_computed"), one) for one in basis_sentences(found, t)],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip
