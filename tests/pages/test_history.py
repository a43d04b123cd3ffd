"""Riwayat: found again, compared, undone with every question answered, and brought back."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from kampungkb.errors import WritingNotAllowedError
from kampungkb.model import tables
from kampungkb.store import queries
from kampungkb.store.attempts import attempts
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.revisions import Change, KeptFile, save_revision
from kampungkb.ui import load
from tests.pages.screen import (
    address,
    block,
    blocks,
    errors,
    introduced,
    notes,
    opened,
    plain,
    shown,
)

HISTORY = "pages/history.py"
NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
A, B, C = VILLAGES = ("36.04.05.2001", "36.04.05.2002", "36.04.05.2003")
CONTENT = b"kode;nilai\n"
HOSTILE = "x'; DROP TABLE revision; --"


def change(indicator: str = "D02", **counts: int) -> Change:
    """Official counts of villages, of 20 each; child cards unless told otherwise."""
    named = dict(zip("abc", VILLAGES, strict=True))
    rows = [
        {"indicator": indicator, "village_code": named[name], "period": "2026-Q3",
         "origin": "official", "numerator": count, "denominator": 20, "source_id": "kia"}
        for name, count in counts.items()
    ]  # fmt: skip
    source = {"source_id": "kia", "title": "Laporan KIA", "publisher": "Disdukcapil"}
    return Change(
        observations=tables.shaped(pd.DataFrame(rows, dtype=object), tables.OBSERVATIONS
                                   | {"revision": "Int64"}),
        sources=tables.shaped(pd.DataFrame([source]), tables.SOURCES),
    )  # fmt: skip


def save(engine: Engine, hour: int, what: Change, **about: Any) -> int:
    given = {"kind": "upload", "now": NOW + timedelta(hours=hour)} | about
    return save_revision(engine, change=what, **given).number


def fill(engine: Engine) -> None:
    """Revision 3 brings three villages; 4 and 5 change one of them each."""
    save(engine, -1, change("D01", a=1), author="program", reason="Akta", kind="later")
    file = KeptFile(
        file_sha256=hashlib.sha256(CONTENT).hexdigest(), original_name="KIA <b>.csv",
        content=CONTENT,
    )  # fmt: skip
    save(engine, 0, change(a=10, b=5, c=1), author="Siti <i>", agency="Disdukcapil",
         reason="Laporan KIA", file=file)  # fmt: skip
    save(engine, 1, change(a=12), author="Budi", agency="DKBP3A", reason=HOSTILE, kind="form")
    save(engine, 2, change(b=6), author="Rina", reason="100% benar", file_name="daftar nik.xlsx",
         file_sha256="ab" * 32)  # fmt: skip


@pytest.fixture(scope="module")
def made(pack_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "store.sqlite"
    shutil.copyfile(pack_path, path)
    engine = open_engine(f"sqlite:///{path}")
    fill(engine)
    engine.dispose()
    return path


@pytest.fixture(autouse=True)
def shared(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of tests that only read, so that they share its cache."""
    monkeypatch.setenv("KAMPUNGKB_STORE", str(made))
    return made


@pytest.fixture
def own(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store of this test's own."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(shared, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    yield path
    load.engine().dispose()


def values() -> dict[str, tuple[int, str]]:
    """Numerator and source of the official rows as they are now."""
    with read_transaction(load.engine()) as conn:
        rows = queries.observations(conn, queries.current_revision(conn))
    rows = rows[(rows["indicator"] == "D02") & (rows["origin"] == "official")]
    rows = rows[(rows["period"] == "2026-Q3") & rows["village_code"].isin(VILLAGES)]
    return dict(zip(rows["village_code"], rows["numerator"], strict=True))


def trail() -> list[tuple[str, str, str | None, object]]:
    with read_transaction(load.engine()) as conn:
        found = attempts(conn)
    kept = found[["action", "verdict", "author", "revision"]].astype(object)
    return [tuple(row) for row in kept.where(kept.notna(), None).to_numpy()]


def lines(app: AppTest) -> list[str]:
    return [plain(one) for one in blocks(app) if 'class="kkb-revision ' in one
            or 'class="kkb-revision"' in one]  # fmt: skip


def numbers(app: AppTest) -> list[str]:
    return [one.split(" ")[0] for one in lines(app)]


def keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def sentences(app: AppTest) -> list[str]:
    return [plain(one) for one in blocks(app) if 'class="kkb-sentence' in one]


def pressed(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert errors(app) == []
    return app


def undoing(number: int, **parameters: str) -> AppTest:
    """The page with the undo of a revision opened, by somebody with a name."""
    app = introduced(opened(HISTORY, revisi=str(number), **parameters))
    return pressed(app, f"undo_open_{number}")


def test_first_visit():
    app = opened(HISTORY)
    assert (errors(app), notes(app), address(app)) == ([], [], {})
    assert block(app, "kkb-head").endswith(
        " 5 revisi tersimpan. Terakhir revisi 5 oleh Rina, 20 November 2026 11.05 WIB: "
        "“100% benar”."
    )
    assert numbers(app) == ["5", "4", "3", "2", "1"]
    assert lines(app)[2] == (
        "3 Unggahan · Laporan KIA 20 November 2026 09.05 WIB · Siti <i> (Disdukcapil) "
        "3 baris baru · KIA <b>.csv"
    )
    assert block(app, "kkb-revision-facts").startswith(
        "Revisi 5 · Unggahan 100% benar Waktu 20 November 2026 11.05 WIB Oleh Rina Baris data "
        "1 baris berubah Berkas daftar nik.xlsx Berkas aslinya tidak disimpan; berkas yang memuat "
        "data pribadi tidak pernah disimpan. "
    )
    assert app.dataframe[0].value.to_numpy().tolist() == [
        ["KIA 0–<17", "Margasana", "Kramatwatu", "TW III 2026", "5 dari 20 (25,00\xa0%)",
         "6 dari 20 (30,00\xa0%)", "berubah"]
    ]  # fmt: skip
    assert "Belum ada percobaan mengubah data." in sentences(app)


def test_a_revision_is_opened_by_its_button_and_by_its_address():
    app = pressed(opened(HISTORY), "open_3")
    assert address(app) == {"revisi": "3"}
    facts = block(app, "kkb-revision-facts")
    assert facts.startswith("Revisi 3 · Unggahan Laporan KIA ")
    assert "tidak disimpan" not in facts
    assert len(app.dataframe[0].value) == 3
    again = opened(HISTORY, revisi="3")
    assert block(again, "kkb-revision-facts") == facts
    (body,) = [one for one in blocks(again) if "kkb-revision-facts" in one]
    assert 'href="/?v=3"' in body


@pytest.mark.parametrize("value", ["99", "0", "x", "-1", "3.0"])
def test_a_revision_that_does_not_exist_is_dropped(value):
    app = opened(HISTORY, revisi=value)
    assert notes(app) == [
        f"Bagian alamat ini tidak dikenal dan diabaikan: revisi={value}."
    ]  # fmt: skip
    assert address(app) == {}


def test_the_original_file_is_offered_under_our_name():
    app = opened(HISTORY, revisi="3")
    (button,) = [one for one in app.get("download_button") if one.proto.label.startswith("Unduh b")]
    digest = hashlib.sha256(CONTENT).hexdigest()[:12]
    assert button.proto.label == "Unduh berkas asli"
    assert digest in load.engine().connect().exec_driver_sql(
        "SELECT stored_name FROM kept_file"
    ).scalar_one()  # fmt: skip
    without = opened(HISTORY, revisi="5").get("download_button")
    assert [one for one in without if one.proto.label.startswith("Unduh b")] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HOSTILE, ["4"]), ("' OR 1=1 --", []), ("%", ["5"]), ("_", []), ("100% B", ["5"]),
        (".*", []), ("siti <I>", ["3"]), ("KIA <b>", ["3"]), ("koreksi", ["4"]), ("DKBP3A", ["4"]),
    ],
)  # fmt: skip
def test_case_70_sql_in_the_search_box_is_text(text, found):
    app = opened(HISTORY)
    app.text_input(key="param_cari").set_value(text).run()
    assert (errors(app), numbers(app)) == ([], found)
    assert address(app)["cari"] == text
    assert numbers(opened(HISTORY, cari=text)) == found
    assert load.last_revision() == 5


def test_filters():
    app = opened(HISTORY)
    app.selectbox(key="param_jenis").set_value("upload").run()
    assert numbers(app) == ["5", "3"]
    app.selectbox(key="param_instansi").set_value("Disdukcapil").run()
    assert (numbers(app), errors(app)) == (["3"], [])
    assert address(app) == {"jenis": "upload", "instansi": "Disdukcapil"}
    assert block(app, "kkb-revision-facts").startswith("Revisi 3 ")
    app.selectbox(key="param_jenis").set_value("form").run()
    assert numbers(app) == []
    assert "Tidak ada revisi yang sesuai saringan ini. Kosongkan salah satunya." in sentences(app)


def test_any_two_revisions_are_compared():
    app = opened(HISTORY, revisi="5", banding="2")
    assert (errors(app), notes(app)) == ([], [])
    titles = [plain(one) for one in blocks(app) if 'class="kkb-block-title' in one]
    assert "Perbedaan revisi 2 dan revisi 5" in titles
    assert "Perubahannya: 3 baris baru." in sentences(app)
    assert list(app.dataframe[0].value["Sesudah"]) == [
        "12 dari 20 (60,00\xa0%)", "6 dari 20 (30,00\xa0%)", "1 dari 20 (5,00\xa0%)"
    ]  # fmt: skip
    # The other way round nothing is turned round: the earlier one comes first.
    other = opened(HISTORY, revisi="2", banding="5")
    assert list(other.dataframe[0].value["Sesudah"]) == list(app.dataframe[0].value["Sesudah"])
    app.selectbox(key="param_banding").set_value("3").run()
    assert "Perubahannya: 2 baris berubah." in sentences(app)
    # By how much of themselves they changed: 5 to 6 is a sixth, 10 to 12 too; then by code.
    assert list(app.dataframe[0].value["Sebelum"]) == [
        "10 dari 20 (50,00\xa0%)", "5 dari 20 (25,00\xa0%)"
    ]  # fmt: skip


def test_undo_says_what_it_would_do_and_asks():
    app = undoing(3)
    assert sentences(app)[:3] == [
        "Membatalkan revisi 3 akan menyimpan revisi baru: 1 baris berakhir.",
        "2 baris diubah lagi sesudah itu dan tetap seperti sekarang. Periksa dan beri tanda:",
        "Anda bekerja sebagai Siti Aminah (DKBP3A).",
    ]
    assert [shown(one.label) for one in app.checkbox] == [
        "KIA 0–<17, Kramatwatu (Kramatwatu), TW III 2026: diubah lagi oleh revisi 4",
        "KIA 0–<17, Margasana (Kramatwatu), TW III 2026: diubah lagi oleh revisi 5",
    ]
    assert load.last_revision() == 5


@pytest.mark.usefixtures("own")
def test_undo_needs_reason_and_every_tick():
    app = pressed(undoing(3), "undo_3")
    assert block(app, "kkb-refused") == "Tulis alasannya, paling banyak 300 huruf."
    app.text_input(key="undo_reason_3").set_value("  berkas   keliru ")
    app.checkbox[0].check()
    pressed(app, "undo_3")
    assert block(app, "kkb-refused") == (
        "Masih ada baris yang belum diberi tanda. Periksa semua baris yang tetap, lalu ulangi."
    )
    assert (load.last_revision(), trail()) == (5, [])
    app.checkbox[1].check()
    pressed(app, "undo_3")
    assert block(app, "kkb-done") == "Revisi 3 sudah dibatalkan."
    assert values() == {A: 12, B: 6}
    last = load.snapshot().revisions.iloc[-1]
    assert [last[name] for name in ("kind", "author", "agency", "reason", "undoes")] == [
        "undo", "Siti Aminah", "DKBP3A", "berkas keliru", 3
    ]  # fmt: skip
    assert trail() == [("undo", "accepted", "Siti Aminah", 6)]
    assert lines(app)[3].endswith(" · dibatalkan oleh revisi 6")
    pressed(app, "undo_see")
    assert address(app) == {"revisi": "6"}


@pytest.mark.usefixtures("own")
def test_nobody_undoes_without_a_name():
    app = pressed(opened(HISTORY, revisi="4"), "undo_open_4")
    assert "undo_4" not in keys(app)
    app.text_input(key="identity_name").set_value("Budi")
    app.selectbox(key="identity_agency").set_value("Dinkes")
    pressed(app, "identity_keep")
    app.text_input(key="undo_reason_4").set_value("salah")
    pressed(app, "undo_4")
    assert load.snapshot().revisions.iloc[-1]["author"] == "Budi"


def done(number: int, action: str = "undo") -> AppTest:
    app = undoing(number)
    app.text_input(key=f"undo_reason_{number}").set_value("salah")
    return pressed(app, f"{action}_{number}")


@pytest.mark.usefixtures("own")
def test_what_was_undone_is_brought_back():
    app = done(4)
    assert values() == {A: 10, B: 6, C: 1}
    assert "undo_open_4" not in keys(app)
    assert app.button(key="undo_open_6").label == "Pulihkan kembali revisi 4"
    pressed(app, "undo_open_6")
    assert sentences(app)[0] == (
        "Memulihkan kembali revisi 4 akan menyimpan revisi baru: "
        "1 baris kembali ke nilai sebelumnya."
    )
    app.text_input(key="undo_reason_6").set_value("ternyata benar")
    pressed(app, "undo_6")
    assert block(app, "kkb-done") == "Revisi 4 sudah dipulihkan kembali."
    assert values() == {A: 12, B: 6, C: 1}
    assert trail()[0] == ("restore", "accepted", "Siti Aminah", 7)
    assert app.button(key="undo_open_4").label == "Batalkan revisi 4"
    # The undo itself has no effect any more, and says so.
    undone = opened(HISTORY, revisi="6")
    assert [one for one in keys(undone) if one.startswith("undo_open")] == []
    assert "Pembatalan ini sudah tidak berlaku: dibatalkan oleh revisi 7." in sentences(undone)


@pytest.mark.usefixtures("own")
def test_case_52_two_clicks_undo_once():
    first, second = undoing(4), undoing(4)
    for app in (first, second):
        app.text_input(key="undo_reason_4").set_value("salah")
        pressed(app, "undo_4")
    assert load.last_revision() == 6
    assert block(first, "kkb-done") == "Revisi 4 sudah dibatalkan."
    assert block(second, "kkb-done") == "Tidak ada yang berubah: datanya sudah seperti itu."
    assert trail() == [
        ("undo", "unchanged", "Siti Aminah", 6), ("undo", "accepted", "Siti Aminah", 6)
    ]  # fmt: skip


@pytest.mark.usefixtures("own")
def test_case_51_an_outdated_preview_is_not_stored():
    save(load.engine(), 4, change(a=13, c=7), author="Budi", reason="dua desa")
    app = undoing(6)
    app.text_input(key="undo_reason_6").set_value("salah")
    save(load.engine(), 5, change(a=14), author="Rina", reason="lain")
    pressed(app, "undo_6")
    assert block(app, "kkb-refused") == (
        "Data sudah berubah sejak pratinjau dibuat; kini datanya pada revisi 7. Belum ada yang "
        "disimpan. Periksa pratinjau yang baru, lalu simpan kembali."
    )
    assert (load.last_revision(), values()) == (7, {A: 14, B: 6, C: 7})
    assert trail() == [("undo", "refused", "Siti Aminah", None)]
    # The new preview asks about the row that was changed since, and is what is stored next.
    app.checkbox[0].check()
    pressed(app, "undo_6")
    assert (load.last_revision(), values()) == (8, {A: 14, B: 6, C: 1})


@pytest.mark.usefixtures("own")
def test_a_row_changed_meanwhile_is_asked_about():
    app = undoing(3)
    app.text_input(key="undo_reason_3").set_value("salah")
    app.checkbox[0].check()
    app.checkbox[1].check()
    save(load.engine(), 5, change(c=2), author="Budi", reason="lain")
    pressed(app, "undo_3")
    assert (load.last_revision(), values()) == (6, {A: 12, B: 6, C: 2})
    assert block(app, "kkb-refused").startswith("Masih ada baris yang belum diberi tanda.")
    assert sentences(app)[1].startswith("3 baris diubah lagi sesudah itu ")
    # Nothing is left to write.
    assert "undo_3" not in keys(app)


@pytest.mark.usefixtures("own")
def test_more_rows_than_one_reads_are_confirmed_together(monkeypatch):
    monkeypatch.setattr("kampungkb.ui.history_undo.TICKS", 1)
    app = undoing(3)
    assert [shown(one.label) for one in app.checkbox][1] == (
        "1 baris selebihnya tetap seperti sekarang. Saya sudah memeriksanya dalam unduhan."
    )
    app.text_input(key="undo_reason_3").set_value("salah")
    app.checkbox[0].check()
    pressed(app, "undo_3")
    assert load.last_revision() == 5
    app.checkbox[1].check()
    pressed(app, "undo_3")
    assert (load.last_revision(), values()) == (6, {A: 12, B: 6})


def test_an_area_pack_says_why_it_stays():
    app = opened(HISTORY, revisi="1")
    assert [one for one in keys(app) if one.startswith("undo_open")] == []
    assert (
        "Revisi ini menetapkan register wilayah, ejaan, dan sumber data, yang tidak disimpan per "
        "revisi. Karena itu tidak dapat dibatalkan; simpan isian yang benar sebagai revisi baru."
    ) in sentences(app)


def test_for_reading_only_there_is_no_button_and_no_way(monkeypatch):
    app = undoing(4)
    app.text_input(key="undo_reason_4").set_value("salah")
    monkeypatch.setenv("KAMPUNGKB_WRITING", "deny")
    # The button of before is pressed all the same.
    pressed(app, "undo_4")
    assert (load.last_revision(), trail()) == (5, [])
    with pytest.raises(WritingNotAllowedError):
        load.writer()
    fresh = opened(HISTORY, revisi="4")
    assert [one for one in keys(fresh) if one.startswith("undo")] == []
    assert [one for one in sentences(fresh) if one.startswith("Dasbor ini dibuka hanya")] != []


def test_as_of_an_old_revision_everything_is_listed_and_nothing_changed():
    app = opened(HISTORY, v="3")
    assert numbers(app) == ["5", "4", "3", "2", "1"]
    assert lines(app)[2].endswith(" · sedang dilihat")
    assert block(app, "kkb-revision-facts").startswith("Revisi 3 ")
    assert [one for one in keys(app) if one.startswith("undo")] == []
    assert [one for one in sentences(app) if one.startswith("Revisi 3 bukan yang terakhir.")] != []


def test_closing_does_nothing():
    app = pressed(undoing(4), "undo_close")
    assert block(app, "kkb-revision-facts").startswith("Revisi 4 ")
    assert load.last_revision() == 5
