"""Lists of the profile, saved plans and findings of an upload: as files they say what pages do."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from kampungkb.i18n.translator import translator
from kampungkb.store import scenarios as store
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.profile_view import missing_indicators, published_beside
from kampungkb.tasks.scenario import Entry, Summary
from kampungkb.tasks.scenario_listing import scenarios_listing
from kampungkb.ui import load, upload_findings
from kampungkb.ui.profile_listing import missing_listing, published_listing
from tests.pages.screen import blocks, errors, opened, plain
from tests.pages.taking import ID, MARK, offered, records
from tests.pages.uploading import ASKED, FAULTY, MONGPOK, page, press, send
from tests.tasks.snapshots import KIA, KKB, STUNTING, snapshot
from tests.villages import VILLAGES, dictionary, indicator, published, seen

EN = translator("en")
CIKEUSAL = "36.04.23"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, Any]]:
    """Name and maker of each file by the key of its button, as the last run offered them."""
    found = {}
    usual = st.download_button

    def button(label: str, data: Any, file_name: str, **given: Any) -> bool:
        found[given["key"]] = (file_name, data)
        return bool(usual(label, b"", file_name, **given))

    monkeypatch.setattr(st, "download_button", button)
    return found


def data():
    of = load.snapshot()
    return of, load.ledger(of, of.as_of)


# The profile.


def paragraphs(name: str, **address: str) -> list[str]:
    """What one of the lists of the profile says, line by line."""
    (found,) = [one for one in blocks(opened("pages/profile.py", **address)) if name in one]
    own = found.partition(f'class="{name}"')[2].partition("</div>")[0]
    return [plain(one) for one in re.findall(r"<p>(.*?)</p>", own, re.S)]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("place", [CIKEUSAL, MONGPOK])
def test_published_figures_of_a_profile_are_those_of_its_page(place):
    of, gaps = data()
    rows = published_beside(of, gaps, place)
    (one,) = records(published_listing(of, gaps, place, rows, ID))
    assert (one["Kode wilayah"], one["Indikator"], one["Periode"]) == (CIKEUSAL, "L02", "2021")
    assert (one["Angka terbit"], one["Satuan"]) == (10.89, "%")
    assert one["Angka terbit kabupaten, periode sama"] == 10.66
    (line,) = paragraphs("kkb-profile-published", wilayah=place)
    assert f"Kecamatan Cikeusal, 2021: {ID.share(0.1089)}." in line
    assert f"Kabupaten Serang pada periode yang sama: {ID.share(0.1066)}." in line
    assert line.endswith(one["Dasar"])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("place", [CIKEUSAL, MONGPOK])
def test_what_is_missing_of_a_profile_is_what_its_page_misses(place):
    of, gaps = data()
    found = records(missing_listing(of, gaps, place, missing_indicators(of, gaps, place), ID))
    said: dict[str, list[str]] = {}
    for one in found:
        name = ID.words(of.dictionary.get(one["Indikator"]).short)
        said.setdefault(one["Diminta kepada"], []).append(name)
    assert paragraphs("kkb-profile-missing", wilayah=place) == [
        f"{agency} ({len(names)}): {', '.join(names)}" for agency, names in said.items()
    ]
    assert {one["Kode wilayah"] for one in found} == {place}


def test_a_published_figure_stands_in_its_unit():
    """52 persons are not 5,200 %, and a rate of 0.012 is 12 per 1,000."""
    first = {"area_code": VILLAGES[0], "area_name": "Satu", "period": "2024"}
    of = snapshot(
        dictionary=dictionary(KKB, KIA, STUNTING, indicator("P01", None, unit="per_1000")),
        published=published(
            first | {"indicator": "P01", "value": 0.012, "source_title": "B"},
            first | {"value": 52.0, "unit": "anak"}, {"value": 190.0, "unit": "anak"},
            first | {"indicator": "L02", "value": 0.29}, {"indicator": "L02", "value": 0.31},
        ),
    )  # fmt: skip
    rows = published_beside(of, ledger(of), VILLAGES[0])
    listing = published_listing(of, ledger(of), VILLAGES[0], rows, EN)
    columns = {one.name: one.plain() for one in listing.columns}
    found = sorted(zip(
        columns["Unit"], columns["Published figure"],
        columns["Published for the regency, same period"], strict=True,
    ))  # fmt: skip
    assert found == [("%", 29, 31), ("anak", 52, 190), ("per 1,000", 12, None)]
    assert set(listing.sources) == {"A report", "B"}
    assert not listing.is_made_up


@pytest.mark.usefixtures("filled")
def test_the_list_that_is_chosen_is_the_one_in_the_files(files):
    app = opened("pages/profile.py", wilayah=CIKEUSAL)
    (lists,) = app.radio
    assert lists.options == ["Desa di kecamatan ini", "Yang sudah diterbitkan", "Yang belum ada"]
    for chosen, name in (
        # Only the villages have made-up figures among them.
        ("villages", "desa-36.04.23-2026-Q3-revisi-2-DATA-CONTOH.csv"),
        ("published", "angka-terbit-36.04.23-2026-Q3-revisi-2.csv"),
        ("missing", "belum-ada-36.04.23-2026-Q3-revisi-2.csv"),
    ):
        app.radio[0].set_value(chosen).run()
        assert errors(app) == []
        assert files["beside_csv"][0] == name
    lines = files["beside_csv"][1]().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Kode wilayah;Nama wilayah;Diminta kepada;Indikator;")
    assert len(lines) == 1 + 28


# Saved plans.


def entry(number: int, name: str, *, withdrawn: bool = False, **summary: Any) -> Entry:
    return Entry(
        scenario_id=number, version=2, name=name, author="Rina", agency=None, at=NOW,
        data_revision=7, note="=2+2", announced=False, withdrawn=withdrawn,
        summary=Summary(**summary),
    )  # fmt: skip


def test_a_scenario_has_the_figures_that_it_was_saved_with():
    known = entry(
        1, "Cepat", status="optimal", share=Fraction(3, 4), target=7, formed=2, villages=5,
        unknown=1, short=0, people=Fraction(31675), benefit=Fraction(204673, 8),
        start="2027-Q1", by="2028-Q4", reached_on="2028-Q3", made_up=False,
    )  # fmt: skip
    unknown = entry(2, "Tanpa angka", villages=5, unknown=5, people=Fraction(0), benefit=Fraction())
    silent = entry(3, "=1+1", withdrawn=True)
    found = records(scenarios_listing(snapshot(seen(0, 4, 10)), [known, unknown, silent], ID))
    one, two, three = found
    assert [row["Skenario"] for row in found] == ["Cepat", "Tanpa angka", "=1+1"]
    assert [row["Keadaan"] for row in found] == ["Tersimpan", "Tersimpan", "Ditarik"]
    assert (one["Nomor"], one["Versi"], one["Revisi data rencana"]) == (1, 2, 7)
    assert (one["Oleh"], one["Perangkat daerah"], one["Disimpan"]) == (
        "Rina", None, "20 November 2026 10.00 WIB",
    )  # fmt: skip
    assert (one["Sasaran"], one["Desa yang disasar"], one["Desa terbentuk saat disimpan"]) == (
        0.75, 7, 2,
    )  # fmt: skip
    assert (one["Desa dalam rencana"], one["Desa kurang dari sasaran"]) == (5, 0)
    assert (one["Kekurangan terjangkau"], one["Manfaat"]) == (31675, 25584.125)
    assert (one["Mulai"], one["Sampai"], one["Sasaran tercapai pada"]) == (
        "2027-Q1", "2028-Q4", "2028-Q3",
    )  # fmt: skip
    # Nobody counted is not nobody there, and what a scenario does not say is not zero.
    assert (two["Desa dalam rencana"], two["Kekurangan terjangkau"], two["Manfaat"]) == (
        5, None, None,
    )  # fmt: skip
    assert {three[name] for name in ("Desa dalam rencana", "Sasaran", "Desa kurang dari sasaran",
                                     "Mulai", "Kekurangan terjangkau")} == {None}  # fmt: skip
    # A scenario that does not say is not called official.
    assert [row["Keterangan"] for row in found] == [None, MARK, MARK]


def _view() -> None:
    from kampungkb.ui.frame import open_page
    from kampungkb.ui.scenario_content import show

    with open_page("simulation") as page:
        show(page)


def test_withdrawn_scenarios_are_in_the_files_where_they_are_shown(engine: Engine, files):
    for name in ("Cepat", "Merata"):
        store.save_scenario(
            engine, name=name, author="Rina", agency="DKBP3A", data_revision=2, assumptions="{}",
            plan={MONGPOK: "2027-Q1"}, summary=json.dumps({"villages": 1}), now=NOW,
        )  # fmt: skip
    store.withdraw(engine, 1, expected_version=1, author="Rina", agency=None, now=NOW)
    app = AppTest.from_function(_view, default_timeout=60).run()
    assert offered(app) == {"scenarios_xlsx", "scenarios_csv"}
    assert names_in(files["scenarios_csv"]) == ["Merata"]
    app.checkbox[0].check().run()
    assert errors(app) == []
    assert names_in(files["scenarios_csv"]) == ["Merata", "Cepat"]
    assert files["scenarios_xlsx"][0] == "skenario-2026-Q3-revisi-2-DATA-CONTOH.xlsx"


def names_in(file: tuple[str, Any]) -> list[str]:
    return [row["Skenario"] for row in read_csv(file)]


def read_csv(file: tuple[str, Any]) -> list[dict[str, str]]:
    """The rows of a file, made as a click on its button makes it."""
    text = file[1]().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


# An upload.


@pytest.mark.usefixtures("store", "patient")
def test_all_findings_of_a_refused_file_are_in_its_list(files):
    send(page(), f"{FAULTY.decode()}Cikeusal;Cimaung;=1+1;60\n".encode(), "kia salah.csv")
    found = read_csv(files["findings_csv"])
    assert [(one["Jenis"], one["Baris"], one["Kolom"], one["Keadaan"]) for one in found] == [
        ("harus diperbaiki", "5", "pembilang", "perbaiki dalam berkas"),
        ("harus diperbaiki", "6", "pembilang", "perbaiki dalam berkas"),
        ("pertanyaan", "4", "desa", "menunggu jawaban"),
        ("keterangan", "", "", ""),
    ]
    # A spreadsheet takes nothing of it for a formula.
    assert [one["Isi berkas"] for one in found][:3] == ["70 / 60", "'=1+1", "Mongpk"]
    assert found[0]["Temuan dan yang diminta"].startswith(
        "Pembilang D02 (70) lebih besar daripada penyebutnya (60)."
    )
    assert files["findings_xlsx"][0] == "pemeriksaan-kia-salah-revisi-1.xlsx"


@pytest.mark.usefixtures("store", "patient")
def test_answers_and_rows_left_out_are_in_the_list_where_nothing_is_wrong(files):
    app = send(page(), f"{ASKED.decode()}Jumlah;;70;160\n".encode())
    app.radio[0].set_value(MONGPOK)
    press(app, "Pakai jawaban ini")
    answered, *others = read_csv(files["findings_csv"])
    assert (answered["Baris"], answered["Keadaan"], answered["Jawaban"]) == (
        "4", "sudah dijawab", "Mongpok, Kec. Cikeusal",
    )  # fmt: skip
    assert (others[-1]["Jenis"], others[-1]["Baris"]) == ("keterangan", "6")
    assert others[-1]["Temuan dan yang diminta"] == "1 baris jumlah tidak diambil."
    assert {one["Keadaan"] for one in others} == {""}


@pytest.mark.usefixtures("store", "patient")
def test_the_list_of_findings_is_made_on_a_click_only(monkeypatch):
    made = []
    monkeypatch.setattr(upload_findings, "findings_listing", lambda *_: made.append(1))
    app = send(page(), ASKED)
    assert "findings_csv" in offered(app)
    assert made == []
