"""The rows of a preview as files to take away."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from kampungkb.exports.columns import (
    Column,
    count_column,
    figure_column,
    measured_column,
    text_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks import preview_words as words
from kampungkb.tasks.applied import AFTER, BEFORE
from kampungkb.tasks.history_rows import Difference
from kampungkb.tasks.preview import Preview


def values_file(t: Translator, shown: Preview, indicator: Indicator, rows: pd.DataFrame) -> Listing:
    """Every value of an indicator that differs, the largest change first, in exact figures."""
    of, codes = shown.after, rows["village_code"]
    columns = (
        text_column(t("export.village_code"), codes),
        text_column(t("export.village_name"), [of.names.get(code, code) for code in codes]),
        text_column(
            t("export.district_name"), [of.names.get(of.parents.get(code, "")) for code in codes]
        ),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.period"), rows["period"]),
        text_column(
            t("preview.column_kind"),
            [words.row_kind_word(t, row) for row in rows.to_dict("records")],
        ),
        count_column(t("preview.numerator_before"), rows[BEFORE + "numerator"]),
        count_column(t("preview.denominator_before"), rows[BEFORE + "denominator"]),
        measured_column(t("preview.value_before"), rows[BEFORE + "value"], indicator, t),
        count_column(t("preview.numerator_after"), rows[AFTER + "numerator"]),
        count_column(t("preview.denominator_after"), rows[AFTER + "denominator"]),
        measured_column(t("preview.value_after"), rows[AFTER + "value"], indicator, t),
        text_column(t("preview.earlier_period"), rows["earlier_period"]),
        measured_column(t("preview.earlier_value"), rows["earlier_value"], indicator, t),
        figure_column(
            t("preview.column_people"), rows["people"], t.words(indicator.counted), 0, "#,##0"
        ),
        text_column(t("export.origin"), [words.origin_word(t, one) for one in rows["origin"]]),
    )
    made_up = (rows[["origin", "earlier_origin"]] == "illustrative").any(axis=1).tolist()
    title = f"{t('preview.title')}: {t.words(indicator.name)}"
    return _listing(t, shown, f"{t('preview.file')}-{indicator.code}", title, columns, made_up)


def others_file(t: Translator, shown: Preview, rows: Sequence[Difference]) -> Listing:
    """Every other record that differs, in words."""

    def known(cells: Sequence[str]) -> list[str | None]:
        return [None if cell == DASH else cell for cell in cells]

    columns = (
        text_column(t("preview.column_subject"), [one.what for one in rows]),
        text_column(t("map.column_village"), known([one.area for one in rows])),
        text_column(t("map.column_district"), known([one.district for one in rows])),
        text_column(t("map.column_period"), known([one.period for one in rows])),
        text_column(t("preview.column_kind"), [one.change for one in rows]),
        text_column(t("preview.before"), known([one.before for one in rows])),
        text_column(t("preview.after"), known([one.after for one in rows])),
    )
    return _listing(
        t, shown, t("preview.file_others"), t("preview.title"), columns,
        [one.made_up for one in rows],
    )  # fmt: skip


def _listing(
    t: Translator, shown: Preview, topic: str, title: str, columns: tuple[Column, ...],
    made_up: list[bool],
) -> Listing:  # fmt: skip
    return Listing(
        topic=topic,
        sheet=t("preview.title"),
        title=title,
        area=shown.after.area_name,
        as_of=shown.as_of,
        # The last one that is stored: what is previewed is none yet.
        revision=shown.before.last_revision,
        columns=columns,
        made_up=tuple(made_up),
        about=[(t("common.how_computed"), t("preview.how"))],
        sources=(),
        printed_at=datetime.now(UTC),
    )
