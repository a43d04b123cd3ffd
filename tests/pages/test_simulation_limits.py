"""Simulasi: capacities of their own, effort from a file, and one cell of the calendar."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
import streamlit as st

from kampungkb.errors import UnreadableFileError
from kampungkb.store.drafts import discard_draft, list_drafts
from kampungkb.tasks import scenario
from kampungkb.tasks.plan_effort_kept import effort_id
from kampungkb.ui import background, load, plan_blocks, plan_effort
from tests.pages.scenarios import answered
from tests.pages.screen import address, block, blocks, errors, notes, opened, plain
from tests.pages.test_simulation import SCRIPT, WISH, field, pressed, submitted, table

BUDGET = {"anggaran": "Disdukcapil=40@2098"}
HEAD = "kode_desa;perangkat_daerah;hari"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PATIENCE", 60.0)


def sent(app: Any, *rows: str, name: str = "beban.csv", head: str = HEAD) -> Any:
    """The page after an effort file was chosen."""
    data = "\n".join([head, *rows]).encode()
    app.file_uploader[0].set_value((name, data, "text/csv")).run()
    assert errors(app) == []
    return app


def sentences(app: Any) -> str:
    return " ".join(map(plain, blocks(app)))


@pytest.mark.usefixtures("filled")
def test_capacities_of_their_own_go_to_the_address_and_back():
    app = opened(SCRIPT, **WISH)
    field(app, "capacity_when_0").set_value("2098-Q1")
    field(app, "capacity_when_most_0").set_value("3")
    field(app, "capacity_where_0").set_value("36.04.07")
    field(app, "capacity_where_most_0").set_value("0")
    submitted(app)
    said = WISH | {"kapq": "2098-Q1:3", "kapd": "36.04.07:0"}
    # Whatever could be reached with them: the limits hold.
    assert address(app) == said
    rows = table(opened(SCRIPT, **said))
    assert (rows["Triwulan"] == 0).sum() == 3
    assert not rows["Kode"].str.startswith("36.04.07.").any()
    words = sentences(app)
    assert "3 desa pada Triwulan I 2098; 0 desa per triwulan di Kec. Bojonegara" in words


@pytest.mark.usefixtures("filled")
def test_a_capacity_without_its_district_stays_in_the_form():
    app = opened(SCRIPT, **WISH)
    field(app, "capacity_where_most_0").set_value("2")
    submitted(app)
    assert block(app, "kkb-plan-remarks") == (
        "▼ Kapasitas khusus: pilih juga Kecamatan untuk 2 desa itu, atau kosongkan baris ini."
    )
    assert address(app) == WISH


def villages(app: Any, n: int) -> list[str]:
    return list(table(app)["Kode"])[:n]


@pytest.mark.usefixtures("own_store")
def test_an_effort_file_is_used_kept_and_removed():
    app = opened(SCRIPT, **(WISH | BUDGET))
    first, second = villages(app, 2)
    sent(app, f"{first};Disdukcapil;40", f"{second};Disdukcapil;2,5")
    days = {(first, "Disdukcapil"): Fraction(40), (second, "Disdukcapil"): Fraction(5, 2)}
    said = WISH | BUDGET | {"beban": effort_id(days)}
    assert address(app) == said
    # One village takes the whole year of the agency: it has to wait or to give way.
    assert first not in set(table(app)["Kode"][table(app)["Triwulan"] < 4])
    words = "Beban kerja dari berkas: 2 desa, 1 perangkat daerah; selebihnya 1 per desa."
    assert f"{words} Berkas beban.csv." in sentences(app)
    assert "beban kerja dari berkas untuk 2 desa" in sentences(app)

    # A new session, as after a restart, finds it by the address alone.
    again = opened(SCRIPT, **said)
    assert notes(again) == []
    assert list(table(again)["Kode"]) == list(table(app)["Kode"])
    pressed(again, "plan_effort_remove")
    assert address(again) == WISH | BUDGET
    assert first in set(table(again)["Kode"])
    # The other's link still opens.
    assert notes(opened(SCRIPT, **said)) == []


@pytest.mark.usefixtures("own_store")
def test_a_faulty_effort_file_is_told_row_by_row_and_changes_nothing():
    app = opened(SCRIPT, **(WISH | BUDGET))
    sent(app, "36.04.99.2001;Disdukcapil;1", "36.04.07.2001;Dinas Awan;1",
         "36.04.07.2001;Disdukcapil;lama", name="<b>beban.csv")  # fmt: skip
    assert address(app) == WISH | BUDGET
    assert block(app, "kkb-plan-remarks") == (
        "▼ Berkas <b>beban.csv belum dipakai; 3 hal perlu diperbaiki. "
        "▼ Baris 2: “36.04.99.2001” bukan kode desa dalam register. Perbaiki kodenya, lalu pilih "
        "lagi berkasnya. "
        "▼ Baris 3: “Dinas Awan” bukan perangkat daerah penanggung jawab indikator. Perbaiki "
        "namanya, lalu pilih lagi berkasnya. "
        "▼ Baris 4: “lama” bukan jumlah hari. Isi angka nol atau lebih, lalu pilih lagi berkasnya."
    )
    assert list_drafts(load.engine()) == []
    # The corrected file is taken, and nothing is left to mend.
    sent(app, "36.04.07.2001;Disdukcapil;1")
    assert block(app, "kkb-plan-remarks") == ""
    assert "beban" in address(app)


@pytest.mark.usefixtures("own_store")
def test_many_faults_are_counted():
    app = sent(opened(SCRIPT, **WISH), *["x;y;z"] * 30)
    said = block(app, "kkb-plan-remarks")
    assert "90 hal perlu diperbaiki" in said
    assert said.endswith("Dan 70 hal lainnya; perbaiki yang di atas dahulu.")


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD, "tidak memuat satu baris pun; beban kerja tidak berubah."),
        ("apa;saja", "Kolom kode_desa tidak ada pada berkas beban kerja."),
    ],
)
@pytest.mark.usefixtures("own_store")
def test_a_file_that_says_nothing_changes_nothing(head, words):
    app = sent(opened(SCRIPT, **WISH), head=head)
    assert words in block(app, "kkb-plan-remarks")
    assert address(app) == WISH


@pytest.mark.usefixtures("own_store")
def test_a_file_that_cannot_be_read_is_a_sentence():
    app = opened(SCRIPT, **WISH)
    app.file_uploader[0].set_value(("beban.xlsx", b"PK\x03\x04 no workbook", "")).run()
    assert errors(app) == []
    assert "beban.xlsx" in block(app, "kkb-plan-remarks")
    assert address(app) == WISH


@pytest.mark.usefixtures("filled")
def test_an_unknown_effort_is_dropped_with_a_hint():
    app = opened(SCRIPT, **(WISH | {"beban": "0123456789ab"}))
    (hint,) = notes(app)
    assert "beban=0123456789ab" in hint
    assert address(app) == WISH


@pytest.mark.usefixtures("filled")
def test_where_nothing_is_written_the_effort_is_of_the_session_only(monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "0")
    app = sent(opened(SCRIPT, **(WISH | BUDGET)), "36.04.07.2001;Disdukcapil;7")
    said = address(app)
    assert "berlaku selama halaman ini terbuka dan tidak ikut dalam tautan" in sentences(app)
    assert list_drafts(load.engine()) == []
    (hint,) = notes(opened(SCRIPT, **said))
    assert f"beban={said['beban']}" in hint


def test_a_scenario_opens_with_its_effort(engine):
    days = {("36.04.07.2001", "Disdukcapil"): Fraction(3)}
    found = answered()
    of = replace(found, assumptions=replace(found.assumptions, effort=days))
    made, _ = scenario.save(
        engine, scenario.offer_of(of), name="Dengan beban", note=None, author="Siti",
        agency="DKBP3A", now=datetime(2026, 11, 25, tzinfo=UTC),
    )  # fmt: skip
    for one in list_drafts(engine):
        discard_draft(engine, one.draft_id)
    panel = opened(SCRIPT, isi="skenario", skenario=str(made.scenario_id))
    assert f"beban={effort_id(days)}" in "".join(blocks(panel))
    app = opened(SCRIPT, beban=effort_id(days), dari=str(made.scenario_id))
    assert notes(app) == []
    assert "Beban kerja dari berkas: 1 desa, 1 perangkat daerah" in sentences(app)


CELL = {"lihat": "kalender", "kotak": "36.04.07@2098-Q1"}


def with_button(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """In place of the figure, a button that does what a click on its cell does."""

    def plot(*_: Any, on_click: Any = None, key: str, **__: Any) -> None:
        st.button("click", key=f"click_{key}", on_click=on_click, args=(code,))

    monkeypatch.setattr(plan_blocks, "plot", plot)


@pytest.mark.usefixtures("filled")
def test_a_click_on_a_cell_lists_its_villages_and_a_second_one_all(monkeypatch):
    with_button(monkeypatch, "36.04.07|2098-Q1")
    app = opened(SCRIPT, **(WISH | {"lihat": "kalender"}))
    every = table(app)
    own = every[every["Kode"].str.startswith("36.04.07.") & (every["Triwulan"] == 0)]
    pressed(app, "click_plan_kalender")
    assert address(app) == WISH | CELL
    assert list(table(app)["Kode"]) == list(own["Kode"])
    title = f"{len(own)} desa dalam rencana: Kec. Bojonegara, Triwulan I 2098"
    assert title in sentences(app)
    pressed(app, "click_plan_kalender")
    assert address(app) == WISH | {"lihat": "kalender"}
    assert len(table(app)) == len(every)


@pytest.mark.usefixtures("filled")
def test_a_cell_has_a_chip_that_takes_it_off():
    app = opened(SCRIPT, **(WISH | CELL))
    assert app.button(key="plan_cell_off").label == "Kec. Bojonegara, Triwulan I 2098"
    pressed(app, "plan_cell_off")
    assert address(app) == WISH | {"lihat": "kalender"}
    assert len(table(app)) == 193


@pytest.mark.usefixtures("filled")
def test_a_cell_without_villages_is_a_sentence():
    app = opened(SCRIPT, lang="en", **(WISH | {"kapd": "36.04.07:0"} | CELL))
    assert errors(app) == []
    assert "This plan forms no village of Bojonegara district in Q1 2098." in sentences(app)
    assert len(app.dataframe) == 0


@pytest.mark.parametrize("said", ["36.04.99@2098-Q1", "36.04.07@2030-Q1", "36.04.07", "<b>"])
@pytest.mark.usefixtures("filled")
def test_a_cell_that_there_is_not_is_dropped_with_a_hint(said):
    app = opened(SCRIPT, **(WISH | {"kotak": said}))
    (hint,) = notes(app)
    assert f"kotak={said}" in hint
    assert address(app) == WISH


@pytest.mark.usefixtures("filled")
def test_on_a_phone_the_form_folds_under_its_own_words():
    app = opened(SCRIPT)
    (switch,) = [plain(one) for one in blocks(app) if "kkb-filters" in one]
    assert switch == "Ubah rencana"


@pytest.mark.usefixtures("filled")
def test_a_file_that_takes_long_shows_progress_and_can_be_stopped(monkeypatch):
    app = opened(SCRIPT, **WISH)

    def read(_data: bytes, name: str, _snapshot: Any, cancelled: Any) -> Any:
        while not cancelled():
            time.sleep(0.01)
        raise UnreadableFileError(name, "ended")

    monkeypatch.setattr(plan_effort, "read_effort", read)
    monkeypatch.setattr(background, "PATIENCE", 0.3)
    sent(app, "36.04.07.2001;Disdukcapil;7", name="lama.csv")
    assert "Membaca berkas beban kerja …" in sentences(app)
    pressed(app, "plan_stop_effort")
    assert "Membaca berkas beban kerja" not in sentences(app)
    assert (address(app), len(table(app))) == (WISH, 193)
