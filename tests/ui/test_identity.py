"""Who is at work is asked once, and stays while one goes from page to page."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from kampungkb.ui.identity import IDENTITY, LONGEST, Identity, cleaned
from tests.pages.screen import address, block, errors, plain

pytestmark = pytest.mark.usefixtures("filled")


def asking() -> None:
    import streamlit as st

    from kampungkb.ui import identity
    from kampungkb.ui.frame import open_page

    with open_page("history") as page:
        st.session_state["found"] = identity.asked(page)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(asking, default_timeout=60).run()


def refusal(app: AppTest) -> str:
    return block(app, "kkb-refused")


def working(app: AppTest) -> list[str]:
    bodies = [one.proto.body for one in app.get("html")]
    return [plain(one) for one in bodies if "kkb-identity" in one]


def answered(app: AppTest, name: str, agency: str | None) -> AppTest:
    app.text_input(key="identity_name").set_value(name)
    app.selectbox(key="identity_agency").set_value(agency)
    return app.button(key="identity_keep").click().run()


def test_the_first_visit_asks(app):
    assert (errors(app), app.session_state["found"]) == ([], None)
    assert [one.label for one in app.text_input] == ["Nama"]
    options = app.selectbox(key="identity_agency").options
    assert (options[0], options[-1]) == ("DKBP3A", "Lainnya")
    assert refusal(app) == ""


def test_an_answer_is_kept_and_can_be_changed(app):
    answered(app, " Siti  Aminah ", "Dinkes")
    assert app.session_state["found"] == Identity(name="Siti Aminah", agency="Dinkes")
    assert working(app) == ["Anda bekerja sebagai Siti Aminah (Dinkes)."]
    assert address(app) == {}
    app.button(key="identity_change").click().run()
    assert app.session_state["found"] is None
    assert app.text_input(key="identity_name").value == "Siti Aminah"
    assert app.selectbox(key="identity_agency").value == "Dinkes"
    app.button(key="identity_cancel").click().run()
    assert working(app) == ["Anda bekerja sebagai Siti Aminah (Dinkes)."]
    app.button(key="identity_change").click().run()
    answered(app, "Budi", "DPMD")
    assert app.session_state[IDENTITY] == Identity(name="Budi", agency="DPMD")


def test_an_agency_that_is_not_on_the_list(app):
    app.selectbox(key="identity_agency").select("Lainnya").run()
    app.text_input(key="identity_name").set_value("Budi")
    app.button(key="identity_keep").click().run()
    assert refusal(app) == (
        "Pilih perangkat daerah, atau tulis nama instansi, paling banyak 80 huruf."
    )
    app.text_input(key="identity_other").set_value("Kecamatan Cikande")
    app.button(key="identity_keep").click().run()
    assert app.session_state["found"] == Identity(name="Budi", agency="Kecamatan Cikande")


@pytest.mark.parametrize("name", ["", "   ", "a\x00b"])
def test_a_name_is_needed(app, name):
    answered(app, name, "Dinkes")
    assert app.session_state["found"] is None
    assert refusal(app) == "Tulis nama Anda, paling banyak 80 huruf."


def test_a_name_is_no_markup(app):
    answered(app, "<b>**x**</b>", "Dinkes")
    assert working(app) == ["Anda bekerja sebagai <b>**x**</b> (Dinkes)."]


@given(st.text(max_size=120))
def test_a_cleaned_name_is_short_and_printable(text):
    name = cleaned(text)
    if name is not None:
        assert 1 <= len(name) <= LONGEST
        assert name.isprintable()
        assert name == name.strip() == " ".join(name.split())
        assert cleaned(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("x" * 80, "x" * 80), ("x" * 81, None), (None, None), ("a\tb", "a b"), ("a\u202eb", None)],
)
def test_cleaned(text, name):
    assert cleaned(text) == name


def recalling() -> None:
    import streamlit as st

    from kampungkb.ui import identity
    from kampungkb.ui.frame import open_page

    with open_page("history") as page:
        for kept in st.session_state["kept"]:
            identity.recall(kept)
        st.session_state["found"] = identity.asked(page)


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({"name": " Siti  Aminah", "agency": "Dinkes"}, ("Siti Aminah", "Dinkes")),
        ({"name": "Budi", "agency": "Dinkes", "role": "admin"}, ("Budi", "Dinkes")),
        ({"name": "Budi"}, None),
        ({"name": "", "agency": "Dinkes"}, None),
        ({"name": ["Budi"], "agency": {}}, None),
        ({"name": "x" * 81, "agency": "Dinkes"}, None),
        ("Budi", None),
        (None, None),
    ],
)
def test_what_the_browser_remembers_is_checked_as_if_it_were_typed(kept, found):
    app = AppTest.from_function(recalling, default_timeout=60)
    # What is known already is not taken over by what comes later.
    app.session_state["kept"] = [kept, {"name": "Later", "agency": "Dinkes"}] if found else [kept]
    app.run()
    assert errors(app) == []
    expected = None if found is None else Identity(name=found[0], agency=found[1])
    assert app.session_state["found"] == expected


def remembered(app: AppTest) -> list[object]:
    """What the browser's tab was handed to remember."""
    components = [one.proto for one in app.get("bidi_component")]
    return [
        json.loads(one.json)["known"]
        for one in components
        if one.component_name.endswith("kampungkb_identity")
    ]


def test_the_tab_is_handed_the_name_once_it_is_known(app):
    assert remembered(app) == [None]
    answered(app, "Siti Aminah", "Dinkes")
    assert remembered(app) == [{"name": "Siti Aminah", "agency": "Dinkes"}]
