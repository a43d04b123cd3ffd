"""Saving plans, and the view that lists, compares, announces and replans them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from kampungkb.i18n.translator import translator
from kampungkb.store import scenarios as store
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.tasks.plan import plan_document
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry, entries, offer_of, save
from kampungkb.ui import background, load
from tests.pages.scenarios import answered, filled_basis, slower
from tests.pages.screen import address, block, blocks, errors, figures, introduced, notes, plain

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def _view() -> None:
    from kampungkb.ui.frame import open_page
    from kampungkb.ui.scenario_content import show

    with open_page("simulation") as page:
        show(page)


def _plan() -> None:
    """A plan, by the capacity of the address, and the form that saves it."""
    from kampungkb.ui import scenario_save
    from kampungkb.ui.frame import open_page
    from kampungkb.ui.params import from_address
    from tests.pages.scenarios import answered

    with open_page("simulation") as page:
        scenario_save.block(page, answered(from_address("kap")))


def opened(script: Any, **parameters: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert errors(app) == []
    return app


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PATIENCE", 60.0)


@pytest.fixture(scope="module")
def found(filled_path: Path) -> Basis:
    """What the filled store says."""
    return filled_basis(f"sqlite:///{filled_path}")


@pytest.fixture
def engine(own_store: Path, found: Basis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A filled store of this test's own; its data, which stay, are read once for all tests."""
    monkeypatch.setattr(load, "snapshot", lambda _=None: found.snapshot)
    monkeypatch.setattr(load, "ledger", lambda *_: found.ledger)
    own = open_engine(f"sqlite:///{own_store}")
    yield own
    own.dispose()


@pytest.fixture
def _two(engine: Engine) -> None:
    """Two scenarios: number 1 is faster, number 2 goes by districts and takes a quarter more."""
    for at, (name, own) in enumerate((("Cepat", answered()), ("Merata", slower()))):
        offer = offer_of(own)
        assert offer is not None
        save(
            engine, offer, name=name, note=None, author="Budi", agency="Bappeda",
            now=NOW + timedelta(days=at),
        )  # fmt: skip


def kept(engine: Engine) -> list[tuple[str, int, bool, bool]]:
    """Name, version, announced and withdrawn of all scenarios, as the list has them."""
    return [(one.name, one.version, one.announced, one.withdrawn) for one in entries(engine)]


def only(engine: Engine, name: str) -> Entry:
    (one,) = [x for x in entries(engine) if x.name == name]
    return one


def words(app: AppTest) -> str:
    return " ".join(plain(one) for one in blocks(app))


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert errors(app) == []
    return app


def typed(app: AppTest, name: str, note: str = "", key: str = "scenario_save") -> AppTest:
    app.text_input(key=f"{key}_name").input(name)
    app.text_input(key=f"{key}_note").input(note)
    return press(app, f"{key}_button")


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def announced(engine: Engine, name: str) -> None:
    one = only(engine, name)
    store.announce(
        engine, one.scenario_id, expected_version=one.version, author="Budi", agency="Bappeda",
        now=NOW,
    )  # fmt: skip


def test_a_plan_is_saved_with_its_figures(engine):
    app = typed(introduced(opened(_plan)), " Rencana  2028 ", "dibahas Selasa")
    assert kept(engine) == [("Rencana 2028", 1, False, False)]
    one, told = only(engine, "Rencana 2028"), plan_document(answered(), translator("id"))
    assert (one.author, one.agency, one.note) == ("Siti Aminah", "DKBP3A", "dibahas Selasa")
    assert (one.data_revision, one.summary.status) == (told["revision"], told["status"])
    figures_ = (one.summary.benefit, one.summary.people)
    assert [float(x) for x in figures_] == [told["benefit"], told["people"]]
    assert (one.summary.villages, one.summary.reached_on) == (
        len(told["villages"]), told["reached_on"],
    )  # fmt: skip
    assert "Rencana ini tersimpan sebagai “Rencana 2028”." in block(app, "kkb-done")
    assert "/simulasi?isi=skenario&skenario=1" in "".join(blocks(app)).replace("&amp;", "&")


def test_saved_again_nothing_new_is_written(engine):
    app = typed(introduced(opened(_plan)), "Rencana 2028")
    typed(app, "Rencana 2028")
    other = typed(introduced(opened(_plan)), "rencana 2028".title())
    assert kept(engine) == [("Rencana 2028", 1, False, False)]
    assert "sudah tersimpan sebagai “Rencana 2028”" in block(other, "kkb-done")


@pytest.mark.usefixtures("_two")
def test_a_name_that_is_taken_is_a_sentence(engine):
    app = typed(introduced(opened(_plan, kap="30")), "cepat")
    assert block(app, "kkb-refused").startswith("Nama skenario “Cepat” sudah dipakai")
    assert len(kept(engine)) == 2
    # What was typed stays.
    assert app.text_input(key="scenario_save_name").value == "cepat"
    app = typed(app, "   ")
    assert block(app, "kkb-refused").startswith("Tulis nama skenario")


def test_saving_is_taken_back(engine):
    app = typed(introduced(opened(_plan)), "Rencana 2028")
    press(app, "scenario_save_undo")
    assert kept(engine) == [("Rencana 2028", 2, False, True)]
    assert "Penyimpanan dibatalkan" in block(app, "kkb-done")


@pytest.mark.usefixtures("_two")
def test_an_opened_scenario_gets_its_next_version(engine):
    app = introduced(opened(_plan, dari="1", kap="30"))
    assert app.text_input(key="scenario_save_name").value == "Cepat"
    typed(app, "Cepat", "lebih banyak")
    assert kept(engine)[0] == ("Cepat", 2, False, False)
    press(app, "scenario_save_undo")
    own = only(engine, "Cepat")
    assert (own.version, own.note) == (3, None)
    with read_transaction(engine) as conn:
        assert store.scenario(conn, own.scenario_id).plan == offer_of(answered()).plan


@pytest.mark.usefixtures("_two")
def test_a_click_while_the_page_is_drawn_saves_what_is_chosen(engine):
    app = introduced(opened(_plan, dari="1", kap="30"))
    app.radio[0].set_value(False)
    app.text_input(key="scenario_save_name").input("Lain")
    press(app, "scenario_save_button")
    assert kept(engine) == [
        ("Lain", 1, False, False), ("Merata", 1, False, False), ("Cepat", 1, False, False),
    ]  # fmt: skip
    assert app.text_input(key="scenario_save_name").value == "Lain"


@pytest.mark.usefixtures("_two")
def test_somebody_else_was_faster(engine):
    app = introduced(opened(_plan, dari="1", kap="30"))
    announced(engine, "Cepat")
    typed(app, "Cepat")
    assert "sudah diubah oleh Budi" in block(app, "kkb-refused")
    assert only(engine, "Cepat").version == 2


@pytest.mark.usefixtures("_two")
def test_an_announced_plan_is_saved_under_another_name(engine):
    announced(engine, "Cepat")
    app = introduced(opened(_plan, dari="1", kap="30"))
    assert len(app.radio) == 0
    assert "sudah diumumkan, sehingga rencananya tidak diubah" in words(app)
    typed(app, "Cepat 2")
    assert kept(engine)[1] == ("Cepat 2", 1, False, False)


@pytest.mark.usefixtures("_two")
def test_a_server_that_only_shows_says_so(monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    app = opened(_plan)
    assert "hanya untuk dibaca" in block(app, "kkb-sentence kkb-writing")
    assert "scenario_save_button" not in keys(app)
    app = opened(_view)
    assert "hanya untuk dibaca" in block(app, "kkb-sentence kkb-writing")
    assert {"scenario_announce", "scenario_withdraw"} & keys(app) == set()


@pytest.mark.parametrize(
    ("path", "language", "title", "finding"),
    [
        ("filled_path", "id", "Skenario rencana", "Belum ada skenario yang disimpan."),
        ("pack_path", "en", "Plan scenarios", "No scenario is saved yet."),
    ],
)
def test_without_a_scenario_the_view_says_how_to_make_one(
    request, monkeypatch, path, language, title, finding
):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(path)))
    app = opened(_view, lang=language)
    assert block(app, "kkb-head").startswith(title)
    assert finding in block(app, "kkb-head")
    assert "isi=rencana" in "".join(blocks(app))
    assert (notes(app), figures(app)) == ([], [])


@pytest.mark.usefixtures("_two")
def test_the_list_shows_the_announced_one_first(engine):
    announced(engine, "Cepat")
    app = opened(_view)
    lines = [plain(one) for one in blocks(app) if 'class="kkb-scenario ' in one]
    assert lines[0].startswith("Cepat ● Diumumkan")
    assert lines[1].startswith("Merata ○ Tersimpan")
    assert "Budi (Bappeda) · 20 November 2026 · data revisi" in lines[0]
    assert "Rencana yang diumumkan: “Cepat”, 193 desa" in block(app, "kkb-head")
    assert address(app) == {}


@pytest.mark.usefixtures("_two")
def test_a_plan_opens_with_its_own_address():
    app = opened(_view, skenario="2")
    links = "".join(blocks(app)).replace("&amp;", "&")
    assert "kapkec=2&dari=2" in links
    assert plain(block(app, "kkb-scenario-panel")).startswith("Merata ○ Tersimpan")


@pytest.mark.usefixtures("_two")
def test_announcing_says_which_announcement_ends(engine):
    announced(engine, "Cepat")
    app = introduced(opened(_view, skenario="2"))
    press(app, "scenario_announce")
    assert "Pengumuman “Cepat” berakhir" in words(app)
    assert kept(engine)[0] == ("Cepat", 2, True, False)
    press(app, "scenario_announce_sure")
    assert kept(engine) == [("Merata", 2, True, False), ("Cepat", 3, False, False)]
    assert "“Merata” kini menjadi rencana yang diumumkan." in words(app)


@pytest.mark.usefixtures("_two")
def test_a_deed_can_be_left(engine):
    app = press(introduced(opened(_view)), "scenario_withdraw")
    press(app, "scenario_cancel")
    assert [one[3] for one in kept(engine)] == [False, False]
    assert "scenario_withdraw" in keys(app)


@pytest.mark.usefixtures("_two")
def test_withdrawing_and_taking_it_back(engine):
    app = introduced(opened(_view, skenario="1"))
    press(press(app, "scenario_withdraw"), "scenario_withdraw_sure")
    assert kept(engine)[1] == ("Cepat", 2, False, True)
    assert "Penarikan dapat dibatalkan" in block(app, "kkb-done")
    press(press(app, "scenario_reinstate"), "scenario_reinstate_sure")
    assert kept(engine)[0] == ("Cepat", 3, False, False)


@pytest.mark.usefixtures("_two")
def test_withdrawn_ones_are_shown_on_demand(engine):
    store.withdraw(engine, 1, expected_version=1, author="Budi", agency=None, now=NOW)
    app = opened(_view)
    lines = [one for one in blocks(app) if 'class="kkb-scenario ' in one]
    assert len(lines) == 1
    app.checkbox(key="scenario_withdrawn").check().run()
    assert len([one for one in blocks(app) if "kkb-scenario-withdrawn" in one]) == 1


@pytest.mark.usefixtures("_two")
def test_a_deed_on_what_somebody_has_changed_is_refused(engine):
    app = press(introduced(opened(_view, skenario="1")), "scenario_withdraw")
    announced(engine, "Cepat")
    press(app, "scenario_withdraw_sure")
    assert "sudah diubah oleh Budi" in block(app, "kkb-refused")
    assert kept(engine)[0] == ("Cepat", 2, True, False)


@pytest.mark.usefixtures("_two")
def test_figures_side_by_side_are_those_of_the_plans():
    app = opened(_view, banding="2,1")
    t = translator("id")
    told = [plan_document(one, t) for one in (slower(), answered())]
    (bars,) = figures(app)
    grids = [plain(one) for one in blocks(app) if 'class="kkb-scenario-grid' in one]
    for one in told:
        assert t.number(one["people"]) in grids[0]
        assert t.number(len(one["villages"])) in grids[0]
    # Measured over one quarter more, the shorter plan is worth more than when it was saved.
    assert bars["data"][0]["x"][0] == told[0]["benefit"]
    assert bars["data"][0]["x"][1] > told[1]["benefit"]
    assert "9 triwulan" in words(app)
    app = opened(_view, banding="1,2")
    assert figures(app)[0]["data"][0]["x"][0] == told[1]["benefit"]


@pytest.mark.usefixtures("_two")
def test_the_choice_of_scenarios_stands_in_the_address():
    app = opened(_view)
    assert app.multiselect[0].value == ["2", "1"]
    app.multiselect[0].set_value(["1", "2"]).run()
    assert address(app)["banding"] == "1,2"
    app.multiselect[0].set_value(["1"]).run()
    assert "Pilih sedikitnya dua skenario" in words(app)


@pytest.mark.usefixtures("_two")
def test_what_the_address_names_wrongly_is_dropped():
    app = opened(_view, skenario="99", banding="7,<b>", susun="5")
    assert "skenario=99" in notes(app)[0]
    assert "banding=7" in notes(app)[0]
    assert address(app) == {}


@pytest.mark.usefixtures("_two")
def test_one_scenario_is_not_compared(engine):
    store.withdraw(engine, 1, expected_version=1, author="Budi", agency=None, now=NOW)
    app = opened(_view)
    assert "memerlukan sedikitnya dua skenario" in words(app)
    assert "Belum ada rencana yang diumumkan." in words(app)


@pytest.mark.usefixtures("_two")
def test_the_announced_plan_is_made_anew_and_saved(engine, found):
    announced(engine, "Cepat")
    app = press(introduced(opened(_view)), "scenario_replan")
    assert address(app)["susun"] == "1"
    assert "193 dari 193 desa yang diumumkan tetap pada triwulannya." in words(app)
    assert "Mempertahankannya tidak mengurangi manfaat" in words(app)
    press(app, "scenario_replan_save_button")
    own = only(engine, f"Cepat, susun ulang revisi {found.snapshot.revision}")
    assert (own.summary.keeps.scenario_id, own.summary.keeps.version) == (1, 2)
    with read_transaction(engine) as conn:
        assert store.scenario(conn, own.scenario_id).plan == offer_of(answered()).plan
    press(app, "scenario_replan_close")
    assert "susun" not in address(app)


def test_names_from_people_are_never_markup(engine):
    offer = offer_of(answered())
    save(engine, offer, name="<b>**A**</b>", note="<i>x", author="<u>B", agency=None, now=NOW)
    app = introduced(opened(_view))
    assert "<b>**A**" not in "".join(blocks(app))
    assert "<b>**A**</b>" in words(app)
    press(app, "scenario_announce")
    assert app.button(key="scenario_announce_sure").label == (
        "Umumkan “\\<b\\>\\*\\*A\\*\\*\\</b\\>”"
    )


@pytest.mark.usefixtures("_two")
def test_english_speaks_english(engine):
    announced(engine, "Cepat")
    app = press(introduced(opened(_view, lang="en")), "scenario_replan")
    assert "Announced plan: “Cepat”, 193 villages" in words(app)
    assert "193 of 193 announced villages stay in their quarters." in words(app)
    assert app.button(key="scenario_withdraw").label == "Withdraw this scenario"
