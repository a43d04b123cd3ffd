"""Our own blocks of HTML: jinja2 escapes whatever a file may have brought."""

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kampungkb.charts.theme import Palette

_HERE = Path(__file__).parent
# What Markdown as streamlit reads it could take for more than itself.
_MARKS = re.compile(r"[\\`*_\[\]()<>$~#|:!]")
# Where a bare address could be recognised; that happens after backslashes have been read.
_LINKS = re.compile(r"(?i)(?<=www)(?=\.)|(?<=:)(?=//)|(?<=@)")


def plain(text: str) -> str:
    """A text for a place that reads Markdown, such as a hint, shown letter for letter.

    Invisible joiners keep addresses from being made links.
    """
    return _MARKS.sub(r"\\\g<0>", _LINKS.sub("\N{WORD JOINER}", text))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=32)
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(name: str, **context: object) -> str:
    """Fill a template of ours; every value is escaped."""
    return _template(name).render(**context)


def show(name: str, **context: object) -> None:
    """Fill a template of ours and put it on the page."""
    st.html(render(name, **context))


@lru_cache(maxsize=4)
def style(palette: Palette, words: tuple[tuple[str, str], ...]) -> str:
    """What the style sheet uses: the colours of a theme, and words in place of streamlit's own."""
    colours = {
        "ink": palette.ink, "muted": palette.muted, "line": palette.line,
        "surface": palette.surface, "ground": palette.ground, "reached": palette.reached,
        "below": palette.below, "cannot-tell": palette.cannot_tell, "no-data": palette.no_data,
        "formed-line": palette.formed_line,
    }  # fmt: skip
    variables = "".join(f"--kkb-{name}:{colour};" for name, colour in colours.items())
    said = "".join(f'--kkb-{name}:"{word}";' for name, word in words)
    return f"<style>:root{{{variables}{said}}}</style>"
