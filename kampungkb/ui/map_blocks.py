"""The blocks of the map page: map with legend, details, table, downloads."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from kampungkb.areas.pack import geometry_path
from kampungkb.errors import AreaPackError
from kampungkb.exports.tables import MapTable, table_csv, table_geojson, table_xlsx
from kampungkb.maps.area_map import with_selection
from kampungkb.maps.layers import focus, padded
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.picture_words import seen_words
from kampungkb.ui import load, markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import show_rows
from kampungkb.ui.map_content import MapContent, map_drawing, place_panel
from kampungkb.ui.map_filters import MapChoice, select_place
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import plot

MAP_HEIGHT = 520


def show_map(page: Page, choice: MapChoice, ledger: Ledger, content: MapContent) -> None:
    """The map and its legend; a sentence in its place where the geometry is damaged."""
    t, of = page.t, page.snapshot
    metres = 60 if choice.focus is None else 30
    try:
        layers = load.layers(of, metres)
    except AreaPackError as error:
        sentence = t("map.no_geometry", reason=t.error(error))
        st.error(markup.plain(sentence), icon=":material/error:")
        return
    body = map_drawing(content.key, metres, content, layers, page, ledger)
    flown = None
    if choice.focus is not None and choice.focus in layers.bounds:
        flown = focus(layers.bounds[choice.focus], padded(layers.bounds[of.area_code]))
    place = choice.place if choice.place in layers.bounds else None
    is_village = place in of.parents
    shown = with_selection(body, place, flown, layers.villages if is_village else layers.districts)
    plot(
        shown,
        t,
        key="map",
        name=f"{choice.indicator.code}-{choice.measure}-{choice.level}-{choice.as_of}",
        alt=content.alt,
        height=MAP_HEIGHT,
        on_click=select_place,
    )
    st.html(content.legend)
    missing = load.without_polygon(of, layers)
    if missing:
        markup.show("without_polygon.html", t=t, missing=missing)
    near = None if flown is None else choice.focus
    seen, narrowed = seen_words(of, t, outlined=place, near=near)
    words = content.picture
    words = replace(words, showing=seen, narrowed=(*words.narrowed, *narrowed))
    picture_block(page, shown, words, key="map")


def show_panel(page: Page, choice: MapChoice, ledger: Ledger, content: MapContent) -> None:
    """What was clicked; before that, who is furthest behind."""
    if choice.place is None:
        st.html(content.panel)
    else:
        st.html(place_panel(content.key, choice.place, page, choice, ledger))


def show_table(page: Page, content: MapContent) -> None:
    """The same rows as the map, sortable and downloadable."""
    t = page.t
    title, link, download = st.columns([6, 1.2, 1.2], vertical_alignment="bottom")
    with title:
        markup.show("block_title.html", title=content.table_title)
    with link:
        copy_link(t)
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch"
    ):  # fmt: skip
        _downloads(page, content)
    show_rows(t, content.key, content.table, content.formats, height=320)


def _downloads(page: Page, content: MapContent) -> None:
    t = page.t

    def table() -> MapTable:
        return replace(content.export, printed_at=datetime.now(UTC))

    def geojson() -> bytes:
        layer: Any = "villages" if content.view.level == "village" else "districts"
        path = geometry_path(load.settings().area_pack, layer, 60)
        return table_geojson(table(), t, path.read_bytes())

    kinds = (
        ("xlsx", t("map.download_xlsx"), lambda: table_xlsx(table(), t)),
        ("csv", t("map.download_csv"), lambda: table_csv(table(), t)),
        ("geojson", t("map.download_geojson"), geojson),
    )
    for extension, label, make in kinds:
        st.download_button(
            label, make, content.file_names[extension], key=f"download_{extension}",
            on_click="ignore", width="stretch",
        )  # fmt: skip
