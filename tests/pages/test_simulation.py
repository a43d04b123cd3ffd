"""Simulasi: the form, the plan and its reasons; every wish stands in the address."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from kampungkb.errors import PlanCancelledError
from kampungkb.i18n.translator import translator
from kampungkb.tasks.plan import answer, plan_document
from kampungkb.tasks.plan_address import asked
from kampungkb.tasks.plan_problem import Basis
from kampungkb.ui import background, load, plan_content
from tests.pages.screen import address, block, blocks, errors, notes, opened, plain

SCRIPT = "pages/simulation.py"
# A year that is not over soon: a plan cannot begin in the past.
WISH = {"mulai": "2098-Q1", "akhir": "2099-Q4", "kapkec": "2", "min": "0.3@2098-Q4"}
PERCENT = "\N{NO-BREAK SPACE}%"
pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for its plan: without a browser nothing would ask again."""
    monkeypatch.setattr(background, "PATIENCE", 60.0)


@pytest.fixture
def app():
    found = opened(SCRIPT, **WISH)
    assert errors(found) == []
    return found


def field(app: Any, name: str) -> Any:
    """A field of the form by the end of its key."""
    every = [*app.text_input, *app.selectbox, *app.multiselect]
    (found,) = [
        one for one in every if one.key.startswith("plan_") and one.key.endswith(f"_{name}")
    ]
    return found


def submitted(app: Any) -> Any:
    """The page after its form was sent."""
    (button,) = [one for one in app.button if one.label == "Hitung rencana"]
    button.click().run()
    assert errors(app) == []
    return app


def pressed(app: Any, key: str) -> Any:
    """The page after a button."""
    app.button(key=key).click().run()
    assert errors(app) == []
    return app


def document(of: dict[str, str]) -> dict[str, Any]:
    """The plan as the command line prints it."""
    snapshot = load.snapshot()
    basis = Basis(snapshot=snapshot, ledger=load.ledger(snapshot, None))
    today = datetime.now(UTC).astimezone().date()
    found = answer(basis, asked(basis, today, of).assumptions, today=today)
    return plan_document(found, translator("id"))


def table(app: Any) -> Any:
    """The villages of the plan."""
    (found,) = [
        one.value for one in app.dataframe if "Manfaat hilang bila diganti" in one.value.columns
    ]
    return found


def test_a_link_opens_the_plan_of_the_command_line(app):
    expected = document(WISH)
    assert expected["status"] == "optimal"
    head = block(app, "kkb-head")
    assert head.endswith("245 desa tercapai pada Triwulan IV 2099; 31.631 kekurangan terjangkau; "
                         "terbukti terbaik.")  # fmt: skip
    assert [int(one) for one in table(app)["Kebutuhan"]] == [
        one["need"] for one in expected["villages"]
    ]
    assert list(table(app)["Kode"]) == [one["code"] for one in expected["villages"]]
    quarters = [expected["quarters"][at] for at in table(app)["Triwulan"]]
    assert quarters == [one["quarter"] for one in expected["villages"]]
    assert address(app) == WISH


def test_the_usual_wish_needs_no_address():
    app = opened(SCRIPT)
    assert address(app) == {}
    assert len(table(app)) == 193
    assert "terbukti terbaik" in block(app, "kkb-head")


def test_what_does_not_exist_is_dropped_with_a_hint():
    app = opened(SCRIPT, **(WISH | {"kecuali": "99.99", "kap": "banyak", "lihat": "foto"}))
    (hint,) = notes(app)
    for part in ("kecuali=99.99", "kap=banyak", "lihat=foto"):
        assert part in hint
    assert address(app) == WISH


def test_the_form_writes_the_address(app):
    field(app, "share").set_value("80")
    field(app, "district").set_value("")
    field(app, "capacity").set_value("30")
    submitted(app)
    assert address(app) == {
        "porsi": "0.8", "mulai": "2098-Q1", "akhir": "2099-Q4", "kap": "30",
        "min": "0.3@2098-Q4",
    }  # fmt: skip
    assert block(app, "kkb-head").split("revisi 2 ")[1].startswith("261 desa tercapai")


def test_what_was_not_understood_stays_in_its_field(app):
    field(app, "share").set_value("banyak")
    submitted(app)
    assert block(app, "kkb-plan-remarks") == (
        "▼ Sasaran (% desa): banyak bukan angka yang dikenali. Isi misalnya 75 atau 12,5."
    )
    assert field(app, "share").value == "banyak"
    assert address(app) == WISH
    field(app, "share").set_value("75")
    submitted(app)
    assert block(app, "kkb-plan-remarks") == ""


def test_weights_say_what_counts(app):
    field(app, "weight_D01").set_value("")
    field(app, "weight_D02").set_value("0,5")
    submitted(app)
    assert address(app)["bobot"] == "D02=0.5"
    assert "kekurangan berbobot terjangkau" in block(app, "kkb-head")


def test_a_village_is_explained_and_excluded_with_one_click(app):
    first = table(app)["Kode"].iloc[0]
    app.selectbox(key="param_wilayah").select(first).run()
    panel = block(app, "kkb-panel")
    assert "Triwulan I 2098" in panel
    assert "Mengapa pada triwulan ini" in panel
    cost = document(WISH)["villages"][0]["replacement_cost"]
    shown = translator("id").number(cost, 0 if cost.is_integer() else 1)
    assert f"Manfaat rencana berkurang {shown}. Penggantinya " in panel
    pressed(app, "plan_ban")
    assert address(app)["kecuali"] == first
    assert first not in set(table(app)["Kode"])
    assert f"Dibanding rencana sebelumnya: manfaat {shown} lebih sedikit" in block(
        app, "kkb-plan-status"
    )
    assert "Desa ini dikecualikan dari rencana." in block(app, "kkb-panel")
    pressed(app, "plan_unban")
    assert "kecuali" not in address(app)


def test_a_village_is_locked_where_it_is_and_set_free_again(app):
    last = table(app)["Kode"].iloc[-1]
    app.selectbox(key="param_wilayah").select(last).run()
    pressed(app, "plan_lock")
    assert address(app)["kunci"] == f"{last}@2099-Q4"
    assert "dikunci pada triwulan ini" in block(app, "kkb-panel")
    pressed(app, "plan_unlock")
    assert "kunci" not in address(app)


def test_bringing_a_village_forward_says_what_it_cost(app):
    last = table(app)["Kode"].iloc[-1]
    app.selectbox(key="param_wilayah").select(last).run()
    pressed(app, "plan_sooner")
    assert address(app)["kunci"] == f"{last}@2099-Q3"
    assert "Dibanding rencana sebelumnya:" in block(app, "kkb-plan-status")


def test_a_village_outside_the_plan_is_told_why(app):
    snapshot = load.snapshot()
    formed = load.ledger(snapshot, None).rollout.formed_codes
    code = min(set(snapshot.villages["code"]) - set(table(app)["Kode"]) - set(formed))
    app.selectbox(key="param_wilayah").select(code).run()
    assert "Tidak masuk rencana" in block(app, "kkb-panel")
    pressed(app, "plan_lock")
    assert address(app)["kunci"] == code
    assert code in set(table(app)["Kode"])


def test_a_relaxation_is_taken_with_one_click():
    app = opened(SCRIPT, mulai="2098-Q1", akhir="2098-Q4", kap="25")
    assert block(app, "kkb-head").endswith(
        "152 dari 245 desa dapat tercapai sampai Triwulan IV 2098; "
        "pilihan agar semuanya tercapai ada di bawah."
    )
    assert "Kurang 93 desa dari sasaran." in block(app, "kkb-plan-status")
    pressed(app, "plan_apply_0")
    assert address(app) == {"mulai": "2098-Q1", "akhir": "2099-Q4"}
    assert "245 desa tercapai pada Triwulan IV 2099" in block(app, "kkb-head")


@pytest.mark.parametrize("look", ["kalender", "perjalanan", "perbandingan"])
def test_each_look_has_an_address(look):
    app = opened(SCRIPT, **(WISH | {"lihat": look}))
    assert errors(app) == []
    assert address(app) == WISH | {"lihat": look}


def test_fairness_has_its_price(app):
    pressed(app, "plan_start_curve")
    words = " ".join(map(plain, blocks(app)))
    assert "Menjanjikan setiap kecamatan" in words or "Setiap kecamatan dapat" in words


def test_draws_add_a_column(app):
    pressed(app, "plan_start_draws")
    column = table(app)["Terpilih dalam undian"]
    assert column.between(0, 200).all()
    assert column.iloc[0] > 190
    assert "dari 200 undian" in " ".join(map(plain, blocks(app)))


def test_a_date_in_the_past_is_a_sentence():
    app = opened(SCRIPT, mulai="2020-Q1", akhir="2020-Q4")
    assert errors(app) == []
    assert "Triwulan I 2020 sudah lewat." in block(app, "kkb-plan-remarks")
    assert len(app.dataframe) == 0


def test_the_nearest_possible_plan_is_offered_and_taken():
    # Two quarters with room for all: the same answer as in eight, found in half the time.
    wish = WISH | {"akhir": "2098-Q2", "kapkec": "9", "min": "0.3@2098-Q2"}
    app = opened(SCRIPT, **wish, porsi="1.2")
    assert block(app, "kkb-plan-remarks").endswith(
        f"120{PERCENT} melebihi seluruh desa. Isi paling banyak 100{PERCENT}."
    )
    assert block(app, "kkb-plan-card").startswith(f"Sasaran 100{PERCENT} (326 desa)")
    pressed(app, "plan_apply_0")
    assert address(app) == wish | {"porsi": "1"}
    assert len(table(app)) == 274


def test_need_and_benefit_are_explained_where_they_are_first_named(app):
    status = block(app, "kkb-plan-status")
    assert "Manfaat rencana adalah kebutuhan desa yang dibentuk" in status
    assert "Manfaat bukan perkiraan hasil program." in status
    assert status.index("Manfaat rencana adalah") < status.index("Cara lain")


def test_a_weight_below_zero_is_not_taken_for_none():
    assert "semua bobot nol" in block(opened(SCRIPT, **(WISH | {"bobot": "0"})), "kkb-head")
    app = opened(SCRIPT, **(WISH | {"bobot": "D02=-1"}))
    assert block(app, "kkb-plan-remarks").startswith("▼ Bobot KIA")


def test_a_locked_and_excluded_village_offers_a_way_out():
    code = "36.04.07.2004"
    app = opened(SCRIPT, **(WISH | {"kunci": code, "kecuali": code}))
    assert "dikunci sekaligus dikecualikan" in block(app, "kkb-plan-remarks")
    pressed(app, "plan_apply_0")
    assert "kunci" not in address(app) or "kecuali" not in address(app)
    assert len(table(app)) == 193


def test_a_target_that_is_reached_needs_nothing():
    app = opened(SCRIPT, **(WISH | {"porsi": "0.1"}))
    assert errors(app) == []
    assert f"Sasaran 10{PERCENT} sudah tercapai" in block(app, "kkb-head")


def test_a_store_without_values_plans_by_code_and_says_so(pack_path, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(pack_path))
    app = opened(SCRIPT)
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert "urutannya menurut kode wilayah" in block(app, "kkb-head")
    assert "Kebutuhan semua desa tidak diketahui" in block(app, "kkb-plan-status")
    codes = list(table(app)["Kode"])
    assert len(codes) == 242
    assert codes == sorted(codes)
    assert set(table(app)["Keterangan"]) == {"kebutuhan tidak diketahui"}


def test_the_other_part_has_an_address_of_its_own(app):
    app.segmented_control(key="param_isi").set_value("indikator").run()
    assert errors(app) == []
    assert address(app)["isi"] == "indikator"
    assert not WISH.keys() & address(app).keys() - {"mulai"}
    app.segmented_control(key="param_isi").set_value("rencana").run()
    assert address(app) == WISH


def test_start_anew_forgets_the_wish(app):
    pressed(app, "plan_reset")
    assert address(app) == {}
    assert field(app, "share").value == "75"


def search_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, a search that finds nothing until it is ended."""

    def search(*_: Any, watch: Any, **__: Any) -> Any:
        while watch(0.0, 0.015):
            time.sleep(0.01)
        raise PlanCancelledError

    monkeypatch.setattr(plan_content, "answer", search)
    monkeypatch.setattr(background, "PATIENCE", 0.3)


def test_a_long_search_shows_the_former_plan_and_can_be_stopped(app, monkeypatch):
    search_without_end(monkeypatch)
    field(app, "share").set_value("79")
    submitted(app)
    assert block(app, "kkb-head").endswith("Rencana sedang dihitung.")
    assert block(app, "kkb-plan-progress").startswith("Menghitung rencana …")
    assert block(app, "kkb-sentence kkb-plan-former") == (
        "Yang tampak di bawah adalah rencana sebelumnya."
    )
    assert len(table(app)) == 193
    pressed(app, "plan_stop_plan")
    assert block(app, "kkb-head").endswith("Perhitungan dihentikan; rencana ini belum ada.")
    assert block(app, "kkb-plan-progress") == ""
    assert address(app) == WISH | {"porsi": "0.79"}


def test_a_stopped_search_is_taken_up_again(app, monkeypatch):
    search_without_end(monkeypatch)
    field(app, "share").set_value("78")
    pressed(submitted(app), "plan_stop_plan")
    monkeypatch.setattr(plan_content, "answer", answer)
    monkeypatch.setattr(background, "PATIENCE", 60.0)
    pressed(app, "plan_again")
    assert block(app, "kkb-head").split("revisi 2 ")[1].startswith("255 desa tercapai")


def test_a_search_for_the_first_plan_has_no_former_one(monkeypatch):
    search_without_end(monkeypatch)
    app = opened(SCRIPT, **(WISH | {"porsi": "0.77"}))
    assert errors(app) == []
    assert block(app, "kkb-head").endswith("Rencana sedang dihitung.")
    assert block(app, "kkb-sentence kkb-plan-former") == ""
    assert len(app.dataframe) == 0


def test_the_workbook_names_its_plan(app):
    (button,) = [one for one in app.get("download_button") if one.proto.id.find("workbook") >= 0]
    assert button.proto.label == "Unduh buku kerja (per kecamatan dan perangkat daerah)"
