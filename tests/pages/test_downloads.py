"""Unduh: each kind of file is made by its choices, and is there to be taken."""

import io
from datetime import UTC, datetime
from typing import IO, Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from kampungkb.errors import ExportUnwritableError
from kampungkb.tasks.export_kinds import Made, Wish
from kampungkb.ui import downloads_blocks, export_work
from tests.pages.screen import address, blocks, errors, opened, plain

SCRIPT = "pages/downloads.py"
pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture(autouse=True)
def _own_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk for each test, and a page that waits for its file: nothing here would ask again."""
    desk = export_work.ExportDesk()
    monkeypatch.setattr(export_work, "desk", lambda: desk)
    monkeypatch.setattr(export_work, "PATIENCE", 60.0)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Reader of each finished file that the page offers, by its name."""
    found: dict[str, Any] = {}
    usual = downloads_blocks.st.download_button

    def button(label: str, data: Any, file_name: str, **given: Any) -> bool:
        found[file_name] = data
        return usual(label, b"", file_name, **given)

    monkeypatch.setattr(downloads_blocks.st, "download_button", button)
    return found


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Wish, str, str | None]]:
    """What was asked for: kind, wish, language, period; the file is a stub."""
    found: list[tuple[str, Wish, str, str | None]] = []

    def made(kind: str, source: Any, wish: Wish, file: IO[bytes], _told: Any) -> Made:
        found.append((kind, wish, source.of.t.language, source.of.ledger.as_of))
        file.write(b"x" * 2048)
        return Made(file_name=f"{kind}.bin", is_made_up=True)

    monkeypatch.setattr(export_work, "export_file", made)
    return found


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    return app


def notes_of(app: AppTest) -> list[str]:
    return [plain(one) for one in blocks(app) if "kkb-file-note" in one]


@pytest.mark.parametrize("kind", ["deck", "workbook", "offline"])
def test_a_kind_without_choices_is_made_as_it_is(wishes, offered, kind):
    app = press(opened(SCRIPT), f"make_{kind}")
    assert errors(app) == []
    assert wishes == [(kind, Wish(), "id", "2026-Q3")]
    assert offered[f"{kind}.bin"]() == b"x" * 2048
    (said,) = [one for one in notes_of(app) if f"{kind}.bin" in one]
    assert said.startswith("Siap, 2 KB; dibuat ")


@pytest.mark.parametrize(
    ("choices", "wish"),
    [
        ({}, Wish()),
        ({"kertas": "f4"}, Wish(paper="f4")),
        ({"lembar": "district", "wilayah": "36.04.23"}, Wish(district="36.04.23")),
        ({"lembar": "village", "wilayah": "36.04.23.2015"}, Wish(village="36.04.23.2015")),
        ({"lembar": "agency", "opd": "Dinkes"}, Wish(agency="Dinkes")),
        ({"lembar": "districts"}, Wish(parts=("districts",))),
        ({"lembar": "agencies"}, Wish(parts=("agencies",))),
        ({"lembar": "villages"}, Wish(parts=("villages",))),
        ({"lembar": "all"}, Wish(parts=("regency", "districts", "agencies", "villages"))),
    ],
)
def test_a_brief_is_of_what_the_address_says(wishes, choices, wish):
    app = opened(SCRIPT, **choices)
    assert address(app) == choices
    press(app, "make_brief")
    assert errors(app) == []
    assert wishes == [("brief", wish, "id", "2026-Q3")]


@pytest.mark.parametrize("scope", ["district", "village", "agency"])
def test_a_brief_of_nobody_cannot_be_made_yet(scope):
    app = opened(SCRIPT, lembar=scope)
    assert app.button(key="make_brief").disabled
    assert "Pilih dahulu untuk siapa." in notes_of(app)


def test_period_and_language_of_the_files_are_the_readers_choice(wishes):
    app = opened(SCRIPT, periode="2025-Q4", bahasa="en")
    press(app, "make_deck")
    assert wishes == [("deck", Wish(), "en", "2025-Q4")]


def test_pictures_of_one_indicator(wishes):
    app = opened(SCRIPT)
    assert any("beberapa menit" in one for one in notes_of(app))
    app = opened(SCRIPT, indikator="D02")
    assert not any("beberapa menit" in one for one in notes_of(app))
    press(app, "make_pictures")
    assert wishes == [("pictures", Wish(indicators=("D02",)), "id", "2026-Q3")]


def test_another_choice_asks_for_another_file_and_the_first_is_still_there(wishes):
    app = press(opened(SCRIPT), "make_brief")
    app.selectbox(key="param_kertas").set_value("f4").run()
    assert [one.key for one in app.get("download_button")] == []
    press(app, "make_brief")
    app.selectbox(key="param_kertas").set_value("a4").run()
    assert [one.proto.label for one in app.get("download_button")] == ["Unduh lembar ringkas"]
    assert [wish.paper for _, wish, _, _ in wishes] == ["a4", "f4"]


def test_who_is_to_sign_is_said_and_a_logo_that_is_missing(monkeypatch, tmp_path):
    letterhead = tmp_path / "letterhead.toml"
    letterhead.write_text('agency = "DKBP3A <b>"\nlogo = "logo.png"\n')
    monkeypatch.setenv("KAMPUNGKB_LETTERHEAD", str(letterhead))
    (said,) = [one for one in notes_of(opened(SCRIPT)) if "Kop surat" in one]
    assert said.startswith("Kop surat: DKBP3A <b>.")
    assert "logo.png" in said


def test_a_letterhead_that_cannot_be_read_is_said_where_it_is_used(monkeypatch, tmp_path):
    letterhead = tmp_path / "letterhead.toml"
    letterhead.write_text("agency = [")
    monkeypatch.setenv("KAMPUNGKB_LETTERHEAD", str(letterhead))
    app = opened(SCRIPT)
    assert errors(app) == []
    press(app, "make_brief")
    (said,) = errors(app)
    assert "letterhead.toml" in said
    assert app.button(key="make_brief").label == "Coba lagi"


def test_a_full_disk_is_said_and_can_be_tried_again(monkeypatch):
    def full(*_: Any) -> Made:
        raise ExportUnwritableError("deck", "No space left on device")

    monkeypatch.setattr(export_work, "export_file", full)
    app = press(opened(SCRIPT), "make_deck")
    (said,) = errors(app)
    assert said.startswith("Berkas belum dibuat: tempat penyimpanan sementara penuh")

    def room(_kind: str, _source: Any, _wish: Wish, file: IO[bytes], _told: Any) -> Made:
        file.write(b"x")
        return Made(file_name="deck.bin", is_made_up=False)

    monkeypatch.setattr(export_work, "export_file", room)
    press(app, "make_deck")
    assert errors(app) == []
    assert [one.proto.label for one in app.get("download_button")] == ["Unduh paparan"]


def test_the_real_brief_and_workbook_name_what_they_are_of(offered):
    app = opened(SCRIPT, lembar="village", wilayah="36.04.23.2015")
    press(press(app, "make_brief"), "make_workbook")
    assert errors(app) == []
    (pdf,) = [name for name in offered if name.endswith(".pdf")]
    assert "36.04.23.2015-Mongpok-2026-Q3-revisi-2-DATA-CONTOH" in pdf
    page = PdfReader(io.BytesIO(offered[pdf]())).pages[0].extract_text()
    assert "Mongpok" in page
    assert "revisi 2" in page
    (xlsx,) = [name for name in offered if name.endswith(".xlsx")]
    book = load_workbook(io.BytesIO(offered[xlsx]()), read_only=True)
    assert len(book.sheetnames) >= 20
    book.close()


def test_the_day_of_printing_is_the_day_of_asking(offered):
    press(opened(SCRIPT, lembar="village", wilayah="36.04.23.2015"), "make_brief")
    (pdf,) = offered
    made = PdfReader(io.BytesIO(offered[pdf]())).metadata
    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date.year == datetime.now(UTC).year
