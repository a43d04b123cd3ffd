"""The files of the dictionary: its indicators, their targets, and published figures."""

from datetime import UTC, datetime

from kampungkb.exports.columns import Column, figure_column, text_column, words_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.dictionary_view import entry, figure_name
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word


def dictionary_listing(of: Snapshot, found: tuple[Indicator, ...], t: Translator) -> Listing:
    """Indicators with their definitions and the targets in use, one row each."""
    entries = [entry(of, one, t) for one in found]
    in_use = [next((row for row in one.targets if row.in_use), None) for one in entries]
    columns: list[tuple[str, list[str | None]]] = [
        (t("map.column_code"), [one.code for one in found]),
        (t("map.column_indicator"), [t.words(one.name) for one in found]),
        (t("dictionary.column_formula"), [one.formula for one in entries]),
        (t("dictionary.column_unit"), [one.scale for one in entries]),
        (t("dictionary.where"), [one.population for one in entries]),
        (t("dictionary.agency"), [one.responsible for one in found]),
        (t("dictionary.column_pillar"), [pillar_word(t, one.pillar) for one in found]),
        (t("dictionary.rhythm"), [f"{e.indicator.source_system}; {e.rhythm}" for e in entries]),
        (t("dictionary.column_target"), [None if row is None else row.value for row in in_use]),
        (t("dictionary.column_year"), [None if row is None else row.year for row in in_use]),
        (t("dictionary.column_source"), [None if row is None else row.source for row in in_use]),
        (t("dictionary.column_link"), [None if row is None else row.url for row in in_use]),
        (t("dictionary.column_caution"), [
            None if one.caution is None else t.words(one.caution) for one in found
        ]),
    ]  # fmt: skip
    return _file(
        of, t, topic=t("dictionary.file"), sheet=t("dictionary.sheet"), title=t("dictionary.title"),
        columns=tuple(text_column(name, cells) for name, cells in columns), rows=len(found),
    )  # fmt: skip


def published_listing(of: Snapshot, t: Translator) -> Listing:
    """Every figure that somebody published for an area as a whole."""
    figures = of.published
    columns: tuple[Column, ...] = (
        text_column(t("dictionary.column_figure"), map(figure_name, figures["figure"])),
        text_column(t("map.column_indicator"), figures["indicator"]),
        text_column(t("dictionary.column_area"), figures["area_name"]),
        text_column(t("dictionary.column_period"), figures["period"]),
        figure_column(t("dictionary.column_value"), figures["value"], "", 0, ""),
        text_column(
            t("dictionary.column_own_unit"),
            figures["unit"].replace("share", t("dictionary.of_one")),
        ),
        text_column(t("dictionary.column_source"), figures["source_title"]),
        text_column(t("dictionary.column_link"), figures["source_url"]),
        text_column(t("export.note"), figures["note"]),
    )  # fmt: skip
    return _file(
        of, t, topic=t("dictionary.file_published"), sheet=t("dictionary.sheet_published"),
        title=t("dictionary.published"), columns=columns, rows=len(figures),
    )  # fmt: skip


def targets_listing(of: Snapshot, t: Translator, only: Indicator | None = None) -> Listing:
    """Every published target of every indicator, and whether shortfalls are counted from it.

    Parameters
    ----------
    only : Indicator, optional
        Leaves out the targets of all others.
    """
    about = of.dictionary if only is None else (only,)
    rows = [(one, target) for one in about for target in entry(of, one, t).targets]
    yes_no = {True: t("export.yes"), False: t("export.no")}
    columns: tuple[Column, ...] = (
        text_column(t("map.column_code"), [one.code for one, _ in rows]),
        text_column(t("map.column_indicator"), [t.words(one.short) for one, _ in rows]),
        text_column(t("export.target"), [target.value for _, target in rows]),
        text_column(t("dictionary.column_year"), [target.year for _, target in rows]),
        text_column(t("dictionary.column_scope"), [target.scope for _, target in rows]),
        words_column(t("dictionary.column_in_use"), [x.in_use for _, x in rows], yes_no),
        words_column(t("dictionary.column_confirmed"), [x.confirmed for _, x in rows], yes_no),
        text_column(t("dictionary.column_source"), [target.source for _, target in rows]),
        text_column(t("dictionary.column_link"), [target.url for _, target in rows]),
        text_column(t("export.note"), [target.note or None for _, target in rows]),
    )
    topic, title = t("dictionary.file_targets"), t("dictionary.targets")
    if only is not None:
        topic, title = f"{topic}-{only.code}", f"{title}: {t.words(only.name)}"
    return _file(
        of, t, topic=topic, sheet=t("dictionary.sheet_targets"), title=title, columns=columns,
        rows=len(rows),
    )  # fmt: skip


def _file(
    of: Snapshot, t: Translator, *, topic: str, sheet: str, title: str,
    columns: tuple[Column, ...], rows: int,
) -> Listing:  # fmt: skip
    return Listing(
        topic=topic, sheet=sheet, title=title, area=of.area_name, as_of=of.as_of,
        revision=of.revision, columns=columns, made_up=(False,) * rows, about=[],
        sources=(t("dictionary.source"),), printed_at=datetime.now(UTC),
    )  # fmt: skip
