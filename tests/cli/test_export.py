"""`export` against its document (design, part 7), and each file against `gaps` and `status`."""

import errno
import io
import json
import os
import shutil
import threading
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from kampungkb.cli.main import main
from kampungkb.exports import whole_file
from kampungkb.i18n.translator import translator
from kampungkb.store.engine import open_engine
from kampungkb.tasks import export_kinds
from kampungkb.tasks.export_kinds import KINDS

FIELDS = ["path", "bytes", "illustrative"]
REFUSED = [*FIELDS, "verdict", "error"]
MARK = "DATA CONTOH, bukan angka resmi"


@pytest.fixture
def run(capsys):
    """Run a command in this process: exit status, document, messages."""

    def run_(*arguments: object) -> tuple[int, dict[str, Any], str]:
        status = main([*map(str, arguments), "--json"])
        printed = capsys.readouterr()
        assert printed.out.count("\n") == 1
        return status, json.loads(printed.out, parse_constant=pytest.fail), printed.err

    return run_


@pytest.fixture
def quick(monkeypatch):
    """Files of a few bytes, made at once: what is proven is how they come to be there."""

    def make(_source, _wish, file, _progress):
        file.write(b"whole")
        return export_kinds.Made(file_name="x", is_made_up=True)

    monkeypatch.setitem(KINDS, "workbook", make)


@pytest.fixture
def packed(pack_path, monkeypatch):
    """The program's store is the area pack alone, which is read quickly."""
    monkeypatch.setenv("KAMPUNGKB_STORE", str(pack_path))


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def records(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.usefixtures("filled")
def test_the_workbook_has_the_numbers_that_gaps_and_status_print(run, tmp_path):
    path = tmp_path / "new folder" / "buku.xlsx"
    status, document, words = run("export", "workbook", "--out", path)
    assert (status, list(document), words) == (0, FIELDS, "")
    assert document == {
        "path": str(path), "bytes": path.stat().st_size, "illustrative": True,
    }  # fmt: skip
    book = openpyxl.load_workbook(path, read_only=True)
    for level, sheet in (("district", "Kesenjangan kecamatan"), ("agency", "Perangkat daerah")):
        wanted = run("gaps", "--level", level)[1]["rows"]
        found = records(book, sheet)
        assert [(one["Indikator"], one["Pembilang"], one["Kekurangan"]) for one in found] == [
            (one["indicator"], one["numerator"], one["shortfall"]) for one in wanted
        ]
    standing = run("status")[1]
    assert [one["Kode desa"] for one in records(book, "Desa terbentuk")] == (
        standing["formed_codes"]
    )
    said = {row[0]: row[1] for row in book["Ringkasan"].iter_rows(values_only=True)}
    assert said["Perhatian"] == MARK
    assert said["Jumlah desa terbentuk"] == str(standing["formed"])
    book.close()


@pytest.mark.usefixtures("filled")
def test_as_of_and_language(run, tmp_path, monkeypatch):
    asked = ("--as-of", "2025-Q4")

    def make(source, _wish, file, _progress):
        rows = source.of.ledger.regency["shortfall"].astype(object)
        told = [source.of.t.language, source.of.ledger.as_of, list(rows.where(rows.notna(), None))]
        file.write(json.dumps(told).encode())
        return export_kinds.Made(file_name="x", is_made_up=True)

    monkeypatch.setitem(KINDS, "deck", make)
    path = tmp_path / "a.pptx"
    assert run("export", "deck", "--out", path, *asked, "--lang", "en")[0] == 0
    wanted = run("gaps", "--level", "regency", *asked)[1]["rows"]
    assert json.loads(path.read_bytes()) == ["en", "2025-Q4", [one["shortfall"] for one in wanted]]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("options", "size", "subject"),
    [
        (("--paper", "f4", "--district", "36.04.22"), (215, 330), "36.04.22"),
        (("--agency", "disdukcapil"), (210, 297), "Disdukcapil"),
    ],
)
def test_a_brief(run, tmp_path, options, size, subject):
    path = tmp_path / "a.pdf"
    status, document, _ = run("export", "brief", "--out", path, *options)
    assert (status, document["illustrative"]) == (0, True)
    pages = pypdf.PdfReader(path).pages
    box = pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == size
    assert subject in pages[0].extract_text()
    assert all(MARK in page.extract_text() for page in pages)


@pytest.mark.usefixtures("filled")
def test_briefs_in_a_zip(run, tmp_path):
    path = tmp_path / "a.zip"
    status, document, _ = run("export", "brief", "--out", path, "--all", "regency")
    assert (status, document["illustrative"]) == (0, True)
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        assert name.endswith("-DATA-CONTOH.pdf")
        pages = pypdf.PdfReader(io.BytesIO(archive.read(name))).pages
    assert len(pages) == 2
    formed = run("status")[1]["formed"]
    assert f"{formed} dari 326 desa" in " ".join(pages[0].extract_text().split())


@pytest.mark.usefixtures("filled")
def test_pictures_of_an_indicator(run, tmp_path):
    path = tmp_path / "a.zip"
    status, document, _ = run("export", "pictures", "--out", path, "--indicator", "IDM")
    assert (status, document["illustrative"]) == (0, True)  # who is formed is on its map
    with zipfile.ZipFile(path) as archive:
        stems = {"kesenjangan/IDM-capaian", "kesenjangan/IDM-sebaran", "kesenjangan/IDM-waktu",
                 "kesenjangan/IDM-peringkat", "peta/IDM"}  # fmt: skip
        assert set(archive.namelist()) == {
            stem + ending for stem in stems for ending in (".png", "-persegi.png", ".svg")
        }
        assert MARK in archive.read("peta/IDM.svg").decode()
        assert archive.read("peta/IDM.png").startswith(b"\x89PNG")
        assert len(archive.read("peta/IDM-persegi.png")) <= 300_000


@pytest.mark.usefixtures("filled")
def test_the_offline_twin_and_the_deck(run, tmp_path):
    for kind, start in (("offline", b"<!doctype html>"), ("deck", b"PK\x03\x04")):
        path = tmp_path / f"a.{kind}"
        status, document, _ = run("export", kind, "--out", path)
        assert (status, document["bytes"], document["illustrative"]) == (
            0, path.stat().st_size, True,
        )  # fmt: skip
        assert path.read_bytes()[: len(start)].lower() == start.lower()


def test_official_data_carry_no_mark(run, pack_path, tmp_path):
    path = tmp_path / "a.xlsx"
    status, document, _ = run("export", "workbook", "--out", path, "--store", pack_path)
    assert (status, document["illustrative"]) == (0, False)
    book = openpyxl.load_workbook(path)
    assert {sheet.oddHeader.right.text for sheet in book} == {None}


@pytest.mark.usefixtures("packed", "quick")
@pytest.mark.parametrize(
    ("kind", "name", "right"),
    [
        ("brief", "a.docx", ".pdf"), ("brief", "a.ZIP", ".pdf"), ("deck", "a.ppt", ".pptx"),
        ("workbook", "a.csv", ".xlsx"), ("pictures", "a.png", ".zip"),
        ("offline", "a.pdf", ".html"),
    ],
)  # fmt: skip
def test_a_name_that_promises_another_format_is_wrong_usage(run, tmp_path, kind, name, right):
    status, document, _ = run("export", kind, "--out", tmp_path / name)
    assert (status, list(document), names(tmp_path)) == (2, REFUSED, [])
    assert document["error"] == (
        f"Perintah tidak dapat dijalankan: nama “{name}” pada --out menjanjikan format lain, "
        f"sedangkan berkas {kind} ini berakhiran {right}. Tambahkan --help untuk melihat cara "
        "pakainya."
    )


@pytest.mark.usefixtures("packed", "quick")
def test_a_folder_or_a_long_name_is_refused_as_such_whatever_it_promises(run, tmp_path):
    (tmp_path / "a.docx").mkdir()
    status, document, _ = run("export", "workbook", "--out", tmp_path / "a.docx")
    assert (status, document["verdict"]) == (3, "refused")
    assert "nama itu milik folder" in document["error"]
    status, document, _ = run("export", "workbook", "--out", tmp_path / ("a" * 300 + ".docx"))
    assert (status, document["verdict"]) == (2, "refused")


def test_many_briefs_are_a_zip_and_one_is_none(run, tmp_path):
    status, document, _ = run(
        "export", "brief", "--out", tmp_path / "a.pdf", "--all", "--lang", "en"
    )
    assert (status, names(tmp_path)) == (2, [])
    assert "promises another format, and this brief is a .zip file." in document["error"]


@pytest.mark.usefixtures("packed", "quick")
def test_a_name_in_capitals_or_without_a_known_ending_is_taken(run, tmp_path):
    for name in ("A.XLSX", "a", "buku 2026.Q3"):
        assert run("export", "workbook", "--out", tmp_path / name)[0] == 0
    assert names(tmp_path) == ["A.XLSX", "a", "buku 2026.Q3"]


@pytest.mark.usefixtures("packed", "quick")
@pytest.mark.parametrize(
    "options",
    [
        ("--paper", "f4"), ("--district", "36.04.22"), ("--agency", "Dinkes"), ("--all",),
        ("--village", "36.04.23.2015"), ("--indicator", "D02"),
    ],
)  # fmt: skip
def test_an_option_of_another_kind_is_wrong_usage(run, tmp_path, options):
    status, document, words = run("export", "workbook", "--out", tmp_path / "a", *options)
    assert (status, list(document), names(tmp_path)) == (2, REFUSED, [])
    kind = "pictures" if options[0] == "--indicator" else "brief"
    assert f": {options[0]} hanya berlaku untuk `export {kind}`. " in document["error"]
    assert words == document["error"] + "\n"


@pytest.mark.parametrize(
    "options", [("workbook",), ("poster", "--out", "a"),
                ("brief", "--out", "a", "--district", "x", "--village", "y")],
)  # fmt: skip
def test_words_that_are_not_known_are_wrong_usage(options):
    with pytest.raises(SystemExit, match="2"):
        main(["export", *options])


@pytest.mark.usefixtures("packed")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("brief", "--district", "36.04.99"), "36.04.99"),
        (("brief", "--village", "36.04.22"), "36.04.22"),
        (("brief", "--agency", "<b>"), "<b> tidak bertanggung jawab atas indikator desa."),
        (("pictures", "--indicator", "X99"), "X99"),
        (
            ("pictures", "--indicator", "L05"),
            "Belum ada nilai sampai periode ini untuk indikator L05,",
        ),
        (("workbook", "--as-of", "kemarin"), "kemarin"),
    ],
)
def test_what_there_is_not_is_refused_and_the_file_before_stays(run, tmp_path, options, words):
    path = tmp_path / "a"
    path.write_bytes(b"before")
    status, document, _ = run("export", *options, "--out", path)
    assert (status, list(document), document["verdict"]) == (3, REFUSED, "refused")
    assert words in document["error"]
    assert (path.read_bytes(), names(tmp_path)) == (b"before", ["a"])


@pytest.mark.usefixtures("packed", "quick")
def test_a_path_that_cannot_be_written_is_refused(run, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "a.xlsx", tmp_path / "folder"):
        status, document, _ = run("export", "workbook", "--out", path)
        assert (status, list(document), document["path"]) == (3, REFUSED, None)
        assert f"Berkas {path.name} belum ditulis" in document["error"]
    assert names(tmp_path) == ["file", "folder"]


@pytest.mark.usefixtures("packed", "quick")
def test_case_50_a_full_disk_leaves_the_file_before(run, tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(whole_file.os, "fsync", full)
    status, document, _ = run("export", "workbook", "--out", path)
    assert (status, document["bytes"]) == (3, None)
    assert "ruang penyimpanan penuh" in document["error"]
    assert (path.read_bytes(), names(tmp_path)) == (b"before", ["a.xlsx"])


@pytest.mark.usefixtures("packed")
def test_two_exports_at_once_to_the_same_path_leave_one_of_the_two_whole(tmp_path, monkeypatch):
    path, both, left = tmp_path / "a.xlsx", threading.Barrier(2), []

    def make(source, _wish, file, _progress):
        own = source.of.t.language.encode() * 500_000
        file.write(own[: len(own) // 2])
        both.wait(timeout=30)
        file.write(own[len(own) // 2 :])
        return export_kinds.Made(file_name="x", is_made_up=True)

    monkeypatch.setitem(KINDS, "workbook", make)

    def work(language: str) -> None:
        left.append(main(["export", "workbook", "--out", str(path), "--lang", language]))

    threads = [threading.Thread(target=work, args=(one,)) for one in ("id", "en")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert left == [0, 0]
    assert path.read_bytes() in {b"id" * 500_000, b"en" * 500_000}
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.usefixtures("filled")
def test_a_logo_that_is_missing_is_said_and_the_brief_is_there(run, tmp_path, monkeypatch):
    letterhead = tmp_path / "letterhead.toml"
    letterhead.write_text('agency = "DKBP3A"\nlogo = "logo.png"\n')
    monkeypatch.setenv("KAMPUNGKB_LETTERHEAD", str(letterhead))
    path = tmp_path / "a.pdf"
    status, _, words = run("export", "brief", "--out", path, "--village", "36.04.23.2015")
    assert status == 0
    assert words == translator("id")("brief.logo_missing", file="logo.png") + "\n"
    text = pypdf.PdfReader(path).pages[0].extract_text()
    assert "DKBP3A" in text
    assert "36.04.23.2015" in text


@pytest.mark.usefixtures("packed", "quick")
def test_a_letterhead_that_cannot_be_read_is_refused(run, tmp_path, monkeypatch):
    letterhead = tmp_path / "letterhead.toml"
    letterhead.write_text("agency = [")
    monkeypatch.setenv("KAMPUNGKB_LETTERHEAD", str(letterhead))
    status, document, _ = run("export", "deck", "--out", tmp_path / "a.pptx")
    assert (status, document["verdict"]) == (3, "refused")
    assert "letterhead.toml" in document["error"]


def test_case_64_and_65_names_in_a_store_stay_literal(run, pack_path, tmp_path, monkeypatch):
    own_store = shutil.copyfile(pack_path, tmp_path / "own.sqlite")
    monkeypatch.setenv("KAMPUNGKB_STORE", str(own_store))
    odd, path = "=1+1 <b>&\N{RIGHT-TO-LEFT OVERRIDE}$x$ " + "panjang " * 60, tmp_path / "a.xlsx"
    engine = open_engine(f"sqlite:///{own_store}")
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE area SET name = ? WHERE code = '36.04.23.2015'", (odd,))
        conn.exec_driver_sql("UPDATE area SET name = ? WHERE code = '36.04.23'", ("+Pontang",))
    engine.dispose()
    assert run("export", "workbook", "--out", path)[0] == 0
    book = openpyxl.load_workbook(path, read_only=True)
    found = {one["Kode desa"]: one for one in records(book, "Tahapan desa")}
    assert found["36.04.23.2015"]["Desa"] == odd
    assert found["36.04.23.2015"]["Kecamatan"] == "+Pontang"
    for kind in ("brief", "offline"):
        assert run("export", kind, "--out", tmp_path / kind)[0] == 0
    book.close()


@pytest.mark.parametrize("reason", [RuntimeError("a secret"), KeyboardInterrupt()])
def test_what_ends_an_export_leaves_nothing_behind(run, pack_path, tmp_path, monkeypatch, reason):
    def broken(_source, _wish, file, _progress):
        file.write(b"half of it")
        raise reason

    monkeypatch.setitem(KINDS, "deck", broken)
    status, document, _ = run("export", "deck", "--out", tmp_path / "a.pptx", "--store", pack_path)
    assert (status, list(document), document["verdict"]) == (1, REFUSED, "failed")
    assert "secret" not in json.dumps(document)
    assert names(tmp_path) == []
