"""The lines of a profile as a file to take away."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kampungkb.exports.columns import (
    Column,
    count_column,
    figure_column,
    text_column,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word

# Percent and per 1,000 are shares of 1 moved by so many places.
_SHIFTS: Final = {"share": 2, "per_1000": 3}


def profile_listing(
    of: Snapshot, ledger: Ledger, code: str, rows: pd.DataFrame, sources: tuple[str, ...],
    t: Translator, *, made_up: bool,
) -> Listing:  # fmt: skip
    """The rows of `kampungkb.tasks.profile_view.profile_rows` as a listing.

    Units differ from row to row, so every row names its own and figures stand in it.

    Parameters
    ----------
    made_up : bool
        The page shows an illustrative number; where no row is made up itself, all are marked,
        because the values of district and regency stand in each of them.
    """
    own = [one in ("illustrative", "mixed") for one in rows["origin"]]
    marks = [made_up] * len(rows) if not any(own) else own
    title = t("profile.file_title", place=of.names[code], code=code)
    return Listing(
        topic=f"{t('profile.file')}-{code}", sheet=t("profile.title"), title=title,
        area=of.area_name, as_of=ledger.as_of, revision=of.revision,
        columns=tuple(_columns(of, code, rows, t)), made_up=tuple(marks),
        about=[(t("common.how_computed"), t("profile.how"))], sources=sources,
        printed_at=datetime.now(UTC),
    )  # fmt: skip


def _columns(of: Snapshot, code: str, rows: pd.DataFrame, t: Translator) -> list[Column]:
    indicators = [of.dictionary.get(one) for one in rows["indicator"]]

    def own(name: str, column: str) -> Column:
        cells = [_in_unit(one, value) for one, value in zip(indicators, rows[column], strict=True)]
        return figure_column(name, cells, "", 0, "General")

    states = {"met": t("verdict.met"), "below": t("verdict.below"),
              "cannot_tell": t("verdict.cannot_tell"), "no_data": t("common.no_data")}  # fmt: skip
    directions = {"better": t("verdict.better"), "worse": t("verdict.worse"),
                  "same": t("verdict.same"),
                  "cannot_tell": t("verdict.change_cannot_tell")}  # fmt: skip
    origins = {"official": t("common.official"), "illustrative": t("common.illustrative"),
               "mixed": t("export.mixed")}  # fmt: skip
    yes_no = {True: t("export.yes"), False: t("export.no")}
    judged = rows["verdict"].where(~rows["is_state"])
    return [
        text_column(t("export.area_code"), [code] * len(rows)),
        text_column(t("export.area_name"), [of.names[code]] * len(rows)),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), [t.words(one.name) for one in indicators]),
        text_column(t("ui.pillar"), [pillar_word(t, one.pillar) for one in indicators]),
        text_column(t("export.about_responsible"), [one.responsible for one in indicators]),
        text_column(t("export.period"), rows["period"]),
        words_column(t("profile.file_stale"), rows["stale"], yes_no),
        count_column(t("export.numerator"), rows["numerator"]),
        count_column(t("export.denominator"), rows["denominator"]),
        text_column(t("profile.file_unit"), [_unit(t, one) for one in indicators]),
        own(t("export.value"), "value"),
        own(t("export.low"), "low"),
        own(t("export.high"), "high"),
        own(t("export.target"), "target"),
        figure_column(t("export.target_year"), rows["target_year"], "", 0, "0"),
        words_column(t("export.verdict"), judged, states),
        count_column(t("export.shortfall"), rows["shortfall"]),
        text_column(t("profile.file_counted"), [t.words(one.counted) for one in indicators]),
        own(t("profile.file_change"), "change"),
        text_column(t("profile.file_before"), rows["period_before"]),
        words_column(t("profile.file_direction"), rows["direction"], directions),
        own(t("profile.file_district"), "district_value"),
        own(t("profile.file_regency"), "regency_value"),
        text_column(t("export.status"), rows["status"]),
        words_column(t("export.origin"), rows["origin"], origins),
    ]


def _in_unit(indicator: Indicator, value: Any) -> Decimal | None:
    figure = exact(value)
    return None if figure is None else figure.scaleb(_SHIFTS.get(indicator.unit, 0))


def _unit(t: Translator, indicator: Indicator) -> str:
    return {
        "share": "%",
        "per_1000": t("export.unit_per_1000"),
        "index": t("profile.unit_index"),
        "index_100": t("profile.unit_index_100"),
        "years": t("export.unit_years"),
        "count": t.words(indicator.counted),
    }[indicator.unit]
