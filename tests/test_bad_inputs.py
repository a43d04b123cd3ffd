"""What can be wrong around the two pages; each test is named after its number in the list."""

import json
import logging
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from kampungkb.cli.main import main
from kampungkb.model.tables import FORMATIONS, OBSERVATIONS, SOURCES, shaped
from kampungkb.settings import ROOT
from kampungkb.store import queries
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.revisions import Change, save_revision
from kampungkb.tasks.ledger import gap_document
from kampungkb.ui import load
from tests.pages.screen import (
    MAP,
    SUMMARY,
    address,
    block,
    blocks,
    errors,
    figure,
    figures,
    introduced,
    notes,
    opened,
    plain,
    trace,
)

PERCENT = "\N{NO-BREAK SPACE}%"
MONGPOK = "36.04.23.2015"
A, B, C, D = (f"36.04.05.200{n}" for n in range(1, 5))
PAGES = [SUMMARY, MAP]


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def pack_store(pack_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's store is the shipped pack without sample data, this test's own."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(pack_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    return path


@pytest.fixture
def area(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's area pack is a copy of the shipped one."""
    folder = tmp_path / "36.04"
    shutil.copytree(ROOT / "data" / "areas" / "36.04", folder)
    monkeypatch.setenv("KAMPUNGKB_AREA", str(folder))
    return folder


def save(path: Path, change: Change) -> None:
    engine = open_engine(f"sqlite:///{path}")
    save_revision(
        engine, author="test", kind="upload", reason="test", change=change,
        now=datetime(2026, 10, 1, tzinfo=UTC),
    )  # fmt: skip
    engine.dispose()


def observation(village: str, numerator: int | None, denominator: int | None) -> dict[str, Any]:
    return {
        "indicator": "D02", "village_code": village, "period": "2026-Q3", "origin": "official",
        "numerator": numerator, "denominator": denominator, "source_id": "test",
    }  # fmt: skip


def official(*rows: dict[str, Any]) -> Change:
    frame = pd.DataFrame(rows, columns=list(OBSERVATIONS), dtype=object)
    unrevised = {name: kind for name, kind in OBSERVATIONS.items() if name != "revision"}
    sources = pd.DataFrame([{"source_id": "test", "title": "Uji"}], columns=list(SOURCES))
    return Change(observations=shaped(frame, unrevised), sources=sources)


# 33 and 37: missing and 0 of 0 are unknown, never 0 %.


@pytest.fixture
def counted(pack_store):
    """Four villages: without denominator, 0 of 0, without numerator, and 3 of 10."""
    save(
        pack_store,
        official(
            observation(A, 5, None), observation(B, 0, 0), observation(C, None, 10),
            observation(D, 3, 10),
        ),
    )  # fmt: skip
    return pack_store


@pytest.mark.usefixtures("counted")
def test_33_37_ledger():
    rows: Any = gap_document(load.snapshot(), "village", indicator="D02")["rows"]
    by_code = {row["code"]: row for row in rows}
    assert len(rows) == 326
    for code in (A, B, C):
        row = by_code[code]
        assert [row[name] for name in ("value", "shortfall", "unserved", "low", "high")] == [
            None, None, None, None, None,
        ]  # fmt: skip
        assert row["verdict"] == "no_data"
    # 60 % of 10 is 6, and 3 are there.
    assert [by_code[D][name] for name in ("value", "shortfall", "unserved")] == [0.3, 3, 7]
    (whole,) = gap_document(load.snapshot(), "regency", indicator="D02")["rows"]  # type: ignore[misc]
    assert [whole[name] for name in ("numerator", "denominator", "value")] == [3, 10, 0.3]
    assert (whole["villages_with_value"], whole["low_coverage"]) == (1, True)
    (district,) = [
        row
        for row in gap_document(load.snapshot(), "district", indicator="D02")["rows"]  # type: ignore[attr-defined]
        if row["code"] == "36.04.23"
    ]
    assert (district["value"], district["verdict"]) == (None, "no_data")


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("code", [A, B, C])
def test_33_37_map_shows_no_data(code):
    app = opened(MAP, warna="D02", wilayah=code)
    assert errors(app) == []
    assert block(app, "kkb-legend") == (
        f"30,00{PERCENT} (1) – belum ada data (325) Kampung KB terbentuk (3)"
    )
    units = trace(app, "units")
    texts = dict(zip(units["locations"], units["text"], strict=True))
    assert (texts[code], texts[D]) == ("belum ada data", f"30,00{PERCENT}")
    panel = block(app, "kkb-panel")
    assert "KIA 0–<17" in panel
    assert f"0,00{PERCENT}" not in panel
    table = app.dataframe[0].value.set_index("Kode")
    assert pd.isna(table.at[code, "Nilai"])
    assert pd.isna(table.at[code, "Kekurangan"])
    assert table.at[code, "Status"] == "belum ada data"
    # What has a value stands before what has none.
    assert next(iter(table.index)) == D


@pytest.mark.usefixtures("counted")
def test_33_37_summary_counts_who_has_a_value():
    app = opened(SUMMARY)
    assert errors(app) == []
    cards = block(app, "kkb-cards")
    # A value of one village says nothing of the regency's target.
    assert f"KIA 0–<17 30,00{PERCENT} belum dinilai kurang 3 anak" in cards
    assert "baru 1 dari 326 desa" in cards


# 54: a locked store is read; writing says why not.


@pytest.fixture
def locked(own_store, monkeypatch) -> Iterator[Path]:
    """Another program is in the middle of writing."""
    impatient = open_engine(f"sqlite:///{own_store}", busy_ms=20)
    monkeypatch.setattr(load, "engine", lambda: impatient)
    other = sqlite3.connect(own_store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield own_store
    other.close()
    impatient.dispose()


@pytest.mark.parametrize("script", PAGES)
def test_54_a_locked_store_is_read(locked, script):
    app = opened(script)
    assert errors(app) == []
    assert "· revisi 2 " in block(app, "kkb-head")
    assert locked.stat().st_size > 0


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "id",
            "Basis data {store} saat ini hanya dapat dibaca: sedang dipakai program lain, coba "
            "beberapa saat lagi. Perubahan belum disimpan; coba kembali beberapa saat lagi, atau "
            "hubungi pengelola aplikasi.",
        ),
        (
            "en",
            "The database {store} can only be read at the moment: another program is using it, "
            "try again in a moment. The change was not saved; try again shortly, or ask the "
            "administrator.",
        ),
    ],
)
def test_54_sample_data_button_says_why_not(locked, language, sentence):
    app = introduced(opened(SUMMARY, lang=language))
    app.button(key="sample_switch").click().run()
    assert errors(app) == [sentence.format(store=locked)]
    # The page still shows what is in the store.
    assert "52" in block(app, "kkb-rollout").split(" ")
    assert load.last_revision() == 2


# 58: a damaged database file.


def damage_head(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xee" * 200)


def damage_all(path: Path) -> None:
    path.write_bytes(b"this is no database\n" * 400)


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


DAMAGED = [damage_head, damage_all, cut]


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "id",
            "Basis data {store} tidak dapat dibuka: berkasnya rusak, pulihkan dari cadangan. Data "
            "di dalamnya tidak diubah. Mohon hubungi pengelola aplikasi untuk memeriksa sambungan "
            "atau memulihkan cadangan terakhir.",
        ),
        (
            "en",
            "The database {store} cannot be opened: the file is damaged, restore a backup. Nothing "
            "in it was changed. Ask the administrator to check the connection or to restore the "
            "latest backup.",
        ),
    ],
)
def test_58_page_says_how_to_restore(pack_store, damage, script, language, sentence):
    damage(pack_store)
    before = pack_store.read_bytes()
    app = opened(script, lang=language)
    assert errors(app) == [sentence.format(store=pack_store)]
    assert pack_store.read_bytes() == before


def test_58_page_goes_on_once_it_is_restored(pack_store, pack_path):
    damage_all(pack_store)
    app = opened(SUMMARY)
    assert len(errors(app)) == 1
    shutil.copyfile(pack_path, pack_store)
    app.button(key="retry").click().run()
    assert errors(app) == []
    assert " 3 dari 326 desa " in block(app, "kkb-rollout")


@pytest.mark.parametrize("damage", DAMAGED)
def test_58_check_refuses(pack_store, damage, capsys):
    damage(pack_store)
    assert main(["check", "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    assert "integrity" in [one["name"] for one in document["checks"] if not one["ok"]]


@pytest.mark.parametrize("damage", DAMAGED)
def test_58_status_refuses(pack_store, damage, capsys):
    damage(pack_store)
    assert main(["status", "--json"]) == 3
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert document["verdict"] == "refused"
    assert "pulihkan dari cadangan" in document["error"]
    assert printed.err == document["error"] + "\n"


# 64: names are shown letter for letter.

NAMES = {
    A: "<script>window.hacked=1</script>",
    B: "**tebal** $a$ :red[x]",
    C: "%{z} <b>x</b> &amp;",
    D: "![x](https://outside.invalid/x.png)",
}
DISTRICT = "<img src=x onerror=window.hacked=1>"


def hostile(path: Path) -> None:
    """Give four villages and their district names that are code in some language."""
    engine = open_engine(f"sqlite:///{path}")
    with read_transaction(engine) as conn:
        areas = queries.areas(conn)
        formations = queries.formations(conn, 1)
    engine.dispose()
    names = areas["code"].map(NAMES | {"36.04.05": DISTRICT})
    noted = formations.assign(note=NAMES[A]).drop(columns="revision")
    unrevised = {name: kind for name, kind in FORMATIONS.items() if name != "revision"}
    save(
        path,
        Change(
            areas=areas.assign(name=names.fillna(areas["name"])),
            formations=shaped(noted, unrevised),
        ),
    )


@pytest.mark.parametrize("code", [*NAMES, "36.04.05"])
def test_64_names_are_literal(pack_store, code):
    hostile(pack_store)
    app = opened(MAP, warna="IDM", wilayah=code)
    assert errors(app) == []
    markup = "".join(blocks(app))
    assert "<script>" not in markup
    assert "<img" not in markup
    name = DISTRICT if code == "36.04.05" else NAMES[code]
    heading = re.search(r'<section class="kkb-panel".*?<h2>(.*?)</h2>', markup, re.DOTALL)
    assert heading is not None
    # As `plain`, which would take a tag of ours for nothing and one that was escaped for text.
    assert plain(heading[1]) == name
    table = app.dataframe[0].value.set_index("Kode")
    assert {one: table.at[one, "Desa"] for one in NAMES} == NAMES
    assert table.at[A, "Kecamatan"] == DISTRICT
    # Streamlit does not read the options of a list as Markdown.
    assert f"{NAMES[B]} · Kec. {DISTRICT}" in app.selectbox(key="param_wilayah").options


def test_64_figure_is_given_literal_names(pack_store):
    hostile(pack_store)
    app = opened(MAP, warna="IDM")
    (shown,) = [one for one in trace(app, "district_names")["text"] if "onerror" in one]
    assert shown == "&lt;img src=x onerror=window.hacked=1&gt;"
    # Plotly fills %{properties.name} once: what it filled in is not read again.
    assert "%{z}" not in json.dumps(figure(app)["data"])


def test_64_notes_are_literal(pack_store):
    hostile(pack_store)
    app = opened(MAP, wilayah=MONGPOK)
    assert NAMES[A] in block(app, "kkb-panel")


@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize("text", ["**tebal**", "[x](https://outside.invalid)", NAMES[D], "$a$"])
def test_64_address_is_not_read_as_markdown(pack_store, script, text):
    """A hint repeats what the address said: it must not become a link, or fetch a picture."""
    assert pack_store.is_file()
    app = opened(script, v=text)
    assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: v={text[:20]}."]
    (markdown,) = [one.value for one in app.info]
    # Signs that begin something in Markdown stand behind a backslash.
    assert re.findall(r"(?<!\\)[*\[\]!$`<]", markdown) == []


# 73: nobody sees a traceback, nor where the store is.


@pytest.mark.parametrize("script", PAGES)
def test_73_pages_do_not_say_where_the_store_is(filled, script):
    app = opened(script, warna="D01")
    sent = "".join([*blocks(app), json.dumps(figure(app))])
    assert str(filled) not in sent
    assert "sqlite:" not in sent


@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize("name", ["snapshot", "ledger"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "id",
            r"Terjadi gangguan yang tidak terduga\. Muat ulang halaman ini; bila berulang, "
            r"sampaikan kode ([0-9a-f]{8}) kepada pengelola aplikasi\.",
        ),
        (
            "en",
            r"Something unexpected went wrong\. Reload this page; if it happens again, give the "
            r"code ([0-9a-f]{8}) to the administrator\.",
        ),
    ],
)
def test_73_reference_number(filled, monkeypatch, caplog, script, name, language, sentence):
    assert filled.is_file()

    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(load, name, broken)
    with caplog.at_level(logging.ERROR, logger="kampungkb"):
        app = opened(script, lang=language)
    (shown,) = errors(app)
    found = re.fullmatch(sentence, shown)
    assert found is not None
    (record,) = [one for one in caplog.records if one.name == "kampungkb.ui.faults"]
    assert record.getMessage() == (
        f"unexpected error {found[1]} on page {'summary' if script == SUMMARY else 'map'}"
    )
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "a secret of the program"
    assert "secret" not in "".join([*blocks(app), *notes(app)])


# 74: what the address asks for and does not exist is dropped, with a hint.

UNKNOWN = {
    "warna": "XXX", "tingkat": "foo", "tampil": "bar", "metode": "baz", "kelas": "99",
    "periode": "banana", "wilayah": "99.99", "fokus": "99.98", "v": "999", "lang": "xx",
}  # fmt: skip


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", list(UNKNOWN))
def test_74_unknown_value_is_dropped(name):
    app = opened(MAP, **{name: UNKNOWN[name]})
    assert errors(app) == []
    assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: {name}={UNKNOWN[name]}."]
    assert address(app) == {}
    assert block(app, "kkb-legend").startswith("● terbentuk (52) ")
    # Said once; the next run is without it.
    app.run()
    assert notes(app) == []


@pytest.mark.usefixtures("filled")
def test_74_all_at_once():
    app = opened(MAP, **UNKNOWN)
    assert errors(app) == []
    said = " ".join(notes(app))
    assert [name for name, value in UNKNOWN.items() if f"{name}={value}" not in said] == []
    assert address(app) == {}


@pytest.mark.usefixtures("filled")
def test_74_what_is_known_stays():
    app = opened(MAP, warna="IDM", wilayah="99.99", fokus=MONGPOK, lang="en")
    assert notes(app) == ["This part of the address does not exist and was ignored: wilayah=99.99."]
    assert address(app) == {"warna": "IDM", "fokus": MONGPOK, "lang": "en"}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "1e3", "٣", "9" * 30, ""])
def test_74_no_such_revision(value):
    app = opened(SUMMARY, v=value)
    assert errors(app) == []
    if value != "0":
        assert notes(app) == [f"Bagian alamat ini tidak dikenal dan diabaikan: v={value[:20]}."]
        assert "· revisi 2 " in block(app, "kkb-head")


# The area pack.


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param("garbage", id="no JSON"),
        pytest.param("{}", id="no features"),
        pytest.param('{"features": []}', id="nothing drawn"),
        pytest.param('{"features": [{"id": "36.04.05.2001", "geometry": null}]}', id="no shape"),
        pytest.param(
            '{"features": [{"id": "36.04.05.2001", "geometry": {"type": "Polygon", '
            '"coordinates": []}}]}',
            id="no coordinates",
        ),
    ],
)
@pytest.mark.parametrize("file", ["villages_60m.geojson", "districts_60m.geojson"])
def test_damaged_geometry_is_a_sentence_and_the_table_goes_on(area, file, content):
    (area / file).write_text(content, encoding="utf-8")
    app = opened(MAP)
    (shown,) = errors(app)
    assert shown.startswith(
        f"Peta tidak dapat digambar: Data wilayah tidak lengkap atau telah berubah: {file} ("
    )
    assert shown.endswith(
        "). Pulihkan folder paket wilayah dari salinan asli, atau susun kembali dengan "
        "“area build”."
    )
    assert len(app.dataframe[0].value) == 326
    assert block(app, "kkb-panel").startswith("Kecamatan yang paling sedikit: ")
    assert figures(app) == []


@pytest.mark.usefixtures("filled")
def test_missing_pack_is_a_sentence_and_the_table_goes_on(area):
    shutil.rmtree(area)
    app = opened(MAP, lang="en")
    assert errors(app) == [
        "The map cannot be drawn: The area data is incomplete or was changed: area.json (missing). "
        "Restore the folder of the area pack from the original, or build it again with "
        "“area build”."
    ]
    assert len(app.dataframe[0].value) == 326


def test_missing_pack_and_no_store_is_a_sentence(area, tmp_path, monkeypatch):
    shutil.rmtree(area)
    store = tmp_path / "new.sqlite"
    monkeypatch.setenv("KAMPUNGKB_STORE", str(store))
    app = opened(SUMMARY)
    assert errors(app) == [
        "Data wilayah tidak lengkap atau telah berubah: area.json (is missing). Pulihkan folder "
        "paket wilayah dari salinan asli, atau susun kembali dengan “area build”."
    ]
    assert not store.exists()


def redraw(folder: Path, change: Any) -> None:
    """Change the list of features of both village layers."""
    for path in folder.glob("villages_*.geojson"):
        shapes = json.loads(path.read_bytes())
        shapes["features"] = change(shapes["features"])
        path.write_text(json.dumps(shapes), encoding="utf-8")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("gone", "language", "sentence"),
    [
        ((A,), "id", "1 desa tanpa batas: ada di tabel, tidak ada di peta"),
        ((A, B, MONGPOK), "id", "3 desa tanpa batas: ada di tabel, tidak ada di peta"),
        ((A,), "en", "1 village without a boundary: in the table, not on the map"),
        ((A, B), "en", "2 villages without a boundary: in the table, not on the map"),
    ],
)
def test_village_without_polygon_is_counted(area, gone, language, sentence):
    redraw(area, lambda shapes: [one for one in shapes if one["id"] not in gone])
    app = opened(MAP, lang=language, wilayah=A, fokus=A)
    assert errors(app) == []
    assert [plain(one) for one in blocks(app)].count(sentence) == 1
    assert len(app.dataframe[0].value) == 326
    assert len(trace(app, "units")["locations"]) == 326 - len(gone)
    assert block(app, "kkb-panel").startswith("Kramatwatu ")
    assert trace(app, "selected")["locations"] == []


@pytest.mark.usefixtures("filled")
def test_polygon_without_register_is_not_drawn(area, capsys):
    redraw(area, lambda shapes: [*shapes, shapes[0] | {"id": "36.04.99.2001"}])
    app = opened(MAP)
    assert errors(app) == []
    assert len(trace(app, "units")["locations"]) == 326
    assert main(["check", "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    names = {one["name"] for one in document["checks"] if not one["ok"]}
    assert names == {"area_pack:pack_damaged_file", "area_pack:pack_polygon_without_register"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Kode 36.04.05.2001 tercantum lebih dari sekali dalam register wilayah. Hapus baris "
               "gandanya di sumber, lalu bangun ulang paket."),
        ("en", "Code 36.04.05.2001 stands in the register of areas more than once. Remove the "
               "second row in the source, then build the pack anew."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("filled")
def test_code_twice_is_named_by_check(area, capsys, language, sentence):
    register = area / "register.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    (twice,) = [line for line in lines if line.startswith(A + ",")]
    register.write_text("".join([*lines, twice]), encoding="utf-8")
    assert main(["check", "--json", "--lang", language]) == 3
    document = json.loads(capsys.readouterr().out)
    details = {one["name"]: one["detail"] for one in document["checks"] if not one["ok"]}
    assert details["area_pack:pack_code_twice"] == sentence
