"""Mount a plotly figure that stays alive over reruns (see ``plot.js``)."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from plotly.io import to_json

from kampungkb.i18n.translator import Translator
from kampungkb.ui import assets

_MODEBAR = [["zoomInGeo", "zoomOutGeo", "resetViews"]]


@lru_cache(maxsize=1)
def _mount() -> Callable[..., Any]:
    # The module has a lifetime of its own in the browser; only this line travels on a rerun.
    js = (
        f"const m = import(new URL({assets.plot_module().address!r}, window.location.origin));\n"
        "export default c => { let end = () => {}; m.then(x => { end = x.default(c) }); "
        "return () => end() }\n"
    )
    mount: Callable[..., Any] = st.components.v2.component(
        "kampungkb_plot", js=js, isolate_styles=False
    )
    return mount


def drawing(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain data (``data`` and ``layout``), to be kept as long as it is valid."""
    body: dict[str, Any] = json.loads(to_json(figure, validate=False))
    return {"data": body["data"], "layout": body["layout"]}


def plot(
    body: dict[str, Any],
    t: Translator,
    *,
    key: str,
    name: str,
    alt: str,
    height: int,
    on_click: Callable[[str], None] | None = None,
) -> None:
    """Show a drawing; only what differs from the last run is drawn again.

    Parameters
    ----------
    body : dict
        As `drawing` returns.
    key : str
        Identity on the page: the figure with this key lives on over reruns.
    name : str
        Stands in the page as ``data-drawn`` once the figure is there.
    alt : str
        What the figure shows, for readers who do not see it.
    height : int
        Pixels; a map in a narrower place is square.
    on_click : callable, optional
        Called before the next run with the code of the mark that was clicked.
    """
    has_map = any(trace["type"] == "choropleth" for trace in body["data"])
    whole = body | {
        "name": name,
        "alt": alt,
        "height": height,
        "failed": t("ui.figure_failed"),
        "plotly": assets.plotly_script().address,
        "config": {
            "displaylogo": False,
            "modeBarButtons": _MODEBAR if has_map else [],
            "displayModeBar": has_map,
            "scrollZoom": has_map,
            "responsive": True,
            "locale": t.language,
        },
    }

    def clicked() -> None:
        code = st.session_state[key].get("click")
        if on_click is not None and code is not None:
            on_click(str(code))

    encoded = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
    _mount()(data=encoded, key=key, height="content", on_click_change=clicked)
