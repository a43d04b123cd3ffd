"""The list of saved plans, with the figures that each was saved with, as files to take away."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kampungkb.exports.columns import Column, count_column, share_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.exports.plan_workbook import amount_column
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.scenario import Entry, Keeps
from kampungkb.tasks.scenario_view import state_word, status_word
from kampungkb.tasks.snapshot import Snapshot


def scenarios_listing(of: Snapshot, shown: Sequence[Entry], t: Translator) -> Listing:
    """Scenarios in the order of the page, one row each.

    Parameters
    ----------
    shown : sequence of Entry
        Those that the page shows: withdrawn ones only where somebody asked for them.

    Returns
    -------
    Listing
        Figures as they were when the plan was saved; empty where the scenario does not say, and
        people and benefit where no village of the plan has a known need. Marked as made up is
        each plan that illustrative data decide, and each that does not say.
    """
    return Listing(
        topic=t("scenario.file_list"), sheet=t("scenario.list_title"), title=t("scenario.title"),
        area=of.area_name, as_of=of.as_of, revision=of.revision,
        columns=(*_saved_columns(shown, t), *_figure_columns(shown, t)),
        made_up=tuple(one.summary.made_up for one in shown),
        about=[(t("common.how_computed"), t("scenario.file_how"))],
        sources=(t("scenario.file_source"),), printed_at=datetime.now(UTC),
    )  # fmt: skip


def _saved_columns(shown: Sequence[Entry], t: Translator) -> tuple[Column, ...]:
    """What was saved, by whom, and what it rests on."""
    return (
        count_column(t("scenario.column_number"), [one.scenario_id for one in shown]),
        text_column(t("scenario.column_scenario"), [one.name for one in shown]),
        text_column(t("scenario.column_state"), [state_word(t, one) for one in shown]),
        count_column(t("scenario.column_version"), [one.version for one in shown]),
        text_column(t("history.column_author"), [one.author for one in shown]),
        text_column(t("history.column_agency"), [one.agency for one in shown]),
        text_column(t("scenario.column_saved"), [t.datetime(one.at) for one in shown]),
        count_column(t("scenario.row_data"), [one.data_revision for one in shown]),
        text_column(t("scenario.column_note"), [one.note for one in shown]),
        text_column(t("scenario.label_keeps"), [_kept(one.summary.keeps, t) for one in shown]),
    )


def _kept(keeps: Keeps | None, t: Translator) -> str | None:
    if keeps is None:
        return None
    return t("scenario.keeps", name=keeps.name, version=t.number(keeps.version))


def _figure_columns(shown: Sequence[Entry], t: Translator) -> tuple[Column, ...]:
    """The figures of the plans."""
    found = [one.summary for one in shown]
    # Nobody counted is not nobody there.
    people = [None if one.needs_unknown else one.people for one in found]
    benefit = [None if one.needs_unknown else one.benefit for one in found]
    return (
        text_column(t("scenario.label_status"), [status_word(t, one) for one in found]),
        share_column(t("scenario.column_share"), [one.share for one in found]),
        count_column(t("scenario.column_target"), [one.target for one in found]),
        count_column(t("scenario.column_formed"), [one.formed for one in found]),
        text_column(t("scenario.column_start"), [one.start for one in found]),
        text_column(t("scenario.column_by"), [one.by for one in found]),
        count_column(t("scenario.column_villages"), [one.villages for one in found]),
        count_column(t("scenario.row_unknown"), [one.unknown for one in found]),
        text_column(t("scenario.column_reached"), [one.reached_on for one in found]),
        count_column(t("scenario.column_short"), [one.short for one in found]),
        amount_column(t("scenario.row_people"), people),
        amount_column(t("scenario.row_benefit"), benefit),
    )
