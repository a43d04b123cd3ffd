"""What goes wrong in a button is said by the page, with a number for the log (cases 55 and 73)."""

import ast
import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from kampungkb.errors import StoreReadOnlyError
from kampungkb.i18n.translator import translator
from kampungkb.settings import ROOT
from kampungkb.ui import history_undo, load, upload_start
from tests.pages.screen import blocks, errors

UNEXPECTED = {
    "id": (
        r"Terjadi gangguan yang tidak terduga\. Muat ulang halaman ini; bila berulang, sampaikan "
        r"kode ([0-9a-f]{8}) kepada pengelola aplikasi\."
    ),
    "en": (
        r"Something unexpected went wrong\. Reload this page; if it happens again, give the code "
        r"([0-9a-f]{8}) to the administrator\."
    ),
}


def with_buttons() -> None:
    import streamlit as st

    from kampungkb.errors import StoreReadOnlyError
    from kampungkb.ui.faults import guarded
    from kampungkb.ui.frame import open_page

    @guarded
    def broken() -> None:
        raise RuntimeError("a secret of the program")

    @guarded
    def locked(name: str) -> None:
        raise StoreReadOnlyError(name, "locked")

    with open_page("history") as page:
        st.text_input("typed", key="typed")
        st.button("broken", key="broken", on_click=broken)
        st.button("locked", key="locked", on_click=locked, args=("store.sqlite",))
        st.html(f"<p>{page.name}</p>")


def opened(language: str) -> AppTest:
    app = AppTest.from_function(with_buttons, default_timeout=60)
    app.query_params["lang"] = language
    return app.run()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", ["id", "en"])
def test_case_73_the_page_is_drawn_and_says_the_number_in_the_log(language, caplog):
    app = opened(language)
    app.text_input(key="typed").set_value("half a sentence")
    with caplog.at_level(logging.ERROR, logger="kampungkb"):
        app.button(key="broken").click().run()
    (said,) = errors(app)
    found = re.fullmatch(UNEXPECTED[language], said)
    assert found is not None
    (record,) = [one for one in caplog.records if one.name == "kampungkb.ui.faults"]
    assert record.getMessage().startswith(f"unexpected error {found[1]} on ")
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "a secret of the program"
    assert "secret" not in "".join(blocks(app))
    # The page is there, with what was typed; the next run says nothing any more.
    assert "<p>history</p>" in blocks(app)
    assert app.text_input(key="typed").value == "half a sentence"
    assert errors(app.run()) == []


@pytest.mark.usefixtures("filled")
def test_a_refusal_is_said_in_its_own_words():
    app = opened("id")
    app.button(key="locked").click().run()
    assert errors(app) == [translator("id").error(StoreReadOnlyError("store.sqlite", "locked"))]
    assert errors(app.run()) == []


@pytest.mark.usefixtures("filled")
def test_case_55_a_store_that_is_gone_is_said_once_with_a_button_to_try_again(monkeypatch):
    def gone(*_: object) -> None:
        raise StoreReadOnlyError("store.sqlite", "locked")

    app = opened("id")
    with monkeypatch.context() as patch:
        patch.setattr(load, "snapshot", gone)
        app.button(key="locked").click().run()
        assert len(errors(app)) == 1
        assert [one.label for one in app.button if one.key == "retry"] == ["Coba lagi"]
    app.button(key="retry").click().run()
    assert errors(app) == []
    assert "<p>history</p>" in blocks(app)


@pytest.mark.parametrize("callback", [upload_start.discard, history_undo._commit])
def test_a_guarded_callback_keeps_its_name(callback):
    assert callback.__wrapped__.__name__ == callback.__name__


def test_every_callback_that_reaches_the_store_is_guarded():
    """Callbacks run outside the guard of `open_page`."""
    reaching = re.compile(r"load\.writer|upload_state\.(amend|forget)|_keep\(t|discard_draft")
    sources = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "kampungkb" / "ui").glob("*.py"))
    }
    everywhere = set().union(*map(callbacks, sources.values()))
    found, unguarded = [], []
    for name, text in sources.items():
        own = callbacks(text) | {one for one in everywhere if not one.startswith("_")}
        for one in ast.parse(text).body:
            if not isinstance(one, ast.FunctionDef) or one.name not in own:
                continue
            if reaching.search(ast.get_source_segment(text, one) or ""):
                found.append(one.name)
                if "guarded" not in map(ast.unparse, one.decorator_list):
                    unguarded.append(f"{name}:{one.name}")
    assert unguarded == []
    assert {"discard", "seen_until", "_commit", "_tick", "_take_back"} <= set(found)


def callbacks(text: str) -> set[str]:
    """Names that are handed to widgets."""
    return set(re.findall(r"on_(?:click|change)=(?:\w+\.)?(\w+)", text))
