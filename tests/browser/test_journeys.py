"""Whole journeys in Debian's chromium, every outside host being out of reach."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kampungkb.store import queries
from kampungkb.store.engine import open_engine, read_transaction
from tests.browser.journey import serving, visiting
from tests.test_bad_inputs import NAMES, A, C, hostile

pytestmark = pytest.mark.browser

MONGPOK = "36.04.23.2015"
VIEW = "[div._fullLayout.geo.projection.scale, div._fullLayout.geo.center]"


@pytest.fixture(scope="module")
def places(filled_path: Path) -> dict[str, tuple[float, float]]:
    """An inner point of each village, longitude first."""
    engine = open_engine(f"sqlite:///{filled_path}")
    with read_transaction(engine) as conn:
        areas = queries.areas(conn)
    engine.dispose()
    points = zip(areas["lon"], areas["lat"], strict=True)
    return dict(zip(areas["code"], points, strict=True))


@pytest.mark.parametrize(
    ("path", "figure", "words"),
    [
        ("/", "course", "193 desa lagi menuju sasaran 75"),
        ("/peta", "K01", "193 lagi menuju sasaran 75"),
        ("/kesenjangan", "achieved-L17", "belum mencapai 98"),
        ("/profil", "trend", "Mongpok: 5 dari 11 indikator yang dapat dinilai sudah mencapai"),
        ("/konvergensi", None, "Dari 52 desa terbentuk"),
        ("/mutu", None, "22 dari 50 indikator desa sudah dilaporkan"),
        ("/kamus", None, "58 indikator dari 9 perangkat daerah"),
    ],
)
def test_each_address_as_the_first_visit_to_a_fresh_server(
    fresh_server, reader, path, figure, words
):
    reader.page.goto(fresh_server + path)
    if figure is not None:
        reader.drawn(figure)
    reader.says("body", words)
    expect(reader.page.get_by_text("Page not found")).to_have_count(0)
    expect(reader.page.get_by_test_id("stAlert")).to_have_count(0)


def test_open_colour_click_see_reload_same_state(server, reader, places):
    reader.open(f"{server}/peta")
    reader.choose("Warnai menurut", "Indeks Desa Membangun (IDM)")
    reader.drawn("IDM", "value")
    reader.page.mouse.click(*reader.at(*places[MONGPOK]))
    reader.says(".kkb-panel h2", "Mongpok")
    reader.says(".kkb-panel", "0,6792 · Berkembang")
    assert reader.parameters() == {"warna": "IDM", "wilayah": MONGPOK}
    before = reader.page.locator(".kkb-panel").inner_text()
    legend = reader.page.locator(".kkb-legend").inner_text()
    reader.page.reload()
    reader.drawn("IDM", "value")
    reader.says(".kkb-panel", "0,6792 · Berkembang")
    assert reader.parameters() == {"warna": "IDM", "wilayah": MONGPOK}
    assert reader.page.locator(".kkb-panel").inner_text() == before
    assert reader.page.locator(".kkb-legend").inner_text() == legend
    assert reader.map("div.data.at(-1).locations") == [MONGPOK]


def test_view_does_not_jump_and_a_colour_costs_little(server, reader, places):
    reader.open(f"{server}/peta")
    whole = reader.map(VIEW)
    reader.page.mouse.move(*reader.at(*places[MONGPOK]))
    reader.page.mouse.wheel(0, -400)
    reader.page.wait_for_function(
        "was => document.querySelector('.kkb-plot')._fullLayout.geo.projection.scale > was",
        arg=whole[0],
    )
    # The wheel's own movement has ended.
    reader.page.wait_for_timeout(400)
    zoomed = reader.map(VIEW)
    reader.map("div.mark = 'the same node'")
    reader.received.clear()
    reader.choose("Warnai menurut", "Akta kelahiran")
    reader.drawn("D01", "value")
    assert reader.map(VIEW) == zoomed
    assert reader.map("div.mark") == "the same node"
    # What the map is sent for a change of colour; the panel and the table come beside it.
    assert reader.map("new TextEncoder().encode(div.__text).length") <= 20_000
    assert sum(reader.received) >= reader.map("div.__text.length")
    reader.choose("Yang ditampilkan", "Status capaian")
    reader.drawn("D01", "verdict")
    assert reader.map(VIEW) == zoomed
    # A click shows figures; it does not move the map either.
    reader.page.mouse.click(*reader.at(*places[MONGPOK]))
    reader.says(".kkb-panel h2", "Mongpok")
    assert reader.map(VIEW) == zoomed


def test_search_flies_to_a_village_and_its_link_does_too(server, reader, places):
    reader.open(f"{server}/peta")
    whole = reader.map(VIEW)
    reader.choose("Cari desa", "Mongpok")
    reader.says(".kkb-panel h2", "Mongpok")
    reader.page.wait_for_function(
        "() => document.querySelector('.kkb-plot')._fullLayout.geo.projection.scale > 2"
    )
    assert reader.parameters() == {"wilayah": MONGPOK, "fokus": MONGPOK}
    scale, centre = reader.map(VIEW)
    assert scale > whole[0]
    assert centre["lon"] == pytest.approx(places[MONGPOK][0], abs=0.03)
    assert centre["lat"] == pytest.approx(places[MONGPOK][1], abs=0.03)
    link = reader.page.url
    reader.page.goto("about:blank")
    reader.open(link)
    assert reader.map(VIEW) == [scale, centre]
    reader.says(".kkb-panel h2", "Mongpok")


@pytest.mark.parametrize("host", ["outside.invalid", "192.0.2.1", "[2001:db8::1]"])
def test_61_an_outside_host_would_be_noticed_and_is_out_of_reach(server, browser, host):
    address = f"http://{host}/x.png"
    with visiting(browser) as visitor:
        visitor.page.goto(f"{server}/_stcore/health")
        script = f"fetch('{address}', {{mode: 'no-cors'}}).then(() => 'there', () => 'not there')"
        assert visitor.page.evaluate(script) == "not there"
        assert visitor.outside == [address]
        (complaint,) = visitor.complaints
        assert "ERR_NAME_NOT_RESOLVED" in complaint


def test_61_no_outside_host_is_asked(server, browser):
    with visiting(browser) as visitor:
        for path in (
            "/", "/peta", "/peta?warna=D01&tampil=shortfall&tingkat=district&lang=en",
            "/kesenjangan", "/kesenjangan?lihat=indicators&lang=en", "/profil",
        ):  # fmt: skip
            visitor.open(server + path)
            expect(visitor.page.locator(".kkb-head h1")).to_be_visible()
        visitor.open(f"{server}/kesenjangan")
        visitor.page.get_by_test_id("stDataFrame").wait_for()
        assert visitor.outside == []


@pytest.mark.parametrize(
    "path",
    [
        "/", "/peta", f"/peta?warna=D01&wilayah={MONGPOK}", "/kesenjangan",
        "/kesenjangan?lihat=indicators", "/profil",
    ],
)  # fmt: skip
def test_a_phone_does_not_scroll_sideways(server, browser, path):
    with visiting(browser, 390, 844) as visitor:
        visitor.open(server + path)
        visitor.page.locator(".kkb-foot").wait_for()
        widest = visitor.page.evaluate(
            "Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(one => one.scrollWidth))"
        )
        assert widest <= 390
        assert (visitor.outside, visitor.complaints) == ([], [])


def test_summary_is_one_screen(server, reader):
    reader.open(f"{server}/")
    reader.page.locator(".kkb-card").last.wait_for()
    box = reader.page.locator(".kkb-card").last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 768


def test_card_leads_to_its_gaps(server, reader):
    reader.open(f"{server}/")
    reader.page.locator(".kkb-card").first.click()
    reader.drawn("achieved", "D01")
    reader.says(".kkb-finding", "Akta kelahiran")
    assert reader.parameters() == {"indikator": "D01"}


def test_language_switch(server, reader):
    reader.open(f"{server}/peta?warna=IDM")
    reader.page.get_by_role("button", name="English").click()
    reader.says(".kkb-head h1", "Map")
    assert reader.parameters() == {"warna": "IDM", "lang": "en"}
    reader.page.get_by_role("link", name="Summary").click()
    reader.says(".kkb-head h1", "Summary")
    reader.says(".kkb-rollout", "193 more villages to the target of 75%")


def test_sample_data_go_with_one_click_and_come_back(fresh_server, reader):
    reader.open(f"{fresh_server}/")
    reader.says(".kkb-ribbon", "DATA CONTOH, bukan angka resmi")
    for button, number, revision in (
        ("Singkirkan data contoh", "3", "revisi 3"),
        ("Tampilkan data contoh", "52", "revisi 4"),
    ):
        reader.page.get_by_role("button", name=re.compile(button)).first.click()
        if number == "3":
            # Whoever changes something says once who they are.
            reader.page.get_by_role("textbox", name="Nama").fill("Siti Aminah")
            reader.choose("Perangkat daerah", "DKBP3A")
            reader.page.get_by_role("button", name="Simpan nama").click()
            expect(reader.page.locator(".kkb-identity")).to_contain_text("Siti Aminah (DKBP3A)")
        reader.page.get_by_role("button", name=re.compile(button)).last.click()
        reader.says(".kkb-context", revision)
        reader.rest()
        expect(reader.page.locator(".kkb-number")).to_have_text(number)
        expect(reader.page.locator(".kkb-ribbon")).to_have_count(1 if number == "52" else 0)


def test_64_names_run_nothing(pack_path, tmp_path, browser, places):
    store = tmp_path / "hostile.sqlite"
    store.write_bytes(pack_path.read_bytes())
    hostile(store)
    with serving(store) as address, visiting(browser) as visitor:
        for code in (A, C):
            visitor.open(f"{address}/peta?warna=IDM&wilayah={code}&fokus={code}")
            expect(visitor.page.locator(".kkb-panel h2")).to_have_text(NAMES[code])
            visitor.page.mouse.move(*visitor.at(*places[code]))
            hover = visitor.page.locator(".hoverlayer .hovertext").first
            expect(hover).to_contain_text(NAMES[code])
        assert visitor.page.evaluate("window.hacked") is None
        assert (visitor.outside, visitor.complaints) == ([], [])


def test_74_a_link_of_a_stranger_fetches_nothing(server, reader):
    reader.open(f"{server}/peta?warna=![x](https://outside.invalid/x.png)&wilayah=99.99")
    reader.says("body", "tidak dikenal dan diabaikan")
    assert reader.page.locator("[data-testid=stAlert] img").count() == 0


def test_74_what_an_address_says_becomes_no_link(server, reader):
    reader.open(f"{server}/peta?warna=[x](https://outside.invalid)&tampil=www.outside.invalid")
    reader.says("body", "tidak dikenal dan diabaikan")
    assert reader.page.locator("[data-testid=stAlert] a").count() == 0
