"""What a form shows as known, as files to take away: values of a village, and its formation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kampungkb.analysis.latest import with_shares
from kampungkb.exports.columns import (
    Column,
    count_column,
    measured_column,
    text_column,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.entry_view import known_values
from kampungkb.tasks.formation_words import given_classes, known_state, reached_stages
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import titles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One thing that is known of a village's formation."""

    what: str
    said: str
    # A day or a period; None: unknown.
    when: str | None
    document: str
    source_id: str
    revision: int
    official: bool


def values_listing(of: Snapshot, village: str, indicator: Indicator, t: Translator) -> Listing:
    """Every value of `kampungkb.tasks.entry_view.known_values`, one period each."""
    rows = known_values(of, village, indicator)
    official = rows["origin"] == "official"
    columns = (
        *_place(of, village, len(rows), t),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), [t.words(indicator.name)] * len(rows)),
        text_column(t("export.period"), rows["period"]),
        count_column(t("export.numerator"), rows["numerator"]),
        count_column(t("export.denominator"), rows["denominator"]),
        measured_column(t("export.value"), with_shares(rows)["value"], indicator, t),
        text_column(t("export.status"), rows["status"]),
        *_trust(of, rows["source_id"].tolist(), rows["revision"].tolist(), official.tolist(), t),
    )
    return Listing(
        topic=f"{t('entry.values_file')}-{indicator.code}-{village}",
        sheet=t("entry.values_sheet"),
        title=f"{of.names[village]}: {t.words(indicator.name)}",
        area=of.area_name, as_of=of.as_of, revision=of.revision, columns=columns,
        made_up=tuple(~official), about=[], sources=titles(of, rows["source_id"]),
        printed_at=datetime.now(UTC),
    )  # fmt: skip


def formation_listing(of: Snapshot, village: str, t: Translator) -> Listing:
    """State, stages reached and classes of a village, one row each; official before made-up."""
    entries = list(_entries(of, village, t))
    official = [one.official for one in entries]
    columns = (
        *_place(of, village, len(entries), t),
        text_column(t("entry.file_what"), [one.what for one in entries]),
        text_column(t("entry.state"), [one.said for one in entries]),
        text_column(t("entry.file_when"), [one.when for one in entries]),
        text_column(t("entry.paper"), [one.document or None for one in entries]),
        *_trust(
            of, [one.source_id for one in entries], [one.revision for one in entries], official, t
        ),
    )
    return Listing(
        topic=f"{t('entry.formation_file')}-{village}", sheet=t("entry.formation_sheet"),
        title=t("entry.formation_title", name=of.names[village]), area=of.area_name,
        as_of=of.as_of, revision=of.revision, columns=columns,
        made_up=tuple(not one for one in official), about=[],
        sources=titles(of, [one.source_id for one in entries]), printed_at=datetime.now(UTC),
    )  # fmt: skip


def _entries(of: Snapshot, village: str, t: Translator) -> Iterator[_Entry]:
    state = known_state(of, village)
    if state is not None:
        formed = t("entry.state_formed") if state.formed else t("entry.state_not_formed")
        yield _Entry(
            what=t("entry.file_formation"), said=formed, when=_written(state.day),
            document=state.document, source_id=state.source_id, revision=state.revision,
            official=state.official,
        )  # fmt: skip
    for stage in reached_stages(of, village, t):
        yield _Entry(
            what=stage.name, said=t("entry.file_reached"), when=_written(stage.day),
            document=stage.document, source_id=stage.source_id, revision=stage.revision,
            official=stage.official,
        )  # fmt: skip
    for one in given_classes(of, village, t):
        yield _Entry(
            what=t("entry.class_name"), said=one.name, when=one.period, document=one.document,
            source_id=one.source_id, revision=one.revision, official=one.official,
        )  # fmt: skip


def _place(of: Snapshot, village: str, rows: int, t: Translator) -> tuple[Column, ...]:
    district = of.names.get(of.parents.get(village, ""))
    return (
        text_column(t("export.village_code"), [village] * rows),
        text_column(t("export.village_name"), [of.names[village]] * rows),
        text_column(t("export.district_name"), [district] * rows),
    )


def _trust(
    of: Snapshot,
    source_ids: Sequence[str],
    revisions: Sequence[int],
    official: Sequence[bool],
    t: Translator,
) -> tuple[Column, ...]:
    origins = {True: t("common.official"), False: t("common.illustrative")}
    named = of.sources.set_index("source_id")["title"].to_dict()
    return (
        text_column(t("common.source"), [named.get(one) for one in source_ids]),
        count_column(t("export.about_revision"), revisions),
        words_column(t("export.origin"), official, origins),
    )


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
