"""The offline twin: one HTML file with map, gaps and plan that asks nobody for anything.

Everything lies in the file: the data as JSON, the map as paths, the letters, and a script of our
own. A plotly.js of 4.8 MB would leave no room for the data in what a mailbox takes, and its maps
ask an outside host. The file's own policy forbids any request, and names arrive as text alone.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES, Palette, Scheme
from kampungkb.exports.twin_colours import variables
from kampungkb.exports.twin_parts import TwinContent
from kampungkb.exports.twin_words import twin_words
from kampungkb.i18n.translator import Translator

# What a messenger and a mailbox still take.
MOST_BYTES: Final = 6 * 1024 * 1024

_FOLDER: Final = Path(__file__).with_name("twin")
_SCRIPTS: Final = ("base.js", "map.js", "gaps.js", "agencies.js", "plan.js", "profile.js",
                   "start.js")  # fmt: skip
_FONTS: Final = {400: "KampungSans-Regular.ttf", 650: "KampungSans-Bold.ttf"}
_BLANK: Final = re.compile(r"\{\{(\w+)\}\}")


def twin_html(
    content: TwinContent, t: Translator, *, palettes: Mapping[Scheme, Palette] = PALETTES
) -> bytes:
    """The offline twin as one HTML file; the same content gives the same bytes.

    Parameters
    ----------
    content : TwinContent
    t : Translator
        Of the language in which the content was made.
    palettes : mapping
        The colours of the light and the dark theme; print has the light ones.
    """
    words = twin_words(t)
    style = _style(content, palettes)
    script = _script()
    data = {"words": words, "verdicts": dict(VERDICT_SHAPES)}
    escaped = {name: html.escape(text) for name, text in words.items()} | {
        "language": t.language,
        "title": html.escape(content.title),
        "state": html.escape(content.state),
        "mark": html.escape(content.mark),
        "mark_hidden": "" if content.mark else "hidden",
        "policy": _policy(style, script),
    }
    # Our own parts last, and not searched for blanks: data are never a template.
    raw = {"style": style, "script": script, "data": _json(data | dict(content.data))}
    page = _read("page.html")
    return _BLANK.sub(lambda found: (escaped | raw)[found[1]], page).encode()


def _policy(style: str, script: str) -> str:
    """Nothing from anywhere but this very style, this script and the letters in the style."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # An end of the script inside a name would end it for the browser as well.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _style(content: TwinContent, palettes: Mapping[Scheme, Palette]) -> str:
    light, dark = (variables(palettes[one], content.quarters) for one in ("light", "dark"))
    fonts = "".join(
        f"@font-face{{font-family:Twin;font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{_font(name)})}}"
        for weight, name in _FONTS.items()
    )
    return (
        f"{fonts}:root{{color-scheme:light;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
        f"{_read('style.css')}"
    )


def _script() -> str:
    parts = "\n".join(_read(name) for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


@cache
def _font(name: str) -> str:
    return base64.b64encode((_FOLDER.parent / "fonts" / name).read_bytes()).decode()


@cache
def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
