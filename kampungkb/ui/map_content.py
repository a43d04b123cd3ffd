"""What the map page shows for one choice, made once and kept: a rerun computes nothing again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kampungkb.analysis.formed import FORMED_INDICATOR, formed_villages
from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES
from kampungkb.exports.tables import MapTable, file_name
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.maps.layers import MapLayers
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_figure import map_figure, shows_made_up
from kampungkb.tasks.map_finding import map_finding
from kampungkb.tasks.map_view import MapView, map_view
from kampungkb.tasks.picture_words import PictureWords, map_words
from kampungkb.tasks.place import place_figures
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import value_sources
from kampungkb.tasks.words import row_text, stated_verdict, stated_verdicts, verdict_word
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.map_filters import MapChoice
from kampungkb.ui.plot import drawing

FILES = ("xlsx", "csv", "geojson")


@dataclass(frozen=True, kw_only=True)
class MapContent:
    """One state of the map page, but for the unit that is looked at."""

    # Under which everything that belongs to this state is kept.
    key: str
    view: MapView
    finding: str
    alt: str
    # Without the line on villages that have no polygon: only the geometry knows it.
    legend: str
    panel: str
    table_title: str
    table: pd.DataFrame
    # How the table's columns of numbers are written.
    formats: dict[Any, Callable[[object], str]]
    sources: tuple[str, ...]
    made_up: bool
    file_names: dict[str, str]
    # What the files say; its time of printing is that of this object.
    export: MapTable
    picture: PictureWords


def content_key(page: Page, choice: MapChoice) -> str:
    """One short text: streamlit would take a choice apart to the last target of its indicator."""
    parts = (
        *load.key_of(page.snapshot), choice.as_of, choice.indicator.code, choice.measure,
        choice.level, choice.method, choice.count, page.scheme, page.t.language,
    )  # fmt: skip
    return "|".join(map(str, parts))


def map_content(page: Page, choice: MapChoice, ledger: Ledger) -> MapContent:
    """What the page shows for a choice."""
    return _content(content_key(page, choice), page, choice, ledger)


@st.cache_resource(show_spinner=False, max_entries=256)
def _content(key: str, _page: Page, _choice: MapChoice, _ledger: Ledger) -> MapContent:
    t, of = _page.t, _page.snapshot
    view = map_view(
        _ledger, _choice.indicator, _choice.measure, level=_choice.level, method=_choice.method,
        count=_choice.count, palette=PALETTES[_page.scheme], t=t,
    )  # fmt: skip
    finding = map_finding(view, _ledger, of, t)
    rows = worst_first(view)
    table, formats = table_frame(view, rows, of, _ledger, t)
    sources = value_sources(of, _ledger, [view.indicator.code])
    made_up = shows_made_up(view, _ledger)
    export = MapTable(
        title=t.words(view.indicator.name),
        area=of.area_name,
        as_of=_choice.as_of,
        revision=of.revision,
        rows=_with_formation(rows, _ledger, of),
        indicator=view.indicator,
        illustrative=made_up,
        sources=sources,
        printed_at=datetime.now(UTC),
    )
    top = _top(t, of, _ledger, view, rows)
    units = t("map.units_village") if view.level == "village" else t("map.units_district")
    return MapContent(
        key=key,
        view=view,
        finding=finding,
        alt=_alt(t, of, view, finding),
        legend=_legend(t, view, _ledger),
        panel=markup.render("panel_top.html", t=t, view=view, rows=top),
        table_title=t("map.table_title", n=len(rows), units=units),
        table=table,
        formats=formats,
        sources=(*sources, t("map.boundaries")),
        made_up=made_up,
        file_names={extension: file_name(export, t, extension) for extension in FILES},
        export=export,
        picture=map_words(view, of, _ledger, sources, PALETTES[_page.scheme], t),
    )


def _alt(t: Translator, of: Snapshot, view: MapView, finding: str) -> str:
    measures = {
        "value": t("map.measure_value"),
        "verdict": t("map.measure_verdict"),
        "shortfall": t("map.measure_shortfall"),
    }
    return t(
        "map.alt",
        area=of.area_name,
        indicator=t.words(view.indicator.short),
        measure=measures[view.measure],
        finding=finding,
    )


def _legend(t: Translator, view: MapView, ledger: Ledger) -> str:
    # Where the colours themselves say who is formed, saying it twice would be a riddle.
    said = view.indicator.code == FORMED_INDICATOR and view.level == "village"
    formed = None if said else len(ledger.rollout.formed_codes)
    return markup.render("legend.html", t=t, legend=view.legend, formed=formed)


@st.cache_resource(show_spinner=False, max_entries=128)
def map_drawing(
    key: str, metres: int, _content: MapContent, _layers: MapLayers, _page: Page, _ledger: Ledger
) -> dict[str, Any]:
    """The figure of a state of the map as plain data, by the precision of its geometry."""
    return drawing(
        map_figure(_content.view, _layers, _page.snapshot, _ledger, PALETTES[_page.scheme], _page.t)
    )


@st.cache_resource(show_spinner=False, max_entries=512)
def place_panel(key: str, code: str, _page: Page, _choice: MapChoice, _ledger: Ledger) -> str:
    """What is known of one unit, the map's indicator first."""
    t = _page.t
    place = place_figures(_page.snapshot, _ledger, code)
    own = place.rows["indicator"] == _choice.indicator.code
    rows = pd.concat([place.rows[own], place.rows[~own]]).to_dict("records")
    where = code
    if place.district is not None:
        where = f"{t('map.place_district', name=place.district)} · {code}"
    return markup.render(
        "panel_place.html", t=t, place=place, own=_choice.indicator.code, where=where,
        rows=[_panel_row(_page, row) for row in rows],
    )  # fmt: skip


def _panel_row(page: Page, row: dict[Any, Any]) -> dict[str, str]:
    t = page.t
    indicator = page.snapshot.dictionary.get(row["indicator"])
    verdict = stated_verdict(row)
    if indicator.kind == "yes_no" and row["level"] == "village":
        verdict = ""  # It is in the state or it is not; the target is a share of villages.
    shortfall = row["shortfall"]
    return {
        "code": indicator.code,
        "name": t.words(indicator.short),
        "value": row_text(t, indicator, row),
        "verdict": verdict,
        "shape": VERDICT_SHAPES.get(verdict, ""),
        "word": "" if verdict in ("", "no_data") else verdict_word(t, verdict),
        "shortfall": "" if pd.isna(shortfall) or shortfall == 0 else t.number(int(shortfall)),
        "counted": "" if pd.isna(shortfall) else t.counted(indicator, int(shortfall)),
        "period": t.period_short(row["period"]) if isinstance(row["period"], str) else "",
        "made_up": "1" if row["origin"] in ("illustrative", "mixed") else "",
    }


def _top(
    t: Translator, of: Snapshot, ledger: Ledger, view: MapView, rows: pd.DataFrame
) -> list[dict[str, str]]:
    top = rows.head(10)
    texts = list(top["text"])
    if view.indicator.kind == "yes_no" and view.level == "village":
        # Hundreds of villages are equally "not yet": the districts say where they are.
        own = ledger.district[ledger.district["indicator"] == view.indicator.code]
        up = view.indicator.better == "higher"
        top = own.sort_values(["value", "code"], ascending=[up, True]).head(10)
        texts = [
            t("map.panel_some_of", some=t.number(some), all=t.number(all_))
            for some, all_ in zip(top["numerator"], top["denominator"], strict=True)
        ]
    return [
        {"name": name, "text": text, "district": of.names.get(of.district_of.get(code, ""), "")}
        for name, text, code in zip(top["name"], texts, top["code"], strict=True)
    ]


def worst_first(view: MapView) -> pd.DataFrame:
    """The rows of the map, furthest from what is wanted first; without a value last."""
    if view.measure == "shortfall":
        return view.rows.sort_values(
            ["shortfall", "code"], ascending=[False, True], na_position="last"
        )
    up = view.indicator.better == "higher"
    return view.rows.sort_values(["value", "code"], ascending=[up, True], na_position="last")


def table_frame(
    view: MapView, rows: pd.DataFrame, of: Snapshot, ledger: Ledger, t: Translator
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows of the map in words people read, numbers kept as numbers so that they sort.

    Returns
    -------
    frame, formats
        One row per unit, furthest behind first; how to write each column of numbers.
    """
    formed = frozenset(ledger.rollout.formed_codes)
    is_village = view.level == "village"
    value, target = t("map.column_value"), t("map.column_target")
    shortfall = t("map.column_shortfall")
    columns: dict[str, Any] = {t("map.column_code"): rows["code"]}
    columns[t("map.column_village") if is_village else t("map.column_district")] = rows["name"]
    if is_village:
        columns[t("map.column_district")] = rows["code"].map(of.district_of).map(of.names)
        columns[t("map.column_formed")] = [
            t("verdict.formed") if code in formed else t("verdict.not_formed")
            for code in rows["code"]
        ]
    is_state = view.indicator.kind == "yes_no" and is_village
    if view.indicator.code == FORMED_INDICATOR and is_village:
        pass  # The column before says it.
    elif is_state:
        columns[value] = rows["text"]
    else:
        columns[value] = rows["value"]
        if rows["target"].notna().any():
            columns[target] = rows["target"]
    if not is_state and rows["verdict"].isin(["met", "below", "cannot_tell"]).any():
        columns[t("map.column_verdict")] = [verdict_word(t, one) for one in stated_verdicts(rows)]
    if rows["shortfall"].notna().any() and view.indicator.kind != "index" and not is_state:
        columns[shortfall] = rows["shortfall"].astype("float64")
    columns[t("map.column_period")] = [
        t.period_short(period) if isinstance(period, str) else "–" for period in rows["period"]
    ]
    written = partial(shown_value, t, view.indicator)
    formats = {value: written, target: written, shortfall: t.number}
    frame = pd.DataFrame(columns)
    return frame, {
        name: form
        for name, form in formats.items()
        if name in frame and pd.api.types.is_numeric_dtype(frame[name])
    }


def _with_formation(rows: pd.DataFrame, ledger: Ledger, of: Snapshot) -> pd.DataFrame:
    """Rows with district, and whether the village is formed and who says so."""
    formed = formed_villages(of.formations, ledger.as_of).set_index("village_code")["origin"]
    return rows.assign(
        district=rows["code"].map(of.district_of).map(of.names),
        formed=rows["code"].isin(ledger.rollout.formed_codes),
        formed_origin=rows["code"].map(formed),
    )
