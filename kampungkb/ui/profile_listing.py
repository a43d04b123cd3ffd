"""The lines of a profile, and the villages beside them, as files to take away."""

from datetime import UTC, datetime

import pandas as pd

from kampungkb.analysis.formed import formed_villages
from kampungkb.exports.columns import (
    Column,
    count_column,
    figure_column,
    measured_column,
    own_units_column,
    text_column,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word


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
        return own_units_column(name, rows[column], indicators)

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


def _unit(t: Translator, indicator: Indicator) -> str:
    return {
        "share": "%",
        "per_1000": t("export.unit_per_1000"),
        "index": t("profile.unit_index"),
        "index_100": t("profile.unit_index_100"),
        "years": t("export.unit_years"),
        "count": t.words(indicator.counted),
    }[indicator.unit]


def villages_listing(
    of: Snapshot, ledger: Ledger, code: str, rows: pd.DataFrame, indicators: list[str],
    sources: tuple[str, ...], t: Translator,
) -> Listing:  # fmt: skip
    """The villages of a district, as `kampungkb.tasks.profile_view.village_rows` returns them."""
    words = {True: t("verdict.formed"), False: t("verdict.not_formed")}
    shown = [of.dictionary.get(one) for one in indicators if one in rows]
    columns = (
        text_column(t("export.village_code"), rows["code"]),
        text_column(t("export.village_name"), rows["name"]),
        words_column(t("export.formed"), rows["formed"], words),
        count_column(t("profile.file_judged"), rows["judged"]),
        count_column(t("profile.file_below"), rows["below"]),
        *(
            count_column(
                t("profile.file_short", indicator=t.words(one.short)),
                rows[one.code],
                t.words(one.counted),
            )
            for one in shown
        ),
    )
    formed = formed_villages(of.formations, ledger.as_of).set_index("village_code")["origin"]
    made_up = rows["origin"].eq("illustrative") | rows["code"].map(formed).eq("illustrative")
    for one in indicators:
        own = ledger.village[ledger.village["indicator"] == one]
        invented = own.loc[own["origin"] == "illustrative", "code"]
        made_up |= rows["code"].isin(invented)
    return _beside(
        of, ledger, t, topic=f"{t('profile.file_villages')}-{code}",
        sheet=t("profile.file_villages"),
        title=f"{of.names[code]}: {t('profile.villages_title', n=len(rows))}", columns=columns,
        made_up=tuple(made_up), sources=sources, note=t("profile.villages_note_short"),
    )  # fmt: skip


def peers_listing(
    of: Snapshot, ledger: Ledger, code: str, indicator: Indicator, rows: pd.DataFrame,
    sources: tuple[str, ...], t: Translator, *, note: str,
) -> Listing:  # fmt: skip
    """A village and those like it, as `kampungkb.tasks.profile_view.peer_rows` returns them."""
    columns = (
        text_column(t("export.village_code"), rows["code"]),
        text_column(t("export.village_name"), rows["name"]),
        text_column(t("export.district_name"), rows["district"]),
        measured_column(t("export.value"), rows["value"], indicator, t),
        count_column(t("profile.population"), rows["population"]),
        *(figure_column(part, rows[part], "", 0, "0.0000") for part in ("IKS", "IKE", "IKL")),
    )
    title = t("profile.peers_title", indicator=t.words(indicator.short))
    return _beside(
        of, ledger, t, topic=f"{t('profile.file_peers')}-{code}-{indicator.code}",
        sheet=t("profile.file_peers"), title=f"{of.names[code]}: {title}", columns=columns,
        made_up=tuple(rows["origin"].eq("illustrative")), sources=sources, note=note,
    )  # fmt: skip


def _beside(
    of: Snapshot, ledger: Ledger, t: Translator, *, topic: str, sheet: str, title: str,
    columns: tuple[Column, ...], made_up: tuple[bool, ...], sources: tuple[str, ...], note: str,
) -> Listing:  # fmt: skip
    return Listing(
        topic=topic, sheet=sheet, title=title, area=of.area_name, as_of=ledger.as_of,
        revision=of.revision, columns=columns, made_up=tuple(bool(one) for one in made_up),
        about=[(t("common.how_computed"), note), (t("common.how_computed"), t("profile.how"))],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip
