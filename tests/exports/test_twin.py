"""The offline twin's file: its policy, its data, and that no name is ever markup."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.exports.twin import MOST_BYTES, twin_html
from kampungkb.exports.twin_colours import NAMED, variables
from kampungkb.exports.twin_parts import TwinContent
from kampungkb.exports.twin_table import packed, unpacked
from kampungkb.i18n.translator import translator

ID, EN = translator("id"), translator("en")
MARKUP = (
    "</script><script>alert(1)</script>", "<b>Maju</b> & \"Co\" 'x'", "<!--<script>", "{{data}}",
    "{{script}}", "{n} {name}", "$& $1 \\1 \\g<0>", "\u2028\u2029", "=1+1",
)  # fmt: skip


class Page(HTMLParser):
    """Texts by element, and every attribute that could name an address."""

    def __init__(self, file: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(file.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += text

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.texts["script"][0])

    @property
    def policy(self) -> str:
        return next(
            str(one["content"]) for tag, one in self.tags if one.get("http-equiv") and tag == "meta"
        )


def content(**given_: Any) -> TwinContent:
    usual: dict[str, Any] = {
        "file_name": "x.html", "title": "Kampung KB Serang", "state": "Serang · revisi 1",
        "mark": "", "quarters": 0, "data": {"area": {"name": "Serang"}},
    }  # fmt: skip
    return TwinContent(**(usual | given_))


def digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("t", [ID, EN])
def test_only_its_own_style_and_script_may_run_and_nothing_may_be_fetched(t):
    page = Page(twin_html(content(), t))
    (style,) = page.texts["style"]
    _, script = page.texts["script"]
    assert page.policy == (
        f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    risky = {"src", "href", "action", "data", "style", "onload", "onclick", "onerror"}
    named = [value for _, one in page.tags for name, value in one.items() if name in risky]
    assert [one for one in named if not str(one).startswith("#")] == []
    # Of an address in the text only the name of SVG itself.
    addresses = re.findall(r"(?:https?:)?//[\w.]+[/\w]*", style + script)
    assert [one for one in addresses if one.startswith("http")] == ["http://www.w3.org/2000/svg"]
    assert re.findall(r"url\((?!#|data:)", style) == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script)


@pytest.mark.parametrize("name", MARKUP)
def test_case_64_markup_in_a_name_is_literal(name):
    made = content(title=name, state=name, mark=name, data={"area": {"name": name}, name: [name]})
    page = Page(twin_html(made, ID))
    assert page.data["area"] == {"name": name}
    assert page.data[name] == [name]
    assert page.texts["h1"] == [name]
    assert page.texts["title"] == [f"{name} · {name}"]
    assert page.texts["p"][:2] == [name, name]
    assert len(page.texts["script"]) == 2
    assert page.open == []


def test_the_mark_is_there_where_something_is_made_up():
    (ribbon,) = [one for tag, one in Page(twin_html(content(mark="DATA CONTOH"), ID)).tags
                 if one.get("class") == "ribbon"]  # fmt: skip
    assert "hidden" not in ribbon
    (ribbon,) = [one for tag, one in Page(twin_html(content(), ID)).tags
                 if one.get("class") == "ribbon"]  # fmt: skip
    assert "hidden" in ribbon


def test_words_are_of_its_language():
    pages = {t.language: Page(twin_html(content(), t)) for t in (ID, EN)}
    assert [one["lang"] for page in pages.values() for tag, one in page.tags if tag == "html"] == [
        "id", "en",
    ]  # fmt: skip
    assert pages["id"].texts["a"][1:] == [
        "Kesenjangan", "Perangkat daerah", "Rencana", "Profil", "Sumber dan cara menghitung",
    ]  # fmt: skip
    assert pages["en"].texts["a"][1:] == [
        "Gaps", "Agencies", "Plan", "Profile", "Sources and methods",
    ]  # fmt: skip
    assert [page.data["words"]["thousands"] for page in pages.values()] == [".", ","]
    assert pages["en"].data["words"]["shortfall"] == "{n} {counted} short"


def test_every_word_that_the_page_asks_for_is_there():
    page = twin_html(content(), ID).decode()
    assert re.findall(r"\{\{\w+\}\}", page) == []
    parsed = Page(page.encode())
    known, script = parsed.data["words"], parsed.texts["script"][1]
    asked = set(re.findall(r"words\.(\w+)", script)) | set(re.findall(r'say\("(\w+)"', script))
    assert asked - set(known) == set()
    composed = {"level_", "measure_", "column_", "showing_", "view_"}
    verdicts = {"met", "below", "cannot_tell", "no_data"}
    rest = {name for name in set(known) - asked - verdicts
            if not any(map(name.startswith, composed))}  # fmt: skip
    assert rest == {
        "to_content", "views", "search", "print", "no_script", "level", "measure",
    }  # fmt: skip


def test_both_themes_have_every_colour_and_print_has_the_light_ones():
    (style,) = Page(twin_html(content(quarters=3), ID)).texts["style"]
    light = f":root{{color-scheme:light;{variables(LIGHT, 3)}}}"
    dark = (
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{color-scheme:dark;{variables(DARK, 3)}}}}}"
    )
    assert light + dark in style
    assert f"--{NAMED.sequential[2]}:{LIGHT.sequential[2]};" in light
    assert f"--{NAMED.cannot_tell}:{DARK.cannot_tell};" in dark
    assert f"--step-0:{LIGHT.quarters[0]};" in light
    assert f"--step-2:{DARK.quarters[-1]};" in dark
    used = set(re.findall(r"var\(--([\w-]+)\)", style))
    assert used - set(re.findall(r"--([\w-]+):", light)) == set()


def test_the_same_content_is_the_same_bytes():
    assert twin_html(content(), ID) == twin_html(content(), ID)
    assert len(twin_html(content(), ID)) < MOST_BYTES / 20


def test_no_missing_number_slips_into_the_data():
    with pytest.raises(ValueError, match="Out of range float values"):
        twin_html(content(data={"value": float("nan")}), ID)


def test_columns_take_their_shortest_form():
    rows = [{"level": "village", "name": name, "value": value}
            for name, value in (("A", 1), ("A", 2), ("B", 3), ("B", None), ("A", 5))]  # fmt: skip
    assert packed(rows, ["level", "name", "value"]) == {
        "n": 5,
        "columns": {
            "level": {"same": "village"},
            "name": {"of": ["A", "B"], "at": [0, 0, 1, 1, 0]},
            "value": {"each": [1, 2, 3, None, 5]},
        },
    }


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", "<b>"]),
)  # fmt: skip


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), max_size=12))
def test_unpacked_is_what_was_packed(rows):
    found = unpacked(json.loads(json.dumps(packed(rows, ["a", "b"]))))
    assert found == rows
    # 1, 1.0 and True are equal, and not the same.
    types = [[(type(row["a"]), type(row["b"])) for row in some] for some in (found, rows)]
    assert types[0] == types[1]
