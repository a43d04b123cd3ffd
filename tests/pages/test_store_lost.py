"""55: the database is lost in mid-session: a sentence and a retry, and then it goes on."""

import pytest
import streamlit as st

from tests.pages.screen import block, errors, introduced, opened
from tests.pages.uploading import ASKED, address, draft_id, page, press, send

PAGES = ("upload", "entry", "history", "map", "gaps")
LOST = {
    "id": "Basis data {store} tidak ditemukan.",
    "en": "There is no database at {store}.",
}


@pytest.fixture(autouse=True)
def _nothing_cached():
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def gone(own_path):
    """Where the store is while it is lost."""
    return own_path.with_name("aside.sqlite")


@pytest.mark.parametrize("language", LOST)
@pytest.mark.parametrize("name", PAGES)
def test_case_55_a_page_says_so_and_goes_on_once_it_is_back(own_path, gone, name, language):
    app = introduced(opened(f"pages/{name}.py", lang=language))
    assert errors(app) == []
    own_path.rename(gone)
    app.run()
    (said,) = errors(app)
    assert said.startswith(LOST[language].format(store=own_path))
    assert not own_path.exists()
    gone.rename(own_path)
    app.button(key="retry").click().run()
    assert errors(app) == []
    assert block(app, "kkb-head") != ""


@pytest.mark.usefixtures("patient")
def test_case_55_a_draft_is_there_again(own_path, gone, store):
    app = send(page(), ASKED)
    here = draft_id(app)
    own_path.rename(gone)
    app.run()
    assert len(errors(app)) == 1
    gone.rename(own_path)
    app.button(key="retry").click().run()
    assert (errors(app), address(app)) == ([], {"draf": here})
    assert store.drafts == ["kia.csv"]
    assert app.radio.len == 1
    press(app, "Batalkan unggahan")
    press(app, "Ya, buang unggahan ini")
    assert store.drafts == []
