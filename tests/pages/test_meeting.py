"""The meeting: slides with the figures of the pages, the address, the agenda and its saving."""

import html
import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from kampungkb.store.agendas import agendas
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.scenarios import announce
from kampungkb.tasks.ledger import gap_document, status_document
from kampungkb.tasks.scenario import announced_quarters, offer_of, save
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.ui import load
from tests.pages.scenarios import answered
from tests.pages.screen import address, block, blocks, errors, introduced, notes, opened, plain

PAGE = "pages/meeting.py"
MONGPOK = "36.04.23.2015"
CIKEUSAL = "36.04.23"
USUAL = ["status", "peta", "kesenjangan", "kecamatan", "opd", "rencana", f"desa-{MONGPOK}"]


@pytest.fixture
def of(filled):
    engine = open_engine(f"sqlite:///{filled}")
    yield read_snapshot(engine, read_dictionary(ROOT / "data" / "indicators.toml"))
    engine.dispose()


def stage(app):
    """What the slides were given."""
    (found,) = [
        one.proto for one in app.get("bidi_component")
        if one.proto.component_name.endswith("kampungkb_meeting")
    ]  # fmt: skip
    return json.loads(found.json)


def slides(app):
    """Words of each slide by its key, in their order."""
    parts = re.split(r'<section class="kkb-slide" data-slide="', stage(app)["html"])[1:]
    return {html.unescape(one.split('"', 1)[0]): plain(one.split(">", 1)[1]) for one in parts}


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows(app):
    """The slides of the editor in their order."""
    return [plain(one) for one in blocks(app) if "kkb-agenda-name" in one]


def pressed(app, key):
    (button,) = [one for one in app.button if one.key == key]
    return button.click().run()


def test_the_slides_say_what_status_and_gaps_say(of):
    app = opened(PAGE)
    found = slides(app)
    assert list(found) == USUAL
    status, t = status_document(of), translator("id")
    assert spaced(found["status"]).startswith(
        f"{status['formed']} dari {status['villages']} desa sudah menjadi Kampung KB; "
        f"{status['to_form']} lagi menuju 75 %"
    )
    gaps = {one["indicator"]: one for one in gap_document(of, "regency")["rows"]}
    for code in ("L17", "E01", "D02"):
        assert f" {t.number(gaps[code]['shortfall'])} " in found["kesenjangan"]
    for text in found.values():
        assert "Kabupaten Serang · s.d. Triwulan III 2026 · revisi 2" in text
    assert [key for key, text in found.items() if "DATA CONTOH, bukan angka resmi" not in text] == [
        "rencana"
    ]
    assert [re.search(r"\d / \d", text)[0] for text in found.values()] == [
        f"{n} / 7" for n in range(1, 8)
    ]


def test_the_announced_plan_stands_by_quarter(engine):
    assert "Belum ada rencana pembentukan yang diumumkan" in slides(opened(PAGE))["rencana"]
    who = {"author": "Siti", "agency": "DKBP3A", "now": datetime(2026, 11, 20, 3, tzinfo=UTC)}
    made, _ = save(engine, offer_of(answered()), name="Rencana A", note=None, **who)
    announce(engine, made.scenario_id, expected_version=made.version, **who)
    found = slides(opened(PAGE))["rencana"]
    quarters = Counter(announced_quarters(engine).values())
    assert f"Rencana yang diumumkan: {quarters.total()} desa lagi" in found
    total, t = 52, translator("id")
    for quarter in sorted(quarters):
        total += quarters[quarter]
        assert f"{quarters[quarter]} {t.period_short(quarter)} jumlah {total} " in found


@pytest.mark.usefixtures("filled")
def test_the_address_opens_a_slide_and_its_figure():
    app = opened(PAGE, slide="kesenjangan", tunjuk="D02")
    assert stage(app)["at"] == {"slide": "kesenjangan", "point": "D02"}
    assert address(app) == {"slide": "kesenjangan", "tunjuk": "D02"}
    # What the reader does on the slides.
    app.session_state["param_slide"] = "opd"
    app.session_state["param_tunjuk"] = None
    app.run()
    assert address(app) == {"slide": "opd"}


@pytest.mark.usefixtures("filled")
def test_a_district_is_there_on_demand():
    app = opened(PAGE, slide=f"kec-{CIKEUSAL}")
    found = slides(app)
    assert list(found) == [*USUAL, f"kec-{CIKEUSAL}"]
    assert found[f"kec-{CIKEUSAL}"].startswith("Kecamatan Cikeusal: ")
    assert "di luar agenda" in found[f"kec-{CIKEUSAL}"]


@pytest.mark.usefixtures("filled")
def test_what_does_not_exist_is_dropped_with_a_hint():
    app = opened(PAGE, slide="kec-99", agenda="peta,xx,status", tampil="semua")
    assert address(app) == {"agenda": "peta,status"}
    assert notes(app) == [
        "Bagian alamat ini tidak dikenal dan diabaikan: agenda=xx, tampil=semua, slide=kec-99."
    ]
    assert list(slides(app)) == ["peta", "status"]


@pytest.mark.usefixtures("filled")
def test_a_comment_is_text():
    app = opened(PAGE, agenda="status!%3Cscript%3Ex()%3C%2Fscript%3E")
    assert "&lt;script&gt;x()&lt;/script&gt;" in stage(app)["html"]
    assert "<script" not in stage(app)["html"]


@pytest.mark.usefixtures("filled")
def test_english():
    found = slides(opened(PAGE, lang="en"))
    assert spaced(found["status"]).startswith("52 of 326 villages are a Kampung KB; 193 more")
    assert "/pembentukan?lang=en" in stage(opened(PAGE, lang="en"))["html"]


def test_an_empty_store_says_what_fills_it(cleared_path, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(cleared_path))
    found = slides(opened(PAGE))
    assert found["kesenjangan"].startswith("Kekurangan belum dapat dihitung")
    assert "DATA CONTOH" not in "".join(found.values())


@pytest.mark.usefixtures("filled")
def test_the_agenda_is_chosen_ordered_and_commented():
    app = opened(PAGE, tampil="agenda")
    assert [one.split(" ", 1)[1] for one in rows(app)][:3] == [
        "Status pembentukan", "Peta", "Kekurangan terbesar",
    ]  # fmt: skip
    app = pressed(app, "meeting_down_status")
    app = pressed(app, "meeting_out_opd")
    (field,) = [one for one in app.text_input if one.key == "meeting_comment_peta"]
    app = field.set_value("Tanyakan batas").run()
    app.multiselect[0].set_value([f"kec-{CIKEUSAL}"]).run()
    app = pressed(app, "meeting_add_button")
    text = (
        f"peta!Tanyakan%20batas,status,kesenjangan,kecamatan,rencana,desa-{MONGPOK},kec-{CIKEUSAL}"
    )
    assert address(app) == {"agenda": text, "tampil": "agenda"}
    app = pressed(app, "meeting_present")
    assert address(app) == {"agenda": text}
    found = slides(app)
    assert list(found)[:2] == ["peta", "status"]
    assert "Kampung KB Tanyakan batas " in found["peta"]
    assert errors(app) == []
    app.session_state["param_tampil"] = "agenda"
    app = pressed(app.run(), "meeting_reset")
    assert address(app) == {"tampil": "agenda"}
    assert len(rows(app)) == len(USUAL)


@pytest.mark.usefixtures("filled")
def test_one_slide_stays():
    app = opened(PAGE, tampil="agenda", agenda="peta")
    (button,) = [one for one in app.button if one.key == "meeting_out_peta"]
    assert button.disabled is True


def named(app, name):
    app.text_input(key="meeting_name").set_value(name).run()
    return pressed(app, "meeting_save")


def stored(path):
    engine = open_engine(f"sqlite:///{path}")
    with read_transaction(engine) as conn:
        found = [(one.name, one.author, one.agency, one.items) for one in agendas(conn)]
    engine.dispose()
    return found


def said(app):
    return [plain(one) for one in blocks(app) if "kkb-sentence" in one][-1]


def test_an_agenda_is_saved_by_name_and_opened_by_somebody_else(own_store):
    app = introduced(opened(PAGE, tampil="agenda", agenda="peta!Satu,status"))
    app = named(app, " ")
    assert said(app) == "Isi nama agenda, misalnya Rapat koordinasi Oktober."
    app = named(app, "Rapat  Oktober")
    assert said(app) == "Agenda Rapat Oktober tersimpan (2 salindia)."
    assert stored(own_store) == [("Rapat Oktober", "Siti Aminah", "DKBP3A", "peta!Satu,status")]

    other = introduced(opened(PAGE, tampil="agenda"), name="Budi", agency="Bappeda")
    assert named(other, "rapat oktober").exception == []
    assert "sudah ada atau baru diubah oleh Siti Aminah" in said(other)
    other.selectbox(key="meeting_saved").set_value(1).run()
    other = pressed(other, "meeting_open")
    assert address(other)["agenda"] == "peta!Satu,status"
    assert [one.value for one in other.text_input if one.key == "meeting_comment_peta"] == ["Satu"]
    other = pressed(other, "meeting_down_peta")
    other = pressed(other, "meeting_save")
    assert [one[1:] for one in stored(own_store)] == [("Budi", "Bappeda", "status,peta!Satu")]

    # The first one has not seen that.
    app = pressed(app, "meeting_up_status")
    app = pressed(app, "meeting_out_peta")
    app = pressed(app, "meeting_save")
    assert "sudah ada atau baru diubah oleh Budi" in said(app)
    assert [one[3] for one in stored(own_store)] == ["status,peta!Satu"]


def test_an_agenda_is_taken_off_the_list(own_store):
    app = named(introduced(opened(PAGE, tampil="agenda")), "Rapat A")
    app.selectbox(key="meeting_saved").set_value(1).run()
    app = pressed(app, "meeting_withdraw")
    assert stored(own_store) == []
    assert said(app).startswith("Agenda Rapat A tidak lagi tercantum.")


@pytest.mark.usefixtures("own_store")
def test_a_server_that_only_shows_keeps_the_agenda_in_the_address(monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_WRITING", "no")
    assert load.settings().writable is False
    app = opened(PAGE, tampil="agenda", agenda="status,peta")
    assert [one.key for one in app.button if one.key == "meeting_save"] == []
    assert said(app).startswith("Server ini hanya menampilkan data.")
    assert address(pressed(app, "meeting_down_status"))["agenda"] == "peta,status"


@pytest.mark.usefixtures("filled")
def test_the_way_back_leads_to_the_slide_and_nowhere_else():
    app = opened("pages/gaps.py", rapat="slide=opd&tunjuk=Dinkes&agenda=opd&x=//elsewhere")
    link = next(one for one in blocks(app) if "kkb-meeting-return" in one)
    assert 'href="/rapat?slide=opd&amp;tunjuk=Dinkes&amp;agenda=opd"' in link
    assert plain(link) == "‹ Kembali ke rapat"
    assert address(app)["rapat"].startswith("slide=opd")
    assert block(opened("pages/gaps.py"), "kkb-meeting-return") == ""
