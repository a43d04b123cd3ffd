"""A page run without a browser, and what a reader sees of it."""

import html
import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest

from kampungkb.settings import ROOT
from kampungkb.ui.identity import IDENTITY, Identity

SUMMARY, MAP = "pages/summary.py", "pages/map.py"


def opened(script: str, **address: str) -> AppTest:
    """A page after its first run, opened by an address with these parameters."""
    app = AppTest.from_file(ROOT / script, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def introduced(app: AppTest, name: str = "Siti Aminah", agency: str = "DKBP3A") -> AppTest:
    """A page whose visitor has said who they are."""
    app.session_state[IDENTITY] = Identity(name=name, agency=agency)
    return app.run()


def plain(markup: str) -> str:
    """Words of a block of HTML: tags gone, entities read, spaces as one."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", markup))
    return re.sub(r"[ \n]+", " ", text).strip()


def blocks(app: AppTest) -> list[str]:
    """The blocks of HTML of a page as they were sent."""
    return [one.proto.body for one in app.get("html")]


def block(app: AppTest, name: str) -> str:
    """The words of the one block with a class of ours; empty where it is not on the page."""
    found = [one for one in blocks(app) if re.search(rf'class="{name}["\s]', one)]
    assert len(found) <= 1
    return plain(found[0]) if found else ""


def figures(app: AppTest) -> list[dict[str, Any]]:
    """What the figures of a page were given."""
    components = [one.proto for one in app.get("bidi_component")]
    return [
        json.loads(one.bytes) for one in components if one.component_name.endswith("kampungkb_plot")
    ]


def figure(app: AppTest) -> dict[str, Any]:
    """What the page's only figure was given."""
    (only,) = figures(app)
    return only


def trace(app: AppTest, name: str) -> dict[str, Any]:
    """One trace of the page's figure."""
    (found,) = [one for one in figure(app)["data"] if one["name"] == name]
    return dict(found)


def shown(markdown: str) -> str:
    """A text in Markdown as it is read: no backslashes before signs, no invisible joiners."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\N{WORD JOINER}", "")


def notes(app: AppTest) -> list[str]:
    """The hints of a page."""
    return [shown(one.value) for one in app.info]


def errors(app: AppTest) -> list[str]:
    """The error boxes of a page, those of streamlit's own included."""
    return [shown(one.value) for one in app.error] + [one.message for one in app.exception]


def address(app: AppTest) -> dict[str, str]:
    """The parameters that the page has left in its address."""
    return {
        name: values if isinstance(values, str) else values[0]
        for name, values in app.query_params.items()
    }
