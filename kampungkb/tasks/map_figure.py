"""The figure of the map, as the page and its pictures show it."""

import plotly.graph_objects as go

from kampungkb.charts.theme import Palette
from kampungkb.i18n.translator import Translator
from kampungkb.maps.area_map import MapMarks, area_map
from kampungkb.maps.layers import MapLayers
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_view import MapView
from kampungkb.tasks.snapshot import Snapshot


def map_figure(
    view: MapView, layers: MapLayers, of: Snapshot, ledger: Ledger, palette: Palette, t: Translator
) -> go.Figure:
    """Draw a measure of an indicator, the formed villages marked; units without a polygon are not.

    Parameters
    ----------
    view : MapView
        Made with `palette`.
    layers : MapLayers
    of, ledger
        The register, and who is formed.
    """
    known = layers.bounds
    formed = of.villages[of.villages["code"].isin(ledger.rollout.formed_codes)]
    return area_map(
        view.rows[view.rows["code"].isin(known)].assign(text=lambda rows: rows["brief"]),
        view.colours,
        layers,
        MapMarks(
            formed=formed[formed["code"].isin(known)],
            districts=of.districts[of.districts["code"].isin(known)],
        ),
        area=of.area_code,
        level=view.level,
        palette=palette,
        t=t,
        label=view.label,
        words=view.words,
        mark=t("common.illustrative_ribbon") if shows_made_up(view, ledger) else None,
    )


def shows_made_up(view: MapView, ledger: Ledger) -> bool:
    """Whether one illustrative number is on the map: in a value, or in who is formed."""
    values = view.rows["origin"].isin(["illustrative", "mixed"]).any()
    return bool(values) or ledger.rollout.formed_official < ledger.rollout.formed
