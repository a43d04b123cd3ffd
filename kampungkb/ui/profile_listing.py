"""The lines of a profile, and the villages beside them, as files to take away."""

from collections.abc import Sequence
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
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import direction_words, verdict_words
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
        words_column(t("export.verdict"), judged, verdict_words(t)),
        count_column(t("export.shortfall"), rows["shortfall"]),
        text_column(t("profile.file_counted"), [t.words(one.counted) for one in indicators]),
        own(t("profile.file_change"), "change"),
        text_column(t("profile.file_before"), rows["period_before"]),
        words_column(t("profile.file_direction"), rows["direction"], direction_words(t)),
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
        made_up=tuple(made_up), sources=sources,
        notes=(t("profile.villages_note_short"), t("profile.how")),
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
        made_up=tuple(rows["origin"].eq("illustrative")), sources=sources,
        notes=(note, t("profile.how")),
    )  # fmt: skip


def published_listing(
    of: Snapshot, ledger: Ledger, code: str, rows: pd.DataFrame, t: Translator
) -> Listing:
    """What somebody published, as `kampungkb.tasks.profile_view.published_beside` returns it."""
    indicators = [of.dictionary.get(one) for one in rows["indicator"]]
    pairs = list(zip(rows["unit"], indicators, strict=True))
    units = [_unit(t, one) if _is_in_own_unit(unit, one) else unit for unit, one in pairs]

    def figures(name: str, column: str) -> Column:
        cells = [
            None if value is None else value.scaleb(_shift(*pair))
            for value, pair in zip(map(exact, rows[column]), pairs, strict=True)
        ]
        return figure_column(name, cells, "", 0, "General")

    columns = (
        text_column(t("export.area_code"), rows["area_code"]),
        text_column(t("export.area_name"), rows["area_name"]),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), [t.words(one.name) for one in indicators]),
        text_column(t("export.period"), rows["period"]),
        figures(t("export.published"), "value"),
        text_column(t("profile.file_unit"), units),
        figures(t("profile.file_regency_published"), "regency_value"),
        text_column(t("dictionary.column_source"), rows["source_title"]),
        text_column(t("dictionary.column_link"), rows["source_url"]),
        text_column(t("export.note"), rows["note"]),
    )  # fmt: skip
    return _beside(
        of, ledger, t, topic=f"{t('profile.file_published')}-{code}",
        sheet=t("profile.file_published"),
        title=f"{of.names[code]}: {t('profile.published_title')}", columns=columns,
        made_up=(False,) * len(rows), notes=(t("profile.file_published_how"),),
        sources=tuple(dict.fromkeys(rows["source_title"])),
    )  # fmt: skip


def _is_in_own_unit(unit: str, indicator: Indicator) -> bool:
    """Whether a figure was published in the indicator's unit: one of shares may be of people."""
    return unit == "share" or indicator.unit != "share"


def _shift(unit: str, indicator: Indicator) -> int:
    """By which power of ten a published figure is multiplied to stand in its unit."""
    if not _is_in_own_unit(unit, indicator):
        return 0
    return {"share": 2, "per_1000": 3}.get(indicator.unit, 0)


def missing_listing(
    of: Snapshot, ledger: Ledger, code: str,
    missing: Sequence[tuple[str, tuple[Indicator, ...]]], t: Translator,
) -> Listing:  # fmt: skip
    """What has no value, as `kampungkb.tasks.profile_view.missing_indicators` returns it."""
    rows = [(agency, one) for agency, own in missing for one in own]
    columns = (
        text_column(t("export.area_code"), [code] * len(rows)),
        text_column(t("export.area_name"), [of.names[code]] * len(rows)),
        text_column(t("profile.file_ask"), [agency for agency, _ in rows]),
        text_column(t("export.indicator"), [one.code for _, one in rows]),
        text_column(t("export.indicator_name"), [t.words(one.name) for _, one in rows]),
        text_column(t("ui.pillar"), [pillar_word(t, one.pillar) for _, one in rows]),
        text_column(t("profile.file_unit"), [_unit(t, one) for _, one in rows]),
        text_column(t("export.about_system"), [one.source_system for _, one in rows]),
    )
    return _beside(
        of, ledger, t, topic=f"{t('profile.file_missing')}-{code}",
        sheet=t("profile.file_missing"),
        title=f"{of.names[code]}: {t('profile.missing_title', n=len(rows))}", columns=columns,
        made_up=(False,) * len(rows), sources=(t("dictionary.source"),),
        notes=(t("profile.file_missing_how"),),
    )  # fmt: skip


def _beside(
    of: Snapshot, ledger: Ledger, t: Translator, *, topic: str, sheet: str, title: str,
    columns: tuple[Column, ...], made_up: tuple[bool, ...], sources: tuple[str, ...],
    notes: tuple[str, ...],
) -> Listing:  # fmt: skip
    return Listing(
        topic=topic, sheet=sheet, title=title, area=of.area_name, as_of=ledger.as_of,
        revision=of.revision, columns=columns, made_up=tuple(bool(one) for one in made_up),
        about=[(t("common.how_computed"), one) for one in notes],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip
