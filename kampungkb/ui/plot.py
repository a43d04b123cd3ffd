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


def drawing(figure: go.Figure, t: Translator, *, name: str, alt: str, height: int) -> bytes:
    """A figure as the bytes that the browser draws; keep them as long as the figure is valid.

    Parameters
    ----------
    figure : Figure
    name : str
        Stands in the page as ``data-drawn`` once the figure is there.
    alt : str
        What the figure shows, for readers who do not see it.
    height : int
        Pixels.
    """
    body = json.loads(to_json(figure, validate=False))
    body.update(
        name=name,
        alt=alt,
        height=height,
        failed=t("ui.figure_failed"),
        plotly=assets.plotly_script().address,
        config={
            "displaylogo": False,
            "modeBarButtons": _MODEBAR if _is_map(figure) else [],
            "displayModeBar": _is_map(figure),
            "scrollZoom": True,
            "responsive": True,
            "locale": t.language,
        },
    )
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _is_map(figure: go.Figure) -> bool:
    return any(trace.type == "choropleth" for trace in figure.data)


def plot(body: bytes, *, key: str, height: int) -> str | None:
    """Show a drawing and return the key of the mark that was clicked in this run, if any."""
    result = _mount()(data=body, key=key, height=height, on_click_change=lambda: None)
    clicked = getattr(result, "click", None)
    return None if clicked is None else str(clicked)
