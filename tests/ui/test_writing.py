"""Whether changes are taken, what a page says where not, and the server's start."""

import pytest
from streamlit.testing.v1 import AppTest

from kampungkb.cli.main import main
from kampungkb.errors import WritingNotAllowedError
from kampungkb.ui import load, server
from tests.pages.screen import blocks, errors, plain


def guarding() -> None:
    import streamlit as st

    from kampungkb.ui import writing
    from kampungkb.ui.frame import open_page

    with open_page("history") as page:
        st.session_state["allowed"] = (writing.guard(page), writing.allowed(page))


def guarded(**parameters: str) -> AppTest:
    app = AppTest.from_function(guarding, default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert errors(app) == []
    return app


def note(app: AppTest) -> list[str]:
    return [plain(one) for one in blocks(app) if "kkb-writing" in one]


@pytest.mark.usefixtures("filled")
def test_on_this_machine_everything_is_taken():
    app = guarded()
    assert (app.session_state["allowed"], note(app)) == ((True, True), [])
    assert load.writer() is load.engine()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "id",
            "Dasbor ini dibuka hanya untuk dibaca, sebagaimana setiap dasbor yang dapat dijangkau "
            "komputer lain. Pengelola aplikasi dapat mengizinkan perubahan dengan --allow-writing "
            "(README, bagian “For the whole office”).",
        ),
        (
            "en",
            "This dashboard is open for reading only, like every one that other computers can "
            "reach. The administrator can allow changes with --allow-writing (README, “For the "
            "whole office”).",
        ),
    ],
)
def test_a_server_for_reading_says_so_and_refuses(language, words, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app = guarded(lang=language)
    assert (app.session_state["allowed"], note(app)) == ((False, False), [words])
    with pytest.raises(WritingNotAllowedError, match="takes no changes"):
        load.writer()


@pytest.mark.usefixtures("filled")
def test_an_old_revision_is_not_changed():
    app = guarded(v="1", lang="en")
    assert app.session_state["allowed"] == (False, False)
    assert note(app) == [
        "Revision 1 is not the latest. Changes can only be made to the latest one, revision 2. "
        "Open revision 2"
    ]
    (body,) = [one for one in blocks(app) if "kkb-writing" in one]
    assert 'href="/riwayat?lang=en"' in body


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "said", "words"),
    [
        ([], "allow", "Perubahan diizinkan: "),
        (["--host", "0.0.0.0"], "deny", "Hanya baca: "),
        (["--host", "0.0.0.0", "--allow-writing"], "allow", "Perubahan diizinkan: "),
        (["--host", "::1", "--lang", "en"], "allow", "Changes are allowed: "),
    ],
)
def test_the_server_says_its_mode_and_hands_it_on(arguments, said, words, monkeypatch, capsys):
    class NoServer:
        def run(self, config: dict[str, object]) -> None:
            assert config["server.address"] in (*arguments, "127.0.0.1")

    monkeypatch.setenv("KAMPUNGKB_WRITING", "")
    monkeypatch.setattr(server, "application", NoServer)
    monkeypatch.setattr(server.warm, "warm", lambda: None)
    assert main(["serve", *arguments]) == 0
    assert capsys.readouterr().err.startswith(words)
    assert load.settings().writable == (said == "allow")


@pytest.mark.usefixtures("filled")
def test_streamlit_started_without_the_launcher(monkeypatch):
    monkeypatch.delenv("KAMPUNGKB_WRITING", raising=False)
    monkeypatch.setattr(load.st, "get_option", lambda _: None)
    assert not load.settings().writable
