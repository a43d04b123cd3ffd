"""The tables of the history: on the screen, and as files to take away."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from kampungkb.exports.columns import Column, count_column, figure_column, text_column
from kampungkb.exports.listing import Listing, listing_file_name
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.tasks import history_view as view
from kampungkb.tasks.history import Document
from kampungkb.tasks.history_rows import Difference, differences, largest_first
from kampungkb.tasks.history_view import Entry
from kampungkb.tasks.snapshot import Snapshot


def listing(
    t: Translator, of: Snapshot, *, topic: str, title: str, columns: tuple[Column, ...],
    made_up: Sequence[bool], revision: int | None = None,
) -> Listing:  # fmt: skip
    """A table as a file, with what all files of this page say."""
    return Listing(
        topic=topic,
        sheet=title,
        title=f"{t('history.title')}: {title}",
        area=of.area_name,
        as_of=None,
        revision=of.last_revision if revision is None else revision,
        columns=columns,
        made_up=tuple(made_up),
        about=[(t("common.how_computed"), t("history.how"))],
        sources=(),
        printed_at=datetime.now(UTC),
    )


def entries_file(t: Translator, of: Snapshot, found: Sequence[Entry]) -> Listing:
    """The revisions with everything that is known of them."""
    columns = (
        count_column(t("history.column_revision"), [one.number for one in found]),
        text_column(t("history.column_time"), [t.datetime(one.time) for one in found]),
        text_column(t("history.kind"), [view.kind_word(t, one.kind) for one in found]),
        text_column(t("history.column_author"), [one.author for one in found]),
        text_column(t("history.column_agency"), [one.agency for one in found]),
        text_column(t("history.column_reason"), [one.reason for one in found]),
        text_column(t("history.column_file"), [one.file_name for one in found]),
        text_column(t("history.column_sha256"), [one.file_sha256 for one in found]),
        count_column(t("history.column_new"), [one.new for one in found]),
        count_column(t("history.column_changed"), [one.changed for one in found]),
        count_column(t("history.column_ended"), [one.ended for one in found]),
        count_column(t("history.column_undoes"), [one.undoes for one in found]),
        count_column(t("history.column_undone"), [one.undone_by for one in found]),
    )
    return listing(
        t, of, topic=t("history.file"), title=t("history.title"), columns=columns,
        made_up=[False] * len(found),
    )  # fmt: skip


def differences_table(t: Translator, shown: Sequence[Difference]) -> pd.DataFrame:
    """The seven columns of what differs, for the screen."""
    columns: dict[str, Callable[[Difference], str]] = {
        t("history.column_what"): lambda one: one.what,
        t("map.column_village"): lambda one: one.area,
        t("map.column_district"): lambda one: one.district,
        t("map.column_period"): lambda one: one.period,
        t("history.column_before"): lambda one: one.before,
        t("history.column_after"): lambda one: one.after,
        t("history.column_change"): lambda one: one.change,
    }
    return pd.DataFrame(
        {name: pd.Series([say(one) for one in shown], dtype="str") for name, say in columns.items()}
    )


def differences_name(
    t: Translator, of: Snapshot, extension: str, *, topic: str, revision: int, made_up: bool
) -> str:
    """Name of the file that `differences_file` fills."""
    marks = text_column(t("history.column_what"), [""])
    named = listing(
        t, of, topic=topic, title=topic, columns=(marks,), made_up=[made_up], revision=revision
    )
    return listing_file_name(named, t, extension)


def differences_file(
    t: Translator, of: Snapshot, document: Document, *, topic: str, title: str
) -> Listing:
    """Every row that differs, in words and in exact figures."""
    rows = largest_first(document["rows"])
    words = differences(t, of, rows)

    def side(name: str, figure: str) -> list[Any]:
        return [None if row[name] is None else row[name].get(figure) for row in rows]

    columns = (
        text_column(t("history.column_what"), [one.what for one in words]),
        text_column(t("history.column_key"), [_code(row["key"]) for row in rows]),
        text_column(t("map.column_village"), [one.area for one in words]),
        text_column(t("map.column_district"), [_known(one.district) for one in words]),
        text_column(t("map.column_period"), [row["key"].get("period") for row in rows]),
        text_column(t("history.column_change"), [one.change for one in words]),
        text_column(t("history.column_before"), [_known(one.before) for one in words]),
        text_column(t("history.column_after"), [_known(one.after) for one in words]),
        count_column(t("history.column_numerator_before"), side("before", "numerator")),
        count_column(t("history.column_denominator_before"), side("before", "denominator")),
        _figures(t("history.column_value_before"), side("before", "value")),
        count_column(t("history.column_numerator_after"), side("after", "numerator")),
        count_column(t("history.column_denominator_after"), side("after", "denominator")),
        _figures(t("history.column_value_after"), side("after", "value")),
    )
    return listing(
        t, of, topic=topic, title=title, columns=columns,
        made_up=[one.made_up for one in words], revision=document["to"],
    )  # fmt: skip


def _code(key: Mapping[str, str]) -> str | None:
    return key.get("village_code") or key.get("indicator") or key.get("code")


def _figures(name: str, values: Sequence[Any]) -> Column:
    return figure_column(name, values, "", 0, "")


def _known(text: str) -> str | None:
    return None if text == DASH else text


def stays_file(t: Translator, of: Snapshot, document: Document) -> Listing:
    """The rows that an undo leaves as they are."""
    found = document["findings"]
    columns = (
        text_column(t("history.column_stays"), [one["message"] for one in found]),
        text_column(t("history.column_before"), [one["expected"] for one in found]),
        text_column(t("history.column_now"), [one["value"] for one in found]),
        count_column(t("history.column_revision"), [one["revision"] for one in found]),
    )
    number = str(document["undoes"])
    return listing(
        t, of, topic=t("history.file_stays", revision=number), title=t("history.column_stays"),
        columns=columns,
        made_up=[one["row_key"].get("origin") == "illustrative" for one in found],
    )  # fmt: skip


def attempts_table(t: Translator, rows: pd.DataFrame) -> pd.DataFrame:
    """The trail for the screen."""
    return pd.DataFrame(
        {name: pd.Series([cell or DASH for cell in cells], dtype="str")
         for name, cells in _attempts(t, rows).items()}
    )  # fmt: skip


def attempts_file(t: Translator, of: Snapshot, rows: pd.DataFrame) -> Listing:
    """The trail as a file, with the words for whoever looks after the program."""
    columns = [text_column(name, cells) for name, cells in _attempts(t, rows).items()]
    columns += [
        text_column(t("history.column_sha256"), rows["file_sha256"]),
        text_column(t("history.column_detail"), rows["detail"]),
    ]
    return listing(
        t, of, topic=t("history.attempts_file"), title=t("history.attempts_title"),
        columns=tuple(columns), made_up=[False] * len(rows),
    )  # fmt: skip


def _attempts(t: Translator, rows: pd.DataFrame) -> dict[str, list[str | None]]:
    known = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return {
        t("history.column_time"): [t.datetime(one["at"]) for one in known],
        t("history.column_author"): [view.who(t, one["author"], one["agency"]) for one in known],
        t("history.column_action"): [view.kind_word(t, one["action"]) for one in known],
        t("history.column_file"): [one["file_name"] for one in known],
        t("history.column_verdict"): [view.verdict_word(t, one["verdict"]) for one in known],
        t("history.column_revision"): [
            None if one["revision"] is None else t.number(int(one["revision"])) for one in known
        ],
    }
