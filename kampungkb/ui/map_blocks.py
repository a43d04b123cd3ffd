"""The blocks of the map page: map with legend, details, table, downloads."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kampungkb.analysis.formed import FORMED_INDICATOR, formed_villages
from kampungkb.areas.pack import geometry_path
from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES, Scheme
from kampungkb.errors import AreaPackError
from kampungkb.exports.tables import MapTable, file_name, table_csv, table_geojson, table_xlsx
from kampungkb.i18n.translator import Language, Translator, translator
from kampungkb.i18n.values import shown_value
from kampungkb.maps.area_map import MapMarks, area_map, with_selection
from kampungkb.maps.layers import MapLayers, focus, padded
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_view import MapView, map_view, row_text, verdict_word
from kampungkb.tasks.place import PlaceFigures, place_figures
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.map_filters import MapChoice, select_place
from kampungkb.ui.plot import drawing, plot

MAP_HEIGHT = 520


@st.cache_resource(show_spinner=False, max_entries=256)
def _view(key: tuple[object, ...], choice: MapChoice, scheme: Scheme, language: Language,
          _ledger: Ledger) -> MapView:  # fmt: skip
    return map_view(
        _ledger,
        choice.indicator,
        choice.measure,
        level=choice.level,
        method=choice.method,
        count=choice.count,
        palette=PALETTES[scheme],
        t=translator(language),
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _drawing(key: tuple[object, ...], choice: MapChoice, scheme: Scheme, language: Language,
             metres: int, _view: MapView, _layers: MapLayers, _of: Snapshot,
             _ledger: Ledger) -> dict[str, Any]:  # fmt: skip
    t = translator(language)
    cells = _view.rows[_view.rows["code"].isin(_layers.bounds)]
    formed = _of.villages[_of.villages["code"].isin(_ledger.rollout.formed_codes)]
    return drawing(
        area_map(
            cells,
            _view.colours,
            _layers,
            MapMarks(
                formed=formed[formed["code"].isin(_layers.bounds)],
                districts=_of.districts[_of.districts["code"].isin(_layers.bounds)],
            ),
            area=_of.area_code,
            level=choice.level,
            palette=PALETTES[scheme],
            t=t,
            words=_view.words,
            mark=t("common.illustrative_ribbon") if shows_made_up(_view, _ledger) else None,
        )
    )


def the_view(page: Page, choice: MapChoice, ledger: Ledger) -> MapView:
    """The classes and words of the map."""
    return _view(load.key_of(page.snapshot), _base(choice), page.scheme, page.t.language, ledger)


def show_map(page: Page, choice: MapChoice, ledger: Ledger, view: MapView, finding: str) -> None:
    """The map and its legend; a sentence in its place where the geometry is damaged."""
    t, of = page.t, page.snapshot
    base = _base(choice)
    metres = 60 if choice.focus is None else 30
    try:
        layers = load.layers(of, metres)
    except AreaPackError as error:
        st.error(t("map.no_geometry", reason=t.error(error)), icon=":material/error:")
        return
    body = _drawing(
        load.key_of(of), base, page.scheme, t.language, metres, view, layers, of, ledger
    )
    area = padded(layers.bounds[of.area_code])
    flown = None
    if choice.focus is not None and choice.focus in layers.bounds:
        flown = focus(layers.bounds[choice.focus], area)
    place = choice.place if choice.place in layers.bounds else None
    is_village = place is not None and place in of.district_of.index
    plot(
        with_selection(body, place, flown, layers.villages if is_village else layers.districts),
        t,
        key="map",
        name=f"{choice.indicator.code}-{choice.measure}-{choice.level}-{choice.as_of}",
        alt=t(
            "map.alt",
            area=of.area_name,
            indicator=t.words(choice.indicator.short),
            measure=_measure_word(t, choice),
            finding=finding,
        ),
        height=MAP_HEIGHT,
        on_click=select_place,
    )
    missing = len(load.without_polygon(of, layers))
    # Where the colours themselves say who is formed, saying it twice would be a riddle.
    said = view.indicator.code == FORMED_INDICATOR and view.level == "village"
    formed = None if said else len(ledger.rollout.formed_codes)
    markup.show("legend.html", t=t, legend=view.legend, formed=formed, missing=missing)


def _base(choice: MapChoice) -> MapChoice:
    """The choice without what changes neither classes nor colours."""
    return MapChoice(
        as_of=choice.as_of, indicator=choice.indicator, measure=choice.measure,
        level=choice.level, method=choice.method, count=choice.count, place=None, focus=None,
    )  # fmt: skip


def _measure_word(t: Translator, choice: MapChoice) -> str:
    return {
        "value": t("map.measure_value"),
        "verdict": t("map.measure_verdict"),
        "shortfall": t("map.measure_shortfall"),
    }[choice.measure]


def show_panel(page: Page, choice: MapChoice, ledger: Ledger, view: MapView) -> None:
    """What was clicked; before that, who is furthest behind."""
    if choice.place is None:
        markup.show("panel_top.html", t=page.t, view=view, rows=_top_rows(page, ledger, view))
        return
    figures = place_figures(page.snapshot, ledger, choice.place)
    markup.show(
        "panel_place.html", t=page.t, place=figures, own=choice.indicator.code,
        rows=[_panel_row(page, row) for row in _own_first(figures, choice).to_dict("records")],
        where=_where(page, figures),
    )  # fmt: skip


def _own_first(figures: PlaceFigures, choice: MapChoice) -> pd.DataFrame:
    """The rows of a unit, that of the map's indicator at the top."""
    own = figures.rows["indicator"] == choice.indicator.code
    return pd.concat([figures.rows[own], figures.rows[~own]])


def worst_first(view: MapView) -> pd.DataFrame:
    """The rows of the map, furthest from what is wanted first; without a value last."""
    if view.measure == "shortfall":
        return view.rows.sort_values(
            ["shortfall", "code"], ascending=[False, True], na_position="last"
        )
    up = view.indicator.better == "higher"
    return view.rows.sort_values(["value", "code"], ascending=[up, True], na_position="last")


def _top_rows(page: Page, ledger: Ledger, view: MapView) -> list[dict[str, str]]:
    names, parents, t = page.snapshot.names, page.snapshot.district_of, page.t
    rows = worst_first(view).head(10)
    texts = rows["text"]
    if view.indicator.kind == "yes_no" and view.level == "village":
        # Hundreds of villages are equally "not yet": the districts say where they are.
        own = ledger.district[ledger.district["indicator"] == view.indicator.code]
        up = view.indicator.better == "higher"
        rows = own.sort_values(["value", "code"], ascending=[up, True]).head(10)
        texts = pd.Series(
            [
                t("map.panel_some_of", some=t.number(some), all=t.number(all_))
                for some, all_ in zip(rows["numerator"], rows["denominator"], strict=True)
            ],
            index=rows.index,
        )
    return [
        {"name": name, "text": text, "district": names.get(parents.get(code, ""), "")}
        for name, text, code in zip(rows["name"], texts, rows["code"], strict=True)
    ]


def _panel_row(page: Page, row: dict[Any, Any]) -> dict[str, str]:
    t = page.t
    indicator = page.snapshot.dictionary.get(row["indicator"])
    verdict = row["verdict"] if isinstance(row["verdict"], str) else ""
    shortfall = row["shortfall"]
    return {
        "code": indicator.code,
        "name": t.words(indicator.short),
        "value": row_text(t, indicator, row),
        "verdict": verdict,
        "shape": VERDICT_SHAPES.get(verdict, ""),
        "word": "" if verdict in ("", "no_data") else verdict_word(t, verdict),
        "shortfall": "" if pd.isna(shortfall) or shortfall == 0 else t.number(int(shortfall)),
        "counted": t.words(indicator.counted),
        "period": t.period_short(row["period"]) if isinstance(row["period"], str) else "",
        "made_up": "1" if row["origin"] in ("illustrative", "mixed") else "",
    }


def _where(page: Page, figures: PlaceFigures) -> str:
    if figures.district is None:
        return figures.code
    return f"{page.t('map.place_district', name=figures.district)} · {figures.code}"


@st.cache_data(show_spinner=False, max_entries=64)
def _table(key: tuple[object, ...], choice: MapChoice, language: Language, _view: MapView,
           _of: Snapshot, _formed: frozenset[str]) -> None:  # fmt: skip
    # Streamlit replays what a cached function drew: on a rerun nothing is formatted again.
    t = translator(language)
    frame, formats = table_frame(_view, _of, _formed, t)
    shown = frame.style.format(formats, na_rep="–")
    st.dataframe(
        shown,
        hide_index=True,
        height=320,
        placeholder="–",
        column_config={name: st.column_config.Column(alignment="right") for name in formats},
    )


def table_frame(
    view: MapView, of: Snapshot, formed: frozenset[str], t: Translator
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows of the map in words people read, numbers kept as numbers so that they sort.

    Returns
    -------
    frame, formats
        One row per unit, furthest behind first; how to write each column of numbers.
    """
    rows = worst_first(view)
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
        columns[t("map.column_verdict")] = [verdict_word(t, one) for one in rows["verdict"]]
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


def show_table(page: Page, choice: MapChoice, ledger: Ledger, view: MapView) -> None:
    """The same rows as the map, sortable and downloadable."""
    t, of = page.t, page.snapshot
    title, download = st.columns([5, 1], vertical_alignment="bottom")
    with title:
        units = t("map.units_village") if view.level == "village" else t("map.units_district")
        markup.show("block_title.html", title=t("map.table_title", n=len(view.rows), units=units))
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch"
    ):  # fmt: skip
        _downloads(page, choice, ledger, view)
    formed = frozenset(ledger.rollout.formed_codes)
    _table(load.key_of(of), _base(choice), t.language, view, of, formed)


def _downloads(page: Page, choice: MapChoice, ledger: Ledger, view: MapView) -> None:
    t, of = page.t, page.snapshot

    def table() -> MapTable:
        rows = worst_first(view)
        return MapTable(
            title=t.words(view.indicator.name),
            area=of.area_name,
            as_of=choice.as_of,
            revision=of.revision,
            rows=_with_formation(rows, ledger, of),
            indicator=view.indicator,
            illustrative=shows_made_up(view, ledger),
            sources=tuple(source_titles(page, ledger, view)),
            printed_at=datetime.now(UTC),
        )

    def geojson() -> bytes:
        layer: Any = "villages" if view.level == "village" else "districts"
        path = geometry_path(load.settings().area_pack, layer, 60)
        return table_geojson(table(), t, path.read_bytes())

    now = table()
    kinds = (
        ("xlsx", t("map.download_xlsx"), lambda: table_xlsx(table(), t)),
        ("csv", t("map.download_csv"), lambda: table_csv(table(), t)),
        ("geojson", t("map.download_geojson"), geojson),
    )
    for extension, label, make in kinds:
        st.download_button(
            label, make, file_name(now, t, extension), key=f"download_{extension}",
            on_click="ignore", width="stretch",
        )  # fmt: skip


def _with_formation(rows: pd.DataFrame, ledger: Ledger, of: Snapshot) -> pd.DataFrame:
    """Rows with district, and whether the village is formed and who says so."""
    formed = formed_villages(of.formations, ledger.as_of).set_index("village_code")["origin"]
    return rows.assign(
        district=rows["code"].map(of.district_of).map(of.names),
        formed=rows["code"].isin(ledger.rollout.formed_codes),
        formed_origin=rows["code"].map(formed),
    )


def shows_made_up(view: MapView, ledger: Ledger) -> bool:
    """Whether one illustrative number is on the map: in a value, or in who is formed."""
    values = view.rows["origin"].isin(["illustrative", "mixed"]).any()
    return bool(values) or ledger.rollout.formed_official < ledger.rollout.formed


def source_titles(page: Page, ledger: Ledger, view: MapView) -> list[str]:
    """The titles of the sources behind the map's values, in the order of the register."""
    own = ledger.latest[ledger.latest["indicator"] == view.indicator.code]
    titles = page.snapshot.sources.set_index("source_id")["title"]
    named = own["source_id"].dropna().unique()
    return [str(titles[one]) for one in sorted(named) if one in titles.index]
